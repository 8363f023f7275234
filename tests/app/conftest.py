"""A home of its own for every run, and two attempts played to their end on two threads."""

import pytest

from simulator.app.desk import Desk
from simulator.operators.hand import Hand
from simulator.operators.roster import OPERATORS
from tests.operators.plays import case, edited


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """Return a fresh folder for attempts and settings."""
    monkeypatch.setenv("FILIGRANE_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture(scope="session")
def scenario():
    return case()


@pytest.fixture(scope="session")
def short_scenario():
    """Return the same case with two threads, for attempts that are played to their end."""
    return edited(("threads: 6", "threads: 2"))


@pytest.fixture(scope="session")
def finished(short_scenario, tmp_path_factory):
    """Return the desks of a passed and of a failed attempt, each with its file."""
    desks = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FILIGRANE_HOME", str(tmp_path_factory.mktemp("played")))
        for result, operator in (("passed", "expert"), ("failed", "hasty")):
            desks[result] = Desk.begin(short_scenario)
            OPERATORS[operator](Hand(desks[result].attempt))
            desks[result].close()
    return desks


@pytest.fixture
def desk(scenario):
    """Return a desk with a new attempt."""
    made = Desk.begin(scenario)
    yield made
    made.close()
