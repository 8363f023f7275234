"""Checking without telling: compiled once, shared by all rules, and the same figures."""

from hypothesis import given

from simulator.scoring.checking import check, checker_of
from simulator.scoring.compare import compare
from simulator.scoring.engine import score, told
from simulator.scoring.rubric import Condition, Moment, Rubric, Rule
from simulator.scoring.seek import Seekers

from .attempts import attempts, rubrics
from .case import RUBRIC, flawed_attempt, model_attempt


@given(rubrics(), attempts())
def test_what_is_told_is_what_was_checked(rubric, events):
    checked, result = check(rubric, events), score(rubric, events)
    assert told(checked) == result
    assert (checked.score, checked.passed) == (result.score, result.passed)
    assert [line.judgement.verdict for line in checked.lines] == [
        finding.verdict for finding in result.findings
    ]


@given(rubrics(), attempts(), attempts())
def test_a_checker_keeps_nothing_of_an_attempt(rubric, one, other):
    alone = score(rubric, other)
    score(rubric, one)
    assert score(rubric, other) == alone


def test_an_attempt_that_goes_on_is_checked_afresh():
    events, alive = model_attempt(), []
    for event in events:
        alive.append(event)
        assert score(RUBRIC, alive) == score(RUBRIC, list(alive))
    assert score(RUBRIC, alive).score == 100.0


def test_a_rubric_is_compiled_once_and_an_equal_one_for_itself():
    rubric = Rubric(RUBRIC.rules)
    assert checker_of(rubric) is checker_of(rubric)
    assert checker_of(Rubric(RUBRIC.rules)) is not checker_of(rubric)


def test_one_and_true_are_two_moments():
    seekers = Seekers()
    one, true = (Moment("a", (Condition("x", "is", value),)) for value in (1, True))
    assert seekers.of(one) is seekers.of(Moment("a", (Condition("x", "is", 1),), "named"))
    assert seekers.of(one) is not seekers.of(true)


@given(rubrics(), attempts())
def test_nothing_changes_under_the_same_rules(rubric, events):
    found = compare(check(rubric, events), check(rubric, events))
    assert not found.flips
    assert found.changes == ()


@given(rubrics(), attempts())
def test_whatever_a_rule_changes_is_a_reason(rubric, events):
    veto = Rule("veto", "either", moments=(Moment("nobody_does_this"),), critical="You missed it.")
    strict = Rubric((*rubric.rules, veto), rubric.pass_mark)
    found = compare(check(rubric, events), check(strict, events))
    change = found.changes[0]
    assert (change.rule, change.kind, change.is_deciding) == ("veto", "new", True)
    assert change.sentence == "You missed it."
    assert found.flips == found.passed_before


def test_a_flawed_attempt_is_told_apart_from_the_model_by_its_rules():
    assert score(RUBRIC, flawed_attempt()).score < score(RUBRIC, model_attempt()).score
