"""The only corridor: `refusal` asks, `obey` does, `step` is one tick.

Nothing else in the house changes a state. `advance` is `step` repeated, with the ticks in
which nothing can change skipped exactly, so that a resting world costs nothing.
"""

from collections.abc import Sequence
from typing import Final

from simulator.anatomy.grow import grow
from simulator.base.changed import changed
from simulator.base.seeds import Seeds
from simulator.physics.circulation import Circulation
from simulator.session import (
    aftercaring,
    answering,
    consulting,
    examining,
    manoeuvring,
    marking,
    parting,
    puncturing,
    reacting,
    reviewing,
    scanning,
    talking,
    treating,
)
from simulator.session.acts import Act, Outcome
from simulator.session.body import body_due, move_body
from simulator.session.commands import Command
from simulator.session.events import CommandRefused, Event
from simulator.session.examining import refill_due, see_refill
from simulator.session.looking import look, look_due
from simulator.session.manoeuvring import give_out, strain_due
from simulator.session.pace import USUAL, Pace
from simulator.session.plan import Plan
from simulator.session.state import State, World
from simulator.session.watching import bring_up_to_date, watch_due

ACTS: Final[dict[type[Command], Act]] = {
    **talking.ACTS,
    **examining.ACTS,
    **consulting.ACTS,
    **parting.ACTS,
    **scanning.ACTS,
    **manoeuvring.ACTS,
    **marking.ACTS,
    **puncturing.ACTS,
    **treating.ACTS,
    **answering.ACTS,
    **aftercaring.ACTS,
    **reviewing.ACTS,
}


def begin(plan: Plan, seed: int | None = None, pace: Pace = USUAL) -> State:
    """Return the first state of a case: the patient sits down. Grows the patient."""
    root = plan.seed if seed is None else seed
    patient = grow(plan.patient, Seeds(root))
    circulation = Circulation(patient, is_sparse=pace.is_bounded)
    world = World(plan, root, patient, circulation, pace)
    return State(world, circulation.fresh(closed=(), posture="sitting"))


def refusal(state: State, command: Command) -> str | None:
    """Return the sentence why `command` cannot be done now, or None. Changes nothing."""
    if state.is_finished:
        return "The attempt is finished."
    return ACTS[type(command)].refuse(state, command) or reacting.refusal(state, command)


def obey(state: State, command: Command) -> Outcome:
    """Return the state after `command` and what happened; assumes it is not refused."""
    state, command, ahead = reacting.before(state, command)
    state, said = ACTS[type(command)].obey(state, command)
    state, told = reacting.caused(state, said)
    return state, (*ahead, *said, *told)


def step(state: State, commands: Sequence[Command] = ()) -> Outcome:
    """Return the state one tick later and everything that happened in between."""
    said: list[Event] = []
    for command in commands:
        why = refusal(state, command)
        if why is not None:
            said.append(CommandRefused(state.tick, type(command).__name__, why))
            continue
        state, told = obey(state, command)
        said += told
    if _is_due(state.tick, body_due(state)):
        state, moved = move_body(state)
        state, told = reacting.caused(state, moved)
        said += [*moved, *told]
    if _is_due(state.tick, reacting.react_due(state)):
        state, reacted = reacting.react(state)
        state, told = reacting.caused(state, reacted)
        said += [*reacted, *told]
    if _is_due(state.tick, look_due(state)):
        state, told = look(state)
        said += told
    if _is_due(state.tick, watch_due(state)):
        state, told = bring_up_to_date(state)
        said += told
    if _is_due(state.tick, strain_due(state)):
        state, told = give_out(state)
        said += told
    if _is_due(state.tick, refill_due(state)):
        state, told = see_refill(state)
        said += told
    return changed(state, tick=state.tick + 1), tuple(said)


def _is_due(tick: int, due: int | None) -> bool:
    return due is not None and tick >= due


def next_wake(state: State) -> int | None:
    """Return the next tick whose step can change anything but the clock, or None."""
    due = (
        body_due(state),
        watch_due(state),
        look_due(state),
        strain_due(state),
        refill_due(state),
        reacting.react_due(state),
    )
    return min((tick for tick in due if tick is not None), default=None)


def advance(state: State, until_tick: int) -> Outcome:
    """Return the state at `until_tick` as if stepped there without commands."""
    said: list[Event] = []
    while state.tick < until_tick:
        wake = next_wake(state)
        if wake is None or wake >= until_tick:
            return changed(state, tick=until_tick), tuple(said)
        state, told = step(changed(state, tick=max(wake, state.tick)))
        said += told
    return state, tuple(said)
