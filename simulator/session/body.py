"""Blood, sclerosant and tissue, brought up to date at fixed ticks.

While the plunger is pressed the body moves every 4th tick after the thumb came down (30 a
second); afterwards every 12th tick for five seconds, then every 60th, until concentrations
fall below their floor and the lumen is exactly at rest; then never, until a hand moves
something. Ticks between these are skipped exactly: nothing is computed in them at all. That is
the usual pace; an attempt can be begun at a coarser one (`pace`).
"""

from dataclasses import replace
from typing import Final

from simulator.base.changed import changed
from simulator.base.units import TICKS_PER_SECOND
from simulator.physics import calibre
from simulator.physics.circulation import Holes, Pushed, Source, is_resting
from simulator.physics.drugs import DRUGS, toxic_ul
from simulator.physics.holes import CLOT_S, leak_ul_per_s_pa
from simulator.physics.needle import resistance_pa_s_per_ul
from simulator.physics.syringe import thumb_pa
from simulator.session import events as e
from simulator.session import signs
from simulator.session.acts import Outcome
from simulator.session.state import Given, Push, State

SWAB_MM: Final = 4.0  # a taped swab presses on veins this far from its centre


def body_due(state: State) -> int | None:
    """Return the tick at which the body next moves, or None while it rests."""
    push, pace = state.treatment.push, state.world.pace
    if push is not None:
        return state.body_tick + pace.next_push(state.body_tick - push.started_tick)
    if state.is_settled:
        return None
    elapsed = state.body_tick - state.pushed_tick
    return state.body_tick + pace.next_refill(elapsed, _is_still(state))


def _source(state: State) -> Source | None:
    """Return what the syringe offers to the web now, or None when nobody pushes."""
    treatment = state.treatment
    needle, syringe, fit = treatment.needle, treatment.syringe, treatment.fit
    if treatment.push is None or fit is None or syringe.left_ul <= 0.0:
        return None
    return Source(
        edge=fit.edge,
        along_frac=fit.along_frac,
        lumen_frac=fit.lumen_frac,
        syringe_pa=thumb_pa(needle.force_mn, syringe.size_ul),
        resistance_pa_s_per_ul=resistance_pa_s_per_ul(
            needle.gauge, DRUGS[syringe.drug].viscosity_pa_s
        ),
        drug=syringe.drug,
        strength_ppm=0 if syringe.air_ul > 0.0 else syringe.strength_ppm,
        arteriole_frac=fit.arteriole_frac,
    )


