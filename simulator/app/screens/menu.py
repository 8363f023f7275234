"""The menu: what a person may set for themselves, and the ways on."""

from collections.abc import Sequence

from simulator.app.settings import TEXT_SCALES, Settings
from simulator.widgets.kit import Box, Ui

WIDTH = 620.0


def draw_menu(
    ui: Ui, settings: Settings, title: str, words: str, answers: Sequence[tuple[str, str]]
) -> str | None:
    """Show the menu over a screen; return the answer, Escape being the first one."""
    tall = ui.paragraph_height(words, WIDTH - 56, 15)
    box = ui.whole.middle(WIDTH, 24 + 42 + tall + 250)
    chosen: str | None = None
    before = (settings.text_scale, settings.is_calm)
    with ui.modal(box, title) as room:
        ui.paragraph((room.x, room.y, room.w, tall + 2), words, 15)
        y = room.y + tall + 18
        ui.label((room.x, y, room.w, 22), "Text size", 14, "tx2", "Medium")
        shown = [f"{round(100 * scale)} %" for scale in TEXT_SCALES]
        at = TEXT_SCALES.index(settings.text_scale)
        at = ui.segments("menu text size", (room.x, y + 26, room.w, 42), shown, at)
        settings.text_scale = TEXT_SCALES[at]
        calm = Box(room.x, y + 82, room.w, 44)
        settings.is_calm = ui.switch("menu calm", calm, "Reduced motion", settings.is_calm)
        foot = room.foot(48)[0]
        for cell, (answer, kind) in zip(foot.columns(len(answers), 12), answers, strict=True):
            if ui.button(f"menu:{answer}", cell, answer, kind):
                chosen = answer
    if before != (settings.text_scale, settings.is_calm):
        settings.keep()
    if ui.touches.claim("escape"):
        chosen = answers[0][0]
    return chosen
