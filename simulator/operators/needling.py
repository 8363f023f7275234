"""The manual skills with needle, plunger and swab that scripted trainees share."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from simulator.operators.hand import Hand
from simulator.session import commands as c
from simulator.session.observation import SeenSpot, SeenThread

STOPPER_MN: Final = 300  # a thumb this light moves nothing
BEVEL_MM: Final = 0.25  # the middle of the opening lies this far behind the tip
ENTRY_STEP_MM: Final = 0.12
DEEPEST_DIMPLE_MM: Final = 3.0
GLANCE_S: Final = 0.1  # how often the eye goes from the plunger to the blanch
LONGEST_PUSH_S: Final = 150.0
FIRST_MN: Final = 700.0  # above the stopper: about 10 ul/s through 30G from a 3 ml syringe
FIRST_UL_PER_S: Final = 10.0
STRONGEST_MN: Final = 12_000


def sine(angle_rad: float) -> float:
    """Return the sine of the angle between needle and skin."""
    return float(np.sin(angle_rad))


def arm_of(thread: SeenThread) -> SeenSpot:
    """Return the place on the feeding arm where there is room for the bevel."""
    return SeenSpot(
        thread.arm_x_mm,
        thread.arm_y_mm,
        thread.arm_depth_mm,
        thread.arm_dx,
        thread.arm_dy,
        thread.arm_stretch,
    )


def approach(hand: Hand, spot: SeenSpot, angle_rad: float, bevel: str = "up") -> float:
    """Hold the needle so that the bevel will come to lie in the vein; return the length in.

    The tip travels along the vein, away from its feeder, and reaches the depth of the centre
    line where the middle of the bevel lies.
    """
    slanted_mm = spot.depth_mm / sine(angle_rad)
    back_mm = slanted_mm * float(np.cos(angle_rad))
    x, y = spot.x_mm - back_mm * spot.dx, spot.y_mm - back_mm * spot.dy
    heading = float(np.arctan2(spot.dy, spot.dx))
    hand.do(
        c.AimNeedle(
            round(x * 1000),
            round(y * 1000),
            round(heading * 1000),
            round(angle_rad * 1000),
            bevel,
        ),
        then_wait_s=1.5,
    )
    return slanted_mm + BEVEL_MM


def enter(hand: Hand, length_mm: float) -> float:
    """Advance until the bevel is as far inside as it gets; return the share that is.

    Skin that only dimples is pushed on until it gives.
    """
    best, best_mm = -1.0, length_mm
    for step in range(-3, 4):
        at = length_mm + ENTRY_STEP_MM * step
        if hand.do(c.InsertNeedle(max(100, round(at * 1000))), then_wait_s=0.2) is not None:
            return 0.0
        inside = hand.look().bevel_frac
        if inside > best + 1e-9:
            best, best_mm = inside, at
        if inside >= 0.95:
            return inside
    if hand.look().puncture < 0:
        _till_it_gives(hand, length_mm + 3 * ENTRY_STEP_MM)
        return hand.look().bevel_frac
    hand.do(c.InsertNeedle(max(100, round(best_mm * 1000))), then_wait_s=0.2)
    return best


def _till_it_gives(hand: Hand, at_mm: float) -> None:
    """Push on skin that dimples until it gives, or no skin would dimple so far."""
    for _ in range(round(DEEPEST_DIMPLE_MM / ENTRY_STEP_MM)):
        at_mm += ENTRY_STEP_MM
        if hand.do(c.InsertNeedle(round(at_mm * 1000)), then_wait_s=0.2) is not None:
            break
        if hand.look().puncture >= 0:
            break


def push(hand: Hand, volume_ul: float, force_mn: int, stop_mm: float) -> None:
    """Press with one force until `volume_ul` is in or the blanch reaches `stop_mm`.

    A warning sign stops it at once.
    """
    signs = len(hand.look().signs)
    if hand.do(c.PressPlunger(force_mn)) is not None:
        return
    for _ in range(round(LONGEST_PUSH_S / GLANCE_S)):
        hand.wait(GLANCE_S)
        look = hand.look()
        if not look.is_pushing:
            break
        if len(look.signs) > signs or look.push_ul >= volume_ul or look.blanch_mm >= stop_mm:
            break
    let_go(hand)


def let_go(hand: Hand) -> None:
    """Take the thumb off, if it is still on, and watch for a second."""
    if hand.look().is_pushing:
        hand.do(c.PressPlunger(0))
    hand.wait(1.0)


@dataclass(frozen=True)
class Feel:
    """How a good hand doses by eye: full force far from the mark, lighter as it nears."""

    full_mn: int
    near_mm: float  # from here on the thumb grows lighter
    stop_mm: float  # here it only keeps the blanch where it is
    least_s: float  # contact is what treats: a blanch is held, not abandoned, until then
    most_s: float

    def force_mn(self, blanch_mm: float) -> int:
        """Return the force for a blanch that has come this far."""
        left = (self.stop_mm - blanch_mm) / (self.stop_mm - self.near_mm)
        share = min(max(left, 0.0), 1.0)
        return round((STOPPER_MN + share * (self.full_mn - STOPPER_MN)) / 50) * 50


def push_by_eye(hand: Hand, volume_ul: float, feel: Feel) -> None:
    """Press and watch: lighter the nearer the blanch comes to its mark; a sign stops it."""
    signs = len(hand.look().signs)
    force = feel.force_mn(0.0)
    if hand.do(c.PressPlunger(force)) is not None:
        return
    for glance in range(1, round(feel.most_s / GLANCE_S)):
        hand.wait(GLANCE_S)
        look = hand.look()
        if not look.is_pushing or len(look.signs) > signs or look.push_ul >= volume_ul:
            break
        if look.blanch_mm >= feel.stop_mm and glance * GLANCE_S >= feel.least_s:
            break
        wanted = feel.force_mn(look.blanch_mm)
        if wanted != force:
            force = wanted
            hand.do(c.PressPlunger(force))
    let_go(hand)


def push_evenly(hand: Hand, volume_ul: float, over_s: float, size_ul: int = 3000) -> float:
    """Give `volume_ul` evenly over `over_s`, a sign stopping it; return what went in (ul).

    The thumb learns the resistance as it goes: how much more flowed for how much more force.
    """
    signs = len(hand.look().signs)
    force = FIRST_MN * size_ul / 3000.0 * (volume_ul / over_s / FIRST_UL_PER_S)
    glance_s = min(GLANCE_S, max(over_s / 8.0, 1 / 30))
    if hand.do(c.PressPlunger(_thumb_mn(force))) is not None:
        return 0.0
    at_s, given, before = 0.0, 0.0, (0.0, 0.0)  # force and flow a glance ago
    while at_s < 1.5 * over_s + 5.0:
        hand.wait(glance_s)
        at_s += glance_s
        look = hand.look()
        if not look.is_pushing:
            return given
        flow = (look.push_ul - given) / glance_s
        given = look.push_ul
        if len(look.signs) > signs or given >= volume_ul - flow * glance_s / 2.0:
            break
        wanted = (volume_ul - given) / max(over_s - at_s, glance_s)
        more = _more_force(force, flow, before, wanted)
        before, force = (force, flow), force + more
        if _thumb_mn(force) != _thumb_mn(before[0]):
            hand.do(c.PressPlunger(_thumb_mn(force)))
    let_go(hand)
    return given


def _more_force(force: float, flow: float, before: tuple[float, float], wanted: float) -> float:
    """Return how much more to press so that `wanted` flows, from what two glances have shown."""
    slope = force / max(flow, 1e-3)
    if abs(flow - before[1]) > 0.03 * wanted and force != before[0]:
        learnt = (force - before[0]) / (flow - before[1])
        slope = min(max(learnt, 0.1 * slope), 2.0 * slope)
    return min(max(slope * (wanted - flow), -0.5 * force), 0.7 * force)


def _thumb_mn(above_mn: float) -> int:
    return min(STRONGEST_MN, STOPPER_MN + max(10, round(above_mn / 10) * 10))


def dress(hand: Hand, spot: SeenSpot, delay_s: float, then: str = "swab_and_tape") -> None:
    """Needle out; after `delay_s` a swab on the place, and tape over it."""
    hand.do(c.InsertNeedle(0), then_wait_s=delay_s)
    if then == "nothing":
        return
    hand.do(c.PlaceSwab(round(spot.x_mm * 1000), round(spot.y_mm * 1000)), then_wait_s=1.0)
    if then == "swab_and_tape":
        hand.do(c.TapeSwab(hand.look().swabs - 1, 0), then_wait_s=3.0)
