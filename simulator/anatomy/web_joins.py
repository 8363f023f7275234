"""Joins: tips that run into the vessel before them, the only source of loops in a web.

Idea: a branch that had to stop because another vessel barred its way may meet it after all.
Once every thread is filled, all tips look a millimetre ahead on the grid; some of those that
see another vessel bend their last stretch into it, where it still has room for a fork. All
bend at once: of two that would come too close the earlier one does. A bent tip passes no third
vessel and meets its own only where it ends.

Departure: how far they reach is a guess; what is known is that the skin's veins anastomose.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.anatomy.web_courses import STEP_MM, Array, Ints
from simulator.anatomy.web_ledger import NOBODY, ORDER_MAIN, Ledger, stand_apart
from simulator.anatomy.web_strokes import FREE, Sheet, smooth

# How far a tip looks ahead and bends; further where nothing is found so near.
REACHES_MM: Final = (1.3, 2.2, 3.2)
FEWEST: Final = 3  # joins, then nobody reaches further
MOST_FRAC: Final = 0.16  # joins for each vessel of a thread
LOOK_MM: Final = 0.3
RUN_IN: Final = 9  # samples over which it does
LEAVING: Final = 4  # samples at both ends of a vessel where none may join
ARM: Final = 8  # the same for a main vessel: its arm stays whole
APART: Final = 3  # samples between a join and the next fork
SEARCHED: Final = np.array((0, -1, 1, -2, 2, -3, 3, -4, 4, -5, 5))  # around the site it meets
LEAST_CHORD: Final = 0.6  # chord over way of a branch that joins: it does not come back
PASSED: Final = 6  # last samples of a bent tip that pass no third vessel
UPON: Final = 2  # last samples of a bent tip that may lie close to the vessel it joins
GRAZING_MM: Final = 0.15
_SHARE: Final = smooth(np.arange(1, RUN_IN + 1) / RUN_IN)[:, None]
_TAIL: Final = np.arange(1 - RUN_IN, 1)


def join(sheet: Sheet, may_join: NDArray[np.bool_]) -> None:
    """Let tips of those threads (T,) that may run into the vessels before them."""
    ledger, joined = sheet.ledger, 0
    vessels = int((ledger.thread[: ledger.strokes] != NOBODY).sum())
    most = max(1, int(MOST_FRAC * vessels))
    for reach_mm in REACHES_MM:
        if joined < min(FEWEST, most):
            joined += _join(sheet, may_join, reach_mm, most - joined)


def _join(sheet: Sheet, may_join: NDArray[np.bool_], reach_mm: float, most: int) -> int:
    """Return how many tips, at most `most`, ran into vessels at most `reach_mm` before them."""
    ledger = sheet.ledger
    stroke, site = _seen(sheet, _tips(ledger, may_join), reach_mm)
    target = _room_near(ledger, stroke, site, reach_mm)
    stroke, target = stroke[target >= 0], target[target >= 0]
    # Nobody joins the tail of one that may bend itself.
    bends = np.zeros(ledger.strokes, dtype=bool)
    bends[stroke] = True
    met = ledger.stroke_of[target]
    is_calm = ~bends[met] | (target < ledger.last[met] - RUN_IN - LEAVING)
    is_calm &= stand_apart(target, ledger.samples)
    stroke, target = stroke[is_calm], target[is_calm]
    tail = ledger.last[stroke][:, None] + _TAIL
    gap = ledger.points_mm[target] - ledger.points_mm[ledger.last[stroke]]
    bent = ledger.points_mm[tail] + _SHARE * gap[:, None]
    owner, cell = sheet.under(bent[:, -PASSED:, 0], bent[:, -PASSED:, 1])
    met = ledger.stroke_of[target][:, None]
    is_alone = ((owner == FREE) | (owner == met) | (owner == stroke[:, None])).all(1)
    is_alone &= sheet.first_in(cell) & ~_grazes(ledger, bent, target)
    rows = is_alone.nonzero()[0][:most]
    stroke, target, tail, bent = stroke[rows], target[rows], tail[rows], bent[rows]
    ledger.cut(target)
    ledger.points_mm[tail] = bent
    ledger.is_open[tail] = False
    ledger.joins_site[stroke] = target
    return len(stroke)


def _tips(ledger: Ledger, may_join: NDArray[np.bool_]) -> Ints:
    """Return the strokes whose tips may bend: long enough, free, without a fork near it."""
    strokes = slice(0, ledger.strokes)
    thread, last = ledger.thread[strokes], ledger.last[strokes]
    may = (ledger.order[strokes] >= ORDER_MAIN) & (thread != NOBODY) & may_join[thread]
    may &= (last - ledger.begin[strokes] > RUN_IN + 2) & (ledger.joins_site[strokes] == NOBODY)
    has_child = np.zeros(ledger.samples + 1, dtype=bool)
    has_child[ledger.parent_site[strokes]] = True  # -1 for none is the spare one
    may &= ~has_child[last]  # rays hang on the end of some
    tips = may.nonzero()[0]
    return tips[~ledger.is_cut[last[tips][:, None] + _TAIL].any(1)]


def _seen(sheet: Sheet, tips: Ints, reach_mm: float) -> tuple[Ints, Ints]:
    """Return the tips that see a vessel not of their kin before them, and the site they see."""
    ledger = sheet.ledger
    ahead = np.arange(1, int(reach_mm / LOOK_MM) + 1) * LOOK_MM
    last = ledger.last[tips]
    heading = ledger.heading_rad[last][:, None]
    x = ledger.points_mm[last, 0][:, None] + np.cos(heading) * ahead
    y = ledger.points_mm[last, 1][:, None] + np.sin(heading) * ahead
    owner, site = sheet.around(x, y)
    is_other = (owner >= 0) & (owner != tips[:, None])
    owner = np.maximum(owner, 0)
    leaves, origin = ledger.parent_site[tips][:, None], ledger.parent_site[owner]
    is_other &= (ledger.order[owner] >= ORDER_MAIN) & (origin != leaves)
    is_other &= (owner != ledger.stroke_of[leaves]) & (ledger.stroke_of[origin] != tips[:, None])
    row, first = is_other.any(1).nonzero()[0], is_other.argmax(1)
    return tips[row], site[row, first[row]].astype(np.int64)


def _room_near(ledger: Ledger, strokes: Ints, sites: Ints, reach_mm: float) -> Ints:
    """Return for each of T strokes a site near `sites` where its tip may join, -1 for none."""
    met, tip, begin = ledger.stroke_of[sites], ledger.last[strokes], ledger.begin[strokes]
    is_main = ledger.order[met] == ORDER_MAIN
    first = ledger.begin[met] + np.where(is_main, ARM, LEAVING)
    # One whose own end has been bent: forks there would come too close.
    has_joined = ledger.joins_site[met] != NOBODY
    last = ledger.last[met] - np.where(has_joined, RUN_IN + LEAVING, LEAVING)
    near = sites[:, None] + SEARCHED
    may = (near >= first[:, None]) & (near <= last[:, None])
    near = np.minimum(np.maximum(near, APART), ledger.samples - APART - 1)
    cuts = np.concatenate(([0], ledger.is_cut[: ledger.samples].cumsum()))
    may &= cuts[near + (APART + 1)] == cuts[near - APART]
    way = ledger.points_mm[near, :2] - ledger.points_mm[tip, None, :2]
    may &= (way * way).sum(2) <= reach_mm * reach_mm
    back = ledger.points_mm[near, :2] - ledger.points_mm[begin, None, :2]
    way_mm = (LEAST_CHORD * STEP_MM) * (tip - begin)
    may &= (back * back).sum(2) >= (way_mm * way_mm)[:, None]
    best, row = may.argmax(1), np.arange(len(sites))
    return np.where(may[row, best], near[row, best], NOBODY)


def _grazes(ledger: Ledger, bent_mm: Array, target: Ints) -> NDArray[np.bool_]:
    """Return which bent tails (T, n, 3) come close to the vessels they join before they end."""
    met = ledger.stroke_of[target]
    near = target[:, None] + np.arange(-RUN_IN, RUN_IN + 1)
    low, high = ledger.begin[met][:, None], ledger.last[met][:, None]
    near = np.minimum(np.maximum(near, low), high)
    gap = bent_mm[:, :-UPON, None, :2] - ledger.points_mm[near, :2][:, None]
    gap *= gap
    is_close = gap.sum(3) < GRAZING_MM * GRAZING_MM
    does: NDArray[np.bool_] = np.any(is_close, axis=(1, 2))
    return does
