"""The outcome in the debrief: the leg before and on any day to month twelve, and what made it so.

Every blemish has a number: on the photograph, and in the list beside it, where each of its
causes leads to the second that shows it.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
import pygame

from simulator.app.pictures import awaited, order_outcome, outcome_name
from simulator.app.screens.diary_page import draw_diary
from simulator.app.screens.ledgers import WATCH_W, Said
from simulator.app.screens.moment import Moment
from simulator.app.screens.table import Table
from simulator.app.words import minutes
from simulator.debrief.blemishes import BlemishLine, CauseLine
from simulator.debrief.course import JUDGED
from simulator.debrief.words import capital
from simulator.render.theme import RADIUS_CARD
from simulator.session.aftermath import leg_at
from simulator.session.course import sessions_of
from simulator.session.diary import diary
from simulator.view.calendar import MONTH_TWELVE, session_days
from simulator.widgets.kit import Box, Ui

FRAMINGS: Final = ("Near", "Leg")
PAGES: Final = ("Blemishes", "Sources", "Diary")
DIARY: Final = 2
FIRST_SHOWN: Final = 84  # days after the last session: twelve weeks
KEPT_PICTURES: Final = 12
FOUND: Final = "with evidence."  # how the line of an identified source ends
GAP: Final = 18.0
FOOT: Final = 58.0
PIN: Final = 11.0


class OutcomePanel:
    """Keeps which day, framing, page and blemish are shown."""

    def __init__(self) -> None:
        self.days = FIRST_SHOWN
        self.framing = 0
        self.page = 0
        self.chosen = -1
        self.is_revealing = False  # the chosen one is to be scrolled into view
        self._places: list[tuple[float, float]] = []  # of the blemishes, worked out once
        self._made: list[str] = []  # names of the pictures, the newest last

    def draw(self, ui: Ui, table: Table, said: Said, box: Box, picked: list[Moment | None]) -> None:
        """Draw photographs, slider and the page beside them."""
        is_treated = bool(session_days(table.desk.attempt.events))
        told = said.debrief
        room = ui.panel(box, "Result" if is_treated else "Nothing was injected", told.outcome)
        if told.judgement:
            x = room.x + 1.25 * ui.text_width("RESULT", 11, "Bold") + 16
            is_good = told.judgement != JUDGED["unsuccessful"]
            ui.mark(x + 9, box.y + 24, "done" if is_good else "caution", 9)
            ui.label((x + 26, box.y + 9, 300, 30), told.judgement, 17, "tx", "SemiBold")
        field = table.desk.state.patient.patch
        high = room.h - FOOT
        wide = min(high * field.width_mm / field.height_mm, (room.w - 2 * GAP) * 0.34)
        high = wide * field.height_mm / field.width_mm
        before, after = (Box(room.x + k * (wide + GAP), room.y, wide, high) for k in (0, 1))
        side = Box(after.right + 24, room.y, room.right - after.right - 24, room.h)
        if is_treated:
            self._pair(ui, table, said, before, after)
        else:
            table.show_patch(ui, before)
            ui.label((before.x, before.bottom + 12, wide, 30), "As it came", 15, "tx", "SemiBold")
            _parting(ui, told.parting, after)
        head, rest = side.top(38, 10)
        self.page = ui.segments("outcome page", head, PAGES, self.page)
        match self.page:
            case 0:
                self._blemishes(ui, said, rest, picked)
            case 1:
                _found(ui, said, rest)
            case _:
                draw_diary(ui, "diary days", diary(table.desk.state), rest)

    # --- the leg -------------------------------------------------------------------------
    def _pair(self, ui: Ui, table: Table, said: Said, before: Box, after: Box) -> None:
        """Draw the leg before and on the chosen day, in the same light and framing."""
        is_on_leg = table.desk.state.patient.patch.is_on_leg
        is_leg = self.framing == 1 and is_on_leg
        if is_leg:
            self._photograph(ui, table, before, 0, is_leg)
        else:
            table.show_patch(ui, before)
        is_made = self._photograph(ui, table, after, self.days, is_leg)
        if is_made and not is_leg:
            self._pins(ui, table, said.debrief.blemishes, after)
        ui.label((before.x, before.bottom + 14, 70, 30), "Before", 15, "tx", "SemiBold")
        if is_on_leg:
            pill = (before.x + 78, before.bottom + 10, before.w - 78, 42)
            self.framing = ui.segments("outcome framing", pill, FRAMINGS, self.framing)
        row = Box(after.x, after.bottom + 8, after.w, 46)
        shown = f"day {self.days}"
        words = _named(self.days)
        value = ui.slider("outcome day", row, words, self.days, 0, MONTH_TWELVE, 1, shown)
        self.days = round(value)

    def _photograph(self, ui: Ui, table: Table, box: Box, days: int, is_leg: bool) -> bool:
        """Show one photograph; while a new one is made, the last one under a bar, and False."""
        workshop, name = table.workshop, outcome_name(days, is_leg)
        is_free = not self._made or workshop.get(self._made[-1]) is not None
        if is_free and not workshop.has(name):  # a slider on its way orders one at a time
            order_outcome(workshop, table.desk.state, days, is_leg)
            self._made = [*self._made, name][-KEPT_PICTURES:]
            kept = (*self._made, outcome_name(0, True))
            workshop.forget(lambda n: n.startswith("outcome ") and n not in kept)
        picture: pygame.Surface | None = workshop.get(name)
        if picture is not None:
            ui.picture(name, box, picture, id(picture), RADIUS_CARD)
            return True
        ends = " leg" if is_leg else " near"
        ready = [n for n in self._made if n.endswith(ends) and workshop.get(n) is not None]
        words = "The weeks pass" if days else "The leg as it came"
        job = awaited(workshop, name if workshop.has(name) else self._made[-1])
        if not ready or not days:
            ui.plate(box, "s2", "line", RADIUS_CARD)
            table.waiting(ui, box, words, job)
            return False
        last = workshop.get(ready[-1])
        ui.picture(ready[-1], box, last, id(last), RADIUS_CARD)
        veil = box.foot(64)[0]
        ui.plate(veil, "ink", None, RADIUS_CARD, alpha=200)
        table.waiting(ui, veil, words, job)
        return False

    def _pins(self, ui: Ui, table: Table, lines: Sequence[BlemishLine], box: Box) -> None:
        """Draw the number of every blemish where it lies; a click chooses it in the list."""
        field = table.desk.state.patient.patch
        if len(self._places) != len(lines):
            self._places = places(table, lines)
        for k, (x_mm, y_mm) in enumerate(self._places):
            x = box.x + x_mm / field.width_mm * box.w
            y = box.y + y_mm / field.height_mm * box.h
            x = min(max(x, box.x + PIN), box.right - PIN)
            y = min(max(y, box.y + PIN), box.bottom - PIN)
            place = Box(x - PIN, y - PIN, 2 * PIN, 2 * PIN)
            touch = ui.control(f"blemish {k + 1}", place, radius=PIN)
            if touch.is_fired:
                self.chosen, self.page, self.is_revealing = k, 0, True
            is_on = k == self.chosen or touch.is_hot
            ui.plate(place, "teald" if is_on else "ink", "tx", PIN, 1.4)
            ui.label(place, str(k + 1), 12, "tx", "SemiBold", "c")

    # --- pages ---------------------------------------------------------------------------
    def _blemishes(self, ui: Ui, said: Said, box: Box, picked: list[Moment | None]) -> None:
        """List every blemish with its causes; each cause leads to its moment, or says why not."""
        lines = said.debrief.blemishes
        if not lines:
            ui.mark(box.x + 10, box.y + 14, "done", 8)
            words = "No blemish: nothing to be traced back."
            ui.label((box.x + 30, box.y, box.w - 30, 28), words, 14, "tx")
            return
        wide = box.w - 16
        heights = [self._height(ui, line, wide) for line in lines]
        shown = None
        if self.is_revealing and self.chosen >= 0:
            start = sum(heights[: self.chosen])
            shown = (start, start + heights[self.chosen])
        self.is_revealing = False
        with ui.scroll("blemishes", box, max(box.h, sum(heights)), shown) as inner:
            y = inner.y
            for k, (line, height) in enumerate(zip(lines, heights, strict=True)):
                self._blemish(ui, said, k, line, Box(inner.x, y, wide, height), picked)
                y += height

    def _height(self, ui: Ui, line: BlemishLine, wide: float) -> float:
        head = max(26.0, ui.paragraph_height(line.words, wide - 30, 13.5, "SemiBold") + 6)
        return head + sum(_cause_height(ui, cause, wide) for cause in line.causes) + 12

    def _blemish(
        self,
        ui: Ui,
        said: Said,
        k: int,
        line: BlemishLine,
        box: Box,
        picked: list[Moment | None],
    ) -> None:
        is_on = k == self.chosen
        if is_on:
            ui.plate((box.x - 6, box.y - 2, box.w + 12, box.h - 4), "tealb", "teald", 8)
        ui.plate((box.x, box.y + 2, 20, 20), "ink", "tx2", 10)
        ui.label((box.x, box.y + 2, 20, 20), str(k + 1), 11.5, "tx", "SemiBold", "c")
        room = Box(box.x + 30, box.y, box.w - 30, box.h)
        used = ui.paragraph((room.x, room.y + 2, room.w, 60), line.words, 13.5, "tx", "SemiBold")
        y = box.y + max(26.0, used + 6)
        for n, cause in enumerate(line.causes):
            high = _cause_height(ui, cause, box.w)
            row = Box(room.x, y, room.w, high)
            words_w = row.w - WATCH_W - 26
            ui.paragraph((row.x, row.y + 2, words_w, high), capital(cause.words), 13, "tx2")
            end = Box(row.right - WATCH_W - 20, row.y, WATCH_W + 20, 24)
            if cause.is_diary:
                link = end.far(WATCH_W)[0]
                if ui.button(f"watch cause {k}.{n}", link, "Diary", "link", None, 12.5, "pen", "l"):
                    self.page, self.chosen = DIARY, k
            elif cause.tick < 0:
                ui.label(end, cause.why, 12, "tx3", align="r")
            elif not said.can_watch(cause.tick):
                ui.label(end, minutes(cause.tick), 12.5, "tx3", "Medium", "r")
            else:
                name, told = f"watch cause {k}.{n}", minutes(cause.tick)
                link = end.far(WATCH_W)[0]
                if ui.button(name, link, told, "link", None, 12.5, "play", "l"):
                    picked.append(Moment(cause.tick, f"{line.words}: {cause.words}"))
                    self.chosen = k
            y += high


def _cause_height(ui: Ui, cause: CauseLine, wide: float) -> float:
    room = wide - 30 - WATCH_W - 26
    return max(26.0, ui.paragraph_height(capital(cause.words), room, 13) + 8)


def _named(days: int) -> str:
    """Return a number of days as one says it."""
    if days < 14:
        return "Days later" if days else "The same day"
    if days < 91:
        return f"{days // 7} weeks"
    return f"Month {min(12, int(days / 30.4 + 0.05))}"


def places(table: Table, lines: Sequence[BlemishLine]) -> list[tuple[float, float]]:
    """Return where each blemish lies on the patch, mm; two at one place stand side by side."""
    state = table.desk.state
    field, web = state.patient.patch, state.patient.web
    seen = leg_at(state, sessions_of(state)[-1].day + FIRST_SHOWN)
    blush = iter([(spot.x_mm, spot.y_mm) for spot in seen.matting])
    sores = iter([(sore.x_mm, sore.y_mm) for sore in seen.ulcers])
    arms = {thread.id: list(thread.edges) for thread in state.patient.threads}
    out: list[tuple[float, float]] = []
    step = field.width_mm * 0.07
    for line in lines:
        spots = {"matting": blush, "ulcer": sores}.get(line.kind, iter(()))
        spot = next(spots, None)
        if spot is not None:
            x, y = spot
        elif line.thread in arms:
            path = web.path_mm[arms[line.thread]]
            x, y = np.median(path.reshape(-1, path.shape[2])[:, :2], axis=0).tolist()
        else:
            x, y = field.width_mm / 2, field.height_mm / 2
        while any(abs(x - a) + abs(y - b) < step for a, b in out):
            x += step
        out.append((x, y))
    return out


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
