"""The signs of today and all that was done about each, as the list of answers shows them."""

from typing import Final

from simulator.app.words import RESPONSES, SIGNS
from simulator.session.responses import UNWELL, Sign
from simulator.session.state import State
from simulator.widgets.kit import Box, Ui

ROW: Final = 26.0
TITLE_W: Final = 320.0
SIZE: Final = 13.0
# Nobody pushes when these show, so that a thumb that is off is no answer to them.
AFTER_THE_PUSH: Final = ("blood_back", "pulsing_blood")


def signs_of_today(state: State) -> list[Sign]:
    """Return the signs that showed today and have not passed, the newest first."""
    shown = state.treatment.shown
    return [sign for sign in shown[::-1] if sign.day == state.day and not sign.is_over]


def given(state: State) -> frozenset[str]:
    """Return the answers that were given to her, or at the last place that showed a sign.

    What was done at an earlier puncture was not done at this one. Whether an answer is right does
    not matter, so that the marks give nothing away.
    """
    today = signs_of_today(state)
    place = max((sign.puncture for sign in today), default=-1)
    return frozenset(
        action
        for sign in today
        if sign.name in UNWELL or sign.puncture == place
        for action in sign.answers
    )


def done_about(state: State, sign: Sign) -> str:
    """Return everything that was done since `sign` showed, by an answer or by the hands."""
    return ", ".join(
        [*(RESPONSES[action][0].lower() for action in sign.answers), *_by_hand(state, sign)]
    )


def _by_hand(state: State, sign: Sign) -> list[str]:
    if sign.puncture < 0:
        return []
    treatment = state.treatment
    hole = treatment.punctures[sign.puncture]
    pushes = [push.tick for push in treatment.pushes if push.puncture == sign.puncture]
    is_pushing = treatment.push is not None and treatment.needle.puncture == sign.puncture
    has_stopped = not is_pushing and bool(pushes) and max(pushes) <= sign.tick
    is_on = hole.swab >= 0 and hole.swab_tick >= sign.tick
    facts = (
        (has_stopped and sign.name not in AFTER_THE_PUSH, "push stopped"),
        (hole.withdrawn_tick >= sign.tick, "needle out"),
        (is_on, "cotton on"),
        (is_on and treatment.swabs[hole.swab].is_taped, "taped"),
    )
    return [words for is_so, words in facts if is_so]


def draw_signs(ui: Ui, state: State, box: Box) -> None:
    """Show every sign of today with all that was done about it; more than fit are scrolled to."""
    today = signs_of_today(state)
    if not today:
        ui.label(box.top(ROW)[0], "Nothing is amiss that you have seen.", 14, "tx3")
        return
    said = [done_about(state, sign) for sign in today]
    wide = box.w - 26 - TITLE_W - 8 - 14  # the bar of the scroll takes the last
    heights = [max(ROW, ui.paragraph_height(words, wide, SIZE) + 6) for words in said]
    with ui.scroll("signs", box, max(box.h, sum(heights))) as room:
        y = room.y
        for sign, words, tall in zip(today, said, heights, strict=True):
            ui.mark(room.x + 9, y + 13, "caution" if words else "harm", 8)
            title = Box(room.x + 26, y, TITLE_W, ROW)
            ui.label(title, SIGNS[sign.name][0], 14, "tx", "Medium")
            place = (title.right + 8, y + 4, wide, tall - 4)
            ui.paragraph(place, words or "nothing done yet", SIZE, "tx2")
            y += tall
