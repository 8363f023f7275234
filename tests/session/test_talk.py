"""The talk: answers in own words, and what is understood of what was told."""

from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.anatomy.spec import HistoryItem, PatientSpec
from simulator.base.units import TICKS_PER_SECOND
from simulator.session import commands as c
from simulator.session.aftercaring import ADVICE
from simulator.session.attempt import Attempt
from simulator.session.corridor import begin
from simulator.session.patient_words import answer, said_back, voice
from simulator.session.plan import Plan
from simulator.session.state import State, state_digest
from simulator.session.talking import (
    AT_ONCE,
    HISTORY_ITEMS,
    TAUGHT_BACK,
    grasp_permille,
)
from simulator.session.words_table import HISTORY, VOICES

CONSENT = Plan().consent_items


@lru_cache(maxsize=1)
def grown() -> State:
    return begin(Plan(patient=PatientSpec(threads=1), seed=5))


def first(seed: int = 5) -> State:
    """Return the first state of one leg whose owner has the dice of `seed`."""
    return replace(grown(), world=replace(grown().world, seed=seed))


def attempt(seed: int = 5) -> Attempt:
    return Attempt(first(seed), lambda _record: None)


def do(played: Attempt, *commands: c.Command) -> None:
    for command in commands:
        assert played.do(command) is None


def events(played: Attempt, kind: str) -> list[dict]:
    return [event for event in played.events if event["ev"] == kind]


def told(played: Attempt, items: list[str], wait_s: float = 3.0) -> None:
    for item in items:
        do(played, c.Explain(item))
        played.pass_ticks(round(wait_s * TICKS_PER_SECOND))


# --- answers ----------------------------------------------------------------------------
@given(st.permutations(HISTORY_ITEMS))
@settings(max_examples=20, deadline=None)
def test_the_order_of_questions_changes_no_answer(order: list[str]) -> None:
    asked, usual = attempt(), attempt()
    do(asked, *(c.AskHistory(item) for item in order))
    do(usual, *(c.AskHistory(item) for item in HISTORY_ITEMS))
    said = {e["item"]: e["answer"] for e in events(asked, "history_asked")}
    assert said == {e["item"]: e["answer"] for e in events(usual, "history_asked")}


@given(
    st.lists(
        st.sampled_from(
            [
                c.AskHistory("allergy"),
                c.Explain("staining"),
                c.TeachBack("staining"),
                c.Examine("abpi"),
                c.Classify("C1"),
                c.TeachBack("clot_and_vision"),
            ]
        ),
        max_size=12,
    )
)
@settings(max_examples=30, deadline=None)
def test_talking_and_examining_change_nothing_but_the_talk(commands: list[c.Command]) -> None:
    played = attempt()
    do(played, *commands)
    quiet = replace(played.state, consultation=grown().consultation)
    assert state_digest(quiet) == state_digest(grown())


def test_every_question_is_answered_in_every_voice_and_situation() -> None:
    assert set(HISTORY) == set(HISTORY_ITEMS)
    for item, situations in HISTORY.items():
        assert "usual" in situations, item
        for said in situations.values():
            assert tuple(said) == VOICES
            assert len(set(said.values())) == len(VOICES)


def test_patients_speak_in_their_own_voices() -> None:
    heard = {voice(seed) for seed in range(40)}
    assert heard == set(VOICES)
    assert {answer(PatientSpec(), seed, "allergy").answer for seed in range(40)} == set(
        HISTORY["allergy"]["usual"].values()
    )


def test_the_words_of_the_case_win() -> None:
    own = HistoryItem("clots", "In the lung.", "absolute")
    assert answer(PatientSpec(history=(own,)), 3, "clots") == own
    assert answer(PatientSpec(words="My legs."), 3, "reason").answer == "My legs."


@pytest.mark.parametrize("seed", range(8))
def test_usual_answers_do_not_contradict_what_is_true(seed: int) -> None:
    heavy = PatientSpec(is_overweight=True, takes_hormones=True, pulses="absent", abpi=0.5)
    for item, situation in (("weight", "overweight"), ("medicines", "hormones"),
                            ("arterial", "narrowed"), ("mobility", "narrowed")):  # fmt: skip
        assert answer(heavy, seed, item).answer == HISTORY[item][situation][voice(seed)]
    man = replace(heavy, name="Mr D. Okafor", age_years=70)
    assert answer(man, seed, "pregnancy").answer == HISTORY["pregnancy"]["man"][voice(seed)]


def test_where_it_is_is_said_as_a_patient_says_it() -> None:
    brisk = next(seed for seed in range(40) if voice(seed) == "brisk")
    spoken = {site: answer(PatientSpec(site=site), brisk, "reason").answer
              for site in ("lateral thigh", "medial ankle", "beside the nose")}  # fmt: skip
    assert spoken["lateral thigh"] == "The veins. There, on the thigh."
    assert spoken["medial ankle"] == "The veins. There, on the ankle."
    assert spoken["beside the nose"] == "The veins. There, beside the nose."


# --- what is understood -----------------------------------------------------------------
def test_everything_that_can_be_explained_or_advised_can_be_said_back() -> None:
    assert set(TAUGHT_BACK) == {*CONSENT, *ADVICE}


