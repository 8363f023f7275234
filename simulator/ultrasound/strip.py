"""The live spectral strip: columns drawn once, as they came, and scrolled."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.base.units import TICKS_PER_SECOND
from simulator.physics.moment import Moment, ProbePose
from simulator.physics.scanner import Scanner
from simulator.ultrasound.machine import Machine
from simulator.ultrasound.pulsed import BINS, COLUMNS_PER_TICK, LAG_TICKS

SECONDS: Final = 8  # the slowest sweep
_STEP_TICKS: Final = 4  # columns are made in whole steps, so their number cannot matter


class Strip:
    """The last seconds of the spectrum; it restarts when its velocity scale changes.

    What the sweep shows is cut from the end, so that a slower one brings back what was there.
    """

    def __init__(self, machine: Machine, seconds: int = SECONDS) -> None:
        self._machine = machine
        self._ticks = seconds * TICKS_PER_SECOND
        self._columns = np.zeros((BINS, self._ticks * COLUMNS_PER_TICK), np.uint8)
        self._scale: tuple[int, ...] | None = None
        self._shown_ticks = self._ticks
        self.end_tick = 0

    @property
    def start_tick(self) -> int:
        """Return the tick at the left edge."""
        return self.end_tick - self._shown_ticks

    @property
    def columns(self) -> NDArray[np.uint8]:
        """Return (256, columns) grey levels, oldest first, +Nyquist on top."""
        return self._columns[:, -self._shown_ticks * COLUMNS_PER_TICK :]

    def run(
        self, pose: ProbePose | None, settings: Scanner, moment: Moment, tick: int, posture: str
    ) -> None:
        """Draw what has come since the last call, up to half a window behind `tick`."""
        self._shown_ticks = min(settings.sweep_ms * TICKS_PER_SECOND // 1000, self._ticks)
        scale = (
            settings.prf_hz,
            settings.is_inverted,
            settings.frequency_khz,
            settings.baseline_permille,
        )
        end = (tick - LAG_TICKS) // _STEP_TICKS * _STEP_TICKS
        is_lost = end < self.end_tick or end - self.end_tick > self._ticks
        if settings.is_frozen and scale == self._scale:
            return
        if scale != self._scale or not settings.is_pulsed or is_lost:
            self._columns[:] = 0
            self._scale = scale if settings.is_pulsed else None
            self.end_tick = end
            return
        if end == self.end_tick:
            return
        new = (end - self.end_tick) * COLUMNS_PER_TICK
        self._columns[:, :-new] = self._columns[:, new:].copy()
        if pose is None:
            self._columns[:, -new:] = 0
        else:
            self._columns[:, -new:] = self._machine.spectrum(
                pose, settings, moment, self.end_tick, end, posture
            )
        self.end_tick = end
