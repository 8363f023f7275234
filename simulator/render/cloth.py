"""Woven gauze and porous paper tape as height fields, and the soft light that shades cloth.

Idea: a yarn is a half round that goes over and under its neighbours; two sheets of them, one
seen through the holes of the other, make folded gauze. Tape is draped over what is below by
repeated smoothing from above, crinkled where it hangs free, creased where it comes down, and
pierced by pores. One soft light from the upper left shades all.
Sources: surgical gauze of type 17, 17 yarns a centimetre (EN 14079); paper tape by eye.
Departure: tape is narrow for its kind, so that neighbouring threads stay in sight.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

from simulator.base.seeds import Seeds
from simulator.render.noise import Field, enlarge, spectral

LIGHT_FROM: Final = (-0.35, -0.45)
PAD_MM: Final = (6.6, 6.0)  # of folded gauze
PITCH_MM: Final = 0.59
YARN_MM: Final = 0.215  # half the breadth of a yarn
THICK_MM: Final = 0.9  # of the folded pad
CREASES: Final = ((2.9, 0.30, 0.9), (-3.2, -0.42, 0.8), (3.9, -0.15, 0.5), (-4.3, 0.22, 0.45))


def soft(field: Field, sigma_mm: float, px_per_mm: float) -> Field:
    """Return a wide Gaussian blur, worked out on every fourth pixel."""
    small = gaussian_filter(field[::4, ::4], sigma_mm * px_per_mm / 4, truncate=3.0)
    return enlarge(small, 4, (field.shape[0], field.shape[1]))


def shaded(elevation_mm: Field, px_per_mm: float, ambient: float, k: float = 0.75) -> Field:
    """Return how bright a matt height field is."""
    gy, gx = np.gradient(elevation_mm * np.float32(px_per_mm))
    facing = 1.0 / np.sqrt(1.0 + gx * gx + gy * gy)
    towards = 1.0 + k * (gx * LIGHT_FROM[0] + gy * LIGHT_FROM[1])
    return np.clip(ambient + (1.0 - ambient) * facing * towards, 0.05, 1.5)


# --- gauze -------------------------------------------------------------------------------
def woven(x: Field, y: Field, px_per_mm: float) -> tuple[Field, Field, Field]:
    """Return (rgb, cover, height mm) of a folded gauze pad about the origin."""
    ppm = px_per_mm
    rng = Seeds(17).stream("render.gauze")
    shape = (y.shape[0], x.shape[1])
    warp_x = 0.11 * spectral(rng, shape, 2.4 * ppm, 3.2) + x
    warp_y = 0.11 * spectral(rng, shape, 2.4 * ppm, 3.2) + y
    ragged = 0.05 * spectral(rng, shape, 0.25 * ppm, 2.4)
    upper, upper_cover = _sheet(rng, warp_x, warp_y, shape, ppm)
    askew_x = (0.998 * warp_x + 0.06 * warp_y + 0.27).astype(np.float32)
    askew_y = (0.998 * warp_y - 0.06 * warp_x + 0.31).astype(np.float32)
    lower, lower_cover = _sheet(rng, askew_x, askew_y, shape, ppm)
    inset = np.minimum(PAD_MM[0] / 2 - np.abs(warp_x), PAD_MM[1] / 2 - np.abs(warp_y))
    inside = np.clip((inset + ragged) * ppm * 0.5 + 0.5, 0, 1)
    whole = np.maximum(upper_cover, 0.97 * lower_cover) * inside
    bulge = THICK_MM * np.clip(inset / 0.8, 0, 1) ** 0.5
    bulge = gaussian_filter(bulge * inside, 0.12 * ppm)
    height = np.where(upper_cover > 0.5, upper + 0.16, lower).astype(np.float32)
    deep = np.where(upper_cover > 0.5, 1.0, np.where(lower_cover > 0.5, 0.70, 0.42))
    hollow = np.clip(gaussian_filter(height, 0.16 * ppm) - height, 0, 0.3)
    grey = 0.80 * shaded(height + bulge, ppm, 0.55, 0.75) * deep * np.clip(1 - 2.6 * hollow, 0.4, 1)
    rgb = np.clip(grey[..., None] * np.array([1.0, 0.995, 0.97], np.float32), 0, 1.0)
    cover = np.maximum(whole, 0.96 * inside * (inset > 0.25))  # eight sheets let nothing through
    return rgb.astype(np.float32), cover.astype(np.float32), (height + bulge).astype(np.float32)


def _sheet(
    rng: np.random.Generator, x: Field, y: Field, shape: tuple[int, int], ppm: float
) -> tuple[Field, Field]:
    """Return (height mm, cover) of one plain weave."""
    fuzz = spectral(rng, shape, 0.06 * ppm, 1.8)
    layers = []
    for across, along in ((x, y), (y, x)):
        index = np.rint(across / PITCH_MM)
        seed = np.abs(np.sin(index * 12.9898) * 43758.547) % 1.0  # each yarn its own
        off = across - index * PITCH_MM - 0.10 * (seed - 0.5)
        half = YARN_MM * (0.80 + 0.40 * seed) * (1 + 0.05 * np.sin(along * 5 + 20 * seed))
        bulk = np.sqrt(np.clip(1 - (off / half) ** 2, 0, 1))
        sign = 1.0 if across is x else -1.0
        wave = sign * np.cos(np.pi * (along / PITCH_MM + index))
        twist = 0.016 * np.sin(2 * np.pi * (along + 2.2 * off) / 0.17 + 9 * seed)
        height = bulk * (0.15 + twist + 0.010 * fuzz) + 0.075 * wave * (bulk > 0)
        layers.append((height, bulk > 0.05))
    (one, on_one), (other, on_other) = layers
    one, other = np.where(on_one, one, -1.0), np.where(on_other, other, -1.0)
    upper = np.maximum(np.maximum(one, other), -0.12)
    cover = gaussian_filter((on_one | on_other).astype(np.float32), 0.5)
    return upper.astype(np.float32), cover


# --- tape --------------------------------------------------------------------------------
def draped(
    x: Field, y: Field, px_per_mm: float, below_mm: Field, length_mm: float, width_mm: float
) -> tuple[Field, Field, Field]:
    """Return (rgb, cover, height mm) of a strip of porous paper tape draped over `below_mm`."""
    ppm = px_per_mm
    rng = Seeds(11).stream("render.tape")
    shape: tuple[int, int] = below_mm.shape
    teeth = 0.20 * (2 / np.pi) * np.arcsin(np.sin(11 * y))
    cover = np.clip((width_mm / 2 - np.abs(y)) * ppm * 0.7 + 0.5, 0, 1)
    cover = cover * np.clip((length_mm / 2 - np.abs(x) + teeth) * ppm * 0.5 + 0.5, 0, 1)
    hung: NDArray[np.float32] = below_mm
    for _ in range(3):
        hung = np.maximum(soft(hung, 1.1, ppm), below_mm)
    hung = soft(hung, 0.35, ppm) + 0.06
    lift = np.clip(hung - soft(below_mm, 1.5, ppm), 0, 2)
    wrinkle = spectral(rng, shape, 1.2 * ppm, 3.0)
    fold = 0.08 * np.sin(5.5 * y + 2.2 * wrinkle) * np.clip(1.8 * lift, 0, 1)
    crepe = 0.008 * spectral(rng, shape, 0.16 * ppm, 2.2, 1.2 * ppm)
    crepe += 0.006 * np.sin(14 * x + 1.2 * wrinkle)
    surface = (hung + fold + crepe + _creased(x, y, wrinkle, width_mm)).astype(np.float32)
    pore_x, pore_y = x / 0.42, y / 0.42
    off = np.hypot(pore_x - np.floor(pore_x) - 0.5, pore_y - np.floor(pore_y) - 0.5)
    pore = np.exp(-((off / 0.19) ** 2))
    fibre = spectral(rng, shape, 0.09 * ppm, 1.6)
    grey = (0.73 + 0.018 * fibre - 0.07 * pore) * shaded(surface, ppm, 0.60, 0.95)
    rgb = grey[..., None] * np.array([1.0, 0.965, 0.915], np.float32)
    opacity = 0.80 + 0.025 * fibre - 0.13 * pore
    return rgb, np.clip(cover * opacity, 0, 1), surface * (cover > 0.5)


def _creased(x: Field, y: Field, wrinkle: Field, width_mm: float) -> Field:
    """Return sharp folds across the tape where it comes down from the pad, mm."""
    out = np.zeros_like(wrinkle)
    for at_mm, lean, strength in CREASES:
        off = x - at_mm - lean * y - 0.10 * wrinkle
        ridge = np.exp(-np.abs(off) / 0.10) - 0.55 * np.exp(-(((off - 0.22) / 0.16) ** 2))
        ends = np.clip(1.25 - np.abs(2 * y / width_mm), 0, 1)
        out += 0.15 * strength * ridge * ends
    return out
