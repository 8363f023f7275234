"""The needle above the skin: steel shaft with bevel and bend, and its soft shadow.

Idea: the shaft in front of the bend and the shaft behind it are painted once, lying straight,
and turned to the heading; the front part always begins where the needle meets the skin, so
advancing it only moves the back part along it. A bend turns the steel away from the ring
light: the bright lines of the front part end there, which is how an eye sees a bend from
above. The shadow follows the height of the shaft; it softens and fades with it.
Frame of a straight sprite: u from the skin back along the shaft.
"""

import math
from functools import lru_cache
from typing import Final

import numpy as np
import pygame
from numpy.typing import NDArray

from simulator.render import light
from simulator.render.noise import Field
from simulator.render.optics import SKIN_TYPES, SkinColour
from simulator.render.pixels import premultiplied
from simulator.render.sprites import Magnifier, Sprite, banded, blit, turned
from simulator.render.syringe import HUB_MM, SyringePainter
from simulator.view.instruments import BEND_AT_MM, NEEDLE_MM, SyringeView
from simulator.view.treatment import ZOOM_STEPS_PX_PER_MM, Camera, NeedleView

OUTER_MM: Final = {26: 0.46, 27: 0.41, 30: 0.31, 31: 0.26, 32: 0.235, 33: 0.21}
BEVEL_LONG: Final = 3.2  # bevel length in outer diameters
SHADOW_PX_PER_MM: Final = 12.0
Zoom = tuple[float, float]  # what is drawn, px/mm, and how much of it is shown
SHADOW_TOWARDS: Final = (0.35, 0.94)  # the ring is held a little off centre
HUB_RADIUS_MM: Final = 1.7  # of its shadow
ELBOW_MM: Final = 0.5  # a bend is round, not sharp


class NeedlePainter:
    """Paints needles over one type of skin."""

    def __init__(self, skin_type: str) -> None:
        skin = SKIN_TYPES[skin_type]
        ln = SkinColour(skin.scattering).ln_rgb(skin.melanosome_frac, skin.blood_frac)
        self._skin_rgb = tuple(float(v) for v in np.exp(ln) * light.EXPOSURE)
        self._syringe = SyringePainter()
        self._magnifier = Magnifier()

    def paint(
        self, needle: NeedleView, camera: Camera, target: pygame.Surface, area: pygame.Rect,
        syringe: SyringeView | None = None,
    ) -> None:  # fmt: skip
        """Draw the part of the needle that is outside the skin, and what is behind it."""
        x, y = camera.to_screen(needle.x_mm, needle.y_mm, area.w, area.h)
        x, y = x + area.x, y + area.y
        ppm = round(camera.px_per_mm, 2)
        finest = next((s for s in ZOOM_STEPS_PX_PER_MM if s >= ppm), ZOOM_STEPS_PX_PER_MM[-1])
        zoom = (finest, round(ppm / finest, 4))
        slope = round(math.degrees(needle.angle_rad))
        rise = min(75, slope + round(math.degrees(needle.bend_rad)))
        turn = round(math.degrees(needle.heading_rad) * 2) / 2
        is_in = needle.inserted_mm > 0.02
        hover_mm = 0.0 if is_in else round(needle.hover_mm, 1)
        length_mm = round(needle.length_mm, 1)
        front_mm = needle.straight_mm
        behind_mm = needle.length_mm - needle.inserted_mm - front_mm
        radius_mm = OUTER_MM.get(needle.gauge, OUTER_MM[30]) / 2
        bent_at_mm = hover_mm + front_mm * math.sin(needle.angle_rad)
        shadow = _shadow(slope, rise, radius_mm, hover_mm, round(front_mm), length_mm, turn)
        self._magnifier.blit(target, shadow, ppm / SHADOW_PX_PER_MM, x, y)
        point = "in" if is_in else "bevel" if needle.is_bevel_up else "heel"
        blit(target, _front(zoom, slope, radius_mm, point, length_mm, self._skin_rgb, turn), x, y)
        back = math.radians(turn) + math.pi
        out_px = front_mm * math.cos(needle.angle_rad) * ppm
        x, y = x + math.cos(back) * out_px, y + math.sin(back) * out_px
        height_mm = round(bent_at_mm * 2) / 2
        blit(target, _behind(zoom, rise, radius_mm, height_mm, self._skin_rgb, turn), x, y)
        out_px = max(0.0, behind_mm) * math.cos(math.radians(rise)) * ppm
        x, y = x + math.cos(back) * out_px, y + math.sin(back) * out_px
        self._syringe.paint(
            target, (x, y), ppm, turn, rise, needle.gauge, needle.flash_frac, syringe,
            needle.is_arterial,
        )  # fmt: skip


