"""Examining: what eye, hand, cuff and glass can tell, and the class that a leg is given.

The refill test runs in time: press, wait until the colour is gone, lift, and watch one vein in
the middle of the glass until it is back (`physics.diascopy`). Who presses again or moves her
before that has not seen it. The glass does nothing to the web: what it empties fills again.
"""

from dataclasses import replace
from typing import Final

import numpy as np

from simulator.base.units import TICKS_PER_SECOND
from simulator.physics.diascopy import ARTERIOLAR_S, COMPETENT_S, refill_s, under_glass
from simulator.session import commands as c
from simulator.session import events as e
from simulator.session.acts import Act, Outcome, between, needle_is_in, one_of
from simulator.session.findings import abpi_permille, ceap, finding, is_abnormal
from simulator.session.state import Glass, Refill, State

EXAMINATIONS: Final = (
    "legs_standing",
    "legs_lying",
    "pulses",
    "abpi",
    "skin",
    "infection",
    "face",
)
CEAP: Final = ("C0", "C1", "C2", "C3", "C4", "C5", "C6")
GLASS_MM: Final = 8.0  # radius of the glass
NEAR_MM: Final = 3.0  # a vein farther from the middle of the glass is not the one watched
HOLD_TICKS: Final = TICKS_PER_SECOND // 2  # colour needs this long to be pressed out (guess)
REFILLS: Final = ("arteriolar", "venous_fed", "venous_slow")


def _examine(state: State, command: c.Examine) -> Outcome:
    """Look, feel, measure; note what was found."""
    spec = state.patient.spec
    index = abpi_permille(spec) if command.item == "abpi" else 0
    talk = state.consultation
    talk = replace(talk, examined=(*talk.examined, command.item))
    found = e.Examined(
        state.tick,
        command.item,
        finding(spec, command.item),
        is_abnormal(spec, command.item),
        index,
    )
    return replace(state, consultation=talk), (found,)


def _classify(state: State, command: c.Classify) -> Outcome:
    talk = replace(state.consultation, ceap=command.ceap)
    given = e.LegClassified(state.tick, command.ceap, command.ceap == ceap(state.patient.spec))
    return replace(state, consultation=talk), (given,)


# --- the glass --------------------------------------------------------------------------
def is_under_glass(state: State) -> bool:
    """Return whether a glass presses on the skin now."""
    return state.glass is not None and state.glass.lifted_tick < 0


def _refuse_glass(state: State, command: c.PressGlass) -> str | None:
    patch = state.patient.patch
    if is_under_glass(state):
        return "The glass is on the skin already; lift it first."
    return (
        needle_is_in(state)
        or between(command.x_um, 0, round(1000 * patch.width_mm), "The place across (um)")
        or between(command.y_um, 0, round(1000 * patch.height_mm), "The place along (um)")
    )


def _press(state: State, command: c.PressGlass) -> Outcome:
    glass = Glass(command.x_um, command.y_um, state.tick)
    pressed = e.GlassPressed(state.tick, command.x_um, command.y_um)
    return replace(state, glass=glass), (pressed,)


def _refuse_lifting(state: State, _command: c.LiftGlass) -> str | None:
    if state.glass is None or state.glass.lifted_tick >= 0:
        return "There is no glass on the skin."
    if state.tick - state.glass.pressed_tick < HOLD_TICKS:
        return "Press for a moment, until the colour is gone."
    return None


def watched_edge(state: State, x_mm: float, y_mm: float) -> int | None:
    """Return the vein that is watched under a glass on (x, y), or None if none is near."""
    path = state.patient.web.path_mm
    dx, dy = path[:, :, 0] - x_mm, path[:, :, 1] - y_mm
    near = (dx * dx + dy * dy).min(axis=1)
    nearest = int(np.argmin(near))
    return nearest if float(near[nearest]) <= NEAR_MM * NEAR_MM else None


def _lift(state: State, _command: c.LiftGlass) -> Outcome:
    """Let the blood in again; where there is no vein to watch, there is nothing to see."""
    glass = state.glass
    assert glass is not None  # the refusal asks
    x_mm, y_mm = glass.x_um / 1000.0, glass.y_um / 1000.0
    edge = watched_edge(state, x_mm, y_mm)
    lifted = e.GlassLifted(state.tick, edge is not None, state.posture == "lying")
    if edge is None:
        return replace(state, glass=None), (lifted,)
    circulation = state.world.circulation
    flat = {*under_glass(circulation, x_mm, y_mm, GLASS_MM), edge}
    back_s = refill_s(
        circulation,
        state.lumen,
        flat,
        watched=[edge],
        posture=state.posture,
        closed=state.closed_ids,
    )
    ticks = round(back_s * TICKS_PER_SECOND)
    glass = replace(glass, lifted_tick=state.tick, refill_ticks=ticks)
    return replace(state, glass=glass), (lifted,)


def refill_due(state: State) -> int | None:
    """Return the tick at which the colour is back under a lifted glass, or None."""
    glass = state.glass
    if glass is None or glass.lifted_tick < 0:
        return None
    return glass.lifted_tick + glass.refill_ticks


def see_refill(state: State) -> Outcome:
    """The colour is back; how long it took tells where the blood comes from."""
    glass = state.glass
    assert glass is not None  # refill_due asks
    ms = round(1000 * glass.refill_ticks / TICKS_PER_SECOND)
    back = Refill(glass.x_um, glass.y_um, ms, kind_of_refill(ms))
    talk = replace(state.consultation, refills=(*state.consultation.refills, back))
    seen = e.RefillSeen(state.tick, back.x_um, back.y_um, ms, back.kind)
    return replace(state, glass=None, consultation=talk), (seen,)


def kind_of_refill(refill_ms: int) -> str:
    """Return what a refill time speaks for, one of `REFILLS`."""
    if refill_ms < 1000 * ARTERIOLAR_S:
        return "arteriolar"
    return "venous_fed" if refill_ms <= 1000 * COMPETENT_S else "venous_slow"


ACTS: Final[dict[type[c.Command], Act]] = {
    c.Examine: Act(lambda _s, k: one_of(k.item, EXAMINATIONS, "examination"), _examine),
    c.Classify: Act(lambda _s, k: one_of(k.ceap, CEAP, "class"), _classify),
    c.PressGlass: Act(_refuse_glass, _press),
    c.LiftGlass: Act(_refuse_lifting, _lift),
}
