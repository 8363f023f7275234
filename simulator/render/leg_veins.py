"""The visible veins on the leg figure: small, soft, and never one that skin would hide.

Idea: at this size a thread vein is thinner than a pixel, so only its integrated absorbance
counts: the width of skin it would darken completely. Each short piece of vein drops that much
ink on the four pixels around it, and a small blur gives the light spread of its depth.

Source: `vein_table`, integrated across the vein; below 3 mm nothing is seen.
Invariant: a vessel marked hidden leaves no trace; neither does one behind the leg.
"""

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter, map_coordinates

from simulator.anatomy.patient import Patient
from simulator.render.optics import SKIN_TYPES
from simulator.render.vein_table import OFFSET_MM, VeinColours
from simulator.view.leg import LegProjection
from simulator.view.treatment import TreatmentView

Array = NDArray[np.float64]
F32 = NDArray[np.floating[Any]]

DEPTHS_MM: Final = (0.05, 0.12, 0.20, 0.35, 0.50, 0.75, 1.00, 1.50, 2.20, 3.00)
DIAMETERS_MM: Final = (0.05, 0.15, 0.30, 0.60, 1.20, 2.40)
SPREAD_MM: Final = (0.05, 0.10, 0.18, 0.40, 0.65, 0.85, 1.10, 1.50, 2.00, 2.50)
LAYERS_MM: Final = (0.0, 0.30, 0.75, 3.0)  # depths that share one blur
SHARPEST_PX: Final = 0.42
STEP_PX: Final = 0.3


def visible_lines(
    patient: Patient, cleared_frac: Array
) -> Iterator[tuple[Array, Array, Array, Array, float]]:
    """Yield u, s, depth of the top and diameter (K,), mm, of every vein the skin can show.

    The last is the share of it that is still there; `cleared_frac` (E,) goes by edge of the web.
    """
    web, patch = patient.web, patient.patch
    for edge in range(len(web.edges)):
        path = web.path_mm[edge]
        u, s = np.array([patch.on_leg(float(x), float(y)) for x, y, _ in path]).T
        radius = float(web.radius_mm[edge])
        wide, left = np.full(len(path), 2.0 * radius), 1.0 - float(cleared_frac[edge])
        yield u, s, np.maximum(path[:, 2] - radius, 0.05), wide, left
    for vessel in patient.vessels:
        if vessel.is_hidden or vessel.is_artery:
            continue
        u, s, d = vessel.path_mm.T
        top = d - vessel.radius_mm
        if top.min() < DEPTHS_MM[-1]:
            yield u, s, np.maximum(top, 0.05), 2.0 * vessel.radius_mm, 1.0


def vein_absorbance(
    patient: Patient, projection: LegProjection, patch_view: TreatmentView | None = None
) -> F32:
    """Return what the visible veins take from ln of the skin colour, (H, W, 3).

    Veins that `patch_view` shows as cleared take less, or nothing.
    """
    cleared = np.zeros(len(patient.web.edges))
    if patch_view is not None and len(patch_view.cleared_frac):
        cleared = np.asarray(patch_view.cleared_frac)
    shape = (projection.height_px, projection.width_px)
    layers = [np.zeros((*shape, 3)) for _ in LAYERS_MM[1:]]
    widths = _ink_widths(patient.spec.fitzpatrick)
    for u, s, top, wide, left in visible_lines(patient, cleared):
        places = [projection.to_figure(float(a), float(b)) for a, b in zip(u, s, strict=True)]
        x, y, seen = np.array(places, dtype=np.float64).T
        samples = resampled(np.stack([x, y, top, wide]))
        at = np.stack(
            [
                np.interp(samples[3], DIAMETERS_MM, np.arange(len(DIAMETERS_MM))),
                np.interp(samples[2], DEPTHS_MM, np.arange(len(DEPTHS_MM))),
            ]
        )
        ink = np.stack([map_coordinates(c, at, order=1, mode="nearest") for c in widths], axis=1)
        ink *= projection.px_per_mm * STEP_PX * left
        ink *= np.interp(samples[4], np.arange(len(seen)), seen)[:, None]
        which = np.digitize(samples[2], LAYERS_MM[1:-1])
        for i, layer in enumerate(layers):
            drop_ink(layer, samples[0][which == i], samples[1][which == i], ink[which == i])
    total = np.zeros((*shape, 3))
    for layer, shallow, deep in zip(layers, LAYERS_MM, LAYERS_MM[1:], strict=False):
        if layer.any():
            spread = float(np.interp((shallow + deep) / 2, DEPTHS_MM, SPREAD_MM))
            blur_px = max(SHARPEST_PX, spread * projection.px_per_mm)
            total += gaussian_filter(layer, (blur_px, blur_px, 0.0))
    return total.astype(np.float32)


def _ink_widths(fitzpatrick: str) -> Array:
    """Return the absorbance across a vein, integrated, mm: (3, diameters, depths)."""
    colours = VeinColours(SKIN_TYPES[fitzpatrick])
    table = np.zeros((3, len(DIAMETERS_MM), len(DEPTHS_MM)))
    for i, diameter in enumerate(DIAMETERS_MM):
        for j, depth in enumerate(DEPTHS_MM[:-1]):
            profile = colours.profile(diameter, depth)
            table[:, i, j] = 2.0 * np.trapezoid(profile, OFFSET_MM, axis=0)
    return table


def resampled(line: Array) -> Array:
    """Return (5, M): the four rows of `line` every STEP_PX along it, and the point index."""
    gaps = np.hypot(np.diff(line[0]), np.diff(line[1]))
    along = np.concatenate([[0.0], np.cumsum(gaps)])
    at = np.arange(STEP_PX / 2, along[-1], STEP_PX)
    index = np.interp(at, along, np.arange(len(along)))
    return np.stack([*(np.interp(index, np.arange(len(along)), row) for row in line), index])


def drop_ink(layer: Array, x: Array, y: Array, ink: Array) -> None:
    """Share each sample's ink among the four pixels around it."""
    height, width = layer.shape[:2]
    left, top = np.floor(x - 0.5).astype(int), np.floor(y - 0.5).astype(int)
    fx, fy = x - 0.5 - left, y - 0.5 - top
    for dx, wx in ((0, 1.0 - fx), (1, fx)):
        for dy, wy in ((0, 1.0 - fy), (1, fy)):
            col, row = left + dx, top + dy
            on = (col >= 0) & (col < width) & (row >= 0) & (row < height)
            np.add.at(layer, (row[on], col[on]), ink[on] * (wx * wy)[on, None])
