"""Bearing down, moving the foot, teaching aids, and findings beyond reflux."""

from dataclasses import replace

import pytest

from simulator.operators import probing as p
from simulator.operators.hand import Hand
from simulator.session import commands as c
from simulator.session.attempt import Attempt
from simulator.session.corridor import begin, refusal
from simulator.session.marking import evidence_of
from tests.laws.random_play import PLAN, first_state
from tests.session.examining import LEGS, at_the_vein, held, manoeuvre, mark, press, verdict


def kinds(attempt: Attempt) -> list[str]:
    return [event["ev"] for event in attempt.events]


def test_moving_the_foot_shows_reflux_without_a_hand() -> None:
    attempt, hand = at_the_vein("AASV")
    manoeuvre(hand, "foot")
    assert mark(attempt, "AASV", "refluxing") == "measured"
    told = next(e for e in attempt.events if e["ev"] == "reversal_watched")
    assert told["manoeuvre"] == "foot"
    squeezed, hand = at_the_vein("AASV")
    manoeuvre(hand, "squeeze")
    mark(squeezed, "AASV", "refluxing")
    by_foot, by_hand = (evidence_of(a.state, "aasv").measured_ms for a in (attempt, squeezed))
    assert by_foot < by_hand


def test_she_bears_down_for_fifteen_seconds_at_most() -> None:
    attempt, hand = at_the_vein("junctional GSV")
    hand.do(c.Strain(1), then_wait_s=20.0)
    ended = next(e for e in attempt.events if e["ev"] == "strain_ended")
    assert ended["held_ms"] == 15_000
    assert refusal(attempt.state, c.Strain(0)) == "She is not bearing down."
    assert mark(attempt, "GSV", "refluxing") == "measured"


def test_the_reversal_at_the_junction_lasts_as_long_as_she_holds() -> None:
    for held_s in (1.0, 4.0):
        attempt, hand = at_the_vein("junctional GSV")
        hand.do(c.Strain(1), then_wait_s=held_s)
        hand.do(c.Strain(0))
        told = next(e for e in attempt.events if e["ev"] == "reversal_watched")
        assert told["manoeuvre"] == "strain"
        assert told["duration_ms"] == pytest.approx(1000 * held_s, abs=250)


def test_bearing_down_shows_nothing_where_a_sound_valve_lies_above() -> None:
    attempt, hand = at_the_vein("segmental GSV")
    hand.do(c.Strain(1), then_wait_s=4.0)
    hand.do(c.Strain(0))
    assert mark(attempt, "GSV", "refluxing") == "guess"
    assert "flow_hidden" not in kinds(attempt)  # nothing was hidden: it was no test of this vein


def test_a_squeeze_that_hardly_empties_the_calf_shows_no_competence() -> None:
    for strength, backed in ((100, "guess"), (1000, "watched")):
        attempt, hand = at_the_vein("AASV")
        place = p.scan_for(hand, "GSV", p.Place(-85.0, 600.0), 36.0)
        assert place is not None
        vein = p.turn_along(hand, "GSV", place)
        assert vein is not None
        p.aim_doppler(hand, vein, p.TRUNK)
        manoeuvre(hand, "squeeze", strength_permille=strength)
        assert mark(attempt, "GSV", "competent") == backed


def test_one_manoeuvre_at_a_time() -> None:
    attempt = Attempt(first_state(), lambda _record: None)
    attempt.do(c.MoveFoot())
    assert refusal(attempt.state, c.SqueezeCalf()) == "Her foot is still moving."
    assert refusal(attempt.state, c.Strain(1)) == "Her foot is still moving."
    attempt.pass_ticks(60)
    attempt.do(c.SqueezeCalf())
    assert refusal(attempt.state, c.MoveFoot()) == "The hand is already squeezing."


def test_pressing_on_a_sound_vein_closes_it_and_on_a_clot_does_not() -> None:
    attempt, hand = at_the_vein("clotted femoral vein")
    press(hand, 11_500)
    tested = {e["vein"]: e["is_open"] for e in attempt.events if e["ev"] == "compression_tested"}
    assert tested["femoral_vein"] is True
    assert "femoral_artery" not in tested
    sound, hand = at_the_vein("reticular")
    press(hand, 11_500)
    tested = {e["vein"]: e["is_open"] for e in sound.events if e["ev"] == "compression_tested"}
    assert tested["feeder"] is False
    assert mark(sound, "reticular", "thrombosed") == "wrong"


@pytest.mark.parametrize("finding", ["competent", "refluxing", "closed", "absent"])
def test_a_clotted_vein_is_nothing_else(finding: str) -> None:
    attempt, _ = at_the_vein("clotted femoral vein")
    assert mark(attempt, "femoral_vein", finding) == "wrong"
    assert verdict(attempt, "femoral_vein") == "wrong"


def test_absent_is_a_guess_until_the_place_was_looked_at() -> None:
    attempt = Attempt(first_state(), lambda _record: None)
    hand = Hand(attempt)
    hand.do(c.SetPosture("standing"))
    hand.do(c.PlaceProbe(20_000, 600_000, 0, 0, 300))
    assert mark(attempt, "SSV", "absent") == "guess"
    assert mark(attempt, "AASV", "absent") == "wrong"
    hand.wait(0.5)
    assert mark(attempt, "SSV", "absent") == "watched"


def test_a_mark_carries_the_level_and_the_side() -> None:
    attempt, _ = at_the_vein("junctional GSV")
    mark(attempt, "GSV", "refluxing")
    assert attempt.state.scan.marks[-1].level == "groin"
    assert attempt.events[-1]["side"] == held("junctional GSV").patient.leg.side


def test_a_better_finding_later_is_what_counts() -> None:
    leg = LEGS["AASV"]
    attempt, hand = at_the_vein("AASV")
    assert mark(attempt, leg.kind, "competent") == "wrong"
    assert mark(attempt, leg.kind, "refluxing") == "guess"
    manoeuvre(hand, "squeeze")
    assert mark(attempt, leg.kind, "refluxing") == "measured"
    assert verdict(attempt, leg.vein) == "identified"


def test_the_teaching_aid_is_on_record_and_not_to_be_had_in_an_exam() -> None:
    attempt = Attempt(first_state(), lambda _record: None)
    attempt.do(c.SetAid("ghost"))
    assert attempt.state.scan.aid == "ghost"
    assert attempt.events[-1]["ev"] == "aid_set"
    assert attempt.events[-1]["level"] == "ghost"
    exam = begin(replace(PLAN, mode="exam"))
    assert refusal(exam, c.SetAid("cue")) == "There are no teaching aids in an exam."
