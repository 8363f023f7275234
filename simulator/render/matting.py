"""Telangiectatic matting: where a blush of new, very fine red vessels would appear.

Idea: short tortuous vessels under 0.1 mm, in tufts beside the treated threads, drawn once with
the same optics as any vein; weeks after treatment a per-edge amount lets them through.
Source: matting is a net of vessels under 0.2 mm within weeks of treatment (Duffy 1990; Goldman
1995). Numbers and lengths are guesses.
"""

from typing import Final

import numpy as np

from simulator.anatomy.patient import RETICULAR, Web
from simulator.base.seeds import Seeds
from simulator.render.stamping import Samples

TUFTS_PER_MM: Final = 0.30
VESSELS_PER_TUFT: Final = 4
STEP_MM: Final = 0.05


def grow_matting(web: Web, seed: int) -> Samples:
    """Return samples along the fine vessels that may appear, with the edge they belong to."""
    rng = Seeds(seed).stream("render.matting")
    parts = []
    for e in np.flatnonzero(web.kind != RETICULAR):
        for _ in range(rng.poisson(TUFTS_PER_MM * float(web.length_mm[e]))):
            along = web.path_mm[e, rng.integers(0, web.path_mm.shape[1]), :2]
            middle = along + rng.normal(0.0, 0.7, 2)
            for _ in range(VESSELS_PER_TUFT):
                count = int(rng.uniform(0.6, 2.0) / STEP_MM)
                wander = np.cumsum(rng.normal(0.0, 0.28, count)) * 0.6
                heading = rng.uniform(0.0, 2 * np.pi) + wander
                start = middle + rng.normal(0.0, 0.35, 2)
                x = start[0] + STEP_MM * np.cumsum(np.cos(heading))
                y = start[1] + STEP_MM * np.cumsum(np.sin(heading))
                t = np.linspace(0.0, 1.0, count)
                diameter = rng.uniform(0.05, 0.09) * (1.0 - 0.5 * t)
                top = np.full(count, rng.uniform(0.12, 0.22))
                parts.append((x, y, diameter, top, np.full(count, e, np.int32), t))
    if not parts:
        nothing = np.zeros(0)
        return Samples(nothing, nothing, nothing, nothing, np.zeros(0, np.int32), nothing)
    return Samples(*(np.concatenate(column) for column in zip(*parts, strict=True)))
