"""The web of one patch: strokes are laid out, filled and joined, then cut into a graph."""

from dataclasses import replace
from typing import Final

import numpy as np

from simulator.anatomy.patient import Patch, Thread, Web
from simulator.anatomy.spec import PatientSpec
from simulator.anatomy.web_alone import strew
from simulator.anatomy.web_arterioles import join_arteriole, near_arteriole, wanted
from simulator.anatomy.web_branches import fill
from simulator.anatomy.web_courses import Courses
from simulator.anatomy.web_frame import Entry, entries
from simulator.anatomy.web_graph import web_of
from simulator.anatomy.web_hanging import hang
from simulator.anatomy.web_joins import join
from simulator.anatomy.web_layout import HABITS, HANGING, LONE, LONG, TUFT, Layout, forms
from simulator.anatomy.web_strokes import Sheet
from simulator.base.seeds import Seeds
from simulator.base.units import PI

CALMER: Final = {"linear": 0.87, "punctate": 0.96}  # waves of patterns with long threads
FOCUS_ABOVE_MM: Final = 2.5  # the threads of a corona run from this far above where they rise


def grow_web(
    spec: PatientSpec, patch: Patch, feeders: tuple[tuple[str, float, bool], ...], seeds: Seeds
) -> tuple[Web, tuple[Thread, ...]]:
    """Grow the web of `patch` out of `feeders`: (vessel id, radius_mm, is_hidden) each."""
    growth = seeds.stream("anatomy.growth")
    waviness = growth.uniform(1.56, 1.65)  # meander grows with venous pressure
    waviness *= CALMER.get(spec.pattern, 1.0)
    courses = Courses(waviness, seeds.stream("anatomy.waves"))
    layout = Layout(Sheet(patch.width_mm, patch.height_mm, courses, growth), growth)
    rng = seeds.stream("anatomy.entries")
    is_corona = spec.pattern == "corona"
    draw(layout, entries(feeders, patch.width_mm, patch.height_mm, is_corona, rng), spec)
    arterioles = seeds.stream("anatomy.arterioles")
    is_joined, is_near = wanted(spec, arterioles)
    if is_joined:
        join_arteriole(layout, arterioles)
    web, threads = web_of(layout, seeds.stream("anatomy.walls"))
    if is_near:
        web = replace(web, arterioles=(near_arteriole(spec, web, threads, arterioles),))
    return web, threads


def draw(layout: Layout, places: tuple[Entry, ...], spec: PatientSpec) -> None:
    """Draw the threads of `spec` on reticular veins that come in at `places`.

    Raises `ValueError` when the patch has no room for so many threads.
    """
    wanted = forms(spec.pattern, spec.threads)
    frame, field = layout.frame, layout.field
    if spec.pattern == "linear":  # along the longer side
        grain_rad, pull = 0.35 * (field.grain_rad - 0.5 * PI), 0.6 + 0.6 * field.grain_pull
        layout.field = replace(field, grain_rad=grain_rad, grain_pull=pull)
        frame.reach *= 0.45  # short venulectasias leave room for long threads
    for place in places:
        frame.enter(place)
    if spec.pattern == "corona":
        x, y = frame.hub_mm()
        pull = 0.6 + 0.5 * field.grain_pull
        layout.field = replace(field, grain_pull=pull, focus_mm=(x, y - FOCUS_ABOVE_MM))
    hanging = [form for form in wanted if form in HANGING]
    frame.rise(-(-max(1, len(hanging)) // len(places)))
    failed = hang(layout, hanging)
    strewn = strew(layout, [form for form in wanted if form not in HANGING])
    failed += hang(layout, [LONG] * len(strewn))
    if strew(layout, [LONE] * len(failed)):
        raise ValueError(f"no room for {spec.threads} threads in the patch; ask for fewer")
    frame.trim()
    fill(layout.sheet, [HABITS[form] for form in layout.form], layout.field, layout.fullness)
    join(layout.sheet, np.array([form != TUFT for form in layout.form]))
