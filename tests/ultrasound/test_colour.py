"""Colour Doppler: true velocity, true aliasing, and agreement with the geometry of evidence."""

from dataclasses import replace

import numpy as np
import pytest

from simulator.base.units import ticks
from simulator.physics.beam import nyquist_mm_per_s, obstacle
from simulator.physics.calf_pump import velocity_mm_per_s
from simulator.physics.moment import Moment, ProbePose, Squeeze
from simulator.physics.pressing import image_depth_mm
from simulator.physics.scanner import Scanner
from simulator.ultrasound.colour import look_for_flow
from tests.physics.thigh import AASV
from tests.ultrasound.conftest import noise_bank

ALONG = ProbePose(10.0, 640.0, yaw_rad=np.pi / 2)
DEPTH_UM = round(1000 * image_depth_mm(10.0, 400.0))
SETTINGS = Scanner(is_colour=1, steer_mrad=340, box_z_um=DEPTH_UM)
REST = Moment("standing")
FULL = Moment("standing", (Squeeze(120, 240),))


@pytest.fixture(scope="module")
def flowing(machine):
    """Return the colour of the held vein as if its blood moved at a share of Nyquist."""
    bank = noise_bank()

    def at(nyquist_frac, settings=SETTINGS, tick=126):  # a quarter breath: the vein's crest
        speed = nyquist_frac * nyquist_mm_per_s(settings) / np.sin(settings.steer_mrad / 1000)
        vein = replace(AASV, rest_mm_per_s=-speed / 1.65)
        still = machine.still(ALONG, settings, tick, "standing")
        held = tuple(replace(s, vessel=vein) for s in still.sections if s.vessel.id == "aasv")
        still, grey = replace(still, sections=held), machine.grey(still, tick)
        return look_for_flow(still, grey, settings, REST, tick, bank, seed=7)

    return at


def core(colour):
    fast = abs(colour.truth_mm_per_s)
    return colour.is_blood & (fast > 0.93 * fast.max())


@pytest.mark.parametrize("share", [-0.85, -0.5, 0.35, 0.6, 0.85])
def test_velocity_is_read_within_eight_per_cent_of_nyquist(flowing, share):
    colour = flowing(share)
    middle = core(colour)
    error = (colour.velocity_mm_per_s - colour.truth_mm_per_s)[middle]
    assert np.sqrt((error**2).mean()) < 0.08 * nyquist_mm_per_s(SETTINGS)


@pytest.mark.parametrize("share", [-1.6, -1.3, 1.3, 1.6])
def test_faster_than_nyquist_shows_the_opposite_sign(flowing, share):
    colour = flowing(share)
    signs = np.sign(colour.velocity_mm_per_s[core(colour)])
    assert (signs == -np.sign(share)).mean() > 0.97


@pytest.mark.parametrize("steer_mrad", [-340, -200, 200, 340])
def test_velocity_along_the_beam_follows_the_sine_of_the_steer(flowing, steer_mrad):
    settings = replace(SETTINGS, steer_mrad=steer_mrad, prf_hz=1200)
    colour = flowing(0.6, settings)
    middle = core(colour)
    assert colour.velocity_mm_per_s[middle].mean() == pytest.approx(
        colour.truth_mm_per_s[middle].mean(), rel=0.15
    )
    assert np.sign(colour.truth_mm_per_s[middle].mean()) == 1


def test_the_wall_filter_removes_slow_flow(flowing):
    slow, fast = flowing(0.03), flowing(0.6)
    ratio = slow.power[core(slow)].mean() / fast.power[core(fast)].mean()
    assert 10 * np.log10(ratio) < -5.0


def coloured_frac(machine, settings, tick, pose=ALONG, moment=FULL):
    colour = machine.image(pose, settings, moment, tick, moment.posture).colour
    lumen = colour.is_blood.sum() * 0.45 * 0.30
    return len(colour.pixels) * 0.2 * (settings.depth_um / 1000 / 512) / max(lumen, 1e-9)


def test_augmentation_is_blue_and_reflux_is_red(machine):
    slower = replace(SETTINGS, prf_hz=1600)
    for tick, is_red in ((150, False), (290, True)):
        pixels = machine.image(ALONG, slower, FULL, tick, "standing").pixels
        red, blue = (pixels >> 16 & 255).astype(int), (pixels & 255).astype(int)
        more_red, more_blue = (red > blue + 60).sum(), (blue > red + 60).sum()
        assert (more_red > 5 * more_blue) if is_red else (more_blue > 5 * more_red)


def test_inversion_swaps_the_colours(machine):
    straight = machine.image(ALONG, SETTINGS, FULL, 290, "standing").colour.levels
    turned = replace(SETTINGS, is_inverted=1)
    swapped = machine.image(ALONG, turned, FULL, 290, "standing").colour.levels
    assert straight.mean() > 127 > swapped.mean()


def test_a_squeeze_flashes_over_the_tissue(machine):
    still = len(machine.image(ALONG, SETTINGS, FULL, 60, "standing").colour.pixels)
    flash = len(machine.image(ALONG, SETTINGS, FULL, 131, "standing").colour.pixels)
    assert flash > 2 * still


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"steer_mrad": -340},
        {"steer_mrad": 0},
        {"prf_hz": 2500},
        {"prf_hz": 5000, "wall_filter_hz": 250},
        {"box_z_um": 30_000},
        {"wall_filter_hz": 400, "prf_hz": 2000},
        {"is_colour": 1, "frequency_khz": 13_000},
    ],
)
def test_what_the_evidence_calls_visible_is_coloured_and_the_rest_is_not(machine, change):
    settings = replace(SETTINGS, **change)
    tick = 240 + ticks(0.4)
    speed = velocity_mm_per_s(AASV, FULL, tick)
    said = obstacle(AASV, machine.patient, ALONG, settings, "standing", speed, FULL)
    shown = coloured_frac(machine, settings, tick)
    assert (shown > 0.25) if said is None else (shown < 0.15), (said, shown)
