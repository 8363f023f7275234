"""The manual skills with probe and scanner that scripted trainees share: search, turn, squeeze."""

from dataclasses import dataclass
from typing import Final

from simulator.anatomy.patient import Leg
from simulator.operators.hand import Hand
from simulator.physics.scanner import RANGES
from simulator.session import commands as c
from simulator.session.observation import Observation, SeenVein

FOOT_S: Final = 0.5  # from pulling the foot up until her calf is slack
LONGITUDINAL_MRAD: Final = 1571
LIGHT_PA: Final = 300  # more closes a small vein under the probe
STEER_MRAD: Final = 314
# Steer and heel-toe, tried one after another until beam and vein meet at 60 degrees or less.
HOLDS_MRAD: Final = ((314, 0), (314, 250), (314, 350), (-314, -250), (-314, -350))
FLATTEST_COS: Final = 0.52
SEARCH_STEP_MM: Final = 12.0
CENTRED_MM: Final = 0.4
SEARCH_REACH_MM: Final = 60.0
FEEDER_STEPS_MM: Final = (0.0, 12.0, 24.0, 40.0, -12.0, -24.0, -40.0)
PERFORATOR_STEPS_MM: Final = (0.0, 8.0, -8.0)
AGAIN_REACH_MM: Final = 24.0  # around a place where the vein was before


@dataclass(frozen=True)
class Place:
    """A probe position on the leg."""

    u_mm: float
    s_mm: float


@dataclass(frozen=True)
class Doppler:
    """The scale and gate that fit a vein; a small one is slow and narrow."""

    prf_hz: int
    wall_filter_hz: int
    gate_um: int
    is_colour: bool = True
    is_pulsed: bool = True


SMALL: Final = Doppler(400, 20, 1000)
TRUNK: Final = Doppler(1000, 40, 3000)


def is_small(kind: str) -> bool:
    """Return whether a vein of this kind wants the high frequency and the slow scale."""
    return kind in ("reticular", "lateral_subdermic")


def textbook_place(look: Observation, kind: str) -> Place:
    """Return where a textbook says to begin looking for a vein of this kind."""
    if kind == "SSV":
        return Place(150.0, 330.0)  # behind the calf
    if kind == "reticular":
        return Place(look.patch_u_mm - 4.0, look.patch_s_mm + 18.0)  # just above the threads
    if kind == "perforator":
        return Place(look.patch_u_mm, look.patch_s_mm + 4.0)  # through the fascia under the threads
    across = {"AASV": 10.0, "GSV": -72.0, "tributary": -60.0}
    return Place(across.get(kind, -45.0), look.patch_s_mm + 90.0)


GROIN: Final = Place(-40.0, 781.0)  # where the great saphenous vein meets the deep one
# Where a trunk is tested besides: most leaks of it begin below, and spare the junction
# (Engelhorn 2007), so it is asked half way up the thigh, wherever the threads are.
MID_TRUNK: Final = {"GSV": Place(-90.0, 585.0), "AASV": Place(10.0, 680.0)}


def places_to_look(look: Observation, kind: str) -> tuple[Place, ...]:
    """Return where to look for a vein of this kind, one after another, until it is found.

    A small feeder can come from any side: it is followed from the threads upwards, hand by
    hand, and then downwards, for behind the knee is a source too. A perforator is short, so it
    is looked for a little above and below.
    """
    first = MID_TRUNK.get(kind) or textbook_place(look, kind)
    steps = {"reticular": FEEDER_STEPS_MM, "perforator": PERFORATOR_STEPS_MM}.get(kind, (0.0,))
    return tuple(Place(first.u_mm, first.s_mm + step) for step in steps)


def on_the_leg(place: Place) -> Place:
    """Return the same place with `u_mm` counted the short way round."""
    around = Leg("").circumference_mm(place.s_mm)
    half = around / 2.0
    return Place((place.u_mm + half) % around - half, place.s_mm)


def probe(place: Place, yaw_mrad: int = 0, pressure_pa: int = LIGHT_PA) -> c.PlaceProbe:
    """Return the command that holds the probe at `place`."""
    place = on_the_leg(place)
    return c.PlaceProbe(
        round(place.u_mm * 1000), round(place.s_mm * 1000), yaw_mrad, 0, pressure_pa
    )


def nearest_of(look: Observation, kind: str) -> SeenVein | None:
    """Return the vein of `kind` nearest to the middle of the image."""
    of_kind = [vein for vein in look.veins if vein.kind == kind]
    return min(of_kind, key=lambda vein: abs(vein.x_mm), default=None)


def scan_for(
    hand: Hand, kind: str, start: Place, reach_mm: float, pressure_pa: int = LIGHT_PA
) -> Place | None:
    """Slide the probe across the leg around `start` until `kind` is in the image; centre it."""
    offsets = [0.0]
    for k in range(1, int(reach_mm / SEARCH_STEP_MM) + 1):
        offsets += [k * SEARCH_STEP_MM, -k * SEARCH_STEP_MM]
    for offset in offsets:
        place = Place(start.u_mm + offset, start.s_mm)
        hand.do(probe(place, 0, pressure_pa), then_wait_s=0.5)
        for _ in range(3):
            vein = nearest_of(hand.look(), kind)
            if vein is None:
                break
            if abs(vein.x_mm) < CENTRED_MM:
                return on_the_leg(place)
            place = Place(place.u_mm + vein.x_mm, place.s_mm)
            hand.do(probe(place, 0, pressure_pa), then_wait_s=0.3)
    return None


