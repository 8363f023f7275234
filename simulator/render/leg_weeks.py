"""What the weeks after treatment leave on the leg figure: brown, cords, a blush, bruises, sores.

Idea: the same view that the loupe paints, at a size where a stain is thinner than a pixel. Only
what a mark takes away across its width counts: that much ink is dropped along its vein, and
over the disc of a bruise or a sore. Source of widths and strengths: the loupe's own (`signs`).
Departure: at this size a sore is a dark spot without a crater, and a scar is not seen.
Invariant: a view without such marks leaves no trace.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

from simulator.anatomy.patient import RETICULAR, Patient
from simulator.render.leg_veins import SHARPEST_PX, STEP_PX, drop_ink, resampled
from simulator.render.optics import SKIN_TYPES, SkinColour
from simulator.render.pigments import PIGMENTS, Pigments
from simulator.render.signs import (
    CORD_BLOOD,
    GRANULATION_RGB,
    MATTING_BLUSH,
    REDNESS_BLOOD,
    REDNESS_REACH_MM,
    STAIN_RGB,
    STAIN_STRENGTH,
    STAIN_WIDTH_MM,
)
from simulator.view.leg import LegProjection
from simulator.view.treatment import TreatmentView

Array = NDArray[np.float64]
F32 = NDArray[np.floating[Any]]

SPOT_STEP_MM: Final = 0.5  # a disc is dropped as a grid of this pitch
ACROSS: Final = 1.7725  # integral of exp(-x^2): the full width of a mark of unit half width


def patch_absorbance(patient: Patient, projection: LegProjection, patch_view: TreatmentView) -> F32:
    """Return what the marks of the treated patch take from ln of the skin, (H, W, 3)."""
    sheet = np.zeros((projection.height_px, projection.width_px, 3))
    _drop_lines(sheet, patient, projection, patch_view)
    _drop_spots(sheet, patient, projection, patch_view)
    if sheet.any():
        sheet = gaussian_filter(sheet, (SHARPEST_PX, SHARPEST_PX, 0.0))
    return sheet.astype(np.float32)


def _per_edge(amount: Array, count: int) -> Array:
    return np.asarray(amount, dtype=np.float64) if len(amount) else np.zeros(count)


def _drop_lines(
    sheet: Array, patient: Patient, projection: LegProjection, view: TreatmentView
) -> None:
    """Stain, cord and blush along the veins of the web."""
    web, skin = patient.web, SKIN_TYPES[patient.spec.fitzpatrick]
    count = len(web.edges)
    stain, cord, blush = (
        _per_edge(amount, count)
        for amount in (view.stain_frac, view.coagulum_frac, view.matting_frac)
    )
    old = -Pigments(skin).ln_change("old_blood", np.array([CORD_BLOOD], np.float32))[0]
    colour, more = SkinColour(skin.scattering), REDNESS_BLOOD * MATTING_BLUSH
    red = colour.ln_rgb(skin.melanosome_frac, skin.blood_frac)
    red = red - colour.ln_rgb(skin.melanosome_frac, skin.blood_frac + more)
    seen = np.flatnonzero((stain > 0) | (cord > 0) | ((blush > 0) & (web.kind != RETICULAR)))
    for edge in seen.tolist():
        ink = STAIN_STRENGTH * stain[edge] * np.array(STAIN_RGB) * STAIN_WIDTH_MM
        ink = ink + cord[edge] * old * (float(web.radius_mm[edge]) + 0.14)
        ink = ink + blush[edge] * red * 0.5 * REDNESS_REACH_MM  # halos of neighbours overlap
        x, y, share = _on_figure(patient, projection, web.path_mm[edge, :, :2])
        line = resampled(np.stack([x, y, share, share]))
        dose = ink * (ACROSS * projection.px_per_mm * STEP_PX)
        drop_ink(sheet, line[0], line[1], line[2][:, None] * dose)


def _drop_spots(
    sheet: Array, patient: Patient, projection: LegProjection, view: TreatmentView
) -> None:
    """Bruises and open sores as soft discs."""
    skin = SKIN_TYPES[patient.spec.fitzpatrick]
    pigments = Pigments(skin)
    bare = SkinColour(skin.scattering).ln_rgb(skin.melanosome_frac, skin.blood_frac)
    spots = [
        (b.x_mm, b.y_mm, b.radius_mm, -sum(
            pigments.ln_change(name, np.array([amount], np.float32))[0]
            for name, amount in zip(
                PIGMENTS, (b.blood_frac, b.biliverdin_frac, b.bilirubin_frac), strict=True
            )
        ))
        for b in view.bruises
    ]  # fmt: skip
    spots += [
        (u.x_mm, u.y_mm, u.radius_mm, u.open_frac * (bare - np.log(GRANULATION_RGB)))
        for u in view.ulcers
    ]
    for x_mm, y_mm, radius_mm, ink in spots:
        grid = np.arange(-radius_mm * 1.5, radius_mm * 1.5 + SPOT_STEP_MM, SPOT_STEP_MM)
        dx, dy = (part.ravel() for part in np.meshgrid(grid, grid))
        weight = np.exp(-(((dx * dx + dy * dy) / (radius_mm * radius_mm)) ** 2))
        x, y, share = _on_figure(patient, projection, np.stack([x_mm + dx, y_mm + dy], axis=1))
        area_px = (SPOT_STEP_MM * projection.px_per_mm) ** 2
        drop_ink(sheet, x, y, (weight * share)[:, None] * np.asarray(ink) * area_px)


def _on_figure(
    patient: Patient, projection: LegProjection, at_mm: Array
) -> tuple[Array, Array, Array]:
    """Return the pixels of places of the patch (K, 2), and whether each is in sight."""
    places = [
        projection.to_figure(*patient.patch.on_leg(float(x), float(y))) for x, y in at_mm.tolist()
    ]
    x, y, seen = np.array(places, dtype=np.float64).T
    return x, y, seen
