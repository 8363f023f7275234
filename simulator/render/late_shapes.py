"""The forms of signs that are pressed, bruised or sore: a glass, a bruise, an ulcer and its scar.

Each paints into the smooth fields of `Raw`; lighting and colour happen in `signs`.
Sources: yellow reaches further than the blood it came from (bilirubin diffuses); a necrosis is
2-4 mm, punched out, with slough and a red rim, and leaves a small white scar (clinical texts).
Amounts and widths are guesses by eye.
"""

from typing import Final

import numpy as np

from simulator.render.noise import Field
from simulator.render.sign_shapes import Raw, falling
from simulator.view.treatment import BruiseView, PressView, UlcerView

SMEAR: Final = 1.25  # how much further than blood its yellow reaches
CRATER_MM: Final = 0.10  # depth of an open sore


def _ragged(raw: Raw, x_mm: float, y_mm: float, radius_mm: float, rough: float) -> Field:
    """Return the distance from a point in radii, its outline made uneven by the skin's mottle."""
    far = np.hypot(raw.x_mm - x_mm, raw.y_mm - y_mm) / np.float32(radius_mm)
    uneven = raw.mottle[0] + 0.5 * raw.mottle[1]
    return np.asarray(far + rough * uneven * np.clip(far, 0.2, 1.5), dtype=np.float32)


def paint_bruise(raw: Raw, bruise: BruiseView) -> None:
    """Blood in the dermis: deepest in the middle, blotchy, its yellow ahead of it."""
    near = _ragged(raw, bruise.x_mm, bruise.y_mm, bruise.radius_mm, 0.11)
    blotchy = np.clip(0.85 + 0.25 * raw.mottle[1] + 0.12 * raw.mottle[3], 0.2, 1.5)
    blood = falling((near - 0.70) / 0.17) * blotchy
    wide = falling((near / SMEAR - 0.70) / 0.15)
    raw.old_blood = raw.old_blood + bruise.blood_frac * blood
    raw.biliverdin = raw.biliverdin + bruise.biliverdin_frac * wide * (0.6 + 0.4 * blood)
    raw.bilirubin = raw.bilirubin + bruise.bilirubin_frac * wide


def paint_ulcer(raw: Raw, ulcer: UlcerView) -> None:
    """A punched-out sore in a red halo; later a smooth, pale, slightly sunken scar."""
    near = _ragged(raw, ulcer.x_mm, ulcer.y_mm, ulcer.radius_mm, 0.07)
    inside = falling((near - 0.95) / 0.05)
    rim = np.exp(-(((near - 1.15) / 0.20) ** 2))
    is_open, scar = ulcer.open_frac, ulcer.scar_frac
    raw.open = np.maximum(raw.open, is_open * inside)
    raw.scar = np.maximum(raw.scar, scar * inside)
    raw.swelling_mm = raw.swelling_mm + is_open * (0.05 * rim - CRATER_MM * inside)
    raw.swelling_mm = raw.swelling_mm - 0.03 * scar * inside
    halo = falling((near - 1.45) / 0.16)
    raw.blood_more = raw.blood_more + 0.018 * is_open * halo
    raw.calm = raw.calm * (1 - np.maximum(0.75 * is_open, 0.6 * scar) * inside)
    raw.gloss = raw.gloss * (1 + 0.8 * is_open * inside)
    raw.vein = raw.vein * (1 - np.maximum(is_open, 0.5 * scar) * inside)


def paint_press(raw: Raw, press: PressView) -> None:
    """Blood is squeezed out under a glass or a finger and comes back from the rim."""
    far = np.hypot(raw.x_mm - press.x_mm, raw.y_mm - press.y_mm)
    inside = falling((far - press.radius_mm + 0.25) / 0.10)
    ring = np.exp(-(((far - press.radius_mm - 0.35) / 0.40) ** 2))
    raw.blood_times = raw.blood_times * (1 - 0.80 * press.pale_frac * inside)
    raw.blood_more = raw.blood_more * (1 - 0.90 * press.pale_frac * inside)
    raw.vein = raw.vein * (1 - 0.95 * press.flat_frac * inside)
    if press.has_glass:  # it also flattens the relief and drives blood to its rim
        raw.calm = raw.calm * (1 - 0.70 * inside)
        raw.gloss = raw.gloss * (1 - 0.55 * inside)
        raw.swelling_mm = raw.swelling_mm - 0.05 * inside
        raw.blood_more = raw.blood_more + 0.003 * press.pale_frac * ring
