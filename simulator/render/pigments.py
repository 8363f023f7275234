"""What blood turns into once it has left its vessel, as a change of the skin's colour.

Idea: a bruise is old blood, then biliverdin, then bilirubin, in the dermis. Each absorbs by its
own spectrum in the same skin model as everything else, so a bruise is purple, green and yellow
without a painted hue, and honestly fainter in dark skin. Amounts are counted in the haem of
whole blood: 0.02 is what a dermis holds that is two per cent blood.

Sources: deoxyhaemoglobin Prahl (OMLC); bilirubin peaks near 455 nm with 55 000 per cm and M in
chloroform (PhotochemCAD); biliverdin near 375 nm (39 900) and 660 nm (12 200). Departures:
bands are Gaussians; spectra are those of solutions; one depth for all.
Invariant: nothing added changes nothing; more of a pigment never lightens any channel.
"""

from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from simulator.render import optics
from simulator.render.noise import Field

Array = NDArray[np.float64]
Pigment = Literal["old_blood", "biliverdin", "bilirubin"]
PIGMENTS: Final[tuple[Pigment, ...]] = ("old_blood", "biliverdin", "bilirubin")

OLD_SATURATION: Final = 0.60  # mean of a bruise's first days: it loses oxygen slowly (guess)
HAEM_M: Final = 4 * 150.0 / 64500.0  # mol/l in whole blood of 150 g/l, four a molecule
# Peak nm, standard deviation nm, extinction 1/(cm M).
BILIRUBIN: Final = ((455.0, 34.0, 55_000.0),)
BILIVERDIN: Final = ((375.0, 42.0, 39_900.0), (660.0, 60.0, 12_200.0))
STEPS: Final = 32
MOST_FRAC: Final = 0.15


def _bands(bands: tuple[tuple[float, float, float], ...]) -> Array:
    """Return absorption (33,), 1/mm, of a pigment as strong as the haem of whole blood."""
    total = np.zeros_like(optics.WAVELENGTHS_NM)
    for peak, spread, extinction in bands:
        total += extinction * np.exp(-0.5 * ((optics.WAVELENGTHS_NM - peak) / spread) ** 2)
    return 2.303 * total * HAEM_M / 10.0


def absorption_per_mm(pigment: Pigment) -> Array:
    """Return absorption (33,), 1/mm, of a pigment at the haem of whole blood."""
    if pigment == "old_blood":
        return optics.blood_absorption_per_mm(OLD_SATURATION)
    return _bands(BILIRUBIN if pigment == "bilirubin" else BILIVERDIN)


class Pigments:
    """ln of the colour change of one skin type, by pigment and amount."""

    def __init__(self, skin: optics.SkinType) -> None:
        self._at = MOST_FRAC * np.linspace(0.0, 1.0, STEPS) ** 2
        self._change = {}
        for pigment in PIGMENTS:
            more = self._at[:, None] * absorption_per_mm(pigment)
            spectra = optics.skin_reflectance(
                skin.melanosome_frac, skin.blood_frac, skin.scattering, more
            )
            ln = np.log(np.maximum(optics.spectrum_to_rgb(spectra), 2e-3))
            self._change[pigment] = np.minimum.accumulate(ln - ln[0], axis=0)

    def ln_change(self, pigment: Pigment, amount: Field) -> Field:
        """Return the change of ln rgb (..., 3) for amounts (...,) of 0..MOST_FRAC."""
        table = self._change[pigment]
        out = [np.interp(amount, self._at, table[:, c]) for c in range(3)]
        return np.stack(out, axis=-1).astype(np.float32)
