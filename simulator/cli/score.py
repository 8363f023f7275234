"""`score`: read traces, verify their chains, simulate again, judge.

A trace that another engine recorded cannot be played again here. Its record is scored, but
the chain is public and a record can be made up: it passes only if `--recorded` trusts it.
Thousands of traces go through `batch`; what is printed does not depend on how many processes
did the work.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulator.base.complaints import Complaint, UnusableInput
from simulator.cli.batch import over, shown, traces_in, workers_for, workplace
from simulator.cli.loading import Judged, engine_of, judge, open_scenario, pack_text, plain
from simulator.cli.printing import attempt_json, errors_json, origin_json, spoken
from simulator.scoring.engine import Score

if TYPE_CHECKING:
    from simulator.records.junit import Case
    from simulator.records.step_summary import Line, Scores

PASSED, FAILED, UNUSABLE = 0, 1, 2
STEP = "GITHUB_STEP_SUMMARY"  # where a workflow step may append its summary


@dataclass(frozen=True)
class Wanted:
    """What is asked about every trace, fit to be sent to another process."""

    is_recorded: bool
    is_json: bool
    is_junit: bool
    is_summed_up: bool
    pass_mark: float | None
    rules: str | None
    pack: str | None  # the text of another school's protocol pack


@dataclass(frozen=True)
class Answer:
    """What is said about one trace; `document` is JSON text, empty when nobody asked for it."""

    code: int
    is_passed: bool
    document: str
    out: tuple[str, ...] = ()
    err: str = ""
    case: Case | None = None
    line: Line | None = None  # of the summary


_insisted_on = lru_cache(maxsize=1)(open_scenario)


def _marked(result: Score, pass_mark: float | None) -> Score:
    """Return `result` under another pass mark; vetoes and gaps still fail it."""
    if pass_mark is None:
        return result
    is_clear = not result.critical and not result.incomplete
    return replace(result, pass_mark=pass_mark, passed=is_clear and result.score >= pass_mark)


def _document(
    name: str, judged: Judged, result: Score, other: Score | None, origin: dict[str, Any]
) -> dict[str, Any]:
    document = attempt_json(result, origin, name, engine_of(judged.trace))
    document |= {"resimulated": judged.is_resimulated, "note": judged.note}
    document["metrics"] = judged.metrics()
    if other is not None:
        document["elsewhere"] = elsewhere_json(other)
    if judged.doubt is not None:
        document |= {"passed": False} | errors_json([judged.doubt])
    return document


def elsewhere_json(other: Score) -> dict[str, Any]:
    """Return what another school would say, in short."""
    names = ("passed", "score", "pass_mark", "protocol")
    lists = ("critical", "broken", "incomplete", "untested")
    return {n: getattr(other, n) for n in names} | {n: list(getattr(other, n)) for n in lists}


def _case(name: str, result: Score | str, origin: dict[str, Any] | None = None) -> Case:
    from simulator.records.junit import Case

    return Case(name, result, origin or {})


def _line(name: str, code: int, score: str, why: str) -> Line:
    from simulator.records.step_summary import Line

    return Line(name, code, score, why)


def _code(judged: Judged, result: Score) -> int:
    if judged.doubt is not None:
        return UNUSABLE
    return PASSED if result.passed else FAILED


def _text(document: dict[str, Any]) -> str:
    return json.dumps(document, indent=2, sort_keys=True)


def answer(name: str, wanted: Wanted) -> Answer:
    """Return what is to be said about the trace in file `name`; never raises for its content."""
    try:
        rules = _insisted_on(wanted.rules) if wanted.rules else None
        judged = judge(name, is_recorded=wanted.is_recorded, rules=rules, pack=wanted.pack)
        return _answered(name, judged, wanted)
    except UnusableInput as error:
        said = "\n".join(str(c) for c in error.complaints)
        document = {"trace": name, "passed": False} | errors_json(error.complaints)
        case = _case(name, said) if wanted.is_junit else None
        text = _text(document) if wanted.is_json else ""
        line = _line(name, UNUSABLE, "", error.complaints[0].what) if wanted.is_summed_up else None
        return Answer(UNUSABLE, False, text, (), said, case, line)


def _answered(name: str, judged: Judged, wanted: Wanted) -> Answer:
    result = _marked(judged.score, wanted.pass_mark)
    other = None if judged.elsewhere is None else _marked(judged.elsewhere, wanted.pass_mark)
    head, case, text = judged.trace.head, None, ""
    origin = origin_json(judged.scenario, head["seed"], plain(head["player"]))
    if wanted.is_json:
        text = _text(_document(name, judged, result, other, origin))
    if wanted.is_junit:
        told = origin | {"resimulated": str(judged.is_resimulated).lower(), "note": judged.note}
        case = _case(name, str(judged.doubt) if judged.doubt else result, told)
    out = [] if wanted.is_json else spoken(name, result, "UNCHECKED" if judged.doubt else "")
    if out and other is not None:
        out += [f"  {line}" for line in spoken(f"under {other.protocol}", other)]
    if out and judged.note:
        out.append(f"  note: {judged.note}")
    doubt = "" if judged.doubt is None else str(judged.doubt)
    is_passed = result.passed and judged.doubt is None
    code, line = _code(judged, result), None
    if wanted.is_summed_up:
        why = ", ".join((*result.critical, *result.incomplete)) or doubt
        line = _line(name, code, f"{result.score:.1f}", why)
    return Answer(code, is_passed, text, tuple(out), doubt, case, line)


def answers(names: Sequence[str], wanted: Wanted) -> list[Answer]:
    """Return what is to be said about each of `names`: the work of one process at a time."""
    return [answer(name, wanted) for name in names]


def run(options: argparse.Namespace) -> int:
    """Score every trace; the worst exit code wins, and every trace is looked at."""
    names = traces_in(options.traces)
    if options.rules:
        open_scenario(options.rules)
    wanted = Wanted(
        is_recorded=options.recorded,
        is_json=options.json,
        is_junit=bool(options.junit),
        is_summed_up=bool(options.summary or os.environ.get(STEP)),
        pass_mark=options.pass_mark,
        rules=options.rules,
        pack=pack_text(options.protocol) if options.protocol else None,
    )
    workers = workers_for(options.jobs, len(names))
    with workplace(workers, options.scheduler) as executor:
        work = partial(answers, wanted=wanted)
        found = shown(over(names, work, executor, workers=workers), len(names), "scoring")
        return _told(found, len(names), options)


def _told(found: Iterator[Answer], count: int, options: argparse.Namespace) -> int:
    """Print every answer as it comes; return the worst exit code."""
    worst, is_passed, cases = PASSED, True, []
    scores = _scores(options)
    if options.json and count > 1:
        print('{\n  "attempts": [')
    for number, each in enumerate(found, 1):
        worst = max(worst, each.code)
        is_passed = is_passed and each.is_passed
        if each.case is not None:
            cases.append(each.case)
        if scores is not None and each.line is not None:
            scores.add(each.line)
        if each.out:
            print("\n".join(each.out))
        if each.err:
            print(each.err, file=sys.stderr)
        if options.json and count == 1:
            print(each.document)
        elif options.json:
            print(_indented(each.document) + ("," if number < count else ""), flush=True)
    if options.json and count > 1:
        print(f'  ],\n  "passed": {json.dumps(is_passed)}\n}}')
    if options.junit:
        _write_junit(options.junit, cases)
    if scores is not None:
        with Path(options.summary or os.environ[STEP]).open("a", encoding="utf-8") as out:
            out.write(scores.text())  # a step may have written before
    return worst


def _scores(options: argparse.Namespace) -> Scores | None:
    if not (options.summary or os.environ.get(STEP)):
        return None
    from simulator.records.step_summary import Scores

    return Scores()


def _indented(document: str) -> str:
    """Return JSON text as it stands inside a list of the one document of a command."""
    return "\n".join("    " + line for line in document.splitlines())


def _write_junit(name: str, cases: list[Case]) -> None:
    from simulator.records.junit import junit_xml

    try:
        Path(name).write_text(junit_xml(cases), "utf-8")
    except OSError as error:
        what = f"cannot write the JUnit file: {error.strerror or error}"
        raise UnusableInput([Complaint(what, name, 1, 1)]) from None
