"""Warning signs on the screens: what shows or what she says, and all that can be done about it.

One place for every answer, the same whatever has shown, so that the list gives nothing away.
Time goes on while it is open.
"""

from typing import Any, Final

from simulator.app.desk import Desk
from simulator.app.screens.sign_lines import ROW, draw_signs, given
from simulator.app.words import (
    COLLAPSED,
    EASED,
    FELL,
    KIT,
    RECOVERED,
    RESPONSES,
    SIGN_ADVICE,
    SIGNS,
)
from simulator.session import commands as c
from simulator.session.responses import UNWELL, Sign, eased
from simulator.widgets.kit import Box, Ui

SIGN_W, SIGN_H = 460.0, 132.0
COLUMNS: Final = 3
CELL_H, GAP = 46.0, 8.0
WIDTH: Final = 760.0
SIGNS_H: Final = 186.0  # seven signs of one line; the whole list stands below a notice
OPEN: Final = "Respond"
MINUTES: Final = 5
WORSE: Final = ("patient_fell", "patient_collapsed")
# To have stopped and pressed does not end these: there is more to do.
LASTING: Final = ("porcelain", "pain")


def is_open(desk: Desk, sign: Sign) -> bool:
    """Return whether a sign still waits: unanswered and unpressed, or she is still unwell."""
    if sign.day != desk.state.day or sign.is_over:
        return False
    if sign.name in UNWELL:
        return True
    if sign.name in LASTING:
        return not set(sign.answers) - {"stop_and_press"}
    return not sign.answers and desk.state.treatment.punctures[sign.puncture].swab < 0


def open_signs(desk: Desk) -> list[Sign]:
    """Return the signs that wait, oldest first."""
    return [sign for sign in desk.state.treatment.shown if is_open(desk, sign)]


class Responding:
    """The list of answers, and the notices of what came of them."""

    def __init__(self) -> None:
        self.is_listing = False
        self._desk: Desk | None = None
        self._heard = 0  # events that were already told
        self._told = ""

    def card(self, ui: Ui, desk: Desk, box: Box, is_coached: bool = False) -> bool:
        """Show the newest sign that waits, in `box`; return whether there is one."""
        waiting = open_signs(desk)
        if not waiting:
            return False
        newest = waiting[-1]
        title, words = SIGNS[newest.name]
        others = len({sign.name for sign in waiting} - {newest.name})
        ui.plate(box, "redb", "red", 12)
        ui.mark(box.x + 26, box.y + 27, "harm")
        ui.label((box.x + 46, box.y + 12, box.w - 60, 28), title, 16, "tx", "SemiBold")
        said = SIGN_ADVICE[newest.name] if is_coached else words
        if others:
            said = f"{said} (+{others})"
        ui.label((box.x + 46, box.y + 40, box.w - 60, 24), said, 13, "tx2")
        return True

    def button(self, ui: Ui, box: Box) -> None:
        """The way to the list."""
        if ui.button("respond", box, OPEN, "ghost", size=13.5):
            self.is_listing = True

    def button_beside(self, ui: Ui, box: Box) -> None:
        """The way to the list that is always there."""
        if ui.button("respond always", box, OPEN, "ghost", size=13):
            self.is_listing = True

    def draw(self, ui: Ui, desk: Desk) -> None:
        """Tell what has happened; show the list while it is open."""
        self._tell(desk)
        if not self.is_listing:
            return
        rows = -(-len(RESPONSES) // COLUMNS)
        tall = rows * (CELL_H + GAP)
        head = SIGNS_H + ROW + 10
        with ui.modal(ui.whole.middle(WIDTH, 24 + 42 + head + tall + 56 + 24), OPEN) as room:
            shown, last = Box(room.x, room.y, room.w, SIGNS_H + ROW).top(SIGNS_H)
            draw_signs(ui, desk.state, shown)
            if self._told:
                ui.label(last, self._told, 13.5, "teal", "Medium")
            done = given(desk.state)
            cells = Box(room.x, room.y + head, room.w, tall).columns(COLUMNS, 12)
            for n, (action, (label, _)) in enumerate(RESPONSES.items()):
                cell = cells[n // rows].rows(CELL_H + GAP, rows)[n % rows].top(CELL_H)[0]
                command = c.Respond(action)
                kind, tick = ("selected", "tick") if action in done else ("ghost", "")
                why = desk.why_not(command)
                if ui.button(f"act {action}", cell, label, kind, why, 13.5, tick):
                    desk.do(command)
            back, stay = room.foot(46)[0].far(200, 12)
            staying = c.Stay(MINUTES)
            words = f"Stay {MINUTES} minutes"
            if ui.button("stay", stay.left(236)[0], words, "ghost", desk.why_not(staying), 13.5):
                desk.do(staying)
            if ui.button("respond close", back, "Back", "ghost"):
                self.is_listing = False
        if ui.touches.claim("escape"):
            self.is_listing = False

    # --- what came of it -----------------------------------------------------------------
    def _tell(self, desk: Desk) -> None:
        events = desk.attempt.events
        if self._desk is not desk:
            self._desk, self._heard, self._told = desk, len(events), ""
        for event in events[self._heard :]:
            words = self._words(desk, event)
            if words:
                self._told = words
                desk.say(words, "caution" if event["ev"] in WORSE else "done")
        self._heard = len(events)

    def _words(self, desk: Desk, event: dict[str, Any]) -> str:
        match event["ev"]:
            case "warning_answered":
                said = RESPONSES[event["action"]][1]
                is_eased = event["sign"] == "porcelain" and bool(eased(desk.state.treatment.shown))
                return f"{said} {EASED}" if is_eased else said
            case "patient_recovered":
                return RECOVERED[event["sign"]]
            case "patient_fell":
                return FELL
            case "patient_collapsed":
                return "" if event["is_at_home"] else COLLAPSED
            case "patient_observed":
                # they are of her own clock: the one in the corner is that of the attempt
                spent = f"{event['minutes']} minute{'s' * (event['minutes'] > 1)}"
                return f"You stayed {spent} with her; the clock above does not count them."
            case "kit_checked":
                return KIT
            case "patient_reassured":
                return "You talk to her; she looks away and breathes."
            case "dose_checked":
                cap, given = event["cap_ul"] / 1000, event["given_ul"] / 1000
                return f"Up to {cap:.2f} ml of this today; {given:.2f} ml is given."
            case "syringe_labelled":
                return "The syringe says what is in it."
        return ""
