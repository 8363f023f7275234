"""The outer shape of a standing leg, one body for all four aspects.

Idea: each horizontal section is a closed polar curve r(theta) about the bone axis, theta from
the anterior midline (+ lateral). Four extents (anterior, posterior, lateral, medial) give a
rounded section in four quadrants; muscles, patella, tendons and malleoli are soft local swellings
on it. The whole section is then scaled so that its perimeter is the girth of `anatomy.Leg`,
smoothed along the leg: a leg measured thicker is drawn thicker.

Invariant: every point of the skin is (share of the girth, height), so leg coordinates and
figure pixels convert both ways without a search in three dimensions.
Sources: extents and swellings are drawn by eye from surface anatomy (guess); girths are `Leg`'s.
"""

from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.anatomy.patient import Leg

Array = NDArray[np.float64]

THETA_SAMPLES: Final = 361
THETA_RAD: Final[Array] = np.linspace(-np.pi, np.pi, THETA_SAMPLES)
TOP_MM: Final = 850.0
ANKLE_S_MM: Final = 85.0
STEP_MM: Final = 2.0
SMOOTH_MM: Final = 22.0

# Height; anterior, posterior, lateral, medial extents; lateral shift of the axis; squareness.
_STATIONS: Final[Array] = np.array(
    [
        (920, 97, 86, 96, 84, 26, 2.15),
        (860, 96, 87, 93, 84, 22, 2.15),
        (800, 95, 84, 90, 82, 18, 2.15),
        (700, 89, 74, 83, 76, 11, 2.15),
        (560, 72, 59, 65, 64, 3, 2.2),
        (500, 63, 52, 55, 58, 0, 2.35),
        (465, 59, 48, 53, 56, -1, 2.5),
        (430, 51, 48, 51, 53, -1, 2.4),
        (400, 47, 55, 52, 53, 0, 2.3),
        (330, 43, 68, 56, 56, 2, 2.1),
        (260, 40, 59, 48, 48, 3, 2.1),
        (160, 39, 39, 33, 34, 2, 2.1),
        (110, 40, 32, 30, 31, 1, 2.2),
        (85, 41, 34, 31, 32, 0, 2.2),
        (70, 34, 34, 28, 29, 0, 2.2),
        (30, 12, 22, 14, 14, 0, 2.0),
        (-60, 12, 22, 14, 14, 0, 2.0),
    ],
    dtype=np.float64,
)[::-1]

# Soft swellings and hollows: degrees from the anterior midline (+ lateral), height, spread in
# degrees, spread along the leg, height of the swelling in mm.
_SWELLINGS: Final = (
    (0, 470, 25, 27, 5.0),  # patella
    (38, 462, 19, 24, -3.2),  # hollow lateral to it
    (-40, 462, 19, 24, -3.0),  # hollow medial to it
    (0, 512, 22, 14, -2.0),  # quadriceps tendon
    (0, 438, 14, 12, -1.0),  # patellar ligament, its fat pad
    (-2, 418, 14, 16, 1.6),  # tibial tuberosity
    (-46, 528, 24, 34, 6.5),  # vastus medialis
    (48, 590, 28, 80, 3.5),  # vastus lateralis
    (92, 570, 13, 90, -1.5),  # iliotibial tract
    (-6, 290, 11, 125, 1.6),  # tibial crest
    (-42, 285, 20, 110, -1.7),  # subcutaneous face of the tibia
    (26, 335, 20, 85, 2.2),  # tibialis anterior
    (-134, 318, 34, 56, 7.5),  # gastrocnemius, medial head (lower)
    (140, 346, 32, 50, 5.0),  # gastrocnemius, lateral head (higher)
    (180, 345, 9, 46, -2.6),  # furrow between the heads
    (180, 462, 24, 30, -3.5),  # popliteal fossa
    (-148, 495, 10, 38, 3.0),  # semitendinosus
    (146, 495, 10, 38, 3.0),  # biceps femoris
    (180, 128, 17, 46, 3.5),  # Achilles tendon
    (138, 118, 22, 42, -3.8),  # hollow lateral to it
    (-138, 118, 22, 42, -3.8),  # hollow medial to it
    (-88, 90, 22, 19, 4.5),  # medial malleolus (higher, further forward)
    (104, 79, 20, 19, 5.0),  # lateral malleolus
    (170, 850, 48, 34, 9.0),  # gluteus maximus
    (178, 790, 42, 13, -1.6),  # gluteal fold
)


