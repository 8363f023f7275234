"""Strokes: how vessels find their way across the patch between those already there.

Idea: a thread vein is grown whole, as one stroke. Courses are proposed many at a time and
looked up together on a coarse grid of occupied cells. Of those with a long enough free way,
each is then held against the ones before it in the row: where it would run into one of them
it ends, and if too little is left it is dropped. So a whole generation is kept with a few
operations on arrays, and strokes run side by side and cross only at different depths. Where
an older vessel bars the way, the stroke ends blunt; some of these tips join it (`web_joins`).
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from simulator.anatomy.web_courses import (
    CALM,
    LONGEST,
    S_MM,
    STEP_MM,
    WAVY,
    Array,
    Courses,
    Ints,
    Laid,
)
from simulator.anatomy.web_ledger import NOBODY, ORDER_CONNECTOR, Brood, Ledger

CELL_MM: Final = 0.3
BORDER_CELLS: Final = 4  # 1.2 mm along the edge of the patch stay empty
FREE, OUTSIDE = -1, -2  # owners of a cell that are not strokes
CLEAR: Final = 2  # samples that still lie inside the fork and look at nobody
LEAVING: Final = 7  # samples that may still touch their parent
FADING_MM: Final = 2.5  # over which a fading tip sinks out of sight
_UNCLAIMED: Final = 1 << 40


@dataclass(frozen=True)
class Depth:
    """How Q strokes lie in the skin, (Q,) each: from the parent's depth to `begin`, on to `tip`."""

    begin_mm: Array
    tip_mm: Array
    rise_mm: Array  # way over which a stroke leaves its parent's depth
    dip_mm: Array  # how much deeper it runs in between
    sinks_mm: Array  # how much deeper its tip is over the last millimetres

    def only(self, rows: Ints) -> "Depth":
        """Return those of `rows`."""
        return Depth(
            self.begin_mm[rows],
            self.tip_mm[rows],
            self.rise_mm[rows],
            self.dip_mm[rows],
            self.sinks_mm[rows],
        )


def lying(begin_mm: float, tip_mm: float, rise_mm: float = 0.7, sinks_mm: float = 0.0) -> Depth:
    """Return the depth of a single stroke."""
    return Depth(
        np.array([begin_mm]),
        np.array([tip_mm]),
        np.array([rise_mm]),
        np.zeros(1),
        np.array([sinks_mm]),
    )


@dataclass(frozen=True)
class Wish:
    """Where one vessel wants to run; the freest of some courses around the wish is taken."""

    run_rad: float
    length_mm: float
    shortest_mm: float
    spread_rad: float = 0.3
    candidates: int = 6
    ahead_mm: float = 0.0  # free way wanted beyond the tip, for what will leave it
    is_calm: bool = False


