"""What her body does by itself, and what is done about it: laws first, then each reaction."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.base.units import ticks
from simulator.session import chances, reacting, responses, signs
from simulator.session import commands as c
from simulator.session import events as e
from simulator.session.corridor import advance, obey, refusal, step
from simulator.session.responses import UNWELL, Sign
from simulator.session.state import Puncture, State, state_digest
from tests.laws.random_play import first_state, played, plays

CAUSES = {"injection_ended", "needle_entered", "posture_changed", "patient_walked"}
KINDS = {
    "hives": {"allergy": "hives"},
    "anaphylaxis": {"allergy": "anaphylaxis"},
    "faint": {"faint": "yes"},
    "visual_disturbance": {"visual": "yes"},
}


def her(state: State | None = None, seed: int = 5, **spec: object) -> State:
    """Return the shared case with another person in it; the veins are the same."""
    state = state or first_state()
    patient = replace(state.patient, spec=replace(state.patient.spec, **spec))
    return replace(state, world=replace(state.world, patient=patient, seed=seed))


def after_push(state: State, given_ul: float = 300.0, air_ul: float = 0.0) -> State:
    """Return `state` as if a push had just ended: the cause of whatever drug can bring."""
    hole = Puncture(20_000, 12_000, state.tick, state.day, "thread-1", given_ul, withdrawn_tick=0)
    treatment = replace(
        state.treatment,
        given_ul=given_ul,
        air_ul=air_ul,
        punctures=(hole,),
        is_kit_checked=True,
    )
    ended = e.InjectionEnded(
        state.tick, state.tick, 0, "thread-1", "", 300_000, 0, 7000, 2000, 12_000,
        "polidocanol", 5000, 300_000, 0, 0,
    )  # fmt: skip
    state, _ = reacting.caused(replace(state, treatment=treatment), [ended])
    return state


def pricked(state: State) -> State:
    entered = e.NeedleEntered(state.tick, 0, 20_000, 12_000, 200, True, False)
    return reacting.caused(state, [entered])[0]


def shown(state: State) -> list[str]:
    return [sign.name for sign in state.treatment.shown]


def ill(kind: str, seed: int = 5) -> State:
    """Return a state in which `kind` has just shown."""
    state = her(seed=seed, **KINDS[kind])
    state = pricked(state) if kind == "faint" else after_push(state)
    for _ in range(4):
        due = reacting.react_due(state)
        assert due is not None
        state, _ = advance(state, due + 1)
        if kind in shown(state):
            return replace(state, treatment=replace(state.treatment, is_kit_checked=True))
    raise AssertionError(f"{kind} never showed")


# --- laws ---------------------------------------------------------------------------------
@settings(max_examples=10)
@given(st.sampled_from(sorted(KINDS)), st.integers(0, 10_000), st.integers(1, 120))
def test_time_skipped_is_time_stepped_while_something_is_due(kind, seed, before):
    state = her(seed=seed, **KINDS[kind])
    state = pricked(state) if kind == "faint" else after_push(state)
    due = reacting.react_due(state)
    state, _ = advance(state, due - before)
    until = due + 60
    skipped, said = advance(state, until)
    told = []
    while state.tick < until:
        state, now = step(state)
        told += now
    assert told == list(said)
    assert [event.sign for event in told if isinstance(event, e.WarningShown)]
    assert state_digest(state) == state_digest(skipped)


@settings(max_examples=10)
@given(plays(6), st.sampled_from(sorted(KINDS)))
def test_nobody_is_unwell_without_a_cause(play, kind):
    attempt, _ = played(play, her(**KINDS[kind]))
    for k, event in enumerate(attempt.events):
        if event["ev"] == "warning_shown" and event["sign"] in UNWELL:
            assert CAUSES & {earlier["ev"] for earlier in attempt.events[:k]}


@given(st.integers(0, 2**31), st.integers(0, 400), st.sampled_from(UNWELL))
def test_the_dice_depend_on_seed_day_and_sign_alone(seed, day, sign):
    assert chances.thrown(seed, day, sign) == chances.thrown(seed, day, sign)
    dice = chances.thrown(seed, day, sign)
    low, high = chances.ONSET_S[sign]
    assert ticks(low) <= chances.onset_ticks(sign, dice) <= ticks(high)


@given(st.floats(0, 12_000), st.floats(0, 5000), st.floats(0, 500), st.floats(0, 200))
def test_more_drug_or_air_never_makes_a_reaction_rarer(ul, more_ul, air, more_air):
    for sign in ("hives", "anaphylaxis"):
        assert chances.allergy_chance(sign, ul) <= chances.allergy_chance(sign, ul + more_ul)
    assert chances.visual_chance(ul, air) <= chances.visual_chance(ul + more_ul, air + more_air)


@given(st.sampled_from(sorted(chances.FAINT)), st.booleans(), st.booleans())
def test_lying_and_a_calm_word_never_make_a_faint_likelier(fear, is_needle, is_lying):
    how = {"is_needle": is_needle, "is_lying": is_lying}
    calm = chances.faint_chance(fear, is_reassured=True, **how)
    assert calm <= chances.faint_chance(fear, is_reassured=False, **how)
    lying = chances.faint_chance(fear, is_needle=True, is_lying=True, is_reassured=False)
    assert lying <= chances.faint_chance(fear, is_needle=True, is_lying=False, is_reassured=False)


@settings(max_examples=15)
@given(
    st.lists(st.sampled_from(responses.SIGNS), max_size=4),
    st.lists(st.sampled_from(responses.ACTIONS), min_size=1, max_size=8),
)
def test_an_answer_never_brings_a_sign(names, actions):
    state = after_push(her(allergy="none", faint="no", visual="no"))
    for name in names:
        state, _ = signs.shown(state, [name], -1 if name in UNWELL else 0)
    for action in actions:
        assert refusal(state, c.Respond(action)) is None
        state, said = obey(state, c.Respond(action))
        assert not [event for event in said if isinstance(event, e.WarningShown)]
    assert [name for name, _ in state.treatment.signs] == list(dict.fromkeys(names))


@pytest.mark.parametrize(
    ("sign", "chance", "low", "high"),
    [
        # exact 95 % intervals of 7 in 11,000, 19 in 6,739 and 1 in 5,434
        ("hives", chances.allergy_chance("hives", 1500.0), 2.6e-4, 1.31e-3),
        ("visual_disturbance", chances.visual_chance(1500.0, 60.0), 1.7e-3, 4.4e-3),
        ("visual_disturbance", chances.visual_chance(1500.0, 0.0), 4.7e-6, 1.03e-3),
    ],
)
def test_over_many_seeds_what_is_rare_is_as_rare_as_published(sign, chance, low, high):
    seeds = 12_000
    happened = sum(chances.thrown(seed, 0, sign).happens < chance for seed in range(seeds))
    assert low <= happened / seeds <= high


# --- the table ----------------------------------------------------------------------------
def test_every_sign_has_right_and_wrong_answers_and_every_answer_is_right_somewhere():
    assert set(responses.HANDLING) == set(responses.SIGNS)
    for handling in responses.HANDLING.values():
        assert handling.right
        assert handling.wrong
        assert not set(handling.right) & set(handling.wrong)
        assert {*handling.right, *handling.wrong} <= set(responses.ACTIONS)
    every = {action for handling in responses.HANDLING.values() for action in handling.right}
    assert every == set(responses.ACTIONS)


def test_the_documentation_holds_the_present_answers():
    text = (Path(__file__).parents[2] / "docs" / "treatment.md").read_text("utf-8")
    assert responses.table() in text, "print simulator.session.responses.table() into it"


def test_an_answer_goes_to_the_newest_sign_that_it_fits():
    two = (Sign("hives", -1, 5, 0), Sign("wheal", 0, 9, 0))
    assert responses.answered_by(two, 0, "antihistamine") == 0
    assert responses.answered_by(two, 0, "stop_and_press") == 1
    assert responses.answered_by(two, 0, "adrenaline") == 1
    assert responses.answered_by(two, 1, "observe") == -1
    assert responses.is_wrong("", "adrenaline")


def test_a_white_island_is_eased_by_two_remedies_and_not_by_one():
    state, _ = signs.shown(after_push(her()), ["porcelain"], 0)
    state, _ = obey(state, c.Respond("warm"))
    assert responses.eased(state.treatment.shown) == frozenset()
    state, _ = obey(state, c.Respond("massage"))
    assert responses.eased(state.treatment.shown) == {0}


# --- anaphylaxis --------------------------------------------------------------------------
def test_hives_come_first_and_without_adrenaline_she_collapses_at_the_limit_of_the_pack():
    state = ill("anaphylaxis")
    assert shown(state) == ["hives", "anaphylaxis"]
    limit = ticks(state.plan.adrenaline_within_s)
    _, early = advance(state, state.tick + limit - 10)
    _, late = advance(state, state.tick + limit + 10)
    assert not [event for event in early if isinstance(event, e.PatientCollapsed)]
    assert [event.is_at_home for event in late if isinstance(event, e.PatientCollapsed)] == [False]


def test_adrenaline_in_time_brings_her_back():
    state = ill("anaphylaxis")
    state, said = obey(state, c.Respond("adrenaline"))
    (answer,) = said
    assert (answer.sign, answer.is_right, answer.is_wrong) == ("anaphylaxis", True, False)
    state, said = advance(state, state.tick + ticks(500.0))
    assert not [event for event in said if isinstance(event, e.PatientCollapsed)]
    assert "anaphylaxis" in [x.sign for x in said if isinstance(x, e.PatientRecovered)]


@pytest.mark.parametrize("leave", [c.FinishAttempt(), c.PassDays(7)])
def test_who_is_sent_home_before_it_shows_collapses_there(leave):
    state = after_push(her(allergy="anaphylaxis"))
    _, said = obey(state, leave)
    assert [event.is_at_home for event in said if isinstance(event, e.PatientCollapsed)] == [True]


def test_an_ambulance_takes_over():
    state = ill("anaphylaxis")
    state, _ = obey(state, c.Respond("ambulance"))
    _, said = obey(state, c.FinishAttempt())
    assert not [event for event in said if isinstance(event, e.PatientCollapsed)]


def test_a_walk_is_cut_short_by_what_shows_and_she_does_not_walk_on_unwell():
    state = after_push(her(allergy="anaphylaxis"))
    state, said = obey(state, c.Walk(20))
    (walked,) = [event for event in said if isinstance(event, e.PatientWalked)]
    assert walked.minutes < 20
    assert shown(state) == ["hives"]
    state, _ = obey(state, c.Walk(20))
    assert shown(state) == ["hives", "anaphylaxis"]
    assert "not well" in (refusal(state, c.Walk(20)) or "")


def test_to_stay_passes_minutes_until_something_happens():
    state = after_push(her(allergy="anaphylaxis"))
    for expected in (["hives"], ["hives", "anaphylaxis"]):
        state, (stayed, *_) = obey(state, c.Stay(30))
        assert isinstance(stayed, e.PatientObserved)
        assert stayed.minutes < 30
        assert shown(state) == expected
    _, said = obey(state, c.Stay(30))  # and nobody gave adrenaline
    assert said[0].minutes == 3
    assert [event.is_at_home for event in said if isinstance(event, e.PatientCollapsed)] == [False]
    treated, _ = obey(state, c.Respond("adrenaline"))
    _, said = obey(treated, c.Stay(30))
    passed = [event.sign for event in said if isinstance(event, e.PatientRecovered)]
    assert passed == ["anaphylaxis"]


# --- the faint ----------------------------------------------------------------------------
def test_a_faint_fells_who_sits_and_nobody_who_lies():
    state = ill("faint")
    _, said = advance(state, state.tick + ticks(10.0))
    assert [event.posture for event in said if isinstance(event, e.PatientFell)] == ["sitting"]
    lying, _ = obey(state, c.Respond("lie_flat"))
    assert lying.posture == "lying"
    _, said = advance(lying, lying.tick + ticks(90.0))
    assert [type(event).__name__ for event in said] == ["PatientRecovered"]


def test_legs_up_bring_her_round_sooner():
    flat, _ = obey(ill("faint"), c.Respond("lie_flat"))
    raised, _ = obey(flat, c.Respond("raise_legs"))
    assert reacting.react_due(raised) <= raised.tick + reacting.LEGS_UP_TICKS
    assert reacting.react_due(raised) < reacting.react_due(flat)


def test_most_who_fear_needles_faint_upright_and_few_lying_and_talked_to():
    def share(posture: str, is_calm: bool) -> float:
        state = replace(her(needle_fear="phobic"), posture=posture)
        if is_calm:
            state, _ = obey(state, c.Reassure())
        fainted = (pricked(her(state, seed=seed)).reactions.begun for seed in range(200))
        return sum("faint" in begun for begun in fainted) / 200

    assert share("standing", False) > 0.9
    assert share("lying", True) < 0.2


def test_a_day_later_nothing_is_pending():
    state, _ = obey(after_push(her(visual="yes")), c.PassDays(1))
    assert reacting.react_due(state) is None


# --- the dose and the label ---------------------------------------------------------------
def test_the_dose_is_the_smaller_of_the_session_and_what_she_weighs():
    def cap_ul(drug: str, ppm: int, kg: int) -> int:
        state, _ = obey(her(weight_kg=kg), c.FillSyringe(drug, ppm, 2_000_000))
        _, (checked,) = obey(state, c.CheckDose())
        return checked.cap_ul

    assert cap_ul("polidocanol", 5000, 65) == 10_000
    assert cap_ul("polidocanol", 30_000, 60) == 4000  # 2 mg/kg at 30 mg/ml
    assert cap_ul("STS", 30_000, 60) == 10_000


def test_a_label_is_for_what_is_in_the_syringe_now():
    fill = c.FillSyringe("polidocanol", 5000, 2_000_000)
    state, _ = obey(her(), fill)
    state, (labelled,) = obey(state, c.LabelSyringe())
    assert (labelled.drug, labelled.strength_ppm) == ("polidocanol", 5000)
    state, _ = obey(state, fill)
    assert not state.treatment.syringe.is_labelled
