"""The canvas at the magnification of the loupe, tile by tile, so that panning is a plain copy.

Idea: magnifications are whole pixels a millimetre, so every tile becomes a square of whole
pixels and is scaled on its own: reduced by the mean of what a pixel covers, enlarged together
with the first pixels of its neighbours, both without seams. A ring of tiles a little larger than
the window is kept: a tile keeps its place in it until another comes into sight, and only
stale or new tiles are scaled again, together with what lies on them (see `lying`). While the
magnification moves the picture is scaled roughly and at once; when it rests its tiles are made
within a few frames and shown together.

Invariant: what is shown sharp is each tile of the canvas scaled as it is now, or where veins
empty so fast that all tiles change in every frame, as it was a frame or two ago.
Memory: four bytes for each pixel of the window and of three rows and columns of tiles, twice.
"""

from typing import Final

import numpy as np
import pygame

from simulator.render.canvas import Canvas, Index
from simulator.render.lying import Lying
from simulator.render.patch import TILE_PX
from simulator.render.pixels import MASKS
from simulator.view.treatment import Camera

BEYOND: Final = (13, 19, 22)  # where the patch ends
AT_ONCE: Final = 160  # tiles that are scaled within one frame to make a picture
AHEAD: Final = 3  # tiles that are scaled within one frame because they will soon come into sight
AGAIN: Final = 24  # tiles that are scaled anew within one frame because their veins changed


