"""Finding what a command was given: scenarios by file or name, traces by file."""

from dataclasses import dataclass
from pathlib import Path

from simulator.base.complaints import Complaint, UnusableInput, nearest
from simulator.scenario.carried import rules_of
from simulator.scenario.find import scenario_file, shipped
from simulator.scenario.load import Scenario, load
from simulator.scoring.engine import Score, score
from simulator.session.attempt import Attempt, Divergence, engine_signature, replay
from simulator.session.trace import MAX_TRACE_BYTES, Trace, read_trace


def open_scenario(name: str) -> Scenario:
    """Return the scenario in file `name`, or the shipped one of that name."""
    path = scenario_file(name)
    if not path.exists():
        names = [p.stem for p in shipped()]
        what = f"there is no scenario '{name}'{nearest(name, names)}"
        raise UnusableInput([Complaint(what, hint=f"shipped: {', '.join(names)}")])
    return load(path)


def read_bytes(name: str) -> bytes:
    """Return the bytes of a file the user named, never far more than a trace may have."""
    try:
        with Path(name).open("rb") as file:
            return file.read(MAX_TRACE_BYTES + 1)
    except (OSError, ValueError) as error:
        what = f"cannot read the file: {getattr(error, 'strerror', None) or error}"
        raise UnusableInput([Complaint(what, name, 1, 1, code="T101")]) from None


def engine_of(trace: Trace) -> str:
    """Return the engine that recorded `trace`, fit to be shown."""
    return plain(str(trace.head["engine"]))


def plain(text: str) -> str:
    """Return `text` on one line, without anything that could move a terminal's cursor."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)[:200]


@dataclass(frozen=True)
class Judged:
    """A trace with its score, and how it was come by."""

    trace: Trace
    scenario: Scenario
    score: Score
    attempt: Attempt | None
    divergence: Divergence | None
    note: str = ""

    @property
    def is_resimulated(self) -> bool:
        """Whether the score stands on a fresh play of the commands."""
        return self.attempt is not None


def play_again(trace: Trace, scenario: Scenario) -> tuple[Attempt, Divergence | None]:
    """Re-simulate `trace`; a recorded command that is none becomes a plain complaint."""
    try:
        return replay(trace, scenario.plan)
    except (ValueError, TypeError, LookupError, ArithmeticError) as error:
        what = f"it cannot be played again: {plain(str(error))}"
        raise UnusableInput([Complaint(what, trace.name, 1, 1, code="T103")]) from None


def _as_recorded(trace: Trace, scenario: Scenario, note: str) -> Judged:
    try:
        result = score(scenario.rubric, trace.events)
    except (ValueError, TypeError, LookupError, ArithmeticError) as error:
        what = f"its events cannot be scored: {plain(str(error))}"
        raise UnusableInput([Complaint(what, trace.name, 1, 1, code="T104")]) from None
    return Judged(trace, scenario, result, None, None, note)


def judge(name: str, *, is_recorded: bool, raw: bytes | None = None) -> Judged:
    """Read, verify and score one trace file.

    Re-simulates when the engine is the one that recorded it, and says so when it cannot.
    """
    trace = read_trace(read_bytes(name) if raw is None else raw, name)
    scenario = rules_of(trace)
    if is_recorded:
        return _as_recorded(trace, scenario, "scored as recorded")
    if trace.head["engine"] != engine_signature():
        note = f"recorded by another engine ({engine_of(trace)}): scored as recorded"
        return _as_recorded(trace, scenario, note)
    attempt, lost = play_again(trace, scenario)
    result = score(scenario.rubric, attempt.events)
    note = f"the re-simulation diverges at {plain(str(lost))}" if lost else ""
    return Judged(trace, scenario, result, attempt, lost, note)
