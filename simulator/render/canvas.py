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
TILE_AREA: Final = TILE_PX * TILE_PX
CHUNK_PX: Final = 8192  # records of one chunk stay in the second-level cache
# Fields of a record
FIELDS: Final = 12
LN, SPEC, OWNER, DEEP_OWNER, UPPER, DEEP = slice(0, 3), 3, 4, 5, slice(6, 9), slice(9, 12)
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

    def __init__(self, owner: U16, is_seen: NDArray[np.bool_], samples: int, full: int) -> None:
        pixels = np.flatnonzero(is_seen & (owner < samples))
        of = owner.take(pixels)
        self.pixels = pixels.take(np.argsort(of, kind="stable")).astype(np.int32)
        self.start = np.concatenate([[0], np.cumsum(np.bincount(of, minlength=samples))])
        self.shown = np.full(samples + 1, full, np.uint16)
        self.wanted = self.shown.copy()
        self.full = full

    def want(self, share: NDArray[np.float64]) -> None:
        """Ask every sample for a share 0..1 of full absorbance."""
        self.wanted[:-1] = np.rint(share * self.full).astype(np.uint16)

    def collect(self, budget_px: int, distance: NDArray[np.float32]) -> Index:
        """Grant wishes within the budget, the largest and then the nearest first.

        Return the pixels to recompose. (The nearest alone would starve a far front while blood
        near the tip trembles by a step.)
        """
        changed = np.flatnonzero(self.wanted != self.shown)
        if not len(changed):
            return changed
        sizes = self.start[changed + 1] - self.start[changed]
        if int(sizes.sum()) > budget_px:
            change = self.wanted[changed].astype(np.int16) - self.shown[changed].astype(np.int16)
            order = np.lexsort((distance[changed], np.abs(change) * -8 // self.full))
            changed, sizes = changed[order], sizes[order]
            granted = max(1, int(np.searchsorted(np.cumsum(sizes), budget_px, "right")))
            changed, sizes = changed[:granted], sizes[:granted]
        self.shown[changed] = self.wanted[changed]
        ends = np.cumsum(sizes)
        hop = np.repeat(self.start[changed] - (ends - sizes), sizes)
        hop += np.arange(len(hop))
        return self.pixels.take(hop).astype(np.int64)


def _tiled(strip: NDArray) -> NDArray:
    """Return a strip (TILE_PX, W, ...) of a layer as tiles (T, TILE_AREA, ...)."""
    columns, rest = strip.shape[1] // TILE_PX, strip.shape[2:]
    blocks = strip.reshape(TILE_PX, columns, TILE_PX, *rest).swapaxes(0, 1)
    return blocks.reshape(columns, TILE_AREA, *rest)


class Canvas:
    """The skin as a surface; `surface` is always what the records and fillings say.

    A pixel is numbered tile by tile, row by row within its tile: pixels of a tile lie together.
    """

    def __init__(self, patch: SkinPatch) -> None:
        self.patch = patch
        self.width, self.height = patch.size_px
        self.columns, self.rows = self.width // TILE_PX, self.height // TILE_PX
        self.tiles = self.columns * self.rows
        self.surface = pygame.Surface(patch.size_px, 0, 32, MASKS)
        self.gain = 16
        self.records = np.empty((self.tiles, TILE_AREA, FIELDS), np.uint16)
        is_upper, is_deep = (np.empty((self.tiles, TILE_AREA), bool) for _ in range(2))
        for row in range(self.rows):  # a row of tiles stays in the cache
            tiles = slice(row * self.columns, (row + 1) * self.columns)
            strip = slice(row * TILE_PX, (row + 1) * TILE_PX)
            record = self.records[tiles]
            record[..., LN], record[..., SPEC] = _tiled(patch.ln_light[strip]), 0
            record[..., OWNER] = _tiled(patch.superficial_owner[strip])
            record[..., DEEP_OWNER] = _tiled(patch.deep_owner[strip])
            for place, layer, is_seen in (
                (UPPER, patch.superficial, is_upper),
                (DEEP, patch.deep, is_deep),
            ):
                veins = _tiled(layer[strip])
                record[..., place] = veins
                is_seen[tiles] = (veins[..., 0] | veins[..., 1] | veins[..., 2]) > 0
        self._exponential = exponential_table()
        self._bytes = [byte_table() << np.uint32(shift) for shift in (16, 8, 0)]
        samples = len(patch.sample_edge)
        upper, deep = self.records[..., OWNER].ravel(), self.records[..., DEEP_OWNER].ravel()
        self.superficial = Owners(upper, is_upper.ravel(), samples, SUPERFICIAL_STEPS)
        self.deep = Owners(deep, is_deep.ravel(), samples, DEEP_STEPS)
        inside = np.arange(TILE_PX)
        in_tile = (inside[:, None] * self.width + inside).ravel()
        tile_row, tile_column = np.divmod(np.arange(self.tiles), self.columns)
        corner = (tile_row * self.width + tile_column) * TILE_PX
        self._place = (corner[:, None] + in_tile).astype(np.int32).ravel()  # on the surface

    def tile_pixels(self, tiles: Index) -> Index:
        """Return the pixels (T, TILE_AREA) of tiles."""
        return tiles[:, None] * TILE_AREA + np.arange(TILE_AREA)

    def tile_distance(self, tiles: Index, x_mm: float, y_mm: float) -> NDArray[np.float64]:
        """Return the squared distance of tile middles from a patch point."""
        row, column = np.divmod(tiles, self.columns)
        tile_mm = TILE_PX / self.patch.px_per_mm
        dx, dy = (column + 0.5) * tile_mm - x_mm, (row + 0.5) * tile_mm - y_mm
        return dx * dx + dy * dy

    def tiles_of(self, pixels: Index) -> Index:
        """Return the tiles that hold any of `pixels`."""
        is_in = np.zeros(self.tiles, bool)
        is_in[pixels // TILE_AREA] = True
        return np.flatnonzero(is_in)

    def colours(self, pixels: Index) -> NDArray[np.uint32]:
        """Return what the records say about pixels, as 0x00RRGGBB."""
        out = np.empty(len(pixels), np.uint32)
        records = self.records.reshape(-1, FIELDS)
        for at in range(0, len(pixels), CHUNK_PX):
            record = records.take(pixels[at : at + CHUNK_PX], axis=0)
            planes = np.ascontiguousarray(record.T)  # whole planes are quicker than columns
            self.compose(planes, out[at : at + CHUNK_PX])
        return out

    def compose(self, planes: U16, out: NDArray[np.uint32]) -> None:
        """Write the colours of records given as planes (FIELDS, N)."""
        f0 = self.superficial.shown.take(planes[OWNER])
        f1 = self.deep.shown.take(planes[DEEP_OWNER])
        surface = planes[SPEC] * np.uint16(self.gain)
        surface >>= np.uint16(3)
        ln = planes[UPPER] * f0
        ln += planes[DEEP] * f1
        ln >>= np.uint16(2)
        ln += planes[LN]
        lit = self._exponential.take(ln)
        lit += surface
        self._bytes[0].take(lit[0], out=out, mode="clip")  # never beyond the table: no clipping
        out |= self._bytes[1].take(lit[1])
        out |= self._bytes[2].take(lit[2])

    def recompose(self, pixels: Index) -> None:
        """Bring pixels of the surface in line with the records."""
        colours = self.colours(pixels)
        raw(self.surface)[self._place.take(pixels)] = colours

    def recompose_all(self) -> None:
        """Bring the whole surface in line with the records."""
        for tiles in np.array_split(np.arange(self.tiles), self.tiles // 4 + 1):
            planes = np.ascontiguousarray(np.moveaxis(self.records[tiles], -1, 0))
            colours = np.empty((len(tiles), TILE_AREA), np.uint32)
            self.compose(planes, colours)
            self.show(tiles, colours)

    def show(self, tiles: Index, colours: NDArray[np.uint32]) -> None:
        """Put the colours (T, TILE_AREA) of whole tiles onto the surface."""
        picture = raw(self.surface).reshape(self.height, self.width)
        for tile, block in zip(tiles.tolist(), colours, strict=True):
            y, x = tile // self.columns * TILE_PX, tile % self.columns * TILE_PX
            picture[y : y + TILE_PX, x : x + TILE_PX] = block.reshape(TILE_PX, TILE_PX)

    @property
    def bytes_kept(self) -> int:
        """Memory of records, picture and owners' lists."""
        lists = sum(layer.pixels.nbytes for layer in (self.superficial, self.deep))
        return self.records.nbytes + self._place.nbytes + lists + self.width * self.height * 4

    def pixels(self) -> NDArray[np.uint32]:
        """Return a copy (H, W) of the surface as 0x00RRGGBB."""
        return raw(self.surface).copy().reshape(self.height, self.width)
