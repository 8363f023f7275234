"""The patient's side of the consultation: questions and answers, and the examination."""

from collections.abc import Mapping
from typing import Any, Final

from simulator.app.screens.glass import GlassTest
from simulator.app.screens.table import Table
from simulator.app.words import BARS, EXAMINATION, HISTORY
from simulator.session import commands as c
from simulator.session.examining import CEAP
from simulator.widgets.kit import Box, Ui

TABS: Final = ("Ask", "Examine")
ASK_ROW, LOOK_ROW = 40.0, 46.0
Told = Mapping[str, Any]


class AskingPanel:
    """Who sits there, what was asked and found; keeps only which of the two is shown."""

    def __init__(self) -> None:
        self.tab = 0

    def draw(self, ui: Ui, table: Table, glass: GlassTest, box: Box) -> None:
        """Draw the patient, then the questions or the examination."""
        state = table.desk.state
        spec, talk = state.patient.spec, state.consultation
        room = ui.panel(box)
        initials = "".join(word[0] for word in spec.name.split() if word[0].isupper())[-2:]
        ui.dot(room.x + 26, room.y + 24, 26, "s3")
        ui.label((room.x, room.y + 6, 52, 36), initials, 16, "tx", "SemiBold", "c")
        who = Box(room.x + 68, room.y - 2, room.w - 68, 30)
        ui.label(who, f"{spec.name}, {spec.age_years}", 20, "tx", "SemiBold")
        where = spec.site if spec.is_off_leg else f"{spec.side} leg"
        known = (spec.occupation.capitalize(), where, f"day {state.day}")
        about = " · ".join(words for words in known if words)
        ui.label((who.x, who.y + 28, who.w, 24), about, 13.5, "tx3")
        counts = (
            f"{TABS[0]}, {len(set(talk.asked))} of {len(HISTORY)}",
            f"{TABS[1]}, {len(set(talk.examined))} of {len(EXAMINATION)}",
        )
        switch, below = Box(room.x, room.y + 66, room.w, room.h - 66).top(40, 12)
        self.tab = ui.segments("asking", switch, counts, self.tab)
        if self.tab == 0:
            self._questions(ui, table, below)
        else:
            self._examination(ui, table, glass, below)

    def _questions(self, ui: Ui, table: Table, room: Box) -> None:
        events = table.desk.attempt.events
        answers = {e["item"]: e for e in events if e["ev"] == "history_asked"}
        tells = tells_bars(table)
        for (item, title), row in zip(
            HISTORY.items(), room.rows(ASK_ROW, len(HISTORY)), strict=True
        ):
            said = answers.get(item)
            if said is not None:
                bars = said["bars"] if tells else ""
                _answer(ui, row, title, f"“{said['answer']}”", BARS.get(bars, ""))
            elif _offer(ui, f"ask {item}", row, title, "Ask"):
                table.desk.do(c.AskHistory(item))

    def _examination(self, ui: Ui, table: Table, glass: GlassTest, room: Box) -> None:
        desk = table.desk
        found = {e["item"]: e for e in desk.attempt.events if e["ev"] == "examined"}
        rows = room.rows(LOOK_ROW, len(EXAMINATION))
        for (item, title), row in zip(EXAMINATION.items(), rows, strict=True):
            seen = found.get(item)
            if seen is None:
                if _offer(ui, f"examine {item}", row, title, "Examine"):
                    desk.do(c.Examine(item))
            elif item == "abpi":
                _index(ui, row, title, seen["abpi_permille"])
            else:
                _answer(ui, row, title, seen["finding"])
        y = rows[-1].bottom + 14
        ui.caption((room.x, y, room.w, 20), "Clinical class of the leg, CEAP")
        ceap = desk.state.consultation.ceap
        cells = Box(room.x, y + 26, room.w, 40).columns(len(CEAP), 6)
        for known, cell in zip(CEAP, cells, strict=True):
            kind = "selected" if known == ceap else "ghost"
            if ui.button(f"ceap {known}", cell, known, kind, size=13) and known != ceap:
                desk.do(c.Classify(known))
        y += 82
        ui.caption((room.x, y, room.w, 20), "Refill under glass")
        if ui.button("glass", Box(room.x, y + 26, room.w, 42), "Press with a glass …", "ghost"):
            glass.is_open = True
        words = "; ".join(
            f"{refill.refill_ms / 1000:.1f} s" for refill in desk.state.consultation.refills[-6:]
        )
        if words:
            left = Box(room.x, y + 76, room.w, 24)
            ui.label(left, f"Red again after {words}", 13, "tx2")


def tells_bars(table: Table) -> bool:
    """Return whether the screen may say which answers bar treatment: never before the decision.

    To hear it is what the trainee learns; in an exam nothing says it at all.
    """
    return bool(table.desk.state.consultation.decision) and not table.is_exam


def _offer(ui: Ui, name: str, row: Box, title: str, act: str) -> bool:
    """Draw what was not asked or examined yet; True when it is."""
    cell = Box(row.x, row.y + 1, row.w, min(row.h, ASK_ROW) - 4)
    is_fired = ui.button(name, cell, title, "ghost", size=13.5, align="l")
    ui.label((cell.right - 94, cell.y, 80, cell.h), act, 12.5, "teal", "SemiBold", "r")
    return is_fired


def _answer(ui: Ui, row: Box, title: str, words: str, caution: str = "") -> None:
    """Draw an answer, centred in its row; one that speaks against treatment has a sign too."""
    ui.label((row.x, row.y, 148, row.h), title, 13.5, "tx3")
    left, colour = row.x + 156, "tx"
    if caution:
        ui.mark(left + 8, row.y + row.h / 2, "caution", 8)
        left, colour, words = left + 24, "amber", f"{caution}: {words}"
    wide = row.right - left
    tall = min(row.h - 2, ui.paragraph_height(words, wide, 12.5, line_height=1.3))
    ui.paragraph(
        (left, row.y + (row.h - tall) / 2, wide, tall + 2), words, 12.5, colour, line_height=1.3
    )
    ui.divider(row.x, row.bottom - 1, row.w)


def _index(ui: Ui, row: Box, title: str, permille: int) -> None:
    """Draw the ankle-brachial index as the number it is."""
    ui.label((row.x, row.y, 148, row.h), title, 13.5, "tx3")
    number = Box(row.x + 156, row.y, 56, row.h)
    ui.value(number, f"{permille / 1000:.2f}", 18, "tx", "l")
    ui.label((number.right + 8, row.y, row.right - number.right - 8, row.h),
             "ankle over arm; from 0.9 on is normal", 12.5, "tx3")  # fmt: skip
    ui.divider(row.x, row.bottom - 1, row.w)
