"""Band-limited noise for skin, drawn in the frequency domain."""

import numpy as np
import scipy.fft
from numpy.typing import NDArray

from simulator.base.seeds import Seeds

Field = NDArray[np.float32]
STRIP_PX = 64


class Noise:
    """Named noise fields of one size and scale; the same name gives the same field.

    A field whose grain is many pixels wide is made small and enlarged: same look, a
    sixteenth of the work.
    """

    def __init__(self, seed: int, shape: tuple[int, int], px_per_mm: float) -> None:
        self._seeds = Seeds(seed)
        self.shape = shape
        self.px_per_mm = px_per_mm

    def field(
        self, name: str, grain_mm: float, steepness: float = 3.0, coarsest_mm: float = 0.0
    ) -> Field:
        """Return unit-variance noise with features from `grain_mm` up to `coarsest_mm` (0: any).

        `steepness` is the exponent of the fall-off towards finer detail.
        """
        step = 1
        while grain_mm * self.px_per_mm / step > 16.0 and step < 8 and steepness >= 2.6:
            step *= 2
        small = (-(-self.shape[0] // step) + 1, -(-self.shape[1] // step) + 1)
        rng = self._seeds.stream(f"render.noise.{name}")
        grain_px = grain_mm * self.px_per_mm / step
        out = spectral(
            rng,
            small if step > 1 else self.shape,
            grain_px,
            steepness,
            coarsest_mm * self.px_per_mm / step,
        )
        return enlarge(out, step, self.shape) if step > 1 else out


def spectral(
    rng: np.random.Generator,
    shape: tuple[int, int],
    grain_px: float,
    steepness: float,
    coarsest_px: float = 0.0,
) -> Field:
    """Return periodic unit-variance Gaussian noise shaped in the frequency domain."""
    rows = np.fft.fftfreq(shape[0]).astype(np.float32)[:, None]
    columns = np.fft.rfftfreq(shape[1]).astype(np.float32)[None]
    f2 = rows * rows + columns * columns
    gain = (1.0 + f2 * np.float32(4.0 * grain_px * grain_px)) ** np.float32(-steepness / 2)
    if coarsest_px:
        gain *= 1.0 - np.exp(-f2 * np.float32(coarsest_px * coarsest_px))
    draw = rng.standard_normal((2, *gain.shape), dtype=np.float32)
    spectrum = (draw[0] + 1j * draw[1]) * gain
    spectrum[0, 0] = 0.0
    out = scipy.fft.irfft2(spectrum, s=shape).astype(np.float32, copy=False)
    return out / out.std()


def enlarge(small: Field, step: int, shape: tuple[int, int]) -> Field:
    """Return `small` (..., h, w) bilinearly enlarged by a whole factor and cut to `shape`."""
    rows, row_share = _between(shape[0], step, small.shape[-2])
    columns, column_share = _between(shape[1], step, small.shape[-1])
    out = np.empty((*small.shape[:-2], *shape), small.dtype)
    for top in range(0, shape[0], STRIP_PX):  # a strip at a time stays in the cache
        strip = slice(top, top + STRIP_PX)
        row, share = rows[strip], row_share[strip, None]
        tall = small.take(row, axis=-2) * (1 - share)
        tall += small.take(row + 1, axis=-2) * share
        left = tall.take(columns, axis=-1)
        left *= 1 - column_share
        right = tall.take(columns + 1, axis=-1)
        right *= column_share
        np.add(left, right, out=out[..., strip, :])
    return out


def _between(size: int, step: int, small_size: int) -> tuple[NDArray[np.intp], Field]:
    at = np.clip((np.arange(size) + 0.5) / step - 0.5, 0.0, small_size - 1.001)
    low = at.astype(np.intp)
    return low, (at - low).astype(np.float32)
