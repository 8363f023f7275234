"""The gallery: which seeds it draws, who is grown for them, and that the sheets come out."""

import argparse
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.anatomy.grow import grow
from simulator.anatomy.spec import PATTERNS, PatientSpec
from simulator.base.complaints import UnusableInput
from simulator.base.seeds import Seeds
from simulator.cli.gallery import run, seeds_of, spec_of
from simulator.cli.gallery_duplex import SOURCES, situations
from simulator.cli.gallery_instruments import SKINS, views
from simulator.physics.image_plane import cut


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


def test_every_situation_of_the_scanner_is_held_over_its_vessel():
    patient = grow(PatientSpec(sources=SOURCES), Seeds(1))
    shots = [shot for sheet in situations().values() for shot in sheet]
    assert len(situations()) == 8
    for shot in shots:
        pose, settings = shot.held(patient)
        assert cut(patient.vessel(shot.vessel), patient.leg, pose) is not None, shot.words
        assert 0 < settings.gate_z_um < settings.depth_um, shot.words


@pytest.mark.long
def test_the_gallery_draws_eight_sheets_of_the_scanner(tmp_path: Path):
    assert run(argparse.Namespace(what="duplex", seeds="1", out=str(tmp_path))) == 0
    assert {path.name for path in tmp_path.iterdir()} == {
        f"duplex_{name}.png" for name in situations()
    }
