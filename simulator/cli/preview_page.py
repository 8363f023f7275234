"""The page of a preview: who comes, what is hidden, what the scanner shows, how it is judged.

Laid out with the widgets of the program, so that no text is cut unnoticed: `Sheet.misfits` is
empty, or a test fails.
"""

from collections.abc import Sequence
from typing import Final

import pygame

from simulator.anatomy.spec import PatientSpec, SourceSpec
from simulator.app.words import HISTORY
from simulator.cli.preview_pictures import (
    LINE_TONES,
    aspects_of,
    duplex_picture,
    leg_picture,
    patch_picture,
)
from simulator.cli.preview_rules import RuleLine, lines_of, points_of
from simulator.debrief.words import labels
from simulator.physics.valves import reflux_limit_ms
from simulator.render.shapes import Sketch
from simulator.render.theme import tone
from simulator.scenario.load import Scenario
from simulator.scoring.rubric import Rubric, Rule
from simulator.scoring.words import plain
from simulator.session.corridor import begin
from simulator.session.state import State
from simulator.ultrasound.machine import Machine
from simulator.widgets.kit import Box, Ui

SCALE: Final = 1.25  # pixels a layout unit
WIDE, TALL = 1600, 4000  # of the sheet; what is not used is cut off
EDGE, GAP = 24.0, 16.0
LEG_H: Final = 560.0
STOP_H: Final = 62.0
RULE_H: Final = 27.0
SHAPES: Final = {
    "critical": "breaks the attempt, whatever the score",
    "required": "nobody passes without it",
    "points": "earns points of 100",
    "loss": "takes points off, or is a harm",
    "optional": "shown, never counted",
}


class Sheet:
    """One page as it grows from the top downwards."""

    def __init__(self) -> None:
        pygame.display.init()
        pygame.font.init()
        size = (round(WIDE * SCALE), round(TALL * SCALE))
        self.canvas = pygame.Surface(size, 0, 32)
        self.ui = Ui(self.canvas, can_animate=False)
        self.ui.begin()
        self.ui.plate((0, 0, WIDE, TALL), "ink")
        self.y = EDGE

    def take(self, height: float) -> Box:
        """Return the next strip of the page, all its width between the edges."""
        box = Box(EDGE, self.y, WIDE - 2 * EDGE, height)
        self.y += height + GAP
        return box

    def finish(self) -> pygame.Surface:
        """Return what was drawn, without the empty rest."""
        self.ui.end()
        tall = min(round((self.y - GAP + EDGE) * SCALE), self.canvas.get_height())
        return self.canvas.subsurface((0, 0, self.canvas.get_width(), tall)).copy()


def page(scenario: Scenario, seed: int) -> pygame.Surface:
    """Return the whole page of a case."""
    return drawn(scenario, seed).finish()


def drawn(scenario: Scenario, seed: int) -> Sheet:
    """Return the page before its picture is taken, to ask it whether all text fits."""
    sheet = Sheet()
    state = begin(scenario.plan, seed)
    _head(sheet, scenario, seed)
    _patient(sheet, state)
    if state.plan.patient.sources:
        _duplex(sheet, state)
    _order(sheet, scenario.rubric)
    _rules(sheet, scenario.rubric)
    return sheet


def _head(sheet: Sheet, scenario: Scenario, seed: int) -> None:
    ui, plan = sheet.ui, scenario.plan
    tall = ui.paragraph_height(plan.brief, 1000, 16)
    box = sheet.take(max(54 + tall, 118))
    ui.label((box.x, box.y, 1000, 44), plan.title, 30, "tx", "SemiBold")
    ui.paragraph((box.x, box.y + 52, 1000, tall + 2), plan.brief, 16, "tx2")
    facts = (
        ("Case", plan.id),
        ("Protocol, to pass", f"{scenario.rubric.protocol}, {scenario.rubric.pass_mark:g} %"),
        ("Mode, seed", f"{plan.mode}, {seed}"),
    )
    right = Box(box.right - 480, box.y + 4, 480, box.h)
    for (name, words), row in zip(facts, right.rows(34, len(facts)), strict=True):
        ui.fact(row, name, words)


# --- the patient -----------------------------------------------------------------------------
def _patient(sheet: Sheet, state: State) -> None:
    """The leg with what is hidden; beside it the patch and what she says."""
    ui, patient, spec = sheet.ui, state.patient, state.patient.spec
    aspects = aspects_of(patient)
    box = sheet.take(LEG_H + 62 + 26 * max(1, len(spec.sources)) + 14)
    left, right = box.left(300.0 * len(aspects) + 40 + 100 * (len(aspects) == 1), GAP)
    title = "What is hidden in the leg" if spec.sources else "The leg, sound"
    room = ui.panel(left, title)
    for aspect, cell in zip(aspects, room.top(LEG_H)[0].columns(len(aspects), 8), strict=True):
        size = ui.px(cell).size
        picture = leg_picture(patient, aspect, (size[0], size[1] - 30))
        ui.picture(f"leg {aspect}", (cell.x, cell.y, cell.w, cell.h - 24), picture)
        ui.label((cell.x, cell.bottom - 24, cell.w, 22), aspect, 13, "tx3", align="c")
    rest = Box(room.x, room.y + LEG_H + 4, room.w, room.h - LEG_H - 4)
    if not spec.sources:
        ui.label(
            rest.top(24)[0], "No vein of this leg feeds what the patient came with.", 13, "tx2"
        )
    for number, (source, row) in enumerate(zip(spec.sources, rest.rows(26, 99), strict=False)):
        _source(ui, row, number, source)
    _near(sheet, state, right)


