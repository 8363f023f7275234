"""Finding what a command was given: scenarios by file or name, traces by file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulator.base.complaints import Complaint, UnusableInput, nearest
from simulator.scenario.carried import rubric_format, rules_of
from simulator.scenario.find import (
    case_name,
    file_bytes,
    part_file,
    scenario_file,
    scenarios_folder,
    shipped,
    shipped_protocols,
)
from simulator.scenario.load import Scenario, load
from simulator.scoring.checking import Checked, check
from simulator.scoring.engine import Score, told
from simulator.session.signature import engine_signature
from simulator.session.trace import MAX_TRACE_BYTES, Trace, read_trace

if TYPE_CHECKING:  # what simulates takes half a second to load, and a record needs none of it
    from simulator.session.attempt import Attempt, Divergence


def open_scenario(name: str) -> Scenario:
    """Return the scenario in file `name`, or the shipped one of that name."""
    path = scenario_file(name)
    if not path.exists():
        names = [case_name(p) for p in shipped()]
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


def rubric_source(name: str) -> tuple[bytes, str, str | None]:
    """Return (bytes, file, pack) of the rules `name` means: a rubric, or a scenario that has them.

    A scenario that can be used brings the text of its own protocol pack; a rubric has none.
    """
    path = scenario_file(name)
    data = file_bytes(path)
    if rubric_format(data, str(path)) == "rubric/1":
        return data, str(path), None
    return data, str(path), open_scenario(name).protocol_text


@dataclass(frozen=True)
class Judged:
    """A trace with its score, and how it was come by.

    `doubt` says why the score is the record's word alone though nobody chose to trust it.
    """

    trace: Trace
    scenario: Scenario
    score: Score
    attempt: Attempt | None
    divergence: Divergence | None
    note: str = ""
    doubt: Complaint | None = None
    elsewhere: Score | None = None  # under the pack of another school, if one was asked for

    events: Sequence[Mapping[str, Any]] = ()  # what was judged

    def metrics(self) -> dict[str, Any]:
        """Return every metric of the attempt and what it counts for; `UnusableInput` if the
        events hold what no attempt records."""
        from simulator.scoring.metrics import metrics_json, statuses

        try:
            return metrics_json(self.events, statuses(self.scenario.rubric))
        except (ValueError, TypeError, LookupError, ArithmeticError) as error:
            raise _unscored(self.trace, str(error)) from None

    @property
    def is_resimulated(self) -> bool:
        """Whether the score stands on a fresh play of the commands."""
        return self.attempt is not None


def play_again(trace: Trace, scenario: Scenario) -> tuple[Attempt, Divergence | None]:
    """Re-simulate `trace`; a recorded command that is none becomes a plain complaint."""
    from simulator.session.attempt import replay

    try:
        return replay(trace, scenario.plan)
    except (ValueError, TypeError, LookupError, ArithmeticError) as error:
        what = f"it cannot be played again: {plain(str(error))}"
        raise UnusableInput([Complaint(what, trace.name, 1, 1, code="T103")]) from None


def pack_text(name: str) -> str:
    """Return the protocol pack that `name` means: a shipped one, or a file."""
    from simulator.scenario.protocol import read_protocol

    file = Path(name) if name.endswith(".yaml") else part_file("protocol", name, scenarios_folder())
    if file is None:
        names = [path.stem for path in shipped_protocols()]
        what = f"there is no protocol pack '{name}'{nearest(name, names)}"
        raise UnusableInput([Complaint(what, hint=f"shipped: {', '.join(names)}")])
    data = file_bytes(file)
    read_protocol(data, str(file))
    return data.decode("utf-8-sig")


def judge(
    name: str, *, is_recorded: bool, rules: Scenario | None = None, pack: str | None = None
) -> Judged:
    """Read, verify and score one trace file, by its own rules, which must be `rules` if given."""
    trace = read_trace(read_bytes(name), name)
    return judge_trace(trace, is_recorded=is_recorded, rules=rules, pack=pack)


def judge_trace(
    trace: Trace, *, is_recorded: bool, rules: Scenario | None = None, pack: str | None = None
) -> Judged:
    """Score a verified trace by its own rules, which must be `rules` if given.

    Re-simulates when the engine is the one that recorded it, and says so when it cannot. With
    the text of another protocol `pack`, the same events are judged by that school too.
    """
    name, scenario = trace.name, rules_of(trace)
    if rules is not None:
        _insist_on(rules, scenario, trace)
    notes = [] if rules is not None else [_strange_rules(scenario)]
    is_foreign = trace.head["engine"] != engine_signature()
    doubt, attempt, lost, events = None, None, None, trace.events
    if is_recorded or is_foreign:
        notes.append("scored as recorded")
        if is_foreign:
            notes[-1] = f"recorded by another engine ({engine_of(trace)}): scored as recorded"
        if not is_recorded:
            what = f"it cannot be played again: another engine recorded it ({engine_of(trace)})"
            doubt = Complaint(what, name, 1, 1, "use --recorded to trust the record", code="T105")
    else:
        attempt, lost = play_again(trace, scenario)
        events = attempt.events
        notes.append(f"the re-simulation diverges at {plain(str(lost))}" if lost else "")
    result = told(checked(trace, scenario, events))
    other = None if pack is None else told(checked(trace, rules_of(trace, pack), events))
    note = "; ".join(filter(None, notes))
    return Judged(trace, scenario, result, attempt, lost, note, doubt, other, events)


def checked(trace: Trace, rules: Scenario, events: Sequence[Mapping[str, Any]]) -> Checked:
    """Judge `events` of `trace` by `rules`; `UnusableInput` for what no attempt records."""
    try:
        return check(rules.rubric, events)
    except UnusableInput as error:
        raise _unscored(trace, error.complaints[0].what) from None
    except (ValueError, TypeError, LookupError, ArithmeticError) as error:
        raise _unscored(trace, str(error)) from None


def _unscored(trace: Trace, why: str) -> UnusableInput:
    what = f"its events cannot be scored: {plain(why)}"
    return UnusableInput([Complaint(what, trace.name, 1, 1, code="T104")])


def _insist_on(rules: Scenario, carried: Scenario, trace: Trace) -> None:
    """Refuse a trace that was played under another scenario or pack than `rules`, to the letter."""
    for what, is_same in (
        ("scenario", carried.text_sha256 == rules.text_sha256),
        ("protocol pack", carried.protocol_sha256 == rules.protocol_sha256),
    ):
        if not is_same:
            said = f"it was played under another {what} than '{rules.name}'"
            hint = f"it carries '{plain(carried.plan.id)}' with another text"
            raise UnusableInput([Complaint(said, trace.name, 1, 1, hint, code="T106")])


def _strange_rules(carried: Scenario) -> str:
    """Return what is to be said about rules that bear a shipped name and another text, or ''."""
    if _is_as_shipped(
        carried.plan.id,
        carried.rubric.protocol,
        carried.text,
        carried.protocol_text,
        carried.parts,
    ):
        return ""
    return "played under other rules than the shipped ones"


@lru_cache(maxsize=64)
def _is_as_shipped(
    case: str, pack_name: str, text: str, protocol_text: str, parts: tuple[tuple[str, str], ...]
) -> bool:
    """Say whether all texts are the shipped ones, or no case of this name is shipped."""
    file = next((path for path in shipped() if case_name(path) == case), None)
    if file is None:
        return True
    pack = part_file("protocol", pack_name, file.parent)
    pairs = ((file, text), (pack, protocol_text), *((file.parent / n, own) for n, own in parts))
    return all(
        path and path.is_file() and path.read_bytes().decode("utf-8-sig") == own
        for path, own in pairs
    )
