"""Skin and tissue around the needle: blebs of what went outside the vein, and their harm.

Idea: what leaves the bevel or a torn wall stays where it went in and grows with pressure times
time. Skin does not forget what was in it: each bleb keeps how much of a solution that just
kills skin would do the same harm (`drugs.toxic_ul`), also when the fluid has been absorbed.
Departures: fluid does not spread or thin; massage, dilution and hyaluronidase undo nothing.
"""

from dataclasses import dataclass, replace
from math import hypot
from typing import Final

WHEAL_UL: Final = 2.0  # visible from about here (teaching pages; guess)
SAME_BLEB_MM: Final = 1.5  # fluid nearer than this runs together (guess)


@dataclass(frozen=True)
class Bleb:
    """Fluid outside the vessels at a patch point; a wheal is visible from about 2 ul."""

    x_mm: float
    y_mm: float
    volume_ul: float
    toxic_ul: float = 0.0  # as much of a solution that just kills skin
    day: int = 0  # known once it has been absorbed

    @property
    def is_wheal(self) -> bool:
        """Whether it can be seen as a wheal."""
        return self.volume_ul >= WHEAL_UL


@dataclass(frozen=True)
class Tissue:
    """Every bleb of the day, oldest first, and the drug mass that lies outside the vessels."""

    blebs: tuple[Bleb, ...] = ()
    drug_ug: float = 0.0
    absorbed: tuple[Bleb, ...] = ()  # of earlier days: flat by now, their harm remains

    def overnight(self, day: int = 0) -> "Tissue":
        """Return the tissue after `day`: the fluid is gone, what it did is not."""
        dated = (replace(bleb, day=day) for bleb in self.blebs)
        return Tissue((), self.drug_ug, (*self.absorbed, *dated))

    def soaked(
        self, x_mm: float, y_mm: float, volume_ul: float, drug_ug: float, toxic_ul: float = 0.0
    ) -> "Tissue":
        """Return the tissue after `volume_ul` went in at a point; near blebs run together."""
        if volume_ul <= 0.0:
            return self
        drug = self.drug_ug + drug_ug
        for i, bleb in enumerate(self.blebs):
            if hypot(bleb.x_mm - x_mm, bleb.y_mm - y_mm) <= SAME_BLEB_MM:
                grown = replace(
                    bleb,
                    volume_ul=bleb.volume_ul + volume_ul,
                    toxic_ul=bleb.toxic_ul + toxic_ul,
                )
                blebs = (*self.blebs[:i], grown, *self.blebs[i + 1 :])
                return replace(self, blebs=blebs, drug_ug=drug)
        blebs = (*self.blebs, Bleb(x_mm, y_mm, volume_ul, toxic_ul))
        return replace(self, blebs=blebs, drug_ug=drug)
