"""Words as premultiplied surfaces in Manrope, measured before they are drawn.

The font comes from the dependency `font-manrope`; its files are found without importing
the package, so nothing of it runs. SDL_ttf hints glyphs to whole pixels, which spaces small
text unevenly, so glyphs are drawn three times too large and averaged down: that also gives
fractional sizes. Numbers that change are composed of their digits, with one advance for all, and of
what stands between them, so that a live value does not jitter.
"""

import importlib.util
import math
import re
from functools import cache, lru_cache
from pathlib import Path

import pygame

from simulator.render.theme import Colour

WEIGHTS = ("Regular", "Medium", "SemiBold", "Bold")
OVERSAMPLE = 3
SMALL_PX = 13.0
LARGE_PX = 26.0
DIGIT_OR_WORDS = re.compile(r"\d|\D+")


class FontMissingError(Exception):
    """The dependency that carries the typeface is not installed."""


@cache
def font_folder() -> Path:
    """Return the folder of the Manrope files inside the dependency `font-manrope`."""
    found = importlib.util.find_spec("font_manrope")
    if found is None or not found.submodule_search_locations:
        raise FontMissingError("the typeface is missing; install the dependency `font-manrope`")
    return Path(found.submodule_search_locations[0]) / "files"


@lru_cache(maxsize=96)
def font(size_px: int, weight: str = "Regular") -> pygame.font.Font:
    """Return Manrope at a whole pixel size; weights are those of `WEIGHTS`."""
    if weight not in WEIGHTS:
        raise ValueError(f"unknown weight {weight!r}; allowed: {', '.join(WEIGHTS)}")
    if not pygame.font.get_init():
        pygame.font.init()
    return pygame.font.Font(font_folder() / f"Manrope-{weight}.ttf", max(1, size_px))


def _large(size_px: float, weight: str) -> pygame.font.Font:
    if weight == "Regular" and size_px < SMALL_PX:
        weight = "Medium"  # light text on a dark ground thins out when it is small
    return font(round(size_px * OVERSAMPLE), weight)


def whole_steps(size_px: float) -> float:
    """Return the largest size not above `size_px` that glyphs are really drawn at."""
    return math.floor(size_px * OVERSAMPLE) / OVERSAMPLE


@lru_cache(maxsize=8192)
def width_px(words: str, size_px: float, weight: str = "Regular", tracking_px: float = 0) -> float:
    """Return the advance width of one line of text."""
    return _large(size_px, weight).size(words)[0] / OVERSAMPLE + tracking_px * len(words)


@lru_cache(maxsize=512)
def line_px(size_px: float, weight: str = "Regular") -> float:
    """Return the height of the surface of one line."""
    return _large(size_px, weight).get_height() / OVERSAMPLE


@lru_cache(maxsize=512)
def digit_px(size_px: float, weight: str = "Regular") -> float:
    """Return the advance that every digit gets in a tabular number.

    The mean without the narrow 1, as Manrope's widest digits have room beside them; large
    numerals stand a little closer still.
    """
    mean_px = sum(width_px(digit, size_px, weight) for digit in "023456789") / 9
    return mean_px * (0.95 if size_px >= LARGE_PX else 1.0)


@lru_cache(maxsize=4096)
def tabular_width_px(words: str, size_px: float, weight: str = "Regular") -> float:
    """Return the width of text whose digits all have one advance."""
    wide = digit_px(size_px, weight)
    return sum(wide if c.isdigit() else width_px(c, size_px, weight) for c in _parts(words))


def _parts(words: str) -> list[str]:
    """Return digits one by one, and what stands between them in one piece, as it is spaced."""
    return DIGIT_OR_WORDS.findall(words)


