"""Examination: what it finds is what is there; the glass tells where the blood comes from."""

from functools import lru_cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.anatomy.spec import FACE, HistoryItem, PatientSpec, SourceSpec
from simulator.base.units import TICKS_PER_SECOND
from simulator.session import commands as c
from simulator.session.attempt import Attempt
from simulator.session.corridor import begin, refusal
from simulator.session.examining import EXAMINATIONS, kind_of_refill
from simulator.session.findings import ceap, finding, is_abnormal
from simulator.session.observation import observe
from simulator.session.plan import Plan
from simulator.session.state import State

FEEDER = SourceSpec("feeder", "reticular", 1.0, 1.6, "patch")
VARICOSE = SourceSpec("vein", "GSV", 2.0, 5.5, "feeder", is_hidden=False)
SECOND = TICKS_PER_SECOND


def spec(**changes: object) -> PatientSpec:
    return PatientSpec(threads=2, sources=(FEEDER,), **changes)  # type: ignore[arg-type]


@lru_cache(maxsize=16)
def first(of: PatientSpec, seed: int = 5) -> State:
    return begin(Plan(patient=of, seed=seed))


def played(of: PatientSpec, *commands: c.Command, seed: int = 5) -> Attempt:
    attempt = Attempt(first(of, seed), lambda _record: None)
    for command in commands:
        assert attempt.do(command) is None
    return attempt


def events(attempt: Attempt, kind: str) -> list[dict]:
    return [event for event in attempt.events if event["ev"] == kind]


@given(
    st.sampled_from(["present", "weak", "absent"]),
    st.integers(20, 160),
    st.sampled_from(["", "absolute", "defer", "relative"]),
    st.booleans(),
    st.sampled_from(["anterior thigh", "medial ankle", FACE]),
    st.sampled_from(EXAMINATIONS),
)
def test_every_examination_finds_what_is_true(
    pulses: str, abpi: int, bars: str, is_varicose: bool, site: str, item: str
) -> None:
    sources = () if site == FACE else (FEEDER, *([VARICOSE] if is_varicose else []))
    history = (HistoryItem("infection", "A sore.", bars),)
    who = PatientSpec(sources=sources, history=history, pulses=pulses, abpi=abpi / 100, site=site)
    words = finding(who, item)
    assert words
    assert "{" not in words
    if item == "abpi":
        assert f"{abpi / 100:.2f}" in words
        assert is_abnormal(who, item) == (abpi < 90)
    if item == "pulses":
        assert is_abnormal(who, item) == (pulses != "present")
    if item in ("skin", "infection"):
        assert is_abnormal(who, item) == bool(bars)


def test_the_class_is_of_what_is_seen_and_not_of_what_is_hidden() -> None:
    hidden = SourceSpec("vein", "GSV", 2.0, 5.5, "feeder")
    assert ceap(spec()) == "C1"
    assert ceap(PatientSpec(sources=(hidden, FEEDER))) == "C1"
    assert ceap(PatientSpec(sources=(VARICOSE, FEEDER))) == "C2"
    assert ceap(PatientSpec(site=FACE)) == "C0"
    attempt = played(spec(), c.Classify("C2"), c.Classify("C1"))
    assert [e["is_right"] for e in events(attempt, "leg_classified")] == [False, True]


def test_the_index_is_told_to_who_measures_it_and_truth_stands_with_the_stocking() -> None:
    who = spec(pulses="weak", abpi=0.55)
    blind = played(who, c.Examine("pulses"))
    assert observe(blind.state).abnormal == ("pulses",)
    assert observe(blind.state).abpi_permille == 0
    attempt = played(who, c.Examine("pulses"), c.Examine("abpi"), c.FitStocking(25, "thigh"))
    assert [e["abpi_permille"] for e in events(attempt, "examined")] == [0, 550]
    assert [e["is_abnormal"] for e in events(attempt, "examined")] == [True, True]
    assert events(attempt, "stocking_fitted")[0]["abpi_permille"] == 550
    assert observe(attempt.state).abpi_permille == 550


def test_the_decision_carries_what_is_true_whether_it_was_asked_or_not() -> None:
    who = spec(
        history=(HistoryItem("clots", "Once.", "relative"), HistoryItem("pregnancy", "", "defer"))
    )
    attempt = played(who, c.AskHistory("clots"), c.DecideSuitability("suitable"))
    assert events(attempt, "suitability_decided")[0]["bars"] == "defer"
    assert (observe(attempt.state).barring, observe(attempt.state).bars) == ((), "relative")
    attempt.do(c.AskHistory("pregnancy"))
    assert observe(attempt.state).barring == ("pregnancy",)
    assert observe(attempt.state).bars == "defer"
    heard = {e["item"]: (e["bars"], e["is_contraindication"])
             for e in events(attempt, "history_asked")}  # fmt: skip
    assert heard == {"clots": ("relative", False), "pregnancy": ("defer", True)}


