"""The loupe's ring light on skin, and how light becomes bytes.

Idea: a ring around the lens is nearly coaxial, so the mirror-like part of the skin's
reflection depends only on how steep the surface is, in closed form: a Gaussian lobe of slopes
(Beckmann) integrated around a ring gives a modified Bessel function. One look-up table then
makes the dry sheen of furrows, the highlight of a bleb and the wet look after wiping.

Source: F0 of keratin about 0.028; lobes and ring tilt fitted by eye against dermoscopy
pictures. The shoulder keeps highlights from burning out.
"""

from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import i0e

Field = NDArray[np.float32]

F0: Final = 0.028
RING_TILT: Final = 0.19  # tangent of the half vector: a ring 22 degrees off the axis
LOBES: Final = ((0.30, 0.50), (0.055, 0.50))  # roughness, weight
OFF_CENTRE: Final = (0.05, -0.08)  # the loupe is never held quite straight (slope units)
SLOPE_MAX: Final = 2.0
SLOPE_STEPS: Final = 512
POLARISER: Final = 0.04  # share of surface reflection that crossed polarisers let through

EXPOSURE: Final = 1.22
SHOULDER: Final = 0.72
BYTES_UNIT: Final = 1 << 15  # steps of the table of bytes for light of 1
BYTES_FULL: Final = 3  # where all is white
LINEAR_FULL: Final = 1.3  # linear value of 4095
LINEAR_UNIT: Final = 4095 / LINEAR_FULL


def ring_specular() -> Field:
    """Return surface reflection (SLOPE_STEPS,) over slope 0..SLOPE_MAX."""
    slope = np.linspace(0.0, SLOPE_MAX, SLOPE_STEPS)
    total = np.zeros(SLOPE_STEPS)
    for rough, weight in LOBES:
        a2 = rough * rough
        lobe = np.exp(-((slope - RING_TILT) ** 2) / a2) * i0e(2.0 * slope * RING_TILT / a2)
        total += weight / (np.pi * a2) * lobe
    return (1.15 * F0 * np.pi / 4.0 * total).astype(np.float32)


def encoded(linear: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Return sRGB bytes of linear light, with a soft shoulder."""
    k = SHOULDER
    rolled = k + (1 - k) * (1 - np.exp(-(np.maximum(linear, k) - k) / (1 - k)))
    x = np.clip(np.where(linear > k, rolled, linear), 0.0, 1.0)
    lit = np.where(x <= 0.0031308, 12.92 * x, 1.055 * x ** (1 / 2.4) - 0.055)
    return (lit * 255 + 0.5).astype(np.uint8)


@cache
def _bytes() -> NDArray[np.uint8]:
    return encoded(np.arange(BYTES_FULL * BYTES_UNIT) / BYTES_UNIT)


def to_byte(linear: NDArray[np.floating]) -> NDArray[np.uint8]:
    """Return `encoded` light from a table: at most a tenth of a step off before rounding."""
    at = np.asarray(linear) * linear.dtype.type(BYTES_UNIT) + linear.dtype.type(0.5)
    return _bytes().take(at.astype(np.int32), mode="clip")


def surface(elevation_mm: Field, px_per_mm: float) -> tuple[Field, Field]:
    """Return the slopes (d/dx, d/dy) of a height map."""
    dy, dx = np.gradient(elevation_mm * np.float32(px_per_mm))
    return dx, dy
