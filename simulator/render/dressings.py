"""Cotton and paper tape as pictures of height fields, made once from thousands of fibres.

Idea: a cotton ball is a lumpy dome under 4000 curled fibre strokes, all walked at once; tape is
draped over it by repeated smoothing from above, crinkled where it leaves the cotton, pierced
by pores. One soft light from the upper left shades both. Drawn once at SWAB_PX_PER_MM, then
turned and scaled by the surface library.
"""

from functools import cache
from typing import Final

import numpy as np
import pygame
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

from simulator.base.seeds import Seeds
from simulator.render import light
from simulator.render.noise import Field, enlarge, spectral
from simulator.render.pixels import premultiplied

SWAB_PX_PER_MM: Final = 32.0
BALL_MM: Final = 2.7  # radius of a rolled pledget: the neighbouring threads stay in reach
TAPE_MM: Final = (13.0, 4.6)  # length, width
FIBRE_MM: Final = 5.0  # longest stroke
LIGHT_FROM: Final = (-0.35, -0.45)


class Dressings:
    """The swab with and without tape; turned and scaled copies are kept while they are in use."""

    def __init__(self) -> None:
        for is_taped in (False, True):
            straight(is_taped)  # now, so that the first swab does not hold up a frame
        self._turned: dict[tuple[bool, int, float], pygame.Surface] = {}

    def swab(self, is_taped: bool, heading_deg: int, scale: float) -> pygame.Surface:
        """Return the premultiplied picture, its middle on the puncture."""
        key = (is_taped, heading_deg if is_taped else 0, round(scale, 3))
        if key not in self._turned:
            if len(self._turned) > 12:
                self._turned.clear()
            self._turned[key] = pygame.transform.rotozoom(straight(is_taped), -key[1], scale)
        return self._turned[key]


@cache
def straight(is_taped: bool) -> pygame.Surface:
    """Return the swab lying straight, with its shadow under it; made once in a process."""
    ppm = SWAB_PX_PER_MM
    length_mm, width_mm = TAPE_MM if is_taped else (0.0, 0.0)
    half_x, half_y = max(length_mm / 2, BALL_MM * 1.2) + 2.0, BALL_MM * 1.2 + 2.0
    x = np.arange(-half_x, half_x, 1 / ppm, dtype=np.float32)[None]
    y = np.arange(-half_y, half_y, 1 / ppm, dtype=np.float32)[:, None]
    rgb, cover, elevation = _cotton(x, y)
    raised = elevation * (cover > 0.5)
    if is_taped:
        tape_rgb, tape_cover, raised = _tape(x, y, raised, length_mm, width_mm)
        rgb = rgb * (1 - tape_cover)[..., None] + tape_rgb * tape_cover[..., None]
        cover = cover + tape_cover * (1 - cover)
    above = np.clip(raised / 1.2, 0.0, 1.0).astype(np.float32)
    body = _soft(above, 0.5) * 0.45 + _soft(above, 1.6) * 0.45
    shadow = 0.55 * np.roll(body, (int(0.35 * ppm), int(0.25 * ppm)), (0, 1))
    alpha = cover + shadow * (1 - cover)
    lit = rgb * (cover / np.maximum(alpha, 1e-3))[..., None]
    return premultiplied(light.to_byte(lit), alpha)


def _soft(field: Field, sigma_mm: float) -> Field:
    """Return a wide Gaussian blur, worked out on every fourth pixel."""
    small = gaussian_filter(field[::4, ::4], sigma_mm * SWAB_PX_PER_MM / 4, truncate=3.0)
    return enlarge(small, 4, (field.shape[0], field.shape[1]))


def _shaded(elevation_mm: Field, ambient: float, k: float = 0.75) -> Field:
    gy, gx = np.gradient(elevation_mm * np.float32(SWAB_PX_PER_MM))
    facing = 1.0 / np.sqrt(1.0 + gx * gx + gy * gy)
    towards = 1.0 + k * (gx * LIGHT_FROM[0] + gy * LIGHT_FROM[1])
    return np.clip(ambient + (1.0 - ambient) * facing * towards, 0.05, 1.5)


def _cotton(x: Field, y: Field) -> tuple[Field, Field, Field]:
    """Return (rgb, cover, height mm) of the ball."""
    ppm, radius = SWAB_PX_PER_MM, BALL_MM
    rng = Seeds(4).stream("render.cotton")
    shape = (y.shape[0], x.shape[1])
    turn = np.arctan2(y, x)
    lobes = 1 + 0.05 * np.sin(2 * turn + 0.6) + 0.04 * np.sin(3 * turn + 2)
    lobes += 0.02 * np.sin(7 * turn)
    r = np.hypot(x / 1.12, y) / (radius * lobes) + 0.045 * spectral(rng, shape, 1.6 * ppm, 3.0)
    dome = np.sqrt(np.clip(1 - r * r, 0, 1)) * radius * 0.42
    lump = 0.40 * spectral(rng, shape, 1.9 * ppm, 3.0) + 0.16 * spectral(rng, shape, 0.8 * ppm, 2.6)
    elevation = gaussian_filter(dome + lump * np.clip(dome / 1.5, 0, 1), 0.15 * ppm)
    outer = _fibres(rng, shape, 2600, (radius * 1.14, radius))
    inner = _fibres(rng, shape, 1600, (radius * 1.04, radius * 0.9))
    detail = gaussian_filter(inner, 0.6) - gaussian_filter(inner, 0.22 * ppm)
    strands = outer - gaussian_filter(outer, 0.12 * ppm)
    fringe = np.clip(gaussian_filter(outer, 0.5) * 0.5, 0, 0.75) * np.clip((1.2 - r) / 0.25, 0, 1)
    solid = 1.35 / (1 + np.exp(np.clip((r - 0.95) / 0.035, -30, 30)))
    cover = np.maximum(np.clip(solid, 0, 1), fringe)
    hollow = np.clip(_soft(elevation, 1.0) - elevation, 0, 1)
    grey = 0.80 * _shaded(elevation, 0.60) * np.clip(1 - 0.55 * hollow, 0.5, 1)
    grey += 0.022 * detail / detail.std() + 0.012 * strands / strands.std()
    rgb = np.clip(grey[..., None] * np.array([1.0, 0.985, 0.955], np.float32), 0, 1.05)
    return rgb, cover, elevation


