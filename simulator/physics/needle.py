"""The needle: its resistance, and how much of its bevel lies inside a vein.

Idea: Poiseuille through the bore, so the thumb feels the needle and not the vein. The bevel
is an opening 0.5 mm long behind the tip; the share of it that lies inside a lumen splits the
flow between vein and tissue. Past the far wall the tip is "through".
Sources: bores of 30 G 0.159, 32 G 0.108, 33 G 0.089 mm, half an inch (13 mm) long; 62 / 124 /
311 mmHg at 10 / 20 / 50 ul/s through 30 G at 1 mPa s.
Departures: a straight shaft; tissue does not bend it; the vein yields by a fixed tolerance,
which shrinks as the tip dulls.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.anatomy.patient import Web
from simulator.base.units import PI

Array = NDArray[np.float64]

BORE_MM: Final = {30: 0.159, 32: 0.108, 33: 0.089}
LENGTH_MM: Final = 13.0
BEVEL_MM: Final = 0.5
BEVEL_POINTS: Final = 5
SHAFT_POINTS: Final = 33
NEAR_MM: Final = 1.0  # veins further from the shaft than this are only looked at if none is nearer
# Stretched, the wall drapes over the bevel; slack, a thin vein rolls aside (guesses).
STRETCHED_MM: Final = 0.05
SLACK_MM: Final = -0.05


# A tip dulls with every hole; from about the tenth a thin wall dents before it gives (guesses).
SHARP_PUNCTURES: Final = 10
DULL_MM_PER_PUNCTURE: Final = 0.004
DULLEST_MM: Final = 0.04
# A straight needle cannot lie flat: the barrel behind it rests on the skin. Outer radii of
# common barrels, and how far behind the tip they begin (needle and hub).
BARREL_RADIUS_MM: Final = {1000: 3.3, 3000: 5.0, 5000: 6.8}
BARREL_BEHIND_MM: Final = 23.0


@dataclass(frozen=True)
class NeedleFit:
    """Where the tip is: `edge` is the nearest vein, `along_frac` the place along it."""

    edge: int
    along_frac: float
    lumen_frac: float  # share of the bevel inside a lumen, 0..1
    tip_mm: tuple[float, float, float]
    is_through: bool
    distance_mm: float  # from the tip to the nearest centre line


def resistance_pa_s_per_ul(gauge: int, viscosity_pa_s: float) -> float:
    """Return the needle's resistance, 128 mu l / (pi d^4); `KeyError` for unknown gauges."""
    bore2 = BORE_MM[gauge] * BORE_MM[gauge]
    return 128.0 * viscosity_pa_s * LENGTH_MM / (PI * bore2 * bore2)


def dulled_mm(punctures: int) -> float:
    """Return how far a tip that has made so many holes dents a wall before it gives."""
    return min(DULLEST_MM, DULL_MM_PER_PUNCTURE * max(0, punctures - SHARP_PUNCTURES))


def flattest_rad(size_ul: int, bend_rad: float) -> float:
    """Return the flattest angle to the skin a bent needle on this syringe can be held at."""
    return max(0.0, BARREL_RADIUS_MM[size_ul] / BARREL_BEHIND_MM - bend_rad)


def locate(
    web: Web,
    x_mm: float,
    y_mm: float,
    heading: tuple[float, float],
    angle_rad: float,
    length_mm: float,
    is_stretched: bool,
    dull_mm: float = 0.0,
) -> NeedleFit:
    """Return how a needle that entered the skin at (x, y) fits the web.

    `heading` is a unit vector in the plane of the skin, `angle_rad` the angle to the skin,
    `length_mm` how far the tip is along the shaft below the skin, `dull_mm` how much further
    than a fresh one it pushes the wall before it (`dulled_mm`).
    """
    along, down = float(np.cos(angle_rad)), float(np.sin(angle_rad))
    direction = np.array((along * heading[0], along * heading[1], down))
    entry = np.array((x_mm, y_mm, 0.0))
    back = np.minimum(np.linspace(0.0, BEVEL_MM, BEVEL_POINTS), length_mm)
    bevel = entry + (length_mm - back)[:, None] * direction
    shaft = entry + np.linspace(0.0, length_mm, SHAFT_POINTS)[:, None] * direction
    edges, fractions, gaps, depths = _nearest(web, np.concatenate((bevel, shaft)), NEAR_MM)
    shaft_edges, shaft_gaps = edges[BEVEL_POINTS:], gaps[BEVEL_POINTS:]
    edges, gaps = edges[:BEVEL_POINTS], gaps[:BEVEL_POINTS]
    if (gaps > web.radius_mm[edges] + NEAR_MM).any():  # the nearest may be further away
        edges, fractions, gaps, depths = _nearest(web, bevel, np.inf)
    yields = (STRETCHED_MM if is_stretched else SLACK_MM) - dull_mm
    is_inside = (gaps <= web.radius_mm[edges] + yields) & (bevel[:, 2] > 0.0)
    first = int(np.argmax(is_inside)) if is_inside.any() else 0
    edge = int(edges[first])
    has_crossed = bool((shaft_gaps <= web.radius_mm[shaft_edges] + max(yields, 0.0)).any())
    is_below = bool(bevel[0, 2] > depths[0] + web.radius_mm[edges[0]])
    tip = bevel[0].tolist()
    return NeedleFit(
        edge=edge,
        along_frac=float(fractions[first]),
        lumen_frac=float(is_inside.sum()) / BEVEL_POINTS,
        tip_mm=(tip[0], tip[1], tip[2]),
        is_through=has_crossed and is_below and not bool(is_inside[0]),
        distance_mm=float(gaps[0]),
    )


def _nearest(
    web: Web, points: Array, within_mm: float
) -> tuple[NDArray[np.intp], Array, Array, Array]:
    """Return for each of `points` (P, 3) the edge whose wall is nearest, the fraction along it,
    the distance to its centre line and the depth of that centre line.

    Only pieces of vein whose box, `within_mm` wider than the wall, meets the points' box are
    looked at (all, if none does): a wall nearer than that is always found.
    """
    pieces = web.path_mm.shape[1] - 1
    start, end = web.path_mm[:, :-1].reshape(-1, 3), web.path_mm[:, 1:].reshape(-1, 3)
    margin = np.repeat(web.radius_mm + within_mm, pieces)[:, None]
    is_near = np.minimum(start, end) - margin <= points.max(axis=0)
    is_near &= np.maximum(start, end) + margin >= points.min(axis=0)
    near = np.flatnonzero(is_near.all(axis=1))
    if not len(near):
        near = np.arange(len(start))
    start, span = start[near], end[near] - start[near]
    length2 = np.maximum((span * span).sum(axis=1), 1e-12)
    to_point = points[:, None] - start
    share = np.clip((to_point * span).sum(axis=2) / length2, 0.0, 1.0)
    off = to_point - share[..., None] * span
    gap = np.sqrt((off * off).sum(axis=2))
    best = (gap - web.radius_mm[near // pieces]).argmin(axis=1)
    rows = np.arange(len(points))
    edges, piece, along = near[best] // pieces, near[best] % pieces, share[rows, best]
    steps = web.path_mm[edges, 1:] - web.path_mm[edges, :-1]
    run = np.zeros((len(points), pieces + 1))
    np.cumsum(np.sqrt(np.maximum((steps * steps).sum(axis=2), 1e-12)), axis=1, out=run[:, 1:])
    place = run[rows, piece] + along * (run[rows, piece + 1] - run[rows, piece])
    depth = start[best, 2] + along * span[best, 2]
    return edges, place / run[:, -1], gap[rows, best], depth