def _source(ui: Ui, row: Box, number: int, source: SourceSpec) -> None:
    """One line: its number and colour on the leg, what it is, how long it runs back."""
    ui.dot(row.x + 7, row.y + 13, 5, LINE_TONES[number % len(LINE_TONES)])
    ui.label((row.x + 20, row.y, 20, 26), f"{number + 1}", 13.5, "tx", "SemiBold")
    verdict = "competent" if source.reflux_s * 1000 <= reflux_limit_ms(source.kind) else "refluxes"
    hidden = "hidden" if source.is_hidden else "to be seen"
    name, kind = plain(source.id), plain(source.kind)
    called = name if name.lower() == kind.lower() else f"{name} ({kind})"
    words = (
        f"{called}, {hidden}: {verdict} {source.reflux_s:g} s, "
        f"{source.diameter_mm:g} mm, feeds {plain(source.feeds)}"
    )
    ui.label((row.x + 42, row.y, row.w - 42, 26), words, 13.5, "tx2")


def _near(sheet: Sheet, state: State, box: Box) -> None:
    """The patch as the loupe sees it, who the patient is, and what is answered when asked."""
    ui, spec, patch = sheet.ui, state.patient.spec, state.patient.patch
    room = ui.panel(box, f"{spec.place}, as the loupe sees it")
    wide = min(460.0, room.w * 0.5)
    near = Box(room.x, room.y, wide, wide * patch.height_mm / patch.width_mm)
    ui.picture("patch", near, patch_picture(state), radius=10)
    threads = f"{spec.threads} thread veins, {spec.pattern}, skin type {spec.fitzpatrick}"
    ui.label((near.x, near.bottom + 6, near.w, 24), threads, 13.5, "tx2")
    side = Box(near.right + 20, room.y, room.right - near.right - 20, near.h + 30)
    who = f"{spec.name}, {spec.age_years}, {spec.occupation}"
    ui.paragraph((side.x, side.y, side.w, 50), who, 17, "tx", "SemiBold")
    said = f"\N{LEFT DOUBLE QUOTATION MARK}{spec.words}\N{RIGHT DOUBLE QUOTATION MARK}"
    ui.paragraph((side.x, side.y + 58, side.w, side.h - 58), said, 15.5, "tx2")
    y = near.bottom + 44
    ui.divider(room.x, y, room.w)
    _answers(ui, Box(room.x, y + 12, room.w, room.bottom - y - 12), spec)


def _answers(ui: Ui, box: Box, spec: PatientSpec) -> None:
    """What the patient answers; an answer that forbids treatment has a sign."""
    ui.caption((box.x, box.y, box.w, 20), "What is answered when asked")
    given = {item.item: item for item in spec.history}
    y = box.y + 26
    for item, title in HISTORY.items():
        if item not in given:
            continue
        answer = given[item]
        words = answer.answer
        wide = box.w - 226
        tall = ui.paragraph_height(words, wide, 13.5, line_height=1.3)
        ui.label((box.x, y, 190, 22), title, 13.5, "tx3")
        if answer.is_contraindication:
            ui.mark(box.x + 206, y + 11, "caution", 8)
        colour = "amber" if answer.is_contraindication else "tx"
        ui.paragraph((box.x + 222, y + 2, wide, tall + 2), words, 13.5, colour, line_height=1.3)
        y += max(26.0, tall + 6)


# --- the scanner -----------------------------------------------------------------------------
def _duplex(sheet: Sheet, state: State) -> None:
    """Each source under the scanner: colour while it runs back, and the trace of it."""
    ui, sources = sheet.ui, state.patient.spec.sources
    machine = Machine(state.patient, state.world.seed)
    per_row = 2 if len(sources) in (1, 2, 4) else 3
    for first in range(0, len(sources), per_row):
        row = sources[first : first + per_row]
        wide = (WIDE - 2 * EDGE - GAP * (per_row - 1)) / per_row
        high = (wide - 40) * 640 / 836
        for k, cell in enumerate(sheet.take(high + 62).columns(per_row, GAP)):
            if k < len(row):
                words = f"{first + k + 1}: {plain(row[k].id)}, squeezed and let go"
                room = ui.panel(cell, words, f"refluxes {row[k].reflux_s:g} s")
                picture = duplex_picture(machine, state.patient, row[k].id)
                ui.picture(f"duplex {row[k].id}", (room.x, room.y, room.w, high), picture, radius=8)


