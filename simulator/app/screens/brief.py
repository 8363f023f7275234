"""The briefing: who comes, what is asked, and the case card."""

from typing import Final

from simulator.app.screens.table import Table
from simulator.app.words import LABEL
from simulator.widgets.input import Intents
from simulator.widgets.kit import Box, Ui

HINTS: Final = [("Enter", "see the patient"), ("F1", "help"), ("F11", "full screen"),
                ("Esc", "menu")]  # fmt: skip
HONESTY: Final = (
    "A training model, no medical device. It cannot teach touch, and some of its coefficients "
    "are guesses that await a clinician's review."
)
STAGE_WORDS: Final = (
    ("Assess", "ask, examine, decide, take consent"),
    ("Duplex", "find what fills these veins, standing"),
    ("Treat", "the cause first, then the threads"),
    ("Aftercare", "stocking, walk, advice, going home"),
    ("Follow-up", "days pass: telephone, diary, review"),
    ("Debrief", "harms, skill, the leg to month twelve"),
)
STAGE_ROW: Final = 40.0
LABEL_WORDS: Final = (
    "How one gets in, and how invasive that is: through the skin, by a needle's pinhole, with no "
    "cut."
)


class BriefScreen:
    """What the trainee reads before the patient comes in."""

    name = "Brief"

    def draw(self, ui: Ui, table: Table, inputs: Intents) -> str | None:
        """Show the brief; return the next stage."""
        chosen = table.chrome(ui, self.name, HINTS)
        tall = ui.height - 150
        wide = (ui.width - 72) / 3
        main = ui.panel((20, 76, wide, tall), "The case")
        plan = table.desk.scenario.plan
        ui.label((main.x, main.y + 4, main.w, 46), plan.title, 30, "tx", "SemiBold")
        used = ui.paragraph((main.x, main.y + 66, main.w, 260), plan.brief.strip(), 16.5, "tx2")
        ui.caption((main.x, main.y + 92 + used, main.w, 20), "Stages")
        for (title, words), row in zip(
            STAGE_WORDS,
            Box(main.x, main.y + 120 + used, main.w, 0).rows(STAGE_ROW, len(STAGE_WORDS)),
            strict=True,
        ):
            ui.label((row.x, row.y, 108, row.h), title, 14.5, "tx", "Medium")
            ui.label((row.x + 112, row.y, row.w - 112, row.h), words, 13.5, "tx2")
            ui.divider(row.x, row.bottom, row.w)
        foot = main.foot(52)[0]
        self._progress(ui, table, Box(foot.x, foot.y - 62, foot.w, 44))
        is_taken = ui.button("begin", foot, "See the patient")
        if is_taken or (not table.desk.is_held and ui.touches.claim("return")):
            chosen = "Assess"
        self._patient(ui, table, Box(36 + wide, 76, wide, tall))
        self._card(ui, table, Box(52 + 2 * wide, 76, wide, tall))
        return chosen

    def _progress(self, ui: Ui, table: Table, box: Box) -> None:
        """How far the pictures of this patient are; one need not wait for them."""
        ready, making = table.workshop.progress()
        if ready >= 1.0:
            ui.mark(box.x + 10, box.y + 22, "done", 8)
            ui.label((box.x + 28, box.y, box.w - 28, 44), "Everything is prepared", 13.5, "tx3")
            return
        ui.label((box.x, box.y, box.w, 24), f"Preparing {making}", 13, "tx3")
        ui.bar((box.x, box.y + 30, box.w, 6), ready)

    def _patient(self, ui: Ui, table: Table, box: Box) -> None:
        """Who comes: the veins from near, and the patient's own words."""
        spec, field = table.desk.state.patient.spec, table.desk.state.patient.patch
        room = ui.panel(box, "The patient")
        near = Box(room.x, room.y, room.w, room.w * field.height_mm / field.width_mm)
        table.show_patch(ui, near)
        half = near.w / 2
        where = spec.place.capitalize()
        ui.label((near.x, near.bottom + 8, half, 28), where, 14, "tx", "Medium")
        size = f"{field.width_mm:.0f} × {field.height_mm:.0f} mm"
        ui.label((near.x + half, near.bottom + 8, half, 28), size, 12.5, "tx3", align="r")
        words = f"“{spec.words.strip()}”"
        quote = Box(room.x, near.bottom + 56, room.w, room.bottom - near.bottom - 56)
        said_h = ui.paragraph_height(words, quote.w - 44, 17)
        quote = Box(quote.x, quote.y, quote.w, min(quote.h, said_h + 88))
        ui.card(quote)
        about = f"{spec.name}, {spec.age_years}, {spec.occupation}"
        ui.icon((quote.x + 22, quote.y + 22, 20, 20), "person", "teal")
        ui.label((quote.x + 54, quote.y + 16, quote.w - 76, 32), about, 14, "tx3", "Medium")
        ui.paragraph((quote.x + 22, quote.y + 62, quote.w - 44, quote.h - 72), words, 17, "tx")

    def _card(self, ui: Ui, table: Table, box: Box) -> None:
        """The case card, with the procedure's label of access and invasiveness."""
        plan, spec = table.desk.scenario.plan, table.desk.state.patient.spec
        rubric = table.desk.scenario.rubric
        room = ui.panel(box, "Case card")
        rows = (
            ("Patient", f"{spec.name}, {spec.age_years}"),
            ("Occupation", spec.occupation.capitalize()),
            ("Where", spec.place.capitalize()),
            ("Skin", f"Fitzpatrick {spec.fitzpatrick}"),
            ("Procedure", "Microsclerotherapy"),
            ("Mode", plan.mode.capitalize()),
            ("Protocol", rubric.protocol.capitalize()),
            ("To pass", f"{rubric.pass_mark:g} of 100, and no veto"),
        )
        for (title, words), row in zip(rows, room.rows(42, len(rows)), strict=True):
            ui.fact(row, title, words)
        tall = ui.paragraph_height(LABEL_WORDS, room.w - 40, 13.5)
        label = Box(room.x, room.y + 42 * len(rows) + 22, room.w, min(190.0, tall + 74))
        ui.card(label, "live")
        ui.label((label.x + 20, label.y + 14, label.w - 40, 32), LABEL, 18, "tx", "SemiBold")
        ui.paragraph((label.x + 20, label.y + 54, label.w - 40, label.h - 60), LABEL_WORDS, 13.5)
        note = Box(room.x, label.bottom + 14, room.w, room.bottom - label.bottom - 14)
        ui.paragraph((note.x, note.y, note.w, note.h), HONESTY, 13, "tx3")
