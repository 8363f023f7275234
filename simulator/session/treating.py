"""The treatment room: kit, syringe, plunger, swabs and tape.

The needle is in `puncturing`, what is done about a sign in `answering`.
"""

from dataclasses import replace
from typing import Final

from simulator.base.changed import changed
from simulator.base.units import TICKS_PER_SECOND
from simulator.physics.drugs import DRUGS, UG_PER_UL_PER_PPM
from simulator.physics.holes import oozed_ul
from simulator.session import commands as c
from simulator.session import events as e
from simulator.session.acts import Act, Outcome, always, between, needle_is_in, one_of
from simulator.session.body import catch_up, end_push, move_body
from simulator.session.puncturing import thread_of
from simulator.session.state import Puncture, Push, State, Swab, Syringe, Treatment

SYRINGE_SIZES_UL: Final = (1000, 3000, 5000)
MAX_FORCE_MN: Final = 12_000  # a strong thumb
SWAB_REACH_MM: Final = 5.0  # a small swab covers holes this far from its centre
MAX_AIR_NL: Final = 200_000  # a fifth of a millilitre, far more than any air block


def _with(state: State, **changes: object) -> State:
    return changed(state, treatment=changed(state.treatment, **changes))


def _mark_skin(state: State, _command: c.MarkSkin) -> Outcome:
    is_standing = state.posture == "standing"
    state = _with(state, is_marked=True, is_marked_standing=is_standing)
    return state, (e.SkinMarked(state.tick, is_standing),)


def _refuse_fill(state: State, command: c.FillSyringe) -> str | None:
    return (
        needle_is_in(state)
        or one_of(command.drug, state.plan.drugs, "drug")
        or one_of(str(command.size_ul), tuple(map(str, SYRINGE_SIZES_UL)), "syringe (ul)")
        or between(command.strength_ppm, 0, DRUGS[command.drug].strongest_ppm, "Strength (ppm)")
        or between(command.air_nl, 0, MAX_AIR_NL, "Air (nl)")
        or between(
            command.volume_nl, 100_000, command.size_ul * 1000 - command.air_nl, "Volume (nl)"
        )
    )


def _fill(state: State, command: c.FillSyringe) -> Outcome:
    syringe = Syringe(
        command.drug,
        command.strength_ppm,
        command.size_ul,
        command.volume_nl / 1000.0,
        command.air_nl / 1000.0,
    )
    told = e.SyringeFilled(
        state.tick,
        command.drug,
        command.strength_ppm,
        command.volume_nl,
        command.size_ul,
        command.air_nl,
    )
    return _with(state, syringe=syringe), (told,)


def _refuse_press(state: State, command: c.PressPlunger) -> str | None:
    treatment: Treatment = state.treatment
    if command.force_mn == 0:
        return None if treatment.push is not None else "The plunger is not pressed."
    if treatment.syringe.left_ul <= 0.0:
        return "The syringe is empty; fill it first."
    if treatment.needle.length_um > 0 and treatment.needle.puncture < 0:
        return "The skin has not given way yet; push on."
    if treatment.needle.puncture < 0:
        return "The needle is not in the skin."
    return between(command.force_mn, 0, MAX_FORCE_MN, "force_mn")


def _press(state: State, command: c.PressPlunger) -> Outcome:
    if command.force_mn == 0:
        return end_push(state)
    treatment = state.treatment
    needle = replace(treatment.needle, force_mn=command.force_mn)
    if treatment.push is not None:
        said: tuple[e.Event, ...] = ()
        if state.world.pace.is_bounded:
            state, said = move_body(state)
            if state.treatment.push is None:  # the syringe ran empty
                return state, said
        return _with(state, needle=needle), said
    state, said = catch_up(state)
    fit = treatment.fit
    thread, _ = thread_of(state, fit.edge) if fit and fit.lumen_frac > 0 else ("", False)
    rested = [state.day - day for _, day in state.closed]
    last = state.homes[-1].day if state.homes else -1
    signs = [name for name, hole in treatment.signs if hole == needle.puncture]
    told = e.InjectionStarted(
        state.tick,
        needle.puncture,
        thread,
        min(rested, default=0),
        days_since_session=state.day - last if state.homes else -1,
        is_rescanned=bool(state.homes) and state.scan.tested_day > last,
        is_labelled=treatment.syringe.is_labelled,
        sign=signs[-1] if signs else "",
    )
    push = Push(state.tick, thread, was_pale=state.world.circulation.is_pale(state.lumen))
    if signs:
        push = replace(push, sign_tick=state.tick)  # on into what already showed a sign
    punctures = list(treatment.punctures)
    if thread:
        punctures[needle.puncture] = replace(punctures[needle.puncture], thread=thread)
    state = _with(state, needle=needle, push=push, punctures=tuple(punctures))
    state = changed(state, body_tick=state.tick, pushed_tick=state.tick, is_settled=False)
    return state, (*said, told)


