"""The end of a consultation without treatment: the no and its reason, a way forward, the notes.

Shown where consent would be, once it is decided that treatment does not suit the patient.
"""

from typing import Final

from simulator.app.desk import Desk
from simulator.app.screens.table import Table
from simulator.app.words import PLACES, REASONS
from simulator.session import commands as c
from simulator.session.parting import UNTREATED
from simulator.widgets.kit import Box, Ui

LIST_W: Final = 560.0
ROW: Final = 50.0
TITLES: Final = {"decline": "Why do you decline?", "refer": "Who should see the patient?"}
ENDING: Final = (
    "The patient goes home, and you will see how the consultation is judged. This cannot be undone."
)


def is_parting(desk: Desk) -> bool:
    """Return whether the decision is against treatment, so that a parting is what comes next."""
    return desk.state.consultation.decision in UNTREATED


class Parting:
    """Which of its lists lies open; what was done is in the state."""

    def __init__(self) -> None:
        self.open = ""  # decline, refer or end

    def acts(self, ui: Ui, desk: Desk, cells: tuple[Box, Box, Box]) -> None:
        """Draw the three acts."""
        parting, (first, second, third) = desk.state.parting, cells
        if parting.declined:
            if ui.button("decline", first, "Declined", "selected", size=14, icon="tick"):
                desk.say(f"Declined: {REASONS[parting.declined].lower()}.", "done")
        elif ui.button("decline", first, "Decline …", "ghost", size=14, icon="person"):
            self.open = "decline"
        words = f"Refer on, {len(parting.referred_to)} so far …" if parting.referred_to else ""
        if ui.button("refer on", second, words or "Refer on …", "ghost", size=14, icon="phone"):
            self.open = "refer"
        words, icon = ("Notes written", "tick") if parting.is_written else ("Write notes", "pen")
        kind = "selected" if parting.is_written else "ghost"
        if ui.button("notes", third, words, kind, size=14, icon=icon):
            if parting.is_written:
                desk.say("The notes are written.", "done")
            else:
                desk.do(c.WriteNotes())

    def foot(self, ui: Ui, desk: Desk, box: Box) -> str | None:
        """Draw the way out, once the treatment is declined; return the next stage."""
        left, right = box.columns(2, 14)
        if ui.button("continue", left, "Continue to duplex", "ghost"):
            return "Duplex"
        if desk.state.is_finished:
            return "Debrief" if ui.button("end", right, "See the debrief") else None
        if ui.button("end", right, "End the consultation"):
            self.open = "end"
        return None

    def over(self, ui: Ui, table: Table) -> str | None:
        """Draw the list or question that lies open; return the next stage."""
        if self.open == "end":
            answers = (("Not yet", "ghost"), ("End the consultation", "primary"))
            answer = ui.dialog("end", "End the consultation?", ENDING, answers)
            if answer is not None:
                self.open = ""
            if answer == answers[1][0] and table.desk.do(c.FinishAttempt()):
                return "Debrief"
        elif self.open:
            self._list(ui, table.desk)
        return None

    def _list(self, ui: Ui, desk: Desk) -> None:
        is_reason = self.open == "decline"
        choices, done = REASONS if is_reason else PLACES, desk.state.parting.referred_to
        box = ui.whole.middle(LIST_W, 24 + 42 + ROW * len(choices) + 18 + 48 + 24)
        with ui.modal(box, TITLES[self.open]) as room:
            for (item, words), row in zip(
                choices.items(), Box(*room).rows(ROW, len(choices)), strict=True
            ):
                is_done = not is_reason and item in done
                note = "written" if is_done else "" if is_reason else "write"
                name, mark = f"{self.open} {item}", "done" if is_done else "todo"
                if ui.pick_row(name, row, words, mark, note) and not is_done:
                    desk.do(c.DeclineTreatment(item) if is_reason else c.ReferOn(item))
                    self.open = "" if is_reason else self.open
            words = "Back" if is_reason or not done else "Done"
            if ui.button("parting close", room.foot(48)[0].far(180)[0], words, "ghost"):
                self.open = ""
        if ui.touches.claim("escape"):
            self.open = ""
