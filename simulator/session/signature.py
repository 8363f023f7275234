"""What must agree for a re-simulation to be the same: the versions that move numbers.

A room of its own, so that a record can be scored without loading what simulates.
"""

from functools import cache
from importlib.metadata import version

from simulator import __version__
from simulator.base.units import TICKS_PER_SECOND


@cache
def engine_signature() -> str:
    """Return the versions of program, numerics and clock, as they stand in a trace."""
    return f"filigrane {__version__}; numpy {version('numpy')}; {TICKS_PER_SECOND} ticks"
