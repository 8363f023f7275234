"""The scanner is a measurement: same question, same picture, and nothing is changed by it."""

from dataclasses import replace

import numpy as np
import pytest

from simulator.base.digest import digest
from simulator.physics.moment import Moment, ProbePose, Squeeze
from simulator.physics.pressing import image_depth_mm
from simulator.physics.scanner import Scanner
from simulator.ultrasound.machine import Machine
from tests.physics.thigh import patient

REST = Moment("standing")
ACROSS = ProbePose(10.0, 640.0)
FEEDER = ProbePose(70.0, 600.0, pressure_pa=300.0)
PLAIN = Scanner()
HIGH = Scanner(frequency_khz=14_000, depth_um=20_000, focus_um=5000)


def grey(machine, pose, settings=PLAIN, tick=0):
    image = machine.image(pose, settings, REST, tick, "standing")
    return (image.pixels & 255).astype(float), image


def at(image, x_mm, z_mm, half_mm=0.5):
    """Return the slices of a small square of the picture."""
    column = int((x_mm + 19.2) / image.mm_per_column)
    row, half = int(z_mm / image.mm_per_row), half_mm
    down, across = int(half / image.mm_per_row), int(half / image.mm_per_column)
    return slice(row - down, row + down + 1), slice(column - across, column + across + 1)


def test_the_same_question_gives_the_same_pixels_whatever_was_asked_before(machine):
    settings = replace(PLAIN, is_colour=1)
    moment = Moment("standing", (Squeeze(0, 100),))
    first = machine.image(ACROSS, settings, moment, 130, "standing").pixels.copy()
    machine.image(replace(ACROSS, u_mm=12.0), settings, moment, 131, "standing")
    again = machine.image(ACROSS, settings, moment, 130, "standing").pixels
    fresh = Machine(patient(), seed=7).image(ACROSS, settings, moment, 130, "standing").pixels
    assert np.array_equal(first, again)
    assert np.array_equal(first, fresh)


def test_looking_changes_nothing_in_the_patient(machine):
    before = digest(machine.patient.vessels)
    machine.image(ACROSS, replace(PLAIN, is_colour=1), REST, 5, "standing")
    assert digest(machine.patient.vessels) == before


def test_a_held_probe_shows_a_still_picture_under_living_noise(machine):
    quiet = replace(ACROSS, u_mm=-60.0)  # no artery there
    one, image = grey(machine, quiet, tick=10)
    two, _ = grey(machine, quiet, tick=11)
    tissue = at(image, 8.0, 6.0, 2.0)
    assert np.corrcoef(one[tissue].ravel(), two[tissue].ravel())[0, 1] > 0.99
    assert not np.array_equal(one, two)


def test_the_vein_is_a_dark_disc_where_the_beam_geometry_says(machine):
    seen, image = grey(machine, replace(ACROSS, u_mm=6.0))
    depth = image_depth_mm(10.0, 400.0)
    lumen = seen[at(image, 4.0, depth, 0.8)].mean()
    beside = seen[at(image, -6.0, depth, 0.8)].mean()
    assert lumen < 0.5 * beside


def test_the_fascia_over_the_vein_is_a_bright_lid(machine):
    seen, image = grey(machine, ACROSS)
    depth = image_depth_mm(10.0, 400.0)
    above = seen[at(image, 0.0, depth - 4.0, 1.6)]
    assert above.max(0).mean() > 2.0 * above.mean()


def test_a_light_hand_shows_the_feeder_and_a_heavy_one_erases_it(machine):
    def lumen(pressure_pa):
        pose = replace(FEEDER, pressure_pa=pressure_pa)
        seen, image = grey(machine, pose, HIGH)
        depth = image_depth_mm(2.6, pressure_pa)
        return seen[at(image, 0.0, depth, 0.35)].mean()

    assert lumen(300.0) < 45.0
    assert lumen(9000.0) > 2.0 * lumen(300.0)


def test_the_artery_stays_open_under_a_firm_hand(machine):
    pose = replace(ACROSS, u_mm=4.0, pressure_pa=9000.0)
    seen, image = grey(machine, pose)
    depth = image_depth_mm(26.0, 9000.0)
    assert seen[at(image, 0.0, depth, 1.5)].mean() < 40.0


def test_moving_the_probe_moves_the_vein_by_as_much(machine):
    def centre(u_mm):
        seen, image = grey(machine, replace(ACROSS, u_mm=u_mm))
        band = seen[at(image, 0.0, image_depth_mm(10.0, 400.0), 0.8)[0]].mean(0)
        dark = np.convolve(band < 25.0, np.ones(9), "same")
        return (int(dark.argmax()) + 0.5) * image.mm_per_column - 19.2

    assert centre(8.0) - centre(12.0) == pytest.approx(4.0, abs=0.8)
