"""Cue, ghost, places and coverage: what the scanner room tells beside the picture."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from simulator.anatomy.patient import Leg
from simulator.anatomy.territories import territories
from simulator.physics.image_plane import cut
from simulator.physics.moment import Moment, ProbePose, Squeeze
from simulator.physics.scanner import Scanner
from simulator.scenario.find import scenario_file
from simulator.scenario.load import load
from simulator.session.corridor import begin
from simulator.session.looking import HELD_TICKS
from simulator.ultrasound.machine import Machine
from simulator.view.body_mark import body_mark
from simulator.view.coverage import coverage
from simulator.view.cue import cue
from simulator.view.duplex import zero_frac
from simulator.view.ghost import ghost
from simulator.view.place_words import place_words

LEG = Leg("left")
POSE = ProbePose(0.0, 640.0, tilt_rad=0.2, pressure_pa=300.0)
COLOUR = Scanner(is_colour=1, prf_hz=500)
UP = Moment("standing")


@pytest.fixture(scope="module")
def state():
    scenario = load(Path(str(scenario_file("hidden_feeder"))))
    return begin(scenario.plan, scenario.plan.seed)


@pytest.mark.parametrize(
    ("pose", "settings", "moment", "word"),
    [
        (None, COLOUR, UP, "Put the probe"),
        (POSE, COLOUR, Moment("lying"), "stand"),
        (replace(POSE, pressure_pa=6000.0), COLOUR, UP, "lighter"),
        (POSE, replace(COLOUR, gain_cdb=2500), UP, "gain down"),
        (POSE, replace(COLOUR, is_colour=0), UP, "colour"),
        (replace(POSE, yaw_rad=1.57), COLOUR, UP, "Steer"),
        (replace(POSE, tilt_rad=0.0), COLOUR, UP, "Tilt"),
        (POSE, replace(COLOUR, depth_um=20_000, prf_hz=2000), UP, "scale"),
        (POSE, COLOUR, UP, "Squeeze below"),
        (POSE, COLOUR, Moment("standing", (Squeeze(90),)), "let go"),
        (POSE, COLOUR, Moment("standing", (Squeeze(10, 90, is_above_probe=True),)), "above"),
        (POSE, replace(COLOUR, is_pulsed=1), Moment("standing", (Squeeze(10, 90),)), "0.5 s"),
    ],
)
def test_the_cue_names_the_next_thing(pose, settings, moment, word):
    assert word in cue(pose, settings, moment, 120)


def test_the_ghost_lies_where_the_beam_meets_the_vein(state):
    machine = Machine(state.patient, 1)
    vein = next(v for v in state.patient.vessels if v.kind == "AASV")
    k = int(abs(vein.path_mm[:, 1] - 640.0).argmin())
    pose = ProbePose(float(vein.path_mm[k, 0]), 640.0, pressure_pa=300.0)
    met = cut(vein, state.patient.leg, pose)
    assert met is not None
    lumens = ghost(machine, pose, Scanner(), 0, "standing").lumens
    middles = [np.mean(lumen.rim, axis=0) for lumen in lumens if lumen.name == "AASV"]
    assert min(np.hypot(x - met.x_mm, z - met.depth_mm) for x, z in middles) < 0.8
    assert all(len(lumen.rim) >= 4 for lumen in lumens)


@pytest.mark.parametrize(
    ("s_mm", "words"),
    [
        (LEG.knee_s_mm + 140.0, "14 cm above knee"),
        (LEG.groin_s_mm - 50.0, "5 cm below groin"),
        (LEG.knee_s_mm, "at the knee"),
        (LEG.ankle_s_mm + 90.0, "9 cm above ankle"),
    ],
)
def test_a_place_is_told_from_the_nearest_landmark(s_mm, words):
    assert words in place_words(LEG, s_mm)


def test_a_territory_is_seen_cell_by_cell_and_scanned_when_enough_is_seen(state):
    patch = state.patient.patch
    spec = territories(patch)
    assert not any(t.seen for t in coverage(patch, ()))
    looked = [[0] * place.cells for place in spec]
    looked[0] = [HELD_TICKS] * spec[0].cells
    looked[1][3] = HELD_TICKS
    drawn = coverage(patch, tuple(map(tuple, looked)))
    assert [len(t.seen) for t in drawn] == [spec[0].cells, 1, *[0] * (len(spec) - 2)]
    assert [t.is_scanned for t in drawn] == [True, *[False] * (len(spec) - 1)]
    assert all(len(t.rim) >= 4 for t in drawn)


def test_the_body_mark_puts_the_probe_on_the_leg_and_on_the_right_side():
    mark = body_mark(LEG, ProbePose(0.0, 640.0))
    assert mark.words == "Left leg, front"
    xs, ys = [x for x, _ in mark.outline], [y for _, y in mark.outline]
    for x, y in mark.probe:
        assert min(xs) < x < max(xs)
        assert min(ys) < y < max(ys)
    back = body_mark(LEG, ProbePose(LEG.circumference_mm(300.0) / 2, 300.0))
    assert back.words == "Left leg, back"


def test_the_baseline_moves_the_line_of_no_flow_both_ways():
    assert zero_frac(Scanner()) == 0.5
    assert zero_frac(Scanner(baseline_permille=500)) == 0.75
    assert zero_frac(Scanner(baseline_permille=500, is_inverted=1)) == 0.25
