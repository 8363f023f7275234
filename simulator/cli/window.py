"""No command: open the window, or say why there is none and play the demo."""

import argparse
import os
import sys

from simulator.base.complaints import Complaint, UnusableInput
from simulator.cli.loading import open_scenario
from simulator.scenario.find import scenario_file

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
    scenario = open_scenario(options.opened) if options.opened else None
    reason = no_screen()
    if reason and (options.resume or scenario is not None):
        option = "--resume" if options.resume else "--scenario"
        hint = "'run' plays a scenario without a window"
        raise UnusableInput([Complaint(f"{option} needs a window. {reason}", hint=hint)])
    if reason:
        from simulator.cli import demo

        return demo.run(options, reason)
    from simulator.app.shelf import unfinished
    from simulator.app.watcher import Watcher
    from simulator.app.window import Window

    kept = unfinished() if options.resume else None
    if options.resume and kept is None:
        raise UnusableInput([Complaint("there is no attempt to resume; every one is finished")])
    window = Window(SIZE, scenario_file(options.opened) if options.opened else None)
    if kept is not None:
        window.resume(kept.path)
    elif scenario is not None and options.watch:
        file = scenario_file(options.opened)
        window.watch(Watcher(file, scenario), scenario, options.opened_seed)
    elif scenario is not None:
        window.begin(scenario, options.opened_seed)
    window.run()
    return 0
