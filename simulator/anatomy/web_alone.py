"""Alone: stars, tufts and lone threads, which come up from hidden arms in empty skin.

Idea: all of them look for the emptiest skin at once, each away from those before it, and
propose their short main vessels together. Hidden arms then lead to those that found room, and
the rays of all stars leave their centres in one go.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.anatomy.web_branches import DEPTH_MM
from simulator.anatomy.web_courses import LONGEST, RAYS, STEP_MM, Array, Ints, drafted
from simulator.anatomy.web_frame import angle_of
from simulator.anatomy.web_layout import HABITS, LENGTH_MM, LONE, STARBURST, TUFT, Layout
from simulator.anatomy.web_ledger import MIN_GAP, NOBODY, ORDER_SIDE, Brood
from simulator.anatomy.web_strokes import NOT_ON_SHEET, Depth, Wishes
from simulator.base.units import PI

ROUNDS: Final = 8  # in which threads look for a place, ever shorter ones
SHORTER: Final = 0.6  # share by which they are in the end
PLACES: Final = 16  # each looks at
APART_SHARE: Final = 0.6  # of the way to another new thread that counts as empty
STAR_INSET_MM, INSET_MM, END_INSET_MM = 6.0, 3.0, 2.0  # from the border of the patch
VENULE_CHANCE: Final = 0.25  # that a star's short thread is long and wide enough to be seen
VENULE_MM: Final = (2.4, 4.0)
STAR_DEPTH_MM, STAR_ARM_DEPTH_MM, ARM_DEPTH_MM = 0.22, 0.3, 0.24
TURN_RAD: Final = {STARBURST: 0.8, TUFT: 1.0}  # between a hidden arm and what it feeds, at most
SHORTEST_MM: Final = {STARBURST: 1.5, TUFT: 2.6, LONE: 4.0}
RAY_CLEAR: Final = 8  # samples over which the rays of a star may touch
RAYS_ASUNDER: Final = (2, 4, 6, 8, 10)  # samples at which a ray lies beyond the one before it
SHORTEST_RAY: Final = 6  # samples


def strew(layout: Layout, wanted: list[int]) -> list[int]:
    """Grow threads of the forms `wanted` on hidden arms; return those without room."""
    sheet, frame = layout.sheet, layout.frame
    for attempt in range(ROUNDS):
        if not wanted:
            break
        shrink = 1.0 - SHORTER * attempt / ROUNDS
        form = np.array(wanted)
        wishes, host, has_venule = _wishes(layout, form, shrink)
        ways = sheet.choose(wishes)
        kept, end = sheet.settle(ways, np.where(host >= 0, wishes.shortest, LONGEST + 1))
        star = form[kept] == STARBURST
        x, y = wishes.x_mm[kept], wishes.y_mm[kept]
        arm_mm = np.where(star, STAR_ARM_DEPTH_MM, ARM_DEPTH_MM)
        if len(kept):
            site = frame.lead(host[kept], x, y, arm_mm)
            begin_mm = np.where(star, STAR_DEPTH_MM, np.nan)
            mains = layout.grow(ways.drafts.only(kept), end, form[kept], site, begin_mm, 0)
            size = np.where(has_venule[kept], 0.8, 1.0) * shrink
            if star.any():
                _rays(layout, mains[star], size[star])
        wanted = np.delete(form, kept).tolist()
    return wanted


def _wishes(layout: Layout, form: Ints, shrink: float) -> tuple[Wishes, Ints, NDArray[np.bool_]]:
    """Return where threads would run, the deep sites their arms would leave, and venules."""
    sheet, field, count = layout.sheet, layout.field, len(form)
    draw = layout.rng.random((4, count))
    is_star, is_lone = form == STARBURST, form == LONE
    low, high = np.array(LENGTH_MM)[form].T
    has_venule = is_star & (draw[0] < VENULE_CHANCE)
    low, high = np.where(has_venule, VENULE_MM[0], low), np.where(has_venule, VENULE_MM[1], high)
    length_mm = (low + (high - low) * draw[1]) * np.where(is_lone, shrink, 1.0)
    x, y = _clearings(layout, np.where(is_star, STAR_INSET_MM, INSET_MM))
    run = field.turned(x, y, 2.0 * PI * draw[2])
    # A lone thread runs across its clearing, from the end that is nearer to a deep vessel.
    half = np.where(is_lone, 0.5 * length_mm, 0.0)
    dx, dy = half * np.cos(run), half * np.sin(run)
    nearer = layout.frame.reach_mm(x - dx, y - dy) < layout.frame.reach_mm(x + dx, y + dy)
    way = np.where(nearer, -1.0, 1.0)
    x, y, run = x + way * dx, y + way * dy, np.where(nearer, run, run + PI)
    host = layout.frame.hosts(x, y)
    inside = (np.minimum(x, sheet.width_mm - x) > END_INSET_MM) & (
        np.minimum(y, sheet.height_mm - y) > END_INSET_MM
    )
    host = np.where(inside, host, NOBODY)
    from_mm = sheet.ledger.points_mm[np.maximum(host, 0), :2]
    arm_rad = angle_of(x - from_mm[:, 0], y - from_mm[:, 1])
    turn = np.where(is_star, TURN_RAD[STARBURST], TURN_RAD[TUFT]) * (2.0 * draw[3] - 1.0)
    shortest_mm = np.where(is_star, SHORTEST_MM[STARBURST], SHORTEST_MM[TUFT])
    shortest_mm = np.where(is_lone, np.minimum(SHORTEST_MM[LONE], 0.6 * length_mm), shortest_mm)
    wishes = Wishes(
        x,
        y,
        np.where(is_lone, run, arm_rad + turn),
        length_mm * np.where(is_lone, field.reach, 1.0),
        (shortest_mm * (1.0 / STEP_MM) + 0.5).astype(np.int64),
        np.full(count, 0.3),
        is_star,
        np.full(count, NOT_ON_SHEET),
        np.zeros(count),
    )
    return wishes, host, has_venule


def _clearings(layout: Layout, inset_mm: Array) -> tuple[Array, Array]:
    """Return points (x, y) of the patch far from every vessel and from each other."""
    sheet, count = layout.sheet, len(inset_mm)
    draw = layout.rng.random((2, count, PLACES))
    x = inset_mm[:, None] + (sheet.width_mm - 2.0 * inset_mm)[:, None] * draw[0]
    y = inset_mm[:, None] + (sheet.height_mm - 2.0 * inset_mm)[:, None] * draw[1]
    empty = sheet.emptiness_mm(x, y)
    best = np.zeros(count, dtype=np.int64)
    for k in range(count):
        best[k] = empty[k].argmax()
        dx, dy = x[k + 1 :] - x[k, best[k]], y[k + 1 :] - y[k, best[k]]
        np.minimum(empty[k + 1 :], APART_SHARE * np.sqrt(dx * dx + dy * dy), out=empty[k + 1 :])
    every = np.arange(count)
    return x[every, best], y[every, best]


def _rays(layout: Layout, mains: Ints, size: Array) -> None:
    """Let rays leave the ends of short threads, longer ones towards one side of each star."""
    rng, sheet, ledger = layout.rng, layout.sheet, layout.sheet.ledger
    own = rng.random((4, len(mains)))
    rays = 4 + (7.0 * own[0]).astype(np.int64)
    star = np.arange(len(mains)).repeat(rays)
    draw = rng.random((7, len(star)))
    centre = ledger.last[mains]
    slot = np.arange(1, len(star) + 1) - (rays.cumsum() - rays)[star] + (draw[0] - 0.5) * 0.5
    run = (ledger.heading_rad[centre] + PI)[star] + 2.0 * PI * slot / (rays + 1)[star]
    lean = 1.0 + (0.45 * own[2])[star] * np.cos(run - (2.0 * PI * own[3])[star])
    length_mm = ((3.6 + 3.8 * own[1]) * size)[star] * (0.4 + 0.75 * draw[1]) * lean
    drafts = drafted(
        ledger.points_mm[centre, 0][star],
        ledger.points_mm[centre, 1][star],
        run,
        np.where(draw[3] < 0.5, 1.0, -1.0),
        RAYS.start + (draw[2] * len(RAYS)).astype(np.int64),
        np.maximum(13, (length_mm / STEP_MM).astype(np.int64)),
    )
    # Rays keep their order around the centre: one that would cross the one before it is left out.
    x, y = sheet.courses.places_mm(drafts, RAYS_ASUNDER)
    x -= drafts.placing[2, :, None]
    y -= drafts.placing[5, :, None]
    is_beyond = np.ones(len(star), dtype=bool)
    is_beyond[1:] = (x[:-1] * y[1:] > y[:-1] * x[1:]).all(1) | (star[1:] != star[:-1])
    rows = is_beyond.nonzero()[0]
    drafts, star, draw = drafts.only(rows), star[rows], draw[:, rows]
    ways = sheet.look(drafts, centre[star], RAY_CLEAR)
    kept, end = sheet.settle(ways, np.full(len(rows), SHORTEST_RAY), RAY_CLEAR)
    few, draw, main = len(kept), draw[:, kept], mains[star[kept]]
    low, high = HABITS[STARBURST].side_radius_mm
    brood = Brood(
        np.full(few, ORDER_SIDE),
        ledger.thread[main],
        ledger.last[main],
        low + (high - low) * draw[4],
        np.full(few, MIN_GAP),
    )
    begin = DEPTH_MM[0] + (DEPTH_MM[1] - DEPTH_MM[0]) * draw[5]
    depth = Depth(begin, 0.1 + 0.1 * draw[6], np.full(few, 0.7), np.zeros(few), 0.35 * draw[1])
    sheet.add(drafts.only(kept), end, brood, depth)