class Magnified:
    """What the loupe shows of a canvas."""

    def __init__(self, canvas: Canvas, lying: Lying | None = None) -> None:
        self._canvas, self._lying = canvas, lying
        patch = canvas.patch
        self._tile_mm = TILE_PX / patch.px_per_mm
        self._side = 0  # of a tile, pixels
        self._held = np.zeros((0, 0), np.int64)  # tile at each place of the ring; -1 is none
        self._is_old = np.zeros(canvas.tiles, bool)  # held, but not as the canvas is now
        self._ring = pygame.Surface((0, 0), 0, 32, MASKS)
        self._rough = pygame.Surface((0, 0), 0, 32, MASKS)
        self._is_whole_wanted = True  # the first picture is never rough
        self._last_again = -1
        self._seen_at = (0, 0)
        self.beyond: list[pygame.Rect] = []  # what was seen beyond the patch
        self.is_sharp = True
        self.is_current = True  # whether no tile in sight is older than the canvas

    @property
    def bytes_kept(self) -> int:
        """Memory of the scaled pictures."""
        return sum(s.get_width() * s.get_height() * 4 for s in (self._ring, self._rough))

    def mark(self, tiles: Index, is_together: bool = False) -> None:
        """Note that tiles of the canvas have changed; `together` all show it in one frame."""
        if not is_together:
            self._is_old[tiles] = True
        elif self._held.size:
            row, column = np.divmod(tiles, self._canvas.columns)
            row, column = row % self._held.shape[0], column % self._held.shape[1]
            is_held = self._held[row, column] == tiles
            self._held[row[is_held], column[is_held]] = -1

    def mark_boxes(self, boxes: list[pygame.Rect], px_per_mm: float) -> None:
        """Note that what lies on parts of the whole skin, pixels, has changed."""
        side, canvas = round(self._tile_mm * px_per_mm), self._canvas
        for box in boxes:
            rows = np.arange(
                max(box.top // side, 0), min((box.bottom - 1) // side + 1, canvas.rows)
            )
            columns = np.arange(
                max(box.left // side, 0), min((box.right - 1) // side + 1, canvas.columns)
            )
            self.mark((rows[:, None] * canvas.columns + columns).ravel(), is_together=True)
        self._is_whole_wanted |= bool(boxes) and self.is_sharp

    def want_whole(self) -> None:
        """Make the next picture sharp, whatever it takes."""
        self._is_whole_wanted = True

    def blit(self, camera: Camera, target: pygame.Surface, area: pygame.Rect) -> None:
        """Copy what the camera, a snapped one, sees in `area` into the target's clip."""
        zoom = camera.px_per_mm
        left = round(camera.x_mm * zoom - area.w / 2)
        top = round(camera.y_mm * zoom - area.h / 2)
        patch = self._canvas.patch
        limit = pygame.Rect(0, 0, round(patch.width_mm * zoom), round(patch.height_mm * zoom))
        shown = target.get_clip().clip(area)
        wanted = shown.move(left - area.x, top - area.y)
        seen = wanted.clip(limit)
        strips = [] if seen.size == wanted.size else _around(wanted, seen)
        self.beyond = [strip.move(area.x - left, area.y - top) for strip in strips]
        for strip in self.beyond:
            target.fill(BEYOND, strip)
        if not (seen.w and seen.h):
            return
        corner = (area.x + seen.x - left, area.y + seen.y - top)
        side = round(self._tile_mm * zoom)
        if side == TILE_PX:
            self._is_whole_wanted = True  # a copy is cheap
        is_resting = self._fit(side, shown) or self._is_whole_wanted
        self.is_sharp = is_resting and self._renew(seen)
        if self.is_sharp:
            self._copy(seen, corner, target)
        else:
            self._copy_roughly(seen, corner, target)

    def _fit(self, side: int, shown: pygame.Rect) -> bool:
        """Have a ring of tiles of `side` pixels that covers any window of this size.

        Return whether the magnification is that of the picture before.
        """
        shape = (shown.h // side + 3, shown.w // side + 3)  # one more than can be in sight
        if side != self._side or shape[0] > self._held.shape[0] or shape[1] > self._held.shape[1]:
            is_same, self._side = side == self._side, side
            self._held = np.full(shape, -1, np.int64)
            return is_same
        return True

    def _renew(self, seen: pygame.Rect) -> bool:
        """Scale stale tiles in sight within the budget; return whether none is left."""
        side, canvas = self._side, self._canvas
        size = (self._held.shape[1] * side, self._held.shape[0] * side)
        if self._ring.get_size() != size:
            self._ring = pygame.Surface(size, 0, 32, MASKS)
            self._held[:] = -1
        rows = np.arange(seen.top // side, (seen.bottom - 1) // side + 1)
        columns = np.arange(seen.left // side, (seen.right - 1) // side + 1)
        rows, columns = rows[rows < canvas.rows], columns[columns < canvas.columns]
        tiles = rows[:, None] * canvas.columns + columns
        places = np.ix_(rows % self._held.shape[0], columns % self._held.shape[1])
        missing = tiles[self._held[places] != tiles]
        at_most = None if self._is_whole_wanted else AT_ONCE
        old = tiles[self._is_old[tiles] & (self._held[places] == tiles)]
        again = None if self._is_whole_wanted else AGAIN
        self._is_whole_wanted = False
        if len(old) > AGAIN:  # take turns, so that none waits for long
            old = np.roll(old, -int(np.searchsorted(old, self._last_again, "right")))
        for tile in (*missing[:at_most].tolist(), *old[:again].tolist()):
            self._scale(tile)
        if again is not None and len(old):
            self._last_again = int(old[:again][-1])
        self.is_current = again is None or len(old) <= AGAIN
        if len(missing) <= AHEAD:
            self._look_ahead(seen, rows, columns)
        self._seen_at = seen.topleft
        return at_most is None or len(missing) <= at_most

    def _look_ahead(self, seen: pygame.Rect, rows: Index, columns: Index) -> None:
        """Scale some tiles of the row and column that come next if the skin moves on as it does."""
        canvas, tall, wide = self._canvas, *self._held.shape
        x, y = (now - before for now, before in zip(seen.topleft, self._seen_at, strict=True))
        coming = []
        if x and 0 <= (column := columns[-1] + 1 if x > 0 else columns[0] - 1) < canvas.columns:
            coming.append(rows * canvas.columns + column)
        if y and 0 <= (row := rows[-1] + 1 if y > 0 else rows[0] - 1) < canvas.rows:
            coming.append(row * canvas.columns + columns)
        for tiles in coming:
            row, column = np.divmod(tiles, canvas.columns)
            is_missing = self._held[row % tall, column % wide] != tiles
            for tile in tiles[is_missing][:AHEAD].tolist():
                self._scale(tile)

    def _scale(self, tile: int) -> None:
        """Scale one tile into its place of the ring."""
        side, canvas = self._side, self._canvas
        row, column = divmod(tile, canvas.columns)
        y, x = row * TILE_PX, column * TILE_PX
        # Enlarging from n + 1 pixels to side steps by n / side: the next tile goes on from there.
        more = 1 if side > TILE_PX + 1 else 0
        size = (min(TILE_PX + more, canvas.width - x), min(TILE_PX + more, canvas.height - y))
        row, column = row % self._held.shape[0], column % self._held.shape[1]
        at, of_skin = (column * side, row * side), (x // TILE_PX * side, y // TILE_PX * side)
        whole = pygame.Rect(of_skin, (side, side))
        if self._lying is None or not self._lying.covers(whole):
            self._scale_skin((x, y), size, at)
        if self._lying is not None:
            self._lying.paint(whole, self._ring, at)
        self._held[row, column] = tile
        self._is_old[tile] = False

    def _scale_skin(
        self, corner: tuple[int, int], size: tuple[int, int], at: tuple[int, int]
    ) -> None:
        """Scale a part of the canvas to the size of a tile, to a place in the ring."""
        side = self._side
        if side == TILE_PX:
            self._ring.blit(self._canvas.surface, at, (corner, size))
            return
        there = self._ring.subsurface((at, (side, side)))
        part = self._canvas.surface.subsurface((corner, size))
        pygame.transform.smoothscale(part, (side, side), there)

    def _copy(self, seen: pygame.Rect, corner: tuple[int, int], target: pygame.Surface) -> None:
        """Copy out of the ring, in as many pieces as it takes."""
        wide, tall = self._ring.get_size()
        y = seen.top
        while y < seen.bottom:
            high = min(seen.bottom - y, tall - y % tall)
            x = seen.left
            while x < seen.right:
                broad = min(seen.right - x, wide - x % wide)
                place = (corner[0] + x - seen.left, corner[1] + y - seen.top)
                target.blit(self._ring, place, (x % wide, y % tall, broad, high))
                x += broad
            y += high

    def _copy_roughly(
        self, seen: pygame.Rect, corner: tuple[int, int], target: pygame.Surface
    ) -> None:
        """Copy from the canvas, each pixel the nearest."""
        scale = TILE_PX / self._side
        x0, y0 = int(seen.left * scale), int(seen.top * scale)
        x1 = min(self._canvas.width, int(np.ceil(seen.right * scale)) + 1)
        y1 = min(self._canvas.height, int(np.ceil(seen.bottom * scale)) + 1)
        size = (round((x1 - x0) / scale), round((y1 - y0) / scale))
        have = self._rough.get_size()
        if have[0] < size[0] or have[1] < size[1]:
            room = (max(have[0], size[0] + TILE_PX), max(have[1], size[1] + TILE_PX))
            self._rough = pygame.Surface(room, 0, 32, MASKS)
        part = self._canvas.surface.subsurface((x0, y0, x1 - x0, y1 - y0))
        pygame.transform.scale(part, size, self._rough.subsurface(((0, 0), size)))
        off = (corner[0] + round(x0 / scale) - seen.left, corner[1] + round(y0 / scale) - seen.top)
        clip = target.get_clip()
        target.set_clip(pygame.Rect(corner, seen.size).clip(clip))
        target.blit(self._rough, off, ((0, 0), size))
        target.set_clip(clip)


def _around(whole: pygame.Rect, part: pygame.Rect) -> list[pygame.Rect]:
    """Return the strips of a rectangle that lie around a part of it."""
    if not (part.w and part.h):
        return [whole]
    strips = [
        pygame.Rect(whole.x, whole.y, whole.w, part.y - whole.y),
        pygame.Rect(whole.x, part.bottom, whole.w, whole.bottom - part.bottom),
        pygame.Rect(whole.x, part.y, part.x - whole.x, part.h),
        pygame.Rect(part.right, part.y, whole.right - part.right, part.h),
    ]
    return [strip for strip in strips if strip.w and strip.h]
