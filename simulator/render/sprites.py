"""Pictures with an anchor, turned and magnified; what does not show costs nothing.

Idea: things that stand high over the skin are out of focus, so they are drawn once at a
coarse scale, lying along +x. Turning happens at that scale. Only the part that the clip
lets through is magnified, in tiles, so that a thing that moves a little costs a copy.
A slanting thing is blitted in bands, each no larger than what is in it.
Invariant: a pixel gets the same bytes whatever was drawn before and however much is drawn with
it, so parts of a picture may be painted on their own. The price is a magnification that is
rounded to a 64th.
"""

import math
from collections import OrderedDict
from typing import Final, NamedTuple

import pygame

from simulator.render.pixels import MASKS_ALPHA
from simulator.view.treatment import Camera

GRID_PX: Final = 64  # of the coarse picture
BAND_PX: Final = 24
KEPT_PX: Final = 6_000_000  # of magnified tiles, 24 MB
FINE: Final = 64  # places are rounded to parts of a pixel, so that sums of them are exact
EMPTY_PX: Final = 16  # what a tile with nothing in it counts for
_UNTURNED_DEG: Final = 1e-3  # below, the library does not turn

Bands = tuple[pygame.Rect, ...]


class Sprite(NamedTuple):
    """A premultiplied picture and the point of it that lies on the anchor.

    `bands` are the boxes of the picture that hold anything; none means the whole picture.
    """

    surface: pygame.Surface
    x_px: float
    y_px: float
    bands: Bands = ()


def on_screen(camera: Camera, x_mm: float, y_mm: float, area: pygame.Rect) -> tuple[float, float]:
    """Return where in a picture a patch point is, when the camera's view fills `area` of it.

    It is rounded before it is moved there, so that parts of a thing painted apart fit together.
    """
    x, y = camera.to_screen(x_mm, y_mm, area.w, area.h)
    return nearest(x * FINE) / FINE + area.x, nearest(y * FINE) / FINE + area.y


def nearest(x: float) -> int:
    """Return the nearest whole number, halves upwards: the same wherever a thing is moved to."""
    return math.floor(x + 0.5)


def blit(target: pygame.Surface, sprite: Sprite, x: float, y: float) -> None:
    """Lay a sprite over a picture with its anchor at (x, y)."""
    corner = (round(x - sprite.x_px), round(y - sprite.y_px))
    _lay(target, sprite.surface, sprite.bands, corner)


def turned(straight: Sprite, turn_deg: float, scale: float = 1.0) -> Sprite:
    """Return a sprite that lies along +x turned to lie along a heading (towards +y)."""
    surface = pygame.transform.rotozoom(straight.surface, -turn_deg, scale)
    if abs(turn_deg) < _UNTURNED_DEG:  # only reduced, and that to whole pixels
        wide, tall = (a / (b - 1) for a, b in zip(surface.size, straight.surface.size, strict=True))
        x, y = (straight.x_px - 0.5) * wide + 0.5, (straight.y_px - 0.5) * tall + 0.5
        return Sprite(surface, x, y)
    ox = (straight.x_px - straight.surface.get_width() / 2) * scale
    oy = (straight.y_px - straight.surface.get_height() / 2) * scale
    c, s = math.cos(math.radians(turn_deg)), math.sin(math.radians(turn_deg))
    x, y = surface.get_width() / 2 + ox * c - oy * s, surface.get_height() / 2 + oy * c + ox * s
    # The library takes a pixel's corner for its middle, before and after turning.
    x, y = x + 0.5 - 0.5 * scale * (c - s), y + 0.5 - 0.5 * scale * (s + c)
    return Sprite(surface, x, y)


def banded(sprite: Sprite) -> Sprite:
    """Return a sprite that knows its bands."""
    return sprite._replace(bands=bands_of(sprite.surface))


