"""`rescore`: before new rules are published, which attempts would flip under them, and why.

Every trace is judged by the rules of its own day and by the new ones, from the events it holds
(its chain is verified; nothing is simulated again unless asked). The own verdict of a trace is
worked out afresh, so both sides are judged by the same engine.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from simulator.base.complaints import Complaint, UnusableInput
from simulator.cli.batch import over, shown, traces_in, workers_for, workplace
from simulator.cli.loading import (
    checked,
    engine_of,
    pack_text,
    play_again,
    read_bytes,
    rubric_source,
)
from simulator.cli.printing import errors_json
from simulator.scenario.carried import judged_by, rubric_keys, rubric_parts, rules_of
from simulator.scoring.compare import Change, Comparison, compare
from simulator.session.signature import engine_signature
from simulator.session.trace import Trace, read_trace

STAYS, FLIPS, UNUSABLE = 0, 1, 2
REASONS = 4  # changes told of an attempt; --json has all


@dataclass(frozen=True)
class NewRules:
    """What every attempt is judged by beside its own rules, fit for another process."""

    keys: dict[str, Any] | None  # of a rubric; None keeps each trace's own rules
    parts: dict[str, str]  # names and texts of the files that those keys refer to
    file: str
    pack: str | None  # the text of a protocol pack; None keeps each trace's own
    is_simulated: bool


@dataclass(frozen=True)
class Row:
    """One attempt: what changes, or in words why it cannot be compared."""

    name: str
    comparison: Comparison | None
    complaints: tuple[Complaint, ...] = ()


def row(name: str, new: NewRules) -> Row:
    """Judge the trace in file `name` twice; what is wrong with it is part of the answer."""
    try:
        return row_of(read_trace(read_bytes(name), name), new)
    except UnusableInput as error:
        return Row(name, None, tuple(error.complaints))


def row_of(trace: Trace, new: NewRules) -> Row:
    """Judge a verified trace twice."""
    try:
        own = rules_of(trace)
        pack = own.protocol_text if new.pack is None else new.pack
        if new.keys is None:
            other = rules_of(trace, pack)
        else:
            other = judged_by(trace, new.keys, new.parts, new.file, pack)
        events = trace.events
        if new.is_simulated:
            if trace.head["engine"] != engine_signature():
                what = f"another engine recorded it ({engine_of(trace)}): it cannot be played here"
                hint = "without --simulate its record is used"
                raise UnusableInput([Complaint(what, trace.name, 1, 1, hint, code="T105")])
            events = play_again(trace, own)[0].events
        pair = checked(trace, own, events), checked(trace, other, events)
    except UnusableInput as error:
        return Row(trace.name, None, tuple(error.complaints))
    return Row(trace.name, compare(*pair))


def rows(names: Sequence[str], new: NewRules) -> list[Row]:
    """Judge each of `names` twice: the work of one process at a time."""
    return [row(name, new) for name in names]


def _new_rules(options: argparse.Namespace) -> NewRules:
    if not (options.rubric or options.protocol):
        hint = "--rubric FILE, or --protocol NAME, or both"
        raise UnusableInput([Complaint("rescore needs new rules to compare with", hint=hint)])
    pack = pack_text(options.protocol) if options.protocol else None
    if not options.rubric:
        return NewRules(None, {}, "", pack, options.simulate)
    data, file, own_pack = rubric_source(options.rubric)
    keys = rubric_keys(data, file)
    return NewRules(keys, rubric_parts(keys, file), file, pack or own_pack, options.simulate)


def run(options: argparse.Namespace) -> int:
    """Judge every trace twice: 0 nothing flips, 1 something does, 2 something is unusable."""
    new, names = _new_rules(options), traces_in(options.traces)
    workers = workers_for(options.jobs, len(names))
    with workplace(workers, options.scheduler) as executor:
        work = partial(rows, new=new)
        found = shown(over(names, work, executor, workers=workers), len(names), "rescoring")
        tally = _Tally()
        _printed(found, tally, options.json)
    return UNUSABLE if tally.unusable else FLIPS if tally.to_pass or tally.to_fail else STAYS


@dataclass
class _Tally:
    attempts: int = 0
    to_pass: int = 0
    to_fail: int = 0
    unusable: int = 0

    def add(self, each: Row) -> None:
        self.attempts += 1
        if each.comparison is None:
            self.unusable += 1
        elif each.comparison.flips:
            self.to_pass += each.comparison.passed_after
            self.to_fail += each.comparison.passed_before

    @property
    def sentence(self) -> str:
        """What is said in the end."""
        said = f"{self.attempts} attempts: {self.to_fail + self.to_pass} would flip"
        said += f" ({self.to_fail} to fail, {self.to_pass} to pass)"
        return said + (f", {self.unusable} could not be read" if self.unusable else "")


def _printed(found: Iterator[Row], tally: _Tally, is_json: bool) -> None:
    """Print every row as it comes, and the summary."""
    is_first, table = True, None if is_json or not sys.stdout.isatty() else _Table()
    if is_json:
        print('{\n  "attempts": [', end="")
    for each in found:
        tally.add(each)
        for complaint in each.complaints:
            print(complaint, file=sys.stderr)
        if is_json:
            print(("\n" if is_first else ",\n") + _indented(_document(each)), end="")
        elif table is not None and each.comparison is not None and _is_told(each.comparison):
            table.add(each.name, each.comparison)
        elif each.comparison is not None and _is_told(each.comparison):
            print("\n".join(_lines(each.name, each.comparison)))
        is_first = False
    if is_json:
        print(f'\n  ],\n  "summary": {json.dumps(asdict(tally), sort_keys=True)}\n}}')
        return
    if table is not None:
        table.print()
    print(tally.sentence)


def _document(each: Row) -> dict[str, Any]:
    if each.comparison is None:
        return {"trace": each.name} | errors_json(each.complaints)
    found = each.comparison
    return {
        "trace": each.name,
        "flips": found.flips,
        "before": _side(found.passed_before, found.score_before, found.pass_mark_before),
        "after": _side(found.passed_after, found.score_after, found.pass_mark_after),
        "why": [asdict(change) for change in found.changes],
    }


def _side(passed: bool, score: float, pass_mark: float) -> dict[str, Any]:
    return {"passed": passed, "score": score, "pass_mark": pass_mark}


def _indented(document: dict[str, Any]) -> str:
    text = json.dumps(document, indent=2, sort_keys=True)
    return "\n".join("    " + line for line in text.splitlines())


def _verdicts(found: Comparison) -> str:
    before, after = ("passed" if p else "FAILED" for p in (found.passed_before, found.passed_after))
    return f"{before} -> {after}" if found.flips else f"stays {before}"


def _is_told(found: Comparison) -> bool:
    """Say whether a person is told of it: nobody reads a line for what stays as it is."""
    return found.flips or found.score_before != found.score_after


def _scores(found: Comparison) -> str:
    return f"{found.score_before:.1f} -> {found.score_after:.1f}"


def _reason(change: Change) -> str:
    """Return one change as a person says it."""
    points = f"{change.points_before:g} -> {change.points_after:g} points"
    if change.kind in ("new", "gone"):
        figure = change.points_after if change.kind == "new" else change.points_before
        said = f"{change.kind} ({change.after or change.before}, {figure:g} points)"
    elif change.kind == "verdict":
        said = f"{change.before} -> {change.after}, {points}"
    else:
        said = points if change.kind == "points" else f"weighs otherwise, {points}"
    mark = "!" if change.is_deciding else "-"
    return f"{mark} {change.rule}: {said}. {change.sentence}"


def _reasons(found: Comparison) -> list[str]:
    told = []
    if found.pass_mark_before != found.pass_mark_after:
        told.append(f"! the pass mark: {found.pass_mark_before:g} -> {found.pass_mark_after:g}")
    told += [_reason(change) for change in found.changes[:REASONS]]
    more = len(found.changes) - REASONS
    return [*told, f"  and {more} more"] if more > 0 else told


def _lines(name: str, found: Comparison) -> list[str]:
    head = f"{name}: {_verdicts(found)}, {_scores(found)}"
    return [head, *("  " + reason for reason in _reasons(found))] if found.flips else [head]


class _Table:
    """What a person at a terminal sees: one row an attempt, those that flip with their reasons."""

    def __init__(self) -> None:
        from rich.table import Table

        self._table = Table("attempt", "verdict", "score", "why")

    def add(self, name: str, found: Comparison) -> None:
        from rich.text import Text

        style = "red" if found.flips and found.passed_before else ""
        why = "\n".join(_reasons(found)) if found.flips else ""
        cells = (Path(name).name, _verdicts(found), _scores(found), why)
        self._table.add_row(*(Text(cell) for cell in cells), style=style)

    def print(self) -> None:
        from rich.console import Console

        Console().print(self._table)
