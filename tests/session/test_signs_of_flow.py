"""Signs that come from where blood and drug go: blood that pours back, pain beside a vein."""

from dataclasses import replace
from functools import cache

import pytest

from simulator.operators import needling
from simulator.operators.hand import Hand
from simulator.session import commands as c
from simulator.session.attempt import Attempt
from tests.laws.random_play import first_state

FLAT_RAD = 0.2


@cache
def pushed(is_open: bool) -> tuple[str, ...]:
    """Return the signs after a short push into each arm, the source open or closed, no swab."""
    state = first_state()
    if not is_open:
        sources = tuple((source.id, 0) for source in state.patient.spec.sources)
        state = replace(state, closed=sources)
    hand = Hand(Attempt(state, lambda _record: None, has_checks=False))
    hand.do(c.SetPosture("lying"), c.TakeNeedle(30, 349), c.StretchSkin(1))
    hand.do(c.FillSyringe("polidocanol", 5000, 2_500_000))
    for thread in hand.look().threads:
        spot = needling.arm_of(thread)
        needling.enter(hand, needling.approach(hand, spot, FLAT_RAD))
        needling.push(hand, 100.0, 900, 12.0)
        hand.wait(1.5)
        hand.do(c.InsertNeedle(0), then_wait_s=30.0)
    return tuple(name for name, _ in hand.look().signs)


def test_blood_pours_back_where_the_feeder_is_open():
    assert "blood_back" in pushed(is_open=True)


def test_no_blood_pours_back_where_the_feeder_is_closed():
    assert "blood_back" not in pushed(is_open=False)


@pytest.mark.parametrize(
    ("drug", "ppm", "hurts"), [("STS", 30_000, True), ("polidocanol", 5000, False)]
)
def test_strong_drug_beside_a_vein_hurts_and_a_little_of_a_weak_one_does_not(drug, ppm, hurts):
    hand = Hand(Attempt(first_state(), lambda _record: None, has_checks=False))
    hand.do(c.SetPosture("lying"), c.TakeNeedle(30, 349), c.FillSyringe(drug, ppm, 2_000_000))
    hand.do(c.AimNeedle(500, 500, 0, 785), c.InsertNeedle(1500), c.PressPlunger(4000))
    hand.wait(1.0)
    names = {name for name, _ in hand.look().signs}
    assert "wheal" in names
    assert ("pain" in names) == hurts
