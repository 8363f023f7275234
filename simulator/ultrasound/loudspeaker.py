"""The sound of the gate: flow towards the probe in the left ear, away from it in the right.

The Doppler echo is a complex signal whose positive frequencies come towards the probe, so
the two ears are the two halves of its spectrum. Blocks overlap and are cut out of their
middle, so that neighbours join without a click.
"""

from typing import Final

import numpy as np
import scipy.fft
from numpy.typing import NDArray

from simulator.base.units import TICKS_PER_SECOND
from simulator.physics.moment import Moment
from simulator.physics.scanner import Scanner
from simulator.ultrasound.pulsed import Complex, Gate, echo

RATE_HZ: Final = 22_050
_MARGIN_TICKS: Final = 6
_FINER: Final = 8  # band-limited upsampling before the last, linear, step
_LOUDNESS: Final = 9000.0


def hear(
    gate: Gate, settings: Scanner, moment: Moment, tick0: int, tick1: int, bank: Complex, seed: int
) -> NDArray[np.int16]:
    """Return (samples, 2) for ticks tick0 up to tick1 at `RATE_HZ`."""
    prf = settings.prf_hz
    first = int((tick0 - _MARGIN_TICKS) * prf // TICKS_PER_SECOND)
    last = int((tick1 + _MARGIN_TICKS) * prf // TICKS_PER_SECOND)
    signal = echo(gate, settings, moment, first, last, bank, seed)
    n = len(signal)
    spectrum = scipy.fft.fft(signal)
    hz = scipy.fft.fftfreq(n, 1 / prf)
    spectrum *= hz**2 / (hz**2 + settings.wall_filter_hz**2)
    begin, end = (
        round(tick0 * RATE_HZ / TICKS_PER_SECOND),
        round(tick1 * RATE_HZ / TICKS_PER_SECOND),
    )
    wanted = np.arange(begin, end) / RATE_HZ
    fine = (first + np.arange(n * _FINER) / _FINER) / prf
    ears = []
    for half in (hz > 0, hz < 0):
        padded = np.zeros(n * _FINER, np.complex64)
        padded[: n // 2] = (spectrum * half)[: n // 2]
        padded[-(n // 2) :] = (spectrum * half)[-(n // 2) :]
        ears.append(np.interp(wanted, fine, scipy.fft.ifft(padded).real * _FINER))
    out = np.stack(ears, axis=1) * (_LOUDNESS * 10 ** (settings.pulsed_gain_cdb / 2000))
    return np.clip(out, -32_000, 32_000).astype(np.int16)
