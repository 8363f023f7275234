"""Finding what a command was given: scenarios by file or name, traces by file."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulator.base.complaints import Complaint, UnusableInput, nearest
from simulator.scenario.find import scenario_file, shipped
from simulator.scenario.load import Scenario, load
from simulator.scoring.engine import Score, score
from simulator.session.attempt import Attempt, Divergence, engine_signature, replay
from simulator.session.trace import Trace, read_trace


def open_scenario(name: str) -> Scenario:
    """Return the scenario in file `name`, or the shipped one of that name."""
    path = scenario_file(name)
    if not path.exists():
        names = [p.stem for p in shipped()]
        what = f"there is no scenario '{name}'{nearest(name, names)}"
        raise UnusableInput([Complaint(what, hint=f"shipped: {', '.join(names)}")])
    return load(path)


def read_bytes(name: str) -> bytes:
    """Return the bytes of a file the user named, or a plain complaint."""
    try:
        return Path(name).read_bytes()
    except (OSError, ValueError) as error:
        what = f"cannot read the file: {getattr(error, 'strerror', None) or error}"
        raise UnusableInput([Complaint(what, name, 1, 1, code="T101")]) from None


def rules_of(trace: Trace) -> Scenario:
    """Return the scenario that `trace` carries: the rules of its own day."""
    head = trace.head
    texts = (head.get("scenario_text"), head.get("protocol_text"))
    if not all(isinstance(text, str) for text in texts):
        what = "the trace carries no scenario, so its rules are unknown"
        raise UnusableInput([Complaint(what, trace.name, 1, 1, code="T102")])
    return load(
        str(head.get("scenario_name") or "scenario.yaml"),
        texts[0].encode(),
        protocol_bytes=texts[1].encode(),
    )


@dataclass(frozen=True)
class Judged:
    """A trace with its score, and how it was come by."""

    trace: Trace
    scenario: Scenario
    score: Score
    attempt: Attempt | None
    divergence: Divergence | None
    is_resimulated: bool
    note: str = ""


def play_again(trace: Trace, scenario: Scenario) -> tuple[Attempt, Divergence | None]:
    """Re-simulate `trace`; a recorded command that is none becomes a plain complaint."""
    try:
        return replay(trace, scenario.plan)
    except (ValueError, TypeError, KeyError) as error:
        raise UnusableInput([Complaint(str(error), trace.name, 1, 1, code="T103")]) from None


def judge(name: str, *, is_recorded: bool, raw: bytes | None = None) -> Judged:
    """Read, verify and score one trace file.

    Re-simulates when the engine is the one that recorded it, and says so when it cannot.
    """
    trace = read_trace(read_bytes(name) if raw is None else raw, name)
    scenario = rules_of(trace)
    if is_recorded:
        result = score(scenario.rubric, trace.events)
        return Judged(trace, scenario, result, None, None, False, "scored as recorded")
    if trace.head.get("engine") != engine_signature():
        result = score(scenario.rubric, trace.events)
        note = f"recorded by another engine ({trace.head.get('engine')}): scored as recorded"
        return Judged(trace, scenario, result, None, None, False, note)
    attempt, lost = play_again(trace, scenario)
    result = score(scenario.rubric, attempt.events)
    note = f"the re-simulation diverges at {lost}" if lost else ""
    return Judged(trace, scenario, result, attempt, lost, True, note)


def summary(score_json: dict[str, Any], trace: str, engine: str) -> dict[str, Any]:
    """Return the documented JSON of one attempt (docs/headless.md)."""
    return {**score_json, "trace": trace, "engine": engine}
