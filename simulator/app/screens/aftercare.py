"""Compression and aftercare: stocking, walk, advice, the review planned; then she goes home."""

from typing import Final

from simulator.app.screens.advising import UNCHOSEN, Advising
from simulator.app.screens.responding import SIGN_H, Responding
from simulator.app.screens.table import Table
from simulator.app.words import ADVICE, who
from simulator.session import commands as c
from simulator.widgets.input import Intents
from simulator.widgets.kit import Box, Ui

HINTS: Final = [("Tab", "next"), ("Enter", "do it"), ("Arrows", "choose"), ("F1", "help"),
                ("Esc", "menu")]  # fmt: skip
PRESSURES_MMHG: Final = (14, 18, 25, 35)
LENGTHS: Final = (("thigh", "Whole thigh"), ("below_knee", "Below the knee"))
WALKS_MIN: Final = (5, 10, 20)
REVIEWS_WEEKS: Final = (3, 6, 12)
SECTION: Final = 226.0


class AftercareScreen:
    """Nothing here is ticked for the trainee; each act is an act."""

    name = "Aftercare"

    def __init__(self) -> None:
        # -1: nothing is chosen for the trainee
        self.pressure = -1
        self.length = -1
        self.walk = -1
        self.weeks = -1
        self.advising = Advising()
        self.responding = Responding()
        self.is_ending = False

    def draw(self, ui: Ui, table: Table, inputs: Intents) -> str | None:
        """Show the aftercare; return the next stage."""
        chosen = table.chrome(ui, self.name, HINTS)
        if table.desk.state.is_finished:
            self.is_ending = False
        tall = ui.height - 150
        wide = (ui.width - 72 - 420) / 2
        self._leg(ui, table, Box(20, 76, 420, tall))
        self._compress(ui, table, Box(456, 76, wide, tall))
        right = Box(472 + wide, 76, ui.width - wide - 492, tall)
        foot, rest = right.foot(52, 14)
        self._advise(ui, table, rest)
        if table.desk.state.is_finished:
            if ui.button("finish", foot, "See the debrief"):
                chosen = "Debrief"
        else:
            end, home = foot.columns(2, 12)
            if ui.button("finish", end, "End it here", "ghost"):
                self.is_ending = True
            they = who(table.desk.state.patient.spec.name).they.capitalize()
            if ui.button("home", home, f"{they} goes home"):
                chosen = "Follow-up"
        self._signs(ui, table, Box(30, 76 + tall - 150 - SIGN_H, 400, SIGN_H))
        if self.is_ending and not table.desk.is_held:
            chosen = self._end(ui, table) or chosen
        return chosen

    def _signs(self, ui: Ui, table: Table, box: Box) -> None:
        """Whoever is not well while she walks shows it here, over the leg."""
        if self.responding.card(ui, table.desk, box):
            foot = box.foot(58)[0]
            self.responding.button(ui, Box(foot.x + 14, foot.y, foot.w - 28, 44))
        self.responding.draw(ui, table.desk)

    def _leg(self, ui: Ui, table: Table, box: Box) -> None:
        """The leg as it is now, and what is on it."""
        state = table.desk.state
        room = ui.panel(box, "The leg now", f"the patient is {state.posture}")
        table.show_leg(ui, Box(room.x, room.y, room.w, room.h - 62), is_plain=True)
        card = Box(room.x, room.bottom - 54, room.w, 54)
        care = state.aftercare
        ui.card(card, "live" if care.stocking_mmhg else "plain")
        ui.icon((card.x + 16, card.y + 14, 26, 26), "stocking",
                "teal" if care.stocking_mmhg else "tx3")  # fmt: skip
        words = "No stocking on the leg"
        if care.stocking_mmhg:
            length = dict(LENGTHS)[care.stocking_length].lower()
            words = f"Stocking on: {care.stocking_mmhg} mmHg, {length}"
        ui.label((card.x + 56, card.y, card.w - 70, card.h), words, 14, "tx2", "Medium")

    # --- acts ----------------------------------------------------------------------------
    def _compress(self, ui: Ui, table: Table, box: Box) -> None:
        """Stocking, walk and review; each says when it is done, and can be done again."""
        desk, care = table.desk, table.desk.state.aftercare
        room = ui.panel(box, "Compression, walk, review")
        y = room.y
        ui.label((room.x, y, room.w, 20), "Pressure at the ankle", 12.5, "tx3")
        shown = [f"{p} mmHg" for p in PRESSURES_MMHG]
        self.pressure = ui.segments(
            "stocking pressure", (room.x, y + 22, room.w, 42), shown, self.pressure
        )
        ui.label((room.x, y + 74, room.w, 20), "Length", 12.5, "tx3")
        self.length = ui.segments(
            "length", (room.x, y + 96, room.w, 42), [w for _, w in LENGTHS], self.length
        )
        fit = None
        if self.pressure >= 0 and self.length >= 0:
            fit = c.FitStocking(PRESSURES_MMHG[self.pressure], LENGTHS[self.length][0])
        done = f"On: {care.stocking_mmhg} mmHg" if care.stocking_mmhg else ""
        self._act(ui, table, "fit", Box(room.x, y + 150, room.w, 48), "Fit the stocking", fit, done)
        y += SECTION
        ui.divider(room.x, y - 12, room.w)
        ui.label((room.x, y, room.w, 20), "Walk under observation", 12.5, "tx3")
        shown = [f"{m} min" for m in WALKS_MIN]
        self.walk = ui.segments("walk", (room.x, y + 22, room.w, 42), shown, self.walk)
        walk = c.Walk(WALKS_MIN[self.walk]) if self.walk >= 0 else None
        words = "Walk" if desk.state.posture == "standing" else "Stand up and walk"
        done = f"Walked {care.walked_minutes} min" if care.walked_minutes else ""
        self._act(ui, table, "walk now", Box(room.x, y + 76, room.w, 48), words, walk, done)
        y += SECTION - 74
        ui.divider(room.x, y - 12, room.w)
        ui.label((room.x, y, room.w, 20), "Review", 12.5, "tx3")
        shown = [f"{w} weeks" for w in REVIEWS_WEEKS]
        self.weeks = ui.segments("review", (room.x, y + 22, room.w, 42), shown, self.weeks)
        plan = c.PlanFollowUp(REVIEWS_WEEKS[self.weeks]) if self.weeks >= 0 else None
        done = f"In {care.follow_up_weeks} weeks" if care.follow_up_weeks else ""
        self._act(ui, table, "plan", Box(room.x, y + 76, room.w, 48), "Plan the review", plan, done)

    def _act(
        self,
        ui: Ui,
        table: Table,
        name: str,
        row: Box,
        words: str,
        command: c.Command | None,
        done: str,
    ) -> None:
        """An act and, beside it, what came of it the last time; None is not chosen yet."""
        if done:
            told, row = row.far(186, 12)
            ui.mark(told.x + 12, told.y + told.h / 2, "done")
            ui.label((told.x + 32, told.y, told.w - 32, told.h), done, 14, "tx", "Medium")
        kind = "ghost" if done else "primary"
        again = f"{words} again" if done else words
        why = UNCHOSEN if command is None else table.desk.why_not(command)
        if ui.button(name, row, again, kind, why) and command is not None:
            table.desk.do(command)

    def _advise(self, ui: Ui, table: Table, box: Box) -> None:
        """The talk before going home, item by item."""
        said = dict(table.desk.state.aftercare.advised)
        room = ui.panel(box, "Advice before going home", f"{len(said)} of {len(ADVICE)} given")
        self.advising.draw(ui, table, room)

    def _end(self, ui: Ui, table: Table) -> str | None:
        """Ask once more; in practice say how much was told and done, never what is missing."""
        words = (
            "The patient goes home, and is neither called nor seen again. You will see what "
            "becomes of the leg, and how the attempt is judged. This cannot be undone."
        )
        if not table.is_exam:
            care = table.desk.state.aftercare
            acts = sum((care.stocking_mmhg > 0, care.walked_minutes > 0, care.follow_up_weeks > 0))
            told = len(dict(care.advised))
            words += f"\n\nSo far: {acts} of 3 acts, {told} of {len(ADVICE)} pieces of advice."
        answer = ui.dialog(
            "end",
            "End the session?",
            words,
            (("Not yet", "ghost"), ("End the session", "primary")),
        )
        if answer is not None:
            self.is_ending = False
        if answer == "End the session" and table.desk.do(c.FinishAttempt()):
            return "Debrief"
        return None
