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

from simulator.physics.needle import BARREL_BEHIND_MM
from simulator.physics.syringe import BARREL_MM2
from simulator.render import light
from simulator.render.barrel import SHOULDER_MM, barrel, barrel_shadow, plunger
from simulator.render.pixels import MASKS_ALPHA
from simulator.render.sprites import Magnifier, Sprite, laid, turned
from simulator.render.tube import BENT_AT_MM, PX_PER_MM, Tube
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
ARTERIAL_RGB: Final = (0.62, 0.015, 0.012)  # full of oxygen
RISE_STEP_DEG: Final = 5
STOPPER_STEP_MM: Final = 0.25
BROADEST_MM: Final = 11.0  # the largest barrel and its shadow, from the axis


class SyringePainter:
    """Paints hub and syringe; keeps what it magnified."""

    def __init__(self) -> None:
        self._magnifier = Magnifier()

    def paint(
        self, target: pygame.Surface, at: tuple[float, float], px_per_mm: float, turn_deg: float,
        rise_deg: float, gauge: int, flash_frac: float, syringe: SyringeView | None,
        is_arterial: bool = False,
    ) -> None:  # fmt: skip
        """Draw what is behind the shaft; `at` is the front of the hub on the screen."""
        rise = min(75, round(rise_deg / RISE_STEP_DEG) * RISE_STEP_DEG)
        flash, back = round(flash_frac * 8), math.radians(turn_deg) + math.pi
        mm_px = math.cos(math.radians(rise)) * px_per_mm
        reach_px, clip = BROADEST_MM * px_per_mm, target.get_clip()
        scale = px_per_mm / PX_PER_MM
        hub = _turned_hub(gauge, flash, rise, turn_deg, is_arterial)
        if syringe is not None:
            _make(syringe, rise)
        if syringe is None or not _is_in_sight(clip, at, back, HUB_MM * mm_px, reach_px):
            self._magnifier.blit(target, hub, scale, *at)
            return
        held = SyringeView(syringe.size_ul, 0.0, syringe.drug, syringe.strength_ppm)
        shadow, tube = _turned_parts(held, rise, turn_deg)
        self._magnifier.blit(target, shadow, scale, *at)
        face_mm = max(0.0, syringe.left_ul) / BARREL_MM2[syringe.size_ul]
        face_mm = round(face_mm / STOPPER_STEP_MM) * STOPPER_STEP_MM
        from_hub_px = (HUB_MM + SHOULDER_MM + face_mm) * mm_px
        if _is_in_sight(clip, at, back, from_hub_px, reach_px):
            whole_px = barrel_px(held, rise)
            is_cut = _is_in_sight(clip, at, back, HUB_MM * mm_px + whole_px * scale, reach_px)
            room_px = whole_px - (SHOULDER_MM + face_mm) * mm_px / scale
            rod = _turned_rod(syringe.size_ul, rise, round(room_px) if is_cut else None, turn_deg)
            x, y = at[0] + math.cos(back) * from_hub_px, at[1] + math.sin(back) * from_hub_px
            self._magnifier.blit(target, rod, scale, x, y)
        self._magnifier.blit(target, tube, scale, *at)
        self._magnifier.blit(target, hub, scale, *at)


def _is_in_sight(
    clip: pygame.Rect, at: tuple[float, float], back: float, from_px: float, reach_px: float
) -> bool:
    """Return whether what begins `from_px` behind a point and goes on may reach the picture."""
    c, s, wide = math.cos(back), math.sin(back), clip.inflate(2 * reach_px, 2 * reach_px)
    near, far = ((at[0] + c * px, at[1] + s * px) for px in (from_px, from_px + 9999.0))
    return wide.collidepoint(near) or bool(wide.clipline(near, far))


@lru_cache(maxsize=4)
def _turned_hub(
    gauge: int, flash: int, rise_deg: int, turn_deg: float, is_arterial: bool
) -> Sprite:
    return turned(_hub(gauge, flash, rise_deg, is_arterial), turn_deg + 180.0)


def _make(syringe: SyringeView, rise_deg: int) -> None:
    """Have the pictures of a syringe ready, so that none is made when it comes into sight."""
    plunger(syringe.size_ul, rise_deg)
    barrel_shadow(syringe.size_ul, rise_deg)
    barrel(syringe.size_ul, syringe.drug, syringe.strength_ppm, rise_deg)


def barrel_px(syringe: SyringeView, rise_deg: int) -> float:
    """Return how much of a barrel is drawn, from its nose, pixels of its own picture."""
    tube = barrel(syringe.size_ul, syringe.drug, syringe.strength_ppm, rise_deg)
    return tube.surface.get_width() - tube.x_px


@lru_cache(maxsize=2)
def _turned_parts(syringe: SyringeView, rise_deg: int, turn_deg: float) -> tuple[Sprite, Sprite]:
    """Return shadow and barrel; the plunger lies between them, the hub over them.

    They are apart because these change: a press or blood in the hub turns no barrel anew.
    """
    nose = HUB_MM * math.cos(math.radians(rise_deg)) * PX_PER_MM
    tube = barrel(syringe.size_ul, syringe.drug, syringe.strength_ppm, rise_deg)
    nothing = Sprite(pygame.Surface((1, 1), pygame.SRCALPHA, 32, MASKS_ALPHA), 0, 0)
    shadow, body = (
        turned(laid((nothing, 0.0), (part, nose)), turn_deg + 180.0)
        for part in (barrel_shadow(syringe.size_ul, rise_deg), tube)
    )
    return shadow, body


@lru_cache(maxsize=2)
def _turned_rod(size_ul: int, rise_deg: int, room_px: int | None, turn_deg: float) -> Sprite:
    """Return stopper and rod, anchored on the stopper's face.

    The picture of a barrel ends before the barrel does, and where its end is in sight the rod
    ends with it.
    """
    rod = plunger(size_ul, rise_deg)
    if room_px is not None:
        seen = rod.surface.get_rect().clip((0, 0, max(1, round(rod.x_px) + room_px), 9999))
        rod = rod._replace(surface=rod.surface.subsurface(seen))
    return turned(rod, turn_deg + 180.0)


@lru_cache(maxsize=32)
def _hub(gauge: int, flash: int, rise_deg: int, is_arterial: bool = False) -> Sprite:
    """Return the hub: nose, ribbed cone and the wings of the lock; blood in its chamber."""
    tube = Tube(HUB_MM + 0.6, 3.4, rise_deg, BENT_AT_MM)
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
        blood_rgb = np.array(ARTERIAL_RGB if is_arterial else BLOOD_RGB)
        blood = chamber * np.clip((reach - s) / 0.25, 0, 1)
        through = np.clip(0.98 - 0.25 * np.abs(t), 0, 1) * blood
        rgb = rgb * (1 - through)[..., None] + blood_rgb * through[..., None]
    rgb = rgb + gleam[..., None] * 0.7
    return tube.finish(rgb, cover * (0.97 - 0.10 * chamber))
