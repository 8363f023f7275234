"""Strokes: how one vessel finds its way across the patch between those already there.

Idea: a thread vein is grown whole, as one stroke. Several candidate courses are drawn at
once; each leaves its parent at a wide angle, bends until it runs beside it and waves gently;
the one with the longest free way is kept. Where another vessel bars the way, the stroke ends
blunt or, now and then, joins it: that is an anastomosis, and the only source of loops. The
free way is read from a coarse grid of occupied cells, so strokes run side by side and cross
only at different depths. Courses after photographs in Redisch & Pelzer 1949 (types) and
Goldman & Guex 2017 (run and calibre); wave and bend figures are guesses judged by eye.

Invariant: a stroke's first sample is a sample of its parent, and cuts on one stroke lie at
least `MIN_GAP` samples apart, so no edge can come out shorter than 0.25 mm.
"""

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.base import steady
from simulator.base.units import PI

Array = NDArray[np.float64]

STEP_MM: Final = 0.1
MARGIN_MM: Final = 1.2
MIN_GAP: Final = 4  # samples between two forks on one stroke
CELL_MM: Final = 0.25
LONGEST: Final = 300  # samples
CANDIDATES: Final = 4
_S_MM: Final = np.arange(LONGEST) * STEP_MM
_EASE_TURN: Final = steady.exp(-_S_MM / 1.1)  # from departure angle to running angle
_EASE_DEPTH: Final = steady.exp(-_S_MM / 0.7)  # out of the parent's depth
ORDER_RETICULAR, ORDER_TRUNK, ORDER_CONNECTOR, ORDER_MAIN, ORDER_SIDE, ORDER_TWIG = range(6)


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
        return all(abs(sample - cut) >= MIN_GAP for cut in self.cuts)


@dataclass(frozen=True)
class Course:
    """The wish for one stroke: where it wants to run and how it lies in the skin."""

    depart_rad: float
    run_rad: float
    length_mm: float
    depth_mm: tuple[float, float]  # at its beginning and at its tip
    order: int
    thread: int
    tip_radius_mm: float
    spread_rad: float = 0.15  # how far candidates stray from the wish
    wave_rad: float = 0.28
    shortest_mm: float = 0.8
    join_chance: float = 0.0
    ahead_mm: float = 0.0  # free way wanted beyond the tip, for what will leave it
    is_deep: bool = False  # passes under everything and bars nobody's way


