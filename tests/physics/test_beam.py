"""Where the image plane meets a vessel, and the first reason why a flow cannot be shown."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.base.units import PA_PER_MMHG
from simulator.physics.beam import (
    is_measurable,
    measurement_obstacle,
    nyquist_mm_per_s,
    obstacle,
    scale_mm_per_s,
)
from simulator.physics.column import venous_pa
from simulator.physics.image_plane import cut, pieces_met
from simulator.physics.moment import Moment, ProbePose
from simulator.physics.pressing import image_depth_mm, open_factors, tissue_depth_mm
from simulator.physics.scanner import Scanner
from tests.laws.random_play import first_state
from tests.physics.thigh import AASV, ARTERY, FEEDER, patient

PATIENT = patient()
ALONG = ProbePose(10.0, 640.0, yaw_rad=np.pi / 2)
ROCKED = replace(ALONG, rock_rad=0.25)
ACROSS = ProbePose(10.0, 640.0)
SETTINGS = Scanner(is_colour=1, is_pulsed=1, steer_mrad=340, gate_z_um=10_700, box_z_um=10_700)
STANDING = Moment("standing")


def why(vessel=AASV, pose=ALONG, settings=SETTINGS, posture="standing", speed=150.0, closed=()):
    moment = Moment(posture, closed=closed)
    return obstacle(vessel, PATIENT, pose, settings, posture, speed, moment)


@given(st.floats(0.0, 60.0), st.floats(0.0, 12_000.0))
def test_image_depth_undoes_tissue_depth(depth_mm, pressure_pa):
    there = image_depth_mm(depth_mm, pressure_pa)
    assert tissue_depth_mm(there, pressure_pa) == pytest.approx(depth_mm, abs=1e-9)


@pytest.mark.parametrize(
    ("posture", "mmhg"), [("lying", 25.0), ("sitting", 55.0), ("standing", 70.0)]
)
def test_a_superficial_vein_closes_at_the_pressure_of_its_posture(posture, mmhg):
    pressures = np.arange(0.0, 12_000.0, 40.0)
    blood_pa = venous_pa(PATIENT.leg, 600.0, posture)
    heights = [open_factors(AASV, 0.0, float(p), blood_pa)[0] for p in pressures]
    closes = pressures[int(np.argmax(np.array(heights) < 0.15))] / PA_PER_MMHG
    assert closes == pytest.approx(mmhg, abs=6.0)


@given(st.floats(-400.0, 400.0), st.floats(80.0, 820.0), st.floats(-3.1, 3.1))
def test_no_vein_in_the_image_is_passed_over_by_its_outline(u_mm, s_mm, yaw_rad):
    """A vein is looked at closely only where its outline comes near the probe."""
    pose = ProbePose(u_mm, s_mm, yaw_rad)
    for vessel in first_state().patient.vessels:
        met = pieces_met(vessel, PATIENT.leg, pose, "standing")
        assert (met is None) == (cut(vessel, PATIENT.leg, pose) is None)


@given(st.floats(0.0, 11_000.0), st.floats(0.0, 30.0))
def test_pressing_harder_never_opens_a_vein(pressure_pa, depth_mm):
    tall, _ = open_factors(AASV, depth_mm, pressure_pa, 7000.0)
    flatter, _ = open_factors(AASV, depth_mm, pressure_pa + 500.0, 7000.0)
    assert flatter <= tall + 1e-12


def test_a_probe_across_the_vein_cuts_it_where_it_lies():
    seen = cut(AASV, PATIENT.leg, replace(ACROSS, u_mm=6.0))
    assert seen.x_mm == pytest.approx(4.0)
    assert seen.distance_mm == pytest.approx(0.0, abs=1e-9)
    assert seen.depth_mm == pytest.approx(image_depth_mm(10.0, 400.0))


def test_a_probe_half_a_hand_away_does_not_meet_the_vein():
    assert cut(AASV, PATIENT.leg, replace(ACROSS, u_mm=40.0)) is None


def test_a_probe_along_the_vein_but_beside_it_does_not_meet_it():
    assert cut(AASV, PATIENT.leg, replace(ALONG, u_mm=13.5)) is None
    assert cut(AASV, PATIENT.leg, replace(ALONG, u_mm=11.5)).distance_mm == pytest.approx(1.5)


def test_a_vein_behind_the_leg_is_met_the_short_way_round():
    around = PATIENT.leg.circumference_mm(640.0)
    assert cut(AASV, PATIENT.leg, replace(ACROSS, u_mm=10.0 + around)).x_mm == pytest.approx(0.0)


@given(st.integers(-349, 349))
def test_the_angle_along_a_flat_vein_follows_the_steer(steer_mrad):
    seen = cut(AASV, PATIENT.leg, ALONG, "standing", replace(SETTINGS, steer_mrad=steer_mrad))
    assert seen.cos_angle == pytest.approx(-np.sin(steer_mrad / 1000.0), abs=1e-9)


def test_nyquist_is_the_textbook_value():
    at_60_degrees = nyquist_mm_per_s(Scanner(prf_hz=1000, frequency_khz=9000), 0.5)
    assert at_60_degrees == pytest.approx(154.0)


def test_a_well_held_probe_shows_and_measures_reflux():
    assert why() is None
    assert is_measurable(AASV, PATIENT, ROCKED, SETTINGS, "standing", 150.0, STANDING)


def test_over_sixty_degrees_the_flow_shows_and_is_not_measured():
    said = measurement_obstacle(AASV, PATIENT, ALONG, SETTINGS, "standing", 150.0, STANDING)
    assert said == "the angle between beam and flow is over 60 degrees"
    assert why() is None


@given(st.floats(-0.52, 0.52), st.integers(-349, 349))
def test_heel_toe_adds_to_the_steer(rock_rad, steer_mrad):
    pose, settings = replace(ALONG, rock_rad=rock_rad), replace(SETTINGS, steer_mrad=steer_mrad)
    seen = cut(AASV, PATIENT.leg, pose, "standing", settings)
    assert seen.cos_angle == pytest.approx(-np.sin(rock_rad + steer_mrad / 1000.0), abs=1e-9)


@given(st.floats(-0.52, 0.52), st.floats(-15.0, 15.0))
def test_heel_toe_shows_deeper_what_lies_under_the_lifted_end(rock_rad, x_mm):
    pose = replace(ACROSS, u_mm=10.0 - x_mm, rock_rad=rock_rad)
    seen = cut(AASV, PATIENT.leg, pose)
    assert seen.x_mm == pytest.approx(x_mm)
    level_mm = image_depth_mm(10.0, 400.0)
    assert seen.depth_mm == pytest.approx(level_mm + x_mm * np.tan(rock_rad), abs=1e-9)


@given(st.integers(-900, 900))
def test_the_baseline_gives_to_one_direction_what_it_takes_from_the_other(shift):
    settings = replace(SETTINGS, baseline_permille=shift)
    away, to = scale_mm_per_s(settings, 0.5)
    assert to - away == pytest.approx(2.0 * nyquist_mm_per_s(settings, 0.5))
    assert to == pytest.approx((1.0 + shift / 1000.0) * nyquist_mm_per_s(settings, 0.5))


def test_a_clot_shows_no_flow_and_no_pressure_closes_it():
    clotted = replace(AASV, is_clotted=True)
    assert why(clotted) == "the vein is full of clot"
    assert open_factors(clotted, 10.0, 12_000.0, 1600.0) == (1.0, 1.0)
    assert open_factors(AASV, 10.0, 12_000.0, 1600.0)[0] < 0.15


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"pose": None}, "not on the skin"),
        ({"pose": replace(ALONG, u_mm=60.0)}, "not under the probe"),
        (
            {"vessel": ARTERY, "pose": ACROSS, "settings": replace(SETTINGS, depth_um=20_000)},
            "deeper than",
        ),
        ({"pose": replace(ALONG, pressure_pa=11_500.0)}, "closed by the probe's pressure"),
        ({"settings": replace(SETTINGS, is_frozen=1)}, "frozen"),
        ({"settings": replace(SETTINGS, is_colour=0, is_pulsed=0)}, "Doppler are off"),
        ({"settings": replace(SETTINGS, is_pulsed=0, box_z_um=30_000)}, "outside the colour box"),
        ({"settings": replace(SETTINGS, is_colour=0, gate_z_um=20_000)}, "gate is not in the"),
        ({"settings": replace(SETTINGS, steer_mrad=0)}, "right angle"),
        ({"pose": ACROSS, "settings": replace(SETTINGS, steer_mrad=0)}, "right angle"),
        ({"settings": replace(SETTINGS, prf_hz=5000, is_pulsed=0), "speed": 40.0}, "scale hides"),
        ({"settings": replace(SETTINGS, wall_filter_hz=400), "speed": 80.0}, "wall filter hides"),
        ({"posture": "lying"}, "lying down"),
        ({"closed": ("aasv",)}, "closed by treatment"),
        ({"speed": 0.0}, "no blood is moving"),
    ],
)
def test_the_first_obstacle_is_named(change, reason):
    assert reason in why(**change)


def test_a_feeder_needs_a_high_frequency_and_a_light_hand():
    pose = ProbePose(70.0, 600.0, yaw_rad=np.pi / 2, pressure_pa=300.0)
    settings = replace(SETTINGS, box_z_um=3500, is_pulsed=0)
    high = replace(settings, frequency_khz=14_000)
    assert "frequency is too low" in why(FEEDER, pose, settings, speed=50.0)
    assert why(FEEDER, pose, high, speed=50.0) is None
    heavy = replace(pose, pressure_pa=6500.0)
    assert "pressure" in why(FEEDER, heavy, high, speed=50.0)


def test_measuring_needs_the_gate_even_when_colour_shows_the_flow():
    settings = replace(SETTINGS, gate_z_um=20_000)
    assert why(settings=settings) is None
    reason = measurement_obstacle(AASV, PATIENT, ALONG, settings, "standing", 150.0, STANDING)
    assert reason == "the gate is not in the vein"


def test_the_gate_is_enough_where_colour_is_too_slow():
    fast_scale = replace(SETTINGS, prf_hz=3500)
    assert "velocity scale" in why(settings=replace(fast_scale, is_pulsed=0), speed=80.0)
    assert why(settings=fast_scale, speed=80.0) is None
