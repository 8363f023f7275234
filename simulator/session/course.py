"""A course: sessions of injections with weeks between them, on one patient in one attempt.

A session ends when she goes home (`PassDays`) on a day of injections: which walls close is
drawn then, stocking and advice have done what they could, and the next one begins with a fresh
dose, a leg without a stocking, and veins that are gone.
"""

from dataclasses import replace
from typing import Final

from simulator.base.seeds import Seeds
from simulator.base.units import TICKS_PER_SECOND
from simulator.physics.healing import Session, session_of, settled
from simulator.physics.lumen import healed
from simulator.session.state import Aftercare, Puncture, State

PROTOCOL_DAYS: Final = 21.0  # the compression that counts as whole in the healing model


def compression_frac(state: State) -> float:
    """Return the share of the taught compression that this patient will wear.

    A stocking that was never fitted is never worn; days count as far as they were advised.
    """
    if state.aftercare.stocking_mmhg == 0:
        return 0.0
    days = max((d for item, d in state.aftercare.advised if item == "stockings"), default=3)
    return min(1.0, days / PROTOCOL_DAYS)


def punctures_now(state: State) -> tuple[Puncture, ...]:
    """Return the punctures that belong to no earlier session."""
    if not state.sessions:
        return state.treatment.punctures
    return tuple(p for p in state.treatment.punctures if p.day > state.sessions[-1].day)


def sessions_of(state: State) -> tuple[Session, ...]:
    """Return every session so far, with the one of today if anything was injected."""
    if state.sessions and not state.treatment.given_ul > 0.0:
        return state.sessions
    return (*state.sessions, _session_now(state))


def _session_now(state: State) -> Session:
    """Return the session of today, with swab delay and peak pressure of every thread entered."""
    delays: dict[str, float] = {}
    peaks: dict[str, float] = {}
    for hole in punctures_now(state):
        if not hole.thread:
            continue
        peaks[hole.thread] = max(peaks.get(hole.thread, 0.0), hole.peak_pa)
        if hole.swab >= 0:
            waited = (hole.swab_tick - hole.withdrawn_tick) / TICKS_PER_SECOND
            delays[hole.thread] = max(delays.get(hole.thread, 0.0), waited)
    return session_of(state.lumen, state.day, compression_frac(state), delays, peaks)


def gone_home(state: State) -> State:
    """Return `state` with the session of today, if there was one, behind her.

    At a pace without sessions nothing ends: an attempt is one session then.
    """
    if not (state.world.pace.has_sessions and state.treatment.given_ul > 0.0):
        return state
    session = settled(state.patient, state.sessions, _session_now(state), Seeds(state.world.seed))
    return replace(
        state,
        sessions=(*state.sessions, session),
        lumen=healed(state.lumen),
        treatment=replace(state.treatment, given_ul=0.0, given_ug=0.0, air_ul=0.0),
        aftercare=Aftercare(),
    )
