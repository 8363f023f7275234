"""The web of one patch: strokes are laid out, then cut into a graph."""

from simulator.anatomy.patient import Patch, Thread, Web
from simulator.anatomy.spec import PatientSpec
from simulator.anatomy.web_courses import Waves
from simulator.anatomy.web_frame import entries
from simulator.anatomy.web_graph import web_of
from simulator.anatomy.web_layout import Layout
from simulator.anatomy.web_strokes import Sheet
from simulator.base.seeds import Seeds


def grow_web(
    spec: PatientSpec, patch: Patch, feeders: tuple[tuple[str, float], ...], seeds: Seeds
) -> tuple[Web, tuple[Thread, ...]]:
    """Grow the thread-vein network of `patch` out of `feeders`, pairs (vessel id, radius_mm)."""
    growth = seeds.stream("anatomy.growth")
    waviness = growth.uniform(0.95, 1.9)  # meander grows with venous pressure
    waves = Waves(waviness, seeds.stream("anatomy.waves"))
    layout = Layout(Sheet(patch.width_mm, patch.height_mm, waves, growth), growth)
    places = entries(feeders, patch.width_mm, patch.height_mm, seeds.stream("anatomy.entries"))
    vessels = min(int(growth.integers(75, 125)), 14 + 15 * spec.threads)
    layout.draw(places, spec.pattern, spec.threads, vessels)
    return web_of(layout, spec.has_arteriole, seeds.stream("anatomy.walls"))
