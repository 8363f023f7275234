"""The syringe's barrel with its print and label, its plunger, and its shadow.

Idea: the barrel is clear: what is under it shows through its middle and hardly at its flanks.
The stopper is a picture of its own under the barrel, so that an injection only moves it.

Sources: inner areas of the barrels from `physics.syringe`, outer radii from `physics.needle`;
graduations ISO 7886-1 (0.01, 0.1 and 0.2 ml, every fifth one long).
Departures: label colours are this house's own, one hue a drug and darker with strength.
Frame of a straight sprite: as in `tube`.
"""

import math
from functools import lru_cache
from typing import Final

import numpy as np
import pygame
from numpy.typing import NDArray

from simulator.physics.needle import BARREL_BEHIND_MM, BARREL_RADIUS_MM
from simulator.physics.syringe import BARREL_MM2
from simulator.render import light, text
from simulator.render.pixels import premultiplied
from simulator.render.sprites import Sprite
from simulator.render.tube import BENT_AT_MM, PX_PER_MM, Real, Tube
from simulator.view.instruments import BEND_AT_MM

GRADUATION_UL: Final = {1000: 10, 3000: 100, 5000: 200}
SHOULDER_MM: Final = 1.6
STOPPER_MM: Final = 5.0
ROD_MM: Final = 30.0
SEEN_MM: Final = 38.0  # the needle in the field, no more of a barrel reaches into it
LABELS: Final = {"polidocanol": ("POL", (0.05, 0.33, 0.62)), "STS": ("STS", (0.50, 0.16, 0.42))}
OTHER_LABEL: Final = (0.30, 0.32, 0.34)


def nose_mm(rise_deg: int) -> float:
    """Return how high the nose of the barrel stands over the skin."""
    return BENT_AT_MM + (BARREL_BEHIND_MM - BEND_AT_MM) * math.sin(math.radians(rise_deg))


@lru_cache(maxsize=4)
def barrel(size_ul: int, drug: str, strength_ppm: int, rise_deg: int) -> Sprite:
    """Return the barrel: clear plastic, graduations, label."""
    outer, scale_mm = BARREL_RADIUS_MM[size_ul], size_ul / BARREL_MM2[size_ul]
    length_mm = SHOULDER_MM + scale_mm + 9.0
    tube = Tube(min(length_mm + 2.0, SEEN_MM), outer + 3.0, rise_deg, nose_mm(rise_deg))
    s, v = tube.s, tube.v
    risen = np.sqrt(np.clip(s / SHOULDER_MM, 0, 1))
    radius = 2.1 + (outer - 2.1) * risen
    flange = tube.within(length_mm, length_mm + 1.6)
    radius = np.where(flange > 0.5, outer + 2.6, radius)
    t = v / radius
    body = np.clip((radius - np.abs(v)) * PX_PER_MM + 0.5, 0, 1) * tube.within(0, length_mm + 1.6)
    flank = np.clip((np.abs(t) - 0.55) / 0.45, 0, 1) ** 2
    shoulder = np.exp(-(((s - 0.9) / 0.7) ** 2))
    gleam = np.exp(-(((tube.tilt(t) - light.RING_TILT) / 0.12) ** 2))
    gleam = gleam + 0.8 * np.exp(-(((t + 0.55) / 0.05) ** 2))
    gleam = gleam + 0.4 * np.exp(-(((t - 0.62) / 0.04) ** 2))
    grey = 0.50 + 0.10 * np.sqrt(np.clip(1 - t * t, 0, 1)) - 0.26 * flank + 0.45 * gleam
    rgb = grey[..., None] * np.array([0.94, 0.99, 1.0], np.float32)
    cover = body * np.clip(0.20 + 0.55 * flank + 0.35 * shoulder + 0.40 * gleam, 0, 1)
    cover = np.maximum(cover, body * flange * 0.7)
    ink = _graduations(tube, t, size_ul) * body
    rgb = rgb * (1 - ink)[..., None] + np.array([0.02, 0.025, 0.03], np.float32) * ink[..., None]
    cover = np.maximum(cover, 0.92 * ink)
    paper, shown = _label(tube, t, scale_mm, drug, strength_ppm)
    lit = 0.45 + 0.55 * np.sqrt(np.clip(1 - t * t, 0, 1)) + 0.12 * gleam
    rgb = rgb * (1 - shown)[..., None] + paper * (lit * shown)[..., None]
    return tube.finish(rgb, np.maximum(cover, shown * body).astype(np.float32))


