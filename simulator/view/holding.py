"""What hands hold over the treatment field in a session state; reads, never changes."""

from dataclasses import replace
from typing import Final

from simulator.anatomy.centreline import nearest
from simulator.base.units import TICKS_PER_SECOND
from simulator.session.state import State, Swab, Treatment
from simulator.view.instruments import FingerView, StockingView, SyringeView, stretching
from simulator.view.treatment import Camera, NeedleView

PRESSED_TICKS: Final = 2 * TICKS_PER_SECOND  # a finger stays on a fresh swab
# It comes from the upper left, with its pulp on the swab, 5 mm behind its foremost point.
PRESSING_RAD: Final = 0.9273
PULP_X_MM, PULP_Y_MM = 3.0, 4.0
GAUZE_MM: Final = 1.0  # veins as wide as this get gauze (guess; both are in use)
# Where the welt sits: two fingers under the hollow of the knee, a hand under the groin.
BELOW_KNEE_MM: Final = 25.0
BELOW_GROIN_MM: Final = 60.0


def bent(state: State, needle: NeedleView | None) -> NeedleView | None:
    """Return the needle as it was bent."""
    if needle is None:
        return None
    return replace(needle, bend_rad=state.treatment.needle.bend_mrad / 1e3)


def syringe_of(treatment: Treatment) -> SyringeView | None:
    """Return the filled syringe; the stopper is shown to a twentieth of a millimetre or so.

    Nothing stands on the barrel that nobody wrote there.
    """
    held = treatment.syringe
    if not held.drug:
        return None
    inside_ul = float(round(held.left_ul + held.air_ul))
    if not held.is_labelled:
        return SyringeView(held.size_ul, inside_ul)
    return SyringeView(held.size_ul, inside_ul, held.drug, held.strength_ppm)


def fingers_of(state: State, stretched_at: tuple[float, float, float]) -> tuple[FingerView, ...]:
    """Return the fingers that stretch the skin, or else the one that presses a fresh swab."""
    treatment = state.treatment
    if treatment.is_stretched:
        return stretching(*stretched_at)
    pressed = [
        swab
        for swab in treatment.swabs[-1:]
        if not swab.is_off and not swab.is_taped and state.tick - swab.tick < PRESSED_TICKS
    ]
    return tuple(
        FingerView(s.x_um / 1e3 + PULP_X_MM, s.y_um / 1e3 + PULP_Y_MM, PRESSING_RAD)
        for s in pressed
    )


def around(state: State, camera: Camera) -> tuple[float, float, float]:
    """Return where fingers stretch the skin if nothing else is known: around what is seen."""
    return camera.x_mm, camera.y_mm, state.treatment.needle.heading_mrad / 1e3


def is_gauze(state: State, swab: Swab) -> bool:
    """Return whether a pad of gauze was taken: over wide veins, where cotton gives way."""
    web = state.patient.web
    edge, _, _ = nearest(web, swab.x_um / 1e3, swab.y_um / 1e3)
    return 2.0 * float(web.radius_mm[edge]) >= GAUZE_MM


def stocking_of(state: State) -> StockingView | None:
    """Return the edge of a stocking fitted today where it meets the field."""
    care, patch, leg = state.aftercare, state.patient.patch, state.patient.leg
    is_today = any(hole.day == state.day for hole in state.treatment.punctures)
    if not (care.stocking_mmhg and is_today):
        return None
    top_mm = leg.knee_s_mm - BELOW_KNEE_MM
    if care.stocking_length != "below_knee":
        top_mm = leg.groin_s_mm - BELOW_GROIN_MM
    y_mm = patch.height_mm / 2 + patch.s_mm - top_mm
    if not 0.0 < y_mm < patch.height_mm:
        return None
    return StockingView(round(patch.width_mm / 2, 2), round(y_mm, 2))