def _fibres(
    rng: np.random.Generator, shape: tuple[int, int], count: int, reach_mm: tuple[float, float]
) -> Field:
    """Return the density of curled fibre strokes, all fibres walked at once."""
    ppm, step_px = SWAB_PX_PER_MM, 0.7
    r, around = np.sqrt(rng.random(count)) * 1.02, rng.random(count) * 2 * np.pi
    x = shape[1] / 2 + reach_mm[0] * ppm * r * np.cos(around)
    y = shape[0] / 2 + reach_mm[1] * ppm * r * np.sin(around)
    steps = int(FIBRE_MM * ppm / step_px)
    bend = np.cumsum(rng.standard_normal((steps, count), dtype=np.float32) * 0.05, axis=0)
    bend += rng.standard_normal(count, dtype=np.float32) * 0.5
    heading = np.cumsum(bend, axis=0) * np.float32(1.6 * step_px / ppm)
    heading += (rng.random(count) * 2 * np.pi).astype(np.float32)
    px = x + np.cumsum(np.cos(heading), axis=0) * step_px
    py = y + np.cumsum(np.sin(heading), axis=0) * step_px
    is_long = np.arange(steps)[:, None] < rng.integers(steps // 4, steps, count)
    weight = np.broadcast_to(0.35 + 0.65 * rng.random(count), px.shape)
    ix, iy = np.floor(px).astype(np.int32), np.floor(py).astype(np.int32)
    on = is_long & (ix >= 0) & (iy >= 0) & (ix < shape[1] - 1) & (iy < shape[0] - 1)
    fx, fy, w = (px - ix)[on], (py - iy)[on], weight[on]
    at = iy[on] * shape[1] + ix[on]
    out = np.zeros(shape[0] * shape[1])
    for shift, share in (
        (0, (1 - fx) * (1 - fy)),
        (1, fx * (1 - fy)),
        (shape[1], (1 - fx) * fy),
        (shape[1] + 1, fx * fy),
    ):
        out += np.bincount(at + shift, w * share, minlength=len(out))
    return out.reshape(shape).astype(np.float32)


def _tape(
    x: Field, y: Field, below_mm: Field, length_mm: float, width_mm: float
) -> tuple[Field, Field, Field]:
    """Return (rgb, cover, height mm) of a strip of porous paper tape draped over `below_mm`."""
    ppm = SWAB_PX_PER_MM
    rng = Seeds(11).stream("render.tape")
    shape: tuple[int, int] = below_mm.shape
    teeth = 0.28 * (2 / np.pi) * np.arcsin(np.sin(7 * y))
    cover = np.clip((width_mm / 2 - np.abs(y)) * ppm * 0.7 + 0.5, 0, 1)
    cover = cover * np.clip((length_mm / 2 - np.abs(x) + teeth) * ppm * 0.5 + 0.5, 0, 1)
    draped: NDArray[np.float32] = below_mm
    for _ in range(3):
        draped = np.maximum(_soft(draped, 1.1), below_mm)
    draped = _soft(draped, 0.35) + 0.06
    lift = np.clip(draped - _soft(below_mm, 1.5), 0, 2)
    wrinkle = spectral(rng, shape, 1.2 * ppm, 3.0)
    fold = 0.06 * np.sin(5.5 * y + 2.2 * wrinkle) * np.clip(1.6 * lift, 0, 1)
    crepe = 0.008 * spectral(rng, shape, 0.16 * ppm, 2.2, 1.2 * ppm)
    crepe += 0.006 * np.sin(14 * x + 1.2 * wrinkle)
    surface = (draped + fold + crepe).astype(np.float32)
    pore_x, pore_y = x / 0.62, y / 0.62
    off = np.hypot(pore_x - np.floor(pore_x) - 0.5, pore_y - np.floor(pore_y) - 0.5)
    pore = np.exp(-((off / 0.17) ** 2))
    fibre = spectral(rng, shape, 0.09 * ppm, 1.6)
    grey = (0.73 + 0.018 * fibre - 0.10 * pore) * _shaded(surface, 0.60, 0.85)
    rgb = grey[..., None] * np.array([1.0, 0.965, 0.915], np.float32)
    return rgb, np.clip(cover * (0.80 + 0.025 * fibre - 0.16 * pore), 0, 1), surface * (cover > 0.5)
