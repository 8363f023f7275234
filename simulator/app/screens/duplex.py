"""Duplex: the probe on the leg map, the scanner's picture and spectrum, its controls."""

from typing import Final

import pygame

from simulator.app.desk import Desk
from simulator.app.held import Held, SideDrag
from simulator.app.measuring import Measuring
from simulator.app.probe_hand import PRESS_PA, ProbeHand
from simulator.app.screens.findings import FindingsPanel
from simulator.app.screens.scan_controls import draw_controls, draw_modes
from simulator.app.screens.scan_picture import ScanPicture
from simulator.app.screens.table import Table, leg_height_px
from simulator.base.units import RAD_PER_DEG
from simulator.render import duplex as scan
from simulator.render.duplex_strip import plot_of, tick_at
from simulator.ultrasound.machine import Machine
from simulator.view.duplex import DuplexView
from simulator.view.leg import ASPECTS, LegProjection
from simulator.widgets.input import Intents, Key
from simulator.widgets.kit import Box, Ui

HINTS: Final = [
    ("Drag", "probe"),
    ("Arrows", "slide"),
    ("Q E", "rotate"),
    ("Z X", "tilt"),
    ("T", "along / across"),
    ("W S", "pressure"),
    ("Hold Space", "squeeze"),
    ("F2 F3", "colour, pulsed"),
    ("F", "freeze"),
    ("C", "caliper"),
    (", .", "time"),
]
MAP_WIDTH: Final = 322.0
GRAB_PX: Final = 22.0  # the probe on the map is taken, not moved, by a press this near
TURN_RAD_PER_PX: Final = 0.5 * RAD_PER_DEG
TILT_RAD_PER_PX: Final = 0.2 * RAD_PER_DEG
SLOW: Final = 0.25


