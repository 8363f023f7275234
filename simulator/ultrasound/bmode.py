"""B-mode: the echo of layers, textures, vessels and sheets, through the beam, as intensity.

    field(z, x) = amplitude(z, x) * tissue noise(z, x) + sheets(z, x)
    intensity   = mean over looks of |lateral filter(field)|**2

Amplitude is a map of dB that is painted tissue by tissue and then lowered by what the
overlying tissue absorbs: shadows and enhancement follow from that and are painted nowhere.
Sheets (fasciae, vessel caps, bone) are coherent, broken up by a share of the noise. Not
modelled: refraction, mirror images, multipath.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from simulator.anatomy.layers import Interfaces, Layers
from simulator.physics.pressing import gel_mm, image_depth_mm
from simulator.ultrasound import tissue
from simulator.ultrasound.lumens import Section
from simulator.ultrasound.plane import COLUMNS, PITCH_MM, ROWS, Plane
from simulator.ultrasound.speckle import Beam, Speckle
from simulator.ultrasound.textures import Texture

Float = NDArray[np.floating[Any]]

WALL_MM: Final = 0.20
WALL_DB: Final = {
    "reticular": -18.0,
    "tributary": -16.0,
    "lateral_subdermic": -16.0,
    "femoral_artery": -6.0,
}
USUAL_WALL_DB: Final = -10.0
EDGE_SHADOW_DB: Final = 2.2
_REACH: Final = 4  # coarse columns of 0.4 mm on either side of the aperture blur
_BELL = np.exp(-0.5 * (np.arange(-_REACH, _REACH + 1) / 1.3) ** 2)
_BLUR: Final = (_BELL / _BELL.sum()).astype(np.float32)


@dataclass(frozen=True)
class Sheet:
    """A thin bright interface: columns, depth, amplitude (1 is white) and half thickness."""

    columns: NDArray[np.int64]
    depth_mm: Float
    amplitude: Float
    half_mm: Float


@dataclass(frozen=True)
class Still:
    """A picture before electronic noise: intensity (ROWS, LINES) and the net gain by row."""

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
    gain_db: float = 0.0
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
        depth_gain = (
            tissue.TGC_DB_PER_CM_MHZ * 2 * self.frequency_mhz * 0.1 * plane.z_mm + self.gain_db
        )
        depth_gain = depth_gain.astype(np.float32)
        net = depth_gain[:, None] - self._absorbed_db(labels, sections, plane)
        np.maximum(echo, (tissue.HAZE_DB + tissue.HAZE_DB_PER_MM * plane.z_mm)[:, None], out=echo)
        echo += net
        field = self.speckle.slice(plane)
        field *= np.exp(np.multiply(echo, tissue.DB_TO_NEPER, out=echo), out=echo)
        if self.has_sheets:
            sheets = self._fasciae(depths, labels, plane, net)
            for section in sections:
                sheets += [] if section.is_steep else _caps(section, labels, plane)
            self._add(field, sheets, net, plane)
        return Still(plane, self.beam.image(field, plane.shift_frac), depth_gain, sections)

    def _echo_db(self, labels: NDArray[np.uint8], depths: Interfaces, plane: Plane) -> Float:
        """Return the echo of every pixel before vessels, in dB below white."""
        dz, z = plane.row_mm, plane.z_mm
        echo = tissue.ECHO_DB[labels]
        gel = gel_mm(plane.pose.pressure_pa)
        top, base = int(gel / dz), min(int(depths.skin.max() / dz) + 1, ROWS)
        echo[top:base] += (3.0 - 7.0 * (z[top:base] - gel) / 1.7)[:, None]
        if not self.has_textures:
            return echo
        top = max(int(depths.skin.min() / dz) - 1, 0)
        base = min(int(depths.deep.max() / dz) + 2, ROWS)
        bands = (
            (self.fat, tissue.FAT_TEXTURE_FRAC, top, base),
            (
                self.muscle,
                tissue.MUSCLE_TEXTURE_FRAC,
                max(int(depths.deep.min() / dz) - 1, 0),
                ROWS,
            ),
        )
        for texture, share, first, last in bands:
            if first >= last:
                continue
            half = texture.slice(plane.depth_mm[first:last:2], plane.u_mm, plane.s_mm)
            full = np.repeat(half, 2, axis=0)[: last - first]
            full *= share[labels[first:last]]
            echo[first:last] += full
        return echo

    def _absorbed_db(
        self, labels: NDArray[np.uint8], sections: tuple[Section, ...], plane: Plane
    ) -> Float:
        """Return what the way to every pixel and back takes away, on a coarse grid."""
        step_cm = 4 * plane.row_mm * 0.1
        rate = tissue.ATTENUATION_DB_PER_CM_MHZ[labels[2::4, ::2]]
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

    def _fasciae(
        self, depths: Interfaces, labels: NDArray[np.uint8], plane: Plane, net: Float
    ) -> list[Sheet]:
        """Return the coherent sheets of skin, fasciae, septum and bone."""
        u, s, w = plane.u_mm.astype(float), plane.s_mm.astype(float), self.layers.waves
        gel = gel_mm(plane.pose.pressure_pa)

        def beside(key: float, gap_mm: float) -> Float:
            return gap_mm * (1 + 0.6 * w.at(w.middle, u, s, key=key))

        flat = np.zeros(COLUMNS)
        table: list[tuple[NDArray[np.float64], float, float, float]] = [
            # depth, dB, half thickness, wave key
            (depths.lid, -5.0, 0.11, 4),
            (depths.lid + beside(61, 0.38), -20, 0.09, 9),
            (depths.deep, -5.5, 0.12, 5),
            (depths.deep + beside(83, 0.42), -12, 0.10, 8),
            (depths.deep + beside(97, 0.90), -17, 0.10, 11),
            (depths.septum, -13, 0.13, 6),
            (depths.skin, -16, 0.09, 3),
            (flat + gel + 0.16 + 0.04 * w.at(w.middle, u, s), -4, 0.08, 1),
            (flat + gel + 0.42 + 0.04 * w.at(w.middle, u, s, key=9.0), -14, 0.08, 2),
            (flat + 0.12, -12, 0.07, 13),
        ]
        has_bone = bool(depths.bone.min() < plane.depth_range_mm)
        if has_bone:
            table += [(depths.bone, 9, 0.16, 7), (depths.bone + 0.35, 0, 0.20, 12)]
        key = np.array([row[3] for row in table])[:, None]
        depth = np.stack([row[0] for row in table])
        depth = depth + 0.07 * w.at(w.short, u, s, along=1.0, key=7.0 * key)
        slope = abs(np.diff(depth, axis=1, prepend=depth[:, :1])) / PITCH_MM
        level = np.array([row[1] for row in table])[:, None]
        level = level + 4.0 * w.at(w.short, u, s, along=1.0, key=17.0 * key)
        level = level + 4.5 * w.at(w.middle, u, s, key=31.0 * key)
        steep = 0.7 * np.exp(-((slope / 0.28) ** 2)) + 0.30 * np.exp(-((slope / 1.1) ** 2))
        level = level + 5.0 * np.minimum(0, w.at(w.wide, u, s, key=43.0 * key) + 0.3)  # gaps
        amplitude = np.exp(level * tissue.DB_TO_NEPER) * steep
        thick = np.array([row[2] for row in table])[:, None]
        thick = thick * np.clip(1 + 0.4 * w.at(w.middle, u, s, key=59.0 * key), 0.6, 2.0)
        # the lid fades where the two fasciae fuse
        amplitude[:2] *= np.clip((depths.deep - depths.lid - 0.5) / 1.2, 0.12, 1)
        columns = np.arange(COLUMNS)
        row = np.clip((depth / plane.row_mm).astype(np.int64), 0, ROWS - 1)
        amplitude[labels[row, columns] == tissue.BLOOD] = 0
        sheets = [Sheet(columns, depth[k], amplitude[k], thick[k]) for k in range(len(table))]
        if has_bone:
            sheets.append(self._reverberation(depths, net, plane))
        return sheets

    def _reverberation(self, depths: Interfaces, net: Float, plane: Plane) -> Sheet:
        """Return one echo of bone between bone and probe; it escapes the shadow it lies in."""
        is_square = (depths.bone < 18) & (abs(np.gradient(depths.bone, PITCH_MM)) < 0.35)
        depth = np.where(is_square, 2 * depths.bone, 99.0)
        row = np.clip((depth / plane.row_mm).astype(np.int64), 0, ROWS - 1)
        columns = np.arange(COLUMNS)
        undo = np.exp(-np.clip(net[row, columns], -200, 0) * tissue.DB_TO_NEPER)
        return Sheet(columns, depth, 10 ** (-29 / 20) * undo, np.full(COLUMNS, 0.3))

    def _add(
        self, field: NDArray[np.complex64], sheets: list[Sheet], net: Float, plane: Plane
    ) -> None:
        """Add every sheet to the field over nine rows, broken up by tissue noise."""
        offset = np.arange(-4, 5)[:, None]
        noise, dz = self.speckle.noise, plane.row_mm
        lengths = [len(sheet.columns) for sheet in sheets]
        column = np.concatenate([sheet.columns for sheet in sheets])
        depth = np.concatenate([sheet.depth_mm for sheet in sheets]).astype(np.float32)
        height = np.concatenate([sheet.amplitude for sheet in sheets]).astype(np.float32)
        half = np.concatenate([sheet.half_mm for sheet in sheets]).astype(np.float32)
        half = np.maximum(half, np.float32(0.42 * self.speckle.pulse_mm))
        line = np.repeat((np.arange(len(sheets)) * 197 + 91) % noise.shape[0], lengths)
        row = np.floor(depth / dz).astype(np.int64)
        is_seen = (row > 4) & (row < ROWS - 5) & (height > 1e-4)
        row[~is_seen] = 5
        height *= is_seen * np.exp(net[row, column] * tissue.DB_TO_NEPER)
        grain = noise[line, (plane.first_column + column) % 1024]
        phase = (np.float32(0.45) + np.float32(0.7) * grain) * height
        at = row + offset
        value = np.exp(-((((at + 0.5) * dz - depth) / half) ** 2)).astype(np.float32) * phase
        first = 0
        for length in lengths:  # columns are unique within one sheet: plain adding is safe
            last = first + length
            if is_seen[first:last].any():
                field[at[:, first:last], column[None, first:last]] += value[:, first:last]
            first = last


def _in_image(under: Interfaces, plane: Plane) -> Interfaces:
    """Return the interfaces as image depths under the probe's pressure."""
    stacked = np.stack([under.skin, under.lid, under.deep, under.septum, under.bone])
    return Interfaces(*image_depth_mm(stacked, plane.pose.pressure_pa))


