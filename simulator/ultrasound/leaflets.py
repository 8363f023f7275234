"""Valves of the trunks, as the picture shows them: a sinus, and a pair of thin leaflets in it.

Idea. Every few centimetres a trunk widens over a few millimetres, and from the lower end of
that sinus two leaflets rise towards the heart, a little off the wall, their free edges near
the middle. In a vein that runs back they are short and stick to the wall.

    heart ->      _____.-----._____          sinus
             _____  `--..__   _____          leaflets, drawn half open
             _____  .--''     _____
                  `-----'                   blood flows to the right

Sources. Valves of the great saphenous vein: 7 or more over its length (Caggiati 2007), so one
each 60 to 120 mm; sinus and leaflet size as shares of the calibre are guesses. Departure:
leaflets stand still; what opens and shuts is told by Doppler alone.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.anatomy.patient import Vessel
from simulator.base.seeds import Seeds

Array = NDArray[np.float64]

VALVED: Final = ("AASV", "GSV", "SSV", "femoral_vein", "popliteal_vein")
SPACING_MM: Final = (60.0, 120.0)
NO_VALVE_MM: Final = 999.0
BULGE_FRAC: Final = 0.14  # of the radius, at the middle of the sinus
LEAFLET_RADII: Final = 2.0  # how long leaflets are
LEAFLET_DB: Final = -15.0
_ROOT_FRAC, _EDGE_FRAC = 0.92, 0.28  # how far off the middle root and free edge stand
_STUCK_EDGE_FRAC: Final = 0.74  # where valves leak
_BEFORE_RADII: Final = 0.8  # the sinus begins so far before the leaflets' root


def above_valve_mm(vessel: Vessel, along_mm: Array, seed: int) -> Array:
    """Return how far past its nearest valve's root, towards the heart, every place lies.

    `along_mm` counts from the lower end of the vessel; below a root it is negative.
    """
    if vessel.kind not in VALVED or vessel.is_clotted:
        return np.full_like(along_mm, NO_VALVE_MM)
    rng = Seeds(seed).stream(f"ultrasound.valves.{vessel.id}")
    count = int(along_mm[-1] / SPACING_MM[0]) + 1
    roots = np.cumsum(rng.uniform(*SPACING_MM, count)) - 0.5 * SPACING_MM[0]
    roots = roots[roots < along_mm[-1] - 10.0]
    if len(roots) == 0:
        return np.full_like(along_mm, NO_VALVE_MM)
    away = along_mm[:, None] - roots
    return np.take_along_axis(away, abs(away).argmin(1)[:, None], 1)[:, 0]


def bulge(above_mm: Array, radius_mm: Array) -> Array:
    """Return by how much a sinus widens the lumen at places `above_mm` a valve: 1 is none."""
    middle = 0.5 * (LEAFLET_RADII - _BEFORE_RADII) * radius_mm
    t = (above_mm - middle) / ((0.5 * (LEAFLET_RADII + _BEFORE_RADII) + 0.3) * radius_mm)
    return 1.0 + BULGE_FRAC * np.exp(-2.0 * np.minimum(t * t, 40.0))


def leaflet_frac(vessel: Vessel, above_mm: Array, radius_mm: Array) -> tuple[Array, Array]:
    """Return where a leaflet stands between middle (0) and wall (1), and its strength."""
    length = LEAFLET_RADII * (0.5 if vessel.reflux_s > 0.0 else 1.0) * radius_mm
    t = above_mm / length
    edge = _STUCK_EDGE_FRAC if vessel.reflux_s > 0.0 else _EDGE_FRAC
    bent = np.clip(t, 0.0, 1.0) ** 0.8
    strength = np.clip(4.0 * t, 0.0, 1.0) * (t < 1.0) * (1.0 - 0.5 * np.clip(t, 0.0, 1.0))
    return _ROOT_FRAC + (edge - _ROOT_FRAC) * bent, strength
