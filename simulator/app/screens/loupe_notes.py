"""What is written on the skin: the coach, and a warning sign with what can be done about it."""

from typing import Final

from simulator.app.desk import Desk
from simulator.app.needle_hand import NeedleHand
from simulator.app.screens.loupe_sight import LoupeSight
from simulator.app.screens.table import Table
from simulator.app.words import SIGNS
from simulator.session import commands as c
from simulator.view.loupe_coach import coach
from simulator.widgets.kit import Box, Ui

AID: Final = "loupe_coach"
STOP: Final = "Stop: withdraw and press"
LASTING: Final = "porcelain"  # stopping does not end it: it is warmed and massaged
NOTE_W, NOTE_H = 330.0, 62.0
SIGN_W, SIGN_H = 420.0, 128.0
CLEAR: Final = 74.0  # room around the tip that no note may enter
LEFT_SIDE, RIGHT_SIDE = 268.0, 304.0  # what the panels cover
ANSWERS: Final = (
    ("massage", "Massage, warm"),
    ("call_for_help", "Call for help"),
    ("observe", "Watch it"),
)


class LoupeNotes:
    """The coach's switch, and the signs that have not been answered yet."""

    def __init__(self) -> None:
        self.is_coaching = False
        self._open: list[tuple[str, int]] = []
        self._seen: set[tuple[str, int]] = set()

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
        """Out with the needle and press: enough for every sign but an island without blood."""
        self._open = [sign for sign in self._open if sign[0] == LASTING]
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
        self._gather(table.desk)
        if self._open:
            self._sign(ui, hand, at)
        elif self.is_coaching:
            self._coach(ui, table, at)

    def _gather(self, desk: Desk) -> None:
        """A sign is open from when it shows on this needle until it is answered or pressed on."""
        treatment = desk.state.treatment
        self._open = [
            (sign, hole)
            for sign, hole in self._open
            if sign == LASTING or treatment.punctures[hole].swab < 0
        ]
        for sign in treatment.signs:
            if sign[1] == treatment.needle.puncture and sign not in self._seen:
                self._seen.add(sign)
                self._open.append(sign)

    def _sign(self, ui: Ui, hand: NeedleHand, tip: tuple[float, float]) -> None:
        title, words = SIGNS[self._open[-1][0]]
        is_low = hand.is_in and tip[1] < 92 + SIGN_H + CLEAR
        top = ui.height - 54 - 24 - SIGN_H if is_low else 130.0
        middle = (LEFT_SIDE + ui.width - RIGHT_SIDE) / 2
        box = Box(middle - SIGN_W / 2, top, SIGN_W, SIGN_H)
        ui.plate(box, "redb", "red", 12)
        ui.mark(box.x + 26, box.y + 28, "harm")
        ui.label((box.x + 46, box.y + 14, SIGN_W - 60, 26), title, 16, "tx", "SemiBold")
        ui.label((box.x + 46, box.y + 40, SIGN_W - 60, 22), words, 13, "tx2")
        cells = Box(box.x + 14, box.bottom - 58, SIGN_W - 28, 44).columns(len(ANSWERS), 10)
        if hand.is_in:
            if ui.button("stop", (box.x + 14, box.bottom - 58, SIGN_W - 28, 44), STOP, "danger"):
                self.stop(hand)
            return
        for cell, (answer, label) in zip(cells, ANSWERS, strict=True):
            if ui.button(f"answer {answer}", cell, label, "ghost", size=13):
                hand.desk.do(c.Respond(answer))
                self._open = []

    def _coach(self, ui: Ui, table: Table, tip: tuple[float, float]) -> None:
        note = coach(table.desk.state)
        if note is None:
            return
        x = min(max(tip[0] - 60, LEFT_SIDE), ui.width - RIGHT_SIDE - NOTE_W)
        is_above = tip[1] - CLEAR - NOTE_H > 130
        y = tip[1] - CLEAR - NOTE_H if is_above else tip[1] + CLEAR
        box = Box(round(x), round(y), NOTE_W, NOTE_H)
        ui.callout(box, note.title, note.words, note.state)
