"""Warning signs at the needle: when each can be seen, or is felt by her, from what flows where.

A sign shows once a puncture. Those of the person (hives, a faint) come from `reacting`.
Idea of blood that comes back: a push leaves the vein at the bevel white; with the feeder shut and
the leg lying it stays so for eight seconds and more, while an open, driven feeder washes it red
within two (measured on 16 trial pushes, 7 of 8 against 0 of 8; after a long push the wall has
cramped, and no blood comes back at all).
Idea of pain: an arteriole hurts as soon as drug runs into it; beside a vein it hurts where enough
of a solution that kills skin lies. Saline hurts nobody.
"""

from dataclasses import replace
from typing import Final

from simulator.base.units import TICKS_PER_SECOND
from simulator.physics.circulation import Pushed
from simulator.physics.drugs import DRUGS
from simulator.physics.tissue import WHEAL_UL
from simulator.session import events as e
from simulator.session.acts import Outcome
from simulator.session.pace import USUAL_TICKS
from simulator.session.responses import Sign
from simulator.session.state import Blanch, State

RACING_MM: Final = 20.0  # no more than 2 cm of blanch from the needle (Goldman; Ouvry and Davy)
ARTERIOLAR_UL: Final = 0.05  # in one thirtieth of a second; less is a trickle (guess)
PAINFUL_UL: Final = 3.0  # of a solution that just kills skin, beside a vein (guess)
PULSING_FRAC: Final = 0.2  # of the bevel in an arteriole: one of its five points
BACK_TICKS: Final = 2 * TICKS_PER_SECOND  # blood is seen to pour back within this
CLEARED_FRAC: Final = 0.9  # of the vein at the bevel is white when the thumb comes off (guess)
RED_FRAC: Final = 0.5  # and no more than this once blood is back (guess)
LEAST_BLANCH_MM: Final = 5.0  # a shorter one tells nothing (guess)


def shown(state: State, names: list[str], puncture: int) -> Outcome:
    """Return `state` in which the signs `names` have shown, each once a puncture."""
    fresh = [name for name in names if (name, puncture) not in state.treatment.signs]
    if not fresh:
        return state, ()
    push = state.treatment.push
    if push is not None and push.sign_tick < 0:
        push = replace(push, sign_tick=state.tick, sign_ul=push.injected_ul)
    new = tuple(Sign(name, puncture, state.tick, state.day) for name in fresh)
    treatment = replace(state.treatment, push=push, shown=(*state.treatment.shown, *new))
    said = tuple(e.WarningShown(state.tick, name, puncture) for name in fresh)
    return replace(state, treatment=treatment), said


def of_push(state: State, pushed: Pushed, reach_mm: float, elapsed: int) -> Outcome:
    """Show what became visible, or hurt, in the last `elapsed` ticks of a push."""
    treatment = state.treatment
    hole = treatment.punctures[treatment.needle.puncture]
    arteriolar_ul = ARTERIOLAR_UL * max(elapsed / USUAL_TICKS, 1.0)
    is_arteriolar = pushed.to_arteriole_ul > arteriolar_ul
    now = []
    if hole.tissue_ul >= WHEAL_UL:
        now.append("wheal")
    if pushed.burst_edges:
        now.append("burst")
    if reach_mm > RACING_MM:
        now.append("racing_blanch")
    if is_arteriolar:
        now.append("porcelain")
    is_drug = DRUGS[treatment.syringe.drug].relative_optimum > 0.0 and pushed.injected_ug > 0.0
    if hole.toxic_ul >= PAINFUL_UL or (is_arteriolar and is_drug):
        now.append("pain")
    return shown(state, now, treatment.needle.puncture)


def of_blanch(state: State) -> Blanch | None:
    """Return the vein that a push leaves white, to be looked at again; None if that would tell
    nothing."""
    fit, needle = state.treatment.fit, state.treatment.needle
    if fit is None or fit.lumen_frac <= 0.0 or _white_frac(state, fit.edge) < CLEARED_FRAC:
        return None
    reach_mm = state.world.circulation.blanch_mm(state.lumen, fit.edge, fit.along_frac)
    return Blanch(needle.puncture, fit.edge, state.tick) if reach_mm >= LEAST_BLANCH_MM else None


def _white_frac(state: State, edge: int) -> float:
    return float(state.lumen.injectate_frac[edge].mean())


def of_blood(state: State) -> Outcome:
    """Show that blood pours back, if the vein at the bevel is red again so soon."""
    blanch = state.treatment.blanch
    if blanch is None:
        return state, ()
    is_late = state.tick - blanch.tick > BACK_TICKS
    is_back = not is_late and _white_frac(state, blanch.edge) <= RED_FRAC
    if is_late or is_back:
        state = replace(state, treatment=replace(state.treatment, blanch=None))
    return shown(state, ["blood_back"], blanch.puncture) if is_back else (state, ())


def at_rest(state: State) -> Outcome:
    """Show blood that pulses in the hub, if the bevel lies in an arteriole."""
    fit, puncture = state.treatment.fit, state.treatment.needle.puncture
    if fit is None or puncture < 0 or fit.arteriole_frac < PULSING_FRAC:
        return state, ()
    return shown(state, ["pulsing_blood"], puncture)
