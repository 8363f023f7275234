"""The straight way of a needle through skin and veins: what it meets, and how squarely.

Idea: while a needle is in the skin its way through the tissue is one straight line. Every
piece of vein is a capsule around its centre line, so where the line is inside one follows
from two quadratics, for all pieces at once. Overlapping pieces of veins that join are one
crossing. How far off the axis the line passes decides whether a vein rolls aside.
Departures: a straight shaft, which tissue does not bend; a vein is taken where it lies at
rest, so pushing one vein aside does not move its neighbours.
Shapes: P points or pieces of centre line near the needle.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.anatomy.patient import Web

Array = NDArray[np.float64]
Spot = tuple[float, float, float]

REACH_MM: Final = 12.0  # no needle goes in further
# A thin wall drapes over a bevel that is wider than the vein, so its opening may lie this far
# outside the round lumen and still feed it (guess).
DRAPE_MM: Final = 0.05


@dataclass(frozen=True)
class Crossing:
    """One lumen on the needle's way, from where it meets the wall to where it leaves."""

    start_mm: float  # along the needle, from the skin
    end_mm: float
    edge: int  # the vein it comes into
    radius_mm: float
    aside_mm: float  # how far off the vein's axis the needle passes
    across_frac: float  # 0 along the vein .. 1 square to it, in the plane of the skin
    end_edge: int  # the vein it leaves, another one where veins join


@dataclass(frozen=True)
class Track:
    """The way of one puncture: where it begins, which way it runs, what lies on it."""

    entry_mm: Spot
    direction: Spot  # unit vector, z into the skin
    crossings: tuple[Crossing, ...]

    def at(self, length_mm: float) -> Spot:
        """Return the point `length_mm` along the way."""
        x, y, z = self.entry_mm
        dx, dy, dz = self.direction
        return x + length_mm * dx, y + length_mm * dy, z + length_mm * dz


def lay(
    web: Web, x_mm: float, y_mm: float, heading: tuple[float, float], angle_rad: float
) -> Track:
    """Return the way of a needle that enters the skin at (x, y).

    `heading` is a unit vector in the plane of the skin, `angle_rad` the angle to the skin.
    """
    along, down = float(np.cos(angle_rad)), float(np.sin(angle_rad))
    direction = (along * heading[0], along * heading[1], down)
    entry = (x_mm, y_mm, 0.0)
    return Track(entry, direction, _crossings(web, np.array(entry), np.array(direction)))


def _crossings(web: Web, entry: Array, direction: Array) -> tuple[Crossing, ...]:
    start, span, edge = _near(web, entry, direction)
    if not len(edge):
        return ()
    wide = web.radius_mm[edge] + DRAPE_MM
    length = np.sqrt(np.maximum((span * span).sum(axis=1), 1e-18))
    axis = span / length[:, None]
    low, high, middle = _inside_tube(entry - start, direction, axis, length, wide)
    balls = [_inside_ball(entry - at, direction, wide) for at in (start, start + span)]
    low = np.minimum(low, np.minimum(balls[0][0], balls[1][0]))
    high = np.maximum(high, np.maximum(balls[0][1], balls[1][1]))
    low = np.maximum(low, 0.0)
    met = np.flatnonzero(high > low)
    met = met[np.argsort(low[met], kind="stable")]
    start, axis, low, high = start[met], axis[met], low[met], high[met]
    middle = np.minimum(np.maximum(middle[met], low), high)
    gap = _to_piece(entry + middle[:, None] * direction - start, axis, length[met])
    return _joined(web, edge[met], low, high, gap, axis, direction)


def _near(web: Web, entry: Array, direction: Array) -> tuple[Array, Array, NDArray[np.intp]]:
    """Return start, span (P, 3) and edge (P,) of the pieces whose box meets the needle's."""
    pieces = web.path_mm.shape[1] - 1
    tip = entry + REACH_MM * direction
    begin, end = web.path_mm[:, :-1].reshape(-1, 3), web.path_mm[:, 1:].reshape(-1, 3)
    margin = np.repeat(web.radius_mm + DRAPE_MM, pieces)[:, None]
    is_near = np.minimum(begin, end) - margin <= np.maximum(entry, tip)
    is_near &= np.maximum(begin, end) + margin >= np.minimum(entry, tip)
    near = np.flatnonzero(is_near.all(axis=1))
    return begin[near], end[near] - begin[near], near // pieces


