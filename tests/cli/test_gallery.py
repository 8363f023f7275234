"""The gallery: which seeds it draws, who is grown for them, and that the sheets come out."""

import argparse
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.anatomy.spec import PATTERNS
from simulator.base.complaints import UnusableInput
from simulator.cli.gallery import run, seeds_of, spec_of
from simulator.cli.gallery_instruments import SKINS, views


@given(st.integers(0, 999), st.integers(0, 40))
def test_seeds_are_named_by_the_first_and_the_last(first, more):
    assert seeds_of(f"{first}..{first + more}") == tuple(range(first, first + more + 1))
    assert seeds_of(str(first)) == (first,)


@pytest.mark.parametrize("words", ["", "5..1", "a..b", "1..", "..3", "1...3", "-2"])
def test_words_that_name_no_seeds_are_turned_down_with_a_hint(words):
    with pytest.raises(UnusableInput, match=r"1\.\.20"):
        seeds_of(words)


def test_twenty_seeds_show_every_pattern():
    assert {spec_of(seed).pattern for seed in range(1, 21)} == set(PATTERNS)


@pytest.mark.long
def test_the_gallery_writes_its_three_sheets(tmp_path: Path):
    assert run(argparse.Namespace(what="vessels", seeds="1..2", out=str(tmp_path))) == 0
    sheets = {path.name: path.stat().st_size for path in tmp_path.iterdir()}
    assert set(sheets) == {"contact_sheet.png", "pressure.png", "front.png"}
    assert min(sheets.values()) > 5_000


def test_every_instrument_is_shown_and_named_once():
    shown = views(np.ones((3, 16)))
    assert len({words for _, words in shown}) == len(shown)
    for field in ("needle", "syringe", "fingers", "presses", "stocking", "swabs"):
        assert any(getattr(view, field) for view, _ in shown), field


@pytest.mark.long
def test_the_gallery_draws_the_instruments_on_every_skin(tmp_path: Path):
    assert run(argparse.Namespace(what="instruments", seeds="1", out=str(tmp_path))) == 0
    assert {path.name for path in tmp_path.iterdir()} == {f"instruments_{s}.png" for s in SKINS}
