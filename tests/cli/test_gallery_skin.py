"""The gallery of skin shows what it says on every sheet, from states that physics has reached."""

import argparse
from pathlib import Path

import numpy as np
import pytest

from simulator.anatomy.spec import FITZPATRICK
from simulator.cli.gallery import run
from simulator.cli.gallery_skin import case_of, course_of, more_of


@pytest.mark.long
def test_a_course_has_eight_states_and_no_two_look_the_same():
    case = case_of("III")
    states = dict(course_of(case))
    assert len(states) == 8
    assert all(word in " ".join(states) for word in ("plain", "push", "wheal", "porcelain", "swab"))
    assert all(word in " ".join(states) for word in ("week 2", "month 3", "month 12"))
    rest, half = (circulation_blood(case, name) for name in ("rest", "half"))
    assert 0.02 < (rest - half).mean() < 0.9  # the front is on its way
    assert states["month 12"].cleared_frac.max() > states["week 2, stain"].cleared_frac.max()
    assert states["month 3, matting"].matting_frac.max() > 0.5
    signs = dict(more_of(case))
    assert len(signs) >= 18
    assert all(view.presses for words, view in signs.items() if "under glass" in words)


def circulation_blood(case, name):
    return np.asarray(case.circulation.blood_frac(getattr(case, name)))


@pytest.mark.long
def test_the_same_leg_is_grown_in_every_skin():
    one, other = (case_of(skin).patient.web for skin in (FITZPATRICK[0], FITZPATRICK[-1]))
    assert np.array_equal(one.path_mm, other.path_mm)


@pytest.mark.long
def test_the_gallery_writes_its_three_sheets_of_skin(tmp_path: Path):
    assert run(argparse.Namespace(what="skin", seeds="1", out=str(tmp_path))) == 0
    sheets = {path.name: path.stat().st_size for path in tmp_path.iterdir()}
    assert set(sheets) == {"skin_course.png", "skin_signs.png", "leg.png"}
    assert min(sheets.values()) > 100_000
