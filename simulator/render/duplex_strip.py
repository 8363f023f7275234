"""The spectral strip: velocity over time, the release, the half-second limit, a caliper."""

from typing import Final

import numpy as np
import pygame

from simulator.base.units import TICKS_PER_SECOND
from simulator.physics.moment import Squeeze
from simulator.render.overlay import enlarged, write
from simulator.view.duplex import REFLUX_LIMIT_S, DuplexView, zero_frac

BLACK: Final = (2, 3, 4)
EDGE: Final = (44, 54, 58)
PRINT: Final = (168, 178, 182)
BASELINE: Final = (91, 168, 150)
RELEASE: Final = (91, 199, 179)
LIMIT: Final = (229, 100, 92)
SPAN: Final = (240, 214, 84)
ROOM: Final = 66  # beside a line, for its words, at unit 1
LABELS_PX: Final = 58  # room left of the strip, at unit 1


def plot_of(area: pygame.Rect, unit: float) -> pygame.Rect:
    """Return where the columns go inside the strip's area."""
    left, top, bottom = round(LABELS_PX * unit), round(6 * unit), round(22 * unit)
    return pygame.Rect(
        area.left + left,
        area.top + top,
        max(8, area.width - left - round(12 * unit)),
        max(8, area.height - top - bottom),
    )


def tick_at(plot: pygame.Rect, view: DuplexView, x_px: float) -> int:
    """Return the tick under a pixel: the way back for the pointer."""
    share = (x_px - plot.left) / plot.width
    return round(view.strip_start_tick + share * (view.strip_end_tick - view.strip_start_tick))


def paint(surface: pygame.Surface, area: pygame.Rect, view: DuplexView, unit: float) -> None:
    """Paint strip, scale, baseline and marks into `area`."""
    surface.fill(BLACK, area)
    plot = plot_of(area, unit)
    if view.strip is not None:
        surface.blit(_grey(view.strip, plot.size), plot)
    pygame.draw.rect(surface, EDGE, plot, 1)
    zero = _zero(plot, view)
    pygame.draw.line(surface, BASELINE, (plot.left, zero), (plot.right - 1, zero))
    _scale(surface, plot, view, unit)
    _seconds(surface, plot, view, unit)
    _releases(surface, plot, view, unit)
    _strains(surface, plot, view, unit)
    _span(surface, plot, view, unit)


def _grey(columns: np.ndarray, size: tuple[int, int]) -> pygame.Surface:
    """Return grey columns as a surface of `size`."""
    return enlarged(columns.astype(np.uint32) * np.uint32(0x01_01_01), size)


def _x(plot: pygame.Rect, view: DuplexView, tick: float) -> float:
    share = (tick - view.strip_start_tick) / (view.strip_end_tick - view.strip_start_tick)
    return plot.left + share * plot.width


def _zero(plot: pygame.Rect, view: DuplexView) -> int:
    """Return the row of no flow; the baseline moves it."""
    return round(plot.top + plot.height * zero_frac(view.settings))


def _scale(surface: pygame.Surface, plot: pygame.Rect, view: DuplexView, unit: float) -> None:
    """Write the velocity scale in cm/s, + towards the probe."""
    top = view.strip_top_mm_per_s / 10
    if not top:
        return
    step = next((s for s in (1, 2, 5, 10, 20, 50, 100, 200) if abs(top) / s <= 3.5), 500)
    zero = _zero(plot, view)
    for k in range(-2 * int(abs(top) / step), 2 * int(abs(top) / step) + 1):
        value = k * step
        y = zero - value / top * plot.height / 2
        if not plot.top <= y <= plot.bottom:
            continue
        pygame.draw.line(surface, PRINT, (plot.left - 4 * unit, y), (plot.left - 1, y))
        label = f"{value:+d}".replace("-", "−") if value else "0"
        write(surface, label, (plot.left - 8 * unit, y), 11 * unit, PRINT, "r")
    where = (plot.left - 8 * unit, plot.bottom + 11 * unit)
    write(surface, "cm/s", where, 11 * unit, PRINT, "r")


