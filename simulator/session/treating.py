"""The treatment room: kit, syringe, needle, plunger, swabs and tape."""

from dataclasses import replace
from typing import Final

import numpy as np

from simulator.physics.needle import BORE_MM, NeedleFit, dulled_mm, flattest_rad, locate
from simulator.session import commands as c
from simulator.session import events as e
from simulator.session.acts import Act, Outcome, always, between, needle_is_in, one_of
from simulator.session.body import catch_up, end_push
from simulator.session.state import Needle, Puncture, Push, State, Swab, Syringe, Treatment

SYRINGE_SIZES_UL: Final = (1000, 3000, 5000)
RESPONSES: Final = ("stop_and_press", "massage", "call_for_help", "lie_flat", "observe")
MAX_FORCE_MN: Final = 12_000  # a strong thumb
SWAB_REACH_MM: Final = 5.0  # a small swab covers holes this far from its centre
MAX_PUNCTURES: Final = 200


def _with(state: State, **changes: object) -> State:
    return replace(state, treatment=replace(state.treatment, **changes))  # type: ignore[arg-type]


def _mark_skin(state: State, _command: c.MarkSkin) -> Outcome:
    is_standing = state.posture == "standing"
    state = _with(state, is_marked=True, is_marked_standing=is_standing)
    return state, (e.SkinMarked(state.tick, is_standing),)


def _refuse_fill(state: State, command: c.FillSyringe) -> str | None:
    return (
        needle_is_in(state)
        or one_of(command.drug, state.plan.drugs, "drug")
        or one_of(str(command.size_ul), tuple(map(str, SYRINGE_SIZES_UL)), "syringe (ul)")
        or between(command.strength_ppm, 0, 30_000, "Strength (ppm)")
        or between(command.volume_nl, 100_000, command.size_ul * 1000, "Volume (nl)")
    )


def _fill(state: State, command: c.FillSyringe) -> Outcome:
    syringe = Syringe(
        command.drug, command.strength_ppm, command.size_ul, command.volume_nl / 1000.0
    )
    told = e.SyringeFilled(
        state.tick, command.drug, command.strength_ppm, command.volume_nl, command.size_ul
    )
    return _with(state, syringe=syringe), (told,)


def _refuse_take(state: State, command: c.TakeNeedle) -> str | None:
    return (
        needle_is_in(state)
        or one_of(str(command.gauge), tuple(str(g) for g in sorted(BORE_MM)), "gauge")
        or between(command.bend_mrad, 0, 1047, "bend_mrad")
    )


def _refuse_aim(state: State, command: c.AimNeedle) -> str | None:
    patch = state.patient.patch
    if state.treatment.needle.gauge == 0:
        return "Take a needle first."
    return (
        needle_is_in(state)
        or between(command.x_um, 0, round(patch.width_mm * 1000), "x_um")
        or between(command.y_um, 0, round(patch.height_mm * 1000), "y_um")
        or between(command.heading_mrad, -3142, 3142, "heading_mrad")
        or between(command.angle_mrad, 17, 1571, "angle_mrad")
    )


def _aim(state: State, command: c.AimNeedle) -> Outcome:
    needle = replace(
        state.treatment.needle,
        x_um=command.x_um,
        y_um=command.y_um,
        heading_mrad=command.heading_mrad,
        angle_mrad=command.angle_mrad,
    )
    return _with(state, needle=needle), ()


def _refuse_insert(state: State, command: c.InsertNeedle) -> str | None:
    treatment = state.treatment
    if treatment.needle.gauge == 0:
        return "Take a needle first."
    if treatment.needle.length_um == 0 and command.length_um == 0:
        return "The needle is already out."
    if state.scan.probe is not None:
        return "Put the probe away first."
    if len(treatment.punctures) >= MAX_PUNCTURES and treatment.needle.puncture < 0:
        return "Too many punctures for one attempt."
    return between(command.length_um, 0, 12_000, "length_um")


