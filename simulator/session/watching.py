"""What the scanner could have shown: evidence from geometry and settings, never from pixels.

After a release the answer runs for a few seconds; while she bears down it runs for as long as
she holds. While it runs, every sixth tick (and at
every change of probe or control) the house asks the beam whether each vein's flow could be
seen, and adds the time since it last asked. When the test closes, what was watched becomes
evidence. Nothing here reads a picture, so drawing a hundred images or none is the same.
"""

from dataclasses import replace
from typing import Final

from simulator.anatomy.patient import Vessel
from simulator.base.changed import changed
from simulator.base.units import TICKS_PER_SECOND
from simulator.physics.beam import is_measurable, obstacle
from simulator.physics.bearing_down import reaches_groin
from simulator.physics.calf_pump import ejected_frac, velocity_mm_per_s
from simulator.physics.image_plane import cut
from simulator.session import events as e
from simulator.session.acts import Outcome
from simulator.session.state import Evidence, Running, State

TEST_TICKS: Final = 6 * TICKS_PER_SECOND  # the longest reflux of the generator is 5 s
REVERSAL_MM_PER_S: Final = 4.0  # below this no one sees flow (guess)
FAIR_TICKS: Final = 24  # a hand that held less than 0.2 s has emptied nothing
VALVE_CLOSURE_MS: Final = 200  # a sound valve closes within this (Labropoulos 2003, mean 0.21 s)
LEAST_EJECTED_FRAC: Final = 0.25  # of a full calf: less has nothing to fall back (guess)
SLOWEST_RELEASE_MS: Final = 500  # a hand that opens over longer hides what falls (guess)
SILENCE_TICKS: Final = 60  # half a second of a clear view after release shows silence
STRAIN_SILENCE_TICKS: Final = 180  # of bearing down, for the belly has to get hard first (guess)


def watch_due(state: State) -> int | None:
    """Return the tick at which the evidence next needs a look, or None."""
    if not state.scan.is_test_open or state.scan.probe is None:
        return None
    return state.scan.watch_tick + state.world.pace.watch_ticks


def _look(state: State, vessel: Vessel, run: Running, elapsed: int) -> Running:
    """Return `run` after the last `elapsed` ticks of the present view."""
    pose, scan = state.scan.probe, state.scan
    assert pose is not None  # watch_due asks
    speed = velocity_mm_per_s(vessel, state.moment, state.tick)
    is_reversed = speed < -REVERSAL_MM_PER_S
    shown = abs(speed) if is_reversed else max(vessel.reflux_mm_per_s, vessel.rest_mm_per_s, 40.0)
    # a treated vein is asked as if it were open: what shows then is its silence
    moment = changed(state.moment, closed=())
    why = obstacle(vessel, state.patient, pose, scan.settings, state.posture, shown, moment)
    if why is not None:
        return run if run.why else changed(run, why=why)
    run = changed(run, shown_ticks=run.shown_ticks + elapsed)
    if not is_reversed:
        return run
    run = changed(run, watched_ticks=run.watched_ticks + elapsed)
    if is_measurable(
        vessel, state.patient, pose, scan.settings, state.posture, shown, state.moment
    ):
        run = changed(run, measured_ticks=run.measured_ticks + elapsed)
    return run


def manoeuvre(state: State) -> str:
    """Return what the open test is: strain, foot or squeeze."""
    squeezes, strains = state.scan.squeezes, state.scan.strains
    if strains and (not squeezes or strains[-1].begun_tick >= squeezes[-1].pressed_tick):
        return "strain"
    return "foot" if squeezes[-1].is_foot else "squeeze"


def _is_over(state: State) -> bool:
    """Return whether the answer has run its time; a strain ends with her breath."""
    if manoeuvre(state) == "strain":
        return False
    return state.tick - state.scan.squeezes[-1].released_tick >= TEST_TICKS


def bring_up_to_date(state: State) -> Outcome:
    """Add what the present view has shown since the last look; close a test that is over."""
    if not state.scan.is_test_open or state.scan.probe is None:
        return state, ()
    state = _watched(state)
    return close_test(state) if _is_over(state) else (state, ())


