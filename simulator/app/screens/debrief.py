"""The debrief: harms first, then skill by domain, the leg to month twelve and what made it so."""

import webbrowser
from pathlib import Path
from typing import Final

from simulator.app.screens.ledgers import Said, draw_harms, draw_lines, draw_skill
from simulator.app.screens.moment import Moment, order_moment, scene_at
from simulator.app.screens.outcome import OutcomePanel
from simulator.app.screens.story import draw_story
from simulator.app.screens.table import Table
from simulator.app.words import VEINS, minutes
from simulator.debrief.write import write
from simulator.records.report import report_html
from simulator.render.theme import RADIUS_CARD
from simulator.scoring.metrics import measured
from simulator.widgets.input import Intents
from simulator.widgets.kit import Box, Ui

HINTS: Final = [("Tab", "next"), ("Enter", "do it"), ("F1", "help"), ("Esc", "menu")]
LEFT: Final = 420.0
GAP: Final = 14.0
OUTCOME_H, STORY_H = 350.0, 176.0


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
        self.outcome = OutcomePanel()

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
        top, rest = right.top(OUTCOME_H, GAP)
        self.outcome.draw(ui, table, said, top, picked)
        middle, low = rest.top(STORY_H, GAP)
        self.shows_order = draw_story(ui, table, said, middle, self.shows_order, picked)
        acts, lines = low.far(244, GAP)
        drill, lines = lines.far(236, GAP)
        draw_lines(ui, said, lines, picked)
        _drill(ui, said, drill)
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
            named, where = Box(rest.x + 28, rest.y + 2, rest.w - 28, 0).rows(18, 2)
            ui.label(named, self.report.name, 12, "tx2")
            ui.label(where, f"in {self.report.parent}", 11.5, "tx3")
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


def _drill(ui: Ui, said: Said, box: Box) -> None:
    """What to train next."""
    drill = said.debrief.drill
    room = ui.panel(box, "Next drill")
    tall = ui.paragraph_height(drill.name, room.w - 16, 15, "SemiBold") + 4
    wanted = tall + ui.paragraph_height(drill.text, room.w - 16, 13)
    with ui.scroll("drill", room, max(room.h, wanted)) as inner:
        ui.paragraph((inner.x, inner.y, inner.w, tall), drill.name, 15, "tx", "SemiBold")
        ui.paragraph((inner.x, inner.y + tall, inner.w, wanted - tall), drill.text, 13, "tx2")
