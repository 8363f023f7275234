"""The refill test on grown legs: the time to colour tells what stands behind a web."""

from dataclasses import replace

import numpy as np
import pytest

from simulator.anatomy.grow import grow
from simulator.anatomy.spec import PatientSpec, SourceSpec
from simulator.base.seeds import Seeds
from simulator.physics.circulation import Circulation
from simulator.physics.diascopy import NEVER_S, refill_s, supply, under_glass

SOURCES = (
    SourceSpec("aasv", "AASV", 1.8, 4.2, "reticular_feeder"),
    SourceSpec("reticular_feeder", "reticular", 0.9, 1.6, "patch"),
)
GLASS_MM = 8.0


PATTERNS = ("linear", "arborising", "spider", "punctate", "mixed")


def refill_of(circulation, edge, *, posture="lying", closed=()):
    """Return how long an edge in the middle of the glass stays pale."""
    x, y, _ = circulation.patient.web.path_mm[edge].mean(axis=0)
    glass = {*under_glass(circulation, x, y, GLASS_MM), edge}
    lumen = circulation.fresh(closed, posture)
    return refill_s(circulation, lumen, glass, watched=[edge], posture=posture, closed=closed)


@pytest.fixture(scope="module")
def times():
    """Refill times by what stands behind the web, over patterns and seeds."""
    found = {}
    for pattern in PATTERNS:
        found[pattern] = {"arteriolar": [], "venous": [], "competent": []}
        for seed in range(1, 7):
            spec = PatientSpec(pattern=pattern, sources=SOURCES, has_arteriole=True)
            patient = grow(spec, Seeds(seed))
            web = patient.web
            beside = int(np.flatnonzero((web.edges == web.arteriole_node).any(axis=1))[0])
            red = refill_of(Circulation(patient), beside, closed=("aasv",))
            found[pattern]["arteriolar"].append(red)
            plain = Circulation(replace(patient, web=replace(web, arteriole_node=-1)))
            for one in patient.threads[:4]:
                found[pattern]["venous"].append(refill_of(plain, one.arm_edge))
                shut = refill_of(plain, one.arm_edge, closed=("aasv",))
                found[pattern]["competent"].append(shut)
    return found


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_vein_beside_an_arteriole_is_back_within_a_second(times, pattern):
    assert {supply(seconds) for seconds in times[pattern]["arteriolar"]} == {"arteriolar"}


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_refluxing_feeder_is_mostly_back_in_one_to_four_seconds(times, pattern):
    venous = np.array(times[pattern]["venous"])
    assert np.median(venous) >= 1.0
    if pattern != "punctate":  # tufts hang so far from the root that the bed takes the reflux
        assert np.median(venous) <= 4.0
        assert np.mean((venous >= 1.0) & (venous <= 4.0)) >= 0.5


def test_a_refluxing_feeder_is_seldom_taken_for_an_arteriole(times):
    venous = np.concatenate([times[pattern]["venous"] for pattern in PATTERNS])
    assert np.mean(venous < 1.0) < 0.15
    assert venous.min() > 0.5


@pytest.mark.parametrize("pattern", PATTERNS)
def test_behind_a_closed_source_colour_stays_away_for_more_than_four_seconds(times, pattern):
    assert min(times[pattern]["competent"]) > 4.0


def test_under_a_wider_glass_the_middle_stays_pale_for_longer():
    circulation = Circulation(grow(PatientSpec(sources=SOURCES), Seeds(4)))
    edge = circulation.patient.threads[0].arm_edge
    x, y, _ = circulation.patient.web.path_mm[edge].mean(axis=0)
    taken = []
    for radius_mm in (2.0, 4.0, 6.0, 8.0):
        glass = {*under_glass(circulation, x, y, radius_mm), edge}
        taken.append(refill_s(circulation, circulation.fresh(), glass, watched=[edge]))
    assert taken == sorted(taken)
    assert taken[0] < 0.7 * taken[-1]


def test_upright_the_feeder_is_back_sooner():
    circulation = Circulation(grow(PatientSpec(sources=SOURCES), Seeds(2)))
    arm = circulation.patient.threads[0].arm_edge
    taken = [
        refill_of(circulation, arm, posture=posture) for posture in ("standing", "sitting", "lying")
    ]
    assert taken == sorted(taken)
    assert taken[0] < 0.6 * taken[-1]


def test_nobody_counts_longer_than_a_minute():
    circulation = Circulation(grow(PatientSpec(sources=SOURCES), Seeds(2)))
    everything = range(circulation.network.edge_count)
    closed = ("aasv", "reticular_feeder")
    assert refill_s(circulation, circulation.fresh(closed), everything, closed=closed) <= NEVER_S
    assert refill_s(circulation, circulation.fresh(), []) == 0.0
