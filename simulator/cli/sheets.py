"""Sheets of pictures with words under each, for the galleries."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import pygame

LARGE_PX_PER_MM: Final = 18.0
CAPTION_PX: Final = 22
GAP_PX: Final = 8
INK: Final = (13, 19, 22)
WORDS: Final = (200, 210, 214)


@dataclass(frozen=True)
class Picture:
    """A picture and the words under it."""

    surface: "pygame.Surface"
    words: str


def sheet(pictures: list[Picture], columns: int) -> "pygame.Surface":
    """Return pictures of one size in rows, each with its words below."""
    import pygame

    from simulator.render.text import line

    width, height = pictures[0].surface.get_size()
    rows = -(-len(pictures) // columns)
    cell = width + GAP_PX, height + CAPTION_PX + GAP_PX
    sheet = pygame.Surface((columns * cell[0] + GAP_PX, rows * cell[1] + GAP_PX))
    sheet.fill(INK)
    for k, picture in enumerate(pictures):
        x = GAP_PX + k % columns * cell[0]
        y = GAP_PX + k // columns * cell[1]
        sheet.blit(picture.surface, (x, y))
        sheet.blit(line(picture.words, 13.0, "Regular", WORDS), (x + 2, y + height + 2))
    return sheet
