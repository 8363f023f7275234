"""What the beam of a linear probe meets: geometry, and why a flow cannot be shown.

Idea. The evidence of an attempt and the picture must never disagree, so both stand on this
file: where the image plane cuts a vessel, at what angle, how far the probe has closed it,
and the first reason why the scanner cannot show its flow.

        x, lateral --->           z, image depth, downwards from the probe face
    [==== 38.4 mm ====]           yaw turns x from across the leg (0) to along it (pi/2)
      \\  beam, steered            tilt leans the plane: it meets depth z at z*tan(tilt)
       \\                          elevation e, across the plane
                                 rock turns the plane in itself: at x it is x*tan(rock) deeper

Sources. Nyquist v = PRF c / (4 f0 cos); angle and scale advice: Thrush & Hartshorne,
Vascular Ultrasound. What counts as shown is measured on our own colour picture, and a test
holds the two together.
Departures: skin is flat under the probe; no refraction; a rocked probe shears the image: its
columns stay over their skin, and gel fills the gap.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.anatomy.patient import Leg, Patient, Vessel
from simulator.base.changed import changed
from simulator.physics.column import venous_pa
from simulator.physics.moment import Moment, ProbePose
from simulator.physics.pressing import image_depth_mm, open_factors
from simulator.physics.scanner import Scanner

Array = NDArray[np.float64]

APERTURE_MM: Final = 38.4
SOUND_MM_PER_S: Final = 1_540_000.0
CLOSED_HEIGHT_FRAC: Final = 0.15  # a lumen flatter than this share shows no blood
STEEPEST_COS: Final = 0.17  # cos of the beam-to-flow angle below which no shift is left (80 deg)
WIDEST_COS: Final = 0.5  # up to 60 degrees a spectrum may be measured (Thrush & Hartshorne)
SLOWEST_NYQUIST_FRAC: Final = 0.10  # ten pulses cannot tell slower blood from tissue
LUMEN_FRAC: Final = 0.85  # beyond this share of the radius the plane only grazes the wall
FLATTEST_NYQUIST_FRAC: Final = 0.04  # on the strip, a trace lower than this is a line
REACH_MM: Final = APERTURE_MM / 2.0 + 25.0  # nothing farther from the probe can be met
KEPT_PLACES: Final = 512  # one view is asked about many times, by picture, evidence and eyes
CORE_FRAC: Final = 0.8  # of the centre-line speed: what a core wide enough to see moves at


@dataclass(frozen=True)
class Cut:
    """Where the image plane meets a vessel, nearest to where the scanner looks."""

    x_mm: float  # in the image, from its midline
    depth_mm: float  # in the image, from the probe face
    distance_mm: float  # from the image plane to the centre line, 0 when it crosses
    cos_angle: float  # cosine between beam and flow, + when flow to the heart comes to the probe
    height_mm: float  # of the lumen, squeezed by the probe
    width_mm: float
    open_frac: float  # height over standing diameter


def doppler_hz(settings: Scanner) -> float:
    """Return the transmit frequency of colour and pulsed Doppler."""
    return 8e6 if settings.frequency_khz >= 12_000 else 5e6


def nyquist_mm_per_s(settings: Scanner, cos_angle: float = 1.0) -> float:
    """Return the fastest speed shown without aliasing, along a flow at `cos_angle` to the beam."""
    return settings.prf_hz * SOUND_MM_PER_S / (4.0 * doppler_hz(settings) * abs(cos_angle))


def scale_mm_per_s(settings: Scanner, cos_angle: float = 1.0) -> tuple[float, float]:
    """Return the fastest speeds shown without aliasing, away from (below 0) and to the probe.

    The baseline gives to one direction what it takes from the other.
    """
    nyquist, shift = nyquist_mm_per_s(settings, cos_angle), settings.baseline_permille / 1000.0
    return -(1.0 - shift) * nyquist, (1.0 + shift) * nyquist


def slowest_mm_per_s(settings: Scanner) -> float:
    """Return the speed along the beam below which the wall filter lets nothing through.

    A console never lets its wall filter swallow more than half of the scale.
    """
    chosen = settings.wall_filter_hz * SOUND_MM_PER_S / (2.0 * doppler_hz(settings))
    return min(chosen, 0.5 * nyquist_mm_per_s(settings))


def beam_axes(pose: ProbePose, steer_rad: float = 0.0) -> tuple[Array, Array, Array]:
    """Return unit vectors (lateral, elevation, beam) in the leg frame (u, s, d).

    Lateral and elevation lie in the skin; steer and rock both turn the beam towards +x.
    """
    cos_yaw, sin_yaw = float(np.cos(pose.yaw_rad)), float(np.sin(pose.yaw_rad))
    cos_tilt, sin_tilt = float(np.cos(pose.tilt_rad)), float(np.sin(pose.tilt_rad))
    lateral = np.array([cos_yaw, sin_yaw, 0.0])
    elevation = np.array([-sin_yaw, cos_yaw, 0.0])
    down = cos_tilt * np.array([0.0, 0.0, 1.0]) + sin_tilt * elevation
    along = steer_rad + pose.rock_rad
    beam = float(np.sin(along)) * lateral + float(np.cos(along)) * down
    return lateral, elevation, beam


def rock_slope(pose: ProbePose) -> float:
    """Return how much deeper a rocked probe shows things for every mm along x."""
    return float(np.sin(pose.rock_rad)) / float(np.cos(pose.rock_rad))


def cut(
    vessel: Vessel,
    leg: Leg,
    pose: ProbePose,
    posture: str = "standing",
    settings: Scanner | None = None,
    near_mm: tuple[float, float] | None = None,
) -> Cut | None:
    """Return where the image plane meets `vessel`, or None where it does not.

    Of all places in the aperture the one nearest to `near_mm` (x, depth) is taken; without
    it, the one nearest to the midline.
    """
    lowest_mm, highest_mm = vessel.s_span_mm
    if lowest_mm - pose.s_mm >= REACH_MM or highest_mm - pose.s_mm <= -REACH_MM:
        return None  # all of it above or below, as most veins are
    place = _place(vessel, leg, pose, posture, near_mm)
    if place is None:
        return None
    seen, (du, ds, dd), length = place
    u, s, d = beam_axes(pose, settings.steer_mrad / 1000.0 if settings else 0.0)[2].tolist()
    return changed(seen, cos_angle=-(du * u + ds * s + dd * d) / length)


@lru_cache(KEPT_PLACES)
def _place(
    vessel: Vessel,
    leg: Leg,
    pose: ProbePose,
    posture: str,
    near_mm: tuple[float, float] | None,
) -> tuple[Cut, tuple[float, float, float], float] | None:
    """Return the cut of a vessel at the height of the probe, and how one piece of it runs there.

    That is a vector and its length; how the beam is steered does not enter, so the angle is left
    open.
    """
    near = _stretch_near(vessel, leg, pose)
    if near is None:
        return None
    path, radius_mm = near
    lateral, elevation, _ = beam_axes(pose)
    du, ds = path[:, 0], path[:, 1]
    x = du * lateral[0] + ds * lateral[1]
    z = image_depth_mm(path[:, 2], pose.pressure_pa)
    lean = float(np.sin(pose.tilt_rad)) / float(np.cos(pose.tilt_rad))
    off = du * elevation[0] + ds * elevation[1] - z * lean
    blood_pa = venous_pa(leg, pose.s_mm, posture)
    height, width = open_factors(vessel, z, pose.pressure_pa, blood_pa)
    z = z + x * rock_slope(pose)
    reach = LUMEN_FRAC * radius_mm * width
    enter, leave = _inside(off[:-1], off[1:], np.maximum(reach[:-1], reach[1:]))
    first, last = _inside(x[:-1], x[1:], np.full(len(x) - 1, APERTURE_MM / 2.0))
    enter, leave = np.maximum(enter, first), np.minimum(leave, last)
    met = np.nonzero(enter <= leave)[0]
    if len(met) == 0:
        return None
    enter, leave = enter[met], leave[met]
    x0, z0, o0 = x[met], z[met], off[met]
    dx, dz, do = x[met + 1] - x0, z[met + 1] - z0, off[met + 1] - o0
    look_x, look_z = near_mm if near_mm else (0.0, 0.0)
    weight_z = 1.0 if near_mm else 0.0
    span = dx * dx + weight_z * dz * dz + do * do + 1e-12
    at = ((look_x - x0) * dx + weight_z * (look_z - z0) * dz - o0 * do) / span
    at = np.minimum(np.maximum(at, enter), leave)
    miss_x, miss_z, miss_o = x0 + at * dx - look_x, z0 + at * dz - look_z, o0 + at * do
    best = int((miss_x * miss_x + weight_z * miss_z * miss_z + miss_o * miss_o).argmin())
    k, t = int(met[best]), float(at[best])
    flow = path[k + 1] - path[k]
    length = float((flow * flow).sum()) ** 0.5
    along = flow.tolist()
    radius = float(radius_mm[k] + t * (radius_mm[k + 1] - radius_mm[k]))
    tall = float(height[k] + t * (height[k + 1] - height[k]))
    wide = float(width[k] + t * (width[k + 1] - width[k]))
    seen = Cut(
        x_mm=float(x0[best] + t * dx[best]),
        depth_mm=float(z0[best] + t * dz[best]),
        distance_mm=abs(float(miss_o[best])) * float(np.cos(pose.tilt_rad)),
        cos_angle=0.0,
        height_mm=2.0 * radius * tall,
        width_mm=2.0 * radius * wide,
        open_frac=tall,
    )
    return seen, (along[0], along[1], along[2]), length


def obstacle(
    vessel: Vessel,
    patient: Patient,
    pose: ProbePose | None,
    settings: Scanner,
    posture: str,
    speed_mm_per_s: float,
    moment: Moment,
) -> str | None:
    """Return the first reason why the scanner cannot show `vessel` flowing now, or None.

    Colour is asked first; the pulsed gate is enough when colour alone fails.
    """
    if pose is None:
        return "the probe is not on the skin"
    looks = _looks(settings)
    seen = cut(vessel, patient.leg, pose, posture, settings, looks[0] if looks else None)
    reason = unseen(vessel, seen, settings) or _unsound(vessel, settings, posture, moment)
    if reason or seen is None:
        return reason
    first = None
    for number, look in enumerate(looks):
        is_colour = number == 0 and settings.is_colour == 1
        here = seen
        if look != looks[0]:
            here = cut(vessel, patient.leg, pose, posture, settings, look) or seen
        reason = _misplaced(here, settings, is_colour) or _unshifted(
            here, settings, speed_mm_per_s, is_colour
        )
        if reason is None:
            return None
        first = first or reason
    return first


def measurement_obstacle(
    vessel: Vessel,
    patient: Patient,
    pose: ProbePose | None,
    settings: Scanner,
    posture: str,
    speed_mm_per_s: float,
    moment: Moment,
) -> str | None:
    """Return the first reason why this flow cannot be timed on the spectrum now, or None."""
    if pose is None:
        return "the probe is not on the skin"
    gate = (settings.gate_x_um / 1000.0, settings.gate_z_um / 1000.0)
    seen = cut(vessel, patient.leg, pose, posture, settings, gate)
    reason = unseen(vessel, seen, settings) or _unsound(vessel, settings, posture, moment)
    if reason or seen is None:
        return reason
    if not settings.is_pulsed:
        return "pulsed Doppler is off"
    if reason := _misplaced(seen, settings, False):
        return reason
    if abs(seen.cos_angle) < WIDEST_COS:
        return "the angle between beam and flow is over 60 degrees"
    return _unshifted(seen, settings, speed_mm_per_s, False)


def is_measurable(
    vessel: Vessel,
    patient: Patient,
    pose: ProbePose | None,
    settings: Scanner,
    posture: str,
    speed_mm_per_s: float,
    moment: Moment,
) -> bool:
    """Return whether the pulsed gate shows this flow on the spectrum now."""
    return (
        measurement_obstacle(vessel, patient, pose, settings, posture, speed_mm_per_s, moment)
        is None
    )


def _looks(settings: Scanner) -> list[tuple[float, float]]:
    """Return where the Doppler modes look, in the image: colour box first, then the gate."""
    places = []
    if settings.is_colour:
        places.append((settings.box_x_um / 1000.0, settings.box_z_um / 1000.0))
    if settings.is_pulsed:
        places.append((settings.gate_x_um / 1000.0, settings.gate_z_um / 1000.0))
    return places


def unseen(vessel: Vessel, seen: Cut | None, settings: Scanner) -> str | None:
    """Return why the lumen itself is not in the image."""
    noun = "artery" if vessel.is_artery else "vein"
    if seen is None:
        return f"the {noun} is not under the probe"
    if seen.depth_mm > settings.depth_um / 1000.0:
        return f"the {noun} is deeper than the image"
    diameter_mm = seen.height_mm / seen.open_frac
    if diameter_mm < 2.5 and seen.depth_mm < 5.0 and settings.frequency_khz < 12_000:
        return "the frequency is too low for a vein this small and shallow"
    if seen.depth_mm > 400_000.0 / settings.frequency_khz:
        return f"the frequency is too high to reach a {noun} this deep"
    if seen.open_frac < CLOSED_HEIGHT_FRAC:
        return "the vein is closed by the probe's pressure"
    return None


def _unsound(vessel: Vessel, settings: Scanner, posture: str, moment: Moment) -> str | None:
    """Return what rules out any sign of flow before geometry matters."""
    if settings.is_frozen:
        return "the image is frozen"
    if not settings.is_colour and not settings.is_pulsed:
        return "colour and pulsed Doppler are off"
    if posture == "lying" and not vessel.is_artery:
        return "the patient is lying down"
    if vessel.is_clotted:
        return "the vein is full of clot"
    if vessel.id in moment.closed:
        return "the vein has been closed by treatment"
    return None


def _misplaced(seen: Cut, settings: Scanner, is_colour: bool) -> str | None:
    """Return why the colour box or the gate does not hold the lumen."""
    half_height, half_width = seen.height_mm / 2.0, seen.width_mm / 2.0
    if is_colour:  # half of the lumen in the box is enough to see it
        steer = settings.steer_mrad / 1000.0
        lean = float(np.sin(steer)) / float(np.cos(steer))
        dz = seen.depth_mm - settings.box_z_um / 1000.0
        dx = seen.x_mm - settings.box_x_um / 1000.0 - dz * lean
        tall, wide = settings.box_height_um / 2000.0, settings.box_width_um / 2000.0
        if abs(dz) > tall + 0.3 * half_height or abs(dx) > wide + 0.3 * half_width:
            return "the vein is outside the colour box"
        return None
    dx = abs(seen.x_mm - settings.gate_x_um / 1000.0)
    dz = abs(seen.depth_mm - settings.gate_z_um / 1000.0)
    if dx > half_width or dz > half_height + settings.gate_length_um / 4000.0:
        return "the gate is not in the vein"
    return None


def _unshifted(seen: Cut, settings: Scanner, speed_mm_per_s: float, is_colour: bool) -> str | None:
    """Return why a flow at this angle and speed leaves no shift that can be shown."""
    if abs(speed_mm_per_s) <= 0.0:
        return "no blood is moving in this vein now"
    shift = CORE_FRAC * abs(speed_mm_per_s * seen.cos_angle)
    lowest_frac = SLOWEST_NYQUIST_FRAC if is_colour else FLATTEST_NYQUIST_FRAC
    by_scale = lowest_frac * nyquist_mm_per_s(settings)
    is_steep = abs(seen.cos_angle) < STEEPEST_COS
    if shift >= max(slowest_mm_per_s(settings), by_scale) and (is_colour or not is_steep):
        return None
    if is_steep:
        return "the beam crosses the flow at a right angle"
    if shift < by_scale:
        return "the velocity scale hides this slow flow"
    return "the wall filter hides this slow flow"


def _stretch_near(vessel: Vessel, leg: Leg, pose: ProbePose) -> tuple[Array, Array] | None:
    """Return path, seen from the probe, and radius of the stretch within its reach, or None."""
    reach = REACH_MM
    ds = vessel.path_mm[:, 1] - pose.s_mm
    around = leg.circumference_mm(pose.s_mm)
    du = vessel.path_mm[:, 0] - pose.u_mm
    du = du - around * np.floor(du / around + 0.5)  # the short way round the leg
    if du.min() >= reach or du.max() <= -reach:
        return None
    # a segment counts when its box overlaps the square of `reach` around the probe
    is_near = (
        (np.maximum(du[:-1], du[1:]) > -reach)
        & (np.minimum(du[:-1], du[1:]) < reach)
        & (np.maximum(ds[:-1], ds[1:]) > -reach)
        & (np.minimum(ds[:-1], ds[1:]) < reach)
    )
    near = np.nonzero(is_near)[0]
    if len(near) == 0:
        return None
    held = slice(int(near[0]), int(near[-1]) + 2)
    return np.stack([du[held], ds[held], vessel.path_mm[held, 2]], axis=1), vessel.radius_mm[held]


def _inside(start: Array, end: Array, limit: Array) -> tuple[Array, Array]:
    """Return where along each segment, 0 to 1, |value| <= limit begins and ceases."""
    step = end - start
    is_level = abs(step) < 1e-9
    safe = np.where(is_level, 1.0, step)
    one, two = (-limit - start) / safe, (limit - start) / safe
    enter, leave = np.minimum(one, two), np.maximum(one, two)
    is_out = is_level & (abs(start) > limit)
    enter = np.where(is_level, np.where(is_out, 2.0, 0.0), np.maximum(enter, 0.0))
    leave = np.where(is_level, np.where(is_out, -1.0, 1.0), np.minimum(leave, 1.0))
    return enter, leave
