"""The hidden truth changes no command: equal sights, equal acts, to the first that differs."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.anatomy.spec import ClotSpec, HistoryItem, PatientSpec, SourceSpec
from simulator.operators.hand import Hand
from simulator.operators.roster import OPERATORS
from simulator.session.attempt import start
from simulator.session.commands import Command
from simulator.session.observation import Observation
from simulator.session.plan import Plan

RETICULAR = SourceSpec("reticular", "reticular", 0.9, 1.8, "patch")
WHO = PatientSpec(threads=2, sources=(RETICULAR,))
TALKATIVE = sorted({*OPERATORS} - {"unsafe-but-fast"})  # who pushes from the first minute on
SHORT, FIRST_PUSHES = 150, 900  # sights and acts


class Enough(Exception):
    """As much was seen and done as was wanted."""


class Watched(Hand):
    """A hand that keeps everything it saw, was told and did, in order."""

    def __init__(self, plan: Plan, seed: int, most: int) -> None:
        super().__init__(start(plan, seed, lambda _record: None))
        self.most = most
        self.stream: list[tuple[str, Any]] = []

    def _note(self, kind: str, what: Any) -> None:
        if len(self.stream) >= self.most:
            raise Enough
        self.stream.append((kind, what))

    def look(self) -> Observation:
        seen = super().look()
        self._note("saw", seen)
        return seen

    def do(self, *commands: Command, then_wait_s: float = 0.0) -> str | None:
        why = None
        for command in commands:
            self._note("did", command)
            said = super().do(command)
            self._note("heard", said)
            why = said or why
        if then_wait_s > 0.0:
            self.wait(then_wait_s)
        return why

    def wait(self, duration_s: float) -> None:
        self._note("did", duration_s)
        super().wait(duration_s)


@cache
def stream(operator: str, who: PatientSpec, most: int) -> tuple[tuple[str, Any], ...]:
    hand = Watched(Plan(patient=who, seed=5), 5, most)
    with suppress(Enough):
        OPERATORS[operator](hand)
    return tuple(hand.stream)


def never_looked_at(who: PatientSpec) -> PatientSpec:
    leaking = SourceSpec("gsv", "GSV", 2.0, 5.0, "patch")
    return replace(who, sources=(*who.sources, replace(leaking, feeds="reticular")))


def never_asked(who: PatientSpec) -> PatientSpec:
    return replace(who, history=(HistoryItem("clots", "Two, and one in the lung.", "absolute"),))


def never_seen(who: PatientSpec) -> PatientSpec:
    return replace(who, has_arteriole_near=True)


def never_pressed(who: PatientSpec) -> PatientSpec:
    return replace(who, clots=(ClotSpec("popliteal_vein"),))


HIDDEN: dict[str, Callable[[PatientSpec], PatientSpec]] = {
    "a leak in a vein": never_looked_at,
    "an answer": never_asked,
    "an arteriole": never_seen,
    "a clot": never_pressed,
}


def first_difference(one: Any, other: Any) -> tuple[str, Any] | None:
    """Return what first differs between two streams, if anything does."""
    for mine, yours in zip(one, other, strict=False):
        if mine != yours:
            return mine
    return None if len(one) == len(other) else ("did", "one goes on")


def obeys(operator: str, hidden: str, most: int) -> None:
    """No act differs before a sight or a word has differed."""
    plain, other = stream(operator, WHO, most), stream(operator, HIDDEN[hidden](WHO), most)
    differs = first_difference(plain, other)
    assert differs is None or differs[0] in ("saw", "heard"), (operator, hidden, differs)


@settings(max_examples=8)
@given(st.sampled_from(TALKATIVE), st.sampled_from(sorted(HIDDEN)))
def test_no_act_differs_before_a_sight_has_differed(operator: str, hidden: str) -> None:
    obeys(operator, hidden, SHORT)


@pytest.mark.ci
@pytest.mark.parametrize(
    "operator",
    ["hasty"]
    + [
        pytest.param(who, marks=pytest.mark.long)
        for who in ("no-duplex", "timid", "unsafe-but-fast")
    ],
)
def test_and_so_it_is_to_the_first_pushes(operator: str) -> None:
    for hidden in HIDDEN:
        obeys(operator, hidden, FIRST_PUSHES)


def test_who_never_asks_never_knows() -> None:
    """With the law above, this says that an answer nobody hears changes nothing at all."""
    assert stream("hasty", never_asked(WHO), SHORT) == stream("hasty", WHO, SHORT)


def test_who_asks_hears_and_acts_on_it() -> None:
    plain, barred = (stream("expert", who, SHORT) for who in (WHO, never_asked(WHO)))
    kind, seen = first_difference(plain, barred) or ("", None)
    assert kind == "saw"
    assert seen.barring == ()
    assert any(k == "did" and "Decline" in str(what) for k, what in barred)
