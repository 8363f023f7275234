"""Stocking, walk, advice, follow-up, and the end of the attempt with its outcome."""

from dataclasses import replace
from typing import Final

from simulator.base.seeds import Seeds
from simulator.physics.healing import Outcome as Healed
from simulator.physics.healing import course_outcome
from simulator.session import commands as c
from simulator.session import events as e
from simulator.session.acts import Act, Outcome, between, needle_is_in, one_of
from simulator.session.body import catch_up
from simulator.session.consulting import is_unprotected
from simulator.session.course import sessions_of
from simulator.session.findings import abpi_permille
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
FOLLOW_UP_DAY: Final = 84  # judged twelve weeks after the session


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
    state = told(state, command.item)
    care = replace(
        state.aftercare, advised=(*state.aftercare.advised, (command.item, command.days))
    )
    return replace(state, aftercare=care), (e.AdviceGiven(state.tick, command.item, command.days),)


def _plan_follow_up(state: State, command: c.PlanFollowUp) -> Outcome:
    care = replace(state.aftercare, follow_up_weeks=command.weeks)
    return replace(state, aftercare=care), (e.FollowUpPlanned(state.tick, command.weeks),)


def residual_reflux_frac(state: State) -> float:
    """Return how much reflux still reaches the web: 1 from a trunk, 0.75 from a local feeder.

    The weights are those of the outcome model (our fit to published clearance).
    """
    feeding = state.world.circulation.feeding
    roots = {vessel_id for _, vessel_id in state.patient.web.roots}
    if not any(feeding.is_driven(vessel_id, state.closed_ids) for vessel_id in roots):
        return 0.0
    is_trunk = any(
        vessel.kind in ("GSV", "SSV", "AASV") and feeding.is_driven(vessel.id, state.closed_ids)
        for vessel in state.patient.vessels
        if vessel.reflux_s > 0
    )
    return 1.0 if is_trunk else 0.75


def twelve_weeks_on(state: State) -> Healed:
    """Return what the leg will look like twelve weeks after the last session."""
    return course_outcome(
        state.patient,
        sessions_of(state),
        seeds=Seeds(state.world.seed),
        residual_reflux_frac=residual_reflux_frac(state),
        tissue=state.tissue,
    )


def judged_on(state: State) -> int:
    """Return the day on which the leg is judged: twelve weeks after the last session."""
    if state.sessions and not state.treatment.given_ul > 0:
        return max(state.day, state.sessions[-1].day + FOLLOW_UP_DAY)
    return state.day + FOLLOW_UP_DAY


def _finish(state: State, _command: c.FinishAttempt) -> Outcome:
    """End the attempt; if anything was injected, show the leg twelve weeks on."""
    day = judged_on(state)
    state, looked = look(state)
    said: list[e.Event] = [*looked, *judged(state)]
    if state.treatment.given_ul > 0 or state.sessions:
        healed = twelve_weeks_on(state)
        said += [
            e.OutcomeSeen(
                state.tick,
                thread.id,
                day,
                round(1000 * thread.cleared_frac),
                round(1000 * thread.stain_frac),
            )
            for thread in healed.threads
        ]
        said += [
            e.UlcerSeen(
                state.tick,
                day,
                round(1000 * ulcer.x_mm),
                round(1000 * ulcer.y_mm),
                round(1000 * ulcer.diameter_mm),
            )
            for ulcer in healed.ulcers
        ]
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
