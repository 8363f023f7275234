"""The expert plays without a flaw that could be avoided. One file, so that one play serves all."""

import pytest

from tests.golden.playthrough import as_read, path_of, text_of
from tests.operators.plays import played

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
