"""Compression and aftercare: stocking, walk, advice, review, and the end of the session."""

from typing import Final

from simulator.app.screens.table import Table
from simulator.app.words import ADVICE
from simulator.session import commands as c
from simulator.widgets.input import Intents
from simulator.widgets.kit import Box, Ui

PRESSURES_MMHG: Final = (14, 18, 25, 35)
LENGTHS: Final = (("thigh", "Whole thigh"), ("below_knee", "Below the knee"))
WALKS_MIN: Final = (5, 10, 20)
REVIEWS_WEEKS: Final = (3, 6, 12)
STOCKING_DAYS: Final = (3, 7, 14, 21)


class AftercareScreen:
    """Nothing here is ticked for the trainee; each act is an act."""

    name = "Aftercare"

    def __init__(self) -> None:
        self.pressure = 2
        self.length = 0
        self.walk = 2
        self.weeks = 1
        self.days = 3
        self.is_ending = False

    def draw(self, ui: Ui, table: Table, inputs: Intents) -> str | None:
        """Show the aftercare; return the next stage."""
        hints = [("Tab", "next control"), ("Enter", "do it"), ("Esc", "menu")]
        chosen = table.chrome(ui, self.name, hints)
        tall = ui.height - 150
        room = ui.panel((20, 76, 470, tall), "The leg now")
        table.show_leg(ui, Box(room.x, room.y + 50, room.w, room.h - 50))
        posture = table.desk.state.posture
        ui.label((room.x, room.y + 6, room.w, 30), f"The patient is {posture}.", 15, "tx2")
        self._compress(ui, table, Box(506, 76, 500, tall))
        self._advise(ui, table, Box(1022, 76, ui.width - 1042, tall - 68))
        foot = Box(1022, 76 + tall - 52, ui.width - 1042, 52)
        if table.desk.state.is_finished:
            return "Debrief"
        if ui.button("finish", foot, "End the session and see the result"):
            self.is_ending = True
        if self.is_ending:
            chosen = self._end(ui, table) or chosen
        return chosen

    def _compress(self, ui: Ui, table: Table, box: Box) -> None:
        desk, care = table.desk, table.desk.state.aftercare
        room = ui.panel(box, "Compression")
        y = room.y
        ui.label((room.x, y, room.w, 20), "Pressure at the ankle", 12.5, "tx3")
        shown = [f"{p} mmHg" for p in PRESSURES_MMHG]
        self.pressure = ui.segments(
            "stocking pressure", (room.x, y + 22, room.w, 44), shown, self.pressure
        )
        ui.label((room.x, y + 78, room.w, 20), "Length", 12.5, "tx3")
        self.length = ui.segments(
            "length", (room.x, y + 100, room.w, 44), [w for _, w in LENGTHS], self.length
        )
        command = c.FitStocking(PRESSURES_MMHG[self.pressure], LENGTHS[self.length][0])
        words = "Fit the stocking"
        if care.stocking_mmhg:
            words = f"Stocking on: {care.stocking_mmhg} mmHg. Fit another"
        if ui.button("fit", (room.x, y + 158, room.w, 48), words, refusal=desk.why_not(command)):
            desk.do(command)
        ui.divider(room.x, y + 226, room.w)
        ui.label((room.x, y + 240, room.w, 20), "Walk under observation", 12.5, "tx3")
        shown = [f"{m} min" for m in WALKS_MIN]
        self.walk = ui.segments("walk", (room.x, y + 262, room.w, 44), shown, self.walk)
        walk = c.Walk(WALKS_MIN[self.walk])
        words = (
            f"Walked {care.walked_minutes} min. Walk more"
            if care.walked_minutes
            else "Stand up and walk"
        )
        if ui.button("walk now", (room.x, y + 318, room.w, 48), words, "ghost", desk.why_not(walk)):
            desk.do(walk)
        ui.divider(room.x, y + 386, room.w)
        ui.label((room.x, y + 400, room.w, 20), "Review", 12.5, "tx3")
        shown = [f"{w} weeks" for w in REVIEWS_WEEKS]
        self.weeks = ui.segments("review", (room.x, y + 422, room.w, 44), shown, self.weeks)
        plan = c.PlanFollowUp(REVIEWS_WEEKS[self.weeks])
        words = (
            f"Review in {care.follow_up_weeks} weeks. Change"
            if care.follow_up_weeks
            else "Plan the review"
        )
        if ui.button("plan", (room.x, y + 478, room.w, 48), words, "ghost", desk.why_not(plan)):
            desk.do(plan)

    def _advise(self, ui: Ui, table: Table, box: Box) -> None:
        desk = table.desk
        said = dict(desk.state.aftercare.advised)
        room = ui.panel(box, "Advice", f"{len(said)} of {len(ADVICE)} given")
        ui.label((room.x, room.y, room.w, 20), "Stockings for", 12.5, "tx3")
        shown = [f"{d} days" for d in STOCKING_DAYS]
        self.days = ui.segments(
            "stocking days", (room.x, room.y + 22, room.w, 42), shown, self.days
        )
        for k, (item, words) in enumerate(ADVICE.items()):
            row = Box(room.x, room.y + 76 + k * 50, room.w, 44)
            days = STOCKING_DAYS[self.days] if item == "stockings" else 3
            if item == "stockings":
                words = f"Stockings day and night for {days} days"
            is_said = item in said and (item != "stockings" or said[item] == days)
            if ui.toggle(f"advise {item}", row, words, is_said) and not is_said:
                desk.do(c.Advise(item, days))

    def _end(self, ui: Ui, table: Table) -> str | None:
        answer = ui.dialog(
            "end",
            "End the session?",
            "The patient goes home. You will see the leg twelve weeks on, and how the attempt "
            "is judged. This cannot be undone.",
            (("Not yet", "ghost"), ("End the session", "primary")),
        )
        if answer is not None:
            self.is_ending = False
        if answer == "End the session" and table.desk.do(c.FinishAttempt()):
            return "Debrief"
        return None
