"""What the commands say: plain lines for people, one JSON document for programs.

The keys of every document are listed in docs/headless.md; they are only ever added to.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from simulator.base.complaints import Complaint
from simulator.scenario.load import Scenario
from simulator.scoring.engine import Score, to_json


def print_json(document: Any) -> None:
    """Print the one document of a command; keys sorted, nothing outside ASCII."""
    print(json.dumps(document, indent=2, sort_keys=True))


def errors_json(complaints: Sequence[Complaint]) -> dict[str, Any]:
    """Return the document of a command that could not do its work."""
    return {"error": [complaint_json(c) for c in complaints]}


def complaint_json(complaint: Complaint) -> dict[str, Any]:
    """Return a complaint by its parts, and as the line that a person would see."""
    return asdict(complaint) | {"message": str(complaint)}


def origin_json(scenario: Scenario, seed: int, player: str) -> dict[str, Any]:
    """Return what was played, under which rules to the letter, and who says to have played it."""
    return {
        "scenario": scenario.plan.id,
        "scenario_sha256": scenario.text_sha256,
        "protocol_sha256": scenario.protocol_sha256,
        "seed": seed,
        "player": player,
    }


def attempt_json(result: Score, origin: dict[str, Any], trace: str, engine: str) -> dict[str, Any]:
    """Return the document of one scored attempt."""
    return {**to_json(result), **origin, "trace": trace, "engine": engine}


def spoken(title: str, result: Score, verdict: str = "") -> list[str]:
    """Return a score as a few plain lines: harms first, then skill by domain.

    `verdict` is said in place of the score's own, when that would promise too much.
    """
    verdict = verdict or ("passed" if result.passed else "FAILED")
    lines = [f"{title}: {verdict}, {result.score:.1f} of 100 (pass mark {result.pass_mark:g})"]
    if result.critical:
        lines.append(f"  critical: {', '.join(result.critical)}")
    lines += [f"  {harm.kind}: {harm.text}" for harm in result.harms]
    for name, (points, of) in result.domains.items():
        if of:
            lines.append(f"  {name}: {points:g} of {of:g}")
    if result.lost:
        lines.append(f"  lost by mistakes: -{result.lost:g}")
    told = {harm.text for harm in result.harms}
    broken = [f.text for f in result.findings if f.verdict == "broken" and not f.is_optional]
    lines += [f"  to work on: {text}" for text in dict.fromkeys(broken) if text not in told]
    return lines