def _labels(depths: Interfaces, plane: Plane) -> NDArray[np.uint8]:
    """Return the tissue of every pixel, touching only the rows that each interface spans."""
    dz, z = plane.row_mm, plane.z_mm[:, None]
    labels = np.full((ROWS, COLUMNS), tissue.SKIN, np.uint8)
    labels[: int(gel_mm(plane.pose.pressure_pa) / dz)] = tissue.GEL
    for depth in (depths.skin, depths.lid, depths.deep, depths.septum):
        first = max(int(depth.min() / dz) - 1, 0)
        last = min(int(depth.max() / dz) + 2, ROWS)
        if first < ROWS:
            labels[first:last] += (z[first:last] > depth[None]).view(np.uint8)
            labels[last:] += 1
    if depths.bone.min() < plane.depth_range_mm:
        labels[z > depths.bone[None]] = tissue.BONE
    return labels


def _wall_db(section: Section) -> float:
    return WALL_DB.get(section.vessel.kind, USUAL_WALL_DB)


def _raise_wall(section: Section, echo: Float) -> None:
    """Paint the wall of one lumen into the echo map."""
    box = echo[section.rows, section.columns]
    thick = WALL_MM / section.least_mm
    wall = (section.rho - 1 - thick) / (thick * 0.8)
    level = (_wall_db(section) - 20) - 8.7 * wall * wall
    if not section.is_steep:  # brighter where the beam meets the wall squarely
        across = np.clip(abs(section.per_line["across_frac"]), 0, 1)
        level += 8 * (1 - across * across)[None]
    np.maximum(box, level, out=box)


