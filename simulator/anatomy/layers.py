"""What lies under the skin between the vessels: fat, two fasciae, muscle, bone.

Idea. Depths of a few interfaces at any place (u, s) of the leg. The deep fascia hangs
under every saphenous trunk; above the trunk a second, thinner fascia splits off and closes
the compartment, so that a transverse cut shows the "saphenous eye" with the vein as its
pupil. Long, middle and short waves from named streams keep every line from looking drawn.

    skin    ------------------------------
    fat          .--------.                  superficial (saphenous) fascia, the lid
            ---='    ()    '=------------    () the trunk, on the deep fascia
    muscle     ~~~~~~~~~~~~~~~~~~~~~         septum
    bone    ______________________________

Sources. Caggiati 2001 for the saphenous compartment; depths are drawing values for a slim
adult, no source. Departure: skin is flat under the probe. Invariant: skin < lid < deep
fascia < septum at every place.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.anatomy.patient import Leg, Vessel
from simulator.base.seeds import Seeds

Array = NDArray[np.float64]

SAPHENOUS: Final = ("AASV", "GSV", "SSV")
COMPARTMENT_HALF_MM: Final = 14.0
SHALLOWEST_TRUNK_MM: Final = 5.0  # a vein above this has left its compartment
THIGH_FASCIA_MM, CALF_FASCIA_MM = 15.5, 10.5
NO_BONE_MM: Final = 90.0
_STEP_MM = 0.25
_TABLE = 4096  # one metre of waves, then they repeat


@dataclass(frozen=True)
class Waves:
    """Irregular waves of four lengths over the leg; unit standard deviation each."""

    long: Array  # 15 mm
    wide: Array  # 7.5 mm
    middle: Array  # 4 mm
    short: Array  # 1.8 mm

    def at(
        self, table: Array, u_mm: Array, s_mm: Array, along: float = 0.35, key: float | Array = 0.0
    ) -> Array:
        """Return the wave of `table` at (u, s); `along` below 1 stretches it along the leg."""
        one = _read(table, (u_mm + s_mm * along + key) / _STEP_MM)
        two = _read(table, (u_mm * 0.31 - s_mm * (along * 0.83) + (211.0 + key)) / _STEP_MM)
        return 0.65 * (one + two)


@dataclass(frozen=True)
class Interfaces:
    """Depths (mm) of the interfaces under each place asked for, all of one shape."""

    skin: Array  # base of the dermis
    lid: Array  # superficial (saphenous) fascia
    deep: Array  # deep fascia
    septum: Array  # between two muscles
    bone: Array


@dataclass(frozen=True)
class Layers:
    """The layers of one leg; pure, so that any place may be asked at any time."""

    waves: Waves
    trunks: tuple[tuple[Array, Array], ...]  # path (K, 3) by rising s, radius (K,)
    knee_s_mm: float

    def under(self, u_mm: Array, s_mm: Array) -> Interfaces:
        """Return the interfaces under places (u, s), two arrays of one shape."""
        w = self.waves
        thigh = _ramp((s_mm - self.knee_s_mm + 40.0) / 80.0)
        skin = 1.55 + 0.2 * thigh + 0.10 * w.at(w.middle, u_mm, s_mm)
        deep = CALF_FASCIA_MM + (THIGH_FASCIA_MM - CALF_FASCIA_MM) * thigh
        deep = deep + 0.55 * w.at(w.long, u_mm, s_mm, key=77.0)
        opening = np.zeros_like(deep)
        for path, radius in self.trunks:
            centre, depth, r = (np.interp(s_mm, path[:, 1], c) for c in (*path.T[::2], radius))
            is_beside = (s_mm >= path[0, 1]) & (s_mm <= path[-1, 1])
            held = np.where(is_beside, _ramp((depth - SHALLOWEST_TRUNK_MM) / 2.0), 0.0)
            across = (u_mm - centre) / COMPARTMENT_HALF_MM
            near = held * _lens(across / 2.2)
            floor = depth + r + 1.6 + 0.3 * w.at(w.long, u_mm, s_mm, key=31.0)
            deep = deep + near * (floor - deep)
            opening = np.maximum(opening, held * _lens(across) * (2.0 * r + 3.8))
        deep = deep + 0.10 * opening  # the floor of the eye sags a little
        deep = deep + 0.14 * w.at(w.middle, u_mm, s_mm, key=50.0)
        bone = self._bone(u_mm, s_mm, thigh)
        deep = np.minimum(deep, bone - 0.15)
        lid_wave = 0.40 * w.at(w.long, u_mm, s_mm, key=9.0) * (0.3 + 0.1 * opening)
        lid = deep - 0.45 - opening + lid_wave + 0.17 * w.at(w.middle, u_mm, s_mm, key=19.0)
        lid = np.minimum(np.maximum(lid, skin + 1.0), deep - 0.15)
        septum = deep + 8.6 + 1.4 * w.at(w.long, u_mm, s_mm, key=40.0)
        septum = np.maximum(septum + 0.12 * w.at(w.middle, u_mm, s_mm, key=3.0), deep + 3.0)
        return Interfaces(np.minimum(skin, lid - 0.3), lid, deep, septum, bone)

    def _bone(self, u_mm: Array, s_mm: Array, thigh: Array) -> Array:
        """Return the depth of the tibia's medial face; the femur lies below every image."""
        edge = np.maximum(0.0, np.maximum(u_mm - 2.0, -44.0 - u_mm))
        face = 4.6 + 0.004 * (u_mm + 18.0) * (u_mm + 18.0) + 0.9 * edge * edge
        face = face + 0.10 * self.waves.at(self.waves.middle, u_mm, s_mm, key=88.0)
        return np.minimum(face + 400.0 * thigh, NO_BONE_MM)


