"""`score`: read traces, verify their chains, simulate again, judge."""

import argparse
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from simulator.base.complaints import UnusableInput
from simulator.cli.loading import judge, summary
from simulator.cli.run import spoken
from simulator.scoring.engine import Score, to_json


def _marked(result: Score, pass_mark: float | None) -> Score:
    if pass_mark is None:
        return result
    is_clear = not result.critical and not result.incomplete
    return replace(result, pass_mark=pass_mark, passed=is_clear and result.score >= pass_mark)


def run(options: argparse.Namespace) -> int:
    """Score every trace; the worst exit code wins, and every trace is looked at."""
    worst, documents, cases = 0, [], []
    for name in options.traces:
        try:
            judged = judge(name, is_recorded=options.recorded)
        except UnusableInput as error:
            worst = 2
            complaints = [str(c) for c in error.complaints]
            documents.append({"trace": name, "errors": complaints})
            cases.append((name, "\n".join(complaints)))
            if not options.json:
                print("\n".join(complaints))
            continue
        result = _marked(judged.score, options.pass_mark)
        worst = max(worst, 0 if result.passed else 1)
        document = summary(to_json(result), name, str(judged.trace.head.get("engine")))
        document |= {"resimulated": judged.is_resimulated, "note": judged.note}
        documents.append(document)
        cases.append((name, result))
        if not options.json:
            print("\n".join(spoken(name, result)))
            if judged.note:
                print(f"  note: {judged.note}")
    if options.json:
        whole: Any = documents[0] if len(documents) == 1 else {"attempts": documents}
        print(json.dumps(whole, indent=2, sort_keys=True))
    if options.junit:
        from simulator.records.junit import junit_xml

        Path(options.junit).write_text(junit_xml(cases), "utf-8")
    return worst
