"""The leg and foot as one implicit solid, seen by a level camera far away.

Idea: the shaft is the polar body of `view.leg_shape`; the foot is a dozen round cones; a smooth
minimum melts them together. Each pixel walks along its line of sight by the distance the
solid promises to be free (sphere tracing), so all four aspects show the same body.

Departure: the camera is level, but a foot seen from the front or behind would then be a mere
stump; there the foot alone is sheared, as if looked down at by 10 degrees. The shaft stays
level, so leg coordinates keep their rows.
Invariant: a pixel's height above the sole is that of its row wherever s >= LOWEST_S_MM.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import map_coordinates

from simulator.view.leg import LOWEST_S_MM, LegProjection
from simulator.view.leg_shape import STEP_MM, THETA_SAMPLES

F32 = NDArray[np.floating[Any]]  # single precision throughout, for speed

SHAFT_END_MM: Final = 34.0
TURN_OUT_RAD: Final = 0.14
LOOK_DOWN: Final = {"anterior": 0.19, "posterior": 0.12, "lateral": 0.0, "medial": 0.0}
FOOT_REACH_MM: Final = 195.0
STEPS: Final = 110
SOLE_PAD_MM: Final = 4.0  # how far the standing foot flattens into the floor
CAUTION: Final = 0.72  # share of the promised distance: sheared and polar fields overpromise

RoundCone = tuple[tuple[float, float, float, float], tuple[float, float, float, float]]

# Round cones of the foot: lateral, anterior, height, radius at each end.
_CORE: Final[tuple[RoundCone, ...]] = (
    ((0, -12, 62, 25), (0, -32, 27, 26)),  # calcaneus
    ((1, 2, 82, 32), (0, 20, 54, 30)),  # talus
    ((-3, 22, 54, 27), (-8, 96, 28, 18)),  # instep
    ((9, -18, 22, 21), (23, 66, 17, 17)),  # lateral border
    ((23, 66, 17, 17), (28, 114, 12, 12)),
    ((-8, 4, 31, 26), (-19, 98, 22, 17)),  # medial arch
    ((-19, 98, 23, 17), (-22, 134, 15, 14.5)),
    ((-22, 134, 15, 14.0), (28, 112, 11, 11)),  # ball
    ((2, 50, 24, 22), (4, 122, 13, 13)),  # metatarsals
)
_TOES: Final[tuple[RoundCone, ...]] = (
    ((-23, 138, 13, 12.0), (-20, 172, 11.5, 10.8)),
    ((-5, 138, 13, 9.5), (-3, 172, 9, 8.2)),
    ((8, 132, 12.5, 9.0), (11, 165, 8.5, 7.8)),
    ((19, 124, 12, 8.5), (23, 155, 8, 7.4)),
    ((28, 114, 11, 8.5), (33, 143, 7.8, 7.2)),
)
NAILS_MM: Final = ((-21, 180, 18.5, 6.5), (-4, 178, 13.5, 4.0), (10, 170, 12.5, 3.6),
                   (22, 158.5, 12, 3.3), (33, 144, 11, 3.0))  # fmt: skip


@dataclass(frozen=True)
class LegRelief:
    """What each pixel of the figure meets; arrays (H, W), normals (H, W, 3).

    Normals point right on the figure, up and towards the viewer.
    """

    cover: F32  # 0..1, soft at the outline
    theta_rad: F32  # around the bone axis, + lateral
    s_mm: F32  # true height, also on the sheared foot
    normal: F32
    openness: F32  # 0 in a closed corner, 1 in the open
    foot_mm: tuple[F32, F32, F32]  # lateral, anterior, height in the foot's own frame


def _melt(a: F32, b: F32, reach_mm: float) -> F32:
    """Return the polynomial smooth minimum of two distances."""
    overlap = np.maximum(reach_mm - np.abs(a - b), 0.0) / reach_mm
    return np.minimum(a, b) - overlap * overlap * (reach_mm * 0.25)


def _cone(x: F32, z: F32, s: F32, ends: RoundCone) -> F32:
    """Return the distance to a round cone (radius interpolated along its axis)."""
    (ax, az, as_, ar), (bx, bz, bs, br) = ends
    dx, dz, ds = bx - ax, bz - az, bs - as_
    px, pz, ps = x - ax, z - az, s - as_
    along = np.clip((px * dx + pz * dz + ps * ds) / (dx * dx + dz * dz + ds * ds), 0.0, 1.0)
    gap = np.sqrt((px - along * dx) ** 2 + (pz - along * dz) ** 2 + (ps - along * ds) ** 2)
    return gap - (ar + along * (br - ar))


class LegBody:
    """The distance field of one leg in the space of one projection."""

    def __init__(self, projection: LegProjection) -> None:
        self.projection = projection
        shape = projection.shape
        self._radius = shape.radius_mm.astype(np.float32)
        self._first_mm = float(shape.heights_mm[0])
        self._heights = shape.heights_mm
        self._axis = shape.axis_lateral_mm
        self._look_down = LOOK_DOWN[projection.aspect]
        self.reach_mm = float(shape.radius_mm.max()) + 30.0

    def foot_frame(self, across: F32, y: F32, towards: F32) -> tuple[F32, F32, F32]:
        """Return lateral, anterior and true height in the frame of the turned-out foot."""
        lateral, anterior = self.projection.lateral_and_anterior(across, towards)
        cos, sin = np.cos(TURN_OUT_RAD), np.sin(TURN_OUT_RAD)
        return (
            lateral * cos - anterior * sin,
            lateral * sin + anterior * cos,
            y + self._look_down * towards,
        )

    def angle(self, across: F32, y: F32, towards: F32) -> tuple[F32, F32]:
        """Return the polar angle and distance from the bone axis."""
        lateral, anterior = self.projection.lateral_and_anterior(across, towards)
        lateral = lateral - np.interp(y, self._heights, self._axis).astype(np.float32)
        return np.arctan2(lateral, anterior), np.hypot(lateral, anterior)

    def distance(self, across: F32, y: F32, towards: F32) -> F32:
        """Return the distance to the skin, mm, negative inside; (N,) arrays."""
        theta, rho = self.angle(across, y, towards)
        at = np.stack(
            [
                (y - self._first_mm) / np.float32(STEP_MM),
                (theta + np.float32(np.pi)) * np.float32((THETA_SAMPLES - 1) / (2 * np.pi)),
            ]
        )
        radius = map_coordinates(self._radius, at, order=1, mode="nearest", prefilter=False)
        shaft = np.maximum(rho - radius, SHAFT_END_MM - y)
        low = np.flatnonzero(y < 150.0)
        if low.size:
            foot = self._foot(*self.foot_frame(across[low], y[low], towards[low]))
            shaft[low] = _melt(shaft[low], foot, 26.0)
        return shaft

    @staticmethod
    def _foot(x: F32, z: F32, s: F32) -> F32:
        padded = s + np.float32(SOLE_PAD_MM)
        core = _cone(x, z, padded, _CORE[0])
        for ends in _CORE[1:]:
            core = _melt(core, _cone(x, z, padded, ends), 20.0)
        toes = _cone(x, z, s, _TOES[0])
        for ends in _TOES[1:]:
            toes = _melt(toes, _cone(x, z, s, ends), 2.5)
        return np.maximum(_melt(core, toes, 9.0), -s)

    def trace(self) -> LegRelief:
        """Return what every pixel of the projection meets."""
        view = self.projection
        height, width = view.height_px, view.width_px
        rows, cols = np.mgrid[0:height, 0:width].astype(np.float32) + np.float32(0.5)
        across = view.across_mm(cols + view.left_px).astype(np.float32).ravel()
        y = view.height_mm(rows + view.top_px).astype(np.float32).ravel()
        axis = np.interp(y, self._heights, self._axis).astype(np.float32)
        near = (
            np.abs(across - view.across_and_towards(axis, np.zeros_like(axis))[0]) < self.reach_mm
        )
        rays = np.flatnonzero(near | (y < 150.0))
        towards, gap = self._march(across[rays], y[rays])
        px = np.float32(view.px_per_mm)
        cover = np.clip(1.0 - np.maximum(gap - 0.05, 0.0) * px, 0.0, 1.0)
        hit = cover > 0.0
        met = rays[hit]
        at = (across[met], y[met], towards[hit])
        normal = self._normal(*at, step=np.float32(1.0 / px))
        theta, _ = self.angle(*at)
        foot = self.foot_frame(*at)
        is_foot = np.clip((LOWEST_S_MM + 40.0 - at[1]) / 40.0, 0.0, 1.0)
        s = at[1] + is_foot * (foot[2] - at[1])
        fields = (cover[hit], theta, s, self._openness(*at, normal), *foot)
        sheets = [np.zeros(height * width, np.float32) for _ in fields]
        for sheet, values in zip(sheets, fields, strict=True):
            sheet[met] = values
        whole = np.zeros((height * width, 3), np.float32)
        whole[:, 2] = 1.0
        whole[met] = normal
        flat = [sheet.reshape(height, width) for sheet in sheets]
        return LegRelief(
            cover=flat[0],
            theta_rad=flat[1],
            s_mm=flat[2],
            openness=flat[3],
            foot_mm=(flat[4], flat[5], flat[6]),
            normal=whole.reshape(height, width, 3),
        )

    def _march(self, across: F32, y: F32) -> tuple[F32, F32]:
        """Return how far towards the viewer each ray first meets skin, and its closest gap."""
        start = np.where(y < 150.0, FOOT_REACH_MM, self.reach_mm).astype(np.float32)
        towards, closest = start.copy(), np.full_like(start, 1e3)
        best = start.copy()
        live = np.arange(len(start))
        for _ in range(STEPS):
            gap = self.distance(across[live], y[live], towards[live]).astype(np.float32)
            nearer = gap < closest[live]
            closest[live[nearer]] = gap[nearer]
            best[live[nearer]] = towards[live[nearer]]
            going = (gap > 0.05) & (towards[live] > -start[live])
            live = live[going]
            if not live.size:
                break
            towards[live] -= np.maximum(gap[going] * np.float32(CAUTION), np.float32(0.2))
        return best, closest

    def _normal(self, across: F32, y: F32, towards: F32, step: np.float32) -> F32:
        slope = np.stack(
            [
                self.distance(across + step, y, towards) - self.distance(across - step, y, towards),
                self.distance(across, y + step, towards) - self.distance(across, y - step, towards),
                self.distance(across, y, towards + step) - self.distance(across, y, towards - step),
            ],
            axis=-1,
        )
        return slope / np.maximum(np.linalg.norm(slope, axis=-1, keepdims=True), 1e-6)

    def _openness(self, across: F32, y: F32, towards: F32, normal: F32) -> F32:
        """Return ambient openness from how fast the solid recedes along the normal."""
        closed = np.zeros_like(across)
        for reach_mm, weight in ((6.0, 0.45), (18.0, 0.35), (45.0, 0.20)):
            away = normal * np.float32(reach_mm)
            free = self.distance(across + away[:, 0], y + away[:, 1], towards + away[:, 2])
            closed += np.float32(weight) * np.clip(1.0 - free / reach_mm, 0.0, 1.0)
        return 1.0 - closed
