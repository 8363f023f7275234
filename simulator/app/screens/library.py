"""The library: every shipped case, an attempt to take up again, and how the last ones went."""

import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pygame

from simulator.app.clock import spoken_stamp
from simulator.app.desk import Desk, recorded_score
from simulator.app.screens.helping import draw_help
from simulator.app.screens.menu import draw_menu
from simulator.app.screens.table import is_asking_help, quiet_keys
from simulator.app.settings import kept_settings
from simulator.app.shelf import Kept, case_picture, kept_attempts
from simulator.app.words import LABEL
from simulator.app.workshop import Maker, Workshop
from simulator.base.complaints import UnusableInput
from simulator.render import icons
from simulator.scenario.find import case_name, shipped
from simulator.scenario.load import Scenario, load
from simulator.scoring.engine import Score
from simulator.widgets.input import Intents
from simulator.widgets.kit import Box, Ui

SHOWN_ATTEMPTS: Final = 20
SHOWN_COMPLAINTS: Final = 3
NAP_S: Final = 0.02  # a frame that waits lets the replay have the processor
CARD_HEIGHT: Final = 240.0
BEGIN_WITH: Final = "hidden_feeder"  # the whole procedure, once through
LONE_HEIGHT: Final = 424.0  # a single case is shown large
ROW: Final = 64.0
ROAD: Final = (
    ("person", "Assess", "Ask, examine, decide whether treatment suits, talk it through."),
    ("probe", "Duplex", "Standing. Squeeze, release: find what fills the veins you see."),
    ("needle", "Treat", "Under the loupe: enter flat, push slowly, watch the blanch."),
    ("stocking", "Aftercare", "Stocking, walk, advice; then home."),
    ("phone", "Follow-up", "Days pass: telephone, diary, review of the leg."),
    ("tick", "Debrief", "Harms first, then skill. Watch any moment again."),
)


@dataclass
class Choice:
    """What the person picked: a case to begin, or an attempt that was opened."""

    scenario: Scenario | None = None
    desk: Desk | None = None
    resume: Path | None = None


@dataclass
class Shelf:
    """What the library found; read once when it opens."""

    cases: list[Scenario] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    unreadable: int = 0


def look_through(extra: Path | None = None) -> Shelf:
    """Read every scenario there is; a broken one is listed with its complaints."""
    kept, unreadable = kept_attempts(SHOWN_ATTEMPTS)
    shelf = Shelf(kept=kept, unreadable=unreadable)
    first = sorted(shipped(), key=lambda path: case_name(path) != BEGIN_WITH)
    for path in (*first, *((extra,) if extra else ())):
        try:
            shelf.cases.append(load(path))
        except UnusableInput as error:
            told = [str(complaint) for complaint in error.complaints[:SHOWN_COMPLAINTS]]
            if more := len(error.complaints) - len(told):
                told.append(f"and {more} more")
            shelf.broken.append("\n".join(told))
    return shelf


