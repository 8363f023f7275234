"""The search over a whole case: the shipped one can be passed, and its heart not be skipped."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from simulator.scenario.find import case_name, shipped
from simulator.scenario.linting.deep_lint import achievable, possible_in, told_event
from simulator.scenario.load import lint, load
from simulator.scenario.vocabulary import details, world_of
from simulator.scoring.achieve import Achievable
from simulator.scoring.engine import score
from simulator.scoring.rubric import Condition, Moment, Rule
from simulator.session.events import EVENTS
from tests.cli.playing import CASE, said

CASES = {path.name: load(path) for path in shipped()}
# The search over a whole rubric takes seconds; the first cases are searched every time.
ALWAYS = ("face_decline", "hidden_feeder", "leg_hidden_aasv")


def tiered(path: Path) -> Any:
    """Return a case as a parameter: with every run, or on demand."""
    marks = [] if case_name(path) in ALWAYS else [pytest.mark.long]
    return pytest.param(path, marks=marks, id=path.name)


EVERY_CASE = pytest.mark.parametrize("path", [tiered(path) for path in shipped()])


@EVERY_CASE
def test_a_shipped_case_can_be_passed_with_everything_kept(path: Path) -> None:
    case = CASES[path.name]
    answer = achievable(case.rubric, case.plan).answer
    assert answer.attempt is not None
    assert not answer.given_up
    assert score(case.rubric, answer.attempt.events).score == 100


@EVERY_CASE
def test_nothing_is_to_be_said_about_a_shipped_case_even_after_a_search(path: Path) -> None:
    assert lint(path, is_deep=True) == []


def test_the_shortened_attempt_passes_and_has_no_act_to_spare() -> None:
    case = CASES["hidden_feeder.scenario.yaml"]
    search = achievable(case.rubric, case.plan)
    assert search.answer.attempt is not None
    short = search.shortened(search.answer.attempt)
    assert score(case.rubric, short.events).passed
    assert len(short.events) <= len(search.answer.attempt.events)
    assert not [e for e in short.events if e["ev"] == "warning_shown"]


def test_without_its_heart_the_case_can_be_passed_blindly() -> None:
    case = CASES["hidden_feeder.scenario.yaml"]
    eased = tuple(
        replace(rule, critical="", is_required=False, points=0) for rule in case.rubric.rules
        if rule.domain in ("scan", "plan")
    )  # fmt: skip
    kept = tuple(rule for rule in case.rubric.rules if rule.domain not in ("scan", "plan"))
    search = achievable(replace(case.rubric, rules=(*kept, *eased)), case.plan)
    found = search.passing_without(lambda event: event.get("vein") == "aasv")
    assert found is not None
    assert found.score.passed
    whole = achievable(case.rubric, case.plan)
    assert whole.passing_without(lambda event: event.get("vein") == "aasv") is None


def test_a_veto_against_every_right_act_is_named_in_a_whole_case() -> None:
    case = CASES["hidden_feeder.scenario.yaml"]
    veto = Rule("no-mark", "never", moment=Moment("vein_marked"), critical="Nothing is marked.")
    planted = replace(case.rubric, rules=(*case.rubric.rules, veto))
    core = achievable(planted, case.plan).answer.contradiction
    assert {rule.id for rule in core} == {"feeders-found-first", "no-mark"}


def test_the_fields_of_a_case_hold_what_its_world_allows() -> None:
    world = world_of(CASES["hidden_feeder.scenario.yaml"].plan, {})
    possible = possible_in(world)
    assert possible("vein_marked", "vein") == world.veins
    assert possible("needle_entered", "is_lying") == (True, False)
    assert possible("swab_placed", "started_tick") == ()
    assert possible("injection_ended", "started_tick")
    for kind in EVENTS:
        for detail in details(kind).values():
            assert possible(kind, detail.field) != ()


def test_what_two_acts_could_keep_by_overlapping_is_not_called_a_contradiction() -> None:
    push = Moment("injection_ended", (Condition("thread", "is", "thread-1"),))
    other = Moment("injection_ended", (Condition("thread", "is", "thread-2"),))
    rules = (
        Rule("a", "must", moment=push, points=50, is_required=True),
        Rule("b", "must", moment=other, points=50, is_required=True),
        Rule("c", "never", moment=push, after=other, critical="Not after."),
        Rule("d", "never", moment=other, after=push, critical="Not after."),
    )
    case = CASES["hidden_feeder.scenario.yaml"]
    answer = Achievable(replace(case.rubric, rules=rules)).answer
    assert answer.is_unknown


def test_too_little_time_is_unknown_and_never_fine() -> None:
    case = CASES["hidden_feeder.scenario.yaml"]
    answer = Achievable(case.rubric, budget=100).answer
    assert answer.is_unknown
    assert answer.attempt is None


def test_an_event_is_told_as_an_author_writes_it() -> None:
    event = {"ev": "vein_marked", "tick": 0, "vein": "aasv", "reflux_ms": 1800}
    assert told_event(event) == "vein_marked {vein: aasv, reflux: 1.8 s}"


def test_the_witness_is_printed_with_its_times() -> None:
    answer = said("lint", CASE, "--witness")
    assert answer.code == 0
    assert "a short attempt that passes: 4 events, 100 of 100" in answer.out
    assert "0:03  injection_started" in answer.out
