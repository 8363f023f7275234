"""Thin bright interfaces: skin, fasciae and their septa, bone, vessel walls, valve leaflets.

Idea. A sheet is a depth and an amplitude per column, added to the field over a few rows as a
coherent echo that a share of the tissue noise breaks up. It is bright where the beam meets it
squarely. No line is ruled: lamellae of a fascia drift apart and fuse again, fade, change
their thickness; septa run slanting through fat and muscle, one in each tile of tissue, some
missing, and tie the fasciae together.

Sources. Saphenous and deep fascia as double lines, retinacula between skin and fascia:
Caggiati 2001, Abu-Hijleh 2006. Levels and gaps are drawing values.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from simulator.anatomy.layers import Interfaces, Waves
from simulator.physics.pressing import gel_mm
from simulator.ultrasound import tissue
from simulator.ultrasound.leaflets import LEAFLET_DB, leaflet_frac
from simulator.ultrasound.lumens import Section
from simulator.ultrasound.plane import COLUMNS, PITCH_MM, ROWS, Plane
from simulator.ultrasound.speckle import Speckle

Float = NDArray[np.floating[Any]]
Array = NDArray[np.float64]

SPREAD_ROWS: Final = 4  # a sheet reaches over so many rows each way
WALL_DB: Final = {
    "reticular": -18.0,
    "tributary": -16.0,
    "lateral_subdermic": -16.0,
    "femoral_artery": -6.0,
}
USUAL_WALL_DB: Final = -10.0
SEPTUM_MM: Final = (17.0, 23.0, 29.0)  # tiles of tissue with one slanting septum each; guesses
_MISSING_FRAC: Final = 0.35  # of the septa


@dataclass(frozen=True)
class Sheet:
    """A thin bright interface: columns, depth, amplitude (1 is white) and half thickness."""

    columns: NDArray[np.int64]
    depth_mm: Float  # in the frame of the plane
    amplitude: Float
    half_mm: Float


def wall_db(section: Section) -> float:
    """Return the echo of a vessel's wall where the beam meets it squarely."""
    return WALL_DB.get(section.vessel.kind, USUAL_WALL_DB)


def tissue_sheets(
    depths: Interfaces, labels: NDArray[np.uint8], plane: Plane, net: Float, waves: Waves
) -> list[Sheet]:
    """Return the coherent sheets of skin, fasciae, septa and bone."""
    u, s, w = plane.u_mm.astype(float), plane.s_mm.astype(float), waves
    gel = gel_mm(plane.pose.pressure_pa)
    apart = w.at(w.wide, u, s, key=np.array([[61.0], [83.0], [97.0]]))
    apart = apart + 0.8 * w.at(w.long, u, s, key=np.array([[11.0], [29.0], [47.0]]))
    apart = np.maximum(0.0, 1 + 0.75 * apart)  # 0 where two lamellae fuse
    flat = np.zeros(COLUMNS)
    table: list[tuple[Array, float, float, float]] = [
        # depth, dB, half thickness, wave key
        (depths.lid, -5.0, 0.11, 4),
        (depths.lid + 0.40 * apart[0], -19, 0.09, 9),
        (depths.deep, -5.5, 0.12, 5),
        (depths.deep + 0.42 * apart[1], -11, 0.10, 8),
        (depths.deep + 0.40 * apart[1] + 0.50 * apart[2], -15, 0.10, 11),
        (depths.septum, -13, 0.13, 6),
        (depths.skin, -16, 0.09, 3),
        (flat + gel + 0.16 + 0.04 * w.at(w.middle, u, s), -4, 0.08, 1),
        (flat + gel + 0.42 + 0.04 * w.at(w.middle, u, s, key=9.0), -14, 0.08, 2),
        (flat + 0.12 - plane.x_mm * plane.slope, -12, 0.07, 13),
    ]
    has_bone = bool(depths.bone.min() < plane.z_mm[-1])
    if has_bone:
        table += [(depths.bone, 9, 0.16, 7), (depths.bone + 0.35, 0, 0.20, 12)]
    septa, missing_db = _septa(depths, u, s, w)
    table += [(depth, -15.0, 0.08, 21 + 5 * k) for k, depth in enumerate(septa)]
    key = np.array([row[3] for row in table])[:, None]
    depth = np.stack([row[0] for row in table])
    half_u, half_s = u[::2], s[::2]  # enough for what only brightens and thickens
    depth = depth + 0.07 * w.at(w.short, u, s, along=1.0, key=7.0 * key)
    slope = np.diff(depth, axis=1, prepend=depth[:, :1]) / PITCH_MM
    if plane.slope:
        slope = slope + plane.slope
    level = np.array([row[1] for row in table])[:, None]
    level = level + 4.0 * w.at(w.short, half_u, half_s, along=1.0, key=17.0 * key)
    both = w.at(w.middle, half_u, half_s, key=np.concatenate([31.0 * key, 59.0 * key]))
    level += 4.5 * both[: len(table)]
    level += 5.0 * np.minimum(0, w.at(w.wide, half_u, half_s, key=43.0 * key) + 0.3)  # gaps
    level = np.repeat(level, 2, axis=1)
    level[-len(septa) :] += missing_db
    steep = 0.7 * np.exp(-((slope / 0.28) ** 2)) + 0.30 * np.exp(-((slope / 1.1) ** 2))
    amplitude = np.exp(level * tissue.DB_TO_NEPER) * steep
    thick = np.array([row[2] for row in table])[:, None]
    thick = thick * np.clip(1 + 0.4 * both[len(table) :], 0.6, 2.0)
    thick = np.repeat(thick, 2, axis=1)
    # the lid fades where the two fasciae fuse
    amplitude[:2] *= np.clip((depths.deep - depths.lid - 0.5) / 1.2, 0.12, 1)
    columns = np.arange(COLUMNS)
    amplitude[labels[plane.row_of(depth), columns] >= tissue.BLOOD] = 0
    sheets = [Sheet(columns, depth[k], amplitude[k], thick[k]) for k in range(len(table))]
    if has_bone:
        sheets.append(_reverberation(depths, net, plane))
    return sheets


