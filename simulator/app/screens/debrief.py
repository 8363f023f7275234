"""The debrief: harms first, then skill by domain, the leg then and at twelve weeks."""

from pathlib import Path
from typing import Final

import pygame

from simulator.app.pictures import order_outcome
from simulator.app.screens.table import Table
from simulator.app.words import VEINS, minutes
from simulator.base.units import TICKS_PER_SECOND
from simulator.debrief.write import Debrief, write
from simulator.records.report import report_html
from simulator.scoring.engine import Score
from simulator.scoring.metrics import measured
from simulator.widgets.input import Intents
from simulator.widgets.kit import Box, Moment, Span, Ui

PICTURE_GAP: Final = 16.0
MARKS: Final = {"good": "done", "caution": "caution", "harm": "harm"}


def truths(table: Table) -> tuple[str, ...]:
    """Return what was really there, in words, now that it may be told."""
    told = []
    for source in table.desk.state.patient.spec.sources:
        if source.is_hidden:
            name = VEINS[source.kind].lower()
            told.append(
                f"A hidden {name}, {source.diameter_mm:.1f} mm, ran back {source.reflux_s:.1f} s."
            )
    return tuple(told)


class DebriefScreen:
    """Two ledgers, never one number."""

    name = "Debrief"

    def __init__(self) -> None:
        self.debrief: Debrief | None = None
        self.report: Path | None = None

    def draw(self, ui: Ui, table: Table, inputs: Intents) -> str | None:
        """Show both ledgers; return where the trainee goes next."""
        chosen = table.chrome(ui, self.name, [("Tab", "next"), ("Esc", "menu")])
        if not table.desk.state.is_finished:
            ui.label((20, 100, ui.width - 40, 40), "The attempt is not finished.", 20, "tx2")
            return chosen
        score = table.desk.judge()
        if not table.workshop.has("outcome"):
            order_outcome(table.workshop, table.desk.state)
        if self.debrief is None:
            self.debrief = write(
                table.desk.scenario.rubric,
                score,
                table.desk.attempt.events,
                patient=table.desk.state.patient.spec.name,
                truth=truths(table),
            )
        said = self.debrief
        tall = ui.height - 150
        self._harms(ui, said, score, Box(20, 76, 430, tall * 0.56))
        self._skill(ui, score, Box(20, 76 + tall * 0.56 + 14, 430, tall * 0.44 - 14))
        wide = ui.width - 486
        self._leg(ui, table, said, Box(466, 76, wide, 336))
        self._timeline(ui, table, said, Box(466, 426, wide, 152))
        self._cards(ui, said, Box(466, 592, wide, tall - 592 + 76 - 62))
        return self._acts(ui, table, score, Box(466, 76 + tall - 48, wide, 48)) or chosen

    def _harms(self, ui: Ui, said: Debrief, score: Score, box: Box) -> None:
        room = ui.panel(box, "Harm ledger", "one veto fails the attempt")
        colour = {"passed": "teal", "failed": "red"}.get(said.verdict, "amber")
        ui.mark(room.x + 14, room.y + 18, "done" if score.passed else "harm", 12)
        ui.label(
            (room.x + 36, room.y, room.w - 36, 36),
            said.verdict.capitalize(),
            22,
            colour,
            "SemiBold",
        )
        used = ui.paragraph((room.x, room.y + 40, room.w, 64), said.sentence, 13.5, "tx2")
        y = room.y + 52 + used
        if not said.harms:
            ui.label((room.x, y, room.w, 30), "No harm was done.", 15, "tx", "Medium")
            return
        pitch = 74.0
        with ui.scroll(
            "harms", Box(room.x, y, room.w, room.bottom - y), len(said.harms) * pitch
        ) as inner:
            for k, harm in enumerate(said.harms):
                row = Box(inner.x, inner.y + k * pitch, inner.w, pitch - 8)
                ui.mark(row.x + 11, row.y + 14, "harm" if harm.kind == "critical" else "caution", 9)
                words = harm.text if harm.times < 2 else f"{harm.text} ({harm.times} times)"
                ui.paragraph(
                    (row.x + 30, row.y + 2, row.w - 80, 38), words, 13, "tx", weight="Medium"
                )
                ui.label((row.right - 46, row.y, 46, 24), minutes(harm.tick), 12, "tx3", align="r")
                ui.paragraph((row.x + 30, row.y + 38, row.w - 40, 32), harm.advice, 12, "tx3")

    def _skill(self, ui: Ui, score: Score, box: Box) -> None:
        shown = f"{score.score:.0f} of 100, pass mark {score.pass_mark:g}"
        room = ui.panel(box, "Skill ledger", shown)
        domains = [(name, got, of) for name, (got, of) in score.domains.items() if of]
        pitch = min(44.0, room.h / max(1, len(domains)))
        for k, (name, got, of) in enumerate(domains):
            share = got / of
            colour = "teal" if share >= score.pass_mark / 100 else "amber"
            ui.score_bar(
                (room.x, room.y + k * pitch, room.w, pitch),
                name.capitalize(),
                f"{got:.1f} of {of:g}",
                share,
                score.pass_mark / 100,
                colour,
            )

    def _leg(self, ui: Ui, table: Table, said: Debrief, box: Box) -> None:
        room = ui.panel(box, "The same leg, same light, same framing")
        pictures = table.workshop.get("outcome")
        wide = (room.w - 2 * PICTURE_GAP) / 3
        outcomes = [e for e in table.desk.attempt.events if e["ev"] == "outcome_seen"]
        cleared = sum(e["cleared_permille"] for e in outcomes) / 10 / max(1, len(outcomes))
        stained = sum(e["stain_permille"] for e in outcomes) / 10 / max(1, len(outcomes))
        titles = (
            ("Before", "baseline photograph"),
            (
                "12 weeks",
                f"{cleared:.0f} % cleared, {stained:.0f} % stained" if outcomes else "not treated",
            ),
        )
        for k, (title, words) in enumerate(titles):
            cell = Box(room.x + k * (wide + PICTURE_GAP), room.y, wide, room.h - 34)
            if pictures is None:
                table.waiting(ui, cell, "Twelve weeks pass")
            else:
                self._picture(ui, f"outcome {k}", cell, pictures[k])
            ui.label((cell.x, cell.bottom + 6, 90, 26), title, 15, "tx", "SemiBold")
            ui.label((cell.x + 90, cell.bottom + 6, wide - 90, 26), words, 12.5, "tx3", align="r")
        x = room.x + 2 * (wide + PICTURE_GAP)
        ui.caption((x, room.y, wide, 20), "What was there")
        y = room.y + 26
        for words in said.truth:
            y += ui.paragraph((x, y, wide, 60), words, 13.5, "tx") + 8
        ui.caption((x, y + 8, wide, 20), "Next drill")
        ui.label((x, y + 32, wide, 24), said.drill.name, 14, "tx", "SemiBold")
        ui.paragraph((x, y + 56, wide, room.bottom - y - 56), said.drill.text, 12.5, "tx2")

    def _picture(self, ui: Ui, name: str, cell: Box, picture: pygame.Surface) -> None:
        def paint(canvas: pygame.Surface, rect: pygame.Rect) -> None:
            share = max(rect.w / picture.get_width(), rect.h / picture.get_height())
            size = (round(picture.get_width() * share), round(picture.get_height() * share))
            scaled = pygame.transform.smoothscale(picture, size)
            canvas.blit(
                scaled, rect, ((size[0] - rect.w) // 2, (size[1] - rect.h) // 2, rect.w, rect.h)
            )

        ui.scene(name, cell, (id(picture), ui.px(cell).size), paint)

    def _timeline(self, ui: Ui, table: Table, said: Debrief, box: Box) -> None:
        room = ui.panel(box, "Timeline")
        end = max(1, said.end_tick)
        spans = _spans(table, end)
        moments = [
            Moment(str(k), mark.tick, mark.label, MARKS.get(mark.kind, "done"))
            for k, mark in enumerate(said.marks[:14])
        ]
        step = 60 * TICKS_PER_SECOND
        while end / step > 8:
            step *= 2
        ticks = [(float(t), minutes(t)) for t in range(0, end + 1, step)]
        ui.timeline("story", (room.x, room.y - 16, room.w, room.h + 22), spans, moments, end, ticks)

    def _cards(self, ui: Ui, said: Debrief, box: Box) -> None:
        kept = [("done", "Kept", line.text) for line in said.strongest[:1]]
        change = [("caution", "Change", line.text) for line in said.weakest[: 3 - len(kept)]]
        cards = kept + change
        for cell, (state, title, words) in zip(box.columns(3, 14), cards, strict=False):
            ui.feedback_card(f"card {title} {words[:12]}", cell, state, title, words, "")

    def _acts(self, ui: Ui, table: Table, score: Score, box: Box) -> str | None:
        left, right = box.columns(2, 14)
        words = "Write the report" if self.report is None else f"Report: {self.report.name}"
        if ui.button("report", left, words, "ghost") and self.debrief is not None:
            self.report = table.desk.file.path.with_suffix(".html")
            page = report_html(
                table.desk.scenario.plan.title,
                score,
                self.debrief,
                measured(table.desk.attempt.events),
            )
            self.report.write_text(page, "utf-8")
            table.desk.say(f"Report written: {self.report}")
        if ui.button("leave", right, "Back to the library"):
            return "library"
        return None


def _spans(table: Table, end: int) -> list[Span]:
    """Return the stages as they were lived, from the events that open them."""
    opens = (
        ("Assess", ("history_asked", "examined", "suitability_decided")),
        ("Duplex", ("probe_placed",)),
        ("Treat", ("kit_checked", "syringe_filled", "needle_entered")),
        ("Aftercare", ("stocking_fitted", "patient_walked", "advice_given")),
    )
    starts = []
    for name, kinds in opens:
        first = next((e["tick"] for e in table.desk.attempt.events if e["ev"] in kinds), None)
        if first is not None:
            starts.append((first, name))
    starts.sort()
    ends = [tick for tick, _ in starts[1:]] + [end]
    return [
        Span(name, tick, stop, name == "Treat")
        for (tick, name), stop in zip(starts, ends, strict=True)
    ]
