"""Hub and syringe behind the needle: coloured plastic, blood in the hub, barrel and plunger.

Idea: both stand millimetres above the skin and are out of focus, so they are drawn once at a
coarse scale, turned, and magnified where they show.
Source: hub colours ISO 6009.
"""

import math
from functools import lru_cache
from typing import Final

import numpy as np
import pygame

from simulator.physics.needle import BARREL_BEHIND_MM, BARREL_RADIUS_MM
from simulator.physics.syringe import BARREL_MM2
from simulator.render import light
from simulator.render.barrel import (
    SHADOW_PX_PER_MM,
    SHOULDER_MM,
    barrel,
    barrel_shadow,
    plunger,
)
from simulator.render.sprites import Magnifier, Sprite, turned
from simulator.render.tube import PX_PER_MM, Tube
from simulator.view.instruments import NEEDLE_MM, SyringeView

HUB_RGB: Final = {
    26: (0.20, 0.08, 0.03),
    27: (0.42, 0.43, 0.44),
    30: (0.78, 0.60, 0.07),
    31: (0.75, 0.75, 0.73),
    32: (0.10, 0.30, 0.18),
    33: (0.70, 0.70, 0.70),
}
HUB_MM: Final = BARREL_BEHIND_MM - NEEDLE_MM
BLOOD_RGB: Final = (0.20, 0.008, 0.012)


class SyringePainter:
    """Paints hub and syringe; keeps what it magnified."""

    def __init__(self) -> None:
        self._magnifier = Magnifier()

    def paint(
        self, target: pygame.Surface, at: tuple[float, float], px_per_mm: float, turn_deg: float,
        rise_deg: int, height_mm: float, gauge: int, flash_frac: float,
        syringe: SyringeView | None,
    ) -> None:  # fmt: skip
        """Draw what is behind the shaft; `at` is the front of the hub on the screen."""
        scale = px_per_mm / PX_PER_MM
        back = math.radians(turn_deg) + math.pi
        level = round(height_mm)
        flat = math.cos(math.radians(rise_deg))
        if syringe is not None and syringe.size_ul in BARREL_MM2:
            x = at[0] + math.cos(back) * HUB_MM * flat * px_per_mm
            y = at[1] + math.sin(back) * HUB_MM * flat * px_per_mm
            radius_mm = BARREL_RADIUS_MM[syringe.size_ul]
            if _is_in_sight(target.get_clip(), x, y, back, (radius_mm + 4.0) * px_per_mm):
                top = level + round(HUB_MM * math.sin(math.radians(rise_deg)))
                self._barrel(target, (x, y), px_per_mm, turn_deg, rise_deg, top, syringe)
        hub = _turned_hub(gauge, round(flash_frac * 8), rise_deg, level, turn_deg)
        self._magnifier.blit(target, hub, scale, *at)

    def _barrel(
        self, target: pygame.Surface, at: tuple[float, float], px_per_mm: float, turn_deg: float,
        rise_deg: int, height_mm: int, syringe: SyringeView,
    ) -> None:  # fmt: skip
        size = syringe.size_ul
        scale, back = px_per_mm / PX_PER_MM, math.radians(turn_deg) + math.pi
        shadow = _turned_shadow(size, rise_deg, height_mm, turn_deg)
        self._magnifier.blit(target, shadow, px_per_mm / SHADOW_PX_PER_MM, *at)
        full_mm = SHOULDER_MM + max(0.0, syringe.left_ul) / BARREL_MM2[size]
        way = full_mm * math.cos(math.radians(rise_deg)) * px_per_mm
        x, y = at[0] + math.cos(back) * way, at[1] + math.sin(back) * way
        rod = _turned_plunger(size, rise_deg, height_mm, turn_deg)
        self._magnifier.blit(target, rod, scale, x, y)
        glass = _turned_barrel(
            size, syringe.drug, syringe.strength_ppm, rise_deg, height_mm, turn_deg
        )  # fmt: skip
        self._magnifier.blit(target, glass, scale, *at)


