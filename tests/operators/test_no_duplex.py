"""Skilled hands that never scan."""

import pytest

from tests.golden.playthrough import as_read, text_of
from tests.operators.plays import played

pytestmark = pytest.mark.ci  # a whole attempt


def test_the_whole_attempt_happens_as_it_was_read() -> None:
    assert text_of("no-duplex").splitlines() == as_read("no-duplex")


def test_without_duplex_skilled_hands_fail_on_the_veto() -> None:
    attempt = played("no-duplex")
    assert not attempt.score.passed
    assert attempt.score.critical[0] == "threads-without-duplex"
    assert attempt.score.domains["scan"][0] == 0.0
    assert attempt.events("probe_placed") == []
    # gentle hands: the one sign is the blood that an open feeder brings back
    assert {event["sign"] for event in attempt.events("warning_shown")} == {"blood_back"}
