"""Core units are gram, millimetre, second; conversions happen only at the doors.

So volume is microlitre (1 mm3), flow ul/s, pressure pascal (1 g/(mm s2) = 1 Pa) and
viscosity pascal second (1 g/(mm s) = 1 Pa s); no formula in the house holds a conversion
factor. mmHg, ml, cm, degrees and per cent exist only in scenario files and on screen.
"""

from typing import Final

TICKS_PER_SECOND: Final = 120  # a constant of the trace format
PA_PER_MMHG: Final = 133.322
UL_PER_ML: Final = 1000.0
SECONDS_PER_DAY: Final = 86_400
PI: Final = 3.141592653589793
GRAVITY_MM_PER_S2: Final = 9806.65
BLOOD_DENSITY_G_PER_UL: Final = 1.055e-3
RAD_PER_DEG: Final = PI / 180.0


def seconds(tick: int) -> float:
    """Return the time of `tick` in seconds; always derived, never accumulated."""
    return tick / TICKS_PER_SECOND


def ticks(duration_s: float) -> int:
    """Return the whole number of ticks nearest to `duration_s`."""
    return round(duration_s * TICKS_PER_SECOND)


def mmhg(pressure_pa: float) -> float:
    """Return pascal as millimetres of mercury, for the screen."""
    return pressure_pa / PA_PER_MMHG
