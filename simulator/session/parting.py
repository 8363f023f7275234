"""How a consultation ends without a treatment: a kind no, a way forward, and the notes.

None of it forbids what comes after: a mind can change, and who injects all the same is judged
by the rules of the case, not held back here.
"""

from dataclasses import replace
from typing import Final

from simulator.session import commands as c
from simulator.session import events as e
from simulator.session.acts import Act, Outcome, needle_is_in, one_of
from simulator.session.state import Parting, State

REASONS: Final = ("facial_veins", "contraindication", "wrong_treatment", "expectations")
PLACES: Final = ("laser_clinic", "dermatology", "vascular_clinic", "gp")
UNTREATED: Final = ("defer", "refer")  # the decisions after which one can decline


def _with(state: State, **changes: object) -> State:
    parting: Parting = replace(state.parting, **changes)  # type: ignore[arg-type]
    return replace(state, parting=parting)


def _refuse_declining(state: State, command: c.DeclineTreatment) -> str | None:
    if state.parting.declined:
        return "You have already declined, and the patient has understood."
    if state.consultation.decision not in UNTREATED:
        return "Decide first that this treatment does not suit the patient; then say so."
    return needle_is_in(state) or one_of(command.reason, REASONS, "reason")


def _decline(state: State, command: c.DeclineTreatment) -> Outcome:
    said = e.TreatmentDeclined(state.tick, command.reason)
    return _with(state, declined=command.reason), (said,)


def _refuse_referring(state: State, command: c.ReferOn) -> str | None:
    if command.to in state.parting.referred_to:
        return "That letter is already written."
    return needle_is_in(state) or one_of(command.to, PLACES, "place to refer to")


def _refer(state: State, command: c.ReferOn) -> Outcome:
    places = (*state.parting.referred_to, command.to)
    return _with(state, referred_to=places), (e.PatientReferredOn(state.tick, command.to),)


def _write(state: State, _command: c.WriteNotes) -> Outcome:
    return _with(state, is_written=True), (e.NotesWritten(state.tick),)


ACTS: Final[dict[type[c.Command], Act]] = {
    c.DeclineTreatment: Act(_refuse_declining, _decline),
    c.ReferOn: Act(_refuse_referring, _refer),
    c.WriteNotes: Act(lambda s, _k: needle_is_in(s), _write),
}
