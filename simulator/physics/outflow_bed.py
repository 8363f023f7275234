"""The unseen outflow of the web: subpapillary plexus and side venules, one law for everybody.

Idea: 15 mm of a 0.3 mm thread hold about 1 ul, yet 0.1 ml go in without running far. So the
web must drain all along its length. We let every millimetre of wall drain by its pressure
above the bed: a little at rest, a lot once side venules are pushed open, with a ceiling.
    q / wall = REST p + CEILING p^2 / (p^2 + OPENING^2)
Guess, calibrated once (benchmarks/calibrate_bed.py prints the table): 10 ul/s into a 0.3 mm
thread blanches 10 mm in about a second and creeps there; 50 ul/s races and bursts 0.2 mm.
Departures: no valves and no memory in the bed; the same bed for every site and skin.
Invariant: q rises with p, so the pressures of the web have exactly one solution.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.base.units import PA_PER_MMHG

Array = NDArray[np.float64]

BED_PA: Final = 10.0 * PA_PER_MMHG  # venular pressure lying; all flow is driven above it
REST_PER_PA: Final = 1.0e-4  # ul/s per mm2 of wall and Pa (guess)
CEILING: Final = 1.5  # ul/s per mm2 of wall (guess)
OPENING_PA: Final = 100.0  # half of the ceiling (guess)


def leak(pressure_pa: Array, wall_mm2: Array) -> tuple[Array, Array]:
    """Return flow into the bed (ul/s) and its slope (ul/s/Pa) at pressures above the bed."""
    p = np.maximum(pressure_pa, 0.0)
    share = p * p
    half = OPENING_PA * OPENING_PA
    under = share + half
    share /= under  # of the ceiling
    p /= under
    np.subtract(1.0, share, out=under)
    p *= under
    p *= 2.0 * CEILING
    p += REST_PER_PA
    p *= wall_mm2
    share *= CEILING
    share += REST_PER_PA * pressure_pa
    share *= wall_mm2
    return share, p
