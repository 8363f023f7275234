"""A home of its own for every run, and two attempts played to their end."""

import pytest

from simulator.app.desk import Desk
from simulator.operators.hand import Hand
from simulator.operators.roster import OPERATORS
from simulator.scenario.find import scenario_file
from simulator.scenario.load import load


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """Return a fresh folder for attempts and settings."""
    monkeypatch.setenv("FILIGRANE_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture(scope="session")
def scenario():
    return load(scenario_file("hidden_feeder"))


@pytest.fixture(scope="session")
def finished(scenario, tmp_path_factory):
    """Return the desks of a passed and of a failed attempt, each with its file."""
    desks = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FILIGRANE_HOME", str(tmp_path_factory.mktemp("played")))
        for result, operator in (("passed", "expert"), ("failed", "hasty")):
            desks[result] = Desk.begin(scenario)
            OPERATORS[operator](Hand(desks[result].attempt))
            desks[result].close()
    return desks


@pytest.fixture
def desk(scenario):
    """Return a desk with a new attempt."""
    made = Desk.begin(scenario)
    yield made
    made.close()
