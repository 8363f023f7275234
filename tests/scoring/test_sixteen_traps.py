"""The traps of process-conformance checkers, each with the answer this house gives.

Numbered as in docs/scoring.md. Traps 8 to 10 and 12 are closed by what authors are offered.
"""

from dataclasses import fields, replace

import pytest

from simulator.base.complaints import UnusableInput
from simulator.scoring.engine import score
from simulator.scoring.rubric import Condition, Moment, Rubric, Rule
from simulator.scoring.sequence import TEMPLATES, judge
from simulator.scoring.trail import Trail

from .case import RUBRIC, model_attempt

A, B, C = Moment("a"), Moment("b"), Moment("c")
AFTER = Rule("swab-each", "after", moment=A, answer=B, points=1)
SITE = (("site", "site"),)


def on(*kinds_and_ticks, **extra):
    """Return events from ("a", tick) or ("a", tick, {field: value})."""
    return [{"ev": k, "tick": t, **(rest[0] if rest else {})} for k, t, *rest in kinds_and_ticks]


def verdict(rule, events):
    return judge(rule, Trail(events)).verdict


def test_1_a_rule_never_put_to_the_test_is_untested_and_earns_nothing():
    result = score(Rubric((AFTER,)), [])
    assert (result.score, result.untested, result.broken) == (0.0, ("swab-each",), ())


def test_1_the_empty_attempt_scores_zero_under_a_rubric_of_every_template():
    result = score(RUBRIC, [])
    assert {rule.template for rule in RUBRIC.rules} >= set(TEMPLATES) - {"either"}
    assert result.score == 0.0
    assert not result.passed


def test_2_one_swab_answers_two_injections_unless_one_for_one():
    twice = on(("a", 1), ("a", 2), ("b", 3))
    assert judge(AFTER, Trail(twice)).fraction == 1
    alone = judge(replace(AFTER, is_one_for_one=True), Trail(twice))
    assert (alone.fraction * 2, alone.kept, alone.broke) == (1, (0,), (1,))


def test_2_the_oldest_waiting_trigger_is_served_first():
    rule = replace(AFTER, is_one_for_one=True, within_ticks=5)
    assert judge(rule, Trail(on(("a", 0), ("a", 4), ("b", 5), ("b", 9)))).broke == ()


def test_3_an_event_is_never_its_own_answer():
    echo = replace(AFTER, answer=A)
    assert verdict(echo, on(("a", 1))) == "broken"
    assert judge(echo, Trail(on(("a", 1), ("a", 2)))).broke == (1,)
    assert verdict(Rule("r", "before", moment=A, moments=(A,)), on(("a", 1))) == "broken"


def test_4_the_same_site_is_a_first_class_condition():
    rule = replace(AFTER, same=SITE)
    assert verdict(rule, on(("a", 1, {"site": 3}), ("b", 2, {"site": 3}))) == "ok"
    assert verdict(rule, on(("a", 1, {"site": 3}), ("b", 2, {"site": 4}))) == "broken"
    assert verdict(rule, on(("a", 1), ("b", 2))) == "broken"  # nothing agrees with nothing


def test_5_a_swab_before_the_needle_is_out_is_no_answer():
    assert verdict(replace(AFTER, within_ticks=5), on(("b", 1), ("a", 3))) == "broken"


@pytest.mark.parametrize(("tick", "expected"), [(10, "ok"), (15, "ok"), (16, "broken")])
def test_6_both_ends_of_a_window_are_included(tick, expected):
    assert verdict(replace(AFTER, within_ticks=5), on(("a", 10), ("b", tick))) == expected


def test_7_what_happens_without_its_precondition_is_broken():
    assert verdict(Rule("r", "before", moment=B, moments=(A,)), on(("b", 1))) == "broken"
    assert verdict(Rule("r", "before", moment=B, moments=(A,)), on(("b", 1), ("a", 2))) == "broken"


def test_9_a_misspelt_template_is_an_error_and_never_vanishes():
    with pytest.raises(UnusableInput, match="no rule template"):
        score(Rubric((replace(AFTER, template="respons"),)), [])


def test_11_a_condition_is_compared_and_never_executed():
    trap = Moment("a", (Condition("site", "is", "__import__('os').abort()"),))
    assert verdict(Rule("r", "must", moment=trap), on(("a", 1, {"site": 1}))) == "broken"
    with pytest.raises(UnusableInput, match="no comparison"):
        verdict(
            Rule("r", "must", moment=Moment("a", (Condition("x", "eval", 1),))),
            on(("a", 1)),
        )


def test_12_never_after_means_after_in_the_plain_sense():
    rule = Rule("r", "never", moment=A, after=B)
    assert verdict(rule, on(("a", 1), ("b", 2), ("a", 3))) == "broken"
    assert verdict(rule, on(("a", 1), ("b", 2))) == "ok"


@pytest.mark.parametrize("template", TEMPLATES)
def test_13_the_empty_attempt_is_defined_for_every_template(template):
    whole = Rule("r", template, moment=A, moments=(A,), groups=((A,), (B,)), answer=B, field="x")
    assert judge(whole, Trail([])).verdict in ("ok", "broken", "untested")


def test_14_acts_that_no_rule_names_change_nothing():
    chatty = []
    for event in model_attempt():
        chatty += [{"ev": "view_panned", "tick": event["tick"]}, event]
    assert score(RUBRIC, chatty).score == score(RUBRIC, model_attempt()).score == 100.0


def test_15_equal_ticks_are_settled_by_line():
    rule = Rule("r", "before", moment=B, moments=(A,))
    assert verdict(rule, on(("a", 7), ("b", 7))) == "ok"
    assert verdict(rule, on(("b", 7), ("a", 7))) == "broken"


def test_16_a_window_runs_from_the_end_of_one_act_to_the_start_of_the_next():
    rule = replace(AFTER, within_ticks=5)
    long_push = [{"ev": "a", "tick": 100, "started_tick": 20}]
    assert verdict(rule, [*long_push, {"ev": "b", "tick": 104}]) == "ok"
    assert verdict(rule, [*long_push, {"ev": "b", "tick": 140, "started_tick": 105}]) == "ok"
    assert verdict(rule, [*long_push, {"ev": "b", "tick": 140, "started_tick": 99}]) == "broken"


def test_a_number_is_no_yes_even_when_two_rules_mean_each_of_them():
    one = Rule("one", "must", moment=Moment("a", (Condition("flag", "is", 1),)))
    yes = Rule("yes", "must", moment=Moment("a", (Condition("flag", "is", True),)))
    assert score(Rubric((one, yes)), on(("a", 1, {"flag": True}))).broken == ("one",)


def test_a_recording_that_runs_backwards_is_refused():
    with pytest.raises(UnusableInput, match="runs backwards"):
        score(RUBRIC, on(("a", 5), ("b", 4)))
    with pytest.raises(UnusableInput, match="lacks a name or a whole tick"):
        score(RUBRIC, [{"ev": "a", "tick": 1.5}])


def test_every_field_of_a_rule_is_known_to_this_suite():
    """A new key of a rule needs its line in docs/scoring.md and a test here."""
    known = """id template domain subject moment moments groups answer after within_ticks same
        is_one_for_one at_least field full none limit points lose critical is_harm is_required
        is_optional good bad source"""
    assert {f.name for f in fields(Rule)} == set(known.split())
