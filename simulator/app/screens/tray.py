"""The tray: what lies ready, each thing by click, digit or drag."""

from typing import Final

import numpy as np

from simulator.app.needle_hand import NeedleHand
from simulator.physics.drugs import DRUGS as SOLUTIONS
from simulator.physics.drugs import UG_PER_UL_PER_PERCENT, optimum_ug_per_ul
from simulator.scenario.protocol import read_protocol
from simulator.session import commands as c
from simulator.widgets.kit import Box, Ui

TOOLS: Final = (
    ("kit", "Kit", "tick"),
    ("pen", "Mark", "pen"),
    ("lie", "Lie down", "leg"),
    ("wipe", "Wipe", "wipe"),
    ("syringe", "Draw up", "syringe"),
    ("needle", "Needle", "needle"),
    ("stretch", "Stretch", "stretch"),
    ("cotton", "Cotton", "cotton"),
    ("tape", "Tape", "tape"),
    ("label", "Label", "tag"),
    ("dose", "Work out", "drop"),
    ("talk", "Talk", "talk"),
)
NUMBERED: Final = 9  # by digit; the others by letter
LETTERS: Final = {"l": "label", "u": "dose", "k": "talk"}
DRUGS: Final = {
    "polidocanol": "Polidocanol",
    "STS": "Sodium tetradecyl sulfate",
    "glycerin": "Glycerin",
    "hypertonic_saline": "Hypertonic saline",
}
STRENGTHS: Final = {
    "polidocanol": (2500, 5000, 10_000, 20_000),
    "STS": (1000, 2000, 5000, 10_000),
    "glycerin": (240_000, 480_000, 720_000),
    "hypertonic_saline": (58_500, 117_000, 234_000),
}
SIZES_UL: Final = (1000, 3000, 5000)
GAUGES: Final = (30, 32, 33)
VESSELS_MM: Final = (0.3, 1.0, 2.0)  # thread vein, small and larger feeder
BENDS_MRAD: Final = {"Straight": 0, "20°": 349, "30°": 524, "45°": 785}
_LETTER_OF: Final = {tool: letter for letter, tool in LETTERS.items()}
AIR_NL: Final = {"None": 0, "0.02 ml": 20_000, "0.05 ml": 50_000}


def strength_words(protocol_text: str, drug: str) -> tuple[str, ...]:
    """Return what fits which vessel, and what the pack allows, as short lines."""
    percent = optimum_ug_per_ul(drug, np.array(VESSELS_MM)) / UG_PER_UL_PER_PERCENT
    percent = np.minimum(percent, SOLUTIONS[drug].strongest_ppm / 10_000)
    fits = ", ".join(f"{d:g} mm {p:.2g} %" for d, p in zip(VESSELS_MM, percent, strict=True))
    limits = read_protocol(protocol_text.encode(), "protocol").limits
    wanted = {
        f"{drug.lower()}_strongest": "up to {} in a thread vein",
        "puncture_volume_most": "{} a puncture",
        "session_volume": "{} a session",
    }
    if drug == "polidocanol":
        wanted["polidocanol_daily"] = "{} a day"
    allowed = [words.format(limits[name].value) for name, words in wanted.items() if name in limits]
    half = (len(allowed) + 1) // 2
    lines = [", ".join(part) for part in (allowed[:half], allowed[half:]) if part]
    return (f"Strength by width: {fits}.", *(f"This school: {line}." for line in lines))


