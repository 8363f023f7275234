"""The briefing: who comes, what is asked, and the case card."""

from simulator.app.screens.table import Table
from simulator.widgets.input import Intents
from simulator.widgets.kit import Box, Ui

HONESTY = (
    "A training model, no medical device: it cannot teach touch, and its coefficients are partly "
    "guesses that await a clinician's review."
)


class BriefScreen:
    """What the trainee reads before the patient comes in."""

    name = "Brief"

    def draw(self, ui: Ui, table: Table, inputs: Intents) -> str | None:
        """Show the brief; return the next stage."""
        chosen = table.chrome(ui, self.name, [("Enter", "begin"), ("F11", "full screen")])
        plan, spec = table.desk.scenario.plan, table.desk.state.patient.spec
        main = ui.panel((20, 76, 760, ui.height - 150), "The case")
        ui.label((main.x, main.y + 6, main.w, 44), plan.title, 30, "tx", "SemiBold")
        used = ui.paragraph((main.x, main.y + 62, main.w, 170), plan.brief, 17, "tx2")
        quote = Box(main.x, main.y + 84 + used, main.w, 128)
        ui.card(quote)
        ui.paragraph(quote.inset(20, 18), f"“{spec.words.strip()}”", 16, "tx")
        if ui.button("begin", main.foot(52)[0], "See the patient"):
            chosen = "Assess"
        self._card(ui, table)
        ready, making = table.workshop.progress()
        if ready < 1.0:
            foot = Box(800, ui.height - 150, 780, 56)
            ui.label((foot.x, foot.y, foot.w, 24), f"Preparing: {making}", 13, "tx3")
            ui.bar((foot.x, foot.y + 30, foot.w, 6), ready)
        return chosen

    def _card(self, ui: Ui, table: Table) -> None:
        """The case card, with the procedure's label of access and invasiveness."""
        plan, spec = table.desk.scenario.plan, table.desk.state.patient.spec
        card = ui.panel((800, 76, 780, 420), "Case card")
        rows = (
            ("Patient", f"{spec.name}, {spec.age_years}, {spec.occupation}"),
            ("Where", f"{spec.side.capitalize()} {spec.site}"),
            ("Skin", f"Fitzpatrick {spec.fitzpatrick}"),
            ("Procedure", "Microsclerotherapy of leg thread veins"),
            ("Access and invasiveness", "C31 Penetrating Pinhole"),
            ("Mode", plan.mode.capitalize()),
            ("Protocol", table.desk.scenario.rubric.protocol.capitalize()),
            ("Pass mark", f"{table.desk.scenario.rubric.pass_mark:g} of 100, and no veto"),
        )
        for k, (title, words) in enumerate(rows):
            ui.fact((card.x, card.y + 4 + k * 44, card.w, 40), title, words)
        note = Box(800, 516, 780, 92)
        ui.card(note)
        ui.paragraph(note.inset(20, 16), HONESTY, 13.5, "tx3")
