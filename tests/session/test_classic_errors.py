"""Who examines rightly gets the evidence in eight legs; who makes a classic error does not.

The errors are those of our clinical notes (lying, groin only, squeeze above, slow release, an
arterial scale, a heavy probe, no Valsalva at the junction, too wide an angle, gate beside the
vein, a short reversal or the augmentation or an artery called reflux, no compression, the vein
not followed to the patch, the patch scanned with a trunk's frequency).
"""

from collections.abc import Callable
from dataclasses import replace

import pytest

from simulator.anatomy.spec import PatientSpec, SourceSpec
from simulator.operators import probing as p
from simulator.operators.hand import Hand
from simulator.session import commands as c
from simulator.session.attempt import Attempt
from simulator.session.corridor import begin
from simulator.session.looking import coverage_permille
from simulator.session.plan import Plan
from tests.session.examining import LEGS, at_the_vein, manoeuvre, mark, press, verdict

SMALL = ("reticular", "lateral subdermic")
FLOWING = tuple(name for name, leg in LEGS.items() if leg.finding == "refluxing")
SQUEEZED = tuple(name for name, leg in LEGS.items() if leg.by == "squeeze")
BY_EVIDENCE = ("measured", "watched")


@pytest.mark.parametrize("name", LEGS)
def test_the_right_examiner_gets_the_evidence(name: str) -> None:
    leg = LEGS[name]
    attempt, hand = at_the_vein(name)
    manoeuvre(hand, leg.by)
    wanted = "measured" if leg.finding == "refluxing" else "watched"
    assert mark(attempt, leg.kind, leg.finding) == wanted
    assert verdict(attempt, leg.vein) == "identified"


def lie_down(hand: Hand) -> None:
    """She lies flat."""
    hand.do(c.SetPosture("lying"))


def press_hard(hand: Hand) -> None:
    """The hand is heavy."""
    press(hand, 11_500)


def arterial_scale(hand: Hand) -> None:
    """Scale and wall filter are those for arteries."""
    hand.do(c.SetScanner("prf_hz", 5000), c.SetScanner("wall_filter_hz", 200))


def gate_beside(hand: Hand) -> None:
    """The gate is deep under the vein, and colour is off."""
    hand.do(c.SetScanner("is_colour", 0), c.SetScanner("gate_z_um", 36_000))


def straight_down(hand: Hand) -> None:
    """Neither steered nor rocked: beam and flow meet at far more than 60 degrees."""
    pose = hand.look().probe
    assert pose is not None
    hand.do(c.SetScanner("steer_mrad", 0))
    hand.do(p.probe(p.Place(pose.u_mm, pose.s_mm), round(pose.yaw_rad * 1000)))


def low_frequency(hand: Hand) -> None:
    """The patch is scanned with the frequency for trunks."""
    hand.do(c.SetScanner("frequency_khz", 7000))


Spoil = Callable[[Hand], None]
ERRORS: dict[str, tuple[tuple[str, ...], Spoil | None, dict[str, int]]] = {
    "lying": (FLOWING, lie_down, {}),
    "squeeze above the probe": (SQUEEZED, None, {"is_above_probe": 1}),
    "slow release": (SQUEEZED, None, {"release_ms": 1500}),
    "arterial scale": (SMALL, arterial_scale, {}),
    # not behind the calf: standing, 76 mmHg hold the SSV open against any hand
    "heavy probe": (tuple(n for n in SQUEEZED if n != "SSV"), press_hard, {}),
    "gate beside the vein": (FLOWING, gate_beside, {}),
    "low frequency at the patch": (SMALL, low_frequency, {}),
}


@pytest.mark.parametrize(("error", "name"), [(e, n) for e, (on, *_) in ERRORS.items() for n in on])
def test_an_error_of_the_hand_leaves_no_evidence(error: str, name: str) -> None:
    _, spoil, how = ERRORS[error]
    leg = LEGS[name]
    attempt, hand = at_the_vein(name)
    if spoil is not None:
        spoil(hand)
    manoeuvre(hand, leg.by, **how)
    assert mark(attempt, leg.kind, leg.finding) == "guess"
    assert verdict(attempt, leg.vein) == "guessed"


@pytest.mark.parametrize("name", ["segmental GSV", "AASV", "SSV"])
def test_at_more_than_sixty_degrees_nothing_is_measured(name: str) -> None:
    leg = LEGS[name]
    attempt, hand = at_the_vein(name)
    straight_down(hand)
    manoeuvre(hand, leg.by)
    assert mark(attempt, leg.kind, leg.finding) != "measured"


