"""Manoeuvres that make blood run: a squeeze of the limb, bearing down, a movement of the foot.

One at a time: a new one ends the test that the one before has opened (`watching`).
"""

from dataclasses import replace
from typing import Final

from simulator.base.changed import changed
from simulator.base.units import TICKS_PER_SECOND
from simulator.physics import moment as m
from simulator.session import commands as c
from simulator.session import events as e
from simulator.session.acts import Act, Outcome, between, needle_is_in
from simulator.session.state import State
from simulator.session.watching import FAIR_TICKS, close_test

KEPT: Final = 4  # only the last few manoeuvres matter to the veins
FOOT_TICKS: Final = TICKS_PER_SECOND // 2  # from pulling the foot up to a slack calf (guess)
FOOT_PERMILLE: Final = 600  # of a full squeeze by a hand (guess)
LONGEST_STRAIN_TICKS: Final = 15 * TICKS_PER_SECOND  # as long as the test is ever held


def is_squeezing(state: State) -> bool:
    """Return whether a hand holds the limb now."""
    return bool(state.scan.squeezes) and state.scan.squeezes[-1].released_tick < 0


def is_straining(state: State) -> bool:
    """Return whether she bears down now."""
    return bool(state.scan.strains) and state.scan.strains[-1].ended_tick < 0


def _is_moving_foot(state: State) -> bool:
    last = state.scan.squeezes[-1:]
    return any(one.is_foot and one.released_tick > state.tick for one in last)


def busy(state: State) -> str | None:
    """Return a refusal while another manoeuvre is going on."""
    if is_squeezing(state):
        return "The hand is already squeezing."
    if is_straining(state):
        return "She is bearing down; let her breathe first."
    return "Her foot is still moving." if _is_moving_foot(state) else None


def _refuse_squeeze(state: State, command: c.SqueezeCalf) -> str | None:
    return (
        busy(state)
        or needle_is_in(state)
        or between(command.strength_permille, 50, 1000, "strength")
    )


def _squeeze(state: State, command: c.SqueezeCalf) -> Outcome:
    """A new squeeze ends the test before it."""
    state, said = close_test(state)
    new = m.Squeeze(state.tick, -1, command.strength_permille, bool(command.is_above_probe))
    scan = changed(state.scan, squeezes=(*state.scan.squeezes, new)[-KEPT:])
    told = e.CalfSqueezed(state.tick, command.strength_permille, bool(command.is_above_probe))
    return changed(state, scan=scan), (*said, told)


def _refuse_release(state: State, command: c.ReleaseCalf) -> str | None:
    if not is_squeezing(state):
        return "The hand is not squeezing."
    return between(command.duration_ms, 0, 3000, "duration_ms")


def _release(state: State, command: c.ReleaseCalf) -> Outcome:
    last = replace(
        state.scan.squeezes[-1], released_tick=state.tick, release_ms=command.duration_ms
    )
    scan = changed(state.scan, squeezes=(*state.scan.squeezes[:-1], last))
    held = state.tick - last.pressed_tick
    told = e.CalfReleased(state.tick, held >= FAIR_TICKS)
    return _opened(changed(state, scan=scan), state.tick), (told,)


def _opened(state: State, from_tick: int) -> State:
    """Return `state` with a test open whose answer is watched from `from_tick` on."""
    scan = changed(
        state.scan,
        is_test_open=state.scan.probe is not None,
        running=(),
        watch_tick=from_tick,
    )
    return changed(state, scan=scan)


def _refuse_foot(state: State, _command: c.MoveFoot) -> str | None:
    return busy(state) or needle_is_in(state)


def _move_foot(state: State, _command: c.MoveFoot) -> Outcome:
    """Her calf empties as under a weaker hand and is slack again at once."""
    state, said = close_test(state)
    slack = state.tick + FOOT_TICKS
    new = m.Squeeze(state.tick, slack, FOOT_PERMILLE, is_foot=True)
    scan = changed(state.scan, squeezes=(*state.scan.squeezes, new)[-KEPT:])
    return _opened(changed(state, scan=scan), slack), (*said, e.FootMoved(state.tick))


def _refuse_strain(state: State, command: c.Strain) -> str | None:
    if command.is_on not in (0, 1):
        return "is_on must be 0 or 1."
    if command.is_on == 0:
        return None if is_straining(state) else "She is not bearing down."
    if is_straining(state):
        return "She is bearing down already."
    return busy(state) or needle_is_in(state)


def _strain(state: State, command: c.Strain) -> Outcome:
    state, said = close_test(state)
    if command.is_on == 0:
        state, told = _breathe(state)
        return state, (*said, *told)
    strains = (*state.scan.strains, m.Strain(state.tick))[-KEPT:]
    state = changed(state, scan=changed(state.scan, strains=strains))
    return _opened(state, state.tick), (*said, e.StrainStarted(state.tick))


def _breathe(state: State) -> Outcome:
    last = state.scan.strains[-1]
    strains = (*state.scan.strains[:-1], replace(last, ended_tick=state.tick))
    held_ms = (state.tick - last.begun_tick) * 1000 // TICKS_PER_SECOND
    state = changed(state, scan=changed(state.scan, strains=strains))
    return state, (e.StrainEnded(state.tick, held_ms),)


def strain_due(state: State) -> int | None:
    """Return the tick at which she can bear down no longer, or None while she breathes."""
    if not is_straining(state):
        return None
    return state.scan.strains[-1].begun_tick + LONGEST_STRAIN_TICKS


def give_out(state: State) -> Outcome:
    """She has borne down for as long as she can."""
    state, said = close_test(state)
    state, told = _breathe(state)
    return state, (*said, *told)


ACTS: Final[dict[type[c.Command], Act]] = {
    c.SqueezeCalf: Act(_refuse_squeeze, _squeeze),
    c.ReleaseCalf: Act(_refuse_release, _release),
    c.Strain: Act(_refuse_strain, _strain),
    c.MoveFoot: Act(_refuse_foot, _move_foot),
}
