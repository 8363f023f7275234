"""The duplex screen: picture with ruler, box, gate and calipers, and the spectral strip."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pygame

from simulator.physics.scanner import Scanner
from simulator.render import body_mark, duplex_strip, text
from simulator.render.overlay import enlarged, words, write
from simulator.render.theme import Colour
from simulator.view.duplex import DuplexView, Note

BLACK: Final = (4, 5, 6)
PRINT: Final = (176, 186, 190)
BRIGHT: Final = (236, 240, 240)
FAINT: Final = (112, 122, 126)
YELLOW: Final = (240, 214, 84)
GATE: Final = (122, 206, 140)
STRIP_SHARE: Final = 0.31  # of the panel's height
MARGIN_SHARE: Final = 0.2  # of the panel's width, for print on the left


@dataclass(frozen=True)
class Frame:
    """Where the picture lies on the surface and how millimetres become pixels."""

    rect: pygame.Rect
    px_per_mm: float
    unit: float  # one pixel of a panel 640 high

    def at(self, x_mm: float, z_mm: float) -> tuple[float, float]:
        """Return the pixel of an image place."""
        return self.rect.centerx + x_mm * self.px_per_mm, self.rect.top + z_mm * self.px_per_mm

    def place(self, x_px: float, y_px: float) -> tuple[float, float]:
        """Return the image place (x, z in mm) of a pixel: the way back for the pointer."""
        return (
            (x_px - self.rect.centerx) / self.px_per_mm,
            (y_px - self.rect.top) / self.px_per_mm,
        )


def frame_of(rect: pygame.Rect, settings: Scanner) -> Frame:
    """Return where the picture goes in a panel of `rect`, whole and undistorted."""
    unit = rect.height / 640
    tall = rect.height * (1 - STRIP_SHARE) if settings.is_pulsed else rect.height
    tall -= 16 * unit
    left, right = MARGIN_SHARE * rect.width, 74 * unit
    depth_mm = settings.depth_um / 1000
    scale = min(tall / depth_mm, (rect.width - left - right) / 38.4)
    size = (round(38.4 * scale), round(depth_mm * scale))
    middle = rect.left + left + (rect.width - left - right) / 2
    where = pygame.Rect((round(middle - size[0] / 2), round(rect.top + 8 * unit)), size)
    return Frame(where, scale, unit)


def strip_of(rect: pygame.Rect) -> pygame.Rect:
    """Return where the spectral strip goes in a panel of `rect` while it is shown."""
    top = rect.top + round(rect.height * (1 - STRIP_SHARE)) + round(4 * rect.height / 640)
    return pygame.Rect(rect.left, top, rect.width, rect.bottom - top)


def paint(surface: pygame.Surface, rect: pygame.Rect, view: DuplexView) -> None:
    """Paint the whole duplex panel into `rect` of `surface`."""
    before = surface.get_clip()
    room = rect.clip(before)
    surface.set_clip(room)
    surface.fill(BLACK, rect)
    frame = frame_of(rect, view.settings)
    if view.pixels is None:
        _write(
            surface, "No contact: hold the probe on the skin", rect.center, 15, PRINT, "c", frame
        )
    else:
        surface.blit(enlarged(view.pixels, frame.rect.size), frame.rect)
        surface.set_clip(frame.rect.clip(room))
        if view.settings.is_colour:
            _box(surface, frame, view.settings)
        if view.settings.is_pulsed:
            _gate(surface, frame, view.settings)
        _calipers(surface, frame, view)
        for note in view.notes:
            _note(surface, frame, note)
        surface.set_clip(room)
        _ruler(surface, frame, view.settings)
        _print(surface, rect, frame, view)
        if view.body_mark is not None:
            body_mark.paint(surface, rect, view.body_mark, frame.unit, frame.rect)
    if view.settings.is_pulsed:
        duplex_strip.paint(surface, strip_of(rect), view, frame.unit)
    surface.set_clip(before)


def _write(
    surface: pygame.Surface,
    line: str,
    where: tuple[float, float],
    size: float,
    colour: Colour,
    align: str,
    frame: Frame,
    weight: str = "Regular",
) -> None:
    """Write one line with its middle left, centre or right at `where`."""
    write(surface, line, where, size * frame.unit, colour, align, weight)


def _ruler(surface: pygame.Surface, frame: Frame, settings: Scanner) -> None:
    """Draw the depth ruler on the right, the focus arrow and the probe's marker."""
    right, unit = frame.rect.right + 4 * frame.unit, frame.unit
    for mm in range(0, settings.depth_um // 1000 + 1, 5):
        _, y = frame.at(0, mm)
        long = mm % 10 == 0
        pygame.draw.line(surface, PRINT, (right, y), (right + (9 if long else 5) * unit, y))
        if long and mm:
            _write(surface, str(mm), (right + 14 * unit, y), 12, PRINT, "l", frame)
    _, y = frame.at(0, settings.focus_um / 1000)
    tip = right + 32 * unit
    arrow = [(tip, y), (tip + 8 * unit, y - 5 * unit), (tip + 8 * unit, y + 5 * unit)]
    pygame.draw.polygon(surface, YELLOW, arrow)
    where = (frame.rect.left - 9 * unit, frame.rect.top + 7 * unit)
    pygame.draw.circle(surface, (86, 202, 116), where, 4.5 * unit)


def _print(surface: pygame.Surface, rect: pygame.Rect, frame: Frame, view: DuplexView) -> None:
    """Print title, settings, colour bar and the convention beside and on the picture."""
    unit, left = frame.unit, rect.left + 12 * frame.unit
    y = rect.top + 18 * unit
    size, room = 15 * unit, frame.rect.left - left - 22 * unit
    for row in text.wrap(view.title, size, "SemiBold", room):
        _write(surface, row, (left, y), 15, BRIGHT, "l", frame, "SemiBold")
        y += 20 * unit
    y += 8 * unit
    for row in view.printed:
        _write(surface, row, (left, y), 12, PRINT, "l", frame)
        y += (17 if row else 9) * unit
    y += 8 * unit
    for number, caliper in enumerate(view.calipers, start=1):
        label = f"+{number}  {caliper.length_mm:.1f} mm"
        _write(surface, label, (left, y), 14, YELLOW, "l", frame, "SemiBold")
        y += 20 * unit
    if view.settings.is_frozen:
        state = f"Frozen  −{view.rewound_s:.1f} s" if view.rewound_s else "Frozen"
        _write(surface, state, (left, y + 6 * unit), 13, YELLOW, "l", frame, "SemiBold")
    if view.colour_bar is not None:
        _colour_bar(surface, frame, view, frame.rect.right + 50 * unit)
    if view.convention:
        where = (frame.rect.centerx, frame.rect.bottom - 11 * unit)
        drawn = words(view.convention, max(10.0, round(12 * unit * 2) / 2), BRIGHT)
        shade = pygame.Surface((drawn.get_width() + 16, drawn.get_height() + 4), pygame.SRCALPHA)
        shade.fill((0, 0, 0, 150))
        surface.blit(shade, shade.get_rect(center=where))
        _write(surface, view.convention, where, 12, BRIGHT, "c", frame)


def _colour_bar(surface: pygame.Surface, frame: Frame, view: DuplexView, x: float) -> None:
    """Draw the colour bar with its ends in cm/s; the upper end is towards the probe."""
    if view.colour_bar is None:
        return
    unit = frame.unit
    tall, wide = round(130 * unit), round(12 * unit)
    top = frame.rect.top + round(24 * unit)
    shift = view.settings.baseline_permille / 1000
    zero = round(tall * (1 + shift) / 2)
    halves = np.array_split(np.repeat(view.colour_bar[:, None], 2, axis=1), 2)
    for half, at, high in ((halves[0], 0, zero), (halves[1], zero, tall - zero)):
        if high:
            surface.blit(enlarged(half, (wide, high)), (x, top + at))
    pygame.draw.line(surface, BRIGHT, (x - 3 * unit, top + zero), (x + wide, top + zero))
    _write(surface, "0", (x - 9 * unit, top + zero), 11, PRINT, "c", frame)
    end = view.nyquist_mm_per_s / 10
    ends = (("+", 1 + shift, top - 9 * unit), ("−", 1 - shift, top + tall + 9 * unit))
    for sign, share, y in ends:
        _write(surface, f"{sign}{share * end:.1f}", (x + wide / 2, y), 11, PRINT, "c", frame)
    _write(surface, "cm/s", (x + wide / 2, top + tall + 24 * unit), 11, FAINT, "c", frame)


def _box(surface: pygame.Surface, frame: Frame, settings: Scanner) -> None:
    """Draw the colour box, leaning with the steered beam."""
    lean = float(np.tan(settings.steer_mrad / 1000))
    x, z = settings.box_x_um / 1000, settings.box_z_um / 1000
    half_x, half_z = settings.box_width_um / 2000, settings.box_height_um / 2000
    corners = [
        frame.at(x + sx * half_x + sz * half_z * lean, z + sz * half_z)
        for sx, sz in ((-1, -1), (1, -1), (1, 1), (-1, 1))
    ]
    pygame.draw.aalines(surface, YELLOW, True, corners)


def _gate(surface: pygame.Surface, frame: Frame, settings: Scanner) -> None:
    """Draw the Doppler line, the sample gate and the angle cursor."""
    steer = settings.steer_mrad / 1000
    down = np.array([np.sin(steer), np.cos(steer)])
    gate = np.array([settings.gate_x_um, settings.gate_z_um]) / 1000
    half = settings.gate_length_um / 2000
    start, end = -gate[1] / down[1], (settings.depth_um / 1000 - gate[1]) / down[1]
    for a, b in ((start, -half - 0.3), (half + 0.3, end)):
        dashes = np.arange(a, b - 0.4, 1.3)
        for d in dashes:
            one, two = gate + down * d, gate + down * (d + 0.7)
            pygame.draw.aaline(surface, GATE, frame.at(*one), frame.at(*two))
    beside = np.array([down[1], -down[0]]) * 1.3
    for side in (-half, half):
        middle = gate + down * side
        ends = frame.at(*(middle - beside)), frame.at(*(middle + beside))
        pygame.draw.line(surface, BRIGHT, *ends, max(2, round(2 * frame.unit)))
    turn = steer + settings.angle_mrad / 1000
    cursor = np.array([np.sin(turn), np.cos(turn)]) * 3.0
    pygame.draw.aaline(surface, YELLOW, frame.at(*(gate - cursor)), frame.at(*(gate + cursor)))


def _calipers(surface: pygame.Surface, frame: Frame, view: DuplexView) -> None:
    """Draw distance calipers as crosses joined by dots, with their length."""
    arm = 6 * frame.unit
    for number, caliper in enumerate(view.calipers, start=1):
        ends = (caliper.x0_mm, caliper.z0_mm), (caliper.x1_mm, caliper.z1_mm)
        (x0, y0), (x1, y1) = (frame.at(*end) for end in ends)
        for x, y in ((x0, y0), (x1, y1)):
            pygame.draw.line(surface, YELLOW, (x - arm, y), (x + arm, y), 2)
            pygame.draw.line(surface, YELLOW, (x, y - arm), (x, y + arm), 2)
        steps = max(2, int(np.hypot(x1 - x0, y1 - y0) / (5 * frame.unit)))
        for k in range(1, steps):
            dot = (round(x0 + (x1 - x0) * k / steps), round(y0 + (y1 - y0) * k / steps))
            surface.fill(YELLOW, (*dot, 2, 2))
        _write(surface, str(number), (x1 + 2 * arm, y1), 13, YELLOW, "l", frame, "SemiBold")


def _note(surface: pygame.Surface, frame: Frame, note: Note) -> None:
    """Draw words in a dark pill that points at a place."""
    unit = frame.unit
    x, y = frame.at(note.x_mm, note.z_mm)
    rows = [words(note.words, max(10.0, 13 * unit), BRIGHT, "SemiBold")]
    if note.detail:
        rows.append(words(note.detail, max(10.0, 11.5 * unit), PRINT))
    wide = max(row.get_width() for row in rows) + round(20 * unit)
    tall = sum(row.get_height() for row in rows) + round(10 * unit)
    pill = pygame.Rect(0, 0, wide, tall)
    pill.midleft = (round(x + 24 * unit), round(y - 26 * unit))
    pill.clamp_ip(frame.rect)
    pygame.draw.aaline(surface, PRINT, (x, y), (pill.left + 10 * unit, pill.bottom - 2))
    back = pygame.Surface(pill.size, pygame.SRCALPHA)
    pygame.draw.rect(back, (20, 27, 31, 225), back.get_rect(), border_radius=round(6 * unit))
    surface.blit(back, pill)
    top = pill.top + 5 * unit
    for row in rows:
        surface.blit(row, (pill.left + 10 * unit, top), special_flags=pygame.BLEND_PREMULTIPLIED)
        top += row.get_height()
