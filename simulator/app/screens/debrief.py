"""The debrief: harms first, then skill by domain, the skin then and at twelve weeks."""

import webbrowser
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pygame

from simulator.app.pictures import order_outcome, outcome_name
from simulator.app.screens.ledgers import Said, draw_harms, draw_lines, draw_skill
from simulator.app.screens.moment import Moment, order_moment, scene_at
from simulator.app.screens.story import draw_story
from simulator.app.screens.table import Table
from simulator.app.words import VEINS, minutes
from simulator.debrief.write import write
from simulator.records.report import report_html
from simulator.render.theme import RADIUS_CARD
from simulator.scoring.metrics import measured
from simulator.session.attempt import Record
from simulator.widgets.input import Intents
from simulator.widgets.kit import Box, Ui

HINTS: Final = [("Tab", "next"), ("Enter", "do it"), ("F1", "help"), ("Esc", "menu")]
LEFT: Final = 420.0
GAP: Final = 14.0
DRILL_H: Final = 100.0
FOUND: Final = "with evidence."  # how the line of an identified source ends
FRAMINGS: Final = ("Near", "Leg")
DAYS: Final = {"2 wk": 14, "12 wk": 84, "6 mo": 183, "1 yr": 365}


def truths(table: Table) -> tuple[str, ...]:
    """Return what was really there, in words, now that it may be told."""
    told = []
    for source in table.desk.state.patient.spec.sources:
        if source.is_hidden:
            name = VEINS[source.kind].lower()
            name += "" if name.endswith(("vein", "feeder", "perforator")) else " vein"
            told.append(
                f"A hidden {name}, {source.diameter_mm:.1f} mm wide, ran back for "
                f"{source.reflux_s:.1f} s."
            )
    return tuple(told)


