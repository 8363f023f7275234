"""The treatment room: the skin under the loupe fills the window, the chrome stays thin."""

from typing import Final

import pygame

from simulator.app.needle_hand import NeedleHand
from simulator.app.screens.table import Table
from simulator.app.screens.tray import TrayPanel
from simulator.app.screens.treat_readings import draw_readings, draw_steps
from simulator.app.words import SIGNS
from simulator.render.loupe import LoupePainter, is_same
from simulator.session import commands as c
from simulator.session.state import State
from simulator.view.bedside import present
from simulator.view.treatment import Camera, TreatmentView
from simulator.widgets.input import Intents, Key, Pointer
from simulator.widgets.kit import Box, Ui

HINTS: Final = [
    ("Mouse", "tip"),
    ("Click", "enter"),
    ("Wheel", "deeper, angle"),
    ("Hold left / Space", "press plunger"),
    ("Q E", "turn"),
    ("R", "withdraw"),
    ("B G", "swab, tape"),
    ("Z X", "zoom"),
    ("P", "polariser"),
]
ZOOM: Final = 1.25
PAN_MM: Final = 1.5
ANGLE_RAD: Final = 0.035
TURN_RAD: Final = 0.087


class TreatScreen:
    """Needle, thumb, swab and tape over living skin."""

    name = "Treat"

    def __init__(self) -> None:
        self.hand: NeedleHand | None = None
        self.painter: LoupePainter | None = None
        self.camera: Camera | None = None
        self.view: TreatmentView | None = None
        self.version = 0
        self.is_polarised = False
        self.tray = TrayPanel()
        self.pan_from: tuple[int, int] | None = None
        self.entered_by_press = False

    def draw(self, ui: Ui, table: Table, inputs: Intents) -> str | None:
        """Show the field; return the next stage."""
        if self.hand is None or self.hand.desk is not table.desk:
            self.hand = NeedleHand(table.desk)
        field = Box(0, 57, ui.width, ui.height - 57 - 54)
        self._skin(ui, table, field, inputs)
        chosen = table.chrome(ui, self.name, HINTS)
        draw_steps(ui, table, Box(16, 73, 236, 330))
        dropped = self.tray.draw(ui, table, self.hand, Box(16, 415, 236, 318))
        if dropped is not None:
            self._drop(ui, field, *dropped)
        if self.tray.wants_polariser:
            self.is_polarised, self.tray.wants_polariser = not self.is_polarised, False
        if draw_readings(
            ui, table, self.hand, Box(ui.width - 288, 73, 272, ui.height - 57 - 54 - 32)
        ):
            chosen = "Aftercare"
        self._signs(ui, table)
        for key in ui.pressed_keys:
            self._key(key, self.hand)
        self.hand.tick()
        return chosen

    # --- the picture ---------------------------------------------------------------------
    def _skin(self, ui: Ui, table: Table, field: Box, inputs: Intents) -> None:
        patch = table.workshop.get("skin")
        rect = ui.px(field)
        if patch is None:
            table.waiting(ui, field, "The skin under the loupe")
            return
        if self.painter is None or self.painter.patch is not patch:
            self.painter = LoupePainter(patch, rect.size)
        state = table.desk.state
        camera = self._camera(state, rect)
        self._point(ui, table, field, camera, inputs)
        view = present(table.desk.state, self._camera(state, rect), is_polarised=self.is_polarised)
        is_moving = self.painter.settle(view) if self.view is not None else True
        if self.view is None or is_moving or not is_same(view, self.view):
            self.version += 1
        self.view = view
        painter = self.painter

        def paint(canvas: pygame.Surface, area: pygame.Rect) -> None:
            painter.paint(view, canvas, area, is_forced=True)

        ui.scene("skin", field, (self.version, id(patch)), paint)

    def _camera(self, state: State, rect: pygame.Rect) -> Camera:
        patch = state.patient.patch
        if self.camera is None:
            arm = state.patient.threads[0].arm_edge
            x, y, _ = state.patient.web.path_mm[arm].mean(axis=0)
            self.camera = Camera(float(x), float(y), 36.0 * rect.h / 790)
        widest = max(rect.w / patch.width_mm, rect.h / patch.height_mm)
        if self.camera.px_per_mm < widest:
            self.camera = Camera(self.camera.x_mm, self.camera.y_mm, widest)
        self.camera = self.camera.kept_inside(patch.width_mm, patch.height_mm, rect.w, rect.h)
        return self.camera

    def _zoom(self, factor: float, at_mm: tuple[float, float] | None = None) -> None:
        if self.camera is not None:
            x, y = at_mm or (self.camera.x_mm, self.camera.y_mm)
            self.camera = self.camera.zoomed(self.camera.px_per_mm * factor, x, y)

    # --- pointer -------------------------------------------------------------------------
    def _point(self, ui: Ui, table: Table, field: Box, camera: Camera, inputs: Intents) -> None:
        hand, rect = self.hand, ui.px(field)
        assert hand is not None
        touch = ui.control("field", field, frozenset({"wheel"}), is_focusable=False)
        x_px, y_px = ui.touches.pointer
        at = camera.to_patch(x_px - rect.x, y_px - rect.y, rect.w, rect.h)
        if touch.is_hot and not hand.is_in:
            hand.aim(*at)
        for intent in inputs:
            if isinstance(intent, Pointer) and intent.button == 3:
                self.pan_from = (intent.x, intent.y) if intent.kind == "down" else None
            elif isinstance(intent, Pointer) and intent.kind == "move" and self.pan_from:
                dx, dy = intent.x - self.pan_from[0], intent.y - self.pan_from[1]
                self.camera = camera = camera.panned(dx, dy)
                self.pan_from = (intent.x, intent.y)
        if touch.notches:
            self._wheel(hand, touch.notches)
        if touch.is_held and touch.is_hot and not hand.is_pressing and not self.entered_by_press:
            if hand.is_in:
                hand.press(True)
            else:
                hand.advance(0.0)
                self.entered_by_press = True
        if not touch.is_held:
            if hand.is_pressing and not self.is_space_held:
                hand.press(False)
            self.entered_by_press = False

    is_space_held = False

    def _wheel(self, hand: NeedleHand, notches: float) -> None:
        if hand.is_pressing:
            hand.harder(notches)
        elif hand.is_in:
            hand.advance(-0.1 * notches)
        else:
            hand.tip(ANGLE_RAD * notches)

    def _drop(self, ui: Ui, field: Box, tool: str, x_px: int, y_px: int) -> None:
        """Something was dragged from the tray onto the skin."""
        rect = ui.px(field)
        if self.camera is None or self.hand is None or not rect.collidepoint(x_px, y_px):
            return
        at = self.camera.to_patch(x_px - rect.x, y_px - rect.y, rect.w, rect.h)
        if tool == "cotton":
            self.hand.swab(*at)
        elif tool == "tape":
            self.hand.tape(*at)

    # --- keys ----------------------------------------------------------------------------
    def _key(self, key: Key, hand: NeedleHand) -> None:
        if key.name == "space":
            self.is_space_held = key.is_down
            if key.is_down and not hand.is_pressing:
                hand.press(True)
            elif not key.is_down:
                hand.press(False)
            return
        if not key.is_down:
            return
        fine = 0.25 if key.is_shift else 1.0
        match key.name:
            case "left" | "right" | "up" | "down" if key.is_ctrl:
                self._pan(key.name)
            case "left":
                hand.nudge(-0.2 * fine, 0.0)
            case "right":
                hand.nudge(0.2 * fine, 0.0)
            case "up":
                hand.nudge(0.0, -0.2 * fine)
            case "down":
                hand.nudge(0.0, 0.2 * fine)
            case "q":
                hand.turn(-TURN_RAD * fine)
            case "e":
                hand.turn(TURN_RAD * fine)
            case "a":
                hand.tip(-ANGLE_RAD * fine)
            case "d":
                hand.tip(ANGLE_RAD * fine)
            case "v":
                hand.line_up()
            case "w":
                hand.advance(0.1 * fine)
            case "s" if hand.is_in:
                hand.advance(-0.1 * fine)
            case "-" | "[":
                hand.harder(-1.0)
            case "=" | "+" | "]":
                hand.harder(1.0)
            case "r" | "backspace":
                hand.withdraw()
            case "b":
                hand.swab_last()
            case "g":
                hand.tape()
            case "z":
                self._zoom(ZOOM)
            case "x":
                self._zoom(1.0 / ZOOM)
            case "p":
                self.is_polarised = not self.is_polarised
            case name if name.isdigit():
                self.tray.key(int(name), hand)

    def _pan(self, name: str) -> None:
        if self.camera is None:
            return
        dx = {"left": -PAN_MM, "right": PAN_MM}.get(name, 0.0)
        dy = {"up": -PAN_MM, "down": PAN_MM}.get(name, 0.0)
        camera = self.camera
        self.camera = Camera(camera.x_mm + dx, camera.y_mm + dy, camera.px_per_mm)

    # --- warning signs -------------------------------------------------------------------
    def _signs(self, ui: Ui, table: Table) -> None:
        """A sign of this puncture: what was seen and what to do, as long as the needle is in."""
        treatment = table.desk.state.treatment
        now = [sign for sign, hole in treatment.signs if hole == treatment.needle.puncture]
        if not now or treatment.needle.length_um == 0:
            return
        title, words = SIGNS[now[-1]]
        box = Box(ui.width / 2 - 190, 92, 380, 92)
        ui.callout(box, title, words, "harm")
        stop = Box(ui.width / 2 - 190, 192, 380, 46)
        if ui.button("stop", stop, "Stop: withdraw and press", "danger"):
            hand = self.hand
            assert hand is not None
            table.desk.do(c.Respond("stop_and_press"))
            hand.withdraw()
            hand.swab_last()
