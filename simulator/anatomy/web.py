"""The web of one patch: strokes are laid out, then cut into a graph."""

from dataclasses import replace
from typing import Final

from simulator.anatomy.patient import Patch, Thread, Web
from simulator.anatomy.spec import PatientSpec
from simulator.anatomy.web_arterioles import join_arteriole, near_arteriole, wanted
from simulator.anatomy.web_courses import Courses
from simulator.anatomy.web_crossings import crossings
from simulator.anatomy.web_frame import entries
from simulator.anatomy.web_graph import web_of
from simulator.anatomy.web_layout import Layout
from simulator.anatomy.web_strokes import Sheet
from simulator.base.seeds import Seeds

TRIES: Final = 3
MOST_CROSSINGS: Final = 1


def grow_web(
    spec: PatientSpec, patch: Patch, feeders: tuple[tuple[str, float, bool], ...], seeds: Seeds
) -> tuple[Web, tuple[Thread, ...]]:
    """Grow the web of `patch` out of `feeders`: (vessel id, radius_mm, is_hidden) each.

    One with several crossings in a layer, which a flat plexus has not, is grown anew.
    """
    for attempt in range(TRIES):
        web, threads = _grown(spec, patch, feeders, seeds, attempt)
        if crossings(web) <= MOST_CROSSINGS:
            break
    return web, threads


def _grown(
    spec: PatientSpec,
    patch: Patch,
    feeders: tuple[tuple[str, float, bool], ...],
    seeds: Seeds,
    attempt: int,
) -> tuple[Web, tuple[Thread, ...]]:
    growth = seeds.stream("anatomy.growth", attempt)
    waviness = growth.uniform(1.53, 1.64)  # meander grows with venous pressure
    courses = Courses(waviness, seeds.stream("anatomy.waves", attempt))
    layout = Layout(Sheet(patch.width_mm, patch.height_mm, courses, growth), growth)
    rng = seeds.stream("anatomy.entries", attempt)
    is_corona = spec.pattern == "corona"
    places = entries(feeders, patch.width_mm, patch.height_mm, is_corona, rng)
    layout.draw(places, spec.pattern, spec.threads)
    arterioles = seeds.stream("anatomy.arterioles", attempt)
    is_joined, is_near = wanted(spec, arterioles)
    if is_joined:
        join_arteriole(layout, arterioles)
    web, threads = web_of(layout, seeds.stream("anatomy.walls", attempt))
    if is_near:
        web = replace(web, arterioles=(near_arteriole(spec, web, threads, arterioles),))
    return web, threads