class DebriefScreen:
    """Two ledgers, never one number."""

    name = "Debrief"

    def __init__(self) -> None:
        self.said: Said | None = None
        self.report: Path | None = None
        self.shows_order = False
        self.watched: Moment | None = None
        self.day = 1  # which of DAYS is shown
        self.framing = 0  # which of FRAMINGS

    def draw(self, ui: Ui, table: Table, inputs: Intents) -> str | None:
        """Show both ledgers; return where the trainee goes next."""
        chosen = table.chrome(ui, self.name, HINTS)
        tall = ui.height - 150
        if not table.desk.state.is_finished:
            return self._too_early(ui, Box(20, 76, ui.width - 40, tall)) or chosen
        said = self._judged(table)
        picked: list[Moment | None] = []
        harm_h = draw_harms(ui, said, Box(20, 76, LEFT, tall), picked)
        draw_skill(ui, said, Box(20, 76 + harm_h + GAP, LEFT, tall - harm_h - GAP))
        right = Box(20 + LEFT + GAP, 76, ui.width - 40 - LEFT - GAP, tall)
        top, rest = right.top(330, GAP)
        self._leg(ui, table, said, top)
        middle, low = rest.top(196, GAP)
        self.shows_order = draw_story(ui, table, said, middle, self.shows_order, picked)
        acts, lines = low.far(244, GAP)
        draw_lines(ui, said, lines, picked)
        chosen = self._acts(ui, table, said, acts) or chosen
        for moment in picked:
            if moment is not None:
                self.watched = moment
                desk = table.desk
                order_moment(table.workshop, desk.file.path, desk.scenario.plan, moment)
        if self.watched is not None and not table.desk.is_held:
            self._watch(ui, table, self.watched)
        return chosen

    def _judged(self, table: Table) -> Said:
        """Return what is said of the attempt, worked out once."""
        if self.said is None:
            desk = table.desk
            score, events = desk.judge(), desk.attempt.events
            told = write(
                desk.scenario.rubric,
                score,
                events,
                patient=desk.state.patient.spec.name,
                truth=truths(table),
            )
            self.said = Said(told, score, lambda tick: bool(scene_at(events, tick)))
        return self.said

    def _too_early(self, ui: Ui, box: Box) -> str | None:
        card = box.middle(620, 190)
        ui.card(card, "outlined")
        title = "The debrief comes when the session has ended"
        ui.label((card.x + 28, card.y + 22, card.w - 56, 32), title, 20, "tx", "SemiBold")
        words = "Send the patient home from Aftercare, or end a consultation in which you declined."
        ui.label((card.x + 28, card.y + 60, card.w - 56, 28), words, 15, "tx2")
        if ui.button("to aftercare", card.inset(28, 24).foot(48)[0], "Go to aftercare"):
            return "Aftercare"
        return None

    # --- the skin ------------------------------------------------------------------------
    def _leg(self, ui: Ui, table: Table, said: Said, box: Box) -> None:
        """Before, twelve weeks on, and what was really there."""
        is_treated = table.desk.state.treatment.given_ul > 0
        words = "Nothing was injected"
        if is_treated:
            words = f"12 weeks: {_outcome_words(table.desk.attempt.events)}"
        room = ui.panel(box, words)
        field = table.desk.state.patient.patch
        high = room.h - 54
        wide = min(high * field.width_mm / field.height_mm, (room.w - 2 * 18) * 0.36)
        before, after = (Box(room.x + k * (wide + 18), room.y, wide, high) for k in (0, 1))
        self._beside(ui, said, Box(after.right + 24, room.y, room.right - after.right - 24, room.h))
        if not is_treated:
            table.show_patch(ui, before)
            ui.label((before.x, before.bottom + 12, wide, 30), "As it came", 15, "tx", "SemiBold")
            _parting(ui, said.debrief.parting, after)
            return
        is_on_leg = field.is_on_leg
        days, is_leg = tuple(DAYS.values())[self.day], self.framing == 1 and is_on_leg
        if is_leg:
            self._photograph(ui, table, before, 0, is_leg)
        else:
            table.show_patch(ui, before)
        self._photograph(ui, table, after, days, is_leg)
        ui.label((before.x, before.bottom + 12, 70, 30), "Before", 15, "tx", "SemiBold")
        pill = (before.x + 78, before.bottom + 10, before.w - 78, 42)
        if is_on_leg:
            self.framing = ui.segments("outcome framing", pill, FRAMINGS, self.framing)
        pill = (after.x, after.bottom + 10, after.w, 42)
        self.day = ui.segments("outcome day", pill, tuple(DAYS), self.day)

    def _beside(self, ui: Ui, said: Said, box: Box) -> None:
        """What was hidden, what was found of it, and what to train next."""
        x, wide = box.x, box.w
        ui.caption((x, box.y, wide, 20), "What was there, what you found")
        drill = said.debrief.drill
        foot = Box(x, box.bottom - DRILL_H, wide, DRILL_H)
        _found(ui, said, Box(x, box.y + 26, wide, foot.y - box.y - 36))
        ui.divider(x, foot.y - 4, wide)
        ui.caption((x, foot.y + 6, wide, 20), "Next drill")
        ui.label((x, foot.y + 28, wide, 26), drill.name, 15, "tx", "SemiBold")
        ui.paragraph((x, foot.y + 54, wide, foot.h - 54), drill.text, 13, "tx2")

    def _photograph(self, ui: Ui, table: Table, box: Box, day: int, is_leg: bool) -> None:
        """Show one photograph, or how far it is from being developed."""
        order_outcome(table.workshop, table.desk.state, day, is_leg)
        name = outcome_name(day, is_leg)
        picture: pygame.Surface | None = table.workshop.get(name)
        if picture is None:
            ui.plate(box, "s2", "line", RADIUS_CARD)
            table.waiting(ui, box, "The weeks pass" if day else "The leg as it came", name)
        else:
            ui.picture(name, box, picture, id(picture), RADIUS_CARD)

    # --- acts ----------------------------------------------------------------------------
    def _acts(self, ui: Ui, table: Table, said: Said, box: Box) -> str | None:
        top, rest = box.top(52, 10)
        words = "Write the report" if self.report is None else "Open the report"
        if ui.button("report", top, words, "ghost"):
            if self.report is None:
                self._write_report(table, said)
            elif not webbrowser.open(self.report.resolve().as_uri()):
                table.desk.say("There is no browser here; open the file yourself.")
        leave, rest = rest.top(52, 12)
        chosen = "library" if ui.button("leave", leave, "Back to the library") else None
        if self.report is not None:
            ui.mark(rest.x + 10, rest.y + 12, "done", 8)
            words = f"Report: {self.report}"
            ui.paragraph((rest.x + 28, rest.y + 3, rest.w - 28, rest.h), words, 11.5, "tx3")
        else:
            words = "One page with both ledgers, the timeline and every number."
            ui.paragraph((rest.x, rest.y + 3, rest.w, rest.h), words, 12, "tx3")
        return chosen

    def _write_report(self, table: Table, said: Said) -> None:
        path = table.desk.file.path.with_suffix(".html")
        page = report_html(
            table.desk.scenario.plan.title,
            said.score,
            said.debrief,
            measured(table.desk.attempt.events),
        )
        try:
            path.write_text(page, "utf-8")
        except OSError as error:
            table.desk.say(f"The report cannot be written: {error.strerror or error}.")
            return
        self.report = path

    def _watch(self, ui: Ui, table: Table, moment: Moment) -> None:
        """The moment as it was, played again from the record."""
        box = ui.whole.middle(min(1320.0, ui.width - 80), 800)
        with ui.modal(box, f"{minutes(moment.tick)}  {moment.words}") as room:
            foot, picture_box = room.foot(48, 16)
            try:
                picture = table.workshop.get(moment.name)
            except Exception as error:
                ui.label(picture_box, f"This moment cannot be shown: {error}", 15, "tx2")
            else:
                if picture is None:
                    ui.plate(picture_box, "s2", "line", RADIUS_CARD)
                    words = "The attempt is played again up to here"
                    table.waiting(ui, picture_box, words, moment.name)
                else:
                    ui.picture(moment.name, picture_box, picture, id(picture), RADIUS_CARD)
            words = "Played again from your own record: same patient, same acts, same dice."
            ui.label(foot.left(foot.w - 200)[0], words, 13, "tx3")
            if ui.button("moment close", foot.far(184)[0], "Close") or ui.touches.claim("escape"):
                self.watched = None


