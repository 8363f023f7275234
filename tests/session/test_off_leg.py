"""Thread veins of the trunk, and a patient who comes with matting."""

from dataclasses import replace

import numpy as np
import pytest

from simulator.anatomy.grow import grow
from simulator.anatomy.patient import LEG_TOP_MM
from simulator.anatomy.spec import CHEST, DRAINS, FACE, LOWER_BACK, PatientSpec
from simulator.base.seeds import Seeds
from simulator.physics.column import venous_pa
from simulator.session import commands as c
from simulator.session.attempt import Attempt
from simulator.session.corridor import begin, refusal
from simulator.session.observation import observe
from simulator.session.plan import Plan
from simulator.view.bedside import matting_of

SPEC = PatientSpec(site=LOWER_BACK, pattern="linear", threads=2)


@pytest.mark.parametrize("site", sorted(DRAINS))
def test_what_is_on_no_leg_drains_into_a_vein_of_its_own(site: str) -> None:
    patient = grow(replace(SPEC, site=site), Seeds(3))
    assert {vein for _, vein in patient.web.roots} == {DRAINS[site]}
    assert patient.vessel(DRAINS[site]).path_mm[:, 1].min() > LEG_TOP_MM
    assert not patient.patch.is_on_leg


def test_blood_stands_in_the_back_and_not_in_chest_and_face() -> None:
    """Below the heart a vein is full standing; at its height and above it is empty."""
    leg = grow(SPEC, Seeds(3)).leg
    standing = {
        site: venous_pa(leg, grow(replace(SPEC, site=site), Seeds(3)).patch.s_mm, "standing")
        for site in DRAINS
    }
    lying = venous_pa(leg, 1000.0, "lying")
    assert standing[LOWER_BACK] > lying
    assert standing[CHEST] < lying
    assert standing[FACE] < 0.0


def test_neither_probe_nor_stocking_reaches_the_back() -> None:
    bare, dressed = (
        Attempt(begin(Plan(patient=SPEC, seed=3)), lambda _record: None) for _ in range(2)
    )
    look = observe(bare.state)
    there = c.PlaceProbe(round(look.patch_u_mm * 1000), round(look.patch_s_mm * 1000))
    assert "Height on the leg" in (refusal(bare.state, there) or "")
    dressed.do(c.FitStocking(25, "thigh"))
    for attempt in (bare, dressed):
        attempt.do(c.SetPosture("lying"))
        attempt.pass_ticks(600)
    assert np.array_equal(bare.state.lumen.calm_frac, dressed.state.lumen.calm_frac)


def test_the_examination_says_where_they_are() -> None:
    attempt = Attempt(begin(Plan(patient=SPEC, seed=3)), lambda _record: None)
    attempt.do(c.Examine("skin"))
    attempt.do(c.Examine("legs_standing"))
    skin, legs = (event["finding"] for event in attempt.events)
    assert LOWER_BACK in skin
    assert "Sound legs" in legs


def test_matting_from_before_is_seen_felt_for_and_drawn() -> None:
    spec = PatientSpec(threads=3, has_matting=True)
    state = begin(Plan(patient=spec, seed=3))
    assert [thread.is_matted for thread in observe(state).threads] == [False, False, True]
    attempt = Attempt(state, lambda _record: None)
    attempt.do(c.Examine("skin"))
    assert "matting" in attempt.events[0]["finding"]
    drawn = set(np.flatnonzero(matting_of(state)).tolist())
    assert drawn
    assert drawn <= set(state.patient.threads[-1].edges)
    assert not matting_of(begin(Plan(patient=replace(spec, has_matting=False), seed=3))).any()
