"""The needle: taken, aimed, pushed on till skin and wall give, drawn back, out.

Events say what a hand would feel or an eye see: what gave, at what force, how far the tip
jumped, a vein that rolled away, blood in the hub.
"""

from dataclasses import replace
from typing import Final

import numpy as np

from simulator.base.changed import changed
from simulator.physics import give, track
from simulator.physics.give import BEVELS, Give, Tip, pain_of_100
from simulator.physics.holes import Hole, ooze_ul_per_s
from simulator.physics.needle import BORE_MM, NeedleFit, flattest_rad, locate
from simulator.physics.track import Track
from simulator.session import commands as c
from simulator.session import events as e
from simulator.session import signs
from simulator.session.acts import Act, Outcome, between, needle_is_in, one_of
from simulator.session.body import catch_up, end_push
from simulator.session.state import Needle, Puncture, State

MAX_PUNCTURES: Final = 200


def _with(state: State, **changes: object) -> State:
    return changed(state, treatment=changed(state.treatment, **changes))


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
        or one_of(command.bevel, BEVELS, "bevel")
    )


def _aim(state: State, command: c.AimNeedle) -> Outcome:
    needle = replace(
        state.treatment.needle,
        x_um=command.x_um,
        y_um=command.y_um,
        heading_mrad=command.heading_mrad,
        angle_mrad=command.angle_mrad,
        bevel=command.bevel,
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


def held_angle_mrad(state: State, needle: Needle) -> int:
    """Return the angle the needle really has: the barrel may keep a straight one from the skin."""
    flattest = flattest_rad(state.treatment.syringe.size_ul, needle.bend_mrad / 1000.0)
    return max(needle.angle_mrad, round(1000.0 * flattest))


def _track_of(state: State, needle: Needle) -> Track:
    heading_rad = needle.heading_mrad / 1000.0
    return track.lay(
        state.patient.web,
        needle.x_um / 1000.0,
        needle.y_um / 1000.0,
        (float(np.cos(heading_rad)), float(np.sin(heading_rad))),
        held_angle_mrad(state, needle) / 1000.0,
    )


def _tip_of(state: State, needle: Needle) -> Tip:
    """Return the point of the needle as it was when it met this skin."""
    return Tip(
        needle.gauge,
        needle.uses - (1 if needle.puncture >= 0 else 0),
        needle.bevel,
        held_angle_mrad(state, needle) / 1000.0,
        state.treatment.is_stretched,
    )


def locate_bevel(state: State, needle: Needle) -> NeedleFit:
    """Return where the bevel would lie if `needle` were pushed in afresh to its length."""
    way = _track_of(state, needle)
    tip = _tip_of(state, replace(needle, puncture=-1))
    thrust, _ = give.moved(way, tip, give.fresh(way), needle.length_um / 1000.0)
    return locate(state.patient.web, way, thrust)


def thread_of(state: State, edge: int) -> tuple[str, bool]:
    """Return the thread that `edge` belongs to ('' if none) and whether it is its arm."""
    for thread in state.patient.threads:
        if edge in thread.edges:
            return thread.id, edge == thread.arm_edge
    return "", False


def _insert(state: State, command: c.InsertNeedle) -> Outcome:
    """Move the hand along the shaft: in, deeper, back, or out."""
    if state.treatment.push is not None:
        state, said = end_push(state)
    else:
        state, said = catch_up(state)
    if command.length_um == 0:
        state, told = _withdraw(state)
        return state, (*said, *told)
    treatment = state.treatment
    way = treatment.track or _track_of(state, treatment.needle)
    before = treatment.thrust or give.fresh(way)
    tip = _tip_of(state, treatment.needle)
    thrust, gave = give.moved(way, tip, before, command.length_um / 1000.0)
    needle = replace(treatment.needle, length_um=command.length_um)
    state = _with(state, needle=needle, track=way, thrust=thrust)
    for yielded in gave:
        state, told = _yield(state, way, yielded)
        said = (*said, *told)
    if not thrust.is_in:
        return state, said
    fit = locate(state.patient.web, way, thrust)
    if fit.edge in state.gone_edges:  # a cord by now, with no lumen to lie in
        fit = replace(fit, lumen_frac=0.0)
    said = (*said, *_entered(state, state.treatment.needle, fit.edge, fit.lumen_frac))
    state, told = signs.at_rest(_with(state, fit=fit))
    state = changed(state, is_settled=state.is_settled and not treatment.holes)
    return state, (*said, *told)


def _yield(state: State, way: Track, gave: Give) -> Outcome:
    """Report what gave way, and keep the hole it leaves."""
    if gave.what == "skin":
        return _pierce(state, gave)
    crossing = way.crossings[gave.crossing]
    thread = thread_of(state, crossing.edge)[0] or thread_of(state, crossing.end_edge)[0]
    needle = state.treatment.needle
    if gave.what == "rolled":
        return state, (e.VeinRolled(state.tick, needle.puncture, thread),)
    is_far = gave.what == "far_wall"
    at_mm = crossing.end_mm if is_far else crossing.start_mm
    x_mm, y_mm, _ = way.at(at_mm)
    edge = crossing.end_edge if is_far else crossing.edge
    hole = Hole(edge, x_mm, y_mm, needle.puncture, at_mm, needle.gauge, is_far)
    told = e.WallPierced(
        state.tick,
        needle.puncture,
        "far" if is_far else "near",
        thread,
        round(gave.force_mn),
        round(1000 * gave.jump_mm),
    )
    return _with(state, holes=(*state.treatment.holes, hole)), (told,)


def _pierce(state: State, gave: Give) -> Outcome:
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
        needle.bevel,
        needle.uses,
        round(gave.force_mn),
        round(1000 * gave.jump_mm),
        round(pain_of_100(gave.force_mn)),
    )
    needle = replace(needle, puncture=index, uses=needle.uses + 1)
    return _with(state, needle=needle, punctures=(*treatment.punctures, hole)), (told,)


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
    """Take the needle off the skin; what it pierced is open from now on, and oozes."""
    treatment = state.treatment
    index = treatment.needle.puncture
    needle = replace(treatment.needle, length_um=0, puncture=-1, force_mn=0)
    state = _with(state, needle=needle, track=None, thrust=None, fit=None)
    if index < 0:
        return state, ()
    punctures = list(treatment.punctures)
    rate = ooze_ul_per_s(_vein_pa(state, index))
    punctures[index] = replace(punctures[index], withdrawn_tick=state.tick, ooze_ul_per_s=rate)
    told = e.NeedleWithdrawn(state.tick, index, round(1000 * punctures[index].injected_ul))
    state = _with(state, punctures=tuple(punctures))
    return changed(state, is_settled=state.is_settled and not treatment.holes), (told,)


def _vein_pa(state: State, puncture: int) -> float:
    """Return the pressure in the first vein that a puncture opened, 0 if it met none."""
    for hole in state.treatment.holes:
        if hole.puncture == puncture:
            first, last = state.patient.web.edges[hole.edge].tolist()
            return float(state.lumen.pressure_pa[first] + state.lumen.pressure_pa[last]) / 2.0
    return 0.0


ACTS: Final[dict[type[c.Command], Act]] = {
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
}
