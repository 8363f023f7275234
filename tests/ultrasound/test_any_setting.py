"""Every control at any value and any hold of the probe gives a finite picture and spectrum."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.physics.beam import measurement_obstacle, obstacle
from simulator.physics.moment import POSTURES, Moment, ProbePose, Squeeze
from simulator.physics.scanner import RANGES, Scanner
from simulator.ultrasound.machine import Machine
from tests.physics.thigh import patient

FREQUENCIES = (5000, 9000, 18_000)
POSES = st.builds(
    ProbePose,
    u_mm=st.floats(-220, 220),
    s_mm=st.floats(90, 810),
    yaw_rad=st.floats(-3.2, 3.2),
    tilt_rad=st.floats(-0.6, 0.6),
    pressure_pa=st.floats(0, 14_000),
    rock_rad=st.floats(-0.55, 0.55),
)
NEAR = st.builds(
    ProbePose,
    u_mm=st.floats(0, 75),
    s_mm=st.floats(560, 760),
    yaw_rad=st.floats(-3.2, 3.2),
    tilt_rad=st.floats(-0.6, 0.6),
    pressure_pa=st.floats(0, 14_000),
    rock_rad=st.floats(-0.55, 0.55),
)
SETTINGS = st.builds(
    Scanner,
    **{name: st.integers(low, high) for name, (low, high) in RANGES.items()}
    | {"frequency_khz": st.sampled_from(FREQUENCIES), "is_colour": st.just(1)},
)
MOMENTS = st.builds(
    Moment,
    posture=st.sampled_from(POSTURES),
    squeezes=st.sampled_from([(), (Squeeze(10),), (Squeeze(10, 60), Squeeze(80, 200))]),
)


@settings(max_examples=30)
@given(st.one_of(POSES, NEAR), SETTINGS, MOMENTS, st.integers(0, 400))
def test_any_setting_gives_a_finite_picture_spectrum_and_reason(
    machine: Machine, pose: ProbePose, scanner: Scanner, moment: Moment, tick: int
):
    image = machine.image(pose, scanner, moment, tick, moment.posture)
    assert image.pixels.shape == (512, 192)
    assert np.isfinite(machine.still(pose, scanner, tick, moment.posture).intensity).all()
    columns = machine.spectrum(pose, scanner, moment, tick, tick + 4, moment.posture)
    assert columns.shape == (256, 8)
    assert len(machine.sound(pose, scanner, moment, tick, tick + 6, moment.posture)) > 0
    for vessel in patient().vessels:
        for ask in (obstacle, measurement_obstacle):
            said = ask(vessel, machine.patient, pose, scanner, moment.posture, 50.0, moment)
            assert said is None or said[0].islower()
