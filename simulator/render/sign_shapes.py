"""The forms of single signs: bleb, porcelain area, the needle under the skin.

Each paints into the smooth fields of `Raw`; lighting and colour happen in `signs`.
"""

from dataclasses import dataclass, fields

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
    old_blood: Field  # pigments in the dermis, in the haem of whole blood
    biliverdin: Field
    bilirubin: Field
    open: Field  # where the epidermis is gone
    scar: Field

    @classmethod
    def untouched(cls, x_mm: Field, y_mm: Field, mottle: Field) -> "Raw":
        """Return fields that leave the skin as it is."""
        zero, one = np.zeros(x_mm.shape, np.float32), np.ones(x_mm.shape, np.float32)
        still = {"blood_times": one, "calm": one, "gloss": one, "vein": one}
        rest = {f.name: zero for f in fields(cls)} | still
        return cls(**(rest | {"x_mm": x_mm, "y_mm": y_mm, "mottle": mottle}))


@dataclass(frozen=True)
class Dimple:
    """Tissue that a tip carries along before it gives: skin, or the vein wall at the tip."""

    x_mm: float
    y_mm: float
    heading_rad: float
    carried_mm: float
    lean_frac: float  # sine of the needle's angle: how much of it goes down
    is_wall: bool = False


def falling(x: Field) -> Field:
    """Return a logistic step from 1 down to 0."""
    return np.float32(1) / (np.float32(1) + np.exp(np.clip(x, -30, 30)))


def bleb_radius_mm(volume_ul: float) -> float:
    """Return the radius of a bleb: a spherical cap four times as wide as high (guess)."""
    return 1.35 * float(np.cbrt(max(volume_ul, 0.05) / 2.0))


def paint_bleb(raw: Raw, bleb: BlebView) -> None:
    """A tense pale dome: little blood, veins veiled, shining."""
    radius_mm = bleb_radius_mm(bleb.volume_ul)
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


def paint_porcelain(raw: Raw, area: PorcelainView) -> None:
    """Arteriolar injection: sharply edged, dendritic, dead white, with a dusky net around."""
    q = _within(raw, area) + 0.10 * raw.mottle[0] + 0.022 * raw.mottle[2]
    inside = area.whiteness_frac / (1.0 + np.exp(np.clip((q - 1.0) / 0.05, -30, 30)))
    net = np.clip(0.5 + 0.5 * raw.mottle[0], 0, 1)
    raw.white = raw.white + 0.8 * inside
    raw.blood_times = raw.blood_times * (1 - 0.97 * inside)
    raw.vein = raw.vein * (1 - 0.90 * inside * (0.8 + 0.2 * net))
    rim = np.exp(-(((q - 1.22) / 0.22) ** 2)) * (0.3 + 0.9 * net)
    raw.blood_more = raw.blood_more + 0.011 * area.whiteness_frac * rim


def _within(raw: Raw, area: PorcelainView) -> Field:
    """Return how far out of the white area a place lies: 1 at its edge."""
    if not area.territory_mm:
        dx, dy = raw.x_mm - area.x_mm, raw.y_mm - area.y_mm
        around = np.arctan2(dy, dx)
        lobes = 1 + 0.20 * np.sin(2 * around + 0.7) + 0.16 * np.sin(5 * around + 2)
        lobes += 0.10 * np.sin(9 * around + 4)
        return np.hypot(dx, dy) / (area.radius_mm * lobes)
    least = np.full(raw.x_mm.shape, np.inf, np.float32)
    for x_mm, y_mm, reach_mm in area.territory_mm:
        dx, dy = raw.x_mm - np.float32(x_mm), raw.y_mm - np.float32(y_mm)
        np.minimum(least, (dx * dx + dy * dy) / np.float32(reach_mm * reach_mm), out=least)
    return np.sqrt(least)


def paint_needle(raw: Raw, needle: NeedleView) -> None:
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


def paint_dimple(raw: Raw, dimple: Dimple) -> None:
    """A hollow with a fold before it, its blood pressed out; over a vein wall only a paling.

    Depth and width are guesses by eye.
    """
    c, s = np.cos(dimple.heading_rad), np.sin(dimple.heading_rad)
    dx, dy = raw.x_mm - dimple.x_mm, raw.y_mm - dimple.y_mm
    u, v = dx * c + dy * s, dy * c - dx * s
    amount = abs(dimple.carried_mm)
    if dimple.is_wall:
        near = np.exp(-((u / (0.22 + 0.5 * amount)) ** 2) - (v / 0.20) ** 2)
        raw.vein = raw.vein * (1 - np.minimum(3.0 * amount, 0.8) * near)
        raw.swelling_mm = raw.swelling_mm - 0.15 * amount * near
        return
    wide = 0.34 + 0.5 * amount
    hollow = np.exp(-((u / wide) ** 2) - (v / (1.15 * wide)) ** 2)
    fold = np.exp(-(((u - 1.55 * wide) / (0.5 * wide)) ** 2) - (v / (1.4 * wide)) ** 2)
    deep = np.float32(dimple.carried_mm * (0.30 + 0.45 * dimple.lean_frac))
    flat = np.float32(dimple.carried_mm * 0.22 * (1.0 - dimple.lean_frac))
    raw.swelling_mm = raw.swelling_mm - deep * hollow + flat * fold
    pale = np.minimum(1.2 * amount, 0.75) * hollow
    raw.blood_times = raw.blood_times * (1 - pale)
    raw.blood_more = raw.blood_more * (1 - pale)
    raw.vein = raw.vein * (1 - 0.8 * pale)
