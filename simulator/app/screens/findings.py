"""The findings beside the scan: write what was seen, have it treated, look again."""

from typing import Final

from simulator.app.measuring import Measuring
from simulator.app.probe_hand import ProbeHand
from simulator.app.screens.table import Table
from simulator.app.words import FINDINGS, METHODS, VEINS, short_vein
from simulator.session import commands as c
from simulator.view.place_words import place_words
from simulator.widgets.kit import Box, Ui

WEEKS_DAYS: Final = 42
FORM: Final = 202.0  # its height
WRITE: Final = "Write this finding at the probe"


class FindingsPanel:
    """What the trainee is about to write, and what was written."""

    def __init__(self) -> None:
        self.vein = 0
        self.finding = 0

    def draw(self, ui: Ui, table: Table, box: Box, measuring: Measuring) -> str | None:
        """Show the form and the list; return the next stage."""
        count = len(table.desk.state.scan.marks)
        areas = (
            f"{sum(t.is_scanned for t in table.territories)} of {len(table.territories)} areas seen"
        )
        room = ui.panel(box, "Findings", f"{count} written, {areas}")
        self._form(ui, table, room, measuring)
        ui.divider(room.x, room.y + FORM - 8, room.w)
        self._list(ui, table, Box(room.x, room.y + FORM, room.w, room.h - FORM - 52))
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
                table.desk.say(f"Six weeks later: day {table.desk.state.day}. Look again.", "done")
        go = Box(foot.x + half + 12, foot.y, half, 44)
        return "Treat" if ui.button("to treatment", go, "To treatment", size=13.5) else None

    def _form(self, ui: Ui, table: Table, room: Box, measuring: Measuring) -> None:
        names, findings = list(VEINS), list(FINDINGS)
        vein, finding = Box(room.x, room.y, room.w, 38), Box(room.x, room.y + 43, room.w, 38)
        self.vein = ui.choice("vein", vein, list(VEINS.values()), self.vein)
        self.finding = ui.choice("finding", finding, list(FINDINGS.values()), self.finding)
        is_refluxing = findings[self.finding] == "refluxing"
        reflux_ms = min(20_000, measuring.reflux_ms)
        time = f"{reflux_ms / 1000:.2f} s" if reflux_ms else "drag on the strip"
        diameter_um = measuring.diameter_um
        size = f"{diameter_um / 1000:.1f} mm" if diameter_um else "C, then drag"
        half = room.w / 2
        for x, words, shown, is_there in (
            (room.x, "Reflux time", time if is_refluxing else "not for this", reflux_ms),
            (room.x + half, "Diameter", size, diameter_um),
        ):
            colour = "tx" if is_there else "tx3"
            ui.reading((x, room.y + 85, half, 38), words, shown, 13.5, colour, is_live=False)
        pose = table.desk.state.scan.probe
        where = place_words(table.desk.state.patient.leg, pose.s_mm) if pose else "no probe yet"
        ui.label((room.x, room.y + 124, room.w, 19), f"At: {where}", 12.5, "tx2")
        command = c.MarkVein(
            names[self.vein],
            findings[self.finding],
            reflux_ms if is_refluxing else 0,
            diameter_um,
        )
        button = Box(room.x, room.y + 147, room.w, 40)
        why = table.desk.why_not(command)
        is_written = ui.button("write", button, WRITE, "primary", why, 14)
        if is_written and table.desk.do(command):
            measuring.clear()
            number = len(table.desk.state.scan.marks)
            table.desk.say(f"Finding {number} is on the leg map.", "done")

    def _list(self, ui: Ui, table: Table, box: Box) -> None:
        state = table.desk.state
        done = {mark: "referred" for mark, _ in state.referred} | {
            e["mark"]: f"treated day {e['day']}"
            for e in table.desk.attempt.events
            if e["ev"] == "vein_treated"
        }
        pitch = 46.0
        with ui.scroll("marks", box, max(box.h, len(state.scan.marks) * pitch)) as room:
            for k, mark in enumerate(state.scan.marks):
                row = Box(room.x, room.y + k * pitch, room.w, pitch - 6)
                words = f"{k + 1}  {short_vein(mark.name)}, {mark.finding}"
                words += f", {mark.reflux_ms / 1000:.2f} s" if mark.reflux_ms else ""
                words += f", {mark.diameter_um / 1000:.1f} mm" if mark.diameter_um else ""
                where = place_words(state.patient.leg, mark.s_um / 1000)
                told = done.get(k, f"day {mark.day}" if mark.day else "")
                where += f", {told}" if told else ""
                can_refer = mark.finding == "refluxing" and k not in done
                room_w = row.w - (84 if can_refer else 0)
                ui.label((row.x, row.y, room_w, 21), words, 13, "tx", "Medium")
                ui.label((row.x, row.y + 20, room_w, 19), where, 12, "teal" if k in done else "tx3")
                if can_refer:
                    self._refer(ui, table, k, Box(row.right - 78, row.y, 78, 40))

    def _refer(self, ui: Ui, table: Table, number: int, box: Box) -> None:
        """Offer to have a refluxing vein treated by a colleague."""
        is_small = table.desk.state.scan.marks[number].name == "reticular"
        method = "foam" if is_small else "endovenous_ablation"
        command = c.ReferForTreatment(number, method)
        why = table.desk.why_not(command)
        if ui.button(f"refer {number}", box, "Refer", "ghost", why, 12.5):
            table.desk.do(command)
            words = f"Referred: {METHODS[method].lower()}, before she comes back."
            table.desk.say(words, "done")
