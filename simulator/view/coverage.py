"""How much of the leg was looked at: the required territories, for whoever paints them."""

from typing import NamedTuple

from simulator.anatomy.patient import Patch
from simulator.anatomy.territories import ACROSS, Territory, territories
from simulator.session.looking import ENOUGH_PERMILLE, HELD_TICKS

Place = tuple[float, float]  # u, s in mm
Looked = tuple[tuple[int, ...], ...]  # ticks of looking, by territory and cell


class LegTerritory(NamedTuple):
    """One strip of skin: its rim and the cells of it that were seen."""

    rim: tuple[Place, ...]
    seen: tuple[tuple[Place, ...], ...]
    is_scanned: bool  # enough of them


def coverage(patch: Patch, looked: Looked) -> tuple[LegTerritory, ...]:
    """Return every required territory; `looked` is the session's count, empty before any look."""
    spec = territories(patch)
    ticks = looked or tuple((0,) * place.cells for place in spec)
    return tuple(_drawn(place, cells) for place, cells in zip(spec, ticks, strict=True))


def _drawn(place: Territory, ticks: tuple[int, ...]) -> LegTerritory:
    cells = [place.corners(cell) for cell in range(place.cells)]
    first, last = cells[::ACROSS], cells[ACROSS - 1 :: ACROSS]
    up = [corners[0] for corners in first] + [first[-1][3]]
    down = [last[-1][2]] + [corners[1] for corners in last[::-1]]
    seen = tuple(cells[k] for k, count in enumerate(ticks) if count >= HELD_TICKS)
    is_scanned = len(seen) * 1000 // place.cells >= ENOUGH_PERMILLE
    return LegTerritory((*up, *down), seen, is_scanned)
