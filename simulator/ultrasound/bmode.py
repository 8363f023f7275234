"""B-mode: the echo of layers, textures, vessels and sheets, through the beam, as intensity.

    field(z, x) = amplitude(z, x) * tissue noise(z, x) + sheets(z, x)
    intensity   = mean over looks of |lateral filter(field)|**2

Amplitude is a map of dB that is painted tissue by tissue and then lowered by what the
overlying tissue absorbs: shadows and enhancement follow from that and are painted nowhere.
Sheets (fasciae, vessel walls, bone) are coherent. Tissue is painted in the frame of the skin
and sheared into the image when the probe is rocked; what the way to it absorbs adds up along
the lines of the image. Not modelled: refraction, mirror images, multipath.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from simulator.anatomy.layers import Interfaces, Layers
from simulator.physics.pressing import gel_mm, image_depth_mm
from simulator.ultrasound import tissue
from simulator.ultrasound.lumens import Section
from simulator.ultrasound.plane import COLUMNS, ROWS, Plane
from simulator.ultrasound.sheets import add_sheets, tissue_sheets, wall_db, wall_sheets
from simulator.ultrasound.speckle import Beam, Speckle
from simulator.ultrasound.textures import Texture

Float = NDArray[np.floating[Any]]

WALL_MM: Final = 0.20
EDGE_SHADOW_DB: Final = 2.2
_REACH: Final = 4  # coarse columns of 0.4 mm on either side of the aperture blur
_BELL = np.exp(-0.5 * (np.arange(-_REACH, _REACH + 1) / 1.3) ** 2)
_BLUR: Final = (_BELL / _BELL.sum()).astype(np.float32)


@dataclass(frozen=True)
class Still:
    """A picture before electronic noise and the examiner's gain.

    Intensity is (ROWS, LINES); `gain_db` (ROWS,) is the scanner's own gain by depth.
    """

    plane: Plane
    intensity: Float
    gain_db: Float
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class Painter:
    """All that a picture needs beside the plane; textures and sheets can be left out."""

    layers: Layers
    fat: Texture
    muscle: Texture
    speckle: Speckle
    beam: Beam
    frequency_mhz: float
    has_textures: bool = True
    has_sheets: bool = True

    def paint(self, plane: Plane, sections: tuple[Section, ...]) -> Still:
        """Return the still picture of `plane` with its lumens."""
        under = self.layers.under(plane.u_mm.astype(float), plane.s_mm.astype(float))
        depths = _in_image(under, plane)
        labels = _labels(depths, plane)
        echo = self._echo_db(labels, depths, plane)
        for section in sections:
            _raise_wall(section, echo)
        for section in sections:  # after every wall: where two veins join there is none between
            _open_lumen(section, echo, labels)
        depth_gain = (2 * tissue.TGC_DB_PER_CM_MHZ * self.frequency_mhz * 0.1) * plane.image_z_mm
        net = self._absorbed_db(plane.shown(labels), sections, plane)
        np.subtract(depth_gain[:, None], net, out=net)
        haze = tissue.HAZE_DB + tissue.HAZE_DB_PER_MM * np.maximum(plane.z_mm, 0)
        np.maximum(echo, haze[:, None], out=echo)
        echo = plane.shown(echo)
        echo += net
        field = plane.shown(self.speckle.slice(plane))
        field *= np.exp(np.multiply(echo, tissue.DB_TO_NEPER, out=echo), out=echo)
        if self.has_sheets:
            sheets = tissue_sheets(depths, labels, plane, net, self.layers.waves)
            for section in sections:
                sheets += [] if section.is_steep else wall_sheets(section, labels, plane)
            add_sheets(field, sheets, net, plane, self.speckle)
        return Still(plane, self.beam.image(field, plane.shift_frac), depth_gain, sections)

    def _echo_db(self, labels: NDArray[np.uint8], depths: Interfaces, plane: Plane) -> Float:
        """Return the echo of every pixel before vessels, in dB below white.

        Made for every other row: nothing but lumens and sheets is finer than that.
        """
        z = plane.z_mm[1::2]
        held = labels[1::2]
        half = np.take(tissue.ECHO_DB, held)
        gel = gel_mm(plane.pose.pressure_pa)

        def row_at(depth_mm: float) -> int:
            return int(plane.row_of(np.array(depth_mm))) // 2

        top, base = row_at(gel), row_at(float(depths.skin.max())) + 1
        half[top:base] += (3.0 - 7.0 * (z[top:base] - gel) / 1.7)[:, None]
        if self.has_textures:
            fat_top = max(row_at(float(depths.skin.min())) - 1, 0)
            muscle_top = max(row_at(float(depths.deep.min())) - 1, 0)
            fat_base = min(row_at(float(depths.deep.max())) + 2, len(z))
            bands = (
                (self.fat, tissue.FAT_TEXTURE_FRAC, fat_top, fat_base),
                (self.muscle, tissue.MUSCLE_TEXTURE_FRAC, muscle_top, len(z)),
            )
            for texture, share, first, last in bands:
                if first < last:
                    deep = plane.depth_mm[1::2][first:last]
                    texture_db = texture.slice(deep, plane.u_mm, plane.s_mm)
                    texture_db *= np.take(share, held[first:last])
                    half[first:last] += texture_db
        return np.repeat(half, 2, axis=0)

    def _absorbed_db(
        self, labels: NDArray[np.uint8], sections: tuple[Section, ...], plane: Plane
    ) -> Float:
        """Return what the way to every pixel of the image and back takes away."""
        step_cm = 4 * plane.row_mm * 0.1
        rate = np.take(tissue.ATTENUATION_DB_PER_CM_MHZ, labels[2::4, ::2])
        for section in sections:
            if not section.is_steep:
                _add_edge_shadow(section, rate, plane, step_cm * 2 * self.frequency_mhz)
        lost = np.cumsum(rate, axis=0, dtype=np.float32)
        lost *= np.float32(2 * self.frequency_mhz * step_cm)
        u, s = plane.u_mm[::2].astype(np.float64), plane.s_mm[::2].astype(np.float64)
        w = self.layers.waves
        contact = 0.9 * w.at(w.middle, u, s, key=5.0) + 0.8 * w.at(w.long, u, s, key=8.0)
        lost += contact.astype(np.float32)  # uneven contact under the probe
        np.minimum(lost, 130, out=lost)
        return _fine(lost)


def _in_image(under: Interfaces, plane: Plane) -> Interfaces:
    """Return the interfaces as image depths under the probe's pressure."""
    stacked = np.stack([under.skin, under.lid, under.deep, under.septum, under.bone])
    return Interfaces(*image_depth_mm(stacked, plane.pose.pressure_pa))


