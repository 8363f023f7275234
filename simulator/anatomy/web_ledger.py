"""Ledger: every stroke of a web, sample by sample, in a few long arrays.

Idea: the samples of all strokes lie one after the other in the order in which they were
grown, so that a question about all vessels (where may a branch leave? where are the forks?)
is one look at one array instead of a walk through objects. A place on a vessel is a *site*:
the number of its sample in these arrays.

Invariant: a stroke's first sample lies where its parent's site lies; a parent has a lower
number than its children; forks on one stroke are at least `MIN_GAP` samples apart, so no edge
can come out shorter than 0.25 mm.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.anatomy.web_courses import Array, Ints

MIN_GAP: Final = 7  # samples between two forks on one stroke
NOBODY: Final = -1
(
    ORDER_RETICULAR,
    ORDER_TRUNK,
    ORDER_CONNECTOR,
    ORDER_MAIN,
    ORDER_SIDE,
    ORDER_TWIG,
    ORDER_ARTERIOLE,
) = range(7)
_UNCLAIMED: Final = 1 << 40
_AROUND: Final = np.arange(1 - MIN_GAP, MIN_GAP)


@dataclass(frozen=True)
class Brood:
    """What Q strokes bring besides their courses, (Q,) each."""

    order: Ints
    thread: Ints  # number of the thread vein a stroke belongs to, -1 for none
    parent_site: Ints  # -1 for none
    tip_radius_mm: Array
    reserve: Ints  # first sample at which a branch may leave

    def only(self, rows: Ints) -> "Brood":
        """Return those of `rows`."""
        return Brood(
            self.order[rows],
            self.thread[rows],
            self.parent_site[rows],
            self.tip_radius_mm[rows],
            self.reserve[rows],
        )


def one(
    order: int,
    *,
    thread: int = NOBODY,
    parent_site: int = NOBODY,
    tip_radius_mm: float = 0.08,
    reserve: int = MIN_GAP,
) -> Brood:
    """Return a brood of a single stroke."""
    return Brood(
        np.array([order]),
        np.array([thread]),
        np.array([parent_site]),
        np.array([tip_radius_mm]),
        np.array([reserve]),
    )


def alike(count: int, order: int, parent_site: Ints, tip_radius_mm: float = 0.08) -> Brood:
    """Return a brood of `count` strokes of no thread, which differ in where they leave."""
    return Brood(
        np.full(count, order),
        np.full(count, NOBODY),
        parent_site,
        np.full(count, tip_radius_mm),
        np.full(count, MIN_GAP),
    )


class Ledger:
    """Strokes 0..`strokes` - 1 and their samples 0..`samples` - 1; the arrays are longer."""

    def __init__(self) -> None:
        self.strokes = 0
        self.samples = 0
        self.points_mm: Array = np.empty((8192, 3))
        self.heading_rad: Array = np.empty(8192)
        self.stroke_of: Ints = np.empty(8192, dtype=np.int64)
        self.is_cut: NDArray[np.bool_] = np.zeros(8192, dtype=bool)
        self.is_open: NDArray[np.bool_] = np.zeros(8192, dtype=bool)  # a branch may leave here
        self.begin: Ints = np.empty(256, dtype=np.int64)  # sites of each stroke
        self.last: Ints = np.empty(256, dtype=np.int64)
        self.order: Ints = np.empty(256, dtype=np.int64)
        self.thread: Ints = np.empty(256, dtype=np.int64)
        self.parent_site: Ints = np.empty(256, dtype=np.int64)
        self.joins_site: Ints = np.empty(256, dtype=np.int64)  # where the far end runs in, or -1
        self.tip_radius_mm: Array = np.empty(256)

    def add(self, brood: Brood, points_mm: Array, heading_rad: Array, length: Ints) -> Ints:
        """Add strokes of `length` samples each (Q,), one after the other; return their numbers."""
        count, total = len(length), len(points_mm)
        self._make_room(count, total)
        numbers = np.arange(self.strokes, self.strokes + count)
        begin = self.samples + length.cumsum() - length
        new = slice(self.samples, self.samples + total)
        rows = slice(self.strokes, self.strokes + count)
        self.points_mm[new] = points_mm
        self.heading_rad[new] = heading_rad
        self.stroke_of[new] = numbers.repeat(length)
        self.is_cut[new] = False
        if count == 1:  # most calls, and slices are quick
            self.is_open[new] = False
            self.is_open[new][int(brood.reserve[0]) : max(0, total - MIN_GAP)] = True
        else:
            at = np.arange(self.samples, self.samples + total)
            first_open, end_open = begin + brood.reserve, begin + length - MIN_GAP
            self.is_open[new] = (at >= first_open.repeat(length)) & (at < end_open.repeat(length))
        self.begin[rows], self.last[rows] = begin, begin + length - 1
        self.order[rows], self.thread[rows] = brood.order, brood.thread
        self.parent_site[rows], self.joins_site[rows] = brood.parent_site, NOBODY
        self.tip_radius_mm[rows] = brood.tip_radius_mm
        self.strokes += count
        self.samples += total
        return numbers

    def cut(self, sites: Ints) -> None:
        """Put a fork at each of `sites`; the ends of a stroke need no cut."""
        if len(sites) == 1:
            self._cut_one(int(sites[0]))
            return
        owner = self.stroke_of[sites]
        inner = (sites != self.last[owner]) & (sites != self.begin[owner])
        sites, owner = sites[inner], owner[inner]
        self.is_cut[sites] = True
        near = sites[:, None] + _AROUND
        np.minimum(np.maximum(near, 0, out=near), self.samples - 1, out=near)
        self.is_open[near[self.stroke_of[near] == owner[:, None]]] = False

    def _cut_one(self, site: int) -> None:
        owner = int(self.stroke_of[site])
        begin, last = int(self.begin[owner]), int(self.last[owner])
        if begin < site < last:
            self.is_cut[site] = True
            self.is_open[max(begin, site - MIN_GAP + 1) : min(last + 1, site + MIN_GAP)] = False

    def sites(self, stroke: int) -> slice:
        """Return where the samples of `stroke` lie."""
        return slice(int(self.begin[stroke]), int(self.last[stroke]) + 1)

    def place(self, site: int) -> tuple[float, float, float]:
        """Return (x, y, z) of a site."""
        x, y, z = self.points_mm[site].tolist()
        return x, y, z

    def _make_room(self, strokes: int, samples: int) -> None:
        while self.samples + samples > len(self.heading_rad):
            for name in ("points_mm", "heading_rad", "stroke_of", "is_cut", "is_open"):
                old = getattr(self, name)
                setattr(self, name, np.concatenate((old, np.zeros_like(old))))
        while self.strokes + strokes > len(self.begin):
            for name in "begin last order thread parent_site joins_site tip_radius_mm".split():
                old = getattr(self, name)
                setattr(self, name, np.concatenate((old, np.zeros_like(old))))


def stand_apart(sites: Ints, samples: int) -> NDArray[np.bool_]:
    """Return which of `sites` no earlier one is nearer to than two forks may be."""
    who = np.arange(len(sites))[::-1]
    claim = np.full(samples + 2 * MIN_GAP, _UNCLAIMED)
    around = sites[::-1, None] + np.arange(1, 2 * MIN_GAP)
    claim[around] = who[:, None]  # the earliest is written last
    return claim[sites + MIN_GAP] == np.arange(len(sites))
