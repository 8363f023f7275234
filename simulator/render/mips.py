"""Reduced pictures of the canvas, so that every zoom is a plain copy or an enlargement.

Shrinking a frame is slow and shimmers, so 2/3, 1/2 and 1/3 of the canvas are kept, tile by
tile, and only stale tiles in view are renewed. A zoom between two levels enlarges the lower.
"""

from typing import Final

import numpy as np
import pygame
from numpy.typing import NDArray

from simulator.render.canvas import Canvas
from simulator.render.patch import TILE_PX
from simulator.render.pixels import MASKS
from simulator.view.treatment import Camera

LEVELS_PX: Final = (48, 32, 24, 16)  # side of a tile at each level
BEYOND: Final = (13, 19, 22)  # where the patch ends


class Mips:
    """The canvas at four sizes."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self._levels = [canvas.surface]
        for side in LEVELS_PX[1:]:
            size = (canvas.columns * side, canvas.rows * side)
            self._levels.append(pygame.Surface(size, 0, 32, MASKS))
        self._is_stale = np.ones((len(LEVELS_PX), canvas.rows, canvas.columns), bool)
        self._enlarged: dict[tuple[int, int], pygame.Surface] = {}

    def mark(self, tiles: NDArray[np.int64]) -> None:
        """Note that tiles of the canvas have changed."""
        self._is_stale.reshape(len(LEVELS_PX), -1)[:, tiles] = True

    def blit(self, camera: Camera, target: pygame.Surface, area: pygame.Rect) -> None:
        """Copy what the camera sees into `area` of the target."""
        level = self._level(camera.px_per_mm)
        px_per_mm = self._canvas.patch.px_per_mm * LEVELS_PX[level] / TILE_PX
        scale = camera.px_per_mm / px_per_mm
        picture = self._levels[level]
        left = camera.x_mm * px_per_mm - area.w / scale / 2
        top = camera.y_mm * px_per_mm - area.h / scale / 2
        limit_x = round(self._canvas.patch.width_mm * px_per_mm)
        limit_y = round(self._canvas.patch.height_mm * px_per_mm)
        is_exact = abs(scale - 1.0) < 1e-3
        pad = 0 if is_exact else 1
        x0, y0 = max(0, int(np.floor(left)) - pad), max(0, int(np.floor(top)) - pad)
        x1 = min(limit_x, int(np.ceil(left + area.w / scale)) + pad)
        y1 = min(limit_y, int(np.ceil(top + area.h / scale)) + pad)
        if (
            left < 0
            or top < 0
            or left * scale + area.w > limit_x * scale + 0.5
            or (top * scale + area.h > limit_y * scale + 0.5)
        ):
            target.fill(BEYOND, area)
        if x0 >= x1 or y0 >= y1:
            return
        self._renew(level, x0, y0, x1, y1)
        corner = (area.x + round((x0 - left) * scale), area.y + round((y0 - top) * scale))
        if is_exact:
            target.blit(picture, corner, (x0, y0, x1 - x0, y1 - y0))
            return
        size = (round((x1 - x0) * scale), round((y1 - y0) * scale))
        part = picture.subsurface((x0, y0, x1 - x0, y1 - y0))
        if size not in self._enlarged:
            self._enlarged.clear()
            self._enlarged[size] = pygame.Surface(size, 0, 32, MASKS)
        pygame.transform.smoothscale(part, size, self._enlarged[size])
        target.blit(self._enlarged[size], corner)

    def _level(self, px_per_mm: float) -> int:
        for level, side in enumerate(LEVELS_PX):
            if self._canvas.patch.px_per_mm * side / TILE_PX <= px_per_mm * 1.001:
                return level
        return len(LEVELS_PX) - 1

    def _renew(self, level: int, x0: int, y0: int, x1: int, y1: int) -> None:
        """Redo the stale tiles of one level that meet a rectangle of it."""
        if level == 0:
            return
        side = LEVELS_PX[level]
        box = np.s_[y0 // side : -(-y1 // side), x0 // side : -(-x1 // side)]
        for row, column in np.argwhere(self._is_stale[level][box]):
            y, x = int(row) + y0 // side, int(column) + x0 // side
            full = self._canvas.surface.subsurface((x * TILE_PX, y * TILE_PX, TILE_PX, TILE_PX))
            small = self._levels[level].subsurface((x * side, y * side, side, side))
            pygame.transform.smoothscale(full, (side, side), small)
        self._is_stale[level][box] = False
