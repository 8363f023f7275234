"""Arterioles by word and by dice: joined to a star, near a thread, more often at the ankle."""

from collections import Counter

import numpy as np
import pytest

from simulator.anatomy.grow import grow
from simulator.anatomy.patient import Patient
from simulator.anatomy.spec import SITES, PatientSpec, SourceSpec
from simulator.anatomy.web_arterioles import wanted
from simulator.base.seeds import Seeds

SOURCES = (
    SourceSpec("gsv", "GSV", 1.8, 5.2, "reticular_feeder"),
    SourceSpec("reticular_feeder", "reticular", 1.2, 1.7, "patch"),
)


def with_arterioles(seed: int, pattern: str = "spider", site: str = "medial ankle") -> Patient:
    spec = PatientSpec(
        pattern=pattern,
        site=site,
        sources=SOURCES,
        has_arteriole=True,
        has_arteriole_near=True,
    )
    return grow(spec, Seeds(seed))


def edges_at(patient: Patient, node: int) -> np.ndarray:
    return np.flatnonzero((patient.web.edges == node).any(1))


@pytest.mark.parametrize("seed", range(8))
def test_a_joined_arteriole_rises_steeply_from_a_tip_into_the_centre_of_a_star(seed):
    web = (patient := with_arterioles(seed)).web
    (stem,) = edges_at(patient, web.arteriole_node)
    centre = int(web.edges[stem, 0])
    assert web.arteriole_node in web.tips
    assert len(edges_at(patient, centre)) >= 4, "the short thread, the stem and two rays at least"
    drop = web.path_mm[stem, -1] - web.path_mm[stem, 0]
    assert drop[2] > 2.0 * np.hypot(drop[0], drop[1])


@pytest.mark.parametrize("site", SITES)
@pytest.mark.parametrize("seed", range(3))
def test_a_near_arteriole_passes_under_an_arm_and_touches_no_vessel_of_the_web(site, seed):
    web = (patient := with_arterioles(seed, "mixed", site)).web
    (arteriole,) = web.arterioles
    arms = np.concatenate([web.path_mm[thread.arm_edge] for thread in patient.threads])
    off = arteriole.path_mm[:, None, :2] - arms[None, :, :2]
    assert np.sqrt((off * off).sum(2)).min() < 0.6, "it passes under an arm"
    gap = arteriole.path_mm[:, None, None] - web.path_mm[None, web.path_mm[:, 4, 2] < 0.4]
    clear = np.sqrt((gap * gap).sum(-1)) - arteriole.radius_mm
    radius = web.radius_mm[web.path_mm[:, 4, 2] < 0.4]
    assert (clear > radius[None, :, None]).all()
    assert not arteriole.path_mm.flags.writeable


def test_an_ankle_arteriole_lies_shallower_than_one_of_the_thigh():
    top = {
        site: np.mean(
            [with_arterioles(s, site=site).web.arterioles[0].path_mm[:, 2].min() for s in range(12)]
        )
        for site in ("medial ankle", "anterior thigh")
    }
    assert top["medial ankle"] < top["anterior thigh"] - 0.2


def test_dice_are_thrown_only_when_the_case_does_not_say():
    silent = {"has_arteriole": None, "has_arteriole_near": None}
    for said in (True, False):
        spec = PatientSpec(has_arteriole=said, has_arteriole_near=not said)
        rng = Seeds(1).stream("test")
        assert {wanted(spec, rng) for _ in range(50)} == {(said, not said)}
    share = {}
    for site in SITES:
        spec, rng = PatientSpec(pattern="spider", site=site, **silent), Seeds(2).stream("test")
        share[site] = Counter(wanted(spec, rng)[1] for _ in range(400))[True] / 400
    assert share["medial ankle"] == pytest.approx(0.4, abs=0.08)
    assert share["anterior thigh"] == pytest.approx(0.1, abs=0.05)


@pytest.mark.parametrize("site", ["medial ankle", "lateral ankle"])
def test_the_threads_of_a_corona_fan_out_below_the_vein_that_feeds_them(site):
    down, apart = [], []
    for seed in range(10):
        spec = PatientSpec(pattern="corona", site=site, sources=SOURCES)
        patient = grow(spec, Seeds(seed))
        web = patient.web
        for thread in patient.threads:
            first = web.path_mm[thread.arm_edge, 0, :2]
            ends = web.path_mm[list(thread.edges), -1, :2]
            far = ends[np.argmax(((ends - first) ** 2).sum(1))] - first
            down.append(far[1] > 0.0)
            apart.append(np.degrees(np.arctan2(far[1], far[0])))
    assert np.mean(down) > 0.65
    assert np.percentile(apart, 90) - np.percentile(apart, 10) > 90.0
