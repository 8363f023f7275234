"""The scripted trainees' attempts, each played once and shared by all tests."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from simulator.operators.hand import Hand
from simulator.operators.roster import OPERATORS
from simulator.scenario.find import case_name, shipped
from simulator.scenario.load import Scenario, load
from simulator.scoring.engine import Score, score
from simulator.session.attempt import Attempt, Record, start


@dataclass(frozen=True)
class Played:
    """An attempt that is over, its records and its score."""

    attempt: Attempt
    records: tuple[Record, ...]
    score: Score

    def events(self, kind: str) -> list[dict[str, Any]]:
        """Return its events of one kind."""
        return [event for event in self.attempt.events if event["ev"] == kind]


@cache
def case() -> Scenario:
    """Return the hidden feeder."""
    return next(load(path) for path in shipped() if case_name(path) == "hidden_feeder")


@cache
def played(operator: str, seed: int | None = None) -> Played:
    """Return the attempt of `operator` on the hidden feeder."""
    return play(operator, case(), seed)


def play(operator: str, scenario: Scenario, seed: int | None = None) -> Played:
    """Return the attempt of `operator` on any case."""
    records: list[Record] = []
    plan = scenario.plan
    attempt = start(plan, plan.seed if seed is None else seed, records.append)
    OPERATORS[operator](Hand(attempt))
    return Played(attempt, tuple(records), score(scenario.rubric, attempt.events))


def edited(*changes: tuple[str, str]) -> Scenario:
    """Return the hidden feeder as an instructor would edit it: one text for another."""
    path = next(path for path in shipped() if case_name(path) == "hidden_feeder")
    text = path.read_text("utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return load(path, text.encode())
