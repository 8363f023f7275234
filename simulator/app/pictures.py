"""What the workshop makes for a case, in the order in which the screens will want it."""

from collections.abc import Callable
from typing import Final

import numpy as np
import pygame

from simulator.app.screens.loupe_sight import loupe_for
from simulator.app.screens.table import leg_height_px, leg_name
from simulator.app.shelf import cache_folder
from simulator.app.workshop import Maker, Workshop
from simulator.base.digest import digest
from simulator.physics.weeks import LegAt
from simulator.render import on_skin
from simulator.render.leg_figure import LegFigure, LegGround
from simulator.render.loupe import LoupePainter
from simulator.render.patch import SkinPatch
from simulator.session.aftermath import leg_at
from simulator.session.course import sessions_of
from simulator.session.state import State
from simulator.ultrasound.machine import Machine
from simulator.view.bedside import matting_of
from simulator.view.leg import ASPECTS, Aspect, facing
from simulator.view.review import Look
from simulator.view.treatment import Camera, TreatmentView
from simulator.view.weeks import on_leg
from simulator.widgets.kit import Ui

KEPT_PATCHES: Final = 6  # on disk; each is about 62 MB
PHOTO_PX_PER_MM: Final = 24.0
LEG_PHOTO_PX: Final = 1400  # the whole leg, of which the photograph is a part
LEG_PHOTO_MM: Final = 170.0  # across it
GROUND: Final = "ground of the leg"  # the workshop's name for it


def order_pictures(workshop: Workshop, state: State, ui: Ui) -> None:
    """Order leg figures, the scanner and the skin under the loupe, as far as they are not there.

    After the window changed its size only the leg figures are made again, and the old ones let go.
    """
    patient = state.patient
    height = leg_height_px(ui)
    legs = {leg_name(aspect, height) for aspect in ASPECTS}
    workshop.forget(lambda name: name.startswith("leg ") and name not in legs)

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
    order("loupe", "the loupe", lambda _tell: loupe_for(workshop.get("skin"), ui))
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


def outcome_name(days: int, is_leg: bool = False) -> str:
    """Return what the photograph `days` days after treatment is called; 0 is how it came."""
    return f"outcome {days} {'leg' if is_leg else 'near'}"


def order_outcome(workshop: Workshop, state: State, days: int, is_leg: bool = False) -> None:
    """Order the photograph of `days` days after the last session, unless it was ordered before."""
    day = sessions_of(state)[-1].day + days if days > 0 else None
    _order(workshop, state, outcome_name(days, is_leg), day, is_leg)


def look_name(look: Look | None, is_leg: bool = False) -> str:
    """Return what the photograph of a review is called; None is how it came."""
    if look is None:
        return outcome_name(0, is_leg)
    return f"look {look.day}.{look.let_out} {'leg' if is_leg else 'near'}"


def order_look(workshop: Workshop, state: State, look: Look | None, is_leg: bool = False) -> None:
    """Order the photograph of a review, unless it was ordered before."""
    _order(workshop, state, look_name(look, is_leg), look.day if look else None, is_leg)


def _order(workshop: Workshop, state: State, name: str, day: int | None, is_leg: bool) -> None:
    if workshop.has(name):
        return

    def make(tell: Callable[[float], None]) -> pygame.Surface:
        left = leg_at(state, day) if day is not None else None
        tell(0.1)
        if is_leg:
            return leg_photograph(workshop.get(GROUND), state, left)
        return photograph(workshop.get("skin"), state, left)

    if is_leg and not workshop.has(GROUND):
        workshop.order(GROUND, "the leg from arm's length", lambda tell: leg_ground(state, tell))

    workshop.order(name, "the weeks after", make)


def awaited(workshop: Workshop, name: str) -> str:
    """Return the order whose progress tells how far the photograph `name` is."""
    if workshop.has(GROUND) and workshop.get(GROUND) is None and name.endswith(" leg"):
        return GROUND
    return name


def _seen(state: State, left: LegAt | None) -> TreatmentView:
    """Return the whole patch with full veins, untouched or as `left` by the weeks."""
    field, cells = state.patient.patch, state.lumen.injectate_frac.shape
    camera = Camera(field.width_mm / 2, field.height_mm / 2, PHOTO_PX_PER_MM)
    view = TreatmentView(
        camera, np.ones(cells), has_scale_bar=False, matting_frac=matting_of(state)
    )
    return on_leg(view, state.patient, left) if left is not None else view


def photograph(patch: SkinPatch, state: State, left: LegAt | None = None) -> pygame.Surface:
    """Return the whole patch untouched, or as `left` by the weeks: same light, same framing."""
    field, view = state.patient.patch, _seen(state, left)
    size = (round(field.width_mm * PHOTO_PX_PER_MM), round(field.height_mm * PHOTO_PX_PER_MM))
    painter = LoupePainter(patch, size)
    painter.settle(view, is_whole=True)
    canvas = pygame.Surface(size, 0, 32)
    painter.paint(view, canvas, is_forced=True)
    return canvas


def leg_ground(state: State, tell: Callable[[float], None]) -> LegGround:
    """Return what every photograph of the leg around the patch begins with."""
    patient = state.patient
    return LegGround.build(patient, facing(patient.leg, patient.patch), LEG_PHOTO_PX, tell)


def leg_photograph(ground: LegGround, state: State, left: LegAt | None) -> pygame.Surface:
    """Return the leg around the patch from arm's length, untouched or as `left` by the weeks."""
    patient, patch = state.patient, state.patient.patch
    whole = ground.photograph(patient, _seen(state, left))
    x, y, _ = ground.projection.to_figure(*patch.on_leg(patch.width_mm / 2, patch.height_mm / 2))
    wide = LEG_PHOTO_MM * ground.projection.px_per_mm
    frame = pygame.Rect(0, 0, round(wide), round(wide * patch.height_mm / patch.width_mm))
    frame.center = round(x), round(y)
    return whole.subsurface(frame.clamp(whole.get_rect())).copy()
