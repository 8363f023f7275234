"""`score`: read traces, verify their chains, simulate again, judge.

A trace that another engine recorded cannot be played again here. Its record is scored, but
the chain is public and a record can be made up: it passes only if `--recorded` trusts it.
"""

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Any

from simulator.base.complaints import Complaint, UnusableInput
from simulator.cli.excerpts import tell
from simulator.cli.loading import Judged, engine_of, judge, open_scenario, plain
from simulator.cli.printing import attempt_json, errors_json, origin_json, print_json, spoken
from simulator.records.junit import Case
from simulator.scoring.engine import Score

PASSED, FAILED, UNUSABLE = 0, 1, 2


def _marked(result: Score, pass_mark: float | None) -> Score:
    """Return `result` under another pass mark; vetoes and gaps still fail it."""
    if pass_mark is None:
        return result
    is_clear = not result.critical and not result.incomplete
    return replace(result, pass_mark=pass_mark, passed=is_clear and result.score >= pass_mark)


def _document(name: str, judged: Judged, result: Score, origin: dict[str, Any]) -> dict[str, Any]:
    document = attempt_json(result, origin, name, engine_of(judged.trace))
    document |= {"resimulated": judged.is_resimulated, "note": judged.note}
    if judged.doubt is not None:
        document |= {"passed": False} | errors_json([judged.doubt])
    return document


def _code(judged: Judged, result: Score) -> int:
    if judged.doubt is not None:
        return UNUSABLE
    return PASSED if result.passed else FAILED


def run(options: argparse.Namespace) -> int:
    """Score every trace; the worst exit code wins, and every trace is looked at."""
    worst = PASSED
    rules = open_scenario(options.rules) if options.rules else None
    documents: list[dict[str, Any]] = []
    cases: list[Case] = []
    for name in options.traces:
        try:
            judged = judge(name, is_recorded=options.recorded, rules=rules)
        except UnusableInput as error:
            worst = UNUSABLE
            said = "\n".join(str(c) for c in error.complaints)
            documents.append({"trace": name, "passed": False} | errors_json(error.complaints))
            cases.append(Case(name, said))
            for complaint in error.complaints:
                tell(complaint)
            continue
        result = _marked(judged.score, options.pass_mark)
        worst = max(worst, _code(judged, result))
        head = judged.trace.head
        origin = origin_json(judged.scenario, head["seed"], plain(head["player"]))
        documents.append(_document(name, judged, result, origin))
        told = origin | {"resimulated": str(judged.is_resimulated).lower(), "note": judged.note}
        cases.append(Case(name, str(judged.doubt) if judged.doubt else result, told))
        if not options.json:
            verdict = "UNCHECKED" if judged.doubt else ""
            print("\n".join(spoken(name, result, verdict)))
            if judged.note:
                print(f"  note: {judged.note}")
        if judged.doubt is not None:
            tell(judged.doubt)
    if options.junit:
        _write_junit(options.junit, cases)
    if options.json:
        print_json(documents[0] if len(documents) == 1 else _together(documents))
    return worst


def _together(documents: list[dict[str, Any]]) -> dict[str, Any]:
    return {"attempts": documents, "passed": all(d["passed"] for d in documents)}


def _write_junit(name: str, cases: list[Case]) -> None:
    from simulator.records.junit import junit_xml

    try:
        Path(name).write_text(junit_xml(cases), "utf-8")
    except OSError as error:
        what = f"cannot write the JUnit file: {error.strerror or error}"
        raise UnusableInput([Complaint(what, name, 1, 1)]) from None
