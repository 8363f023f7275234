"""The needle above the skin: steel shaft with bevel, soft shadow, coloured hub.

Idea: shaft and hub are painted once, lying straight, and turned to the heading; the shaft
always begins where the needle meets the skin, so advancing it only moves the hub. The ring
light gives two bright lines along the steel; the shadow softens and fades with height.
Hub colours: ISO 6009. Frame of a straight sprite: u from the skin back along the shaft.
"""

import math
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
import pygame

from simulator.render import light
from simulator.render.optics import SKIN_TYPES, SkinColour
from simulator.render.pixels import premultiplied
from simulator.view.treatment import Camera, NeedleView

OUTER_MM: Final = {27: 0.41, 30: 0.31, 31: 0.26, 32: 0.235, 33: 0.21}
HUB_RGB: Final = {27: (0.42, 0.43, 0.44), 30: (0.78, 0.62, 0.12), 31: (0.75, 0.75, 0.73),
                  32: (0.10, 0.30, 0.18), 33: (0.70, 0.70, 0.70)}  # fmt: skip
HUB_MM: Final = 17.0  # hub and the nose of the syringe
SHADOW_STEP_PX: Final = 4
SHADOW_TOWARDS: Final = (0.35, 0.94)  # the ring is held a little off centre
BLOOD_RGB: Final = (0.28, 0.015, 0.02)


class Sprite(NamedTuple):
    """A premultiplied picture and the point of it that lies on the anchor."""

    surface: pygame.Surface
    x_px: float
    y_px: float


class NeedlePainter:
    """Paints needles over one type of skin."""

    def __init__(self, skin_type: str) -> None:
        skin = SKIN_TYPES[skin_type]
        ln = SkinColour(skin.scattering).ln_rgb(skin.melanosome_frac, skin.blood_frac)
        self._skin_rgb = tuple(float(v) for v in np.exp(ln) * light.EXPOSURE)

    def paint(
        self, needle: NeedleView, camera: Camera, target: pygame.Surface, area: pygame.Rect
    ) -> None:
        """Draw the part of the needle that is outside the skin."""
        x, y = camera.to_screen(needle.x_mm, needle.y_mm, area.w, area.h)
        x, y = x + area.x, y + area.y
        ppm = round(camera.px_per_mm, 2)
        slope = round(math.degrees(needle.angle_rad))
        turn = round(math.degrees(needle.heading_rad) * 2) / 2
        is_in = needle.inserted_mm > 0.02
        hover_mm = 0.0 if is_in else round(needle.hover_mm, 1)
        length_mm = round(needle.length_mm, 1)
        radius_mm = OUTER_MM.get(needle.gauge, OUTER_MM[30]) / 2
        _blit(target, _shadow(ppm, slope, radius_mm, hover_mm, length_mm, turn), x, y)
        point = "in" if is_in else "bevel" if needle.is_bevel_up else "heel"
        shaft = _turned_shaft(ppm, slope, radius_mm, point, length_mm, self._skin_rgb, turn)
        _blit(target, shaft, x, y)
        outside_px = (needle.length_mm - needle.inserted_mm) * math.cos(needle.angle_rad) * ppm
        back = math.radians(turn) + math.pi
        x, y = x + math.cos(back) * outside_px, y + math.sin(back) * outside_px
        _blit(target, _turned_hub(ppm, needle.gauge, round(needle.flash_frac * 8), turn), x, y)


def _blit(target: pygame.Surface, sprite: Sprite, x: float, y: float) -> None:
    corner = (round(x - sprite.x_px), round(y - sprite.y_px))
    target.blit(sprite.surface, corner, special_flags=pygame.BLEND_PREMULTIPLIED)


