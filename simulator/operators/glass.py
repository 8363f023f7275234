"""The glass on every thread before the needle: colour that is back at once is an artery's."""

from typing import Final

from simulator.operators.hand import Hand
from simulator.operators.needling import arm_of
from simulator.session import commands as c
from simulator.session.observation import SeenSpot, SeenThread

PRESS_S: Final = 1.0
AT_ONCE_S: Final = 1.0  # arteriolar (diascopy); once its feeder is closed, a vein takes longer
GLANCE_S: Final = 0.1


def arterial_threads(hand: Hand) -> frozenset[str]:
    """Return the threads that no needle should enter."""
    return frozenset(thread.id for thread in hand.look().threads if _is_arterial(hand, thread))


def _is_arterial(hand: Hand, thread: SeenThread) -> bool:
    return any(_fills_at_once(hand, spot) for spot in (arm_of(thread), thread.middle, thread.tip))


def _fills_at_once(hand: Hand, spot: SeenSpot) -> bool:
    """Press the colour out, let go, and count."""
    press = c.PressGlass(round(spot.x_mm * 1000), round(spot.y_mm * 1000))
    if hand.do(press, then_wait_s=PRESS_S) is not None:
        return False
    hand.do(c.LiftGlass())
    if not hand.look().is_glass_white:
        return False  # there was no vein under it to watch
    for _ in range(round(AT_ONCE_S / GLANCE_S)):
        hand.wait(GLANCE_S)
        if not hand.look().is_glass_white:
            return True
    return False