class Sheet:
    """The patch while it is being grown: strokes so far and the cells they occupy."""

    def __init__(
        self, width_mm: float, height_mm: float, courses: Courses, rng: np.random.Generator
    ) -> None:
        self.width_mm = width_mm
        self.height_mm = height_mm
        self.mains = courses.mains
        self.branches = courses.branches
        self.rng = rng
        self.ledger = Ledger()
        self._rows, self._columns = round(height_mm / CELL_MM), round(width_mm / CELL_MM)
        owner = np.full((self._rows, self._columns), OUTSIDE, dtype=np.int64)
        owner[BORDER_CELLS:-BORDER_CELLS, BORDER_CELLS:-BORDER_CELLS] = FREE
        self._owner = owner.ravel()
        self._site = np.zeros(self._rows * self._columns, dtype=np.int64)  # who stamped a cell
        self._claim = np.empty(self._rows * self._columns, dtype=np.int64)
        self._beside = np.array([0, 1, -1, self._columns, -self._columns])

    def cells(self, laid: Laid) -> Ints:
        """Return the cell under every sample of every course, (P, n)."""
        return self._cells(laid.x_mm, laid.y_mm)

    def free_ways(self, cells: Ints, wanted: Ints, parent: Ints, clear: int = CLEAR) -> Ints:
        """Return how many samples of each course are free, at most as many as it wants."""
        owner = self._owner[cells]
        closed = owner != FREE
        closed[:, :LEAVING] &= owner[:, :LEAVING] != parent[:, None]
        closed[:, :clear] = owner[:, :clear] == OUTSIDE
        return np.minimum(_first(closed), wanted)

    def lay(self, x_mm: float, y_mm: float, wish: Wish) -> Laid:
        """Return the courses that `wish` allows from a place."""
        count = wish.candidates
        draw = self.rng.random((3, count))
        rows = CALM if wish.is_calm else WAVY
        row = rows.start + (draw[0] * len(rows)).astype(np.int64)
        way = np.where(draw[2] < 0.5, 1.0, -1.0)
        run_rad = wish.run_rad + (draw[1] * 2.0 - 1.0) * wish.spread_rad
        n = min(LONGEST, max(LEAVING, round((wish.length_mm + wish.ahead_mm) / STEP_MM) + 1))
        place = np.full(count, x_mm), np.full(count, y_mm)
        return self.mains.lay(*place, run_rad, way, row, np.full(count, n))

    def branch(self, brood: Brood, wish: Wish, depth: Depth) -> int:
        """Grow one stroke out of its parent as `wish` says; -1 when there is no room for it."""
        ledger = self.ledger
        site = int(brood.parent_site[0])
        x, y, _ = ledger.place(site)
        laid = self.lay(x, y, wish)
        cells = self.cells(laid)
        parent = np.full(wish.candidates, ledger.stroke_of[site])
        free = self.free_ways(cells, laid.wanted, parent)
        best = np.array([int(free.argmax())])
        shortest = round(wish.shortest_mm / STEP_MM)
        end = free[best]
        wanted = laid.wanted[best]
        if wish.ahead_mm:
            wanted = np.maximum(shortest, end - round(wish.ahead_mm / STEP_MM))
            end = np.minimum(end, wanted)
        kept = self.keep(
            laid.only(best), cells[best], end, wanted, brood, depth, np.array([shortest])
        )
        return ledger.strokes - 1 if len(kept) else NOBODY

    def keep(
        self,
        laid: Laid,
        cells: Ints,
        free: Ints,
        wanted: Ints,
        brood: Brood,
        depth: Depth,
        shortest: Ints,
        clear: int = CLEAR,
    ) -> Ints:
        """Add the courses (P, n) that have room to the sheet; return which were kept.

        `free` is how far the way of each is free of older strokes. Of two that would meet the
        earlier goes on and the later ends there.
        """
        end = free.copy()
        barred = np.flatnonzero(free < wanted)
        if len(barred):
            draw = self.rng.random(len(barred))
            by = self._owner[cells[barred, free[barred]]]
            # Blunt tips clear of what bars the way; along the border they must not line up.
            back = np.where(by == OUTSIDE, draw * 13.0, 1.0 + draw * 3.0)
            end[barred] -= back.astype(np.int64)
        if len(end) > 1:
            end = np.minimum(end, self._ways_among(cells, end, clear))
        kept = np.flatnonzero(end >= shortest)
        if not len(kept):
            return kept
        self.ledger.cut(brood.parent_site[kept])
        self._add(laid, cells, kept, end[kept], brood.only(kept), depth.only(kept))
        return kept

    def put(self, laid: Laid, k: int, end: int, brood: Brood, depth_mm: float) -> int:
        """Add the first `end` samples of course `k` at one depth, whatever is in the way.

        It bars nobody's way: it lies deeper than what is looked up on the sheet.
        """
        points = np.empty((end, 3))
        points[:, 0], points[:, 1], points[:, 2] = laid.x_mm[k, :end], laid.y_mm[k, :end], depth_mm
        return int(self.ledger.add(brood, points, laid.heading_rad[k, :end], np.array([end]))[0])

    def emptiness_mm(self, x_mm: Array, y_mm: Array) -> Array:
        """Return the distance from each of P points to the nearest surface stroke."""
        ledger = self.ledger
        sites = np.arange(0, ledger.samples, 4)
        shown = sites[ledger.order[ledger.stroke_of[sites]] != ORDER_CONNECTOR]
        every = ledger.points_mm[shown]
        dx = x_mm[:, None] - every[:, 0]
        dy = y_mm[:, None] - every[:, 1]
        return np.sqrt((dx * dx + dy * dy).min(1))

    def around(self, x_mm: Array, y_mm: Array) -> tuple[Ints, Ints]:
        """Return who owns the cells around places (P, n) and which site marked them, (P, 5 n).

        Cells of nearer places come first.
        """
        cells = self._cells(x_mm, y_mm)
        near = (cells[:, :, None] + self._beside).reshape(len(cells), cells.shape[1] * 5)
        np.minimum(np.maximum(near, 0, out=near), len(self._owner) - 1, out=near)
        return self._owner[near], self._site[near]

    def _cells(self, x_mm: Array, y_mm: Array) -> Ints:
        column = np.minimum(np.maximum(x_mm * (1.0 / CELL_MM), 0.0), self._columns - 1.0)
        row = np.minimum(np.maximum(y_mm * (1.0 / CELL_MM), 0.0), self._rows - 1.0)
        return row.astype(np.int64) * self._columns + column.astype(np.int64)

    def _ways_among(self, cells: Ints, end: Ints, clear: int) -> Ints:
        """Return how far each course may go before it meets one of an earlier row."""
        count, samples = cells.shape
        column = np.arange(samples)
        row = np.arange(count)[:, None]
        # Later rows are written first, so that a cell ends up with the earliest that wants it.
        last_first = ((column >= CLEAR) & (column < end[:, None]))[::-1]
        wanted = cells[::-1][last_first]
        who = (count - 1 - row + 0 * column)[last_first]
        self._claim.fill(_UNCLAIMED)
        wide = (column + 0 * row)[::-1][last_first] >= clear  # before, courses may lie close
        self._claim[wanted[:, None] + self._beside * wide[:, None]] = who[:, None]
        taken = self._claim[cells] < row
        taken[:, :clear] = False
        return _first(taken) - 1

    def _add(
        self,
        laid: Laid,
        cells: Ints,
        kept: Ints,
        end: Ints,
        brood: Brood,
        depth: Depth,
    ) -> None:
        """Write the first `end` samples of the courses `kept` into the ledger and the grid."""
        ledger = self.ledger
        from_mm = ledger.points_mm[brood.parent_site, 2]
        if len(kept) == 1:  # most calls, and slices are quick
            n = int(end[0])
            own: tuple[Any, Any] = int(kept[0]), slice(0, n)
            level = _level(from_mm, depth, end, S_MM[:n])
            site = np.arange(ledger.samples, ledger.samples + n)
        else:
            row = np.arange(len(kept)).repeat(end)
            column = np.arange(len(row)) - (end.cumsum() - end)[row]
            own = kept[row], column
            level = _level(from_mm[row], depth.only(row), end[row], S_MM[column])
            site = np.arange(ledger.samples, ledger.samples + len(row))
        points = np.empty((len(site), 3))
        points[:, 0], points[:, 1], points[:, 2] = laid.x_mm[own], laid.y_mm[own], level
        numbers = ledger.add(brood, points, laid.heading_rad[own], end)
        stamp = cells[own]
        if len(kept) == 1:
            stamp, site = stamp[CLEAR:], site[CLEAR:]
            who = numbers
        else:
            marks = (column >= CLEAR).nonzero()[0]
            stamp, site = stamp[marks], site[marks]
            who = numbers[row[marks]][:, None]
        around = stamp[:, None] + self._beside
        self._owner[around] = who
        self._site[around] = site[:, None]


