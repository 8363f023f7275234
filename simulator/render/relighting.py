"""Records of single pixels from the smooth fields of signs: light, shine and veiled veins.

Idea: a sign is smooth and comes as a few numbers a cell; the pixel's own relief, pigment and
veins come from the patch. Most tiles of a blushing skin only change their colour, so shine and
veins are worked out only where a field is not at rest; elsewhere they are the skin's own.

Shapes: T tiles, B cells across a tile with one cell of border, TILE_AREA pixels of a tile.
Fields (9, T, B, B): ln light r g b, slope x, slope y, calm, gloss, vein, new.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.render import light
from simulator.render.canvas import DEEP, LN, SPEC, TILE_AREA, U16, UPPER, Canvas, Index
from simulator.render.noise import Field
from simulator.render.patch import (
    CAVITY_RGB,
    CAVITY_UNIT_PER_MM,
    CELL_PX,
    GLITTER_UNIT,
    LN_UNIT,
    SLOPE_UNIT,
    SUPERFICIAL_UNIT,
    TILE_PX,
    SkinPatch,
)

TILE_CELLS: Final = TILE_PX // CELL_PX
FINE_RGB: Final = (0.15, 1.0, 0.88)  # absorbance of the finest veins relative to green
# Fields after the three of ln light
SLOPE_X, SLOPE_Y, CALM, GLOSS, VEIN, NEW, ALL_FIELDS = 3, 4, 5, 6, 7, 8, 9
GROUP_TILES: Final = 4  # pixels of a group stay in the second-level cache
FLAT: Final = 5e-4  # slope and shares below which nobody sees a difference
LN_MOST: Final = 4095
SPEC_MOST: Final = 2047
HALF: Final = np.float32(0.5)
ROUNDING: Final = np.float32(8192.5)  # lifts all tints over zero, where cutting off rounds
_PER_SLOPE: Final = np.float32(1 / SLOPE_UNIT)

Flags = NDArray[np.bool_]


class Relighter:
    """Turns fields into records; keeps the shine of the untouched skin."""

    def __init__(self, patch: SkinPatch, canvas: Canvas) -> None:
        self._patch, self._canvas = patch, canvas
        unit = light.EXPOSURE * light.LINEAR_UNIT / 2 / GLITTER_UNIT
        self._specular = light.ring_specular() * np.float32(unit)
        self._enlarge = _enlarging()
        self._spec = np.empty((canvas.tiles, TILE_AREA), np.uint16)
        every = np.arange(canvas.tiles)
        for at in range(0, canvas.tiles, GROUP_TILES):
            group = every[at : at + GROUP_TILES]
            self._spec[group] = self._shine(_boxes(group, canvas.columns), None)
        canvas.light[canvas.slot, :, SPEC] = self._spec

    @property
    def bytes_kept(self) -> int:
        """Memory of the untouched skin's shine."""
        return self._spec.nbytes

    def relight(self, tiles: Index, slots: Index, fields: Field, was_veiled: Flags) -> Flags:
        """Write the records of tiles into slots; return which of them veil their veins.

        `was_veiled` says so of the records that they have now.
        """
        fields = fields.astype(np.float32, copy=False)
        flat = fields.reshape(ALL_FIELDS, len(tiles), -1)
        bent = np.abs(flat[[SLOPE_X, SLOPE_Y]]).max(axis=(0, 2)) > FLAT
        is_lit = bent | (np.abs(flat[[CALM, GLOSS]] - 1).max(axis=(0, 2)) > FLAT)
        is_veiled = np.abs(flat[VEIN] - 1).max(axis=1) > FLAT
        self._canvas.veins[slots] = self._canvas.veins[self._canvas.slot[tiles]]
        for at in range(0, len(tiles), GROUP_TILES):
            part = slice(at, at + GROUP_TILES)
            self._light(tiles[part], slots[part], fields[:, part], np.flatnonzero(is_lit[part]))
        veins = np.flatnonzero(is_veiled | was_veiled)
        if len(veins):
            self._veil(tiles[veins], slots[veins], fields[VEIN, veins], is_veiled[veins])
        return is_veiled

    def _light(self, tiles: Index, slots: Index, fields: Field, lit: Index) -> None:
        """Write light and shine of tiles; `lit` are those whose shine is not the skin's own."""
        patch, boxes = self._patch, _boxes(tiles, self._canvas.columns)
        tint = self._enlarged(fields[LN] * np.float32(-LN_UNIT))
        shine = self._spec[tiles]
        if len(lit):
            their = [boxes[k] for k in lit.tolist()]
            bent = self._enlarged(fields[SLOPE_X : GLOSS + 1, lit])
            shine[lit] = self._shine(their, bent)
            hollow = _blocks(patch.cavity, their) * (bent[CALM - SLOPE_X] - 1)
            for c in range(3):
                tint[c, lit] += hollow * np.float32(CAVITY_RGB[c] * LN_UNIT / CAVITY_UNIT_PER_MM)
        if fields[NEW].any():
            fine = _blocks(patch.matting, boxes) * self._enlarged(fields[NEW])
            for c in range(3):
                tint[c] += fine * np.float32(FINE_RGB[c] * LN_UNIT / SUPERFICIAL_UNIT)
        tint += ROUNDING
        whole = tint.astype(np.int16)
        whole -= np.int16(ROUNDING)
        whole += _blocks(patch.ln_light, boxes).view(np.int16)
        np.minimum(np.maximum(whole, 0, out=whole), LN_MOST, out=whole)
        light = np.empty((len(tiles), TILE_AREA, 4), np.uint16)
        light[..., LN] = np.moveaxis(whole.reshape(3, len(tiles), TILE_AREA), 0, -1)
        light[..., SPEC] = shine
        self._canvas.light[slots] = light

    def _veil(self, tiles: Index, slots: Index, vein: Field, is_veiled: Flags) -> None:
        """Write the absorbance of veins, thinned where a sign veils them."""
        patch, boxes = self._patch, _boxes(tiles, self._canvas.columns)
        share = self._enlarged(vein)
        share[~is_veiled] = 1.0
        for place, layer in ((UPPER, patch.superficial), (DEEP, patch.deep)):
            seen = (_blocks(layer, boxes) * share + HALF).astype(np.uint8)
            seen = np.moveaxis(seen.reshape(3, len(tiles), TILE_AREA), 0, -1)
            self._canvas.veins[slots, :, place] = seen

    def _shine(self, boxes: list[tuple[slice, slice]], bent: Field | None) -> U16:
        """Return surface light (T, TILE_AREA); `bent` holds slope x, slope y, calm and gloss."""
        patch = self._patch
        off_x, off_y = (np.float32(off) for off in light.OFF_CENTRE)
        calm = _PER_SLOPE if bent is None else bent[2] * _PER_SLOPE
        gx, gy = _blocks(patch.slope_x, boxes) * calm, _blocks(patch.slope_y, boxes) * calm
        if bent is not None:
            gx += bent[0]
            gy += bent[1]
        gx -= off_x
        gy -= off_y
        gx *= gx
        gy *= gy
        gx += gy
        steep = np.sqrt(gx, out=gx)
        steep *= np.float32(light.SLOPE_STEPS / light.SLOPE_MAX)
        spec = self._specular.take(steep.astype(np.intp), mode="clip")
        spec *= _blocks(patch.glitter, boxes)
        if bent is not None:
            spec *= bent[3]
        spec += HALF
        return np.minimum(spec.astype(np.uint16), SPEC_MOST).reshape(len(boxes), TILE_AREA)

    def _enlarged(self, fields: Field) -> Field:
        """Return fields (..., B, B) at the pixels of their tiles (..., TILE_PX, TILE_PX)."""
        return np.matmul(self._enlarge, np.matmul(fields, self._enlarge.T))


