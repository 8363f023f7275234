"""`gallery instruments`: everything that hands hold over the skin, as pictures to look at.

One sheet for each of `SKINS`: needle, hub and syringe, fingers, glass, swabs and stocking,
painted by the loupe itself from views made up for the purpose.
"""

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np

from simulator.anatomy.grow import grow
from simulator.base.seeds import Seeds
from simulator.cli.gallery import seeds_of, spec_of
from simulator.cli.sheets import Picture, sheet
from simulator.view.instruments import (
    FingerView,
    StockingView,
    SyringeView,
    stretching,
)
from simulator.view.treatment import Camera, NeedleView, PressView, SwabView, TreatmentView

SKINS: Final = ("II", "V")
SIZE: Final = (640, 400)
COLUMNS: Final = 3
CELLS: Final = 16
NEEDLE: Final = NeedleView(20.0, 12.5, -0.35, 0.14, 0.9, flash_frac=0.6, bend_rad=0.35)


def run(options: argparse.Namespace) -> int:
    """Draw the sheets and say where they are."""
    import os

    os.environ["SDL_VIDEODRIVER"] = "dummy"
    import pygame

    from simulator.render.loupe import LoupePainter
    from simulator.render.patch import SkinPatch
    from simulator.render.text import font

    seed = seeds_of(options.seeds)[0]
    folder = Path(options.out)
    folder.mkdir(parents=True, exist_ok=True)
    for skin in SKINS:
        patient = grow(replace(spec_of(seed), fitzpatrick=skin), Seeds(seed))
        painter = LoupePainter(SkinPatch.build(patient), SIZE, font(13, "Medium"))
        blood = np.ones((len(patient.web.edges), CELLS))
        pictures = []
        for view, words in views(blood):
            surface = pygame.Surface(SIZE, 0, 32)
            painter.settle(view, is_whole=True)
            painter.paint(view, surface, is_forced=True)
            pictures.append(Picture(surface, words))
        pygame.image.save(sheet(pictures, COLUMNS), folder / f"instruments_{skin}.png")
    print(f"instruments on skin {', '.join(SKINS)} of seed {seed}: {folder}")
    return 0


def views(blood: np.ndarray) -> tuple[tuple[TreatmentView, str], ...]:
    """Return every instrument on the skin whose veins hold `blood` (E, C), and words for it."""
    near, mid, wide = Camera(19.0, 13.0, 96.0), Camera(15.0, 14.0, 48.0), Camera(20.0, 12.5, 24.0)
    bare = TreatmentView(mid, blood)
    held = replace(NEEDLE, inserted_mm=0.0, hover_mm=0.4, flash_frac=0.0)
    aside, far = replace(NEEDLE, x_mm=38.0, y_mm=4.0), Camera(20.0, 12.5, 16.0)
    full, half = (
        SyringeView(3000, 2400.0, "polidocanol", 5000),
        SyringeView(1000, 450.0, "STS", 2500),
    )
    large = SyringeView(5000, 1200.0, "polidocanol", 10000)
    return (
        (replace(bare, camera=near, needle=held), "30 G, bevel up, 96 px/mm"),
        (replace(bare, camera=near, needle=replace(held, is_bevel_up=False, gauge=32)),
         "32 G, bevel down"),
        (replace(bare, needle=NEEDLE), "bent 20 degrees, blood in the hub, 48 px/mm"),
        (replace(bare, needle=replace(NEEDLE, flash_frac=1.0, is_arterial=True)),
         "bright blood: an arteriole"),
        (replace(bare, needle=replace(NEEDLE, bend_rad=0.0, flash_frac=0.0)), "not bent"),
        (replace(bare, camera=far, needle=aside, syringe=full), "3 ml, 16 px/mm"),
        (replace(bare, camera=far, needle=aside, syringe=SyringeView(3000, 2400.0)), "no label"),
        (replace(bare, camera=far, needle=aside, syringe=half), "1 ml, half given"),
        (replace(bare, camera=far, needle=aside, syringe=large), "5 ml, stronger"),
        (replace(bare, camera=wide, needle=NEEDLE, syringe=full,
                 fingers=stretching(20.0, 12.5, -0.35)), "stretched by two fingers"),
        (replace(bare, camera=wide, fingers=(FingerView(21.0, 14.0, 0.9),)), "a finger presses"),
        (replace(bare, presses=(PressView(20.0, 14.0, 6.0),)), "a glass presses"),
        (replace(bare, swabs=(SwabView(12.0, 14.0), SwabView(18.5, 14.0, is_gauze=True))),
         "cotton and gauze"),
        (replace(bare, swabs=(SwabView(15.0, 14.0, True, 0.2),)), "cotton, taped"),
        (replace(bare, swabs=(SwabView(15.0, 14.0, True, -0.3, True),)), "gauze, taped"),
        (replace(bare, camera=wide, stocking=StockingView(20.0, 14.0)), "the welt of a stocking"),
    )  # fmt: skip
