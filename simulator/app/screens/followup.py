"""Follow-up: days pass, she is called, her diary and her leg are seen, and it is decided what next.

Nothing is refused for being early; what was too early is for the debrief to say.
"""

from typing import Final

from simulator.app.screens.advising import Advising
from simulator.app.screens.calendar_strip import HEIGHT, Calendar
from simulator.app.screens.diary_page import draw_diary
from simulator.app.screens.review import Review
from simulator.app.screens.table import Table
from simulator.app.words import who
from simulator.session import commands as c
from simulator.session.attempt import Record
from simulator.session.diary import diary
from simulator.view.calendar import dated, strip_of
from simulator.widgets.input import Intents
from simulator.widgets.kit import Box, Ui

HINTS: Final = [("1 to 7", "days pass"), ("T", "telephone"), ("Y", "diary"), ("R", "review"),
                ("Tab", "next"), ("F1", "help"), ("Esc", "menu")]  # fmt: skip
GAP: Final = 14.0
RIGHT: Final = 420.0
PAGES: Final = ("Telephone", "Diary")
ENDING: Final = (
    "The course is over. You will see the leg at month three and month twelve, what caused every "
    "blemish, and how the attempt is judged. This cannot be undone."
)


class FollowUpScreen:
    """The weeks after she went home."""

    name = "Follow-up"

    def __init__(self) -> None:
        self.calendar = Calendar()
        self.review = Review()
        self.advising = Advising()
        self.page = 0
        self.is_advising = False
        self.is_ending = False

    def draw(self, ui: Ui, table: Table, inputs: Intents) -> str | None:
        """Show the course as far as it is known; return the next stage."""
        chosen = table.chrome(ui, self.name, HINTS)
        desk = table.desk
        if desk.state.is_finished:
            self.is_ending = False
        has_keys = not (desk.is_held or self.is_ending or self.is_advising)
        if has_keys:
            self._keys(ui, table)
        tall = ui.height - 150
        top = Box(20, 76, ui.width - 40, HEIGHT)
        low = Box(20, top.bottom + GAP, ui.width - 40, tall - HEIGHT - GAP)
        self.calendar.draw(ui, table, top, has_keys=has_keys)
        right, left = low.far(RIGHT, GAP)
        self.review.draw(ui, table, left)
        chosen = self._right(ui, table, right) or chosen
        if self.is_ending and not desk.is_held:
            chosen = self._end(ui, table) or chosen
        elif self.is_advising and not desk.is_held:
            self._advise(ui, table)
        return chosen

    def _keys(self, ui: Ui, table: Table) -> None:
        """Every act of this screen has a letter of its own."""
        if ui.touches.claim("t"):
            self.page = 0
            table.desk.do(c.Telephone())
        if ui.touches.claim("y"):
            self.page = 1
            table.desk.do(c.OpenDiary())
        if ui.touches.claim("r"):
            table.desk.do(c.ReviewLeg())

    def _right(self, ui: Ui, table: Table, box: Box) -> str | None:
        """What she says and writes, and the ways on."""
        foot, top = box.foot(52, GAP)
        again, top = top.foot(44, GAP)
        room = ui.panel(top)
        head, rest = room.top(42, 12)
        self.page = ui.segments("with her", head, PAGES, self.page)
        (self._telephone, self._diary)[self.page](ui, table, rest)
        return self._on(ui, table, again, foot)

    def _telephone(self, ui: Ui, table: Table, room: Box) -> None:
        """The call of today, her words, and advice that can be given on the line."""
        desk = table.desk
        call, rest = room.top(44, 12)
        last = _last(table, "patient_telephoned")
        is_today = last is not None and last[0] == desk.state.day
        whom = who(desk.state.patient.spec.name)
        words = f"Telephone {whom.them} again" if is_today else f"Telephone {whom.them}"
        kind = "ghost" if is_today else "primary"
        why = desk.why_not(c.Telephone())
        if ui.button("telephone", call, words, kind, why, 14, "phone"):
            desk.do(c.Telephone())
        if last is None:
            words = f"You have not spoken with {whom.them} since {whom.they} went home."
            ui.paragraph((rest.x, rest.y, rest.w, 44), words, 13.5, "tx3")
            return
        day, heard = last
        said = f"“{heard['words'].strip()}”"
        wide = rest.w - 62
        tall = min(rest.h - 56, ui.paragraph_height(said, wide, 14.5) + 40)
        card = Box(rest.x, rest.y, rest.w, tall)
        ui.card(card, "live" if is_today else "plain")
        ui.icon((card.x + 14, card.y + 12, 22, 22), "person", "teal" if is_today else "tx3")
        name = desk.state.patient.spec.name
        ui.label((card.x + 48, card.y + 8, wide, 20), _when(table, name, day), 12, "tx3", "Medium")
        with ui.scroll("her words", Box(card.x + 48, card.y + 30, wide, tall - 38),
                       max(tall - 38, ui.paragraph_height(said, wide, 14.5))) as inner:  # fmt: skip
            ui.paragraph((inner.x, inner.y, inner.w, inner.h), said, 14.5, "tx")
        if is_today:
            told = len(dict(desk.state.aftercare.advised))
            words = (
                f"Advise {whom.them}, {told} told …"
                if told
                else f"Advise {whom.them} on the telephone …"
            )
            line = Box(rest.x, card.bottom + 12, rest.w, 44)
            self.is_advising |= ui.button("advise", line, words, "ghost", size=14, icon="speaker")

    def _advise(self, ui: Ui, table: Table) -> None:
        """The list of advice over the screen, while she is on the line."""
        box = ui.whole.middle(560, min(740, ui.height - 60))
        with ui.modal(box, "On the telephone") as room:
            foot, rest = room.foot(48, 14)
            self.advising.draw(ui, table, rest)
            is_over = ui.button("advise close", foot.far(180)[0], "That is all")
        if is_over or ui.touches.claim("escape"):
            self.is_advising = False

    def _diary(self, ui: Ui, table: Table, room: Box) -> None:
        """Her diary, as it was when it was opened last."""
        desk = table.desk
        act, rest = room.top(44, 12)
        last = _last(table, "diary_opened")
        is_today = last is not None and last[0] == desk.state.day
        whom = who(desk.state.patient.spec.name)
        words = "The diary up to today" if is_today else f"Ask to see {whom.their} diary"
        kind = "ghost" if is_today else "primary"
        if ui.button("diary", act, words, kind, desk.why_not(c.OpenDiary()), 14, "pen"):
            desk.do(c.OpenDiary())
        if last is None:
            words = f"In it are the days and nights in the stocking, in {whom.their} own words."
            ui.paragraph((rest.x, rest.y, rest.w, 44), words, 13.5, "tx3")
            return
        until = last[0] - strip_of(desk.attempt.events, desk.state.day).last
        seen = tuple(day for day in diary(desk.state) if day.day <= until)
        draw_diary(ui, "diary days", seen, rest)

    def _on(self, ui: Ui, table: Table, again: Box, foot: Box) -> str | None:
        """Scan again, treat again, or end the course."""
        scan, treat = again.columns(2, 12)
        chosen = "Duplex" if ui.button("scan again", scan, "Scan again", "ghost", size=14) else None
        if ui.button("treat again", treat, "Another session", "ghost", size=14):
            chosen = "Treat"
        if table.desk.state.is_finished:
            return "Debrief" if ui.button("finish", foot, "See the debrief") else chosen
        why = table.desk.why_not(c.FinishAttempt())
        if ui.button("finish", foot, "End the course and see the result", "primary", why):
            self.is_ending = True
        return chosen

    def _end(self, ui: Ui, table: Table) -> str | None:
        answer = ui.dialog(
            "end",
            "End the course?",
            ENDING,
            (("Not yet", "ghost"), ("End the course", "primary")),
        )
        if answer is not None:
            self.is_ending = False
        if answer == "End the course" and table.desk.do(c.FinishAttempt()):
            return "Debrief"
        return None


def _last(table: Table, kind: str) -> tuple[int, Record] | None:
    """Return the last event of a kind since the last session, with its day."""
    events = table.desk.attempt.events
    since = strip_of(events, table.desk.state.day).last
    found = [(day, e) for day, e in dated(events) if e["ev"] == kind and day >= since]
    return found[-1] if found else None


def _when(table: Table, name: str, day: int) -> str:
    since = day - strip_of(table.desk.attempt.events, day).last
    return f"{name} on the telephone, day {since} after the session"
