"""Where the image plane of a linear probe cuts the vessels, and at what angle.

        x, lateral --->           z, image depth, downwards from the probe face
    [==== 38.4 mm ====]           yaw turns x from across the leg (0) to along it (pi/2)
      \\  beam, steered            tilt leans the plane: it meets depth z at z*tan(tilt)
       \\                          elevation e, across the plane
                                 rock turns the plane in itself: at x it is x*tan(rock) deeper

Idea: one view is asked about many times, by picture, evidence and eyes; which pieces of a vessel
it meets is worked out once for a view, and where among them one looks each time.
Departures: skin is flat under the probe; no refraction; a rocked probe shears the image: its
columns stay over their skin, and gel fills the gap.
"""

from dataclasses import dataclass
from functools import lru_cache
from math import floor
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.anatomy.patient import Leg, Vessel
from simulator.base.changed import changed
from simulator.physics.column import venous_pa
from simulator.physics.moment import ProbePose
from simulator.physics.pressing import image_depth_mm, open_factors
from simulator.physics.scanner import Scanner

Array = NDArray[np.float64]

APERTURE_MM: Final = 38.4
LUMEN_FRAC: Final = 0.85  # beyond this share of the radius the plane only grazes the wall
REACH_MM: Final = APERTURE_MM / 2.0 + 25.0  # nothing farther from the probe can be met
KEPT_VIEWS: Final = 512


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


def beam_axes(pose: ProbePose, steer_rad: float = 0.0) -> tuple[Array, Array, Array]:
    """Return unit vectors (lateral, elevation, beam) in the leg frame (u, s, d).

    Lateral and elevation lie in the skin; steer and rock both turn the beam towards +x.
    """
    cos_yaw, sin_yaw = float(np.cos(pose.yaw_rad)), float(np.sin(pose.yaw_rad))
    lateral = np.array([cos_yaw, sin_yaw, 0.0])
    elevation = np.array([-sin_yaw, cos_yaw, 0.0])
    return lateral, elevation, np.array(_beam(pose, steer_rad))


def _beam(pose: ProbePose, steer_rad: float) -> tuple[float, float, float]:
    """Return the unit vector along the beam in the leg frame (u, s, d)."""
    cos_yaw, sin_yaw = float(np.cos(pose.yaw_rad)), float(np.sin(pose.yaw_rad))
    cos_tilt, sin_tilt = float(np.cos(pose.tilt_rad)), float(np.sin(pose.tilt_rad))
    along = steer_rad + pose.rock_rad
    aside, ahead = float(np.sin(along)), float(np.cos(along))
    return (
        aside * cos_yaw - ahead * (sin_tilt * sin_yaw),
        aside * sin_yaw + ahead * (sin_tilt * cos_yaw),
        ahead * cos_tilt,
    )


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
    from_mm, to_mm = vessel.u_span_mm
    around_mm = leg.circumference_mm(pose.s_mm)
    off_mm = 0.5 * (from_mm + to_mm) - pose.u_mm
    off_mm -= around_mm * floor(off_mm / around_mm + 0.5)  # the short way round the leg
    if abs(off_mm) - 0.5 * (to_mm - from_mm) >= REACH_MM:
        return None  # all of it to one side
    place = _place(vessel, leg, pose, posture, near_mm)
    if place is None:
        return None
    seen, (du, ds, dd), length = place
    u, s, d = _beam(pose, settings.steer_mrad / 1000.0 if settings else 0.0)
    return changed(seen, cos_angle=-(du * u + ds * s + dd * d) / length)


@lru_cache(KEPT_VIEWS)
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
    met = pieces_met(vessel, leg, pose, posture)
    if met is None:
        return None
    x0, z0, o0 = met.start
    dx, dz, do = met.run
    look_x, look_z = near_mm if near_mm else (0.0, 0.0)
    weight_z = 1.0 if near_mm else 0.0
    span = dx * dx + weight_z * dz * dz + do * do + 1e-12
    at = ((look_x - x0) * dx + weight_z * (look_z - z0) * dz - o0 * do) / span
    at = np.minimum(np.maximum(at, met.enter), met.leave)
    miss_x, miss_z, miss_o = x0 + at * dx - look_x, z0 + at * dz - look_z, o0 + at * do
    best = int((miss_x * miss_x + weight_z * miss_z * miss_z + miss_o * miss_o).argmin())
    k, t = int(met.piece[best]), float(at[best])
    path, radius_mm = met.path_mm, met.radius_mm
    flow = path[k + 1] - path[k]
    length = float((flow * flow).sum()) ** 0.5
    along = flow.tolist()
    radius = float(radius_mm[k] + t * (radius_mm[k + 1] - radius_mm[k]))
    tall = float(met.height[k] + t * (met.height[k + 1] - met.height[k]))
    wide = float(met.width[k] + t * (met.width[k + 1] - met.width[k]))
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


@dataclass(frozen=True)
class Met:
    """The pieces of a vessel that the image plane meets, however the picture is asked later."""

    piece: NDArray[np.intp]  # (M,) numbers along the path
    start: Array  # (3, M) x, depth and distance from the plane where each piece begins
    run: Array  # (3, M) and how far it goes
    enter: Array  # (M,) share of the piece from which it is in the image
    leave: Array
    path_mm: Array  # (K, 3) of the stretch within reach, seen from the probe
    radius_mm: Array  # (K,)
    height: Array  # (K,) shares of the radius that pressure leaves
    width: Array


@lru_cache(KEPT_VIEWS)
def pieces_met(vessel: Vessel, leg: Leg, pose: ProbePose, posture: str) -> Met | None:
    """Return which pieces of `vessel` lie in the image plane, or None."""
    near = _stretch_near(vessel, leg, pose)
    if near is None:
        return None
    path, radius_mm = near
    cos_yaw, sin_yaw = float(np.cos(pose.yaw_rad)), float(np.sin(pose.yaw_rad))
    du, ds = path[:, 0], path[:, 1]
    x = du * cos_yaw + ds * sin_yaw
    z = image_depth_mm(path[:, 2], pose.pressure_pa)
    lean = float(np.sin(pose.tilt_rad)) / float(np.cos(pose.tilt_rad))
    off = ds * cos_yaw - du * sin_yaw - z * lean
    blood_pa = venous_pa(leg, pose.s_mm, posture)
    height, width = open_factors(vessel, z, pose.pressure_pa, blood_pa)
    z = z + x * rock_slope(pose)
    reach = LUMEN_FRAC * radius_mm * width
    enter, leave = _inside(off[:-1], off[1:], np.maximum(reach[:-1], reach[1:]))
    first, last = _inside(x[:-1], x[1:], np.full(len(x) - 1, APERTURE_MM / 2.0))
    enter, leave = np.maximum(enter, first), np.minimum(leave, last)
    piece = np.nonzero(enter <= leave)[0]
    if len(piece) == 0:
        return None
    every = np.stack((x, z, off))
    start = every[:, piece]
    return Met(
        piece=piece,
        start=start,
        run=every[:, piece + 1] - start,
        enter=enter[piece],
        leave=leave[piece],
        path_mm=path,
        radius_mm=radius_mm,
        height=height,
        width=width,
    )


def _stretch_near(vessel: Vessel, leg: Leg, pose: ProbePose) -> tuple[Array, Array] | None:
    """Return path, seen from the probe, and radius of the stretch within its reach, or None."""
    reach = REACH_MM
    ds = vessel.path_mm[:, 1] - pose.s_mm
    around = leg.circumference_mm(pose.s_mm)
    du = vessel.path_mm[:, 0] - pose.u_mm
    du = du - around * np.floor(du / around + 0.5)
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
