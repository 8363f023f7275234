"""Makes `assets/vein_table.npz`: how a buried blood cylinder changes what a camera pixel sees.

Idea: white Monte Carlo by reciprocity. A photon is launched where the camera looks, straight
down, at a distance x from the axis of a horizontal vessel, and walks through a scattering half
space. Absorption is left out during the walk; only path lengths are kept, in epidermis, in
dermis and inside each of 90 passive cylinders (10 diameters x 9 depths of the upper wall).
Beer and Lambert are applied afterwards, for 33 wavelengths and all cylinders at once. The ratio
Q = reflectance over a vessel / reflectance beside it uses the same photons for both, so most of
the noise cancels. (Zoller and Kienle 2019 build on the same idea.)

Departures: scattering inside the vessel equals that of dermis; the surface is flat; one
saturation of venous blood. Photons longer than 80 mm are dropped (under 1 % of the red light).

Run from the checkout, about four minutes on one core:  python -m assets.make_vein_table
The table is a statistical estimate: another machine reproduces it within its noise, not bit
for bit. `tests/render/test_vein_table.py` holds the orders that must not change.
"""

import argparse
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.base.seeds import Seeds
from simulator.render import optics

Array = NDArray[np.float32]

# fmt: off
OFFSET_EDGES_MM: Final = np.array([
    0, .03, .06, .1, .14, .18, .23, .28, .34, .4, .47, .55, .65, .75, .9, 1.05, 1.2, 1.4, 1.6,
    1.85, 2.1, 2.4, 2.8, 3.4, 4.2, 5.2])
# fmt: on
DIAMETERS_MM: Final = np.array([0.1, 0.2, 0.3, 0.4, 0.6, 0.8, 1.0, 1.5, 2.0, 3.0])
TOPS_MM: Final = np.array([0.10, 0.2, 0.35, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0])
SCATTERING_PER_MM: Final = np.array([1.50, 1.95, 2.6, 3.5])  # reduced; red to violet
ANISOTROPY: Final = 0.8
LONGEST_MM: Final = 80.0
MELANOSOME_FRAC: Final = 0.02  # of the host skin; cancels in the ratio to first order
BLOOD_FRAC: Final = 0.0045
CROWD: Final = 500  # photons of a bin that walk together; a matter of memory