class Sheet:
    """The patch while it is being grown: strokes so far and the cells they occupy."""

    def __init__(self, width_mm: float, height_mm: float, rng: np.random.Generator) -> None:
        self.width_mm = width_mm
        self.height_mm = height_mm
        self.rng = rng
        self.strokes: list[Stroke] = []
        rows, columns = round(height_mm / CELL_MM) + 2, round(width_mm / CELL_MM) + 2
        self._owner = np.full((rows, columns), -1, dtype=np.int32)

    def begin(self, x_mm: float, y_mm: float, course: Course) -> int:
        """Grow a stroke from a bare point of the patch (a root) and return its number."""
        start = np.array([x_mm, y_mm, course.depth_mm[0]])
        points, heading, _ = self._best(start, course)
        return self._keep(Stroke(points, heading, course.order, course.thread), course)

    def branch(self, parent: int, sample: int, course: Course) -> int:
        """Grow a stroke out of `parent` at `sample`; -1 when there is no room for it."""
        trunk = self.strokes[parent]
        points, heading, barred = self._best(trunk.points_mm[sample], course)
        joins = None
        if course.ahead_mm:
            keep = max(2, len(points) - round(course.ahead_mm / STEP_MM))
            points, heading = points[:keep], heading[:keep]
        elif barred >= 0 and self.rng.random() < course.join_chance:
            joins = self._meet(points, barred, parent)
        if joins is not None:
            target = self.strokes[joins[0]].points_mm[joins[1]]
            points, heading = _run_in(points, heading, target)
        elif barred >= 0:
            spare = int(self.rng.integers(2, 6))  # a blunt tip, clear of what bars the way
            points, heading = points[:-spare], heading[:-spare]
        if (len(points) - 1) * STEP_MM < course.shortest_mm:
            return -1
        stroke = Stroke(points, heading, course.order, course.thread, parent, sample)
        stroke.tip_radius_mm = course.tip_radius_mm
        stroke.joins = joins
        if joins is not None:
            other = self.strokes[joins[0]]
            if joins[1] < other.last:
                other.cuts.add(joins[1])
        if sample < trunk.last:
            trunk.cuts.add(sample)
        return self._keep(stroke, course)

    def emptiness_mm(self, x_mm: Array, y_mm: Array) -> Array:
        """Return the distance from each of P points to the nearest surface stroke."""
        shown = [s.points_mm[::5] for s in self.strokes if s.order != ORDER_CONNECTOR]
        every = np.concatenate(shown)
        dx = x_mm[:, None] - every[:, 0]
        dy = y_mm[:, None] - every[:, 1]
        return np.sqrt((dx * dx + dy * dy).min(1))

    def _best(self, start: Array, course: Course) -> tuple[Array, Array, int]:
        """Return points, headings and who bars the way (-1 nobody) of the freest course."""
        n = min(LONGEST, max(MIN_GAP + 1, round((course.length_mm + course.ahead_mm) / STEP_MM) + 1))
        x, y, heading = self._candidates(start, course, n)
        inside = (x > MARGIN_MM) & (x < self.width_mm - MARGIN_MM)
        inside &= (y > MARGIN_MM) & (y < self.height_mm - MARGIN_MM)
        column = np.clip(x / CELL_MM, 0, self._owner.shape[1] - 1).astype(np.int64)
        row = np.clip(y / CELL_MM, 0, self._owner.shape[0] - 1).astype(np.int64)
        owner = self._owner[row, column]
        owner[:, : min(n, 8)] = -1  # the first 0.8 mm are still inside the fork
        if course.is_deep:
            owner[:] = -1
        if course.order == ORDER_RETICULAR:
            inside[:, :40] = True
        closed = ~inside | (owner >= 0)
        closed[:, 0] = False
        free = np.where(closed.any(1), closed.argmax(1), n)
        best = int(free.argmax())
        end = int(free[best])
        if end < n and not inside[best, end]:  # tips must not line up along the border
            end = max(2, end - int(self.rng.integers(0, 25)))
        barred = int(owner[best, end]) if end < n else -1
        s = _EASE_DEPTH[:end]
        t = _S_MM[:end] / max(STEP_MM, _S_MM[n - 1])
        begin_mm, tip_mm = course.depth_mm
        depth = (begin_mm + (tip_mm - begin_mm) * t) * (1.0 - s) + start[2] * s
        points = np.stack((x[best, :end], y[best, :end], depth), axis=1)
        return points, heading[best, :end], barred

    def _candidates(self, start: Array, course: Course, n: int) -> tuple[Array, Array, Array]:
        """Return (CANDIDATES, n) x, y and headings of courses drawn around the wish."""
        rng = self.rng
        draw = rng.random((CANDIDATES, 6))[:, :, None]
        s = _S_MM[:n]
        run = course.run_rad + (draw[:, 0] * 2.0 - 1.0) * course.spread_rad
        run = run + (draw[:, 1] - 0.5) * 0.07 * s  # a slow bend to one side
        long_wave = np.sin(s * (2.0 * PI / (3.4 + 4.5 * draw[:, 2])) + draw[:, 3] * 2.0 * PI)
        short_wave = np.sin(s * (2.0 * PI / (1.1 + 1.2 * draw[:, 4])) + draw[:, 5] * 2.0 * PI)
        jitter = np.cumsum(rng.standard_normal((CANDIDATES, n)), axis=1) * 0.035
        wave = course.wave_rad * (long_wave + 0.42 * short_wave + jitter)
        turn = course.depart_rad - course.run_rad
        heading = run + wave * (1.0 - _EASE_TURN[:n]) + turn * _EASE_TURN[:n]
        dx, dy = np.cos(heading) * STEP_MM, np.sin(heading) * STEP_MM
        dx[:, 0] = dy[:, 0] = 0.0
        return start[0] + np.cumsum(dx, axis=1), start[1] + np.cumsum(dy, axis=1), heading

    def _meet(self, points: Array, barred: int, parent: int) -> tuple[int, int] | None:
        """Return the (stroke, sample) of `barred` nearest to the end of `points`."""
        other = self.strokes[barred]
        if barred == parent or other.order < ORDER_MAIN or len(points) < 12:
            return None
        d = other.points_mm[:, :2] - points[-1, :2]
        sample = int((d * d).sum(1).argmin())
        is_free = sample > other.reserve and other.has_room(sample)
        return (barred, sample) if is_free else None

    def _keep(self, stroke: Stroke, course: Course) -> int:
        number = len(self.strokes)
        self.strokes.append(stroke)
        if not course.is_deep and course.order != ORDER_RETICULAR:
            row = (stroke.points_mm[3:, 1] / CELL_MM).astype(np.int64)
            column = (stroke.points_mm[3:, 0] / CELL_MM).astype(np.int64)
            for down, right in ((0, 0), (1, 0), (-1, 0), (0, 1), (0, -1)):
                self._owner[row + down, column + right] = number
        return number


def _run_in(points: Array, heading: Array, target: Array) -> tuple[Array, Array]:
    """Bend the last millimetre of a stroke so that it ends exactly in `target`."""
    n = min(10, len(points) - 2)
    share = np.arange(1, n + 1) / n
    share = share * share * (3.0 - 2.0 * share)
    out = points.copy()
    out[-n:] += share[:, None] * (target - points[-1])
    return out, heading
