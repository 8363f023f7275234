"""Anything in any order: refusals, never an exception, never a broken law.

The commands are made from their own fields, so a new command is tried on the day it is written:
numbers far outside of what a hand can do and close to it, names of everything and of nothing.
"""

from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.scenario.vocabulary import CLOTTABLE, HISTORY, NAMES
from simulator.session import commands as c
from simulator.session.attempt import Attempt
from simulator.session.state import State, state_digest
from tests.laws.random_play import PLAN, first_state, injections

NAMED = sorted(
    {name for names in NAMES.values() for name in names}
    | {*HISTORY, *CLOTTABLE, *PLAN.consent_items, *PLAN.drugs, "thread-1", "nobody", "gain_cdb"}
)
HOSTILE_NAMES = ("", " ", "nonsense", "None", "../../etc", "a" * 5000, "\x00", "Ñandú", "0", "{}")
HOSTILE_NUMBERS = (-c.LARGEST, c.LARGEST, -1, 0, 1, 2, 3, 30, 349, 1000, 5000, 25_000, 600_000)


def numbers() -> st.SearchStrategy[int]:
    return st.one_of(
        st.sampled_from(HOSTILE_NUMBERS),
        st.integers(-5, 60),
        st.integers(-2000, 20_000),
        st.integers(-c.LARGEST, c.LARGEST),
    )


def names() -> st.SearchStrategy[str]:
    known = st.sampled_from(NAMED)
    return st.one_of(known, known, known, st.sampled_from(HOSTILE_NAMES), st.text(max_size=8))


def of_kind(kind: type[c.Command]) -> st.SearchStrategy[c.Command]:
    """Return commands of one kind with any value in every field."""
    values: dict[str, Any] = {
        f.name: numbers() if f.type in (int, "int") else names() for f in fields(kind)
    }
    return st.builds(kind, **values)


def anything(longest: int) -> st.SearchStrategy[list[tuple[c.Command, int]]]:
    """Return any commands in any order, with a whole puncture in between now and then."""
    ends = c.FinishAttempt  # seldom, for after it nothing happens any more
    kinds = [kind for kind in c.COMMANDS.values() if kind is not ends]
    bad = st.one_of(*(of_kind(kind) for kind in kinds))
    one = st.builds(lambda command, wait: [(command, wait)], bad, st.integers(0, 40))
    end = st.just([(ends(), 5)])
    groups = st.lists(st.one_of(*[one] * 24, injections(), end), min_size=1, max_size=longest)
    return groups.map(lambda found: [act for group in found for act in group])


def clock(state: State) -> tuple[int, int]:
    return state.day, state.tick


def survives(play: list[tuple[c.Command, int]]) -> None:
    """Play it twice and hold it to every law."""
    attempt, again = (Attempt(first_state(), lambda _record: None) for _ in range(2))
    earlier_ug = 0.0  # given on days before: the dose is counted by the day, what was given is not
    for command, wait in play:
        before, was = clock(attempt.state), attempt.state
        why = attempt.do(command)
        if why is not None:
            assert why == why.strip()
            assert why.endswith(".")
            assert attempt.state is was or state_digest(attempt.state) == state_digest(was)
        if attempt.state.treatment.given_ug < was.treatment.given_ug:
            earlier_ug += was.treatment.given_ug
            assert attempt.state.treatment.given_ug == 0.0
        attempt.pass_ticks(wait)
        assert clock(attempt.state)[0] >= before[0]
        assert clock(attempt.state)[1] >= before[1]
        assert c.from_record(c.to_record(command)) == command
        again.do(command)
        again.pass_ticks(wait)
    state = attempt.state
    assert state_digest(state) == state_digest(again.state)
    assert attempt.events == again.events
    ticks = [event["tick"] for event in attempt.events]
    assert ticks == sorted(ticks)
    drug = state.world.circulation.drug_ug(state.lumen)
    found = drug + state.lumen.drained_ug + state.lumen.neutralised_ug + state.tissue.drug_ug
    assert found == pytest.approx(earlier_ug + state.treatment.given_ug, rel=1e-9, abs=1e-9)


def test_what_was_given_before_she_went_home_is_still_somewhere() -> None:
    """The law above, on the one way in which it was ever seen to fail."""
    spot = c.AimNeedle(30_715, 6272, 0, 80)
    survives(
        [
            (c.FillSyringe("polidocanol", 5000, 2_000_000), 0),
            (c.TakeNeedle(30, 349), 0),
            (spot, 10),
            (c.InsertNeedle(600), 10),
            (c.PressPlunger(900), 60),
            (c.PressPlunger(0), 60),
            (c.InsertNeedle(0), 30),
            (c.PassDays(1), 0),
        ]
    )


@settings(max_examples=8)
@given(anything(30))
def test_anything_in_any_order(play: list[tuple[c.Command, int]]) -> None:
    survives(play)


@pytest.mark.long
@settings(max_examples=4000, derandomize=False)
@given(anything(120))
def test_thousands_of_long_sequences(play: list[tuple[c.Command, int]]) -> None:
    survives(play)


@pytest.mark.parametrize("kind", list(c.COMMANDS.values()), ids=lambda kind: kind.__name__)
def test_every_command_meets_the_worst_of_everything(kind: type[c.Command]) -> None:
    """In the first state, every field at once of every hostile value."""
    for number in HOSTILE_NUMBERS:
        for name in (*HOSTILE_NAMES, *NAMED[::7]):
            values = {f.name: number if f.type in (int, "int") else name for f in fields(kind)}
            attempt = Attempt(first_state(), lambda _record: None)
            why = attempt.do(kind(**values))
            assert why is None or why.endswith(".")
            if all(f.type in (int, "int") for f in fields(kind)):
                break