def _inside_tube(
    to: Array, direction: Array, axis: Array, length: Array, wide: Array
) -> tuple[Array, Array, Array]:
    """Return from where to where (P,) a line is inside tubes, and where it is nearest the axis.

    `to` (P, 3) is from the beginning of each tube to that of the line. Empty is (inf, -inf).
    """
    slope, offset = (axis * direction).sum(axis=1), (axis * to).sum(axis=1)
    across, aside = direction - slope[:, None] * axis, to - offset[:, None] * axis
    a = np.maximum((across * across).sum(axis=1), 1e-12)
    b = (across * aside).sum(axis=1)
    room = b * b - a * ((aside * aside).sum(axis=1) - wide * wide)
    half = np.sqrt(np.maximum(room, 0.0))
    low, high, middle = (-b - half) / a, (-b + half) / a, -b / a
    steady = np.where(np.abs(slope) < 1e-12, 1e-12, slope)
    one, other = -offset / steady, (length - offset) / steady
    low = np.maximum(low, np.minimum(one, other))
    high = np.minimum(high, np.maximum(one, other))
    is_met = (room > 0.0) & (high > low)
    return np.where(is_met, low, np.inf), np.where(is_met, high, -np.inf), middle


def _inside_ball(to: Array, direction: Array, wide: Array) -> tuple[Array, Array]:
    """Return from where to where (P,) a line is inside the balls at the ends of pieces."""
    b = (to * direction).sum(axis=1)
    room = b * b - ((to * to).sum(axis=1) - wide * wide)
    half = np.sqrt(np.maximum(room, 0.0))
    is_met = room > 0.0
    return np.where(is_met, -b - half, np.inf), np.where(is_met, -b + half, -np.inf)


def _to_piece(to: Array, axis: Array, length: Array) -> Array:
    """Return the distance (P,) from points to their pieces of centre line."""
    along = np.minimum(np.maximum((to * axis).sum(axis=1), 0.0), length)
    off = to - along[:, None] * axis
    return np.sqrt((off * off).sum(axis=1))


def _joined(
    web: Web,
    edge: NDArray[np.intp],
    low: Array,
    high: Array,
    gap: Array,
    axis: Array,
    direction: Array,
) -> tuple[Crossing, ...]:
    """Return the crossings; pieces, in order of `low`, that overlap and belong together are one.

    The needle passes such a vein as far off its axis as at the place where it comes nearest.
    """
    flat = np.sqrt(direction[0] * direction[0] + direction[1] * direction[1])
    ends = web.edges
    found: list[Crossing] = []
    inside: set[int] = set()  # nodes of the veins of the last crossing
    for k in range(len(edge)):
        vein, start, end = int(edge[k]), float(low[k]), min(float(high[k]), REACH_MM)
        nodes = {int(ends[vein, 0]), int(ends[vein, 1])}
        if found and start <= found[-1].end_mm and inside & nodes:
            last = found[-1]
            aside = min(last.aside_mm, float(gap[k]))
            is_further = end > last.end_mm
            found[-1] = replace(
                last,
                aside_mm=aside,
                end_mm=end if is_further else last.end_mm,
                end_edge=vein if is_further else last.end_edge,
            )
            inside |= nodes
            continue
        start = max(start, found[-1].end_mm) if found else start
        if end <= start:
            continue
        square = abs(float(axis[k, 0] * direction[1] - axis[k, 1] * direction[0]))
        across = min(1.0, square / float(flat)) if flat > 1e-9 else 0.0
        radius = float(web.radius_mm[vein])
        off = min(float(gap[k]), radius + DRAPE_MM)
        found.append(Crossing(start, end, vein, radius, off, across, vein))
        inside = nodes
    return tuple(found)