def _labels(depths: Interfaces, plane: Plane) -> NDArray[np.uint8]:
    """Return the tissue of every pixel, touching only the rows that each interface spans."""
    z = plane.z_mm[:, None]
    labels = np.full((plane.rows, COLUMNS), tissue.SKIN, np.uint8)
    top = int(plane.row_of(np.array(gel_mm(plane.pose.pressure_pa))))
    labels[:top] = tissue.GEL
    for depth in (depths.skin, depths.lid, depths.deep, depths.septum):
        first = max(int(plane.row_of(depth.min())) - 1, 0)
        last = min(int(plane.row_of(depth.max())) + 2, plane.rows)
        labels[first:last] += (z[first:last] > depth[None]).view(np.uint8)
        labels[last:] += 1
    if depths.bone.min() < plane.z_mm[-1]:
        labels[z > depths.bone[None]] = tissue.BONE
    return labels


def _raise_wall(section: Section, echo: Float) -> None:
    """Paint the wall of one lumen into the echo map."""
    box = echo[section.rows, section.columns]
    thick = WALL_MM / section.least_mm
    wall = (section.rho - 1 - thick) / (thick * 0.8)
    level = (wall_db(section) - 20) - 8.7 * wall * wall
    if not section.is_steep:  # brighter where the beam meets the wall squarely
        across = np.clip(abs(section.per_line["across_frac"]), 0, 1)
        level += 8 * (1 - across * across)[None]
    np.maximum(box, level, out=box)


def _open_lumen(section: Section, echo: Float, labels: NDArray[np.uint8]) -> None:
    """Paint the blood or the clot of one lumen into both maps."""
    holds = tissue.CLOT if section.vessel.is_clotted else tissue.BLOOD
    box = echo[section.rows, section.columns]
    box += (tissue.ECHO_DB[holds] - box) * section.fill
    inside = labels[section.rows, section.columns]
    inside[(section.fill > 0.5) & (inside != tissue.BONE)] = holds


def _add_edge_shadow(section: Section, rate: Float, plane: Plane, per_row: float) -> None:
    """Raise the absorption at the flanks of a lumen, where refraction steals the beam."""
    line = section.per_line
    flank = np.exp(-(((abs(line["across_frac"]) - 1.0) / 0.15) ** 2))
    rows = max(int(line["half_height_mm"].mean() / plane.row_mm / 4), 2)
    start, stop = section.columns.start, section.columns.stop
    coarse = np.arange((start + 1) // 2, stop // 2)
    centre = int(line["centre_mm"].mean() / plane.row_mm)
    first = (centre + plane.fall[coarse * 2]) // 4
    extra = flank[coarse * 2 - start] * (EDGE_SHADOW_DB / (rows * per_row))
    row = np.clip(first + np.arange(rows)[:, None], 0, len(rate) - 1)
    rate[row, coarse] += extra.astype(np.float32)


def _fine(coarse: Float) -> Float:
    """Return the full grid of a coarse one: blurred by the aperture (about 1 mm), then linear.

    Shifted sums instead of matrix products: BLAS threads cost more than they save here.
    """
    wide = np.pad(coarse, ((0, 0), (_REACH, _REACH)), mode="edge")
    blurred = _BLUR[0] * wide[:, : COLUMNS // 2]
    for k in range(1, len(_BLUR)):
        blurred += _BLUR[k] * wide[:, k : k + COLUMNS // 2]
    lines = np.empty((len(coarse), COLUMNS), np.float32)
    quarter = np.diff(blurred, axis=1) * np.float32(0.25)
    lines[:, 2::2] = blurred[:, 1:] - quarter
    lines[:, 1:-1:2] = blurred[:, :-1] + quarter
    lines[:, 0], lines[:, -1] = blurred[:, 0], blurred[:, -1]
    out = np.empty((ROWS, COLUMNS), np.float32)
    between = out[2:-2].reshape(ROWS // 4 - 1, 4, -1)
    step = np.diff(lines, axis=0) * np.float32(0.25)
    for k in range(4):
        np.multiply(step, np.float32(k), out=between[:, k])
        between[:, k] += lines[:-1]
    out[:2], out[-2:] = lines[0], lines[-1]
    return out