@lru_cache(maxsize=4096)
def wrap(words: str, size_px: float, weight: str, room_px: float) -> tuple[str, ...]:
    """Break text into lines no wider than `room_px`; a single long word stays whole."""
    lines: list[str] = []
    for paragraph in words.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            longer = f"{line} {word}" if line else word
            if line and width_px(longer, size_px, weight) > room_px:
                lines.append(line)
                longer = word
            line = longer
        lines.append(line)
    return tuple(lines)


def shorten(words: str, size_px: float, weight: str, room_px: float) -> str:
    """Cut text with an ellipsis so that it is no wider than `room_px`."""
    if width_px(words, size_px, weight) <= room_px:
        return words
    for end in range(len(words) - 1, 0, -1):
        cut = words[:end].rstrip() + "…"
        if width_px(cut, size_px, weight) <= room_px:
            return cut
    return "…"


def _down(large: pygame.Surface) -> pygame.Surface:
    width, height = large.get_size()
    size = (max(1, -(-width // OVERSAMPLE)), max(1, -(-height // OVERSAMPLE)))
    padded = pygame.Surface((size[0] * OVERSAMPLE, size[1] * OVERSAMPLE), pygame.SRCALPHA, 32)
    padded.blit(large, (0, 0), special_flags=pygame.BLEND_PREMULTIPLIED)
    return pygame.transform.smoothscale(padded, size)


def line(
    words: str, size_px: float, weight: str, colour: Colour, tracking_px: float = 0
) -> pygame.Surface:
    """Draw one line of text on a premultiplied, transparent surface."""
    large = _large(size_px, weight)
    if not tracking_px:
        return _down(large.render(words, True, colour).premul_alpha())
    step = tracking_px * OVERSAMPLE
    wide = int(sum(large.size(letter)[0] + step for letter in words)) + 2  # no kerning here
    strip = pygame.Surface((wide, large.get_height()), pygame.SRCALPHA, 32)
    x = 0.0
    for letter in words:
        drawn = large.render(letter, True, colour).premul_alpha()
        strip.blit(drawn, (round(x), 0), special_flags=pygame.BLEND_PREMULTIPLIED)
        x += large.size(letter)[0] + step
    return _down(strip)


@lru_cache(maxsize=2048)
def _glyph(part: str, size_px: float, weight: str, colour: Colour) -> pygame.Surface:
    return line(part, size_px, weight, colour)


def tabular(words: str, size_px: float, weight: str, colour: Colour) -> pygame.Surface:
    """Draw text from the glyph atlas with one advance for all digits."""
    wide = digit_px(size_px, weight)
    total = tabular_width_px(words, size_px, weight)
    strip = pygame.Surface((int(total) + 2, int(line_px(size_px, weight)) + 1), pygame.SRCALPHA, 32)
    placed: list[tuple[pygame.Surface, tuple[int, int]]] = []
    x = 0.0
    for part in _parts(words):
        own = width_px(part, size_px, weight)
        advance = wide if part.isdigit() else own
        glyph = _glyph(part, size_px, weight, colour)
        placed.append((glyph, (round(x + (advance - own) / 2), 0)))
        x += advance
    strip.fblits(placed, pygame.BLEND_PREMULTIPLIED)
    return strip


def lines(
    rows: tuple[str, ...], size_px: float, weight: str, colour: Colour, pitch_px: float, align: str
) -> pygame.Surface:
    """Draw several lines under each other; `align` is 'l', 'c' or 'r'."""
    wide = max(width_px(row, size_px, weight) for row in rows)
    tall = pitch_px * (len(rows) - 1) + line_px(size_px, weight)
    strip = pygame.Surface((int(wide) + 2, int(tall) + 2), pygame.SRCALPHA, 32)
    for i, row in enumerate(rows):
        drawn = line(row, size_px, weight, colour)
        free = wide - width_px(row, size_px, weight)
        x = {"l": 0.0, "c": free / 2, "r": free}[align]
        where = (round(x), round(i * pitch_px))
        strip.blit(drawn, where, special_flags=pygame.BLEND_PREMULTIPLIED)
    return strip
