"""Duplex: the probe, the scanner's controls, squeezes, findings, referral for treatment."""

from dataclasses import replace
from typing import Final

from simulator.anatomy.patient import Vessel
from simulator.anatomy.spec import SOURCE_KINDS
from simulator.physics.beam import cut
from simulator.physics.moment import ProbePose, Squeeze
from simulator.physics.scanner import RANGES
from simulator.session import commands as c
from simulator.session import events as e
from simulator.session.acts import Act, Outcome, always, between, needle_is_in, one_of
from simulator.session.state import Evidence, Mark, State
from simulator.session.watching import FAIR_TICKS, bring_up_to_date, close_test

FINDINGS: Final = ("refluxing", "competent", "closed", "thrombosed")
METHODS: Final = ("endovenous_ablation", "foam", "phlebectomy")
REFLUX_LIMIT_MS: Final = 500  # superficial veins: SVS/AVF 2011; Labropoulos 2003
MARK_REACH_MM: Final = 12.0  # a mark means the vein of that name within this of the probe


def _refuse_probe(state: State, command: c.PlaceProbe) -> str | None:
    half_mm = state.patient.leg.circumference_mm(command.s_um / 1000.0) / 2
    return (
        needle_is_in(state)
        or between(command.s_um, 60_000, 850_000, "Height on the leg (um)")
        or between(command.u_um, -round(half_mm * 1000), round(half_mm * 1000), "u_um")
        or between(command.yaw_mrad, -3142, 3142, "yaw_mrad")
        or between(command.tilt_mrad, -524, 524, "tilt_mrad")
        or between(command.pressure_pa, 0, 12_000, "pressure_pa")
    )


def _place_probe(state: State, command: c.PlaceProbe) -> Outcome:
    state, said = bring_up_to_date(state)
    pose = ProbePose(
        command.u_um / 1000.0,
        command.s_um / 1000.0,
        command.yaw_mrad / 1000.0,
        command.tilt_mrad / 1000.0,
        float(command.pressure_pa),
    )
    is_new = state.scan.probe is None
    scan = replace(state.scan, probe=pose)
    if is_new:
        scan = replace(scan, placed_tick=state.tick)
        said = (*said, e.ProbePlaced(state.tick, command.u_um, command.s_um))
    return replace(state, scan=scan), said


def _refuse_without_probe(state: State, _command: c.Command) -> str | None:
    return None if state.scan.probe is not None else "Put the probe on the leg first."


def _lift_probe(state: State, _command: c.LiftProbe) -> Outcome:
    state, said = close_test(state)
    lifted = e.ProbeLifted(state.tick, state.tick - state.scan.placed_tick)
    return replace(state, scan=replace(state.scan, probe=None)), (*said, lifted)


def _refuse_setting(_state: State, command: c.SetScanner) -> str | None:
    unknown = one_of(command.control, tuple(RANGES), "control")
    return unknown or between(command.value, *RANGES[command.control], command.control)


def _set_scanner(state: State, command: c.SetScanner) -> Outcome:
    state, said = bring_up_to_date(state)
    settings = state.scan.settings.turned(command.control, command.value)
    return replace(state, scan=replace(state.scan, settings=settings)), said


def _is_squeezing(state: State) -> bool:
    return bool(state.scan.squeezes) and state.scan.squeezes[-1].released_tick < 0


def _refuse_squeeze(state: State, command: c.SqueezeCalf) -> str | None:
    if _is_squeezing(state):
        return "The hand is already squeezing."
    return needle_is_in(state) or between(command.strength_permille, 50, 1000, "strength")


def _squeeze(state: State, command: c.SqueezeCalf) -> Outcome:
    """A new squeeze ends the test before it; only the last few matter to the calf."""
    state, said = close_test(state)
    new = Squeeze(state.tick, -1, command.strength_permille, bool(command.is_above_probe))
    scan = replace(state.scan, squeezes=(*state.scan.squeezes, new)[-4:])
    told = e.CalfSqueezed(state.tick, command.strength_permille, bool(command.is_above_probe))
    return replace(state, scan=scan), (*said, told)


def _release(state: State, command: c.ReleaseCalf) -> Outcome:
    last = replace(
        state.scan.squeezes[-1], released_tick=state.tick, release_ms=command.duration_ms
    )
    scan = replace(
        state.scan,
        squeezes=(*state.scan.squeezes[:-1], last),
        is_test_open=state.scan.probe is not None,
        running=(),
        watch_tick=state.tick,
    )
    held = state.tick - last.pressed_tick
    return replace(state, scan=scan), (e.CalfReleased(state.tick, held >= FAIR_TICKS),)