def _watched(state: State) -> State:
    """Return `state` with the ticks since the last look counted."""
    pose, elapsed = state.scan.probe, state.tick - state.scan.watch_tick
    if pose is None or elapsed <= 0:
        return state
    known = {run.vein: run for run in state.scan.running}
    running = []
    for vessel in state.patient.vessels:
        if vessel.is_artery:
            continue
        run = known.get(vessel.id)
        if cut(vessel, state.patient.leg, pose) is not None:
            run = _look(state, vessel, run or Running(vessel.id), elapsed)
        if run is not None:
            running.append(run)
    return changed(state, scan=changed(state.scan, running=tuple(running), watch_tick=state.tick))


def _is_fair(state: State) -> bool:
    """Return whether the manoeuvre was a test: not lying; a squeeze below, full, let go fast."""
    if state.posture == "lying":
        return False
    if manoeuvre(state) == "strain":
        return True
    squeeze = state.scan.squeezes[-1]
    held = squeeze.released_tick - squeeze.pressed_tick
    is_quick = squeeze.release_ms <= SLOWEST_RELEASE_MS
    if not is_quick or squeeze.is_above_probe or held < FAIR_TICKS:
        return False
    return ejected_frac(state.moment, len(state.scan.squeezes) - 1) >= LEAST_EJECTED_FRAC


def _ms(ticks: int) -> int:
    return ticks * 1000 // TICKS_PER_SECOND


def close_test(state: State) -> Outcome:
    """End the open test and turn what was watched into evidence."""
    if not state.scan.is_test_open:
        return state, ()
    state = _watched(state)
    is_fair, by = _is_fair(state), manoeuvre(state)
    evidence = {seen.vein: seen for seen in state.scan.evidence}
    said: list[e.Event] = []
    has_shown = False
    for run in state.scan.running:
        vessel = state.patient.vessel(run.vein)
        seen = evidence.get(run.vein, Evidence(run.vein))
        is_answering = by != "strain" or reaches_groin(vessel)
        least = STRAIN_SILENCE_TICKS if by == "strain" else SILENCE_TICKS
        watched = _ms(run.watched_ticks)
        if watched > VALVE_CLOSURE_MS and is_fair:
            said.append(e.ReversalWatched(state.tick, run.vein, watched, by))
            seen = _reversed(seen, by, watched, _ms(run.measured_ticks))
            has_shown = True
            seen = replace(seen, lumen_um=round(2000 * float(vessel.radius_mm.mean())))
        elif run.shown_ticks >= least and is_fair and is_answering:
            seen = _silent(seen, by)
            has_shown = True
            if run.vein in state.closed_ids:
                said.append(e.ClosureShown(state.tick, run.vein, state.day))
        elif vessel.reflux_s > 0 and is_answering and run.vein not in state.closed_ids:
            why = run.why or "the manoeuvre was no fair test"
            said.append(e.FlowHidden(state.tick, run.vein, why))
        evidence[run.vein] = seen
    scan = changed(
        state.scan,
        is_test_open=False,
        tested_day=state.day if has_shown else state.scan.tested_day,
        running=(),
        evidence=tuple(evidence[name] for name in sorted(evidence)),
    )
    return changed(state, scan=scan), tuple(said)


def _reversed(seen: Evidence, by: str, watched_ms: int, measured_ms: int) -> Evidence:
    if by == "strain":
        return replace(
            seen,
            strained_ms=max(seen.strained_ms, watched_ms),
            strained_measured_ms=max(seen.strained_measured_ms, measured_ms),
        )
    return replace(
        seen,
        watched_ms=max(seen.watched_ms, watched_ms),
        measured_ms=max(seen.measured_ms, measured_ms),
    )


def _silent(seen: Evidence, by: str) -> Evidence:
    if by == "strain":
        return replace(seen, strained_silent=seen.strained_silent + 1)
    return replace(seen, silent_tests=seen.silent_tests + 1)
