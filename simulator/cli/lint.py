"""`lint`: every error and warning about scenario files, with place and hint."""

import argparse

from simulator.cli.printing import complaint_json, print_json
from simulator.scenario.find import scenario_file
from simulator.scenario.load import lint


def explained(name: str) -> str:
    """Return the scenario `name` with everything filled in."""
    from simulator.scenario.explain import explain

    return explain(scenario_file(name))


def run(options: argparse.Namespace) -> int:
    """Print one line a complaint; 0 without errors, 2 with any."""
    worst, documents = 0, []
    for name in options.scenarios:
        complaints = lint(scenario_file(name))
        errors = sum(c.severity == "error" for c in complaints)
        worst = max(worst, 2 if errors else 0)
        documents.append(
            {
                "scenario": name,
                "errors": errors,
                "warnings": len(complaints) - errors,
                "complaints": [complaint_json(c) for c in complaints],
            }
        )
        if not options.json:
            print("\n".join(map(str, complaints)) or f"{name}: fine")
        if options.explain and not errors and not options.json:
            print(explained(name), end="")
    if options.json:
        print_json({"scenarios": documents})
    return worst
