"""The vessels of the leg: where they run, what they are called, which of them leak."""

import numpy as np
import pytest

from simulator.anatomy.grow import grow
from simulator.anatomy.spec import SITES, PatientSpec, SourceSpec
from simulator.anatomy.trunks import trunks
from simulator.base.seeds import Seeds

SOURCES = (
    SourceSpec("aasv", "AASV", 1.8, 4.2, "reticular_feeder"),
    SourceSpec("reticular_feeder", "reticular", 1.2, 1.7, "patch"),
)
LEGS = [
    grow(PatientSpec(site=site, sources=SOURCES), Seeds(seed))
    for site in SITES
    for seed in range(4)
]
ids = [f"{leg.spec.site} {k}" for k, leg in enumerate(LEGS)]


@pytest.mark.parametrize("leg", LEGS, ids=ids)
def test_every_leg_has_its_trunks_by_name(leg):
    expected = {"gsv", "ssv", "femoral_vein", "femoral_artery", "aasv", "reticular_feeder"}
    assert expected <= set(leg.by_id)
    assert list(leg.by_id) == [vessel.id for vessel in leg.vessels]
    assert [v.id for v in leg.vessels if v.is_artery] == ["femoral_artery"]


@pytest.mark.parametrize("leg", LEGS, ids=ids)
def test_only_the_sources_of_the_case_reflux(leg):
    assert {v.id: v.reflux_s for v in leg.vessels if v.reflux_s} == {
        "aasv": 1.8,
        "reticular_feeder": 1.2,
    }
    assert all((v.reflux_mm_per_s > 0) == (v.reflux_s > 0) for v in leg.vessels)


@pytest.mark.parametrize("leg", LEGS, ids=ids)
def test_the_feeder_runs_from_the_root_of_the_web_up_to_the_vein_that_leaks(leg):
    feeder, aasv = leg.vessel("reticular_feeder"), leg.vessel("aasv")
    ((node, vessel_id),) = leg.web.roots
    x, y, z = leg.web.nodes_mm[node]
    assert vessel_id == "reticular_feeder"
    assert np.allclose(feeder.path_mm[0], (*leg.patch.on_leg(x, y), z))
    gap = np.sqrt(((aasv.path_mm - feeder.path_mm[-1]) ** 2).sum(1)).min()
    assert gap < 1e-9
    assert feeder.path_mm[-1, 1] > feeder.path_mm[0, 1]
    assert feeder.path_mm[:-2, 2].max() <= aasv.path_mm[:, 2].max()
    assert (feeder.path_mm[:, 2] > feeder.radius_mm).all()


@pytest.mark.parametrize("leg", LEGS, ids=ids)
def test_the_feeder_goes_on_where_the_web_leaves_the_patch(leg):
    ((node, _),) = leg.web.roots
    (first,) = np.flatnonzero(leg.web.edges[:, 0] == node)
    inwards = leg.web.path_mm[first, 1, :2] - leg.web.path_mm[first, 0, :2]
    outwards = leg.vessel("reticular_feeder").path_mm[1] - leg.vessel("reticular_feeder").path_mm[0]
    along = -inwards[0] * outwards[0] + inwards[1] * outwards[1]  # s grows upwards, y downwards
    assert along > 0.7 * np.hypot(*inwards) * np.hypot(outwards[0], outwards[1])


@pytest.mark.parametrize("leg", LEGS, ids=ids)
def test_paths_are_fine_enough_to_scan_and_stay_on_the_leg(leg):
    for vessel in leg.vessels:
        step = np.sqrt((np.diff(vessel.path_mm, axis=0) ** 2).sum(1))
        assert step.max() < 14.0
        assert len(vessel.radius_mm) == len(vessel.path_mm)
        half = [leg.leg.circumference_mm(s) / 2 for s in vessel.path_mm[:, 1]]
        assert (np.abs(vessel.path_mm[:, 0]) < half).all()


@pytest.mark.parametrize("leg", LEGS, ids=ids)
def test_the_accessory_vein_lies_over_the_femoral_vessels_near_the_groin(leg):
    aasv, artery = leg.vessel("aasv").path_mm, leg.vessel("femoral_artery").path_mm
    high = aasv[aasv[:, 1] > 735.0]
    below = np.interp(high[:, 1], artery[:, 1], artery[:, 0])
    deep = np.interp(high[:, 1], artery[:, 1], artery[:, 2])
    assert np.abs(high[:, 0] - below).max() < 22.0
    assert (high[:, 2] < deep).all()


def test_calibre_of_the_great_saphenous_vein_follows_its_distribution():
    legs = [{v.id: v for v in trunks(PatientSpec(), Seeds(seed))} for seed in range(60)]
    drawn = [2 * leg["gsv"].radius_mm[-1] for leg in legs]
    assert abs(np.mean(drawn) - 3.7) < 0.6  # Mendoza 2013: 3.7 +- 0.9 mm
    assert 0.4 < np.std(drawn) < 1.4


def test_a_case_without_sources_drains_its_threads_through_a_sound_vein():
    patient = grow(PatientSpec(), Seeds(1))
    assert all(vessel.reflux_s == 0 for vessel in patient.vessels)
    assert {t.source for t in patient.threads} == {"reticular_vein"}


def test_a_trunk_that_feeds_the_patch_itself_does_so_through_a_reticular_vein():
    spec = PatientSpec(sources=(SourceSpec("long_vein", "GSV", 2.0, 5.0, "patch"),))
    patient = grow(spec, Seeds(1))
    assert patient.vessel("long_vein").kind == "GSV"
    assert "gsv" not in patient.by_id
    assert patient.vessel("long_vein_feeder").reflux_s == 2.0
    assert patient.web.roots[0][1] == "long_vein_feeder"


def test_two_feeders_give_two_roots():
    spec = PatientSpec(
        sources=(*SOURCES, SourceSpec("perforator_1", "perforator", 0.6, 2.4, "patch"))
    )
    patient = grow(spec, Seeds(3))
    assert [vessel for _, vessel in patient.web.roots] == [
        "reticular_feeder",
        "perforator_1_feeder",
    ]
    path = patient.vessel("perforator_1").path_mm  # from the skin inwards, as sound blood flows
    assert path[0, 2] < 7.0
    assert path[-1, 2] > 15.0
