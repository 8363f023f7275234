"""The ghost beside the picture: which vessels lie in the image plane, as named outlines.

A teaching aid, so it shows the truth: the same tubes that the picture is painted from. It does
not tell which way the blood runs.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from simulator.anatomy.patient import Vessel
from simulator.physics.moment import ProbePose
from simulator.physics.scanner import Scanner
from simulator.ultrasound.lumens import Section
from simulator.ultrasound.machine import Machine
from simulator.ultrasound.plane import Plane

NAMES: Final = {
    "GSV": "GSV",
    "AASV": "AASV",
    "SSV": "SSV",
    "perforator": "perforator",
    "reticular": "reticular feeder",
    "lateral_subdermic": "lateral vein",
    "tributary": "tributary",
}
_FEWEST: Final = 2  # columns or rows of a lumen worth an outline

Point = tuple[float, float]


@dataclass(frozen=True)
class GhostLumen:
    """One vessel where the plane cuts it: its rim in image millimetres."""

    name: str
    is_artery: bool
    rim: tuple[Point, ...]


@dataclass(frozen=True)
class Ghost:
    """All that lies in the image plane."""

    depth_mm: float
    lumens: tuple[GhostLumen, ...]


def ghost(machine: Machine, pose: ProbePose, settings: Scanner, tick: int, posture: str) -> Ghost:
    """Return the outlines of the vessels in the image plane."""
    still = machine.still(pose, settings, tick, posture)
    lumens = tuple(
        GhostLumen(_name(section.vessel), section.vessel.is_artery, rim)
        for section in still.sections
        for rim in _rims(section, still.plane)
    )
    return Ghost(settings.depth_um / 1000, lumens)


def _name(vessel: Vessel) -> str:
    return NAMES.get(vessel.kind, vessel.kind.replace("_", " "))


def _rims(section: Section, plane: Plane) -> list[tuple[Point, ...]]:
    """Return the rim of each part of a lumen that the plane cuts."""
    line = section.per_line
    if section.is_steep:
        at = (section.rows.start + np.arange(len(line["x_mm"])) + 0.5) * plane.row_mm
        middle = line["x_mm"]
        half = np.sqrt(np.maximum(line["radius_mm"] ** 2 - line["off_mm"] ** 2, 0.0))
    else:
        at, middle = plane.x_mm[section.columns], line["centre_mm"]
        inside = np.maximum(1.0 - line["across_frac"] ** 2, 0.0)
        half = line["half_height_mm"] * np.sqrt(inside)
    rims = []
    cut = np.nonzero(half > 0.0)[0]
    for run in np.split(cut, np.nonzero(np.diff(cut) > 1)[0] + 1):
        if len(run) >= _FEWEST:
            one = [(float(at[k]), float(middle[k] - half[k])) for k in run]
            two = [(float(at[k]), float(middle[k] + half[k])) for k in run[::-1]]
            rim = (*one, *two)
            rims.append(tuple((z, x) for x, z in rim) if section.is_steep else rim)
    return rims
