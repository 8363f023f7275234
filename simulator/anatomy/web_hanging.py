"""Hanging: threads that leave venulectasias, from their ends or on the outer side of a bend.

Idea: all threads that have no place yet propose several at once; those with room are kept in
order, ends of venulectasias first. What finds none is proposed again, shorter, and a few
venulectasias more rise for it. So a patch needs one round or two, however many its threads.
"""

from typing import Final

import numpy as np

from simulator.anatomy.web_courses import STEP_MM, Array, Ints
from simulator.anatomy.web_layout import LENGTH_MM, Layout
from simulator.anatomy.web_ledger import stand_apart
from simulator.anatomy.web_strokes import Wishes

SHRINK: Final = (1.0, 0.75, 0.5)  # threads that find no place try again, shorter
SIDES_TRIED: Final = 5  # places beside venulectasias, for each thread that has none
SHALLOW_MM: Final = 0.42  # where a venulectasia carries threads
SHORTEST_MM: Final = 4.0
SPREAD_RAD: Final = (0.4, 0.2)  # from an end, from a side
TURN_RAD: Final = (0.55, 1.2)  # between a venulectasia and what leaves its side


def hang(layout: Layout, wanted: list[int]) -> list[int]:
    """Grow threads of the forms `wanted` out of venulectasias; return those without room."""
    sheet, ledger = layout.sheet, layout.sheet.ledger
    for attempt, shrink in enumerate(SHRINK):
        if not wanted:
            break
        if attempt:
            layout.frame.rise_more(len(wanted))
        end, end_rad = _ends(layout)
        beside, beside_rad, side = _sides(layout, SIDES_TRIED * len(wanted))
        site, is_end = np.concatenate((end, beside)), np.arange(len(end) + len(beside)) < len(end)
        form = np.resize(wanted, len(site))
        low, high = np.array(LENGTH_MM)[form].T
        length_mm = low + (high - low) * layout.rng.random(len(site))
        length_mm *= shrink
        wishes = Wishes(
            ledger.points_mm[site, 0],
            ledger.points_mm[site, 1],
            np.concatenate((end_rad, beside_rad)),
            length_mm * layout.field.reach,
            (np.minimum(SHORTEST_MM, 0.6 * length_mm) * (1.0 / STEP_MM)).astype(np.int64),
            np.where(is_end, *SPREAD_RAD),
            np.zeros(len(site), dtype=bool),
            site,
            np.concatenate((np.zeros(len(end)), side)),
        )
        ways = sheet.choose(wishes)
        kept, end_at = sheet.settle(ways, wishes.shortest, most=len(wanted))
        layout.grow(ways.drafts.only(kept), end_at, form[kept], site[kept])
        wanted = wanted[len(kept) :]
    return wanted


def _ends(layout: Layout) -> tuple[Ints, Array]:
    """Return the ends of venulectasias that nothing leaves, and the way threads would run."""
    ledger = layout.sheet.ledger
    ends = ledger.last[np.array(layout.frame.trunks, dtype=np.int64)]
    taken = set(ledger.parent_site[layout.threads].tolist())
    ends = ends[[end not in taken for end in ends.tolist()]]
    run = ledger.heading_rad[ends] + (0.6 * layout.rng.random(len(ends)) - 0.3)
    x, y, _ = ledger.points_mm[ends].T
    return ends, layout.field.turned(x, y, run)


def _sides(layout: Layout, count: int) -> tuple[Ints, Array, Array]:
    """Return at most `count` places beside venulectasias, the way to run and the side.

    They lie where a venulectasia is shallow, on the outer side of its bends.
    """
    ledger = layout.sheet.ledger
    trunks = np.array(layout.frame.trunks, dtype=np.int64)
    pick, along, turn = layout.rng.random((3, count if len(trunks) else 0))
    host = trunks[(pick * len(trunks)).astype(np.int64)]
    begin, last = ledger.begin[host], ledger.last[host]
    deep = np.concatenate(([0], (ledger.points_mm[: ledger.samples, 2] > SHALLOW_MM).cumsum()))
    first = begin + deep[last + 1] - deep[begin]
    site = first + ((last - first) * (0.97 * along)).astype(np.int64)
    apart = (ledger.is_open[site] & stand_apart(site, ledger.samples)).nonzero()[0]
    site = site[apart]
    side = np.where(ledger.heading_rad[site + 2] > ledger.heading_rad[site - 2], -1.0, 1.0)
    run = ledger.heading_rad[site] + side * (
        TURN_RAD[0] + (TURN_RAD[1] - TURN_RAD[0]) * turn[apart]
    )
    if layout.field.focus_mm is not None:
        run = layout.field.turned(ledger.points_mm[site, 0], ledger.points_mm[site, 1], run)
    return site, run, side
