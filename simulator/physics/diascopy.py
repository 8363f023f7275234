"""The refill test: press the colour out with glass, let go, and count until it is back.

Idea: veins under the glass are flat; once it is lifted they stand at the pressure of the skin
around them, which is that of the bed. Blood comes in at their rim, fills what it meets first
and runs on through it to what is still flat; a slack vein resists more (`calibre`), and the
front slows as its way grows longer. One watches one vein in the middle of the glass.
Speed tells the source: an arteriole within a second, a refluxing feeder within a few, a web
of which every feeder is competent or closed slowly, through collaterals. An arteriole that
is emptied opens wide (myogenic response).
Sources: diascopy as a test for an arteriolar supply: teaching texts; under 1 s arteriolar, 1-4 s
venous with a feeder, over 4 s competent: guesses of ours, and so are the conductances.
Departures: the glass empties all or nothing; flow is steady until the next junction is full;
half of every flat vein belongs to the junction at either end.
"""

from collections.abc import Collection
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.physics.calibre import SLACK_FRAC, openness
from simulator.physics.circulation import Circulation, Lumen
from simulator.physics.feeding import ARTERIOLE_OPEN_UL_PER_S_PA, ARTERIOLE_PA, Boundary
from simulator.physics.flow import CELLS, Network
from simulator.physics.outflow_bed import BED_PA

Array = NDArray[np.float64]

SINK_UL_PER_S_PA: Final = 1.0  # so wide that a flat vein stays flat while it fills
ARTERIOLAR_S: Final = 1.0
COLOUR_LEFT_FRAC: Final = 0.1  # nobody sees that the last tenth is still missing (guess)
LEAST_UL_PER_S: Final = 1e-9  # so that nothing takes for ever
ROUNDING_FRAC: Final = 1e-9
COMPETENT_S: Final = 4.0
NEVER_S: Final = 60.0  # nobody counts longer


def under_glass(circulation: Circulation, x_mm: float, y_mm: float, radius_mm: float) -> list[int]:
    """Return the edges whose middle lies under a round glass."""
    path = circulation.patient.web.path_mm
    middle = path[:, path.shape[1] // 2]
    dx, dy = middle[:, 0] - x_mm, middle[:, 1] - y_mm
    return np.flatnonzero(dx * dx + dy * dy <= radius_mm * radius_mm).tolist()


def refill_s(
    circulation: Circulation,
    lumen: Lumen,
    edges: Collection[int],
    *,
    watched: Collection[int] | None = None,
    posture: str = "lying",
    closed: Collection[str] = (),
) -> float:
    """Return how long colour takes to come back after the glass on `edges`, at most 60 s.

    It is back when all but `COLOUR_LEFT_FRAC` of what `watched` (some of `edges`, by default
    all) hold is. Raises `KeyError` for an unknown posture.
    """
    network = circulation.network
    whole_ul = _at_ends(network, edges)
    seen_ul = whole_ul if watched is None else _at_ends(network, watched)
    seen_frac = seen_ul / np.where(whole_ul > 0.0, whole_ul, 1.0)
    empty_ul, is_flat = whole_ul, whole_ul > 0.0
    left_ul = COLOUR_LEFT_FRAC * float(seen_ul.sum())
    boundary = circulation.feeding.boundary(posture, closed, lumen.pressure_pa)
    if boundary.arteriole_node >= 0 and is_flat[boundary.arteriole_node]:
        at_arteriole = np.arange(network.node_count) == boundary.arteriole_node
        g = np.where(at_arteriole, ARTERIOLE_OPEN_UL_PER_S_PA, 0.0)
        boundary = _beside(boundary, g, ARTERIOLE_PA)
    blood = np.zeros_like(lumen.injectate_frac)
    full = openness(circulation.calibre_frac(lumen))
    slack = np.minimum(full, openness(SLACK_FRAC))
    nodes_pa, inner_pa = lumen.pressure_pa - BED_PA, lumen.inner_pa
    time_s = 0.0
    while True:
        missing_ul = float((seen_frac * empty_ul).sum()) - left_ul
        if missing_ul <= 0.0 or time_s >= NEVER_S:
            return min(time_s, NEVER_S)
        sink = np.where(is_flat, SINK_UL_PER_S_PA, 0.0)
        is_slack = is_flat[network.first] | is_flat[network.last]
        cells = network.cell_conductance(blood, 1e-3, np.where(is_slack, slack, full))
        draining = _beside(boundary, sink, 0.0)
        flow = network.solve(cells, draining, lumen.is_burst, nodes_pa, inner_pa, None)
        nodes_pa, inner_pa = flow.node_pa, flow.inner_pa
        inflow = np.maximum(sink * nodes_pa, LEAST_UL_PER_S)
        next_full_s = float((empty_ul[is_flat] / inflow[is_flat]).min())
        wait_s = min(next_full_s, missing_ul / float((seen_frac * inflow)[is_flat].sum()))
        time_s += wait_s
        empty_ul = np.where(is_flat, np.maximum(empty_ul - inflow * wait_s, 0.0), 0.0)
        is_flat = empty_ul > ROUNDING_FRAC * whole_ul


def _at_ends(network: Network, edges: Collection[int]) -> Array:
    """Return what `edges` hold, shared out to the nodes at their ends (N,), ul."""
    held_ul = np.zeros(network.edge_count)
    chosen = sorted(edges)
    held_ul[chosen] = network.cell_ul[chosen] * (CELLS / 2)
    return network.at_nodes(held_ul, held_ul)


def _beside(boundary: Boundary, conductance: Array, pressure_pa: float) -> Boundary:
    """Return `boundary` with another way in or out at its nodes (N,)."""
    total = boundary.conductance_ul_per_s_pa + conductance
    weighted = boundary.conductance_ul_per_s_pa * boundary.pressure_pa + conductance * pressure_pa
    pressure = weighted / np.where(total > 0.0, total, 1.0)
    return replace(boundary, conductance_ul_per_s_pa=total, pressure_pa=pressure)


def supply(seconds: float) -> str:
    """Return what a refill time speaks for: arteriolar, venous or competent."""
    if seconds < ARTERIOLAR_S:
        return "arteriolar"
    return "venous" if seconds <= COMPETENT_S else "competent"
