"""Which territories were looked at, on the leg: faint outlines, hatched and ticked when seen."""

from typing import Final

import pygame

from simulator.render.shapes import Sketch
from simulator.render.theme import tone
from simulator.view.coverage import LegTerritory
from simulator.view.leg import LegProjection

FILL_ALPHA: Final = 44
RIM_ALPHA: Final = 120
HATCH_PX: Final = 7
TICK_PX: Final = 20
THINNEST_PX: Final = 6.0  # a strip seen from its edge is left to another side of the leg

Point = tuple[float, float]


class CoverageLayer:
    """One layer over the figure, drawn anew only when more was seen."""

    def __init__(self, projection: LegProjection) -> None:
        self._place = projection
        self._shown: tuple[LegTerritory, ...] = ()
        self._layer: pygame.Surface | None = None

    def picture(self, shown: tuple[LegTerritory, ...]) -> pygame.Surface:
        """Return the layer, as large as the figure."""
        if self._layer is None or shown != self._shown:
            size = (self._place.width_px, self._place.height_px)
            self._layer = pygame.Surface(size, pygame.SRCALPHA, 32)
            for territory in shown:
                self._draw(self._layer, territory)
            self._shown = shown
        return self._layer

    def _draw(self, layer: pygame.Surface, territory: LegTerritory) -> None:
        teal = tone("teal")
        for cell in territory.seen:
            corners = self._seen(cell)
            if len(corners) > 2:
                pygame.draw.polygon(layer, (*teal, FILL_ALPHA), corners)
                _hatch(layer, corners)
        rim = self._seen(territory.rim)
        if len(rim) < 3 or _width_px(rim) < THINNEST_PX:
            return
        ink = teal if territory.is_scanned else tone("tx2")
        pygame.draw.lines(layer, (*ink, RIM_ALPHA), True, rim)
        if territory.is_scanned:
            x = sum(p[0] for p in rim) / len(rim)
            y = sum(p[1] for p in rim) / len(rim)
            layer.blit(_tick(), (round(x) - TICK_PX // 2, round(y) - TICK_PX // 2))

    def _seen(self, places: tuple[Point, ...]) -> list[Point]:
        """Return the pixels of those places that face the viewer."""
        points = [self._place.to_figure(u, s) for u, s in places]
        return [(p.x_px, p.y_px) for p in points if p.is_visible]


def _width_px(rim: list[Point]) -> float:
    """Return how wide a strip is on average."""
    turned = rim[1:] + rim[:1]
    area = abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(rim, turned, strict=True))) / 2
    return area / max(1.0, max(p[1] for p in rim) - min(p[1] for p in rim))


def _hatch(layer: pygame.Surface, corners: list[Point]) -> None:
    """Draw slanting lines through a cell, on one grid for all cells."""
    left, right = min(p[0] for p in corners), max(p[0] for p in corners)
    top, low = min(p[1] for p in corners), max(p[1] for p in corners)
    before = layer.get_clip()
    layer.set_clip(pygame.Rect(round(left), round(top), round(right - left), round(low - top)))
    first = int(left + top) // HATCH_PX
    for k in range(first, int(right + low) // HATCH_PX + 1):
        on = k * HATCH_PX  # x + y along the line
        ink = (*tone("teal"), RIM_ALPHA)
        pygame.draw.line(layer, ink, (on - low, low), (on - top, top))
    layer.set_clip(before)


def _tick() -> pygame.Surface:
    """Return a ticked disc, as on a finding with evidence but smaller."""
    sketch = Sketch(TICK_PX, TICK_PX)
    c = TICK_PX / 2
    sketch.disc(c, c, 7.5, tone("tealb"))
    sketch.ring(c, c, 7.5, tone("teal"), 1.4)
    sketch.path([(c - 3.2, c + 0.2), (c - 0.8, c + 2.6), (c + 3.4, c - 2.8)], tone("teal"), 1.6)
    return sketch.finish()
