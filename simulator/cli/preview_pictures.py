"""The pictures of a preview: the leg with what is hidden in it, the patch, a duplex of each source.

They are made by the very painters of the program, from the patient that this seed grows.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

import numpy as np
import pygame

from simulator.anatomy.patient import Patient, Vessel
from simulator.app.pictures import photograph
from simulator.base.units import ticks
from simulator.cli.gallery_duplex import ACROSS, FINE, RELEASE_TICK, SQUEEZED, STRIP_END_TICK, Shot
from simulator.physics.scanner import Scanner
from simulator.render import duplex
from simulator.render.leg_figure import LegFigure
from simulator.render.patch import SkinPatch
from simulator.render.shapes import Sketch
from simulator.render.text import line
from simulator.render.theme import tone
from simulator.session.state import State
from simulator.ultrasound.machine import Machine
from simulator.ultrasound.strip import Strip
from simulator.view.duplex import present
from simulator.view.leg import ASPECTS, Aspect, LegProjection, LegView, facing

DUPLEX_SIZE: Final = (836, 640)
PATCH_PX_PER_MM: Final = 24.0
LINE_TONES: Final = ("teal", "amber", "rose", "blue")
BADGE_PX: Final = 13.0
ALONG: Final = replace(ACROSS, yaw_rad=np.pi / 2, rock_rad=0.18, pressure_pa=700.0)
TRUNK: Final = Scanner(is_colour=1, is_pulsed=1, steer_mrad=340, prf_hz=2400)
SMALL: Final = replace(
    FINE, is_colour=1, is_pulsed=1, steer_mrad=340, prf_hz=1000, box_height_um=7000
)


def aspects_of(patient: Patient) -> tuple[Aspect, ...]:
    """Return the sides from which patch and hidden veins are seen best, at most two."""
    first = facing(patient.leg, patient.patch)
    veins = [patient.vessel(source.id) for source in patient.spec.sources]
    if not veins:
        return (first,)
    return first, max(
        (aspect for aspect in ASPECTS if aspect != first),
        key=lambda aspect: _in_sight(patient, aspect, veins),
    )


def leg_picture(patient: Patient, aspect: Aspect, size: tuple[int, int]) -> pygame.Surface:
    """Return the leg from one side with every source drawn through the skin and numbered."""
    surface = pygame.Surface(size, 0, 32)
    surface.fill(tone("s1"))
    figure = LegFigure.build(patient, aspect, size[1])
    patch = patient.patch
    place = (patch.u_mm, patch.s_mm, patch.width_mm, patch.height_mm)
    view = LegView(
        aspect,
        patient.leg.side,
        patient.spec.fitzpatrick,
        patch=place if patch.is_on_leg else None,
        is_patch_selected=True,
    )
    figure.paint(view, surface, surface.get_rect())
    projection = figure.placed(surface.get_rect())
    taken: list[pygame.Rect] = []
    for number, source in enumerate(patient.spec.sources):
        vessel = patient.vessel(source.id)
        _draw_vein(surface, projection, vessel, LINE_TONES[number % len(LINE_TONES)])
    for number, source in enumerate(patient.spec.sources):
        vessel = patient.vessel(source.id)
        colour = LINE_TONES[number % len(LINE_TONES)]
        taken.append(_badge(surface, projection, vessel, number + 1, colour, taken))
    return surface


def patch_picture(state: State) -> pygame.Surface:
    """Return the skin over the thread veins as the loupe's camera sees all of it."""
    return photograph(SkinPatch.build(state.patient, PATCH_PX_PER_MM), state)


