"""What is done about a warning sign, and what comes of it; also a calm word beforehand."""

from dataclasses import replace
from typing import Final

from simulator.base.units import TICKS_PER_SECOND
from simulator.session import commands as c
from simulator.session import events as e
from simulator.session import reacting, responses
from simulator.session.acts import Act, Outcome, always, between, needle_is_in, one_of
from simulator.session.body import end_push
from simulator.session.state import State


def _refuse_respond(state: State, command: c.Respond) -> str | None:
    why = one_of(command.action, responses.ACTIONS, "response")
    if why is not None:
        return why
    if command.action in responses.FROM_THE_KIT and not state.treatment.is_kit_checked:
        return "Nobody has checked the emergency kit; do that first."
    if command.action == "lie_flat" and state.posture != "lying":
        return needle_is_in(state)
    return None


def _respond(state: State, command: c.Respond) -> Outcome:
    """Write down what is answered and how, then let it work."""
    action, shown = command.action, list(state.treatment.shown)
    at = responses.answered_by(shown, state.day, action)
    name = shown[at].name if at >= 0 else ""
    delay = state.tick - shown[at].tick if at >= 0 else 0
    answered = e.WarningAnswered(
        state.tick,
        action,
        name,
        responses.is_right(name, action),
        responses.is_wrong(name, action),
        delay * 1000 // TICKS_PER_SECOND,
    )
    if at >= 0 and action not in shown[at].answers:
        shown[at] = replace(shown[at], answers=(*shown[at].answers, action))
        state = replace(state, treatment=replace(state.treatment, shown=tuple(shown)))
    state, said = _worked(state, action)
    return state, (*said, answered)


def _worked(state: State, action: str) -> Outcome:
    """Let an answer act on her: most do so only later, by what was written down."""
    match action:
        case "stop_and_press" if state.treatment.push is not None:
            return end_push(state)
        case "lie_flat":
            return reacting.laid_flat(state)
        case "raise_legs" if state.posture == "lying" and reacting.open_sign(state, "faint"):
            return reacting.passes(state, "faint", reacting.LEGS_UP_TICKS), ()
        case "adrenaline" if reacting.open_sign(state, "anaphylaxis"):
            return reacting.passes(state, "anaphylaxis"), ()
    return state, ()


def _reassure(state: State, _command: c.Reassure) -> Outcome:
    calmed = replace(state.reactions, reassured_tick=reacting.clock(state))
    return replace(state, reactions=calmed), (e.PatientReassured(state.tick),)


def _stay(state: State, command: c.Stay) -> Outcome:
    return state, (e.PatientObserved(state.tick, command.minutes),)


ACTS: Final[dict[type[c.Command], Act]] = {
    c.Respond: Act(_refuse_respond, _respond),
    c.Reassure: Act(always, _reassure),
    c.Stay: Act(lambda s, k: needle_is_in(s) or between(k.minutes, 1, 60, "Minutes"), _stay),
}
