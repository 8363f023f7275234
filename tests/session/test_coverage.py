"""Where the probe has looked: held, fit to show a vein there, and counted once."""

import pytest

from simulator.anatomy.patient import Leg, Patch
from simulator.anatomy.territories import EVERY_LEG, Territory, territories
from simulator.operators.hand import Hand
from simulator.session import commands as c
from simulator.session.attempt import Attempt
from simulator.session.looking import HELD_TICKS, coverage_permille
from tests.laws.random_play import first_state

GROIN, THIGH = EVERY_LEG[0], EVERY_LEG[1]
FINE = next(place for place in EVERY_LEG if place.is_fine)


def standing(**controls: int) -> tuple[Attempt, Hand]:
    """Return an attempt with the patient standing and the scanner set."""
    attempt = Attempt(first_state(), lambda _record: None)
    hand = Hand(attempt)
    hand.do(c.SetPosture("standing"))
    for control, value in controls.items():
        hand.do(c.SetScanner(control, value))
    return attempt, hand


def sweep(hand: Hand, place: Territory, ticks: int = 31, pressure_pa: int = 300) -> None:
    """Slide the probe, held across the leg, up the territory with a stop in each row."""
    for row in range(place.rows):
        up = (row + 0.5) / place.rows
        u = place.low_u_mm + up * (place.high_u_mm - place.low_u_mm)
        s = place.low_mm + up * (place.high_mm - place.low_mm)
        hand.do(c.PlaceProbe(round(1000 * u), round(1000 * s), 0, 0, pressure_pa))
        hand.wait(ticks / 120)


def test_a_slow_sweep_covers_a_territory_and_says_so_once() -> None:
    attempt, hand = standing()
    sweep(hand, THIGH)
    assert coverage_permille(attempt.state)[THIGH.id] == 1000
    sweep(hand, THIGH)
    told = [e["territory"] for e in attempt.events if e["ev"] == "territory_scanned"]
    assert told == [THIGH.id]


def test_a_hasty_sweep_shows_nothing_and_coming_back_adds_up() -> None:
    attempt, hand = standing()
    sweep(hand, THIGH, ticks=HELD_TICKS // 3)
    assert coverage_permille(attempt.state)[THIGH.id] == 0
    for _ in range(3):
        sweep(hand, THIGH, ticks=HELD_TICKS // 3)
    assert coverage_permille(attempt.state)[THIGH.id] == 1000


@pytest.mark.parametrize(
    ("place", "controls", "pressure_pa"),
    [
        (GROIN, {"depth_um": 20_000}, 300),
        (GROIN, {"frequency_khz": 16_000}, 300),
        (THIGH, {"is_frozen": 1}, 300),
        (THIGH, {"gain_cdb": -3000}, 300),
        (THIGH, {"gain_cdb": 1000, "tgc_mid_cdb": 1000}, 300),
        (THIGH, {}, 11_800),
        (FINE, {"frequency_khz": 9000}, 300),
        (FINE, {"frequency_khz": 14_000, "depth_um": 20_000}, 7000),
    ],
    ids=["shallow", "too high", "frozen", "black", "white", "heavy", "coarse", "heavy on small"],
)
def test_a_picture_that_cannot_show_a_vein_there_covers_nothing(
    place: Territory, controls: dict[str, int], pressure_pa: int
) -> None:
    attempt, hand = standing(**controls)
    sweep(hand, place, pressure_pa=pressure_pa)
    assert coverage_permille(attempt.state)[place.id] == 0


def test_a_scan_lying_down_covers_nothing() -> None:
    attempt, hand = standing()
    hand.do(c.SetPosture("lying"))
    sweep(hand, THIGH)
    assert coverage_permille(attempt.state)[THIGH.id] == 0


def test_small_veins_are_looked_for_with_a_high_frequency() -> None:
    attempt, hand = standing(frequency_khz=14_000, depth_um=20_000)
    sweep(hand, FINE)
    assert coverage_permille(attempt.state)[FINE.id] == 1000


def test_along_the_leg_only_one_side_of_the_strip_is_seen() -> None:
    attempt, hand = standing()
    for s_mm in range(505, 745, 15):
        u = THIGH.low_u_mm + (s_mm - 500) / 245 * (THIGH.high_u_mm - THIGH.low_u_mm)
        hand.do(c.PlaceProbe(round(1000 * (u - 8)), s_mm * 1000, 1571), then_wait_s=0.3)
    assert 300 < coverage_permille(attempt.state)[THIGH.id] < 800


def test_what_was_not_scanned_is_judged_missed_at_the_end() -> None:
    attempt, hand = standing()
    sweep(hand, THIGH)
    hand.do(c.FinishAttempt())
    judged = {e["territory"]: e for e in attempt.events if e["ev"] == "territory_judged"}
    assert list(judged) == [place.id for place in territories(attempt.state.patient.patch)]
    assert not judged[THIGH.id]["is_missed"]
    assert judged["groin"]["is_missed"]


@pytest.mark.parametrize("place", territories(Patch("patch", -58.0, 76.0)), ids=lambda t: t.id)
def test_every_cell_has_its_place_and_its_corners(place: Territory) -> None:
    leg = Leg("left")
    assert place.depth_mm > 0
    for cell in range(place.cells):
        corners = place.corners(cell)
        u, s = (sum(values) / 4 for values in zip(*corners, strict=True))
        assert place.cell_at(leg, u, s) == cell
        around = leg.circumference_mm(s)
        assert place.cell_at(leg, u + around, s) == cell
