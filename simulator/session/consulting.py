"""Consultation: deciding, consent, photographs, postures, days; the talk is in `talking`."""

from dataclasses import replace
from typing import Final

from simulator.physics.moment import POSTURES
from simulator.physics.valves import does_reflux
from simulator.session import commands as c
from simulator.session import events as e
from simulator.session.acts import Act, Outcome, always, between, needle_is_in, one_of
from simulator.session.body import catch_up
from simulator.session.course import gone_home, settled
from simulator.session.looking import look, turned_to
from simulator.session.manoeuvring import is_straining
from simulator.session.reflux import opened
from simulator.session.state import Needle, Scan, State, Syringe, Treatment
from simulator.session.watching import close_test

DECISIONS: Final = ("suitable", "defer", "refer")
MAX_DAYS_AT_ONCE: Final = 400


def _decide(state: State, command: c.DecideSuitability) -> Outcome:
    talk = replace(state.consultation, decision=command.decision)
    said = e.SuitabilityDecided(state.tick, command.decision, state.patient.spec.bars)
    return replace(state, consultation=talk), (said,)


def _refuse_consent(state: State, _command: c.TakeConsent) -> str | None:
    if state.consultation.is_consented:
        return "Consent is already signed."
    if state.consultation.decision != "suitable":
        return "Decide that treatment is suitable before asking for consent to it."
    return None


def _consent(state: State, _command: c.TakeConsent) -> Outcome:
    talk = replace(state.consultation, is_consented=True)
    understood = sum(item in talk.understood for item in talk.explained)
    said = e.ConsentTaken(state.tick, len(talk.explained), state.day, understood)
    return replace(state, consultation=talk), (said,)


def _photograph(state: State, _command: c.TakePhotograph) -> Outcome:
    talk = replace(state.consultation, is_photographed=True)
    return replace(state, consultation=talk), (e.Photographed(state.tick, state.day),)


def _measure(state: State, _command: c.MeasureStocking) -> Outcome:
    talk = replace(state.consultation, is_stocking_measured=True)
    return replace(state, consultation=talk), (e.StockingMeasured(state.tick),)


def _refuse_days(state: State, command: c.PassDays) -> str | None:
    if state.scan.probe is not None:
        return "Lift the probe first."
    return (
        _is_bearing_down(state)
        or needle_is_in(state)
        or between(command.days, 1, MAX_DAYS_AT_ONCE, "Days")
    )


def _pass_days(state: State, command: c.PassDays) -> Outcome:
    """The patient goes home and comes back: a fresh leg, a cleared tray, the wall's memory."""
    state, treated = _colleague_treats(state)
    day = state.day + command.days
    state, today = settled(opened(replace(gone_home(state), day=day))), state.day
    lumen = state.world.circulation.rested(
        state.lumen, closed=state.closed_ids, posture="sitting", gone=state.gone_edges
    )
    treatment = replace(
        state.treatment,
        needle=Needle(),
        track=None,
        thrust=None,
        fit=None,
        holes=(),
        syringe=Syringe(),
        is_kit_checked=False,
        is_marked=False,
        is_marked_standing=False,
        swabs=tuple(replace(swab, is_off=True) for swab in state.treatment.swabs),
        wiped_tick=-1,
        is_stretched=False,
    )
    state = replace(
        state,
        posture="sitting",
        lumen=lumen,
        treatment=treatment,
        tissue=state.tissue.overnight(today),
        scan=replace(state.scan, squeezes=(), strains=(), running=(), is_test_open=False),
        body_tick=state.tick,
        is_settled=True,
        glass=None,
    )
    return state, (*treated, e.DaysPassed(state.tick, command.days, day))


def _colleague_treats(state: State) -> Outcome:
    """What was referred is done as soon as she leaves: the vein that is really there closes.

    What the scanner had shown of it, and of feeders that have lost their source, is of
    yesterday: their evidence begins anew.
    """
    said: list[e.Event] = []
    closed = state.closed
    for mark, method in state.referred:
        vein = state.scan.marks[mark].vein
        is_refluxing = bool(vein) and does_reflux(state.patient.vessel(vein))
        said.append(e.VeinTreated(state.tick, vein, method, mark, state.day, is_refluxing))
        if vein and all(vein != known for known, _ in closed):
            closed = (*closed, (vein, state.day))
    state = replace(state, closed=closed, referred=())
    silent = {*state.closed_ids, *state.dry_ids}
    kept = tuple(seen for seen in state.scan.evidence if not said or seen.vein not in silent)
    return replace(state, scan=replace(state.scan, evidence=kept)), tuple(said)


def _is_bearing_down(state: State) -> str | None:
    return "She is bearing down; let her breathe first." if is_straining(state) else None


def _refuse_posture(state: State, command: c.SetPosture) -> str | None:
    if command.posture == state.posture:
        return f"The patient is already {state.posture}."
    return (
        _is_bearing_down(state)
        or needle_is_in(state)
        or one_of(command.posture, POSTURES, "posture")
    )


def _set_posture(state: State, command: c.SetPosture) -> Outcome:
    state, looked = look(state)
    state, seen = close_test(state)
    state, said = catch_up(state)
    scan: Scan = replace(state.scan, squeezes=(), strains=(), running=())
    treatment: Treatment = replace(state.treatment, is_stretched=False)
    state = replace(
        state,
        posture=command.posture,
        scan=scan,
        treatment=treatment,
        body_tick=state.tick,
        is_settled=False,
        glass=None,
    )
    changed = e.PostureChanged(state.tick, command.posture, is_unprotected(state))
    return turned_to(state), (*looked, *seen, *said, changed)


def is_unprotected(state: State) -> bool:
    """Return whether she stands on a leg that was injected today and wears no stocking."""
    is_treated = any(
        hole.day == state.day and hole.injected_ul > 0 for hole in state.treatment.punctures
    )
    is_bare = state.patient.patch.is_on_leg and state.aftercare.stocking_mmhg == 0
    return state.posture == "standing" and is_treated and is_bare


ACTS: Final[dict[type[c.Command], Act]] = {
    c.DecideSuitability: Act(lambda _s, k: one_of(k.decision, DECISIONS, "decision"), _decide),
    c.TakeConsent: Act(_refuse_consent, _consent),
    c.TakePhotograph: Act(always, _photograph),
    c.MeasureStocking: Act(always, _measure),
    c.PassDays: Act(_refuse_days, _pass_days),
    c.SetPosture: Act(_refuse_posture, _set_posture),
}
