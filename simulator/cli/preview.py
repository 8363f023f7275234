"""`preview`: one page of what a case holds, for the person who wrote it or teaches with it."""

import argparse
from pathlib import Path

from simulator.base.complaints import Complaint, UnusableInput
from simulator.cli.loading import open_scenario


def run(options: argparse.Namespace) -> int:
    """Grow the patient, draw the page, say where it is."""
    import os

    scenario = open_scenario(options.scenario)
    out = Path(options.out)
    if out.suffix.lower() != ".png":
        what = f"the picture is a PNG, so its name ends in .png, not '{out.name}'"
        raise UnusableInput([Complaint(what, hint="for example --out case.png")])
    os.environ["SDL_VIDEODRIVER"] = "dummy"
    os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
    import pygame

    from simulator.cli.preview_page import page

    seed = scenario.plan.seed if options.seed is None else options.seed
    picture = page(scenario, seed)
    try:
        pygame.image.save(picture, str(out))
    except (OSError, pygame.error) as error:
        what = f"cannot write the picture: {getattr(error, 'strerror', None) or error}"
        raise UnusableInput([Complaint(what, str(out))]) from None
    print(f"what {scenario.plan.id} holds, seed {seed}: {out}")
    return 0
