"""`verify`: is each trace intact, and does it happen again exactly as recorded?"""

import argparse
from typing import Any

from simulator.base.complaints import Complaint, UnusableInput
from simulator.cli.loading import engine_of, plain, play_again, read_bytes
from simulator.cli.printing import print_json
from simulator.scenario.carried import rules_of
from simulator.session.signature import engine_signature
from simulator.session.trace import Tampered, read_trace

CODES = {"intact": 0, "edited": 1, "diverged": 1, "unusable": 2}


def _verdict(name: str) -> dict[str, Any]:
    """Return what is to be said about one trace: verdict, place and words."""
    try:
        trace = read_trace(read_bytes(name), name)
        if trace.head["engine"] != engine_signature():
            what = "the chain is intact, but another engine recorded it: it cannot be played here"
            raise UnusableInput([Complaint(what, name, 1, 1, f"recorded by {engine_of(trace)}")])
        _attempt, lost = play_again(trace, rules_of(trace))
    except UnusableInput as error:
        verdict = "edited" if isinstance(error, Tampered) else "unusable"
        words = "\n".join(str(c) for c in error.complaints)
        return _said(name, verdict, error.complaints[0].line or None, None, words)
    if lost is not None:
        words = f"{name}: diverged at {plain(str(lost))}"
        return _said(name, "diverged", lost.line, lost.tick, words)
    return _said(name, "intact", None, None, f"{name}: intact and reproduced")


def _said(
    name: str, verdict: str, line: int | None, tick: int | None, message: str
) -> dict[str, Any]:
    place = {"line": line, "tick": tick}
    return (
        {"trace": name, "verdict": verdict, "intact": verdict == "intact"}
        | place
        | {"message": message}
    )


def run(options: argparse.Namespace) -> int:
    """Verify every trace: 0 intact and reproduced, 1 edited, cut or diverged, 2 no trace."""
    documents = []
    for name in options.traces:
        documents.append(_verdict(name))
        if not options.json:
            print(documents[-1]["message"])
    if options.json:
        print_json({"traces": documents})
    return max(CODES[document["verdict"]] for document in documents)
