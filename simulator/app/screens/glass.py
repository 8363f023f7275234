"""The refill test under the loupe: press with a glass, let go, watch how soon it is red again."""

from typing import Final

from simulator.app.screens.loupe_sight import LoupeSight, field_of
from simulator.app.screens.table import Table
from simulator.app.words import REFILLS
from simulator.base.units import TICKS_PER_SECOND
from simulator.session import commands as c
from simulator.session.examining import GLASS_MM, is_under_glass
from simulator.widgets.input import Intents, Key, Pointer
from simulator.widgets.kit import Box, Ui

HINTS: Final = [("Hold", "press"), ("Arrows", "move the glass"), ("Space", "press, let go"),
                ("Z X", "nearer, farther"), ("Esc", "back")]  # fmt: skip
STEP_MM: Final = 1.0
ZOOM: Final = 1.25
FARTHEST: Final = 8.0  # times smaller than the loupe begins; it stops where skin ends
_ARROWS: Final = {"left": (-1, 0), "right": (1, 0), "up": (0, -1), "down": (0, 1)}
WORDS: Final = (
    "Choose a vein, press until its colour is gone, let go and count. Lying down tells more than "
    "sitting: then nothing but the vein's own source fills it."
)


class GlassTest:
    """The glass in the hand: where it is held, and whether the hand wants to let go."""

    def __init__(self) -> None:
        self.is_open = False
        self.sight = LoupeSight()
        self.over_mm: tuple[float, float] | None = None
        self._lets_go = False

    def draw(self, ui: Ui, table: Table, inputs: Intents, name: str) -> str | None:
        """Show the skin and the glass; return the next stage."""
        field = field_of(ui)
        painter = table.workshop.get("loupe")
        if painter is None:
            table.waiting(ui, field, "The skin under the loupe")
        else:
            self.sight.use(painter)
            is_new = self.sight.camera is None
            self.sight.keep_inside(table.desk.state, ui.px(field))
            if is_new:  # the glass is wide, so begin with all that the loupe can show
                self.sight.zoom(1.0 / FARTHEST, is_smooth=False)
            self._point(ui, table, field, inputs)
            self._show(ui, table, field)
        chosen = table.chrome(ui, name, HINTS)
        self._told(ui, table, Box(16, 73, 252, 330))
        posture = "sitting" if table.desk.state.posture == "lying" else "lying"
        words = "Have the patient sit up" if posture == "sitting" else "Have the patient lie down"
        if ui.button("glass posture", Box(16, 419, 252, 44), words, "ghost", size=14):
            table.desk.do(c.SetPosture(posture))
        back = Box(16, ui.height - 54 - 16 - 48, 252, 48)
        if ui.button("glass back", back, "Back to the patient"):
            self.close(table)
        if not table.desk.is_held:
            for key in ui.pressed_keys:
                if key.is_down:
                    self._key(ui, table, key)
            if ui.touches.claim("escape"):
                self.close(table)
        if self._lets_go and table.desk.why_not(c.LiftGlass()) is None:
            table.desk.do(c.LiftGlass())
            self._lets_go = False
        return chosen

    def close(self, table: Table) -> None:
        """Take the glass off and go back."""
        self.is_open = False
        if is_under_glass(table.desk.state):
            self._lets_go = not table.desk.do(c.LiftGlass())

    def _press(self, table: Table) -> None:
        if self.over_mm is not None and not is_under_glass(table.desk.state):
            x_mm, y_mm = self.over_mm
            table.desk.do(c.PressGlass(round(x_mm * 1000), round(y_mm * 1000)))
            self._lets_go = False

    def _let_go(self, table: Table) -> None:
        """Lift it, as soon as the colour is gone."""
        self._lets_go = is_under_glass(table.desk.state)

    # --- hands ---------------------------------------------------------------------------
    def _point(self, ui: Ui, table: Table, field: Box, inputs: Intents) -> None:
        rect, state = ui.px(field), table.desk.state
        touch = ui.touch_area("glass field", field)
        has_moved = any(isinstance(i, Pointer) and i.kind in ("move", "down") for i in inputs)
        is_hot = touch.is_hot and self.sight.is_in_glass(ui.touches.pointer, rect)
        if self.over_mm is None and self.sight.camera is not None:
            self._hold(table, self.sight.camera.x_mm, self.sight.camera.y_mm)
        if is_hot and has_moved and not is_under_glass(state):
            self._hold(table, *self.sight.to_patch(ui.touches.pointer, rect))
        if touch.notches:
            self.sight.zoom(ZOOM**touch.notches, None, ui.can_animate)
        if is_hot and touch.is_held:
            self._press(table)
        elif touch.is_fired:
            self._press(table)
            self._let_go(table)

    def _hold(self, table: Table, x_mm: float, y_mm: float) -> None:
        """Hold the glass over a place of the patch."""
        patch = table.desk.state.patient.patch
        self.over_mm = (
            min(max(x_mm, 0.0), patch.width_mm),
            min(max(y_mm, 0.0), patch.height_mm),
        )

    def _key(self, ui: Ui, table: Table, key: Key) -> None:
        if key.name in _ARROWS and self.over_mm is not None:
            if is_under_glass(table.desk.state):
                return
            dx, dy = _ARROWS[key.name]
            self._hold(table, self.over_mm[0] + dx * STEP_MM, self.over_mm[1] + dy * STEP_MM)
        elif key.name == "space":
            if is_under_glass(table.desk.state):
                self._let_go(table)
            else:
                self._press(table)
        elif key.name in ("z", "x"):
            self.sight.zoom(ZOOM if key.name == "z" else 1.0 / ZOOM, self.over_mm, ui.can_animate)

    # --- what is seen --------------------------------------------------------------------
    def _show(self, ui: Ui, table: Table, field: Box) -> None:
        rect, state = ui.px(field), table.desk.state
        self.sight.look(state, None, rect, is_away=True)
        side = min(field.w, field.h)
        loupe = field.middle(side, side)
        ui.scene("glass skin", loupe, (self.sight.version, id(table.workshop.get("loupe"))),
                 self.sight.paint)  # fmt: skip
        camera = self.sight.camera
        if self.over_mm is None or camera is None or is_under_glass(state):
            return
        x, y = self.sight.to_window(self.over_mm, rect)
        radius = GLASS_MM * camera.px_per_mm / ui.scale
        middle = Box(x / ui.scale - radius, y / ui.scale - radius, 2 * radius, 2 * radius)
        ui.plate(middle, None, "tx", radius)
        ui.dot(x / ui.scale, y / ui.scale, 3, "tx")  # the vein that is watched lies here

    def _told(self, ui: Ui, table: Table, box: Box) -> None:
        """Draw the count while one watches, and what was counted before."""
        state = table.desk.state
        room = ui.panel(box, "Refill under glass")
        used = ui.paragraph((room.x, room.y, room.w, 110), WORDS, 13)
        y = room.y + used + 10
        ui.label((room.x, y, room.w, 34), self._now(table), 20, "tx", "SemiBold")
        refills = state.consultation.refills
        for refill in refills[-4:][::-1]:
            y += 36
            ui.value((room.x, y, 60, 34), f"{refill.refill_ms / 1000:.1f} s", 15, "tx", "l")
            meaning = "" if table.is_exam else REFILLS[refill.kind]
            ui.label((room.x + 64, y, room.w - 64, 34), meaning, 12.5, "tx2")

    def _now(self, table: Table) -> str:
        state = table.desk.state
        glass, refills = state.glass, state.consultation.refills
        if glass is None:
            lifted = [e for e in table.desk.attempt.events if e["ev"] == "glass_lifted"]
            if lifted and not lifted[-1]["is_over_vein"]:
                return "No vein lay under it"
            return "Red again" if refills else "Nothing pressed yet"
        if glass.lifted_tick < 0:
            return "Pressed: pale"
        return f"{(state.tick - glass.lifted_tick) / TICKS_PER_SECOND:.1f} s"
