"""The talk: questions and answers, what is explained, and what comes back in own words.

Idea: what is understood is decided when it is told. Who hears more than a handful of things in
a row, with nothing to say back in between, keeps less of the later ones; so does who is told
one thing on top of the other. Telling a thing again helps. The rest is the patient's own dice
for this item, so that asking for it twice brings the same answer and the order of other
questions changes nothing. What nobody told is never understood.
Sources: teach-back as recommended for consent (GMC, AHRQ); that people forget much of a long
explanation is firm, every figure below is a guess of ours.
"""

from dataclasses import replace
from itertools import pairwise
from typing import Final

from simulator.base.seeds import Seeds
from simulator.base.units import TICKS_PER_SECOND
from simulator.session import commands as c
from simulator.session import events as e
from simulator.session.acts import Act, Outcome, one_of
from simulator.session.patient_words import answer, said_back
from simulator.session.state import State, Told
from simulator.session.talk_table import TALK

HISTORY_ITEMS: Final = (
    "reason",
    "expectations",
    "allergy",
    "clots",
    "pregnancy",
    "infection",
    "mobility",
    "migraine",
    "medicines",
    "surgery",
    "arterial",
    "smoking",
    "weight",
    "family",
)
TAUGHT_BACK: Final = tuple(TALK)  # what can be said back: every consent item and advice

GRASP_PERMILLE: Final = 880  # of people take in one thing that is well told (guess)
AT_ONCE: Final = 4  # things that are kept together (guess)
OVERLOAD_PERMILLE: Final = 150  # lost by every further one
LEAST_PERMILLE: Final = 250
ENOUGH_TICKS: Final = 2 * TICKS_PER_SECOND  # to take one thing in before the next (guess)
AGAIN_PERMILLE: Final = 300  # gained each time it is told again
# How much more of it a patient takes in who is careful in everything, and who is not (guess).
CHARACTER_PERMILLE: Final = {"careful": 60, "ordinary": 0, "careless": -120}


def _ask(state: State, command: c.AskHistory) -> Outcome:
    """The patient answers, in the words of the case or in their own."""
    said = answer(state.patient.spec, state.world.seed, command.item)
    talk = state.consultation
    talk = replace(talk, asked=(*talk.asked, command.item))
    asked = e.HistoryAsked(
        state.tick, command.item, said.answer, said.is_contraindication, said.bars
    )
    return replace(state, consultation=talk), (asked,)


def told(state: State, item: str) -> State:
    """Return the state after the patient was told `item`, explained or advised."""
    talk = state.consultation
    again = sum(one.item == item for one in talk.told)
    run = [one for one in talk.told[talk.said_back_after :] if one.day == state.day]
    one = Told(item, state.tick, state.day, len(run) + 1, again + 1)
    return replace(state, consultation=replace(talk, told=(*talk.told, one)))


def _explain(state: State, command: c.Explain) -> Outcome:
    state = told(state, command.item)
    talk = state.consultation
    if command.item not in talk.explained:
        talk = replace(talk, explained=(*talk.explained, command.item))
    explained = e.RiskExplained(state.tick, command.item, talk.told[-1].in_a_row)
    return replace(state, consultation=talk), (explained,)


def grasp_permille(in_a_row: int, given_ticks: int, times: int, diligence: str = "ordinary") -> int:
    """Return how likely one thing is understood.

    `in_a_row`: the how-many-th it was; `given_ticks`: until the next one began; `times`: told.
    """
    attention = max(LEAST_PERMILLE, 1000 - OVERLOAD_PERMILLE * max(0, in_a_row - AT_ONCE))
    calm = 500 + 500 * min(given_ticks, ENOUGH_TICKS) // ENOUGH_TICKS
    once = GRASP_PERMILLE * attention * calm // 1_000_000
    once += CHARACTER_PERMILLE[diligence]
    return min(1000, max(0, once) + AGAIN_PERMILLE * (times - 1))


def has_understood(state: State, item: str) -> bool:
    """Return whether the patient would say `item` back right, now."""
    talk = state.consultation
    last = next((one for one in reversed(talk.told) if one.item == item), None)
    if last is None:
        return False
    until = next((b.tick for a, b in pairwise(talk.told) if a is last), state.tick)
    dice = Seeds(state.world.seed).stream(f"session.talk.{item}", last.times)
    diligence = state.patient.spec.diligence
    grasp = grasp_permille(last.in_a_row, until - last.tick, last.times, diligence)
    return int(dice.integers(1000)) < grasp


def _teach_back(state: State, command: c.TeachBack) -> Outcome:
    talk, item = state.consultation, command.item
    is_understood = item in talk.understood or has_understood(state, item)
    times = sum(one.item == item for one in talk.told)
    words = said_back(state.patient.spec, state.world.seed, item, times, is_understood)
    if is_understood and item not in talk.understood:
        talk = replace(talk, understood=(*talk.understood, item))
    talk = replace(talk, said_back_after=len(talk.told))
    said = e.TaughtBack(state.tick, item, words, is_understood)
    return replace(state, consultation=talk), (said,)


ACTS: Final[dict[type[c.Command], Act]] = {
    c.AskHistory: Act(lambda _s, k: one_of(k.item, HISTORY_ITEMS, "question"), _ask),
    c.Explain: Act(
        lambda s, k: one_of(k.item, s.plan.consent_items, "consent item"),
        _explain,
    ),
    c.TeachBack: Act(
        lambda _s, k: one_of(k.item, TAUGHT_BACK, "thing to say back"),
        _teach_back,
    ),
}
