"""What must agree for a re-simulation to be the same: the versions that move numbers.

A room of its own, so that a record can be scored without loading what simulates.
"""

import numpy as np

from simulator import __version__
from simulator.base.units import TICKS_PER_SECOND


def engine_signature() -> str:
    """Return the versions of program, numerics and clock, as they stand in a trace."""
    return f"filigrane {__version__}; numpy {np.__version__}; {TICKS_PER_SECOND} ticks"
