"""The library: every shipped case, an attempt to resume, and how the last ones went."""

from dataclasses import dataclass, field
from pathlib import Path

from simulator.app.shelf import Kept, kept_attempts
from simulator.base.complaints import UnusableInput
from simulator.scenario.find import shipped
from simulator.scenario.load import Scenario, load
from simulator.widgets.input import Intents
from simulator.widgets.kit import Box, Ui


@dataclass
class Choice:
    """What the person picked: a scenario to begin, or an attempt to resume."""

    scenario: Scenario | None = None
    resume: Path | None = None
    is_leaving: bool = False


@dataclass
class Shelf:
    """What the library found; read once when it opens."""

    cases: list[Scenario] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)


def look_through(extra: Path | None = None) -> Shelf:
    """Read every scenario there is; a broken one is listed with its first complaint."""
    shelf = Shelf(kept=kept_attempts(8))
    for path in (*shipped(), *((extra,) if extra else ())):
        try:
            shelf.cases.append(load(path))
        except UnusableInput as error:
            shelf.broken.append(str(error.complaints[0]))
    return shelf


class LibraryScreen:
    """The first screen."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf

    def draw(self, ui: Ui, inputs: Intents) -> Choice | None:
        """Show the cases; return what was picked."""
        ui.plate((0, 0, ui.width, 56), "s1")
        ui.divider(0, 56, ui.width)
        ui.label((24, 12, 400, 32), "Filigrane", 17, "tx", "SemiBold")
        ui.label((132, 12, 700, 32), "Microsclerotherapy of leg thread veins", 14, "tx2")
        ui.footer([("Tab", "next"), ("Enter", "open"), ("F11", "full screen"), ("Esc", "leave")])
        picked = self._cases(ui, Box(20, 76, 980, ui.height - 150))
        return self._attempts(ui, Box(1016, 76, ui.width - 1036, ui.height - 150)) or picked

    def _cases(self, ui: Ui, box: Box) -> Choice | None:
        room = ui.panel(box, "Cases", f"{len(self.shelf.cases)} to practise")
        picked, y = None, room.y + 6
        for scenario in self.shelf.cases:
            plan = scenario.plan
            card = Box(room.x, y, room.w, 176)
            ui.card(card)
            ui.label((card.x + 22, card.y + 14, 560, 34), plan.title, 22, "tx", "SemiBold")
            ui.chip(card.right - 22, card.y + 18, "C31 Penetrating Pinhole", "tx2", align="r")
            ui.paragraph((card.x + 22, card.y + 54, card.w - 44, 66), plan.brief, 14, "tx2")
            spec = plan.patient
            where = f"{spec.side.capitalize()} {spec.site} · Fitzpatrick {spec.fitzpatrick}"
            ui.label((card.x + 22, card.bottom - 48, 420, 30), where, 13, "tx3")
            button = Box(card.right - 192, card.bottom - 58, 170, 44)
            if ui.button(f"open {plan.id}", button, "Open the case"):
                picked = Choice(scenario=scenario)
            y = card.bottom + 14
        for words in self.shelf.broken:
            ui.card((room.x, y, room.w, 76), "caution")
            ui.paragraph((room.x + 20, y + 12, room.w - 40, 56), words, 13, "tx")
            y += 90
        return picked

    def _attempts(self, ui: Ui, box: Box) -> Choice | None:
        room = ui.panel(box, "Your attempts")
        picked = None
        if not self.shelf.kept:
            words = "None yet. Every attempt is recorded while you play, and none is ever lost."
            ui.paragraph((room.x, room.y + 6, room.w, 80), words, 14, "tx3")
        for k, kept in enumerate(self.shelf.kept):
            row = Box(room.x, room.y + 4 + k * 56, room.w, 48)
            ui.mark(row.x + 12, row.y + 22, "done" if kept.is_finished else "active")
            title = kept.path.stem.removesuffix(f"-{kept.scenario}").replace("-", " ", 0)
            ui.label((row.x + 34, row.y, 250, 26), title, 13.5, "tx", "Medium")
            state = "finished" if kept.is_finished else "cut short"
            ui.label((row.x + 34, row.y + 22, 250, 22), f"{kept.scenario}, {state}", 12, "tx3")
            words = "Debrief" if kept.is_finished else "Resume"
            kind = "ghost" if kept.is_finished else "primary"
            if ui.button(f"kept {k}", (row.right - 112, row.y + 2, 112, 42), words, kind, size=14):
                picked = Choice(resume=kept.path)
        return picked
