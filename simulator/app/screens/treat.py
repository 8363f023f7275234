"""The treatment room: the skin under the loupe fills the window, the chrome stays thin."""

from typing import Final

import pygame

from simulator.app.desk import Desk
from simulator.app.held import Held, SideDrag
from simulator.app.needle_hand import NeedleHand
from simulator.app.screens.loupe_notes import LoupeNotes
from simulator.app.screens.loupe_sight import LoupeSight, field_of
from simulator.app.screens.table import Table
from simulator.app.screens.tray import LETTERS, TrayPanel
from simulator.app.screens.treat_readings import Readings, draw_steps
from simulator.session import commands as c
from simulator.widgets.input import Intents, Key, Pointer
from simulator.widgets.kit import Box, Ui

HINTS: Final = [
    ("Click", "enter"),
    ("Wheel", "deeper, back"),
    ("Hold left / Space", "push"),
    ("Q E V F", "turn, bevel"),
    ("R", "withdraw"),
    ("B G", "swab, tape"),
    ("H", "coach"),
    ("Y", "respond"),
]
ZOOM: Final = 1.25
ANGLE_RAD: Final = 0.035
TURN_RAD: Final = 0.087
STEP_MM: Final = 0.2
DEEPER_MM: Final = 0.15
FINE: Final = 0.25
PANEL_TICKS: Final = 6  # the panels follow what happens twenty times a second
FINEST_MM: Final = 0.01  # a step of the depth with Alt, or with , and .


