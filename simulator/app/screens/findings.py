"""The findings beside the scan: write what was seen, have it treated, look again."""

from typing import Final

from simulator.app.measuring import Measuring
from simulator.app.probe_hand import ProbeHand
from simulator.app.screens.table import Table
from simulator.app.words import FINDINGS, METHODS, VEINS
from simulator.session import commands as c
from simulator.widgets.kit import Box, Ui

WEEKS_DAYS: Final = 42
WRITE: Final = "Write this finding at the probe"


class FindingsPanel:
    """What the trainee is about to write, and what was written."""

    def __init__(self) -> None:
        self.vein = 0
        self.finding = 0

    def draw(self, ui: Ui, table: Table, box: Box, measuring: Measuring) -> str | None:
        """Show the form and the list; return the next stage."""
        count = len(table.desk.state.scan.marks)
        room = ui.panel(box, "Findings", f"{count} written")
        self._form(ui, table, room, measuring)
        ui.divider(room.x, room.y + 198, room.w)
        self._list(ui, table, Box(room.x, room.y + 206, room.w, room.h - 206 - 54))
        foot = room.foot(44)[0]
        half = (foot.w - 12) / 2
        probe = ProbeHand(table.desk)
        days = c.PassDays(WEEKS_DAYS)
        wait = Box(foot.x, foot.y, half, 44)
        why = None if probe.pose is not None else table.desk.why_not(days)
        if ui.button("weeks", wait, "Six weeks pass", "ghost", why, 13.5):
            probe.lift()
            measuring.clear()
            if table.desk.do(days):
                table.desk.say(f"Six weeks later: day {table.desk.state.day}. Look again.")
        go = Box(foot.x + half + 12, foot.y, half, 44)
        return "Treat" if ui.button("to treatment", go, "To treatment", size=13.5) else None

    def _form(self, ui: Ui, table: Table, room: Box, measuring: Measuring) -> None:
        names, findings = list(VEINS), list(FINDINGS)
        field = Box(room.x, room.y, room.w, 44)
        self.vein = ui.choice("vein", field, list(VEINS.values()), self.vein)
        row = Box(room.x, room.y + 52, room.w, 42)
        self.finding = ui.segments("finding", row, list(FINDINGS.values()), self.finding)
        half = room.w / 2
        reflux_ms = min(20_000, measuring.reflux_ms)
        time = f"{reflux_ms / 1000:.2f} s" if reflux_ms else "drag on the strip"
        diameter_um = measuring.diameter_um
        size = f"{diameter_um / 1000:.1f} mm" if diameter_um else "C, then drag"
        for x, words, shown, is_there in (
            (room.x, "Reflux time", time, reflux_ms),
            (room.x + half, "Diameter", size, diameter_um),
        ):
            colour = "tx" if is_there else "tx3"
            place = (x, room.y + 102, half, 40)
            ui.reading(place, words, shown, 14, colour, is_live=False)
        is_refluxing = findings[self.finding] == "refluxing"
        command = c.MarkVein(
            names[self.vein],
            findings[self.finding],
            reflux_ms if is_refluxing else 0,
            diameter_um,
        )
        button = Box(room.x, room.y + 148, room.w, 42)
        why = table.desk.why_not(command)
        is_written = ui.button("write", button, WRITE, "primary", why, 14)
        if is_written and table.desk.do(command):
            measuring.clear()
            number = len(table.desk.state.scan.marks)
            table.desk.say(f"Finding {number} is on the leg map.")

    def _list(self, ui: Ui, table: Table, box: Box) -> None:
        state = table.desk.state
        done = {mark: "referred" for mark, _ in state.referred} | {
            e["mark"]: f"treated, day {e['day']}"
            for e in table.desk.attempt.events
            if e["ev"] == "vein_treated"
        }
        pitch = 46.0
        with ui.scroll("marks", box, max(box.h, len(state.scan.marks) * pitch)) as room:
            for k, mark in enumerate(state.scan.marks):
                row = Box(room.x, room.y + k * pitch, room.w, pitch - 6)
                words = f"{k + 1}  {mark.name}, {mark.finding}"
                ui.label((row.x, row.y, row.w - 130, 22), words, 13.5, "tx", "Medium")
                figures = [f"{mark.reflux_ms / 1000:.2f} s"] if mark.reflux_ms else []
                figures += [f"{mark.diameter_um / 1000:.1f} mm"] if mark.diameter_um else []
                figures += [f"day {mark.day}"]
                ui.label((row.x, row.y + 20, row.w - 130, 20), ", ".join(figures), 12, "tx3")
                if k in done:
                    place = (row.right - 124, row.y, 124, 40)
                    ui.label(place, done[k], 12, "teal", align="r")
                elif mark.finding == "refluxing":
                    self._refer(ui, table, k, Box(row.right - 120, row.y, 120, 40))

    def _refer(self, ui: Ui, table: Table, number: int, box: Box) -> None:
        """Offer to have a refluxing vein treated by a colleague."""
        is_small = table.desk.state.scan.marks[number].name == "reticular"
        method = "foam" if is_small else "endovenous_ablation"
        command = c.ReferForTreatment(number, method)
        why = table.desk.why_not(command)
        if ui.button(f"refer {number}", box, "Have it treated", "ghost", why, 12.5):
            table.desk.do(command)
            table.desk.say(f"Referred: {METHODS[method].lower()}, before she comes back.")
