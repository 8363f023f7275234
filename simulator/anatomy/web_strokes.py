"""Strokes: how one vessel finds its way across the patch between those already there.

Idea: a thread vein is grown whole, as one stroke. Several candidate courses are drawn; each
leaves its parent at a wide angle, bends until it runs beside it and waves gently; the one
with the longest free way is kept. Where another vessel bars the way, the stroke ends blunt
or, now and then, joins it: that is an anastomosis, and the only source of loops. The free
way is read from a coarse grid of occupied cells, so strokes run side by side and cross only
at different depths.

Invariant: a stroke's first sample is a sample of its parent, and cuts on one stroke lie at
least `MIN_GAP` samples apart, so no edge can come out shorter than 0.25 mm.
"""

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from simulator.anatomy.web_courses import (
    EASE_DEPTH,
    LONGEST,
    S_MM,
    STEP_MM,
    Array,
    Course,
    Waves,
)

MIN_GAP: Final = 4  # samples between two forks on one stroke
CELL_MM: Final = 0.25
BORDER_CELLS: Final = 5  # 1.25 mm along the edge of the patch stay empty
FREE, OUTSIDE = -1, -2  # owners of a cell that are not strokes
CLEAR: Final = 8  # samples that still lie inside the fork and look at nobody
PROBE: Final = 12  # samples ahead of a fork that must be free for a try to be worth it
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

    points_mm: Array
    heading_rad: Array
    order: int
    thread: int  # number of the thread vein it belongs to, -1 for none
    parent: int = -1
    parent_sample: int = 0
    tip_radius_mm: float = 0.05
    reserve: int = MIN_GAP  # first sample at which a branch may leave
    joins: tuple[int, int] | None = None  # (stroke, sample) where the far end runs in
    cuts: set[int] = field(default_factory=set)

    @property
    def last(self) -> int:
        """Return the index of the last sample."""
        return len(self.points_mm) - 1

    def run_rad(self, sample: int) -> float:
        """Return the heading around `sample`, its waves averaged out."""
        near = self.heading_rad[max(0, sample - 14) : sample + 15]
        return float(near.sum()) / len(near)

    def has_room(self, sample: int) -> bool:
        """Return whether a branch may leave at `sample`."""
        if sample < self.reserve or sample > self.last - MIN_GAP:
            return False
        near = range(sample - MIN_GAP + 1, sample + MIN_GAP)
        return self.cuts.isdisjoint(near)