def _smoothed(values: Array) -> Array:
    """Return `values` smoothed by a Gaussian of SMOOTH_MM; the ends repeat their value."""
    reach = int(3 * SMOOTH_MM / STEP_MM)
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) * STEP_MM / SMOOTH_MM) ** 2)
    padded = np.pad(values, reach, mode="edge")
    return np.convolve(padded, kernel / kernel.sum(), mode="valid")


def _quadrant_radius(theta_rad: Array, extents_mm: Array, squareness: Array) -> Array:
    """Return (N, T) superellipse radii from (N, 4) extents: front, back, lateral, medial."""
    sin, cos = np.sin(theta_rad), np.cos(theta_rad)
    along = np.where(cos >= 0.0, extents_mm[:, :1], extents_mm[:, 1:2])
    across = np.where(sin >= 0.0, extents_mm[:, 2:3], extents_mm[:, 3:4])
    n = squareness[:, None]
    return ((np.abs(sin) / across) ** n + (np.abs(cos) / along) ** n) ** (-1.0 / n)


class LegShape:
    """The sections of one leg on a 2 mm ladder of heights, read by linear interpolation."""

    def __init__(self, leg: Leg) -> None:
        self.leg = leg
        self.heights_mm = np.arange(-40.0, TOP_MM + 60.0 + STEP_MM, STEP_MM)
        columns = [
            _smoothed(np.interp(self.heights_mm, _STATIONS[:, 0], column))
            for column in _STATIONS[:, 1:].T
        ]
        table = np.stack(columns, axis=1)
        radius = _quadrant_radius(THETA_RAD, table[:, :4], table[:, 5])
        for degrees, height, spread_deg, spread_mm, rise_mm in _SWELLINGS:
            off_deg = (np.degrees(THETA_RAD) - degrees + 180.0) % 360.0 - 180.0
            along = np.exp(-(((self.heights_mm - height) / spread_mm) ** 2))
            radius = radius + rise_mm * along[:, None] * np.exp(-((off_deg / spread_deg) ** 2))
        girth = np.array([leg.circumference_mm(float(s)) for s in self.heights_mm])
        fit = girth / self._arc_mm(radius)[:, -1]
        ankle = int(np.searchsorted(self.heights_mm, ANKLE_S_MM))
        fit[:ankle] = fit[ankle]  # below, the shaft only tapers into the foot
        fit = _smoothed(fit)
        self.radius_mm = radius * fit[:, None]
        self.axis_lateral_mm = table[:, 4]

    @staticmethod
    def _arc_mm(radius_mm: Array) -> Array:
        """Return (N, T) arc length along each section from its posterior midline."""
        x, z = radius_mm * np.sin(THETA_RAD), radius_mm * np.cos(THETA_RAD)
        steps = np.hypot(np.diff(x, axis=1), np.diff(z, axis=1))
        return np.concatenate([np.zeros((len(steps), 1)), np.cumsum(steps, axis=1)], axis=1)

    def sections(self, s_mm: Array) -> tuple[Array, Array, Array]:
        """Return (N, T) lateral and anterior positions and the share of the girth at each.

        The share is 0 at the anterior midline, + lateral, +-0.5 at the posterior midline.
        """
        at = (np.clip(s_mm, self.heights_mm[0], self.heights_mm[-2]) - self.heights_mm[0]) / STEP_MM
        low = at.astype(np.int64)
        part = (at - low)[:, None]
        radius = self.radius_mm[low] * (1.0 - part) + self.radius_mm[low + 1] * part
        axis = np.interp(s_mm, self.heights_mm, self.axis_lateral_mm)
        arc = self._arc_mm(radius)
        middle = arc[:, THETA_SAMPLES // 2 : THETA_SAMPLES // 2 + 1]
        behind_medial, behind_lateral = middle, arc[:, -1:] - middle
        share = np.where(
            arc < middle, (arc - middle) / behind_medial, (arc - middle) / behind_lateral
        )
        lateral = axis[:, None] + radius * np.sin(THETA_RAD)
        return lateral, radius * np.cos(THETA_RAD), 0.5 * share


@lru_cache(maxsize=4)
def shape_of(leg: Leg) -> LegShape:
    """Return the shape of `leg`, worked out once for all its aspects."""
    return LegShape(leg)