def turn_along(
    hand: Hand, kind: str, place: Place, pressure_pa: int = LIGHT_PA, step_mrad: int = 100
) -> SeenVein | None:
    """Turn the probe along the vein, as far as it takes to keep the vein in the image."""
    best: tuple[float, int] | None = None
    for yaw in range(LONGITUDINAL_MRAD - 700, LONGITUDINAL_MRAD + 701, step_mrad):
        hand.do(probe(place, yaw, pressure_pa), then_wait_s=0.1)
        vein = nearest_of(hand.look(), kind)
        if vein is not None and (best is None or abs(vein.x_mm) < best[0]):
            best = (abs(vein.x_mm), yaw)
    if best is None:
        return None
    hand.do(probe(place, best[1], pressure_pa), then_wait_s=0.5)
    return nearest_of(hand.look(), kind)


def _within(control: str, value: int) -> c.SetScanner:
    low, high = RANGES[control]
    return c.SetScanner(control, min(max(value, low), high))


def set_up(hand: Hand, kind: str) -> None:
    """Set frequency, depth and focus for a vein of this kind."""
    khz, depth_um, focus_um = (14_000, 20_000, 5000) if is_small(kind) else (9000, 40_000, 14_000)
    hand.do(
        _within("frequency_khz", khz),
        _within("depth_um", depth_um),
        _within("focus_um", focus_um),
        then_wait_s=1.0,
    )


def aim_doppler(hand: Hand, vein: SeenVein, doppler: Doppler) -> None:
    """Put box and gate on the vein and choose a scale that fits slow venous flow."""
    depth_um, x_um = round(vein.depth_mm * 1000), round(vein.x_mm * 1000)
    settings = {
        "is_colour": int(doppler.is_colour),
        "is_pulsed": int(doppler.is_pulsed),
        "steer_mrad": STEER_MRAD,
        "box_x_um": x_um,
        "box_z_um": depth_um,
        "gate_x_um": x_um,
        "gate_z_um": depth_um,
        "gate_length_um": doppler.gate_um,
        "prf_hz": doppler.prf_hz,
        "wall_filter_hz": doppler.wall_filter_hz,
    }
    hand.do(*(_within(name, value) for name, value in settings.items()), then_wait_s=1.0)
    if doppler.is_pulsed:
        _meet_flat(hand, vein.kind)


def _meet_flat(hand: Hand, kind: str) -> None:
    """Steer and rock until the angle is fit for the spectrum, and put the gate back on the vein.

    Where no hold is flat enough, as across a vein, the probe is held as it was.
    """
    for steer_mrad, rock_mrad in (*HOLDS_MRAD, HOLDS_MRAD[0]):
        hand.do(c.SetScanner("steer_mrad", steer_mrad), *_rocked(hand, rock_mrad))
        vein = nearest_of(hand.look(), kind)
        if vein is not None and abs(vein.cos_angle) >= FLATTEST_COS:
            break
    if vein is not None:
        x_um, z_um = round(vein.x_mm * 1000), round(vein.depth_mm * 1000)
        places = {"gate_x_um": x_um, "gate_z_um": z_um, "box_x_um": x_um, "box_z_um": z_um}
        hand.do(*(_within(name, value) for name, value in places.items()), then_wait_s=0.5)


def _rocked(hand: Hand, rock_mrad: int) -> tuple[c.PlaceProbe, ...]:
    """Return the command that rocks the probe where it stands, if that changes anything."""
    pose = hand.look().probe
    if pose is None or round(pose.rock_rad * 1000) == rock_mrad:
        return ()
    return (
        c.PlaceProbe(
            round(pose.u_mm * 1000),
            round(pose.s_mm * 1000),
            round(pose.yaw_rad * 1000),
            round(pose.tilt_rad * 1000),
            round(pose.pressure_pa),
            rock_mrad,
        ),
    )


def squeeze_and_watch(
    hand: Hand,
    kind: str,
    *,
    strength_permille: int = 1000,
    hold_s: float = 0.9,
    watch_s: float = 6.5,
    is_above_probe: bool = False,
) -> float:
    """Squeeze, let go at once, watch; return the longest reversal of `kind` in seconds."""
    hand.do(c.SqueezeCalf(strength_permille, int(is_above_probe)), then_wait_s=hold_s)
    hand.do(c.ReleaseCalf())
    return longest_reversal_s(hand, kind, watch_s)


def strain_and_watch(hand: Hand, kind: str, hold_s: float) -> float:
    """Have her bear down and breathe again; return how long `kind` ran back in seconds."""
    hand.do(c.Strain(1))
    longest = longest_reversal_s(hand, kind, hold_s)
    hand.do(c.Strain(0), then_wait_s=1.0)
    return longest


def press(hand: Hand, pressure_pa: int) -> None:
    """Press with the probe where it stands, long enough to see the veins close, and let go."""
    pose = hand.look().probe
    if pose is not None:
        place, yaw_mrad = Place(pose.u_mm, pose.s_mm), round(pose.yaw_rad * 1000)
        for force in (pressure_pa, round(pose.pressure_pa)):
            hand.do(probe(place, yaw_mrad, force), then_wait_s=0.5)


def longest_reversal_s(hand: Hand, kind: str, watch_s: float) -> float:
    """Watch for `watch_s`; return the longest reversal of `kind` that the trace shows."""
    longest = 0.0
    for _ in range(round(watch_s / 0.25)):
        hand.wait(0.25)
        vein = nearest_of(hand.look(), kind)
        longest = max(longest, vein.reversal_s if vein else 0.0)
    return longest
