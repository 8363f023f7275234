"""What is heard: direction in the ears, no click between blocks, silence off the vein."""

from dataclasses import replace

import numpy as np

from simulator.physics.moment import Moment, ProbePose, Squeeze
from simulator.physics.pressing import image_depth_mm
from simulator.physics.scanner import Scanner
from simulator.ultrasound.loudspeaker import RATE_HZ

ALONG = ProbePose(10.0, 640.0, yaw_rad=np.pi / 2)
DEPTH_UM = round(1000 * image_depth_mm(10.0, 400.0))
SETTINGS = Scanner(is_pulsed=1, steer_mrad=340, gate_z_um=DEPTH_UM, prf_hz=2000)
FULL = Moment("standing", (Squeeze(120, 240),))


def loudness_db(samples):
    return 10 * np.log10((samples.astype(float) ** 2).mean(0) + 1.0)


def test_reflux_is_heard_in_one_ear_and_augmentation_in_the_other(machine):
    back = loudness_db(machine.sound(ALONG, SETTINGS, FULL, 290, 330))
    forth = loudness_db(machine.sound(ALONG, SETTINGS, FULL, 145, 165))
    assert back[0] > back[1] + 12.0
    assert forth[1] > forth[0] + 12.0


def test_blocks_join_without_a_click(machine):
    whole = machine.sound(ALONG, SETTINGS, FULL, 280, 312).astype(float)
    parts = [machine.sound(ALONG, SETTINGS, FULL, t, t + 8) for t in (280, 288, 296, 304)]
    joined = np.concatenate(parts).astype(float)
    assert len(whole) == len(joined) == round(32 / 120 * RATE_HZ)
    assert abs(whole - joined).max() < 0.1 * abs(whole).max()


def test_a_gate_off_the_vein_is_quiet(machine):
    off = replace(SETTINGS, gate_z_um=DEPTH_UM + 6000)
    heard = loudness_db(machine.sound(ALONG, SETTINGS, FULL, 290, 330)).max()
    assert loudness_db(machine.sound(ALONG, off, FULL, 290, 330)).max() < heard - 8.0
