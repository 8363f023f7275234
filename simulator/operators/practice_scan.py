"""How a practice scans: few places, one test a vein, the deep veins pressed, and later again.

It is the textbook's scan with a quicker hand: the probe goes across the leg in steps a
little narrower than the image, is turned along the vein by where the vein lies a little higher
up, and a test is over as soon as the answer is clear. What is found is remembered by how the
probe was held, so that the same place can be looked at again weeks later.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from simulator.operators import probing
from simulator.operators.hand import Hand
from simulator.physics.valves import reflux_limit_ms
from simulator.session import commands as c
from simulator.session.observation import SeenVein

SOURCE_KINDS: Final = ("GSV", "AASV", "SSV", "perforator", "reticular")  # trunks first
DEEP_PLACES: Final = (
    ("femoral_vein", probing.Place(-28.0, 750.0)),
    ("popliteal_vein", probing.Place(165.0, 470.0)),
)
ACROSS_MM: Final = (0.0, 34.0, -34.0)  # the image is 38 mm wide
HIGHER_MM: Final = 10.0  # from here to there the course of a vein shows
HELD_S: Final = 0.3
WATCH_S: Final = 1.5  # what runs back for less than half a second is sound
MORE_MRAD: Final = (0, 150, -150, 300, -300)
ALONG_COS: Final = 0.2  # between steered beam and vein: less, and the probe lies across it
YAW_STEP_MRAD: Final = 200
PRESS_PA: Final = 6000  # closes any sound vein, lying


@dataclass(frozen=True)
class Source:
    """A vein that ran back: its kind, how the probe was held over it, and its finding."""

    kind: str
    held: c.PlaceProbe
    mark: int


def sources(hand: Hand) -> list[Source]:
    """Test every kind of vein once; return what ran back, marked."""
    found = []
    for kind in SOURCE_KINDS:
        vein = _find(hand, kind)
        reversal_ms = _test(hand, vein) if vein else 0
        if vein and reversal_ms > reflux_limit_ms(kind):
            mark = c.MarkVein(kind, "refluxing", reversal_ms, round(vein.diameter_mm * 1000))
            if hand.do(mark) is None:
                found.append(Source(kind, _held(hand), hand.look().findings - 1))
        hand.do(c.LiftProbe())  # the test is over
    return found


def still_open(hand: Hand, found: list[Source]) -> list[Source]:
    """Look at treated veins again, each at its place; return those that run back still."""
    left = []
    for source in found:
        probing.set_up(hand, source.kind)
        hand.do(source.held, then_wait_s=HELD_S)
        vein = probing.nearest_of(hand.look(), source.kind)
        if vein is not None and _test(hand, vein) > reflux_limit_ms(source.kind):
            left.append(source)
        hand.do(c.LiftProbe())
    return left


def is_deep_clear(hand: Hand) -> bool:
    """Press on the deep veins, lying; return whether every one that stood open closed."""
    hand.do(c.SetPosture("lying"))
    for kind, place in DEEP_PLACES:
        probing.set_up(hand, kind)
        hand.do(probing.probe(place), then_wait_s=HELD_S)
        vein = probing.nearest_of(hand.look(), kind)
        if vein is None:
            continue
        over = probing.Place(place.u_mm + vein.x_mm, place.s_mm)
        hand.do(probing.probe(over, 0, PRESS_PA), then_wait_s=HELD_S)
        if probing.nearest_of(hand.look(), kind) is not None:
            return False
    hand.do(c.LiftProbe(), c.SetPosture("standing"))
    return True


def _find(hand: Hand, kind: str) -> SeenVein | None:
    """Slide across the leg where the textbook says, and turn the probe along the vein."""
    probing.set_up(hand, kind)
    for start in probing.places_to_look(hand.look(), kind):
        for across in ACROSS_MM:
            place = probing.Place(start.u_mm + across, start.s_mm)
            hand.do(probing.probe(place), then_wait_s=HELD_S)
            vein = probing.nearest_of(hand.look(), kind)
            if vein is not None:
                return _along(hand, kind, probing.Place(place.u_mm + vein.x_mm, place.s_mm))
    return None


def _along(hand: Hand, kind: str, place: probing.Place) -> SeenVein | None:
    """Turn the probe along the vein by its course, and a little more or less if need be."""
    hand.do(probing.probe(probing.Place(place.u_mm, place.s_mm + HIGHER_MM)), then_wait_s=HELD_S)
    higher = probing.nearest_of(hand.look(), kind)
    if higher is not None:
        hand.do(c.SetScanner("steer_mrad", probing.STEER_MRAD))
        yaw_mrad = round(1000 * float(np.arctan2(HIGHER_MM, higher.x_mm)))
        for more in MORE_MRAD:
            hand.do(probing.probe(place, yaw_mrad + more), then_wait_s=HELD_S)
            vein = probing.nearest_of(hand.look(), kind)
            if vein is not None and abs(vein.cos_angle) >= ALONG_COS:
                return vein
    return probing.turn_along(hand, kind, place, step_mrad=YAW_STEP_MRAD)


def _test(hand: Hand, vein: SeenVein) -> int:
    """Squeeze and let go with the gate in the vein; return for how long it ran back, in ms."""
    doppler = probing.SMALL if probing.is_small(vein.kind) else probing.TRUNK
    probing.aim_doppler(hand, vein, doppler)
    hand.do(c.SqueezeCalf(1000, 0), then_wait_s=0.9)
    hand.do(c.ReleaseCalf(), then_wait_s=WATCH_S)
    seen = probing.nearest_of(hand.look(), vein.kind)
    return round(1000 * seen.reversal_s) if seen else 0


def _held(hand: Hand) -> c.PlaceProbe:
    """Return the command that holds the probe again as it is held now."""
    pose = hand.look().probe
    assert pose is not None  # a vein has just been marked under it
    return c.PlaceProbe(
        round(pose.u_mm * 1000),
        round(pose.s_mm * 1000),
        round(pose.yaw_rad * 1000),
        round(pose.tilt_rad * 1000),
        round(pose.pressure_pa),
    )
