"""Signs on the skin: redness, wheal, bleb, porcelain white, stain, the ridge of the needle.

Idea: a sign is a few smooth fields on cells of 4 pixels (swelling, blood, whiteness, ...).
When a sign changes, the tiles it can reach wait to be relit; a batch of tiles is painted from
nothing, so a tile always shows what the view says and never how it came about. Redness is extra
dermal blood through the same optics as the skin, so it is honestly fainter in dark skin; a
bleb lifts the surface, and the ring light does the rest.

Sources: bleb and wheal forms by eye from teaching photographs; amounts are guesses marked so.
Departure: fine pigment and blood mottle keep their contrast under a sign.
Shapes: T tiles, B cells across a tile with its border.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.render import light
from simulator.render.canvas import Canvas
from simulator.render.noise import Field
from simulator.render.optics import SKIN_TYPES, SkinColour
from simulator.render.patch import CAVITY_RGB, CELL_PX, TILE_PX, SkinPatch
from simulator.render.pigments import PIGMENTS, Pigments
from simulator.render.relighting import (
    CALM,
    GLOSS,
    NEW,
    SLOPE_X,
    SLOPE_Y,
    TILE_CELLS,
    VEIN,
    Relighter,
)
from simulator.render.sign_list import Sign, extent_mm, paint_sign, signs_of
from simulator.render.sign_shapes import Raw, falling
from simulator.view.treatment import TreatmentView

BORDER: Final = 2  # one cell for enlarging, one for slopes
EDGE_STEPS: Final = 32  # an eye cannot tell finer steps of redness
EDGE_REACH_MM: Final = 6.0
TIGHT_REACH_MM: Final = 2.0  # of what lies on the vein itself: stain, cord, bulge
REDNESS_BLOOD: Final = 0.016  # guess: extra blood fraction of full erythema
REDNESS_REACH_MM: Final = 2.4  # guess
WHITE_RGB: Final = (0.06, 0.09, 0.20)  # oedema scatters more and hides the yellow
STAIN_RGB: Final = (0.40, 0.92, 1.50)  # haemosiderin, a ferric brown
STAIN_STRENGTH, STAIN_WIDTH_MM = 0.58, 0.60  # of a full stain; half width (guesses by eye)
MATTING_BLUSH: Final = 0.25  # redness between the fine vessels, of full erythema (guess)
NEEDLE_RGB: Final = (0.26, 0.23, 0.17)  # steel seen through skin
SLOUGH_RGB: Final = np.array((0.34, 0.20, 0.085), np.float32)  # of an open sore, linear (guess)
GRANULATION_RGB: Final = np.array((0.22, 0.04, 0.03), np.float32)
SCAR_PALENESS: Final = 0.6  # melanin a scar lacks (guess)
CORD_BLOOD: Final = 0.09  # old blood over a vein that is full of coagulum (guess)
# Wide venous vessels often protrude (Goldman and Bennett 1987); how far is a guess.
BULGE_FROM_MM, BULGE_SHARE, BULGE_MM = 0.5, 0.16, 0.06
BULGE_STEPS: Final = 4  # a vein flattens in few steps, so that a blanch relights few tiles
HOLLOW_MM: Final = 0.10  # a hollow is judged against this neighbourhood

Tiles = NDArray[np.int64]


class Signs:
    """Keeps the records of a canvas in step with the signs of a view."""

    def __init__(self, patch: SkinPatch, canvas: Canvas) -> None:
        self._patch, self._canvas = patch, canvas
        self._cell_mm = CELL_PX / patch.px_per_mm
        self._shape = patch.near_mm.shape
        self._skin = SKIN_TYPES[patch.skin_type]
        self._colour = SkinColour(self._skin.scattering)
        self._bare = self._colour.ln_rgb(self._skin.melanosome_frac, self._skin.blood_frac)
        self._pigments = Pigments(self._skin)
        self.relighter = Relighter(patch, canvas)
        self._signs: tuple[Sign, ...] = ()
        # Six fields given per edge: steps of each edge, and the amount on every other cell;
        # the seventh amount never changes: how wide the veins are there.
        self._edges = np.zeros((6, len(patch.edge_nodes)), np.int8)
        self._amount = np.zeros((7, *patch.near_edge.shape[1:]), np.float32)
        self._bulges = patch.edge_radius_mm >= BULGE_FROM_MM / 2
        self._amount[6] = (patch.edge_radius_mm[patch.near_edge] * patch.near_weight).sum(0)
        wide, tight = self._edge_reach(EDGE_REACH_MM), self._edge_reach(TIGHT_REACH_MM)
        self._reach = (wide, wide, tight, wide, tight, tight)
        self._is_stale = np.zeros(canvas.tiles, bool)

    @property
    def bytes_kept(self) -> int:
        """Memory of the fields and of the untouched skin's shine."""
        reach = self._reach[0].nbytes + self._reach[2].nbytes  # wide and tight, each kept once
        return self._amount.nbytes + reach + self.relighter.bytes_kept

    def wish(self, view: TreatmentView) -> None:
        """Take note of what `view` shows; `stale_tiles` then lists what must be relit."""
        signs = signs_of(view)
        for sign in set(signs) ^ set(self._signs):
            self._mark(sign)
        self._signs = signs
        fields = (
            view.erythema_frac, view.wheal_frac, view.stain_frac, view.matting_frac,
            view.coagulum_frac, self._bulge(view),
        )  # fmt: skip
        for k, amount in enumerate(fields):
            steps = np.zeros(self._edges.shape[1], np.int8)
            if len(amount):
                steps[:] = np.rint(np.asarray(amount) * EDGE_STEPS)
            changed = np.flatnonzero(steps != self._edges[k])
            if len(changed):
                self._is_stale |= self._reach[k][:, changed].any(axis=1)
                self._edges[k] = steps
                values = steps.astype(np.float32) / EDGE_STEPS
                self._amount[k] = (values[self._patch.near_edge] * self._patch.near_weight).sum(0)

    def _bulge(self, view: TreatmentView) -> NDArray[np.float64]:
        """Return how far each vein stands out, (E,): wide ones do while they are full."""
        full = np.asarray(view.blood_frac).mean(axis=1) * self._bulges
        if len(view.cleared_frac):
            full = full * (1.0 - np.asarray(view.cleared_frac))
        return np.rint(full * BULGE_STEPS) / BULGE_STEPS

    def stale_tiles(self, x_mm: float, y_mm: float, at_most: int) -> Tiles:
        """Return up to `at_most` tiles that wait to be relit, nearest to (x, y) first."""
        waiting = np.flatnonzero(self._is_stale)
        if len(waiting) > at_most:
            distance = self._canvas.tile_distance(waiting, x_mm, y_mm)
            waiting = waiting[np.argsort(distance, kind="stable")[:at_most]]
        return waiting

    def put_back(self, tiles: Tiles) -> None:
        """Let tiles wait to be relit again."""
        self._is_stale[tiles] = True

    def _cells(self, tiles: Tiles) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the rows (T, B, 1) and columns (T, 1, B) of the cells of tiles, unclipped."""
        row, column = np.divmod(tiles, self._canvas.columns)
        span = np.arange(-BORDER, TILE_CELLS + BORDER)
        return (row[:, None] * TILE_CELLS + span)[:, :, None], (
            (column[:, None] * TILE_CELLS + span)[:, None, :]
        )

    def painted(self, tiles: Tiles) -> Raw:
        """Return every sign painted on tiles; they wait no more."""
        self._is_stale[tiles] = False
        rows, columns = self._cells(tiles)
        size = np.broadcast_shapes(rows.shape, columns.shape)
        y = np.broadcast_to((rows + np.float32(0.5)) * np.float32(self._cell_mm), size)
        x = np.broadcast_to((columns + np.float32(0.5)) * np.float32(self._cell_mm), size)
        rows = np.clip(rows, 0, self._shape[0] - 1)
        columns = np.clip(columns, 0, self._shape[1] - 1)
        mottle = self._patch.mottle[:, rows, columns]
        raw = Raw.untouched(x.astype("f4"), y.astype("f4"), mottle)
        if self._edges.any():
            self._paint_edges(raw, rows, columns)
        low_x, high_x, low_y, high_y = x.min(), x.max(), y.min(), y.max()
        for sign in self._signs:
            sx, sy, reach = extent_mm(sign)
            if low_x - reach < sx < high_x + reach and low_y - reach < sy < high_y + reach:
                paint_sign(raw, sign)
        return raw

    def settled(self, raw: Raw) -> Field:
        """Turn painted signs into fields (9, T, B - 2, B - 2); see `relighting`."""
        inner = np.s_[:, 1:-1, 1:-1]
        out = np.empty((9, *raw.calm[inner].shape), np.float32)
        blood = self._skin.blood_frac * raw.blood_times[inner] + raw.blood_more[inner]
        melanin = self._skin.melanosome_frac * (1 - SCAR_PALENESS * raw.scar[inner])
        melanin = melanin * (1 + self._skin.darkening / STAIN_STRENGTH * raw.stain[inner])
        ln = self._colour.ln_rgb(melanin, blood) - self._bare
        for pigment in PIGMENTS:
            amount = getattr(raw, pigment)[inner]
            if amount.any():
                ln += self._pigments.ln_change(pigment, amount)
        if raw.open.any():
            uneven = 0.13 * raw.mottle[1][inner] + 0.10 * raw.mottle[2][inner]
            slough = np.clip(0.4 + uneven, 0, 1)[..., None]
            sore = np.log(slough * SLOUGH_RGB + (1 - slough) * GRANULATION_RGB) - self._bare
            ln += raw.open[inner][..., None] * (sore - ln)
        h, step = raw.swelling_mm, np.float32(self._cell_mm)
        right, left, down, up = h[:, 1:-1, 2:], h[:, 1:-1, :-2], h[:, 2:, 1:-1], h[:, :-2, 1:-1]
        gx, gy = (right - left) / (2 * step), (down - up) / (2 * step)
        bent = (right + left + down + up - 4 * h[inner]) / (step * step)
        hollow = np.clip(bent * np.float32(HOLLOW_MM * HOLLOW_MM / 2), -0.02, 0.08)
        off_x, off_y = light.OFF_CENTRE
        tilt = 1 - 2.2 * (gx * off_x + gy * off_y)
        shade = np.log(np.maximum(tilt, 0.3)) - 0.5 * np.log(1 + gx * gx + gy * gy)
        for c in range(3):
            out[c] = ln[..., c] + shade - CAVITY_RGB[c] * hollow + WHITE_RGB[c] * raw.white[inner]
            out[c] -= STAIN_RGB[c] * raw.stain[inner] + NEEDLE_RGB[c] * raw.steel[inner]
        out[SLOPE_X], out[SLOPE_Y] = gx, gy
        out[CALM], out[GLOSS], out[VEIN] = raw.calm[inner], raw.gloss[inner], raw.vein[inner]
        out[NEW] = raw.new[inner]
        return out

    def _paint_edges(self, raw: Raw, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> None:
        """Redness, wheal and stain along veins, broken by noise."""
        near_mm, mottle = self._patch.near_mm[rows, columns], raw.mottle
        amounts = _between(self._amount, rows, columns)
        redness, wheal, stain, matting, clot, bulge, radius_mm = amounts
        raw.new = matting
        if redness.any() or matting.any():
            redness = np.minimum(redness + MATTING_BLUSH * matting, 1.0)
            far = near_mm + 0.33 * mottle[0] * np.clip(near_mm, 0.2, 2.0)
            halo = falling((far - REDNESS_REACH_MM) / (0.24 * REDNESS_REACH_MM))
            patchy = np.clip(0.85 + 0.28 * mottle[1] + 0.12 * mottle[3], 0.15, 1.5)
            raw.blood_more = raw.blood_more + REDNESS_BLOOD * redness * halo * patchy
        if wheal.any():
            amount = wheal * falling((near_mm + 0.16 * mottle[0] - 0.85) / 0.36)
            raw.swelling_mm = raw.swelling_mm + 0.14 * amount
            raw.blood_times = raw.blood_times * (1 - 0.30 * amount)
            raw.blood_more = raw.blood_more * (1 - 0.55 * amount)
            raw.calm = raw.calm * (1 - 0.60 * amount)
            raw.gloss = raw.gloss * (1 + 0.5 * amount)
            raw.white = raw.white + 0.6 * amount
        if bulge.any():
            back = np.exp(-((near_mm / (1.3 * radius_mm + 0.05)) ** 2))
            rise = bulge * np.minimum(BULGE_SHARE * radius_mm, BULGE_MM)
            raw.swelling_mm = raw.swelling_mm + rise * back
        if clot.any():
            cord = clot * np.exp(-((near_mm / (radius_mm + 0.14)) ** 2))
            raw.old_blood = raw.old_blood + CORD_BLOOD * cord * np.clip(1 + 0.2 * mottle[2], 0.5, 2)
            raw.swelling_mm = raw.swelling_mm + 0.25 * np.minimum(radius_mm, 0.5) * cord
        if stain.any():
            along = np.exp(-((near_mm / STAIN_WIDTH_MM) ** 2))
            along = along * np.clip(1 + 0.35 * mottle[1], 0.3, 1.6)
            raw.stain = raw.stain + STAIN_STRENGTH * stain * along

    def _mark(self, sign: Sign) -> None:
        """Make the tiles within reach of a sign wait."""
        x, y, reach = extent_mm(sign)
        tile_mm, canvas = TILE_PX / self._patch.px_per_mm, self._canvas
        y0, y1 = (int(np.clip((y + k * reach) // tile_mm, -1, canvas.rows)) for k in (-1, 1))
        x0, x1 = (int(np.clip((x + k * reach) // tile_mm, -1, canvas.columns)) for k in (-1, 1))
        grid = self._is_stale.reshape(canvas.rows, canvas.columns)
        grid[max(y0, 0) : y1 + 1, max(x0, 0) : x1 + 1] = True

    def _edge_reach(self, reach_mm: float) -> NDArray[np.bool_]:
        """Return (tiles, E): whether an edge can colour a tile."""
        patch, canvas = self._patch, self._canvas
        reach = np.zeros((canvas.rows * canvas.columns, len(patch.edge_nodes)), bool)
        close = patch.near_mm[::2, ::2] < reach_mm
        for near, weight in zip(patch.near_edge, patch.near_weight, strict=True):
            rows, columns = np.nonzero(close & (weight > 0))
            for dy in (-BORDER, BORDER):
                for dx in (-BORDER, BORDER):
                    r = np.clip((2 * rows + dy) // TILE_CELLS, 0, canvas.rows - 1)
                    c = np.clip((2 * columns + dx) // TILE_CELLS, 0, canvas.columns - 1)
                    reach[r * canvas.columns + c, near[rows, columns]] = True
        return reach


def _between(grid: Field, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> Field:
    """Return fields kept on every other cell, bilinear at cells (T, B, 1) and (T, 1, B)."""
    first_row, first_column = rows[:, BORDER, 0] - BORDER, columns[:, 0, BORDER] - BORDER
    span = np.arange(_HALVED.shape[1]) - 1
    i = np.clip(first_row[:, None] // 2 + span, 0, grid.shape[1] - 1)
    j = np.clip(first_column[:, None] // 2 + span, 0, grid.shape[2] - 1)
    window = grid[:, i[:, :, None], j[:, None, :]]
    return np.asarray(_HALVED @ window @ _HALVED.T, dtype=np.float32)


def _halving() -> Field:
    """Return the matrix from the half-cells around a tile to its cells, bilinear."""
    at = (np.arange(TILE_CELLS + 2 * BORDER) + 0.5) / 2 + 0.5
    low = at.astype(int)
    matrix = np.zeros((len(at), low[-1] + 2), np.float32)
    matrix[np.arange(len(at)), low] = 1.0 - (at - low)
    matrix[np.arange(len(at)), low + 1] = at - low
    return matrix


_HALVED: Final = _halving()
