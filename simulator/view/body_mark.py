"""The little leg with the probe on it that is stored with a frozen picture."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from simulator.anatomy.landmarks import aspect
from simulator.anatomy.patient import Leg
from simulator.physics.image_plane import APERTURE_MM
from simulator.physics.moment import ProbePose
from simulator.view.leg import ASPECTS, LOWEST_S_MM, TOP_S_MM, LegProjection

_HEIGHT_PX: Final = 1000
_STEPS: Final = 20
_SEEN_FROM: Final = {
    "anterior": "front",
    "medial": "inner",
    "lateral": "outer",
    "posterior": "back",
}

Point = tuple[float, float]


@dataclass(frozen=True)
class BodyMark:
    """Outline of the leg and both ends of the probe, in shares of the figure's height."""

    outline: tuple[Point, ...]
    probe: tuple[Point, Point]  # the end with the marker last
    words: str


def body_mark(leg: Leg, pose: ProbePose) -> BodyMark:
    """Return the mark of a probe, from the side of the leg on which it lies."""
    side = aspect(leg, pose.u_mm, pose.s_mm)
    place = LegProjection(leg, next(a for a in ASPECTS if a == side), _HEIGHT_PX)
    heights = np.linspace(LOWEST_S_MM, TOP_S_MM, _STEPS).tolist()
    edges = [(place.edges_px(s), place.y_px(s)) for s in heights]
    rim = [(left, y) for (left, _), y in edges] + [(right, y) for (_, right), y in edges[::-1]]
    half = APERTURE_MM / 2
    du, ds = half * float(np.cos(pose.yaw_rad)), half * float(np.sin(pose.yaw_rad))
    ends = [place.to_figure(pose.u_mm + k * du, pose.s_mm + k * ds)[:2] for k in (-1.0, 1.0)]
    start, end = (_share(end) for end in ends)
    words = f"{leg.side.capitalize()} leg, {_SEEN_FROM[side]}"
    return BodyMark(tuple(_share(point) for point in rim), (start, end), words)


def _share(point: Point) -> Point:
    return point[0] / _HEIGHT_PX, point[1] / _HEIGHT_PX