def oozed(hole: Puncture, tick: int) -> float:
    """Return how much blood (ul) has come out of a puncture by `tick` if nothing pressed it."""
    if hole.withdrawn_tick < 0:
        return 0.0
    return oozed_ul(hole.ooze_ul_per_s, (tick - hole.withdrawn_tick) / TICKS_PER_SECOND)


def _refuse_swab(state: State, command: c.PlaceSwab) -> str | None:
    patch = state.patient.patch
    return (
        needle_is_in(state)
        or between(command.x_um, 0, round(patch.width_mm * 1000), "x_um")
        or between(command.y_um, 0, round(patch.height_mm * 1000), "y_um")
    )


def _swab(state: State, command: c.PlaceSwab) -> Outcome:
    """Press a swab; it answers the nearest open puncture within its reach."""
    state, said = catch_up(state)
    treatment = state.treatment
    best, reach = -1, SWAB_REACH_MM * 1000
    for index, hole in enumerate(treatment.punctures):
        dx, dy = hole.x_um - command.x_um, hole.y_um - command.y_um
        distance = (dx * dx + dy * dy) ** 0.5
        if hole.swab < 0 and distance <= reach:
            best, reach = index, distance
    index = len(treatment.swabs)
    punctures = list(treatment.punctures)
    oozed_nl = 0
    if best >= 0:
        oozed_nl = round(1000 * oozed(punctures[best], state.tick))
        punctures[best] = replace(punctures[best], swab=index, swab_tick=state.tick)
    swab = Swab(command.x_um, command.y_um, state.tick)
    told = e.SwabPlaced(state.tick, index, best, round(reach) if best >= 0 else 0, oozed_nl)
    state = _with(state, swabs=(*treatment.swabs, swab), punctures=tuple(punctures))
    return changed(state, is_settled=False, body_tick=state.tick), (*said, told)


def _refuse_tape(state: State, command: c.TapeSwab) -> str | None:
    swabs = state.treatment.swabs
    if not 0 <= command.swab < len(swabs):
        return "There is no such swab; press one on first."
    if swabs[command.swab].is_off:
        return "That swab came off at home."
    if swabs[command.swab].is_taped:
        return "That swab is already taped."
    return between(command.heading_mrad, -3142, 3142, "heading_mrad")


def _tape(state: State, command: c.TapeSwab) -> Outcome:
    swabs = list(state.treatment.swabs)
    swabs[command.swab] = replace(
        swabs[command.swab], is_taped=True, heading_mrad=command.heading_mrad
    )
    holes = [i for i, hole in enumerate(state.treatment.punctures) if hole.swab == command.swab]
    hole = holes[0] if holes else -1
    told = e.SwabTaped(state.tick, command.swab, hole, ("porcelain", hole) in state.treatment.signs)
    return _with(state, swabs=tuple(swabs)), (told,)


def _refuse_label(state: State, _command: c.LabelSyringe) -> str | None:
    if not state.treatment.syringe.drug:
        return "The syringe is empty; fill it first."
    if state.treatment.syringe.is_labelled:
        return "The syringe is labelled already."
    return needle_is_in(state)


def _label(state: State, _command: c.LabelSyringe) -> Outcome:
    syringe = replace(state.treatment.syringe, is_labelled=True)
    told = e.SyringeLabelled(state.tick, syringe.drug, syringe.strength_ppm)
    return _with(state, syringe=syringe), (told,)


def dose_cap_ul(state: State) -> float:
    """Return how much may be given today in all, if all that is still given is this solution.

    The session's volume, and for polidocanol a mass by her weight and day (European label).
    """
    treatment, plan = state.treatment, state.plan
    syringe = treatment.syringe
    ug_per_ul = syringe.strength_ppm * UG_PER_UL_PER_PPM
    if syringe.drug != "polidocanol" or ug_per_ul <= 0.0:
        return plan.dose_cap_ul
    allowed_ug = plan.polidocanol_ug_per_kg * state.patient.spec.weight_kg
    left_ul = max(0.0, allowed_ug - treatment.given_ug) / ug_per_ul
    return min(plan.dose_cap_ul, treatment.given_ul + left_ul)


def _check_dose(state: State, _command: c.CheckDose) -> Outcome:
    given_ul = round(state.treatment.given_ul)
    return state, (e.DoseChecked(state.tick, round(dose_cap_ul(state)), given_ul),)


ACTS: Final[dict[type[c.Command], Act]] = {
    c.CheckKit: Act(always, lambda s, _k: (_with(s, is_kit_checked=True), (e.KitChecked(s.tick),))),
    c.MarkSkin: Act(lambda s, _k: needle_is_in(s), _mark_skin),
    c.WipeSkin: Act(
        lambda s, _k: needle_is_in(s),
        lambda s, _k: (_with(s, wiped_tick=s.tick), (e.SkinWiped(s.tick),)),
    ),
    c.FillSyringe: Act(_refuse_fill, _fill),
    c.PressPlunger: Act(_refuse_press, _press),
    c.PlaceSwab: Act(_refuse_swab, _swab),
    c.TapeSwab: Act(_refuse_tape, _tape),
    c.LabelSyringe: Act(_refuse_label, _label),
    c.CheckDose: Act(always, _check_dose),
}
