"""The ledgers of the debrief: what did harm, what was earned, what to keep and to change."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from simulator.app.screens.moment import Moment
from simulator.app.words import minutes
from simulator.debrief.points import lost_words, rows
from simulator.debrief.write import Debrief, HarmLine, Mark, SkillLine
from simulator.scoring.engine import CRITICAL, HARM, Score
from simulator.widgets.kit import Box, Ui

SKILL_LEAST: Final = 332.0
LOST_H, LOST_GAP = 20.0, 4.0
KINDS: Final = {
    CRITICAL: ("harm", "Veto", "red"),
    HARM: ("caution", "Harm", "amber"),
}
NEAR: Final = ("caution", "Near miss", "amber")
WATCH_W: Final = 62.0


@dataclass(frozen=True)
class Said:
    """Everything that is said of one attempt; `can_watch` tells whether a tick has a picture."""

    debrief: Debrief
    score: Score
    can_watch: Callable[[int], bool]
    pins: dict[Hashable, list[tuple[Mark, bool]]] = field(default_factory=dict)  # by their look


def draw_harms(ui: Ui, said: Said, box: Box, picked: list[Moment | None]) -> float:
    """Draw verdict and harms from the top of `box`; return the height used."""
    told = said.debrief
    wide = box.w - 40
    sentence_h = ui.paragraph_height(told.sentence, wide, 13.5)
    head = 42 + 44 + sentence_h + 14
    rows = [_harm_height(ui, harm, wide - 24) for harm in told.harms]
    wanted = head + (sum(rows) if rows else 60) + 20
    tall = min(wanted, box.h - SKILL_LEAST)
    room = ui.panel((box.x, box.y, box.w, tall), "Harm ledger", "one veto fails the attempt")
    known = {"passed": ("done", "teal"), "failed": ("harm", "red")}
    state, colour = known.get(told.verdict, ("caution", "amber"))
    ui.mark(room.x + 16, room.y + 20, state, 14)
    verdict = "Not passed" if told.verdict == "failed" else told.verdict.capitalize()
    ui.label((room.x + 42, room.y, room.w - 42, 40), verdict, 26, colour, "SemiBold")
    ui.paragraph((room.x, room.y + 46, room.w, sentence_h + 4), told.sentence, 13.5, "tx2")
    y = room.y + 46 + sentence_h + 12
    if not rows:
        card = Box(room.x, y, room.w, min(52.0, room.bottom - y))
        ui.card(card, "live")
        ui.mark(card.x + 26, card.y + card.h / 2, "done", 8)
        words = "No harm was done."
        ui.label((card.x + 46, card.y, card.w - 60, card.h), words, 15, "tx", "Medium")
        return tall
    with ui.scroll("harms", Box(room.x, y, room.w, room.bottom - y), sum(rows)) as inner:
        top = inner.y
        for k, (harm, height) in enumerate(zip(told.harms, rows, strict=True)):
            _harm(ui, said, harm, Box(inner.x, top, inner.w, height), k, picked)
            top += height
    return tall


def _harm_words(harm: HarmLine) -> str:
    return harm.text if harm.times < 2 else f"{harm.text} ({harm.times} times)"


def _harm_height(ui: Ui, harm: HarmLine, wide: float) -> float:
    words_h = ui.paragraph_height(_harm_words(harm), wide, 13.5, "Medium")
    return 26 + words_h + ui.paragraph_height(harm.advice, wide, 12.5) + 16


def _harm(
    ui: Ui, said: Said, harm: HarmLine, row: Box, k: int, picked: list[Moment | None]
) -> None:
    state, kind, colour = KINDS.get(harm.kind, NEAR)
    ui.mark(row.x + 9, row.y + 14, state, 8)
    ui.label((row.x + 26, row.y + 2, 120, 24), kind, 12.5, colour, "SemiBold")
    picked.append(_watch(ui, said, f"harm {k}", row, harm.tick, harm.text))
    wide = row.w - 10
    words = _harm_words(harm)
    used = ui.paragraph((row.x, row.y + 27, wide, row.h - 40), words, 13.5, "tx", "Medium")
    low = row.y + 27 + used + 3
    ui.paragraph((row.x, low, wide, row.bottom - low - 4), harm.advice, 12.5, "tx3")
    ui.divider(row.x, row.bottom - 7, row.w)


def _watch(ui: Ui, said: Said, name: str, row: Box, tick: int, words: str) -> Moment | None:
    """Draw the time of a line at the right of its first row; True where it can be watched."""
    cell = Box(row.right - WATCH_W, row.y + 2, WATCH_W, 24)
    if not said.can_watch(tick):
        ui.label(cell, minutes(tick), 12.5, "tx3", "Medium", "r")
        return None
    is_fired = ui.button(f"watch {name}", cell, minutes(tick), "link", None, 12.5, "play", "l")
    return Moment(tick, words) if is_fired else None


def draw_skill(ui: Ui, said: Said, box: Box) -> None:
    """Draw the points by domain, with the pass line, and what mistakes took off the sum."""
    score = said.score
    shown = f"{score.score:.1f} of 100, to pass {score.pass_mark:g}"
    room = ui.panel(box, "Skill ledger", shown)
    lost = lost_words(score)
    if lost:
        foot, room = room.foot(LOST_H, LOST_GAP)
        ui.label(foot, "Lost by mistakes", 14, "tx2")
        ui.label(foot, lost, 14, "amber", "SemiBold", "r")
    domains = rows(score)
    pitch = min(70.0, (room.h + 12) / max(1, len(domains)))
    for (name, got, of), row in zip(domains, room.rows(pitch, len(domains)), strict=True):
        share, line = got / of, score.pass_mark / 100
        colour = "teal" if share >= line else "amber"
        words = f"{got:.1f} of {of:g}"
        ui.score_bar(row, name.capitalize(), words, share, line, colour)


def draw_lines(ui: Ui, said: Said, box: Box, picked: list[Moment | None]) -> None:
    """Draw the strongest and the weakest lines side by side."""
    kept, change = box.columns(2, 14)
    _lines(ui, said, kept, ("Keep", "done"), said.debrief.strongest, picked)
    _lines(ui, said, change, ("Change", "caution"), _to_change(said.debrief), picked)


def _to_change(told: Debrief) -> list[SkillLine]:
    """Return what to change; a line that took points off says how many."""
    return [
        replace(x, text=f"{x.text} \N{MINUS SIGN}{x.lost:g} points") if x.lost else x
        for x in told.changes
    ]


def _lines(
    ui: Ui,
    said: Said,
    box: Box,
    head: tuple[str, str],
    lines: Sequence[SkillLine],
    picked: list[Moment | None],
) -> None:
    title, state = head
    room = ui.panel(box, title)
    if not lines:
        words = "Nothing is secure yet." if state == "done" else "Nothing to change."
        ui.label(room.top(30)[0], words, 14, "tx3")
        return
    wide = room.w - 28 - 14
    heights = []
    for line in lines:
        has_time = bool(line.ticks)
        room_w = wide - (WATCH_W + 8 if has_time else 0)
        heights.append(max(28.0, ui.paragraph_height(line.text, room_w, 13) + 10))
    with ui.scroll(f"lines {title}", room, sum(heights)) as inner:
        top = inner.y
        for k, (line, height) in enumerate(zip(lines, heights, strict=True)):
            row = Box(inner.x, top, inner.w, height)
            ui.mark(row.x + 9, row.y + 12, state, 8)
            room_w = wide - (WATCH_W + 8 if line.ticks else 0)
            ui.paragraph((row.x + 28, row.y + 3, room_w, height), line.text, 13, "tx")
            if line.ticks:
                name = f"{title} {k}"
                picked.append(_watch(ui, said, name, row, line.ticks[0], line.text))
            top += height
