"""Where the image plane cuts the lumens: the same tubes for the picture and for Doppler.

Idea. A vessel that runs with the skin is described per image column (nearest point of its
centre line, depth, half axes); one that dives, like a perforator, per image row. Everything
stays inside the bounding box of the lumen. The slice has a thickness: fill is averaged over
three elevations, so that a vein along the image loses its edge as it leaves the plane.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline

from simulator.anatomy.patient import Leg, Patient, Vessel
from simulator.base.seeds import Seeds
from simulator.physics.column import venous_pa
from simulator.physics.pressing import image_depth_mm, open_factors
from simulator.ultrasound.leaflets import above_valve_mm, bulge
from simulator.ultrasound.plane import COLUMNS, PITCH_MM, Plane

Float = NDArray[np.floating[Any]]
Array = NDArray[np.float64]

STEEP: Final = 0.75  # share of depth in the direction above which a vessel dives
EDGE_MM: Final = 0.20  # over which a lumen fades into its wall
SLICE_MM: Final = 0.35  # half thickness of the image plane
PULSATION_FRAC: Final = 0.03


@dataclass(frozen=True)
class Tube:
    """A run of a vessel at 1 mm steps: path (n, 3), radius (n,), unit tangent (n, 3).

    `along_mm` (n,) counts from the vessel's lower end, `above_mm` from its nearest valve.
    """

    vessel: Vessel
    path_mm: Array
    radius_mm: Array
    tangent: Array
    along_mm: Array
    above_mm: Array
    is_steep: bool

    @cached_property
    def reach_s_mm(self) -> tuple[float, float]:
        """Return the lowest and the highest place of the run on the leg."""
        return float(self.path_mm[:, 1].min()), float(self.path_mm[:, 1].max())

    def part(self, held: slice, is_steep: bool) -> "Tube":
        """Return the stretch of the tube between two points."""
        return Tube(
            self.vessel,
            self.path_mm[held],
            self.radius_mm[held],
            self.tangent[held],
            self.along_mm[held],
            self.above_mm[held],
            is_steep,
        )


@dataclass(frozen=True)
class Section:
    """One lumen in the image: its box, and rho (1 at the wall) and fill (1 is blood) in it.

    Rows and depths are those of the plane's frame. A running section has per-column arrays
    across_frac, centre_mm, half_height_mm, half_width_mm, along_mm, above_mm, tangent and
    `leaving`, the share of an elevational step that moves across the vessel. A diving section
    has per-row x_mm, off_mm, radius_mm, tangent.
    """

    vessel: Vessel
    rows: slice
    columns: slice
    rho: Float
    fill: Float
    least_mm: Float
    is_steep: bool
    per_line: dict[str, Float]

    def at(
        self, x_mm: Float, z_mm: Float, plane: Plane, elevation_mm: Float | float = 0.0
    ) -> tuple[Float, Float]:
        """Return (rho squared, unit tangent) at image points; rho is 9 where there is none."""
        line = self.per_line
        z_mm = z_mm - x_mm * plane.slope
        if self.is_steep:
            k = np.floor(z_mm / plane.row_mm).astype(np.int64) + plane.above - self.rows.start
            is_in = (k >= 0) & (k < len(line["x_mm"]))
            k = np.where(is_in, k, 0)
            off = line["off_mm"][k] + elevation_mm
            rho2 = ((x_mm - line["x_mm"][k]) ** 2 + off**2) / line["radius_mm"][k] ** 2
        else:
            k = np.floor((x_mm - plane.x_mm[0]) / PITCH_MM + 0.5).astype(np.int64)
            k -= self.columns.start
            is_in = (k >= 0) & (k < len(line["centre_mm"]))
            k = np.where(is_in, k, 0)
            across = line["across_frac"][k]
            across = across + elevation_mm * line["leaving"][k] / line["half_width_mm"][k]
            rho2 = across**2 + ((z_mm - line["centre_mm"][k]) / line["half_height_mm"][k]) ** 2
        return np.where(is_in, rho2, np.float32(9.0)), line["tangent"][k]


def lay_tubes(patient: Patient, seed: int) -> tuple[Tube, ...]:
    """Return the tubes of every vessel, split where it starts or ceases to dive."""
    out: list[Tube] = []
    for vessel in patient.vessels:
        path = vessel.path_mm
        chord = np.concatenate([[0.0], np.cumsum(np.hypot.reduce(np.diff(path, axis=0), axis=1))])
        at = np.linspace(0.0, chord[-1], max(8, int(chord[-1])))
        fine = CubicSpline(chord, path)(at)
        rng = Seeds(seed).stream(f"ultrasound.calibre.{vessel.id}")
        uneven = np.convolve(rng.standard_normal(len(at) + 24), np.hanning(25) / 3.06, "valid")
        radius = np.interp(at, chord, vessel.radius_mm)
        radius = radius * (1.0 + (0.012 if vessel.is_artery else 0.035) * uneven)
        tangent = np.gradient(fine, axis=0)
        tangent /= np.sqrt((tangent**2).sum(1))[:, None]
        above = above_valve_mm(vessel, at, seed)
        radius = radius * bulge(above, radius)
        whole = Tube(vessel, fine, radius, tangent, at, above, False)
        is_steep = abs(tangent[:, 2]) > STEEP
        starts = [0, *(np.nonzero(np.diff(is_steep))[0] + 1), len(at)]
        for first, last in pairwise(starts):
            held = slice(max(first - 1, 0), min(last + 1, len(at)))
            out.append(whole.part(held, bool(is_steep[first])))
    return tuple(out)


def cut_tubes(
    tubes: tuple[Tube, ...], leg: Leg, plane: Plane, posture: str, pulse_frac: float
) -> tuple[Section, ...]:
    """Return the lumens that `plane` meets, in the order of the vessels."""
    around = leg.circumference_mm(plane.pose.s_mm)
    blood_pa = venous_pa(leg, plane.pose.s_mm, posture)
    out = []
    reach = COLUMNS * PITCH_MM / 2 + 8.0 + abs(plane.lean) * plane.depth_range_mm
    for tube in tubes:
        path = tube.path_mm
        low, high = tube.reach_s_mm
        if not low - reach < plane.pose.s_mm < high + reach:
            continue
        du, ds = path[:, 0] - plane.pose.u_mm, path[:, 1] - plane.pose.s_mm
        du = du - around * np.floor(du / around + 0.5)
        near = np.nonzero((abs(du) < reach) & (abs(ds) < reach))[0]
        if len(near) < 3:
            continue
        held = slice(int(near[0]), int(near[-1]) + 1)
        off = ds[held] * plane.cos_yaw - du[held] * plane.sin_yaw
        off = off - plane.lean * image_depth_mm(path[held, 2], plane.pose.pressure_pa)
        if abs(off).min() > 1.5 * tube.radius_mm[held].max() + 3.0:
            continue  # every point of it lies beside the plane
        part = tube.part(held, tube.is_steep)
        here = part.path_mm.copy()
        here[:, 0] = plane.pose.u_mm + du[held]
        swell = 1.0 + (PULSATION_FRAC * pulse_frac if tube.vessel.is_artery else 0.0)
        part = replace(part, path_mm=here, radius_mm=part.radius_mm * swell)
        section = (_diving if tube.is_steep else _running)(part, plane, blood_pa)
        if section is not None:
            out.append(section)
    return tuple(out)


def _running(tube: Tube, plane: Plane, blood_pa: float) -> Section | None:
    """Return the section of a vessel that runs with the skin, column by column."""
    pressure, path = plane.pose.pressure_pa, tube.path_mm
    z_path = image_depth_mm(path[:, 2], pressure)
    # where the leaning plane is at the depth of the vessel, refined once
    u, s = plane.u_mm.astype(float), plane.s_mm.astype(float)
    shift = plane.lean * np.full(COLUMNS, z_path.mean())
    for _ in range(2 if plane.lean else 1):
        pu, ps = u - shift * plane.sin_yaw, s + shift * plane.cos_yaw
        near = ((pu[:, None] - path[:, 0]) ** 2 + (ps[:, None] - path[:, 1]) ** 2).argmin(1)
        c = np.clip(near, 1, len(path) - 2)
        shift = plane.lean * z_path[c]
    pu, ps = u - shift * plane.sin_yaw, s + shift * plane.cos_yaw
    way = path[c + 1, :2] - path[c - 1, :2]
    length = np.sqrt((way**2).sum(1))
    way = way / length[:, None]
    du, ds = pu - path[c, 0], ps - path[c, 1]
    along = du * way[:, 0] + ds * way[:, 1]
    across = -du * way[:, 1] + ds * way[:, 0]
    past = abs(along) - length / 2
    across = np.where(past > 0.5, np.copysign(np.hypot(across, past), across), across)
    t = np.clip(along / (length / 2), -1.0, 1.0)
    back, ahead = np.clip(-t, 0, 1), np.clip(t, 0, 1)

    def between(values: Array) -> Array:
        return values[c] * (1 - back - ahead) + values[c - 1] * back + values[c + 1] * ahead

    centre, r = between(z_path), between(tube.radius_mm)
    tall, wide = open_factors(tube.vessel, centre, pressure, blood_pa)
    half_height, half_width = r * tall, r * wide
    met = np.nonzero(abs(across) < half_width + 0.9)[0]
    if len(met) == 0:
        return None
    columns = slice(int(met[0]), int(met[-1]) + 1)
    if (centre - half_height)[columns].min() > plane.z_mm[-1] + EDGE_MM:
        return None
    top = max(int(plane.row_of((centre - half_height)[columns].min())) - 9, 0)
    bottom = min(int(plane.row_of((centre + half_height)[columns].max())) + 11, plane.rows)
    if bottom <= top:
        return None
    leaving = plane.cos_yaw * way[:, 0] + plane.sin_yaw * way[:, 1]
    line = {
        "across_frac": across / half_width,
        "centre_mm": centre,
        "half_height_mm": half_height,
        "half_width_mm": half_width,
        "leaving": leaving,
        "along_mm": between(tube.along_mm),
        "above_mm": between(tube.above_mm),
        "tangent": tube.tangent[c],
    }
    line = {name: value[columns].astype(np.float32) for name, value in line.items()}
    q = line["across_frac"]
    up = (plane.z_mm[top:bottom, None] - line["centre_mm"]) / line["half_height_mm"]
    up *= up
    rho = np.sqrt(up + q * q)
    least = np.minimum(line["half_height_mm"], line["half_width_mm"])[None]
    fill = _fill(rho, least)
    if abs(line["leaving"]).max() > 0.4:
        step = SLICE_MM * line["leaving"] / line["half_width_mm"]
        fill += _fill(np.sqrt(up + (q + step) ** 2), least)
        fill += _fill(np.sqrt(up + (q - step) ** 2), least)
        fill *= np.float32(1 / 3)
    rows = slice(top, bottom)
    return Section(tube.vessel, rows, columns, rho, fill, least, False, line)


def _diving(tube: Tube, plane: Plane, blood_pa: float) -> Section | None:
    """Return the section of a vessel that dives, row by row."""
    path = tube.path_mm
    order = np.argsort(path[:, 2], kind="stable")
    depth = path[order, 2]
    top, bottom = (int(k) for k in np.searchsorted(plane.depth_mm, depth[[0, -1]]))
    if bottom <= top + 2:
        return None
    d, z = plane.depth_mm[top:bottom], plane.z_mm[top:bottom]
    u, s = (np.interp(d, depth, path[order, axis]) for axis in (0, 1))
    way = np.stack([np.interp(d, depth, tube.tangent[order, axis]) for axis in range(3)], axis=1)
    tall, wide = open_factors(tube.vessel, z.astype(float), plane.pose.pressure_pa, blood_pa)
    r = np.interp(d, depth, tube.radius_mm[order]) * np.sqrt(tall * wide)
    du, ds = u - plane.pose.u_mm, s - plane.pose.s_mm
    x = du * plane.cos_yaw + ds * plane.sin_yaw
    off = z * plane.lean - (-du * plane.sin_yaw + ds * plane.cos_yaw)
    if np.min(abs(off) - r) > 0.6:
        return None
    left, right = np.searchsorted(plane.x_mm, [(x - r).min() - 0.8, (x + r).max() + 0.8])
    if right <= left + 1:
        return None
    line = {"x_mm": x, "off_mm": off, "radius_mm": r, "tangent": way}
    line = {name: value.astype(np.float32) for name, value in line.items()}
    columns = slice(int(left), int(right))
    beside = (plane.x_mm[None, columns] - line["x_mm"][:, None]) ** 2
    rho = np.sqrt(beside + line["off_mm"][:, None] ** 2) / line["radius_mm"][:, None]
    least = line["radius_mm"][:, None]
    rows = slice(top, bottom)
    return Section(tube.vessel, rows, columns, rho, _fill(rho, least), least, True, line)


def _fill(rho: Float, least_mm: Float) -> Float:
    """Return the share of blood: 1 inside, 0 outside, a soft edge between."""
    return np.clip((1 - rho) * (least_mm / EDGE_MM) + 0.5, 0, 1)