def _boxes(tiles: Index, columns: int) -> list[tuple[slice, slice]]:
    """Return the rows and columns of tiles as slices of the patch."""
    boxes = []
    for tile in tiles.tolist():
        y, x = tile // columns * TILE_PX, tile % columns * TILE_PX
        boxes.append((slice(y, y + TILE_PX), slice(x, x + TILE_PX)))
    return boxes


def _blocks(layer: NDArray, boxes: list[tuple[slice, slice]]) -> NDArray:
    """Return the pixels of tiles of one layer, (..., T, TILE_PX, TILE_PX)."""
    out = np.empty((*layer.shape[:-2], len(boxes), TILE_PX, TILE_PX), layer.dtype)
    for k, box in enumerate(boxes):
        out[..., k, :, :] = layer[..., *box]
    return out


def _enlarging() -> Field:
    """Return the (TILE_PX, TILE_CELLS + 2) matrix of bilinear enlargement of one tile."""
    at = (np.arange(TILE_PX) + 0.5) / CELL_PX + 0.5
    low = at.astype(int)
    matrix = np.zeros((TILE_PX, TILE_CELLS + 2), np.float32)
    matrix[np.arange(TILE_PX), low] = 1.0 - (at - low)
    matrix[np.arange(TILE_PX), low + 1] = at - low
    return matrix