def _septa(depths: Interfaces, u: Array, s: Array, w: Waves) -> tuple[list[Array], Array]:
    """Return depths of septa slanting through fat (two families) and muscle, and dB to add.

    A septum crosses its tile from one interface to the next and belongs to the tissue: where
    the tiles begin sways along the leg.
    """
    tops = np.stack([depths.skin + 0.4, depths.skin + 0.8, depths.deep + 0.2])
    bases = np.stack([depths.deep, depths.deep, depths.septum])
    tile = np.array(SEPTUM_MM)[:, None]
    turned = np.array([[1.0], [-0.8], [0.9]])
    key = np.array([[13.0], [57.0], [91.0]])
    long = w.at(w.long, u, s, along=0.8, key=key)
    at = (turned * u + np.array([[0.45], [0.3], [0.2]]) * s + 5.0 * long) / tile
    number = np.floor(at)
    t = at - number
    lies = (number * 0.61803 + key) % 1.0  # which part of the gap this one crosses, if any
    reach = 0.25 + 0.4 * ((number * 0.7549 + key) % 1.0)
    down = np.where(number % 2 == 0, t, 1.0 - t)
    down = down + 0.18 * w.at(w.wide, u, s, along=0.8, key=key + 5.0)
    depth = tops + (bases - tops) * np.clip(lies * (1 - reach) + reach * down, 0, 1)
    missing_db = -24.0 * (((number * 0.5698 + key) % 1.0) < _MISSING_FRAC)
    missing_db = missing_db - 30.0 * np.maximum(0.0, abs(t - 0.5) - 0.30) / 0.20  # ends fade
    missing_db = missing_db + 6.0 * np.minimum(0.0, long)
    missing_db[:2] -= 20.0 * (depth[:2] > depths.lid)  # they end on the lid
    return list(depth), missing_db


def _reverberation(depths: Interfaces, net: Float, plane: Plane) -> Sheet:
    """Return one echo of bone between bone and probe; it escapes the shadow it lies in."""
    is_square = (depths.bone < 18) & (abs(np.gradient(depths.bone, PITCH_MM)) < 0.35)
    depth = np.where(is_square, 2 * depths.bone, 99.0)
    columns = np.arange(COLUMNS)
    row = np.clip(plane.row_of(depth) - plane.above + plane.fall, 0, ROWS - 1)
    undo = np.exp(-np.clip(net[row, columns], -200, 0) * tissue.DB_TO_NEPER)
    return Sheet(columns, depth, 10 ** (-29 / 20) * undo, np.full(COLUMNS, 0.3))


