"""Tissue and veins under the pressure of the probe: strain, gel, and the tube law.

Idea. The probe squeezes superficial tissue most and pushes the gel out of the gap; a vein
closes when what reaches it outweighs the blood inside, which depends on posture. A heavy
hand therefore erases the very vein that is looked for.

Sources. The tube law is that of the web (`calibre`), the blood's pressure that of the column
(`column`). Strain and gel are guesses tuned by eye. Departure: strain saturates with depth by
a rational law, so that it can be undone in closed form.
"""

from typing import Final

from simulator.anatomy.patient import Vessel
from simulator.physics.calibre import open_area_frac
from simulator.physics.fade import Number, fade

FIRM_PA: Final = 12_000.0  # 90 mmHg, as hard as a hand presses a probe
GEL_MM: Final = 0.9  # film of gel that is left when the probe only floats
GEL_GONE_FRAC: Final = 0.25  # share of `FIRM_PA` that squeezes the gel out
STRAIN_FRAC: Final = 0.28  # of the tissue under the skin at `FIRM_PA`; guess
STRAIN_DEPTH_MM: Final = 18.0
PRESSURE_DEPTH_MM: Final = 60.0  # over which the probe's pressure fades to 1/e; guess
OVALITY: Final = {"femoral_vein": 1.2, "reticular": 1.15}  # width over height, unpressed; guesses
USUAL_OVALITY: Final = 1.08
COMPLIANCE: Final = {
    "reticular": 1.6,
    "tributary": 1.2,
    "lateral_subdermic": 1.2,
    "femoral_vein": 0.8,
}  # guesses


def gel_mm(pressure_pa: float) -> float:
    """Return the thickness of the gel film between probe and skin."""
    return GEL_MM * max(0.0, 1.0 - pressure_pa / FIRM_PA / GEL_GONE_FRAC)


def tissue_depth_mm(image_mm: Number, pressure_pa: float) -> Number:
    """Return the depth in unpressed tissue of an image depth; inside the gel it is below 0."""
    z = image_mm - gel_mm(pressure_pa)
    strain = STRAIN_FRAC * min(1.0, pressure_pa / FIRM_PA)
    inside = 0.5 * (z + abs(z))
    return z + strain * STRAIN_DEPTH_MM * inside / (STRAIN_DEPTH_MM + inside)


def image_depth_mm(tissue_mm: Number, pressure_pa: float) -> Number:
    """Return the image depth of a tissue depth: the positive root that undoes the strain."""
    strain = STRAIN_FRAC * min(1.0, pressure_pa / FIRM_PA)
    half = 0.5 * (STRAIN_DEPTH_MM * (1.0 + strain) - tissue_mm)
    return gel_mm(pressure_pa) - half + (half * half + tissue_mm * STRAIN_DEPTH_MM) ** 0.5


def open_factors(
    vessel: Vessel, depth_mm: Number, pressure_pa: float, venous_pa: float
) -> tuple[Number, Number]:
    """Return (height, width) of the lumen as shares of its standing diameter.

    The lumen flattens first and closes when the probe presses harder than the blood, which
    stands at `venous_pa` (`column.venous_pa`). An artery does not care, nor does a vein that is
    full of clot.
    """
    if vessel.is_artery or vessel.is_clotted:
        one = depth_mm * 0.0 + 1.0
        return one, one
    return sound_factors(vessel.kind, depth_mm, pressure_pa, venous_pa)


def sound_factors(
    kind: str, depth_mm: Number, pressure_pa: float, venous_pa: float
) -> tuple[Number, Number]:
    """Return what `open_factors` says of a sound vein of this kind."""
    pressing_pa = pressure_pa * COMPLIANCE.get(kind, 1.0) * fade(depth_mm / PRESSURE_DEPTH_MM)
    area = open_area_frac(venous_pa - pressing_pa)
    height = area**0.5 * (0.35 + 0.65 * area)
    width = area / height
    width = 0.5 * (width + 1.5 - abs(width - 1.5))
    oval = OVALITY.get(kind, USUAL_OVALITY) ** 0.5
    return height / oval, width * oval
