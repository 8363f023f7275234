"""The engine and a quadratic transcription of the definitions never differ."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.scoring.engine import score
from simulator.scoring.sequence import judge
from simulator.scoring.trail import Trail

from . import attempts as make
from . import oracle, pairs


def as_answer(rule, trail):
    judgement = judge(rule, trail)
    return (judgement.verdict, judgement.fraction, list(judgement.kept), list(judgement.broke))


def assert_pairs_agree(dice, attempts, rules_each):
    for _ in range(attempts):
        events = pairs.attempt(dice)
        trail = Trail(events)
        for _ in range(rules_each):
            rule = pairs.rule(dice)
            assert as_answer(rule, trail) == oracle.answer(rule, events), (rule, events)


@settings(max_examples=40)
@given(st.data(), make.attempts())
def test_every_template_agrees_with_its_definition(data, events):
    rule = data.draw(make.rules())
    assert as_answer(rule, Trail(events)) == oracle.answer(rule, events)


@settings(max_examples=25)
@given(make.rubrics(), make.attempts())
def test_the_percentage_agrees_with_its_definition(rubric, events):
    assert score(rubric, events).score == oracle.percent(rubric, events)


def test_four_thousand_random_pairs_agree():
    assert_pairs_agree(Random(1), attempts=400, rules_each=10)


def test_the_random_pairs_reach_every_verdict_of_every_template():
    dice = Random(2)
    seen = set()
    for _ in range(2000):
        rule = pairs.rule(dice)
        seen.add((rule.template, judge(rule, Trail(pairs.attempt(dice))).verdict))
    never_untested = {("must", "untested"), ("either", "untested"), ("total", "untested")}
    every = {(t, v) for t in pairs.TEMPLATES for v in ("ok", "broken", "untested")}
    assert seen == every - never_untested


@pytest.mark.long
def test_a_million_random_pairs_agree():
    assert_pairs_agree(Random(3), attempts=50_000, rules_each=20)