class DuplexScreen:
    """The scanner room."""

    name = "Duplex"

    def __init__(self) -> None:
        self.picture = ScanPicture()
        self.measuring = Measuring()
        self.findings = FindingsPanel()
        self.held = Held()
        self._side_drag = SideDrag("leg map")
        self._map_last: tuple[int, int] | None = None
        self._pressed: tuple[int, int] | None = None
        self._is_button_held = False

    def let_go(self, desk: Desk) -> None:
        """Take the hand off the calf."""
        self._is_button_held = False
        ProbeHand(desk).squeeze(False)

    def draw(self, ui: Ui, table: Table, inputs: Intents) -> str | None:
        """Show the scan; return the next stage."""
        self.held.note(inputs)
        chosen = table.chrome(ui, self.name, HINTS)
        hand = ProbeHand(table.desk)
        state = table.desk.state
        self.measuring.follow(state.scan.probe, state.scan.settings)
        tall = ui.height - 150
        self._map(ui, table, hand, inputs, Box(20, 76, MAP_WIDTH, tall))
        middle = Box(MAP_WIDTH + 36, 76, ui.width - MAP_WIDTH - 36 - 416, tall)
        self._image(ui, table, hand, middle)
        right = Box(ui.width - 396, 76, 376, tall)
        draw_controls(ui, hand, Box(right.x, right.y, right.w, 288))
        rest = Box(right.x, right.y + 300, right.w, tall - 300)
        chosen = self.findings.draw(ui, table, rest, self.measuring) or chosen
        for key in ui.pressed_keys:
            if not self._measure_key(key, table):
                hand.key(key)
        return chosen

    # --- the leg map ---------------------------------------------------------------------
    def _map(self, ui: Ui, table: Table, hand: ProbeHand, inputs: Intents, box: Box) -> None:
        """The leg with the probe: press and drag to hold it there, right-drag to turn it."""
        room = ui.panel(box, f"{table.desk.state.patient.spec.side} leg map")
        options = ["Front", "Outer", "Inner", "Back"]
        pill = Box(room.x, room.y, room.w, 36)
        table.aspect = ASPECTS[
            ui.segments("map aspect", pill, options, ASPECTS.index(table.aspect))
        ]
        place = Box(room.x, room.y + 44, room.w, room.h - 92)
        touch = ui.touch_area("leg map", place)
        projection = self._projection(ui, table, ui.px(place))
        if touch.drag is not None:
            self._slide(hand, projection, touch.drag)
        if not touch.is_held:
            self._map_last = None
        across, down = self._side_drag.moved(inputs, ui.touches.hot)
        if across:
            hand.turn(across * TURN_RAD_PER_PX)
        if down:
            hand.tilt(down * TILT_RAD_PER_PX)
        if touch.notches:
            self._wheel(hand, touch.notches)
        table.show_leg(ui, place, is_dimmed=True)
        self._pose(ui, hand, room)

    def _slide(self, hand: ProbeHand, projection: LegProjection, to: tuple[int, int]) -> None:
        """Put the probe where the press is; once it is held, it follows the drag."""
        at = projection.to_leg(*to)
        last, self._map_last = self._map_last, to
        if last is None:
            pose = hand.pose
            if pose is not None:
                glyph = projection.to_figure(pose.u_mm, pose.s_mm)
                off = pygame.Vector2(glyph.x_px - to[0], glyph.y_px - to[1])
                if glyph.is_visible and off.length() < GRAB_PX:
                    return
            if at is not None:
                hand.hold(*at)
        elif at is not None and to != last:
            before = projection.to_leg(*last)
            if before is None or hand.pose is None:
                hand.hold(*at)
            else:
                share = SLOW if self.held.is_shift else 1.0
                hand.slide((at[0] - before[0]) * share, (at[1] - before[1]) * share)

    def _pose(self, ui: Ui, hand: ProbeHand, room: Box) -> None:
        pose = hand.pose
        words = "Press on the leg to put the probe there"
        if pose is not None:
            lie = "along" if abs(pose.yaw_rad) > 0.8 else "across"
            words = f"Held {lie}, {round(pose.yaw_rad / RAD_PER_DEG)}°"
            if round(pose.tilt_rad / RAD_PER_DEG):
                words += f", tilt {round(pose.tilt_rad / RAD_PER_DEG)}°"
        wide = room.w - (96 if pose is not None else 0)
        ui.label((room.x, room.bottom - 40, wide, 36), words, 13, "tx2")
        if pose is not None and ui.button(
            "lift", (room.right - 88, room.bottom - 42, 88, 40), "Lift", "ghost", size=13
        ):
            hand.lift()
            self.measuring.clear()

    def _projection(self, ui: Ui, table: Table, rect: pygame.Rect) -> LegProjection:
        tall = leg_height_px(ui)
        projection = LegProjection(table.desk.state.patient.leg, table.aspect, tall)
        left = rect.x + (rect.w - projection.width_px) // 2
        return projection.moved(left, rect.y + (rect.h - projection.height_px) // 2)

    def _wheel(self, hand: ProbeHand, notches: float) -> None:
        if hand.pose is not None:
            share = SLOW if self.held.is_ctrl or self.held.is_shift else 1.0
            hand.press(hand.pose.pressure_pa + notches * share * PRESS_PA)

    # --- picture and strip ---------------------------------------------------------------
    def _image(self, ui: Ui, table: Table, hand: ProbeHand, box: Box) -> None:
        """The picture and the spectrum, and the row of modes below."""
        ui.panel(box)
        screen = Box(box.x + 12, box.y + 12, box.w - 24, box.h - 78)
        machine: Machine | None = table.workshop.get("scanner")
        if machine is None:
            table.waiting(ui, screen, "The scanner starts")
        else:
            self._scan(ui, table, hand, screen, machine)
        row = Box(box.x + 12, box.bottom - 56, box.w - 24, 44)
        self._is_button_held = draw_modes(ui, hand, row, self.measuring, self._is_button_held)

    def _scan(self, ui: Ui, table: Table, hand: ProbeHand, screen: Box, machine: Machine) -> None:
        view = self.picture.look(machine, table.desk.state, self.measuring)
        version = self.picture.version
        ui.scene("scan", screen, version, lambda canvas, rect: scan.paint(canvas, rect, view))
        self._point(ui, hand, screen, view)

    def _point(self, ui: Ui, hand: ProbeHand, screen: Box, view: DuplexView) -> None:
        """Pointing in the picture moves box and gate, or measures; in the strip, time."""
        touch = ui.touch_area("scan", screen)
        if touch.notches:
            self._wheel(hand, touch.notches)
        if touch.drag is not None:
            self._pressed = self._pressed or touch.drag
            self._drag(hand, ui.px(screen), view, self._pressed, touch.drag)
        if not touch.is_held:
            self.measuring.let_go()
            self._pressed = None

    def _drag(
        self,
        hand: ProbeHand,
        rect: pygame.Rect,
        view: DuplexView,
        pressed: tuple[int, int],
        to: tuple[int, int],
    ) -> None:
        (x, y), settings = to, view.settings
        frame = scan.frame_of(rect, settings)
        if frame.rect.collidepoint(pressed):
            at = frame.place(
                min(max(x, frame.rect.left), frame.rect.right),
                min(max(y, frame.rect.top), frame.rect.bottom),
            )
            if self.measuring.is_on:
                self.measuring.drag_on_picture(*at)
            elif (settings.is_colour or settings.is_pulsed) and not settings.is_frozen:
                hand.look_at(*at)
        elif settings.is_pulsed:
            plot = plot_of(scan.strip_of(rect), frame.unit)
            if plot.inflate(0, 40).collidepoint(pressed):
                inside = min(max(x, plot.left), plot.right)
                self.measuring.drag_on_strip(tick_at(plot, view, inside))

    # --- keys ----------------------------------------------------------------------------
    def _measure_key(self, key: Key, table: Table) -> bool:
        """Measure by keyboard; return whether the key was for the calipers."""
        if not key.is_down:
            return False
        measuring, settings = self.measuring, table.desk.state.scan.settings
        steps = {"left": (-1, 0), "right": (1, 0), "up": (0, -1), "down": (0, 1)}
        if key.name == "c":
            measuring.is_on = not measuring.is_on
        elif measuring.is_on and key.name in steps and not key.is_ctrl:
            measuring.nudge_on_picture(*steps[key.name], settings, key.is_shift)
        elif key.name in (",", ".") and self.picture.view is not None and settings.is_pulsed:
            step = 1 if key.name == "." else -1
            measuring.nudge_on_strip(step, table.desk.state, self.picture.view, key.is_shift)
        else:
            return False
        return True
