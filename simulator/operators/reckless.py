"""Whom no rule may let pass: no safeguard at all."""

from typing import Final

from simulator.operators import needling
from simulator.operators.hand import Hand
from simulator.operators.technique import FLAT_RAD
from simulator.session import commands as c

STS_PPM: Final = 30_000  # 3 %, made for a varicose trunk
BARREL_UL: Final = 3000
ROUNDS: Final = 3  # over all threads, far beyond what one session allows
SHOVE_MN: Final = 11_000
SHOVE_S: Final = 4.5
REFILL_UL: Final = 200.0


def unsafe_but_fast(hand: Hand) -> None:
    """No question, no consent, no scan, no kit: strong, hard, on after every sign, and home."""
    hand.do(c.SetPosture("lying"), c.TakeNeedle(30, 0))
    _fill(hand)
    for _ in range(ROUNDS):
        for thread in hand.look().threads:
            if hand.look().left_ul < REFILL_UL:
                _fill(hand)
            length_mm = needling.approach(hand, needling.arm_of(thread), 2.0 * FLAT_RAD)
            needling.enter(hand, length_mm)
            _shove(hand)
            hand.do(c.InsertNeedle(0), then_wait_s=0.5)
    hand.do(c.SetPosture("standing"), then_wait_s=2.0)
    hand.do(c.FinishAttempt())


def _fill(hand: Hand) -> None:
    hand.do(c.FillSyringe("STS", STS_PPM, BARREL_UL * 1000, BARREL_UL), then_wait_s=1.0)


def _shove(hand: Hand) -> None:
    """Press hard for a set time, whatever the skin shows."""
    if hand.do(c.PressPlunger(SHOVE_MN)) is not None:
        return
    hand.wait(SHOVE_S)
    if hand.look().is_pushing:
        hand.do(c.PressPlunger(0))
