"""The story of an attempt: its timeline with pins, or the map of its order."""

from collections.abc import Sequence
from typing import Final

from simulator.app.screens.ledgers import Said
from simulator.app.screens.moment import Moment
from simulator.app.screens.table import Table
from simulator.app.stages import OPENS
from simulator.app.words import minutes
from simulator.base.units import TICKS_PER_SECOND
from simulator.debrief.write import Mark, Stop
from simulator.widgets.kit import Box, Span, Ui
from simulator.widgets.kit import Moment as Pin

MARKS: Final = {"good": "done", "caution": "caution", "harm": "harm"}
RANK: Final = {"harm": 0, "caution": 1, "good": 2}
STOPS: Final = {
    "done": ("done", "done", "teal"),
    "skipped": ("harm", "skipped", "red"),
    "late": ("caution", "late", "amber"),
    "out of order": ("caution", "out of order", "amber"),
}
MOST_PINS: Final = 40
LANE: Final = 20.0  # of the widget that draws the pins
BAND: Final = 44.0  # its stages and its times


def draw_story(
    ui: Ui, table: Table, said: Said, box: Box, shows_order: bool, picked: list[Moment | None]
) -> bool:
    """Draw the timeline or the order map; return which of the two is shown from now on."""
    room = ui.panel(box, "Order" if shows_order else "Timeline")
    switch = Box(box.right - 392, box.y + 6, 380, 34)
    words = ["Timeline", order_words(said.debrief.order)]
    at = ui.segments("story view", switch, words, int(shows_order))
    if shows_order:
        _order(ui, said.debrief.order, room)
    else:
        _timeline(ui, table, said, Box(room.x + 14, room.y - 2, room.w - 28, room.h + 10), picked)
    return bool(at)


def order_words(stops: Sequence[Stop]) -> str:
    """Return how the order went, in a few words; a case may ask for none."""
    if not stops:
        return "Order, none asked for"
    skipped = sum(stop.status == "skipped" for stop in stops)
    off = sum(stop.status not in ("done", "skipped") for stop in stops)
    parts = [f"{off} off"] if off else []
    parts += [f"{skipped} left out"] if skipped else []
    return f"Order, {', '.join(parts) or 'all in place'}"


def _order(ui: Ui, stops: Sequence[Stop], room: Box) -> None:
    """Stations from left to right: what was done, skipped, late or out of order."""
    if not stops:
        ui.label(room.top(30)[0], "This case asks for no order.", 14, "tx3")
        return
    per_row = min(len(stops), 11)
    rows = -(-len(stops) // per_row)
    tall = max(room.h, 128.0 * rows) if rows > 1 else room.h
    with ui.scroll("order", room, tall) as inner:
        for k, stop in enumerate(stops):
            wide = inner.w / per_row
            cell = Box(
                inner.x + (k % per_row) * wide, inner.y + (k // per_row) * 128, wide - 10, 128
            )
            state, word, colour = STOPS[stop.status]
            ui.mark(cell.x + 10, cell.y + 14, state, 9)
            if k + 1 < len(stops) and (k + 1) % per_row:
                ui.plate((cell.x + 26, cell.y + 13.4, wide - 32, 1.2), "line2")
            ui.paragraph((cell.x, cell.y + 32, cell.w, 50), stop.label, 12.5, "tx", "Medium")
            ui.label((cell.x, cell.y + 80, cell.w, 18), word, 12, colour, "Medium")
            missing = stop.note.count(";") + 1
            note = stop.note if missing == 1 else f"{missing} steps missing"
            if stop.status == "done" and stop.tick is not None:
                note = minutes(stop.tick)
            ui.paragraph((cell.x, cell.y + 99, cell.w, 34), note, 11, "tx3", line_height=1.25)


def _timeline(ui: Ui, table: Table, said: Said, room: Box, picked: list[Moment | None]) -> None:
    end = max(1, said.debrief.end_tick)
    look = (room, ui.scale, ui.text_scale)
    if look not in said.pins:
        said.pins[look] = chosen_pins(ui, said.debrief.marks, room, end)
    shown = said.pins[look]
    pins = [
        Pin(str(k), mark.tick, mark.label if is_told else "", MARKS.get(mark.kind, "done"))
        for k, (mark, is_told) in enumerate(shown)
    ]
    step = 60 * TICKS_PER_SECOND
    while end / step > 8:
        step *= 2
    times = [(float(t), minutes(t)) for t in range(0, end + 1, step)]
    hit = ui.timeline("story", room, _spans(table, end), pins, end, times)
    for k, (mark, is_told) in enumerate(shown):
        if not is_told:
            x = room.x + room.w * mark.tick / end
            area = Box(x - 9, room.y + (room.h - 18) / 2 - 38, 18, 76)
            ui.tooltip(f"story:{k}", area, f"{minutes(mark.tick)}  {mark.label}")
    if hit is not None:
        mark = shown[int(hit)][0]
        if said.can_watch(mark.tick):
            picked.append(Moment(mark.tick, mark.label))


def chosen_pins(ui: Ui, marks: Sequence[Mark], room: Box, end: int) -> list[tuple[Mark, bool]]:
    """Return which marks get a pin, in time order, and whether their words stand at it.

    Harms choose first, then cautions; each keeps its pin even where there is no room for its
    words or where the same was said before. What went well is shown only with its words.
    """
    rank = sorted(marks, key=lambda m: (RANK[m.kind], m.tick))
    bad = [mark for mark in rank if mark.kind != "good"][:MOST_PINS]
    shown = {id(mark): (mark, False) for mark in bad}
    stems: set[str] = set()
    for mark in (*bad, *(m for m in rank if m.kind == "good")):
        stem = "".join(letter for letter in mark.label if not letter.isdigit())
        wished = shown | {id(mark): (mark, True)}
        if stem not in stems and _fits(ui, list(wished.values()), room, end):
            shown = wished
            stems.add(stem)
    return sorted(shown.values(), key=lambda pair: pair[0].tick)


def _fits(ui: Ui, pins: Sequence[tuple[Mark, bool]], room: Box, end: int) -> bool:
    """Return whether all these words can stand over their own pins, in the timeline's lanes."""
    taken = [-99.0] * (2 * max(1, int((room.h - BAND) / 2 / LANE) - 1))
    for mark in sorted((mark for mark, is_told in pins if is_told), key=lambda m: m.tick):
        wide = ui.text_width(mark.label, 12.5, "Medium") + 4
        pin = room.x + room.w * mark.tick / end
        left = min(max(pin - wide / 2, room.x - 20), room.right + 20 - wide)
        lane = next((n for n, used in enumerate(taken) if used + 10 <= left), None)
        if lane is None:
            return False
        taken[lane] = left + wide
    return True


def _spans(table: Table, end: int) -> list[Span]:
    """Return the stages as they were lived, from the events that open them."""
    starts = []
    for name, kinds in OPENS:
        first = next((e["tick"] for e in table.desk.attempt.events if e["ev"] in kinds), None)
        if first is not None:
            starts.append((first, name))
    starts.sort()
    stops = [*starts[1:], (end, "")]
    return [
        Span(name, tick, stop, name == "Treat")
        for (tick, name), (stop, _) in zip(starts, stops, strict=False)
    ]
