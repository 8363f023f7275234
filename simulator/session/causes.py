"""The causal chain: for every blemish and every failure, what made it, how much, and when.

Idea: each rate of the outcome model is an exponent of terms; a term that adds something is a
cause, and the act that made it has a tick, so a debrief can jump there. What was never done is a
cause as well, at the tick where it was missing, or -1 where there is none. Causes have names from
`CAUSES`; how they are said is the debrief's (`debrief.blemishes`).
Departures: causes of a thread that stayed open are shares of its length, not terms of a rate.
Invariant: the heaviest cause first; a blemish without any is bad luck.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.base.units import TICKS_PER_SECOND
from simulator.physics import blemishes as b
from simulator.physics.coefficients import Healing
from simulator.physics.healing import Course, stains, walls_at
from simulator.physics.weeks import Outcome, killed, matting_by_session
from simulator.session.course import homes_of
from simulator.session.diary import DAY_H, NIGHT_H, kept, stocking_worth, stopped_day
from simulator.session.reflux import residual_reflux_frac
from simulator.session.state import Puncture, State

CAUSES: Final = (
    "stockings_off_early",
    "stockings_advised_too_short",
    "nights_off",
    "no_stocking",
    "stocking_too_weak",
    "stocking_too_short",
    "next_session_too_soon",
    "swab_late",
    "no_swab",
    "too_strong",
    "too_weak",
    "pushed_too_hard",
    "vein_burst",
    "blanch_too_wide",
    "reflux_left_open",
    "no_duplex",
    "source_reopened",
    "never_injected",
    "not_reached",
    "beside_the_vein",
    "into_an_arteriole",
    "taped_over_an_arteriole",
    "trapped_blood_left",
    "overweight",
    "hormones",
    "inner_knee",
    "bad_luck",
)
KINDS: Final = ("open", "stain", "matting", "ulcer")
REACH_MM: Final = 5.0  # a push beside a vein was meant for a thread this near
WORTH_SAYING: Final = 0.02  # of an exponent, or of a thread's length

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Cause:
    """One thing that made a blemish, and how much it added.

    `amount` is what there was of it: days, nights, seconds, mmHg, percent of the optimum, mm.
    """

    what: str
    tick: int  # -1: nothing that was done, but how she is, or luck
    adds: float
    amount: int = 0


@dataclass(frozen=True)
class Blemish:
    """Something that should not be there when the leg is judged; `kind` is one of `KINDS`."""

    kind: str
    thread: str  # '' where it belongs to the whole patch
    causes: tuple[Cause, ...]


def blemishes_of(state: State, course: Course, judged: Outcome) -> tuple[Blemish, ...]:
    """Return what is wrong with the leg of `judged`, and why."""
    return (
        *_open(state, course, judged),
        *_stains(state, course, judged),
        *_matting(state, course, judged),
        *_ulcers(state, course),
    )


def _blemish(kind: str, thread: str, causes: Sequence[Cause]) -> Blemish:
    """Return a blemish with what is worth saying, the heaviest first."""
    kept_ones = sorted((c for c in causes if c.adds >= WORTH_SAYING), key=lambda c: -c.adds)
    return Blemish(kind, thread, tuple(kept_ones) or (Cause("bad_luck", -1, 0.0),))


def _reflux(state: State, course: Course, adds: float) -> list[Cause]:
    """Return what reflux adds: left open, never looked for, or come back."""
    first = course.pushes[0].tick if course.pushes else -1
    if adds <= 0.0:
        return []
    shut = (*state.closed, *((vein, state.day) for vein in state.opened))
    if residual_reflux_frac(replace(state, closed=shut)) <= 0.0:
        return [Cause("source_reopened", -1, adds)]
    has_scanned = bool(state.scan.in_view or state.scan.marks or any(map(any, state.scan.coverage)))
    return [Cause("reflux_left_open" if has_scanned else "no_duplex", first, adds)]


def _open(state: State, course: Course, judged: Outcome) -> list[Blemish]:
    """Return the threads that did not clear; what is left of each is divided among its causes."""
    found, how, threads = [], course.how, course.threads
    walls = walls_at(course, judged.seen.day)
    exposures = [session.exposure_s for session in course.sessions]
    is_touched = np.max(exposures, axis=0) > how.touched_s
    is_burst = np.any([session.is_burst for session in course.sessions], axis=0)
    kill = np.max(course.kills, axis=0)
    is_shut = walls.closed_by >= 0
    for number, thread in enumerate(judged.threads):
        if thread.cleared_frac >= how.very_pleased:
            continue
        mine = threads.of_edge == number
        pushes = [push for push in course.pushes if push.thread == thread.id]
        first = pushes[0].tick if pushes else -1

        def share(which: Flags, mine: Flags = mine) -> float:
            length = threads.length_mm
            return float(length[mine & which].sum() / length[mine].sum())

        unreached = share(~is_touched)
        causes = [Cause("not_reached", first, unreached, round(100 * unreached))]
        if not pushes:
            beside = _beside(course, number)
            name = "never_injected" if beside < 0 else "beside_the_vein"
            causes = [Cause(name, beside, unreached)]
        left = is_touched & ~is_shut
        hardest = max(pushes, key=lambda p: p.mmhg, default=None)
        causes.append(Cause("vein_burst", hardest.tick if hardest else -1, share(left & is_burst)))
        weak = share(left & ~is_burst & (kill < 0.5))
        least = min((push.dose for push in pushes), default=0.0)
        causes.append(Cause("too_weak", first, weak, round(100 * least)))
        causes += _reflux(state, course, share(is_shut) - thread.cleared_frac)
        unlucky = share(left & ~is_burst & (kill >= 0.5))
        causes += _scaled(_compression(state, course, len(course.sessions) - 1), unlucky)
        found.append(_blemish("open", thread.id, causes))
    return found


def _scaled(causes: Sequence[Cause], to: float) -> list[Cause]:
    """Return `causes` of lost compression as parts of a length that did not close."""
    lost = sum(cause.adds for cause in causes)
    if lost <= 0.2:
        return []
    return [Cause(c.what, c.tick, to * c.adds / lost, c.amount) for c in causes]


def _beside(course: Course, number: int) -> int:
    """Return the tick of a push beside the veins that was nearest to thread `number`, or -1."""
    patient, best, tick = course.patient, REACH_MM, -1
    paths = patient.web.path_mm
    for push in course.pushes:
        if push.thread:
            continue
        near = []
        for thread in patient.threads:
            at = paths[list(thread.edges)][:, :, :2] - np.array([push.x_mm, push.y_mm])
            near.append(float(np.sqrt((at * at).sum(axis=2).min())))
        if near[number] < best and near[number] == min(near):
            best, tick = near[number], push.tick
    return tick


def _stains(state: State, course: Course, judged: Outcome) -> list[Blemish]:
    """Return the stained threads with what made them likelier, by the terms of the rate."""
    found: list[Blemish] = []
    made, how = stains(course), course.how
    for number, thread in enumerate(judged.threads):
        if made[:, number].max() <= 0.0:
            continue
        session = int(np.flatnonzero(made[:, number] > 0.0)[-1])
        terms = course.stain_terms[session]
        day = course.sessions[session].day
        pushes = [p for p in course.pushes if p.thread == thread.id and p.day == day]
        hardest = max(pushes, key=lambda p: p.mmhg, default=None)
        strongest = max(pushes, key=lambda p: p.dose, default=None)
        weakest = min(pushes, key=lambda p: p.dose, default=None)
        causes = [
            Cause(c.what, c.tick, how.stain_bare * c.adds, c.amount)
            for c in _compression(state, course, session)
        ]
        causes += _swab(state, course, session, number)
        if strongest:
            dose = round(100 * strongest.dose)
            causes.append(Cause("too_strong", strongest.tick, float(terms.strong[number]), dose))
        if hardest:
            mmhg = round(hardest.mmhg)
            causes.append(
                Cause("pushed_too_hard", hardest.tick, float(terms.pressed[number]), mmhg)
            )
        if weakest:
            dose = round(100 * weakest.dose)
            causes.append(Cause("too_weak", weakest.tick, float(terms.coagulum[number]), dose))
        causes.append(Cause("trapped_blood_left", -1, float(terms.trapped[number])))
        causes += _reflux(state, course, float(terms.reflux[number]))
        found.append(_blemish("stain", thread.id, causes))
    return found


def _compression(state: State, course: Course, number: int) -> list[Cause]:
    """Return what was lost of compression after session `number`, as shares of the whole."""
    homes = homes_of(state)
    home, how = homes[number], course.how
    after = homes[number + 1].day - home.day if number + 1 < len(homes) else how.protocol_days
    days = kept(state, number, min(after, how.protocol_days), home, how)
    whole = (DAY_H + NIGHT_H) * how.protocol_days
    said = home.told[-1] if home.told else None
    tick = said.tick if said else _last_tick(course, home.day)
    if home.stocking_mmhg == 0:
        return [Cause("no_stocking", _last_tick(course, home.day), 1.0)]
    worth = stocking_worth(home, how)
    if not home.is_covering:
        return [Cause("stocking_too_short", _last_tick(course, home.day), 1.0)]
    whole /= max(worth, 1e-9)  # hours in a weak stocking are worth less, and so are those lost
    bare = [day for day in days if day.all_h <= 0.0]
    nights = [day for day in days if day.hours_worn > 0.0 and not day.is_night_worn]
    missing = how.protocol_days - len(days)
    off = stopped_day(days, home, how)
    most = said.days if said else how.untold_days
    is_short = most < how.protocol_days and off == most + 1
    gone = (DAY_H + NIGHT_H) * len(bare) / whole
    early = (
        Cause("stockings_advised_too_short", tick, gone, most)
        if is_short
        else Cause("stockings_off_early", tick, gone, max(off, 0))
    )
    weak = Cause("stocking_too_weak", _last_tick(course, home.day), 1.0 - worth, home.stocking_mmhg)
    return [
        weak,
        early,
        Cause("nights_off", tick, NIGHT_H * len(nights) / whole, len(nights)),
        Cause("next_session_too_soon", _last_tick(course, home.day + after),
              (DAY_H + NIGHT_H) * missing / whole, after),
    ]  # fmt: skip


def _last_tick(course: Course, day: int) -> int:
    """Return when the last push of `day` began: what came after it was missing from then on."""
    return max((push.tick for push in course.pushes if push.day == day), default=-1)


def _swab(state: State, course: Course, session: int, thread: int) -> list[Cause]:
    """Return what late or missing swabs on a thread add."""
    one = course.sessions[session]
    held = float(course.held[session][thread])
    adds = course.how.stain_bare * (one.compression_frac - held)
    name = course.patient.threads[thread].id
    holes = [h for h in state.treatment.punctures if h.day == one.day and h.thread == name]
    bare = [hole for hole in holes if hole.swab < 0 and hole.withdrawn_tick >= 0]
    if bare or not holes:
        return [Cause("no_swab", bare[0].withdrawn_tick if bare else -1, adds)]
    slowest = max(holes, key=_waited)
    return [Cause("swab_late", slowest.swab_tick, adds, _waited(slowest) // TICKS_PER_SECOND)]


def _waited(hole: Puncture) -> int:
    return hole.swab_tick - hole.withdrawn_tick


def _matting(state: State, course: Course, judged: Outcome) -> list[Blemish]:
    if not judged.seen.matting:
        return []
    sessions = [
        parts
        for parts in matting_by_session(course)
        if parts and b.is_matted(parts, course.seeds, course.how)
    ]
    causes: list[Cause] = []
    for part in sessions[-1]:
        if part.what == "reflux_left_open":
            causes += _reflux(state, course, part.adds)
        else:
            causes.append(Cause(part.what, part.tick, part.adds, _in_units(part)))
    return [_blemish("matting", "", causes)]


def _in_units(part: b.Part) -> int:
    """Return how much there was: percent of the optimum, mmHg, mm of blanch."""
    scale = {"too_strong": 100.0, "pushed_too_hard": 1.0, "blanch_too_wide": 10.0}
    return round(part.amount * scale.get(part.what, 0.0))


def _ulcers(state: State, course: Course) -> list[Blemish]:
    found = []
    by_tick = {push.tick: push for push in course.pushes}
    for dead in killed(course):
        push = by_tick.get(dead.tick)
        if push is None:
            tick, thread = _hole_near(state, dead)
            causes = [Cause("beside_the_vein", tick, 1.0)]
        else:
            thread = push.thread
            causes = [_harm(push, course.how)]
        found.append(Blemish("ulcer", thread, tuple(causes)))
    return found


def _hole_near(state: State, dead: b.Killed) -> tuple[int, str]:
    """Return the tick and thread of the push through the puncture nearest to a bleb of that day."""
    best, found = np.inf, (-1, "")
    for one in state.treatment.pushes:
        hole = state.treatment.punctures[one.puncture]
        dx, dy = hole.x_um / 1000.0 - dead.x_mm, hole.y_um / 1000.0 - dead.y_mm
        if one.day == dead.day and dx * dx + dy * dy < best:
            best, found = dx * dx + dy * dy, (one.tick, one.thread)
    return found


def _harm(push: b.Push, how: Healing) -> Cause:
    if push.is_white:
        name = "taped_over_an_arteriole" if push.is_taped else "into_an_arteriole"
        return Cause(name, push.tick, 1.0, round(push.volume_ul))
    if push.mmhg > how.pressed_mmhg:
        return Cause("pushed_too_hard", push.tick, 1.0, round(push.mmhg))
    if push.dose > how.strong_skin:
        return Cause("too_strong", push.tick, 1.0, round(100 * push.dose))
    return Cause("bad_luck", push.tick, 1.0)
