"""The tray: what lies ready, each thing by click, digit or drag."""

from typing import Final

from simulator.app.needle_hand import NeedleHand
from simulator.app.screens.table import Table
from simulator.session import commands as c
from simulator.widgets.kit import Box, Ui

TOOLS: Final = (
    ("kit", "Check kit", "tick"),
    ("pen", "Mark", "pen"),
    ("lie", "Lie down", "leg"),
    ("wipe", "Wipe", "wipe"),
    ("syringe", "Draw up", "syringe"),
    ("needle", "Needle", "needle"),
    ("stretch", "Stretch", "stretch"),
    ("cotton", "Cotton", "cotton"),
    ("tape", "Tape", "tape"),
)
DRUGS: Final = (("polidocanol", "Polidocanol"), ("STS", "Sodium tetradecyl sulfate"))
STRENGTHS: Final = {
    "polidocanol": (2500, 5000, 10_000, 20_000),
    "STS": (1000, 2000, 5000, 10_000),
}
SIZES_UL: Final = (1000, 3000, 5000)
GAUGES: Final = (30, 32, 33)


class TrayPanel:
    """Tiles, and the dialog in which a syringe is drawn up and labelled."""

    def __init__(self) -> None:
        self.is_filling = False
        self.drug = 0
        self.strength = 1
        self.size = 1
        self.gauge = 0
        self.wants_polariser = False
        self.carried = ""
        self.carried_at = (0, 0)

    def draw(self, ui: Ui, table: Table, hand: NeedleHand, box: Box) -> tuple[str, int, int] | None:
        """Show the tray; return a tool and where it was dropped on the skin."""
        room = ui.panel(box, "Tray")
        side_w, side_h = (room.w - 16) / 3, 76.0
        dropped = None
        for k, (tool, words, icon) in enumerate(TOOLS):
            cell = Box(
                room.x + (k % 3) * (side_w + 8), room.y + (k // 3) * (side_h + 8), side_w, side_h
            )
            is_on = self._is_on(tool, table)
            if ui.tool(f"tray {tool}", cell, words, icon, is_on, str(k + 1)):
                self._take(tool, table, hand)
            if tool in ("cotton", "tape"):
                dropped = self._carry(ui, tool, cell) or dropped
        if self.is_filling:
            self._fill(ui, table)
        return dropped

    def _carry(self, ui: Ui, tool: str, cell: Box) -> tuple[str, int, int] | None:
        """Follow a tile that is dragged; report where it is let go outside the tray."""
        name = f"tray {tool}"
        if ui.touches.active == name:
            self.carried, self.carried_at = tool, ui.touches.pointer
            x, y = ui.touches.pointer
            if not ui.px(cell).collidepoint(x, y):
                side = 54.0
                ghost = Box(x / ui.scale - side / 2, y / ui.scale - side / 2, side, side)
                ui.plate(ghost, "s3", "teal", side / 2, alpha=190)
                ui.icon(ghost.inset(14), tool, "tx")
            return None
        if self.carried == tool:
            self.carried = ""
            if not ui.px(cell).collidepoint(*self.carried_at):
                return (tool, *self.carried_at)
        return None

    def key(self, digit: int, hand: NeedleHand) -> None:
        """A tool by its number; 0 is the polariser."""
        if digit == 0:
            self.wants_polariser = True
        elif digit <= len(TOOLS):
            self._take(TOOLS[digit - 1][0], None, hand)

    def _is_on(self, tool: str, table: Table) -> bool:
        state = table.desk.state
        treatment = state.treatment
        return {
            "kit": treatment.is_kit_checked,
            "pen": treatment.is_marked,
            "lie": state.posture == "lying",
            "wipe": treatment.wiped_tick >= 0,
            "syringe": treatment.syringe.left_ul > 0,
            "needle": treatment.needle.gauge > 0,
            "stretch": treatment.is_stretched,
        }.get(tool, False)

    def _take(self, tool: str, _table: Table | None, hand: NeedleHand) -> None:
        desk = hand.desk
        match tool:
            case "kit":
                desk.do(c.CheckKit())
            case "pen":
                desk.do(c.MarkSkin())
            case "lie":
                lying = desk.state.posture == "lying"
                desk.do(c.SetPosture("standing" if lying else "lying"))
            case "wipe":
                desk.do(c.WipeSkin())
            case "syringe":
                self.is_filling = True
            case "needle":
                desk.do(c.TakeNeedle(GAUGES[self.gauge], 349))
            case "stretch":
                desk.do(c.StretchSkin(0 if desk.state.treatment.is_stretched else 1))
            case "cotton":
                hand.swab_last()
            case "tape":
                hand.tape()

    def _fill(self, ui: Ui, table: Table) -> None:
        with ui.modal(ui.whole.middle(520, 430), "Draw up and label") as room:
            self.drug = ui.choice(
                "drug", (room.x, room.y, room.w, 66), [d for _, d in DRUGS], self.drug, "Sclerosant"
            )
            name = DRUGS[self.drug][0]
            strengths = STRENGTHS[name]
            options = [f"{ppm / 10_000:g} %" for ppm in strengths]
            ui.label((room.x, room.y + 80, room.w, 18), "Strength", 12.5, "tx3")
            self.strength = ui.segments(
                "strength", (room.x, room.y + 100, room.w, 42), options, self.strength
            )
            ui.label((room.x, room.y + 154, room.w, 18), "Syringe", 12.5, "tx3")
            sizes = [f"{size // 1000} ml" for size in SIZES_UL]
            self.size = ui.segments("size", (room.x, room.y + 174, room.w, 42), sizes, self.size)
            ui.label((room.x, room.y + 228, room.w, 18), "Needle", 12.5, "tx3")
            self.gauge = ui.segments(
                "gauge", (room.x, room.y + 248, room.w, 42), [f"{g}G" for g in GAUGES], self.gauge
            )
            foot = room.foot(46)[0]
            half = (foot.w - 12) / 2
            if ui.button("fill cancel", (foot.x, foot.y, half, 46), "Leave it", "ghost"):
                self.is_filling = False
            size_ul = SIZES_UL[self.size]
            volume_nl = round(size_ul * 1000 * (1.0 if size_ul == 1000 else 0.8))
            command = c.FillSyringe(name, strengths[self.strength], volume_nl, size_ul)
            why = table.desk.why_not(command)
            if ui.button("fill", (foot.x + half + 12, foot.y, half, 46), "Draw up", refusal=why):
                table.desk.do(command)
                if table.desk.state.treatment.needle.gauge != GAUGES[self.gauge]:
                    table.desk.do(c.TakeNeedle(GAUGES[self.gauge], 349))
                self.is_filling = False
