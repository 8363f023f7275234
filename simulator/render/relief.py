"""The surface of leg skin: furrows, fine mosaic, follicles, hair stubs, pigment, blood mottle.

Idea: three families of slightly wavy, nearly straight furrows cross and leave polygons, as on
a real shin and thigh; each furrow has its own strength and is broken by noise; a mosaic of
0.15 mm cells lies between. (Voronoi cells alone look like dried mud; strongly warped lines look
like worm tracks.) Numbers: furrows 20-200 um deep (Bibb); few but large follicles on the leg
(Otberg 2004).

Heights are mm, outwards positive; everything is float32 (H, W).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.ndimage import gaussian_filter

from simulator.base.seeds import Seeds
from simulator.render.noise import Field, Noise, spectral
from simulator.render.optics import SkinType

# angle, pitch mm, width mm, warp mm, warp grain mm, breaks
FAMILIES: Final = (
    (0.45, 0.36, 0.020, 0.13, 2.4, 0.35),
    (-0.62, 0.40, 0.020, 0.13, 2.6, 0.35),
    (1.50, 0.33, 0.016, 0.12, 2.0, 0.50),
)
STRIP_PX: Final = 48
MOSAIC_MM: Final = 0.15
MOSAIC_TILE_CELLS: Final = 64
FOLLICLES_PER_MM2: Final = 0.12
FINEST_PX: Final = 0.9  # half width of the narrowest line a grid of pixels can carry
FRECKLE_MM: Final = (0.25, 0.85)  # radius
FRECKLE_FRAC: Final = 0.009  # melanosomes a freckle adds, and a share of the skin's own


@dataclass(frozen=True)
class Relief:
    """Height of the fine surface and what pigment, blood and hair follow it."""

    elevation_mm: Field
    furrow: Field  # 0..1, 1 in the bottom of a furrow
    melanin_frac: Field
    blood_frac: Field
    hair: Field  # 0..1, dark stubs
    follicle: Field  # 0..1 around each orifice


def grow_relief(noise: Noise, seed: int, skin: SkinType) -> Relief:
    """Return the surface of one patch of `skin`."""
    ppm = noise.px_per_mm
    families = [_furrows(noise, seed, k) for k in range(len(FAMILIES))]
    narrow = _joined(families[0][0], families[1][0], 0.55 * families[2][0])
    wide = _joined(families[0][1], families[1][1], 0.5 * families[2][1])
    mosaic, cell = _mosaic(noise, seed)
    mosaic *= np.clip(0.6 + 0.35 * noise.field("mosaic strength", 0.8), 0.0, 1.2)
    fine = noise.field("fine", 0.035, 2.5, coarsest_mm=0.4)
    mid = noise.field("mid", 0.25, 3.5, coarsest_mm=2.0)
    elevation = -0.0105 * narrow - 0.0125 * wide - 0.0022 * mosaic
    elevation += 0.00045 * fine + 0.0030 * mid + 0.0016 * cell
    pigment = np.exp(0.055 * noise.field("pigment", 1.8) + 0.05 * noise.field("speckle", 0.3))
    melanin = pigment * (1.0 + skin.relief_contrast * narrow)
    melanin *= np.float32(skin.melanosome_frac)
    mottle = 0.11 * noise.field("mottle", 1.3) + 0.09 * noise.field("fine mottle", 0.22)
    blood = np.float32(skin.blood_frac) * np.exp(mottle)
    relief = Relief(elevation, narrow, melanin, blood, np.zeros_like(narrow), np.zeros_like(narrow))
    _freckle(relief, seed, ppm, skin)
    _bore_follicles(relief, seed, ppm, skin.hair_darkness)
    relief.blood_frac[:] *= 1.0 + 0.25 * np.clip(relief.follicle, 0.0, 1.0)
    return relief


def _joined(*profiles: Field) -> Field:
    left = np.ones_like(profiles[0])
    for profile in profiles:
        left *= 1.0 - np.clip(profile, 0.0, 0.97)
    return 1.0 - left


def _furrows(noise: Noise, seed: int, family: int) -> tuple[Field, Field]:
    """Return (narrow, wide) profiles of one family of wavy lines, 0..1."""
    angle, pitch, width, warp, warp_grain, breaks = FAMILIES[family]
    name = f"furrows {family}"
    rows, columns = noise.shape
    wave = warp * noise.field(f"{name} wave", warp_grain, 3.5)
    wave += 0.016 * noise.field(f"{name} tremble", 0.45, 3.5)
    x = (np.arange(columns, dtype=np.float32) * np.float32(np.cos(angle) / noise.px_per_mm))[None]
    y = (np.arange(rows, dtype=np.float32) * np.float32(np.sin(angle) / noise.px_per_mm))[:, None]
    rng = Seeds(seed).stream(f"render.{name}")
    jitter = rng.uniform(0.20, 0.80, 1024).astype(np.float32)
    strength = rng.uniform(0.35, 1.0, 1024).astype(np.float32)
    broken = np.clip(0.62 + breaks * noise.field(f"{name} breaks", 0.9), 0.0, 1.25)
    wide = max(width, FINEST_PX / noise.px_per_mm)  # a narrower line would glitter as scratches
    profiles = np.empty((2, *noise.shape), np.float32)
    for row in range(0, rows, STRIP_PX):  # a strip at a time stays in the cache
        strip = slice(row, row + STRIP_PX)
        across = (x + y[strip] + wave[strip]) * np.float32(1.0 / pitch) + np.float32(512.0)
        line = across.astype(np.int32)
        nearest = np.full(across.shape, 9.0, np.float32)
        own = np.zeros(across.shape, np.float32)
        for neighbour in (-1, 0, 1):
            k = line + neighbour
            which = k & 1023
            distance = np.abs(across - k - jitter.take(which))
            closer = distance < nearest
            np.copyto(nearest, distance, where=closer)
            np.copyto(own, strength.take(which), where=closer)
        own *= broken[strip]
        own *= np.float32(width / wide)
        d2 = (nearest * np.float32(pitch / wide)) ** 2
        profiles[0, strip] = np.exp(-d2) * own
        profiles[1, strip] = np.exp(d2 * np.float32(-1.0 / 3.2**2)) * own
    return profiles[0], profiles[1]


def _mosaic(noise: Noise, seed: int) -> tuple[Field, Field]:
    """Return (cell borders, height of each cell) of a jittered mosaic, repeated as a tile."""
    ppm, n = noise.px_per_mm, MOSAIC_TILE_CELLS
    size = round(n * MOSAIC_MM * ppm)
    rng = Seeds(seed).stream("render.mosaic")
    points = rng.uniform(-0.42, 0.42, (2, n, n)).astype(np.float32)
    level = rng.random((n, n)).astype(np.float32)
    warp = [0.33 * spectral(rng, (size, size), 0.6 * ppm, 3.5) for _ in range(2)]
    grid = np.arange(size, dtype=np.float32) * np.float32(n / size)
    u, v = (grid[None] + warp[0]) % n, (grid[:, None] + warp[1]) % n
    i, j = np.minimum(u.astype(np.int32), n - 1), np.minimum(v.astype(np.int32), n - 1)
    first = np.full((size, size), 9.0, np.float32)
    second, own = first.copy(), np.zeros_like(first)
    for dj in (-1, 0, 1):
        for di in (-1, 0, 1):
            a, b = (i + di) % n, (j + dj) % n
            dx = i + di + 0.5 + points[0, b, a] - u
            dy = j + dj + 0.5 + points[1, b, a] - v
            distance = np.sqrt(dx * dx + dy * dy)
            closer = distance < first
            second = np.where(closer, first, np.minimum(second, distance))
            own = np.where(closer, level[b, a], own)
            first = np.where(closer, distance, first)
    wide = max(0.022, FINEST_PX / ppm)
    border = np.exp(-(((second - first) * np.float32(MOSAIC_MM / wide)) ** 2))
    border *= np.float32(0.022 / wide)
    border = gaussian_filter(border, 0.010 * ppm, mode="wrap")
    own = gaussian_filter(own, 0.02 * ppm, mode="wrap")
    repeats = (-(-noise.shape[0] // size), -(-noise.shape[1] // size))
    cut = np.s_[: noise.shape[0], : noise.shape[1]]
    return np.tile(border, repeats)[cut].copy(), np.tile(own, repeats)[cut].copy()


def _freckle(relief: Relief, seed: int, ppm: float, skin: SkinType) -> None:
    """Add small, soft, uneven spots of pigment, in place."""
    rng = Seeds(seed).stream("render.freckles")
    rows, columns = relief.elevation_mm.shape
    for _ in range(rng.poisson(rows * columns / ppm**2 * skin.freckles_per_cm2 / 100.0)):
        x, y = rng.uniform(0, columns), rng.uniform(0, rows)
        radius = rng.uniform(*FRECKLE_MM) * ppm
        strength, lobes = rng.uniform(0.25, 1.0), rng.uniform(0.0, 2 * np.pi, 2)
        reach = 1.8 * radius
        top, left = max(0, int(y - reach)), max(0, int(x - reach))
        box = np.s_[top : int(y + reach) + 1, left : int(x + reach) + 1]
        piece = relief.melanin_frac[box]
        dy, dx = np.ogrid[top : top + piece.shape[0], left : left + piece.shape[1]]
        dy, dx = (dy - y).astype(np.float32), (dx - x).astype(np.float32)
        around = np.arctan2(dy, dx)
        uneven = 1 + 0.14 * np.sin(2 * around + lobes[0]) + 0.09 * np.sin(5 * around + lobes[1])
        spot = 1 / (
            1 + np.exp(np.clip((np.hypot(dx, dy) / (radius * uneven) - 0.8) / 0.10, -30, 30))
        )
        piece += strength * (FRECKLE_FRAC + 0.3 * skin.melanosome_frac) * spot


def _bore_follicles(relief: Relief, seed: int, ppm: float, darkness: float) -> None:
    """Add follicle pits with raised rims, and shaved stubs of hair, in place."""
    rng = Seeds(seed).stream("render.follicles")
    rows, columns = relief.elevation_mm.shape
    for _ in range(int(rows * columns / ppm**2 * FOLLICLES_PER_MM2)):
        x, y = rng.uniform(0, columns), rng.uniform(0, rows)
        radius = rng.uniform(0.055, 0.095) * ppm
        slant, depth = rng.uniform(0.05, 0.65), rng.uniform(0.25, 1.0)
        has_stub, stub = rng.random() < 0.75, rng.uniform(0.0, 1.0, 3)
        reach = 8 * radius
        box = np.s_[
            max(0, int(y - reach)) : int(y + reach), max(0, int(x - reach)) : int(x + reach)
        ]
        dy, dx = np.ogrid[box]
        dx, dy = (dx - x).astype(np.float32), (dy - y).astype(np.float32)
        dx, dy = dx[:, : columns - box[1].start], dy[: rows - box[0].start]
        u = (np.cos(slant) * dx + np.sin(slant) * dy) / 1.25
        v = np.cos(slant) * dy - np.sin(slant) * dx
        d = np.hypot(u, v)
        pit = np.exp(-((d / radius) ** 2))
        rim = np.exp(-(((d - 2.1 * radius) / (0.9 * radius)) ** 2))
        relief.elevation_mm[box] += depth * (0.007 * rim - 0.030 * pit)
        relief.follicle[box] += np.exp(-((d / (4 * radius)) ** 2))
        relief.melanin_frac[box] += 0.006 * depth * pit * (1 + 3 * darkness)
        if has_stub:
            length = (1.5 + 3.0 * stub[0]) * radius
            along = np.clip(u / length, 0, 1)
            width = 0.035 * ppm * (0.6 + 0.5 * stub[1])
            shaft = np.exp(-((np.hypot(u - along * length, v) / width) ** 2))
            shade = darkness * (0.4 + 0.5 * stub[2]) * shaft * (1 - 0.6 * along)
            np.maximum(relief.hair[box], shade, out=relief.hair[box])