def duplex_picture(machine: Machine, patient: Patient, vein: str) -> pygame.Surface:
    """Return the scanner over a vein after a squeeze: colour while it runs back, and the trace."""
    source = next(one for one in patient.spec.sources if one.id == vein)
    is_small = source.kind in ("reticular", "lateral_subdermic")
    pose = replace(ALONG, pressure_pa=250.0, rock_rad=0.0) if is_small else ALONG
    settings = SMALL if is_small else TRUNK
    if source.kind == "perforator":
        pose, settings = replace(ACROSS, pressure_pa=400.0), replace(TRUNK, steer_mrad=0)
    shot = Shot(vein, vein, 0.45, pose=pose, settings=settings, moment=SQUEEZED)
    held, turned = shot.held(patient)
    strip = Strip(machine)
    seen_tick = RELEASE_TICK - ticks(0.35) + ticks(min(0.5 * source.reflux_s, 1.0))
    for tick in range(0, seen_tick, ticks(0.25)):
        strip.run(held, turned, SQUEEZED, tick, SQUEEZED.posture)
    during = present(machine, strip, held, turned, SQUEEZED, seen_tick)
    for tick in range(seen_tick, STRIP_END_TICK, ticks(0.25)):
        strip.run(held, turned, SQUEEZED, tick, SQUEEZED.posture)
    view = present(machine, strip, held, turned, SQUEEZED, STRIP_END_TICK)
    surface = pygame.Surface(DUPLEX_SIZE, 0, 32)
    duplex.paint(surface, surface.get_rect(), replace(view, pixels=during.pixels))
    return surface


def _in_sight(patient: Patient, aspect: Aspect, veins: Sequence[Vessel]) -> int:
    place = LegProjection(patient.leg, aspect, 600)
    return sum(
        place.to_figure(float(u), float(s)).is_visible for vein in veins for u, s, _ in vein.path_mm
    )


def _draw_vein(surface: pygame.Surface, place: LegProjection, vessel: Vessel, colour: str) -> None:
    """Draw a vein through the skin: whole in front, in dots where the leg hides it."""
    sketch = Sketch(*surface.get_size())
    points = [place.to_figure(float(u), float(s)) for u, s, _ in vessel.path_mm]
    for first, second in pairwise(points):
        if first.is_visible and second.is_visible:
            line_px = [(first.x_px, first.y_px), (second.x_px, second.y_px)]
            sketch.path(line_px, tone("ink"), 6.0)
    for k, (first, second) in enumerate(pairwise(points)):
        if first.is_visible and second.is_visible:
            line_px = [(first.x_px, first.y_px), (second.x_px, second.y_px)]
            sketch.path(line_px, tone(colour), 3.2)
        elif k % 3 == 0:
            sketch.disc(first.x_px, first.y_px, 2.0, tone(colour))
    surface.blit(sketch.finish(), (0, 0), special_flags=pygame.BLEND_PREMULTIPLIED)


def _badge(
    surface: pygame.Surface,
    place: LegProjection,
    vessel: Vessel,
    number: int,
    colour: str,
    taken: list[pygame.Rect],
) -> pygame.Rect:
    """Write the number of a vein beside its middle, clear of the other numbers."""
    points = [place.to_figure(float(u), float(s)) for u, s, _ in vessel.path_mm]
    seen = [point for point in points if point.is_visible] or points
    at = seen[len(seen) // 2]
    size = round(2 * BADGE_PX)
    box = pygame.Rect(round(at.x_px + 6), round(at.y_px - BADGE_PX), size, size)
    while box.collidelist(taken) >= 0:
        box.y += size
    box.clamp_ip(surface.get_rect())
    sketch = Sketch(size, size)
    sketch.disc(BADGE_PX, BADGE_PX, BADGE_PX - 1, tone("ink"))
    sketch.ring(BADGE_PX, BADGE_PX, BADGE_PX - 1, tone(colour), 2.0)
    surface.blit(sketch.finish(), box, special_flags=pygame.BLEND_PREMULTIPLIED)
    words = line(str(number), 14.0, "SemiBold", tone("tx"))
    surface.blit(words, words.get_rect(center=box.center), special_flags=pygame.BLEND_PREMULTIPLIED)
    return box