def smooth(x: NDArray[Any]) -> Array:
    """Return 0 below 0, 1 above 1 and a smooth step between."""
    share: Array = np.minimum(np.maximum(x, 0.0), 1.0)
    return share * share * (3.0 - 2.0 * share)


def _first(is_so: NDArray[np.bool_]) -> Ints:
    """Return the first true column of each row, the number of columns where there is none."""
    first = is_so.argmax(axis=1)
    first[~is_so[np.arange(len(first)), first]] = is_so.shape[1]
    return first


def _level(from_mm: Array, depth: Depth, end: Ints, s_mm: Array) -> Array:
    """Return the depth of samples `s_mm` (S,) along strokes that leave parents `from_mm` deep.

    Everything else is given for each sample, or once (1,) for all.
    """
    level = depth.begin_mm + (depth.tip_mm - depth.begin_mm) / (end * STEP_MM) * s_mm
    share = s_mm / depth.rise_mm
    ease = 1.0 / (1.0 + share * share)
    level += (from_mm - level) * (ease * ease)
    left_mm = (end - 1) * STEP_MM - s_mm
    if depth.sinks_mm.any():
        fading_mm = np.minimum(FADING_MM, 0.4 * STEP_MM * end)
        level += depth.sinks_mm * smooth(1.0 - left_mm / fading_mm)
    if depth.dip_mm.any():
        level += depth.dip_mm * smooth(s_mm / 0.8) * smooth((left_mm - 0.7) / 0.8)
    return level
