"""`explain`: the filled-in scenario, every default and limit said, every rule as a sentence."""

import argparse

from simulator.scenario.explaining.explain import explain
from simulator.scenario.find import scenario_file


def run(options: argparse.Namespace) -> int:
    """Print the whole scenario as YAML; a scenario that is wrong is complained of instead."""
    print(explain(scenario_file(options.scenario)), end="")
    return 0
