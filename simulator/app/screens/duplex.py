"""Duplex: the probe on the leg map, the scanner's picture and spectrum, its controls."""

from typing import Final

import pygame

from simulator.app.probe_hand import LIGHT_PA, PRESS_PA, SMALL, TRUNK, ProbeHand
from simulator.app.screens.findings import FindingsPanel
from simulator.app.screens.table import Table, leg_height_px
from simulator.base.units import PA_PER_MMHG, RAD_PER_DEG
from simulator.physics.moment import POSTURES
from simulator.render import duplex as picture
from simulator.render.duplex_strip import plot_of, tick_at
from simulator.session import commands as c
from simulator.ultrasound.machine import Machine
from simulator.ultrasound.strip import Strip
from simulator.view.duplex import Caliper, DuplexView, TimeCaliper, present
from simulator.view.leg import ASPECTS, LegProjection
from simulator.widgets.input import Intents
from simulator.widgets.kit import Box, Ui

HINTS: Final = [
    ("Drag", "probe"),
    ("Arrows", "slide"),
    ("Q E", "rotate"),
    ("T", "along / across"),
    ("W S", "pressure"),
    ("Hold Space", "squeeze calf"),
    ("F2 F3", "colour, pulsed"),
    ("F", "freeze"),
    ("C", "caliper"),
]
SECOND_IMAGE_TICKS: Final = 4  # the scanner makes 30 pictures a second
MAP_WIDTH: Final = 322.0


