"""Consultation: ask, examine, decide, explain, consent; days to think pass by command."""

from simulator.app.screens.table import Table
from simulator.app.words import CONSENT, DECISION, EXAMINATION, HISTORY
from simulator.session import commands as c
from simulator.view.leg import ASPECTS
from simulator.widgets.input import Intents
from simulator.widgets.kit import Box, Ui


class AssessScreen:
    """The patient sits opposite."""

    name = "Assess"

    def draw(self, ui: Ui, table: Table, inputs: Intents) -> str | None:
        """Show the consultation; return the next stage."""
        hints = [("Tab", "next control"), ("Enter", "do it"), ("Esc", "menu")]
        chosen = table.chrome(ui, self.name, hints)
        tall = ui.height - 150
        self._patient(ui, table, Box(20, 76, 470, tall))
        self._leg(ui, table, Box(506, 76, 460, tall))
        self._talk(ui, table, Box(982, 76, ui.width - 1002, tall - 68))
        foot = Box(982, 76 + tall - 52, ui.width - 1002, 52)
        if ui.button("continue", foot, "Continue to duplex"):
            chosen = "Duplex"
        return chosen

    def _patient(self, ui: Ui, table: Table, box: Box) -> None:
        state = table.desk.state
        spec, talk = state.patient.spec, state.consultation
        room = ui.panel(box)
        initials = "".join(word[0] for word in spec.name.split() if word[0].isupper())[-2:]
        ui.dot(room.x + 26, room.y + 26, 26, "s3")
        ui.label((room.x, room.y + 8, 52, 36), initials, 16, "tx", "SemiBold", "c")
        ui.label(
            (room.x + 68, room.y, 360, 28), f"{spec.name}, {spec.age_years}", 20, "tx", "SemiBold"
        )
        about = f"{spec.occupation.capitalize()} · {spec.side} leg · day {state.day}"
        ui.label((room.x + 68, room.y + 28, 360, 22), about, 13.5, "tx3")
        ui.caption((room.x, room.y + 66, 200, 20), "History")
        ui.value(
            (room.right - 120, room.y + 66, 120, 20),
            f"{len(set(talk.asked))} of {len(HISTORY)}",
            12.5,
            "tx3",
        )
        answers = {e["item"]: e for e in table.desk.attempt.events if e["ev"] == "history_asked"}
        y = room.y + 92
        for item, title in HISTORY.items():
            y = self._question(
                ui, table, Box(room.x, y, room.w, 40), item, title, answers.get(item)
            )
        ui.caption((room.x, y + 10, 200, 20), "Examination")
        found = {
            e["item"]: e["finding"] for e in table.desk.attempt.events if e["ev"] == "examined"
        }
        y += 34
        for item, title in EXAMINATION.items():
            row = Box(room.x, y, room.w, 40)
            if item in found:
                ui.label((row.x, row.y, 130, 40), title, 13.5, "tx3")
                ui.paragraph((row.x + 136, row.y + 4, row.w - 136, 36), found[item], 12.5, "tx")
            elif ui.button(
                f"examine {item}", Box(row.x, row.y, row.w, 36), title, "ghost", size=14, align="l"
            ):
                table.desk.do(c.Examine(item))
            y += 42

    def _question(
        self, ui: Ui, table: Table, row: Box, item: str, title: str, said: dict | None
    ) -> float:
        if said is None:
            box = Box(row.x, row.y, row.w, 36)
            if ui.button(f"ask {item}", box, title, "ghost", size=14, align="l"):
                table.desk.do(c.AskHistory(item))
            return row.y + 42
        ui.label((row.x, row.y, 170, 38), title, 13.5, "tx3")
        colour = "amber" if said["is_contraindication"] else "tx"
        ui.paragraph((row.x + 176, row.y + 2, row.w - 176, 38), said["answer"], 12.5, colour)
        ui.divider(row.x, row.y + 40, row.w)
        return row.y + 42

    def _leg(self, ui: Ui, table: Table, box: Box) -> None:
        room = ui.panel(box, f"{table.desk.state.patient.spec.side} leg")
        seen = ui.segments(
            "aspect",
            Box(room.x, room.y + 2, room.w, 40),
            [a.capitalize() for a in ASPECTS],
            ASPECTS.index(table.aspect),
        )
        table.aspect = ASPECTS[seen]
        table.show_leg(ui, Box(room.x, room.y + 50, room.w, room.h - 50))

    def _talk(self, ui: Ui, table: Table, box: Box) -> None:
        desk, talk = table.desk, table.desk.state.consultation
        room = ui.panel(box, "Decision and consent")
        options = list(DECISION)
        at = options.index(talk.decision) if talk.decision else -1
        now = ui.segments(
            "decision", Box(room.x, room.y + 2, room.w, 44), list(DECISION.values()), at
        )
        if now != at:
            desk.do(c.DecideSuitability(options[now]))
        ui.caption((room.x, room.y + 60, 300, 20), "Explained to the patient")
        ui.value(
            (room.right - 120, room.y + 60, 120, 20),
            f"{len(talk.explained)} of {len(CONSENT)}",
            12.5,
            "tx3",
        )
        half = (room.w - 12) / 2
        for k, (item, title) in enumerate(CONSENT.items()):
            cell = Box(room.x + (k % 2) * (half + 12), room.y + 86 + (k // 2) * 44, half, 40)
            is_told = item in talk.explained
            if ui.toggle(f"explain {item}", cell, title, is_told) and not is_told:
                desk.do(c.Explain(item))
        y = room.y + 86 + 7 * 44 + 12
        self._acts(ui, table, Box(room.x, y, room.w, 190))

    def _acts(self, ui: Ui, table: Table, box: Box) -> None:
        desk, talk = table.desk, table.desk.state.consultation
        half = (box.w - 12) / 2
        left, right = Box(box.x, box.y, half, 44), Box(box.x + half + 12, box.y, half, 44)
        done = "Photographed" if talk.is_photographed else "Photograph the leg"
        if ui.button(
            "photograph",
            left,
            done,
            "selected" if talk.is_photographed else "ghost",
            size=14,
            icon="camera",
        ):
            desk.do(c.TakePhotograph())
        done = "Stocking measured" if talk.is_stocking_measured else "Measure the stocking"
        if ui.button(
            "measure",
            right,
            done,
            "selected" if talk.is_stocking_measured else "ghost",
            size=14,
            icon="stocking",
        ):
            desk.do(c.MeasureStocking())
        think = Box(left.x, left.y + 56, half, 44)
        if ui.button(
            "think",
            think,
            "Let 14 days pass",
            "ghost",
            size=14,
            refusal=desk.why_not(c.PassDays(14)),
        ):
            desk.do(c.PassDays(14))
        sign = Box(right.x, right.y + 56, half, 44)
        words = "Consent signed" if talk.is_consented else "Take consent"
        if ui.button("consent", sign, words, refusal=desk.why_not(c.TakeConsent()), size=14):
            desk.do(c.TakeConsent())