def _graduations(tube: Tube, t: Real, size_ul: int) -> Real:
    """Return the printed lines and numbers, 0..1."""
    step_ul, area = GRADUATION_UL[size_ul], BARREL_MM2[size_ul]
    step_mm = step_ul / area
    along = tube.s - SHOULDER_MM
    index = np.rint(along / step_mm)
    is_on = (index >= 0) & (index * step_ul <= size_ul)
    is_long = index % 5 == 0
    is_numbered = index % (10 if size_ul == 1000 else 5) == 0
    thick = min(0.11, 0.22 * step_mm)
    line = np.clip((thick - np.abs(along - index * step_mm)) * PX_PER_MM + 0.5, 0, 1)
    reach = np.where(is_numbered, 0.42, np.where(is_long, 0.34, 0.24))
    ink = line * is_on * (t > 0.02) * (t < 0.02 + reach)
    spine = np.clip((0.02 - np.abs(t - 0.02)) * 60, 0, 1)
    ink = np.maximum(ink, spine * (along > 0) * (along < size_ul / area))
    every_ul = 100 if size_ul == 1000 else 500 if size_ul == 3000 else 1000
    radius = BARREL_RADIUS_MM[size_ul]
    for mark_ul in range(every_ul, size_ul + 1, every_ul):
        words = f"{mark_ul / 1000:g}"
        _print(ink, tube, words, SHOULDER_MM + mark_ul / area, 0.66 * radius, 0.34 * radius)
    return ink.astype(np.float32)


def _print(ink: Real, tube: Tube, words: str, s_mm: float, v_mm: float, tall_mm: float) -> None:
    """Print words upright to the barrel's length, their middle at (s, v)."""
    letters = _letters(words, round(tall_mm * PX_PER_MM * 1.5))
    squeezed = max(1, round(letters.shape[1] * math.cos(tube.rise)))
    columns = (np.arange(squeezed) * letters.shape[1] / squeezed).astype(int)
    letters = letters[::-1, columns][:, ::-1]  # the sprite will be turned round
    x = tube.lead + round(s_mm * math.cos(tube.rise) * PX_PER_MM) - letters.shape[1] // 2
    y = tube.rows + round(v_mm * PX_PER_MM) - letters.shape[0] // 2
    if x < 0 or y < 0 or x + letters.shape[1] > ink.shape[1] or y + letters.shape[0] > len(ink):
        return
    where = np.s_[y : y + letters.shape[0], x : x + letters.shape[1]]
    ink[where] = np.maximum(ink[where], letters)


