"""The shipped rubric: generic, a hundred points, and the shipped case is built on it."""

from pathlib import Path

from simulator.scenario.find import scenario_file
from simulator.scenario.load import load
from simulator.scoring.engine import score

LITTLE = b"""format: scenario/1
id: little
title: Little
brief: A little case.
patient:
  sources: [{id: feeder, kind: reticular, reflux: 1.1 s, diameter: 2 mm, feeds: patch}]
"""
STANDARD = {rule.id: rule for rule in load("little.yaml", LITTLE).rubric.rules}


def test_the_shipped_case_judges_as_it_did_when_its_rules_were_written_out() -> None:
    before = load(Path(__file__).parent / "hidden_feeder_written_out.yaml")
    now = load(scenario_file("hidden_feeder"))
    assert now.plan == before.plan
    assert sorted(map(repr, now.rubric.rules)) == sorted(map(repr, before.rubric.rules))
    assert now.rubric.pass_mark == before.rubric.pass_mark


def test_a_case_without_a_word_about_scoring_is_judged_by_the_standard() -> None:
    found = load("little.yaml", LITTLE)
    assert found.warnings == ()
    assert [name for name, _ in found.parts] == ["rubrics/standard.yaml"]
    assert sum(rule.points for rule in STANDARD.values()) == 100
    assert (score(found.rubric, []).score, score(found.rubric, []).passed) == (0.0, False)


def test_the_standard_says_what_went_wrong_and_where_its_limits_come_from() -> None:
    for rule in STANDARD.values():
        assert rule.bad or rule.critical, rule.id
    assert STANDARD["swab-at-once"].source


def test_every_kind_of_source_can_be_judged_by_the_standard() -> None:
    kinds = ("AASV", "GSV", "SSV", "perforator", "reticular", "lateral_subdermic")
    for kind in kinds:
        text = LITTLE.replace(b"kind: reticular", f"kind: {kind}".encode())
        assert load("little.yaml", text).warnings == (), kind


def test_a_step_of_the_rubric_that_a_case_no_longer_needs_is_no_concern_of_the_case() -> None:
    dropped = b"without: [suitability-before-consent, consent-first, sequence]\n"
    assert [
        c.what for c in load("little.yaml", LITTLE + dropped).warnings if c.code == "L408"
    ] == []
