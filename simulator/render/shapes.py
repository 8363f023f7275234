"""Smooth shapes: drawn three times too large, averaged down, premultiplied.

A `Sketch` overwrites rather than blends, so opaque shapes stay correct at their soft edges
once averaged; a translucent colour is stored premultiplied. Coordinates are pixels of the
finished surface and may be fractions.
"""

import math
from collections.abc import Sequence
from itertools import pairwise

import pygame

from simulator.render.theme import Colour

OVERSAMPLE = 3
Point = tuple[float, float]


class Sketch:
    """A small oversampled drawing; call `finish` once to get its surface."""

    def __init__(self, width_px: int, height_px: int) -> None:
        self.size = (max(1, width_px), max(1, height_px))
        large = (self.size[0] * OVERSAMPLE, self.size[1] * OVERSAMPLE)
        self._large = pygame.Surface(large, pygame.SRCALPHA, 32)

    def finish(self) -> pygame.Surface:
        """Return the averaged, premultiplied surface."""
        return pygame.transform.smoothscale(self._large, self.size)

    def box(
        self,
        x: float,
        y: float,
        w: float,
        h: float,
        colour: Colour,
        radius: float = 0,
        alpha: int = 255,
    ) -> None:
        """Fill a rectangle, rounded by `radius`."""
        k = OVERSAMPLE
        left, top = round(x * k), round(y * k)
        rect = pygame.Rect(left, top, round((x + w) * k) - left, round((y + h) * k) - top)
        corner = min(round(radius * k), rect.w // 2, rect.h // 2)
        pygame.draw.rect(self._large, _ink(colour, alpha), rect, border_radius=max(0, corner))

    def frame(
        self,
        x: float,
        y: float,
        w: float,
        h: float,
        fill: Colour | None,
        edge: Colour,
        radius: float,
        width: float = 1,
        alpha: int = 255,
    ) -> None:
        """Fill a rounded rectangle and give it an edge inside its bounds."""
        self.box(x, y, w, h, edge, radius)
        inner = (x + width, y + width, w - 2 * width, h - 2 * width)
        if fill is None:
            self.box(*inner, (0, 0, 0), max(0.0, radius - width), alpha=0)
        else:
            self.box(*inner, fill, max(0.0, radius - width), alpha)

    def disc(self, x: float, y: float, radius: float, colour: Colour, alpha: int = 255) -> None:
        """Fill a disc."""
        k = OVERSAMPLE
        pygame.draw.circle(self._large, _ink(colour, alpha), (x * k, y * k), radius * k)

    def ring(self, x: float, y: float, radius: float, colour: Colour, width: float) -> None:
        """Draw a circle line whose outer edge is at `radius`."""
        k = OVERSAMPLE
        thick = max(1, round(width * k))
        pygame.draw.circle(self._large, colour, (x * k, y * k), radius * k, thick)

    def path(
        self, points: Sequence[Point], colour: Colour, width: float, closed: bool = False
    ) -> None:
        """Draw a line through points, with round joints and ends."""
        k = OVERSAMPLE
        large = [(x * k, y * k) for x, y in points]
        half = max(0.5, width * k / 2)
        joined = [*large, large[0]] if closed else large
        for (ax, ay), (bx, by) in pairwise(joined):
            dx, dy = bx - ax, by - ay
            length = math.hypot(dx, dy) or 1.0
            nx, ny = -dy / length * half, dx / length * half
            corners = [
                (ax + nx, ay + ny),
                (bx + nx, by + ny),
                (bx - nx, by - ny),
                (ax - nx, ay - ny),
            ]
            pygame.draw.polygon(self._large, colour, corners)
        for point in large:
            pygame.draw.circle(self._large, colour, point, half)

    def area(self, points: Sequence[Point], colour: Colour, alpha: int = 255) -> None:
        """Fill a polygon."""
        large = [(x * OVERSAMPLE, y * OVERSAMPLE) for x, y in points]
        pygame.draw.polygon(self._large, _ink(colour, alpha), large)

    def arc(
        self,
        x: float,
        y: float,
        radius: float,
        start_rad: float,
        end_rad: float,
        colour: Colour,
        width: float,
    ) -> None:
        """Draw a round-ended arc, clockwise from `start_rad`; 0 points right."""
        outer = arc_points(x, y, radius + width / 2, start_rad, end_rad)
        inner = arc_points(x, y, radius - width / 2, start_rad, end_rad)
        self.area([*outer, *reversed(inner)], colour)
        for angle in (start_rad, end_rad):
            end = (x + radius * math.cos(angle), y + radius * math.sin(angle))
            self.disc(*end, width / 2, colour)


def _ink(colour: Colour, alpha: int) -> tuple[int, int, int, int]:
    r, g, b = colour
    return r * alpha // 255, g * alpha // 255, b * alpha // 255, alpha


def arc_points(x: float, y: float, radius: float, start_rad: float, end_rad: float) -> list[Point]:
    """Return points along an arc, one about every two degrees."""
    count = max(2, int(abs(end_rad - start_rad) / 0.035) + 1)
    step = (end_rad - start_rad) / count
    return [
        (x + radius * math.cos(start_rad + i * step), y + radius * math.sin(start_rad + i * step))
        for i in range(count + 1)
    ]


def rounded(
    size_px: tuple[int, int],
    fill: Colour | None,
    edge: Colour | None = None,
    radius_px: float = 0,
    edge_px: float = 1,
    alpha: int = 255,
) -> pygame.Surface:
    """Draw a rounded rectangle of any size: smooth corners, the rest filled plainly."""
    width, height = size_px
    if fill is not None and edge is None and radius_px == 0 and alpha == 255:
        whole = pygame.Surface(size_px, pygame.SRCALPHA, 32)
        whole.fill((*fill, 255))  # nothing to average: exactly its colour
        return whole
    corner = min(math.ceil(max(radius_px, edge_px)) + 1, (width + 1) // 2, (height + 1) // 2)
    tile = _plain(corner * 2 + 1, corner * 2 + 1, fill, edge, radius_px, edge_px, alpha)
    if width <= corner * 2 + 1 or height <= corner * 2 + 1:
        return _plain(width, height, fill, edge, radius_px, edge_px, alpha)
    whole = pygame.Surface(size_px, pygame.SRCALPHA, 32)
    # Averaging rounds down by one level; the plain parts take the tile's own colours.
    if fill is not None:
        whole.fill(tile.get_at((corner, corner)))
    if edge is not None:
        thick = max(1, round(edge_px))
        pygame.draw.rect(whole, tile.get_at((corner, 0)), whole.get_rect(), thick)
    for right in (False, True):
        for low in (False, True):
            source = ((corner + 1) * right, (corner + 1) * low, corner, corner)
            where = ((width - corner) * right, (height - corner) * low, corner, corner)
            whole.fill((0, 0, 0, 0), where)
            whole.blit(tile, where, source, special_flags=pygame.BLEND_PREMULTIPLIED)
    return whole


def _plain(
    width: int,
    height: int,
    fill: Colour | None,
    edge: Colour | None,
    radius_px: float,
    edge_px: float,
    alpha: int,
) -> pygame.Surface:
    sketch = Sketch(width, height)
    if edge is not None:
        sketch.frame(0, 0, width, height, fill, edge, radius_px, max(1, round(edge_px)), alpha)
    elif fill is not None:
        sketch.box(0, 0, width, height, fill, radius_px, alpha)
    return sketch.finish()


def masked(picture: pygame.Surface, size_px: tuple[int, int], radius_px: float) -> pygame.Surface:
    """Scale a picture to a size and round its corners; a large radius makes a disc."""
    scaled = (
        picture
        if picture.get_size() == size_px
        else pygame.transform.smoothscale(
            picture if picture.get_bitsize() >= 24 else picture.convert(32), size_px
        )
    )
    whole = pygame.Surface(size_px, pygame.SRCALPHA, 32)
    whole.blit(scaled, (0, 0))
    whole = whole.premul_alpha()
    if radius_px > 0:
        mask = rounded(size_px, (255, 255, 255), radius_px=min(radius_px, min(size_px) / 2))
        whole.blit(mask, (0, 0), special_flags=pygame.BLEND_RGBA_MULT)
    return whole
