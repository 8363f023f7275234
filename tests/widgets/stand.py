"""A stand that shows every control once, for the tests and the benchmark of the kit."""

from dataclasses import dataclass, field

import pygame

from simulator.widgets.input import Intent
from simulator.widgets.kit import Box, Moment, Span, Step, Ui

REASON = "Take consent first: the patient has not yet agreed to treatment."


@dataclass
class Stand:
    """Every control of the kit on one screen, with the values a screen would hold."""

    ui: Ui
    depth_mm: float = 35
    locked: float = 12
    view: int = 1
    drug: int = 0
    has_colour: bool = True
    is_calm: bool = False
    name: str = "Helen"
    is_asking: bool = False
    fired: list[str] = field(default_factory=list)

    def frame(self, *inputs: Intent, now_s: float = 0.0) -> list[pygame.Rect]:
        """Run one frame and return what was painted."""
        self.ui.begin(inputs, now_s)
        self.declare()
        return self.ui.end()

    def _note(self, name: str, is_fired: bool) -> None:
        if is_fired:
            self.fired.append(name)

    def declare(self) -> None:
        """Declare every control."""
        ui = self.ui
        chosen = ui.top_bar("Hidden AASV, left leg", "Treat", "Session 06:42", reached=2)
        self._note(chosen or "", chosen is not None)
        room = ui.panel((20, 76, 268, 440), "Steps", "5 of 9")
        words = ("Consent and time-out", "Position, drain leg", "Inject slowly", "Stocking")
        states = ("done", "done", "active", "todo")
        hints = ("", "", "low pressure, stop at 0.2 ml", "")
        ui.steps(room, [Step(w, s, h) for w, s, h in zip(words, states, hints, strict=True)])
        self._note("wipe", ui.tool("wipe", (34, 556, 76, 80), "Alcohol wipe", "wipe", digit="1"))
        refused = ui.tool("tape", (116, 556, 76, 80), "Tape", "tape", refusal=REASON)
        self._note("tape", refused)
        self._controls(ui)
        self._readings(ui)
        self._story(ui)
        ui.footer((("Mouse", "move tip"), ("Hold left", "press plunger")), "Puncture 3")
        if self.is_asking:
            answers = (("Keep treating", "ghost"), ("Stop and treat", "danger"))
            answer = ui.dialog("stop", "Stop the session?", "The needle leaves the skin.", answers)
            self._note(answer or "", answer is not None)
            self.is_asking = answer is None

    def _controls(self, ui: Ui) -> None:
        self.view = ui.segments(
            "view", (320, 86, 214, 34), ("Lateral", "Medial", "Back"), self.view
        )
        self.depth_mm = ui.slider(
            "depth", (320, 130, 242, 52), "Depth", self.depth_mm, 10, 60, 5, unit="mm"
        )
        self.locked = ui.slider(
            "locked", (320, 190, 242, 52), "Velocity scale", self.locked, 1, 40, refusal=REASON
        )
        drugs = ("Polidocanol, liquid", "Sodium tetradecyl", "Glycerin")
        self.drug = ui.choice("drug", (320, 250, 242, 64), drugs, self.drug, "Sclerosant")
        self.has_colour = ui.toggle("colour", (320, 330, 110, 40), "Colour", self.has_colour)
        self.is_calm = ui.switch("calm", (320, 380, 300, 44), "Reduced motion", self.is_calm)
        self.name = ui.text_entry("name", (320, 430, 242, 44), self.name)
        self._note("go", ui.button("go", (320, 500, 242, 48), "Continue"))
        self._note("no", ui.button("no", (320, 560, 242, 48), "Withdraw", "ghost", REASON))
        self._note(
            "stop", ui.button("stop", (320, 620, 242, 48), "Stop, adverse reaction", "danger")
        )
        with ui.scroll("list", (660, 86, 400, 180), 10 * 45) as content:
            for i, row in enumerate(content.rows(45, 10)):
                picked = ui.pick_row(f"row{i}", row, f"Finding {i}", "todo", "not scanned yet")
                self._note(f"row{i}", picked)

    def _readings(self, ui: Ui) -> None:
        ui.panel((1292, 76, 288, 300), "Syringe")
        ui.syringe((1312, 122, 90, 226), 780, 1000)
        ui.pressure_gauge((1440, 140, 120, 118), 42, 100, 70, 85)
        ui.reading((1440, 270, 120, 40), "Rate", "0.04 ml/s")
        ui.pips((1440, 330, 130, 12), 2)
        ui.panel((1080, 76, 200, 300), "Patient", "calm")
        ui.fact((1096, 120, 168, 30), "Pulses", "Present")
        ui.check_row((1096, 156, 168, 45), "Consent", "caution", "spoken")
        note = ui.card((1080, 390, 500, 96), "caution")
        ui.paragraph(note, "Migraine with aura and combined pill: think before choosing foam.")
        ui.callout((660, 290, 240, 64), "In lumen, bevel up", "Blanch 5.2 mm", "done", (700, 420))
        ui.chip(930, 300, "Ring light", dot="amber")
        ui.score_ring((930, 340, 140, 140), 0.86, "86", "of 100")

    def _story(self, ui: Ui) -> None:
        moments = (Moment("m1", 2.2, "Consent complete"), Moment("m2", 9.6, "Too fast", "caution"))
        spans = (Span("Assess", 0, 4), Span("Treat", 4, 16, True))
        band = Box(660, 520, 600, 150)
        picked = ui.timeline("time", band, spans, moments, 20, ((0, "0:00"), (20, "20:00")))
        self._note(picked or "", picked is not None)
        ui.score_bar((1292, 520, 280, 40), "Selection and consent", "92", 0.92, 0.75)
        words = "You stopped within one second of the bleb and moved on."
        is_fired = ui.feedback_card("kept", (1292, 580, 288, 158), "done", "Kept", words)
        self._note("kept", is_fired)
        ui.table((660, 690, 600, 110), ("Vein", "Reflux"), (("AASV", "2.1 s"),), (0.6, 0.4))


def stand(size: tuple[int, int] = (1280, 720), text_scale: float = 1.0) -> Stand:
    """Return a stand that has shown two frames, so that its controls can be touched."""
    made = Stand(Ui(pygame.Surface(size, 0, 32), text_scale, can_animate=False))
    made.frame()
    made.frame()
    return made