def _is_in_sight(clip: pygame.Rect, x: float, y: float, back: float, reach_px: float) -> bool:
    """Return whether a thing that begins at (x, y) and goes on along `back` may show."""
    wide = clip.inflate(2 * reach_px, 2 * reach_px)
    far = (x + math.cos(back) * 4000.0, y + math.sin(back) * 4000.0)
    return bool(wide.clipline((x, y), far)) or wide.collidepoint(x, y)


# --- turned, as they are used ------------------------------------------------------------
@lru_cache(maxsize=4)
def _turned_hub(gauge: int, flash: int, rise_deg: int, height_mm: int, turn_deg: float) -> Sprite:
    return turned(_hub(gauge, flash, rise_deg, height_mm), turn_deg + 180.0)


@lru_cache(maxsize=2)
def _turned_barrel(
    size_ul: int, drug: str, strength_ppm: int, rise_deg: int, height_mm: int, turn_deg: float
) -> Sprite:
    return turned(barrel(size_ul, drug, strength_ppm, rise_deg, height_mm), turn_deg + 180.0)


@lru_cache(maxsize=2)
def _turned_plunger(size_ul: int, rise_deg: int, height_mm: int, turn_deg: float) -> Sprite:
    return turned(plunger(size_ul, rise_deg, height_mm), turn_deg + 180.0)


@lru_cache(maxsize=2)
def _turned_shadow(size_ul: int, rise_deg: int, height_mm: int, turn_deg: float) -> Sprite:
    return turned(barrel_shadow(size_ul, rise_deg, height_mm), turn_deg + 180.0)


@lru_cache(maxsize=8)
def _hub(gauge: int, flash: int, rise_deg: int, height_mm: int) -> Sprite:
    """Return the hub: nose, ribbed cone and the wings of the lock; blood in its chamber."""
    tube = Tube(HUB_MM + 0.6, 3.4, rise_deg, height_mm)
    s, v = tube.s, tube.v
    nose = 0.62 + 0.28 * np.clip(s / 1.2, 0, 1)
    cone = 1.15 + 0.16 * np.clip(s - 1.4, 0, 7)
    radius = np.where(s < 1.4, nose, cone)
    wings = tube.within(HUB_MM - 1.3, HUB_MM)
    radius = np.where(wings > 0.5, 3.1, radius)
    t = v / radius
    cover = np.clip((radius - np.abs(v)) * PX_PER_MM + 0.5, 0, 1) * tube.within(0, HUB_MM)
    rib = tube.within(2.4, 7.6) * np.exp(-(((np.abs(t) - 0.52) / 0.11) ** 2))
    shade = 0.42 + 0.58 * np.sqrt(np.clip(1 - t * t, 0, 1)) - 0.20 * rib
    shade = shade - 0.22 * np.exp(-(((s - 1.5) / 0.22) ** 2)) - 0.25 * wings * (np.abs(t) > 0.86)
    shade = shade * (1 - 0.30 * np.exp(-(((s - HUB_MM + 1.5) / 0.35) ** 2)))
    gleam = 0.55 * np.exp(-(((tube.tilt(t) - light.RING_TILT) / 0.16) ** 2))
    gleam = gleam + 0.26 * np.exp(-(((t + 0.40) / 0.10) ** 2))
    tint = np.array(HUB_RGB.get(gauge, HUB_RGB[30]))
    chamber = np.clip((0.60 - np.abs(t)) / 0.12, 0, 1) * tube.within(0.8, 8.2)
    rgb = tint * (shade * (1 + 0.18 * chamber))[..., None]
    if flash:
        reach = 1.0 + 7.2 * flash / 8 - 0.5 * np.abs(t)  # the front of the blood is round
        blood = chamber * np.clip((reach - s) / 0.25, 0, 1)
        through = np.clip(0.98 - 0.25 * np.abs(t), 0, 1) * blood
        rgb = rgb * (1 - through)[..., None] + np.array(BLOOD_RGB) * through[..., None]
    rgb = rgb + gleam[..., None] * 0.7
    return tube.finish(rgb, cover * (0.97 - 0.10 * chamber))
