"""Setting words into a rectangle of pixels: shrink a little, then cut, and say so.

Text grows with the person's text scale where there is room. Where there is none it shrinks
back, at most to `FLOOR` of its size at text scale 1, and only then is it cut; a cut is
reported, and a test asks that no screen cuts anything at the sizes we promise.
"""

from collections.abc import Callable, Hashable
from typing import NamedTuple

import pygame

from simulator.render import text
from simulator.render.theme import tone

FLOOR = 0.86
MIN_TEXT_PX = 9.5
_SHRINK = 0.94
_GLYPH_HEIGHT = 1.18  # ascender to descender of Manrope, as a share of its size


class Look(NamedTuple):
    """A drawing to come: what it depends on, where it stands, how to make it."""

    key: Hashable
    rect: pygame.Rect
    make: Callable[[], pygame.Surface]
    extent_px: float = 0.0
    cut_words: str = ""


class Type(NamedTuple):
    """How words are to look: the wished pixel size, the one at text scale 1, and the rest."""

    size_px: float
    plain_px: float
    weight: str
    colour: str
    align: str

    @property
    def floor_px(self) -> float:
        """The size below which the words are rather cut."""
        return max(MIN_TEXT_PX, self.plain_px * FLOOR)


def set_line(words: str, rect: pygame.Rect, face: Type, is_tabular: bool = False) -> Look:
    """Set one line in the middle of the height of `rect`; `extent_px` is its width."""
    measure = text.tabular_width_px if is_tabular else text.width_px
    size_px, weight, ink = face.size_px, face.weight, tone(face.colour)
    tallest_px = rect.h / _GLYPH_HEIGHT
    wide = measure(words, size_px, weight)
    shown = words
    if wide > rect.w or size_px > tallest_px:
        size_px = text.whole_steps(min(size_px * min(1.0, rect.w / wide), tallest_px))
        while size_px > face.floor_px and measure(words, size_px, weight) > rect.w:
            size_px -= 1 / text.OVERSAMPLE  # hinted widths do not shrink in proportion
        size_px = max(face.floor_px, size_px)
        if measure(words, size_px, weight) > rect.w + 1 or size_px > rect.h + 1:
            shown = text.shorten(words, size_px, weight, rect.w)
        wide = measure(shown, size_px, weight)
    draw = text.tabular if is_tabular else text.line
    tall = text.line_px(size_px, weight)
    place = _beside(rect, wide, tall, face.align, rect.y + (rect.h - tall) / 2)
    is_cut = shown != words or size_px > rect.h + 1
    return Look(
        ("line", is_tabular, shown, size_px, weight, face.colour),
        place,
        lambda: draw(shown, size_px, weight, ink),
        wide,
        words if is_cut else "",
    )


def set_caption(words: str, rect: pygame.Rect, face: Type, tracking_px: float) -> Look:
    """Set tracked capitals; `extent_px` is their width."""
    shown, size_px, weight = words.upper(), face.size_px, face.weight
    wide = text.width_px(shown, size_px, weight, tracking_px)
    if wide > rect.w:
        size_px, tracking_px = face.floor_px, tracking_px / 2
        wide = text.width_px(shown, size_px, weight, tracking_px)
    tall = text.line_px(size_px, weight)
    return Look(
        ("caption", shown, size_px, weight, face.colour, tracking_px),
        _beside(rect, wide, tall, face.align, rect.y + (rect.h - tall) / 2),
        lambda: text.line(shown, size_px, weight, tone(face.colour), tracking_px),
        wide,
        words if wide > rect.w + 1 else "",
    )


def set_paragraph(words: str, rect: pygame.Rect, face: Type, line_height: float) -> Look:
    """Set wrapped lines from the top of `rect`; `extent_px` is their height."""
    size_px, weight = face.size_px, face.weight
    while True:
        rows = text.wrap(words, size_px, weight, rect.w)
        tall, wide = _extent(rows, size_px, weight, line_height)
        if (tall <= rect.h + 1 and wide <= rect.w + 1) or size_px <= face.floor_px:
            break
        size_px = max(face.floor_px, size_px * _SHRINK)
    pitch_px = size_px * line_height
    room = max(1, int((rect.h + 1 - text.line_px(size_px, weight)) / pitch_px) + 1)
    is_cut = len(rows) > room or wide > rect.w + 1 or size_px > rect.h + 1
    if is_cut:
        last = text.shorten(" ".join(rows[room - 1 :]) + " …", size_px, weight, rect.w)
        rows = (*rows[: room - 1], last)
        tall, wide = _extent(rows, size_px, weight, line_height)
    return Look(
        ("lines", rows, size_px, weight, face.colour, pitch_px, face.align),
        _beside(rect, wide, tall, face.align, rect.y),
        lambda: text.lines(rows, size_px, weight, tone(face.colour), pitch_px, face.align),
        pitch_px * len(rows),
        words if is_cut else "",
    )


def paragraph_px(words: str, width_px: float, size_px: float, weight: str, pitch: float) -> float:
    """Return the height that wrapped text needs."""
    return _extent(text.wrap(words, size_px, weight, width_px), size_px, weight, pitch)[0]


def _extent(
    rows: tuple[str, ...], size_px: float, weight: str, line_height: float
) -> tuple[float, float]:
    tall = size_px * line_height * (len(rows) - 1) + text.line_px(size_px, weight)
    return tall, max(text.width_px(row, size_px, weight) for row in rows)


def _beside(rect: pygame.Rect, wide: float, tall: float, align: str, y: float) -> pygame.Rect:
    x = rect.x + {"l": 0.0, "c": (rect.w - wide) / 2, "r": rect.w - wide}[align]
    return pygame.Rect(round(x), round(y), int(wide) + 3, int(tall) + 3)