def bands_of(picture: pygame.Surface) -> Bands:
    """Return the boxes that hold what is in a picture, one for each band of rows."""
    width, height = picture.get_size()
    bands, step = [], max(BAND_PX, height // 12)
    for at in range(0, height, step):
        box = pygame.Rect(0, at, width, step).clip(picture.get_rect())
        used = picture.subsurface(box).get_bounding_rect()
        if used.w and used.h:
            bands.append(used.move(0, at))
    return tuple(bands) or (pygame.Rect(0, 0, 1, 1),)


def laid(*parts: tuple[Sprite, float]) -> Sprite:
    """Return straight sprites over each other, each with its anchor so far along +x."""
    left = max(s.x_px - round(along) for s, along in parts)
    top = max(s.y_px for s, _ in parts)
    right = max(s.surface.get_width() - s.x_px + round(along) for s, along in parts)
    bottom = max(s.surface.get_height() - s.y_px for s, _ in parts)
    size = (math.ceil(left + right), math.ceil(top + bottom))
    whole = pygame.Surface(size, pygame.SRCALPHA, 32, MASKS_ALPHA)
    for sprite, along in parts:
        corner = (round(left - sprite.x_px) + round(along), round(top - sprite.y_px))
        whole.blit(sprite.surface, corner, special_flags=pygame.BLEND_PREMULTIPLIED)
    used = whole.get_bounding_rect()
    return Sprite(whole.subsurface(used), left - used.x, top - used.y)


def _lay(
    target: pygame.Surface, picture: pygame.Surface, bands: Bands, corner: tuple[int, int]
) -> None:
    x, y = corner
    if not bands:
        target.blit(picture, corner, special_flags=pygame.BLEND_PREMULTIPLIED)
    for box in bands:
        target.blit(picture, (x + box.x, y + box.y), box, pygame.BLEND_PREMULTIPLIED)


class Magnifier:
    """Blits coarse sprites enlarged, a tile at a time; keeps tiles in use, up to `KEPT_PX`."""

    def __init__(self, grid_px: int = GRID_PX) -> None:
        self._grid_px = grid_px
        self._tiles: OrderedDict[tuple[object, ...], Tile | None] = OrderedDict()
        self._held_px = 0

    def blit(
        self, target: pygame.Surface, sprite: Sprite, scale: float, x: float, y: float
    ) -> None:
        """Lay a sprite over a picture, about `scale` times as large, its anchor at (x, y)."""
        grid = self._grid_px
        cell = max(1, round(grid * scale))  # a tile is whole pixels
        scale = cell / grid
        # Enlarging takes a pixel's corner for its middle; reducing does not.
        off = 0.5 - 0.5 * scale if scale > 1.0 else 0.0
        left = nearest(x - nearest((sprite.x_px * scale + off) * FINE) / FINE)
        top = nearest(y - nearest((sprite.y_px * scale + off) * FINE) / FINE)
        columns, rows = (-(-size // grid) for size in sprite.surface.get_size())
        clip = target.get_clip()
        shown_columns = range(
            max(0, (clip.left - left) // cell), min(columns, -(-(clip.right - left) // cell))
        )
        for row in range(
            max(0, (clip.top - top) // cell), min(rows, -(-(clip.bottom - top) // cell))
        ):
            for column in shown_columns:
                tile = self._tile(sprite.surface, cell, column, row)
                if tile is not None:
                    corner = (left + column * cell + tile.x_px, top + row * cell + tile.y_px)
                    target.blit(tile.surface, corner, special_flags=pygame.BLEND_PREMULTIPLIED)

    def _tile(self, picture: pygame.Surface, cell: int, column: int, row: int) -> "Tile | None":
        key = (picture, cell, column, row)
        if key in self._tiles:
            self._tiles.move_to_end(key)
            return self._tiles[key]
        tile = _magnified(picture, cell, column, row, self._grid_px)
        self._tiles[key] = tile
        self._held_px += _size_of(tile)
        while self._held_px > KEPT_PX and len(self._tiles) > 1:
            self._held_px -= _size_of(self._tiles.popitem(last=False)[1])
        return tile


class Tile(NamedTuple):
    """What a cell of a picture holds, enlarged, and where in the cell it begins."""

    surface: pygame.Surface
    x_px: int
    y_px: int


def _size_of(tile: Tile | None) -> int:
    """Return the pixels a tile keeps; an empty one keeps its place only."""
    return EMPTY_PX if tile is None else tile.surface.get_width() * tile.surface.get_height()


def _magnified(
    picture: pygame.Surface, cell: int, column: int, row: int, grid_px: int
) -> Tile | None:
    """Return one cell of the grid, `cell` pixels large, or None if it is empty.

    The library enlarges from the first pixel to the last, so it needs one more than it fills.
    """
    size = grid_px + (1 if cell > grid_px else 0)
    wanted = pygame.Rect(column * grid_px, row * grid_px, size, size)
    there = wanted.clip(picture.get_rect())
    held = picture.subsurface(there).get_bounding_rect()
    if not held.w:
        return None
    if there == wanted:
        source = picture.subsurface(wanted)
    else:
        source = pygame.Surface(wanted.size, pygame.SRCALPHA, 32, MASKS_ALPHA)
        source.blit(picture, (0, 0), wanted, pygame.BLEND_PREMULTIPLIED)
    whole = pygame.transform.smoothscale(source, (cell, cell))
    k, held = cell / grid_px, held.inflate(4, 4)  # a pixel spreads to its neighbours
    x0, y0 = max(0, math.floor(held.left * k)), max(0, math.floor(held.top * k))
    x1, y1 = min(cell, math.ceil(held.right * k)), min(cell, math.ceil(held.bottom * k))
    return Tile(whole.subsurface((x0, y0, x1 - x0, y1 - y0)), x0, y0)
