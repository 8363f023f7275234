"""What the workshop makes for a case, in the order in which the screens will want it."""

from collections.abc import Callable
from typing import Final

import numpy as np
import pygame

from simulator.app.screens.table import leg_height_px, leg_name
from simulator.app.shelf import cache_folder
from simulator.app.workshop import Workshop
from simulator.base.digest import digest
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
PHOTO_PX_PER_MM: Final = 16.0


def order_pictures(workshop: Workshop, state: State, ui: Ui) -> None:
    """Order leg figures, the scanner and the skin under the loupe for this patient."""
    patient = state.patient
    height = leg_height_px(ui)

    def leg(aspect: Aspect) -> None:
        workshop.order(
            leg_name(aspect, height),
            f"the leg, {aspect}",
            lambda _tell: LegFigure.build(patient, aspect, height),
        )

    leg("anterior")
    workshop.order("scanner", "the scanner", lambda _tell: Machine(patient, state.world.seed))
    workshop.order("skin", "the skin under the loupe", lambda tell: skin_patch(state, tell))
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
    """Order the two photographs of the debrief: before, and twelve weeks on."""
    workshop.order("outcome", "twelve weeks", lambda _tell: outcome_pictures(workshop, state))


def outcome_pictures(workshop: Workshop, state: State) -> tuple[pygame.Surface, pygame.Surface]:
    """Return the whole patch before treatment and twelve weeks on, same light and framing."""
    patch = workshop.get("skin") or skin_patch(state, lambda _share: None)
    web = state.patient.web
    cleared, stain = np.zeros(len(web.edges)), np.zeros(len(web.edges))
    if state.treatment.given_ul > 0:
        for thread, healed in zip(
            state.patient.threads, twelve_weeks_on(state).threads, strict=True
        ):
            cleared[list(healed.closed_edges)] = 1.0
            stain[list(thread.edges)] = healed.stain_frac
    field = state.patient.patch
    camera = Camera(field.width_mm / 2, field.height_mm / 2, PHOTO_PX_PER_MM)
    full = np.ones_like(state.lumen.injectate_frac)
    size = (round(field.width_mm * PHOTO_PX_PER_MM), round(field.height_mm * PHOTO_PX_PER_MM))
    pictures = []
    for view in (
        TreatmentView(camera, full, has_scale_bar=False),
        TreatmentView(camera, full, cleared_frac=cleared, stain_frac=stain, has_scale_bar=False),
    ):
        painter = LoupePainter(patch, size)
        painter.settle(view, is_whole=True)
        canvas = pygame.Surface(size, 0, 32)
        painter.paint(view, canvas, is_forced=True)
        painter.settle(view, is_whole=True)
        painter.paint(view, canvas, is_forced=True)
        pictures.append(canvas)
    return pictures[0], pictures[1]
