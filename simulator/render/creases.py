"""Fine creases in skin that is dragged: thin dark and bright lines fanning from an edge.

Idea: skin under tension gathers into ridges that run along the pull and fan out from where
it acts. Each ridge is a dark furrow with a bright flank, faint enough that the skin's own
lines stay visible through it. Amounts and sizes are by eye.
Frame of a straight sprite: the pull acts at the anchor and the creases run along +x.
"""

from functools import lru_cache
from typing import Final, Literal, NamedTuple

import numpy as np

from simulator.base.seeds import Seeds
from simulator.render.pixels import premultiplied, seen
from simulator.render.sprites import Sprite

Puller = Literal["finger", "tape"]


class Fan(NamedTuple):
    """A bundle of creases: how wide where they begin, how far they go, how they spread."""

    half_mm: float
    reach_mm: float
    spread: float
    lines: int
    round_mm: float  # how far the edge they begin at bulges forward


FANS: Final[dict[Puller, Fan]] = {
    "finger": Fan(4.8, 3.8, 0.40, 17, 1.8),
    "tape": Fan(2.1, 2.6, 0.42, 17, 0.0),
}


@lru_cache(maxsize=8)
def creases(pull_frac: float, puller: Puller, px_per_mm: float) -> Sprite:
    """Return the creases before a puller, lying along +x."""
    fan, ppm = FANS[puller], px_per_mm
    rng = Seeds(31).stream(f"render.creases.{puller}")
    rows = round((fan.half_mm * (1 + fan.spread) + 1.0) * ppm)
    x = np.arange(0, round((fan.reach_mm + 0.5) * ppm), dtype=np.float32)[None] / ppm
    y = np.arange(-rows, rows + 1, dtype=np.float32)[:, None] / ppm
    dark, bright = np.zeros((y.shape[0], x.shape[1]), np.float32), np.float32(0)
    lead = round(fan.round_mm * ppm)
    for k in range(fan.lines):
        at = (2 * (k + 0.5 + 0.5 * (rng.random() - 0.5)) / fan.lines - 1) * fan.half_mm
        reach = fan.reach_mm * (0.45 + 0.55 * rng.random())
        strength, phase = 0.4 + 0.6 * rng.random(), 6.3 * rng.random()
        begins = fan.round_mm * (1 - (at / fan.half_mm) ** 2) - fan.round_mm
        along = np.clip((x - lead / ppm - begins) / reach, 0, 1)
        path = at * (1 + fan.spread * along) + 0.06 * np.sin(3.1 * x + phase) * along
        fade = strength * np.sin(np.pi * np.minimum(along * 1.6 + 0.12, 1.0)) * (along > 0)
        wide = (0.05 + 0.05 * along) * (0.6 + 0.9 * strength)
        dark = np.maximum(dark, fade * np.exp(-(((y - path) / wide) ** 2)))
        bright = np.maximum(bright, fade * np.exp(-(((y - path - 1.7 * wide) / wide) ** 2)))
    alpha = pull_frac * np.clip(0.22 * dark + 0.15 * bright, 0, 0.5)
    share = (0.15 * bright / np.maximum(0.22 * dark + 0.15 * bright, 1e-4))[..., None]
    rgb = (1 - share) * np.array([52, 22, 16]) + share * np.array([255, 240, 226])
    return Sprite(premultiplied(rgb.astype(np.uint8), seen(alpha)), lead, rows)
