"""The forms of single signs: bleb, porcelain area, the needle under the skin.

Each paints into the smooth fields of `Raw`; lighting and colour happen in `signs`.
"""

from dataclasses import dataclass

import numpy as np

from simulator.render.noise import Field
from simulator.view.treatment import BlebView, NeedleView, PorcelainView


@dataclass
class Raw:
    """The fields that signs paint into, (T, B, B) each."""

    x_mm: Field
    y_mm: Field
    mottle: Field  # (4, T, B, B)
    swelling_mm: Field
    blood_times: Field
    blood_more: Field
    white: Field
    stain: Field
    steel: Field
    calm: Field  # what is left of the fine relief
    gloss: Field
    vein: Field
    new: Field  # how much of the matting has grown


def falling(x: Field) -> Field:
    """Return a logistic step from 1 down to 0."""
    return np.float32(1) / (np.float32(1) + np.exp(np.clip(x, -30, 30)))


def extent_mm(sign: object) -> tuple[float, float, float]:
    """Return the middle of a sign and how far it reaches, mm."""
    match sign:
        case BlebView(x, y, volume):
            return x, y, 1.8 * _bleb_radius_mm(volume) + 0.2
        case PorcelainView(x, y, radius, _):
            return x, y, 2.2 * radius
        case NeedleView(x_mm=x, y_mm=y, heading_rad=heading, inserted_mm=inserted):
            half = inserted / 2
            return x + half * np.cos(heading), y + half * np.sin(heading), half + 1.4
    raise TypeError(f"no such sign: {sign!r}")


def paint_sign(raw: Raw, sign: object) -> None:
    """Paint one sign into the fields."""
    match sign:
        case BlebView():
            _paint_bleb(raw, sign)
        case PorcelainView():
            _paint_porcelain(raw, sign)
        case NeedleView():
            _paint_needle(raw, sign)


def _bleb_radius_mm(volume_ul: float) -> float:
    """Return the radius of a bleb: a spherical cap four times as wide as high (guess)."""
    return 1.35 * float(np.cbrt(max(volume_ul, 0.05) / 2.0))


def _paint_bleb(raw: Raw, bleb: BlebView) -> None:
    """A tense pale dome: little blood, veins veiled, shining."""
    radius_mm = _bleb_radius_mm(bleb.volume_ul)
    strength = float(np.clip(bleb.volume_ul / 2.0, 0.0, 1.0))
    dx, dy = raw.x_mm - bleb.x_mm, raw.y_mm - bleb.y_mm
    around = np.arctan2(dy, dx)
    lobes = 1 + 0.05 * np.sin(3 * around + 1) + 0.035 * np.sin(5 * around)
    r = np.hypot(dx, 1.08 * dy) / (radius_mm * lobes) * (1 + 0.03 * raw.mottle[1])
    dome = np.clip(1 - r * r, 0, 1) ** 1.35
    inside = 1.0 / (1.0 + np.exp(np.clip((r - 0.93) / 0.11, -30, 30)))
    rim = np.exp(-(((r - 1.15) / 0.18) ** 2))
    raw.swelling_mm = raw.swelling_mm + 0.29 * radius_mm * strength * dome
    raw.blood_times = raw.blood_times * (1 - 0.70 * strength * inside)
    raw.blood_more = raw.blood_more * (1 - 0.80 * strength * inside)
    raw.blood_more = raw.blood_more + 0.006 * strength * rim
    raw.vein = raw.vein * (1 - 0.62 * strength * inside)
    raw.calm = raw.calm * (1 - 0.55 * strength * inside)
    raw.white = raw.white + 0.9 * strength * inside
    raw.gloss = raw.gloss * (1 + strength * inside)


def _paint_porcelain(raw: Raw, area: PorcelainView) -> None:
    """Arteriolar injection: sharply edged, dendritic, dead white, with a dusky net around."""
    dx, dy = raw.x_mm - area.x_mm, raw.y_mm - area.y_mm
    around = np.arctan2(dy, dx)
    lobes = 1 + 0.20 * np.sin(2 * around + 0.7) + 0.16 * np.sin(5 * around + 2)
    lobes += 0.10 * np.sin(9 * around + 4)
    q = np.hypot(dx, dy) / (area.radius_mm * lobes) + 0.10 * raw.mottle[0] + 0.022 * raw.mottle[2]
    inside = area.whiteness_frac / (1.0 + np.exp(np.clip((q - 1.0) / 0.05, -30, 30)))
    net = np.clip(0.5 + 0.5 * raw.mottle[0], 0, 1)
    raw.white = raw.white + 0.8 * inside
    raw.blood_times = raw.blood_times * (1 - 0.97 * inside)
    raw.vein = raw.vein * (1 - 0.90 * inside * (0.8 + 0.2 * net))
    rim = np.exp(-(((q - 1.22) / 0.22) ** 2)) * (0.3 + 0.9 * net)
    raw.blood_more = raw.blood_more + 0.011 * area.whiteness_frac * rim


def _paint_needle(raw: Raw, needle: NeedleView) -> None:
    """A needle under the skin: a ridge, a dimple where it enters, steel shining through."""
    c, s = np.cos(np.float32(needle.heading_rad)), np.sin(np.float32(needle.heading_rad))
    dx, dy = raw.x_mm - needle.x_mm, raw.y_mm - needle.y_mm
    u, v = dx * c + dy * s, dy * c - dx * s
    length_mm = needle.inserted_mm * float(np.cos(needle.angle_rad))
    steep = float(np.clip(1.6 * np.sin(needle.angle_rad), 0.2, 1.0))
    along = 1 / (1 + np.exp(np.clip(-u / 0.05, -30, 30)))
    along = along / (1 + np.exp(np.clip((u - length_mm) / 0.10, -30, 30)))
    sunk = np.clip(1 - 0.55 * u * steep / 0.6, 0, 1)
    raw.swelling_mm = raw.swelling_mm + 0.115 * np.exp(-((v / 0.24) ** 2)) * along * sunk
    raw.swelling_mm = raw.swelling_mm - 0.10 * np.exp(-((u / 0.20) ** 2) - (v / 0.26) ** 2)
    raw.steel = raw.steel + np.exp(-((v / 0.17) ** 4)) * along * sunk
    pale = np.exp(-(((u - 0.2) / 0.7) ** 2) - (v / 0.5) ** 2)
    raw.blood_times = raw.blood_times * (1 - 0.35 * pale)
