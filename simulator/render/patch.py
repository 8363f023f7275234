"""The skin of one patient's treatment field, ready to be lit, emptied and marked.

Idea: everything slow happens once here (relief, pigment, vein stamps) and ends in integer
layers; the canvas then recomposes any pixel from them with table look-ups. Signs such as blebs
only need the slopes and a few smooth fields, so those are kept too.

Shapes: H, W pixels (whole tiles), S samples of the web. Integer units: `ln_light` 1/512 nat
downwards; `superficial` 1/64 nat; `deep` 1/256 nat; slopes 1/4096; `cavity` 1/65536 mm;
`glitter` 1/8192. (Whole numbers become float32 five times as fast as half floats do.)
"""

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import BinaryIO, Final, Self

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import find_objects, gaussian_filter
from scipy.spatial import cKDTree

from simulator.anatomy.patient import Patient
from simulator.base.units import PI
from simulator.render import light
from simulator.render.matting import grow_matting
from simulator.render.noise import Field, Noise, enlarge
from simulator.render.optics import SKIN_TYPES, SkinColour
from simulator.render.relief import Relief, grow_relief
from simulator.render.stamping import Layer, Samples, sample_web, stamp_fine, stamp_web
from simulator.render.vein_table import VeinColours

TILE_PX: Final = 48
CELL_PX: Final = 4  # full-resolution pixels per cell of the smooth fields
LN_UNIT: Final = 512
SUPERFICIAL_UNIT: Final = 64
DEEP_UNIT: Final = 256
CAVITY_RGB: Final = (3.2, 5.0, 5.6)  # per mm of hollow: red bleeds into it, blue does not
HAIR_RGB: Final = (1.1, 1.265, 1.43)
_CURVATURE: Final = 0.5  # the loupe is tilted to follow half of the leg's roundness
NEAR_EDGES: Final = 6
TERRITORY_MM: Final = 0.5
SLOPE_UNIT: Final = 4096
CAVITY_UNIT_PER_MM: Final = 65536
GLITTER_UNIT: Final = 8192
_SHORT_MOST: Final = 32767
_VERSION: Final = 5


