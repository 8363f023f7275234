"""A course: sessions of injections with weeks between them, on one patient in one attempt.

A session ends when she goes home (`PassDays`) on a day of injections: stocking and advice have
done what they could on the day, and the next one begins with a fresh dose, a leg without a
stocking, and veins that are gone. At home the diary goes on (`diary`); which walls are closed is
known anew on every visit, from the days the stocking was worn until then.
"""

from dataclasses import replace

import numpy as np

from simulator.base.units import PA_PER_MMHG, TICKS_PER_SECOND
from simulator.physics import drugs
from simulator.physics.blemishes import Person, Push
from simulator.physics.coefficients import HEALING, Healing
from simulator.physics.healing import Course, Session, closed_now, session_of, sessions_with
from simulator.physics.lumen import healed
from simulator.session.body import stocking_pa
from simulator.session.diary import compression_frac, kept, stocking_worth
from simulator.session.home import Aftercare, Home, StockingAdvice
from simulator.session.reflux import reflux_at_judgement
from simulator.session.responses import eased
from simulator.session.state import Given, Puncture, State

STOCKINGS = "stockings"
KNEE_MM = 250.0  # matting lies within ten inches of the knee (guess: Davis & Duffy)


def is_treated_today(state: State) -> bool:
    """Return whether something was injected and she has not gone home since."""
    return state.treatment.given_ul > 0.0


def home_now(state: State) -> Home:
    """Return what she would go home with at this moment."""
    care, talk = state.aftercare, state.consultation
    told = tuple(StockingAdvice(0, d, care.advised_tick) for i, d in care.advised if i == STOCKINGS)
    return Home(
        day=state.day,
        stocking_mmhg=care.stocking_mmhg,
        is_covering=stocking_pa(state) > 0.0 or not state.patient.patch.is_on_leg,
        is_measured=talk.is_stocking_measured,
        is_explained=STOCKINGS in talk.explained,
        is_understood=STOCKINGS in talk.understood,
        told=told,
    )


def homes_of(state: State) -> tuple[Home, ...]:
    """Return every homecoming so far, with the one of today if anything was injected."""
    return (*state.homes, home_now(state)) if is_treated_today(state) else state.homes


def punctures_now(state: State) -> tuple[Puncture, ...]:
    """Return the punctures that belong to no earlier session."""
    if not state.sessions:
        return state.treatment.punctures
    return tuple(p for p in state.treatment.punctures if p.day > state.sessions[-1].day)


def sessions_of(state: State) -> tuple[Session, ...]:
    """Return every session so far, with the one of today if anything was injected."""
    return (*state.sessions, _session_now(state)) if is_treated_today(state) else state.sessions


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
    return session_of(state.lumen, state.day, 1.0, delays, peaks)


def course_of(state: State, day: int, how: Healing = HEALING) -> Course:
    """Return all that decides the leg on `day`, the stocking being worn as things stand now."""
    homes, sessions = homes_of(state), sessions_of(state)
    seen = []
    for number, (home, session) in enumerate(zip(homes, sessions, strict=True)):
        is_over = number + 1 < len(homes)
        until = homes[number + 1].day if is_over else max(day, home.day)
        days = kept(state, number, min(until - home.day, how.protocol_days), home, how)
        worn = compression_frac(days, is_over, how) * stocking_worth(home, how)
        seen.append(replace(session, compression_frac=worn))
    return Course(
        patient=state.patient,
        seed=state.world.seed,
        sessions=tuple(seen),
        residual_reflux_frac=reflux_at_judgement(state, how),
        pushes=_pushes(state),
        person=person_of(state),
        let_out=tuple(act for home in homes for act in home.let_out),
        tissue=state.tissue.overnight(state.day),
        how=how,
    )


def settled(state: State) -> State:
    """Return `state` knowing which walls are closed today."""
    if not state.sessions:
        return state
    edges = closed_now(course_of(state, state.day), state.day)
    return replace(state, sessions=sessions_with(state.sessions, closed_edges=edges))


def gone_home(state: State) -> State:
    """Return `state` with the session of today, if there was one, behind her."""
    if not is_treated_today(state):
        return state
    return replace(
        state,
        homes=homes_of(state),
        sessions=sessions_of(state),
        lumen=healed(state.lumen),
        treatment=replace(state.treatment, given_ul=0.0, given_ug=0.0, air_ul=0.0),
        aftercare=Aftercare(),
    )


def person_of(state: State) -> Person:
    """Return what of her makes matting likelier."""
    spec, patch, leg = state.patient.spec, state.patient.patch, state.patient.leg
    is_near = abs(patch.s_mm - leg.knee_s_mm) < KNEE_MM and patch.u_mm < 0.0
    return Person(spec.is_overweight, spec.takes_hormones, is_near)


def _pushes(state: State) -> tuple[Push, ...]:
    """Return every push of the attempt, as the model of blemishes wants it."""
    treatment = state.treatment
    white = {p for sign, p in treatment.signs if sign == "porcelain"}
    calmed = eased(treatment.shown)
    taped = {n for n, swab in enumerate(treatment.swabs) if swab.is_taped}
    return tuple(
        Push(
            tick=one.tick,
            thread=one.thread,
            mmhg=one.peak_pa / PA_PER_MMHG,
            dose=_dose(state, one),
            blanch_cm=one.blanch_mm / 10.0,
            is_white=one.puncture in white,
            volume_ul=one.volume_ul,
            is_taped=treatment.punctures[one.puncture].swab in taped,
            is_eased=one.puncture in calmed,
            day=one.day,
            x_mm=treatment.punctures[one.puncture].x_um / 1000.0,
            y_mm=treatment.punctures[one.puncture].y_um / 1000.0,
        )
        for one in treatment.pushes
    )


def _dose(state: State, one: Given) -> float:
    """Return the strength of a push over the optimum of the arm of its thread."""
    thread = next((t for t in state.patient.threads if t.id == one.thread), None)
    if thread is None:
        return 0.0
    diameter = 2.0 * state.patient.web.radius_mm[np.array([thread.arm_edge])]
    best = float(drugs.optimum_ug_per_ul(one.drug, diameter)[0])
    return drugs.active_ug_per_ul(one.drug, one.strength_ppm) / best
