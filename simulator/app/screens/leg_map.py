"""The leg map beside the scan: where the probe lies, how it is held, how hard it presses."""

from typing import Final

import pygame

from simulator.app.held import Held, SideDrag
from simulator.app.probe_hand import LIGHT_PA, PRESS_PA, ProbeHand
from simulator.app.screens.table import Table, leg_height_px
from simulator.base.units import PA_PER_MMHG, RAD_PER_DEG
from simulator.physics.moment import ProbePose
from simulator.view.leg import ASPECTS, LegProjection
from simulator.view.place_words import place_words
from simulator.widgets.input import Intents
from simulator.widgets.kit import Box, Ui

GRAB_PX: Final = 22.0  # the probe on the map is taken, not moved, by a press this near
TURN_RAD_PER_PX: Final = 0.5 * RAD_PER_DEG
TILT_RAD_PER_PX: Final = 0.2 * RAD_PER_DEG
SLOW: Final = 0.25
NO_PROBE: Final = "Put the probe on the leg first."


class LegMap:
    """The map and the hand on it."""

    def __init__(self, held: Held) -> None:
        self.held = held
        self._right_drag = SideDrag("leg map")
        self._middle_drag = SideDrag("leg map", button=2)
        self._last: tuple[int, int] | None = None

    def draw(self, ui: Ui, table: Table, hand: ProbeHand, inputs: Intents, box: Box) -> bool:
        """Press and drag to hold the probe, right-drag to turn it; True if it was lifted."""
        ui.panel(box)
        room = box.inset(20, 14)
        pill = Box(room.x, room.y, room.w, 34)
        options = ["Front", "Outer", "Inner", "Back"]
        table.aspect = ASPECTS[
            ui.segments("map aspect", pill, options, ASPECTS.index(table.aspect))
        ]
        place = Box(room.x, room.y + 40, room.w, room.h - 138)
        touch = ui.touch_area("leg map", place)
        projection = self._projection(ui, table, ui.px(place))
        if touch.drag is not None:
            self._slide(hand, projection, touch.drag)
        if not touch.is_held:
            self._last = None
        self._lean(ui, hand, inputs)
        if touch.notches:
            self.wheel(hand, touch.notches)
        table.show_leg(ui, place, is_dimmed=True)
        return self._pose(ui, hand, room.foot(94)[0])

    def wheel(self, hand: ProbeHand, notches: float) -> None:
        """Press harder or lighter."""
        if hand.pose is not None:
            share = SLOW if self.held.is_ctrl or self.held.is_shift else 1.0
            hand.press(hand.pose.pressure_pa + notches * share * PRESS_PA)

    def _lean(self, ui: Ui, hand: ProbeHand, inputs: Intents) -> None:
        across, down = self._right_drag.moved(inputs, ui.touches.hot)
        if across:
            hand.turn(across * TURN_RAD_PER_PX)
        if down:
            hand.tilt(down * TILT_RAD_PER_PX)
        sideways, _ = self._middle_drag.moved(inputs, ui.touches.hot)
        if sideways:
            hand.rock(sideways * TILT_RAD_PER_PX)

    def _slide(self, hand: ProbeHand, projection: LegProjection, to: tuple[int, int]) -> None:
        """Put the probe where the press is; once it is held, it follows the drag."""
        at = projection.to_leg(*to)
        last, self._last = self._last, to
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

    def _pose(self, ui: Ui, hand: ProbeHand, room: Box) -> bool:
        """Show pressure, lie and place of the probe; return whether it was lifted."""
        pose = hand.pose
        pressure_pa = pose.pressure_pa if pose else LIGHT_PA
        shown = round(pressure_pa / PA_PER_MMHG)
        bar, rest = room.top(44, 6)
        why = None if pose else NO_PROBE
        wanted = ui.slider("pressure", bar, "Pressure", shown, 0, 90, 1, unit="mmHg", refusal=why)
        if wanted != shown:
            hand.press(wanted * PA_PER_MMHG)
        if pose is None:
            side = hand.desk.state.patient.spec.side.capitalize()
            ui.label(rest.top(22)[0], f"{side} leg", 13, "tx", "Medium")
            ui.label((rest.x, rest.y + 21, rest.w, 20), "Press on it to put the probe there", 12.5)
            return False
        words_w = rest.w - 84
        where = place_words(hand.desk.state.patient.leg, pose.s_mm)
        where = where[0].upper() + where[1:]
        ui.label((rest.x, rest.y, words_w, 22), where, 13, "tx", "Medium")
        ui.label((rest.x, rest.y + 21, words_w, 20), _lie(pose), 12.5, "tx2")
        is_lifted = ui.button("lift", rest.far(76)[0], "Lift", "ghost", size=13)
        if is_lifted:
            hand.lift()
        return is_lifted

    def _projection(self, ui: Ui, table: Table, rect: pygame.Rect) -> LegProjection:
        tall = leg_height_px(ui)
        projection = LegProjection(table.desk.state.patient.leg, table.aspect, tall)
        left = rect.x + (rect.w - projection.width_px) // 2
        return projection.moved(left, rect.y + (rect.h - projection.height_px) // 2)


def _lie(pose: ProbePose) -> str:
    """Return in words how the probe is held."""
    lie = "Along" if abs(pose.yaw_rad) > 0.8 else "Across"
    words = f"{lie} {round(pose.yaw_rad / RAD_PER_DEG)}°"
    for name, angle_rad in (("tilt", pose.tilt_rad), ("rock", pose.rock_rad)):
        if round(angle_rad / RAD_PER_DEG):
            words += f", {name} {round(angle_rad / RAD_PER_DEG)}°"
    return words
