"""The coefficients of healing: one place, each with a status, and the page that prints them."""

from dataclasses import fields
from pathlib import Path

import pytest

from simulator.physics.coefficients import FIRM, GUESS, HEALING, TYPICAL, table


def test_the_page_prints_the_present_coefficients() -> None:
    text = (Path(__file__).parents[2] / "docs" / "healing.md").read_text("utf-8")
    assert table() in text, "print simulator.physics.coefficients.table() into docs/healing.md"


@pytest.mark.parametrize("one", fields(HEALING), ids=lambda one: one.name)
def test_every_coefficient_says_what_it_is_and_how_sure(one) -> None:
    known = one.metadata
    assert known["status"] in (FIRM, TYPICAL, GUESS)
    assert known["what"]
    assert known["status"] == GUESS or known["source"] != "ours", "what is not ours has a source"
