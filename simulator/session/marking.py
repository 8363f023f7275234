"""Findings on the leg map: what backs them, and referral of a vein for treatment."""

from dataclasses import replace
from typing import Final

from simulator.anatomy.landmarks import level
from simulator.anatomy.patient import Vessel
from simulator.anatomy.spec import VEIN_KINDS
from simulator.physics.bearing_down import reaches_groin
from simulator.physics.image_plane import cut
from simulator.physics.moment import ProbePose
from simulator.physics.valves import does_reflux, reflux_limit_ms
from simulator.session import commands as c
from simulator.session import events as e
from simulator.session.acts import Act, Outcome, between, one_of, probe_is_off
from simulator.session.looking import is_seen, look
from simulator.session.state import Evidence, Mark, State
from simulator.session.watching import close_test

FINDINGS: Final = ("refluxing", "competent", "closed", "thrombosed", "absent")
METHODS: Final = ("endovenous_ablation", "foam", "phlebectomy")
MARK_REACH_MM: Final = 12.0  # a mark means the vein of that name within this of the probe


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
    return vessel.id not in silent and not vessel.is_clotted and does_reflux(vessel)


def _truth(state: State, vessel: Vessel) -> str:
    """Return the finding that is true of `vessel` today."""
    if vessel.is_clotted:
        return "thrombosed"
    if vessel.id in state.closed_ids:
        return "closed"
    return "refluxing" if _is_refluxing(state, vessel) else "competent"


def _grade(state: State, vessel: Vessel | None, finding: str, pose: ProbePose) -> str:
    """Return what backs the finding: measured, watched, guess, or wrong."""
    if finding == "absent":
        if vessel is not None:
            return "wrong"
        return "watched" if is_seen(state, pose.u_mm, pose.s_mm) else "guess"
    if vessel is None or finding != _truth(state, vessel):
        return "wrong"
    seen = evidence_of(state, vessel.id)
    if finding == "thrombosed":
        return "watched" if seen.pressed == "open" else "guess"
    # a junction is judged at the groin, by bearing down; everything below it by squeezing
    is_junction = reaches_groin(vessel) and level(state.patient.leg, pose.s_mm) == "groin"
    if finding == "refluxing":
        measured = seen.strained_measured_ms if is_junction else seen.measured_ms
        watched = seen.strained_ms if is_junction else max(seen.watched_ms, seen.strained_ms)
        limit = reflux_limit_ms(vessel.kind)
        if measured > limit:
            return "measured"
        return "watched" if watched > limit else "guess"
    silent = seen.strained_silent if is_junction else seen.silent_tests
    return "watched" if silent > 0 else "guess"


def evidence_of(state: State, vein: str) -> Evidence:
    """Return what the scanner has been able to show of `vein` since it was last treated."""
    for seen in state.scan.evidence:
        if seen.vein == vein:
            return seen
    return Evidence(vein)


def _refuse_mark(state: State, command: c.MarkVein) -> str | None:
    return (
        probe_is_off(state)
        or one_of(command.name, VEIN_KINDS, "vein")
        or one_of(command.finding, FINDINGS, "finding")
        or between(command.reflux_ms, 0, 20_000, "reflux_ms")
        or between(command.diameter_um, 0, 30_000, "diameter_um")
    )


def _mark(state: State, command: c.MarkVein) -> Outcome:
    state, looked = look(state)
    state, said = close_test(state)
    pose = state.scan.probe
    assert pose is not None  # refused without a probe
    vessel = _under_probe(state, command.name)
    grade = _grade(state, vessel, command.finding, pose)
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
        level(state.patient.leg, pose.s_mm),
        state.patient.leg.side,
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
        mark.level,
        mark.side,
    )
    scan = replace(state.scan, marks=(*state.scan.marks, mark))
    return replace(state, scan=scan), (*looked, *said, told)


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


ACTS: Final[dict[type[c.Command], Act]] = {
    c.MarkVein: Act(_refuse_mark, _mark),
    c.ReferForTreatment: Act(_refuse_referral, _refer),
}