def _open_lumen(section: Section, echo: Float, labels: NDArray[np.uint8]) -> None:
    """Paint the blood of one lumen into both maps."""
    box = echo[section.rows, section.columns]
    box += (tissue.ECHO_DB[tissue.BLOOD] - box) * section.fill
    inside = labels[section.rows, section.columns]
    inside[(section.fill > 0.5) & (inside != tissue.BONE)] = tissue.BLOOD


def _caps(section: Section, labels: NDArray[np.uint8], plane: Plane) -> list[Sheet]:
    """Return the specular echo of near and far wall, except inside another lumen."""
    line = section.per_line
    across = abs(line["across_frac"])
    met = np.nonzero(across < 0.97)[0]
    if len(met) == 0:
        return []
    rise = np.sqrt(1 - across[met] ** 2)
    tall, wide = line["half_height_mm"][met], line["half_width_mm"][met]
    slope = across[met] / np.maximum(rise, 0.05) * tall / wide
    square = np.exp(-((slope / 0.55) ** 2) - (line["tangent"][met, 2] / 0.35) ** 2)
    amplitude = square * 10 ** ((_wall_db(section) + 1) / 20)
    columns = section.columns.start + met
    centre, half = line["centre_mm"][met], np.full(len(met), 0.10)
    sheets = []
    for side, share in ((-1, 0.6), (1, 0.9)):
        depth = centre + side * (tall * rise + 0.06)
        row = np.clip((depth / plane.row_mm).astype(np.int64), 0, ROWS - 1)
        is_wall = labels[row, columns] != tissue.BLOOD
        sheets.append(Sheet(columns, depth, amplitude * share * is_wall, half))
    return sheets


