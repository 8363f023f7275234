"""Advice, item by item, each heard back: before she goes home, and later on the telephone."""

from typing import Final

from simulator.app.desk import Desk
from simulator.app.screens.table import Table
from simulator.app.words import ADVICE
from simulator.session import commands as c
from simulator.widgets.kit import Box, Ui

STOCKING_DAYS: Final = (3, 7, 14, 21)
SHORT_DAYS: Final = 3  # what the rest of the advice asks for
UNCHOSEN: Final = "Choose above first."
BACK_W: Final = 104.0  # of what hears a piece of advice back
SAID_H: Final = 52.0
HEAD: Final = 78.0  # the choice of days over the list
LEAST_PITCH, PITCH = 40.0, 54.0


class Advising:
    """The list of advice; keeps which number of days is chosen, -1 for none yet."""

    def __init__(self) -> None:
        self.days = -1
        self.said = ""  # what was said back last

    def draw(self, ui: Ui, table: Table, room: Box) -> None:
        """Draw choice and list in `room`; what does not fit scrolls."""
        desk = table.desk
        said = dict(desk.state.aftercare.advised)
        ui.label((room.x, room.y, room.w, 20), "Stockings day and night for", 12.5, "tx3")
        shown = [f"{d} days" for d in STOCKING_DAYS]
        place = Box(room.x, room.y + 22, room.w, 42)
        self.days = ui.segments("stocking days", place, shown, self.days)
        below = Box(room.x, room.y + HEAD, room.w, room.h - HEAD)
        if self.said:
            foot, below = below.foot(SAID_H, 8)
            ui.card(foot, "outlined")
            ui.paragraph(foot.inset(14, 7), f"“{self.said}”", 14, "tx", line_height=1.3)
        pitch = min(PITCH, max(LEAST_PITCH, below.h / len(ADVICE)))
        with ui.scroll("advice", below, max(below.h, pitch * len(ADVICE))) as inner:
            for k, (item, words) in enumerate(ADVICE.items()):
                row = Box(inner.x, inner.y + k * pitch, inner.w, pitch)
                days, why = SHORT_DAYS, None
                note = "told" if item in said else "tell"
                if item == "stockings":
                    days = STOCKING_DAYS[self.days] if self.days >= 0 else 0
                    why = None if days else UNCHOSEN
                    words = "Stockings day and night"
                    note = f"told: {said[item]} days" if item in said else "tell"
                    if days and said.get(item, days) != days:
                        note = f"tell: {days} days"
                state = "done" if item in said else "todo"
                is_last = k + 1 == len(ADVICE)
                if item in said:
                    row, side = row.left(row.w - BACK_W - 10)[0], row.far(BACK_W)[0]
                    state = self._back(ui, desk, item, side) or state
                name = f"advise {item}"
                if ui.pick_row(name, row, words, state, note, not is_last, refusal=why):
                    desk.do(c.Advise(item, days))

    def _back(self, ui: Ui, desk: Desk, item: str, side: Box) -> str:
        """Have a piece of advice said back; return the mark of its row, '' for none of its own."""
        if item in desk.state.consultation.understood:
            ui.label(side, "said back right", 12.5, "tx2", align="r")
            return "done"
        kinds = ("advice_given", "taught_back")
        last = next((e for e in reversed(desk.attempt.events)
                     if e["ev"] in kinds and e["item"] == item), None)  # fmt: skip
        if last is not None and last["ev"] == "taught_back":
            ui.label(side, "tell it again", 12.5, "amber", align="r")
            return "caution"
        cell = Box(side.x, side.y + 4, side.w, side.h - 9)
        is_asked = ui.button(f"back {item}", cell, "Say back", "ghost", size=12.5)
        if is_asked and desk.do(c.TeachBack(item)):
            self.said = str(desk.attempt.events[-1]["answer"])
        return ""
