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
    Ints,
    Laid,
    row_that_turns,
)
from simulator.anatomy.web_strokes import (
    MIN_GAP,
    ORDER_MAIN,
    ORDER_SIDE,
    ORDER_TWIG,
    Depth,
    Sheet,
    Stroke,
)
from simulator.base.units import PI

ROUNDS: Final = 4
MOST_PROPOSED: Final = 84  # branches a round
SHORTEST_TWIG, SHORTEST_SIDE = 10, 24
BESIDE: Final = (5, 9, 13)  # samples ahead at which a branch must be clear of its parent
DEPARTURE_RAD: Final = (0.66, 1.56)  # angle between a branch and the vessel it leaves
OUTER_SIDE: Final = 0.85  # share of branches on the outer side of a bend
JOIN_CHANCE: Final = 0.9
FADES_CHANCE: Final = 0.35  # branches that sink out of sight towards their tips
DEPTH_MM: Final = (0.13, 0.19)
DIP_MM: Final = 0.9
DOT_SAMPLES: Final = 10


@dataclass(frozen=True)
class Habit:
    """How threads of one form branch."""

    branches: tuple[int, int]
    twig_share: float
    opening_rad: tuple[float, float]  # angle at which a side branch ends up beside its parent
    main_radius_mm: tuple[float, float]  # where its main vessel ends
    side_radius_mm: tuple[float, float]
    forks_until: float = 1.0  # share of a vessel's length after which nothing leaves it
    has_islands: bool = False  # side branches dive and come up again as dots of their own


@dataclass(frozen=True)
class Field:
    """What all threads of a patch share: the way they run and how far they reach."""

    grain_rad: float
    grain_pull: float
    reach: float


@dataclass(frozen=True)
class Hosts:
    """The H vessels that may still branch, and their S samples in one row."""

    stroke: Ints  # (H,)
    begin: Ints  # (H + 1,) first sample of each
    points_mm: Array  # (S, 3)
    heading_rad: Array  # (S,)
    open_sites: Ints  # samples where a branch may leave


@dataclass(frozen=True)
class Proposed:
    """P branches on the sheet, not yet kept."""

    laid: Laid
    stroke: Ints  # (P,) the parent
    sample: Ints  # (P,) of the parent
    is_twig: NDArray[np.bool_]
    is_clear: NDArray[np.bool_]  # of its parent


def fill(sheet: Sheet, habits: list[Habit], field: Field, fullness: float) -> None:
    """Add branches to all threads; `habits[k]` is how thread k branches."""
    rng = sheet.rng
    room = [round(rng.uniform(h.branches[0], h.branches[1] + 1) * fullness - 0.5) for h in habits]
    for _ in range(ROUNDS):
        hosts = _hosts(sheet, habits, room)
        if hosts is None:
            return
        count = min(MOST_PROPOSED, 16 + 4 * sum(max(0, left) for left in room))
        _keep(sheet, habits, room, _propose(sheet, habits, field, hosts, count))


def _hosts(sheet: Sheet, habits: list[Habit], room: list[int]) -> Hosts | None:
    """Return the vessels of threads that want more branches, None if there is no place left."""
    strokes = sheet.strokes
    found = [
        k
        for k, stroke in enumerate(strokes)
        if stroke.order in (ORDER_MAIN, ORDER_SIDE) and room[stroke.thread] > 0
    ]
    if not found:
        return None
    begin = np.concatenate(([0], np.cumsum([len(strokes[k].points_mm) for k in found])))
    is_open = np.zeros(int(begin[-1]), dtype=bool)
    for first, end, k in zip(begin[:-1].tolist(), begin[1:].tolist(), found, strict=True):
        stroke = strokes[k]
        until = int(habits[stroke.thread].forks_until * (end - first))
        is_open[first + stroke.reserve : min(end - MIN_GAP, first + until)] = True
        for cut in stroke.cuts:
            is_open[max(first, first + cut - MIN_GAP + 1) : min(end, first + cut + MIN_GAP)] = False
    open_sites = np.flatnonzero(is_open)
    if not len(open_sites):
        return None
    return Hosts(
        np.array(found),
        begin,
        np.concatenate([strokes[k].points_mm for k in found]),
        np.concatenate([strokes[k].heading_rad for k in found]),
        open_sites,
    )


