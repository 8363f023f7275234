"""Joins: tips that run into the vessel before them, the only source of loops in a web.

Idea: a branch that had to stop because another vessel barred its way may meet it after all.
Once every thread is filled, all tips look a millimetre ahead on the grid; some of those that
see another vessel bend their last stretch into it, where it still has room for a fork.

Departure: how far they reach is a guess; what is known is that the skin's veins anastomose.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.anatomy.web_courses import STEP_MM, Array
from simulator.anatomy.web_ledger import NOBODY, ORDER_MAIN, Ledger
from simulator.anatomy.web_strokes import Sheet, smooth

# How far a tip looks ahead and bends; further where nothing is found so near.
REACHES_MM: Final = (1.3, 2.2, 3.2)
FEWEST: Final = 3  # joins, then nobody reaches further
LOOK_MM: Final = 0.3
RUN_IN: Final = 9  # samples over which it does
LEAVING: Final = 4  # samples at both ends of a vessel where none may join
ARM: Final = 8  # the same for a main vessel: its arm stays whole
APART: Final = 3  # samples between a join and the next fork
SEARCHED: Final = (0, -1, 1, -2, 2, -3, 3, -4, 4, -5, 5)  # samples around the one it meets
LEAST_CHORD: Final = 0.6  # chord over way of a branch that joins: it does not come back
_SHARE: Final = smooth(np.arange(1, RUN_IN + 1) / RUN_IN)[:, None]


def join(sheet: Sheet, may_join: NDArray[np.bool_]) -> None:
    """Let tips of those threads (T,) that may run into the vessels before them."""
    joined = 0
    for reach_mm in REACHES_MM:
        if joined < FEWEST:
            joined += _join(sheet, may_join, reach_mm)


def _join(sheet: Sheet, may_join: NDArray[np.bool_], reach_mm: float) -> int:
    """Return how many tips ran into vessels at most `reach_mm` before them."""
    ledger = sheet.ledger
    order, thread = ledger.order[: ledger.strokes], ledger.thread[: ledger.strokes]
    is_thread = (order >= ORDER_MAIN) & (thread != NOBODY)
    branches = np.flatnonzero(is_thread & may_join[thread])
    if not len(branches):
        return 0
    last = ledger.last[branches]
    has_child = np.zeros(ledger.samples + 1, dtype=bool)
    has_child[ledger.parent_site[: ledger.strokes]] = True  # -1 for none is the spare one
    may = ~has_child[last]  # rays hang on the end of some
    may &= ledger.joins_site[branches] == NOBODY
    may &= last - ledger.begin[branches] > RUN_IN + 2
    branches, last = branches[may], last[may]
    ahead = np.arange(1, int(reach_mm / LOOK_MM) + 1) * LOOK_MM
    heading = ledger.heading_rad[last][:, None]
    x = ledger.points_mm[last, 0][:, None] + np.cos(heading) * ahead
    y = ledger.points_mm[last, 1][:, None] + np.sin(heading) * ahead
    owner, site = sheet.around(x, y)
    parent = ledger.stroke_of[ledger.parent_site[branches]]
    is_taken = owner >= 0
    owner = np.maximum(owner, 0)
    is_other = is_taken & (owner != branches[:, None]) & (ledger.order[owner] >= ORDER_MAIN)
    leaves = ledger.parent_site[branches][:, None]
    is_other &= owner != parent[:, None]
    origin = ledger.parent_site[owner]
    is_other &= (ledger.stroke_of[origin] != branches[:, None]) & (origin != leaves)
    first = is_other.argmax(axis=1)
    joined = 0
    for k in np.flatnonzero(is_other.any(axis=1)).tolist():
        target = _room_near(ledger, int(site[k, first[k]]), int(last[k]), reach_mm)
        if target != NOBODY:
            tail = slice(int(last[k]) + 1 - RUN_IN, int(last[k]) + 1)
            gap = ledger.points_mm[target] - ledger.points_mm[last[k]]
            bent = ledger.points_mm[tail] + _SHARE * gap
            if ledger.is_cut[tail].any() or _crosses(ledger, bent, int(branches[k])):
                continue
            ledger.cut(np.array([target]))
            ledger.points_mm[tail] = bent
            ledger.is_open[tail] = False
            ledger.joins_site[branches[k]] = target
            joined += 1
    return joined


def _crosses(ledger: Ledger, bent_mm: Array, own: int) -> bool:
    """Return whether the bent tail (n, 3) of stroke `own` crosses a thread before it ends."""
    low, high = bent_mm[:, :2].min(0) - STEP_MM, bent_mm[:, :2].max(0) + STEP_MM
    points = ledger.points_mm[: ledger.samples, :2]
    near = np.flatnonzero(((points > low) & (points < high)).all(1)[:-1])
    stroke = ledger.stroke_of[near]
    is_line = (stroke == ledger.stroke_of[near + 1]) & (stroke != own)
    is_line &= ledger.order[stroke] >= ORDER_MAIN
    near = near[is_line]
    p, q = bent_mm[:-1, None, :2], points[near]
    d, e = bent_mm[1:, None, :2] - p, points[near + 1] - q
    cross = d[..., 0] * e[:, 1] - d[..., 1] * e[:, 0]
    gap = q - p
    t = gap[..., 0] * e[:, 1] - gap[..., 1] * e[:, 0]
    u = gap[..., 0] * d[..., 1] - gap[..., 1] * d[..., 0]
    # Both meet within their pieces: t / cross and u / cross between 0 and 1. At 1 the tip ends.
    t, u, size = t * np.sign(cross), u * np.sign(cross), np.abs(cross)
    return bool(((t > 0.0) & (t < 0.98 * size) & (u > 0.0) & (u < size)).any())


def _room_near(ledger: Ledger, site: int, tip: int, reach_mm: float) -> int:
    """Return a site near `site` on the same stroke where `tip` may join, -1 for none."""
    stroke, begin = int(ledger.stroke_of[site]), int(ledger.begin[ledger.stroke_of[tip]])
    if int(ledger.joins_site[stroke]) != NOBODY:
        return NOBODY  # its own end has been bent: forks there would come too close
    first = int(ledger.begin[stroke]) + (ARM if ledger.order[stroke] == ORDER_MAIN else LEAVING)
    for step in SEARCHED:
        near = site + step
        if not first <= near <= ledger.last[stroke] - LEAVING:
            continue
        dx, dy, _ = (ledger.points_mm[near] - ledger.points_mm[tip]).tolist()
        if (
            ledger.is_cut[near - APART : near + APART + 1].any()
            or dx * dx + dy * dy > reach_mm * reach_mm
        ):
            continue
        back = ledger.points_mm[near, :2] - ledger.points_mm[begin, :2]
        way_mm = LEAST_CHORD * (tip - begin) * STEP_MM
        if float((back * back).sum()) >= way_mm * way_mm:
            return near
    return NOBODY
