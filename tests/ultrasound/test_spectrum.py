"""The spectrum: true frequencies, true times, the same columns in any order."""

from dataclasses import replace

import numpy as np
import pytest

from simulator.base.units import ticks
from simulator.physics.beam import SOUND_MM_PER_S
from simulator.physics.calf_pump import reversal
from simulator.physics.moment import Moment, ProbePose, Squeeze
from simulator.physics.pressing import image_depth_mm
from simulator.physics.scanner import Scanner
from simulator.ultrasound.pulsed import columns, open_gate
from simulator.ultrasound.strip import Strip
from tests.physics.thigh import AASV, ARTERY
from tests.ultrasound.conftest import noise_bank

ALONG = ProbePose(10.0, 640.0, yaw_rad=np.pi / 2)
DEPTH_UM = round(1000 * image_depth_mm(10.0, 400.0))
SETTINGS = Scanner(is_pulsed=1, steer_mrad=340, gate_z_um=DEPTH_UM, prf_hz=2000)
FULL = Moment("standing", (Squeeze(120, 240),))
STEER = np.sin(0.340)
BANK = noise_bank()


@pytest.fixture(scope="module")
def gate(machine):
    return open_gate(machine.still(ALONG, SETTINGS, 0, "standing"), SETTINGS, 7)


def read(gate, vessel, moment, start, end, settings=SETTINGS):
    """Return (columns, bins): the spectrum of `vessel` with +Nyquist last."""
    gate = replace(gate, flows=tuple((vessel, share) for _, share in gate.flows))
    grey = columns(gate, settings, moment, start, end, BANK, 7)
    return grey[::-1].T.astype(float)


def hertz(settings=SETTINGS):
    return (np.arange(256) - 128) / 256 * settings.prf_hz


@pytest.mark.parametrize("speed", [80.0, 200.0, -250.0])
def test_the_edge_of_the_spectrum_is_the_shift_of_the_centre_line(gate, speed):
    # breathing makes the vein swing; at tick 126 (a quarter breath) it stands at its crest
    vein = replace(AASV, rest_mm_per_s=speed / 1.65)
    level = read(gate, vein, Moment("standing"), 116, 136).mean(0)
    bright = np.nonzero(level > 0.55 * level.max())[0]
    edge = hertz()[bright[np.argmax(abs(hertz()[bright]))]]
    wanted = -2 * 5e6 * speed * STEER / SOUND_MM_PER_S
    assert edge == pytest.approx(wanted, abs=0.12 * abs(wanted) + 30.0)


def test_flow_faster_than_nyquist_wraps_to_the_other_side(gate):
    settings = replace(SETTINGS, prf_hz=1000)
    vein = replace(AASV, rest_mm_per_s=300.0 / 1.65)
    level = read(gate, vein, Moment("standing"), 116, 136, settings).mean(0)
    hz = hertz(settings)
    assert level[hz > 100].sum() > 0.35 * level[abs(hz) > 100].sum()


@pytest.mark.parametrize("reflux_s", [0.35, 0.45, 0.6, 1.0, 1.7, 3.0])
def test_reflux_can_be_timed_within_a_twentieth_of_a_second(gate, reflux_s):
    vein = replace(AASV, reflux_s=reflux_s)
    start, end = reversal(vein, FULL, FULL.squeezes[0])
    level = read(gate, vein, FULL, start - 30, end + 60)
    above = level[:, hertz() > 75].mean(1)
    background = np.median(above[-40:])
    is_on = np.convolve(above > background + 4.0, np.ones(5) / 5, "same") > 0.5
    on = np.nonzero(is_on)[0]
    gaps = np.nonzero(np.diff(on) > 14)[0]
    last = on[gaps[0]] if len(gaps) else on[-1]
    measured_s = (last - on[0]) / 240
    assert measured_s == pytest.approx((end - start) / 120, abs=0.05)
    assert (measured_s > 0.5) == (end - start > ticks(0.5))


def test_an_artery_shows_three_phases_each_beat(gate):
    settings = replace(SETTINGS, prf_hz=5000)
    level = read(gate, ARTERY, Moment("standing"), 0, 106, settings)
    hz = hertz(settings)
    away, towards = level[:, hz < -200].mean(1), level[:, hz > 150].mean(1)
    systole, back = int(away.argmax()), int(towards.argmax())
    assert systole < back
    assert away[back + 20 :].max() > away[back] + 2.0


def test_columns_do_not_depend_on_how_they_are_asked_for(gate):
    whole = read(gate, AASV, FULL, 200, 240)
    first = read(gate, AASV, FULL, 200, 212)
    rest = read(gate, AASV, FULL, 212, 240)
    assert abs(whole - np.concatenate([first, rest])).max() <= 1.0


def test_a_gate_outside_the_vein_hears_no_flow(machine):
    settings = replace(SETTINGS, gate_z_um=DEPTH_UM + 6000)
    missed = open_gate(machine.still(ALONG, settings, 0, "standing"), settings, 7)
    assert missed.fill_frac == 0.0


def test_a_live_strip_shows_what_the_machine_would_and_scrolls(machine):
    strip = Strip(machine, seconds=2)
    for tick in range(100, 330, 5):
        strip.run(ALONG, SETTINGS, FULL, tick, "standing")
    wanted = machine.spectrum(ALONG, SETTINGS, FULL, strip.end_tick - 60, strip.end_tick)
    shown = strip.columns[:, -120:].astype(float)
    assert strip.columns.shape == (256, 480)
    assert abs(shown - wanted).max() <= 1.0


def test_a_new_scale_restarts_the_strip(machine):
    strip = Strip(machine, seconds=2)
    for tick in (100, 150, 200):
        strip.run(ALONG, SETTINGS, FULL, tick, "standing")
    assert strip.columns.any()
    strip.run(ALONG, replace(SETTINGS, prf_hz=3000), FULL, 210, "standing")
    assert not strip.columns.any()
