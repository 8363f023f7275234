"""Heel-toe: the picture is sheared, gel fills the gap, and the beam meets a long vein better."""

from dataclasses import replace

import numpy as np
import pytest

from simulator.physics.image_plane import cut
from simulator.physics.moment import Moment, ProbePose, Squeeze
from simulator.physics.scanner import Scanner
from simulator.ultrasound.plane import COLUMNS, ROWS, plane_at
from tests.physics.thigh import AASV

LEVEL = ProbePose(10.0, 640.0, yaw_rad=np.pi / 2)
ROCKED = replace(LEVEL, rock_rad=0.18)
FULL = Moment("standing", (Squeeze(120, 240),))


def test_a_level_probe_shows_the_frame_as_it_is():
    plane = plane_at(LEVEL, 40.0)
    frame = np.zeros((plane.rows, COLUMNS))
    assert plane.rows == ROWS
    assert plane.shown(frame) is frame


@pytest.mark.parametrize("rock_rad", [-0.3, 0.18, 0.5])
def test_a_rocked_probe_shows_what_lies_at_x_lower_by_the_slope(rock_rad):
    plane = plane_at(replace(LEVEL, rock_rad=rock_rad), 40.0)
    frame = np.broadcast_to(plane.z_mm[:, None], (plane.rows, COLUMNS)).copy()
    wanted = plane.image_z_mm[:, None] - plane.x_mm * np.tan(rock_rad)
    assert abs(plane.shown(frame) - wanted).max() < 0.51 * plane.row_mm + 1e-4


def test_the_lifted_end_shows_gel_and_the_pressed_end_none(machine):
    seen = machine.still(ROCKED, Scanner(), 0, "standing").intensity
    left, right = seen[8:40, 5:25].mean(), seen[8:40, -25:-5].mean()
    assert right < 0.05 * left


def test_the_lumen_lies_where_the_evidence_looks_for_it(machine):
    still = machine.still(ROCKED, Scanner(), 0, "standing")
    for look_x in (-12.0, 0.0, 12.0):
        seen = cut(AASV, machine.patient.leg, ROCKED, "standing", Scanner(), (look_x, 12.0))
        at = np.array([seen.x_mm]), np.array([seen.depth_mm])
        lumen = next(s for s in still.sections if s.vessel.id == "aasv")
        assert lumen.at(*at, still.plane)[0][0] < 0.1


def test_heel_toe_brings_a_vein_along_the_skin_within_sixty_degrees(machine):
    settings = Scanner(is_colour=1, steer_mrad=340, box_z_um=11_000, prf_hz=2500)
    level = cut(AASV, machine.patient.leg, LEVEL, "standing", settings)
    rocked = cut(AASV, machine.patient.leg, ROCKED, "standing", settings)
    assert abs(level.cos_angle) < 0.5 - 0.1
    assert abs(rocked.cos_angle) >= 0.49
    fast = [
        abs(machine.image(pose, settings, FULL, 280, "standing").colour.truth_mm_per_s).max()
        for pose in (LEVEL, ROCKED)
    ]
    assert fast[1] / fast[0] == pytest.approx(rocked.cos_angle / level.cos_angle, rel=0.05)


def test_shadows_run_down_the_lines_of_a_rocked_picture(machine):
    shin = ProbePose(4.0, 250.0, rock_rad=0.25)  # the tibia lies under -x only
    seen = machine.still(shin, Scanner(), 0, "standing").intensity
    early, late = (np.log(seen[rows].mean(0)) for rows in (slice(300, 380), slice(420, 500)))
    for row in (early, late):
        assert row[20:60].mean() < row[-60:-20].mean() - np.log(100)
    edges = [
        int(np.argmax(np.diff(np.convolve(row, np.ones(9) / 9, "same")[10:-10])))
        for row in (early, late)
    ]
    assert abs(edges[0] - edges[1]) < 8  # lines, 1.6 mm; a slanting shadow would move 10 mm