class DuplexScreen:
    """The scanner room."""

    name = "Duplex"

    def __init__(self) -> None:
        self.strip: Strip | None = None
        self.view: DuplexView | None = None
        self.caliper: Caliper | None = None
        self.span: TimeCaliper | None = None
        self.is_measuring = False
        self.frozen_tick = 0
        self.findings = FindingsPanel()

    def draw(self, ui: Ui, table: Table, inputs: Intents) -> str | None:
        """Show the scan; return the next stage."""
        chosen = table.chrome(ui, self.name, HINTS)
        hand = ProbeHand(table.desk)
        tall = ui.height - 150
        self._map(ui, table, hand, Box(20, 76, MAP_WIDTH, tall))
        middle = Box(MAP_WIDTH + 36, 76, ui.width - MAP_WIDTH - 36 - 416, tall)
        self._image(ui, table, hand, middle)
        right = Box(ui.width - 396, 76, 376, tall)
        self._controls(ui, table, hand, Box(right.x, right.y, right.w, 288))
        self.findings.draw(
            ui, table, Box(right.x, right.y + 300, right.w, tall - 300), self.caliper, self.span
        )
        for key in ui.pressed_keys:
            if key.name == "c" and key.is_down:
                self.is_measuring = not self.is_measuring
            else:
                hand.key(key)
        if self.findings.wants_treatment:
            self.findings.wants_treatment = False
            chosen = "Treat"
        return chosen

    def _map(self, ui: Ui, table: Table, hand: ProbeHand, box: Box) -> None:
        """The leg with the probe: press and drag to hold it there."""
        room = ui.panel(box, f"{table.desk.state.patient.spec.side} leg map")
        options = ["Front", "Outer", "Inner", "Back"]
        seen = ui.segments(
            "map aspect", Box(room.x, room.y, room.w, 36), options, ASPECTS.index(table.aspect)
        )
        table.aspect = ASPECTS[seen]
        place = Box(room.x, room.y + 44, room.w, room.h - 92)
        table.show_leg(ui, place, is_dimmed=True)
        touch = ui.control("leg map", place, frozenset({"wheel"}), is_focusable=False)
        if touch.drag is not None:
            rect = ui.px(place)
            at = self._projection(ui, table, rect).to_leg(*touch.drag)
            if at is not None:
                hand.hold(*at)
        if touch.notches and hand.pose is not None:
            hand.press(hand.pose.pressure_pa + touch.notches * PRESS_PA)
        pose = hand.pose
        words = "Put the probe on the leg"
        if pose is not None:
            lie = "along" if abs(pose.yaw_rad) > 0.8 else "across"
            words = f"Held {lie}, {round(pose.yaw_rad / RAD_PER_DEG)}°"
        ui.label((room.x, room.bottom - 40, room.w - 96, 36), words, 13, "tx2")
        if pose is not None and ui.button(
            "lift", (room.right - 88, room.bottom - 42, 88, 40), "Lift", "ghost", size=13
        ):
            hand.lift()

    def _projection(self, ui: Ui, table: Table, rect: pygame.Rect) -> LegProjection:
        tall = leg_height_px(ui)
        projection = LegProjection(table.desk.state.patient.leg, table.aspect, tall)
        left = rect.x + (rect.w - projection.width_px) // 2
        return projection.moved(left, rect.y + (rect.h - projection.height_px) // 2)

    def _image(self, ui: Ui, table: Table, hand: ProbeHand, box: Box) -> None:
        """The picture and the spectrum, and the row of modes below."""
        ui.panel(box)
        screen = Box(box.x + 12, box.y + 12, box.w - 24, box.h - 78)
        machine: Machine | None = table.workshop.get("scanner")
        if machine is None:
            table.waiting(ui, screen, "The scanner starts")
        else:
            self._scan(ui, table, hand, screen, machine)
        self._modes(ui, table, hand, Box(box.x + 12, box.bottom - 56, box.w - 24, 44))

    def _scan(self, ui: Ui, table: Table, hand: ProbeHand, screen: Box, machine: Machine) -> None:
        state, scan = table.desk.state, table.desk.state.scan
        if self.strip is None:
            self.strip = Strip(machine)
        tick = state.tick // SECOND_IMAGE_TICKS * SECOND_IMAGE_TICKS
        if scan.settings.is_frozen:
            tick = self.frozen_tick or tick
        self.frozen_tick = tick if scan.settings.is_frozen else 0
        key = (tick, scan.probe, scan.settings, self.caliper, self.span)
        if self.view is None or self.memory_key != key:
            self.memory_key = key
            self.view = present(
                machine,
                self.strip,
                scan.probe,
                scan.settings,
                state.moment,
                tick,
                title=_title(state.patient.spec.side, scan.probe is not None),
                calipers=(self.caliper,) if self.caliper else (),
                time_caliper=self.span,
            )
        view = self.view
        ui.scene("scan", screen, key, lambda canvas, rect: picture.paint(canvas, rect, view))
        self._point(ui, hand, screen)

    memory_key: object = None

    def _point(self, ui: Ui, hand: ProbeHand, screen: Box) -> None:
        """Pointing in the picture moves box and gate, or measures; in the strip, time."""
        settings = hand.desk.state.scan.settings
        rect = ui.px(screen)
        frame = picture.frame_of(rect, settings)
        touch = ui.control("scan", screen, frozenset({"wheel"}), is_focusable=False)
        if touch.notches and hand.pose is not None:
            hand.press(hand.pose.pressure_pa + touch.notches * PRESS_PA)
        if touch.drag is None or self.view is None:
            self.anchor = self.anchor if touch.is_held else None
            return
        is_new = self.anchor is None
        x, y = touch.drag
        start = self.anchor or (x, y)
        self.anchor = start
        if frame.rect.collidepoint(start):
            at = frame.place(x, y)
            if self.is_measuring:
                first = frame.place(*start)
                self.caliper = Caliper(*first, *at)
            elif settings.is_colour or settings.is_pulsed:
                hand.look_at(*at)
        elif settings.is_pulsed:
            plot = plot_of(picture.strip_of(rect), frame.unit)
            if plot.collidepoint(start) and not is_new:
                ends = sorted((tick_at(plot, self.view, start[0]), tick_at(plot, self.view, x)))
                self.span = TimeCaliper(*ends)

    anchor: tuple[int, int] | None = None

    def _modes(self, ui: Ui, table: Table, hand: ProbeHand, row: Box) -> None:
        settings = table.desk.state.scan.settings
        x = row.x
        for control, words in (
            ("is_colour", "Colour"),
            ("is_pulsed", "Pulsed"),
            ("is_frozen", "Freeze"),
        ):
            is_on = bool(getattr(settings, control))
            now = ui.toggle(control, Box(x, row.y, 84, row.h), words, is_on)
            if now != is_on:
                hand.set(control, int(now))
            x += 92
        self.is_measuring = ui.toggle(
            "caliper", Box(x, row.y, 84, row.h), "Caliper", self.is_measuring
        )
        x += 104
        posture = table.desk.state.posture
        options = [p.capitalize() for p in POSTURES]
        at = ui.segments(
            "posture", Box(x, row.y + 2, 250, row.h - 4), options, POSTURES.index(posture)
        )
        if POSTURES[at] != posture:
            hand.desk.do(c.SetPosture(POSTURES[at]))
        squeeze = Box(row.right - 176, row.y, 176, row.h)
        words = "Let go" if hand.is_squeezing else "Squeeze calf"
        if ui.button("squeeze", squeeze, words):
            hand.squeeze(not hand.is_squeezing)

    def _controls(self, ui: Ui, table: Table, hand: ProbeHand, box: Box) -> None:
        room = ui.panel(box, "Controls")
        settings = table.desk.state.scan.settings
        half = (room.w - 20) / 2
        for k, (words, preset) in enumerate((("Trunk preset", TRUNK), ("Reticular preset", SMALL))):
            if ui.button(
                words, Box(room.x + k * (half + 20), room.y, half, 40), words, "ghost", size=13
            ):
                hand.preset(preset)
        pose = hand.pose
        pressure_pa = pose.pressure_pa if pose else LIGHT_PA
        cells = [
            Box(room.x + (k % 2) * (half + 20), room.y + 46 + (k // 2) * 48, half, 46)
            for k in range(8)
        ]
        hand.set(
            "depth_um",
            1000
            * ui.slider("depth", cells[0], "Depth", settings.depth_um / 1000, 15, 60, 5, unit="mm"),
        )
        hand.set(
            "gain_cdb",
            100
            * ui.slider("gain", cells[1], "Gain", settings.gain_cdb / 100, -30, 30, 1, unit="dB"),
        )
        hand.set(
            "prf_hz",
            ui.slider("prf", cells[2], "Scale (PRF)", settings.prf_hz, 200, 4000, 100, unit="Hz"),
        )
        hand.set(
            "wall_filter_hz",
            ui.slider(
                "wall", cells[3], "Wall filter", settings.wall_filter_hz, 20, 200, 20, unit="Hz"
            ),
        )
        steer = ui.slider(
            "steer",
            cells[4],
            "Steer",
            round(settings.steer_mrad / 1000 / RAD_PER_DEG),
            -20,
            20,
            2,
            unit="°",
        )
        hand.set("steer_mrad", steer * RAD_PER_DEG * 1000)
        hand.set(
            "frequency_khz",
            1000
            * ui.slider(
                "frequency",
                cells[5],
                "Frequency",
                settings.frequency_khz / 1000,
                7,
                14,
                1,
                unit="MHz",
            ),
        )
        angle = ui.slider(
            "angle",
            cells[6],
            "Angle",
            abs(round(settings.angle_mrad / 1000 / RAD_PER_DEG)),
            0,
            75,
            5,
            unit="°",
        )
        hand.set("angle_mrad", angle * RAD_PER_DEG * 1000)
        wanted = ui.slider(
            "pressure",
            cells[7],
            "Pressure",
            round(pressure_pa / PA_PER_MMHG),
            0,
            90,
            1,
            unit="mmHg",
        )
        if pose is not None and wanted != round(pressure_pa / PA_PER_MMHG):
            hand.press(wanted * PA_PER_MMHG)


def _title(side: str, is_held: bool) -> str:
    return f"{side.capitalize()} leg" if is_held else ""