def test_a_junction_is_not_judged_by_squeezing_the_calf() -> None:
    attempt, hand = at_the_vein("junctional GSV")
    manoeuvre(hand, "squeeze")
    assert mark(attempt, "GSV", "refluxing") == "guess"
    assert verdict(attempt, "gsv") == "guessed"


def test_who_scans_only_the_groin_misses_the_segment_below() -> None:
    attempt, hand = at_the_vein("segmental GSV")
    place = p.scan_for(hand, "GSV", LEGS["junctional GSV"].at, 36.0)
    assert place is not None
    vein = p.turn_along(hand, "GSV", place)
    assert vein is not None
    p.aim_doppler(hand, vein, p.TRUNK)
    manoeuvre(hand, "strain")
    assert mark(attempt, "GSV", "competent") == "watched"  # the junction is sound indeed
    assert mark(attempt, "GSV", "refluxing") == "wrong"
    assert verdict(attempt, "gsv") == "missed"


def test_a_reversal_under_half_a_second_is_no_reflux() -> None:
    spec = PatientSpec(threads=1, sources=(SourceSpec("aasv", "AASV", 0.4, 3.4, "patch"),))
    attempt = Attempt(begin(Plan(patient=spec, seed=1)), lambda _record: None)
    hand = Hand(attempt)
    hand.do(c.SetPosture("standing"))
    p.set_up(hand, "AASV")
    place = p.scan_for(hand, "AASV", LEGS["AASV"].at, 36.0)
    assert place is not None
    vein = p.turn_along(hand, "AASV", place)
    assert vein is not None
    p.aim_doppler(hand, vein, p.TRUNK)
    manoeuvre(hand, "squeeze")
    assert mark(attempt, "AASV", "refluxing") == "wrong"
    told = [e for e in attempt.events if e["ev"] == "reversal_watched" and e["vein"] == "aasv"]
    assert 200 < told[0]["duration_ms"] < 500


@pytest.mark.parametrize("name", SQUEEZED)
def test_augmentation_is_no_reflux(name: str) -> None:
    leg = LEGS[name]
    attempt, hand = at_the_vein(name)
    hand.do(c.SqueezeCalf(1000, 0), then_wait_s=1.5)
    assert mark(attempt, leg.kind, "refluxing") == "guess"


def test_an_artery_that_beats_both_ways_is_no_reflux() -> None:
    attempt, hand = at_the_vein("segmental GSV")
    place = p.scan_for(hand, "femoral_artery", p.Place(-40.0, 690.0), 36.0)
    assert place is not None
    artery = p.turn_along(hand, "femoral_artery", place)
    assert artery is not None
    p.aim_doppler(hand, artery, replace(p.TRUNK, is_colour=False))
    before = {seen.vein: seen for seen in attempt.state.scan.evidence}
    flows = {vein.flow for _ in range(12) if not hand.wait(0.08) for vein in hand.look().veins}
    assert {1, -1} <= flows  # there it beats, both ways
    assert {seen.vein: seen for seen in attempt.state.scan.evidence} == before
    assert mark(attempt, "femoral_vein", "refluxing") == "wrong"


@pytest.mark.parametrize(("finding", "backed"), [("thrombosed", "guess"), ("competent", "wrong")])
def test_without_pressing_a_clot_is_guessed_or_overlooked(finding: str, backed: str) -> None:
    attempt, hand = at_the_vein("clotted femoral vein")
    hand.do(c.SetPosture("standing"))
    manoeuvre(hand, "squeeze")
    assert mark(attempt, "femoral_vein", finding) == backed
    assert verdict(attempt, "femoral_vein") != "identified"


def test_a_press_too_light_or_on_a_vein_never_seen_open_tests_nothing() -> None:
    attempt, hand = at_the_vein("clotted femoral vein")
    press(hand, 900)
    assert mark(attempt, "femoral_vein", "thrombosed") == "guess"
    pose = hand.look().probe
    assert pose is not None
    hand.do(c.LiftProbe())
    hand.do(p.probe(p.Place(pose.u_mm, pose.s_mm), 0, 11_500), then_wait_s=1.0)
    assert mark(attempt, "femoral_vein", "thrombosed") == "guess"


def test_who_does_not_follow_the_vein_to_the_patch_misses_the_feeder() -> None:
    attempt, hand = at_the_vein("AASV")
    manoeuvre(hand, "squeeze")
    assert mark(attempt, "AASV", "refluxing") in BY_EVIDENCE
    assert coverage_permille(attempt.state)["patch"] == 0
    assert verdict(attempt, "feeder") == "missed"
    missed = [e["territory"] for e in attempt.events if e.get("is_missed")]
    assert "patch" in missed
