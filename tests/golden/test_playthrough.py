"""Whole attempts, event by event, held against texts that a person has read."""

import pytest

from tests.golden.playthrough import OPERATORS, path_of, text_of


@pytest.mark.parametrize("operator", OPERATORS)
def test_the_whole_attempt_happens_as_it_was_read(operator: str) -> None:
    assert text_of(operator).splitlines() == path_of(operator).read_text("utf-8").splitlines()


def test_a_playthrough_that_differs_in_one_figure_is_not_the_same() -> None:
    text = path_of("expert").read_text("utf-8")
    damaged = text.replace("blanch_um=1", "blanch_um=2", 1)
    assert damaged != text
    assert text_of("expert") != damaged
