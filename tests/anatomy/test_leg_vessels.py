"""The vessels of the leg: where they run, what they are called, which of them leak."""

import itertools

import numpy as np
import pytest

from simulator.anatomy.grow import grow
from simulator.anatomy.landmarks import landmarks, territory, usual_source
from simulator.anatomy.patient import Leg
from simulator.anatomy.spec import SITES, PatientSpec, SourceSpec
from simulator.anatomy.trunks import trunks
from simulator.base.seeds import Seeds
from simulator.physics.calf_pump import reversal
from simulator.physics.moment import Moment, Squeeze

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
    assert {v.id for v in leg.vessels if v.is_artery} == {
        "femoral_artery",
        "popliteal_artery",
        "posterior_tibial_artery",
    }


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


def test_the_small_saphenous_vein_meets_the_popliteal_at_the_crease():
    for leg in LEGS:
        ssv, popliteal = leg.vessel("ssv").path_mm, leg.vessel("popliteal_vein").path_mm
        gap = np.sqrt(((popliteal - ssv[-1]) ** 2).sum(1)).min()
        assert gap < 14.0
        assert abs(ssv[-1, 1] - leg.leg.knee_s_mm) < 20.0
        extension = leg.vessel("thigh_extension").path_mm
        assert np.abs(extension[0] - ssv[-1]).max() < 9.0, "it goes on where the vein goes deep"


@pytest.mark.parametrize(
    ("perforator", "superficial", "deep"),
    [
        ("femoral_canal_perforator", "gsv", "femoral_vein"),
        ("posterior_tibial_perforator", None, "posterior_tibial_vein"),
        ("paratibial_perforator", "gsv", "posterior_tibial_vein"),
        ("lateral_thigh_perforator", "lateral_subdermic", None),
    ],
)
def test_perforators_lead_from_a_superficial_to_a_deep_vein(perforator, superficial, deep):
    for leg in LEGS:
        vein = leg.vessel(perforator)
        assert vein.kind == "perforator"
        assert (np.diff(vein.path_mm[:, 2]) > -0.2).all(), "inwards all the way"
        assert 2 * vein.radius_mm.max() < 3.5, "a sound perforator (SVS/AVF 2011)"
        for name, end in ((superficial, vein.path_mm[0]), (deep, vein.path_mm[-1])):
            if name:
                other = leg.vessel(name)
                gap = np.sqrt(((other.path_mm - end) ** 2).sum(1)).min()
                assert gap < 9.0 + other.radius_mm.max(), (perforator, name)


def test_most_refluxing_great_saphenous_veins_are_sound_at_the_junction():
    spec = PatientSpec(sources=(SourceSpec("gsv", "GSV", 2.0, 5.0, "patch"),))
    legs = [{v.id: v for v in trunks(spec, Seeds(seed))} for seed in range(200)]
    sound = ["gsv_proximal" in leg for leg in legs]
    assert 0.84 <= np.mean(sound) <= 0.97  # Engelhorn 2007: the junction leaks in 9 %
    segmental = ["gsv_proximal" in leg and "gsv_distal" in leg for leg in legs]
    assert 0.66 <= np.mean(segmental) <= 0.92


def test_the_pieces_of_a_leaking_trunk_make_one_course():
    spec = PatientSpec(sources=(SourceSpec("gsv", "GSV", 2.0, 5.0, "patch"),))
    for seed in range(20):
        leg = {v.id: v for v in trunks(spec, Seeds(seed))}
        pieces = [leg[name] for name in ("gsv_distal", "gsv", "gsv_proximal") if name in leg]
        for below, above in itertools.pairwise(pieces):
            assert (below.path_mm[-1] == above.path_mm[0]).all()
        assert [v.reflux_s > 0 for v in pieces] == [v.id == "gsv" for v in pieces]
        assert 2 * leg["gsv"].radius_mm.max() == pytest.approx(5.0)
        assert all(v.augmentation_mm_per_s > 0 for v in pieces)


def test_a_probe_above_the_leaking_segment_sees_sound_flow():
    spec = PatientSpec(sources=(SourceSpec("gsv", "GSV", 2.0, 5.0, "patch"),))
    leg = next(
        found for seed in range(50) if "gsv_proximal" in (found := grow(spec, Seeds(seed))).by_id
    )
    squeeze = Squeeze(pressed_tick=0, released_tick=120)
    moment = Moment(posture="standing", squeezes=(squeeze,))
    spans = {
        name: np.subtract(*reversed(reversal(leg.vessel(name), moment, squeeze)))
        for name in ("gsv", "gsv_proximal")
    }
    assert spans["gsv"] > 120 * 1.0
    assert spans["gsv_proximal"] < 120 * 0.5


def test_a_place_on_the_leg_has_a_name():
    leg = Leg("left")
    found = {name: territory(leg, *place) for name, place in landmarks(leg).items()}
    assert found["popliteal crease"] == "posterior knee"
    assert found["medial malleolus"] == "medial ankle"
    assert found["lateral malleolus"] == "lateral ankle"
    assert found["groin crease"] == "anterior groin"
    assert territory(leg, 110.0, 590.0) == "lateral mid thigh"


@pytest.mark.parametrize(
    ("where", "u_mm", "s_mm", "vein"),
    [
        ("lateral thigh", 110.0, 590.0, "lateral_subdermic"),
        ("front of the thigh", 20.0, 620.0, "aasv"),
        ("back of the calf", 165.0, 330.0, "ssv"),
        ("inner calf", -85.0, 300.0, "gsv"),
        ("back of the thigh", 200.0, 620.0, "thigh_extension"),
    ],
)
def test_every_territory_has_its_usual_source(where, u_mm, s_mm, vein):
    assert usual_source(Leg("left"), u_mm, s_mm) == vein
    assert vein in LEGS[0].by_id


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
