"""What lies still on the skin becomes part of the magnified tiles: it is painted when it changes.

Idea: swabs, fingers and drops move with the skin, so a tile carries its share of them and
panning copies both at once. That share is kept as a picture of its own, for the skin under it
changes more often. When one of the things comes, goes or changes, the tiles under it are made
again. Ink is a filter: it goes on the skin itself, under everything else.
Invariant: a tile looks as if everything had been painted over the whole skin at once. A place is
therefore rounded before it is moved into a tile, and never after.
"""

from collections import OrderedDict
from typing import Final

import numpy as np
import pygame

from simulator.render.on_skin import OnSkin, Thing, things_of
from simulator.render.pixels import MASKS, MASKS_ALPHA, raw
from simulator.view.treatment import Camera, InkView, TreatmentView

KEPT_PX: Final = 2_000_000  # of shares of tiles, 8 MB


class Lying:
    """Knows what lies where at one magnification, in pixels of the whole skin."""

    def __init__(self, on_skin: OnSkin) -> None:
        self._on_skin = on_skin
        self._camera = Camera(0.0, 0.0, 1.0)
        self._things: list[Thing] = []
        self._boxes: list[pygame.Rect] = []
        self._shares: OrderedDict[tuple[int, ...], pygame.Surface] = OrderedDict()  # by the tile

    @property
    def bytes_kept(self) -> int:
        """Memory of the shares of tiles."""
        return 4 * sum(share.get_width() * share.get_height() for share in self._shares.values())

    def update(self, view: TreatmentView, px_per_mm: float) -> list[pygame.Rect]:
        """Take note of what lies there; return where that is not as it was."""
        things, camera = things_of(view), Camera(0.0, 0.0, px_per_mm)
        if things == self._things and camera == self._camera:
            return []
        is_same = camera == self._camera
        old = dict(zip(self._things, self._boxes, strict=True))
        boxes = [
            old[thing] if is_same and thing in old else self._on_skin.box_of(thing, camera)
            for thing in things
        ]
        gone = [box for thing, box in old.items() if thing not in things]
        come = [box for thing, box in zip(things, boxes, strict=True) if thing not in old]
        kept = [thing for thing in things if thing in old]
        if kept != [thing for thing in self._things if thing in things]:
            come = boxes  # they lie over each other in another order
        self._things, self._boxes, self._camera = things, boxes, camera
        if not is_same:
            self._shares.clear()
        for tile in [t for t in self._shares if pygame.Rect(t).collidelist(gone + come) >= 0]:
            del self._shares[tile]
        return gone + come

    def covers(self, tile: pygame.Rect) -> bool:
        """Return whether nothing of the skin is seen in a tile of the whole skin."""
        share = self._shares.get(tuple(tile))
        return share is not None and not share.get_flags() & pygame.SRCALPHA

    def paint(self, tile: pygame.Rect, target: pygame.Surface, corner: tuple[int, int]) -> None:
        """Paint what lies on a tile of the whole skin, whose corner is at `corner` of a target."""
        found = [self._things[k] for k in tile.collidelistall(self._boxes)]
        if not found:
            return
        for thing in found:
            if isinstance(thing, InkView):
                target.set_clip((corner, tile.size))
                self._lay(thing, tile, target, corner)
                target.set_clip(None)
        key = tuple(tile)
        if key not in self._shares:
            self._shares[key] = self._share(found, tile)
            most = max(1, KEPT_PX // (tile.w * tile.h))
            while len(self._shares) > most:
                self._shares.popitem(last=False)
        self._shares.move_to_end(key)
        target.blit(self._shares[key], corner, special_flags=pygame.BLEND_PREMULTIPLIED)

    def _share(self, found: list[Thing], tile: pygame.Rect) -> pygame.Surface:
        """Return all but ink that lies on a tile, premultiplied; opaque if it hides the skin."""
        share = pygame.Surface(tile.size, pygame.SRCALPHA, 32, MASKS_ALPHA)
        for thing in found:
            if not isinstance(thing, InkView):
                self._lay(thing, tile, share, (0, 0))
        cover = raw(share) >> np.uint32(24)
        if cover.min() == 255:
            whole = pygame.Surface(tile.size, 0, 32, MASKS)
            raw(whole)[:] = raw(share)
            return whole
        return share if cover.any() else pygame.Surface((0, 0), pygame.SRCALPHA, 32, MASKS_ALPHA)

    def _lay(
        self, thing: Thing, tile: pygame.Rect, target: pygame.Surface, corner: tuple[int, int]
    ) -> None:
        area = pygame.Rect(corner[0] - tile.x, corner[1] - tile.y, 0, 0)
        self._on_skin.lay(thing, self._camera, target, area)
