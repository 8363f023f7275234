"""What is written on the skin: the coach, and a warning sign with the way to answer it."""

from typing import Final

from simulator.app.desk import Desk
from simulator.app.needle_hand import NeedleHand
from simulator.app.screens.loupe_sight import LoupeSight
from simulator.app.screens.responding import SIGN_H, SIGN_W, Responding
from simulator.app.screens.table import Table
from simulator.session import commands as c
from simulator.view.loupe_coach import coach
from simulator.widgets.kit import Box, Ui

AID: Final = "loupe_coach"
STOP: Final = "Stop: withdraw and press"
NOTE_W, NOTE_H = 330.0, 62.0
CLEAR: Final = 74.0  # room around the tip that no note may enter
LEFT_SIDE, RIGHT_SIDE = 268.0, 304.0  # what the panels cover


class LoupeNotes:
    """The coach's switch, and the signs that have not been answered yet."""

    def __init__(self) -> None:
        self.is_coaching = False
        self.responding = Responding()

    def switch(self, desk: Desk) -> None:
        """Turn the coach on or off; the attempt records once that it was used."""
        if desk.scenario.plan.mode == "exam":
            desk.say("There is no coach in an exam.")
            return
        self.is_coaching = not self.is_coaching
        if self.is_coaching and not any(
            event["ev"] == "help_used" and event["aid"] == AID for event in desk.attempt.events
        ):
            desk.do(c.UseHelp(AID))

    def stop(self, hand: NeedleHand) -> None:
        """Out with the needle and press: enough for most signs, but not for white skin."""
        hand.desk.do(c.Respond("stop_and_press"))
        hand.withdraw()
        if hand.why_no_swab() is None:
            hand.swab_last()

    def draw(self, ui: Ui, table: Table, hand: NeedleHand, sight: LoupeSight, field: Box) -> None:
        """Show a sign, or else the coach, clear of the needle's tip."""
        if sight.camera is None:
            return
        needle = table.desk.state.treatment.needle
        tip = sight.to_window((needle.x_um / 1e3, needle.y_um / 1e3), ui.px(field))
        at = (tip[0] / ui.scale, tip[1] / ui.scale)
        if not self._sign(ui, hand, at) and self.is_coaching:
            self._coach(ui, table, at)
        self.responding.draw(ui, table.desk)

    def _sign(self, ui: Ui, hand: NeedleHand, tip: tuple[float, float]) -> bool:
        is_low = hand.is_in and tip[1] < 92 + SIGN_H + CLEAR
        top = ui.height - 54 - 24 - SIGN_H if is_low else 130.0
        middle = (LEFT_SIDE + ui.width - RIGHT_SIDE) / 2
        box = Box(middle - SIGN_W / 2, top, SIGN_W, SIGN_H)
        if not self.responding.card(ui, hand.desk, box, self.is_coaching):
            return False
        foot = Box(box.x + 14, box.bottom - 58, SIGN_W - 28, 44)
        if hand.is_in:
            answer, foot = foot.far(120, 10)
            self.responding.button(ui, answer)
            if ui.button("stop", foot, STOP, "danger"):
                self.stop(hand)
        else:
            self.responding.button(ui, foot)
        return True

    def _coach(self, ui: Ui, table: Table, tip: tuple[float, float]) -> None:
        note = coach(table.desk.state)
        if note is None:
            return
        x = min(max(tip[0] - 60, LEFT_SIDE), ui.width - RIGHT_SIDE - NOTE_W)
        is_above = tip[1] - CLEAR - NOTE_H > 130
        y = tip[1] - CLEAR - NOTE_H if is_above else tip[1] + CLEAR
        box = Box(round(x), round(y), NOTE_W, NOTE_H)
        ui.callout(box, note.title, note.words, note.state)
