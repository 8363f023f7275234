"""Tiles relit out of sight over some frames, then shown in one: a growing sign has no seams.

A sign that grows faster than it can be relit would otherwise show a patchwork of its sizes.
Invariant: what `show` puts on the canvas is what records and fillings say at that moment; a
pixel whose vein emptied while it waited is composed anew at once.
"""

from typing import Final

import numpy as np

from simulator.render.canvas import DEEP, FIELDS, LN, SPEC, TILE_AREA, UPPER, Canvas, Index
from simulator.render.signs import Signs

ROUND_TILES: Final = 98
GROUP_TILES: Final = 4


class Round:
    """One round at a time: begun, advanced within a budget, shown."""

    def __init__(self, canvas: Canvas, signs: Signs) -> None:
        self._canvas, self._signs = canvas, signs
        self._planes = np.empty((FIELDS, ROUND_TILES, TILE_AREA), np.uint16)
        self._colours = np.empty((ROUND_TILES, TILE_AREA), np.uint32)
        self._is_veiled = np.zeros(canvas.tiles, bool)  # in the records
        self._is_veiling = np.zeros(ROUND_TILES, bool)
        self._place = np.full(canvas.tiles, -1, np.int64)  # of a tile that is relit and waits
        self._tiles = np.zeros(0, np.int64)
        self._relit = 0

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
        """Memory of the tiles that wait."""
        return self._planes.nbytes + self._colours.nbytes

    def begin(self, x_mm: float, y_mm: float) -> None:
        """Take up the tiles that signs want relit, nearest to (x, y) first."""
        self._tiles, self._relit = self._signs.stale_tiles(x_mm, y_mm, ROUND_TILES), 0

    def advance(self, at_most: int) -> None:
        """Relight and compose the next tiles, out of sight."""
        part = slice(self._relit, min(self._relit + at_most, len(self._tiles)))
        tiles = self._tiles[part]
        if not len(tiles):
            return
        self._planes[:, part], self._is_veiling[part] = self._signs.relit(tiles)
        for at in range(part.start, part.stop, GROUP_TILES):
            group = slice(at, min(at + GROUP_TILES, part.stop))
            self._canvas.compose(self._planes[:, group], self._colours[group])
        self._place[tiles] = np.arange(part.start, part.stop)
        self._relit = part.stop

    def refresh(self, pixels: Index) -> None:
        """Compose pixels of waiting tiles anew: the filling of their veins has changed."""
        if not self._relit:
            return
        tile = pixels // TILE_AREA
        place = self._place.take(tile)
        waits = np.flatnonzero(place >= 0)
        if not len(waits):
            return
        place = place.take(waits)
        inside = pixels.take(waits) - tile.take(waits) * TILE_AREA
        planes = self._planes.reshape(FIELDS, -1).take(place * TILE_AREA + inside, axis=1)
        colours = np.empty(len(waits), np.uint32)
        self._canvas.compose(planes, colours)
        self._colours[place, inside] = colours

    def drop(self) -> None:
        """Put all tiles back to be relit another time: the light has changed."""
        self._signs.put_back(self._tiles)
        self._place[self._tiles] = -1
        self._tiles, self._relit = self._tiles[:0], 0

    def show(self) -> Index:
        """Put the round onto the canvas; return its tiles."""
        tiles, canvas = self._tiles, self._canvas
        planes = self._planes[:, : len(tiles)]
        canvas.records[tiles, :, : SPEC + 1] = np.moveaxis(planes[: SPEC + 1], 0, -1)
        is_veiling = self._is_veiling[: len(tiles)]
        veins = np.flatnonzero(is_veiling | self._is_veiled[tiles])
        for place in (UPPER, DEEP):
            canvas.records[tiles[veins], :, place] = np.moveaxis(planes[place, veins], 0, -1)
        self._is_veiled[tiles] = is_veiling
        canvas.show(tiles, self._colours[: len(tiles)])
        self._place[tiles] = -1
        self._tiles, self._relit = tiles[:0], 0
        return tiles


assert (LN.start, LN.stop) == (0, SPEC)  # light and shine are written in one go
