"""The leg on any day: pure, the same dice every day, and never better for a fault."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.physics.blemishes import Person, Push
from simulator.physics.blemishes import satisfaction as pleased
from simulator.physics.coefficients import HEALING
from simulator.physics.healing import Course, Session
from simulator.physics.trapped import LetOut, let_out_worth
from simulator.physics.weeks import leg, outcome
from tests.laws.random_play import first_state

PATIENT = first_state().patient
EDGES = len(PATIENT.web.edges)
IDS = [thread.id for thread in PATIENT.threads]
GOOD = Push(100, "thread-1", mmhg=25.0, dose=1.0, blanch_cm=1.2, volume_ul=60.0)


def session(day: int = 0, share: float = 0.9, **changes: object) -> Session:
    """Return a day on which every wall was dosed alike, well swabbed and well compressed."""
    good = Session(
        day,
        np.full(EDGES, 30.0 * share),
        np.full(EDGES, share),
        np.zeros(EDGES, dtype=np.bool_),
        1.0,
        tuple((name, 2.0) for name in IDS),
        tuple((name, 3000.0) for name in IDS),
    )
    return replace(good, **changes)  # type: ignore[arg-type]


def course(*sessions: Session, seed: int = 3, **changes: object) -> Course:
    pushes = tuple(replace(GOOD, tick=100 + s.day, day=s.day) for s in sessions)
    return Course(PATIENT, seed, sessions, 0.0, pushes, **changes)  # type: ignore[arg-type]


def satisfaction(one: Course) -> float:
    seen = outcome(one, one.sessions[-1].day + 84)
    is_stained = seen.stain_frac > HEALING.stain_seen
    sore = bool(seen.seen.ulcers)
    return pleased(seen.cleared_frac, is_stained, bool(seen.seen.matting), sore)


seeds = st.integers(0, 300)
shares = st.floats(0.2, 1.4)
days = st.integers(0, 449)
reflux = st.sampled_from([0.0, 0.5, 0.75, 1.0])


@settings(max_examples=30)
@given(seeds, shares, reflux, days, days)
def test_asking_for_one_day_first_changes_nothing_on_another(
    seed: int, share: float, rho: float, one: int, other: int
) -> None:
    first = replace(course(session(share=share), seed=seed), residual_reflux_frac=rho)
    leg(first, other)
    again, fresh = leg(first, one), leg(replace(first), one)
    assert np.array_equal(again.visible_frac, fresh.visible_frac)
    assert np.array_equal(again.stain_frac, fresh.stain_frac)
    assert np.array_equal(again.dark_frac, fresh.dark_frac)
    assert (again.matting, again.ulcers, again.trapped) == (
        fresh.matting,
        fresh.ulcers,
        fresh.trapped,
    )


@settings(max_examples=40)
@given(seeds, shares, days, days)
def test_with_no_reflux_left_veins_only_fade(seed: int, share: float, one: int, other: int) -> None:
    early, late = sorted((one, other))
    two = course(session(share=share), seed=seed)
    assert (leg(two, late).visible_frac <= leg(two, early).visible_frac + 1e-12).all()


@settings(max_examples=40)
@given(seeds, shares, st.integers(84, 449), st.integers(84, 449))
def test_under_reflux_nothing_clears_after_week_twelve(
    seed: int, share: float, one: int, other: int
) -> None:
    early, late = sorted((one, other))
    fed = replace(course(session(share=share), seed=seed), residual_reflux_frac=1.0)
    assert (leg(fed, late).visible_frac >= leg(fed, early).visible_frac - 1e-12).all()


def test_on_the_day_itself_nothing_has_changed_yet() -> None:
    seen = leg(course(session()), 0)
    assert (seen.visible_frac == 1.0).all()
    assert not seen.stain_frac.any()
    assert not seen.dark_frac.any()
    assert (seen.matting, seen.ulcers, seen.trapped) == ((), (), ())


@given(seeds, shares, reflux)
@settings(max_examples=40)
def test_week_twelve_is_the_outcome(seed: int, share: float, rho: float) -> None:
    one = replace(course(session(share=share), seed=seed), residual_reflux_frac=rho)
    judged, seen = outcome(one, 84), leg(one, 84)
    threads = one.threads
    cleared = threads.mean(1.0 - seen.visible_frac)
    assert [t.cleared_frac for t in judged.threads] == pytest.approx(cleared.tolist())
    reopening = one.dice.reopening_frac
    closed = threads.mean((one.closings[0]).astype(np.float64))
    wanted = closed * (1.0 - rho * reopening) - 0.05 * rho  # the outcome model, by length
    assert cleared == pytest.approx(np.maximum(wanted, 0.0), abs=1e-9)


@given(seeds, shares, st.floats(0.0, 1.0), st.floats(0.0, 1.0), reflux)
@settings(max_examples=60)
def test_more_hours_worn_never_stain_more_nor_clear_less(
    seed: int, share: float, one: float, other: float, rho: float
) -> None:
    less, more = sorted((one, other))
    bare, held = (
        outcome(
            replace(
                course(session(share=share, compression_frac=worn), seed=seed),
                residual_reflux_frac=rho,
            ),
            84,
        )
        for worn in (less, more)
    )
    for a, b in zip(bare.threads, held.threads, strict=True):
        assert b.stain_frac <= a.stain_frac + 1e-12
    assert held.cleared_frac >= bare.cleared_frac - 1e-12


@given(st.integers(7, 90), st.integers(7, 90))
def test_a_later_let_out_never_helps_more(one: int, other: int) -> None:
    early, late = sorted((one, other))
    assert let_out_worth(late, HEALING) <= let_out_worth(early, HEALING)
    assert let_out_worth(22, HEALING) == let_out_worth(28, HEALING) == 1.0
    assert let_out_worth(60, HEALING) == 0.0


@given(seeds, st.integers(7, 80), st.integers(7, 80))
@settings(max_examples=30)
def test_letting_out_takes_the_cord_away_and_never_stains(seed: int, one: int, other: int) -> None:
    weak = course(session(share=0.45, compression_frac=0.2), seed=seed)
    cords = leg(weak, 22).trapped
    edges = tuple(edge for cord in cords for edge in cord.edges)
    plain = outcome(weak, 84)
    found = []
    for day in sorted((one, other)):
        let_out = replace(weak, let_out=(LetOut(day, 9, 0, edges),))
        assert not leg(let_out, max(day, 22)).trapped
        found.append(outcome(let_out, 84))
    for early, late, left in zip(*(o.threads for o in (*found, plain)), strict=True):
        assert early.stain_frac <= late.stain_frac <= left.stain_frac


def test_trapped_blood_lies_in_wide_veins_that_were_touched_and_not_killed() -> None:
    weak = course(session(share=0.45, compression_frac=0.0))
    assert leg(weak, 22).trapped
    assert not leg(weak, 2).trapped, "a cord takes days"
    assert not leg(weak, 80).trapped, "by then it is a scar"
    assert not leg(course(session(share=1.2, compression_frac=0.0)), 22).trapped
    for cord in leg(weak, 22).trapped:
        assert (2.0 * PATIENT.web.radius_mm[list(cord.edges)] > HEALING.trapped_none_mm).all()


@given(seeds, st.floats(0.0, 1.0), st.floats(0.0, 1.0))
@settings(max_examples=40)
def test_more_compression_never_traps_more(seed: int, one: float, other: float) -> None:
    less, more = (
        course(session(share=0.45, compression_frac=worn), seed=seed).trapped[0]
        for worn in sorted((one, other))
    )
    assert (more <= less).all()


FAULTS = {
    "less worn": lambda c: replace(c, sessions=(replace(c.sessions[0], compression_frac=0.3),)),
    "no swabs": lambda c: replace(c, sessions=(replace(c.sessions[0], swab_delay_s=()),)),
    "a hard push": lambda c: replace(c, pushes=(replace(c.pushes[0], mmhg=95.0),)),
    "pressure on the walls": lambda c: replace(
        c, sessions=(replace(c.sessions[0], peak_pa=tuple((i, 12_000.0) for i in IDS)),)
    ),
    "a wide blanch": lambda c: replace(c, pushes=(replace(c.pushes[0], blanch_cm=5.0),)),
    "an arteriole": lambda c: replace(c, pushes=(replace(c.pushes[0], is_white=True),)),
    "a source left open": lambda c: replace(c, residual_reflux_frac=1.0),
    "burst walls": lambda c: replace(
        c, sessions=(replace(c.sessions[0], is_burst=np.ones(EDGES, dtype=np.bool_)),)
    ),
    "overweight": lambda c: replace(c, person=Person(is_overweight=True)),
}


@pytest.mark.parametrize("fault", FAULTS)
@settings(max_examples=40)
@given(seed=seeds, share=shares)
def test_a_fault_added_never_improves_satisfaction(fault: str, seed: int, share: float) -> None:
    good = course(session(share=share), seed=seed)
    assert satisfaction(FAULTS[fault](good)) <= satisfaction(good) + 1e-12


def test_matting_begins_in_weeks_two_to_six_and_lasts_longer_over_reflux() -> None:
    bad = replace(GOOD, blanch_cm=9.0, mmhg=90.0, dose=4.0)
    for seed in range(10):
        mat = replace(course(session(), seed=seed), pushes=(bad,))
        fed = replace(mat, residual_reflux_frac=1.0)
        if not leg(mat, 42).matting:
            continue
        assert not leg(mat, 13).matting
        assert leg(mat, 200).matting_frac < leg(mat, 84).matting_frac < leg(mat, 42).matting_frac
        assert leg(fed, 300).matting_frac > leg(mat, 300).matting_frac
        return
    pytest.fail("none of ten such legs matted")


def test_an_ulcer_is_a_spot_then_open_then_a_crust_then_a_scar() -> None:
    white = replace(GOOD, is_white=True, is_taped=True)
    sore = replace(course(session()), pushes=(white,))
    stages = [leg(sore, day).ulcers[0].stage for day in range(15, 120)]
    order = ["spot", "open", "crust", "scar"]
    ranks = [order.index(stage) for stage in stages]
    assert ranks == sorted(ranks)
    assert stages[-1] == "scar"
    assert not leg(sore, 1).ulcers


def test_a_second_session_takes_nothing_back() -> None:
    """What matted or stained after the first is still there on the day of the second."""
    for seed in range(40):
        one = course(session(share=1.6, compression_frac=0.0), seed=seed)
        both = course(*one.sessions, session(56, share=0.3), seed=seed)
        before, after = leg(one, 56), leg(both, 56)
        assert (after.stain_frac >= before.stain_frac - 1e-12).all()
        assert after.matting_frac >= before.matting_frac
        assert np.array_equal(before.visible_frac, after.visible_frac)
