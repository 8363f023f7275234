"""The expert where the right answer is no injection; and the two who must never pass."""

import pytest

from simulator.operators.roster import OPERATORS
from simulator.scenario.find import scenario_file
from simulator.scenario.load import Scenario, load
from simulator.scenario.trainees import OPERATORS as NAMES
from tests.operators.plays import edited, play

FACE = load(scenario_file("face_decline"))


def test_every_trainee_can_be_named() -> None:
    assert tuple(OPERATORS) == NAMES


def test_the_expert_looks_at_the_face_and_says_no() -> None:
    attempt = play("expert", FACE)
    assert attempt.score.passed
    assert attempt.score.score == 100.0
    assert attempt.events("needle_entered") == []
    (declined,) = attempt.events("treatment_declined")
    assert declined["reason"] == "facial_veins"
    assert attempt.attempt.state.tick < 5 * 60 * 120


@pytest.mark.parametrize(
    ("item", "decision"), [("pregnancy", "defer"), ("clots", "refer"), ("arterial", "refer")]
)
def test_the_expert_hears_an_answer_that_forbids_it(item: str, decision: str) -> None:
    case = edited((f"{{item: {item}, answer:", f"{{item: {item}, contraindication: true, answer:"))
    attempt = play("expert", case)
    (decided,) = attempt.events("suitability_decided")
    assert decided["decision"] == decision
    assert [e["reason"] for e in attempt.events("treatment_declined")] == ["contraindication"]
    assert attempt.events("needle_entered") == []


@pytest.mark.ci
def test_an_answer_that_was_not_heard_forbids_nothing() -> None:
    case = edited(("{item: clots, answer:", "{item: clots, contraindication: true, answer:"))
    attempt = play("hasty", case)
    assert attempt.events("treatment_declined") == []
    assert attempt.events("injection_started") != []


@pytest.mark.ci
def test_care_in_all_but_the_strength_never_passes() -> None:
    attempt = play("wrong-strength", load(scenario_file("skin_five")))
    assert not attempt.score.passed
    assert attempt.score.critical != ()


@pytest.mark.ci
def test_unsafe_but_fast_leaves_out_every_safeguard() -> None:
    attempt = play("unsafe-but-fast", small())
    for event in ("history_asked", "consent_taken", "probe_placed", "kit_checked", "skin_wiped",
                  "swab_placed", "stocking_fitted", "advice_given"):  # fmt: skip
        assert attempt.events(event) == [], event
    assert any(e["after_sign_ms"] > 3000 for e in attempt.events("injection_ended"))


@pytest.mark.ci
def test_wrong_strength_is_careful_in_everything_else() -> None:
    attempt = play("wrong-strength", small())
    assert {e["strength_ppm"] for e in attempt.events("injection_ended")} == {30_000}
    assert {e["drug"] for e in attempt.events("injection_ended")} == {"polidocanol"}
    assert len(attempt.events("swab_placed")) == len(attempt.events("needle_withdrawn"))
    assert all(e["duration_ms"] >= 5000 for e in attempt.events("injection_ended"))


def small() -> Scenario:
    """Return a case with few threads, so that it is soon played."""
    return edited(("threads: 6", "threads: 2"))