def _seconds(surface: pygame.Surface, plot: pygame.Rect, view: DuplexView, unit: float) -> None:
    """Mark whole and half seconds under the strip."""
    if view.strip is None:
        return
    half = TICKS_PER_SECOND // 2
    first = -(-view.strip_start_tick // half)
    for k in range(first, view.strip_end_tick // half + 1):
        x, long = _x(plot, view, k * half), (6 if k % 2 == 0 else 3) * unit
        pygame.draw.line(surface, PRINT, (x, plot.bottom), (x, plot.bottom + long))


def _releases(surface: pygame.Surface, plot: pygame.Rect, view: DuplexView, unit: float) -> None:
    """Draw where the hand pressed and let go, and the limit half a second after."""
    if view.strip is None:
        return
    for squeeze in view.moment.squeezes:
        pressed = _x(plot, view, squeeze.pressed_tick)
        if plot.left + 30 * unit <= pressed <= plot.right:  # left of that stands the unit
            where = (pressed, plot.bottom + 12 * unit)
            write(surface, _act(squeeze), where, 11 * unit, PRINT, "c")
        if squeeze.released_tick < 0:
            continue
        limit = squeeze.released_tick + REFLUX_LIMIT_S * TICKS_PER_SECOND
        marks = (
            (squeeze.released_tick, RELEASE, "release", "r", -5),
            (limit, LIMIT, f"{REFLUX_LIMIT_S:g} s limit", "l", 5),
        )
        for tick, colour, label, align, gap in marks:
            x = _x(plot, view, tick)
            if plot.left <= x <= plot.right:
                if x - plot.left < ROOM * unit:  # words turn away from the edges
                    align, gap = "l", 5
                elif plot.right - x < ROOM * unit:
                    align, gap = "r", -5
                pygame.draw.line(surface, colour, (x, plot.top + 1), (x, plot.bottom - 2))
                where = (x + gap * unit, plot.top + 10 * unit)
                write(surface, label, where, 11.5 * unit, colour, align)


def _act(squeeze: Squeeze) -> str:
    if squeeze.is_foot:
        return "foot up"
    return "squeeze above" if squeeze.is_above_probe else "squeeze"


def _strains(surface: pygame.Surface, plot: pygame.Rect, view: DuplexView, unit: float) -> None:
    """Draw a bar under the strip for as long as she bore down."""
    if view.strip is None:
        return
    for strain in view.moment.strains:
        until = strain.ended_tick if strain.ended_tick >= 0 else view.strip_end_tick
        left = max(float(plot.left), _x(plot, view, strain.begun_tick))
        right = min(float(plot.right), _x(plot, view, until))
        if left < right:
            y = plot.bottom + 3 * unit
            pygame.draw.line(surface, RELEASE, (left, y), (right, y), max(2, round(2 * unit)))
            where = ((left + right) / 2, plot.bottom + 12 * unit)
            write(surface, "bears down", where, 11 * unit, PRINT, "c")


def _span(surface: pygame.Surface, plot: pygame.Rect, view: DuplexView, unit: float) -> None:
    """Draw the time caliper with its length."""
    span = view.time_caliper
    if span is None or view.strip is None:
        return
    ends = [_x(plot, view, tick) for tick in (span.start_tick, span.end_tick)]
    y = plot.bottom - 16 * unit
    for x in ends:
        pygame.draw.line(surface, SPAN, (x, plot.top + 2), (x, plot.bottom - 2))
    pygame.draw.line(surface, SPAN, (ends[0], y), (ends[1], y))
    length = abs(span.end_tick - span.start_tick) / TICKS_PER_SECOND
    where = (max(ends) + 6 * unit, y)
    write(surface, f"{length:.2f} s", where, 13 * unit, SPAN, "l", "SemiBold")
