"""`verify`: is each trace intact, and does it happen again exactly as recorded?"""

import argparse
import json

from simulator.base.complaints import Complaint, UnusableInput
from simulator.cli.loading import play_again, read_bytes, rules_of
from simulator.session.attempt import engine_signature
from simulator.session.trace import Tampered, read_trace


def _check(name: str) -> tuple[int, str]:
    raw = read_bytes(name)
    try:
        trace = read_trace(raw, name)
    except Tampered as error:
        return 1, str(error)
    if trace.head.get("engine") != engine_signature():
        what = "the chain is intact, but another engine recorded it, so it cannot be replayed here"
        raise UnusableInput([Complaint(what, name, 1, 1, str(trace.head.get("engine")))])
    _attempt, lost = play_again(trace, rules_of(trace))
    if lost is not None:
        return 1, f"{name}: diverged at {lost}"
    return 0, f"{name}: intact and reproduced"


def run(options: argparse.Namespace) -> int:
    """Verify every trace: 0 intact and reproduced, 1 edited, cut or diverged, 2 no trace."""
    worst, documents = 0, []
    for name in options.traces:
        try:
            code, words = _check(name)
        except UnusableInput as error:
            code, words = 2, "\n".join(str(c) for c in error.complaints)
        worst = max(worst, code)
        documents.append({"trace": name, "intact": code == 0, "message": words})
        if not options.json:
            print(words)
    if options.json:
        print(json.dumps({"traces": documents}, indent=2, sort_keys=True))
    return worst