@lru_cache(maxsize=4)
def _front(
    zoom: Zoom, slope_deg: int, radius_mm: float, point: str, length_mm: float,
    skin_rgb: tuple[float, ...], turn_deg: float,
) -> Sprite:  # fmt: skip
    straight = _shaft(zoom[0], slope_deg, radius_mm, point, length_mm * 0.8, skin_rgb)
    return banded(turned(straight, turn_deg + 180.0, zoom[1]))


@lru_cache(maxsize=4)
def _behind(
    zoom: Zoom, rise_deg: int, radius_mm: float, height_mm: float, skin_rgb: tuple[float, ...],
    turn_deg: float,
) -> Sprite:  # fmt: skip
    straight = _bent(zoom[0], rise_deg, radius_mm, height_mm, skin_rgb)
    return banded(turned(straight, turn_deg + 180.0, zoom[1]))


@lru_cache(maxsize=4)
def _bent(
    ppm: float, rise_deg: int, radius_mm: float, height_mm: float, skin_rgb: tuple[float, ...]
) -> Sprite:
    """Return the shaft from the bend to inside the hub, `height_mm` over the skin at the bend."""
    rise = math.radians(rise_deg)
    half = int((radius_mm * 1.1 + 0.12) * ppm) + 2
    lead = int(ELBOW_MM * ppm)
    across = np.arange(-half, half + 1, dtype=np.float32)[:, None] / ppm
    columns = int(4.5 * math.cos(rise) * ppm) + 2 * lead
    u = (np.arange(columns, dtype=np.float32)[None] - lead) / ppm
    height = height_mm + np.clip(u, 0, None) * math.tan(rise)
    soft = np.maximum(0.010 + 0.010 * height, 0.6 / ppm)
    radius = radius_mm * (1 + 0.006 * height)
    rgb, cover = _steel(across, radius, soft, rise, height, skin_rgb, u)
    cover = cover * np.clip((u + ELBOW_MM) / (2 * ELBOW_MM), 0, 1)
    cover = cover * np.clip((u[0, -1] - u) / ELBOW_MM, 0, 1)
    return Sprite(premultiplied(light.to_byte(rgb), cover), lead, half)


def _steel(
    across: Field, radius: Field, soft: Field, slope_rad: float, height: Field,
    skin_rgb: tuple[float, ...], u: Field,
) -> tuple[NDArray[np.float64], Field]:  # fmt: skip
    """Return (rgb, cover) of a steel tube at `slope_rad` under the ring light.

    The slope of the surface towards the lens decides what it mirrors: the ring where it is
    near `RING_TILT`, the dark room beyond it, skin at the flanks.
    """
    cover = np.clip((radius - np.abs(across)) / soft * 0.5 + 0.5, 0, 1)
    t = np.clip(across / radius, -1, 1)
    up = np.sqrt(np.maximum(1 - t * t, 0.01))
    tilt = np.sqrt((math.sin(slope_rad) * up) ** 2 + t * t) / (up * math.cos(slope_rad))
    steel = 0.24 + 0.12 * up
    steel = steel + 1.0 * np.exp(-(((tilt - light.RING_TILT) / (0.13 + 0.04 * height)) ** 2))
    steel = steel + 0.30 * np.exp(-(((t + 0.42) / 0.15) ** 2))  # a lamp of the room
    steel *= 1 + 0.05 * np.sin(u * 23.0 + 3 * np.sin(u * 7)) * (np.abs(t) < 0.8)
    rim = np.clip((np.abs(t) - 0.62) / 0.38, 0, 1)[..., None]
    rgb = steel[..., None] * np.array([0.93, 0.97, 1.0], np.float32) * (1 - rim)
    rgb = rgb + 0.55 * np.array(skin_rgb, np.float32) * rim
    rgb = rgb * (1 - 0.55 * np.clip((np.abs(t) - 0.85) / 0.15, 0, 1))[..., None]
    return rgb.astype(np.float64), cover.astype(np.float32)


@lru_cache(maxsize=4)
def _shaft(
    ppm: float, slope_deg: int, radius_mm: float, point: str, length_mm: float,
    skin_rgb: tuple[float, ...],
) -> Sprite:  # fmt: skip
    """Return the straight steel from the skin (or the tip) to beyond the bend."""
    slope = math.radians(slope_deg)
    half = int((radius_mm * 1.1 + 0.12) * ppm) + 2
    lead = int(0.4 * ppm) + 2
    across = np.arange(-half, half + 1, dtype=np.float32)[:, None] / ppm
    columns = int(length_mm * math.cos(slope) * ppm) + lead
    u = (np.arange(columns, dtype=np.float32)[None] - lead) / ppm
    height = np.clip(u, 0, None) * math.tan(slope)
    radius = radius_mm * (1 + 0.004 * u)
    soft = np.maximum(0.010 + 0.010 * height, 0.6 / ppm)
    rgb, cover = _steel(across, radius, soft, slope, height, skin_rgb, u)
    if point == "in":
        begin = u + 0.20 * np.sqrt(np.clip(1 - (across / radius) ** 2, 0, 1))
        return Sprite(premultiplied(light.to_byte(rgb), cover * np.clip(begin / 0.05, 0, 1)),
                      lead, half)  # fmt: skip
    ground = np.clip(u / (BEVEL_LONG * radius_mm * 2 * math.cos(slope)), 0, 1)
    wide = radius * np.sqrt(np.clip(ground * (2 - ground), 0.0004, 1))
    cover = np.clip((wide - np.abs(across)) / soft * 0.5 + 0.5, 0, 1) * np.clip(u / 0.05, 0, 1)
    if point == "bevel":
        rgb = _ground(rgb, across, radius, wide, soft, ground)
    return Sprite(premultiplied(light.to_byte(rgb), cover), lead, half)