def pressed_edges(state: State) -> frozenset[int]:
    """Return the edges that lie under a swab, by the middle of their centre line."""
    swabs = [swab for swab in state.treatment.swabs if not swab.is_off]
    if not swabs:
        return frozenset()
    middle = state.patient.web.path_mm[:, state.patient.web.path_mm.shape[1] // 2]
    pressed: set[int] = set()
    for swab in swabs:
        dx, dy = middle[:, 0] - swab.x_um / 1000.0, middle[:, 1] - swab.y_um / 1000.0
        pressed.update((dx * dx + dy * dy <= SWAB_MM * SWAB_MM).nonzero()[0].tolist())
    return frozenset(pressed)


def open_holes(state: State) -> Holes:
    """Return the holes in veins that leak now: no needle in them, no swab on them, no clot."""
    treatment = state.treatment
    needle, thrust = treatment.needle, treatment.thrust
    swabs = [swab for swab in treatment.swabs if not swab.is_off]
    leaks: dict[int, float] = {}
    for hole in treatment.holes:
        if hole.puncture == needle.puncture:
            is_shut = thrust is None or thrust.tip_mm > hole.at_mm
        else:
            out_tick = treatment.punctures[hole.puncture].withdrawn_tick
            is_shut = state.tick - out_tick > CLOT_S * TICKS_PER_SECOND
        for swab in swabs:
            dx, dy = hole.x_mm - swab.x_um / 1000.0, hole.y_mm - swab.y_um / 1000.0
            is_shut |= dx * dx + dy * dy <= SWAB_MM * SWAB_MM
        if not is_shut:
            leaks[hole.edge] = leaks.get(hole.edge, 0.0) + leak_ul_per_s_pa(hole.gauge)
    return tuple(sorted(leaks.items()))


def stocking_pa(state: State) -> float:
    """Return how hard the stocking that is on presses on the web; 0 without one."""
    care, patch = state.aftercare, state.patient.patch
    if not patch.is_on_leg:
        return 0.0
    return calibre.stocking_pa(
        state.patient.leg, patch.s_mm, care.stocking_mmhg, care.stocking_length
    )


def catch_up(state: State) -> Outcome:
    """Bring the body up to now before a hand changes what acts on it; rest needs nothing."""
    if state.treatment.push is None and state.is_settled:
        return changed(state, body_tick=state.tick), ()
    return _moved_soon(state)


def _is_still(state: State) -> bool:
    """Return whether nobody pushes and no source drives the blood."""
    is_pushed = state.treatment.push is not None
    return not is_pushed and state.world.circulation.feeding.is_still(state.closed_ids)


def _moved_soon(state: State) -> Outcome:
    """Bring the body up to now, unless that little is left to the next step at this pace."""
    pace = state.world.pace
    least = pace.least_still_ticks if _is_still(state) else pace.least_ticks
    if state.tick - state.body_tick < least:
        return state, ()
    return move_body(state)


def move_body(state: State) -> Outcome:
    """Bring the body up to `state.tick`; report signs that became visible."""
    elapsed = state.tick - state.body_tick
    if elapsed <= 0:
        return state, ()
    circulation = state.world.circulation
    lumen, pushed = circulation.step(
        state.lumen,
        elapsed / TICKS_PER_SECOND,
        posture=state.posture,
        closed=state.closed_ids,
        source=_source(state),
        pressed_edges=pressed_edges(state),
        stocking_pa=stocking_pa(state),
        holes=open_holes(state),
        gone=state.gone_edges,
    )
    is_settled = state.treatment.push is None and is_resting(lumen)
    state = changed(state, lumen=lumen, body_tick=state.tick, is_settled=is_settled)
    state = _swell(state, pushed)
    if state.treatment.push is None:
        return signs.of_blood(state)
    return _account(state, pushed, elapsed)


def _account(state: State, pushed: Pushed, elapsed: int) -> Outcome:
    """Book what left the syringe in the last `elapsed` ticks, and see which signs now show."""
    treatment = state.treatment
    push, needle = treatment.push, treatment.needle
    assert push is not None  # only called while pushing
    fit = treatment.fit
    reach = 0.0
    if fit is not None and fit.lumen_frac > 0.0:
        reach = state.world.circulation.blanch_mm(
            state.lumen, fit.edge, fit.along_frac, push.was_pale
        )
    syringe = treatment.syringe
    is_air = syringe.air_ul > 0.0  # the step in which it runs out counts as air to its end
    solution_ul, air_ul = (0.0, pushed.injected_ul) if is_air else (pushed.injected_ul, 0.0)
    push = replace(
        push,
        injected_ul=push.injected_ul + solution_ul,
        air_ul=push.air_ul + air_ul,
        tissue_ul=push.tissue_ul + pushed.to_tissue_ul,
        tip_pa=pushed.tip_pa,
        peak_pa=max(push.peak_pa, pushed.tip_pa),
        blanch_mm=max(push.blanch_mm, reach),
    )
    punctures = list(treatment.punctures)
    hole = punctures[needle.puncture]
    punctures[needle.puncture] = replace(
        hole,
        injected_ul=hole.injected_ul + solution_ul,
        tissue_ul=hole.tissue_ul + pushed.to_tissue_ul,
        peak_pa=max(hole.peak_pa, pushed.tip_pa),
    )
    syringe = replace(
        syringe,
        left_ul=max(0.0, syringe.left_ul - solution_ul),
        air_ul=max(0.0, syringe.air_ul - air_ul),
    )
    state = changed(
        state,
        treatment=changed(
            treatment,
            push=push,
            punctures=tuple(punctures),
            syringe=syringe,
            given_ul=treatment.given_ul + solution_ul,
            air_ul=treatment.air_ul + air_ul,
            given_ug=treatment.given_ug + pushed.injected_ug,
        ),
        pushed_tick=state.tick,
    )
    state, said = signs.of_push(state, pushed, reach, elapsed)
    if state.treatment.syringe.left_ul <= 0.0:
        state, ended = end_push(state)
        said = (*said, *ended)
    return state, said


def _swell(state: State, pushed: Pushed) -> State:
    """Put what went outside the veins into the skin: at the tip, and where walls let it out."""
    if pushed.to_tissue_ul <= 0.0:
        return state
    fit, beside_ug = state.treatment.fit, 0.0
    if fit is not None and pushed.beside_ul > 0.0:
        beside_ug = pushed.injected_ug * pushed.beside_ul / pushed.injected_ul
        state = _soak(state, (fit.tip_mm[0], fit.tip_mm[1]), pushed.beside_ul, beside_ug)
        state = _harmed(state, toxic_ul(state.lumen.drug, pushed.beside_ul, beside_ug))
    leaked_ul = sum(ul for _, ul in pushed.leaked_ul)
    for edge, ul in pushed.leaked_ul:
        leaked_ug = (pushed.to_tissue_ug - beside_ug) * ul / leaked_ul
        state = _soak(state, _leak_at(state, edge), ul, leaked_ug)
    return state


def _soak(state: State, at_mm: tuple[float, float], ul: float, ug: float) -> State:
    """Let fluid into the skin; `state.lumen.drug` is the last that was injected."""
    toxic = toxic_ul(state.lumen.drug, ul, ug)
    return changed(state, tissue=state.tissue.soaked(*at_mm, ul, ug, toxic))


def _harmed(state: State, toxic: float) -> State:
    """Remember at the puncture what came out of the bevel beside a vein and kills skin."""
    treatment = state.treatment
    punctures, at = list(treatment.punctures), treatment.needle.puncture
    punctures[at] = replace(punctures[at], toxic_ul=punctures[at].toxic_ul + toxic)
    return replace(state, treatment=replace(treatment, punctures=tuple(punctures)))


def _leak_at(state: State, edge: int) -> tuple[float, float]:
    """Return where fluid leaves a vein: at the newest hole in it, else at the middle."""
    for hole in reversed(state.treatment.holes):
        if hole.edge == edge:
            return hole.x_mm, hole.y_mm
    path = state.patient.web.path_mm[edge]
    x_mm, y_mm = path[len(path) // 2, :2].tolist()
    return x_mm, y_mm


def end_push(state: State) -> Outcome:
    """Take the thumb off: bring the body up to now and report the push as a whole."""
    push = state.treatment.push
    has_begun = push is not None and state.body_tick > push.started_tick
    state, said = _moved_soon(state) if has_begun else move_body(state)
    push = state.treatment.push
    if push is None:  # the syringe ran empty just now and the push has ended itself
        return state, said
    return _close_push(state, push, said)


def _close_push(state: State, push: Push, said: tuple[e.Event, ...]) -> Outcome:
    treatment = state.treatment
    needle, syringe = treatment.needle, treatment.syringe
    thread = next((t for t in state.patient.threads if t.id == push.thread), None)
    is_signed = push.sign_tick >= 0
    told = e.InjectionEnded(
        tick=state.tick,
        started_tick=push.started_tick,
        puncture=needle.puncture,
        thread=push.thread,
        fed_by=thread.source if thread else "",
        volume_nl=round(1000 * push.injected_ul),
        tissue_nl=round(1000 * push.tissue_ul),
        duration_ms=(state.tick - push.started_tick) * 1000 // TICKS_PER_SECOND,
        peak_pressure_pa=round(push.peak_pa),
        blanch_um=round(1000 * push.blanch_mm),
        drug=syringe.drug,
        strength_ppm=syringe.strength_ppm,
        session_total_nl=round(1000 * treatment.given_ul),
        after_sign_nl=round(1000 * (push.injected_ul - push.sign_ul)) if is_signed else 0,
        after_sign_ms=(state.tick - push.sign_tick) * 1000 // TICKS_PER_SECOND if is_signed else 0,
        air_nl=round(1000 * push.air_ul),
    )
    given = treatment.pushes
    if push.injected_ul > 0.0:
        one = Given(
            tick=push.started_tick,
            day=state.day,
            puncture=needle.puncture,
            thread=push.thread,
            peak_pa=push.peak_pa,
            blanch_mm=push.blanch_mm,
            volume_ul=push.injected_ul,
            drug=syringe.drug,
            strength_ppm=syringe.strength_ppm,
        )
        given = (*given, one)
    treatment = changed(
        treatment,
        push=None,
        pushes=given,
        needle=replace(needle, force_mn=0),
        blanch=signs.of_blanch(state),
    )
    state = changed(state, treatment=treatment, pushed_tick=state.tick, is_settled=False)
    return state, (*said, told)
