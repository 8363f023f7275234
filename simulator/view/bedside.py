"""From a session state to what the loupe shows; reads, never changes."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.anatomy.patient import RETICULAR, Thread, Web
from simulator.base.units import TICKS_PER_SECOND
from simulator.session.puncturing import held_angle_mrad
from simulator.session.responses import eased
from simulator.session.signs import PULSING_FRAC
from simulator.session.state import State
from simulator.session.treating import oozed
from simulator.view.holding import around, bent, fingers_of, is_gauze, stocking_of, syringe_of
from simulator.view.pressing import presses_of, unpressed
from simulator.view.territory import arteriolar_territory
from simulator.view.treatment import (
    BlebView,
    Camera,
    InkView,
    NeedleView,
    PorcelainView,
    PunctureView,
    SwabView,
    TreatmentView,
)

FULL_DROP_UL: Final = 1.0  # blood that stands as a full drop on a puncture
BLUSH_S: Final = 60.0  # contact that shows as full redness around a treated vein (guess)
HOVER_MM: Final = 0.6  # how high a needle that was aimed stands over the skin
WHEAL_S: Final = 120.0  # contact that raises a full wheal over the vein (guess)
WHEAL_MINUTES: Final = (1.0, 5.0, 20.0, 40.0)  # begins, is full, sinks, is gone (guess)
WET_TICKS: Final = 30 * TICKS_PER_SECOND  # alcohol has dried off
PORCELAIN_MM: Final = 4.0
EASED_FRAC: Final = 0.45  # of the whiteness that is left once a spasm has calmed (guess)
HIVES_FRAC: Final = 0.8  # of a full wheal along every vein, in an allergy (guess)
MARK_STEP_MM: Final = 1.2


def present(
    state: State,
    camera: Camera,
    *,
    is_polarised: bool = False,
    hovering: NeedleView | None = None,
    is_needle_away: bool = False,
    stretched_at: tuple[float, float, float] | None = None,
) -> TreatmentView:
    """Return the treatment field of `state` as `camera` sees it.

    `hovering` is a needle held over the skin that no command has moved there yet;
    `is_needle_away` says that the hand has put it down for something else; `stretched_at`
    (x, y, heading) is where the other hand has put its fingers to stretch the skin.
    """
    treatment = state.treatment
    return TreatmentView(
        camera=camera,
        blood_frac=state.world.circulation.blood_frac(state.lumen) * unpressed(state),
        needle=None if is_needle_away else bent(state, hovering or _needle(state)),
        blebs=tuple(
            BlebView(round(b.x_mm, 2), round(b.y_mm, 2), round(b.volume_ul, 1))
            for b in state.tissue.blebs
        ),
        porcelain=_porcelain(state),
        punctures=tuple(
            PunctureView(hole.x_um / 1e3, hole.y_um / 1e3, _ooze(oozed(hole, state.tick)))
            for hole in treatment.punctures
            if hole.swab < 0 and hole.withdrawn_tick >= 0 and hole.day == state.day
        ),
        swabs=tuple(
            SwabView(
                s.x_um / 1e3, s.y_um / 1e3, s.is_taped, s.heading_mrad / 1e3, is_gauze(state, s)
            )
            for s in treatment.swabs
            if not s.is_off
        ),
        ink=_ink(state.patient.web, state.patient.threads) if treatment.is_marked else (),
        syringe=syringe_of(treatment),
        fingers=fingers_of(state, stretched_at or around(state, camera)),
        stocking=stocking_of(state),
        erythema_frac=_redness(state),
        wheal_frac=_wheals(state),
        matting_frac=matting_of(state),
        is_wiped=0 <= state.tick - treatment.wiped_tick < WET_TICKS and treatment.wiped_tick >= 0,
        is_polarised=is_polarised,
        presses=presses_of(state),
    )


def matting_of(state: State) -> NDArray[np.float64]:
    """Return how much of a blush from before lies around every stretch of vein."""
    web, matted = state.patient.web, state.patient.matted
    blush = np.zeros(len(web.edges))
    if matted is not None:
        blush[list(matted.edges)] = np.where(web.kind[list(matted.edges)] != RETICULAR, 1.0, 0.0)
    return blush


def _needle(state: State) -> NeedleView | None:
    treatment = state.treatment
    needle = treatment.needle
    if needle.gauge == 0 or (needle.x_um == 0 and needle.y_um == 0):
        return None
    fit, thrust = treatment.fit, treatment.thrust
    is_dry = treatment.push is None and fit is not None
    heading_rad, angle_rad = needle.heading_mrad / 1e3, held_angle_mrad(state, needle) / 1e3
    dimple_mm = thrust.dimple_mm if thrust else 0.0
    carried_mm = thrust.hand_mm - thrust.tip_mm if thrust else 0.0
    moved_mm = dimple_mm * float(np.cos(angle_rad))  # the skin goes along with the tip
    return NeedleView(
        x_mm=needle.x_um / 1e3 + moved_mm * float(np.cos(heading_rad)),
        y_mm=needle.y_um / 1e3 + moved_mm * float(np.sin(heading_rad)),
        heading_rad=heading_rad,
        angle_rad=angle_rad,
        inserted_mm=thrust.tip_mm if thrust and thrust.is_in else 0.0,
        gauge=needle.gauge,
        flash_frac=min(1.0, fit.lumen_frac + fit.arteriole_frac)
        if is_dry and fit is not None
        else 0.0,
        is_arterial=is_dry and fit is not None and fit.arteriole_frac >= PULSING_FRAC,
        hover_mm=0.0 if thrust else HOVER_MM,
        is_bevel_up=needle.bevel != "down",
        dimple_mm=dimple_mm,
        dent_mm=max(0.0, carried_mm - dimple_mm) if thrust and thrust.is_in else 0.0,
    )


def _ooze(blood_ul: float) -> float:
    return round(min(1.0, blood_ul / FULL_DROP_UL), 1)


def _injected_tick(state: State) -> int:
    """Return when today's first injection began, or -1: what is older has paled at home."""
    ticks = [h.tick for h in state.treatment.punctures if h.day == state.day and h.thread]
    return min(ticks, default=-1)


