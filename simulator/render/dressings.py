"""Cotton, gauze and paper tape as pictures of height fields, each made once.

Idea: a cotton ball is a lumpy dome under 4000 curled fibre strokes, all walked at once; folded
gauze is two sheets of woven yarn; tape is draped over either. Drawn once at SWAB_PX_PER_MM,
then turned and scaled by the surface library.
"""

from collections import OrderedDict
from functools import cache
from typing import Final, Literal

import numpy as np
from scipy.ndimage import gaussian_filter, shift

from simulator.base.seeds import Seeds
from simulator.render import light
from simulator.render.cloth import draped, shaded, soft, woven
from simulator.render.creases import creases
from simulator.render.noise import Field, spectral
from simulator.render.pixels import premultiplied, seen
from simulator.render.sprites import Sprite, laid, turned

Kind = Literal["cotton", "gauze"]

KINDS: Final[tuple[Kind, ...]] = ("cotton", "gauze")
KEPT_SWABS: Final = 16
SWAB_PX_PER_MM: Final = 36.0
BALL_MM: Final = 2.7  # radius of a rolled pledget: the neighbouring threads stay in reach
BROADEST_MM: Final = 3.6  # half of the broadest swab with its wisps
SHADE_MM: Final = 3.0  # room for its shadow
TAPE_MM: Final = (13.0, 4.6)  # length, width
FIBRE_MM: Final = 5.0  # longest stroke


class Dressings:
    """Swabs with and without tape; turned and scaled copies are kept while they are in use."""

    def __init__(self) -> None:
        self._turned: OrderedDict[tuple[Kind, bool, int], Sprite] = OrderedDict()

    def swab(self, kind: Kind, is_taped: bool, heading_deg: int) -> Sprite:
        """Return the premultiplied picture, anchored on the puncture."""
        turn = heading_deg if is_taped or kind == "gauze" else 0
        key = (kind, is_taped, turn)
        if key not in self._turned:
            if len(self._turned) >= KEPT_SWABS:
                self._turned.popitem(last=False)
            self._turned[key] = turned(straight(kind, is_taped), turn)
        self._turned.move_to_end(key)
        return self._turned[key]


def prepare() -> None:
    """Make every kind of swab now, so that the first one does not hold up a frame."""
    for kind in KINDS:
        for is_taped in (False, True):
            straight(kind, is_taped)


@cache
def straight(kind: Kind, is_taped: bool) -> Sprite:
    """Return the swab lying straight, with its shadow under it; made once in a process.

    Tape pulls the skin towards the swab, harder at the end that was stuck down last.
    """
    ppm = SWAB_PX_PER_MM
    length_mm, width_mm = TAPE_MM if is_taped else (0.0, 0.0)
    half_x, half_y = max(length_mm / 2, BROADEST_MM) + SHADE_MM, BROADEST_MM + SHADE_MM
    x = np.arange(-half_x, half_x, 1 / ppm, dtype=np.float32)[None]
    y = np.arange(-half_y, half_y, 1 / ppm, dtype=np.float32)[:, None]
    rgb, cover, elevation = _cotton(x, y) if kind == "cotton" else woven(x, y, ppm)
    raised = elevation * (cover > 0.5)
    if is_taped:
        tape_rgb, tape_cover, raised = draped(x, y, ppm, raised, length_mm, width_mm)
        rgb = rgb * (1 - tape_cover)[..., None] + tape_rgb * tape_cover[..., None]
        cover = cover + tape_cover * (1 - cover)
    above = np.clip(raised / 1.2, 0.0, 1.0).astype(np.float32)
    body = soft(above, 0.5, ppm) * 0.45 + soft(above, 1.6, ppm) * 0.45
    shadow = 0.55 * shift(body, (0.35 * ppm, 0.25 * ppm), order=1)
    # The shadow has ended where the picture ends.
    room = np.minimum(half_x - np.abs(x), half_y - np.abs(y)) - 0.1
    alpha = cover + shadow * np.clip(room / 1.5, 0, 1) * (1 - cover)
    lit = rgb * (cover / np.maximum(alpha, 1e-3))[..., None]
    picture = premultiplied(light.to_byte(lit), seen(alpha))
    swab = Sprite(picture, picture.get_width() / 2, picture.get_height() / 2)
    if not is_taped:
        return swab
    end_px = (length_mm / 2 - 0.3) * ppm
    ahead = creases(1.0, "tape", ppm)
    behind = turned(creases(0.5, "tape", ppm), 180.0)
    return laid((behind, -end_px), (ahead, end_px), (swab, 0.0))


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
    wisps = _fibres(rng, shape, 300, (radius * 1.18, radius * 1.08))  # single ones that stick out
    fringe = np.clip(gaussian_filter(wisps, 0.55) * 0.75, 0, 0.6) * np.clip((1.36 - r) / 0.35, 0, 1)
    hazy = np.clip(gaussian_filter(outer, 0.5) * 0.35, 0, 0.6) * np.clip((1.15 - r) / 0.2, 0, 1)
    fringe = np.maximum(fringe, hazy)
    solid = 1.35 / (1 + np.exp(np.clip((r - 0.95) / 0.035, -30, 30)))
    cover = np.maximum(np.clip(solid, 0, 1), fringe)
    hollow = np.clip(soft(elevation, 1.0, ppm) - elevation, 0, 1)
    grey = 0.80 * shaded(elevation, ppm, 0.60) * np.clip(1 - 0.55 * hollow, 0.5, 1)
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
    for hop, share in (
        (0, (1 - fx) * (1 - fy)),
        (1, fx * (1 - fy)),
        (shape[1], (1 - fx) * fy),
        (shape[1] + 1, fx * fy),
    ):
        out += np.bincount(at + hop, w * share, minlength=len(out))
    return out.reshape(shape).astype(np.float32)