class Sheet:
    """The patch while it is being grown: strokes so far and the cells they occupy."""

    def __init__(
        self, width_mm: float, height_mm: float, waves: Waves, rng: np.random.Generator
    ) -> None:
        self.width_mm = width_mm
        self.height_mm = height_mm
        self.rng = rng
        self.strokes: list[Stroke] = []
        self._waves = waves
        self._rows, self._columns = round(height_mm / CELL_MM), round(width_mm / CELL_MM)
        owner = np.full((self._rows, self._columns), OUTSIDE, dtype=np.int64)
        owner[BORDER_CELLS:-BORDER_CELLS, BORDER_CELLS:-BORDER_CELLS] = FREE
        self._owner = owner.ravel()

    def begin(self, x_mm: float, y_mm: float, course: Course) -> int:
        """Grow a stroke from a bare point of the patch (a root) and return its number."""
        start = np.array([x_mm, y_mm, course.depth_mm[0]])
        points, heading, _ = self._best(start, course)
        stroke = Stroke(points, heading, course.order, course.thread)
        stroke.tip_radius_mm = course.tip_radius_mm
        return self._keep(stroke, course)

    def branch(self, parent: int, sample: int, course: Course) -> int:
        """Grow a stroke out of `parent` at `sample`; -1 when there is no room for it."""
        trunk = self.strokes[parent]
        points, heading, barred = self._best(trunk.points_mm[sample], course)
        joins = None
        if course.ahead_mm:
            barred = FREE
            keep = max(2, len(points) - round(course.ahead_mm / STEP_MM))
            points, heading = points[:keep], heading[:keep]
        elif barred >= 0 and self.rng.random() < course.join_chance:
            joins = self._meet(points, barred, parent)
        if joins is not None:
            points = _run_in(points, self.strokes[joins[0]].points_mm[joins[1]])
        elif barred >= 0:
            spare = int(self.rng.integers(2, 6))  # a blunt tip, clear of what bars the way
            points, heading = points[:-spare], heading[:-spare]
        if (len(points) - 1) * STEP_MM < course.shortest_mm:
            return -1
        stroke = Stroke(points, heading, course.order, course.thread, parent, sample)
        stroke.tip_radius_mm = course.tip_radius_mm
        stroke.joins = joins
        if joins is not None:
            self.strokes[joins[0]].cuts.add(joins[1])
        if sample < trunk.last:
            trunk.cuts.add(sample)
        return self._keep(stroke, course)

    def is_open(self, x_mm: float, y_mm: float, run_rad: float) -> bool:
        """Return whether the skin a little way along `run_rad` from (x, y) is free."""
        reach = PROBE * STEP_MM
        column = int((x_mm + reach * float(np.cos(run_rad))) / CELL_MM)
        row = int((y_mm + reach * float(np.sin(run_rad))) / CELL_MM)
        if not (0 <= row < self._rows and 0 <= column < self._columns):
            return False
        return bool(self._owner[row * self._columns + column] == FREE)

    def emptiness_mm(self, x_mm: Array, y_mm: Array) -> Array:
        """Return the distance from each of P points to the nearest surface stroke."""
        shown = [s.points_mm[::5] for s in self.strokes if s.order != ORDER_CONNECTOR]
        every = np.concatenate(shown)
        dx = x_mm[:, None] - every[:, 0]
        dy = y_mm[:, None] - every[:, 1]
        return np.sqrt((dx * dx + dy * dy).min(1))

    def _best(self, start: Array, course: Course) -> tuple[Array, Array, int]:
        """Return points, headings and who bars the way of the freest candidate."""
        length_mm = course.length_mm + course.ahead_mm
        n = min(LONGEST, max(CLEAR + 2, round(length_mm / STEP_MM) + 1))
        x0, y0, z0 = start.tolist()
        x, y, heading = self._waves.candidates(x0, y0, course, n, self.rng)
        column = np.minimum(np.maximum(x * (1.0 / CELL_MM), 0.0), self._columns - 1.0)
        row = np.minimum(np.maximum(y * (1.0 / CELL_MM), 0.0), self._rows - 1.0)
        owner = self._owner[row.astype(np.int64) * self._columns + column.astype(np.int64)]
        if course.is_deep:
            owner[owner >= 0] = FREE
            owner[:, :40] = FREE  # a root comes in across the border
        owner[:, :CLEAR] = np.minimum(owner[:, :CLEAR], FREE)
        closed = owner != FREE
        closed[:, -1] = True
        free = closed.argmax(axis=1)
        best = int(free.argmax())
        end = int(free[best])
        barred = int(owner[best, end])
        if barred == FREE:
            end = n
        elif barred == OUTSIDE:  # tips must not line up along the border
            end = max(2, end - int(self.rng.integers(0, 25)))
        ease = EASE_DEPTH[:end]
        begin_mm, tip_mm = course.depth_mm
        depth = begin_mm + (tip_mm - begin_mm) * (S_MM[:end] / S_MM[n - 1])
        points = np.empty((end, 3))
        points[:, 0], points[:, 1] = x[best, :end], y[best, :end]
        points[:, 2] = depth + (z0 - depth) * ease
        return points, heading[best, :end], barred

    def _meet(self, points: Array, barred: int, parent: int) -> tuple[int, int] | None:
        """Return the (stroke, sample) of `barred` nearest to the end of `points`."""
        other = self.strokes[barred]
        if barred == parent or other.order < ORDER_MAIN or len(points) < 12:
            return None
        d = other.points_mm[:, :2] - points[-1, :2]
        sample = int((d * d).sum(1).argmin())
        return (barred, sample) if other.has_room(sample) else None

    def _keep(self, stroke: Stroke, course: Course) -> int:
        number = len(self.strokes)
        self.strokes.append(stroke)
        if not course.is_deep:
            cell = (stroke.points_mm[3:, :2] * (1.0 / CELL_MM)).astype(np.int64)
            at = cell[:, 1] * self._columns + cell[:, 0]
            for beside in (0, 1, -1, self._columns, -self._columns):
                self._owner[at + beside] = number
        return number


def _run_in(points: Array, target: Array) -> Array:
    """Bend the last millimetre of a stroke so that it ends exactly in `target`."""
    n = min(10, len(points) - 2)
    share = np.arange(1, n + 1) / n
    share = share * share * (3.0 - 2.0 * share)
    out = points.copy()
    out[-n:] += share[:, None] * (target - points[-1])
    return out
