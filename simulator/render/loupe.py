"""The loupe: magnified skin with everything on it, painted into a rectangle of the window.

Order of a frame: empty and fill veins, or else go a step on with the tiles that signs want relit,
both within a budget; renew the magnified tiles in sight with what lies on them, copy them, then
the needle, then the lens. A view that equals the last one is not painted again.
"""

from dataclasses import fields, replace
from typing import Final

import numpy as np
import pygame
from numpy.typing import NDArray

from simulator.render.canvas import Canvas, absorbance_share
from simulator.render.lens import Lens, Rim
from simulator.render.lying import Lying
from simulator.render.magnified import Magnified
from simulator.render.needle import NeedlePainter
from simulator.render.on_skin import OnSkin
from simulator.render.patch import SkinPatch
from simulator.render.pixels import MASKS
from simulator.render.rounds import Round
from simulator.render.signs import Signs
from simulator.view.treatment import TreatmentView

VEIN_BUDGET_PX: Final = 12_000
UNLIMITED: Final = 1 << 30
SWEEP_TILES: Final = 16  # a change of the whole light (polariser, wiping) sweeps over the skin
# Tenths of the dry skin's glare. An alcohol film fills the furrows and takes glare off them,
# which is why wiped veins show better (teaching pages; the amount is a guess by eye).
DRY_GAIN, WIPED_GAIN, POLARISED_GAIN = 10, 6, 1
_NOTHING: Final = np.zeros(0, np.int64)


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
        self._on_skin = OnSkin()
        self._lying = Lying(self._on_skin)
        self._magnified = Magnified(self.canvas, self._lying)
        self._round = Round(self.canvas, self.signs)
        self._rim: Rim = rim
        self._lens = Lens(font, rim)
        self._needle = NeedlePainter(patch.skin_type)
        self._unswept = np.zeros(0, np.int64)
        self._are_resting = False
        self._signed: TreatmentView | None = None
        self._wished: TreatmentView | None = None
        self._last: TreatmentView | None = None
        self._last_size = (0, 0)
        self._is_moved = True  # whether the skin differs from what was painted last
        self._picture = pygame.Surface((0, 0), 0, 32, MASKS)
        self._is_kept = False  # whether `_picture` shows what was painted last
        self._blood = np.zeros((0, 0))  # left in each cell of each edge at the last look
        self._lens.prepare(self._lens.opening(pygame.Rect((0, 0), size)).size)

    @property
    def bytes_kept(self) -> int:
        """Memory that the loupe keeps beside its patch; it does not grow with what was seen."""
        picture = self._picture.get_width() * self._picture.get_height() * 4
        parts = (
            self.canvas, self._round, self.signs, self._magnified, self._lying, self._lens
        )  # fmt: skip
        return picture + sum(part.bytes_kept for part in parts)

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
        if not is_settled:
            self.settle(view)
        if self._last is None or not is_same(view, self._last) or area.size != self._last_size:
            self._is_moved = True
        if not (self._is_moved or is_forced):
            return False
        opening = self._lens.opening(area)
        if self._rim == "full":
            self._render(view, target, area, opening)
        else:
            self._render_round(view, target, area, opening)
        self._last, self._last_size, self._is_moved = view, area.size, False
        return True

    def _render_round(
        self, view: TreatmentView, target: pygame.Surface, area: pygame.Rect, opening: pygame.Rect
    ) -> None:
        """Paint what a round lens shows; it bends whole pictures, but any part may be asked for."""
        self._is_kept = self._is_kept and not self._is_moved
        if target.get_clip().contains(opening):
            self._render(view, target, area, opening)
            return
        # As wide as the target: the paths of light through the lens go by the length of its rows.
        size, glass = (target.get_width(), opening.h), pygame.Rect((0, 0), opening.size)
        if self._picture.get_size() != size:
            self._picture = pygame.Surface(size, 0, 32, MASKS)
            self._is_kept = False
        if not self._is_kept:
            self._render(view, self._picture, area.move(-opening.x, -opening.y), glass)
            self._is_kept = True
        target.blit(self._picture, opening, glass)

    def _render(
        self, view: TreatmentView, target: pygame.Surface, area: pygame.Rect, opening: pygame.Rect
    ) -> None:
        camera = view.camera.snapped(area.w, area.h)
        view = replace(view, camera=camera)
        old_clip = target.get_clip()
        target.set_clip(opening.clip(old_clip))
        self._magnified.mark_boxes(self._lying.update(view, camera.px_per_mm), camera.px_per_mm)
        self._magnified.blit(camera, target, area)
        clip = target.get_clip()
        for part in self._magnified.beyond if self._magnified.is_sharp else [clip]:
            target.set_clip(part)  # tiles carry what lies on them, the rest does not
            self._on_skin.paint(view, target, area)
        target.set_clip(clip)
        if view.needle is not None:
            self._needle.paint(view.needle, camera, target, area, view.syringe)
        self._lens.paint(view, target, area)
        target.set_clip(old_clip)

    def settle(self, view: TreatmentView, is_whole: bool = False) -> bool:
        """Bring the skin nearer to the view within one frame's budget; True if it moved."""
        x, y = (view.camera.x_mm, view.camera.y_mm)
        if view.needle is not None:
            x, y = view.needle.x_mm, view.needle.y_mm
        are_resting = self._are_resting and not is_whole
        veins = _NOTHING if are_resting else self._emptied(view, x, y, is_whole)
        self._are_resting = len(veins) > 0  # veins empty by steps: every other frame is enough
        moved = [self.canvas.tiles_of(veins)]
        shown = _NOTHING if len(veins) and not is_whole else self._relight(view, x, y, is_whole)
        sweep = self._unswept[: None if is_whole else SWEEP_TILES]
        if len(sweep):
            self._unswept = self._unswept[len(sweep) :]
            self.canvas.recompose(self.canvas.tile_pixels(sweep).ravel())
            moved.append(sweep)
        tiles = np.concatenate(moved)
        self._magnified.mark(tiles)
        self._magnified.mark(shown, is_together=True)
        if is_whole:
            self._magnified.want_whole()
        is_behind = not (self._magnified.is_sharp and self._magnified.is_current) or (
            self._wished is not view
        )
        has_moved = bool(len(tiles) or len(shown)) or is_behind
        self._is_moved = self._is_moved or has_moved
        return has_moved

    def _emptied(
        self, view: TreatmentView, x_mm: float, y_mm: float, is_whole: bool
    ) -> NDArray[np.int64]:
        """Empty or fill veins as the view says, within the budget; return the pixels of these."""
        if self._wished is None or not is_same(view, self._wished):
            self._wish(view)
        self._wished = view
        distance = self._distance(x_mm, y_mm)
        budget = UNLIMITED if is_whole else VEIN_BUDGET_PX
        veins = self.canvas.superficial.collect(budget, distance)
        rest = max(2000, budget - len(veins))
        veins = np.concatenate([veins, self.canvas.deep.collect(rest, distance)])
        if len(veins):
            self.canvas.recompose(veins)
            self._round.refresh(veins)
        return veins

    def _relight(
        self, view: TreatmentView, x_mm: float, y_mm: float, is_whole: bool
    ) -> NDArray[np.int64]:
        """Go on with the round of tiles that signs want relit; return tiles that were shown.

        The next round takes up what the view shows by then, nearest to (x, y) first.
        """
        if (is_whole or self._round.is_empty) and self._signed is not view:
            self.signs.wish(view)
            self._signed = view
        if is_whole:
            return self._relight_all(x_mm, y_mm)
        if self._round.is_ready:
            return self._round.show()
        if self._round.is_empty:
            self._round.begin(x_mm, y_mm)
        else:
            self._round.advance()
        return _NOTHING

    def _relight_all(self, x_mm: float, y_mm: float) -> NDArray[np.int64]:
        shown: list[NDArray[np.int64]] = []
        while True:
            if self._round.is_empty:
                self._round.begin(x_mm, y_mm)
            if self._round.is_empty:
                return np.concatenate([_NOTHING, *shown])
            while not self._round.is_ready:
                self._round.advance()
            shown.append(self._round.show())

    def _distance(self, x_mm: float, y_mm: float) -> NDArray[np.float32]:
        dx, dy = self.patch.sample_x_mm - x_mm, self.patch.sample_y_mm - y_mm
        return dx * dx + dy * dy

    def _wish(self, view: TreatmentView) -> None:
        """Ask canvas and signs for what `view` shows."""
        samples, blood = self._changed_blood(view)
        if len(samples):
            share = absorbance_share(blood)
            self.canvas.superficial.want(share, samples)
            self.canvas.deep.want(share, samples)
        gain = WIPED_GAIN if view.is_wiped else DRY_GAIN
        gain = POLARISED_GAIN if view.is_polarised else gain
        if gain != self.canvas.gain:
            self.canvas.gain = gain
            self._round.drop()
            tiles = np.arange(self.canvas.tiles)
            distance = self.canvas.tile_distance(tiles, view.camera.x_mm, view.camera.y_mm)
            self._unswept = tiles[np.argsort(distance, kind="stable")]

    def _changed_blood(self, view: TreatmentView) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Return the samples whose blood may have changed, and what is left at each.

        Blood is even along an edge and across its nodes, so an edge changes with its neighbours.
        """
        blood = np.asarray(view.blood_frac, dtype=np.float64)
        if len(view.cleared_frac):  # before nodes are mixed: where a closed vein ends it tapers
            blood = blood * (1.0 - np.asarray(view.cleared_frac)[:, None])
        nodes = self.patch.edge_nodes
        is_near = np.ones(nodes.max(initial=0) + 1, bool)
        if blood.shape != self._blood.shape:
            self._place(blood.shape[1])
        else:
            is_near[:] = False
            is_near[nodes[(blood != self._blood).any(axis=1)]] = True
        self._blood = blood
        is_new: NDArray[np.bool_] = np.asarray(is_near[nodes].any(axis=1))
        samples = np.flatnonzero(is_new[self.patch.sample_edge])
        ends = blood[:, [0, -1]]
        weight = np.repeat(self.patch.edge_radius_mm[:, None], 2, axis=1).astype(np.float64)
        total = np.bincount(nodes.ravel(), weight.ravel())
        mixed = np.bincount(nodes.ravel(), (ends * weight).ravel()) / np.maximum(total, 1e-9)
        padded = np.column_stack([mixed[nodes[:, 0]], blood, mixed[nodes[:, 1]]]).ravel()
        low = self._low[samples]
        left = padded[low]
        left += (padded[low + 1] - left) * self._share[samples]
        return samples, left

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
