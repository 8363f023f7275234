"""The loupe: magnified skin with everything on it, painted into a rectangle of the window.

Order of a frame: grant vein wishes and relight tiles near the needle within a budget, refresh
the reduced picture the zoom needs, copy it, then shadows and things on the skin, then the
lens. A view that equals the last one is not painted again.
"""

from dataclasses import fields
from typing import Final

import numpy as np
import pygame
from numpy.typing import NDArray

from simulator.render.canvas import Canvas, absorbance_share
from simulator.render.lens import Lens, Rim
from simulator.render.mips import Mips
from simulator.render.needle import NeedlePainter
from simulator.render.on_skin import OnSkin
from simulator.render.patch import SkinPatch
from simulator.render.signs import Signs
from simulator.view.treatment import TreatmentView

VEIN_BUDGET_PX: Final = 20_000
TILE_BUDGET: Final = 6
ROUND_TILES: Final = 98  # relit out of sight, then shown together: a growing sign has no seams
UNLIMITED: Final = 1 << 30
SWEEP_TILES: Final = 40  # a change of the whole light (polariser, wiping) sweeps over the skin
# Tenths of the dry skin's glare. An alcohol film fills the furrows and takes glare off them,
# which is why wiped veins show better (teaching pages; the amount is a guess by eye).
DRY_GAIN, WIPED_GAIN, POLARISED_GAIN = 10, 6, 1


