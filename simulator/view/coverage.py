"""How much of the leg was looked at: the required territories, for whoever paints them."""

from collections.abc import Collection
from typing import NamedTuple

from simulator.anatomy.patient import Patch
from simulator.anatomy.territories import ACROSS, Territory, territories

Place = tuple[float, float]  # u, s in mm


class LegTerritory(NamedTuple):
    """One strip of skin: its rim and the cells of it that were seen."""

    rim: tuple[Place, ...]
    seen: tuple[tuple[Place, ...], ...]
    is_scanned: bool


def coverage(patch: Patch, scanned: Collection[str]) -> tuple[LegTerritory, ...]:
    """Return every required territory; those named in `scanned` are seen in full."""
    return tuple(_drawn(place, place.id in scanned) for place in territories(patch))


def _drawn(place: Territory, is_scanned: bool) -> LegTerritory:
    cells = [place.corners(cell) for cell in range(place.cells)]
    first, last = cells[::ACROSS], cells[ACROSS - 1 :: ACROSS]
    up = [corners[0] for corners in first] + [first[-1][3]]
    down = [last[-1][2]] + [corners[1] for corners in last[::-1]]
    return LegTerritory((*up, *down), tuple(cells) if is_scanned else (), is_scanned)