def _under_probe(state: State, name: str) -> Vessel | None:
    """Return the vessel of kind `name` nearest to the probe, if one is within reach."""
    pose = state.scan.probe
    if pose is None:
        return None
    best: tuple[float, Vessel] | None = None
    for vessel in state.patient.vessels:
        if vessel.kind != name:
            continue
        met = cut(vessel, state.patient.leg, pose)
        du, ds = vessel.path_mm[:, 0] - pose.u_mm, vessel.path_mm[:, 1] - pose.s_mm
        distance = 0.0 if met is not None else float(((du * du + ds * ds) ** 0.5).min())
        if distance <= MARK_REACH_MM and (best is None or distance < best[0]):
            best = (distance, vessel)
    return best[1] if best else None


def _is_refluxing(state: State, vessel: Vessel) -> bool:
    silent = {*state.closed_ids, *state.dry_ids}
    return vessel.id not in silent and vessel.reflux_s * 1000 > REFLUX_LIMIT_MS


def _grade(state: State, vessel: Vessel | None, finding: str) -> str:
    """Return what backs the finding: measured, watched, guess, or wrong."""
    if vessel is None or finding == "thrombosed":
        return "wrong"
    is_closed = vessel.id in state.closed_ids
    is_true = finding == (
        "closed" if is_closed else "refluxing" if _is_refluxing(state, vessel) else "competent"
    )
    if not is_true:
        return "wrong"
    seen = evidence_of(state, vessel.id)
    if finding == "refluxing":
        if seen.measured_ms > REFLUX_LIMIT_MS:
            return "measured"
        return "watched" if seen.watched_ms > REFLUX_LIMIT_MS else "guess"
    return "watched" if seen.silent_tests > 0 else "guess"


def evidence_of(state: State, vein: str) -> Evidence:
    """Return what the scanner has been able to show of `vein` since it was last treated."""
    for seen in state.scan.evidence:
        if seen.vein == vein:
            return seen
    return Evidence(vein)


def _refuse_mark(state: State, command: c.MarkVein) -> str | None:
    return (
        _refuse_without_probe(state, command)
        or one_of(command.name, SOURCE_KINDS, "vein")
        or one_of(command.finding, FINDINGS, "finding")
        or between(command.reflux_ms, 0, 20_000, "reflux_ms")
        or between(command.diameter_um, 0, 30_000, "diameter_um")
    )


def _mark(state: State, command: c.MarkVein) -> Outcome:
    state, said = close_test(state)
    pose = state.scan.probe
    assert pose is not None  # refused without a probe
    vessel = _under_probe(state, command.name)
    grade = _grade(state, vessel, command.finding)
    vein = vessel.id if vessel else ""
    mark = Mark(
        round(pose.u_mm * 1000),
        round(pose.s_mm * 1000),
        command.name,
        command.finding,
        vein,
        grade,
        command.reflux_ms,
        command.diameter_um,
        state.day,
    )
    told = e.VeinMarked(
        state.tick,
        len(state.scan.marks),
        command.name,
        command.finding,
        vein,
        grade,
        command.reflux_ms,
        round(vessel.reflux_s * 1000) if vessel and _is_refluxing(state, vessel) else 0,
        command.diameter_um,
        round(2000 * float(vessel.radius_mm.mean())) if vessel else 0,
    )
    scan = replace(state.scan, marks=(*state.scan.marks, mark))
    return replace(state, scan=scan), (*said, told)


def _refuse_referral(state: State, command: c.ReferForTreatment) -> str | None:
    marks = state.scan.marks
    if not marks:
        return "Mark a vein on the leg map first; the colleague treats what you mark."
    if not 0 <= command.mark < len(marks):
        return f"There is no finding number {command.mark}; there are {len(marks)}."
    if any(mark == command.mark for mark, _ in state.referred):
        return "That finding is referred already; it is treated before she comes back."
    return one_of(command.method, METHODS, "method")


def _refer(state: State, command: c.ReferForTreatment) -> Outcome:
    """Hand a finding to the colleague; it is treated when the day is over (`PassDays`)."""
    told = e.VeinReferred(state.tick, command.mark, command.method)
    return replace(state, referred=(*state.referred, (command.mark, command.method))), (told,)


def _finish_squeeze(state: State, command: c.ReleaseCalf) -> str | None:
    if not _is_squeezing(state):
        return "The hand is not squeezing."
    return between(command.duration_ms, 0, 3000, "duration_ms")


ACTS: Final[dict[type[c.Command], Act]] = {
    c.PlaceProbe: Act(_refuse_probe, _place_probe),
    c.LiftProbe: Act(_refuse_without_probe, _lift_probe),
    c.SetScanner: Act(_refuse_setting, _set_scanner),
    c.SqueezeCalf: Act(_refuse_squeeze, _squeeze),
    c.ReleaseCalf: Act(_finish_squeeze, _release),
    c.MarkVein: Act(_refuse_mark, _mark),
    c.ReferForTreatment: Act(_refuse_referral, _refer),
    c.UseHelp: Act(always, lambda s, k: (s, (e.HelpUsed(s.tick, k.aid),))),
}
