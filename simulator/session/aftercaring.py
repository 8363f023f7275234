"""Stocking, walk, advice, follow-up, and the end of the attempt with its outcome."""

from dataclasses import replace
from typing import Final

from simulator.session import commands as c
from simulator.session import events as e
from simulator.session.acts import Act, Outcome, between, needle_is_in, one_of
from simulator.session.body import catch_up
from simulator.session.consulting import is_unprotected
from simulator.session.course import STOCKINGS, is_treated_today
from simulator.session.findings import abpi_permille
from simulator.session.followed import followed
from simulator.session.home import StockingAdvice
from simulator.session.judging import judged
from simulator.session.looking import look
from simulator.session.state import State
from simulator.session.talking import told

LENGTHS: Final = ("below_knee", "thigh")
ADVICE: Final = (
    "stockings",
    "walking",
    "no_heavy_exercise",
    "no_sun",
    "no_hot_bath",
    "no_long_flight",
    "warning_signs",
    "contact",
    "trapped_blood_visit",
)


def _fit(state: State, command: c.FitStocking) -> Outcome:
    """Pull the stocking on: from now on it presses on the web as well."""
    state, said = catch_up(state)
    care = replace(
        state.aftercare, stocking_mmhg=command.pressure_mmhg, stocking_length=command.length
    )
    told = e.StockingFitted(
        state.tick,
        command.pressure_mmhg,
        command.length,
        state.posture == "lying",
        abpi_permille(state.patient.spec),
    )
    return replace(state, aftercare=care, is_settled=False), (*said, told)


def _walk(state: State, command: c.Walk) -> Outcome:
    """Stand up if need be, and walk under observation."""
    said: tuple[e.Event, ...] = ()
    if state.posture != "standing":
        state, said = catch_up(state)
        state = replace(state, posture="standing", body_tick=state.tick, is_settled=False)
        said = (*said, e.PostureChanged(state.tick, "standing", is_unprotected(state)))
    care = state.aftercare
    care = replace(care, walked_minutes=care.walked_minutes + command.minutes)
    walked = e.PatientWalked(state.tick, command.minutes)
    return replace(state, aftercare=care), (*said, walked)


def _advise(state: State, command: c.Advise) -> Outcome:
    """Say it; what is said of stockings on a later day reaches her at home as well."""
    state = told(state, command.item)
    care = state.aftercare
    care = replace(care, advised=(*care.advised, (command.item, command.days)))
    if command.item == STOCKINGS:
        care = replace(care, advised_tick=state.tick)
        if state.homes and not is_treated_today(state):
            home = state.homes[-1]
            said = StockingAdvice(state.day - home.day, command.days, state.tick)
            home = replace(home, told=(*home.told, said))
            state = replace(state, homes=(*state.homes[:-1], home))
    return replace(state, aftercare=care), (e.AdviceGiven(state.tick, command.item, command.days),)


def _plan_follow_up(state: State, command: c.PlanFollowUp) -> Outcome:
    care = replace(state.aftercare, follow_up_weeks=command.weeks)
    return replace(state, aftercare=care), (e.FollowUpPlanned(state.tick, command.weeks),)


def _finish(state: State, _command: c.FinishAttempt) -> Outcome:
    """End the attempt; if anything was injected, show the leg twelve weeks on."""
    state, looked = look(state)
    said: list[e.Event] = [*looked, *judged(state), *followed(state)]
    said.append(e.AttemptFinished(state.tick, state.day))
    return replace(state, is_finished=True), tuple(said)


def _refuse_finish(state: State, _command: c.FinishAttempt) -> str | None:
    return needle_is_in(state)


ACTS: Final[dict[type[c.Command], Act]] = {
    c.FitStocking: Act(
        lambda s, k: (
            needle_is_in(s)
            or one_of(k.length, LENGTHS, "length")
            or between(k.pressure_mmhg, 5, 60, "Pressure (mmHg)")
        ),
        _fit,
    ),
    c.Walk: Act(lambda s, k: needle_is_in(s) or between(k.minutes, 1, 120, "Minutes"), _walk),
    c.Advise: Act(
        lambda _s, k: one_of(k.item, ADVICE, "advice") or between(k.days, 0, 60, "Days"), _advise
    ),
    c.PlanFollowUp: Act(lambda _s, k: between(k.weeks, 1, 52, "Weeks"), _plan_follow_up),
    c.FinishAttempt: Act(_refuse_finish, _finish),
}