class Walk:
    """A crowd of photons, some over every stretch of x, walking until none is left.

    `who` maps the photons still walking to their rows in `in_vessel`, which stays whole.
    """

    def __init__(self, rng: np.random.Generator, photons_per_bin: int) -> None:
        self.rng = rng
        low, high = OFFSET_EDGES_MM[:-1, None], OFFSET_EDGES_MM[1:, None]
        self.x = rng.uniform(low, high, (len(low), photons_per_bin)).astype(np.float32).ravel()
        photons = len(self.x)
        self.bin = np.repeat(np.arange(len(low)), photons_per_bin)
        self.who = np.arange(photons)
        self.z = np.zeros(photons, np.float32)
        self.direction = np.zeros((3, photons), np.float32)
        self.direction[2] = 1.0
        self.length = np.zeros(photons, np.float32)
        self.in_epidermis = np.zeros(photons, np.float32)
        self.in_vessel = np.zeros((photons, len(DIAMETERS_MM), len(TOPS_MM)), np.float32)
        self.escaped: list[tuple[Array, Array, NDArray[np.int64]]] = []

    def run(self, reduced_scattering_per_mm: float) -> None:
        """Walk every photon out of the skin or to the longest path."""
        mean_step_mm = np.float32((1.0 - ANISOTROPY) / reduced_scattering_per_mm)
        while len(self.x):
            is_at_surface = self._step(mean_step_mm)
            leaves = self._meet_surface(is_at_surface)
            self._scatter(~is_at_surface)
            is_over = leaves | (self.length > LONGEST_MM)
            if leaves.any():
                self.escaped.append(
                    (self.in_epidermis[leaves], self.length[leaves], self.who[leaves])
                )
            if is_over.any():
                self._keep(~is_over)

    def _keep(self, stays: NDArray[np.bool_]) -> None:
        self.x, self.z, self.length = self.x[stays], self.z[stays], self.length[stays]
        self.in_epidermis, self.who = self.in_epidermis[stays], self.who[stays]
        self.direction = self.direction[:, stays]

    def _step(self, mean_step_mm: np.float32) -> NDArray[np.bool_]:
        """Fly one free path, stopping at the surface; return who did."""
        step = self.rng.standard_exponential(len(self.x), dtype=np.float32) * mean_step_mm
        ux, _, uz = self.direction
        to_surface = np.where(uz < 0, self.z / np.maximum(-uz, 1e-9), np.float32(np.inf))
        is_at_surface = step >= to_surface
        step = np.where(is_at_surface, to_surface, step).astype(np.float32)
        x1 = self.x + step * ux
        z1 = np.where(is_at_surface, np.float32(0), self.z + step * uz)
        shallow, deep = np.minimum(self.z, z1), np.maximum(self.z, z1)
        depth = np.float32(optics.EPIDERMIS_MM)
        share = (np.minimum(deep, depth) - shallow) / np.maximum(deep - shallow, 1e-9)
        self.in_epidermis += np.where(
            deep - shallow < 1e-9, step * (shallow < depth), step * np.clip(share, 0, 1)
        ).astype(np.float32)
        self._cross_vessels(x1, z1, step, shallow, deep)
        self.length += step
        self.x, self.z = x1, z1
        return is_at_surface

    def _cross_vessels(self, x1: Array, z1: Array, step: Array, shallow: Array, deep: Array):
        """Add the chord of this free path through every cylinder."""
        near = np.where(self.x * x1 < 0, np.float32(0), np.minimum(np.abs(self.x), np.abs(x1)))
        for i, diameter_mm in enumerate(DIAMETERS_MM):
            radius = np.float32(diameter_mm / 2)
            at = np.flatnonzero(
                (near < radius) & (deep > TOPS_MM[0]) & (shallow < TOPS_MM[-1] + diameter_mm)
            )
            if not len(at):
                continue
            fx, fz = self.x[at, None], self.z[at, None] - (TOPS_MM.astype(np.float32) + radius)
            dx, dz = x1[at, None] - fx, (z1[at] - self.z[at])[:, None]
            a = np.maximum(dx * dx + dz * dz, 1e-14)
            b = fx * dx + fz * dz
            root = np.sqrt(np.maximum(b * b - a * (fx * fx + fz * fz - radius * radius), 0))
            enters, exits = np.clip((-b - root) / a, 0, 1), np.clip((-b + root) / a, 0, 1)
            self.in_vessel[self.who[at], i] += (exits - enters) * step[at, None]

    def _meet_surface(self, is_at_surface: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Reflect inside or let go by Fresnel; return who leaves."""
        leaves = np.zeros(len(self.x), bool)
        at = np.flatnonzero(is_at_surface)
        n = np.float32(optics.REFRACTIVE_INDEX)
        cosine = -self.direction[2, at]
        outside = np.sqrt(np.maximum(1 - n * n * (1 - cosine * cosine), 0))
        s = (n * cosine - outside) / (n * cosine + outside)
        p = (n * outside - cosine) / np.maximum(n * outside + cosine, 1e-9)
        reflected = np.where(outside > 0, 0.5 * (s * s + p * p), 1.0)
        leaves[at] = self.rng.random(len(at), dtype=np.float32) > reflected
        self.direction[2, at] *= -1
        return leaves

    def _scatter(self, scatters: NDArray[np.bool_]) -> None:
        """Turn by the Henyey-Greenstein phase function."""
        at = np.flatnonzero(scatters)
        g = np.float32(ANISOTROPY)
        t = (1 - g * g) / (1 - g + 2 * g * self.rng.random(len(at), dtype=np.float32))
        cos_t = (1 + g * g - t * t) / (2 * g)
        sin_t = np.sqrt(np.maximum(1 - cos_t * cos_t, 0))
        turn = self.rng.random(len(at), dtype=np.float32) * np.float32(2 * np.pi)
        cos_p, sin_p = np.cos(turn), np.sin(turn)
        ux, uy, uz = self.direction[:, at]
        across = np.sqrt(np.maximum(1 - uz * uz, 0))
        is_tilted = across > 1e-3
        safe = np.where(is_tilted, across, np.float32(1))
        vx = np.where(is_tilted, sin_t * (ux * uz * cos_p - uy * sin_p) / safe, sin_t * cos_p)
        vy = np.where(is_tilted, sin_t * (uy * uz * cos_p + ux * sin_p) / safe, sin_t * sin_p)
        vz = np.where(is_tilted, -sin_t * cos_p * safe, 0)
        turned = np.stack([vx + ux * cos_t, vy + uy * cos_t, vz + uz * cos_t])
        self.direction[:, at] = turned / np.sqrt((turned * turned).sum(axis=0))

    def reflectance(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the light that came back, beside (bins, 33) and over (bins, 33, 90) a vessel."""
        epidermis = MELANOSOME_FRAC * optics.melanosome_absorption_per_mm()
        epidermis = epidermis + optics.base_absorption_per_mm()
        dermis = BLOOD_FRAC * optics.blood_absorption_per_mm(optics.SKIN_SATURATION)
        dermis = dermis + optics.base_absorption_per_mm()
        extra = (optics.blood_absorption_per_mm(optics.VEIN_SATURATION) - dermis).astype("f4")
        thin, length, who = (np.concatenate(part) for part in zip(*self.escaped, strict=True))
        order = np.argsort(who, kind="stable")
        thin, length, who = thin[order], length[order], who[order]
        ends = np.searchsorted(self.bin[who], np.arange(len(OFFSET_EDGES_MM)))
        beside = np.zeros((len(ends) - 1, len(extra)))
        over = np.zeros((*beside.shape, len(DIAMETERS_MM) * len(TOPS_MM)))
        for k, (start, end) in enumerate(pairwise(ends)):
            chords = self.in_vessel[who[start:end]].reshape(end - start, -1)
            for w, extra_per_mm in enumerate(extra):
                in_dermis = length[start:end] - thin[start:end]
                weight = np.exp(-epidermis[w] * thin[start:end] - dermis[w] * in_dermis)
                beside[k, w] = weight.sum()
                lost = -np.expm1(-extra_per_mm * chords)  # zero for the many that missed
                over[k, w] = beside[k, w] - weight @ lost
        return beside, over


def make(photons: int, seed: int = 1) -> dict[str, NDArray[np.generic]]:
    """Return the arrays of the table, from `photons` in each of 100 launch bins."""
    bins = len(OFFSET_EDGES_MM) - 1
    ratio = np.empty((len(SCATTERING_PER_MM), bins, len(optics.WAVELENGTHS_NM), 90))
    for m, scattering in enumerate(SCATTERING_PER_MM):
        beside, over = np.zeros(ratio.shape[1:3]), np.zeros(ratio.shape[1:])
        for crowd in range(max(1, photons // CROWD)):
            walk = Walk(Seeds(seed).stream(f"assets.vein_table.{m}", crowd), min(photons, CROWD))
            walk.run(float(scattering))
            seen = walk.reflectance()
            beside, over = beside + seen[0], over + seen[1]
        ratio[m] = over / beside[..., None]
        print(f"scattering {scattering:.2f}/mm done", flush=True)
    wanted = optics.dermis_scattering_per_mm()
    table = np.empty(ratio.shape[1:], np.float16)
    for w, scattering in enumerate(np.clip(wanted, *SCATTERING_PER_MM[[0, -1]])):
        at = np.interp(scattering, SCATTERING_PER_MM, np.arange(len(SCATTERING_PER_MM)))
        low = min(int(at), len(SCATTERING_PER_MM) - 2)
        share = at - low
        table[:, w] = ratio[low, :, w] * (1 - share) + ratio[low + 1, :, w] * share
    return {
        "ratio": table.reshape(bins, len(wanted), len(DIAMETERS_MM), len(TOPS_MM)),
        "offset_mm": (0.5 * (OFFSET_EDGES_MM[1:] + OFFSET_EDGES_MM[:-1])).astype(np.float32),
        "diameter_mm": DIAMETERS_MM.astype(np.float32),
        "top_mm": TOPS_MM.astype(np.float32),
    }


def main() -> None:
    """Make the table and write it beside this script."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--photons", type=int, default=10_000, help="for each of 100 bins")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("vein_table.npz"))
    chosen = parser.parse_args()
    np.savez_compressed(chosen.out, **make(chosen.photons))


if __name__ == "__main__":
    main()
