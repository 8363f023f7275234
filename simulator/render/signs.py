"""Signs on the skin: redness, wheal, bleb, porcelain white, stain, the ridge of the needle.

Idea: every sign is a few smooth fields on cells of 4 pixels (swelling, blood, whiteness, ...).
Signs are painted into windows; only tiles whose fields moved are relit, and only then do their
records change. Redness is extra dermal blood through the same optics as the skin, so it is
honestly fainter in dark skin; a bleb lifts the surface, and the ring light does the rest.

Sources: bleb and wheal forms by eye from teaching photographs; amounts are guesses marked so.
Departure: fine pigment and blood mottle keep their contrast under a sign.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

from simulator.render import light
from simulator.render.canvas import Canvas
from simulator.render.noise import Field
from simulator.render.optics import SKIN_TYPES, SkinColour
from simulator.render.patch import CAVITY_RGB, CELL_PX, LN_UNIT, TILE_PX, SkinPatch
from simulator.view.treatment import BlebView, NeedleView, PorcelainView, TreatmentView

TILE_CELLS: Final = TILE_PX // CELL_PX
REDNESS_BLOOD: Final = 0.016  # guess: extra blood fraction of full erythema
REDNESS_REACH_MM: Final = 2.4  # guess
WHITE_RGB: Final = (0.06, 0.09, 0.20)  # oedema scatters more and hides the yellow
STAIN_RGB: Final = (0.30, 0.85, 1.55)  # haemosiderin, a ferric brown
NEEDLE_RGB: Final = (0.17, 0.15, 0.10)  # steel seen through skin
# fields of a cell, and what they are on untouched skin
LN, SLOPE_X, SLOPE_Y, CALM, GLOSS, VEIN = slice(0, 3), 3, 4, 5, 6, 7
_UNTOUCHED: Final = np.array([0, 0, 0, 0, 0, 1, 1, 1], np.float32)
_TOLERANCE: Final = np.array([2, 2, 2, 4, 4, 8, 8, 4], np.float32) / 1000

Window = tuple[slice, slice]


@dataclass
class _Raw:
    """The fields signs paint into, over one window of cells."""

    x_mm: Field
    y_mm: Field
    swelling_mm: Field
    blood_times: Field
    blood_more: Field
    white: Field
    stain: Field
    steel: Field
    calm: Field  # what is left of the fine relief
    gloss: Field
    vein: Field


class Signs:
    """Keeps the records of a canvas in step with the signs of a view."""

    def __init__(self, patch: SkinPatch, canvas: Canvas) -> None:
        self._patch, self._canvas = patch, canvas
        self._cell_mm = CELL_PX / patch.px_per_mm
        self._shape = patch.near_mm.shape
        self._fields = np.empty((8, *self._shape), np.float32)
        self._fields[:] = _UNTOUCHED[:, None, None]
        self._shown = self._fields.copy()
        self._is_stale = np.zeros((canvas.rows, canvas.columns), bool)
        skin = SKIN_TYPES[patch.skin_type]
        self._skin, self._colour = skin, SkinColour(skin.scattering)
        self._bare = self._colour.ln_rgb(skin.melanosome_frac, skin.blood_frac)
        self._specular = light.ring_specular() * np.float32(light.EXPOSURE * light.LINEAR_UNIT / 2)
        self._enlarge = _enlarging()
        self._signs: frozenset[object] = frozenset()
        self._edges = (b"", b"", b"")
        self._view: TreatmentView | None = None
        self.relight(np.arange(canvas.rows * canvas.columns))

    def wish(self, view: TreatmentView) -> None:
        """Take note of what `view` shows; `stale_tiles` then lists what must be relit."""
        signs = _signs_of(view)
        edges = tuple(
            np.rint(np.asarray(f) * 48).astype(np.int8).tobytes()
            for f in (view.erythema_frac, view.wheal_frac, view.stain_frac)
        )
        if signs == self._signs and edges == self._edges:
            return
        self._view = view
        if edges != self._edges:
            self._repaint((slice(0, self._shape[0]), slice(0, self._shape[1])), signs)
        else:
            for sign in signs ^ self._signs:
                window = self._window(sign)
                if window is not None:
                    self._repaint(window, signs)
        self._signs, self._edges = signs, edges

    def stale_tiles(self, x_mm: float, y_mm: float, at_most: int) -> NDArray[np.int64]:
        """Return up to `at_most` tiles that wait to be relit, nearest to (x, y) first."""
        waiting = np.flatnonzero(self._is_stale)
        if len(waiting) > at_most:
            row, column = np.divmod(waiting, self._canvas.columns)
            tile_mm = TILE_PX / self._patch.px_per_mm
            dx, dy = (column + 0.5) * tile_mm - x_mm, (row + 0.5) * tile_mm - y_mm
            waiting = waiting[np.argsort(dx * dx + dy * dy, kind="stable")[:at_most]]
        return waiting

    def relight(self, tiles: NDArray[np.int64]) -> None:
        """Rewrite the records of tiles from the fields of the signs."""
        for at in range(0, len(tiles), 64):
            self._relight(tiles[at : at + 64])
        self._is_stale.ravel()[tiles] = False

    def _relight(self, tiles: NDArray[np.int64]) -> None:
        canvas, patch = self._canvas, self._patch
        row, column = np.divmod(tiles, canvas.columns)
        span = np.arange(-1, TILE_CELLS + 1)
        rows = np.clip((row * TILE_CELLS)[:, None] + span, 0, self._shape[0] - 1)
        columns = np.clip((column * TILE_CELLS)[:, None] + span, 0, self._shape[1] - 1)
        cells = self._fields[:, rows[:, :, None], columns[:, None, :]]
        for t in range(len(tiles)):
            box = np.s_[row[t] * TILE_CELLS : (row[t] + 1) * TILE_CELLS,
                        column[t] * TILE_CELLS : (column[t] + 1) * TILE_CELLS]  # fmt: skip
            self._shown[:, *box] = self._fields[:, *box]
        full = self._enlarge @ cells @ self._enlarge.T
        full = full.reshape(8, -1)
        at = canvas.tile_pixels(tiles).ravel()
        off_x, off_y = light.OFF_CENTRE
        gx = patch.slope_x.ravel()[at] * full[CALM] + full[SLOPE_X] - np.float32(off_x)
        gy = patch.slope_y.ravel()[at] * full[CALM] + full[SLOPE_Y] - np.float32(off_y)
        steep = np.sqrt(gx * gx + gy * gy) * np.float32(light.SLOPE_STEPS / light.SLOPE_MAX)
        spec = self._specular[np.minimum(steep, light.SLOPE_STEPS - 1).astype(np.int32)]
        spec *= patch.glitter.ravel()[at] * full[GLOSS]
        records = canvas.records
        hollow = patch.cavity_mm.ravel()[at] * (full[CALM] - 1)
        ln = patch.ln_light.reshape(-1, 3)[at]
        red_a, red_b = patch.superficial.reshape(-1, 3)[at], patch.deep.reshape(-1, 3)[at]
        new = records[at]
        for c in range(3):
            darker = (CAVITY_RGB[c] * hollow - full[c]) * LN_UNIT
            new[:, c] = np.clip(ln[:, c] + darker + 0.5, 0, 4095)
            new[:, 6 + c] = red_a[:, c] * full[VEIN] + np.float32(0.5)
            new[:, 9 + c] = red_b[:, c] * full[VEIN] + np.float32(0.5)
        new[:, 3] = np.minimum(spec + np.float32(0.5), 2047)
        records[at] = new

    def _window(self, sign: object) -> Window | None:
        """Return the cells a sign can touch, or None if it lies outside the patch."""
        match sign:
            case BlebView(x, y, volume):
                reach = 2.2 * _bleb_radius_mm(volume) + 0.6
            case PorcelainView(x, y, radius, _):
                reach = 2.2 * radius
            case NeedleView(x_mm=x, y_mm=y, inserted_mm=inserted):
                reach = inserted + 2.2
            case _:
                raise TypeError(f"no such sign: {sign!r}")
        c = self._cell_mm
        y0, y1 = max(0, int((y - reach) / c)), min(self._shape[0], int((y + reach) / c) + 2)
        x0, x1 = max(0, int((x - reach) / c)), min(self._shape[1], int((x + reach) / c) + 2)
        return (slice(y0, y1), slice(x0, x1)) if y0 < y1 and x0 < x1 else None

    def _repaint(self, window: Window, signs: frozenset[object]) -> None:
        """Paint every sign into one window and mark the tiles that changed."""
        raw = self._untouched(window)
        mottle = self._patch.mottle[:, *window]
        assert self._view is not None
        self._paint_edges(raw, window, mottle, self._view)
        for sign in sorted(signs, key=repr):
            match sign:
                case BlebView():
                    _paint_bleb(raw, sign, mottle)
                case PorcelainView():
                    _paint_porcelain(raw, sign, mottle)
                case NeedleView():
                    _paint_needle(raw, sign)
        self._fields[:, *window] = self._settled(raw)
        moved = np.abs(self._fields - self._shown) > _TOLERANCE[:, None, None]
        tiles = moved.any(axis=0).reshape(
            self._canvas.rows, TILE_CELLS, self._canvas.columns, TILE_CELLS
        )
        self._is_stale |= tiles.any(axis=(1, 3))

    def _untouched(self, window: Window) -> _Raw:
        rows = np.arange(window[0].start, window[0].stop, dtype=np.float32)
        columns = np.arange(window[1].start, window[1].stop, dtype=np.float32)
        y, x = np.meshgrid(
            (rows + 0.5) * self._cell_mm, (columns + 0.5) * self._cell_mm, indexing="ij"
        )
        zero, one = np.zeros_like(x), np.ones_like(x)
        return _Raw(x, y, zero, one, zero, zero, zero, zero, one, one, one)

    def _settled(self, raw: _Raw) -> Field:
        """Turn painted signs into the eight fields of a cell."""
        blood = self._skin.blood_frac * raw.blood_times + raw.blood_more
        ln = self._colour.ln_rgb(self._skin.melanosome_frac, blood) - self._bare
        gy, gx = np.gradient(raw.swelling_mm / np.float32(self._cell_mm))
        soft = gaussian_filter(raw.swelling_mm, 0.10 / self._cell_mm)
        hollow = np.clip(soft - raw.swelling_mm, -0.02, 0.08)
        off_x, off_y = light.OFF_CENTRE
        tilt = 1.0 - 2.2 * (gx * off_x + gy * off_y)
        shade = np.log(np.maximum(tilt, 0.3)) - 0.5 * np.log(1.0 + gx * gx + gy * gy)
        out = np.empty((8, *raw.x_mm.shape), np.float32)
        for c in range(3):
            out[c] = ln[..., c] + shade - CAVITY_RGB[c] * hollow + WHITE_RGB[c] * raw.white
            out[c] -= STAIN_RGB[c] * raw.stain + NEEDLE_RGB[c] * raw.steel
        out[SLOPE_X], out[SLOPE_Y] = gx, gy
        out[CALM], out[GLOSS], out[VEIN] = raw.calm, raw.gloss, raw.vein
        return out

    def _paint_edges(
        self, raw: _Raw, window: Window, mottle: Field, view: TreatmentView
    ) -> None:
        """Redness, wheal and stain along veins, broken by noise."""
        near, near_mm = self._patch.near_edge[window], self._patch.near_mm[window]
        calm_mm = 1.0 / self._cell_mm
        if np.any(view.erythema_frac):
            far = near_mm + 0.33 * mottle[0] * np.clip(near_mm, 0.2, 2.0)
            halo = 1.0 / (1.0 + np.exp((far - REDNESS_REACH_MM) / (0.24 * REDNESS_REACH_MM)))
            patchy = np.clip(0.85 + 0.28 * mottle[1] + 0.12 * mottle[3], 0.15, 1.5)
            amount = gaussian_filter(_of_edge(view.erythema_frac, near), 0.7 * calm_mm)
            raw.blood_more = raw.blood_more + REDNESS_BLOOD * amount * halo * patchy
        if np.any(view.wheal_frac):
            far = near_mm + 0.16 * mottle[0]
            rise = 1.0 / (1.0 + np.exp(np.clip((far - 0.75) / 0.30, -30, 30)))
            amount = gaussian_filter(_of_edge(view.wheal_frac, near) * rise, 0.38 * calm_mm)
            raw.swelling_mm = raw.swelling_mm + 0.11 * amount
            raw.blood_times = raw.blood_times * (1.0 - 0.30 * amount)
            raw.blood_more = raw.blood_more * (1.0 - 0.55 * amount)
            raw.calm = raw.calm * (1.0 - 0.45 * amount)
        if np.any(view.stain_frac):
            amount = gaussian_filter(_of_edge(view.stain_frac, near), 0.3 * calm_mm)
            along = np.exp(-((near_mm / 0.42) ** 2)) * np.clip(1 + 0.35 * mottle[1], 0.3, 1.6)
            raw.stain = raw.stain + 0.30 * amount * along


def _signs_of(view: TreatmentView) -> frozenset[object]:
    """Return the signs of a view, rounded to what an eye can tell apart."""
    signs: list[object] = [
        BlebView(round(b.x_mm, 2), round(b.y_mm, 2), round(b.volume_ul, 1))
        for b in view.blebs
        if b.volume_ul > 0.3
    ]
    signs += [
        PorcelainView(p.x_mm, p.y_mm, round(p.radius_mm, 1), round(p.whiteness_frac * 24) / 24)
        for p in view.porcelain
    ]
    n = view.needle
    if n is not None and n.inserted_mm > 0.02:
        signs.append(
            NeedleView(
                round(n.x_mm, 2), round(n.y_mm, 2), round(n.heading_rad, 2),
                round(n.angle_rad, 2), round(n.inserted_mm, 1), n.gauge,
            )
        )  # fmt: skip
    return frozenset(signs)


def _of_edge(values: NDArray[np.float64], near: NDArray[np.int16]) -> Field:
    """Return the value of the nearest edge for each cell; nothing where there is no edge."""
    return np.append(values, 0.0).astype(np.float32)[near]


def _enlarging() -> Field:
    """Return the (TILE_PX, TILE_CELLS + 2) matrix of bilinear enlargement of one tile."""
    at = (np.arange(TILE_PX) + 0.5) / CELL_PX + 0.5
    low = at.astype(int)
    matrix = np.zeros((TILE_PX, TILE_CELLS + 2), np.float32)
    matrix[np.arange(TILE_PX), low] = 1.0 - (at - low)
    matrix[np.arange(TILE_PX), low + 1] = at - low
    return matrix


def _bleb_radius_mm(volume_ul: float) -> float:
    """Return the radius of a bleb: a spherical cap four times as wide as high (guess)."""
    return 1.35 * float(np.cbrt(max(volume_ul, 0.05) / 2.0))


def _paint_bleb(raw: _Raw, bleb: BlebView, mottle: Field) -> None:
    """A tense pale dome: little blood, veins veiled, shining."""
    radius_mm = _bleb_radius_mm(bleb.volume_ul)
    strength = float(np.clip(bleb.volume_ul / 2.0, 0.0, 1.0))
    dx, dy = raw.x_mm - bleb.x_mm, raw.y_mm - bleb.y_mm
    around = np.arctan2(dy, dx)
    lobes = 1 + 0.05 * np.sin(3 * around + 1) + 0.035 * np.sin(5 * around)
    r = np.hypot(dx, 1.08 * dy) / (radius_mm * lobes) * (1 + 0.03 * mottle[1])
    cell_mm = float(raw.y_mm[1, 0] - raw.y_mm[0, 0])
    dome = gaussian_filter(np.clip(1 - r * r, 0, 1) ** 1.25, 0.10 / cell_mm)
    inside = 1.0 / (1.0 + np.exp(np.clip((r - 0.93) / 0.085, -30, 30)))
    rim = np.exp(-(((r - 1.15) / 0.18) ** 2))
    raw.swelling_mm = raw.swelling_mm + 0.29 * radius_mm * strength * dome
    raw.blood_times = raw.blood_times * (1 - 0.80 * strength * inside)
    raw.blood_more = raw.blood_more * (1 - 0.80 * strength * inside)
    raw.blood_more = raw.blood_more + 0.004 * strength * rim
    raw.vein = raw.vein * (1 - 0.62 * strength * inside)
    raw.calm = raw.calm * (1 - 0.55 * strength * inside)
    raw.white = raw.white + 1.2 * strength * inside
    raw.gloss = raw.gloss * (1 + strength * inside)


def _paint_porcelain(raw: _Raw, area: PorcelainView, mottle: Field) -> None:
    """Arteriolar injection: sharply edged, dendritic, dead white, with a dusky net around."""
    dx, dy = raw.x_mm - area.x_mm, raw.y_mm - area.y_mm
    around = np.arctan2(dy, dx)
    lobes = 1 + 0.20 * np.sin(2 * around + 0.7) + 0.16 * np.sin(5 * around + 2)
    lobes += 0.10 * np.sin(9 * around + 4)
    q = np.hypot(dx, dy) / (area.radius_mm * lobes) + 0.10 * mottle[0] + 0.022 * mottle[2]
    inside = area.whiteness_frac / (1.0 + np.exp(np.clip((q - 1.0) / 0.05, -30, 30)))
    net = np.clip(0.5 + 0.5 * mottle[0], 0, 1)
    raw.white = raw.white + 0.8 * inside
    raw.blood_times = raw.blood_times * (1 - 0.97 * inside)
    raw.vein = raw.vein * (1 - 0.90 * inside * (0.8 + 0.2 * net))
    rim = np.exp(-(((q - 1.22) / 0.22) ** 2)) * (0.3 + 0.9 * net)
    raw.blood_more = raw.blood_more + 0.011 * area.whiteness_frac * rim


def _paint_needle(raw: _Raw, needle: NeedleView) -> None:
    """A needle under the skin: a ridge, a dimple where it enters, steel shining through."""
    c, s = np.cos(needle.heading_rad), np.sin(needle.heading_rad)
    dx, dy = raw.x_mm - needle.x_mm, raw.y_mm - needle.y_mm
    u, v = dx * c + dy * s, dy * c - dx * s
    length_mm = needle.inserted_mm * float(np.cos(needle.angle_rad))
    steep = float(np.clip(1.6 * np.sin(needle.angle_rad), 0.2, 1.0))
    along = 1 / (1 + np.exp(np.clip(-u / 0.05, -30, 30)))
    along = along / (1 + np.exp(np.clip((u - length_mm) / 0.10, -30, 30)))
    sunk = np.clip(1 - 0.55 * u * steep / 0.6, 0, 1)
    raw.swelling_mm = raw.swelling_mm + 0.085 * np.exp(-((v / 0.24) ** 2)) * along * sunk
    raw.swelling_mm = raw.swelling_mm - 0.10 * np.exp(-((u / 0.20) ** 2) - (v / 0.26) ** 2)
    raw.steel = raw.steel + np.exp(-((v / 0.17) ** 4)) * along * sunk
    pale = np.exp(-(((u - 0.2) / 1.0) ** 2) - (v / 0.6) ** 2)
    raw.blood_times = raw.blood_times * (1 - 0.35 * pale)
