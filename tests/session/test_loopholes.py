"""What a quick mind would try to slip past the examiner does not get past it."""

from dataclasses import replace
from itertools import product
from math import atan2, cos, sin
from typing import Any

from simulator.session import commands as c
from simulator.session.puncturing import locate_bevel
from tests.laws.random_play import first_state, played

Play = list[tuple[c.Command, int]]
WEB = first_state().patient.web
ARM = WEB.path_mm[first_state().patient.threads[0].arm_edge][4]
X_UM, Y_UM = round(ARM[0] * 1000), round(ARM[1] * 1000)
BESIDE_UM = 9_000  # no thread is as wide as that

READY: Play = [
    (c.SetPosture("lying"), 60),
    (c.FillSyringe("polidocanol", 5000, 2_000_000), 0),
    (c.TakeNeedle(30), 0),
]
IN_THE_SKIN: Play = [
    *READY,
    (c.AimNeedle(X_UM + BESIDE_UM, Y_UM, 0, 200), 0),
    (c.InsertNeedle(1500), 0),
]


def in_the_arm(start: Play) -> Play:
    """Return `start` and then a needle of which most of the bevel lies in a feeding arm."""
    state = played(start)[0].state
    for thread, length_um in product(state.patient.threads, range(800, 4000, 100)):
        path = WEB.path_mm[thread.arm_edge]
        middle = len(path) // 2
        along = path[middle + 1] - path[middle - 1]
        heading = atan2(along[1], along[0])
        run_mm = length_um / 1000.0 * cos(0.2)
        aim = c.AimNeedle(
            round(1000 * (path[middle][0] - run_mm * cos(heading))),
            round(1000 * (path[middle][1] - run_mm * sin(heading))),
            round(1000 * heading),
            200,
        )
        needle = replace(state.treatment.needle, length_um=length_um, **vars(aim))
        if locate_bevel(state, needle).lumen_frac > 0.9:
            return [*start, (aim, 10), (c.InsertNeedle(length_um), 5)]
    raise AssertionError("no needle reaches an arm")


IN_THE_ARM = in_the_arm(READY)
OUT: Play = [(c.PressPlunger(0), 0), (c.InsertNeedle(0), 10)]


def told(play: Play, kind: str) -> list[dict[str, Any]]:
    """Return the events of `kind` that `play` causes."""
    attempt, _ = played(play)
    return [event for event in attempt.events if event["ev"] == kind]


def test_a_second_push_into_a_wheal_goes_on_after_the_sign() -> None:
    first: Play = [(c.PressPlunger(6000), 360), (c.PressPlunger(0), 30)]
    ended = told([*IN_THE_SKIN, *first, (c.PressPlunger(6000), 480), *OUT], "injection_ended")
    assert told([*IN_THE_SKIN, *first], "warning_shown")
    assert len(ended) == 2
    assert ended[1]["after_sign_ms"] >= 3900


def test_a_push_into_another_hole_starts_with_a_clean_slate() -> None:
    wheal: Play = [*IN_THE_SKIN, (c.PressPlunger(6000), 360), *OUT]
    again: Play = [*wheal, (c.TakeNeedle(30), 0), (c.AimNeedle(X_UM, Y_UM, 0, 200), 0)]
    ended = told([*again, (c.InsertNeedle(1600), 5), (c.PressPlunger(900), 12), *OUT],
                 "injection_ended")  # fmt: skip
    assert ended[-1]["after_sign_ms"] == 0


def test_a_fluttering_thumb_gives_the_drug_no_more_contact_than_a_still_one() -> None:
    """Splitting time into more commands must not create any."""
    still, _ = played([*IN_THE_ARM, (c.PressPlunger(3000), 60), (c.PressPlunger(0), 240)])
    flutter: list[tuple[c.Command, int]] = [(c.PressPlunger(3000), 60), (c.PressPlunger(0), 0)]
    for _ in range(20):
        flutter += [(c.PressPlunger(1), 0), (c.PressPlunger(0), 12)]
    busy, _ = played([*IN_THE_ARM, *flutter])
    total, more = (a.state.lumen.exposure_s.sum() for a in (still, busy))
    assert total > 0
    assert abs(more - total) < 0.1 * total


def test_a_needle_pushed_on_does_not_move_the_push_to_another_thread() -> None:
    play: Play = [*IN_THE_ARM, (c.PressPlunger(900), 60), (c.InsertNeedle(4000), 60), *OUT]
    ended = told(play, "injection_ended")
    assert ended[0]["thread"] == told(play, "injection_started")[0]["thread"] != ""


def test_a_needle_that_goes_in_standing_says_so() -> None:
    standing: Play = [(c.SetPosture("standing"), 60), *IN_THE_ARM[1:]]
    assert [e["is_lying"] for e in told(standing, "needle_entered")] == [False]
    assert [e["is_lying"] for e in told(IN_THE_ARM, "needle_entered")] == [True]


def up(*between: tuple[c.Command, int]) -> bool:
    """Return whether she stands up unprotected after an injection and `between`."""
    play: Play = [*IN_THE_ARM, (c.PressPlunger(3000), 60), *OUT, *between, (c.Walk(10), 0)]
    return bool(told(play, "posture_changed")[-1]["is_unprotected"])


def test_standing_up_after_injections_is_unprotected_without_a_stocking() -> None:
    assert up()
    assert not up((c.FitStocking(20, "thigh"), 0))
    assert told([(c.SetPosture("standing"), 0)], "posture_changed")[0]["is_unprotected"] is False


def test_stopping_for_a_sign_takes_the_thumb_off() -> None:
    play: Play = [*IN_THE_SKIN, (c.PressPlunger(6000), 360), (c.Respond("stop_and_press"), 0)]
    attempt, _ = played(play)
    assert attempt.state.treatment.push is None
    assert len(told(play, "injection_ended")) == 1


def test_the_colleague_treats_what_was_referred_and_says_whether_it_refluxed() -> None:
    found: Play = [(c.PlaceProbe(11_000, 671_000), 0), (c.MarkVein("AASV", "refluxing"), 0)]
    play: Play = [
        *found,
        (c.ReferForTreatment(0, "foam"), 0),
        (c.LiftProbe(), 0),
        (c.PassDays(42), 0),
    ]
    treated = told(play, "vein_treated")
    assert [event["day"] for event in treated] == [0]
    assert treated[0]["is_refluxing"] == (treated[0]["vein"] in {"aasv", "reticular_feeder"})
    assert told(found, "vein_treated") == []


def test_a_patient_who_comes_back_has_a_clean_tray_and_no_swabs_on() -> None:
    swab: Play = [(c.PlaceSwab(X_UM, Y_UM), 0), (c.PassDays(7), 0)]
    attempt, _ = played([*IN_THE_ARM, (c.PressPlunger(3000), 60), *OUT, *swab])
    treatment = attempt.state.treatment
    assert treatment.syringe.drug == ""
    assert [s.is_off for s in treatment.swabs] == [True]
    assert attempt.do(c.TapeSwab(0)) == "That swab came off at home."
