"""`lint`: every error and warning about scenario files, with place and hint."""

import argparse
import sys
from collections.abc import Sequence
from typing import Any

from simulator.base.complaints import Complaint
from simulator.cli.excerpts import harmless, is_coloured, told
from simulator.scenario.find import scenario_file
from simulator.scenario.load import lint, load

PASSED, FAILED, UNUSABLE = 0, 1, 2
Found = list[tuple[str, list[Complaint]]]  # the name that was given, and what there is to say


def explained(name: str) -> str:
    """Return the scenario `name` with everything filled in."""
    from simulator.scenario.explaining.explain import explain

    return explain(scenario_file(name))


def run(options: argparse.Namespace) -> int:
    """Say what was found; 0 without errors, 2 with any, 1 for warnings if `--strict`."""
    found: Found = []
    is_text = form_of(options) == "text"
    for name in options.scenarios:
        complaints = lint(scenario_file(name), is_deep=options.deep or options.witness)
        found.append((name, complaints))
        if is_text:
            print_text(name, complaints)
            if code_of(complaints, is_strict=False) == PASSED:
                if options.explain:
                    print(explained(name), end="")
                if options.witness:
                    print_witness(name)
    if not is_text:
        write(form_of(options), found)
    return code_of([c for _, own in found for c in own], is_strict=options.strict)


def form_of(options: argparse.Namespace) -> str:
    """Return the format that was asked for; `--json` is short for one of them."""
    return "json" if options.json else options.format


def code_of(complaints: Sequence[Complaint], *, is_strict: bool) -> int:
    """Return the exit code that `complaints` deserve."""
    if any(c.severity == "error" for c in complaints):
        return UNUSABLE
    return FAILED if is_strict and complaints else PASSED


def print_text(name: str, complaints: Sequence[Complaint]) -> None:
    """Print what is to be said about one file, for a person."""
    in_colour = is_coloured(sys.stdout)
    for complaint in complaints:
        print(told(complaint, in_colour=in_colour))
    if not complaints:
        print(harmless(f"{name}: fine"))


def print_witness(name: str) -> None:
    """Print a short attempt that passes, one event a line with its time, if one was found."""
    from simulator.scenario.linting.deep_lint import achievable, told_event
    from simulator.scoring.words import clock

    scenario = load(scenario_file(name))
    case = achievable(scenario.rubric, scenario.plan)
    if case.answer.attempt is None:
        print("  no attempt that passes was found")
        return
    attempt = case.shortened(case.answer.attempt)
    count = len(attempt.events)
    print(f"  a short attempt that passes: {count} events, {attempt.score.score:g} of 100")
    for event in attempt.events:
        print(f"  {clock(event['tick'])}  {told_event(event)}")


def write(form: str, found: Found) -> None:
    """Print everything that was found as one document: json, github or sarif."""
    complaints = [c for _, own in found for c in own]
    if form == "github":
        from simulator.records.annotations import annotations

        print(annotations(complaints), end="")
    elif form == "sarif":
        from simulator import __version__
        from simulator.records.sarif import CodeWords, sarif
        from simulator.scenario.linting.catalogue import entry, page

        def words_of(code: str) -> CodeWords:
            about = entry(code)
            return CodeWords(about.name, about.sentence, page(code))

        print(sarif(complaints, words_of, version=__version__), end="")
    else:
        from simulator.cli.printing import print_json

        print_json({"scenarios": [_document(name, own) for name, own in found]})


def _document(name: str, complaints: Sequence[Complaint]) -> dict[str, Any]:
    from simulator.cli.printing import complaint_json

    errors = sum(c.severity == "error" for c in complaints)
    return {
        "scenario": name,
        "errors": errors,
        "warnings": len(complaints) - errors,
        "complaints": [complaint_json(c) for c in complaints],
    }