def lay(vessels: tuple[Vessel, ...], leg: Leg, seeds: Seeds) -> Layers:
    """Return the layers of a leg whose saphenous trunks are among `vessels`."""
    trunks = []
    for vessel in vessels:
        if vessel.kind in SAPHENOUS:
            order = np.argsort(vessel.path_mm[:, 1], kind="stable")
            trunks.append((vessel.path_mm[order], vessel.radius_mm[order]))
    rng = seeds.stream("anatomy.layers")
    tables = [_wave(rng, length) for length in (60.0, 30.0, 16.0, 7.0)]
    return Layers(Waves(*tables), tuple(trunks), leg.knee_s_mm)


def _wave(rng: np.random.Generator, steps: float) -> Array:
    """Return a circular table of noise smoothed to a Gaussian of `steps` samples."""
    wave = rng.standard_normal(_TABLE)
    half = max(1, round(steps))  # three running means of 2*sigma make a Gaussian of sigma
    for _ in range(3):
        total = np.cumsum(np.concatenate([wave[-half:], wave, wave[:half]]))
        wave = total[2 * half :] - total[: -2 * half]
    wave = wave - wave.mean()
    return wave / wave.std()


def _read(table: Array, at: Array) -> Array:
    """Return `table` at fractional positions, linear between samples, repeating."""
    below = np.floor(at)
    frac = at - below
    index = below.astype(np.int64) & (_TABLE - 1)
    return table[index] * (1.0 - frac) + table[(index + 1) & (_TABLE - 1)] * frac


def _lens(t: Array) -> Array:
    """Return the outline of the eye over |t| < 1: 1 in the middle, thin at the corners."""
    inside = np.maximum(0.0, 1.0 - t * t)
    return inside * (inside**0.5) ** 0.5


def _ramp(t: Array) -> Array:
    """Return a smooth step from 0 at t <= 0 to 1 at t >= 1."""
    x = np.minimum(np.maximum(t, 0.0), 1.0)
    return x * x * (3.0 - 2.0 * x)
