"""What a verdict is worth: points, losses, vetoes, and the two ledgers kept apart."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.scoring.engine import score, to_json
from simulator.scoring.rubric import Condition, Moment, Rubric, Rule

from .attempts import attempts, rubrics
from .case import PUSH, RUBRIC, S, model_attempt, without

A, B = Moment("a"), Moment("b")
FAULT = Moment("fault")
FAULTS = (
    Rule("never", "never", moment=FAULT, lose=3),
    Rule("veto", "never", moment=FAULT, critical="You did harm."),
    Rule("total", "total", moment=FAULT, field="volume_nl", limit=100, lose=3, points=9),
)


@given(rubrics(), attempts(), st.integers(0, 200))
def test_adding_a_fault_never_raises_the_score(rubric, events, volume_nl):
    strict = replace(rubric, rules=(*rubric.rules, *FAULTS))
    tick = events[-1]["tick"] if events else 0
    worse = [*events, {"ev": "fault", "tick": tick, "volume_nl": volume_nl}]
    before, after = score(strict, events), score(strict, worse)
    assert after.score <= before.score
    assert "veto" in after.critical
    assert not after.passed


@given(rubrics())
def test_the_empty_attempt_scores_zero(rubric):
    assert score(rubric, []).score == 0.0


@given(rubrics(), attempts())
def test_the_score_is_a_percentage_with_one_decimal_and_goes_through_json(rubric, events):
    result = score(rubric, events)
    assert 0.0 <= result.score <= 100.0
    assert result.score == round(result.score, 1)
    assert json.loads(json.dumps(to_json(result)))["score"] == result.score


@given(rubrics(), attempts())
def test_the_order_of_the_rules_does_not_matter(rubric, events):
    turned = replace(rubric, rules=rubric.rules[::-1])
    assert score(turned, events).score == score(rubric, events).score


def test_the_model_attempt_earns_everything():
    result = score(RUBRIC, model_attempt())
    assert (result.passed, result.score, result.broken, result.critical) == (True, 100.0, (), ())
    assert result.untested == ("answer-the-sign",)


def test_a_veto_keeps_the_number_and_fails():
    rubric = Rubric((*RUBRIC.rules, Rule("v", "never", moment=PUSH, critical="Not this leg.")))
    result = score(rubric, model_attempt())
    assert (result.score, result.passed, result.critical) == (100.0, False, ("v",))


def test_injecting_without_duplex_is_a_veto_by_name():
    result = score(RUBRIC, without(model_attempt(), "reversal_watched"))
    assert result.critical == ("duplex-first",)
    assert result.harms[0].text == "You injected threads with no duplex."
    assert result.harms[0].times == 3


def test_a_guess_on_the_map_is_no_identification():
    guessed = [
        event | {"evidence": "guess"} if event["ev"] == "vein_marked" else event
        for event in model_attempt()
    ]
    result = score(RUBRIC, guessed)
    assert "feeders-found" in result.incomplete
    assert not result.passed
    assert "AASV" in next(f.text for f in result.findings if f.rule == "feeders-found")


def test_a_required_rule_must_be_complete_whatever_the_number():
    rubric = Rubric(
        (Rule("big", "must", moment=A, points=99), Rule("r", "must", moment=B, is_required=True))
    )
    result = score(rubric, [{"ev": "a", "tick": 1}])
    assert (result.score, result.passed, result.incomplete) == (100.0, False, ("r",))


def test_one_perfect_swab_is_not_all_the_points():
    rule = Rule("swab", "after", moment=A, answer=B, at_least=6, points=12)
    result = score(Rubric((rule,)), [{"ev": "a", "tick": 1}, {"ev": "b", "tick": 2}])
    assert (result.findings[0].points, result.findings[0].verdict) == (2.0, "ok")


def test_instances_of_one_rule_average_and_lose_once():
    each = [
        Rule("v", "must", moment=Moment("a", (Condition("vein", "is", v),)), subject=v, points=9,
             lose=10)
        for v in ("x", "y", "z")
    ]  # fmt: skip
    result = score(Rubric(tuple(each)), [{"ev": "a", "tick": 1, "vein": "x"}])
    assert (result.score, result.domains["consultation"]) == (23.3, (3.0, 9.0))
    assert result.broken == ("v",)


def test_a_ramp_is_worth_its_share():
    rule = Rule("m", "measure", moment=A, field="x", full=(10, 20), none=(0, 40), points=1)
    for value, expected in [(10, 100), (20, 100), (5, 50), (30, 50), (0, 0), (40, 0), (99, 0)]:
        assert score(Rubric((rule,)), [{"ev": "a", "tick": 1, "x": value}]).score == expected


def test_an_extra_neither_hides_nor_costs_a_mark():
    extra = Rule("extra", "must", moment=B, points=50, lose=5, critical="!", is_optional=True)
    rubric = Rubric((Rule("r", "must", moment=A, points=1), extra))
    result = score(rubric, [{"ev": "a", "tick": 1}])
    assert (result.score, result.broken, result.critical, result.harms) == (100.0, (), (), ())


def test_finishing_early_is_worth_only_the_share_that_was_done():
    rubric = Rubric(
        (
            Rule("o", "order", groups=((A,), (B,))),
            Rule("t", "finish", within_ticks=100, points=10),
        )
    )
    end = {"ev": "attempt_finished", "tick": 50}
    assert score(rubric, [end]).score == 0.0
    assert score(rubric, [{"ev": "a", "tick": 1}, end]).score == 50.0
    assert score(rubric, [{"ev": "a", "tick": 1}, end | {"tick": 101}]).score == 0.0


def test_what_is_shown_is_what_passes():
    rubric = Rubric((Rule("m", "measure", moment=A, field="x", full=(0, 0), none=(None, 1000),
                          points=1),), pass_mark=90.0)  # fmt: skip
    result = score(rubric, [{"ev": "a", "tick": 1, "x": 100}])
    assert (result.score, result.passed) == (90.0, True)


def test_a_warning_answered_in_time_is_a_near_miss_and_a_late_one_a_harm():
    sign = {"ev": "warning_shown", "tick": 507 * S, "sign": "racing_blanch", "puncture": 0}
    events = sorted([*model_attempt(), sign], key=lambda event: event["tick"])
    near = score(RUBRIC, events)
    assert [(h.kind, h.text) for h in near.harms] == [
        ("near miss", "You saw the racing blanch and took the needle out.")
    ]
    early = [e | {"tick": 501 * S} if e["ev"] == "warning_shown" else e for e in events]
    late = score(RUBRIC, sorted(early, key=lambda event: event["tick"]))
    assert [(h.kind, h.rule) for h in late.harms] == [("harm", "answer-the-sign")]
    assert late.passed is True
    assert late.score == 95.0


def test_time_alone_is_never_in_the_harm_ledger():
    slow = [e | {"tick": e["tick"] * 20} for e in without(model_attempt(), "injection_ended")]
    result = score(RUBRIC, slow)
    assert "in-time" in result.broken
    assert "in-time" not in {harm.rule for harm in result.harms}


@pytest.mark.parametrize("events", [[], model_attempt()])
def test_the_json_keys_are_stable(events):
    document = to_json(score(RUBRIC, events))
    assert list(document) == [
        "passed", "score", "pass_mark", "protocol", "critical", "broken", "incomplete",
        "untested", "lost", "domains", "harms", "findings",
    ]  # fmt: skip
    assert all(list(pair) == ["points", "of"] for pair in document["domains"].values())
    assert list(document["findings"][0]) == [
        "rule", "subject", "domain", "verdict", "fraction", "points", "of", "lost", "text",
        "ticks", "is_harm", "is_critical", "is_optional",
    ]  # fmt: skip


def test_every_finding_names_its_witnesses():
    events = [e for e in model_attempt() if e.get("swab") != 1]
    finding = next(f for f in score(RUBRIC, events).findings if f.rule == "swab-each")
    assert [events[i]["puncture"] for i in finding.broke] == [1]
    assert [events[i]["puncture"] for i in finding.kept] == [0, 2]
    assert finding.text == "No swab on puncture 1 within 5 seconds."
    assert finding.ticks == (540 * S,)
