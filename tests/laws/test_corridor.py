"""The laws every state obeys, whatever anybody does."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.physics.drugs import active_ug_per_ul
from simulator.session import commands as c
from simulator.session.attempt import Attempt, Origin, TraceSink, header, replay
from simulator.session.corridor import ACTS, advance, begin, next_wake, refusal, step
from simulator.session.observation import observe
from simulator.session.state import state_digest
from simulator.session.trace import read_trace
from tests.laws.random_play import PLAN, commands, first_state, played, plays


def test_every_command_has_one_refusal_and_one_effect() -> None:
    assert set(ACTS) == set(c.COMMANDS.values())


@settings(max_examples=12)
@given(plays())
def test_playing_twice_gives_the_same_records_and_state(play: list) -> None:
    first, told = played(play)
    second, again = played(play)
    assert told == again
    assert state_digest(first.state) == state_digest(second.state)


@given(plays(), commands())
def test_asking_and_observing_change_nothing(play: list, command: c.Command) -> None:
    attempt, _ = played(play)
    before = state_digest(attempt.state)
    refusal(attempt.state, command)
    observe(attempt.state)
    next_wake(attempt.state)
    assert state_digest(attempt.state) == before


@settings(max_examples=12)
@given(plays(6), st.integers(1, 400))
def test_skipping_quiet_ticks_is_exactly_stepping_through_them(play: list, count: int) -> None:
    attempt, _ = played(play)
    skipped, said = advance(attempt.state, attempt.state.tick + count)
    state, told = attempt.state, []
    for _ in range(count):
        state, now = step(state)
        told += now
    assert told == list(said)
    assert state_digest(state) == state_digest(skipped)


@settings(max_examples=12)
@given(plays(6), st.lists(st.integers(1, 90), min_size=1, max_size=8))
def test_how_frames_cut_the_time_changes_nothing(play: list, cuts: list[int]) -> None:
    attempt, _ = played(play)
    whole, told = [], []
    at_once = Attempt(attempt.state, whole.append)
    in_pieces = Attempt(attempt.state, told.append)
    at_once.pass_ticks(sum(cuts))
    for piece in cuts:
        in_pieces.pass_ticks(piece)
    assert whole == told
    assert state_digest(at_once.state) == state_digest(in_pieces.state)


@given(plays())
def test_a_refused_command_changes_nothing_and_says_why(play: list) -> None:
    attempt, _ = played([])
    for command, wait in play:
        before = state_digest(attempt.state)
        why = attempt.do(command)
        if why is not None:
            assert why.endswith(".")
            assert state_digest(attempt.state) == before
            assert attempt.events[-1]["ev"] == "command_refused"
        attempt.pass_ticks(wait)


@settings(max_examples=12)
@given(plays())
def test_play_to_text_to_play_is_identical(play: list) -> None:
    lines: list[str] = []
    sink = TraceSink(lines.append, "noon on a test")
    sink(header(PLAN, PLAN.seed, Origin()))
    attempt = Attempt(first_state(), sink)
    for command, wait in play:
        attempt.do(command)
        attempt.pass_ticks(wait)
    attempt.do(c.FinishAttempt())
    if not attempt.state.is_finished:
        attempt.do(c.InsertNeedle(0))
        attempt.do(c.FinishAttempt())
    trace = read_trace("".join(lines).encode(), "t")
    again, lost = replay(trace, PLAN)
    assert lost is None
    assert state_digest(again.state) == state_digest(attempt.state)
    assert [{**e, "k": "ev"} for e in again.events] == trace.events


@settings(max_examples=10)
@given(plays(8), st.integers(0, 10_000))
def test_a_killed_attempt_resumes_where_its_last_whole_line_stands(play: list, cut: int) -> None:
    lines: list[str] = []
    sink = TraceSink(lines.append)
    sink(header(PLAN, PLAN.seed, Origin()))
    attempt = Attempt(first_state(), sink)
    for command, wait in play:
        attempt.do(command)
        attempt.pass_ticks(wait)
    raw = "".join(lines).encode()
    start = len(lines[0])
    raw = raw[: start + cut % (len(raw) - start + 1)]
    trace = read_trace(raw, "t", is_cut_allowed=True)
    again, lost = replay(trace, PLAN)
    assert lost is None
    assert again.state.tick == (trace.records[-1]["tick"] if len(trace.records) > 1 else 0)


@settings(max_examples=15)
@given(plays())
def test_sclerosant_is_conserved(play: list) -> None:
    attempt, _ = played(play)
    state = attempt.state
    drug = state.world.circulation.drug_ug(state.lumen)
    found = drug + state.lumen.drained_ug + state.lumen.neutralised_ug + state.tissue.drug_ug
    treatment, syringe = state.treatment, state.treatment.syringe
    given_ug = sum(
        one.volume_ul * active_ug_per_ul(one.drug, one.strength_ppm) for one in treatment.pushes
    )  # of the whole attempt: the dose of the day begins anew with every session
    if treatment.push is not None:
        running_ul = treatment.push.injected_ul
        given_ug += running_ul * active_ug_per_ul(syringe.drug, syringe.strength_ppm)
    assert found == pytest.approx(given_ug, rel=1e-9, abs=1e-9)


def test_another_seed_grows_another_patient() -> None:
    other = begin(replace(PLAN, seed=6))
    assert json.dumps(other.patient.web.length_mm.tolist()) != json.dumps(
        first_state().patient.web.length_mm.tolist()
    )
