"""The patient's diary as a small page: a square for every day and night, and her own notes.

A worn day or night is a filled square with sun or moon in it; one in part is filled as far as
the hours go; one without the stocking is empty and crossed. So colour is never the only sign.
"""

from collections.abc import Sequence
from typing import Final

from simulator.session.diary import DAY_H, DiaryDay
from simulator.widgets.kit import Box, Ui

WEEK: Final = 7
ROW: Final = 44.0
SQUARE: Final = 22.0
LEGEND: Final = 24.0
FEWEST_DAYS: Final = 21
NOTE_GAP: Final = 8.0


def draw_diary(ui: Ui, name: str, days: Sequence[DiaryDay], box: Box) -> None:
    """Draw the page in `box`; what does not fit scrolls."""
    if not days:
        words = "Nothing is written yet."
        ui.label((box.x, box.y, box.w, 28), words, 14, "tx3")
        return
    _legend(ui, Box(box.x, box.y, box.w, LEGEND))
    shown = days[: max(_last_of_interest(days), FEWEST_DAYS)]
    notes = [day for day in shown if day.words]
    weeks = -(-len(shown) // WEEK)
    wide = box.w - 16
    heights = [ui.paragraph_height(_note(day), wide, 13) + NOTE_GAP for day in notes]
    rest = Box(box.x, box.y + LEGEND + 4, box.w, box.h - LEGEND - 4)
    tall = weeks * ROW + 8 + sum(heights)
    with ui.scroll(name, rest, max(rest.h, tall)) as room:
        pitch = wide / WEEK
        for k, day in enumerate(shown):
            cell = Box(room.x + (k % WEEK) * pitch, room.y + (k // WEEK) * ROW, pitch, ROW)
            _day(ui, day, day.day, cell)
        y = room.y + weeks * ROW + 8
        for day, height in zip(notes, heights, strict=True):
            ui.paragraph((room.x, y, wide, height), _note(day), 13, "tx")
            y += height


def _last_of_interest(days: Sequence[DiaryDay]) -> int:
    """Return how many days there are up to the last one with the stocking on."""
    told = [k for k, day in enumerate(days) if day.hours_worn or day.is_night_worn]
    return max(told, default=-1) + 1


def _note(day: DiaryDay) -> str:
    words = day.words.strip()
    return f"“{words}”" if words.startswith("Day ") else f"Day {day.day}: “{words}”"


def _legend(ui: Ui, box: Box) -> None:
    """Say what the squares mean."""
    x = box.x
    for icon, words, share in (("sun", "day", 1.0), ("moon", "night", 1.0), ("", "off", 0.0)):
        _square(ui, Box(x, box.y + 3, 18, 18), icon, share)
        x += 24
        x += ui.label((x, box.y, 60, LEGEND), words, 12.5, "tx2") + 16
    ui.label((x, box.y, box.right - x, LEGEND), "filled: stocking on", 12.5, "tx3")


def _day(ui: Ui, day: DiaryDay, number: int, cell: Box) -> None:
    """Draw the number of a day over its two squares."""
    ui.label((cell.x, cell.y, cell.w - 6, 15), str(number), 11, "tx3", "Medium")
    share = day.hours_worn / DAY_H
    side = min(SQUARE, (cell.w - 9) / 2)
    top = cell.y + 16
    _square(ui, Box(cell.x, top, side, side), "sun", share)
    _square(ui, Box(cell.x + side + 3, top, side, side), "moon", float(day.is_night_worn))


def _square(ui: Ui, box: Box, icon: str, share: float) -> None:
    """Draw one square, filled from the bottom by `share`."""
    ui.plate(box, "s2", "line3", 4)
    if share <= 0.0:
        ui.icon(box.inset(box.w * 0.24), "cross", "tx3")
        return
    filled = box.h * min(1.0, share)
    ui.plate((box.x, box.bottom - filled, box.w, filled), "teald", None, 4)
    if icon:
        ui.icon(box.inset(box.w * 0.15), icon, "tx")
