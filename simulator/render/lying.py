"""What lies still on the skin becomes part of the magnified tiles: it is painted when it changes.

Idea: swabs, fingers, ink and drops move with the skin, so a tile carries its share of them and
panning copies both at once. When one of them comes, goes or changes, the tiles under it are
made again.
Invariant: a tile looks as if everything had been painted over the whole skin at once. A place is
therefore rounded before it is moved into a tile, and never after.
"""

import pygame

from simulator.render.on_skin import OnSkin, Thing, things_of
from simulator.view.treatment import Camera, TreatmentView


class Lying:
    """Knows what lies where at one magnification, in pixels of the whole skin."""

    def __init__(self, on_skin: OnSkin) -> None:
        self._on_skin = on_skin
        self._camera = Camera(0.0, 0.0, 1.0)
        self._things: list[Thing] = []
        self._boxes: list[pygame.Rect] = []

    def update(self, view: TreatmentView, px_per_mm: float) -> list[pygame.Rect]:
        """Take note of what lies there; return where that is not as it was."""
        things, camera = things_of(view), Camera(0.0, 0.0, px_per_mm)
        if things == self._things and camera == self._camera:
            return []
        old = dict(zip(self._things, self._boxes, strict=True))
        is_same = camera == self._camera
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
        return gone + come

    def paint(self, part: pygame.Rect, target: pygame.Surface, corner: tuple[int, int]) -> None:
        """Paint what lies on a part of the whole skin, whose corner is at `corner` of a target."""
        found = part.collidelistall(self._boxes)
        if not found:
            return
        target.set_clip((corner, part.size))
        area = pygame.Rect(corner[0] - part.x, corner[1] - part.y, 0, 0)
        for k in found:
            self._on_skin.lay(self._things[k], self._camera, target, area)
        target.set_clip(None)
