"""Fat lobules with thin septa and pennate muscle, as tileable volumes of echo in dB.

Idea. Septa are the zero level sets of stretched low-pass noise; fascicles are noise drawn
out along the leg and sheared in depth by one tile per tile (15 degrees), so both wrap
without a seam. A slice costs one bilinear look-up.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np
import scipy.fft
from numpy.typing import NDArray

from simulator.base.seeds import Seeds

Float = NDArray[np.floating[Any]]

_SHAPE: Final = (160, 80, 128)  # depth, along, across
_NEXT_TILE: Final = (31, 53)  # along, across: how far the tile below is moved
_BLEND: Final = 10


@dataclass(frozen=True)
class Texture:
    """A repeating volume of dB offsets (along * across, depth) and its voxel size in mm.

    Depth comes last, so that a column of an image is one run of memory.
    """

    flat_db: Float
    voxel_mm: tuple[float, float, float]  # depth, along, across

    def slice(self, depth_mm: Float, u_mm: Float, s_mm: Float) -> Float:
        """Return (rows, columns) of dB at depths x places: bilinear in depth and u and s."""
        d, e = _split(depth_mm / self.voxel_mm[0])
        first = int(d.min())
        j, fs = _split(s_mm / self.voxel_mm[1])
        i, fu = _split(u_mm / self.voxel_mm[2])
        deep = int(d.max()) + 2 - first
        column = self._runs(j, i, first, deep) * ((1 - fu) * (1 - fs))[:, None]
        column += self._runs(j, i + 1, first, deep) * (fu * (1 - fs))[:, None]
        if fs.any():
            column += self._runs(j + 1, i, first, deep) * ((1 - fu) * fs)[:, None]
            column += self._runs(j + 1, i + 1, first, deep) * (fu * fs)[:, None]
        column = np.ascontiguousarray(column.T)
        row, rest = d - first, e[:, None]
        out = column[row]
        step = column[row + 1]
        step -= out
        step *= rest
        out += step
        return out

    def _runs(
        self, along: NDArray[np.int64], across: NDArray[np.int64], first: int, deep: int
    ) -> Float:
        """Return (places, deep) voxels from depth `first` down.

        Every further tile in depth is moved sideways, so that none repeats under another; the
        two are blended over the last voxels of the upper one.
        """
        nd, ns, nu = _SHAPE
        out = np.empty((len(along), deep), np.float32)
        for tile in range(first // nd, (first + deep - 1) // nd + 1):
            moved = (along + tile * _NEXT_TILE[0]) % ns * nu + (across + tile * _NEXT_TILE[1]) % nu
            top, base = max(tile * nd, first), min((tile + 1) * nd, first + deep)
            out[:, top - first : base - first] = self.flat_db[
                moved, top - tile * nd : base - tile * nd
            ]
            over = slice(max(tile * nd - _BLEND, first), min(tile * nd, first + deep))
            if tile > first // nd and over.stop > over.start:
                share = (np.arange(over.start, over.stop) - tile * nd + _BLEND + 0.5) / _BLEND
                share = share.astype(np.float32)
                held = slice(over.start - first, over.stop - first)
                wrapped = slice(over.start - (tile - 1) * nd, over.stop - (tile - 1) * nd)
                out[:, held] *= np.sqrt(1 - share)
                out[:, held] += np.sqrt(share) * self.flat_db[moved, wrapped]
        return out


@lru_cache(maxsize=2)
def grow_textures(seed: int) -> tuple[Texture, Texture]:
    """Return (fat, muscle) of one patient; about a second of work, then kept."""
    rng = Seeds(seed).stream("ultrasound.textures")

    def noise(depth: float, along: float, across: float) -> Float:
        return _low_pass(rng, (depth, along, across))

    # fat: lobules of three sizes; the small ones only inside some of the large ones
    large, middle, small = noise(5.5, 7.0, 10.5), noise(3.6, 5.0, 7.0), noise(2.4, 3.5, 4.5)
    cross, grain = noise(3.2, 6.0, 9.0), noise(2.0, 2.0, 2.5)
    thin = 0.10 * np.exp(0.35 * noise(4, 5, 5))
    septa = np.exp(-((large / thin) ** 2))
    septa += 0.8 * np.exp(-((middle / thin) ** 2)) * np.clip(large + 0.9, 0, 1)
    septa += 0.55 * np.exp(-((small / thin) ** 2)) * np.clip(middle + 0.4, 0, 1)
    septa += 0.6 * np.exp(-((cross / thin) ** 2)) * np.clip(small + 0.6, 0, 1)
    fading = np.clip(0.66 + 0.46 * noise(5, 7, 8) + 0.22 * grain, 0.0, 1.15)
    fat = (
        np.minimum(septa, 1.15) * fading * 19.0 + 1.9 * noise(9, 8, 8) + 1.8 * noise(1.5, 1.2, 1.6)
    )

    # muscle: perimysium along the leg, sheared in depth
    coarse, fine, sheets = noise(1.5, 12.0, 4.5), noise(1.0, 8.0, 2.2), noise(2.4, 14.0, 8.0)
    streaks = np.clip(coarse - 0.35, 0, 1.6) * 8.0 + np.clip(fine - 0.5, 0, 1.6) * 6.5
    streaks += np.exp(-((sheets / 0.09) ** 2)) * 11.0
    streaks += 2.2 * noise(7, 16, 6) + 1.0 * noise(1.2, 2, 1.2)
    nd, ns, _ = _SHAPE
    sway = rng.standard_normal(6) * 2.2  # fascicles are not ruled with a ruler
    turn = 2 * np.pi * np.arange(ns) / ns
    wave = sum(sway[k] * np.sin((k // 2 + 1) * turn + k) for k in range(6))
    rolled = [np.roll(streaks[:, i], round(i * nd / ns + wave[i]), axis=0) for i in range(ns)]
    muscle = np.stack(rolled, axis=1)
    return _texture(fat, (0.16, 0.55, 0.36)), _texture(muscle, (0.16, 1.2, 0.36))


def _texture(volume_db: Float, voxel_mm: tuple[float, float, float]) -> Texture:
    return Texture(np.ascontiguousarray(volume_db.reshape(_SHAPE[0], -1).T, np.float32), voxel_mm)


def _low_pass(rng: np.random.Generator, sigma: tuple[float, float, float]) -> Float:
    """Return circular noise smoothed to Gaussians of `sigma` voxels, unit deviation."""
    spectrum = scipy.fft.rfftn(rng.standard_normal(_SHAPE, dtype=np.float32))
    for axis, (n, width) in enumerate(zip(_SHAPE, sigma, strict=True)):
        k = scipy.fft.rfftfreq(n) if axis == 2 else scipy.fft.fftfreq(n)
        shape = [1, 1, 1]
        shape[axis] = len(k)
        spectrum *= np.exp(-2 * (np.pi * width * k) ** 2).astype(np.float32).reshape(shape)
    out = scipy.fft.irfftn(spectrum, s=_SHAPE)
    return np.asarray(out / out.std(), np.float32)


def _split(at: Float) -> tuple[NDArray[np.int64], Float]:
    """Return the whole and the fractional part."""
    whole = np.floor(at)
    return whole.astype(np.int64), (at - whole).astype(np.float32)
