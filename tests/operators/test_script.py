"""A script is acted out by looking; what fails is told with its line and the rest goes on."""

import pytest

from simulator.operators.hand import Hand
from simulator.operators.script import ACTING, follow, read_script
from simulator.scenario.acts import ACTS
from simulator.scenario.find import scenarios_folder
from simulator.scenario.load import load
from simulator.scoring.engine import score
from simulator.session.attempt import Attempt, start
from tests.cli.playing import CASE
from tests.operators.plays import case

HEAD = "format: attempt/1\ndo:\n"
SMALL = load(CASE)
READY = """\
  - posture: lying
  - fill syringe: {drug: polidocanol, strength: 0.5 %, volume: 1 ml}
  - take needle
  - stretch skin
"""


def acted(body: str) -> tuple[Attempt, list[str]]:
    """Return the attempt that the acts in `body` make of the small case, and what was told."""
    attempt = start(SMALL.plan, SMALL.plan.seed, lambda _record: None)
    script = read_script("a.yaml", SMALL, (HEAD + body).encode())
    return attempt, [str(complaint) for complaint in follow(script, Hand(attempt))]


def kinds(attempt: Attempt) -> list[str]:
    return [event["ev"] for event in attempt.events]


def test_every_act_of_the_grammar_can_be_done() -> None:
    assert set(ACTING) == set(ACTS.values())


@pytest.mark.ci
def test_the_careful_attempt_passes() -> None:
    attempt = start(case().plan, case().plan.seed, lambda _record: None)
    path = scenarios_folder() / "attempts" / "hidden_feeder_careful.attempt.yaml"
    told = follow(read_script(path, case()), Hand(attempt))
    result = score(case().rubric, attempt.events)
    assert told == []
    assert result.passed
    assert result.critical == ()
    found = [e for e in attempt.events if e["ev"] == "vein_marked" and e["finding"] == "refluxing"]
    assert [mark["evidence"] for mark in found] == ["measured", "measured"]


def test_a_volume_goes_in_evenly_over_its_time() -> None:
    inject = "  - inject: {thread: thread-2, volume: 0.006 ml, over: 2 s}\n  - finish\n"
    attempt, told = acted(READY + inject)
    (push,) = [event for event in attempt.events if event["ev"] == "injection_ended"]
    assert told == []
    assert abs(push["volume_nl"] - 6000) < 600
    assert abs(push["duration_ms"] - 2000) <= 400
    assert kinds(attempt)[-1] == "attempt_finished"
    assert kinds(attempt).count("swab_taped") == 1


def test_a_needle_that_only_dimples_the_skin_is_taken_away_again() -> None:
    inject = "  - inject: {thread: thread-1, depth: 0.05 mm, volume: 0.01 ml, over: 2 s}\n"
    attempt, told = acted(READY.replace("  - stretch skin\n", "") + inject + "  - finish\n")
    assert kinds(attempt)[-1] == "attempt_finished"
    assert "needle_entered" not in kinds(attempt)
    assert any("not given way" in complaint for complaint in told)


def test_slack_skin_is_pushed_until_it_gives() -> None:
    body = "".join(
        f"  - inject: {{thread: thread-{n}, volume: 0.001 ml, over: 1 s, then: nothing}}\n"
        for n in (1, 2, 3)
    )
    attempt, _ = acted(READY.replace("  - stretch skin\n", "") + body + "  - finish\n")
    assert kinds(attempt).count("needle_entered") == 3
    assert kinds(attempt)[-1] == "attempt_finished"


def test_places_on_a_thread_are_different_places() -> None:
    body = "".join(
        f"  - inject: {{thread: thread-1, at: {at}, volume: 0.001 ml, over: 0.2 s}}\n"
        for at in ("feeding arm", "middle", "tip")
    )
    attempt, _ = acted(READY + body + "  - finish\n")
    holes = [(e["x_um"], e["y_um"]) for e in attempt.events if e["ev"] == "needle_entered"]
    assert len(set(holes)) == 3


def test_a_vein_that_is_not_there_is_told_and_the_attempt_goes_on() -> None:
    attempt, told = acted(
        "  - posture: standing\n  - scan: {vein: feeder, height: 200 mm}\n"
        "  - refer: {vein: feeder, method: foam}\n  - ask: allergy\n  - lift probe\n  - finish\n"
    )
    assert told[0].startswith("a.yaml:4:5: warning A100: 'feeder' was not found within 60 mm")
    assert told[1].startswith("a.yaml:5:5: warning A100: 'feeder' was never marked")
    assert "history_asked" in kinds(attempt)
    assert attempt.state.is_finished


def test_a_refused_act_is_told_once_with_its_line_and_reason() -> None:
    attempt, told = acted(
        "  - consent\n  - squeeze and release\n  - inject: {thread: thread-1}\n  - finish\n"
    )
    assert told[0] == (
        "a.yaml:3:5: warning A100: "
        "Decide that treatment is suitable before asking for consent to it."
    )
    assert [line.split(": ", 2)[0] for line in told] == ["a.yaml:3:5", "a.yaml:5:5"]
    assert "Take a needle first" in told[1]
    assert attempt.state.is_finished


def test_an_empty_syringe_is_told_with_what_went_in() -> None:
    body = READY.replace("volume: 1 ml", "volume: 0.1 ml")
    push = (
        "  - inject: {thread: thread-2, depth: 0.3 mm, angle: 30 deg, volume: 0.3 ml, over: 1 s}\n"
    )
    attempt, told = acted(body + push + "  - finish\n")
    assert len(told) == 1
    assert "of 0.30 ml" in told[0]
    assert attempt.state.treatment.needle.puncture < 0


def test_a_script_without_an_end_is_ended_and_scored() -> None:
    attempt, told = acted("  - ask: allergy\n")
    assert told == [
        "a.yaml:3:5: warning A100: the script ends without 'finish'; the attempt is finished here"
    ]
    assert attempt.state.is_finished
    assert score(SMALL.rubric, attempt.events).score == 60.0


def test_acts_after_the_end_are_told_and_not_done() -> None:
    attempt, told = acted("  - finish\n  - ask: allergy\n  - consent\n")
    assert told == [
        "a.yaml:4:5: warning A100: the attempt is finished; this and what follows is not done"
    ]
    assert "history_asked" not in kinds(attempt)