# --- the rules -------------------------------------------------------------------------------
def _order(sheet: Sheet, rubric: Rubric) -> None:
    """What has to come before what: a column a step, any order inside a column."""
    for rule in (rule for rule in rubric.rules if rule.template == "order"):
        highest = max(len(group) for group in rule.groups)
        room = sheet.ui.panel(
            sheet.take(62 + highest * (STOP_H + 8)),
            "The order that is asked for",
            "from left to right; what stands in one column may be done in any order",
        )
        _stops(sheet.ui, rule, room)


def _stops(ui: Ui, rule: Rule, room: Box) -> None:
    words = labels(rule)
    cells = room.columns(len(rule.groups), 22)
    for number, (group, cell) in enumerate(zip(rule.groups, cells, strict=True)):
        middle = room.y + (room.h - 8) / 2
        used = len(group) * (STOP_H + 8) - 8
        for k, moment in enumerate(group):
            stop = Box(cell.x, middle - used / 2 + k * (STOP_H + 8), cell.w, STOP_H)
            ui.plate(stop, "s2", "line2", 8)
            wide = stop.w - 14
            tall = ui.paragraph_height(words[moment], wide, 12.5, "Medium", line_height=1.25)
            top = stop.y + max(4.0, (stop.h - tall) / 2)
            ui.paragraph(
                (stop.x + 8, top, wide, stop.bottom - top), words[moment], 12.5, "tx", "Medium",
                line_height=1.25,
            )  # fmt: skip
        if number + 1 < len(rule.groups):
            _arrow(ui, cell.right + 4, middle)


def _arrow(ui: Ui, x: float, y: float) -> None:
    def draw(sketch: Sketch, k: float) -> None:
        sketch.path([(1 * k, 7 * k), (12 * k, 7 * k)], tone("line3"), 1.6 * k)
        sketch.area([(8 * k, 2.5 * k), (13 * k, 7 * k), (8 * k, 11.5 * k)], tone("line3"))

    ui.shape(("arrow",), (x, y - 7, 14, 14), draw)


def _rules(sheet: Sheet, rubric: Rubric) -> None:
    """Every rule in its domain, domains in the order of a session; what it can do, by shape."""
    ui, domains = sheet.ui, lines_of(rubric)
    longest = max((len(lines) for lines in domains.values()), default=0)
    room = ui.panel(sheet.take(62 + 40 + 40 + longest * RULE_H), "How it is judged")
    legend, rest = room.top(30, 10)
    x = legend.x
    for shape, words in SHAPES.items():
        _shape(ui, x + 9, legend.y + 14, shape)
        ui.label((x + 24, legend.y, 290, 28), words, 13, "tx2")
        x += ui.text_width(words, 13) + 54
    for (domain, lines), cell in zip(
        domains.items(), rest.columns(max(1, len(domains)), 20), strict=True
    ):
        ui.label(cell.top(28)[0], domain.capitalize(), 15, "tx", "SemiBold")
        ui.label(cell.top(28)[0], f"{points_of(rubric, domain):.3g}", 15, "teal", "SemiBold", "r")
        ui.divider(cell.x, cell.y + 30, cell.w)
        _lines(ui, lines, Box(cell.x, cell.y + 36, cell.w, cell.h - 36))


def _lines(ui: Ui, lines: Sequence[RuleLine], box: Box) -> None:
    for line, row in zip(lines, box.rows(RULE_H, len(lines)), strict=True):
        _shape(ui, row.x + 9, row.y + RULE_H / 2, line.shape)
        wide = ui.text_width(line.worth, 12.5) + 6
        words = (
            line.words if line.times == 1 else f"{line.words} \N{MULTIPLICATION SIGN}{line.times}"
        )
        ui.label((row.x + 24, row.y, row.w - 24 - wide, RULE_H), words, 13, "tx")
        ui.label((row.right - wide, row.y, wide, RULE_H), line.worth, 12.5, "tx2", align="r")


def _shape(ui: Ui, x: float, y: float, shape: str) -> None:
    """A sign for what a rule can do, told apart by its form as well as by its colour."""
    box = (x - 8, y - 8, 16, 16)
    match shape:
        case "critical":
            diamond = [(8, 0.5), (15.5, 8), (8, 15.5), (0.5, 8)]
            ui.shape((shape,), box, lambda s, k: s.area(_times(diamond, k), tone("red")))
        case "required":
            ui.shape((shape,), box, lambda s, k: s.box(2 * k, 2 * k, 12 * k, 12 * k, tone("amber")))
        case "points":
            ui.shape((shape,), box, lambda s, k: s.disc(8 * k, 8 * k, 6 * k, tone("teal")))
        case "loss":
            down = [(1, 2.5), (15, 2.5), (8, 14.5)]
            ui.shape((shape,), box, lambda s, k: s.area(_times(down, k), tone("rose")))
        case _:
            ui.shape((shape,), box, lambda s, k: s.ring(8 * k, 8 * k, 6 * k, tone("tx3"), 1.8 * k))


def _times(points: Sequence[tuple[float, float]], scale: float) -> list[tuple[float, float]]:
    return [(x * scale, y * scale) for x, y in points]
