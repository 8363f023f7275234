"""What a course comes to: clearance, blemishes, whether she is pleased, and what caused what.

Reads the state and the events of the attempt, changes neither, and draws from streams of its
own; so it can be asked at any time, and asking changes nothing. What is decided here and is not
in `OutcomeSeen`: matting, ulcers by pressure or in an artery, and whether a source that was
closed has opened again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from simulator.base.seeds import Seeds
from simulator.base.units import PA_PER_MMHG, TICKS_PER_SECOND
from simulator.physics import blemishes as b
from simulator.physics import drugs
from simulator.physics.healing import SWAB_FULL_S, Outcome, course_outcome
from simulator.physics.valves import does_reflux
from simulator.session.aftercaring import residual_reflux_frac
from simulator.session.course import PROTOCOL_DAYS, sessions_of
from simulator.session.state import State

Event = dict[str, Any]

STAIN_SEEN_FRAC: Final = 0.19  # of all thread length; less is no stain to complain of (guess)
REOPENED: Final = 0.06  # of closed sources let some blood through again (guess)
KNEE_MM: Final = 250.0  # matting lies within ten inches of the knee (guess: Davis & Duffy)


@dataclass(frozen=True)
class Cause:
    """One thing that made a blemish: when it was done, in words, and how much it added."""

    tick: int  # -1: nothing that was done, but how she is, or what was left undone
    what: str
    adds: float  # to the exponent of the rate


@dataclass(frozen=True)
class Blemish:
    """Something that should not be there at month three; `kind` is open, stain, matting, ulcer."""

    kind: str
    thread: str  # '' where it belongs to the whole patch
    causes: tuple[Cause, ...]


@dataclass(frozen=True)
class Aftermath:
    """The whole course, judged twelve weeks after its last session."""

    outcome: Outcome
    residual_reflux_frac: float
    is_stained: bool
    is_matted: bool
    is_ulcerated: bool
    matting_rate: float
    satisfaction: float
    judgement: str
    blemishes: tuple[Blemish, ...]


def aftermath(state: State, events: Sequence[Event]) -> Aftermath:
    """Return what the course in `state` comes to; `events` are those of the whole attempt."""
    seeds = Seeds(state.world.seed)
    pushes = _pushes(state, events)
    rho = _reflux_at_judgement(state, seeds)
    outcome = course_outcome(
        state.patient,
        sessions_of(state),
        seeds=seeds,
        residual_reflux_frac=rho,
        tissue=state.tissue,
    )
    parts = b.matting_parts(pushes, rho, person_of(state))
    is_matted = bool(pushes) and b.is_matted(parts, seeds)
    killing = b.ulcerating(pushes, seeds)
    is_stained = outcome.stain_frac > STAIN_SEEN_FRAC
    is_ulcerated = bool(killing or outcome.ulcers)
    pleased = b.satisfaction(outcome.cleared_frac, is_stained, is_matted, is_ulcerated)
    found = [*_open(state, outcome, pushes, rho), *_stains(state, outcome, pushes, events, rho)]
    if is_matted:
        found.append(Blemish("matting", "", _named(parts)))
    found += [
        Blemish("ulcer", push.thread, (Cause(push.tick, _harm(push), 1.0),)) for push in killing
    ]
    return Aftermath(
        outcome,
        rho,
        is_stained,
        is_matted,
        is_ulcerated,
        b.matting_rate(parts) if pushes else 0.0,
        pleased,
        b.judgement(pleased),
        tuple(found),
    )


def person_of(state: State) -> b.Person:
    """Return what of her makes matting likelier."""
    spec, patch, leg = state.patient.spec, state.patient.patch, state.patient.leg
    is_near = abs(patch.s_mm - leg.knee_s_mm) < KNEE_MM and patch.u_mm < 0.0
    return b.Person(spec.is_overweight, spec.takes_hormones, is_near)


def _reflux_at_judgement(state: State, seeds: Seeds) -> float:
    """Return the reflux that is left, or has come back through a source that was closed."""
    rho = residual_reflux_frac(state)
    closed = [state.patient.vessel(vein) for vein in state.closed_ids]
    kinds = {vessel.kind for vessel in closed if does_reflux(vessel)}
    if rho > 0.0 or not kinds:
        return rho
    came_back, how_much = seeds.stream("physics.healing.reopened").random(2).tolist()
    if came_back >= REOPENED:
        return 0.0
    weight = 1.0 if kinds & {"GSV", "SSV", "AASV"} else 0.75
    return min(weight, 0.5 + 0.5 * how_much)


def _pushes(state: State, events: Sequence[Event]) -> tuple[b.Push, ...]:
    """Return every push of the attempt, as the model of blemishes wants it."""
    white = {p for sign, p in state.treatment.signs if sign == "porcelain"}
    taped = {p for p, hole in enumerate(state.treatment.punctures) if hole.swab >= 0}
    return tuple(
        b.Push(
            tick=event["started_tick"],
            thread=event["thread"],
            mmhg=event["peak_pressure_pa"] / PA_PER_MMHG,
            dose=_dose(state, event),
            blanch_cm=event["blanch_um"] / 1e4,
            is_white=event["puncture"] in white,
            volume_ul=event["volume_nl"] / 1000.0,
            is_taped=event["puncture"] in taped,
        )
        for event in events
        if event["ev"] == "injection_ended" and event["volume_nl"] > 0
    )


def _dose(state: State, event: Event) -> float:
    """Return the strength of a push over the optimum of the arm of its thread."""
    thread = next((t for t in state.patient.threads if t.id == event["thread"]), None)
    if thread is None:
        return 0.0
    diameter = 2.0 * state.patient.web.radius_mm[np.array([thread.arm_edge])]
    best = float(drugs.optimum_ug_per_ul(event["drug"], diameter)[0])
    return drugs.active_ug_per_ul(event["drug"], event["strength_ppm"]) / best


def _named(parts: Sequence[b.Part]) -> tuple[Cause, ...]:
    """Return the terms that add anything, the largest first."""
    causes = [Cause(part.tick, part.what, part.adds) for part in parts if part.adds > 0.0]
    return tuple(sorted(causes, key=lambda cause: -cause.adds))


def _harm(push: b.Push) -> str:
    if push.is_white:
        return "taped over an arteriole" if push.is_taped else "went into an arteriole"
    return "pushed too hard" if push.mmhg > b.PRESSED_MMHG else "by bad luck"


def _open(state: State, outcome: Outcome, pushes: Sequence[b.Push], rho: float) -> list[Blemish]:
    """Return the threads that did not clear, and why."""
    found = []
    entered = {push.thread for push in pushes}
    for thread in outcome.threads:
        if thread.cleared_frac >= b.VERY_PLEASED:
            continue
        causes = []
        if thread.id not in entered:
            causes.append(Cause(-1, "never injected", 1.0))
        if residual_reflux_frac(state) > 0.0:
            tick = next((push.tick for push in pushes), -1)
            causes.append(Cause(tick, "injected with the source open", rho))
        elif rho > 0.0:
            causes.append(Cause(-1, "a closed source has opened again", rho))
        mine = [push for push in pushes if push.thread == thread.id]
        weak = b.excess(mine, "too weak", lambda push: 0.8 - push.dose, 1.0)
        causes += _named((weak,))
        found.append(Blemish("open", thread.id, tuple(causes)))
    return found


def _stains(
    state: State,
    outcome: Outcome,
    pushes: Sequence[b.Push],
    events: Sequence[Event],
    rho: float,
) -> list[Blemish]:
    """Return the stained threads with what made them likelier, by the terms of the rate."""
    found = []
    for thread in outcome.threads:
        if thread.stain_frac <= 0.0:
            continue
        mine = [push for push in pushes if push.thread == thread.id]
        parts = [
            *_compression(state, events),
            *_late_swabs(thread.id, events),
            b.excess(mine, "too strong", lambda push: push.dose - b.STRONG, 0.9),
            b.excess(mine, "pushed too hard", lambda push: push.mmhg - b.PRESSED_MMHG, 0.02),
            b.Part("reflux left open", 0.6 * rho, next((p.tick for p in pushes), -1)),
        ]
        found.append(Blemish("stain", thread.id, _named(parts)))
    return found


def _compression(state: State, events: Sequence[Event]) -> list[b.Part]:
    """Return what too short a time in stockings adds, at the moment that decided it."""
    worn = min(session.compression_frac for session in sessions_of(state))
    advice = [e for e in events if e["ev"] == "advice_given" and e["item"] == "stockings"]
    tick = advice[-1]["tick"] if advice else -1
    days = round(worn * PROTOCOL_DAYS)
    return [b.Part(f"stockings for {days} of {PROTOCOL_DAYS:.0f} days", 1.15 * (1.0 - worn), tick)]


def _late_swabs(thread: str, events: Sequence[Event]) -> list[b.Part]:
    """Return what late swabs on `thread` add."""
    holes = {
        e["puncture"] for e in events if e["ev"] == "injection_ended" and e["thread"] == thread
    }
    out = {e["puncture"]: e["tick"] for e in events if e["ev"] == "needle_withdrawn"}
    swabbed = {e["puncture"]: e["tick"] for e in events if e["ev"] == "swab_placed"}
    parts = []
    for hole in sorted(holes & set(out)):
        if hole not in swabbed:
            parts.append(b.Part("no swab", 0.35, out[hole]))
            continue
        late_s = (swabbed[hole] - out[hole]) / TICKS_PER_SECOND
        if late_s > SWAB_FULL_S:
            share = min((late_s - SWAB_FULL_S) / 25.0, 1.0)
            parts.append(b.Part(f"swab {late_s:.0f} s late", 0.35 * share, swabbed[hole]))
    return parts