@dataclass(frozen=True)
class SkinPatch:
    """The heavy layers of one treatment field; never changed after `build`."""

    px_per_mm: float
    width_mm: float
    height_mm: float
    skin_type: str
    ln_light: NDArray[np.uint16]  # (3, H, W) diffuse light of bloodless-vein skin
    slope_x: NDArray[np.int16]  # (H, W)
    slope_y: NDArray[np.int16]
    cavity: NDArray[np.int16]  # (H, W) depth below the surroundings
    glitter: NDArray[np.int16]  # (H, W) local strength of surface reflection
    superficial: NDArray[np.uint8]  # (3, H, W)
    deep: NDArray[np.uint8]
    superficial_owner: NDArray[np.uint16]  # (H, W), S means nobody
    deep_owner: NDArray[np.uint16]
    sample_x_mm: NDArray[np.float32]  # (S,)
    sample_y_mm: NDArray[np.float32]
    sample_edge: NDArray[np.int32]
    sample_along_frac: NDArray[np.float32]
    sample_diameter_mm: NDArray[np.float32]
    edge_nodes: NDArray[np.int32]  # (E, 2)
    edge_radius_mm: NDArray[np.float32]  # (E,)
    near_edge: NDArray[np.int16]  # (6, h / 2, w / 2): veins that can be treated, near a cell
    near_weight: NDArray[np.float32]  # (6, h / 2, w / 2) how much each counts; sums to 1
    near_mm: NDArray[np.float32]  # (h, w) cells: distance of the nearest
    matting: NDArray[np.uint8]  # (H, W) absorbance in green of vessels that may yet grow
    mottle: NDArray[np.float32]  # (4, h, w) noise of 1.6, 0.7, 0.35 and 0.2 mm grain

    @classmethod
    def build(
        cls,
        patient: Patient,
        px_per_mm: float = 48.0,
        on_progress: Callable[[float], None] | None = None,
    ) -> Self:
        """Return the skin of `patient`'s field; the same patient gives the same skin."""
        report = on_progress or (lambda done_frac: None)
        patch, skin = patient.patch, SKIN_TYPES[patient.spec.fitzpatrick]
        shape = _whole_tiles(patch.height_mm, px_per_mm), _whole_tiles(patch.width_mm, px_per_mm)
        noise = Noise(patient.skin_seed, shape, px_per_mm)
        relief = grow_relief(noise, patient.skin_seed, skin)
        report(0.35)
        samples = sample_web(patient.web, patient.skin_seed)
        colours = VeinColours(skin)
        superficial, deep = stamp_web(samples, colours, shape, px_per_mm, patient.skin_seed)
        fine = stamp_fine(grow_matting(patient.web, patient.skin_seed), colours, shape, px_per_mm)
        report(0.75)
        radius_mm = patient.leg.circumference_mm(patch.s_mm) / (2 * PI)
        colour = SkinColour(skin.scattering)
        lit = _lit(relief, noise, colour, radius_mm)
        report(0.95)
        kinds = patient.web.kind[samples.edge] < 2
        return cls(
            px_per_mm, patch.width_mm, patch.height_mm, patient.spec.fitzpatrick, *lit,
            _quantised(superficial, SUPERFICIAL_UNIT), _quantised(deep, DEEP_UNIT),
            superficial.owner, deep.owner,
            samples.x_mm.astype(np.float32), samples.y_mm.astype(np.float32), samples.edge,
            samples.along_frac.astype(np.float32), samples.diameter_mm.astype(np.float32),
            patient.web.edges, patient.web.radius_mm.astype(np.float32),
            *_nearest(samples, kinds, shape, px_per_mm),
            np.clip(fine * SUPERFICIAL_UNIT + 0.5, 0, 255).astype(np.uint8),
            _mottle(patient.skin_seed, shape, px_per_mm),
        )  # fmt: skip

    @property
    def size_px(self) -> tuple[int, int]:
        """Width and height of the canvas; the patch lies in its upper left corner."""
        return self.ln_light.shape[2], self.ln_light.shape[1]

    @property
    def bytes_kept(self) -> int:
        """Memory of all layers."""
        return sum(np.asarray(getattr(self, f.name)).nbytes for f in fields(self))

    def save(self, file: BinaryIO) -> None:
        """Write every layer to a binary file."""
        stored = {f.name: np.asarray(getattr(self, f.name)) for f in fields(self)}
        np.savez(file, allow_pickle=False, version=np.asarray(_VERSION), **stored)

    @classmethod
    def load(cls, file: BinaryIO) -> Self:
        """Read what `save` wrote; raises `ValueError` for another version."""
        with np.load(file, allow_pickle=False) as stored:
            if int(stored["version"]) != _VERSION:
                raise ValueError(f"skin cache version {int(stored['version'])}, not {_VERSION}")
            values = {f.name: stored[f.name] for f in fields(cls)}
        return cls(**{k: v.item() if v.ndim == 0 else v for k, v in values.items()})


def _whole_tiles(size_mm: float, px_per_mm: float) -> int:
    return int(np.ceil(size_mm * px_per_mm / TILE_PX)) * TILE_PX


def _quantised(layer: Layer, unit: int) -> NDArray[np.uint8]:
    planes = np.clip(layer.absorbance * np.float32(unit) + np.float32(0.5), 0, 255)
    return planes.astype(np.uint8)


def _short(layer: Field, unit: int) -> NDArray[np.int16]:
    return np.clip(layer * np.float32(unit), -_SHORT_MOST, _SHORT_MOST).astype(np.int16)


