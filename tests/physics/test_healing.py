"""Twelve weeks later: directions a clinician would expect, with the same dice."""

from dataclasses import replace

import numpy as np
import pytest

from simulator.physics.circulation import Circulation
from simulator.physics.healing import Course, session_of
from simulator.physics.weeks import outcome
from tests.physics.webs import fan, patient_of

PATIENT = patient_of(fan(generations=4))
FRESH = Circulation(PATIENT).fresh()
EDGES = len(PATIENT.web.edges)
GOOD = replace(FRESH, exposure_s=np.full(EDGES, 35.0), peak_ratio=np.full(EDGES, 1.3))


def at(lumen=GOOD, seed=1, compression=1.0, reflux=0.0, swab_s=3.0, mmhg=25.0):
    session = session_of(lumen, 0, compression, {"thread-1": swab_s}, {"thread-1": mmhg * 133.322})
    return outcome(Course(PATIENT, seed, (session,), reflux), 84)


def mean(field, **how):
    return float(np.mean([getattr(at(seed=s, **how), field) for s in range(300)]))


def test_the_same_seed_gives_the_same_outcome():
    assert at() == at()
    assert at(seed=1) != at(seed=2)


def test_an_untouched_web_neither_clears_nor_stains():
    found = at(FRESH)
    assert found.cleared_frac == 0.0
    assert found.stain_frac == 0.0


def test_a_good_course_clears_most_and_stains_few():
    assert mean("cleared_frac") > 0.80
    stained = np.mean([at(seed=s).stain_frac > 0.0 for s in range(300)])
    assert 0.05 < stained < 0.25


@pytest.mark.parametrize(
    ("worse", "how"),
    [
        ("residual reflux", {"reflux": 1.0}),
        ("no stocking", {"compression": 0.0}),
        ("a missing swab", {"swab_s": 1e9}),
    ],
)
def test_what_a_clinician_would_call_worse_clears_less(worse, how):
    assert mean("cleared_frac", **how) < mean("cleared_frac") - 0.01, worse


def test_no_stocking_overdose_and_pressure_stain_more():
    fine = mean("stain_frac")
    assert mean("stain_frac", compression=0.0) > 1.5 * fine
    assert mean("stain_frac", mmhg=90.0) > 1.5 * fine
    strong = replace(GOOD, peak_ratio=np.full(EDGES, 3.0))
    assert mean("stain_frac", lumen=strong) > 1.5 * fine


def test_a_burst_piece_stays_open():
    burst = replace(GOOD, is_burst=np.ones(EDGES, dtype=bool))
    assert at(burst).cleared_frac == 0.0


def test_the_counterfactual_meets_the_same_dice():
    worse, better = at(compression=0.0), at(compression=1.0)
    lost = set(worse.threads[0].closed_edges) - set(better.threads[0].closed_edges)
    assert not lost