def _turned(straight: Sprite, turn_deg: float, scale: float = 1.0) -> Sprite:
    """Return a sprite that lies along +x turned so that it points back along the heading."""
    theta = 180.0 - turn_deg
    surface = pygame.transform.rotozoom(straight.surface, theta, scale)
    ox = (straight.x_px - straight.surface.get_width() / 2) * scale
    oy = (straight.y_px - straight.surface.get_height() / 2) * scale
    c, s = math.cos(math.radians(theta)), math.sin(math.radians(theta))
    x, y = surface.get_width() / 2 + ox * c + oy * s, surface.get_height() / 2 + oy * c - ox * s
    return Sprite(surface, x, y)


@lru_cache(maxsize=4)
def _turned_shaft(
    ppm: float, slope_deg: int, radius_mm: float, point: str, length_mm: float,
    skin_rgb: tuple[float, ...], turn_deg: float,
) -> Sprite:  # fmt: skip
    return _turned(_shaft(ppm, slope_deg, radius_mm, point, length_mm, skin_rgb), turn_deg)


@lru_cache(maxsize=4)
def _turned_hub(ppm: float, gauge: int, flash: int, turn_deg: float) -> Sprite:
    return _turned(_hub(ppm, gauge, flash), turn_deg, 2.0)


@lru_cache(maxsize=4)
def _shadow(
    ppm: float, slope_deg: int, radius_mm: float, hover_mm: float, length_mm: float,
    turn_deg: float,
) -> Sprite:  # fmt: skip
    """Return the shadow, already turned: dark at the entry, wide and faint further up."""
    back = math.radians(turn_deg) + math.pi
    c, s = math.cos(back), math.sin(back)
    rise = math.tan(math.radians(slope_deg))
    length = min(length_mm, 2.6 / max(rise, 0.05))  # beyond, nothing is left of it
    ends = ((0.0, 0.0), (length * c, length * s))
    margin = 2.0
    x0, y0 = min(e[0] for e in ends) - margin, min(e[1] for e in ends) - margin
    x1, y1 = max(e[0] for e in ends) + margin, max(e[1] for e in ends) + margin
    step_mm = SHADOW_STEP_PX / ppm
    x = np.arange(x0, x1, step_mm, dtype=np.float32)[None]
    y = np.arange(y0, y1, step_mm, dtype=np.float32)[:, None]
    u, v = x * c + y * s, y * c - x * s
    height = hover_mm + np.clip(u, 0, None) * rise
    aside = (0.04 + 0.16 * height) * (SHADOW_TOWARDS[1] * c - SHADOW_TOWARDS[0] * s)
    spread = radius_mm + 0.10 + 0.42 * height
    dark = 0.42 * np.exp(-(np.abs((v - aside) / spread) ** 2.4)) * np.exp(-height / 1.9)
    dark *= np.clip((u + 0.05 + 0.3 * hover_mm) / 0.1, 0, 1)
    dark *= np.clip((length + 1.5 - u) / 1.5, 0, 1)
    contact = 0.35 * np.exp(-((v / 0.26) ** 2)) * np.exp(-np.clip(u, 0, 9) / 0.5) * (u > -0.05)
    dark = np.clip(dark + contact * math.exp(-hover_mm / 0.1), 0, 0.8)
    small = premultiplied(np.zeros((*dark.shape, 3), np.uint8), dark)
    size = (small.get_width() * SHADOW_STEP_PX, small.get_height() * SHADOW_STEP_PX)
    return Sprite(pygame.transform.smoothscale(small, size), -x0 * ppm, -y0 * ppm)


