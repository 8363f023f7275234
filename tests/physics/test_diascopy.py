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


def places(patient):
    """Where the arms of the first threads lie."""
    return [patient.web.path_mm[t.arm_edge].mean(axis=0)[:2] for t in patient.threads[:3]]


@pytest.fixture(scope="module")
def times():
    """Refill times by what stands behind the web, over patterns and seeds."""
    found = {"arteriolar": [], "venous": [], "competent": []}
    for pattern in ("mixed", "arborising", "spider"):
        for seed in (1, 2, 3):
            spec = PatientSpec(pattern=pattern, sources=SOURCES, has_arteriole=True)
            patient = grow(spec, Seeds(seed))
            fed = Circulation(patient)
            node = patient.web.nodes_mm[patient.web.arteriole_node]
            glass = under_glass(fed, node[0], node[1], GLASS_MM)
            lumen = fed.fresh(("aasv",))
            found["arteriolar"].append(refill_s(fed, lumen, glass, closed=("aasv",)))
            plain = Circulation(replace(patient, web=replace(patient.web, arteriole_node=-1)))
            for x, y in places(patient):
                glass = under_glass(plain, x, y, GLASS_MM)
                found["venous"].append(refill_s(plain, plain.fresh(), glass))
                lumen = plain.fresh(("aasv",))
                found["competent"].append(refill_s(plain, lumen, glass, closed=("aasv",)))
    return found


def test_an_arteriole_is_back_within_a_second(times):
    assert max(times["arteriolar"]) < 1.0
    assert {supply(seconds) for seconds in times["arteriolar"]} == {"arteriolar"}


def test_a_refluxing_feeder_is_back_within_four_seconds_and_mostly_not_within_one(times):
    assert max(times["venous"]) < 4.0
    assert 1.0 < np.median(times["venous"]) < 4.0
    assert np.mean([supply(seconds) == "venous" for seconds in times["venous"]]) > 0.6


def test_behind_a_closed_source_colour_stays_away_for_more_than_four_seconds(times):
    assert min(times["competent"]) > 4.0


def test_upright_the_feeder_is_back_sooner():
    circulation = Circulation(grow(PatientSpec(sources=SOURCES), Seeds(2)))
    x, y = places(circulation.patient)[0]
    glass = under_glass(circulation, x, y, GLASS_MM)
    taken = [
        refill_s(circulation, circulation.fresh((), posture), glass, posture=posture)
        for posture in ("standing", "sitting", "lying")
    ]
    assert taken == sorted(taken)
    assert taken[0] < 0.6 * taken[-1]


def test_nobody_counts_longer_than_a_minute():
    circulation = Circulation(grow(PatientSpec(sources=SOURCES), Seeds(2)))
    everything = range(circulation.network.edge_count)
    closed = ("aasv", "reticular_feeder")
    assert refill_s(circulation, circulation.fresh(closed), everything, closed=closed) <= NEVER_S
    assert refill_s(circulation, circulation.fresh(), []) == 0.0
