"""A hidden vein that nobody identified and no probe could show is told, and no other."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from simulator.cli.unseen import can_be_seen, unseen_sources
from simulator.scenario.load import load
from simulator.session.corridor import begin
from tests.cli.playing import CASE

SCENARIO = load(CASE)
PATIENT = begin(SCENARIO.plan).patient
LEG, FEEDER = PATIENT.leg, PATIENT.vessel("feeder")


def test_a_vein_that_can_be_seen_is_no_complaint_though_nobody_found_it() -> None:
    missed = [{"ev": "source_judged", "vein": "feeder", "verdict": "missed"}]
    assert unseen_sources(Path(CASE), SCENARIO, [missed]) == []


def test_a_vein_deeper_than_any_image_cannot_be_seen() -> None:
    assert can_be_seen(LEG, FEEDER)
    deep = replace(FEEDER, path_mm=FEEDER.path_mm + np.array([0.0, 0.0, 90.0]))
    assert not can_be_seen(LEG, deep)


def test_a_vein_that_lies_below_where_a_probe_stands_cannot_be_seen() -> None:
    low = FEEDER.path_mm.copy()
    low[:, 1] = 20.0
    assert not can_be_seen(LEG, replace(FEEDER, path_mm=low))