def _redness(state: State) -> NDArray[np.float64]:
    """Return how red the skin is along each vein, (E,)."""
    if _injected_tick(state) < 0:
        return np.zeros(0)
    return np.minimum(state.lumen.exposure_s / BLUSH_S, 0.7).round(1)


def _wheals(state: State) -> NDArray[np.float64]:
    """Return how much the skin has swollen along each vein, (E,): hives over what was touched,
    and everywhere in an allergy."""
    if any(
        s.name == "hives" and s.day == state.day and not s.is_over for s in state.treatment.shown
    ):
        return np.full(len(state.patient.web.radius_mm), HIVES_FRAC)
    since = _injected_tick(state)
    minutes = (state.tick - since) / TICKS_PER_SECOND / 60.0
    risen = float(np.interp(minutes, WHEAL_MINUTES, (0.0, 1.0, 1.0, 0.0))) if since >= 0 else 0.0
    if risen <= 0.0:
        return np.zeros(0)
    return (np.minimum(state.lumen.exposure_s / WHEAL_S, 0.8) * risen).round(1)


def _porcelain(state: State) -> tuple[PorcelainView, ...]:
    """Return the white island, if drug has left by the arteriole today: it has only one.

    Warmth, massage and paste bring some colour back.
    """
    treatment = state.treatment
    calmed = eased(treatment.shown)
    for sign, puncture in treatment.signs:
        if sign != "porcelain":
            continue
        hole = treatment.punctures[puncture]
        if hole.day == state.day:
            at = hole.x_um / 1e3, hole.y_um / 1e3
            white = EASED_FRAC if puncture in calmed else 1.0
            area = arteriolar_territory(state.patient.web)
            return (PorcelainView(*at, PORCELAIN_MM, white, area),)
    return ()


def _ink(web: Web, threads: tuple[Thread, ...]) -> tuple[InkView, ...]:
    """Return one short pen stroke beside the middle of each thread, as marked while standing.

    The pen says which thread was meant, never where to go in: it lies beside the longest
    vein in sight that is not the feeding arm.
    """
    return tuple(_stroke(web, _longest_in_sight(web, thread)) for thread in threads)


def _longest_in_sight(web: Web, thread: Thread) -> int:
    seen = [e for e in thread.edges if e != thread.arm_edge and web.kind[e] != RETICULAR]
    return max(seen, key=lambda e: float(web.length_mm[e]), default=thread.arm_edge)


def _stroke(web: Web, edge: int) -> InkView:
    """Return a stroke beside the middle part of a vein, above it on the screen."""
    path = web.path_mm[edge, :, :2]
    first, last = len(path) // 5, len(path) - 1 - len(path) // 5
    start, end = sorted(((float(x), float(y)) for x, y in path[[first, last]]))
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = float(np.hypot(dx, dy)) or 1.0
    off_x, off_y = dy / length * MARK_STEP_MM, -dx / length * MARK_STEP_MM
    return InkView(((start[0] + off_x, start[1] + off_y), (end[0] + off_x, end[1] + off_y)))
