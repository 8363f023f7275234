"""The ghost of the anatomy: a schematic cross section with a name at every vessel.

Veins are filled blue with a single rim, arteries rose with a double one and the letter A.
"""

from typing import Final

import pygame

from simulator.physics.image_plane import APERTURE_MM
from simulator.render import text
from simulator.render.overlay import write
from simulator.render.theme import tone
from simulator.view.ghost import Ghost, GhostLumen

SIZE: Final = 11.5
LEGEND: Final = (
    "Blue, single rim: vein",
    "Rose, double rim, A: artery",
    "Which way it runs, you find out",
)


def paint(surface: pygame.Surface, rect: pygame.Rect, ghost: Ghost | None, unit: float) -> None:
    """Paint the cross section into `rect`; without a probe, say so."""
    surface.fill(tone("ink"), rect)
    write(
        surface,
        "Ghost of the anatomy",
        (rect.left + 8 * unit, rect.top + 13 * unit),
        12 * unit,
        tone("tx2"),
        "l",
        "SemiBold",
    )
    if ghost is None:
        write(surface, "No probe on the skin", rect.center, 12 * unit, tone("tx3"), "c")
        return
    top, margin = rect.top + 28 * unit, 10 * unit
    scale = min((rect.width - 2 * margin) / APERTURE_MM, (rect.height - 40 * unit) / ghost.depth_mm)
    room = pygame.Rect(0, 0, round(APERTURE_MM * scale), round(ghost.depth_mm * scale))
    room.midtop = (rect.centerx, round(top))
    pygame.draw.rect(surface, tone("s2"), room)
    pygame.draw.line(surface, tone("line3"), room.topleft, room.topright, max(2, round(3 * unit)))
    pygame.draw.rect(surface, tone("line2"), room, 1)
    before = surface.get_clip()
    surface.set_clip(room.clip(before))
    for lumen in ghost.lumens:
        _lumen(surface, room, scale, lumen)
    surface.set_clip(rect.clip(before))
    _names(surface, room, scale, ghost, unit)
    for k, line in enumerate(LEGEND):
        where = (room.left, room.bottom + (30 + 17 * k) * unit)
        write(surface, line, where, SIZE * unit, tone("tx3"), "l")
    surface.set_clip(before)


def _points(room: pygame.Rect, scale: float, lumen: GhostLumen) -> list[tuple[float, float]]:
    return [(room.centerx + x * scale, room.top + z * scale) for x, z in lumen.rim]


def _lumen(surface: pygame.Surface, room: pygame.Rect, scale: float, lumen: GhostLumen) -> None:
    rim = _points(room, scale, lumen)
    colour = tone("rose") if lumen.is_artery else tone("blue")
    pygame.draw.polygon(surface, tuple(c // 3 for c in colour), rim)
    pygame.draw.lines(surface, colour, True, rim, 3 if lumen.is_artery else 1)
    if lumen.is_artery:  # a dark line in the rim makes it double
        pygame.draw.aalines(surface, tone("ink"), True, rim)


def _names(
    surface: pygame.Surface, room: pygame.Rect, scale: float, ghost: Ghost, unit: float
) -> None:
    """Write each name below its vessel, clear of the others."""
    taken: list[pygame.Rect] = []
    for lumen in ghost.lumens:
        rim = _points(room, scale, lumen)
        x = sum(p[0] for p in rim) / len(rim)
        low = max(p[1] for p in rim)
        if low < room.top or min(p[1] for p in rim) > room.bottom:
            continue
        name = f"A  {lumen.name}" if lumen.is_artery else lumen.name
        wide = text.width_px(name, SIZE * unit, "Medium")
        box = pygame.Rect(0, 0, round(wide) + 4, round(15 * unit))
        box.midtop = (round(x), round(min(low + 2 * unit, room.bottom - 16 * unit)))
        box.clamp_ip(room)
        while (hit := box.collidelist(taken)) >= 0 and box.bottom < room.bottom + 40 * unit:
            box.top = taken[hit].bottom
        taken.append(box)
        write(surface, name, box.center, SIZE * unit, tone("tx"), "c", "Medium")
