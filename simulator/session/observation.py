"""What a trainee can see and feel at one moment; scripted trainees receive nothing else.

The hidden truth never enters: a vein that is not under the probe, or whose flow the
settings do not show, is simply not in here.
"""

from dataclasses import dataclass

from simulator.anatomy.centreline import heading_at, point_at
from simulator.physics.beam import cut, obstacle
from simulator.physics.calf_pump import velocity_mm_per_s
from simulator.session.state import State

VISIBLE_DEPTH_MM = 1.2  # deeper veins show as no line on the skin


@dataclass(frozen=True)
class SeenThread:
    """A thread vein on the skin and the arm that feeds it, as the loupe shows them."""

    id: str
    arm_x_mm: float
    arm_y_mm: float
    arm_depth_mm: float  # judged from colour and blur
    arm_dx: float  # direction in which the arm runs towards the thread
    arm_dy: float
    arm_length_mm: float
    diameter_mm: float
    is_punctured: bool


@dataclass(frozen=True)
class SeenVein:
    """A lumen in the ultrasound image. `flow` is what the Doppler shows: -1, 0, +1."""

    kind: str
    x_mm: float
    depth_mm: float
    diameter_mm: float
    flow: int
    reversal_s: float  # of the running or last open test, as read from the trace


@dataclass(frozen=True)
class Observation:
    """Everything in view."""

    tick: int
    day: int
    posture: str
    site: str
    patch_u_mm: float
    patch_s_mm: float
    threads: tuple[SeenThread, ...]
    veins: tuple[SeenVein, ...]  # in the ultrasound image, left to right
    findings: int
    left_ul: float
    given_ul: float
    push_ul: float
    blanch_mm: float
    signs: tuple[tuple[str, int], ...]
    puncture: int
    swabs: int
    bevel_frac: float  # share of the bevel that blood flash and ease of flow say is inside


def _veins(state: State) -> tuple[SeenVein, ...]:
    pose, settings = state.scan.probe, state.scan.settings
    if pose is None:
        return ()
    running = {run.vein: run for run in state.scan.running}
    seen = []
    for vessel in state.patient.vessels:
        met = cut(vessel, state.patient.leg, pose, state.posture)
        if met is None or met.depth_mm > settings.depth_um / 1000.0 or met.open_frac < 0.15:
            continue
        speed = velocity_mm_per_s(vessel, state.moment, state.tick)
        why = obstacle(
            vessel, state.patient, pose, settings, state.posture, abs(speed), state.moment
        )
        flow = 0 if why is not None else (1 if speed > 0 else -1)
        run = running.get(vessel.id)
        reversal_s = run.watched_ticks / 120.0 if run else 0.0
        seen.append(SeenVein(vessel.kind, met.x_mm, met.depth_mm, met.height_mm, flow, reversal_s))
    return tuple(sorted(seen, key=lambda vein: (vein.x_mm, vein.depth_mm)))


def _threads(state: State) -> tuple[SeenThread, ...]:
    web = state.patient.web
    done = {hole.thread for hole in state.treatment.punctures}
    seen = []
    for thread in state.patient.threads:
        edge = thread.arm_edge
        x, y, z = point_at(web, edge, 0.35)
        dx, dy = heading_at(web, edge, 0.35)
        seen.append(
            SeenThread(
                thread.id,
                x,
                y,
                z,
                dx,
                dy,
                float(web.length_mm[edge]),
                2.0 * float(web.radius_mm[edge]),
                thread.id in done,
            )
        )
    return tuple(seen)


def observe(state: State) -> Observation:
    """Return what can be seen of `state`. Changes nothing."""
    treatment, patch = state.treatment, state.patient.patch
    push, fit = treatment.push, treatment.fit
    return Observation(
        tick=state.tick,
        day=state.day,
        posture=state.posture,
        site=state.patient.spec.site,
        patch_u_mm=patch.u_mm,
        patch_s_mm=patch.s_mm,
        threads=_threads(state),
        veins=_veins(state),
        findings=len(state.scan.marks),
        left_ul=treatment.syringe.left_ul,
        given_ul=treatment.given_ul,
        push_ul=push.injected_ul if push else 0.0,
        blanch_mm=push.blanch_mm if push else 0.0,
        signs=treatment.signs,
        puncture=treatment.needle.puncture,
        swabs=len(treatment.swabs),
        bevel_frac=fit.lumen_frac if fit else 0.0,
    )
