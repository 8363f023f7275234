"""Holes that needles leave in vein walls: what they let into the tissue, what oozes out.

Idea: a wall that was pierced leaks to the tissue around it (`Network.solve`, at the middle of
its edge) as long as the needle does not fill the hole, no swab presses on it and no clot has
closed it. So a needle that went through and came back into the lumen loses part of every push
behind the vein, and so does an older hole nearby. Along the track of a needle that came out
blood also oozes to the skin.
Sources: none were found for holes of this size; every number is a guess. A hole as wide as the
needle would let anything out; what holds back is the tissue, 670 Pa s/ul where a bevel lies in
it, so a hole passes a little less than 1/670 ul/s per Pa. The ooze is a drop in half a minute.
Departures: the hole sits at the middle of its edge; the ooze is so little that it is not taken
out of the web; a clot is there or not; the pressure of the ooze is that at withdrawal.
"""

from dataclasses import dataclass
from typing import Final

from simulator.physics.give import OUTER_MM

HOLE_UL_PER_S_PA: Final = 1e-3  # guess, 30 G; a burst lets out five times as much
OOZE_UL_PER_S_PA: Final = 5e-5  # guess: 4 ul in a minute at 10 mmHg
DRY_UL_PER_S: Final = 0.01  # guess: a hole that met no vein bleeds from the dermis only
CLOT_S: Final = 60.0  # guess: until a hole in so small a vein has closed itself


@dataclass(frozen=True)
class Hole:
    """A hole in the wall of a vein and where it lies on its puncture's track."""

    edge: int
    x_mm: float
    y_mm: float
    puncture: int
    at_mm: float  # along the needle; filled while the tip is deeper
    gauge: int
    is_far: bool


def leak_ul_per_s_pa(gauge: int) -> float:
    """Return what a hole lets into the tissue per pascal; it goes with the needle's section."""
    size = OUTER_MM[gauge] / OUTER_MM[30]
    return HOLE_UL_PER_S_PA * size * size


def ooze_ul_per_s(vein_pa: float) -> float:
    """Return how fast blood oozes to the skin from a vein at `vein_pa` (0: none was met)."""
    return DRY_UL_PER_S + OOZE_UL_PER_S_PA * max(0.0, vein_pa)


def oozed_ul(rate_ul_per_s: float, open_s: float) -> float:
    """Return what has oozed from a hole that was left open for `open_s`."""
    return rate_ul_per_s * min(max(0.0, open_s), CLOT_S)
