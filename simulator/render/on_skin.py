"""Things that lie on the skin: ink, puncture marks, oozing drops, dressings, finger tips."""

import math
from dataclasses import replace
from functools import lru_cache
from typing import Final

import numpy as np
import pygame

from simulator.render import dressings, hands, light
from simulator.render.dressings import SWAB_PX_PER_MM, Dressings, Kind
from simulator.render.glass import SHADOW_MM, paint_glass
from simulator.render.hands import HandPainter
from simulator.render.pixels import opaque, premultiplied
from simulator.render.sprites import Magnifier, nearest, on_screen
from simulator.render.stocking import StockingPainter
from simulator.view.instruments import FingerView, StockingView
from simulator.view.treatment import (
    Camera,
    InkView,
    PressView,
    PunctureView,
    SwabView,
    TreatmentView,
)

INK_RGB: Final = (168, 136, 196)  # gentian violet as a filter over skin
INK_MM: Final = 0.45
DROP_MM: Final = 0.85  # radius of a full drop
OOZE_STEPS: Final = 24
SWAB_REACH_MM: Final = 11.6  # of a taped one with its shadow, from its middle
SWAB_GRID_PX: Final = 128  # swabs are drawn finely, so their tiles are larger

Thing = InkView | PunctureView | PressView | SwabView | StockingView | FingerView


def prepare() -> bool:
    """Make the pictures that are drawn once in a process, so that none holds up a frame."""
    dressings.prepare()
    hands.prepare()
    return True


def things_of(view: TreatmentView) -> list[Thing]:
    """Return what lies on the skin, in the order it was put there, as far as an eye can tell."""
    punctures = (
        replace(p, ooze_frac=round(p.ooze_frac * OOZE_STEPS) / OOZE_STEPS) for p in view.punctures
    )
    glasses = (press for press in view.presses if press.has_glass)
    stocking = () if view.stocking is None else (view.stocking,)
    return [*view.ink, *punctures, *glasses, *view.swabs, *stocking, *view.fingers]


class OnSkin:
    """Paints what lies on the skin."""

    def __init__(self) -> None:
        self._dressings = Dressings()
        self._hands = HandPainter()
        self._stocking = StockingPainter()
        self._magnifier = Magnifier(SWAB_GRID_PX)

    def paint(self, view: TreatmentView, target: pygame.Surface, area: pygame.Rect) -> None:
        """Draw ink, punctures, swabs and what hands hold on the skin."""
        for thing in things_of(view):
            self.lay(thing, view.camera, target, area)

    def lay(self, thing: Thing, camera: Camera, target: pygame.Surface, area: pygame.Rect) -> None:
        """Draw one thing, as far as the clip lets it."""
        match thing:
            case InkView():
                _paint_ink(thing, camera, target, area)
            case PunctureView():
                _paint_puncture(thing, camera, target, area)
            case PressView():
                paint_glass(thing, camera, target, area)
            case SwabView():
                self._paint_swab(thing, camera, target, area)
            case StockingView():
                self._stocking.paint(thing, camera, target, area)
            case FingerView():
                self._hands.finger(thing, camera, target, area)

    def box_of(self, thing: Thing, camera: Camera) -> pygame.Rect:
        """Return a box around a thing for a camera whose picture begins at the patch's corner."""
        ppm, here = camera.px_per_mm, [(0.0, 0.0)]
        match thing:
            case InkView(points):
                here, reach_mm = list(points), INK_MM + 0.1
            case PunctureView(x, y, ooze_frac):
                here, reach_mm = [(x, y)], 1.6 * _drop_mm(ooze_frac) + 0.3
            case PressView(x, y, radius):
                here, reach_mm = [(x, y)], radius + 2 * SHADOW_MM + 0.1
            case SwabView(x, y):
                here, reach_mm = [(x, y)], SWAB_REACH_MM
            case StockingView():
                return self._stocking.box_of(thing, camera)
            case FingerView():
                here, reach_mm = hands.corners_mm(thing), 0.1
        left, top = (min(p[k] for p in here) - reach_mm for k in (0, 1))
        right, bottom = (max(p[k] for p in here) + reach_mm for k in (0, 1))
        corner = (math.floor(left * ppm) - 3, math.floor(top * ppm) - 3)
        size = (math.ceil((right - left) * ppm) + 7, math.ceil((bottom - top) * ppm) + 7)
        return pygame.Rect(corner, size)

    def _paint_swab(
        self, swab: SwabView, camera: Camera, target: pygame.Surface, area: pygame.Rect
    ) -> None:
        x, y = on_screen(camera, swab.x_mm, swab.y_mm, area)
        reach = SWAB_REACH_MM * camera.px_per_mm
        if not target.get_clip().colliderect((x - reach, y - reach, 2 * reach, 2 * reach)):
            return
        turn = round(math.degrees(swab.heading_rad)) % 360
        kind: Kind = "gauze" if swab.is_gauze else "cotton"
        sprite = self._dressings.swab(kind, swab.is_taped, turn)
        self._magnifier.blit(target, sprite, camera.px_per_mm / SWAB_PX_PER_MM, x, y)


