"""The needle: its resistance, and how much of its bevel lies inside a vein.

Idea: Poiseuille through the bore, so the thumb feels the needle and not the vein. The bevel
is an opening 0.5 mm long behind the tip; the share of it that lies inside a lumen splits the
flow between vein and tissue. Past the far wall the tip is "through". Which lumens it lies in
follows from what has yielded to it (`give`) on its way (`track`).
Sources: bores of 30 G 0.159, 32 G 0.108, 33 G 0.089 mm, half an inch (13 mm) long; 62 / 124 /
311 mmHg at 10 / 20 / 50 ul/s through 30 G at 1 mPa s.
Departures: the opening is a line along the shaft, so the bevel's turn does not move it.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.anatomy.patient import Web
from simulator.base.units import PI
from simulator.physics.give import CROSSED, ENTERED, Thrust
from simulator.physics.track import Track

Array = NDArray[np.float64]

BORE_MM: Final = {30: 0.159, 32: 0.108, 33: 0.089}
LENGTH_MM: Final = 13.0
BEVEL_MM: Final = 0.5
BEVEL_POINTS: Final = 5
NEAR_MM: Final = 1.0  # veins further from the shaft than this are only looked at if none is nearer
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
    arteriole_frac: float = 0.0  # share of the bevel inside an arteriole, not in `lumen_frac`


def resistance_pa_s_per_ul(gauge: int, viscosity_pa_s: float) -> float:
    """Return the needle's resistance, 128 mu l / (pi d^4); `KeyError` for unknown gauges."""
    bore2 = BORE_MM[gauge] * BORE_MM[gauge]
    return 128.0 * viscosity_pa_s * LENGTH_MM / (PI * bore2 * bore2)


def flattest_rad(size_ul: int, bend_rad: float) -> float:
    """Return the flattest angle to the skin a bent needle on this syringe can be held at."""
    return max(0.0, BARREL_RADIUS_MM[size_ul] / BARREL_BEHIND_MM - bend_rad)


def locate(web: Web, track: Track, thrust: Thrust) -> NeedleFit:
    """Return how a needle that has come so far on its `track` fits the web."""
    at = thrust.tip_mm
    places = np.maximum(at - np.linspace(0.0, BEVEL_MM, BEVEL_POINTS), 0.0)
    is_inside = np.zeros(BEVEL_POINTS, dtype=np.bool_)
    has_crossed = False
    for wall, crossing in zip(thrust.walls, track.crossings, strict=True):
        if wall in (ENTERED, CROSSED):
            is_inside |= (places > crossing.start_mm) & (places <= crossing.end_mm)
            has_crossed |= wall == CROSSED and at > crossing.end_mm
    is_inside &= places > 0.0
    bevel = np.array(track.entry_mm) + places[:, None] * np.array(track.direction)
    edges, fractions, gaps = _nearest(web, bevel, NEAR_MM)
    if (gaps > web.radius_mm[edges] + NEAR_MM).any():  # the nearest may be further away
        edges, fractions, gaps = _nearest(web, bevel, np.inf)
    is_arterial = is_inside & (web.edges[edges] == web.arteriole_node).any(axis=1)
    is_inside &= ~is_arterial
    for arteriole in web.arterioles:
        is_arterial |= (_gap_mm(arteriole.path_mm, bevel) <= arteriole.radius_mm) & (places > 0.0)
    is_inside &= ~is_arterial
    first = int(np.argmax(is_inside)) if is_inside.any() else 0
    return NeedleFit(
        edge=int(edges[first]),
        along_frac=float(fractions[first]),
        lumen_frac=float(is_inside.sum()) / BEVEL_POINTS,
        tip_mm=track.at(at),
        is_through=has_crossed and not bool(is_inside[0]),
        distance_mm=float(gaps[0]),
        arteriole_frac=float(is_arterial.sum()) / BEVEL_POINTS,
    )


def _gap_mm(path_mm: Array, points: Array) -> Array:
    """Return the distance (P,) of `points` (P, 3) from a centre line (K, 3)."""
    start, span = path_mm[:-1], path_mm[1:] - path_mm[:-1]
    to_point = points[:, None] - start
    share = (to_point * span).sum(axis=2) / np.maximum((span * span).sum(axis=1), 1e-12)
    off = to_point - np.clip(share, 0.0, 1.0)[..., None] * span
    gap: Array = np.sqrt((off * off).sum(axis=2)).min(axis=1)
    return gap


def _nearest(web: Web, points: Array, within_mm: float) -> tuple[NDArray[np.intp], Array, Array]:
    """Return for each of `points` (P, 3) the edge whose wall is nearest, the fraction along it
    and the distance to its centre line.

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
    return edges, place / run[:, -1], gap[rows, best]
