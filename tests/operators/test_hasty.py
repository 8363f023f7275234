"""Who hurries loses what haste should cost."""

import pytest

from tests.golden.playthrough import as_read, text_of
from tests.operators.plays import played

pytestmark = pytest.mark.ci  # a whole attempt


def test_the_whole_attempt_happens_as_it_was_read() -> None:
    assert text_of("hasty").splitlines() == as_read("hasty")


def test_haste_costs_sequence_slowness_swabs_and_aftercare() -> None:
    attempt = played("hasty")
    broken = {*attempt.score.critical, *attempt.score.broken}
    assert not attempt.score.passed
    assert attempt.score.score < 40
    assert {"sequence", "slow-push", "swab-at-once", "entry-angle", "feeders-found-first"} <= broken
    assert {"stocking-before-standing", "asked-what-could-forbid", "skin-held-taut"} <= broken
