"""What a vein of a given calibre and depth does to the colour of the skin beside its axis.

Idea: `assets/vein_table.npz` (made by `assets/make_vein_table.py`) holds, from Monte Carlo,
the ratio of reflectance over and beside a blood cylinder. Multiplied into the spectrum of one
skin type it gives an absorbance -ln(rgb over / rgb beside) per channel: both the colour of the
vein (red when shallow and thin, blue-green when wide and deep: Kienle 1996) and its blur.
Oxygen: the table is made for one saturation; thin red vessels hold a little more (Sommer 1997:
5.9 against 5.1 kPa, 80 and 73 % by Hill's curve). Their ratio is bent to first order: what a
vessel of diameter d takes changes by x / (e^x - 1) of the change of its absorption, x = mu d.
Departure: one table serves all melanin contents, because melanin lies above the vein and
cancels in the ratio to first order.

Invariant: absorbance never rises with the distance from the axis.
"""

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.render import optics

Array = NDArray[np.float64]

_NAME: Final = "vein_table.npz"
OFFSETS: Final = 96
FARTHEST_MM: Final = 5.0
OFFSET_MM: Final = FARTHEST_MM * np.linspace(0.0, 1.0, OFFSETS) ** 2
SATURATION: Final = ((0.3, 0.80), (0.8, 0.73))  # diameter mm and oxygen saturation, between linear
_FADE_MM: Final = (3.7, 4.9)  # Monte Carlo noise ends here


@cache
def _table() -> dict[str, Array]:
    package = Path(str(files("simulator")))
    inside = package / "_assets"  # in a wheel; a checkout has the folder beside the package
    folder = inside if inside.is_dir() else package.parent / "assets"
    with np.load(folder / _NAME) as stored:
        return {name: stored[name].astype(np.float64) for name in stored.files}


class VeinColours:
    """Absorbance profiles (OFFSETS, 3) of veins under one skin type."""

    def __init__(self, skin: optics.SkinType) -> None:
        table = _table()
        beside = optics.skin_reflectance(skin.melanosome_frac, skin.blood_frac, skin.scattering)
        ratio = np.moveaxis(table["ratio"], 1, -1)  # (offset, diameter, top, wavelength)
        over = ratio ** _bend(table["diameter_mm"])[:, None, :] * beside
        rgb = optics.spectrum_to_rgb(over) / optics.spectrum_to_rgb(beside)
        absorbance = -np.log(np.clip(rgb, 1e-3, 1.0))
        absorbance = np.minimum.accumulate(_smoothed(absorbance), axis=0)
        fade = (_FADE_MM[1] - table["offset_mm"]) / (_FADE_MM[1] - _FADE_MM[0])
        absorbance *= np.clip(fade, 0.0, 1.0)[:, None, None, None]
        at = np.interp(OFFSET_MM, table["offset_mm"], np.arange(len(fade)))
        low = np.minimum(at.astype(int), len(fade) - 2)
        share = (at - low)[:, None, None, None]
        self._profile = absorbance[low] * (1.0 - share) + absorbance[low + 1] * share
        self._ln_diameter = np.log(table["diameter_mm"])
        self._top_mm = table["top_mm"]

    def profile(self, diameter_mm: float, top_mm: float) -> Array:
        """Return absorbance (OFFSETS, 3) at `OFFSET_MM` for a vein with its upper wall at `top_mm`.

        Below the smallest tabled diameter absorbance falls with diameter to the power 0.8.
        """
        d = float(np.interp(np.log(diameter_mm), self._ln_diameter, np.arange(10)))
        z = float(np.interp(top_mm, self._top_mm, np.arange(9)))
        i, j = min(int(d), 8), min(int(z), 7)
        fd, fz = d - i, z - j
        p = self._profile
        near = p[:, i, j] * (1 - fd) + p[:, i + 1, j] * fd
        far = p[:, i, j + 1] * (1 - fd) + p[:, i + 1, j + 1] * fd
        smallest_mm = float(np.exp(self._ln_diameter[0]))
        return (near * (1 - fz) + far * fz) * min(1.0, diameter_mm / smallest_mm) ** 0.8


def _bend(diameter_mm: Array) -> Array:
    """Return the exponents (diameter, wavelength) that give each calibre its own oxygen."""
    made = optics.blood_absorption_per_mm(optics.VEIN_SATURATION)
    own = np.stack(
        [
            optics.blood_absorption_per_mm(float(saturation))
            for saturation in np.interp(diameter_mm, *np.transpose(SATURATION))
        ]
    )
    x = np.minimum(made * diameter_mm[:, None], 50.0)  # nothing comes through anyway
    return 1.0 + x / np.expm1(x) * (own / made - 1.0)


def _smoothed(absorbance: Array) -> Array:
    """Average three neighbours where the signal is small enough for Monte Carlo noise to show."""
    mean = absorbance.copy()
    mean[1:-1] = (absorbance[:-2] + 2.0 * absorbance[1:-1] + absorbance[2:]) / 4.0
    return np.where(absorbance < 0.15, mean, absorbance)
