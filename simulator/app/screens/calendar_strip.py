"""The calendar of a course: one strip from the first session to month twelve, and the days to pass.

One control of its own: arrows walk along what happened, and the bubble says it in words.
"""

from collections.abc import Sequence
from typing import Final

from simulator.app.screens.table import Table
from simulator.session import commands as c
from simulator.view.calendar import MONTH_TWELVE, Entry, Strip, entries, strip_of
from simulator.widgets.kit import Box, Ui

HEIGHT: Final = 206.0
LINE: Final = 4.0
ICON: Final = 26.0
LANES: Final = 2  # of words over the line
LANE: Final = 19.0
# words, days after the last session (0: none), or days at once; keys 1 to 7
STEPS: Final = (
    ("One day", 0, 1),
    ("To day 9", 9, 0),
    ("One week", 0, 7),
    ("To day 22", 22, 0),
    ("Six weeks", 0, 42),
    ("To month three", 91, 0),
    ("To month twelve", MONTH_TWELVE, 0),
)
_ALONG: Final = frozenset({"left", "right"})


class Calendar:
    """The strip and its buttons; keeps which entry the ring is on."""

    def __init__(self) -> None:
        self.at = 0

    def draw(self, ui: Ui, table: Table, box: Box, *, has_keys: bool) -> None:
        """Draw strip and buttons, and let days pass; `has_keys`: the numbers are theirs."""
        state, events = table.desk.state, table.desk.attempt.events
        strip = strip_of(events, state.day)
        since = state.day - strip.last
        has_session = any(event["ev"] == "injection_started" for event in events)
        note = f"day {since} after the last session" if has_session else "nothing was injected"
        room = ui.panel(box, "Calendar", f"today: day {state.day} of the case, {note}")
        foot, rest = room.foot(44, 8)
        self._steps(ui, table, foot, since, has_keys)
        self._strip(ui, strip, entries(events), state.day, rest)

    def _steps(self, ui: Ui, table: Table, box: Box, since: int, has_keys: bool) -> None:
        """Draw the buttons; their numbers are keys as well."""
        for k, (cell, (words, until, days)) in enumerate(
            zip(box.columns(len(STEPS), 10), STEPS, strict=True)
        ):
            passing = until - since if until else days
            why = f"It is day {since} already." if passing < 1 else None
            if why is None:
                why = table.desk.why_not(c.PassDays(passing))
            is_keyed = has_keys and ui.touches.claim(str(k + 1))
            is_pressed = ui.button(f"pass {k + 1}", cell, words, "ghost", why, 14)
            if ui.text_width(words, 14, "SemiBold") + 52 < cell.w:
                ui.label((cell.x + 9, cell.y + 4, 20, 15), str(k + 1), 10.5, "tx3", "Medium")
            if is_keyed and why is not None:
                table.desk.say(why)
            elif is_keyed or is_pressed:
                pass_days(table, passing)

    def _strip(self, ui: Ui, strip: Strip, told: Sequence[Entry], today: int, box: Box) -> None:
        line_y = box.y + LANES * LANE + ICON / 2 + 2
        left, wide = box.x + 16, box.w - 32
        touch = ui.control("calendar", (box.x, box.y, box.w, box.h), _ALONG)
        ui.plate((left, line_y - LINE / 2, wide, LINE), "s3", None, 2)
        now_x = left + wide * strip.share(today)
        begin = left + wide * strip.share(strip.last)
        ui.plate((begin, line_y - LINE / 2, max(0.0, now_x - begin), LINE), "teald", None, 2)
        for share, words in strip.ticks:
            x = left + wide * share
            ui.plate((x - 0.6, line_y + ICON / 2 + 2, 1.2, 6), "line3")
            ui.label((x - 40, line_y + ICON / 2 + 8, 80, 18), words, 11.5, "tx3", align="c")
        ui.plate((now_x - 1, line_y - ICON / 2 - 4, 2, ICON + 8), "teal")
        ui.dot(now_x, line_y + ICON / 2 + 4, 4.5, "teal")
        for key in touch.keys:
            self.at += 1 if key.name == "right" else -1
        self.at = min(max(0, self.at), max(0, len(told) - 1))
        free = [left - 99.0] * LANES
        last_x = left - 99.0
        for k, entry in enumerate(told):
            x = left + wide * strip.share(entry.day)
            x = last_x = max(x, last_x + ICON * 0.62)  # what lies on one day stands side by side
            self._entry(ui, entry, x, line_y, free, (box.x, box.right))
            place = Box(x - ICON / 2, line_y - ICON / 2, ICON, ICON)
            is_here = ui.px(place).collidepoint(ui.touches.pointer)
            if is_here or (touch.is_ringed and k == self.at):
                ui.hint(f"Day {entry.day}, {_since(entry.day, strip)}: {entry.said}", place)

    def _entry(
        self,
        ui: Ui,
        entry: Entry,
        x: float,
        line_y: float,
        free: list[float],
        ends: tuple[float, float],
    ) -> None:
        """Draw one entry: its icon on the line, its words above where a lane is free."""
        ui.dot(x, line_y, ICON / 2, "s2")
        ui.icon((x - 9, line_y - 9, 18, 18), entry.icon, "teal")
        wide = ui.text_width(entry.words, 12) + 4
        start = min(max(x - wide / 2, ends[0]), ends[1] - wide)
        for lane, taken in enumerate(free):
            if taken + 8 <= start:
                y = line_y - ICON / 2 - 2 - (lane + 1) * LANE
                ui.label((start, y, wide, LANE), entry.words, 12, "tx2", align="c")
                free[lane] = start + wide
                return


def _since(day: int, strip: Strip) -> str:
    """Return a day as it counts from the last session."""
    if day >= strip.last:
        return f"{day - strip.last} after the last session"
    return f"{strip.last - day} before the last session"


def pass_days(table: Table, days: int) -> None:
    """Let days pass, and say which day it is."""
    if table.desk.do(c.PassDays(days)):
        words = "One day passes" if days == 1 else f"{days} days pass"
        table.desk.say(f"{words}: it is day {table.desk.state.day} of the case.", "done")
