"""Trapped blood: clot held in a vein that was treated and not killed, and letting it out.

Idea: at a tenth of a percent a detergent makes the strongest clot, so it is the under-dosed wide
pieces that fill with it, more of them without compression. It can be felt from the first week
as a tender cord, and what is left of it feeds a stain. Letting it out between the first and the
fourth week takes that away; after that it has begun to organise, and at day 60 nothing comes.
Sources: Parsi 2011 (clot by strength), Kern 2007 (fewer with stockings), Scultetus 2003 (let out
at 1-3 weeks: less pigment at week 16). Sizes in `coefficients`.
Invariant: more compression never traps more, and a later let-out never helps more (same dice).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.anatomy.patient import Patient
from simulator.physics.coefficients import Healing

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class LetOut:
    """One stab and squeeze, and the edges that it emptied; `session` numbers from 0."""

    day: int
    tick: int
    session: int
    edges: tuple[int, ...]


@dataclass(frozen=True)
class TrappedBlood:
    """A cord of old blood in one thread, at the middle of its widest piece."""

    thread: str
    x_mm: float
    y_mm: float
    length_mm: float
    edges: tuple[int, ...] = ()
    session: int = 0  # that left it, from 0


def is_trapped(
    patient: Patient, is_weak: Flags, held: Array, dice: np.random.Generator, how: Healing
) -> Flags:
    """Return in which edges (E,) blood is trapped.

    `is_weak` (E,) are those that were touched and not killed, `held` (E,) is how well each was
    compressed so far.
    """
    wide = 2.0 * patient.web.radius_mm - how.trapped_none_mm
    wide = np.minimum(np.maximum(wide / (how.trapped_all_mm - how.trapped_none_mm), 0.0), 1.0)
    chance = how.trapped * wide * (1.0 + how.trapped_bare * (1.0 - held))
    return np.asarray(is_weak & (dice.random(len(wide)) < chance))


def let_out_worth(since_session: int, how: Healing) -> float:
    """Return how much of its stain letting out spares, `since_session` days after it."""
    whole, vain = how.let_out_whole_day, how.let_out_vain_day
    return min(max((vain - since_session) / (vain - whole), 0.0), 1.0)


def trapped_share(
    is_held: Flags, let_out: Sequence[LetOut], session_day: int, how: Healing
) -> Array:
    """Return how much (E,) of the trapped blood is left to stain, by the first let-out of each."""
    left = is_held.astype(np.float64)
    for act in let_out:
        worth = let_out_worth(act.day - session_day, how)
        edges = list(act.edges)
        left[edges] = np.minimum(left[edges], 1.0 - worth)
    return left


def cords(patient: Patient, is_held: Flags, session: int) -> tuple[TrappedBlood, ...]:
    """Return one cord for every thread that holds trapped blood."""
    found, web = [], patient.web
    for thread in patient.threads:
        edges = [edge for edge in thread.edges if is_held[edge]]
        if not edges:
            continue
        widest = max(edges, key=lambda edge: float(web.radius_mm[edge]))
        path = web.path_mm[widest]
        x_mm, y_mm = path[len(path) // 2, :2].tolist()
        length = float(web.length_mm[edges].sum())
        found.append(TrappedBlood(thread.id, x_mm, y_mm, length, tuple(edges), session))
    return tuple(found)