def _blit_middle(target: pygame.Surface, sprite: pygame.Surface, x: float, y: float) -> None:
    corner = (nearest(x - sprite.get_width() / 2), nearest(y - sprite.get_height() / 2))
    target.blit(sprite, corner, special_flags=pygame.BLEND_PREMULTIPLIED)


def _paint_ink(line: InkView, camera: Camera, target: pygame.Surface, area: pygame.Rect) -> None:
    """Filter the skin with violet along a line, so that relief stays visible under it."""
    points = [camera.to_screen(x, y, area.w, area.h) for x, y in line.points_mm]
    reach = math.ceil(INK_MM * camera.px_per_mm) + 2
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    box = pygame.Rect(min(xs) - reach, min(ys) - reach, max(xs) - min(xs) + 2 * reach,
                      max(ys) - min(ys) + 2 * reach)  # fmt: skip
    relative = tuple((round(x - box.x, 1), round(y - box.y, 1)) for x, y in points)
    filtered = _ink_filter(relative, box.size, round(INK_MM * camera.px_per_mm, 1))
    corner = (box.x + area.x, box.y + area.y)
    target.blit(filtered, corner, special_flags=pygame.BLEND_RGB_MULT)


@lru_cache(maxsize=64)
def _ink_filter(
    points: tuple[tuple[float, float], ...], size: tuple[int, int], width_px: float
) -> pygame.Surface:
    """Return a white picture with a soft violet line."""
    x, y = np.arange(size[0])[None] + 0.5, np.arange(size[1])[:, None] + 0.5
    nearest = np.full((size[1], size[0]), np.inf)
    ends = points[1:] if len(points) > 1 else points
    for (ax, ay), (bx, by) in zip(points, ends, strict=False):
        dx, dy = bx - ax, by - ay
        t = np.clip(((x - ax) * dx + (y - ay) * dy) / max(dx * dx + dy * dy, 1e-9), 0, 1)
        nearest = np.minimum(nearest, np.hypot(x - ax - t * dx, y - ay - t * dy))
    radius = width_px * (0.5 if len(points) > 1 else 1.0)
    cover = np.clip((radius - nearest) / (0.25 * width_px) + 0.5, 0, 1)[..., None]
    return opaque((255 - cover * (255 - np.array(INK_RGB)) + 0.5).astype(np.uint8))


def _paint_puncture(
    puncture: PunctureView, camera: Camera, target: pygame.Surface, area: pygame.Rect
) -> None:
    sprite = _puncture(round(camera.px_per_mm, 1), round(puncture.ooze_frac * OOZE_STEPS))
    _blit_middle(target, sprite, *on_screen(camera, puncture.x_mm, puncture.y_mm, area))


def _drop_mm(ooze_frac: float) -> float:
    """Return the radius of a drop."""
    return 0.16 + DROP_MM * math.sqrt(ooze_frac)


@lru_cache(maxsize=64)
def _puncture(ppm: float, ooze: int) -> pygame.Surface:
    """Return a pin-point mark, or a domed drop of blood with the ring light in it."""
    radius_mm = _drop_mm(ooze / OOZE_STEPS)
    half = int((radius_mm * 1.6 + 0.2) * ppm) + 2
    grid = np.arange(-half, half + 1, dtype=np.float32) / ppm
    x, y = grid[None], grid[:, None]
    if ooze == 0:
        r = np.hypot(x, y)
        dot, halo = np.exp(-((r / 0.055) ** 2)), np.exp(-((r / 0.16) ** 2))
        rgb = np.zeros((*r.shape, 3)) + np.array([0.16, 0.012, 0.015])
        return premultiplied(light.to_byte(rgb), np.clip(0.85 * dot + 0.30 * halo, 0, 1))
    turn = np.arctan2(y, x)
    r = np.hypot(x, y) / (radius_mm * (1 + 0.05 * np.sin(2 * turn + 0.5) + 0.03 * np.sin(3 * turn)))
    thick = np.sqrt(np.clip(1 - r * r, 0, 1))
    red = 0.42 * np.exp(-1.1 * thick) + 0.05
    green, blue = 0.05 * np.exp(-2.5 * thick) + 0.004, 0.05 * np.exp(-2.2 * thick) + 0.006
    rgb = np.stack([red, green, blue], axis=-1)
    slope = r / np.maximum(thick, 0.08)
    ring = np.exp(-(((slope - 0.40) / 0.13) ** 2)) * (0.75 + 0.25 * np.sin(turn * 13))
    ring = ring * np.clip(0.55 - 0.45 * np.sin(turn - 0.6), 0, 1)
    rgb = rgb + 0.34 * np.clip(ring, 0, 1)[..., None]
    cover = np.clip((1 - r) * radius_mm * ppm + 0.5, 0, 1)
    under = 0.35 * np.exp(-(((np.hypot(x - 0.04, y - 0.08) / radius_mm) / 1.15) ** 4))
    alpha = cover + under * (1 - cover)
    lit = rgb * (cover / np.maximum(alpha, 1e-3))[..., None]
    return premultiplied(light.to_byte(lit), alpha)
