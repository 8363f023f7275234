"""What the bedside view makes of a state: fingers, syringe, swabs, stocking, the needle's tip."""

import math
from dataclasses import replace

import pytest

from simulator.base.units import TICKS_PER_SECOND
from simulator.session import commands as c
from simulator.session.attempt import Attempt
from simulator.session.state import State
from simulator.view.bedside import present
from simulator.view.holding import BELOW_KNEE_MM, GAUZE_MM, PRESSED_TICKS
from simulator.view.treatment import Camera, NeedleView, TreatmentView
from tests.laws.random_play import first_state

CAMERA = Camera(20.0, 12.0, 48.0)
ARM = first_state().patient.web.path_mm[first_state().patient.threads[0].arm_edge][4]
AT_UM = round(ARM[0] * 1000), round(ARM[1] * 1000)
READY = (
    c.SetPosture("lying"),
    c.FillSyringe("polidocanol", 5000, 2_000_000),
    c.LabelSyringe(),
    c.TakeNeedle(30, 349),
)
IN = (*READY, c.AimNeedle(*AT_UM, 700, 200), c.InsertNeedle(1600))


def after(*acts: c.Command, wait: int = 0) -> State:
    attempt = Attempt(first_state(), lambda _record: None)
    for act in acts:
        attempt.do(act)
    attempt.pass_ticks(wait)
    return attempt.state


def seen(*acts: c.Command, wait: int = 0) -> TreatmentView:
    return present(after(*acts, wait=wait), CAMERA)


def test_the_tip_shown_is_the_tip_of_the_physics() -> None:
    state = after(*IN)
    needle, fit = present(state, CAMERA).needle, state.treatment.fit
    assert needle is not None
    assert fit is not None
    x, y = needle.tip_mm
    carried = abs(needle.dimple_mm) + needle.dent_mm  # tissue that goes along with the tip
    assert math.hypot(x - fit.tip_mm[0], y - fit.tip_mm[1]) <= carried + 1e-6
    shown = CAMERA.to_screen(x, y, 1920, 1080)
    true = CAMERA.to_screen(fit.tip_mm[0], fit.tip_mm[1], 1920, 1080)
    assert shown == pytest.approx(true, abs=48.0 * carried + 1e-3)


def test_the_needle_is_shown_as_it_was_bent_in_the_skin_and_over_it() -> None:
    held = NeedleView(5.0, 5.0, 0.0, 0.2)
    over = present(after(*READY), CAMERA, hovering=held).needle
    inside = seen(*IN).needle
    assert over is not None
    assert inside is not None
    assert over.bend_rad == inside.bend_rad == pytest.approx(0.349)
    assert present(after(*READY), CAMERA, hovering=held, is_needle_away=True).needle is None


def test_the_syringe_says_what_is_in_it() -> None:
    assert seen().syringe is None
    syringe = seen(*READY).syringe
    assert syringe is not None
    assert (syringe.size_ul, syringe.left_ul, syringe.drug) == (3000, 2000.0, "polidocanol")
    bare = seen(*(act for act in READY if act != c.LabelSyringe())).syringe
    assert bare is not None
    assert bare.drug == ""  # nobody wrote on it what it holds
    pushed = seen(*IN, c.PressPlunger(4000), wait=30).syringe
    assert pushed is not None
    assert pushed.left_ul < 2000.0


def test_fingers_are_there_while_the_skin_is_stretched_and_stay_where_they_were_put() -> None:
    assert seen(*READY).fingers == ()
    state = after(*READY, c.StretchSkin(1))
    here, there = (present(state, CAMERA, stretched_at=(x, 12.0, 0.3)).fingers for x in (9.0, 30.0))
    assert len(here) == len(there) == 2
    assert here != there
    moved = Camera(5.0, 5.0, 90.0)
    assert present(state, moved, stretched_at=(9.0, 12.0, 0.3)).fingers == here
    assert seen(*READY, c.StretchSkin(1), c.StretchSkin(0)).fingers == ()


def test_a_finger_presses_a_fresh_swab_and_lets_go() -> None:
    treated = (*IN, c.InsertNeedle(0), c.PlaceSwab(*AT_UM))
    (finger,) = seen(*treated).fingers
    forward = (math.cos(finger.heading_rad), math.sin(finger.heading_rad))
    off = (finger.x_mm - ARM[0], finger.y_mm - ARM[1])
    depth_mm = off[0] * forward[0] + off[1] * forward[1]
    assert 2.0 < depth_mm < 9.0, "the pad of the finger lies on the swab"
    assert seen(*treated, wait=PRESSED_TICKS + TICKS_PER_SECOND).fingers == ()
    assert seen(*treated, c.TapeSwab(0)).fingers == ()


def test_wide_veins_get_gauze_and_threads_cotton() -> None:
    web = first_state().patient.web
    kinds = set()
    for edge in (int(web.radius_mm.argmax()), int(web.radius_mm.argmin())):
        x, y, _ = web.path_mm[edge].mean(axis=0)
        state = after(*READY, c.PlaceSwab(round(x * 1000), round(y * 1000)))
        (swab,) = present(state, CAMERA).swabs
        if 2.0 * web.radius_mm[edge] >= GAUZE_MM:
            assert swab.is_gauze
        kinds.add(swab.is_gauze)
    assert kinds == {True, False}


def test_the_welt_of_a_stocking_shows_where_it_meets_the_field_and_only_today() -> None:
    state = after(*IN, c.InsertNeedle(0))
    leg, patch = state.patient.leg, state.patient.patch
    care = replace(state.aftercare, stocking_mmhg=20, stocking_length="below_knee")
    for off_mm in (-4.0, 0.0, 5.0):
        near = replace(patch, s_mm=leg.knee_s_mm - BELOW_KNEE_MM + off_mm)
        patient = replace(state.patient, patch=near)
        world = replace(state.world, patient=patient)
        dressed = replace(state, world=world, aftercare=care)
        stocking = present(dressed, CAMERA).stocking
        assert stocking is not None
        # Seen in the leg's frame, the edge is where the welt sits.
        assert near.on_leg(stocking.x_mm, stocking.y_mm)[1] == pytest.approx(
            leg.knee_s_mm - BELOW_KNEE_MM
        )
        assert present(replace(dressed, day=3), CAMERA).stocking is None
    assert present(replace(state, aftercare=care), CAMERA).stocking is None
