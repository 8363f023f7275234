"""The rubric of a consultation that rightly ends without a needle, on told attempts."""

import pytest

from simulator.scenario.load import Scenario, load
from simulator.scenario.told.chronicle import Told, records
from simulator.scoring.engine import Score, score
from simulator.session.talking import HISTORY_ITEMS

CASE = """
format: scenario/1
id: cold_feet
title: Cold feet
brief: Somebody comes.
rubric: consultation
patient:
  pulses: weak
  abpi: 0.55
  history:
    - {item: clots, answer: Last month., bars: defer}
  sources:
    - {id: feeder, kind: reticular, reflux: 0.9 s, diameter: 1.6 mm, feeds: patch, hidden: false}
"""
LOOKS = ("legs_standing", "legs_lying", "pulses", "abpi", "skin", "infection")
MODEL = (
    *(Told("history_asked", {"item": item}) for item in HISTORY_ITEMS),
    *(Told("examined", {"item": item, "finding": ""}) for item in LOOKS),
    Told("leg_classified", {"ceap": "C1"}),
    Told("suitability_decided", {"decision": "defer"}),
    Told("treatment_declined", {"reason": "contraindication"}),
    Told("risk_explained", {"item": "alternatives"}),
    Told("taught_back", {"item": "alternatives", "answer": "", "is_understood": True}),
    Told("patient_referred_on", {"to": "vascular_clinic"}),
    Told("patient_referred_on", {"to": "gp"}),
    Told("notes_written"),
    Told("attempt_finished"),
)


@pytest.fixture(scope="module")
def case() -> Scenario:
    return load("cold_feet.yaml", CASE.encode())


def judged(case: Scenario, told: tuple[Told, ...]) -> Score:
    return score(case.rubric, records(told, case.plan))


def but(event: str, **wanted: object) -> tuple[Told, ...]:
    """Return the model attempt without one kind of event."""
    return tuple(
        one for one in MODEL
        if one.event != event or any(one.details.get(k) != v for k, v in wanted.items())
    )  # fmt: skip


def test_listening_measuring_and_a_kind_no_earn_everything(case: Scenario) -> None:
    result = judged(case, MODEL)
    assert (result.score, result.passed, result.critical) == (100.0, True, ())


def test_doing_nothing_earns_nothing(case: Scenario) -> None:
    result = judged(case, (Told("attempt_finished"),))
    assert (result.score, result.passed, result.critical) == (0.0, False, ())


@pytest.mark.parametrize(
    ("told", "rule"),
    [
        (but("examined", item="abpi"), "weak-pulse-measured"),
        (but("taught_back"), "heard-back"),
        (but("leg_classified"), "classified"),
        (but("history_asked", item="clots"), "asked-before-deciding"),
        (but("treatment_declined"), "said-no"),
        (but("notes_written"), "written-up"),
    ],
)
def test_what_is_left_out_is_noticed(case: Scenario, told: tuple[Told, ...], rule: str) -> None:
    result = judged(case, told)
    assert rule in result.broken or rule in result.incomplete
    assert result.score < 100.0


@pytest.mark.parametrize(
    ("act", "rule"),
    [
        (Told("suitability_decided", {"decision": "suitable"}), "treated-though-barred"),
        (Told("stocking_fitted"), "compression-without-arteries"),
        (Told("needle_entered"), "no-needle"),
    ],
)
def test_what_must_not_be_done_fails_however_good_the_rest_is(
    case: Scenario, act: Told, rule: str
) -> None:
    result = judged(case, (*MODEL[:-1], act, MODEL[-1]))
    assert rule in result.critical
    assert not result.passed
