"""Colour and light on the leg figure.

Idea: pigment and blood vary softly over the skin (mottle, darker knee, flushed foot) and go
through the same optics as the skin under the loupe; three soft lights model the form, with
red light bleeding further round the form than blue. A stocking is a knit of known cover seen
at an angle: it closes towards the outline, as sheer cloth does.

Invariant: a skin type changes only the chromophores, never the light.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter, map_coordinates

from simulator.base.seeds import Seeds
from simulator.render.leg_body import NAILS_MM, LegRelief
from simulator.render.noise import spectral
from simulator.render.optics import SKIN_TYPES, SkinColour

F32 = NDArray[np.floating[Any]]

EXPOSURE: Final = 1.28
SHOULDER: Final = 0.72
KEY_LIGHT: Final = np.array((-0.50, 0.30, 0.81), np.float32)
FILL_LIGHT: Final = np.array((0.70, -0.10, 0.70), np.float32)
RIM_LIGHT: Final = np.array((0.95, -0.10, 0.05), np.float32)
HALFWAY: Final = np.array((-0.22, 0.155, 0.963), np.float32)
BLEED_MM: Final = (3.4, 1.6, 0.9)  # how far red, green, blue light creeps past a shadow edge
KNIT_RGB: Final = np.array((0.36, 0.225, 0.135), np.float32)  # beige yarn, linear (guess)
KNIT_COVER: Final = 0.56  # seen straight on (guess)
STOCKING_TOP_MM: Final = 742.0
STOCKING_BAND_MM: Final = 46.0


@dataclass(frozen=True)
class Light:
    """What falls on the skin: diffuse per channel (H, W, 3), glance and sheen (H, W)."""

    diffuse: F32
    key: F32
    sheen: F32


def _mottle(rng: np.random.Generator, relief: LegRelief, scale_mm: float) -> F32:
    """Return smooth noise of unit spread that sticks to the skin, one value per pixel."""
    rows, cols = 512, 256  # 1.8 mm along the leg, about the same around it
    sheet = spectral(rng, (rows, cols), scale_mm / 1.8, 2.6)
    at = np.stack(
        [
            (relief.s_mm + 60.0) * ((rows - 1) / 940.0),
            (relief.theta_rad + np.pi) * (cols / (2.0 * np.pi)),
        ]
    )
    return map_coordinates(sheet, at, order=1, mode="grid-wrap")


def _hill(relief: LegRelief, theta_deg: float, s_mm: float, wide_deg: float, tall_mm: float) -> F32:
    """Return a soft spot on the skin, 1 in its middle."""
    off = (np.degrees(relief.theta_rad) - theta_deg + 180.0) % 360.0 - 180.0
    return np.exp(-((off / wide_deg) ** 2) - ((relief.s_mm - s_mm) / tall_mm) ** 2)


def skin_ln_rgb(relief: LegRelief, fitzpatrick: str, skin_seed: int) -> F32:
    """Return ln of the diffuse colour (H, W, 3), linear sRGB, before veins and light."""
    rng = Seeds(skin_seed).stream("render.leg")
    kind = SKIN_TYPES[fitzpatrick]
    foot = np.clip((110.0 - relief.s_mm) / 80.0, 0.0, 1.0)
    sole = np.exp(-((np.maximum(relief.s_mm, 0.0) / 7.0) ** 2)) * (relief.s_mm < 40.0)
    knee = _hill(relief, 0.0, 466.0, 50.0, 40.0)
    ln_melanin = 0.055 * _mottle(rng, relief, 34.0) + 0.035 * _mottle(rng, relief, 6.0)
    ln_melanin += 0.035 * _mottle(rng, relief, 2.0)
    ln_melanin += 0.22 * knee + 0.10 * foot - 1.1 * sole  # the sole hardly tans
    ln_melanin += 0.10 * np.cos(relief.theta_rad)  # the front sees more sun
    ln_blood = 0.07 * _mottle(rng, relief, 24.0) + 0.045 * _mottle(rng, relief, 5.0)
    ln_blood += 0.28 * knee + 0.50 * foot + 0.25 * sole
    ln_blood += 0.18 * _hill(relief, 180.0, 462.0, 40.0, 26.0)
    ln_blood += 0.10 * np.clip((500.0 - relief.s_mm) / 300.0, 0.0, 1.0)  # standing
    ln = SkinColour(kind.scattering).ln_rgb(
        kind.melanosome_frac * np.exp(ln_melanin), kind.blood_frac * np.exp(ln_blood)
    )
    return ln + _nails(relief)[..., None] * np.array((0.16, 0.13, 0.16), np.float32)


def _nails(relief: LegRelief) -> F32:
    """Return where toenails are, 0..1."""
    x, z, s = relief.foot_mm
    out = np.zeros_like(x)
    for lateral, anterior, height, half_mm in NAILS_MM:
        far = np.hypot((x - lateral) / half_mm, (z - anterior) / (half_mm * 1.25))
        far = np.maximum(far, np.abs(s - height) / (half_mm * 0.9))
        out = np.maximum(out, np.clip((1.1 - far) * 4.0, 0.0, 1.0))
    return out * (relief.cover > 0.0)


def light(relief: LegRelief, px_per_mm: float, skin_seed: int) -> Light:
    """Return what three soft lights put on the relief."""
    rng = Seeds(skin_seed).stream("render.leg_gloss")
    normal, cover = relief.normal, relief.cover
    open_air = 0.30 + 0.70 * relief.openness
    key = np.clip(normal @ KEY_LIGHT, 0.0, 1.0) * open_air
    fill = np.clip(normal @ FILL_LIGHT, 0.0, 1.0) * open_air
    rim = np.clip(normal @ RIM_LIGHT, 0.0, 1.0) ** 2
    crept = [_blur_inside(key, cover, reach * px_per_mm) for reach in BLEED_MM]
    diffuse = 0.92 * np.stack(crept, axis=-1)
    diffuse += 0.13 * fill[..., None] * np.array((0.90, 0.97, 1.08), np.float32)
    diffuse += 0.10 * open_air[..., None]
    grain = 1.0 + 0.16 * _mottle(rng, relief, 1.3)
    sheen = 0.075 * np.clip(normal @ HALFWAY, 0.0, 1.0) ** 26 * grain + 0.03 * rim
    return Light(diffuse, key, sheen * open_air)


def _blur_inside(values: F32, cover: F32, spread_px: float) -> F32:
    """Return `values` blurred without letting the dark background in."""
    inside = cover > 0.0
    weight = gaussian_filter(inside.astype(np.float32), spread_px)
    return gaussian_filter(np.where(inside, values, 0.0), spread_px) / np.maximum(weight, 1e-3)


def lit(ln_rgb: F32, falling: Light) -> F32:
    """Return linear sRGB (H, W, 3) of skin under the light."""
    surface = falling.sheen + 0.010 * falling.key
    return np.exp(ln_rgb) * falling.diffuse * EXPOSURE + surface[..., None]


def stocking(relief: LegRelief, falling: Light, px_per_mm: float) -> tuple[F32, F32]:
    """Return linear colour (H, W, 3) and cover (H, W) of a thigh-length stocking."""
    facing = np.clip(relief.normal[..., 2], 0.16, 1.0)
    knit = 1.0 - (1.0 - KNIT_COVER) ** (1.0 / facing)
    # The band sits higher on the outer side and dips a little in front.
    tilt_mm = 8.0 * np.sin(relief.theta_rad) - 7.0 * np.cos(relief.theta_rad)
    from_top = STOCKING_TOP_MM + tilt_mm - relief.s_mm
    band = np.clip(from_top / 1.5, 0.0, 1.0) * np.clip((STOCKING_BAND_MM - from_top) / 1.5, 0, 1)
    heel = np.clip((46.0 - relief.s_mm) / 14.0, 0.0, 1.0)
    knit = knit + (0.97 - knit) * np.maximum(0.62 * band, 0.45 * heel)
    rows = 1.0 + 0.05 * band * np.sin(relief.s_mm * (2.0 * np.pi / 5.0))
    wales = 1.0 + 0.03 * np.sin(relief.theta_rad * 90.0) * min(1.0, px_per_mm)
    cloth = KNIT_RGB * (falling.diffuse.mean(axis=-1) * EXPOSURE * rows * wales)[..., None]
    cloth = cloth + (0.45 * falling.sheen)[..., None]
    return cloth, knit * np.clip(from_top / 1.2, 0.0, 1.0)


def to_srgb8(linear: F32) -> NDArray[np.uint8]:
    """Return display bytes with a soft shoulder for the highlights."""
    value = np.maximum(linear, 0.0)
    room = 1.0 - SHOULDER
    soft = SHOULDER + room * (1.0 - np.exp(-(value - SHOULDER) / room))
    value = np.where(value > SHOULDER, soft, value)
    value = np.where(value <= 0.0031308, 12.92 * value, 1.055 * value ** (1 / 2.4) - 0.055)
    return (value * 255.0 + 0.5).astype(np.uint8)
