"""Several sessions on one patient: what has closed stays closed, and each day has its own dice."""

from dataclasses import replace
from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from simulator.physics.healing import Course, Session, walls_at
from simulator.session import commands as c
from simulator.session.aftermath import aftermath, causal_chain, leg_at
from simulator.session.attempt import Attempt, TraceSink, replay, start
from simulator.session.corridor import obey
from simulator.session.course import gone_home
from simulator.session.pace import COARSE
from simulator.session.state import state_digest
from simulator.session.trace import read_trace
from tests.laws.random_play import PLAN, first_state

PATIENT = first_state().patient
EDGES = len(PATIENT.web.edges)
ARM = PATIENT.threads[0].arm_edge


def inject(attempt: Attempt, edge: int = ARM) -> None:
    """Lie down, one push of eight seconds into the middle of `edge`, swab, stocking."""
    web = PATIENT.web
    x, y, z = web.path_mm[edge][4].tolist()
    along = web.path_mm[edge][5] - web.path_mm[edge][3]
    heading = float(np.arctan2(along[1], along[0]))
    back = z / np.tan(0.2)
    spot = (round((x - back * np.cos(heading)) * 1000), round((y - back * np.sin(heading)) * 1000))
    if attempt.state.posture != "lying":
        attempt.do(c.SetPosture("lying"))
    for command, wait in (
        (c.FillSyringe("polidocanol", 2500, 2_000_000), 0),
        (c.TakeNeedle(30), 0),
        (c.StretchSkin(1), 0),
        (c.AimNeedle(*spot, round(heading * 1000), 200), 0),
        (c.InsertNeedle(round(z / np.sin(0.2) * 1000) + 250), 0),
        (c.PressPlunger(900), 960),
        (c.PressPlunger(0), 0),
        (c.InsertNeedle(0), 120),
        (c.PlaceSwab(round(x * 1000), round(y * 1000)), 0),
        (c.FitStocking(25, "thigh"), 0),
        (c.Advise("stockings", 21), 3600),
    ):
        assert attempt.do(command) is None
        attempt.pass_ticks(wait)


@cache
def two_sessions() -> tuple[Attempt, bytes]:
    lines: list[str] = []
    attempt = start(PLAN, PLAN.seed, TraceSink(lines.append), pace=COARSE)
    inject(attempt)
    attempt.do(c.PassDays(56))
    inject(attempt, PATIENT.threads[1].arm_edge)
    attempt.do(c.PassDays(56))
    attempt.do(c.FinishAttempt())
    return attempt, "".join(lines).encode()


def killed(share: float, day: int = 0) -> Session:
    """Return a session that dosed every wall alike."""
    return Session(
        day,
        np.full(EDGES, 30.0),
        np.full(EDGES, share),
        np.zeros(EDGES, dtype=np.bool_),
        1.0,
        tuple((thread.id, 1.0) for thread in PATIENT.threads),
        (),
    )


def test_a_session_ends_when_she_goes_home_and_the_next_begins_afresh() -> None:
    attempt = start(PLAN, PLAN.seed, lambda _record: None, pace=COARSE)
    inject(attempt)
    assert not attempt.state.sessions
    attempt.do(c.PassDays(56))
    state = attempt.state
    assert len(state.sessions) == 1
    assert state.gone_edges
    assert state.treatment.given_ul == 0.0
    assert state.aftercare.stocking_mmhg == 0
    assert not state.lumen.exposure_s.any()


def test_an_attempt_at_the_usual_pace_has_sessions_as_well() -> None:
    state = first_state()
    state = replace(state, treatment=replace(state.treatment, given_ul=300.0))
    assert len(gone_home(state).sessions) == 1


def test_days_without_injections_are_no_session() -> None:
    attempt = start(PLAN, PLAN.seed, lambda _record: None, pace=COARSE)
    attempt.do(c.PassDays(56))
    assert not attempt.state.sessions


def test_what_has_closed_carries_no_flow() -> None:
    attempt, _ = two_sessions()
    state = attempt.state
    gone = list(state.gone_edges)
    circulation = state.world.circulation
    open_web = circulation.fresh()
    shut_web = circulation.fresh(gone=state.gone_edges)
    assert np.abs(open_web.flow_ul_per_s[gone]).max() > 1e-4
    assert np.abs(shut_web.flow_ul_per_s[gone]).max() < 1e-6


