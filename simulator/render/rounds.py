"""Tiles relit out of sight over some frames, then shown in one: a growing sign has no seams.

A sign that grows faster than it can be relit would otherwise show a patchwork of its sizes.
A step paints the signs of a batch of tiles, or turns them into fields, or works out the pixels
of a few of its tiles: the first two cost by the batch, the last by the tile.
Invariant: what `show` puts on the canvas is what records and fillings say at that moment; a
pixel whose vein emptied while it waited is composed anew at once.
"""

from typing import Final

import numpy as np

from simulator.render.canvas import SPARE_TILES, TILE_AREA, Canvas, Index
from simulator.render.noise import Field
from simulator.render.sign_shapes import Raw
from simulator.render.signs import Signs

BATCH_TILES: Final = 20
STEP_TILES: Final = 5


class Round:
    """One round at a time: begun, advanced step by step, shown."""

    def __init__(self, canvas: Canvas, signs: Signs) -> None:
        self._canvas, self._signs = canvas, signs
        self._colours = np.empty((SPARE_TILES, TILE_AREA), np.uint32)
        self._is_veiled = np.zeros(canvas.tiles, bool)  # in the records
        self._is_veiling = np.zeros(SPARE_TILES, bool)
        self._place = np.full(canvas.tiles, -1, np.int64)  # of a tile that is relit and waits
        self._tiles = np.zeros(0, np.int64)
        self._relit = 0
        self._painted: Raw | None = None  # the signs of the next tiles to be relit
        self._fields: Field = np.zeros((0, 0), np.float32)  # and what becomes of them

    @property
    def is_empty(self) -> bool:
        """Whether no tiles wait."""
        return not len(self._tiles)

    @property
    def is_ready(self) -> bool:
        """Whether all tiles are relit and wait to be shown."""
        return 0 < len(self._tiles) == self._relit

    @property
    def bytes_kept(self) -> int:
        """Memory of the tiles that wait, beside their records."""
        return self._colours.nbytes

    def begin(self, x_mm: float, y_mm: float) -> None:
        """Take up the tiles that signs want relit, nearest to (x, y) first."""
        self._tiles, self._relit = self._signs.stale_tiles(x_mm, y_mm, SPARE_TILES), 0

    def advance(self) -> None:
        """Go on by one step, out of sight."""
        if self._painted is not None:
            self._fields, self._painted = self._signs.settled(self._painted), None
            return
        if not self._fields.shape[1]:
            batch = self._tiles[self._relit : self._relit + BATCH_TILES]
            if len(batch):
                self._painted = self._signs.painted(batch)
            return
        count = min(STEP_TILES, self._fields.shape[1])
        fields, self._fields = self._fields[:, :count], self._fields[:, count:]
        part = slice(self._relit, self._relit + count)
        tiles, slots = self._tiles[part], self._canvas.spare[part]
        self._is_veiling[part] = self._signs.relighter.relight(
            tiles, slots, fields, self._is_veiled[tiles]
        )
        self._colours[part] = self._canvas.tile_colours(tiles, slots)
        self._place[tiles] = np.arange(part.start, part.stop)
        self._relit = part.stop

    def refresh(self, pixels: Index) -> None:
        """Compose pixels of waiting tiles anew: the filling of their veins has changed."""
        if not self._relit:
            return
        tile = pixels // TILE_AREA
        waits = np.flatnonzero(self._place.take(tile) >= 0)
        if not len(waits):
            return
        pixels, tile = pixels.take(waits), tile.take(waits)
        place = self._place.take(tile)
        there = place * TILE_AREA + (pixels - tile * TILE_AREA)
        slot = self._canvas.spare.take(self._place, mode="clip")
        self._colours.reshape(-1)[there] = self._canvas.colours(pixels, slot)

    def drop(self) -> None:
        """Put all tiles back to be relit another time: the light has changed."""
        self._signs.put_back(self._tiles)
        self._end()

    def show(self) -> Index:
        """Put the round onto the canvas; return its tiles."""
        tiles = self._tiles
        self._is_veiled[tiles] = self._is_veiling[: len(tiles)]
        self._canvas.adopt(tiles, self._colours[: len(tiles)])
        self._end()
        return tiles

    def _end(self) -> None:
        self._place[self._tiles] = -1
        self._tiles, self._relit = self._tiles[:0], 0
        self._painted, self._fields = None, self._fields[:, :0]