def _ground(
    rgb: NDArray[np.float64], across: Field, radius: Field, wide: Field, soft: Field, ground: Field
) -> NDArray[np.float64]:
    """Return the steel with its ground face: bright, two side facets at the point, the bore."""
    face = np.clip((0.9 * wide - np.abs(across)) / soft, 0, 1) * np.clip((1 - ground) * 12, 0, 1)
    bright = 0.62 + 0.25 * ground
    lancet = np.clip((0.42 - ground) / 0.05, 0, 1) * np.clip(np.abs(across) / (0.3 * wide), 0, 1)
    bright = bright + lancet * np.where(across < 0, 0.38, -0.26)
    hole = np.clip((1.15 - ((ground - 0.62) / 0.28) ** 2 - (across / (0.50 * radius)) ** 2) * 4,
                   0, 1)  # fmt: skip
    lip = np.clip((1.55 - ((ground - 0.62) / 0.30) ** 2 - (across / (0.54 * radius)) ** 2) * 4,
                  0, 1)  # fmt: skip
    bright = bright * (1 - 0.35 * lip) * (1 - hole) + 0.03 * hole
    steel = bright[..., None] * np.array([0.93, 0.97, 1.0], np.float32)
    return np.asarray(rgb * (1 - face)[..., None] + steel * face[..., None], np.float64)


@lru_cache(maxsize=4)
def _shadow(
    slope_deg: int, rise_deg: int, radius_mm: float, hover_mm: float, front_mm: int,
    length_mm: float, turn_deg: float,
) -> Sprite:  # fmt: skip
    back = math.radians(turn_deg) + math.pi
    aside = SHADOW_TOWARDS[1] * math.cos(back) - SHADOW_TOWARDS[0] * math.sin(back)
    straight = _straight_shadow(
        slope_deg, rise_deg, radius_mm, hover_mm, front_mm, length_mm, round(aside * 4) / 4
    )  # fmt: skip
    return turned(straight, turn_deg + 180.0)


@lru_cache(maxsize=16)
def _straight_shadow(
    slope_deg: int, rise_deg: int, radius_mm: float, hover_mm: float, front_mm: int,
    length_mm: float, aside: float,
) -> Sprite:  # fmt: skip
    """Return the shadow: dark at the entry, wide and faint further up, `aside` to +y."""
    slope, rise, ppm = math.radians(slope_deg), math.radians(rise_deg), SHADOW_PX_PER_MM
    bend_mm = front_mm * math.cos(slope)
    hub_mm = bend_mm + (NEEDLE_MM - BEND_AT_MM) * math.cos(rise)
    length = min(length_mm + HUB_MM, bend_mm + 3.4 / max(math.tan(rise), 0.05))
    lead, rows = round((1.0 + hover_mm) * ppm), round(2.6 * ppm)
    u = np.arange(-lead, round((length + 1.5) * ppm), dtype=np.float32)[None] / ppm
    v = np.arange(-rows, rows + 1, dtype=np.float32)[:, None] / ppm
    height = hover_mm + np.clip(u, 0, bend_mm) * math.tan(slope)
    height = height + np.clip(u - bend_mm, 0, None) * math.tan(rise)
    wide = radius_mm + (HUB_RADIUS_MM - radius_mm) * np.clip((u - hub_mm) / 1.5, 0, 1)
    height = height - 0.7 * (wide - radius_mm)
    off = v - (0.04 + 0.16 * height) * aside
    dark = 0.42 * np.exp(-(np.abs(off / (wide + 0.10 + 0.42 * height)) ** 2.4))
    dark *= np.exp(-height / 1.9)
    dark *= np.clip((u + 0.05 + 0.4 * hover_mm) / (0.1 + 0.9 * hover_mm), 0, 1)
    dark *= np.clip((length + 1.5 - u) / 1.5, 0, 1)
    contact = 0.35 * np.exp(-((v / 0.26) ** 2)) * np.exp(-np.clip(u, 0, 9) / 0.5) * (u > -0.05)
    dark = np.clip(dark - 0.02 + contact * math.exp(-hover_mm / 0.1), 0, 0.8)
    black = np.zeros((*dark.shape, 3), np.uint8)
    return Sprite(premultiplied(black, dark), lead, rows)