def test_a_needle_finds_no_lumen_in_a_vein_that_is_gone() -> None:
    attempt = start(PLAN, PLAN.seed, lambda _record: None, pace=COARSE)
    inject(attempt)
    before = [e["puncture"] for e in attempt.events if e["ev"] == "vein_entered"]
    assert before, "the same needle finds it while it is open"
    attempt.do(c.PassDays(56))
    attempt.state = replace(
        attempt.state,
        sessions=(replace(attempt.state.sessions[0], closed_edges=tuple(range(EDGES))),),
    )
    inject(attempt)
    assert [e["puncture"] for e in attempt.events if e["ev"] == "vein_entered"] == before


def course(*sessions: Session) -> Course:
    return Course(PATIENT, 3, sessions, residual_reflux_frac=0.0)


def test_closed_in_one_session_is_closed_after_the_next_if_nothing_refluxes() -> None:
    both = course(killed(0.6), killed(0.6, 56))
    first, second = walls_at(both, 55).closed_by >= 0, walls_at(both, 140).closed_by >= 0
    assert (first <= second).all()
    assert first.sum() < second.sum()


def test_under_reflux_what_closed_opens_again_little_by_little() -> None:
    fed = replace(course(killed(0.9)), residual_reflux_frac=1.0)
    shares = [walls_at(fed, day).reopened_frac for day in (7, 28, 84, 300)]
    for early, late in pairwise(shares):
        assert (early <= late).all()
        assert early.sum() < late.sum()


def test_each_session_has_its_own_dice_and_meets_them_again() -> None:
    both = course(killed(0.6), killed(0.6, 56))
    one, two = both.closings
    assert (one != two).any()
    assert (course(killed(0.6), killed(0.6, 56)).closings[1] == two).all()


def test_a_wall_that_closes_also_closes_when_more_of_it_is_killed() -> None:
    """The same dice: another choice never shuffles the luck."""
    for number in (0, 1, 2):
        weak = course(*(killed(0.5, 56 * n) for n in range(3))).closings[number]
        strong = course(*(killed(0.8, 56 * n) for n in range(3))).closings[number]
        assert (weak <= strong).all()
        assert weak.sum() < strong.sum()


def test_damage_does_not_add_up_from_one_session_to_the_next() -> None:
    """Two hopeless sessions are not a good one."""
    walls = walls_at(course(killed(0.1), killed(0.1, 56)), 140)
    assert (walls.closed_by >= 0).sum() < 0.1 * EDGES


def test_a_course_plays_again_the_same() -> None:
    attempt, raw = two_sessions()
    again, lost = replay(read_trace(raw, "t"), PLAN)
    assert lost is None, str(lost)
    assert state_digest(again.state) == state_digest(attempt.state)


def test_a_second_session_clears_what_the_first_left() -> None:
    attempt, _ = two_sessions()
    state = attempt.state
    first = replace(state, sessions=state.sessions[:1], homes=state.homes[:1])
    assert aftermath(state).outcome.cleared_frac > aftermath(first).outcome.cleared_frac


def test_the_leg_is_judged_twelve_weeks_after_the_last_session() -> None:
    attempt, _ = two_sessions()
    assert {e["day"] for e in attempt.events if e["ev"] == "outcome_seen"} == {56 + 84}


def test_asking_for_the_aftermath_changes_nothing() -> None:
    attempt, _ = two_sessions()
    before = state_digest(attempt.state)
    assert aftermath(attempt.state) == aftermath(attempt.state)
    assert state_digest(attempt.state) == before


def test_a_thread_that_stayed_open_says_why() -> None:
    attempt, _ = two_sessions()
    found = causal_chain(attempt.state, aftermath(attempt.state))
    never = [b for b in found if b.kind == "open" and b.thread == "thread-4"]
    assert "never_injected" in [cause.what for cause in never[0].causes]
    ticks = {e["started_tick"] for e in attempt.events if e["ev"] == "injection_ended"}
    linked = [cause.tick for b in found for cause in b.causes if cause.tick >= 0]
    assert linked
    assert set(linked) & ticks


@pytest.mark.parametrize("jumps", [(56,), (1, 8, 13, 6, 28), (28, 28)])
def test_skipping_days_in_one_jump_or_many_gives_the_same_leg(jumps: tuple[int, ...]) -> None:
    state = two_sessions()[0].state
    state = replace(state, sessions=state.sessions[:1], homes=state.homes[:1], day=0)
    told = leg_at(state, 100)
    for days in jumps:
        state, _ = obey(state, c.PassDays(days))
    seen = leg_at(state, 100)
    assert np.array_equal(told.visible_frac, seen.visible_frac)
    assert np.array_equal(told.stain_frac, seen.stain_frac)
    assert (told.matting, told.ulcers) == (seen.matting, seen.ulcers)
    once, _ = obey(replace(state, day=0), c.PassDays(56))
    assert state.gone_edges == once.gone_edges
