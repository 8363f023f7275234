"""Veins full of fresh clot: the stretch the case names, cut out of the vein that has it.

Sources: a fresh clot distends the vein, lets no blood through and yields to no pressure
(SVS/AVF guideline 2011: compressibility first). How much it distends is a guess. Departure: what
lies above and below flows as if nothing were in the way, by veins that are not drawn.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from simulator.anatomy.patient import Vessel
from simulator.anatomy.spec import ClotSpec

DISTENDED: Final = 1.25  # of the calibre (guess)


def with_clots(vessels: Sequence[Vessel], clots: Sequence[ClotSpec]) -> list[Vessel]:
    """Return `vessels` with each clot in its vein; the clotted stretch keeps the vein's name.

    Sound rests are `NAME_below` and `NAME_above`. Raises `StopIteration` for an unknown vein.
    """
    out = list(vessels)
    for clot in clots:
        whole = next(vessel for vessel in out if vessel.id == clot.vein)
        out.remove(whole)
        out += _cut(whole, clot)
    return out


def _cut(vessel: Vessel, clot: ClotSpec) -> list[Vessel]:
    s, last = vessel.path_mm[:, 1], len(vessel.path_mm) - 1
    first = min(int(np.searchsorted(s, clot.from_mm)), last - 1)
    end = max(first + 1, min(int(np.searchsorted(s, clot.to_mm, side="right")) - 1, last))
    full = replace(
        _piece(vessel, vessel.id, first, end),
        radius_mm=DISTENDED * vessel.radius_mm[first : end + 1],
        is_clotted=True,
    )
    out = [full]
    if first > 0:
        out.append(_piece(vessel, f"{vessel.id}_below", 0, first))
    if end < last:
        out.append(_piece(vessel, f"{vessel.id}_above", end, last))
    return out


def _piece(vessel: Vessel, name: str, first: int, last: int) -> Vessel:
    held = slice(first, last + 1)
    path_mm, radius_mm = vessel.path_mm[held].copy(), vessel.radius_mm[held].copy()
    return replace(vessel, id=name, path_mm=path_mm, radius_mm=radius_mm)
