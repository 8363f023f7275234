"""Instruments, one view each, over the small skin and over plain ground, and their goldens.

`python -m tests.render.small_instruments` writes the goldens anew; look at them before.
"""

from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np
import pygame

from simulator.render.loupe import LoupePainter
from simulator.render.needle import NeedlePainter
from simulator.render.on_skin import OnSkin
from simulator.render.pixels import raw
from simulator.view.instruments import FingerView, StockingView, SyringeView
from simulator.view.treatment import Camera, NeedleView, SwabView, TreatmentView
from tests.render.small_skin import SIZE, patch, quiet

Picture = np.ndarray
GROUND: Final = (196, 160, 136)
FOLDER: Final = Path(__file__).parent.parent / "golden"
NEEDLE: Final = NeedleView(6.6, 2.0, -0.3, 0.15, 0.5, flash_frac=0.5, bend_rad=0.35)
SYRINGE: Final = SyringeView(3000, 600.0, "polidocanol", 5000)
WIDE: Final = Camera(-14.0, 7.0, 7.0)  # needle, hub and barrel in a small picture


def instruments() -> dict[str, TreatmentView]:
    """Return the views by name."""
    bare = replace(quiet(), has_scale_bar=False)
    return {
        "bent_needle": replace(bare, camera=Camera(1.0, 4.2, 12.0), needle=NEEDLE),
        "syringe": replace(bare, camera=WIDE, needle=NEEDLE, syringe=SYRINGE),
        "fingers": replace(
            bare,
            camera=Camera(4.0, 2.5, 9.0),
            fingers=(FingerView(3.0, 0.0, 0.9, 1.0), FingerView(6.0, 4.6, -2.0, is_thumb=True)),
        ),
        "gauze": replace(bare, swabs=(SwabView(4.0, 2.5, True, 0.3, True),)),
        "stocking": replace(bare, stocking=StockingView(4.0, 3.0)),
    }


def everything() -> TreatmentView:
    """Return a view with every instrument in it."""
    views = instruments()
    return replace(
        views["bent_needle"],
        syringe=SYRINGE,
        fingers=views["fingers"].fingers,
        swabs=(*views["gauze"].swabs, SwabView(1.0, 4.0)),
        stocking=views["stocking"].stocking,
    )


def paint(view: TreatmentView, painter: LoupePainter | None = None) -> Picture:
    """Return the settled picture (H, W, 3) of a view."""
    painter = painter or LoupePainter(patch(), SIZE)
    target = pygame.Surface(SIZE, 0, 32)
    painter.settle(view, is_whole=True)
    painter.paint(view, target, is_forced=True)
    return bytes_of(target)


def plain(view: TreatmentView) -> Picture:
    """Return (H, W, 3) of every second pixel of the instruments alone, over even ground.

    The goldens keep this: they say nothing of the skin.
    """
    target = pygame.Surface(SIZE, 0, 32)
    instruments_on(view, target)
    return bytes_of(target)[1::2, 1::2]


def instruments_on(view: TreatmentView, target: pygame.Surface) -> None:
    """Paint the instruments of a view alone over even ground, where the clip lets them."""
    target.fill(GROUND)
    OnSkin().paint(view, target, target.get_rect())
    if view.needle is not None:
        painter = NeedlePainter("II")
        painter.paint(view.needle, view.camera, target, target.get_rect(), view.syringe)


def bytes_of(target: pygame.Surface) -> Picture:
    """Return the picture (H, W, 3) on a surface."""
    pixels = raw(target).reshape(target.get_height(), target.get_width())
    return np.stack([pixels >> 16 & 255, pixels >> 8 & 255, pixels & 255], axis=-1).astype(int)


def golden(name: str) -> Picture:
    """Return the picture as it was."""
    rows = [bytes.fromhex(line) for line in _path(name).read_text("ascii").split()]
    return np.array([list(row) for row in rows]).reshape(SIZE[1] // 2, SIZE[0] // 2, 3)


def _path(name: str) -> Path:
    return FOLDER / f"instrument_{name}.txt"


if __name__ == "__main__":
    for each, view in instruments().items():
        rows = [row.astype(np.uint8).tobytes().hex() for row in plain(view)]
        _path(each).write_text("\n".join(rows) + "\n", "ascii")
