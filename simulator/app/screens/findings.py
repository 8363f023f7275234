"""The findings beside the scan: write what was seen, have it treated, look again."""

from typing import Final

from simulator.app.screens.table import Table
from simulator.app.words import FINDINGS, METHODS, VEINS
from simulator.base.units import TICKS_PER_SECOND
from simulator.session import commands as c
from simulator.view.duplex import Caliper, TimeCaliper
from simulator.widgets.kit import Box, Ui

WEEKS_DAYS: Final = 42


class FindingsPanel:
    """What the trainee is about to write, and what was written."""

    def __init__(self) -> None:
        self.vein = 1
        self.finding = 0
        self.wants_treatment = False

    def draw(
        self, ui: Ui, table: Table, box: Box, caliper: Caliper | None, span: TimeCaliper | None
    ) -> None:
        """Show the form and the list."""
        room = ui.panel(box, "Findings", f"{len(table.desk.state.scan.marks)} written")
        self._form(ui, table, room, caliper, span)
        ui.divider(room.x, room.y + 198, room.w)
        self._list(ui, table, Box(room.x, room.y + 206, room.w, room.h - 206 - 54))
        foot = room.foot(44)[0]
        half = (foot.w - 12) / 2
        days = c.PassDays(WEEKS_DAYS)
        wait = Box(foot.x, foot.y, half, 44)
        if ui.button("weeks", wait, "Six weeks pass", "ghost", table.desk.why_not(days), 13.5):
            table.desk.do(days)
        go = Box(foot.x + half + 12, foot.y, half, 44)
        if ui.button("to treatment", go, "To treatment", size=13.5):
            self.wants_treatment = True

    def _form(
        self, ui: Ui, table: Table, room: Box, caliper: Caliper | None, span: TimeCaliper | None
    ) -> None:
        names, findings = list(VEINS), list(FINDINGS)
        field = Box(room.x, room.y, room.w, 44)
        self.vein = ui.choice("vein", field, list(VEINS.values()), self.vein)
        row = Box(room.x, room.y + 52, room.w, 42)
        self.finding = ui.segments("finding", row, list(FINDINGS.values()), self.finding)
        reflux_ms = 0
        if span is not None:
            reflux_ms = round((span.end_tick - span.start_tick) * 1000 / TICKS_PER_SECOND)
        diameter_um = round(caliper.length_mm * 1000) if caliper is not None else 0
        half = room.w / 2
        time = f"{reflux_ms / 1000:.2f} s" if span else "drag on the strip"
        size = f"{diameter_um / 1000:.1f} mm" if caliper else "C, then drag"
        ui.reading((room.x, room.y + 102, half, 40), "Reflux time", time, 14, is_live=False)
        ui.reading((room.x + half, room.y + 102, half, 40), "Diameter", size, 14, is_live=False)
        command = c.MarkVein(
            names[self.vein],
            findings[self.finding],
            min(20_000, reflux_ms) if self.finding == 0 else 0,
            min(30_000, diameter_um),
        )
        button = Box(room.x, room.y + 148, room.w, 42)
        why = table.desk.why_not(command)
        if ui.button("write", button, "Write this finding at the probe", "primary", why, 14):
            table.desk.do(command)

    def _list(self, ui: Ui, table: Table, box: Box) -> None:
        state = table.desk.state
        treated = {
            e["mark"]: e["day"] for e in table.desk.attempt.events if e["ev"] == "vein_treated"
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
                if k in treated:
                    ui.label(
                        (row.right - 124, row.y, 124, 40),
                        f"treated, day {treated[k]}",
                        12,
                        "teal",
                        align="r",
                    )
                elif mark.finding == "refluxing":
                    method = "foam" if mark.name == "reticular" else "endovenous_ablation"
                    if ui.button(
                        f"refer {k}",
                        (row.right - 120, row.y, 120, 40),
                        "Have it treated",
                        "ghost",
                        size=12.5,
                    ):
                        table.desk.do(c.ReferForTreatment(k, method))
                        table.desk.say(f"A colleague treats it: {METHODS[method].lower()}.")