def _add_edge_shadow(section: Section, rate: Float, plane: Plane, per_row: float) -> None:
    """Raise the absorption at the flanks of a lumen, where refraction steals the beam."""
    line = section.per_line
    flank = np.exp(-(((abs(line["across_frac"]) - 1.0) / 0.15) ** 2))
    first = max(int(line["centre_mm"].mean() / plane.row_mm / 4), 0)
    rows = max(int(line["half_height_mm"].mean() / plane.row_mm / 4), 2)
    start, stop = section.columns.start, section.columns.stop
    coarse = np.arange((start + 1) // 2, stop // 2)
    extra = flank[coarse * 2 - start] * (EDGE_SHADOW_DB / (rows * per_row))
    rate[first : first + rows, coarse] += extra.astype(np.float32)


def _fine(coarse: Float) -> Float:
    """Return the full grid of a coarse one: blurred by the aperture (about 1 mm), then linear.

    Shifted sums instead of matrix products: BLAS threads cost more than they save here.
    """
    wide = np.pad(coarse, ((0, 0), (_REACH, _REACH)), mode="edge")
    blurred = _BLUR[0] * wide[:, : COLUMNS // 2]
    for k in range(1, len(_BLUR)):
        blurred += _BLUR[k] * wide[:, k : k + COLUMNS // 2]
    rows = np.empty((ROWS, COLUMNS // 2), np.float32)
    between = rows[2:-2].reshape(ROWS // 4 - 1, 4, -1)
    step = np.diff(blurred, axis=0) * np.float32(0.25)
    for k in range(4):
        between[:, k] = blurred[:-1] + k * step
    rows[:2], rows[-2:] = blurred[0], blurred[-1]
    out = np.empty((ROWS, COLUMNS), np.float32)
    quarter = np.diff(rows, axis=1) * np.float32(0.25)
    out[:, 2::2] = rows[:, 1:] - quarter
    out[:, 1:-1:2] = rows[:, :-1] + quarter
    out[:, 0], out[:, -1] = rows[:, 0], rows[:, -1]
    return out
