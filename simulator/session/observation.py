"""What a trainee can see and feel at one moment; scripted trainees receive nothing else.

The hidden truth never enters: a vein that is not under the probe, or whose flow the
settings do not show, is simply not in here.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from simulator.anatomy.centreline import heading_at, path_distance, point_at
from simulator.anatomy.patient import Web
from simulator.anatomy.spec import BARS
from simulator.base.units import TICKS_PER_SECOND
from simulator.physics.beam import obstacle
from simulator.physics.calf_pump import velocity_mm_per_s
from simulator.physics.image_plane import cut
from simulator.physics.moment import ProbePose
from simulator.session.findings import abpi_permille, is_abnormal
from simulator.session.state import State

ARM_FRAC: Final = 0.35  # of the feeding arm: where there is room for the bevel
TIP_FRAC: Final = 0.85


@dataclass(frozen=True)
class SeenSpot:
    """A place on a vein where a needle could go in, and which way the vein runs from there."""

    x_mm: float
    y_mm: float
    depth_mm: float  # judged from colour and blur
    dx: float  # unit vector in the plane of the skin, away from the feeder
    dy: float
    stretch: int = -1  # which stretch of vein is pointed at; says nothing of what feeds it


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
    arm_stretch: int
    middle: SeenSpot  # half way out
    tip: SeenSpot  # the end of the farthest branch
    places: tuple[SeenSpot, ...] = ()  # the middle of every stretch, from the arm outwards
    is_matted: bool = False  # a blush of very fine red vessels lies around it


@dataclass(frozen=True)
class SeenSign:
    """A warning sign that is there, and what has been done about it so far."""

    name: str
    puncture: int  # -1: of the person
    answers: tuple[str, ...]


@dataclass(frozen=True)
class SeenVein:
    """A lumen in the ultrasound image. `flow` is what the Doppler shows: -1, 0, +1.

    `kind` is the vein's true name. It stands for what an examiner recognises from course and
    compartment: that a trunk in its fascial eye is the great saphenous vein is anatomy, and
    says nothing of whether it refluxes or feeds the patch. Telling veins apart, which a
    beginner has to learn, is therefore no skill that a scripted trainee shows.
    """

    kind: str
    x_mm: float
    depth_mm: float
    diameter_mm: float
    flow: int
    reversal_s: float  # of the running or last open test, as read from the trace
    cos_angle: float = 0.0  # of the angle between vein and steered beam, as they are drawn


@dataclass(frozen=True)
class Observation:
    """Everything in view."""

    tick: int
    day: int
    posture: str
    site: str
    barring: tuple[str, ...]  # questions whose answers speak against treatment
    patch_u_mm: float
    patch_s_mm: float
    threads: tuple[SeenThread, ...]
    veins: tuple[SeenVein, ...]  # in the ultrasound image, left to right
    findings: int
    left_ul: float
    given_ul: float
    is_pushing: bool
    push_ul: float
    blanch_mm: float
    signs: tuple[tuple[str, int], ...]
    probe: ProbePose | None  # how the hand holds it
    puncture: int
    swabs: int
    bevel_frac: float  # share of the bevel that blood flash and ease of flow say is inside
    is_touching: bool = False  # the needle is in the skin or presses on it
    felt_mn: float = 0.0  # how hard the tissue pushes back at the tip; below 0 it holds on
    dimple_mm: float = 0.0  # how far the skin is carried along where the needle meets it
    gives: int = 0  # how often skin or a wall has given way in this puncture
    pale_stretches: frozenset[int] = frozenset()  # of vein: what a push has left pale
    gone_stretches: frozenset[int] = frozenset()  # that earlier sessions have made fade
    cords: tuple[tuple[float, float], ...] = ()  # of trapped blood that were felt today, x and y
    bars: str = ""  # the strictest way in which what was heard bars treatment
    abnormal: tuple[str, ...] = ()  # examinations that found something out of the ordinary
    abpi_permille: int = 0  # as the cuff found it; 0: not measured
    understood: tuple[str, ...] = ()  # that was said back right
    is_glass_white: bool = False  # a glass was lifted, and the colour is not back yet
    open_signs: tuple[SeenSign, ...] = ()  # of today that have not passed, oldest first
    is_kit_checked: bool = False
    is_labelled: bool = False  # the syringe in the hand


def _veins(state: State) -> tuple[SeenVein, ...]:
    pose, settings = state.scan.probe, state.scan.settings
    if pose is None:
        return ()
    running = {run.vein: run for run in state.scan.running}
    seen = []
    for vessel in state.patient.vessels:
        met = cut(vessel, state.patient.leg, pose, state.posture, settings)
        if met is None or met.depth_mm > settings.depth_um / 1000.0 or met.open_frac < 0.15:
            continue
        speed = velocity_mm_per_s(vessel, state.moment, state.tick)
        why = obstacle(
            vessel, state.patient, pose, settings, state.posture, abs(speed), state.moment
        )
        flow = 0 if why is not None else (1 if speed > 0 else -1)
        run = running.get(vessel.id)
        reversal_s = run.watched_ticks / TICKS_PER_SECOND if run else 0.0
        seen.append(
            SeenVein(
                vessel.kind,
                met.x_mm,
                met.depth_mm,
                met.height_mm,
                flow,
                reversal_s,
                met.cos_angle,
            )
        )
    return tuple(sorted(seen, key=lambda vein: (vein.x_mm, vein.depth_mm)))


def _spot(web: Web, edge: int, along_frac: float) -> SeenSpot:
    return SeenSpot(*point_at(web, edge, along_frac), *heading_at(web, edge, along_frac), edge)


def seen_threads(state: State) -> tuple[SeenThread, ...]:
    """Return the threads as the loupe shows them; they stay where they are all attempt long."""
    web = state.patient.web
    seen = []
    for thread in state.patient.threads:
        arm = _spot(web, thread.arm_edge, ARM_FRAC)
        edges = np.array(thread.edges)
        reach = path_distance(web, thread.arm_edge, ARM_FRAC)[edges]
        outwards = edges[np.argsort(reach, kind="stable")]
        seen.append(
            SeenThread(
                thread.id,
                arm.x_mm,
                arm.y_mm,
                arm.depth_mm,
                arm.dx,
                arm.dy,
                float(web.length_mm[thread.arm_edge]),
                2.0 * float(web.radius_mm[thread.arm_edge]),
                thread.arm_edge,
                _spot(web, int(outwards[len(outwards) // 2]), 0.5),
                _spot(web, int(outwards[-1]), TIP_FRAC),
                tuple(_spot(web, edge, 0.5) for edge in outwards.tolist()),
                thread is state.patient.matted,
            )
        )
    return tuple(seen)


def observe(state: State, threads: tuple[SeenThread, ...] | None = None) -> Observation:
    """Return what can be seen of `state`; changes nothing.

    Who looks often passes the `seen_threads` of this attempt instead of having them found anew.
    """
    treatment, patch = state.treatment, state.patient.patch
    talk, spec = state.consultation, state.patient.spec
    push, fit, thrust = treatment.push, treatment.fit, treatment.thrust
    return Observation(
        tick=state.tick,
        day=state.day,
        posture=state.posture,
        site=state.patient.spec.site,
        barring=_barring(state),
        patch_u_mm=patch.u_mm,
        patch_s_mm=patch.s_mm,
        threads=seen_threads(state) if threads is None else threads,
        veins=_veins(state),
        findings=len(state.scan.marks),
        left_ul=treatment.syringe.left_ul,
        given_ul=treatment.given_ul,
        is_pushing=push is not None,
        push_ul=push.injected_ul if push else 0.0,
        blanch_mm=push.blanch_mm if push else 0.0,
        signs=treatment.signs,
        probe=state.scan.probe,
        puncture=treatment.needle.puncture,
        swabs=len(treatment.swabs),
        bevel_frac=fit.lumen_frac if fit else 0.0,
        is_touching=treatment.needle.length_um > 0,
        felt_mn=thrust.force_mn if thrust else 0.0,
        dimple_mm=thrust.dimple_mm if thrust else 0.0,
        gives=thrust.gives if thrust else 0,
        pale_stretches=_pale(state),
        gone_stretches=frozenset(state.gone_edges),
        cords=_cords(state),
        bars=_bars(state),
        abnormal=tuple(item for item in talk.examined if is_abnormal(spec, item)),
        abpi_permille=abpi_permille(spec) if "abpi" in talk.examined else 0,
        understood=talk.understood,
        is_glass_white=state.glass is not None and state.glass.lifted_tick >= 0,
        open_signs=tuple(
            SeenSign(sign.name, sign.puncture, sign.answers)
            for sign in treatment.shown
            if sign.day == state.day and not sign.is_over
        ),
        is_kit_checked=treatment.is_kit_checked,
        is_labelled=treatment.syringe.is_labelled,
    )


def _cords(state: State) -> tuple[tuple[float, float], ...]:
    if not state.homes or state.homes[-1].felt_day != state.day:
        return ()
    return tuple((cord.x_mm, cord.y_mm) for cord in state.homes[-1].felt)


def _barring(state: State) -> tuple[str, ...]:
    """Return what was asked and answered in a way that speaks against treatment."""
    asked = state.consultation.asked
    answers = state.patient.spec.history
    return tuple(a.item for a in answers if a.is_contraindication and a.item in asked)


def _bars(state: State) -> str:
    """Return the strictest class of bar among the answers that were heard."""
    heard = [a.bars for a in state.patient.spec.history if a.item in state.consultation.asked]
    return next((bar for bar in BARS if bar in heard), "")


def _pale(state: State) -> frozenset[int]:
    is_pale = state.world.circulation.is_pale(state.lumen)
    return frozenset(np.flatnonzero(is_pale.any(axis=1)).tolist())