@lru_cache(maxsize=4)
def _shaft(
    ppm: float, slope_deg: int, radius_mm: float, point: str, length_mm: float,
    skin_rgb: tuple[float, ...],
) -> Sprite:  # fmt: skip
    """Return the straight steel from the skin (or the tip) to the hub."""
    slope = math.radians(slope_deg)
    half = int((radius_mm * 1.1 + 0.12) * ppm) + 2
    lead = int(0.4 * ppm) + 2
    across = np.arange(-half, half + 1, dtype=np.float32)[:, None] / ppm
    columns = int(length_mm * math.cos(slope) * ppm) + lead
    u = (np.arange(columns, dtype=np.float32)[None] - lead) / ppm
    height = np.clip(u, 0, None) * math.tan(slope)
    radius = radius_mm * (1 + 0.004 * u)
    soft = np.maximum(0.010 + 0.010 * height, 0.6 / ppm)
    bevel_mm = 3.2 * radius_mm * 2 * math.cos(slope)
    ground = np.clip(u / bevel_mm, 0, 1)
    if point == "in":
        begin = u + 0.20 * np.sqrt(np.clip(1 - (across / radius) ** 2, 0, 1))
        wide = radius
    else:
        begin = u
        wide = radius * np.sqrt(np.clip(ground * (2 - ground), 0.0004, 1))
    cover = np.clip((wide - np.abs(across)) / soft * 0.5 + 0.5, 0, 1) * np.clip(begin / 0.05, 0, 1)
    t = np.clip(np.abs(across / radius), 0, 1)
    steel = 0.20 + 0.10 * (1 - t)
    steel = steel + 1.05 * np.exp(-(((t - 0.22) / (0.08 + 0.055 + 0.05 * height)) ** 2))
    steel *= 1 + 0.05 * np.sin(u * 23.0 + 3 * np.sin(u * 7)) * (t < 0.8)
    if point == "bevel":
        face = np.clip((0.9 * wide - np.abs(across)) / soft, 0, 1)
        face = face * np.clip((1 - ground) * 12, 0, 1)
        steel = steel * (1 - face) + (0.62 + 0.25 * ground) * face
        lumen = ((u / bevel_mm - 0.60) / 0.30) ** 2 + (across / (0.52 * radius)) ** 2
        hole = np.clip((1.15 - lumen) * 4, 0, 1)
        steel = steel * (1 - hole) + 0.03 * hole
    rim = np.clip((t - 0.62) / 0.38, 0, 1)[..., None]
    rgb = steel[..., None] * np.array([0.93, 0.97, 1.0], np.float32) * (1 - rim)
    rgb = rgb + 0.55 * np.array(skin_rgb, np.float32) * rim
    rgb = rgb * (1 - 0.55 * np.clip((t - 0.85) / 0.15, 0, 1))[..., None]
    return Sprite(premultiplied(light.to_byte(rgb), cover), lead, half)


@lru_cache(maxsize=4)
def _hub(ppm: float, gauge: int, flash: int) -> Sprite:
    """Return the straight hub at half size; it lies far above the focus, so soft is right."""
    ppm = ppm / 2
    rows = int(2.6 * ppm)
    v = np.arange(-rows, rows + 1, dtype=np.float32)[:, None] / ppm
    u = np.arange(int(HUB_MM * ppm), dtype=np.float32)[None] / ppm
    is_syringe = np.clip((u - 8.0) / 0.3, 0, 1)
    radius = np.clip(0.9 + 0.10 * u, 0.9, 1.6) * (1 - is_syringe) + 2.15 * is_syringe
    cover = np.clip((radius - np.abs(v)) / 0.25 * 0.5 + 0.5, 0, 1) * np.clip(u / 0.35, 0, 1)
    t = v / radius
    shade = 0.45 + 0.55 * np.sqrt(np.clip(1 - t * t, 0, 1))
    shade = shade + 0.5 * np.exp(-(((np.abs(t) - 0.25) / 0.12) ** 2))
    tint = np.array(HUB_RGB.get(gauge, HUB_RGB[30]), np.float32)
    clear = np.array([0.62, 0.66, 0.66], np.float32)
    rgb = (tint * (1 - is_syringe)[..., None] + clear * is_syringe[..., None]) * shade[..., None]
    reach = 0.6 + 7.0 * flash / 8
    blood = np.clip((reach - u) / 0.4, 0, 1) * np.clip((0.55 - np.abs(t)) / 0.2, 0, 1) * (flash > 0)
    rgb = rgb * (1 - 0.85 * blood)[..., None] + np.array(BLOOD_RGB) * (0.85 * blood)[..., None]
    return Sprite(premultiplied(light.to_byte(rgb), cover * (1 - 0.25 * is_syringe)), 0, rows)
