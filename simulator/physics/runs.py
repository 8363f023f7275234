"""Stretches of edges along which blood runs one way, with what is in them.

Idea: along a run content only moves; it does not spread. So we lay the cells of a run on an
axis of travel time (cell volume over flow, which takes care of what the walls drain on the
way) and shift the whole content by the step. Within a cell between a fuller and an emptier
neighbour the content is taken as a step, placed so that the cell's amount is right; a front
therefore stays as sharp as it is, however many cells it crosses.
Sources: step reconstruction after the volume-of-fluid method (Noh and Woodward 1976); the
shift in travel time is ours.
Invariant: shifting returns means of what was there, so it makes no new highest or lowest.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Index = NDArray[np.intp]
Mask = NDArray[np.bool_]

SLOWEST_UL_PER_S = 1e-200  # keeps the travel time through standing blood finite


@dataclass(frozen=True)
class Runs:
    """R runs; `low` and `high` bound their cells, inlet and outlet are nodes or -1."""

    edge: Index
    low: Index
    high: Index
    is_onward: Mask  # from the edge's first end to its last
    inlet: Index
    outlet: Index
    is_whole: bool = False  # whether every one of them is as long as its edge

    def cells(self, count: int) -> tuple[Index, Mask]:
        """Return cell numbers (C, R) from upstream to downstream, and which of them are real.

        Runs shorter than the edge are filled up at their upstream end.
        """
        if self.is_whole:
            cell = np.where(self.is_onward, np.arange(count)[:, None], _back(count))
            return cell, np.ones(cell.shape, dtype=np.bool_)
        back = _back(count)
        cell = np.where(self.is_onward, self.high - 1 - back, self.low + back)
        is_real = (cell >= self.low) & (cell < self.high)
        np.maximum(cell, 0, out=cell)
        return np.minimum(cell, count - 1, out=cell), is_real


@cache
def _back(count: int) -> Index:
    """Return the numbers of the cells of an edge (C, 1) from its far end."""
    return np.arange(count - 1, -1, -1)[:, None]


def whole(edges: Index, is_onward: Mask, first: Index, last: Index, count: int) -> Runs:
    """Return the runs of `edges` that flow one way from end to end."""
    onward, a, b = is_onward[edges], first[edges], last[edges]
    zero = np.zeros(len(edges), dtype=np.intp)
    inlet, outlet = np.where(onward, a, b), np.where(onward, b, a)
    return Runs(edges, zero, zero + count, onward, inlet, outlet, True)


def broken(
    edges: Index, is_onward: Mask, source: tuple[int, int], first: Index, last: Index
) -> Runs:
    """Return the runs of `edges` that turn on the way; `is_onward` is (C, E).

    `source` is (edge, face): the needle always parts its edge at that inner face.
    """
    count = len(is_onward)
    onward = is_onward[:, edges].T  # (M, C)
    starts_here = np.ones_like(onward)
    starts_here[:, 1:] = onward[:, 1:] != onward[:, :-1]
    starts_here[edges == source[0], source[1] + 1] = True
    start = np.flatnonzero(starts_here)
    row, low = start // count, start % count
    end = np.empty_like(start)
    end[:-1], end[-1:] = start[1:], onward.size
    high = end - row * count
    way = onward.reshape(-1)[start]
    edge = edges[row]
    at_first = np.where(low == 0, first[edge], -1)
    at_last = np.where(high == count, last[edge], -1)
    inlet, outlet = np.where(way, at_first, at_last), np.where(way, at_last, at_first)
    return Runs(edge, low, high, way, inlet, outlet)


def joined(a: Runs, b: Runs) -> Runs:
    """Return the runs of both, `a` first."""
    if not len(a.edge) or not len(b.edge):
        return b if len(b.edge) else a
    return Runs(
        np.concatenate((a.edge, b.edge)),
        np.concatenate((a.low, b.low)),
        np.concatenate((a.high, b.high)),
        np.concatenate((a.is_onward, b.is_onward)),
        np.concatenate((a.inlet, b.inlet)),
        np.concatenate((a.outlet, b.outlet)),
    )


def summed(each: Array) -> Array:
    """Return 0 and the running sums (F, C + 1, R) of `each` (F, C, R) along its cells."""
    fields, cells, runs = each.shape
    total = np.zeros((fields, cells + 1, runs))
    for k in range(cells):
        np.add(total[:, k], each[:, k], out=total[:, k + 1])
    return total


class Held:
    """Runs with what passes through their cells (C, R) and the time it takes, in their order."""

    def __init__(self, runs: Runs, speed: Array, cell_ul: Array) -> None:
        """`speed` (C, E) are flows whatever their way, `cell_ul` (E,) volumes."""
        count = len(speed)
        self.runs = runs
        self.cell, self.is_real = runs.cells(count)
        passing = speed[self.cell, runs.edge]
        self.is_whole = is_whole = runs.is_whole
        if not is_whole:
            passing[~self.is_real] = np.inf
        for i in range(1, count):  # flow never rises downstream: rounding must not make content
            np.minimum(passing[i], passing[i - 1], out=passing[i])
        self.speed = passing if is_whole else np.where(self.is_real, passing, 0.0)
        self.cell_s = cell_ul[runs.edge] / np.maximum(passing, SLOWEST_UL_PER_S)
        if not is_whole:
            self.cell_s[~self.is_real] = 0.0
        self.start_s = summed(self.cell_s[None])[0]
        if is_whole:
            self.in_ul_per_s, self.out_ul_per_s = self.speed[0], self.speed[-1]
            return
        first_real = count - (runs.high - runs.low)
        self.in_ul_per_s = self.speed[first_real, np.arange(len(runs.edge))]
        self.out_ul_per_s = self.speed[-1]


class Train:
    """Content of R runs along travel time: F fields, C cells, a step within a cell if any."""

    def __init__(self, content: Array, held: Held, before: Array, after: Array) -> None:
        """`content` is (F, C, R), as `held` has its runs; `before` and `after` (F, R) are what
        stands next to the runs' ends."""
        fields, cell_s = len(content), held.cell_s
        self.start_s = held.start_s
        self.amount = summed(content * cell_s)
        up = np.concatenate((before[:, None], content[:, :-1]), axis=1)
        down = np.concatenate((content[:, 1:], after[:, None]), axis=1)
        is_step = (content - up) * (content - down) < 0.0
        drop = np.where(is_step, up - down, 1.0)
        self._level = np.where(is_step, up, content).reshape(fields, -1)
        self._drop = np.where(is_step, drop, 0.0).reshape(fields, -1)
        self._step_s = (cell_s * np.where(is_step, (content - down) / drop, 1.0)).reshape(
            fields, -1
        )

    def until(self, time_s: Array) -> Array:
        """Return the content (F, M, R) between the inlet and travel times `time_s` (M, R) >= 0."""
        cells, runs = len(self.start_s) - 1, self.start_s.shape[1]
        is_past = time_s >= self.start_s[1:cells, None]
        place = np.add.reduce(is_past, axis=0, dtype=np.int8) * np.intp(runs) + np.arange(runs)
        into_s = time_s - self.start_s.reshape(-1).take(place)
        got = self.amount.reshape(len(self.amount), -1).take(place, axis=1)
        got += self._level.take(place, axis=1) * into_s
        past_s = into_s - self._step_s.take(place, axis=1)
        np.maximum(past_s, 0.0, out=past_s)
        past_s *= self._drop.take(place, axis=1)
        got -= past_s
        return got