def _propose(sheet: Sheet, habits: list[Habit], field: Field, hosts: Hosts, count: int) -> Proposed:
    """Return `count` branches drawn from the places that are open."""
    strokes, heading = [sheet.strokes[k] for k in hosts.stroke.tolist()], hosts.heading_rad
    draw = sheet.rng.random((8, count))
    two = hosts.open_sites[(draw[:2] * len(hosts.open_sites)).astype(np.int64)]
    host = np.searchsorted(hosts.begin, two, side="right") - 1
    bend = _bend_rad(hosts, two, host)
    first = np.abs(bend[0]) > np.abs(bend[1])
    site, host, bend = (np.where(first, pair[0], pair[1]) for pair in (two, host, bend))
    sample = site - hosts.begin[host]
    rest_mm = (hosts.begin[host + 1] - 1 - site) * STEP_MM
    table = np.array(
        [
            (h.twig_share if s.order == ORDER_MAIN else 0.5 + 0.5 * h.twig_share, *h.opening_rad)
            for s in strokes
            for h in (habits[s.thread],)
        ]
    )[host].T
    has_islands = np.array([habits[s.thread].has_islands for s in strokes])[host]
    is_twig = draw[2] < table[0]
    way = np.where((draw[3] < OUTER_SIDE) == (bend > 0.0), -1.0, 1.0)
    low, high = DEPARTURE_RAD
    depart = heading[site] + way * (low + (high - low) * draw[4])
    opening = np.where(is_twig, 0.25 + 0.7 * draw[5], table[1] + (table[2] - table[1]) * draw[5])
    run = _run_rad(hosts, site, host) + way * opening
    off = field.grain_rad - run
    run = run + field.grain_pull * (off - PI * np.floor(off / PI + 0.5))
    length = np.maximum(rest_mm * (0.5 + 0.7 * draw[6]), field.reach * (2.5 + 5.0 * draw[7]))
    length = np.where(has_islands, 2.6 + 2.4 * draw[6], length)
    length = np.where(is_twig, 1.4 + 2.2 * draw[6], length)
    wanted = np.minimum(LONGEST_TURNING, (length / STEP_MM).astype(np.int64) + 1)
    turn = np.minimum(np.maximum(way * (depart - run), TURN_RAD[0]), TURN_RAD[1])
    x, y = hosts.points_mm[site, 0], hosts.points_mm[site, 1]
    laid = sheet.branches.lay(x, y, run, way, row_that_turns(turn), wanted)
    is_clear = np.ones(count, dtype=bool)  # of its parent, which may bend after it
    for ahead in BESIDE:
        beside = np.minimum(site + ahead, hosts.begin[host + 1] - 1)
        dx = laid.x_mm[:, ahead] - hosts.points_mm[beside, 0]
        dy = laid.y_mm[:, ahead] - hosts.points_mm[beside, 1]
        off_mm = np.cos(heading[beside]) * dy - np.sin(heading[beside]) * dx
        is_clear &= way * off_mm > 0.1
    return Proposed(laid, hosts.stroke[host], sample, is_twig, is_clear)


def _keep(sheet: Sheet, habits: list[Habit], room: list[int], proposed: Proposed) -> None:
    """Keep the proposals there is room for and count them off `room`."""
    rng, laid = sheet.rng, proposed.laid
    cells = sheet.cells(laid)
    free = sheet.free_ways(cells, laid.wanted, proposed.stroke)
    shortest = np.where(proposed.is_twig, SHORTEST_TWIG, SHORTEST_SIDE)
    is_fit = proposed.is_clear & (free >= np.maximum(shortest, 0.55 * laid.wanted))
    for k in np.flatnonzero(is_fit).tolist():
        number, sample = int(proposed.stroke[k]), int(proposed.sample[k])
        parent = sheet.strokes[number]
        if room[parent.thread] <= 0 or not parent.has_room(sample):
            continue
        habit, is_twig = habits[parent.thread], bool(proposed.is_twig[k])
        stroke = Stroke(
            ORDER_TWIG if is_twig else ORDER_SIDE,
            thread=parent.thread,
            parent=number,
            parent_sample=sample,
            tip_radius_mm=rng.uniform(*habit.side_radius_mm) * (0.9 if is_twig else 1.0),
        )
        sinks_mm = rng.uniform(0.1, 0.3) if rng.random() < FADES_CHANCE else 0.0
        depth = Depth(rng.uniform(*DEPTH_MM), rng.uniform(0.1, 0.2) + sinks_mm)
        is_island = habit.has_islands and not is_twig
        if is_island:
            depth = Depth(0.16, 0.14, dip_mm=DIP_MM)
        if sheet.keep(laid, k, cells, stroke, depth, int(shortest[k]), JOIN_CHANCE) >= 0:
            room[parent.thread] -= 1
            if is_island and stroke.joins is None:
                stroke.cuts.add(stroke.last - DOT_SAMPLES)


def _run_rad(hosts: Hosts, site: Ints, host: Ints) -> Array:
    """Return the mean heading around each site: where the host runs, its waves averaged out."""
    total = np.concatenate(([0.0], np.cumsum(hosts.heading_rad)))
    low = np.maximum(site - 14, hosts.begin[host])
    high = np.minimum(site + 15, hosts.begin[host + 1])
    return (total[high] - total[low]) / (high - low)


def _bend_rad(hosts: Hosts, site: Ints, host: Ints) -> Array:
    """Return how much the host turns over the 0.8 mm around each site."""
    low = np.maximum(site - 4, hosts.begin[host])
    high = np.minimum(site + 4, hosts.begin[host + 1] - 1)
    return hosts.heading_rad[high] - hosts.heading_rad[low]
