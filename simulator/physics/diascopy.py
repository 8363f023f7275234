"""The refill test: press the colour out with glass, let go, and count until it is back.

Idea: veins under the glass are flat; once it is lifted they stand at the pressure of the skin
around them, which is that of the bed, and what runs in from all sides fills their volume.
Speed tells the source: an arteriole within a second, a refluxing feeder within a few, a web
of which every feeder is competent or closed slowly, through collaterals. An arteriole that
is emptied opens wide (myogenic response).
Sources: diascopy as a test for an arteriolar supply: teaching texts; under 1 s arteriolar, 1-4 s
venous with a feeder, over 4 s competent: guesses of ours, and so are the conductances.
Departures: the glass empties all or nothing; the flow of the first instant lasts until full.
"""

from collections.abc import Collection
from dataclasses import replace
from typing import Final

import numpy as np

from simulator.physics.circulation import Circulation, Lumen
from simulator.physics.feeding import ARTERIOLE_OPEN_UL_PER_S_PA, ARTERIOLE_PA
from simulator.physics.flow import CELLS
from simulator.physics.outflow_bed import BED_PA

SINK_UL_PER_S_PA: Final = 1.0  # so wide that a flat vein stays flat while it fills
ARTERIOLAR_S: Final = 1.0
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
    posture: str = "lying",
    closed: Collection[str] = (),
) -> float:
    """Return how long blood takes to come back into `edges` after the glass, at most 60 s."""
    network, feeding = circulation.network, circulation.feeding
    under = np.zeros(network.edge_count, dtype=np.bool_)
    under[sorted(edges)] = True
    flat = np.unique(np.concatenate((network.first[under], network.last[under])))
    volume_ul = float(network.cell_ul[under].sum()) * CELLS
    if volume_ul <= 0.0:
        return 0.0
    boundary = feeding.boundary(posture, closed, lumen.pressure_pa)
    conductance = boundary.conductance_ul_per_s_pa.copy()
    weighted = conductance * boundary.pressure_pa
    arteriole = boundary.arteriole_node
    if arteriole >= 0 and arteriole in flat:
        conductance[arteriole] += ARTERIOLE_OPEN_UL_PER_S_PA
        weighted[arteriole] += ARTERIOLE_OPEN_UL_PER_S_PA * ARTERIOLE_PA
    conductance[flat] += SINK_UL_PER_S_PA
    pressure = weighted / np.where(conductance > 0.0, conductance, 1.0)
    blood = np.zeros_like(lumen.injectate_frac)
    flow = network.solve(
        network.cell_conductance(blood, 1e-3, np.ones(network.edge_count)),
        replace(boundary, conductance_ul_per_s_pa=conductance, pressure_pa=pressure),
        lumen.is_burst,
        lumen.pressure_pa - BED_PA,
        lumen.inner_pa,
        None,
    )
    inflow = float((SINK_UL_PER_S_PA * (flow.node_pa[flat])).sum())
    return min(NEVER_S, volume_ul / max(inflow, volume_ul / NEVER_S))


def supply(seconds: float) -> str:
    """Return what a refill time speaks for: arteriolar, venous or competent."""
    if seconds < ARTERIOLAR_S:
        return "arteriolar"
    return "venous" if seconds <= COMPETENT_S else "competent"
