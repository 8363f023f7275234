"""What bearing down shows: a valve at the groin or none, and nothing below a sound one."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.base.units import ticks
from simulator.physics.bearing_down import reaches_groin
from simulator.physics.calf_pump import is_quiet, last_change_tick, reversal, velocity_mm_per_s
from simulator.physics.moment import Moment, Squeeze, Strain
from tests.physics.thigh import AASV, ARTERY, FEEDER, GSV, straight

HELD = Moment("standing", strains=(Strain(120),))
SHORT = Moment("standing", strains=(Strain(120, 480),))
SEGMENT = replace(AASV, kind="GSV", path_mm=AASV.path_mm[:20], radius_mm=AASV.radius_mm[:20])
FEMORAL = straight("femoral_vein", "femoral_vein", -30.0, 26.0, 4.2, rest_mm_per_s=150.0)
FEMORAL = replace(FEMORAL, augmentation_mm_per_s=500.0)


def speeds(vessel, moment, first_s, last_s):
    return [velocity_mm_per_s(vessel, moment, t) for t in range(ticks(first_s), ticks(last_s), 3)]


@given(st.integers(1, 15))
def test_a_leaking_junction_runs_back_for_as_long_as_she_bears_down(held_s):
    moment = Moment("standing", strains=(Strain(120, 120 + 120 * held_s),))
    assert max(speeds(AASV, moment, 1.3, 1.0 + held_s)) < -20.0
    assert min(speeds(AASV, moment, 2.0 + held_s, 4.0 + held_s)) > 0.0


def test_a_sound_terminal_valve_shuts_in_a_moment():
    assert min(speeds(GSV, HELD, 1.0, 1.2)) < -10.0
    assert min(speeds(GSV, HELD, 1.2, 10.0)) >= 0.0


@pytest.mark.parametrize("vessel", [SEGMENT, FEEDER], ids=lambda v: v.kind)
def test_below_a_sound_valve_nothing_shows(vessel):
    assert not reaches_groin(vessel)
    assert min(speeds(vessel, HELD, 1.0, 10.0)) >= 0.0


def test_the_femoral_vein_stops_and_runs_off_afterwards():
    assert max(speeds(FEMORAL, HELD, 3.0, 8.0)) < 5.0
    assert max(speeds(FEMORAL, SHORT, 4.1, 4.5)) > 150.0


def test_lying_weakens_it_and_an_artery_does_not_care():
    lying = replace(HELD, posture="lying")
    assert 0.3 < min(speeds(AASV, lying, 2, 5)) / min(speeds(AASV, HELD, 2, 5)) < 0.4
    assert speeds(ARTERY, HELD, 1, 4) == speeds(ARTERY, Moment("standing"), 1, 4)


def test_it_cuts_a_reversal_short_and_is_quiet_once_the_belly_is_hard():
    squeeze = Squeeze(120, 240)
    both = Moment("standing", (squeeze,), strains=(Strain(300),))
    assert reversal(AASV, both, squeeze)[1] == 300
    tick = last_change_tick(both, (AASV, GSV))
    assert is_quiet(both, tick, (AASV, GSV))
    assert not is_quiet(both, 310)
    settled = [velocity_mm_per_s(AASV, both, t) for t in range(tick, tick + 1200, 60)]
    assert max(settled) - min(settled) < 2.0
