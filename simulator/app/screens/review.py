"""The leg at a review: as it was before, and today, in the same light; trapped blood let out.

A click on the skin of today, or a choice from the list, says where; the button lets it out. In
an exam the list names every treated thread and does not tell which of them holds blood.
"""

from typing import Final

from simulator.app.pictures import awaited, look_name, order_look
from simulator.app.screens.table import Table
from simulator.app.words import who
from simulator.render.shapes import Sketch
from simulator.render.theme import RADIUS_CARD, tone
from simulator.session import commands as c
from simulator.view.calendar import strip_of
from simulator.view.review import (
    Look,
    cords,
    findings_words,
    injected_threads,
    last_review,
    looks,
)
from simulator.widgets.kit import Box, Ui

FRAMINGS: Final = ("Near", "Leg")
GAP: Final = 18.0
ROW: Final = 42.0
RING: Final = 15.0
AT_HOME: Final = "Not here today. Ask {them} in to see the leg."
BEFORE: Final = "As it came"
CAME: Final = "Dark old blood comes out, and the cord is soft."
NOTHING_CAME: Final = "A drop of fresh blood comes, nothing else."


class Review:
    """What is compared with what, and the spot that was picked, in mm of the patch."""

    def __init__(self) -> None:
        self.framing = 0
        self.compared = 0
        self.spot: tuple[float, float] | None = None
        self.listed = 0

    def draw(self, ui: Ui, table: Table, box: Box) -> None:
        """Draw both pictures and what can be done about the leg."""
        room = ui.panel(box, "The leg", "same view, same light")
        state, events = table.desk.state, table.desk.attempt.events
        field = state.patient.patch
        low_h = 2 * ROW + 3 * 12
        wide = (room.w - GAP) / 2
        high = min(room.h - low_h, wide * field.height_mm / field.width_mm)
        wide = min(wide, high * field.width_mm / field.height_mm)
        left = Box(room.x, room.y, wide, high)
        right = Box(room.right - wide, room.y, wide, high)
        seen, strip = looks(events), strip_of(events, state.day)
        today = seen[-1] if seen and seen[-1].day == state.day else None
        is_leg = self.framing == 1 and field.is_on_leg
        earlier = [look for look in seen if look != today]
        self.compared = min(self.compared, len(earlier))
        self._earlier(ui, table, left, earlier, is_leg)
        self._today(ui, table, right, today, is_leg)
        y = left.bottom + 12
        half = (wide - 12) / 2
        if field.is_on_leg:
            pill = (left.x, y, half, ROW)
            self.framing = ui.segments("review framing", pill, FRAMINGS, self.framing)
        names = [BEFORE, *(_day_words(look.day, strip.last) for look in earlier)]
        place = (left.x + half + 12, y, half, ROW)
        self.compared = ui.choice("compare with", place, names, self.compared)
        self._acts(ui, table, Box(right.x, y, right.w, ROW), today)
        self._trapped(ui, table, Box(room.x, y + ROW + 12, room.w, ROW), today)

    # --- pictures ------------------------------------------------------------------------
    def _earlier(self, ui: Ui, table: Table, box: Box, earlier: list[Look], is_leg: bool) -> None:
        """Show the leg as it came, or at the review that was chosen."""
        if not self.compared and not is_leg:
            table.show_patch(ui, box)
            return
        look = earlier[self.compared - 1] if self.compared else None
        self._picture(ui, table, box, look, is_leg)

    def _today(self, ui: Ui, table: Table, box: Box, today: Look | None, is_leg: bool) -> None:
        """Show the leg of today once it was asked in; a click on it picks a spot."""
        if today is None:
            self.spot = None
            ui.plate(box, "s2", "line", RADIUS_CARD)
            ui.icon(box.middle(40, 40), "leg", "tx3")
            words = Box(box.x + 20, box.y + box.h / 2 + 34, box.w - 40, 26)
            told = AT_HOME.format(them=who(table.desk.state.patient.spec.name).them)
            ui.label(words, told, 14, "tx2", align="c")
            return
        is_there = self._picture(ui, table, box, today, is_leg)
        if is_leg or not is_there:
            return
        field = table.desk.state.patient.patch
        touch = ui.control("leg today", box, radius=RADIUS_CARD, is_focusable=False)
        if touch.is_fired and touch.drag is not None:
            x, y = touch.drag[0] / ui.scale - box.x, touch.drag[1] / ui.scale - box.y
            self.spot = (x / box.w * field.width_mm, y / box.h * field.height_mm)
        if self.spot is not None:
            x = box.x + self.spot[0] / field.width_mm * box.w
            y = box.y + self.spot[1] / field.height_mm * box.h
            place = (x - RING - 2, y - RING - 2, 2 * RING + 4, 2 * RING + 4)
            ui.shape("review spot", place, _ring)

    def _picture(self, ui: Ui, table: Table, box: Box, look: Look | None, is_leg: bool) -> bool:
        """Show one photograph, or how far it is from being made and False."""
        order_look(table.workshop, table.desk.state, look, is_leg)
        name = look_name(look, is_leg)
        picture = table.workshop.get(name)
        if picture is None:
            ui.plate(box, "s2", "line", RADIUS_CARD)
            table.waiting(ui, box, "The photograph is made", awaited(table.workshop, name))
        else:
            ui.picture(name, box, picture, id(picture), RADIUS_CARD)
        return picture is not None

    # --- acts ----------------------------------------------------------------------------
    def _acts(self, ui: Ui, table: Table, row: Box, today: Look | None) -> None:
        """Ask her in and look; keep a photograph."""
        look, photo = row.columns(2, 12)
        desk = table.desk
        words = "Review the leg" if today is None else "Look again"
        kind = "primary" if today is None else "ghost"
        why = desk.why_not(c.ReviewLeg())
        if ui.button("review leg", look, words, kind, why, 14, "leg"):
            desk.do(c.ReviewLeg())
        why = "First look: review the leg." if today is None else None
        why = why or desk.why_not(c.TakePhotograph())
        if ui.button("review photograph", photo, "Photograph", "ghost", why, 14, "camera"):
            desk.do(c.TakePhotograph())
            desk.say(f"Photographed on day {desk.state.day}.", "done")

    def _trapped(self, ui: Ui, table: Table, row: Box, today: Look | None) -> None:
        """Say what was seen, and let blood out where a spot was picked."""
        desk, events = table.desk, table.desk.attempt.events
        review = last_review(events, desk.state.day) if today is not None else None
        act, row = row.far(220, 12)
        if review is None:
            words = "A review shows the leg as it is now. Nothing of it is seen from a distance."
            ui.paragraph((row.x, row.y + 4, row.w, row.h), words, 13, "tx3")
            return
        places = self._places(table)
        day = _day_words(desk.state.day, strip_of(events, desk.state.day).last)
        told, row = row.far(300, 12)
        names = ["Where?", *(name for name, _ in places)]
        self.listed = min(self.listed, len(places))
        before = self.listed
        why = None if places else "There is nothing to choose from."
        self.listed = ui.choice("cord", told, names, self.listed, refusal=why)
        if self.listed != before:
            self.spot = places[self.listed - 1][1] if self.listed else None
        words = (
            f"{day}. Look, feel along every vein, and say where blood is trapped."
            if table.is_exam
            else f"{day}: {findings_words(review, len(cords(events, desk.state.day)))}"
        )
        ui.paragraph((row.x, row.y + 2, row.w, row.h + 8), words, 13.5, "tx")
        why = "Click the place on the skin of today, or choose it from the list."
        command = None
        if self.spot is not None:
            command = c.LetOutBlood(round(1000 * self.spot[0]), round(1000 * self.spot[1]))
            why = desk.why_not(command) or ""
        is_pressed = ui.button(
            "let out", act, "Let the blood out", "primary", why or None, 14, "drop"
        )
        if is_pressed and command is not None and desk.do(command):
            self.spot, self.listed = None, 0
            came = desk.attempt.events[-1].get("is_found")
            desk.say(CAME if came else NOTHING_CAME, "done")

    def _places(self, table: Table) -> list[tuple[str, tuple[float, float]]]:
        """Return what can be chosen: the cords that were found, in an exam every thread."""
        state, events = table.desk.state, table.desk.attempt.events
        found = cords(events, state.day)
        if not table.is_exam:
            return [
                (f"Dark, tender cord, {cord.thread}", (cord.x_um / 1000, cord.y_um / 1000))
                for cord in found
            ]
        held = {cord.thread: (cord.x_um / 1000, cord.y_um / 1000) for cord in reversed(found)}
        web, out = state.patient.web, []
        injected = injected_threads(events)
        for thread in state.patient.threads:
            if thread.id in injected:
                path = web.path_mm[thread.arm_edge]
                x, y = path[len(path) // 2][:2].tolist()
                out.append((f"Along {thread.id}", held.get(thread.id, (x, y))))
        return out


def _day_words(day: int, last: int) -> str:
    """Return a day as it counts from the last session, or of the case if it was before."""
    return f"Day {day - last}" if day >= last else f"Case day {day}"


def _ring(sketch: Sketch, scale: float) -> None:
    """Draw the ring around a picked spot: dark under light, to stand out on any skin."""
    x, y = sketch.size[0] / 2, sketch.size[1] / 2
    sketch.ring(x, y, RING * scale, tone("ink"), 4 * scale)
    sketch.ring(x, y, RING * scale, tone("tx"), 2 * scale)