@given(st.lists(st.sampled_from(TAUGHT_BACK), max_size=6), st.lists(st.sampled_from(CONSENT)))
@settings(max_examples=40, deadline=None)
def test_what_nobody_told_is_never_understood(asked: list[str], explained: list[str]) -> None:
    played = attempt()
    told(played, explained)
    for item in asked:
        do(played, c.TeachBack(item))
    for said in events(played, "taught_back"):
        assert said["item"] in explained or not said["is_understood"]
    assert set(played.state.consultation.understood) <= set(explained)


@given(
    st.integers(1, 40),
    st.integers(0, 1000),
    st.integers(1, 6),
    st.sampled_from(["careful", "ordinary", "careless"]),
)
def test_more_in_a_row_and_less_time_never_help_and_telling_again_never_hurts(
    row: int, given_ticks: int, times: int, who: str
) -> None:
    grasp = grasp_permille(row, given_ticks, times, who)
    assert 0 <= grasp <= 1000
    assert grasp_permille(row + 1, given_ticks, times, who) <= grasp
    assert grasp_permille(row, given_ticks + 10, times, who) >= grasp
    assert grasp_permille(row, given_ticks, times + 1, who) >= grasp
    assert grasp_permille(row, given_ticks, 6, who) == 1000


def understood(seed: int, portion: int, wait_s: float = 3.0) -> float:
    """Return the share of the consent items that come back right, the first time they are told."""
    played = attempt(seed)
    for start in range(0, len(CONSENT), portion):
        told(played, list(CONSENT[start : start + portion]), wait_s)
        for item in CONSENT[start : start + portion]:
            do(played, c.TeachBack(item))
    right = [e["is_understood"] for e in events(played, "taught_back")]
    return sum(right) / len(right)


def test_who_is_told_everything_at_once_keeps_less_of_it() -> None:
    seeds = range(20)
    portions = [understood(seed, AT_ONCE) for seed in seeds]
    at_once = [understood(seed, len(CONSENT)) for seed in seeds]
    hurried = [understood(seed, AT_ONCE, 0.0) for seed in seeds]
    assert sum(portions) / len(portions) > 0.75
    assert sum(at_once) < 0.75 * sum(portions)
    assert sum(hurried) < 0.75 * sum(portions)


def test_asking_twice_brings_the_same_answer_and_telling_again_mends_it() -> None:
    wrong = None
    for seed in range(12):
        played = attempt(seed)
        told(played, list(CONSENT))
        for item in CONSENT:
            do(played, c.TeachBack(item), c.TeachBack(item))
        answers = events(played, "taught_back")
        for one, again in zip(answers[::2], answers[1::2], strict=True):
            assert (one["answer"], one["is_understood"]) == (
                again["answer"],
                again["is_understood"],
            )
        wrong = next((e["item"] for e in answers if not e["is_understood"]), wrong)
        if wrong is None:
            continue
        for _ in range(4):
            told(played, [wrong])
            do(played, c.TeachBack(wrong))
        assert wrong in played.state.consultation.understood
        assert events(played, "taught_back")[-1]["is_understood"]
        break
    assert wrong is not None


def test_saying_back_and_another_day_begin_a_new_row() -> None:
    played = attempt()
    told(played, list(CONSENT[:3]))
    do(played, c.TeachBack(CONSENT[0]))
    told(played, list(CONSENT[3:5]))
    do(played, c.PassDays(1))
    told(played, list(CONSENT[5:7]))
    rows = [e["in_a_row"] for e in events(played, "risk_explained")]
    assert rows == [1, 2, 3, 1, 2, 1, 2]


def test_advice_can_be_said_back_too_and_consent_counts_what_was_understood() -> None:
    played = attempt()
    do(played, c.DecideSuitability("suitable"), c.Advise("walking"))
    played.pass_ticks(400)
    for _ in range(6):
        told(played, ["staining"])
        do(played, c.TeachBack("staining"), c.TeachBack("walking"), c.Advise("walking"))
        played.pass_ticks(400)
    do(played, c.TakeConsent())
    assert {"staining", "walking"} <= set(played.state.consultation.understood)
    (signed,) = events(played, "consent_taken")
    assert (signed["items_explained"], signed["items_understood"]) == (1, 1)


def test_a_voice_has_more_than_one_wrong_answer_over_the_times_it_is_told() -> None:
    said = [said_back(PatientSpec(), 3, "stockings", times, False) for times in (1, 2, 3)]
    assert all(one != other for one, other in pairwise(said))


def test_who_fears_the_needle_sounds_like_it() -> None:
    phobic = PatientSpec(needle_fear="phobic")
    for seed in range(8):
        assert answer(phobic, seed, "allergy").answer == HISTORY["allergy"]["usual"]["anxious"]


def test_a_careless_patient_takes_in_less_and_a_careful_one_more() -> None:
    def right(diligence: str) -> float:
        total = 0
        for seed in range(20):
            start = first(seed)
            patient = replace(start.patient, spec=PatientSpec(threads=1, diligence=diligence))
            world = replace(start.world, patient=patient)
            played = Attempt(replace(start, world=world), lambda _record: None)
            for item in CONSENT:
                told(played, [item])
                do(played, c.TeachBack(item))
            total += len(played.state.consultation.understood)
        return total / (20 * len(CONSENT))

    careless, ordinary, careful = map(right, ("careless", "ordinary", "careful"))
    assert careless < ordinary < careful
    assert careless > 0.6
