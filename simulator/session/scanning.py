"""Duplex: the probe, the scanner's controls, and the teaching aid beside the image."""

from dataclasses import replace
from typing import Final

from simulator.base.changed import changed
from simulator.physics.moment import ProbePose
from simulator.physics.scanner import RANGES
from simulator.session import commands as c
from simulator.session import events as e
from simulator.session.acts import Act, Outcome, always, between, needle_is_in, one_of, probe_is_off
from simulator.session.looking import look, turned_to
from simulator.session.state import State
from simulator.session.watching import bring_up_to_date, close_test

AIDS: Final = ("none", "cue", "ghost")


def _refuse_probe(state: State, command: c.PlaceProbe) -> str | None:
    half_mm = state.patient.leg.circumference_mm(command.s_um / 1000.0) / 2
    return (
        needle_is_in(state)
        or between(command.s_um, 60_000, 850_000, "Height on the leg (um)")
        or between(command.u_um, -round(half_mm * 1000), round(half_mm * 1000), "u_um")
        or between(command.yaw_mrad, -3142, 3142, "yaw_mrad")
        or between(command.tilt_mrad, -524, 524, "tilt_mrad")
        or between(command.rock_mrad, -524, 524, "rock_mrad")
        or between(command.pressure_pa, 0, 12_000, "pressure_pa")
    )


def _place_probe(state: State, command: c.PlaceProbe) -> Outcome:
    state, said = _show(state)
    pose = ProbePose(
        command.u_um / 1000.0,
        command.s_um / 1000.0,
        command.yaw_mrad / 1000.0,
        command.tilt_mrad / 1000.0,
        float(command.pressure_pa),
        command.rock_mrad / 1000.0,
    )
    is_new = state.scan.probe is None
    scan = changed(state.scan, probe=pose)
    if is_new:
        scan = replace(scan, placed_tick=state.tick)
        said = (*said, e.ProbePlaced(state.tick, command.u_um, command.s_um))
    return turned_to(changed(state, scan=scan)), said


def _show(state: State) -> Outcome:
    """Take in what the present view has shown, before a hand changes it."""
    state, looked = look(state)
    state, said = bring_up_to_date(state)
    return state, (*looked, *said)


def _lift_probe(state: State, _command: c.LiftProbe) -> Outcome:
    state, looked = look(state)
    state, said = close_test(state)
    lifted = e.ProbeLifted(state.tick, state.tick - state.scan.placed_tick)
    scan = changed(state.scan, probe=None, in_view=())
    return changed(state, scan=scan), (*looked, *said, lifted)


def _refuse_setting(_state: State, command: c.SetScanner) -> str | None:
    unknown = one_of(command.control, tuple(RANGES), "control")
    return unknown or between(command.value, *RANGES[command.control], command.control)


def _set_scanner(state: State, command: c.SetScanner) -> Outcome:
    state, said = _show(state)
    settings = state.scan.settings.turned(command.control, command.value)
    return turned_to(changed(state, scan=changed(state.scan, settings=settings))), said


def _refuse_aid(state: State, command: c.SetAid) -> str | None:
    if state.plan.mode == "exam":
        return "There are no teaching aids in an exam."
    if command.level == state.scan.aid:
        return f"The teaching aid is '{command.level}' already."
    return one_of(command.level, AIDS, "teaching aid")


def _set_aid(state: State, command: c.SetAid) -> Outcome:
    scan = changed(state.scan, aid=command.level)
    return changed(state, scan=scan), (e.AidSet(state.tick, command.level),)


ACTS: Final[dict[type[c.Command], Act]] = {
    c.PlaceProbe: Act(_refuse_probe, _place_probe),
    c.LiftProbe: Act(lambda s, _k: probe_is_off(s), _lift_probe),
    c.SetScanner: Act(_refuse_setting, _set_scanner),
    c.SetAid: Act(_refuse_aid, _set_aid),
    c.UseHelp: Act(always, lambda s, k: (s, (e.HelpUsed(s.tick, k.aid),))),
}
