"""The cine: the last ten seconds of the scan, to be walked back through while frozen.

The scanner's picture follows from probe, settings, moment and tick, so those are kept and the
picture is made again when it is asked for. Only the spectrum is kept as it was drawn: it takes
seconds of it to fill a strip. In all about 1.2 MB, however long one scans.
"""

from collections import deque
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.base.units import TICKS_PER_SECOND
from simulator.physics.moment import Moment, ProbePose
from simulator.physics.scanner import Scanner
from simulator.ultrasound.machine import Machine
from simulator.view.duplex import DuplexView, present

CINE_TICKS: Final = 10 * TICKS_PER_SECOND
_STRIP_TICKS: Final = 8 * TICKS_PER_SECOND  # the slowest sweep: what a strip needs before it


@dataclass(frozen=True, eq=False)
class Shot:
    """One picture as it was taken, and the columns of spectrum that came with it."""

    tick: int
    pose: ProbePose
    settings: Scanner
    moment: Moment
    strip_end_tick: int
    columns: NDArray[np.uint8] | None


class Cine:
    """The pictures of the last seconds."""

    def __init__(self) -> None:
        self._shots: deque[Shot] = deque()

    def clear(self) -> None:
        """Forget all: the probe was lifted."""
        self._shots.clear()

    @property
    def count(self) -> int:
        """How many pictures can be walked back through, the newest included."""
        if not self._shots:
            return 0
        oldest = self._shots[-1].tick - CINE_TICKS
        return sum(shot.tick >= oldest for shot in self._shots)

    @property
    def kept_bytes(self) -> int:
        """How much the spectra take; the rest is some hundred bytes a picture."""
        return sum(shot.columns.nbytes for shot in self._shots if shot.columns is not None)

    def keep(self, view: DuplexView) -> None:
        """Add a picture that was just shown."""
        if view.pose is None:
            self.clear()
            return
        before = self._shots[-1] if self._shots else None
        columns = None
        if before is not None and before.tick == view.tick:  # the same picture, looked at anew
            before = self._shots.pop()
            columns = before.columns
        if view.strip is not None and before is not None:
            ticks = view.strip_end_tick - view.strip_start_tick
            new = (view.strip_end_tick - before.strip_end_tick) * view.strip.shape[1] // ticks
            if 0 < new <= view.strip.shape[1]:
                columns = view.strip[:, -new:].copy()
        self._shots.append(
            Shot(view.tick, view.pose, view.settings, view.moment, view.strip_end_tick, columns)
        )
        while self._shots[0].tick < view.tick - CINE_TICKS - _STRIP_TICKS:
            self._shots.popleft()

    def view(self, machine: Machine, back: int, last: DuplexView) -> DuplexView:
        """Return the picture `back` pictures before the newest, frozen; `last` gives the title."""
        shot = self._shots[-1 - back]
        settings = replace(shot.settings, is_frozen=1)
        made = present(machine, None, shot.pose, settings, shot.moment, shot.tick, title=last.title)
        rewound_s = (self._shots[-1].tick - shot.tick) / TICKS_PER_SECOND
        made = replace(made, rewound_s=rewound_s)
        if last.strip is None or not shot.settings.is_pulsed:
            return made
        ticks = last.strip_end_tick - last.strip_start_tick
        return replace(
            made,
            strip=self._strip(back, last.strip),
            strip_start_tick=shot.strip_end_tick - ticks,
            strip_end_tick=shot.strip_end_tick,
        )

    def _strip(self, back: int, like: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return a strip as it stood then, put together from the columns before it."""
        strip, filled = np.zeros_like(like), 0
        shots = list(self._shots)
        scale = _scale(shots[-1 - back])
        for shot in reversed(shots[: len(shots) - back]):
            if shot.columns is None or _scale(shot) != scale or filled >= strip.shape[1]:
                break
            new = min(shot.columns.shape[1], strip.shape[1] - filled)
            end = strip.shape[1] - filled
            strip[:, end - new : end] = shot.columns[:, -new:]
            filled += new
        return strip


def _scale(shot: Shot) -> tuple[int, ...]:
    """Return the settings with which a strip begins anew."""
    of = shot.settings
    return (of.prf_hz, of.is_inverted, of.frequency_khz, of.baseline_permille, of.sweep_ms)