def _parting(ui: Ui, lines: Sequence[tuple[str, str]], box: Box) -> None:
    """How a session in which nothing was injected ended, act by act."""
    ui.caption((box.x, box.y, box.w, 20), "How it ended")
    y = box.y + 30
    for state, words in lines:
        ui.mark(box.x + 10, y + 12, state, 8)
        tall = ui.paragraph_height(words, box.w - 30, 14)
        ui.paragraph((box.x + 30, y + 2, box.w - 30, tall + 2), words, 14, "tx")
        y += tall + 16


def _found(ui: Ui, said: Said, box: Box) -> None:
    """What was hidden, how each of it was found, and where nobody looked well enough."""
    told = said.debrief
    lines = [("", words) for words in told.truth or ("No hidden source in this patient.",)]
    lines += [("done" if words.endswith(FOUND) else "caution", words) for words in told.sources]
    lines += [("caution", words) for words in told.unscanned]
    wide = box.w - 42
    heights = [ui.paragraph_height(words, wide, 13) + 8 for _, words in lines]
    with ui.scroll("found", box, max(box.h, sum(heights))) as inner:
        y = inner.y
        for (state, words), height in zip(lines, heights, strict=True):
            if state:
                ui.mark(inner.x + 9, y + 10, state, 8)
            ui.paragraph((inner.x + 26, y, wide, height), words, 13, "tx")
            y += height


def _outcome_words(events: list[Record]) -> str:
    outcomes = [e for e in events if e["ev"] == "outcome_seen"]
    count = 10 * max(1, len(outcomes))
    cleared = sum(e["cleared_permille"] for e in outcomes) / count
    stained = sum(e["stain_permille"] for e in outcomes) / count
    return f"{cleared:.0f} % cleared, {stained:.0f} % stained"
