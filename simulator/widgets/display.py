"""The display list: what should be seen, and the least painting that gets there.

Each frame the controls list what they show as items: a key that holds everything the look
depends on, and a place. Items equal to those of the frame before are already on the canvas.
Only the rectangles of items that came, went or changed are painted again, in list order, so
an idle frame paints nothing. Invariant: after `paint` the canvas is what a full painting of
the list would give (a test compares the two).
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import NamedTuple

import pygame

from simulator.render.theme import tone

Maker = Callable[[], pygame.Surface]
Painter = Callable[[pygame.Surface, pygame.Rect], None]
_CACHE_PX = 12_000_000  # about 48 MB of kept surfaces
_MAX_RECTS = 24


class Item(NamedTuple):
    """One thing on the canvas; equal items look equal."""

    layer: int
    key: Hashable
    x: int
    y: int
    w: int
    h: int
    clip: tuple[int, int, int, int] | None


class SurfaceCache:
    """Keeps drawn surfaces by key and forgets the longest unused ones."""

    def __init__(self, room_px: int = _CACHE_PX) -> None:
        self._kept: OrderedDict[Hashable, pygame.Surface] = OrderedDict()
        self._room_px = room_px
        self._used_px = 0
        self.drawn = 0

    def fetch(self, key: Hashable, make: Maker) -> pygame.Surface:
        """Return the surface of `key`, drawing it only when it is new."""
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
            return found
        found = make()
        self.drawn += 1
        self._kept[key] = found
        self._used_px += found.get_width() * found.get_height()
        while self._used_px > self._room_px and len(self._kept) > 1:
            _, old = self._kept.popitem(last=False)
            self._used_px -= old.get_width() * old.get_height()
        return found


class Display:
    """Lists the items of a frame and paints the difference to the frame before."""

    def __init__(self, canvas: pygame.Surface) -> None:
        self.canvas = canvas
        self.cache = SurfaceCache()
        self._shown: list[Item] = []
        self._surfaces: dict[Item, pygame.Surface] = {}
        self._painters: dict[Item, Painter] = {}
        self._items: list[Item] = []
        self._is_stale = True

    def start(self) -> None:
        """Begin an empty list."""
        self._items = []
        self._painters = {}

    def forget(self) -> None:
        """Paint everything anew next time, for instance on a new canvas."""
        self._is_stale = True

    def show(
        self,
        layer: int,
        key: Hashable,
        where: tuple[int, int],
        make: Maker,
        clip: pygame.Rect | None,
    ) -> None:
        """List a cached surface by its top left corner."""
        surface = self.cache.fetch(key, make)
        width, height = surface.get_size()
        bound = None if clip is None else (clip.x, clip.y, clip.w, clip.h)
        item = Item(layer, key, where[0], where[1], width, height, bound)
        self._items.append(item)
        self._surfaces[item] = surface

    def show_live(
        self, layer: int, key: Hashable, rect: pygame.Rect, paint: Painter, clip: pygame.Rect | None
    ) -> None:
        """List a picture that paints itself straight onto the canvas, inside the clip."""
        bound = None if clip is None else (clip.x, clip.y, clip.w, clip.h)
        item = Item(layer, key, rect.x, rect.y, rect.w, rect.h, bound)
        self._items.append(item)
        self._painters[item] = paint

    def paint(self) -> list[pygame.Rect]:
        """Bring the canvas up to date; return the rectangles that were painted."""
        self._items.sort(key=_layer)
        dirty = self._dirty()
        self._shown = self._items
        self._is_stale = False
        for rect in dirty:
            self._repaint(rect)
        if len(self._surfaces) > 4 * len(self._items) + 64:
            self._surfaces = {i: self._surfaces[i] for i in self._items if i in self._surfaces}
        return dirty

    def _dirty(self) -> list[pygame.Rect]:
        whole = self.canvas.get_rect()
        if self._is_stale:
            return [whole]
        if self._items == self._shown:
            return []
        before, now = set(self._shown), set(self._items)
        changed = [_bounds(i) for i in before ^ now]
        if before == now:
            pairs = zip(self._shown, self._items, strict=False)
            changed = [_bounds(i) for pair in pairs if pair[0] != pair[1] for i in pair]
        return _joined([r for r in (c.clip(whole) for c in changed) if r.w and r.h], whole)

    def _repaint(self, rect: pygame.Rect) -> None:
        self.canvas.set_clip(rect)
        self.canvas.fill(tone("ink"), rect)
        for item in self._items:
            place = _bounds(item)
            if not place.colliderect(rect):
                continue
            if item.clip is not None:
                self.canvas.set_clip(rect.clip(pygame.Rect(item.clip)))
            painter = self._painters.get(item)
            if painter is not None:
                painter(self.canvas, pygame.Rect(item.x, item.y, item.w, item.h))
            else:
                flags = pygame.BLEND_PREMULTIPLIED
                self.canvas.blit(self._surfaces[item], (item.x, item.y), special_flags=flags)
            if item.clip is not None:
                self.canvas.set_clip(rect)
        self.canvas.set_clip(None)


def _layer(item: Item) -> int:
    return item.layer


def _bounds(item: Item) -> pygame.Rect:
    whole = pygame.Rect(item.x, item.y, item.w, item.h)
    return whole if item.clip is None else whole.clip(pygame.Rect(item.clip))


def _joined(rects: list[pygame.Rect], whole: pygame.Rect) -> list[pygame.Rect]:
    """Merge touching rectangles so that no pixel is painted twice in a frame."""
    if len(rects) > _MAX_RECTS * 4:
        return [whole]
    joined: list[pygame.Rect] = []
    for rect in rects:
        grown = rect.copy()
        while (hit := grown.collidelist(joined)) >= 0:
            grown.union_ip(joined.pop(hit))
        joined.append(grown)
    if len(joined) > _MAX_RECTS:
        return [whole]
    return joined
