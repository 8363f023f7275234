"""Every control of the console acts as it does on a real one."""

from dataclasses import replace

import numpy as np
import pytest

from simulator.physics.beam import scale_mm_per_s
from simulator.physics.moment import Moment, ProbePose, Squeeze
from simulator.physics.pressing import image_depth_mm
from simulator.physics.scanner import Scanner
from simulator.ultrasound.machine import gain_by_row_db
from simulator.ultrasound.palette import PACKED, bar, develop
from simulator.ultrasound.strip import Strip

QUIET = ProbePose(-40.0, 640.0)  # fat and muscle, no vessel
ALONG = ProbePose(10.0, 640.0, yaw_rad=np.pi / 2)
DEPTH_UM = round(1000 * image_depth_mm(10.0, 400.0))
FULL = Moment("standing", (Squeeze(120, 240),))
COLOUR = Scanner(is_colour=1, steer_mrad=340, box_z_um=DEPTH_UM)
GATE = Scanner(is_pulsed=1, steer_mrad=340, gate_z_um=DEPTH_UM, prf_hz=2000)


def grey(machine, settings, tick=0, pose=QUIET):
    still = machine.still(pose, settings, tick, "standing")
    return machine.grey(still, tick, settings).astype(float)


def test_gain_brightens_by_as_many_decibels():
    level = np.full((512, 4), 1e-4, np.float32)
    step = develop(level, gain_by_row_db(Scanner(gain_cdb=600)))
    assert np.array_equal(step, develop(level * np.float32(10**0.6)))


@pytest.mark.parametrize("band", ["near", "mid", "far"])
def test_each_depth_gain_lifts_its_own_third(machine, band):
    lifted = grey(machine, Scanner(**{f"tgc_{band}_cdb": 1000})) - grey(machine, Scanner())
    thirds = [lifted[rows].mean() for rows in (slice(40, 130), slice(215, 300), slice(400, 500))]
    assert int(np.argmax(thirds)) == ("near", "mid", "far").index(band)
    assert max(thirds) > 15
    assert sum(thirds) - max(thirds) < 0.7 * max(thirds)


def test_a_narrow_dynamic_range_is_harder(machine):
    soft, hard = (grey(machine, Scanner(dynamic_range_cdb=cdb)) for cdb in (8000, 4000))
    assert (hard < 10).mean() > (soft < 10).mean() + 0.1
    assert hard[60:].std() > soft[60:].std()


def test_persistence_calms_the_noise_of_a_held_picture(machine):
    loud = Scanner(gain_cdb=2000, depth_um=60_000)

    def unrest(settings):
        return abs(grey(machine, settings, 40) - grey(machine, settings, 44))[-60:].mean()

    assert unrest(replace(loud, persistence_permille=800)) < 0.6 * unrest(loud)


def test_low_frequencies_see_deeper_and_high_ones_finer(machine):
    def far_share(khz):
        still = machine.still(QUIET, Scanner(khz, 60_000, 20_000), 0, "standing")
        noise = machine.intensity(still, 0) - still.intensity
        return noise[-60:].mean() / still.intensity[-60:].mean()

    def grain(khz):
        seen = machine.still(QUIET, Scanner(khz, 40_000, 16_000), 0, "standing").intensity
        part = seen[180:240] / seen[180:240].mean() - 1
        return (part[:, 1:] * part[:, :-1]).mean() / (part**2).mean()

    assert far_share(5000) < 0.1 < far_share(18_000)
    assert grain(5000) > grain(18_000) + 0.1


def test_the_focus_is_where_the_picture_is_finest(machine):
    def grain(focus_um, rows):
        settings = Scanner(focus_um=focus_um)
        seen = machine.still(QUIET, settings, 0, "standing").intensity[rows]
        part = seen / seen.mean() - 1
        return (part[:, 2:] * part[:, :-2]).mean() / (part**2).mean()

    deep = slice(330, 480)
    assert grain(32_000, deep) < grain(8000, deep)


def colours(machine, settings, tick=280):
    return machine.image(ALONG, settings, FULL, tick, "standing").colour


@pytest.mark.parametrize("shift", [-600, 500])
def test_the_baseline_moves_where_colour_aliases(machine, shift):
    settings = replace(COLOUR, prf_hz=900, baseline_permille=shift)
    low, high = scale_mm_per_s(settings)
    seen = colours(machine, settings)
    assert seen.velocity_mm_per_s.min() >= low - 0.1
    assert seen.velocity_mm_per_s.max() <= high + 0.1


def test_a_baseline_moved_down_makes_room_for_fast_reflux(machine):
    aliased = replace(COLOUR, prf_hz=500)
    roomy = replace(aliased, baseline_permille=800)
    core = colours(machine, aliased)
    fast = core.is_blood & (core.truth_mm_per_s > 0.9 * core.truth_mm_per_s.max())
    assert (core.velocity_mm_per_s[fast] < 0).mean() > 0.9
    assert (colours(machine, roomy).velocity_mm_per_s[fast] > 0).mean() > 0.9


def test_the_colour_bar_is_dark_where_the_baseline_is():
    assert np.array_equal(bar(0.0), PACKED[256:])
    assert np.array_equal(bar(0.0, is_inverted=True), PACKED[:255:-1])
    for shift in (-0.6, 0.5):
        bright = sum((bar(shift) >> s & 255).astype(int) for s in (0, 8, 16))
        assert int(bright.argmin()) == pytest.approx(127.5 * (1 - shift), abs=4)


def test_the_baseline_of_the_strip_brings_wrapped_flow_back(machine):
    low_prf = replace(GATE, prf_hz=500)
    rolled = replace(low_prf, baseline_permille=500)
    plain = machine.spectrum(ALONG, low_prf, FULL, 280, 284)
    assert np.array_equal(
        machine.spectrum(ALONG, rolled, FULL, 280, 284), np.roll(plain, 64, axis=0)
    )


def test_pulsed_gain_lifts_the_strip_and_colour_gain_does_not(machine):
    plain = machine.spectrum(ALONG, GATE, FULL, 280, 284).mean()
    louder = replace(GATE, pulsed_gain_cdb=600)
    other = replace(GATE, colour_gain_cdb=600)
    assert machine.spectrum(ALONG, louder, FULL, 280, 284).mean() > plain + 5
    assert machine.spectrum(ALONG, other, FULL, 280, 284).mean() == plain


def test_a_slower_sweep_brings_back_what_was_there(machine):
    strip = Strip(machine)
    for tick in range(0, 500, 20):
        strip.run(ALONG, GATE, FULL, tick, "standing")
    assert strip.columns.shape == (256, 4 * 240)
    fast = strip.columns.copy()
    strip.run(ALONG, replace(GATE, sweep_ms=8000), FULL, 480, "standing")
    assert strip.columns.shape == (256, 8 * 240)
    assert np.array_equal(strip.columns[:, -4 * 240 :], fast)
    assert strip.end_tick - strip.start_tick == 8 * 120
