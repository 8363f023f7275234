"""A patient whose thread veins are on the face: nothing of the leg reaches them."""

from dataclasses import replace
from functools import lru_cache

import numpy as np
import pytest

from simulator.anatomy.grow import grow
from simulator.anatomy.patient import LEG_TOP_MM
from simulator.anatomy.spec import FACE, PatientSpec, SourceSpec
from simulator.base.seeds import Seeds
from simulator.base.units import PA_PER_MMHG
from simulator.debrief.found import parting, unscanned, was_declined
from simulator.debrief.write import write
from simulator.operators.hand import Hand
from simulator.operators.reckless import unsafe_but_fast
from simulator.physics.column import venous_pa
from simulator.records.report import report_html
from simulator.scoring.engine import score
from simulator.scoring.metrics import measured
from simulator.scoring.rubric import Moment, Rubric, Rule
from simulator.session import commands as c
from simulator.session.attempt import Attempt
from simulator.session.corridor import begin, refusal
from simulator.session.looking import coverage_permille
from simulator.session.observation import observe
from simulator.session.plan import Plan
from simulator.session.state import Parting, State, state_digest

SPEC = PatientSpec(site=FACE, pattern="linear", threads=4)
POSTURES = ("lying", "sitting", "standing")


@lru_cache(maxsize=1)
def first() -> State:
    return begin(Plan(patient=SPEC, seed=4))


def attempt() -> Attempt:
    return Attempt(first(), lambda _record: None)


def kinds(played: Attempt) -> list[str]:
    return [event["ev"] for event in played.events]


def test_upright_the_veins_of_the_face_are_empty_and_lying_they_fill() -> None:
    state, leg = first(), first().patient.leg
    calibre = {
        posture: float(state.world.circulation.fresh(posture=posture).calm_frac.mean())
        for posture in POSTURES
    }
    assert calibre["standing"] < 0.5 * calibre["lying"]
    assert calibre["sitting"] < 0.5 * calibre["lying"]
    site_mm = state.patient.patch.s_mm
    assert venous_pa(leg, site_mm, "lying") == venous_pa(leg, leg.ankle_s_mm, "lying")
    assert venous_pa(leg, site_mm, "standing") < 0.0
    # Who sits up and who stands up has the same heart under the same face.
    apart = venous_pa(leg, site_mm, "sitting") - venous_pa(leg, site_mm, "standing")
    assert abs(apart) < 5.0 * PA_PER_MMHG


@pytest.mark.parametrize("seed", range(6))
def test_the_leg_is_whole_and_the_threads_drain_into_a_vein_of_the_face(seed: int) -> None:
    patient = grow(SPEC, Seeds(seed))
    assert {"gsv", "ssv", "aasv", "femoral_vein"} <= set(patient.by_id)
    assert {vein for _, vein in patient.web.roots} == {"facial_vein"}
    assert patient.vessel("facial_vein").path_mm[:, 1].min() > LEG_TOP_MM
    for vessel in patient.vessels:
        if vessel.id != "facial_vein":
            assert vessel.path_mm[:, 1].max() < LEG_TOP_MM


def test_what_leaks_in_the_leg_does_not_feed_the_face() -> None:
    leaking = PatientSpec(
        site=FACE, threads=4, sources=(SourceSpec("aasv", "AASV", 1.8, 4.2, "patch"),)
    )
    feeding = begin(Plan(patient=leaking, seed=4)).world.circulation.feeding
    assert feeding.is_driven("aasv", ())
    assert not feeding.is_driven("facial_vein", ())


def test_no_probe_reaches_the_face_and_a_scan_of_the_leg_stays_possible() -> None:
    state = first()
    look = observe(state)
    assert look.site == FACE
    there = c.PlaceProbe(round(look.patch_u_mm * 1000), round(look.patch_s_mm * 1000))
    assert "Height on the leg" in (refusal(state, there) or "")
    assert refusal(state, c.PlaceProbe(0, 600_000)) is None
    assert "patch" not in coverage_permille(state)


def test_a_stocking_does_not_press_on_the_face() -> None:
    bare, dressed = attempt(), attempt()
    for played in (bare, dressed):
        played.do(c.SetPosture("lying"))
        played.pass_ticks(600)
    dressed.do(c.FitStocking(25, "thigh"))
    for played in (bare, dressed):
        played.pass_ticks(600)
    assert np.array_equal(bare.state.lumen.calm_frac, dressed.state.lumen.calm_frac)


@pytest.mark.ci
def test_an_injection_in_the_face_is_possible_and_leaves_no_bare_leg() -> None:
    played = attempt()
    unsafe_but_fast(Hand(played))
    assert {"needle_entered", "injection_ended", "outcome_seen"} <= set(kinds(played))
    assert played.state.treatment.given_ul > 100.0
    stood = [event for event in played.events if event["ev"] == "posture_changed"]
    assert not any(event["is_unprotected"] for event in stood)


def test_the_examination_says_where_the_veins_are() -> None:
    played = attempt()
    played.do(c.Examine("face"))
    played.do(c.Examine("legs_standing"))
    face, legs = (event["finding"] for event in played.events)
    assert FACE in face
    assert "Sound legs" in legs


def test_a_declined_case_ends_without_weeks_and_without_a_scan_to_miss() -> None:
    played = attempt()
    for command in (
        c.DecideSuitability("refer"),
        c.DeclineTreatment("facial_veins"),
        c.ReferOn("laser_clinic"),
        c.FinishAttempt(),
    ):
        assert played.do(command) is None
    assert "outcome_seen" not in kinds(played)
    assert was_declined(played.events)
    assert unscanned(played.events) == ()
    told = {words: mark for mark, words in parting(played.events)}
    assert told["Referred on: laser clinic."] == "done"
    assert told["No notes were written."] == "caution"


def test_the_report_of_a_declined_case_has_no_empty_charts() -> None:
    played = attempt()
    for command in (
        c.DecideSuitability("refer"),
        c.DeclineTreatment("facial_veins"),
        c.ReferOn("gp"),
        c.WriteNotes(),
        c.FinishAttempt(),
    ):
        played.do(command)
    rubric = Rubric((Rule("asked", "must", points=4, moment=Moment("history_asked")),))
    judged = score(rubric, played.events)
    told = write(rubric, judged, played.events)
    page = report_html("A face", judged, told, measured(played.events))
    assert told.drill.name == "A kind no"
    assert "Nothing was injected" in page
    assert "Referred on: GP." in page
    for row in ("no push", "no puncture", "Calf squeezes", "not scanned"):
        assert row not in page


def test_an_attempt_that_was_given_up_is_no_parting() -> None:
    played = attempt()
    played.do(c.DecideSuitability("suitable"))
    played.do(c.FinishAttempt())
    assert not was_declined(played.events)
    assert unscanned(played.events) != ()
    assert [mark for mark, _ in parting(played.events)] == ["caution"]


def test_an_attempt_without_a_parting_has_the_digest_it_always_had() -> None:
    """Goldens of whole traces stand on this; here is the rule itself."""
    state = first()
    assert state_digest(replace(state, parting=Parting())) == state_digest(state)
    assert state_digest(replace(state, parting=Parting(is_written=True))) != state_digest(state)
