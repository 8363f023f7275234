"""What the workshop makes for a case, in the order in which the screens will want it."""

from collections.abc import Callable
from typing import Final

import numpy as np
import pygame

from simulator.app.screens.table import leg_height_px, leg_name
from simulator.app.shelf import cache_folder
from simulator.app.workshop import Maker, Workshop
from simulator.base.digest import digest
from simulator.physics.healing import Outcome
from simulator.render import on_skin
from simulator.render.leg_figure import LegFigure
from simulator.render.loupe import LoupePainter
from simulator.render.patch import SkinPatch
from simulator.session.aftercaring import twelve_weeks_on
from simulator.session.state import State
from simulator.ultrasound.machine import Machine
from simulator.view.leg import ASPECTS, Aspect
from simulator.view.treatment import Camera, TreatmentView
from simulator.widgets.kit import Ui

KEPT_PATCHES: Final = 6  # on disk; each is about 40 MB
PHOTO_PX_PER_MM: Final = 24.0


def order_pictures(workshop: Workshop, state: State, ui: Ui) -> None:
    """Order leg figures, the scanner and the skin under the loupe, as far as they are not there.

    After the window changed its size only the leg figures are made again.
    """
    patient = state.patient
    height = leg_height_px(ui)

    def order(name: str, words: str, make: Maker) -> None:
        if not workshop.has(name):
            workshop.order(name, words, make)

    def leg(aspect: Aspect) -> None:
        order(
            leg_name(aspect, height),
            f"the leg, {aspect}",
            lambda _tell: LegFigure.build(patient, aspect, height),
        )

    leg("anterior")
    order("scanner", "the scanner", lambda _tell: Machine(patient, state.world.seed))
    order("skin", "the skin under the loupe", lambda tell: skin_patch(state, tell))
    order("swabs", "swabs and gloves", lambda _tell: on_skin.prepare())
    order("photograph", "the photograph", lambda _tell: photograph(workshop.get("skin"), state))
    for aspect in ASPECTS[1:]:
        leg(aspect)


def skin_patch(state: State, tell: Callable[[float], None]) -> SkinPatch:
    """Return the patch of this patient, from the cache if it was made before."""
    web = state.patient.web
    key = digest((web.path_mm, web.radius_mm, state.patient.spec.fitzpatrick, state.world.seed))
    folder = cache_folder() / "skin-1"
    path = folder / f"{key}.patch"
    try:
        with path.open("rb") as file:
            return SkinPatch.load(file)
    except (OSError, ValueError, KeyError, EOFError):
        pass  # not there, or half written when the machine went down: made anew
    patch = SkinPatch.build(state.patient, on_progress=tell)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        old = sorted(folder.glob("*.patch"), key=lambda p: p.stat().st_mtime)
        for surplus in old[: max(0, len(old) - KEPT_PATCHES + 1)]:
            surplus.unlink(missing_ok=True)
        whole = path.with_suffix(".part")
        with whole.open("wb") as file:
            patch.save(file)
        whole.replace(path)
    except OSError:
        pass  # a full disk costs time at the next start, nothing else
    return patch


def order_outcome(workshop: Workshop, state: State) -> None:
    """Order the photograph of twelve weeks on."""
    if state.treatment.given_ul > 0:
        workshop.order(
            "outcome",
            "twelve weeks",
            lambda _tell: photograph(workshop.get("skin"), state, twelve_weeks_on(state)),
        )


def photograph(patch: SkinPatch, state: State, healed: Outcome | None = None) -> pygame.Surface:
    """Return the whole patch untouched, or as it is when `healed`: same light, same framing."""
    web, field = state.patient.web, state.patient.patch
    cleared, stain = np.zeros(len(web.edges)), np.zeros(len(web.edges))
    if healed is not None:
        for thread, outcome in zip(state.patient.threads, healed.threads, strict=True):
            closed, whole = list(outcome.closed_edges), list(thread.edges)
            if closed:  # what reflux has opened again shows as closed veins that fill a little
                share = web.length_mm[closed].sum() / web.length_mm[whole].sum()
                cleared[closed] = min(1.0, outcome.cleared_frac / share)
            stain[whole] = outcome.stain_frac
    view = TreatmentView(
        Camera(field.width_mm / 2, field.height_mm / 2, PHOTO_PX_PER_MM),
        np.ones_like(state.lumen.injectate_frac),
        cleared_frac=cleared,
        stain_frac=stain,
        has_scale_bar=False,
    )
    size = (round(field.width_mm * PHOTO_PX_PER_MM), round(field.height_mm * PHOTO_PX_PER_MM))
    painter = LoupePainter(patch, size)
    painter.settle(view, is_whole=True)
    canvas = pygame.Surface(size, 0, 32)
    painter.paint(view, canvas, is_forced=True)
    return canvas
