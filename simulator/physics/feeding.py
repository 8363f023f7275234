"""What stands behind the roots of the web: refluxing, competent or closed feeders.

Idea: a root sees the vessel it joins as a pressure behind a short stem. While a refluxing
chain is open it presses blood into the web, as hard as the column that stands in it (`column`:
5 mmHg lying, more the higher the leak reaches above the patch); once the chain is closed, only
weak collaterals do. Pressures are above the bed (`outflow_bed.BED_PA`), because gravity lifts
both alike.
Sources: lying, feeder veins 7-17 mmHg and capillaries 17-25; SIM refill front 5-20 mm/s with
an open feeder, 0.1-0.5 mm/s without (guess). Stem conductance is set from those speeds.
Departures: no pulse, no valve dynamics here; the calf pump acts on the scanned vessels only.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.anatomy.patient import Patient
from simulator.base.units import PA_PER_MMHG, PI
from simulator.physics import column
from simulator.physics.outflow_bed import BED_PA

Array = NDArray[np.float64]

REFLUX_S: Final = 0.5  # a superficial vein refluxes from here (SVS/AVF 2011)
JUNCTIONAL: Final = ("AASV", "GSV")  # they end in the groin, with no valve up to the heart
QUIET_PA: Final = 13.0  # an open vessel that nothing drives (guess: 0.2 mm/s in the stem)
WEAK_PA: Final = 250.0  # collaterals around a closed vessel (guess)
STEM_MM_PER_S_PA: Final = 0.010  # conductance per lumen area: 7 mm/s at 5 mmHg (guess)
CLOSED_SHARE: Final = 0.05  # of the stem's conductance once the vessel is closed (guess)
ARTERIOLE_PA: Final = 35.0 * PA_PER_MMHG - BED_PA
ARTERIOLE_OPEN_UL_PER_S_PA: Final = 1e-2  # guess
ARTERIOLE_SHUT_SHARE: Final = 1e-3
ARTERIOLE_YIELDS_PA: Final = (60.0 * PA_PER_MMHG, 80.0 * PA_PER_MMHG)  # guess, Kang 2022


@dataclass(frozen=True)
class Boundary:
    """Robin terms at the nodes (N,): flow in = conductance (pressure - node pressure)."""

    conductance_ul_per_s_pa: Array
    pressure_pa: Array  # above the bed
    arteriole_node: int


class Feeding:
    """Knows which roots are driven, for any set of closed vessels; keeps what it has worked out."""

    def __init__(self, patient: Patient) -> None:
        web = patient.web
        self._web = web
        self._leg, self._site_mm = patient.leg, patient.patch.s_mm
        self._vessels = {vessel.id: vessel for vessel in patient.vessels}
        self._parents = {
            vessel.id: tuple(
                other.id
                for other in patient.vessels
                if vessel.id in other.feeds and other.reflux_s >= REFLUX_S
            )
            for vessel in patient.vessels
        }
        self._roots: dict[tuple[str, tuple[str, ...]], tuple[Array, Array]] = {}
        self._still: dict[tuple[str, ...], bool] = {}
        self._stem = []
        for node, _ in web.roots:
            touching = (web.edges[:, 0] == node) | (web.edges[:, 1] == node)
            radius = float(web.radius_mm[touching].max()) if touching.any() else 0.0
            self._stem.append(STEM_MM_PER_S_PA * PI * radius * radius)

    def is_driven(self, vessel_id: str, closed: Collection[str]) -> bool:
        """Return whether reflux still reaches `vessel_id`: it and a whole chain above are open."""
        return self._top_mm(vessel_id, closed, frozenset()) is not None

    def is_still(self, closed: tuple[str, ...]) -> bool:
        """Return whether reflux reaches no root of the web."""
        known = self._still.get(closed)
        if known is None:
            known = not any(self.is_driven(vessel_id, closed) for _, vessel_id in self._web.roots)
            self._still[closed] = known
        return known

    def reflux_pa(self, vessel_id: str, posture: str, closed: Collection[str]) -> float:
        """Return how far above the bed reflux lifts `vessel_id` at the patch; 0 if it is quiet.

        Raises `KeyError` for an unknown posture.
        """
        top_mm = self._top_mm(vessel_id, closed, frozenset())
        if top_mm is None:
            return 0.0
        return column.reflux_pa(self._leg, self._site_mm, top_mm, posture)

    def _top_mm(
        self, vessel_id: str, closed: Collection[str], seen: frozenset[str]
    ) -> float | None:
        """Return the height of the first sound valve above a leaking chain; None if none leaks."""
        if vessel_id in closed or vessel_id in seen or vessel_id not in self._vessels:
            return None
        parents = self._parents[vessel_id]
        if parents:
            seen = seen | {vessel_id}
            tops = (self._top_mm(parent, closed, seen) for parent in parents)
            return max((top for top in tops if top is not None), default=None)
        vessel = self._vessels[vessel_id]
        if vessel.reflux_s < REFLUX_S:
            return None
        is_cut = f"{vessel_id}_proximal" in self._vessels  # the rest of this trunk is sound
        if vessel.kind in JUNCTIONAL and not is_cut:
            return column.HEART_MM
        return float(vessel.path_mm[:, 1].max())

    def boundary(self, posture: str, closed: Collection[str], node_pa: Array) -> Boundary:
        """Return the Robin terms for `posture`; `node_pa` (N,) opens an arteriole, if any."""
        conductance, weighted = self._at_roots(posture, tuple(closed))
        arteriole = self._web.arteriole_node
        if arteriole >= 0:
            low, high = ARTERIOLE_YIELDS_PA
            opened = min(max((float(node_pa[arteriole]) - low) / (high - low), 0.0), 1.0)
            share = ARTERIOLE_SHUT_SHARE + (1.0 - ARTERIOLE_SHUT_SHARE) * opened
            g = ARTERIOLE_OPEN_UL_PER_S_PA * share
            conductance, weighted = conductance.copy(), weighted.copy()
            conductance[arteriole] += g
            weighted[arteriole] += g * ARTERIOLE_PA
        safe = np.where(conductance > 0.0, conductance, 1.0)
        return Boundary(conductance, weighted / safe, arteriole)

    def _at_roots(self, posture: str, closed: tuple[str, ...]) -> tuple[Array, Array]:
        """Return conductance (N,) of the roots, and the same times their pressure."""
        known = self._roots.get((posture, closed))
        if known is not None:
            return known
        count = len(self._web.nodes_mm)
        conductance, weighted = np.zeros(count), np.zeros(count)
        for (node, vessel_id), stem in zip(self._web.roots, self._stem, strict=True):
            reflux_pa = self.reflux_pa(vessel_id, posture, closed)
            if reflux_pa > 0.0:
                g, pressure = stem, reflux_pa
            elif vessel_id in closed:
                g, pressure = stem * CLOSED_SHARE, WEAK_PA
            else:
                g, pressure = stem, QUIET_PA
            conductance[node] += g
            weighted[node] += g * pressure
        self._roots[posture, closed] = conductance, weighted
        return conductance, weighted
