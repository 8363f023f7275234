"""Strokes: how vessels find their way across the patch between those already there.

Idea: a thread vein is grown whole, as one stroke. Courses are proposed many at a time and
looked up together on a coarse grid of occupied cells; those with a long enough free way are
kept, one after the other, each looking again at what the ones before it have taken. Where
another vessel bars the way, the stroke ends blunt or, now and then, joins it: that is an
anastomosis, and the only source of loops. So strokes run side by side and cross only at
different depths.

Invariant: a stroke's first sample is a sample of its parent, and cuts on one stroke lie at
least `MIN_GAP` samples apart, so no edge can come out shorter than 0.25 mm.
"""

from dataclasses import dataclass, field
from typing import Final

import numpy as np

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

MIN_GAP: Final = 6  # samples between two forks on one stroke
CELL_MM: Final = 0.3
BORDER_CELLS: Final = 4  # 1.2 mm along the edge of the patch stay empty
FREE, OUTSIDE = -1, -2  # owners of a cell that are not strokes
CLEAR: Final = 4  # samples that still lie inside the fork and look at nobody
REACH_MM: Final = 0.75  # a stroke bends this far to run into another
LEAVING: Final = 14  # samples that may still touch their parent
(
    ORDER_RETICULAR,
    ORDER_TRUNK,
    ORDER_CONNECTOR,
    ORDER_MAIN,
    ORDER_SIDE,
    ORDER_TWIG,
) = range(6)


@dataclass
class Stroke:
    """One vessel from its fork to its tip; `points_mm` is (n, 3), samples `STEP_MM` apart."""

    order: int
    thread: int = -1  # number of the thread vein it belongs to, -1 for none
    parent: int = -1
    parent_sample: int = 0
    tip_radius_mm: float = 0.08
    reserve: int = MIN_GAP  # first sample at which a branch may leave
    joins: tuple[int, int] | None = None  # (stroke, sample) where the far end runs in
    cuts: set[int] = field(default_factory=set)
    points_mm: Array = field(default_factory=lambda: np.empty((0, 3)))
    heading_rad: Array = field(default_factory=lambda: np.empty(0))

    @property
    def last(self) -> int:
        """Return the index of the last sample."""
        return len(self.points_mm) - 1

    def has_room(self, sample: int) -> bool:
        """Return whether a branch may leave at `sample`."""
        if sample < self.reserve or sample > self.last - MIN_GAP:
            return False
        return all(abs(cut - sample) >= MIN_GAP for cut in self.cuts)


