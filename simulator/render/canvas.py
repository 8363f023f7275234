"""Pixels of the skin from integer records: emptying a vein changes one number per sample.

A pixel is E[ln + ((A0 f0 + A1 f1) >> 2)] plus its share of surface light, through a table to
bytes: whole numbers only, all within 16 bits, so a sparse update equals a full recomposition
bit for bit and every machine paints the same bytes from the same records.

    ln        1/512 nat         light of the skin without its veins
    A0, f0    1/64 nat, 0..32   superficial absorbance and how full its owner is
    A1, f1    1/256 nat, 0..8   the same for the deep layer
    spec      1/2 light step    surface reflection, times a gain in 1/16 (wiped, polariser)

The records of a tile lie in a slot, those of a pixel together. A tile whose light changes is
written into a spare slot, out of sight, and shown by taking that slot for its own.
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
SPARE_TILES: Final = 64  # slots for tiles that are relit out of sight
# Fields of the records of light, of veins, and of who owns a pixel, which light never changes
LN, SPEC = slice(0, 3), 3
UPPER, DEEP = slice(0, 3), slice(3, 6)
OWNER, DEEP_OWNER = 0, 1
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
    return light.encoded(np.arange(16384) / light.LINEAR_UNIT).astype(np.uint32)


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

    def want(self, share: NDArray[np.float64], at: Index | None = None) -> None:
        """Ask samples, all if none are named, for a share 0..1 of full absorbance."""
        self.wanted[slice(0, -1) if at is None else at] = np.rint(share * self.full)

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
    """Return a strip (..., TILE_PX, W) of a layer as tiles (T, ..., TILE_AREA)."""
    rest, columns = strip.shape[:-2], strip.shape[-1] // TILE_PX
    blocks = np.moveaxis(strip.reshape(*rest, TILE_PX, columns, TILE_PX), -2, 0)
    return blocks.reshape(columns, *rest, TILE_AREA)


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
        slots = self.tiles + SPARE_TILES
        self.light = np.zeros((slots, TILE_AREA, 4), np.uint16)
        self.veins = np.zeros((slots, TILE_AREA, 8), np.uint8)  # two bytes are not used
        self.owners = np.empty((self.tiles, TILE_AREA, 2), np.uint16)
        self.slot = np.arange(self.tiles)  # where the records of each tile are
        self.spare = np.arange(self.tiles, self.tiles + SPARE_TILES)
        is_upper, is_deep = (np.empty((self.tiles, TILE_AREA), bool) for _ in range(2))
        for row in range(self.rows):  # a row of tiles stays in the cache
            tiles = slice(row * self.columns, (row + 1) * self.columns)
            strip = slice(row * TILE_PX, (row + 1) * TILE_PX)
            self.light[tiles, :, LN] = _tiled(patch.ln_light[:, strip]).swapaxes(1, 2)
            self.owners[tiles, :, OWNER] = _tiled(patch.superficial_owner[strip])
            self.owners[tiles, :, DEEP_OWNER] = _tiled(patch.deep_owner[strip])
            for place, layer, is_seen in (
                (UPPER, patch.superficial, is_upper),
                (DEEP, patch.deep, is_deep),
            ):
                veins = _tiled(layer[:, strip])
                self.veins[tiles, :, place] = veins.swapaxes(1, 2)
                is_seen[tiles] = (veins[:, 0] | veins[:, 1] | veins[:, 2]) > 0
        self._exponential = exponential_table()
        self._bytes = [byte_table() << np.uint32(shift) for shift in (16, 8, 0)]
        samples = len(patch.sample_edge)
        upper, deep = (self.owners[..., layer].ravel() for layer in (OWNER, DEEP_OWNER))
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

    def colours(self, pixels: Index, slot: Index | None = None) -> NDArray[np.uint32]:
        """Return what the records say about pixels, as 0x00RRGGBB.

        `slot` is where the records of each tile are: its own if not given.
        """
        out = np.empty(len(pixels), np.uint32)
        slot = self.slot if slot is None else slot
        light, veins = self.light.view(np.uint64).ravel(), self.veins.view(np.uint64).ravel()
        owners = self.owners.view(np.uint32).ravel()
        for at in range(0, len(pixels), CHUNK_PX):
            part = pixels[at : at + CHUNK_PX]
            tile = part // TILE_AREA
            there = part + (slot.take(tile) - tile) * TILE_AREA
            self.compose(
                np.ascontiguousarray(light.take(there).view(np.uint16).reshape(-1, 4).T),
                np.ascontiguousarray(veins.take(there).view(np.uint8).reshape(-1, 8)[:, :6].T),
                owners.take(part).view(np.uint16).reshape(-1, 2).T,
                out[at : at + CHUNK_PX],
            )
        return out

    def tile_colours(self, tiles: Index, slots: Index) -> NDArray[np.uint32]:
        """Return what the records in slots say about whole tiles (T, TILE_AREA)."""
        out = np.empty((len(tiles), TILE_AREA), np.uint32)
        self.compose(
            np.ascontiguousarray(np.moveaxis(self.light[slots], -1, 0)),
            np.ascontiguousarray(np.moveaxis(self.veins[slots, :, :6], -1, 0)),
            np.moveaxis(self.owners[tiles], -1, 0),
            out,
        )
        return out

    def compose(
        self, light: U16, veins: NDArray[np.uint8], owners: U16, out: NDArray[np.uint32]
    ) -> None:
        """Write the colours of records given as planes: light (4, N), veins (6, N), owners."""
        f0 = self.superficial.shown.take(owners[OWNER])
        f1 = self.deep.shown.take(owners[DEEP_OWNER])
        surface = light[SPEC] * np.uint16(self.gain)
        surface >>= np.uint16(3)
        ln = veins[UPPER] * f0
        ln += veins[DEEP] * f1
        ln >>= np.uint16(2)
        ln += light[LN]
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
            self.show(tiles, self.tile_colours(tiles, self.slot[tiles]))

    def adopt(self, tiles: Index, colours: NDArray[np.uint32]) -> None:
        """Let the first spare slots be those of tiles, and show their colours (T, TILE_AREA)."""
        new = self.spare[: len(tiles)].copy()
        self.spare[: len(tiles)] = self.slot[tiles]
        self.slot[tiles] = new
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
        records = self.light.nbytes + self.veins.nbytes + self.owners.nbytes
        return records + self._place.nbytes + lists + self.width * self.height * 4

    def pixels(self) -> NDArray[np.uint32]:
        """Return a copy (H, W) of the surface as 0x00RRGGBB."""
        return raw(self.surface).copy().reshape(self.height, self.width)
