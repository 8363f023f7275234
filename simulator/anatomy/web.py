"""The web of one patch: strokes are laid out, then cut into a graph."""

from simulator.anatomy.patient import Patch, Thread, Web
from simulator.anatomy.spec import PatientSpec
from simulator.anatomy.web_courses import Courses
from simulator.anatomy.web_frame import entries
from simulator.anatomy.web_graph import web_of
from simulator.anatomy.web_layout import Layout
from simulator.anatomy.web_strokes import Sheet
from simulator.base.seeds import Seeds


def grow_web(
    spec: PatientSpec, patch: Patch, feeders: tuple[tuple[str, float, bool], ...], seeds: Seeds
) -> tuple[Web, tuple[Thread, ...]]:
    """Grow the web of `patch` out of `feeders`: (vessel id, radius_mm, is_hidden) each."""
    growth = seeds.stream("anatomy.growth")
    waviness = growth.uniform(1.3, 1.5)  # meander grows with venous pressure
    courses = Courses(waviness, seeds.stream("anatomy.waves"))
    layout = Layout(Sheet(patch.width_mm, patch.height_mm, courses, growth), growth)
    places = entries(feeders, patch.width_mm, patch.height_mm, seeds.stream("anatomy.entries"))
    layout.draw(places, spec.pattern, spec.threads)
    return web_of(layout, spec.has_arteriole, seeds.stream("anatomy.walls"))
