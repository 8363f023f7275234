"""The body mark of a stored picture: a small leg with the probe across it."""

from typing import Final

import pygame

from simulator.render.overlay import write
from simulator.view.body_mark import BodyMark

TALL: Final = 118.0  # at unit 1
RIM: Final = (150, 160, 164)
FILL: Final = (22, 28, 31)
PROBE: Final = (240, 214, 84)


def paint(
    surface: pygame.Surface, rect: pygame.Rect, mark: BodyMark, unit: float, picture: pygame.Rect
) -> None:
    """Paint the mark at the lower left, beside the picture."""
    tall = TALL * unit
    middle = sum(x for x, _ in mark.outline) / len(mark.outline)
    left, top = rect.left + 44 * unit - middle * tall, picture.bottom - tall - 12 * unit

    def at(point: tuple[float, float]) -> tuple[float, float]:
        return left + point[0] * tall, top + point[1] * tall

    rim = [at(point) for point in mark.outline]
    pygame.draw.polygon(surface, FILL, rim)
    pygame.draw.aalines(surface, RIM, True, rim)
    start, end = (at(point) for point in mark.probe)
    thick = max(3, round(4 * unit))
    pygame.draw.line(surface, PROBE, start, end, thick)
    pygame.draw.circle(surface, PROBE, end, thick)  # the end with the marker
    where = (rect.left + 12 * unit, picture.bottom - 2 * unit)
    write(surface, mark.words, where, 11 * unit, RIM, "l")
