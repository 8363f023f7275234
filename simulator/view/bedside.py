"""From a session state to what the loupe shows; reads, never changes."""

from typing import Final

import numpy as np

from simulator.anatomy.patient import RETICULAR, Thread, Web
from simulator.base.units import TICKS_PER_SECOND
from simulator.session.state import State, Treatment
from simulator.view.holding import around, bent, fingers_of, is_gauze, stocking_of, syringe_of
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

OOZE_TICKS: Final = 3 * TICKS_PER_SECOND  # a puncture without a swab then shows its full drop
BLUSH_S: Final = 60.0  # contact that shows as full redness around a treated vein (guess)
WET_TICKS: Final = 30 * TICKS_PER_SECOND  # alcohol has dried off
PORCELAIN_MM: Final = 4.0
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
        blood_frac=state.world.circulation.blood_frac(state.lumen),
        needle=None if is_needle_away else bent(state, hovering or _needle(state)),
        blebs=tuple(
            BlebView(round(b.x_mm, 2), round(b.y_mm, 2), round(b.volume_ul, 1))
            for b in state.tissue.blebs
        ),
        porcelain=_porcelain(treatment),
        punctures=tuple(
            PunctureView(hole.x_um / 1e3, hole.y_um / 1e3, _ooze(hole.withdrawn_tick, state.tick))
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
        erythema_frac=np.minimum(state.lumen.exposure_s / BLUSH_S, 0.7).round(1),
        is_wiped=0 <= state.tick - treatment.wiped_tick < WET_TICKS and treatment.wiped_tick >= 0,
        is_polarised=is_polarised,
    )


def _needle(state: State) -> NeedleView | None:
    treatment = state.treatment
    needle = treatment.needle
    if needle.gauge == 0 or (needle.x_um == 0 and needle.y_um == 0):
        return None
    fit = treatment.fit
    is_dry = treatment.push is None and fit is not None
    return NeedleView(
        x_mm=needle.x_um / 1e3,
        y_mm=needle.y_um / 1e3,
        heading_rad=needle.heading_mrad / 1e3,
        angle_rad=needle.angle_mrad / 1e3,
        inserted_mm=needle.length_um / 1e3,
        gauge=needle.gauge,
        flash_frac=fit.lumen_frac if is_dry and fit is not None else 0.0,
    )


def _ooze(withdrawn_tick: int, tick: int) -> float:
    return round(min(1.0, (tick - withdrawn_tick) / OOZE_TICKS), 1)


def _porcelain(treatment: Treatment) -> tuple[PorcelainView, ...]:
    white = [puncture for sign, puncture in treatment.signs if sign == "porcelain"]
    holes = [treatment.punctures[index] for index in white]
    return tuple(PorcelainView(h.x_um / 1e3, h.y_um / 1e3, PORCELAIN_MM) for h in holes)


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