class TrayPanel:
    """Tiles, and the dialog in which a syringe is drawn up."""

    def __init__(self) -> None:
        self.is_filling = False
        self.drug = 0
        self.strength = 1
        self.size = 1
        self.gauge = 0
        self.bend = 1
        self.air = 0
        self._carried = ""
        self._carried_at = (0, 0)

    def draw(self, ui: Ui, hand: NeedleHand, box: Box) -> tuple[str, int, int] | None:
        """Show the tray; return a tool and where it was dropped on the skin."""
        room = ui.panel(box, "Tray")
        side_w, side_h = (room.w - 16) / 3, 76.0
        dropped = None
        for k, (tool, words, icon) in enumerate(TOOLS):
            cell = Box(
                room.x + (k % 3) * (side_w + 8), room.y + (k // 3) * (side_h + 8), side_w, side_h
            )
            why = self.refusal(tool, hand)
            if tool == "lie" and hand.desk.state.posture == "lying":
                words = "Lying"
            key = str(k + 1) if k < NUMBERED else _LETTER_OF[tool].upper()
            if ui.tool(f"tray {tool}", cell, words, icon, self._is_on(tool, hand), key, why):
                self.take(tool, hand)
            if tool in ("cotton", "tape") and why is None:
                dropped = self._carry(ui, tool, cell) or dropped
        if self.is_filling:
            self._fill(ui, hand)
        return dropped

    def _carry(self, ui: Ui, tool: str, cell: Box) -> tuple[str, int, int] | None:
        """Follow a tile that is dragged; report where it is let go outside the tray."""
        if ui.touches.active == f"tray {tool}":
            self._carried, self._carried_at = tool, ui.touches.pointer
            if not ui.px(cell).collidepoint(*self._carried_at):
                self._ghost(ui, tool)
            return None
        if self._carried == tool:
            self._carried = ""
            if not ui.px(cell).collidepoint(*self._carried_at):
                return (tool, *self._carried_at)
        return None

    @property
    def is_carrying(self) -> bool:
        """Whether the fingers hold something, and so no needle."""
        return bool(self._carried)

    def _ghost(self, ui: Ui, tool: str) -> None:
        """What the fingers hold, above everything else."""
        x, y = ui.pointer
        side = 54.0
        ghost = Box(x - side / 2, y - side / 2, side, side)
        with ui.on_layer(ui.layer + 1):
            ui.plate(ghost, "s3", "teal", side / 2, alpha=190)
            ui.icon(ghost.inset(14), tool, "tx")

    def refusal(self, tool: str, hand: NeedleHand) -> str | None:
        """Return why a tool cannot be taken now."""
        if tool == "cotton":
            return hand.why_no_swab()
        if tool == "tape":
            return hand.why_no_tape()
        return hand.desk.why_not(self._command(tool, hand))

    def _command(self, tool: str, hand: NeedleHand) -> c.Command:
        """Return the command that a tile gives at once (drawing up asks first)."""
        state = hand.desk.state
        match tool:
            case "kit":
                return c.CheckKit()
            case "pen":
                return c.MarkSkin()
            case "lie":
                return c.SetPosture("standing" if state.posture == "lying" else "lying")
            case "wipe":
                return c.WipeSkin()
            case "stretch":
                return c.StretchSkin(0 if state.treatment.is_stretched else 1)
            case "needle":
                return self._needle()
            case "label":
                return c.LabelSyringe()
            case "dose":
                return c.CheckDose()
            case "talk":
                return c.Reassure()
        return self._filled(hand)

    def _filled(self, hand: NeedleHand) -> c.FillSyringe:
        name = hand.desk.state.plan.drugs[self.drug]
        size_ul = SIZES_UL[self.size]
        share = 1.0 if size_ul == SIZES_UL[0] else 0.8
        strength = STRENGTHS[name][min(self.strength, len(STRENGTHS[name]) - 1)]
        air_nl = tuple(AIR_NL.values())[self.air]
        volume_nl = min(round(size_ul * 1000 * share), size_ul * 1000 - air_nl)
        return c.FillSyringe(name, strength, volume_nl, size_ul, air_nl)

    def _needle(self) -> c.TakeNeedle:
        return c.TakeNeedle(GAUGES[self.gauge], tuple(BENDS_MRAD.values())[self.bend])

    def take_number(self, digit: int, hand: NeedleHand) -> None:
        """A tool by its number."""
        if 0 < digit <= NUMBERED:
            self.take_tool(TOOLS[digit - 1][0], hand)

    def take_tool(self, tool: str, hand: NeedleHand) -> None:
        """Use a tool, or say why not."""
        why = self.refusal(tool, hand)
        if why is not None:
            hand.desk.say(why)
        else:
            self.take(tool, hand)

    def take(self, tool: str, hand: NeedleHand) -> None:
        """Use a tool."""
        if tool == "syringe":
            self.is_filling = True
        elif tool == "cotton":
            hand.swab_last()
        elif tool == "tape":
            hand.tape()
        else:
            hand.desk.do(self._command(tool, hand))

    def _is_on(self, tool: str, hand: NeedleHand) -> bool:
        state = hand.desk.state
        treatment = state.treatment
        return {
            "kit": treatment.is_kit_checked,
            "pen": treatment.is_marked,
            "lie": state.posture == "lying",
            "wipe": treatment.wiped_tick >= 0,
            "syringe": treatment.syringe.left_ul > 0,
            "needle": treatment.needle.gauge > 0,
            "stretch": treatment.is_stretched,
            "label": treatment.syringe.is_labelled,
        }.get(tool, False)

    def _fill(self, ui: Ui, hand: NeedleHand) -> None:
        desk = hand.desk
        told = (
            ()
            if desk.scenario.plan.mode == "exam"
            else strength_words(desk.scenario.protocol_text, desk.state.plan.drugs[self.drug])
        )
        with ui.modal(ui.whole.middle(560, 614 + 22 * len(told)), "Draw up") as room:
            names = hand.desk.state.plan.drugs
            self.drug = ui.choice(
                "drug",
                (room.x, room.y, room.w, 66),
                [DRUGS[name] for name in names],
                self.drug,
                "Sclerosant",
            )
            strengths = [f"{ppm / 10_000:g} %" for ppm in STRENGTHS[names[self.drug]]]
            self.strength = min(self.strength, len(strengths) - 1)
            sizes = [f"{size // 1000} ml" for size in SIZES_UL]
            gauges = [f"{g}G" for g in GAUGES]
            self.strength = self._row(ui, room, 80, "Strength", strengths, self.strength)
            self.size = self._row(ui, room, 156, "Syringe", sizes, self.size)
            self.gauge = self._row(ui, room, 232, "Needle", gauges, self.gauge)
            self.bend = self._row(ui, room, 308, "Bend", list(BENDS_MRAD), self.bend)
            self.air = self._row(ui, room, 384, "Air in front", list(AIR_NL), self.air)
            for k, words in enumerate(told):
                ui.label((room.x, room.y + 454 + 22 * k, room.w, 22), words, 12.5, "tx2")
            foot = room.foot(46)[0]
            half = (foot.w - 12) / 2
            is_left = ui.button("fill cancel", (foot.x, foot.y, half, 46), "Leave it", "ghost")
            command = self._filled(hand)
            why = hand.desk.why_not(command)
            go = Box(foot.x + half + 12, foot.y, half, 46)
            words = f"Draw up {command.volume_nl / 1e6:g} ml"
            if ui.button("fill", go, words, refusal=why):
                hand.desk.do(command)
                wanted, held = self._needle(), hand.desk.state.treatment.needle
                if (held.gauge, held.bend_mrad) != (wanted.gauge, wanted.bend_mrad):
                    hand.desk.do(wanted)
                self.is_filling = False
        if is_left or ui.touches.claim("escape"):
            self.is_filling = False

    def _row(
        self, ui: Ui, room: Box, down: float, words: str, options: list[str], chosen: int
    ) -> int:
        ui.label((room.x, room.y + down, room.w, 18), words, 12.5, "tx3")
        place = (room.x, room.y + down + 20, room.w, 42)
        return ui.segments(words.lower(), place, options, chosen)
