"""Duplex: the probe on the leg map, the scanner's picture and spectrum, its controls."""

from typing import Final

import pygame

from simulator.app.desk import Desk
from simulator.app.held import Held
from simulator.app.loudspeaker import Loudspeaker
from simulator.app.measuring import Measuring
from simulator.app.probe_hand import ProbeHand
from simulator.app.screens.findings import FindingsPanel
from simulator.app.screens.leg_map import LegMap
from simulator.app.screens.scan_aids import GhostPane, draw_cue
from simulator.app.screens.scan_controls import Console
from simulator.app.screens.scan_keys import scan_key, turn_by_wheel
from simulator.app.screens.scan_picture import ScanPicture
from simulator.app.screens.scan_rows import ScanRows
from simulator.app.screens.table import Table
from simulator.app.second_hand import SecondHand
from simulator.app.settings import Settings
from simulator.render import duplex as scan
from simulator.render.duplex_strip import plot_of, tick_at
from simulator.ultrasound.machine import Machine
from simulator.view.duplex import DuplexView
from simulator.widgets.input import Intents
from simulator.widgets.kit import Box, Ui

HINTS: Final = [
    ("Drag", "probe"),
    ("Q E", "rotate"),
    ("W S", "pressure"),
    ("Hold Space", "squeeze"),
    ("Hold V", "Valsalva"),
    ("F2 F3", "colour, pulsed"),
    ("F", "freeze"),
    ("C", "caliper"),
    ("F1", "all keys"),
]
MAP_WIDTH: Final = 322.0
GHOST_WIDTH: Final = 206.0
CONTROLS_TALL: Final = 336.0
ROW: Final = 44.0


class DuplexScreen:
    """The scanner room."""

    name = "Duplex"

    def __init__(self) -> None:
        self.picture = ScanPicture()
        self.measuring = Measuring()
        self.findings = FindingsPanel()
        self.held = Held()
        self.second = SecondHand()
        self.rows = ScanRows()
        self.console = Console()
        self.ghost = GhostPane()
        self.speaker = Loudspeaker(Settings())
        self._map = LegMap(self.held)
        self._pressed: tuple[int, int] | None = None

    def let_go(self, desk: Desk) -> None:
        """Take the hand off the calf and let her breathe."""
        self.rows.let_go()
        self.second.let_go(desk)

    def sound(self, table: Table, is_shown: bool) -> None:
        """Let the Doppler be heard while this screen is shown and time passes."""
        desk = table.desk
        is_running = is_shown and not (desk.is_paused or desk.is_held or desk.state.is_finished)
        machine = table.workshop.get("scanner") if is_running else None
        self.speaker.follow(machine, desk.state, self.picture.view, is_running)

    def draw(self, ui: Ui, table: Table, inputs: Intents) -> str | None:
        """Show the scan; return the next stage."""
        self.held.note(inputs)
        self.speaker.settings = table.settings
        chosen = table.chrome(ui, self.name, HINTS)
        hand = ProbeHand(table.desk)
        tall = ui.height - 150
        if self._map.draw(ui, table, hand, inputs, Box(20, 76, MAP_WIDTH, tall)):
            self.measuring.clear()
        middle = Box(MAP_WIDTH + 36, 76, ui.width - MAP_WIDTH - 36 - 416, tall)
        self._image(ui, table, hand, middle)
        right = Box(ui.width - 396, 76, 376, tall)
        top, rest = right.top(CONTROLS_TALL, 12)
        self.console.draw(ui, hand, table.settings, top)
        chosen = self.findings.draw(ui, table, rest, self.measuring) or chosen
        machine: Machine | None = table.workshop.get("scanner")
        mine = (table, machine, self.picture, self.measuring, self.rows)
        for key in list(ui.pressed_keys):
            if not scan_key(key, *mine) and not self.second.key(table.desk, key):
                hand.key(key)
        return chosen

    # --- picture and strip ---------------------------------------------------------------
    def _image(self, ui: Ui, table: Table, hand: ProbeHand, box: Box) -> None:
        """The picture and the spectrum, the aid, and two rows of buttons below."""
        ui.panel(box)
        room = box.inset(12)
        row, rest = room.foot(ROW, 8)
        self.rows.manoeuvres(ui, hand, self.second, row)
        row, screen = rest.foot(ROW, 10)
        machine: Machine | None = table.workshop.get("scanner")
        aid = table.desk.state.scan.aid
        if aid == "cue":
            strip, screen = screen.foot(40, 8)
            draw_cue(ui, table.desk.state, strip)
        if machine is None:
            table.waiting(ui, screen, "The scanner starts")
        else:
            if aid == "ghost":
                side, screen = screen.far(GHOST_WIDTH, 8)
                self._look(machine, table)
                self.ghost.draw(ui, machine, self.picture, side)
            self._scan(ui, table, hand, screen, machine)
        self.rows.modes(ui, hand, row, self.measuring, self.picture, machine, self.speaker)

    def _look(self, machine: Machine, table: Table) -> DuplexView:
        view = self.picture.look(machine, table.desk.state, self.measuring)
        self.measuring.follow(view)
        return view

    def _scan(self, ui: Ui, table: Table, hand: ProbeHand, screen: Box, machine: Machine) -> None:
        view = self._look(machine, table)
        version = self.picture.version
        ui.scene("scan", screen, version, lambda canvas, rect: scan.paint(canvas, rect, view))
        self._point(ui, hand, screen, view)

    def _point(self, ui: Ui, hand: ProbeHand, screen: Box, view: DuplexView) -> None:
        """Pointing in the picture moves box and gate, or measures; in the strip, time."""
        touch = ui.touch_area("scan", screen)
        if touch.notches and not turn_by_wheel(self.held, hand, touch.notches):
            self._map.wheel(hand, touch.notches)
        if touch.drag is not None:
            is_new = self._pressed is None
            self._pressed = self._pressed or touch.drag
            self._drag(hand, ui.px(screen), view, self._pressed, touch.drag, is_new)
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
        is_new: bool,
    ) -> None:
        (x, y), settings = to, view.settings
        frame = scan.frame_of(rect, settings)
        if frame.rect.collidepoint(pressed):
            at = frame.place(
                min(max(x, frame.rect.left), frame.rect.right),
                min(max(y, frame.rect.top), frame.rect.bottom),
            )
            if self.rows.is_labelling:
                if is_new:
                    self.picture.label(self.rows.words, *at)
            elif self.measuring.is_on:
                self.measuring.drag_on_picture(*at)
            elif (settings.is_colour or settings.is_pulsed) and not settings.is_frozen:
                hand.look_at(*at)
        elif settings.is_pulsed:
            plot = plot_of(scan.strip_of(rect), frame.unit)
            if plot.inflate(0, 40).collidepoint(pressed):
                inside = min(max(x, plot.left), plot.right)
                self.measuring.drag_on_strip(tick_at(plot, view, inside))
