"""The manual skills that scripted trainees share: search, squeeze, inject, tape."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from simulator.operators.hand import Hand
from simulator.session import commands as c
from simulator.session.observation import Observation, SeenThread, SeenVein

LONGITUDINAL_MRAD: Final = 1571
LIGHT_PA: Final = 300
STEER_MRAD: Final = 314
SEARCH_STEP_MM: Final = 12.0
LIGHT_MN: Final = 400  # just above what the stopper takes
RUNAWAY_MM: Final = 4.0  # past the mark by this much, holding on would overshoot
BEVEL_MM: Final = 0.25  # the middle of the opening lies this far behind the tip


@dataclass(frozen=True)
class Place:
    """A probe position on the leg."""

    u_mm: float
    s_mm: float


def probe(place: Place, yaw_mrad: int = 0, pressure_pa: int = LIGHT_PA) -> c.PlaceProbe:
    """Return the command that holds the probe at `place`."""
    return c.PlaceProbe(
        round(place.u_mm * 1000), round(place.s_mm * 1000), yaw_mrad, 0, pressure_pa
    )


def nearest_of(look: Observation, kind: str) -> SeenVein | None:
    """Return the vein of `kind` nearest to the middle of the image."""
    of_kind = [vein for vein in look.veins if vein.kind == kind]
    return min(of_kind, key=lambda vein: abs(vein.x_mm), default=None)


def scan_for(hand: Hand, kind: str, start: Place, reach_mm: float) -> Place | None:
    """Slide the probe across the leg around `start` until `kind` is in the image; centre it."""
    offsets = [0.0]
    for k in range(1, int(reach_mm / SEARCH_STEP_MM) + 1):
        offsets += [k * SEARCH_STEP_MM, -k * SEARCH_STEP_MM]
    for offset in offsets:
        place = Place(start.u_mm + offset, start.s_mm)
        hand.do(probe(place), then_wait_s=0.5)
        for _ in range(3):
            vein = nearest_of(hand.look(), kind)
            if vein is None:
                break
            if abs(vein.x_mm) < 0.4:
                return place
            place = Place(place.u_mm + vein.x_mm, place.s_mm)
            hand.do(probe(place), then_wait_s=0.3)
    return None


def turn_along(hand: Hand, kind: str, place: Place) -> SeenVein | None:
    """Turn the probe along the vein, as far as it takes to keep the vein in the image."""
    best: tuple[float, int] | None = None
    for yaw in range(LONGITUDINAL_MRAD - 700, LONGITUDINAL_MRAD + 701, 100):
        hand.do(probe(place, yaw), then_wait_s=0.1)
        vein = nearest_of(hand.look(), kind)
        if vein is not None and (best is None or abs(vein.x_mm) < best[0]):
            best = (abs(vein.x_mm), yaw)
    if best is None:
        return None
    hand.do(probe(place, best[1]), then_wait_s=0.5)
    return nearest_of(hand.look(), kind)


def aim_doppler(hand: Hand, vein: SeenVein, *, is_small: bool) -> None:
    """Put box and gate on the vein and choose a scale that fits slow venous flow."""
    depth_um, x_um = round(vein.depth_mm * 1000), round(vein.x_mm * 1000)
    settings = {
        "is_colour": 1,
        "is_pulsed": 1,
        "steer_mrad": STEER_MRAD,
        "box_x_um": x_um,
        "box_z_um": max(1000, depth_um),
        "gate_x_um": x_um,
        "gate_z_um": max(1000, depth_um),
        "gate_length_um": 1000 if is_small else 3000,
        "prf_hz": 400 if is_small else 1000,
        "wall_filter_hz": 20 if is_small else 40,
    }
    hand.do(*(c.SetScanner(name, value) for name, value in settings.items()), then_wait_s=1.0)


def squeeze_and_watch(hand: Hand, kind: str) -> float:
    """Squeeze the calf below the probe, let go at once, and read the reversal in seconds."""
    hand.do(c.SqueezeCalf(1000, 0), then_wait_s=0.9)
    hand.do(c.ReleaseCalf())
    longest = 0.0
    for _ in range(18):
        hand.wait(0.25)
        vein = nearest_of(hand.look(), kind)
        longest = max(longest, vein.reversal_s if vein else 0.0)
    hand.wait(2.0)
    return longest


def shallow_probe(hand: Hand) -> None:
    """Set the scanner up for a small vein just under the skin."""
    hand.do(
        c.SetScanner("frequency_khz", 14_000),
        c.SetScanner("depth_um", 20_000),
        c.SetScanner("focus_um", 5000),
        then_wait_s=1.0,
    )


def deep_probe(hand: Hand) -> None:
    """Set the scanner up for a trunk."""
    hand.do(
        c.SetScanner("frequency_khz", 9000),
        c.SetScanner("depth_um", 40_000),
        c.SetScanner("focus_um", 14_000),
        then_wait_s=1.0,
    )


def approach(hand: Hand, thread: SeenThread, angle_rad: float) -> float:
    """Hold the needle so that the bevel will come to lie in the arm; return the length in.

    The tip travels along the arm, towards the thread, and reaches the depth of the arm's
    centre line where the middle of the bevel lies.
    """
    sine, cosine = float(np.sin(angle_rad)), float(np.cos(angle_rad))
    length_mm = thread.arm_depth_mm / sine + BEVEL_MM
    back_mm = thread.arm_depth_mm / sine * cosine
    x, y = thread.arm_x_mm - back_mm * thread.arm_dx, thread.arm_y_mm - back_mm * thread.arm_dy
    heading = float(np.arctan2(thread.arm_dy, thread.arm_dx))
    hand.do(
        c.AimNeedle(
            round(x * 1000), round(y * 1000), round(heading * 1000), round(angle_rad * 1000)
        ),
        then_wait_s=1.5,
    )
    return length_mm


def enter(hand: Hand, length_mm: float) -> float:
    """Advance until the bevel is as far inside as it gets; return the share that is."""
    best, best_mm = -1.0, length_mm
    for step in range(-3, 4):
        at = length_mm + 0.12 * step
        hand.do(c.InsertNeedle(max(100, round(at * 1000))), then_wait_s=0.2)
        inside = hand.look().bevel_frac
        if inside > best + 1e-9:
            best, best_mm = inside, at
        if inside >= 0.95:
            return inside
    hand.do(c.InsertNeedle(max(100, round(best_mm * 1000))), then_wait_s=0.2)
    return best


def push(hand: Hand, volume_ul: float, force_mn: int, stop_mm: float, least_s: float = 0.0) -> None:
    """Press until `volume_ul` is in or the blanch reaches `stop_mm`; a sign stops it at once.

    A blanch that gets there before `least_s` is held with a lighter thumb, not abandoned:
    contact is what treats.
    """
    signs = len(hand.look().signs)
    if hand.do(c.PressPlunger(force_mn)) is not None:
        return
    is_light = False
    for tenth in range(1, 160):
        hand.wait(0.1)
        look = hand.look()
        if len(look.signs) > signs or look.push_ul >= volume_ul or look.left_ul <= 0.0:
            break
        if look.blanch_mm >= stop_mm:
            if tenth >= least_s * 10 or look.blanch_mm >= stop_mm + RUNAWAY_MM:
                break
            if not is_light:
                is_light = hand.do(c.PressPlunger(LIGHT_MN)) is None
    hand.do(c.PressPlunger(0), then_wait_s=1.0)


def dress(hand: Hand, thread: SeenThread, delay_s: float) -> None:
    """Needle out, swab on, tape down."""
    hand.do(c.InsertNeedle(0), then_wait_s=delay_s)
    hand.do(
        c.PlaceSwab(round(thread.arm_x_mm * 1000), round(thread.arm_y_mm * 1000)), then_wait_s=1.0
    )
    hand.do(c.TapeSwab(hand.look().swabs - 1, 0), then_wait_s=3.0)
