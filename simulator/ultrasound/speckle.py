"""Speckle that belongs to the tissue, and the beam that smears it.

Idea. Fully developed speckle is complex Gaussian noise shaped by the point-spread function.
The noise is laid down in the tissue once, its axial pulse baked in; a slice is looked up,
and the depth-dependent lateral beam is one multiplication per look in the lateral Fourier
domain. Columns sit on tissue-fixed pitches and the sub-pitch remainder is a phase ramp, so
a slide moves the speckle exactly. Compounding angles shift the window in wavenumber.

Sources. Wagner 1983 for the statistics; two-way width from receive and transmit apertures
(F 2.2 and 3.2). Traps: the window must fall to zero at Nyquist, and the ramp must use the
unwrapped wavenumber of each look, or shadows ring.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import scipy.fft
from numpy.typing import NDArray

from simulator.base.seeds import Seeds
from simulator.ultrasound.plane import COLUMNS, EDGE, LINES, PITCH_MM, SHEET_MM, Plane

Float = NDArray[np.floating[Any]]
Complex = NDArray[np.complex64]

SOUND_MM_PER_US: Final = 1.540
CYCLES: Final = 2.2  # of the transmitted pulse
RECEIVE_F, TRANSMIT_F = 2.2, 3.2
LOOKS_RAD: Final = tuple(np.deg2rad((-9.0, 0.0, 9.0)))
_DEEP, _WIDE = 2048, 1024


@dataclass(frozen=True)
class Speckle:
    """The tissue noise of one frequency: (deep, wide) unit power, circular in both."""

    noise: Complex
    voxel_mm: float
    pulse_mm: float  # axial width at half amplitude

    def slice(self, plane: Plane) -> Complex:
        """Return the (rows, COLUMNS) of tissue noise that `plane` cuts.

        Rows that lie between the same two sheets are copied together; the sheets are blended
        so that the power stays even.
        """
        row = np.floor(plane.depth_mm / self.voxel_mm).astype(np.int64)
        lean = plane.lean if abs(plane.lean) > 1e-6 else 0.0
        sheet = plane.sheet + plane.z_mm * (lean / SHEET_MM)
        below = np.floor(sheet).astype(np.int64)
        part = (sheet - below).astype(np.float32)[:, None]
        even = 1.0 / np.sqrt((1 - part) ** 2 + part**2)
        out = np.empty((len(row), COLUMNS), np.complex64)
        other = np.empty_like(out)
        ends = [*(np.nonzero(np.diff(below))[0] + 1), len(row)]
        first = 0
        for last in ends:
            for step, into in enumerate((out, other)):
                deep, wide = _offsets(int(below[first]) + step)
                start = (wide + plane.first_column) % _WIDE
                at = (row[first:last] + deep) % _DEEP
                into[first:last] = self.noise[at, start : start + COLUMNS]
            first = last
        into_floats, of_other = out.view(np.float32), other.view(np.float32)
        into_floats *= (1 - part) * even  # by floats: a third of the time of complex numbers
        of_other *= part * even
        into_floats += of_other
        return out


@dataclass(frozen=True)
class Beam:
    """The lateral filter of each look, (rows, 2 columns): for real and imaginary parts in turns."""

    windows: tuple[Float, ...]
    wraps: tuple[tuple[slice, int], ...]  # wavenumbers of a look that wrap round, and which way

    def image(self, field: Complex, shift_frac: float) -> Float:
        """Return the mean intensity of all looks, cut to the image lines.

        All looks share one ramp but for a phase of their own, which intensity does not see,
        and for the wavenumbers that wrap.
        """
        spectrum = scipy.fft.fft(field, axis=1)
        ramp = np.exp(2j * np.pi * scipy.fft.fftfreq(COLUMNS) * shift_frac)
        spectrum *= ramp.astype(np.complex64)
        total = np.zeros((len(field), 2 * COLUMNS), np.float32)  # real and imaginary in turns
        look, floats = np.empty_like(spectrum), spectrum.view(np.float32)
        for window, (wrapped, turn) in zip(self.windows, self.wraps, strict=True):
            np.multiply(floats, window, out=look.view(np.float32))
            look[:, wrapped] *= np.complex64(np.exp(2j * np.pi * turn * shift_frac))
            part = scipy.fft.ifft(look, axis=1, overwrite_x=True).view(np.float32)
            part *= part
            total += part
        held = total[:, 2 * EDGE : 2 * (EDGE + LINES)]
        out: Float = held[:, ::2] + held[:, 1::2]
        out *= np.float32(1.0 / len(self.windows))
        return out


def grow_speckle(seed: int, frequency_mhz: float) -> Speckle:
    """Return the tissue noise for a probe frequency; about 0.15 s of work."""
    rng = Seeds(seed).stream("ultrasound.speckle")
    pulse = CYCLES * SOUND_MM_PER_US / frequency_mhz / 2 * 1.06
    voxel = pulse / 4.0
    noise = rng.standard_normal((_DEEP, _WIDE, 2), dtype=np.float32).view(np.complex64)[..., 0]
    k = scipy.fft.fftfreq(_DEEP, voxel)
    axial = np.exp(-2 * (np.pi * pulse / 2.3548 * k) ** 2).astype(np.float32)
    noise = scipy.fft.ifft(scipy.fft.fft(noise, axis=0) * axial[:, None], axis=0)
    noise /= np.sqrt((np.abs(noise) ** 2).mean())
    return Speckle(np.hstack([noise, noise[:, : COLUMNS + 8]]), voxel, pulse)


def lateral_mm(z_mm: Float, frequency_mhz: float, focus_mm: float) -> Float:
    """Return the two-way lateral width at half amplitude at image depth `z_mm`."""
    wave = SOUND_MM_PER_US / frequency_mhz
    receive = 0.96 * wave * RECEIVE_F * (1 + 0.006 * z_mm)
    spread = 0.55 * (focus_mm / TRANSMIT_F) * (z_mm - focus_mm) / focus_mm
    transmit = np.sqrt((0.96 * wave * TRANSMIT_F) ** 2 + spread**2)
    return 1.0 / np.sqrt(1.0 / receive**2 + 1.0 / transmit**2)


def shape_beam(
    z_mm: Float,
    frequency_mhz: float,
    focus_mm: float,
    looks_rad: tuple[float, ...] = LOOKS_RAD,
) -> Beam:
    """Return the lateral filters for a frequency, depth range and focus."""
    k = scipy.fft.fftfreq(COLUMNS, PITCH_MM)
    sigma = (lateral_mm(z_mm, frequency_mhz, focus_mm) / 2.3548)[:, None]
    windows, wraps = [], []
    for angle in looks_rad:
        centre = 2 * np.sin(angle) * frequency_mhz / SOUND_MM_PER_US
        dk = (k - centre + 0.5 / PITCH_MM) % (1 / PITCH_MM) - 0.5 / PITCH_MM
        window = np.exp(-2 * (np.pi * sigma * dk) ** 2)
        window += 0.02 * np.exp(-2 * (np.pi * 0.9 * dk) ** 2)  # side-lobe skirts, 2 mm wide
        window *= 0.5 * (1 + np.cos(np.pi * np.clip((abs(dk) * 2 * PITCH_MM - 0.55) / 0.45, 0, 1)))
        window /= np.sqrt((window**2).mean(1, keepdims=True))
        windows.append(np.repeat(window.astype(np.float32), 2, axis=1))
        wrapped = np.nonzero(abs(dk + centre - k) > 0.5 / PITCH_MM)[0]
        lies = slice(int(wrapped[0]), int(wrapped[-1]) + 1) if len(wrapped) else slice(0, 0)
        wraps.append((lies, 1 if centre > 0 else -1))
    return Beam(tuple(windows), tuple(wraps))


def _offsets(sheet: int) -> tuple[int, int]:
    """Return where in the noise a sheet begins: (deep, wide), scattered by its number."""
    key = (sheet * 2654435761) & 0xFFFFFFFF
    return (key >> 7) % _DEEP, (key >> 18) % _WIDE
