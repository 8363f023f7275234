"""A round part of clear or coloured plastic that stands over the skin, seen from above.

Idea: the part lies along +x, foreshortened by its slope; what stands higher is nearer to the
lens and looks a little larger, and is out of focus. The ring light mirrors in it where its
surface faces the lens at the right slope.
Frame: u back along the part as seen from above, from its front; s the same along the part.
"""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

from simulator.render import light
from simulator.render.pixels import premultiplied
from simulator.render.sprites import Sprite

Real = NDArray[np.floating]

PX_PER_MM: Final = 12.0
SOFT_PER_MM: Final = 0.006  # blur in mm for each mm above the focus (by eye)
LENS_MM: Final = 160.0  # height of the lens
BENT_AT_MM: Final = 1.8  # how high the hub begins: where a needle laid flat is bent


class Tube:
    """Coordinates of a round part lying along +x: s mm along it, t -1..1 across, light on it."""

    def __init__(self, length_mm: float, half_mm: float, rise_deg: int, height_mm: float) -> None:
        rise = math.radians(rise_deg)
        self.lead, self.rows = round(1.2 * PX_PER_MM), round((half_mm + 1.0) * PX_PER_MM)
        columns = round((length_mm * math.cos(rise) + 1.0) * PX_PER_MM)
        u = (np.arange(-self.lead, columns, dtype=np.float32)[None] + 0.5) / PX_PER_MM
        v = np.arange(-self.rows, self.rows + 1, dtype=np.float32)[:, None] / PX_PER_MM
        self.s = u / np.float32(math.cos(rise)) + np.zeros_like(v)
        self.height_mm = height_mm + u * np.float32(math.tan(rise))
        self.v = v / (1 + self.height_mm / LENS_MM)
        self.rise = rise
        self.blur_mm = SOFT_PER_MM * (height_mm + 0.35 * length_mm * math.sin(rise)) + 0.05

    def tilt(self, t: Real) -> Real:
        """Return the slope towards the lens of a tube's surface at t."""
        up = np.sqrt(np.maximum(1 - np.clip(t, -1, 1) ** 2, 0.01))
        return np.sqrt((math.sin(self.rise) * up) ** 2 + t * t) / (up * math.cos(self.rise))

    def within(self, first_mm: float, last_mm: float) -> Real:
        """Return 0..1: inside a stretch of the part."""
        step = PX_PER_MM * math.cos(self.rise)
        inside = np.clip((self.s - first_mm) * step + 0.5, 0, 1)
        return inside * np.clip((last_mm - self.s) * step + 0.5, 0, 1)

    def finish(self, rgb: NDArray[np.float64], cover: Real) -> Sprite:
        """Return the sprite of a picture, out of focus by the height of the part."""
        sigma = self.blur_mm * PX_PER_MM
        cover = cover.astype(np.float32)
        alpha = gaussian_filter(cover, sigma)
        lit = np.empty(rgb.shape, np.float32)
        for c in range(3):
            plane = rgb[..., c].astype(np.float32) * cover
            lit[..., c] = gaussian_filter(plane, sigma) / np.maximum(alpha, np.float32(1e-3))
        return Sprite(premultiplied(light.to_byte(lit), alpha), self.lead, self.rows)
