"""Pixels of the skin from integer records: emptying a vein changes one number per sample.

A pixel is E[ln + ((A0 f0 + A1 f1) >> 2)] plus its share of surface light, through a table to
bytes: whole numbers only, all within 16 bits, so a sparse update equals a full recomposition
bit for bit and every machine paints the same bytes from the same records.

    ln        1/512 nat         light of the skin without its veins
    A0, f0    1/64 nat, 0..32   superficial absorbance and how full its owner is
    A1, f1    1/256 nat, 0..8   the same for the deep layer
    spec      1/2 light step    surface reflection, times a gain in 1/16 (wiped, polariser)
"""

from typing import Final

import numpy as np
import pygame
from numpy.typing import NDArray

from simulator.render import light
from simulator.render.patch import LN_UNIT, TILE_PX, SkinPatch
from simulator.render.pixels import MASKS, raw

U16 = NDArray[np.uint16]
Index = NDArray[np.int64]

SUPERFICIAL_STEPS: Final = 32
DEEP_STEPS: Final = 8
CHUNK_PX: Final = 8192  # records of one chunk stay in the second-level cache
_FULL_BLOOD: Final = 2.5  # how fast thin blood already darkens


def absorbance_share(blood_frac: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return what blood thinned to `blood_frac` absorbs, as a share of full blood."""
    thinned = np.clip(blood_frac, 0.0, 1.0)
    return np.log1p(_FULL_BLOOD * thinned) / np.log1p(_FULL_BLOOD)


def exponential_table() -> U16:
    """Return 12-bit linear light for ln records 0..8191, exposure included."""
    ln = np.arange(8192) / LN_UNIT
    scaled = np.exp(-ln) * light.EXPOSURE * light.LINEAR_UNIT
    return np.clip(scaled, 0, 4095).astype(np.uint16)


def byte_table() -> NDArray[np.uint32]:
    """Return sRGB bytes for 12-bit light plus surface light, 0..16383."""
    return light.to_byte(np.arange(16384) / light.LINEAR_UNIT).astype(np.uint32)


class Owners:
    """Which pixels each sample owns in one layer, what they show, what they should show."""

    def __init__(self, owner: U16, visible: NDArray[np.bool_], samples: int, full: int) -> None:
        pixels = np.flatnonzero(visible.ravel() & (owner.ravel() < samples))
        of = owner.ravel()[pixels]
        order = np.argsort(of, kind="stable")
        self.pixels = pixels[order].astype(np.int32)
        self.start = np.searchsorted(of[order], np.arange(samples + 1))
        self.shown = np.full(samples + 1, full, np.uint16)
        self.wanted = self.shown.copy()
        self.full = full

    def want(self, share: NDArray[np.float64]) -> None:
        """Ask every sample for a share 0..1 of full absorbance."""
        self.wanted[:-1] = np.rint(share * self.full).astype(np.uint16)

    def collect(self, budget_px: int, distance: NDArray[np.float32]) -> Index:
        """Grant wishes, nearest first, within the budget; return the pixels to recompose."""
        changed = np.flatnonzero(self.wanted != self.shown)
        if not len(changed):
            return changed
        sizes = self.start[changed + 1] - self.start[changed]
        if int(sizes.sum()) > budget_px:
            order = np.argsort(distance[changed], kind="stable")
            changed, sizes = changed[order], sizes[order]
            granted = max(1, int(np.searchsorted(np.cumsum(sizes), budget_px, "right")))
            changed, sizes = changed[:granted], sizes[:granted]
        self.shown[changed] = self.wanted[changed]
        ends = np.cumsum(sizes)
        hop = np.repeat(self.start[changed] - (ends - sizes), sizes)
        return self.pixels[hop + np.arange(len(hop))].astype(np.int64)


class Canvas:
    """The skin as a surface; `surface` is always what the records and fillings say."""

    def __init__(self, patch: SkinPatch) -> None:
        self.patch = patch
        self.width, self.height = patch.size_px
        self.columns, self.rows = self.width // TILE_PX, self.height // TILE_PX
        self.surface = pygame.Surface(patch.size_px, 0, 32, MASKS)
        self.gain = 16
        pixels = self.width * self.height
        self.records = np.zeros((pixels, 12), np.uint16)
        self.records[:, 0:3] = patch.ln_light.reshape(-1, 3)
        self.records[:, 4] = patch.superficial_owner.ravel()
        self.records[:, 5] = patch.deep_owner.ravel()
        self.records[:, 6:9] = patch.superficial.reshape(-1, 3)
        self.records[:, 9:12] = patch.deep.reshape(-1, 3)
        samples = len(patch.sample_edge)
        self.superficial = Owners(
            patch.superficial_owner, patch.superficial.max(axis=2) > 0, samples, SUPERFICIAL_STEPS
        )
        self.deep = Owners(patch.deep_owner, patch.deep.max(axis=2) > 0, samples, DEEP_STEPS)
        tile = np.arange(self.rows)[:, None] * self.columns + np.arange(self.columns)
        self._tile_of = np.repeat(np.repeat(tile, TILE_PX, 0), TILE_PX, 1).ravel().astype(np.int16)
        corner = np.arange(TILE_PX)
        self._in_tile = (corner[:, None] * self.width + corner).ravel()
        self._exponential = exponential_table()
        self._bytes = byte_table()

    def tile_pixels(self, tiles: Index) -> Index:
        """Return the pixel indices (T, TILE_PX * TILE_PX) of tiles."""
        row, column = np.divmod(tiles, self.columns)
        return (row * TILE_PX * self.width + column * TILE_PX)[:, None] + self._in_tile

    def tile_boxes(self, tiles: Index) -> list[tuple[slice, slice]]:
        """Return the rows and columns of tiles as slices of the canvas."""
        boxes = []
        for tile in tiles.tolist():
            y, x = tile // self.columns * TILE_PX, tile % self.columns * TILE_PX
            boxes.append((slice(y, y + TILE_PX), slice(x, x + TILE_PX)))
        return boxes

    def tile_distance(self, tiles: Index, x_mm: float, y_mm: float) -> NDArray[np.float64]:
        """Return the squared distance of tile middles from a patch point."""
        row, column = np.divmod(tiles, self.columns)
        tile_mm = TILE_PX / self.patch.px_per_mm
        dx, dy = (column + 0.5) * tile_mm - x_mm, (row + 0.5) * tile_mm - y_mm
        return dx * dx + dy * dy

    def tiles_of(self, pixels: Index) -> Index:
        """Return the tiles that hold any of `pixels`."""
        counts = np.bincount(self._tile_of[pixels], minlength=self.rows * self.columns)
        return np.flatnonzero(counts)

    def colours(self, pixels: Index) -> NDArray[np.uint32]:
        """Return what the records say about pixels, as 0x00RRGGBB."""
        out = np.empty(len(pixels), np.uint32)
        for at in range(0, len(pixels), CHUNK_PX):
            self._compose(pixels[at : at + CHUNK_PX], out[at : at + CHUNK_PX])
        return out

    def _compose(self, pixels: Index, out: NDArray[np.uint32]) -> None:
        record = self.records.take(pixels, axis=0).T
        f0 = self.superficial.shown[record[4]]
        f1 = self.deep.shown[record[5]]
        surface = record[3] * np.uint16(self.gain) >> np.uint16(3)
        for c, shift in ((0, 16), (1, 8), (2, 0)):
            ln = record[c] + (record[6 + c] * f0 + record[9 + c] * f1 >> np.uint16(2))
            value = self._bytes[self._exponential[ln] + surface] << np.uint32(shift)
            if c == 0:
                out[:] = value
            else:
                out |= value

    def recompose(self, pixels: Index) -> None:
        """Bring pixels of the surface in line with the records."""
        colours = self.colours(pixels)
        raw(self.surface)[pixels] = colours

    def recompose_all(self) -> None:
        """Bring the whole surface in line with the records."""
        self.recompose(np.arange(self.width * self.height))

    def pixels(self) -> NDArray[np.uint32]:
        """Return a copy (H, W) of the surface as 0x00RRGGBB."""
        return raw(self.surface).copy().reshape(self.height, self.width)
