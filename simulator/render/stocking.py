"""The welt of a compression stocking where it meets the field: knitted cloth with a thick edge.

Idea: a height field of stitches, each a pair of leaning loops, over a band that is turned in at
its edge; fine ribs run round the leg. The edge dents the skin, so a shadow lies before it.
Source: stitches of a flat compression knit, about 20 wales a centimetre (by eye).
Frame of a straight sprite: the edge along the y axis through the anchor, cloth towards +x.
"""

from functools import cache, lru_cache
from typing import Final

import numpy as np
import pygame
from scipy.ndimage import gaussian_filter

from simulator.base.seeds import Seeds
from simulator.render import light
from simulator.render.cloth import shaded
from simulator.render.noise import spectral
from simulator.render.pixels import premultiplied
from simulator.render.sprites import Magnifier, Sprite, on_screen, turned
from simulator.view.instruments import StockingView
from simulator.view.treatment import Camera

PX_PER_MM: Final = 16.0
CLOTH_MM: Final = (34.0, 52.0)  # what is drawn of it: along the leg, round the leg
MARGIN_MM: Final = 3.0
WALE_MM, COURSE_MM = 0.50, 0.42
SAND_RGB: Final = (0.50, 0.335, 0.225)


class StockingPainter:
    """Paints the edge of a stocking; keeps what it magnified."""

    def __init__(self) -> None:
        self._magnifier = Magnifier()

    def paint(
        self, stocking: StockingView, camera: Camera, target: pygame.Surface, area: pygame.Rect
    ) -> None:
        """Draw the cloth and the shadow before it."""
        x, y = on_screen(camera, stocking.x_mm, stocking.y_mm, area)
        sprite = _turned(float(round(np.degrees(stocking.heading_rad)) % 360))
        self._magnifier.blit(target, sprite, camera.px_per_mm / PX_PER_MM, x, y)

    def box_of(self, stocking: StockingView, camera: Camera) -> pygame.Rect:
        """Return a box around the cloth for a camera whose picture begins at the patch's corner."""
        sprite = _turned(float(round(np.degrees(stocking.heading_rad)) % 360))
        scale = camera.px_per_mm / PX_PER_MM
        x, y = stocking.x_mm * camera.px_per_mm, stocking.y_mm * camera.px_per_mm
        corner = (x - (sprite.x_px + 2) * scale, y - (sprite.y_px + 2) * scale)
        wide, tall = ((size + 4) * scale for size in sprite.surface.get_size())
        return pygame.Rect(*(int(v) for v in (*corner, wide + 1, tall + 1)))


@lru_cache(maxsize=2)
def _turned(turn_deg: float) -> Sprite:
    return turned(_straight(), turn_deg)


@cache
def _straight() -> Sprite:
    """Return the cloth with its edge; made when it is first needed."""
    ppm = PX_PER_MM
    rng = Seeds(41).stream("render.stocking")
    rows, lead = round(CLOTH_MM[1] / 2 * ppm), round(MARGIN_MM * ppm)
    x = np.arange(-lead, round(CLOTH_MM[0] * ppm), dtype=np.float32)[None] / np.float32(ppm)
    y = np.arange(-rows, rows, dtype=np.float32)[:, None] / np.float32(ppm)
    shape = (y.shape[0], x.shape[1])
    drift = spectral(rng, shape, 3.0 * ppm, 3.2)
    u, v = x + 0.07 * drift, y + 0.05 * spectral(rng, shape, 2.0 * ppm, 3.0)
    wale = v / WALE_MM
    off = wale - np.rint(wale)
    course = u / COURSE_MM + 0.9 * np.abs(off)  # the legs of a stitch lean: a row of Vs
    leg = np.exp(-(((np.abs(off) - 0.24) / 0.15) ** 2))
    stitch = leg * (0.75 + 0.25 * np.cos(2 * np.pi * course))
    rib = 0.10 * np.sin(2 * np.pi * u / 2.1) * (u > 3.5)
    welt = 0.9 * np.sqrt(np.clip(1 - np.clip(1 - u / 1.1, 0, 1) ** 2, 0, 1))
    seam = -0.22 * np.exp(-(((u - 3.2) / 0.14) ** 2))
    fuzz = spectral(rng, shape, 0.08 * ppm, 1.8)
    height = (0.16 * stitch + rib + welt + seam + 0.006 * fuzz + 0.05 * drift).astype(np.float32)
    cover = np.clip(u * ppm * 0.6 + 0.5, 0, 1)
    grey = shaded(height, ppm, 0.45, 0.9) * np.clip(0.55 + 0.55 * stitch, 0, 1.05)
    rgb = grey[..., None] * np.array(SAND_RGB) * (1 + 0.03 * fuzz)[..., None]
    before = np.where(u < 0.0, np.exp(np.clip(u, -9, 0) / 0.55), 1.0)
    wide = np.exp(-((np.clip(-u, 0, None) / 1.6) ** 2))
    shadow = gaussian_filter(0.45 * before + 0.22 * wide, 0.10 * ppm) * (1 - cover)
    alpha = cover + shadow
    lit = rgb * (cover / np.maximum(alpha, 1e-3))[..., None]
    return Sprite(premultiplied(light.to_byte(lit), alpha), lead, rows)
