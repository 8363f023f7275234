"""A source that was closed may open again: seldom, unannounced, once, and a scan can find it."""

from dataclasses import replace

from simulator.session import commands as c
from simulator.session.corridor import obey
from simulator.session.reflux import opened, opening, reflux_at_judgement, residual_reflux_frac
from simulator.session.state import State
from tests.laws.random_play import first_state

BOTH = (("aasv", 0), ("reticular_feeder", 0))


def closed(seed: int, veins: tuple[tuple[str, int], ...] = BOTH) -> State:
    state = first_state()
    return replace(state, world=replace(state.world, seed=seed), closed=veins)


def test_of_closed_sources_a_few_in_a_hundred_open_between_weeks_two_and_twelve() -> None:
    found = [due for seed in range(400) if (due := opening(closed(seed))) is not None]
    assert 10 < len(found) < 42
    assert all(14 <= due.day <= 84 for due in found)


def test_what_opens_brings_reflux_back_once_and_can_be_closed_for_good() -> None:
    seed = next(seed for seed in range(400) if opening(closed(seed)))
    state = closed(seed)
    due = opening(state)
    assert due is not None
    assert residual_reflux_frac(state) == 0.0
    assert reflux_at_judgement(state) > 0.0
    before, _ = obey(state, c.PassDays(due.day - 1))
    assert before.closed == BOTH
    after, said = obey(before, c.PassDays(1))
    assert not set(after.closed_ids) & set(due.veins)
    assert len(said) == 1, "nobody is told"
    assert residual_reflux_frac(after) == reflux_at_judgement(state)
    again = replace(after, closed=BOTH)
    assert opened(again) is again
    assert reflux_at_judgement(again) == 0.0


def test_one_jump_or_many_open_the_same() -> None:
    seed = next(seed for seed in range(400) if opening(closed(seed)))
    once, _ = obey(closed(seed), c.PassDays(100))
    many = closed(seed)
    for _ in range(20):
        many, _ = obey(many, c.PassDays(5))
    assert once.closed == many.closed
    assert once.opened == many.opened


def test_where_nothing_was_closed_nothing_opens() -> None:
    assert all(opening(closed(seed, ())) is None for seed in range(50))