# --- the glass --------------------------------------------------------------------------
def on(state: State, edge: int) -> c.PressGlass:
    x, y = state.patient.web.path_mm[edge][len(state.patient.web.path_mm[edge]) // 2][:2]
    return c.PressGlass(round(1000 * float(x)), round(1000 * float(y)))


def refill(of: PatientSpec, edge: int, *before: c.Command, seed: int = 5) -> dict | None:
    attempt = played(of, *before, c.SetPosture("lying"), seed=seed)
    attempt.do(on(attempt.state, edge))
    attempt.pass_ticks(SECOND)
    attempt.do(c.LiftGlass())
    attempt.pass_ticks(60 * SECOND + 2)
    seen = events(attempt, "refill_seen")
    assert len(seen) <= 1
    return seen[0] if seen else None


def test_beside_a_joined_arteriole_it_is_red_again_within_a_second() -> None:
    who = spec(has_arteriole=True)
    web = first(who).patient.web
    edge = int(np.flatnonzero((web.edges == web.arteriole_node).any(axis=1))[0])
    seen = refill(who, edge)
    assert seen is not None
    assert seen["kind"] == "arteriolar"


@pytest.mark.parametrize("seed", [5, 6, 7])
def test_with_the_feeder_closed_it_stays_pale_for_more_than_four_seconds(seed: int) -> None:
    arm = first(spec(), seed).patient.threads[0].arm_edge
    fed = refill(spec(), arm, seed=seed)
    quiet = PatientSpec(threads=2, sources=(SourceSpec("feeder", "reticular", 0.1, 1.6, "patch"),))
    slow = refill(quiet, arm, seed=seed)
    assert fed is not None
    assert slow is not None
    assert slow["kind"] == "venous_slow"
    assert fed["refill_ms"] < slow["refill_ms"]
    assert fed["kind"] != "venous_slow"


@given(st.integers(0, 60_000))
def test_the_kind_follows_from_the_time(refill_ms: int) -> None:
    kind = kind_of_refill(refill_ms)
    assert (kind == "arteriolar") == (refill_ms < 1000)
    assert (kind == "venous_slow") == (refill_ms > 4000)


def test_the_colour_is_seen_when_it_is_back_and_by_nobody_who_has_moved_on() -> None:
    arm = first(spec()).patient.threads[0].arm_edge
    attempt = played(spec(), c.SetPosture("lying"))
    attempt.do(on(attempt.state, arm))
    assert "colour" in (refusal(attempt.state, c.LiftGlass()) or "")
    attempt.pass_ticks(SECOND)
    attempt.do(c.LiftGlass())
    lifted = attempt.state.tick
    attempt.pass_ticks(10)
    assert events(attempt, "refill_seen") == []
    attempt.do(c.SetPosture("standing"))
    attempt.pass_ticks(60 * SECOND + 2)
    assert events(attempt, "refill_seen") == []
    again = played(spec(), c.SetPosture("lying"))
    again.do(on(again.state, arm))
    again.pass_ticks(SECOND)
    again.do(c.LiftGlass())
    again.pass_ticks(60 * SECOND + 2)
    (seen,) = events(again, "refill_seen")
    assert (seen["tick"] - lifted) * 1000 == pytest.approx(seen["refill_ms"] * SECOND, abs=SECOND)


def test_glass_on_bare_skin_shows_nothing() -> None:
    state = first(spec())
    path = state.patient.web.path_mm
    corner = next(
        (x, y)
        for x in (0.0, 40.0, 20.0)
        for y in (0.0, 25.0)
        if ((path[:, :, 0] - x) ** 2 + (path[:, :, 1] - y) ** 2).min() > 9.5
    )
    attempt = played(spec(), c.PressGlass(round(1000 * corner[0]), round(1000 * corner[1])))
    attempt.pass_ticks(SECOND)
    attempt.do(c.LiftGlass())
    attempt.pass_ticks(60 * SECOND + 2)
    assert [e["is_over_vein"] for e in events(attempt, "glass_lifted")] == [False]
    assert events(attempt, "refill_seen") == []
    assert attempt.state.glass is None


@given(st.integers(0, 40_000), st.integers(0, 25_000))
@settings(max_examples=8, deadline=None)
def test_the_glass_leaves_the_web_as_it_was(x_um: int, y_um: int) -> None:
    attempt = played(spec(), c.PressGlass(x_um, y_um))
    attempt.pass_ticks(SECOND)
    attempt.do(c.LiftGlass())
    attempt.pass_ticks(60 * SECOND + 2)
    state = attempt.state
    assert state.glass is None
    assert state.lumen is first(spec()).lumen or np.array_equal(
        state.lumen.pressure_pa, first(spec()).lumen.pressure_pa
    )
