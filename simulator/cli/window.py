"""No command: open the window, or say why there is none and play the demo."""

import argparse
import os
import sys
from pathlib import Path

from simulator.base.complaints import Complaint, UnusableInput

SIZE = (1280, 720)


def no_screen() -> str:
    """Return why no window can be opened, or ''."""
    driver = os.environ.get("SDL_VIDEODRIVER", "")
    if driver in ("dummy", "offscreen"):
        return f"SDL_VIDEODRIVER is '{driver}', so there is no screen to open a window on."
    has_display = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if sys.platform.startswith("linux") and not has_display:
        return "There is no screen here (neither DISPLAY nor WAYLAND_DISPLAY is set)."
    os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
    import pygame

    try:
        pygame.display.init()
    except pygame.error as error:
        return f"No window can be opened: {error}."
    return ""


def run(options: argparse.Namespace) -> int:
    """Open the window; return 0 when it is closed."""
    reason = no_screen()
    if reason:
        from simulator.cli import demo

        return demo.run(options, reason)
    from simulator.app.shelf import unfinished
    from simulator.app.window import Window
    from simulator.scenario.find import scenario_file
    from simulator.scenario.load import load

    path = scenario_file(options.scenario) if options.scenario else None
    scenario = load(path) if path is not None else None
    window = Window(SIZE, Path(path) if path is not None else None)
    if options.resume:
        kept = unfinished()
        if kept is None:
            raise UnusableInput([Complaint("there is no attempt to resume; every one is finished")])
        window.resume(kept.path)
    elif scenario is not None:
        window.begin(scenario, options.seed)
    window.run()
    return 0
