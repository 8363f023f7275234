"""Branches: the side vessels and twigs that fill threads, proposed many at a time.

Idea: all places where a branch may leave are listed at once; some are drawn, more often where
the vessel bends, and mostly on the outer side of the bend, where veins do fork. Each proposal
departs at a wide angle, eases into a run beside its parent and is looked up on the sheet with
all others; those with room are kept in order. Round after round, until every thread has the
number of branches that its habit gave it.

Departures: numbers, lengths and angles are guesses, judged by eye and by the morphometry of
retinal veins (mean fork angle 78 degrees, Luo 2017).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.anatomy.web_courses import (
    LONGEST_TURNING,
    STEP_MM,
    TURN_RAD,
    Array,
    Drafts,
    Ints,
    drafted,
    row_that_turns,
)
from simulator.anatomy.web_ledger import (
    MIN_GAP,
    ORDER_MAIN,
    ORDER_SIDE,
    ORDER_TWIG,
    Brood,
    Ledger,
    stand_apart,
)
from simulator.anatomy.web_strokes import Depth, Sheet
from simulator.base.units import PI

ROUNDS: Final = 3
PROPOSED: Final = (24, 4.5)  # branches a round: at least, and for each that is wanted
SHORTEST_TWIG, SHORTEST_SIDE = 7, 14
SHORTENED: Final = 0.45  # share of its wish with which a branch is content
AROUND: Final = 7  # samples over which a vessel's waves are averaged out
DEPARTURE_RAD: Final = (0.84, 1.56)  # angle between a branch and the vessel it leaves
OUTER_SIDE: Final = 0.85  # share of branches on the outer side of a bend
FADES_MM: Final = (0.15, 0.45)  # how deep tips sink that fade
DEPTH_MM: Final = (0.13, 0.19)
DIP_MM: Final = 0.9
DOT_SAMPLES: Final = 6


@dataclass(frozen=True)
class Habit:
    """How threads of one form branch."""

    branches: tuple[int, int]
    twig_share: float
    opening_rad: tuple[float, float]  # angle at which a side branch ends up beside its parent
    main_radius_mm: tuple[float, float]  # where its main vessel ends
    side_radius_mm: tuple[float, float]
    forks_until: float = 1.0  # share of a vessel's length after which nothing leaves it
    side_forks_until: float = 1.0  # the same for its side branches
    has_islands: bool = False  # side branches dive and come up again as dots of their own


@dataclass(frozen=True)
class Field:
    """What all threads of a patch share: the way they run, how far they reach, how they fade.

    Threads follow a grain, one direction for the whole patch, or run away from `focus_mm`.
    """

    grain_rad: float
    grain_pull: float
    reach: float
    fading_frac: float  # of branches, that sink out of sight at their tips
    focus_mm: tuple[float, float] | None = None

    def turned(self, x_mm: Array, y_mm: Array, run_rad: Array) -> Array:
        """Return headings `run_rad` (P,) at places (x, y) turned part of the way to the grain."""
        if self.focus_mm is None:
            off = self.grain_rad - run_rad
            return run_rad + self.grain_pull * (off - PI * np.floor(off / PI + 0.5))
        dx, dy = x_mm - self.focus_mm[0], y_mm - self.focus_mm[1]
        away = np.maximum(np.sqrt(dx * dx + dy * dy), 1e-6)
        cos, sin = np.cos(run_rad), np.sin(run_rad)
        across, along = (cos * dy - sin * dx) / away, (cos * dx + sin * dy) / away
        off = np.where(along > 0.0, across, np.where(across > 0.0, 1.3, -1.3))
        return run_rad + self.grain_pull * off


class Habits:
    """How each thread branches, as columns (T,)."""

    def __init__(self, habits: list[Habit]) -> None:
        self.twig_share = np.array([h.twig_share for h in habits])
        self.opening_rad = np.array([h.opening_rad for h in habits])
        self.side_radius_mm = np.array([h.side_radius_mm for h in habits])
        self.forks_until = np.array([h.forks_until for h in habits])
        self.side_forks_until = np.array([h.side_forks_until for h in habits])
        self.has_islands = np.array([h.has_islands for h in habits])


def fill(sheet: Sheet, habits: list[Habit], field: Field, fullness: float) -> None:
    """Add branches to all threads; `habits[k]` is how thread k branches."""
    low, high = np.array([h.branches for h in habits]).T
    share = sheet.rng.random(len(habits))
    room = ((low + (high + 1 - low) * share) * fullness).astype(np.int64)
    columns = Habits(habits)
    for _ in range(ROUNDS):
        wanted = int(np.maximum(room, 0).sum())
        sites = _open_sites(sheet.ledger, columns, room)
        if not wanted or not len(sites):
            return
        count = round(PROPOSED[0] + PROPOSED[1] * wanted)
        _keep(
            sheet, columns, room, field.fading_frac, *_propose(sheet, columns, field, sites, count)
        )


def _open_sites(ledger: Ledger, habits: Habits, room: Ints) -> Ints:
    """Return the sites of threads that want more branches where one may leave."""
    strokes = slice(0, ledger.strokes)
    order, thread = ledger.order[strokes], ledger.thread[strokes]
    may = ((order == ORDER_MAIN) | (order == ORDER_SIDE)) & (room[thread] > 0)
    begin, length = ledger.begin[strokes], ledger.last[strokes] + 1 - ledger.begin[strokes]
    is_main = order == ORDER_MAIN
    share = np.where(is_main, habits.forks_until[thread], habits.side_forks_until[thread])
    until = begin + (share * length).astype(np.int64)
    sites = ledger.is_open[: ledger.samples].nonzero()[0]
    owner = ledger.stroke_of[sites]
    return sites[may[owner] & (sites < until[owner])]


def _propose(
    sheet: Sheet, habits: Habits, field: Field, sites: Ints, count: int
) -> tuple[Drafts, Ints, NDArray[np.bool_]]:
    """Return branches drawn from `count` places that are open, those places, and the twigs."""
    ledger = sheet.ledger
    heading = ledger.heading_rad
    draw = sheet.rng.random((8, count))
    # One place from each of `count` equal stretches, in any order: so they stand apart.
    stretch = sheet.rng.permutation(count)
    two = sites[((stretch + draw[:2]) * (len(sites) / count)).astype(np.int64)]
    bend = _bend_rad(ledger, two)
    first = np.abs(bend[0]) > np.abs(bend[1])
    site, bend = (np.where(first, pair[0], pair[1]) for pair in (two, bend))
    host = ledger.stroke_of[site]
    last, thread = ledger.last[host], ledger.thread[host]
    rest_mm = (last - site) * STEP_MM
    share = habits.twig_share[thread]
    is_twig = draw[2] < np.where(ledger.order[host] == ORDER_MAIN, share, 0.5 + 0.5 * share)
    way = np.where((draw[3] < OUTER_SIDE) == (bend > 0.0), -1.0, 1.0)
    low, high = DEPARTURE_RAD
    depart = heading[site] + way * (low + (high - low) * draw[4])
    low, high = habits.opening_rad[thread].T
    opening = np.where(is_twig, 0.25 + 0.7 * draw[5], low + (high - low) * draw[5])
    x, y = ledger.points_mm[site, 0], ledger.points_mm[site, 1]
    run = field.turned(x, y, _run_rad(ledger, site, host) + way * opening)
    length = np.maximum(rest_mm * (0.5 + 0.7 * draw[6]), field.reach * (3.5 + 7.5 * draw[7]))
    length = np.where(habits.has_islands[thread], 2.4 + 1.8 * draw[6], length)
    length = np.where(is_twig, 1.8 + 3.0 * draw[6], length)
    wanted = np.minimum(LONGEST_TURNING, (length / STEP_MM).astype(np.int64) + 1)
    turn = np.minimum(np.maximum(way * (depart - run), TURN_RAD[0]), TURN_RAD[1])
    drafts = drafted(x, y, run, way, row_that_turns(turn), wanted)
    # Most that will find no room are told at once.
    rows = (is_twig | sheet.may_reach(drafts, SHORTEST_SIDE - 2)).nonzero()[0]
    rows = rows[sheet.leaves(drafts.only(rows), site[rows], way[rows])]
    return drafts.only(rows), site[rows], is_twig[rows]


def _keep(
    sheet: Sheet,
    habits: Habits,
    room: Ints,
    fading_frac: float,
    drafts: Drafts,
    site: Ints,
    is_twig: NDArray[np.bool_],
) -> None:
    """Keep the branches there is room for and count them off `room`."""
    ledger = sheet.ledger
    ways = sheet.look(drafts, site)
    shortest = np.where(is_twig, SHORTEST_TWIG, SHORTEST_SIDE)
    rows = (ways.free >= np.maximum(shortest, SHORTENED * drafts.wanted)).nonzero()[0]
    rows = rows[stand_apart(site[rows], ledger.samples)]
    thread = ledger.thread[ledger.stroke_of[site[rows]]]
    rows = rows[_rank_among_equals(thread) < room[thread]]
    kept, end = sheet.settle(ways.only(rows), shortest[rows])
    rows = rows[kept]
    if not len(rows):
        return
    thread, is_twig = ledger.thread[ledger.stroke_of[site[rows]]], is_twig[rows]
    draw = sheet.rng.random((5, len(rows)))
    low, high = habits.side_radius_mm[thread].T
    brood = Brood(
        np.where(is_twig, ORDER_TWIG, ORDER_SIDE),
        thread,
        site[rows],
        (low + (high - low) * draw[0]) * np.where(is_twig, 0.9, 1.0),
        np.full(len(rows), MIN_GAP),
    )
    is_island = habits.has_islands[thread] & ~is_twig
    fades = FADES_MM[0] + (FADES_MM[1] - FADES_MM[0]) * draw[4]
    depth = Depth(
        np.where(is_island, 0.16, DEPTH_MM[0] + (DEPTH_MM[1] - DEPTH_MM[0]) * draw[1]),
        np.where(is_island, 0.14, 0.1 + 0.1 * draw[2]),
        np.full(len(rows), 0.7),
        np.where(is_island, DIP_MM, 0.0),
        np.where(is_island | (draw[3] > fading_frac), 0.0, fades),
    )
    numbers = sheet.add(drafts.only(rows), end, brood, depth)
    np.subtract.at(room, thread, 1)
    ledger.cut(ledger.last[numbers[is_island]] - DOT_SAMPLES)


def _rank_among_equals(values: Ints) -> Ints:
    """Return for each value how many equal ones come before it."""
    order = np.argsort(values, kind="stable")
    ordered = values[order]
    at = np.arange(len(values))
    is_first = np.ones(len(values), dtype=bool)
    is_first[1:] = ordered[1:] != ordered[:-1]
    rank = np.empty(len(values), dtype=np.int64)
    rank[order] = at - np.maximum.accumulate(np.where(is_first, at, 0))
    return rank


def _run_rad(ledger: Ledger, site: Ints, host: Ints) -> Array:
    """Return the mean heading around each site: where the host runs, its waves averaged out."""
    total = np.concatenate(([0.0], np.cumsum(ledger.heading_rad[: ledger.samples])))
    low = np.maximum(site - AROUND, ledger.begin[host])
    high = np.minimum(site + AROUND, ledger.last[host]) + 1
    return (total[high] - total[low]) / (high - low)


def _bend_rad(ledger: Ledger, site: Ints) -> Array:
    """Return how much the host turns over the 0.8 mm around each site."""
    return ledger.heading_rad[site + 2] - ledger.heading_rad[site - 2]
