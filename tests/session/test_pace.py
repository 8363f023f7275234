"""An attempt can be played at a coarser pace: chosen once, told in the trace, the same twice."""

from dataclasses import replace
from functools import cache

import pytest

from simulator.base.complaints import UnusableInput
from simulator.physics.circulation import Circulation
from simulator.session import commands as c
from simulator.session.attempt import Attempt, Origin, TraceSink, replay, start
from simulator.session.pace import COARSE, USUAL, Pace
from simulator.session.state import state_digest
from simulator.session.trace import TraceWriter, read_trace
from tests.laws.random_play import PLAN, first_state
from tests.session.short_play import play_on, short_trace


def played(pace: Pace) -> tuple[Attempt, bytes]:
    """Return the short play at `pace`, and its trace."""
    lines: list[str] = []
    attempt = start(PLAN, PLAN.seed, TraceSink(lines.append), Origin("law.yaml"), pace)
    play_on(attempt)
    attempt.do(c.FinishAttempt())
    return attempt, "".join(lines).encode()


@cache
def coarse() -> tuple[Attempt, bytes]:
    return played(COARSE)


def in_the_arm(pace: Pace) -> Attempt:
    """Return an attempt with the needle in the arm of the first thread."""
    attempt = start(PLAN, PLAN.seed, lambda _record: None, pace=pace)
    arm = first_state().patient.web.path_mm[first_state().patient.threads[0].arm_edge][4]
    for command in (
        c.SetPosture("lying"),
        c.FillSyringe("polidocanol", 5000, 2_000_000),
        c.TakeNeedle(30),
        c.StretchSkin(1),
        c.AimNeedle(round(arm[0] * 1000), round(arm[1] * 1000), 0, 200),
        c.InsertNeedle(1600),
    ):
        attempt.do(command)
    return attempt


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Return the list into which the lengths of the body's steps are written."""
    taken: list[float] = []
    plain = Circulation.step

    def step(self: Circulation, lumen: object, dt_s: float, **acting: object) -> object:
        taken.append(dt_s)
        return plain(self, lumen, dt_s, **acting)  # type: ignore[arg-type]

    monkeypatch.setattr(Circulation, "step", step)
    return taken


def test_a_trace_of_the_usual_pace_says_nothing_of_it() -> None:
    assert "pace" not in read_trace(short_trace(), "t", is_cut_allowed=True).head


def test_a_trace_of_the_coarse_pace_says_so_and_plays_again_the_same() -> None:
    attempt, raw = coarse()
    trace = read_trace(raw, "t")
    assert trace.head["pace"] == "coarse"
    again, lost = replay(trace, PLAN)
    assert lost is None, str(lost)
    assert state_digest(again.state) == state_digest(attempt.state)


def test_the_pace_changes_what_is_computed() -> None:
    """Else the test above would pass with a pace that nobody heeds."""
    usual, _ = played(USUAL)
    assert state_digest(usual.state) != state_digest(coarse()[0].state)


def test_a_trace_that_names_no_known_pace_is_refused() -> None:
    head = {k: v for k, v in read_trace(coarse()[1], "t").head.items() if k != "h"}
    for pace in ("slow", 3, ["coarse"]):
        line = TraceWriter().line(head | {"pace": pace})
        with pytest.raises(UnusableInput, match="pace"):
            read_trace(line.encode(), "t", is_cut_allowed=True)


def test_a_push_of_seven_seconds_takes_at_most_ten_steps(steps: list[float]) -> None:
    attempt = in_the_arm(COARSE)
    attempt.do(c.PressPlunger(900))
    attempt.pass_ticks(10)
    before = len(steps)
    attempt.pass_ticks(830)
    attempt.do(c.PressPlunger(0))
    assert 4 <= len(steps) - before <= 10


def test_a_change_of_force_ends_the_running_step(steps: list[float]) -> None:
    """What the thumb did until now is not done over with what it does from now on."""
    attempt = in_the_arm(COARSE)
    attempt.do(c.PressPlunger(900))
    attempt.pass_ticks(437)
    before = attempt.state.treatment.push
    attempt.do(c.PressPlunger(300))
    after = attempt.state.treatment.push
    assert before
    assert after
    assert after.injected_ul > before.injected_ul
    attempt.pass_ticks(400)
    last = attempt.state.treatment.push
    assert last
    assert last.injected_ul == pytest.approx(after.injected_ul, abs=1e-9)


def test_who_looks_in_between_changes_nothing() -> None:
    one, many = in_the_arm(COARSE), in_the_arm(COARSE)
    for attempt, waits in ((one, (900,)), (many, (1, 2, 30, 7, 860))):
        attempt.do(c.PressPlunger(900))
        for wait in waits:
            attempt.pass_ticks(wait)
    assert state_digest(one.state) == state_digest(many.state)


def test_the_books_close_at_the_coarse_pace() -> None:
    attempt = in_the_arm(COARSE)
    attempt.do(c.PressPlunger(1500))
    attempt.pass_ticks(700)
    attempt.do(c.PressPlunger(0))
    attempt.pass_ticks(5000)
    state = attempt.state
    lumen, treatment = state.lumen, state.treatment
    web_ul = state.world.circulation.network.cell_ul[:, None]
    held = float((lumen.active_ug_per_ul * web_ul).sum())
    kept = held + lumen.drained_ug + lumen.neutralised_ug + state.tissue.drug_ug
    assert kept == pytest.approx(treatment.given_ug, rel=1e-6)


def test_every_step_grows_or_stays_the_same() -> None:
    for rows in (COARSE.push, COARSE.refill):
        lengths = [every for _, every in rows]
        assert lengths == sorted(lengths)
    assert replace(COARSE, name="usual") != USUAL


@pytest.mark.parametrize("is_closed", [True, False])
def test_only_an_open_source_calls_for_small_steps_after_a_push(
    steps: list[float], is_closed: bool
) -> None:
    """A swab within the second ends no step either where the blood stands nearly still."""
    attempt = in_the_arm(COARSE)
    if is_closed:
        every = tuple((vessel.id, 0) for vessel in attempt.state.patient.vessels)
        attempt.state = replace(attempt.state, closed=every)
    attempt.do(c.PressPlunger(900))
    attempt.pass_ticks(120)
    attempt.do(c.PressPlunger(0))
    attempt.do(c.InsertNeedle(0))
    before = len(steps)
    attempt.pass_ticks(120)
    attempt.do(c.PlaceSwab(0, 0))
    assert (len(steps) == before) == is_closed
