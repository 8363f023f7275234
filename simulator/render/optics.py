"""Colour of living leg skin from what is in it: melanin, blood, scattering.

Idea: nobody paints a skin tone here. A melanosome fraction and a blood fraction go through a
two-layer reflectance model (epidermis as an absorbing sheet with a sieve effect, dermis as a
semi-infinite scatterer) at 33 wavelengths, and one 3x33 matrix turns the spectrum into light.

Sources: haemoglobin Prahl (OMLC); melanosome, base absorption Jacques 1998; dermis scattering
Jacques 2013; diffusion Flock 1989 and Farrell 1992; colour matching Wyman, Sloan and Shirley
2013; ITA classes Chardon 1991. Departures: scattering x 0.55 (plausible visibility of leg
veins in vivo, not measured); the sieve exponent is fitted so that dark skin is flat enough.

Invariant: a perfect white (R = 1 at every wavelength) is exactly sRGB white.
Units: mm, 1/mm, nm; colours are linear sRGB (diffuse, no surface reflection) unless named.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

WAVELENGTHS_NM: Final = np.arange(400, 721, 10).astype(np.float64)

# Molar extinction, 1/(cm M), 400..720 nm step 10 (Prahl, OMLC).
# fmt: off
_HBO2: Final = np.array([
    266232, 466840, 480360, 246072, 102580, 62816, 44480, 33209.2, 26629.2, 23684.4, 20932.8,
    20035.2, 24202.4, 39956.8, 53236, 43016, 32613.2, 44496, 50104, 14400.8, 3200, 1506, 942,
    610, 442, 368, 319.6, 294, 277.6, 276, 290, 314, 348])
_HB: Final = np.array([
    223296, 303956, 407560, 528600, 413280, 103292, 23388.8, 16156.4, 14550, 16684, 20862,
    25773.6, 31589.6, 39036.4, 46592, 53412, 53788, 45072, 37020, 28324.4, 14677.2, 9443.6,
    6509.6, 5148.8, 4345.2, 3750.12, 3226.56, 2795.12, 2407.92, 2051.96, 1794.28, 1540.48,
    1325.88])
_D65: Final = np.array([
    82.7549, 91.486, 93.4318, 86.6823, 104.865, 117.008, 117.812, 114.861, 115.923, 108.811,
    109.354, 107.802, 104.79, 107.689, 104.405, 104.046, 100, 96.3342, 95.788, 88.6856, 90.0062,
    89.5991, 87.6987, 83.2886, 83.6992, 80.0268, 80.2146, 82.2778, 78.2842, 69.7213, 71.6091,
    74.349, 61.604])
# fmt: on

REFRACTIVE_INDEX: Final = 1.40
EPIDERMIS_MM: Final = 0.075  # lower leg
EPIDERMIS_PATH: Final = 2.9  # double-pass path factor: one in, about 1.9 diffuse out
SIEVE_EXPONENT: Final = 0.67  # melanin comes in grains; 0 would be an even ink
SCATTERING_IN_VIVO: Final = 0.55  # of the Jacques 2013 ex vivo mean: 1.8/mm at 633 nm
SKIN_SATURATION: Final = 0.60  # oxygen saturation of dermal blood
VEIN_SATURATION: Final = 0.72
SURFACE_REFLECTANCE: Final = 0.04  # what a specular-included instrument adds


def blood_absorption_per_mm(saturation: float) -> Array:
    """Return the absorption of whole blood (150 g/l haemoglobin) per wavelength."""
    extinction = saturation * _HBO2 + (1.0 - saturation) * _HB
    return 2.303 * extinction * 150.0 / 64500.0 / 10.0


def melanosome_absorption_per_mm() -> Array:
    """Return the absorption of a melanosome per wavelength (Jacques 1998)."""
    return 6.6e11 * WAVELENGTHS_NM**-3.33 / 10.0


def base_absorption_per_mm() -> Array:
    """Return the absorption of bloodless, melanin-free skin (Jacques 1998)."""
    return (0.244 + 85.3 * np.exp(-(WAVELENGTHS_NM - 154.0) / 66.2)) / 10.0


def dermis_scattering_per_mm(scale: float = 1.0) -> Array:
    """Return the reduced scattering of dermis (Jacques 2013: 46/cm at 500 nm)."""
    return scale * SCATTERING_IN_VIVO * 4.60 * (WAVELENGTHS_NM / 500.0) ** -1.421


@dataclass(frozen=True)
class SkinType:
    """A rendering preset; sun reaction (Fitzpatrick) and pigment (ITA) correlate poorly."""

    melanosome_frac: float
    blood_frac: float
    scattering: float
    ita_deg: tuple[float, float]  # the Chardon class the preset must lie in
    hair_darkness: float
    relief_contrast: float  # extra pigment along furrows
    freckles_per_cm2: float  # on a leg that has seen some sun (guess)
    darkening: float  # share of melanin that inflammation under a stain adds (guess)


SKIN_TYPES: Final = {
    "I": SkinType(0.0003, 0.0050, 1.15, (55.0, 90.0), 0.18, 0.02, 2.4, 0.0),
    "II": SkinType(0.0055, 0.0064, 1.0, (41.0, 55.0), 0.18, 0.02, 2.0, 0.0),
    "III": SkinType(0.0180, 0.0070, 1.0, (28.0, 41.0), 0.65, 0.04, 1.0, 0.1),
    "IV": SkinType(0.0394, 0.0080, 1.0, (10.0, 28.0), 0.65, 0.07, 0.5, 0.15),
    "V": SkinType(0.1350, 0.0080, 1.0, (-30.0, 10.0), 1.0, 0.10, 0.3, 0.25),
    "VI": SkinType(0.3055, 0.0100, 1.0, (-90.0, -30.0), 1.0, 0.13, 0.2, 0.35),
}


def dermis_reflectance(absorption: Array, scattering: Array) -> Array:
    """Return the diffuse reflectance of a semi-infinite scatterer under a mismatched surface."""
    n = REFRACTIVE_INDEX
    internal = -1.440 / n**2 + 0.710 / n + 0.668 + 0.0636 * n
    k = (1.0 + internal) / (1.0 - internal)
    albedo = scattering / (scattering + absorption)
    root = np.sqrt(3.0 * (1.0 - albedo))
    return albedo / (1.0 + 2.0 * k * (1.0 - albedo) + (1.0 + 2.0 * k / 3.0) * root)


def skin_reflectance(
    melanosome_frac: ArrayLike,
    blood_frac: ArrayLike,
    scattering: float = 1.0,
    dermis_more_per_mm: Array | float = 0.0,
) -> Array:
    """Return the diffuse reflectance spectrum of skin.

    Fractions of any broadcastable shape (...,) give (..., 33); `dermis_more_per_mm` (..., 33) is
    what other pigments in the dermis absorb.
    """
    melanin = np.asarray(melanosome_frac, dtype=np.float64)[..., None]
    blood = np.asarray(blood_frac, dtype=np.float64)[..., None]
    base = base_absorption_per_mm()
    epidermis = melanin * melanosome_absorption_per_mm() + (1.0 - melanin) * base
    dermis = blood * blood_absorption_per_mm(SKIN_SATURATION) + (1.0 - blood) * base
    dermis = dermis + dermis_more_per_mm
    depth = EPIDERMIS_PATH * EPIDERMIS_MM * epidermis
    passed_twice = (1.0 + SIEVE_EXPONENT * depth) ** (-1.0 / SIEVE_EXPONENT)
    return passed_twice * dermis_reflectance(dermis, dermis_scattering_per_mm(scattering))


def _lobe(mean_nm: float, below: float, above: float) -> Array:
    slope = np.where(mean_nm > WAVELENGTHS_NM, below, above)
    return np.exp(-0.5 * ((WAVELENGTHS_NM - mean_nm) * slope) ** 2)


def _spectrum_to_xyz() -> Array:
    x = 0.362 * _lobe(442.0, 0.0624, 0.0374) + 1.056 * _lobe(599.8, 0.0264, 0.0323)
    x -= 0.065 * _lobe(501.1, 0.0490, 0.0382)
    y = 0.821 * _lobe(568.8, 0.0213, 0.0247) + 0.286 * _lobe(530.9, 0.0613, 0.0322)
    z = 1.217 * _lobe(437.0, 0.0845, 0.0278) + 0.681 * _lobe(459.0, 0.0385, 0.0725)
    weights = np.stack([x, y, z]) * _D65
    return weights * (_WHITE_XYZ / weights.sum(axis=1))[:, None]


_WHITE_XYZ: Final = np.array([0.95047, 1.0, 1.08883])
_XYZ_TO_RGB: Final = np.array(
    [
        [3.2404542, -1.5371385, -0.4985314],
        [-0.9692660, 1.8760108, 0.0415560],
        [0.0556434, -0.2040259, 1.0572252],
    ]
)
_TO_XYZ: Final = _spectrum_to_xyz()
_TO_RGB: Final = _XYZ_TO_RGB @ _TO_XYZ


def spectrum_to_rgb(reflectance: Array) -> Array:
    """Return linear sRGB (..., 3) of reflectance spectra (..., 33) under D65."""
    return reflectance @ _TO_RGB.T


def rgb_to_lab(rgb: Array) -> Array:
    """Return CIELAB (..., 3) of linear sRGB (..., 3)."""
    t = (rgb @ np.linalg.inv(_XYZ_TO_RGB).T) / _WHITE_XYZ
    f = np.where(t > 216 / 24389, np.cbrt(np.maximum(t, 1e-9)), (24389 / 27 * t + 16) / 116)
    x, y, z = f[..., 0], f[..., 1], f[..., 2]
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def instrument_lab(skin: SkinType) -> Array:
    """Return what a specular-included spectrophotometer would read on `skin`."""
    diffuse = skin_reflectance(skin.melanosome_frac, skin.blood_frac, skin.scattering)
    seen = SURFACE_REFLECTANCE + (1.0 - SURFACE_REFLECTANCE) * diffuse
    return rgb_to_lab(spectrum_to_rgb(seen))


def ita_deg(lab: Array) -> Array:
    """Return the individual typology angle of CIELAB (..., 3)."""
    return np.degrees(np.arctan2(lab[..., 0] - 50.0, lab[..., 2]))


class SkinColour:
    """ln of linear sRGB on a melanin x blood grid, so that a whole patch is two look-ups."""

    MELANIN_STEPS: Final = 48
    BLOOD_STEPS: Final = 64
    MELANIN_MAX: Final = 0.6
    BLOOD_MAX: Final = 0.12

    def __init__(self, scattering: float = 1.0) -> None:
        melanin = self.MELANIN_MAX * np.linspace(0.0, 1.0, self.MELANIN_STEPS) ** 3
        blood = self.BLOOD_MAX * np.linspace(0.0, 1.0, self.BLOOD_STEPS) ** 2
        grid = skin_reflectance(melanin[:, None], blood[None, :], scattering)
        ln_rgb = np.log(np.maximum(spectrum_to_rgb(grid), 2e-3)).astype(np.float32)
        self._ln_rgb = np.ascontiguousarray(np.moveaxis(ln_rgb, -1, 0).reshape(3, -1))

    def ln_rgb(self, melanin: ArrayLike, blood: ArrayLike) -> NDArray[np.float32]:
        """Return ln of linear sRGB (..., 3), bilinear between grid points."""
        m = np.cbrt(np.clip(melanin, 0.0, self.MELANIN_MAX) / self.MELANIN_MAX)
        b = np.sqrt(np.clip(blood, 0.0, self.BLOOD_MAX) / self.BLOOD_MAX)
        m = np.asarray(m * (self.MELANIN_STEPS - 1), dtype=np.float32)
        b = np.asarray(b * (self.BLOOD_STEPS - 1), dtype=np.float32)
        i = np.minimum(m.astype(np.int32), self.MELANIN_STEPS - 2)
        j = np.minimum(b.astype(np.int32), self.BLOOD_STEPS - 2)
        fm, fb = m - i, b - j
        at = i * self.BLOOD_STEPS + j
        out = np.empty((3, *at.shape), np.float32)
        for c, table in enumerate(self._ln_rgb):
            low = table.take(at) * (1.0 - fb) + table[1:].take(at) * fb
            beyond = table[self.BLOOD_STEPS :]
            high = beyond.take(at) * (1.0 - fb) + beyond[1:].take(at) * fb
            out[c] = low * (1.0 - fm) + high * fm
        return np.moveaxis(out, 0, -1)