def _pierce(state: State, length_um: int) -> Outcome:
    """The tip goes through the skin: a new puncture."""
    treatment = state.treatment
    needle = treatment.needle
    index = len(treatment.punctures)
    hole = Puncture(needle.x_um, needle.y_um, state.tick, state.day)
    told = e.NeedleEntered(
        state.tick,
        index,
        needle.x_um,
        needle.y_um,
        held_angle_mrad(state, needle),
        treatment.is_stretched,
        state.posture == "lying",
    )
    needle = replace(needle, puncture=index, length_um=length_um, uses=needle.uses + 1)
    return _with(state, needle=needle, punctures=(*treatment.punctures, hole)), (told,)


def _insert(state: State, command: c.InsertNeedle) -> Outcome:
    """Move the tip along the shaft; in, deeper, back, or out."""
    said: tuple[e.Event, ...] = ()
    if state.treatment.push is not None:
        state, said = end_push(state)
    if command.length_um == 0:
        state, told = _withdraw(state)
        return state, (*said, *told)
    if state.treatment.needle.length_um == 0:
        state, told = _pierce(state, command.length_um)
        said = (*said, *told)
    treatment = state.treatment
    needle = replace(treatment.needle, length_um=command.length_um)
    fit = locate_bevel(state, needle)
    said = (*said, *_entered(state, needle, fit.edge, fit.lumen_frac))
    return _with(state, needle=needle, fit=fit), said


def held_angle_mrad(state: State, needle: Needle) -> int:
    """Return the angle the needle really has: the barrel may keep a straight one from the skin."""
    flattest = flattest_rad(state.treatment.syringe.size_ul, needle.bend_mrad / 1000.0)
    return max(needle.angle_mrad, round(1000.0 * flattest))


def locate_bevel(state: State, needle: Needle) -> NeedleFit:
    """Return where the bevel of `needle` lies in the web of this patient."""
    heading_rad = needle.heading_mrad / 1000.0
    return locate(
        state.patient.web,
        needle.x_um / 1000.0,
        needle.y_um / 1000.0,
        (float(np.cos(heading_rad)), float(np.sin(heading_rad))),
        held_angle_mrad(state, needle) / 1000.0,
        needle.length_um / 1000.0,
        state.treatment.is_stretched,
        dulled_mm(needle.uses),
    )


def thread_of(state: State, edge: int) -> tuple[str, bool]:
    """Return the thread that `edge` belongs to ('' if none) and whether it is its arm."""
    for thread in state.patient.threads:
        if edge in thread.edges:
            return thread.id, edge == thread.arm_edge
    return "", False


def _entered(state: State, needle: Needle, edge: int, lumen_frac: float) -> tuple[e.Event, ...]:
    """Report entry into a lumen, once each time the bevel goes from outside to inside."""
    before = state.treatment.fit
    was_in = before is not None and before.lumen_frac > 0.0 and before.edge == edge
    if lumen_frac <= 0.0 or was_in:
        return ()
    thread, is_arm = thread_of(state, edge)
    permille = round(1000 * lumen_frac)
    return (e.VeinEntered(state.tick, needle.puncture, thread, is_arm, permille),)


def _withdraw(state: State) -> Outcome:
    treatment = state.treatment
    index = treatment.needle.puncture
    punctures = list(treatment.punctures)
    punctures[index] = replace(punctures[index], withdrawn_tick=state.tick)
    needle = replace(treatment.needle, length_um=0, puncture=-1, force_mn=0)
    told = e.NeedleWithdrawn(state.tick, index, round(1000 * punctures[index].injected_ul))
    return _with(state, needle=needle, fit=None, punctures=tuple(punctures)), (told,)


