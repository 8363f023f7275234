"""`lint`: every error and warning about scenario files, with place and hint."""

import argparse
import json
from dataclasses import asdict

from simulator.scenario.find import scenario_file
from simulator.scenario.load import lint


def run(options: argparse.Namespace) -> int:
    """Print one line a complaint; 0 without errors, 2 with any."""
    worst, documents = 0, []
    for name in options.scenarios:
        complaints = lint(scenario_file(name))
        if any(c.severity == "error" for c in complaints):
            worst = 2
        documents.append({"scenario": name, "complaints": [asdict(c) for c in complaints]})
        if not options.json:
            for complaint in complaints:
                print(complaint)
            if not complaints:
                print(f"{name}: fine")
    if options.json:
        print(json.dumps({"scenarios": documents}, indent=2, sort_keys=True))
    return worst
