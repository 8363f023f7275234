"""Tissue that moves under the probe: tremor, and the thump of a squeeze and its release."""

import numpy as np
from numpy.typing import NDArray

from simulator.base.units import seconds
from simulator.physics.moment import Moment

Array = NDArray[np.float64]

_THUMP_S = 0.05
_THUMPS_MM_PER_S = (35.0, -30.0)  # pressing, letting go
_DELAY_S = (0.09, 0.08)
_TREMOR = ((0.4, 1.7, 0.0), (0.2, 5.3, 1.0))  # mm/s, Hz, phase


def tissue_mm(moment: Moment, time_s: Array) -> Array:
    """Return the displacement of tissue along the beam, + towards the probe."""
    out = np.zeros_like(time_s)
    for speed, hz, phase in _TREMOR:
        out -= speed / (2 * np.pi * hz) * np.cos(2 * np.pi * hz * time_s + phase)
    for start_s, speed in _thumps(moment):
        out += speed * _THUMP_S * np.tanh((time_s - start_s) / _THUMP_S)
    return out


def tissue_mm_per_s(moment: Moment, time_s: float) -> float:
    """Return the speed that belongs to `tissue_mm`."""
    out = sum(v * float(np.sin(2 * np.pi * hz * time_s + phase)) for v, hz, phase in _TREMOR)
    for start_s, speed in _thumps(moment):
        away = min(abs(time_s - start_s) / _THUMP_S, 40.0)
        out += speed / float(np.cosh(away)) ** 2
    return out


def _thumps(moment: Moment) -> list[tuple[float, float]]:
    out = []
    for squeeze in moment.squeezes:
        strength = squeeze.strength_permille / 1000.0
        out.append((seconds(squeeze.pressed_tick) + _DELAY_S[0], _THUMPS_MM_PER_S[0] * strength))
        if squeeze.released_tick >= 0:
            start = seconds(squeeze.released_tick) + _DELAY_S[1]
            out.append((start, _THUMPS_MM_PER_S[1] * strength))
    return out