def _lit(relief: Relief, noise: Noise, colour: SkinColour, radius_mm: float) -> tuple[
    NDArray[np.uint16], NDArray[np.int16], NDArray[np.int16], NDArray[np.int16],
    NDArray[np.int16],
]:  # fmt: skip
    """Return ln_light, slopes, cavity and glitter of untouched skin under the ring light."""
    ppm = noise.px_per_mm
    columns = noise.shape[1]
    x_mm = ((np.arange(columns) - columns / 2) / ppm).astype(np.float32)
    around = x_mm * x_mm * np.float32(-0.5 * _CURVATURE / radius_mm)
    swell = noise.field("undulation", 4.0, 3.5) * np.float32(0.03)
    slope_x, slope_y = light.surface(relief.elevation_mm + swell + around[None], ppm)
    cavity = gaussian_filter(relief.elevation_mm, 0.10 * ppm, truncate=3.0) - relief.elevation_mm
    cavity = np.clip(cavity, -0.02, 0.08)
    off_x, off_y = light.OFF_CENTRE
    sideways = gaussian_filter(slope_x * off_x + slope_y * off_y, 0.03 * ppm, truncate=3.0)
    shade = (1.0 - 2.2 * sideways) / np.sqrt(1.0 + slope_x * slope_x + slope_y * slope_y)
    ln_light = np.empty((3, *noise.shape), np.uint16)
    for row in range(0, noise.shape[0], TILE_PX):  # a strip at a time stays in the cache
        strip = slice(row, row + TILE_PX)
        ln = colour.ln_rgb(relief.melanin_frac[strip], relief.blood_frac[strip])
        darker = np.log(np.maximum(shade[strip], 0.05))
        for c in range(3):
            plane = ln[..., c] + darker
            plane -= np.float32(CAVITY_RGB[c]) * cavity[strip]
            plane -= np.float32(HAIR_RGB[c]) * relief.hair[strip]
            ln_light[c, strip] = np.clip(plane * -LN_UNIT, 0, 4095)
    glint = 0.80 + 0.22 * noise.field("glint", 0.03, 2.0) + 0.16 * noise.field("sheen", 1.5)
    glint = np.clip(glint, 0.08, 2.2) * (1.0 - 0.45 * np.clip(relief.furrow, 0.0, 1.0))
    return (
        ln_light,
        _short(slope_x, SLOPE_UNIT), _short(slope_y, SLOPE_UNIT),
        _short(cavity, CAVITY_UNIT_PER_MM), _short(glint, GLITTER_UNIT),
    )  # fmt: skip


def _nearest(
    samples: Samples, is_wanted: NDArray[np.bool_], shape: tuple[int, int], px_per_mm: float
) -> tuple[NDArray[np.int16], Field, Field]:
    """Return for each other cell the wanted edges near it and their weights; and the distance.

    Weights are blurred territories, so that a field given per edge has no borders on the skin.
    """
    cells = (shape[0] // CELL_PX, shape[1] // CELL_PX)
    half = (cells[0] // 2, cells[1] // 2)
    near = np.zeros((NEAR_EDGES, *half), np.int16)
    weight = np.zeros((NEAR_EDGES, *half), np.float32)
    at = np.flatnonzero(is_wanted)[::3]
    if not len(at):
        return near, weight, np.full(cells, 99.0, np.float32)
    step_mm = 2 * CELL_PX / px_per_mm
    rows, columns = ((np.arange(n) + 0.5) * step_mm for n in half)
    asked = np.stack(np.meshgrid(columns, rows), axis=-1).reshape(-1, 2)
    tree = cKDTree(np.stack([samples.x_mm[at], samples.y_mm[at]], axis=1))
    distance, found = tree.query(asked)
    territory = samples.edge[at][found].reshape(half)
    softness = TERRITORY_MM / step_mm
    pad = int(3 * softness) + 1
    for e, box in enumerate(find_objects(territory + 1)):
        if box is None:
            continue
        window = tuple(slice(max(0, side.start - pad), side.stop + pad) for side in box)
        share = gaussian_filter((territory[window] == e).astype(np.float32), softness)[None]
        least = weight[:, *window].argmin(axis=0)[None]
        is_more = share > np.take_along_axis(weight[:, *window], least, 0)
        for layer, value in ((near, np.int16(e)), (weight, share)):
            old = np.take_along_axis(layer[:, *window], least, 0)
            np.put_along_axis(layer[:, *window], least, np.where(is_more, value, old), 0)
    weight /= weight.sum(axis=0)
    near_mm = enlarge(distance.reshape(half).astype(np.float32), 2, cells)
    return near, weight, near_mm


def _mottle(seed: int, shape: tuple[int, int], px_per_mm: float) -> Field:
    cells = (shape[0] // CELL_PX, shape[1] // CELL_PX)
    noise = Noise(seed, cells, px_per_mm / CELL_PX)
    return np.stack([noise.field(f"sign {grain}", grain, 2.9) for grain in (1.6, 0.7, 0.35, 0.2)])
