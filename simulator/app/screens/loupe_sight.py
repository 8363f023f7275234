"""What the loupe sees: where it is held, how it magnifies, and when the skin is painted anew."""

import math

import numpy as np
import pygame

from simulator.render import text
from simulator.render.lens import RIM_SHARE
from simulator.render.loupe import LoupePainter, is_same
from simulator.render.patch import SkinPatch
from simulator.session.state import State
from simulator.view.bedside import present
from simulator.view.treatment import Camera, NeedleView, TreatmentView
from simulator.view.weeks import Weeks
from simulator.widgets.kit import Box, Ui

FIRST_SHARE = 36.0 / 790  # pixels a millimetre at first, of the picture's height
MAGNIFICATIONS = (2.0, 8.0)
GLASS_SHARE = 0.5 - RIM_SHARE  # radius of the glass, of the field's shorter side
ONE_FOLD_MM = 50.0  # the skin that would fill the glass if it did not magnify
GLIDE_SHARE = 0.3  # of the way that is left, each frame: a quarter of a second
# How far the loupe goes, or the needle turns, before the fingers that stretch the skin are put
# anew.
FOLLOW_MM = 4.0
FOLLOW_RAD = 0.6
PRINT_TICKS = 8  # how often the print of a lifted glass is looked at
BEAT_TICKS = 36  # how often a drop that grows or skin that dries is looked at


def field_of(ui: Ui) -> Box:
    """Return the part of the window that the skin has: all between the bars."""
    return Box(0, 57, ui.width, ui.height - 57 - 54)


def loupe_for(patch: SkinPatch, ui: Ui) -> LoupePainter:
    """Return a round loupe over `patch` that fits the window and has been looked through once.

    The first look makes the paths of light through the lens, which would cost some frames.
    """
    font, rect = text.font(round(13 * ui.scale), "Medium"), ui.px(field_of(ui))
    painter = LoupePainter(patch, rect.size, font, "disc")
    middle = Camera(patch.width_mm / 2, patch.height_mm / 2, round(FIRST_SHARE * rect.h))
    full = TreatmentView(middle, np.ones((len(patch.edge_nodes), 1)))
    painter.paint(full, pygame.Surface(ui.display.canvas.get_size(), 0, 32), rect)
    return painter


def _glass_of(state: State) -> object:
    """Return what has to change before a glass, or the print it left, looks different."""
    glass = state.glass
    beat = state.tick // PRINT_TICKS if glass is not None and glass.lifted_tick >= 0 else 0
    return glass, beat