def _letters(words: str, size_px: int) -> Real:
    """Return the cover 0..1 of words in black print."""
    surface = text.font(size_px, "SemiBold").render(words, True, (255, 255, 255))
    cover = pygame.surfarray.array_alpha(surface).T.astype(np.float32) / 255
    rows, columns = np.flatnonzero(cover.any(axis=1)), np.flatnonzero(cover.any(axis=0))
    return cover[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _label(
    tube: Tube, t: Real, scale_mm: float, drug: str, strength_ppm: int
) -> tuple[NDArray[np.float64], Real]:
    """Return (rgb, cover) of the paper label along the side that is not graduated."""
    shown = np.zeros_like(t)
    paper = np.zeros((*t.shape, 3), np.float32)
    if not drug:
        return paper, shown
    name, hue = LABELS.get(drug, (drug[:3].upper(), OTHER_LABEL))
    first, last = SHOULDER_MM + 0.16 * scale_mm, SHOULDER_MM + 0.74 * scale_mm
    shown = tube.within(first, last) * np.clip((-0.10 - t) * 25, 0, 1)
    paper[:] = (0.82, 0.82, 0.79)
    depth = min(1.0, 0.35 + strength_ppm / 15_000)  # stronger is darker
    tint = (0.86 - depth * (0.86 - np.array(hue))).astype(np.float32)
    band = tube.within(first, first + 3.2) + (t < -0.72)
    paper = np.where((band > 0.5)[..., None], tint, paper)
    ink = np.zeros_like(t)
    radius = float(np.abs(tube.v).max()) - 3.0
    words = f"{name} {strength_ppm / 10_000:g}%" if strength_ppm else name
    _print(ink, tube, words, (first + last) / 2 + 1.6, -0.40 * radius, 0.34 * radius)
    paper = paper * (1 - ink)[..., None] + 0.03 * ink[..., None]
    return paper, shown.astype(np.float32)


@lru_cache(maxsize=4)
def plunger(size_ul: int, rise_deg: int) -> Sprite:
    """Return stopper and rod from the face of the stopper back."""
    bore = math.sqrt(BARREL_MM2[size_ul] / math.pi)
    tube = Tube(STOPPER_MM + ROD_MM, bore + 0.5, rise_deg, nose_mm(rise_deg) + 4.0)
    s, v = tube.s, tube.v
    groove = np.exp(-(((s - STOPPER_MM / 2) / 0.7) ** 2))
    rubber_mm = bore * (1 - 0.07 * groove) * np.clip(0.80 + s / 3.0, 0, 1)
    is_rubber = s < STOPPER_MM
    radius = np.where(is_rubber, rubber_mm, 0.66 * bore)
    t = v / radius
    cover = np.clip((radius - np.abs(v)) * PX_PER_MM + 0.5, 0, 1)
    cover = cover * tube.within(0, STOPPER_MM + ROD_MM)
    dark = 0.018 + 0.05 * np.exp(-(((np.abs(t) - 0.35) / 0.15) ** 2)) + 0.03 * (1 - groove)
    web = 0.50 - 0.22 * np.clip(np.abs(t) - 0.12, 0, 1) - 0.25 * np.exp(-(((t - 0.2) / 0.1) ** 2))
    web = web + 0.15 * np.exp(-((t / 0.09) ** 2))
    grey = np.where(is_rubber, dark, web)
    cover = cover * np.where(is_rubber, 1.0, 0.85)
    return tube.finish(grey[..., None] * np.array([0.97, 1.0, 1.0]), cover.astype(np.float32))


@lru_cache(maxsize=4)
def barrel_shadow(size_ul: int, rise_deg: int) -> Sprite:
    """Return the wide soft shadow of the barrel; it fades as the barrel rises."""
    ppm, rise = PX_PER_MM, math.radians(rise_deg)
    outer = BARREL_RADIUS_MM[size_ul]
    rows, lead = round((outer + 4.0) * ppm), round(5.0 * ppm)
    u = np.arange(-lead, round(28.0 * ppm), dtype=np.float32)[None] / ppm
    v = np.arange(-rows, rows + 1, dtype=np.float32)[:, None] / ppm
    gap = np.maximum(nose_mm(rise_deg) + u * math.tan(rise) - 0.7 * outer, 0.2)
    spread = np.minimum(0.5 + 0.40 * gap, 2.2)
    across = 1 / (1 + np.exp(np.clip((np.abs(v) - outer) / (0.45 * spread), -30, 30)))
    along = 1 / (1 + np.exp(np.clip(-u / (0.45 * spread), -30, 30)))
    dark = 0.50 * across * along * np.exp(-gap / 5.0) * np.clip((26.0 - u) / 8.0, 0, 1) - 0.015
    black = np.zeros((*dark.shape, 3), np.uint8)
    return Sprite(premultiplied(black, np.clip(dark, 0, 1)), lead, rows)
