"""What the scanner prints over its picture: enlarged pixels, and lines of text at a place."""

from functools import lru_cache

import numpy as np
import pygame
from numpy.typing import NDArray

from simulator.render import text
from simulator.render.theme import Colour

SMALLEST_PX = 10.0  # below this nobody reads it


def enlarged(pixels: NDArray[np.uint32], size: tuple[int, int]) -> pygame.Surface:
    """Return packed pixels (rows, columns) as a surface of `size`, smoothly."""
    small = pygame.Surface((pixels.shape[1], pixels.shape[0]), 0, 32)
    pygame.surfarray.blit_array(small, pixels.T)
    return pygame.transform.smoothscale(small, size)


@lru_cache(maxsize=512)
def words(line: str, size_px: float, colour: Colour, weight: str = "Regular") -> pygame.Surface:
    """Return one line of text, kept."""
    return text.line(line, size_px, weight, colour)


def write(
    surface: pygame.Surface,
    line: str,
    where: tuple[float, float],
    size_px: float,
    colour: Colour,
    align: str,
    weight: str = "Regular",
) -> None:
    """Write one line with its middle left, centre or right at `where`."""
    drawn = words(line, max(SMALLEST_PX, round(size_px * 2) / 2), colour, weight)
    shift = {"l": 0, "c": drawn.get_width() / 2, "r": drawn.get_width()}[align]
    corner = (round(where[0] - shift), round(where[1] - drawn.get_height() / 2))
    surface.blit(drawn, corner, special_flags=pygame.BLEND_PREMULTIPLIED)