class LoupeSight:
    """Camera and painter of the treatment field; holds no truth."""

    def __init__(self) -> None:
        self.camera: Camera | None = None
        self.is_polarised = False
        self.version = 0
        self._weeks = Weeks()
        self._painter: LoupePainter | None = None
        self._view: TreatmentView | None = None
        self._seen: State | None = None
        self._also: object = None
        self._rect: pygame.Rect | None = None
        self._zooms: tuple[float, ...] = (16.0, 96.0)  # pixels a millimetre
        self._goal: float | None = None  # while the magnification glides
        self._hold = (0.0, 0.0)
        self._hand_at: tuple[float, float, float] | None = None  # that stretches the skin

    def use(self, painter: LoupePainter) -> None:
        """Look through a loupe that the workshop has made."""
        if self._painter is not painter:
            self._painter = painter
            self._view = self._seen = None

    # --- where it is held ----------------------------------------------------------------
    def keep_inside(self, state: State, rect: pygame.Rect) -> None:
        """Hold the loupe so that skin fills the picture."""
        patch = state.patient.patch
        self._rect, side = rect, min(rect.size)
        widest = float(np.ceil(side / min(patch.width_mm, patch.height_mm)))
        low, high = (float(np.ceil(k * side / ONE_FOLD_MM)) for k in MAGNIFICATIONS)
        self._zooms = (max(low, widest), max(high, widest))
        if self.camera is None:
            arm = state.patient.threads[0].arm_edge
            x, y, _ = state.patient.web.path_mm[arm].mean(axis=0)
            self.camera = Camera(float(x), float(y), round(FIRST_SHARE * rect.h))
        camera = self.camera
        if camera.px_per_mm < widest:
            camera = Camera(camera.x_mm, camera.y_mm, widest)
        self.camera = camera.kept_inside(patch.width_mm, patch.height_mm, side, side)

    def zoom(
        self, factor: float, at_mm: tuple[float, float] | None = None, is_smooth: bool = True
    ) -> None:
        """Magnify, holding a place of the skin still; smoothly, within a few frames."""
        if self.camera is None:
            return
        before = self._goal or self.camera.px_per_mm
        goal = min(max(before * factor, self._zooms[0]), self._zooms[1])
        self._goal = goal if factor > 1 else float(np.floor(goal))
        self._hold = at_mm or (self.camera.x_mm, self.camera.y_mm)
        if not is_smooth:
            self.camera = self.camera.zoomed(self._goal, *self._hold)
            self._goal = None

    def _glide(self) -> None:
        """Come nearer to the magnification that was asked for."""
        if self.camera is None or self._goal is None:
            return
        now = self.camera.px_per_mm
        step = self.camera.zoomed(now * (self._goal / now) ** GLIDE_SHARE, *self._hold)
        if step.px_per_mm == now:
            step = self.camera.zoomed(self._goal, *self._hold)
            self._goal = None
        self.camera = step

    @property
    def magnification(self) -> float:
        """How many times the loupe magnifies: at 1 it would show 50 mm of skin."""
        if self.camera is None or self._rect is None:
            return 1.0
        return self.camera.px_per_mm * ONE_FOLD_MM / min(self._rect.size)

    def pan(self, dx_px: float, dy_px: float) -> None:
        """Drag the skin."""
        if self.camera is not None:
            self.camera = self.camera.panned(dx_px, dy_px)

    def keep_in_sight(
        self, at_mm: tuple[float, float], rect: pygame.Rect, clear: pygame.Rect
    ) -> None:
        """Move the loupe as little as it takes to see a place beside the panels."""
        x, y = self.to_window(at_mm, rect)
        inside_x = min(max(x, clear.left), clear.right)
        inside_y = min(max(y, clear.top), clear.bottom)
        self.pan(inside_x - x, inside_y - y)

    def to_patch(self, point: tuple[int, int], rect: pygame.Rect) -> tuple[float, float]:
        """Return the place of the skin under a pixel of the window."""
        assert self.camera is not None  # held since the first frame with skin
        return self.camera.to_patch(point[0] - rect.x, point[1] - rect.y, rect.w, rect.h)

    def to_window(self, at_mm: tuple[float, float], rect: pygame.Rect) -> tuple[float, float]:
        """Return the pixel of the window that shows a place of the skin."""
        assert self.camera is not None
        x, y = self.camera.to_screen(*at_mm, rect.w, rect.h)
        return x + rect.x, y + rect.y

    def is_in_glass(self, point: tuple[int, int], rect: pygame.Rect) -> bool:
        """Return whether a pixel of the window shows skin: the glass is round."""
        x, y = point[0] - rect.centerx, point[1] - rect.centery
        return x * x + y * y <= (GLASS_SHARE * min(rect.size)) ** 2

    # --- what it shows -------------------------------------------------------------------
    def look(
        self, state: State, hovering: NeedleView | None, rect: pygame.Rect, is_away: bool
    ) -> None:
        """Bring the picture up to date; `version` grows when it has to be painted again.

        `is_away` says that the hand has put the needle down.
        """
        if self._painter is None or self.camera is None:
            return
        self._glide()
        self.keep_inside(state, rect)
        is_moved = False
        self._put_hand(state, hovering)
        if self._is_changed(state, hovering, is_away):
            view = present(
                state,
                self.camera,
                is_polarised=self.is_polarised,
                hovering=hovering,
                is_needle_away=is_away,
                stretched_at=self._hand_at,
            )
            view = self._weeks.on(view, state)
            is_moved = self._view is None or not is_same(view, self._view)
            self._view = view
        assert self._view is not None
        if self._painter.settle(self._view) or is_moved:
            self.version += 1

    def _put_hand(self, state: State, hovering: NeedleView | None) -> None:
        """Put the fingers that stretch the skin around what is looked at, across the needle.

        They stay where they are while the needle is in; out of it they follow the loupe and
        make way for a needle that comes from elsewhere.
        """
        assert self.camera is not None
        x, y = self.camera.x_mm, self.camera.y_mm
        needle, held = state.treatment.needle, self._hand_at
        heading = hovering.heading_rad if hovering is not None else needle.heading_mrad / 1e3
        if not state.treatment.is_stretched:
            self._hand_at = None
        elif held is None or (
            needle.length_um == 0
            and (
                (held[0] - x) ** 2 + (held[1] - y) ** 2 > FOLLOW_MM**2
                or math.cos(2.0 * (held[2] - heading)) < math.cos(2.0 * FOLLOW_RAD)
            )
        ):
            self._hand_at = (round(x, 2), round(y, 2), round(heading, 2))

    def _is_changed(self, state: State, hovering: NeedleView | None, is_away: bool) -> bool:
        """Whether a new view could differ; the parts of a state are replaced, never edited."""
        also = (self.camera, hovering, is_away, self.is_polarised, self._hand_at,
                state.tick // BEAT_TICKS, _glass_of(state))  # fmt: skip
        seen = self._seen
        is_old = (
            seen is not None
            and seen.lumen is state.lumen
            and seen.treatment is state.treatment
            and seen.tissue is state.tissue
            and also == self._also
        )
        self._seen, self._also = state, also
        return not is_old

    def paint(self, canvas: pygame.Surface, _place: pygame.Rect) -> None:
        """Paint the picture that `look` prepared."""
        if self._painter is not None and self._view is not None and self._rect is not None:
            self._painter.paint(self._view, canvas, self._rect, is_forced=True, is_settled=True)
