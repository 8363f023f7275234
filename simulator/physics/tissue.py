"""Skin and tissue around the needle: blebs of what went outside the vein, and bursts."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Bleb:
    """Fluid outside the vessels at a patch point; a wheal is visible from about 2 ul."""

    x_mm: float
    y_mm: float
    volume_ul: float


@dataclass(frozen=True)
class Tissue:
    """Every bleb so far, oldest first, and the drug mass that lies outside the vessels."""

    blebs: tuple[Bleb, ...] = ()
    drug_ug: float = 0.0