class LoupePainter:
    """Paints `TreatmentView`s of one patch; holds pixels, never truth."""

    def __init__(
        self,
        patch: SkinPatch,
        size: tuple[int, int],
        font: pygame.font.Font | None = None,
        rim: Rim = "full",
    ) -> None:
        self.patch = patch
        self.canvas = Canvas(patch)
        self.signs = Signs(patch, self.canvas)
        self.canvas.gain = DRY_GAIN
        self.canvas.recompose_all()
        self._mips = Mips(self.canvas)
        self._lens = Lens(font, rim)
        self._needle = NeedlePainter(patch.skin_type)
        self._on_skin = OnSkin()
        self._unswept = np.zeros(0, np.int64)
        self._round = np.zeros(0, np.int64)
        self._relit = 0  # how many tiles of the round are done
        self._signed: TreatmentView | None = None
        self._wished: TreatmentView | None = None
        self._last: TreatmentView | None = None
        self._last_rect: pygame.Rect | None = None
        self._cells = -1
        self._lens.prepare(size)

    def paint(
        self,
        view: TreatmentView,
        target: pygame.Surface,
        rect: pygame.Rect | tuple[int, int, int, int] | None = None,
        is_forced: bool = False,
        is_settled: bool = False,
    ) -> bool:
        """Paint `view` into `rect` of `target`; return False if nothing had to be painted.

        `is_settled` says that the caller has spent this frame's budget with `settle`.
        """
        area = pygame.Rect(rect) if rect is not None else target.get_rect()
        is_changed = self._last is None or not is_same(view, self._last)
        moved = False if is_settled else self.settle(view)
        if not (is_changed or moved or is_forced or area != self._last_rect):
            return False
        self._last, self._last_rect = view, area
        old_clip = target.get_clip()
        target.set_clip(area.clip(old_clip))
        self._mips.blit(view.camera, target, area)
        self._on_skin.paint(view, target, area)
        if view.needle is not None:
            self._needle.paint(view.needle, view.camera, target, area, view.syringe)
        self._lens.paint(view, target, area)
        target.set_clip(old_clip)
        return True

    def settle(self, view: TreatmentView, is_whole: bool = False) -> bool:
        """Bring the skin nearer to the view within one frame's budget; True if it moved."""
        if self._wished is None or not is_same(view, self._wished):
            self._wish(view)
            self._wished = view
        x, y = (view.camera.x_mm, view.camera.y_mm)
        if view.needle is not None:
            x, y = view.needle.x_mm, view.needle.y_mm
        pixels = []
        distance = self._distance(x, y)
        budget = UNLIMITED if is_whole else VEIN_BUDGET_PX
        pixels.append(self.canvas.superficial.collect(budget, distance))
        rest = max(2000, budget - len(pixels[0]))
        pixels.append(self.canvas.deep.collect(rest, distance))
        tiles = self._relight(view, x, y, is_whole)
        sweep = len(self._unswept) if is_whole else SWEEP_TILES
        tiles = np.concatenate([tiles, self._unswept[:sweep]])
        self._unswept = self._unswept[sweep:]
        if len(tiles):
            pixels.append(self.canvas.tile_pixels(tiles).ravel())
        moved = np.concatenate(pixels)
        if len(moved):
            self.canvas.recompose(moved)
            self._mips.mark(self.canvas.tiles_of(moved))
        return bool(len(moved))

    def _relight(
        self, view: TreatmentView, x_mm: float, y_mm: float, is_whole: bool
    ) -> NDArray[np.int64]:
        """Relight a few tiles of this round; return all of it once it is done, to be shown.

        A sign that grows faster than it can be relit would otherwise show a patchwork of its
        sizes. The next round takes up what the view shows by then, nearest to (x, y) first.
        """
        unseen = self._round[: self._relit]
        if is_whole or self._relit == len(self._round):
            if self._signed is not view:
                self.signs.wish(view)
                self._signed = view
            at_most = UNLIMITED if is_whole else ROUND_TILES
            self._round, self._relit = self.signs.stale_tiles(x_mm, y_mm, at_most), 0
        now = self._round[self._relit :][: None if is_whole else TILE_BUDGET]
        if len(now):
            self.signs.relight(now)
            self._relit += len(now)
        if self._relit < len(self._round):
            return self._round[:0]
        done = np.union1d(unseen, self._round) if is_whole else self._round
        self._round, self._relit = self._round[:0], 0
        return done

    def _distance(self, x_mm: float, y_mm: float) -> NDArray[np.float32]:
        dx, dy = self.patch.sample_x_mm - x_mm, self.patch.sample_y_mm - y_mm
        return dx * dx + dy * dy

    def _wish(self, view: TreatmentView) -> None:
        """Ask canvas and signs for what `view` shows."""
        share = absorbance_share(self._blood(view))
        self.canvas.superficial.want(share)
        self.canvas.deep.want(share)
        gain = WIPED_GAIN if view.is_wiped else DRY_GAIN
        gain = POLARISED_GAIN if view.is_polarised else gain
        if gain != self.canvas.gain:
            self.canvas.gain = gain
            tiles = np.arange(self.canvas.rows * self.canvas.columns)
            distance = self.canvas.tile_distance(tiles, view.camera.x_mm, view.camera.y_mm)
            self._unswept = tiles[np.argsort(distance, kind="stable")]

    def _blood(self, view: TreatmentView) -> NDArray[np.float64]:
        """Return the blood left at every sample: even along an edge and across its nodes."""
        blood = np.asarray(view.blood_frac, dtype=np.float64)
        if blood.shape[1] != self._cells:
            self._cells = blood.shape[1]
            self._place(self._cells)
        ends = blood[:, [0, -1]]
        nodes = self.patch.edge_nodes
        weight = np.repeat(self.patch.edge_radius_mm[:, None], 2, axis=1).astype(np.float64)
        total = np.bincount(nodes.ravel(), weight.ravel())
        mixed = np.bincount(nodes.ravel(), (ends * weight).ravel()) / np.maximum(total, 1e-9)
        padded = np.column_stack([mixed[nodes[:, 0]], blood, mixed[nodes[:, 1]]]).ravel()
        left = padded[self._low]
        left += (padded[self._low + 1] - left) * self._share
        if len(view.cleared_frac):
            left *= 1.0 - np.asarray(view.cleared_frac)[self.patch.sample_edge]
        return left

    def _place(self, cells: int) -> None:
        """Find for each sample its two neighbours among node, cell middles, node."""
        along = self.patch.sample_along_frac.astype(np.float64) * cells
        middles = np.concatenate([[0.0], np.arange(cells) + 0.5, [float(cells)]])
        low = np.clip(np.searchsorted(middles, along, "right") - 1, 0, cells)
        self._share = (along - middles[low]) / (middles[low + 1] - middles[low])
        self._low = self.patch.sample_edge.astype(np.int64) * (cells + 2) + low


def is_same(one: TreatmentView, other: TreatmentView) -> bool:
    """Return whether two views show the same, arrays compared by value."""
    if one is other:
        return True
    for field in fields(TreatmentView):
        a, b = getattr(one, field.name), getattr(other, field.name)
        if not (np.array_equal(a, b) if isinstance(a, np.ndarray) else a == b):
            return False
    return True