def _refuse_press(state: State, command: c.PressPlunger) -> str | None:
    treatment: Treatment = state.treatment
    if command.force_mn == 0:
        return None if treatment.push is not None else "The plunger is not pressed."
    if treatment.syringe.left_ul <= 0.0:
        return "The syringe is empty; fill it first."
    if treatment.needle.length_um == 0:
        return "The needle is not in the skin."
    return between(command.force_mn, 0, MAX_FORCE_MN, "force_mn")


def _press(state: State, command: c.PressPlunger) -> Outcome:
    if command.force_mn == 0:
        return end_push(state)
    treatment = state.treatment
    needle = replace(treatment.needle, force_mn=command.force_mn)
    if treatment.push is not None:
        return _with(state, needle=needle), ()
    state, said = catch_up(state)
    fit = treatment.fit
    thread, _ = thread_of(state, fit.edge) if fit and fit.lumen_frac > 0 else ("", False)
    rested = [state.day - day for _, day in state.closed]
    told = e.InjectionStarted(state.tick, needle.puncture, thread, min(rested, default=0))
    push = Push(state.tick, thread, was_pale=state.world.circulation.is_pale(state.lumen))
    if any(hole == needle.puncture for _, hole in treatment.signs):
        push = replace(push, sign_tick=state.tick)  # on into what already showed a sign
    punctures = list(treatment.punctures)
    if thread:
        punctures[needle.puncture] = replace(punctures[needle.puncture], thread=thread)
    state = _with(state, needle=needle, push=push, punctures=tuple(punctures))
    state = replace(state, body_tick=state.tick, pushed_tick=state.tick, is_settled=False)
    return state, (*said, told)


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
    if best >= 0:
        punctures[best] = replace(punctures[best], swab=index, swab_tick=state.tick)
    swab = Swab(command.x_um, command.y_um, state.tick)
    told = e.SwabPlaced(state.tick, index, best, round(reach) if best >= 0 else 0)
    state = _with(state, swabs=(*treatment.swabs, swab), punctures=tuple(punctures))
    return replace(state, is_settled=False, body_tick=state.tick), (*said, told)


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
    told = e.SwabTaped(state.tick, command.swab, holes[0] if holes else -1)
    return _with(state, swabs=tuple(swabs)), (told,)


def _respond(state: State, command: c.Respond) -> Outcome:
    """Say what is done about a sign; to stop takes the thumb off, the rest is recorded only."""
    answered = e.WarningAnswered(state.tick, command.action)
    if command.action != "stop_and_press" or state.treatment.push is None:
        return state, (answered,)
    state, said = end_push(state)
    return state, (*said, answered)


ACTS: Final[dict[type[c.Command], Act]] = {
    c.CheckKit: Act(always, lambda s, _k: (_with(s, is_kit_checked=True), (e.KitChecked(s.tick),))),
    c.MarkSkin: Act(lambda s, _k: needle_is_in(s), _mark_skin),
    c.WipeSkin: Act(
        lambda s, _k: needle_is_in(s),
        lambda s, _k: (_with(s, wiped_tick=s.tick), (e.SkinWiped(s.tick),)),
    ),
    c.FillSyringe: Act(_refuse_fill, _fill),
    c.TakeNeedle: Act(
        _refuse_take,
        lambda s, k: (_with(s, needle=Needle(gauge=k.gauge, bend_mrad=k.bend_mrad)), ()),
    ),
    c.StretchSkin: Act(
        lambda s, k: needle_is_in(s) or between(k.is_on, 0, 1, "is_on"),
        lambda s, k: (_with(s, is_stretched=bool(k.is_on)), ()),
    ),
    c.AimNeedle: Act(_refuse_aim, _aim),
    c.InsertNeedle: Act(_refuse_insert, _insert),
    c.PressPlunger: Act(_refuse_press, _press),
    c.PlaceSwab: Act(_refuse_swab, _swab),
    c.TapeSwab: Act(_refuse_tape, _tape),
    c.Respond: Act(
        lambda _s, k: one_of(k.action, RESPONSES, "response"),
        _respond,
    ),
}
