"""An identification counts only with evidence; each classic scan error gives none."""

from collections.abc import Callable
from functools import lru_cache

import pytest

from simulator.operators import probing as p
from simulator.operators.hand import Hand
from simulator.session import commands as c
from simulator.session.attempt import Attempt
from simulator.session.marking import evidence_of
from simulator.session.state import State
from tests.laws.random_play import first_state

Error = Callable[[Hand], object]


@lru_cache(maxsize=2)
def held(kind: str = "AASV") -> State:
    """Return the state with the probe along a hidden vein, box and gate on it, standing."""
    attempt = Attempt(first_state(), lambda _record: None)
    hand = Hand(attempt)
    hand.do(c.SetPosture("standing"))
    p.set_up(hand, kind)
    place = p.scan_for(hand, kind, p.textbook_place(hand.look(), kind), p.SEARCH_REACH_MM)
    assert place is not None
    vein = p.turn_along(hand, kind, place)
    assert vein is not None
    p.aim_doppler(hand, vein, p.SMALL if p.is_small(kind) else p.TRUNK)
    return attempt.state


def scanned(error: Error | None = None, kind: str = "AASV", **squeeze: object) -> Attempt:
    """Make `error`, then squeeze and release and write the finding; return the attempt."""
    attempt = Attempt(held(kind), lambda _record: None)
    hand = Hand(attempt)
    if error is not None:
        error(hand)
    p.squeeze_and_watch(hand, kind, **squeeze)  # type: ignore[arg-type]
    hand.do(c.MarkVein(kind, "refluxing", 1800, 3700))
    return attempt


def grade(attempt: Attempt) -> str:
    """Return what backs the last finding."""
    return next(e["evidence"] for e in reversed(attempt.events) if e["ev"] == "vein_marked")


def lie_down(hand: Hand) -> None:
    """Scan lying; the probe stays where it is."""
    hand.do(c.SetPosture("lying"))


def press_hard(hand: Hand) -> None:
    """A heavy hand closes the vein."""
    pose = held().scan.probe
    assert pose is not None
    place = p.Place(pose.u_mm, pose.s_mm)
    hand.do(p.probe(place, round(pose.yaw_rad * 1000), pressure_pa=11_500))


def slide_off(hand: Hand) -> None:
    """The probe is beside the vein."""
    pose = held().scan.probe
    assert pose is not None
    hand.do(p.probe(p.Place(pose.u_mm + 30.0, pose.s_mm), 0))


def turn(control: str, value: int) -> Error:
    """Return the error of one control at a wrong value."""
    return lambda hand: hand.do(c.SetScanner(control, value))


def no_doppler(hand: Hand) -> None:
    """Grey-scale only."""
    hand.do(c.SetScanner("is_colour", 0), c.SetScanner("is_pulsed", 0))


def lose_the_gate(hand: Hand) -> None:
    """Box and gate lie deep below the vein."""
    hand.do(c.SetScanner("box_z_um", 33_000), c.SetScanner("gate_z_um", 33_000))


def test_a_fair_test_is_measured_and_identifies() -> None:
    attempt = scanned()
    assert grade(attempt) == "measured"
    seen = evidence_of(attempt.state, "aasv")
    truth_ms = 1000 * attempt.state.patient.vessel("aasv").reflux_s
    assert seen.measured_ms == pytest.approx(truth_ms, rel=0.15)


def test_colour_without_the_spectrum_is_watched_not_measured() -> None:
    assert grade(scanned(turn("is_pulsed", 0))) == "watched"


ERRORS: dict[str, tuple[str, Error | None, dict[str, object]]] = {
    "lying": ("AASV", lie_down, {}),
    "heavy probe": ("AASV", press_hard, {}),
    "no doppler": ("AASV", no_doppler, {}),
    "gate and box beside the vein": ("AASV", lose_the_gate, {}),
    "frozen": ("AASV", turn("is_frozen", 1), {}),
    "squeeze above the probe": ("AASV", None, {"is_above_probe": True}),
    "hardly squeezed": ("AASV", None, {"hold_s": 0.1}),
    "arterial scale on a slow feeder": ("reticular", turn("prf_hz", 5000), {}),
    "low frequency on a small feeder": ("reticular", turn("frequency_khz", 7000), {}),
}


@pytest.mark.parametrize("name", ERRORS)
def test_a_scan_error_leaves_a_guess(name: str) -> None:
    kind, error, squeeze = ERRORS[name]
    assert grade(scanned(error, kind, **squeeze)) == "guess"


def test_the_feeder_shows_to_a_light_hand_at_a_slow_scale() -> None:
    assert grade(scanned(None, "reticular")) == "measured"


def test_a_finding_where_no_such_vein_lies_is_wrong() -> None:
    assert grade(scanned(slide_off)) == "wrong"


def test_a_right_guess_without_a_scan_is_a_guess_and_a_wrong_one_is_wrong() -> None:
    attempt = Attempt(held(), lambda _record: None)
    attempt.do(c.MarkVein("AASV", "refluxing"))
    assert grade(attempt) == "guess"
    attempt.do(c.MarkVein("AASV", "competent"))
    assert grade(attempt) == "wrong"
    attempt.do(c.MarkVein("SSV", "refluxing"))
    assert grade(attempt) == "wrong"


def test_a_treated_vein_is_silent_and_the_rescan_says_so() -> None:
    attempt = scanned()
    for command in (c.ReferForTreatment(0, "foam"), c.LiftProbe(), c.PassDays(42)):
        attempt.do(command)
    pose = held().scan.probe
    assert pose is not None
    hand = Hand(attempt)
    hand.do(c.SetPosture("standing"))
    hand.do(p.probe(p.Place(pose.u_mm, pose.s_mm), round(pose.yaw_rad * 1000)))
    p.squeeze_and_watch(hand, "AASV")
    assert any(e["ev"] == "closure_shown" and e["vein"] == "aasv" for e in attempt.events)
    hand.do(c.MarkVein("AASV", "closed"))
    assert grade(attempt) == "watched"


def test_moving_the_probe_away_while_it_runs_back_cuts_the_evidence_short() -> None:
    attempt = Attempt(held(), lambda _record: None)
    hand = Hand(attempt)
    hand.do(c.SqueezeCalf(1000, 0), then_wait_s=0.9)
    hand.do(c.ReleaseCalf(), then_wait_s=0.4)
    slide_off(hand)
    hand.wait(6.0)
    seen = evidence_of(attempt.state, "aasv")
    assert 0 < seen.watched_ms <= 450
