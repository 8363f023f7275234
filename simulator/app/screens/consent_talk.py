"""Decision and consent talk: each item explained, said back, and told again if it must be."""

from typing import Final

from simulator.app.desk import Desk
from simulator.app.words import CONSENT, DECISION
from simulator.session import commands as c
from simulator.widgets.kit import Box, Ui

TALK_ROW: Final = 40.0
# How far one item is: the mark of its row, and what pressing it does.
STAGES: Final = {
    "new": ("todo", "explain"),
    "told": ("active", "say back"),
    "right": ("done", "right"),
    "wrong": ("caution", "again"),
}


def draw_talk(ui: Ui, desk: Desk, box: Box) -> None:
    """Draw the decision, and the conversation item by item."""
    talk = desk.state.consultation
    room = ui.panel(box, "Decision and consent talk")
    for (decision, words), cell in zip(
        DECISION.items(), room.top(42)[0].columns(len(DECISION), 10), strict=True
    ):
        kind = "selected" if decision == talk.decision else "ghost"
        is_chosen = ui.button(f"decide {decision}", cell, words, kind, size=13.5)
        if is_chosen and decision != talk.decision:
            desk.do(c.DecideSuitability(decision))
    items = [item for item in CONSENT if item in desk.scenario.plan.consent_items]
    told = sum(item in talk.explained for item in items)
    back = sum(item in talk.understood for item in items)
    line = Box(room.x, room.y + 56, room.w, 18)
    ui.caption(line.left(230)[0], "Explain, hear it back")
    ui.value(line.far(room.w - 238)[0], f"{told} of {len(items)} explained, {back} understood",
             12.5, "tx3", weight="Medium")  # fmt: skip
    half = (room.w - 20) / 2
    stages = stages_of(desk)
    for k, item in enumerate(items):
        top = room.y + 78 + (k // 2) * TALK_ROW
        cell = Box(room.x + (k % 2) * (half + 20), top, half, TALK_ROW)
        stage = stages.get(item, "new")
        mark, note = STAGES[stage]
        if ui.pick_row(f"explain {item}", cell, CONSENT[item], mark, note, has_line=False):
            _go_on(desk, item, stage)


def stages_of(desk: Desk) -> dict[str, str]:
    """Return how far the talk about each item is; what was not begun is not in it."""
    stages: dict[str, str] = {}
    for event in desk.attempt.events:
        if event["ev"] == "risk_explained" and stages.get(event["item"]) != "right":
            stages[event["item"]] = "told"
        elif event["ev"] == "taught_back" and event["item"] in stages:
            stages[event["item"]] = "right" if event["is_understood"] else "wrong"
    return stages


def _go_on(desk: Desk, item: str, stage: str) -> None:
    if stage == "right":
        desk.say(f"{CONSENT[item]}: that was understood.", "done")
    else:
        desk.do(c.TeachBack(item) if stage == "told" else c.Explain(item))
