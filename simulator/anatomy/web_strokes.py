"""Strokes: how vessels find their way across the patch between those already there.

Idea: a thread vein is grown whole, as one stroke. Courses are drafted many at a time and
looked up together on a coarse grid of occupied cells. Of those with a long enough free way,
each is then held against the ones before it in the row: where it would run into one of them
it ends, and if too little is left it is dropped. So a whole generation is kept with a few
operations on arrays, and strokes run side by side and cross only at different depths. Where
an older vessel bars the way, the stroke ends blunt; some of these tips join it (`web_joins`).

Invariant: a vessel marks three cells across, wider than the 0.4 mm from one look to the next,
so that no course jumps over it.
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
    Drafts,
    Ints,
    drafted,
    numbered,
)
from simulator.anatomy.web_ledger import ORDER_CONNECTOR, Brood, Ledger

CELL_MM: Final = 0.3
BORDER_CELLS: Final = 4  # 1.2 mm along the edge of the patch stay empty
FREE, OUTSIDE = -1, -2  # owners of a cell that are not strokes
NOT_ON_SHEET: Final = -(1 << 20)  # the site of a parent that nobody can meet
CLEAR: Final = 2  # samples that still lie inside the fork and look at nobody
LEAVING: Final = 7  # samples that may still touch their parent
NEAR_FORK: Final = 12  # samples of the parent before and after a fork that these may touch
BESIDE: Final = (3, 5, 7)  # samples ahead at which who leaves sideways is clear of its parent
BESIDE_MM: Final = 0.1
FADING_MM: Final = 2.5  # over which a fading tip sinks out of sight
CANDIDATES: Final = 6  # courses around each wish
SHOWN_EVERY: Final = 10  # samples of which one is looked at to find empty skin
_UNCLAIMED: Final = 1 << 30


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


@dataclass(frozen=True)
class Wishes:
    """Where W vessels want to run, (W,) each; the freest course around each wish is taken."""

    x_mm: Array
    y_mm: Array
    run_rad: Array
    length_mm: Array
    shortest: Ints  # samples
    spread_rad: Array
    is_calm: NDArray[np.bool_]
    site: Ints  # where it leaves its parent
    side: Array  # +1 or -1, the side on which it does; 0 where it goes on from an end


@dataclass(frozen=True)
class Ways:
    """P drafts on the sheet: what lies under them and how far each is free."""

    drafts: Drafts
    draft: Ints  # (L,) of each look
    sample: Ints  # (L,) of the draft
    cell: Ints  # (L,)
    free: Ints  # (P,) samples before the first that is barred
    barred_by: Ints  # (P,) stroke, `OUTSIDE`, or `FREE`

    def only(self, rows: Ints) -> "Ways":
        """Return those of `rows`, which rise."""
        number = np.full(len(self.free), -1)
        number[rows] = np.arange(len(rows))
        draft = number.take(self.draft)
        mine = (draft >= 0).nonzero()[0]
        return Ways(
            self.drafts.only(rows),
            draft[mine],
            self.sample[mine],
            self.cell[mine],
            self.free[rows],
            self.barred_by[rows],
        )


class Sheet:
    """The patch while it is being grown: strokes so far and the cells they occupy."""

    def __init__(
        self, width_mm: float, height_mm: float, courses: Courses, rng: np.random.Generator
    ) -> None:
        self.width_mm = width_mm
        self.height_mm = height_mm
        self.courses = courses
        self.rng = rng
        self.ledger = Ledger()
        self._rows, self._columns = round(height_mm / CELL_MM), round(width_mm / CELL_MM)
        site = np.full((self._rows, self._columns), OUTSIDE, dtype=np.int32)
        site[BORDER_CELLS:-BORDER_CELLS, BORDER_CELLS:-BORDER_CELLS] = FREE
        self._site = site.ravel()  # which site marked a cell last
        self._claim = np.full(self._rows * self._columns, _UNCLAIMED, dtype=np.int32)
        self._beside = np.array([0, 1, -1, self._columns, -self._columns])
        self._around = (self._beside[[0, 3, 4], None] + self._beside[:3]).ravel()

    def look(self, drafts: Drafts, leaves: Ints, clear: int = CLEAR) -> Ways:
        """Look all drafts up; while each leaves it may touch its parent around site `leaves` (P,).

        A parent that comes back to the fork bars the way as everybody does.
        """
        draft, sample, x, y = self.courses.looks_mm(drafts)
        cell = self._cells(x, y)
        site = self._site.take(cell)
        hit = (site != FREE).nonzero()[0][::-1]  # backwards: the first is written last
        site, at, whose = site[hit], sample[hit], draft[hit]
        by = self._owners(site)
        is_kin = by == self._owners(leaves)[whose]
        is_kin &= np.abs(site - leaves[whose]) <= NEAR_FORK
        is_bar = ((at >= LEAVING) | ~is_kin) & ((at >= clear) | (by == OUTSIDE))
        whose = whose[is_bar]
        free, barred_by = drafts.wanted.copy(), np.full(len(leaves), FREE)
        free[whose], barred_by[whose] = at[is_bar], by[is_bar]
        return Ways(drafts, draft, sample, cell, free, barred_by)

    def choose(self, wishes: Wishes, ahead_mm: float = 0.0) -> Ways:
        """Return the freest of some courses around each wish.

        `ahead_mm` of free way is wanted beyond the tip, for what will leave it.
        """
        count = CANDIDATES * len(wishes.run_rad)
        wish = np.arange(count) // CANDIDATES
        pick, turn, mirror = self.rng.random((3, count))
        rows, is_calm = (WAVY.start + pick * len(WAVY)), wishes.is_calm[wish]
        rows = np.where(is_calm, CALM.start + pick * len(CALM), rows)
        samples = ((wishes.length_mm + ahead_mm) * (1.0 / STEP_MM) + 1.5).astype(np.int64)
        drafts = drafted(
            wishes.x_mm[wish],
            wishes.y_mm[wish],
            wishes.run_rad[wish] + (turn * 2.0 - 1.0) * wishes.spread_rad[wish],
            np.where(mirror < 0.5, 1.0, -1.0),
            rows.astype(np.int64),
            np.minimum(np.maximum(samples, LEAVING), LONGEST)[wish],
        )
        site, side = wishes.site[wish], wishes.side[wish]
        ways = self.look(drafts, site)
        sideways = side.nonzero()[0]
        if len(sideways):
            is_clear = self.leaves(drafts.only(sideways), site[sideways], side[sideways])
            ways.free[sideways[~is_clear]] = 0
        best = ways.free.reshape(-1, CANDIDATES).argmax(1) + np.arange(0, count, CANDIDATES)
        ways = ways.only(best)
        if ahead_mm:  # it ends well before what bars it
            least = np.maximum(wishes.shortest, ways.free - round(ahead_mm / STEP_MM))
            np.minimum(ways.free, least, out=ways.free)
            ways.barred_by[:] = FREE
        return ways

    def leaves(self, drafts: Drafts, site: Ints, side: Array) -> NDArray[np.bool_]:
        """Return which drafts are soon clear of the parents that they leave at `site` (P,).

        The parent may bend after them; `side` is the one on which they leave.
        """
        ledger = self.ledger
        ahead = site[:, None] + np.array(BESIDE)
        np.minimum(ahead, ledger.last[ledger.stroke_of[site]][:, None], out=ahead)
        x, y = self.courses.places_mm(drafts, BESIDE)
        heading, places_mm = ledger.heading_rad.take(ahead), ledger.points_mm.take(ahead, axis=0)
        off_mm = np.cos(heading) * (y - places_mm[..., 1])
        off_mm -= np.sin(heading) * (x - places_mm[..., 0])
        is_clear: NDArray[np.bool_] = (off_mm * side[:, None] > BESIDE_MM).all(1)
        return is_clear

    def may_reach(self, drafts: Drafts, sample: int) -> NDArray[np.bool_]:
        """Return which drafts find a free cell under one `sample`."""
        x, y = self.courses.places_mm(drafts, (sample,))
        is_free: NDArray[np.bool_] = self._site.take(self._cells(x, y))[:, 0] == FREE
        return is_free

    def settle(
        self, ways: Ways, shortest: Ints, clear: int = CLEAR, most: int | None = None
    ) -> tuple[Ints, Ints]:
        """Return which of the ways have room, at most the first `most`, and where they end.

        Of two that would meet the earlier goes on and the later ends there.
        """
        draw = self.rng.random(len(ways.free))
        # Blunt tips clear of what bars the way; along the border they must not line up.
        back = np.where(ways.barred_by == OUTSIDE, draw * 13.0, 1.0 + draw * 3.0)
        end = ways.free - np.where(ways.barred_by == FREE, 0.0, back).astype(np.int64)
        if len(end) > 1:
            end = np.minimum(end, self._ways_among(ways, end, clear))
        kept = (end >= shortest).nonzero()[0][:most]
        return kept, end[kept]

    def add(
        self, drafts: Drafts, end: Ints, brood: Brood, depth: Depth, unmarked: int = CLEAR
    ) -> Ints:
        """Write the first `end` samples of Q drafts into the ledger, and mark their cells.

        Those of the first `unmarked` samples are left alone: they lie in the fork.
        """
        ledger = self.ledger
        stroke, sample = numbered(end)
        ledger.cut(brood.parent_site)
        from_mm = ledger.points_mm[brood.parent_site, 2]
        x, y, heading = self.courses.lay(drafts, end)
        level = _level(from_mm, depth, end, S_MM.take(sample))
        first = ledger.samples
        points = np.empty((len(stroke), 3))
        points[:, 0], points[:, 1], points[:, 2] = x, y, level
        numbers = ledger.add(brood, points, heading, end)
        marks = (sample >= unmarked).nonzero()[0]
        around = self._cells(x[marks], y[marks])[:, None] + self._beside
        self._site[around] = (marks + first)[:, None]
        return numbers

    def put(self, draft: Drafts, end: int, brood: Brood, depth_mm: float) -> int:
        """Add the first `end` samples of one draft at one depth, whatever is in the way.

        It bars nobody's way: it lies deeper than what is looked up on the sheet.
        """
        x, y, heading = self.courses.lay(draft, np.array([end]))
        points = np.empty((end, 3))
        points[:, 0], points[:, 1], points[:, 2] = x, y, depth_mm
        return int(self.ledger.add(brood, points, heading, np.array([end]))[0])

    def emptiness_mm(self, x_mm: Array, y_mm: Array) -> Array:
        """Return the distance from each of (P, n) points to the nearest surface stroke."""
        ledger = self.ledger
        sites = np.arange(0, ledger.samples, SHOWN_EVERY)
        shown = sites[ledger.order[ledger.stroke_of[sites]] != ORDER_CONNECTOR]
        dx = x_mm[..., None] - ledger.points_mm[shown, 0]
        dy = y_mm[..., None] - ledger.points_mm[shown, 1]
        dx *= dx
        dy *= dy
        dx += dy
        return np.sqrt(dx.min(-1))

    def around(self, x_mm: Array, y_mm: Array) -> tuple[Ints, Ints]:
        """Return who owns the cells around places (P, n) and which site marked them, (P, 5 n).

        Cells of nearer places come first.
        """
        cells = self._cells(x_mm, y_mm)
        near = (cells[:, :, None] + self._beside).reshape(len(cells), cells.shape[1] * 5)
        np.minimum(np.maximum(near, 0, out=near), len(self._site) - 1, out=near)
        site = self._site.take(near)
        return self._owners(site), site

    def under(self, x_mm: Array, y_mm: Array) -> tuple[Ints, Ints]:
        """Return who owns the cells under places (P, n), and those cells."""
        cells = self._cells(x_mm, y_mm)
        return self._owners(self._site.take(cells)), cells

    def first_in(self, cells: Ints) -> NDArray[np.bool_]:
        """Return which rows of `cells` (P, n) have none that an earlier row has."""
        rows = np.arange(len(cells))
        self._claim[cells[::-1]] = rows[::-1, None]  # the earliest is written last
        is_first: NDArray[np.bool_] = (self._claim[cells] == rows[:, None]).all(1)
        self._claim[cells] = _UNCLAIMED
        return is_first

    def _owners(self, site: NDArray[np.signedinteger[Any]]) -> Ints:
        """Return whose each site is; `FREE` and `OUTSIDE` stay what they are."""
        return np.where(site >= 0, self.ledger.stroke_of.take(np.maximum(site, 0)), site)

    def _cells(self, x_mm: Array, y_mm: Array) -> Ints:
        column, row = x_mm * (1.0 / CELL_MM), y_mm * (1.0 / CELL_MM)
        for along, cells in ((column, self._columns), (row, self._rows)):
            np.maximum(along, 0.0, out=along)
            np.minimum(along, cells - 1.0, out=along)
        cell = row.astype(np.int64)
        cell *= self._columns
        cell += column.astype(np.int64)
        return cell

    def _ways_among(self, ways: Ways, end: Ints, clear: int) -> Ints:
        """Return how far each way may go before it meets one of an earlier row."""
        draft, sample, cell = ways.draft, ways.sample, ways.cell
        # Later rows are written first, so that a cell ends up with the earliest that wants it.
        mine = ((sample >= CLEAR) & (sample < end.take(draft))).nonzero()[0][::-1]
        wide = sample[mine] >= clear  # before, courses may lie close
        around = cell[mine, None] + self._around * wide[:, None]
        self._claim[around] = draft[mine, None]
        met = ((self._claim.take(cell) < draft) & (sample >= clear)).nonzero()[0][::-1]
        way = np.full(len(end), LONGEST)
        way[draft[met]] = sample[met] - 1
        self._claim[around] = _UNCLAIMED
        return way


def smooth(x: NDArray[Any]) -> Array:
    """Return 0 below 0, 1 above 1 and a smooth step between."""
    share: Array = np.minimum(np.maximum(x, 0.0), 1.0)
    return share * share * (3.0 - 2.0 * share)


def _level(from_mm: Array, depth: Depth, end: Ints, s_mm: Array) -> Array:
    """Return the depth of samples `s_mm` (S,) along Q strokes that leave parents `from_mm` deep.

    Each has its first `end` samples; all else is given for each stroke, (Q,).
    """
    slope = (depth.tip_mm - depth.begin_mm) / (end * STEP_MM)
    level = slope.repeat(end) * s_mm + depth.begin_mm.repeat(end)
    share = s_mm / depth.rise_mm.repeat(end)
    ease = 1.0 / (1.0 + share * share)
    level += (from_mm.repeat(end) - level) * (ease * ease)
    left_mm = ((end - 1) * STEP_MM).repeat(end) - s_mm
    if depth.sinks_mm.any():
        fading_mm = np.minimum(FADING_MM, 0.4 * STEP_MM * end).repeat(end)
        level += depth.sinks_mm.repeat(end) * smooth(1.0 - left_mm / fading_mm)
    if depth.dip_mm.any():
        dip = smooth(s_mm / 0.8) * smooth((left_mm - 0.7) / 0.8)
        level += depth.dip_mm.repeat(end) * dip
    return level