class LibraryScreen:
    """The first screen."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self.settings = kept_settings()
        self.is_menu = False
        self.is_helping = False
        self.opening: Kept | None = None
        self.complaint = ""
        self._bench = Workshop()
        self._pictures: dict[str, pygame.Surface | None] = {}
        self._opener = Workshop()
        for kept in shelf.kept:
            if kept.is_finished:
                self._bench.order(f"score {kept.path}", "", _scorer(kept.path))

    def draw(self, ui: Ui, inputs: Intents) -> Choice | None:
        """Show the cases; return what was picked."""
        self.settings.apply(ui)
        self._frame(ui)
        low = 250.0 if len(self.shelf.cases) + len(self.shelf.broken) < 2 else 0.0
        tall = ui.height - 150
        picked = self._cases(ui, Box(20, 76, ui.width - 584, tall - low))
        if low:
            self._road(ui, Box(20, 76 + tall - low + 14, ui.width - 584, low - 14))
        self._attempts(ui, Box(ui.width - 548, 76, 528, tall))
        is_covered = self.is_menu or self.is_helping or self.opening or self.complaint
        if not is_covered and self.shelf.cases and ui.touches.claim("return"):
            picked = Choice(scenario=self.shelf.cases[0])
        return self._overlays(ui) or (None if is_covered else picked)

    def _frame(self, ui: Ui) -> None:
        """The top bar with the mark, help and menu; the keys below."""
        ui.plate((0, 0, ui.width, 56), "s1")
        ui.divider(0, 56, ui.width)
        ui.shape("brand", (14, 12, 32, 32), lambda s, k: icons.brand(s, 16 * k, 16 * k, k))
        wide = ui.label((52, 12, 130, 32), "Filigrane", 17, "tx", "SemiBold")
        ui.plate((52 + wide + 16, 20, 1, 16), "line2")
        about = "Microsclerotherapy of leg thread veins"
        ui.label((52 + wide + 32, 12, 700, 32), about, 14, "tx2")
        right = ui.width - 20
        if ui.button("library help", (right - 92, 8, 40, 40), "", "ghost", icon="question"):
            self.is_helping = True
        if ui.button("library menu", (right - 44, 8, 40, 40), "", "ghost", icon="menu"):
            self.is_menu = True
        ui.footer(
            [("Tab", "next"), ("Enter", "open"), ("F1", "help"), ("F11", "full screen"),
             ("Esc", "leave")]
        )  # fmt: skip
        if is_asking_help(ui) or ui.touches.claim("f1"):
            self.is_helping = not self.is_helping

    # --- cases ---------------------------------------------------------------------------
    def _cases(self, ui: Ui, box: Box) -> Choice | None:
        count = len(self.shelf.cases)
        room = ui.panel(box, "Cases", f"{count} to practise" if count else "")
        broken_h = [
            max(76.0, ui.paragraph_height(words, room.w - 92, 13) + 58)
            for words in self.shelf.broken
        ]
        high = LONE_HEIGHT if count == 1 else CARD_HEIGHT
        tall = count * (high + 14) + sum(broken_h) + 14 * len(broken_h)
        picked = None
        with ui.scroll("cases", room, tall) as inner:
            y = inner.y
            for scenario in self.shelf.cases:
                if self._case(ui, scenario, Box(inner.x, y, inner.w, high)):
                    picked = Choice(scenario=scenario)
                y += high + 14
            for words, height in zip(self.shelf.broken, broken_h, strict=True):
                _broken(ui, words, Box(inner.x, y, inner.w, height))
                y += height + 14
        return picked

    def _case(self, ui: Ui, scenario: Scenario, card: Box) -> bool:
        plan, spec = scenario.plan, scenario.plan.patient
        ui.plate(card, "s2", "line", 10)
        frame = Box(card.x + 14, card.y + 14, min(560.0, (card.h - 28) * 1.45), card.h - 28)
        picture = self._picture(plan.id)
        if picture is not None:
            ui.picture(f"case {plan.id}", frame, picture, radius=8)
        else:
            ui.plate(frame, "s3", None, 8)
            ui.icon(frame.middle(64, 64), "leg", "line3")
        x, right = frame.right + 24, card.right - 22
        ui.label((x, card.y + 14, right - x, 36), plan.title, 22, "tx", "SemiBold")
        about = (
            f"{spec.place.capitalize()} · skin type {spec.fitzpatrick} · "
            f"{plan.mode} · {scenario.rubric.protocol.capitalize()} protocol"
        )
        ui.label((x, card.y + 50, right - x, 24), about, 13, "tx3")
        foot = Box(x, card.bottom - 64, right - x, 48)
        is_narrow = foot.w < 460  # then what came last stands on a line of its own
        is_lone = len(self.shelf.cases) == 1
        words_h = card.h - (200 if is_narrow else 156) - (36 if is_lone else 0)
        ui.paragraph((x, card.y + 82, right - x, words_h), plan.brief.strip(), 14.5, "tx2")
        if is_lone:
            ui.chip(x, card.bottom - (142 if is_narrow else 104), LABEL, "tx2", edge="line2")
        result = Box(x, card.bottom - 106, foot.w, 34) if is_narrow else foot.left(foot.w - 200)[0]
        self._last(ui, plan.id, result)
        return ui.button(f"open {plan.id}", foot.far(184)[0], "Open the case")

    def _last(self, ui: Ui, case: str, line: Box) -> None:
        """How this case went the last time, as soon as that is known."""
        last = next((k for k in self.shelf.kept if k.scenario == case and k.is_finished), None)
        score = self._score(last)
        if score is not None:
            state, words = _verdict(score)
            ui.mark(line.x + 11, line.y + line.h / 2, state)
            ui.label(Box(line.x + 30, line.y, line.w - 30, line.h), f"Last time: {words}", 14, "tx")
        elif last is None:
            ui.label(line, "Not played yet", 14, "tx3")

    def _picture(self, name: str) -> pygame.Surface | None:
        if name not in self._pictures:
            path = case_picture(name)
            try:
                self._pictures[name] = pygame.image.load(str(path)) if path else None
            except (OSError, pygame.error):
                self._pictures[name] = None
        return self._pictures[name]

    def _road(self, ui: Ui, box: Box) -> None:
        """How a case goes, for who is here for the first time."""
        room = ui.panel(box, "How a case goes")
        for k, cell in enumerate(room.columns(len(ROAD), 18)):
            icon, title, words = ROAD[k]
            ui.icon((cell.x, cell.y + 10, 30, 30), icon, "teal")
            if k + 1 < len(ROAD):
                ui.icon((cell.right - 6, cell.y + 17, 16, 16), "chevron_right", "line3")
            ui.label((cell.x + 42, cell.y + 10, cell.w - 54, 30), title, 16, "tx", "SemiBold")
            ui.paragraph((cell.x, cell.y + 56, cell.w, cell.h - 56), words, 13.5, "tx2")

    # --- attempts ------------------------------------------------------------------------
    def _attempts(self, ui: Ui, box: Box) -> None:
        kept = self.shelf.kept
        room = ui.panel(box, "Your attempts", f"the last {len(kept)}" if len(kept) > 1 else "")
        if not kept:
            ui.icon(Box(room.x, room.y + 20, room.w, 60).middle(44, 44), "clock", "line3")
            words = "None yet. Every attempt is written down while you play, and none is lost."
            ui.paragraph((room.x + 30, room.y + 96, room.w - 60, 80), words, 14, "tx3", align="c")
        if self.shelf.unreadable:
            foot, room = room.foot(26, 6)
            count = self.shelf.unreadable
            what = "1 file" if count == 1 else f"{count} files"
            ui.label(foot, f"{what} in the folder cannot be read as an attempt.", 12.5, "tx3")
        with ui.scroll("attempts", room, len(kept) * ROW) as inner:
            for k, (one, row) in enumerate(zip(kept, inner.rows(ROW, len(kept)), strict=True)):
                self._attempt(ui, one, row, k)

    def _attempt(self, ui: Ui, kept: Kept, row: Box, k: int) -> None:
        titles = {case.plan.id: case.plan.title for case in self.shelf.cases}
        score = self._score(kept)
        state, words = "active", "cut short, can be resumed"
        if kept.is_finished:
            state, words = _verdict(score) if score else ("todo", "finished")
        ui.mark(row.x + 12, row.y + 28, state)
        name = Box(row.x + 36, row.y + 6, row.w - 164, 24)
        ui.label(name, titles.get(kept.scenario, kept.scenario), 14.5, "tx", "Medium")
        when = spoken_stamp(kept.stamp)
        ui.label((name.x, row.y + 29, name.w, 22), f"{when} · {words}", 12.5, "tx3")
        shown, kind = ("Debrief", "ghost") if kept.is_finished else ("Resume", "primary")
        button = Box(row.right - 116, row.y + 8, 116, 42)
        if ui.button(f"kept {k}", button, shown, kind, size=14) and self.opening is None:
            self.opening = kept
            self._opener.order("open", "", lambda tell: Desk.resume(kept.path, tell))
        ui.divider(row.x, row.bottom - 3, row.w)

    def _score(self, kept: Kept | None) -> Score | None:
        """Return the score of a finished attempt as soon as it is known."""
        if kept is None:
            return None
        try:
            found: Score | None = self._bench.get(f"score {kept.path}")
        except Exception:  # a damaged attempt has no score; opening it says why
            return None
        return found

    # --- what lies above -----------------------------------------------------------------
    def _overlays(self, ui: Ui) -> Choice | None:
        if self.opening is not None:
            return self._open(ui)
        if self.complaint:
            answers = (("Close", "primary"),)
            if ui.dialog("unusable", "This attempt cannot be opened", self.complaint, answers):
                self.complaint = ""
        elif self.is_menu:
            words = "Cases and attempts stay on this computer. Nothing is sent anywhere."
            answer = draw_menu(ui, self.settings, "Filigrane", words, (("Done", "primary"),))
            self.is_menu = answer is None
        elif self.is_helping:
            self.is_helping = not draw_help(ui, "library")
        else:
            return None
        quiet_keys(ui)
        return None

    def _open(self, ui: Ui) -> Choice | None:
        """An attempt is played again on the bench; its desk when that is done."""
        assert self.opening is not None
        try:
            desk: Desk | None = self._opener.get("open")
        except UnusableInput as error:
            self.opening, self.complaint = None, str(error.complaints[0])
            return None
        if desk is not None:
            self.opening = None
            return Choice(desk=desk)
        time.sleep(NAP_S)
        share = self._opener.share_of("open")
        with ui.modal(ui.whole.middle(520, 176), "Opening the attempt") as room:
            words = "Every act is played again, so that what you see is what really happened."
            ui.paragraph((room.x, room.y, room.w, 46), words, 14)
            ui.bar((room.x, room.y + 66, room.w, 6), share)
            ui.touch_area("opening", room)
        ui.touches.claim("escape")
        quiet_keys(ui)
        return None


def _scorer(path: Path) -> Maker:
    return lambda _tell: recorded_score(path)


def _verdict(score: Score) -> tuple[str, str]:
    """Return the mark and the words for a result."""
    if score.passed:
        return "done", f"passed, {score.score:.1f} of 100"
    vetoes = len(score.critical)
    if vetoes:
        return "harm", f"not passed, {vetoes} veto{'es' if vetoes > 1 else ''}"
    return "caution", f"not passed, {score.score:.1f} of 100"


def _broken(ui: Ui, words: str, card: Box) -> None:
    """A scenario that cannot be used, with everything its author must know."""
    ui.card(card, "caution")
    ui.mark(card.x + 28, card.y + 28, "caution")
    title = "A scenario here cannot be used"
    ui.label((card.x + 48, card.y + 14, card.w - 70, 28), title, 15, "tx", "SemiBold")
    ui.paragraph((card.x + 48, card.y + 46, card.w - 92, card.h - 54), words, 13, "tx2")
