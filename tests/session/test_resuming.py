"""A killed attempt goes on where it stopped: nothing of its last half second is lost."""

import pytest

from simulator.session import commands as c
from simulator.session import corridor
from simulator.session.attempt import BEAT_TICKS, Attempt, TraceSink, replay, resume
from simulator.session.state import state_digest
from simulator.session.trace import Trace, read_trace
from tests.laws.random_play import PLAN, first_state
from tests.session.short_play import CLOCK, begun, lines_of, play_on, short_trace


@pytest.fixture(autouse=True)
def _patient_grown_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Growing is a function of plan and seed, both the same here; it need not be repeated."""
    monkeypatch.setattr(corridor, "begin", lambda plan, seed, pace: first_state())


def taken_up(raw: bytes) -> tuple[Attempt, list[str], Trace]:
    """Resume the attempt in `raw`; return it, the lines it has now, and what was read."""
    trace = read_trace(raw, "t", is_cut_allowed=True)
    lines = [raw[: trace.kept_bytes].decode()]
    sink = TraceSink(lines.append, CLOCK if trace.lacks_clock else "", trace.last_hash)
    attempt, lost = resume(trace, PLAN, sink)
    assert lost is None, str(lost)
    return attempt, lines, trace


def finished(attempt: Attempt, lines: list[str]) -> Trace:
    """Wait, take the needle out, finish; return the trace read back and re-simulated."""
    attempt.pass_ticks(70)
    attempt.do(c.InsertNeedle(0))
    attempt.do(c.FinishAttempt())
    trace = read_trace("".join(lines).encode(), "t")
    again, lost = replay(trace, PLAN)
    assert lost is None, str(lost)
    assert state_digest(again.state) == state_digest(attempt.state)
    return trace


@pytest.mark.ci
def test_an_attempt_cut_after_any_line_can_be_finished() -> None:
    lines = lines_of(short_trace())
    for count in range(1, len(lines)):
        finished(*taken_up(b"".join(lines[:count]))[:2])


@pytest.mark.parametrize("share", [0.3, 0.999])
def test_a_half_written_last_line_is_dropped_and_its_act_done_again(share: float) -> None:
    lines = lines_of(short_trace())
    for count in range(3, len(lines), 8):
        half = lines[count][: max(1, int(len(lines[count]) * share))]
        attempt, now, trace = taken_up(b"".join(lines[:count]) + half)
        assert trace.kept_bytes == sum(map(len, lines[:count]))
        finished(attempt, now)


def test_a_line_that_lacks_only_its_end_is_dropped_too() -> None:
    lines = lines_of(short_trace())
    attempt, now, _ = taken_up(b"".join(lines[:9]).removesuffix(b"\n"))
    finished(attempt, now)


def test_what_was_lost_is_less_than_a_second() -> None:
    told: list[str] = []
    attempt = begun(told)
    play_on(attempt)
    for ticks in range(11, 77, 11):
        attempt.pass_ticks(11)
        again, _, _ = taken_up("".join(told).encode())
        assert attempt.state.tick - again.state.tick <= BEAT_TICKS, ticks


def test_resuming_a_finished_attempt_adds_nothing() -> None:
    attempt, lines, trace = taken_up(short_trace())
    assert trace.is_complete
    assert attempt.do(c.AskHistory("allergy")) == "The attempt is finished."
    attempt.pass_ticks(500)
    assert "".join(lines).encode() == short_trace()


def test_nothing_is_recorded_after_the_end() -> None:
    told: list[dict] = []
    attempt = Attempt(first_state(), told.append)
    attempt.do(c.FinishAttempt())
    count = len(told)
    assert attempt.do(c.FinishAttempt()) is not None
    attempt.pass_ticks(1000)
    assert (told[-1]["k"], len(told)) == ("end", count)
