"""What must agree for a re-simulation to be the same: the versions that move numbers.

A room of its own, so that a record can be scored without loading what simulates.
"""

from functools import cache
from importlib.metadata import version
from typing import Final

from simulator.base.units import TICKS_PER_SECOND

ENGINE: Final = "0.5.0"  # the last version in which a number of the simulation moved


@cache
def engine_signature() -> str:
    """Return the versions of engine, numerics and clock, as they stand in a trace."""
    return f"filigrane {ENGINE}; numpy {version('numpy')}; {TICKS_PER_SECOND} ticks"
