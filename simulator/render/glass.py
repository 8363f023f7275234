"""The glass of the refill test: a flat disc, seen by its rim and what it mirrors.

Idea: what glass does to the skin is painted by `late_shapes`; here lies the thing itself. A
polished rim is dark where it bends light away and bright where it catches the ring light; the
flat face mirrors a faint crescent of the lamp. Widths and strengths are guesses by eye.
"""

from functools import lru_cache
from typing import Final

import numpy as np
import pygame

from simulator.render import light
from simulator.render.pixels import premultiplied
from simulator.render.sprites import nearest, on_screen
from simulator.view.treatment import Camera, PressView

RIM_MM: Final = 0.45
SHADOW_MM: Final = 0.8


def paint_glass(
    press: PressView, camera: Camera, target: pygame.Surface, area: pygame.Rect
) -> None:
    """Lay the glass of a press on the skin; nothing if it has been lifted."""
    if not press.has_glass:
        return
    disc = _disc(round(press.radius_mm * camera.px_per_mm), round(camera.px_per_mm, 1))
    x, y = on_screen(camera, press.x_mm, press.y_mm, area)
    half = disc.get_width() / 2
    corner = (nearest(x - half), nearest(y - half))
    target.blit(disc, corner, special_flags=pygame.BLEND_PREMULTIPLIED)


@lru_cache(maxsize=8)
def _disc(radius_px: int, ppm: float) -> pygame.Surface:
    rim, shadow = max(1.5, RIM_MM * ppm), SHADOW_MM * ppm
    half = int(radius_px + 2 * shadow) + 2
    grid = np.arange(-half, half + 1, dtype=np.float32)
    x, y = grid[None], grid[:, None]
    far, turn = np.hypot(x, y), np.arctan2(y, x)
    inside = np.clip(radius_px - far + 0.5, 0, 1)
    edge = np.exp(-(((far - radius_px + rim / 2) / (0.5 * rim)) ** 2)) * inside
    line = np.exp(-(((far - radius_px + rim) / (0.22 * rim)) ** 2))
    lit = np.clip(0.35 + 0.65 * np.cos(turn + 2.2), 0, 1)  # brighter towards the upper left
    crescent = np.exp(-(((far / radius_px - 0.80) / 0.035) ** 2))
    crescent *= np.clip((np.cos(turn + 2.2) - 0.72) / 0.2, 0, 1)
    white = 0.05 * inside + 0.55 * edge * lit + 0.30 * line * (1 - lit) + 0.32 * crescent
    cast = np.exp(-((np.maximum(np.hypot(x - 0.3 * shadow, y - 0.4 * shadow) - radius_px, 0)
                     / shadow) ** 2))  # fmt: skip
    dark = np.clip(0.30 * cast * (1 - inside) + 0.35 * edge * (1 - lit), 0, 1)
    alpha = np.clip(white + dark, 0, 1)
    share = white / np.maximum(alpha, 1e-3)
    rgb = share[..., None] * np.array((0.90, 0.97, 1.0), np.float32)
    return premultiplied(light.to_byte(rgb), alpha)