@dataclass(frozen=True)
class Depth:
    """How a stroke lies in the skin: from its parent's depth to `begin`, then on to `tip`."""

    begin_mm: float
    tip_mm: float
    rise_mm: float = 0.7  # way over which it leaves its parent's depth
    dip_mm: float = 0.0  # how much deeper it runs in between


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
    clear: int = CLEAR


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
        self.strokes: list[Stroke] = []
        self._rows, self._columns = round(height_mm / CELL_MM), round(width_mm / CELL_MM)
        owner = np.full((self._rows, self._columns), OUTSIDE, dtype=np.int64)
        owner[BORDER_CELLS:-BORDER_CELLS, BORDER_CELLS:-BORDER_CELLS] = FREE
        self._owner = owner.ravel()
        self._beside = np.array([[0], [1], [-1], [self._columns], [-self._columns]])

    def cells(self, laid: Laid) -> Ints:
        """Return the cell under every sample of every course, (P, n)."""
        column = np.minimum(np.maximum(laid.x_mm * (1.0 / CELL_MM), 0.0), self._columns - 1.0)
        row = np.minimum(np.maximum(laid.y_mm * (1.0 / CELL_MM), 0.0), self._rows - 1.0)
        return row.astype(np.int64) * self._columns + column.astype(np.int64)

    def free_ways(self, cells: Ints, wanted: Ints, parent: Ints, clear: int = CLEAR) -> Ints:
        """Return how many samples of each course are free, at most as many as it wants."""
        owner = self._owner[cells]
        closed = owner != FREE
        closed[:, :LEAVING] &= owner[:, :LEAVING] != parent[:, None]
        closed[:, :clear] = owner[:, :clear] == OUTSIDE
        free = closed.argmax(axis=1)
        free[~closed.any(axis=1)] = cells.shape[1]
        return np.minimum(free, wanted)

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

    def branch(self, stroke: Stroke, wish: Wish, depth: Depth) -> int:
        """Grow `stroke` out of its parent as `wish` says; -1 when there is no room for it."""
        x, y, _ = self.strokes[stroke.parent].points_mm[stroke.parent_sample].tolist()
        laid = self.lay(x, y, wish)
        cells = self.cells(laid)
        free = self.free_ways(
            cells, laid.wanted, np.full(wish.candidates, stroke.parent), wish.clear
        )
        k = int(free.argmax())
        shortest = round(wish.shortest_mm / STEP_MM)
        if wish.ahead_mm:
            laid.wanted[k] = max(shortest, int(free[k]) - round(wish.ahead_mm / STEP_MM))
        return self.keep(laid, k, cells, stroke, depth, shortest, clear=wish.clear)

    def keep(
        self,
        laid: Laid,
        k: int,
        cells: Ints,
        stroke: Stroke,
        depth: Depth,
        shortest: int,
        join_chance: float = 0.0,
        clear: int = CLEAR,
    ) -> int:
        """Add course `k` to the sheet as `stroke`; -1 when its way has become too short.

        `stroke` brings everything but points and headings.
        """
        wanted = int(laid.wanted[k])
        cell = cells[k, :wanted]
        owner = self._owner[cell]
        closed = owner != FREE
        closed[:LEAVING] &= owner[:LEAVING] != stroke.parent
        closed[:clear] = owner[:clear] == OUTSIDE
        end = int(closed.argmax()) if closed.any() else wanted
        if end < shortest:
            return -1
        joins = None
        if end < wanted:
            barred = int(owner[end])
            if barred == OUTSIDE:  # tips must not line up along the border
                end -= int(self.rng.integers(0, 25))
            else:
                if end > 12 and self.rng.random() < join_chance:
                    joins = self._meet(laid.x_mm[k, end - 1], laid.y_mm[k, end - 1], barred, stroke)
                if joins is None:  # a blunt tip, clear of what bars the way
                    end -= int(self.rng.integers(2, 6))
            if end < shortest:
                return -1
        return self._add(laid, k, end, cell, stroke, depth, joins)

    def put(self, laid: Laid, k: int, end: int, stroke: Stroke, depth: Depth) -> int:
        """Add the first `end` samples of course `k`, whatever is in the way.

        It bars nobody's way: it lies deeper than what is looked up on the sheet.
        """
        points = self._points(laid, k, end, stroke, depth)
        stroke.points_mm, stroke.heading_rad = points, laid.heading_rad[k, :end]
        self.strokes.append(stroke)
        return len(self.strokes) - 1

    def emptiness_mm(self, x_mm: Array, y_mm: Array) -> Array:
        """Return the distance from each of P points to the nearest surface stroke."""
        shown = [s.points_mm[::8] for s in self.strokes if s.order != ORDER_CONNECTOR]
        every = np.concatenate(shown)
        dx = x_mm[:, None] - every[:, 0]
        dy = y_mm[:, None] - every[:, 1]
        return np.sqrt((dx * dx + dy * dy).min(1))

    def _points(self, laid: Laid, k: int, end: int, stroke: Stroke, depth: Depth) -> Array:
        points = np.empty((end, 3))
        points[:, 0], points[:, 1] = laid.x_mm[k, :end], laid.y_mm[k, :end]
        level = depth.begin_mm + (depth.tip_mm - depth.begin_mm) / (end * STEP_MM) * S_MM[:end]
        if stroke.parent >= 0:
            z0 = float(self.strokes[stroke.parent].points_mm[stroke.parent_sample, 2])
            share = S_MM[:end] * (1.0 / depth.rise_mm)
            ease = 1.0 / (1.0 + share * share)
            level += (z0 - level) * (ease * ease)
        if depth.dip_mm:
            left_mm = (end - 1) * STEP_MM - S_MM[:end]
            level += depth.dip_mm * smooth(S_MM[:end] / 0.8) * smooth((left_mm - 0.7) / 0.8)
        points[:, 2] = level
        return points

    def _meet(
        self, x_mm: float, y_mm: float, barred: int, stroke: Stroke
    ) -> tuple[int, int] | None:
        """Return the (stroke, sample) of `barred` nearest to (x, y), if one may end there."""
        other = self.strokes[barred]
        if barred == stroke.parent or other.order < ORDER_MAIN:
            return None
        dx, dy = other.points_mm[:, 0] - x_mm, other.points_mm[:, 1] - y_mm
        gap = dx * dx + dy * dy
        sample = int(gap.argmin())
        if gap[sample] > REACH_MM * REACH_MM:
            return None
        for near in (sample, sample - 2, sample + 2):
            if near >= LEAVING and other.has_room(near):
                return barred, near
        return None

    def _add(
        self,
        laid: Laid,
        k: int,
        end: int,
        cell: Ints,
        stroke: Stroke,
        depth: Depth,
        joins: tuple[int, int] | None,
    ) -> int:
        points = self._points(laid, k, end, stroke, depth)
        if joins is not None:
            points = _run_in(points, self.strokes[joins[0]].points_mm[joins[1]])
            self.strokes[joins[0]].cuts.add(joins[1])
        stroke.points_mm, stroke.heading_rad = points, laid.heading_rad[k, :end]
        stroke.joins = joins
        trunk = self.strokes[stroke.parent]
        if stroke.parent_sample < trunk.last:
            trunk.cuts.add(stroke.parent_sample)
        number = len(self.strokes)
        self.strokes.append(stroke)
        self._owner[cell[3:end:2] + self._beside] = number
        return number


def smooth(x: Array) -> Array:
    """Return 0 below 0, 1 above 1 and a smooth step between."""
    x = np.minimum(np.maximum(x, 0.0), 1.0)
    return x * x * (3.0 - 2.0 * x)


def _run_in(points: Array, target: Array) -> Array:
    """Bend the last millimetre of a stroke so that it ends exactly in `target`."""
    n = min(10, len(points) - 2)
    share = np.arange(1, n + 1) / n
    share = share * share * (3.0 - 2.0 * share)
    points[-n:] += share[:, None] * (target - points[-1])
    return points