class TreatScreen:
    """Needle, thumb, swab and tape over living skin."""

    name = "Treat"

    def __init__(self) -> None:
        self.hand: NeedleHand | None = None
        self.sight = LoupeSight()
        self.tray = TrayPanel()
        self.readings = Readings()
        self.notes = LoupeNotes()
        self.held = Held()
        self._pan = SideDrag("field")
        self._has_acted = False  # one press goes through the skin; the next is the thumb's
        self._has_pressed = False
        self._is_thumb_key = False

    @property
    def shows_needle(self) -> bool:
        """Whether the needle follows the pointer over the skin."""
        return self.hand is not None and self.hand.has_needle and not self.tray.is_carrying

    def let_go(self, desk: Desk) -> None:
        """Take the thumb off the plunger."""
        self._is_thumb_key = False
        if self.hand is not None and self.hand.desk is desk:
            self.hand.press(False)

    def draw(self, ui: Ui, table: Table, inputs: Intents) -> str | None:
        """Show the field; return the next stage."""
        self.held.note(inputs)
        hand = self.hand
        if hand is None or hand.desk is not table.desk:
            hand = self.hand = NeedleHand(table.desk)
        if table.desk.state.scan.probe is not None:
            table.desk.do(c.LiftProbe())  # nobody holds the probe in the treatment room
        field = field_of(ui)
        self._skin(ui, table, hand, field, inputs)
        chosen = table.chrome(ui, self.name, HINTS)
        self._chips(ui)
        desk = table.desk
        beat = (id(desk), desk.state.tick // PANEL_TICKS, len(desk.attempt.events), table.is_exam)
        ui.part("steps", beat, lambda: draw_steps(ui, table, Box(16, 73, 236, 330)))
        tray = Box(16, 415, 236, 402)
        dropped = ui.part("tray", beat, lambda: self.tray.draw(ui, hand, tray))
        if dropped is not None:
            self._drop(ui, hand, field, *dropped)
        right = Box(ui.width - 288, 73, 272, ui.height - 57 - 54 - 32)
        read = ui.part(
            "readings", beat, lambda: self.readings.draw(ui, table, hand, self.notes, right)
        )
        chosen = read or chosen
        self.notes.draw(ui, table, hand, self.sight, field)
        if not (self.tray.is_filling or self.notes.responding.is_listing):
            for key in ui.pressed_keys:
                self._key(key, ui, field, hand)
        hand.tick()
        return chosen

    def _skin(self, ui: Ui, table: Table, hand: NeedleHand, field: Box, inputs: Intents) -> None:
        painter = table.workshop.get("loupe")
        if painter is None:
            table.waiting(ui, field, "The skin under the loupe")
            return
        rect = ui.px(field)
        self.sight.use(painter)
        self.sight.keep_inside(table.desk.state, rect)
        self._point(ui, hand, field, inputs)
        hand.steady()
        is_away = self.tray.is_carrying and not hand.is_in
        self.sight.look(table.desk.state, hand.hovering(), rect, is_away)
        side = min(field.w, field.h)
        loupe = Box(field.x + (field.w - side) / 2, field.y + (field.h - side) / 2, side, side)
        ui.scene("skin", loupe, (self.sight.version, id(painter)), self.sight.paint)

    def _chips(self, ui: Ui) -> None:
        """Say beside the glass how it magnifies and what light falls on the skin."""
        ui.chip(276, 92, f"{self.sight.magnification:.1f}×", "tx", size=13, height=28)
        ui.chip(276, 126, "Ring light", "tx2", dot="amber", size=13, height=28)
        light = "Polariser on" if self.sight.is_polarised else "Polariser off"
        ui.chip(ui.width - 312, 92, light, "tx2", size=13, height=28, align="r")

    # --- pointer -------------------------------------------------------------------------
    def _point(self, ui: Ui, hand: NeedleHand, field: Box, inputs: Intents) -> None:
        rect = ui.px(field)
        touch = ui.touch_area("field", field)
        at = self.sight.to_patch(ui.touches.pointer, rect)
        has_moved = any(isinstance(i, Pointer) and i.kind in ("move", "down") for i in inputs)
        is_hot = touch.is_hot and self.sight.is_in_glass(ui.touches.pointer, rect)
        if is_hot and has_moved:
            hand.hover(*at)
        dx, dy = self._pan.moved(inputs, ui.touches.hot)
        if dx or dy:
            self.sight.pan(dx, dy)
        if touch.notches:
            self._wheel(ui, hand, touch.notches, at)
        if not touch.is_held:
            if is_hot and touch.is_fired and not self._has_acted and not hand.is_through:
                hand.enter()  # a click so quick that it began and ended within one frame
            if hand.is_pressing and self._has_pressed and not self._is_thumb_key:
                hand.press(False)
            self._has_acted = self._has_pressed = False
        elif is_hot and not self._has_acted:
            self._has_acted = True
            if hand.is_through:
                self._has_pressed = True
                hand.press(True)
            else:
                hand.enter()

    def _wheel(self, ui: Ui, hand: NeedleHand, notches: float, at_mm: tuple[float, float]) -> None:
        share = FINE if self.held.is_shift else 1.0
        if self.held.is_ctrl:
            self.sight.zoom(ZOOM**notches, at_mm, ui.can_animate)
        elif hand.is_pressing:
            hand.harder(notches * share)
        elif hand.is_in and self.held.is_alt:
            hand.advance(FINEST_MM * notches)
        elif hand.is_in:
            hand.advance(DEEPER_MM * notches * share)
        else:
            hand.tip(ANGLE_RAD * notches * share)

    def _drop(self, ui: Ui, hand: NeedleHand, field: Box, tool: str, x_px: int, y_px: int) -> None:
        """Something was dragged from the tray onto the skin."""
        rect = ui.px(field)
        if self.sight.camera is None or not rect.collidepoint(x_px, y_px):
            return
        at = self.sight.to_patch((x_px, y_px), rect)
        if tool == "cotton":
            hand.swab(*at)
        elif tool == "tape":
            hand.tape(*at)

    # --- keys ----------------------------------------------------------------------------
    def _key(self, key: Key, ui: Ui, field: Box, hand: NeedleHand) -> None:
        if key.name == "space":
            if key.is_down and not self._is_thumb_key:
                self._is_thumb_key = True
                hand.press(True)
            elif not key.is_down:
                self._is_thumb_key = False
                hand.press(False)
            return
        if not key.is_down:
            return
        if key.name in _ARROWS and self.sight.camera is not None:
            self._arrow(key, ui, field, hand)
            return
        fine = FINE if key.is_shift else 1.0
        match key.name:
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
            case "n":
                hand.snap()
            case "w":
                hand.advance(DEEPER_MM * fine)
            case "s":
                hand.advance(-DEEPER_MM * fine)
            case ".":
                hand.advance(FINEST_MM)
            case ",":
                hand.advance(-FINEST_MM)
            case "f":
                hand.roll()
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
                self.sight.zoom(ZOOM, self._tip_mm(hand), ui.can_animate)
            case "x":
                self.sight.zoom(1.0 / ZOOM, self._tip_mm(hand), ui.can_animate)
            case "p" | "0":
                self.sight.is_polarised = not self.sight.is_polarised
            case "h":
                self.notes.switch(hand.desk)
            case "y":
                self.notes.responding.is_listing = True
            case "l" | "u" | "k":
                self.tray.take_tool(LETTERS[key.name], hand)
            case name if name.isdigit():
                self.tray.take_number(int(name), hand)

    def _arrow(self, key: Key, ui: Ui, field: Box, hand: NeedleHand) -> None:
        """Move the tip, or with Ctrl the loupe."""
        dx, dy = _ARROWS[key.name]
        rect = ui.px(field)
        if key.is_ctrl:
            self.sight.pan(-dx * rect.w / 12, -dy * rect.h / 12)
            return
        if hand.over_mm is None and self.sight.camera is not None:
            hand.hover(self.sight.camera.x_mm, self.sight.camera.y_mm)
        step = STEP_MM * (FINE if key.is_shift else 1.0)
        hand.nudge(dx * step, dy * step)
        if hand.over_mm is not None:
            self.sight.keep_in_sight(hand.over_mm, rect, pygame.Rect(ui.px(_clear(ui))))

    def _tip_mm(self, hand: NeedleHand) -> tuple[float, float] | None:
        needle = hand.desk.state.treatment.needle
        return (needle.x_um / 1e3, needle.y_um / 1e3) if hand.is_in else hand.over_mm


def _clear(ui: Ui) -> Box:
    """Return the part of the field that lies well within the glass."""
    field = field_of(ui)
    side = 0.64 * min(field.w, field.h)
    return Box(field.x + (field.w - side) / 2, field.y + (field.h - side) / 2, side, side)


_ARROWS: Final = {"left": (-1, 0), "right": (1, 0), "up": (0, -1), "down": (0, 1)}