def wall_sheets(section: Section, labels: NDArray[np.uint8], plane: Plane) -> list[Sheet]:
    """Return the specular echo of near and far wall, except inside another lumen."""
    line = section.per_line
    across = abs(line["across_frac"])
    met = np.nonzero(across < 0.97)[0]
    if len(met) == 0:
        return []
    rise = np.sqrt(1 - across[met] ** 2)
    tall, wide = line["half_height_mm"][met], line["half_width_mm"][met]
    slope = across[met] / np.maximum(rise, 0.05) * tall / wide
    climb = line["tangent"][met, 2] + plane.slope * line["tangent"][met, :2] @ _lateral(plane)
    square = np.exp(-((slope / 0.55) ** 2) - (climb / 0.35) ** 2)
    amplitude = square * 10 ** ((wall_db(section) + 1) / 20)
    columns = section.columns.start + met
    centre, half = line["centre_mm"][met], np.full(len(met), 0.10)
    sheets = []
    for side, share in ((-1, 0.6), (1, 0.9)):
        depth = centre + side * (tall * rise + 0.06)
        is_wall = labels[plane.row_of(depth), columns] < tissue.BLOOD
        sheets.append(Sheet(columns, depth, amplitude * share * is_wall, half))
    above = np.asarray(line["above_mm"][met], np.float64)
    if above.min() < 12.0 and above.max() > 0.0:
        where, strength = leaflet_frac(section.vessel, above, np.asarray(tall, np.float64))
        amplitude = strength * 10 ** (LEAFLET_DB / 20) * (above > 0.0)
        for side in (-1, 1):
            depth = centre + side * tall * rise * where
            sheets.append(Sheet(columns, depth, amplitude, np.full(len(met), 0.06)))
    return sheets


def _lateral(plane: Plane) -> Float:
    return np.array([plane.cos_yaw, plane.sin_yaw], np.float32)


def add_sheets(
    field: NDArray[np.complex64], sheets: list[Sheet], net: Float, plane: Plane, speckle: Speckle
) -> None:
    """Add every sheet to the image field over nine rows, broken up by tissue noise."""
    offset = np.arange(-SPREAD_ROWS, SPREAD_ROWS + 1)[:, None]
    noise, dz = speckle.noise, np.float32(plane.row_mm)
    lengths = [len(sheet.columns) for sheet in sheets]
    column = np.concatenate([sheet.columns for sheet in sheets])
    depth = np.concatenate([sheet.depth_mm for sheet in sheets]).astype(np.float32)
    height = np.concatenate([sheet.amplitude for sheet in sheets]).astype(np.float32)
    half = np.concatenate([sheet.half_mm for sheet in sheets]).astype(np.float32)
    half = np.maximum(half, np.float32(0.42 * speckle.pulse_mm))
    line = np.repeat((np.arange(len(sheets)) * 197 + 91) % noise.shape[0], lengths)
    if plane.slope:
        depth += plane.x_mm[column] * np.float32(plane.slope)
    row = np.floor(depth / dz).astype(np.int64)
    is_seen = (row > SPREAD_ROWS) & (row < ROWS - SPREAD_ROWS - 1) & (height > 1e-4)
    row[~is_seen] = SPREAD_ROWS + 1
    height *= is_seen * np.exp(net[row, column] * tissue.DB_TO_NEPER)
    grain = noise[line, (plane.first_column + column) % 1024]
    phase = (np.float32(0.45) + np.float32(0.7) * grain) * height
    at = row + offset
    away = (at + np.float32(0.5)).astype(np.float32) * dz - depth
    away /= half
    value = np.exp(-np.square(away)) * phase
    first = 0
    for length in lengths:  # columns are unique within one sheet: plain adding is safe
        last = first + length
        if is_seen[first:last].any():
            field[at[:, first:last], column[None, first:last]] += value[:, first:last]
        first = last
