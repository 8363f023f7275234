"""The virtual practice: the published mix, honest intervals, and no luck by order or process."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache, partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.cli.batch import over
from simulator.operators import practice, practising
from simulator.operators.hand import Hand
from simulator.operators.practice import (
    Treated,
    figures,
    mean_of,
    treated_leg,
    treated_legs,
    wilson,
)
from simulator.operators.practice_mix import leg
from simulator.session.attempt import start
from simulator.session.observation import Observation
from simulator.session.pace import COARSE
from simulator.session.plan import Plan

QUICK = replace(practising.NO_DUPLEX, sessions=1, punctures=(2,))


@cache
def quick(number: int) -> Treated:
    return treated_leg(number, seed=1, how=QUICK)


def drawn(number: int, judgement: str = "excellent", hidden: str = "feeder") -> Treated:
    return Treated(
        number, hidden, 0.9, judgement, False, False, False, 0.9, 0.0, 0.03, 0.8, 500.0, 10
    )


def test_the_interval_of_the_hidden_share_contains_the_published_one() -> None:
    legs = [leg(1, number) for number in range(4000)]
    found = wilson(sum(one.hidden != "none" for one in legs), len(legs))
    assert found.low < 0.89 < found.high
    saphenous = wilson(sum(one.hidden == "saphenous" for one in legs), len(legs))
    assert saphenous.low < 0.43 < saphenous.high


def test_a_leg_is_the_same_however_many_come_before_it() -> None:
    assert leg(1, 7) == leg(1, 7)
    assert leg(1, 7) != leg(1, 8)
    assert leg(1, 7) != leg(2, 7)


def test_what_is_hidden_is_really_grown() -> None:
    for number in range(40):
        one = leg(1, number)
        kinds = {source.kind for source in one.spec.sources}
        assert bool(kinds) == (one.hidden != "none")
        assert bool(kinds & {"GSV", "SSV", "AASV"}) == (one.hidden == "saphenous")
        assert not kinds or "reticular" in kinds


@given(st.integers(1, 500), st.data())
def test_wilsons_interval_holds_its_share_and_stays_within_bounds(
    of: int, data: st.DataObject
) -> None:
    hits = data.draw(st.integers(0, of))
    found = wilson(hits, of)
    assert 0.0 <= found.low <= found.value <= found.high <= 1.0
    assert found.low < found.high


def test_wilsons_interval_is_the_textbook_one() -> None:
    found = wilson(10, 100)
    assert (found.low, found.high) == pytest.approx((0.0552, 0.1744), abs=1e-4)


def test_the_mean_has_an_interval_that_narrows() -> None:
    few, many = mean_of([0.5, 0.9] * 10, 1), mean_of([0.5, 0.9] * 1000, 1)
    assert few.value == pytest.approx(0.7)
    assert few.low < 0.7 < few.high
    assert many.high - many.low < (few.high - few.low) / 5


def test_the_figures_do_not_depend_on_the_order_of_the_legs() -> None:
    legs = [replace(drawn(n), clearance_frac=n / 50) for n in range(50)]
    assert figures(legs, 1) == figures(legs[::-1], 1)


def test_failures_are_counted_among_those_with_a_hidden_source() -> None:
    legs = [drawn(0, "unsuccessful"), drawn(1), drawn(2, "unsuccessful", "none")]
    found = figures(legs, 1)
    assert found["unsuccessful_hidden"].value == pytest.approx(1 / 2)
    assert found["unsuccessful"].value == pytest.approx(2 / 3)
    assert found["very_pleased"].value == pytest.approx(1 / 3)
    assert set(found) == {
        "hidden_source", "clearance", "very_pleased", "excellent", "unsuccessful",
        "unsuccessful_hidden", "stain", "matting", "ulcer",
    }  # fmt: skip


def test_the_same_leg_by_the_same_hands_ends_the_same_wherever_it_is_treated() -> None:
    with ThreadPoolExecutor(2) as executor:
        found = over((1, 0), partial(treated_legs, seed=1, how=QUICK), executor, at_most=1)
        assert list(found) == [quick(1), quick(0)]


def test_saline_clears_nothing() -> None:
    assert treated_leg(0, seed=1, how=replace(QUICK, drug="saline")).clearance_frac <= 0.02
    assert quick(0).clearance_frac > 0.02


def test_whoever_treats_gets_observations_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Equal observations, equal commands, whatever hides behind them."""
    seen: list[Observation] = []
    plain = Hand.look

    def recorded(hand: Hand) -> Observation:
        seen.append(plain(hand))
        return seen[-1]

    def commands(sources: tuple) -> list[dict]:
        told: list[dict] = []
        plan = Plan(patient=replace(leg(1, 3).spec, sources=sources), drugs=practice.TRAY)
        practising.treat(Hand(start(plan, 5, told.append, pace=COARSE)), QUICK)
        return [record for record in told if record["k"] == "do"]

    monkeypatch.setattr(Hand, "look", recorded)
    first = commands(())
    replayed = iter(tuple(seen))
    monkeypatch.setattr(Hand, "look", lambda _hand: next(replayed))
    assert commands(leg(1, 0).spec.sources) == first


@pytest.mark.ci
def test_a_hidden_source_is_found_and_closed_and_none_is_invented() -> None:
    for number in range(6):
        who = leg(1, number)
        plan = Plan(patient=who.spec, drugs=practice.TRAY)
        attempt = start(plan, who.seed, lambda _record: None, pace=COARSE)
        practising.treat(Hand(attempt), replace(practising.COMPETENT, sessions=1, punctures=(1,)))
        treated = {e["vein"] for e in attempt.events if e["ev"] == "vein_treated"}
        assert bool(treated) == (who.hidden != "none")
