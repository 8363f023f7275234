"""Pictures with an anchor, turned and magnified; what does not show is not magnified.

Idea: things that stand high over the skin are out of focus, so they are drawn once at a
coarse scale, lying along +x. Turning happens at that scale. Only the part that the clip
lets through is magnified, cut on a grid, so that a thing that moves a little costs a copy.
Invariant: the same sprite at the same place under the same clip gives the same bytes,
whatever was drawn before.
"""

import math
from collections import OrderedDict
from typing import Final, NamedTuple

import pygame

GRID_PX: Final = 64  # of the coarse picture
KEPT_PX: Final = 5_000_000  # of magnified parts, 20 MB


class Sprite(NamedTuple):
    """A premultiplied picture and the point of it that lies on the anchor."""

    surface: pygame.Surface
    x_px: float
    y_px: float


def blit(target: pygame.Surface, sprite: Sprite, x: float, y: float) -> None:
    """Lay a sprite over a picture with its anchor at (x, y)."""
    corner = (round(x - sprite.x_px), round(y - sprite.y_px))
    target.blit(sprite.surface, corner, special_flags=pygame.BLEND_PREMULTIPLIED)


def turned(straight: Sprite, turn_deg: float, scale: float = 1.0) -> Sprite:
    """Return a sprite that lies along +x turned to lie along a heading (towards +y)."""
    surface = pygame.transform.rotozoom(straight.surface, -turn_deg, scale)
    ox = (straight.x_px - straight.surface.get_width() / 2) * scale
    oy = (straight.y_px - straight.surface.get_height() / 2) * scale
    c, s = math.cos(math.radians(turn_deg)), math.sin(math.radians(turn_deg))
    x, y = surface.get_width() / 2 + ox * c - oy * s, surface.get_height() / 2 + oy * c + ox * s
    used = surface.get_bounding_rect()
    return Sprite(surface.subsurface(used), x - used.x, y - used.y)


class Magnifier:
    """Blits coarse sprites enlarged; keeps the parts in use, up to `KEPT_PX`."""

    def __init__(self) -> None:
        self._parts: OrderedDict[tuple[object, ...], pygame.Surface] = OrderedDict()
        self._held_px = 0

    def blit(
        self, target: pygame.Surface, sprite: Sprite, scale: float, x: float, y: float
    ) -> None:
        """Lay a sprite over a picture, `scale` times as large, with its anchor at (x, y)."""
        scale = round(scale, 3)
        left, top = round(x - sprite.x_px * scale), round(y - sprite.y_px * scale)
        width, height = sprite.surface.get_size()
        clip = target.get_clip()
        x0 = max(0, math.floor((clip.left - left) / scale / GRID_PX) * GRID_PX)
        y0 = max(0, math.floor((clip.top - top) / scale / GRID_PX) * GRID_PX)
        x1 = min(width, math.ceil((clip.right - left) / scale / GRID_PX) * GRID_PX)
        y1 = min(height, math.ceil((clip.bottom - top) / scale / GRID_PX) * GRID_PX)
        if x0 >= x1 or y0 >= y1 or not clip.w or not clip.h:
            return
        part = self._part(sprite.surface, scale, (x0, y0, x1 - x0, y1 - y0))
        corner = (left + round(x0 * scale), top + round(y0 * scale))
        target.blit(part, corner, special_flags=pygame.BLEND_PREMULTIPLIED)

    def _part(
        self, picture: pygame.Surface, scale: float, box: tuple[int, int, int, int]
    ) -> pygame.Surface:
        key = (picture, scale, box)
        if key in self._parts:
            self._parts.move_to_end(key)
            return self._parts[key]
        size = (max(1, round(box[2] * scale)), max(1, round(box[3] * scale)))
        part = pygame.transform.smoothscale(picture.subsurface(box), size)
        self._parts[key] = part
        self._held_px += size[0] * size[1]
        while self._held_px > KEPT_PX and len(self._parts) > 1:
            _, old = self._parts.popitem(last=False)
            self._held_px -= old.get_width() * old.get_height()
        return part
