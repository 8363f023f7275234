"""The expert plays without a flaw that could be avoided. One file, so that one play serves all."""

import pytest

from simulator.scenario.find import scenario_file
from simulator.scenario.told.expectations import read_expected
from simulator.scenario.told.mistakes import table
from simulator.scenario.vocabulary import world_of
from simulator.scoring.engine import score
from tests.golden.playthrough import as_read, path_of, text_of
from tests.operators.plays import case, played

pytestmark = pytest.mark.ci  # a whole attempt

EXPERT = "expert"


def test_the_whole_attempt_happens_as_it_was_read() -> None:
    assert text_of(EXPERT).splitlines() == as_read(EXPERT)


def test_a_playthrough_that_differs_in_one_figure_is_not_the_same() -> None:
    text = path_of(EXPERT).read_text("utf-8")
    damaged = text.replace("blanch_um=1", "blanch_um=2", 1)
    assert damaged != text
    assert text_of(EXPERT) != damaged


def test_the_expert_passes_with_every_source_found_and_closed() -> None:
    assert played(EXPERT).score.passed
    assert played(EXPERT).score.score >= 95
    assert played(EXPERT).score.domains["scan"] == (25.0, 25.0)
    assert played(EXPERT).score.domains["plan"] == (15.0, 15.0)
    assert played(EXPERT).score.domains["consultation"] == (15.0, 15.0)


def test_the_expert_does_no_harm_and_meets_no_warning_sign() -> None:
    assert played(EXPERT).score.harms == ()
    assert played(EXPERT).events("warning_shown") == []
    assert played(EXPERT).events("command_refused") == []


def test_the_expert_pushes_slowly_gently_and_stops_by_the_blanch() -> None:
    pushes = played(EXPERT).events("injection_ended")
    assert {push["thread"] for push in pushes} == {f"thread-{n}" for n in range(1, 7)}
    for push in pushes:
        assert 5000 <= push["duration_ms"] <= 15_000
        assert push["blanch_um"] <= 20_000
        assert push["peak_pressure_pa"] < 30 * 133
        assert push["tissue_nl"] == 0


def test_the_expert_enters_every_arm_and_then_only_what_stayed_red() -> None:
    entered = played(EXPERT).events("vein_entered")
    assert len(entered) == len(played(EXPERT).events("needle_entered")) <= 12
    assert [event["is_arm"] for event in entered[:6]] == [True] * 6
    assert {event["thread"] for event in entered[:6]} == {f"thread-{n}" for n in range(1, 7)}
    assert not any(event["is_arm"] for event in entered[6:])


def test_the_told_model_is_judged_like_the_played_expert_rule_by_rule() -> None:
    expected = read_expected(scenario_file("hidden_feeder"), case())
    told = score(case().rubric, expected.expectations[0].records).findings
    differ = {
        a.rule: (a.verdict, b.verdict)
        for a, b in zip(told, played(EXPERT).score.findings, strict=True)
        if a.verdict != b.verdict
    }
    # The telling says that every thread cleared without a stain; skin is not so kind. Nor does it
    # tell of anything misunderstood, which in the play was told again.
    assert differ == {
        "threads-cleared": ("ok", "broken"),
        "little-stain": ("ok", "broken"),
        "misunderstanding-left": ("untested", "ok"),
    }


def test_every_mistake_in_the_experts_attempt_is_noticed_or_waived_by_name() -> None:
    expected = read_expected(scenario_file("hidden_feeder"), case())
    world = world_of(case().plan, case().sets)
    events = played(EXPERT).attempt.events
    found = table(events, case().plan, case().rubric, world, expected.waivers)
    assert found.holes == ()
    assert found.idle == ()
    assert found.counts["drop"][1] >= 80
