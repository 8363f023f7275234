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
Clip = tuple[int, int, int, int] | None
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
    clip: Clip


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
        self._items: list[Item] = []
        self._how: list[tuple[Maker | None, Painter | None]] = []
        self._is_sorted = True
        self._is_stale = True

    def start(self) -> None:
        """Begin an empty list."""
        self._items = []
        self._how = []
        self._is_sorted = True

    def forget(self) -> None:
        """Paint everything anew next time, for instance on a new canvas."""
        self._is_stale = True

    def add(self, item: Item, make: Maker | None = None, paint: Painter | None = None) -> None:
        """List an item: a surface that `make` draws once, or a picture that paints itself.

        A painter draws straight onto the canvas, all of its rectangle, inside the clip.
        """
        if self._items and item.layer < self._items[-1].layer:
            self._is_sorted = False
        self._items.append(item)
        self._how.append((make, paint))

    @property
    def count(self) -> int:
        """How many items are listed so far."""
        return len(self._items)

    def listed_since(self, first: int) -> list[tuple[Item, Maker | None, Painter | None]]:
        """Return the items listed from number `first` on, with how they are painted."""
        return [(i, *how) for i, how in zip(self._items[first:], self._how[first:], strict=True)]

    def paint(self) -> list[pygame.Rect]:
        """Bring the canvas up to date; return the rectangles that were painted."""
        if not self._is_sorted:
            order = sorted(range(len(self._items)), key=lambda i: self._items[i].layer)
            self._items = [self._items[i] for i in order]
            self._how = [self._how[i] for i in order]
        whole = self.canvas.get_rect()
        changed = [whole] if self._is_stale else _changes(self._shown, self._items)
        dirty = _joined([r for r in (c.clip(whole) for c in changed) if r.w and r.h], whole)
        self._shown = self._items
        self._is_stale = False
        for rect in dirty:
            self._repaint(rect)
        return dirty

    def _repaint(self, rect: pygame.Rect) -> None:
        self.canvas.set_clip(rect)
        first = self._lowest_seen(rect)
        if first == 0:
            self.canvas.fill(tone("ink"), rect)
        for item, (make, paint) in zip(self._items[first:], self._how[first:], strict=True):
            if not rect.colliderect((item.x, item.y, item.w, item.h)):
                continue
            if item.clip is not None:
                self.canvas.set_clip(rect.clip(item.clip))
            if paint is not None:
                paint(self.canvas, pygame.Rect(item.x, item.y, item.w, item.h))
            elif make is not None:
                surface = self.cache.fetch(item.key, make)
                self.canvas.blit(
                    surface, (item.x, item.y), special_flags=pygame.BLEND_PREMULTIPLIED
                )
            if item.clip is not None:
                self.canvas.set_clip(rect)
        self.canvas.set_clip(None)

    def _lowest_seen(self, rect: pygame.Rect) -> int:
        """Return the last item that paints all of a rectangle: nothing below it can be seen."""
        for k in range(len(self._items) - 1, 0, -1):
            item, (_, paint) = self._items[k], self._how[k]
            if paint is None or item.clip is not None:
                continue
            if pygame.Rect(item.x, item.y, item.w, item.h).contains(rect):
                return k
        return 0


def _changes(before: list[Item], now: list[Item]) -> list[pygame.Rect]:
    """Return the places of items that came, went, changed or swapped order."""
    if before == now:
        return []
    if len(before) == len(now):
        return [
            _bounds(item)
            for was, is_now in zip(before, now, strict=True)
            if was != is_now
            for item in (was, is_now)
        ]
    old, new = set(before), set(now)
    kept = [i for i in before if i in new]
    if kept != [i for i in now if i in old]:
        return [_bounds(i) for i in (*before, *now)]
    return [_bounds(i) for i in old ^ new]


def _bounds(item: Item) -> pygame.Rect:
    whole = pygame.Rect(item.x, item.y, item.w, item.h)
    return whole if item.clip is None else whole.clip(item.clip)


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
