"""The stocking at home: the diary follows from what was said, and from nothing else."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.physics.healing import session_of
from simulator.session import commands as c
from simulator.session.corridor import obey
from simulator.session.diary import compression_frac, diary, kept, stopped_day
from simulator.session.home import Home, StockingAdvice
from simulator.session.state import State
from tests.laws.random_play import first_state

TOLD = (StockingAdvice(0, 21, 100),)
PLAIN = Home(0, stocking_mmhg=25, is_measured=True)
MODEL = replace(PLAIN, is_explained=True, is_understood=True, told=TOLD)
PHONED = StockingAdvice(9, 21, 900)


def at_home(home: Home, seed: int = 5, day: int = 21, **person: str) -> State:
    """Return a patient who went home like `home`, `day` days ago."""
    state = first_state()
    spec = replace(state.patient.spec, **person)  # type: ignore[arg-type]
    world = replace(state.world, seed=seed, patient=replace(state.patient, spec=spec))
    return replace(state, world=world, homes=(home,), day=day)


def worn_h(home: Home, seed: int = 5, **person: str) -> list[float]:
    return [day.all_h for day in diary(at_home(home, seed, **person))]


homes = st.builds(
    Home,
    st.just(0),
    st.sampled_from([0, 20, 25, 40]),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.sampled_from([(), TOLD, (StockingAdvice(0, 7, 100),), (*TOLD, PHONED), (PHONED,)]),
)
seeds = st.integers(0, 500)
people = st.sampled_from(["careful", "ordinary", "careless"])
feelings = st.sampled_from(["easy", "ordinary", "hot"])


@given(seeds, feelings)
def test_somebody_careful_and_well_advised_wears_all_of_it(seed: int, comfort: str) -> None:
    days = diary(at_home(MODEL, seed, diligence="careful", comfort=comfort))
    assert len(days) == 21
    assert all(day.all_h == 24.0 for day in days)
    assert compression_frac(days, is_over=True) == 1.0


@given(seeds, people)
def test_who_was_told_nothing_takes_it_off_at_night_and_soon_for_good(seed: int, who: str) -> None:
    days = diary(at_home(PLAIN, seed, diligence=who))
    assert not any(day.is_night_worn for day in days)
    assert sum(day.hours_worn > 0.0 for day in days) == 3


def test_who_did_not_understand_often_stops_between_day_five_and_nine() -> None:
    told_only = replace(PLAIN, told=TOLD)
    stops = [
        stopped_day(diary(at_home(told_only, seed, diligence="careless")), told_only)
        for seed in range(200)
    ]
    early = [day for day in stops if day > 0]
    assert 80 < len(early) < 180
    assert set(early) == {5, 6, 7, 8, 9}
    understood = replace(told_only, is_explained=True, is_understood=True)
    late = [
        stopped_day(diary(at_home(understood, seed, diligence="careless")), understood)
        for seed in range(200)
    ]
    assert sum(day > 0 for day in late) < len(early) / 3


def test_a_stocking_that_was_never_fitted_is_never_worn() -> None:
    assert not any(worn_h(replace(MODEL, stocking_mmhg=0)))


@given(homes, seeds, people, feelings)
def test_saying_more_never_wears_less(home: Home, seed: int, who: str, comfort: str) -> None:
    person = {"diligence": who, "comfort": comfort}
    plain = worn_h(home, seed, **person)
    better = [replace(home, is_explained=True), replace(home, is_understood=True)]
    better.append(replace(home, is_measured=True))
    for other in better:
        assert all(a <= b for a, b in zip(plain, worn_h(other, seed, **person), strict=True))


@given(homes, seeds, people)
def test_a_call_brings_back_from_the_next_day_on_and_not_before(
    home: Home, seed: int, who: str
) -> None:
    if any(told.since for told in home.told) or not home.stocking_mmhg:
        return
    before = worn_h(home, seed, diligence=who)
    after = worn_h(replace(home, told=(*home.told, PHONED)), seed, diligence=who)
    assert after[:9] == before[:9]
    assert all(a <= b for a, b in zip(before, after, strict=True))


@settings(max_examples=20)
@given(st.lists(st.integers(1, 15), min_size=1, max_size=5), homes)
def test_one_jump_or_many_write_the_same_diary(jumps: list[int], home: Home) -> None:
    start = at_home(home, day=0)
    once, _ = obey(start, c.PassDays(sum(jumps)))
    many = start
    for days in jumps:
        many, _ = obey(many, c.PassDays(days))
    assert diary(once) == diary(many)


@given(homes, seeds)
def test_looking_changes_nothing(home: Home, seed: int) -> None:
    state = at_home(home, seed)
    first = diary(state)
    looked, _ = obey(state, c.OpenDiary())
    assert looked is state
    assert diary(looked) == first


@given(homes, seeds, st.integers(1, 21))
def test_compression_counts_as_lost_only_what_is_lost(home: Home, seed: int, day: int) -> None:
    days = kept(at_home(home, seed), 0, 21)
    so_far = compression_frac(days[:day], is_over=False)
    assert compression_frac(days[:day], is_over=True) <= so_far
    assert so_far >= compression_frac(days, is_over=False) - 1e-12
    assert compression_frac(days, is_over=True) == compression_frac(days, is_over=False)


def test_nights_off_are_a_third_of_the_hours() -> None:
    days = tuple(replace(day, is_night_worn=False) for day in kept(at_home(MODEL), 0, 21))
    assert compression_frac(days, is_over=True) == pytest.approx(2 / 3, abs=0.01)


def test_the_diary_tells_what_she_wrote_and_the_telephone_what_she_says() -> None:
    state = at_home(replace(PLAIN, told=TOLD), seed=3, day=9, diligence="careless", comfort="hot")
    _, (opened,) = obey(state, c.OpenDiary())
    assert opened.days_due == 9
    written = [day for day in diary(state) if day.words]
    assert opened.days_worn == sum(day.hours_worn > 0 for day in written)
    untouched = session_of(state.lumen, 0, 1.0, {}, {})
    _, (called,) = obey(replace(state, sessions=(untouched,)), c.Telephone())
    assert called.words
    assert called.is_wearing == (diary(state)[-1].hours_worn > 0)
