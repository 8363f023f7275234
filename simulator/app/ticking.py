"""Turns uneven frame times into whole ticks; the only place that may know both."""

from simulator.base.units import TICKS_PER_SECOND

NS_PER_SECOND = 1_000_000_000
MAX_TICKS_PER_FRAME = 12  # beyond this the session slows down instead of stalling


class TickBudget:
    """Spends elapsed nanoseconds as ticks and remembers the remainder exactly."""

    def __init__(self) -> None:
        self._owed = 0  # nanosecond-ticks, so the arithmetic is exact

    def spend(self, elapsed_ns: int) -> int:
        """Return the ticks to run now; a long stall is forgiven, not made up for."""
        self._owed += elapsed_ns * TICKS_PER_SECOND
        ticks = min(self._owed // NS_PER_SECOND, MAX_TICKS_PER_FRAME)
        self._owed %= NS_PER_SECOND
        return ticks
