"""The refill test in a trained hand: press on a place, let go, watch how soon it is red."""

from simulator.operators.hand import Hand
from simulator.session import commands as c
from simulator.session.observation import SeenSpot

PRESS_S = 1.0  # until the colour is gone
FED_S = 4.2  # what is not back by then has no open feeder


def refill_at(hand: Hand, spot: SeenSpot) -> str:
    """Return what fills the vein at `spot`: arteriolar, venous_fed or venous_slow.

    Empty where the glass cannot be pressed now.
    """
    known = len(hand.look().refills)
    press = c.PressGlass(round(spot.x_mm * 1000), round(spot.y_mm * 1000))
    if hand.do(press, then_wait_s=PRESS_S) is not None:
        return ""
    if hand.do(c.LiftGlass(), then_wait_s=FED_S) is not None:
        return ""
    seen = hand.look().refills[known:]
    return seen[0].kind if seen else "venous_slow"
