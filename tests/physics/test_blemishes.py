"""Matting and ulcers go the way a clinician would expect, with the same dice."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.base.seeds import Seeds
from simulator.physics import blemishes as b

GOOD = b.Push(100, "thread-1", mmhg=25.0, dose=1.0, blanch_cm=1.2, volume_ul=60.0)
PERSON = b.Person()


def exponent(push: b.Push = GOOD, reflux: float = 0.0, person: b.Person = PERSON) -> float:
    return sum(part.adds for part in b.matting_parts([push] * 5, reflux, person))


def test_good_pushes_into_a_quiet_leg_add_nothing() -> None:
    assert exponent() == 0.0


@pytest.mark.parametrize(
    ("worse", "how"),
    [
        ("an open source", {"reflux": 0.75}),
        ("too strong", {"push": replace(GOOD, dose=2.0)}),
        ("too hard", {"push": replace(GOOD, mmhg=80.0)}),
        ("too wide", {"push": replace(GOOD, blanch_cm=3.5)}),
        ("overweight", {"person": b.Person(is_overweight=True)}),
        ("hormones", {"person": b.Person(takes_hormones=True)}),
        ("inner knee", {"person": b.Person(is_inner_knee=True)}),
    ],
)
def test_what_a_clinician_would_call_worse_mats_more(worse: str, how: dict) -> None:
    assert exponent(**how) > 0.2, worse


def test_an_open_source_weighs_more_than_everything_about_her() -> None:
    everything = b.Person(is_overweight=True, takes_hormones=True, is_inner_knee=True)
    assert exponent(reflux=1.0) > exponent(person=everything)


def test_matting_is_as_common_as_its_rate_says() -> None:
    parts = b.matting_parts([GOOD], 1.0, PERSON)
    found = sum(b.is_matted(parts, Seeds(seed)) for seed in range(1500)) / 1500
    assert found == pytest.approx(0.185, abs=0.03)  # 1 - exp(-0.025 exp(2.1))


def test_who_mats_also_mats_when_more_is_done_wrong() -> None:
    good, bad = b.matting_parts([GOOD], 0.0, PERSON), b.matting_parts([GOOD], 1.0, PERSON)
    for seed in range(300):
        assert b.is_matted(bad, Seeds(seed)) >= b.is_matted(good, Seeds(seed))


def test_a_part_names_the_push_that_added_most() -> None:
    pushes = [replace(GOOD, tick=n, mmhg=40.0 + 5 * n) for n in (1, 4, 2)]
    parts = {part.what: part.tick for part in b.matting_parts(pushes, 0.0, PERSON)}
    assert parts["pushed_too_hard"] == 4
    assert parts["too_strong"] == -1


def test_an_arteriole_that_is_taped_over_is_worse_than_one_left_alone() -> None:
    white = replace(GOOD, is_white=True)
    assert b.ulcer_chance(white) == pytest.approx(0.6)
    assert b.ulcer_chance(replace(white, is_taped=True)) == 1.0
    assert b.ulcer_chance(replace(white, is_eased=True)) == pytest.approx(0.3)
    eased_and_taped = replace(white, is_taped=True, is_eased=True)
    assert b.ulcer_chance(white) < b.ulcer_chance(eased_and_taped) < 1.0
    assert b.ulcer_chance(replace(white, volume_ul=5.0)) < 1e-3, "a trickle is no injection"


@given(st.floats(0, 200), st.floats(0, 10), st.floats(0, 60), st.floats(0, 3))
def test_pushing_harder_or_stronger_never_makes_an_ulcer_less_likely(
    mmhg: float, more_mmhg: float, dose: float, more_dose: float
) -> None:
    soft = replace(GOOD, mmhg=mmhg, dose=dose)
    hard = replace(GOOD, mmhg=mmhg + more_mmhg, dose=dose + more_dose)
    assert 0.0 < b.ulcer_chance(soft) <= b.ulcer_chance(hard) <= 1.0


def test_an_ulcer_is_very_rare_in_good_hands() -> None:
    assert b.ulcer_chance(GOOD) * 120 < 0.002


def test_a_push_that_is_added_leaves_the_dice_of_the_others() -> None:
    white = replace(GOOD, is_white=True)
    for seed in range(50):
        few = b.ulcerating([white, white], Seeds(seed))
        more = b.ulcerating([white, white, white], Seeds(seed))
        assert more[: len(few)] == few


def test_the_labels_are_those_of_the_outcome_table() -> None:
    pleased = [b.judgement(u) for u in (0.76, 0.75, 0.60, 0.59)]
    assert pleased == ["excellent", "very_pleased", "very_pleased", "unsuccessful"]
    assert b.satisfaction(0.9, True, True, False) == pytest.approx(0.35)
    assert b.satisfaction(0.9, False, False, True) == pytest.approx(0.30)
