"""Scoring an attempt, as a multiple of `json.loads` of its own trace in the same run.

    python benchmarks/bench_scoring.py [TRACE...]

Without a trace, attempts of 200 and 2,000 events are written as the recorder writes them, with
commands, beats and chain hashes. `check` finds verdicts, figures and witnesses; `score` says
them too. A trace that is given is also judged by the rules that it carries.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parent.parent))

from simulator.scenario.carried import rules_of
from simulator.scoring.checking import check
from simulator.scoring.engine import score
from simulator.scoring.rubric import Condition, Moment, Rubric, Rule
from simulator.session.trace import TraceWriter, read_trace

ROUNDS = 25
Events = list[dict[str, object]]


def attempt(count: int) -> Events:
    """Return a plausible attempt: punctures with pushes, swabs and tapes, and much else."""
    dice = Random(7)
    out: Events = []
    tick = puncture = 0
    while len(out) < count:
        tick += dice.randint(30, 600)
        if dice.random() < 0.25:
            out.append({"ev": "history_asked", "tick": tick, "item": "allergy", "answer": "no"})
            continue
        push = {
            "ev": "injection_ended",
            "tick": tick + dice.randint(300, 1200),
            "started_tick": tick,
            "puncture": puncture,
            "thread": f"thread-{puncture % 6}",
            "fed_by": "reticular-1",
            "volume_nl": dice.randint(40_000, 300_000),
            "tissue_nl": dice.randint(0, 9000),
            "duration_ms": dice.randint(2000, 12_000),
            "peak_pressure_pa": dice.randint(3000, 14_000),
            "blanch_um": dice.randint(3000, 25_000),
            "drug": "polidocanol",
            "strength_ppm": 5000,
        }
        tick = push["tick"]
        out.append({"ev": "needle_entered", "tick": push["started_tick"], "puncture": puncture})
        out.append(push)
        out.append({"ev": "needle_withdrawn", "tick": tick, "puncture": puncture})
        tick += dice.randint(60, 900)
        out.append({"ev": "swab_placed", "tick": tick, "puncture": puncture})
        puncture += 1
    return out[:count]


def trace_text(events: Events) -> str:
    """Return the lines a recorder would write: a command before an event, and the beats."""
    writer = TraceWriter()
    lines = [writer.line({"k": "head", "format": "trace/1"})]
    beat = 0
    for event in events:
        tick = event["tick"]
        assert isinstance(tick, int)
        while beat + 60 <= tick and beat < 60 * len(events):
            beat += 60
            lines.append(writer.line({"k": "beat", "tick": beat}))
        lines.append(writer.line({"k": "do", "do": event["ev"], "tick": tick, "x_um": 1200}))
        lines.append(writer.line({"k": "ev", **event}))
    return "".join([*lines, writer.line({"k": "end", "tick": tick})])


def rubric(count: int) -> Rubric:
    """Return `count` rules of every costly template, with windows, data and pairs.

    No two rules share a moment, which would let them share the search for it: each has a
    condition of its own, which always holds.
    """
    same = (("puncture", "puncture"),)
    kinds = ("injection_ended", "swab_placed", "needle_entered", "needle_withdrawn",
             "history_asked")  # fmt: skip
    rules = []
    for n in range(count):
        id = f"r{n}"
        own = (Condition("tick", "at_least", -n),)
        push, swab, entered, out, asked = (Moment(kind, own) for kind in kinds)
        big = Moment("injection_ended", (Condition("volume_nl", "at_least", 40_000 + 1000 * n),))
        kind = (
            Rule(id, "after", moment=out, answer=swab, within_ticks=600, same=same,
                 is_one_for_one=True, points=1, at_least=6),
            Rule(id, "before", moment=big, moments=(entered,), same=same, points=1),
            Rule(id, "measure", moment=push, field="peak_pressure_pa", full=(None, 8000),
                 none=(None, 16_000), points=1),
            Rule(id, "never", moment=big, after=Moment("stocking_fitted"), lose=1),
            Rule(id, "total", moment=push, field="volume_nl", limit=4_000_000, critical="!"),
            Rule(id, "order", groups=((asked,), (entered,), (push, out), (swab,)), points=1),
            Rule(id, "before", moment=push, moments=(asked,), within_ticks=36_000, points=1),
            Rule(id, "must", moment=Moment(
                "injection_ended", (Condition("thread", "is", f"thread-{n % 6}"),)), points=1),
        )  # fmt: skip
        rules.append(kind[n % len(kind)])
    return Rubric(tuple(rules))


def best_s(work: Callable[[], object]) -> float:
    """Return the shortest of several timings."""
    times = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return min(times)


def compare(name: str, text: str, events: Events, rules: Rubric) -> None:
    """Print what checking and scoring cost beside reading the text at all."""
    lines = text.splitlines()
    floor = best_s(lambda: [json.loads(line) for line in lines])
    checked = best_s(lambda: check(rules, events))
    scored = best_s(lambda: score(rules, events))
    print(
        f"{name}, {len(lines)} lines, {len(events)} events, {len(rules.rules)} rules: "
        f"json.loads {1000 * floor:.2f} ms; check x{checked / floor:.2f}, "
        f"whole score x{scored / floor:.2f}"
    )


def main() -> None:
    """Print the ratios for synthetic attempts, and for the traces that are named."""
    twenty = rubric(20)
    for count in (200, 2000):
        events = attempt(count)
        compare("as recorded", trace_text(events), events, twenty)
        compare("bare events", "\n".join(json.dumps(e) for e in events), events, twenty)
    for name in sys.argv[1:]:
        raw = Path(name).read_bytes()
        trace = read_trace(raw, name)
        compare(name, raw.decode(), trace.events, twenty)
        compare(f"{name}, its own rules", raw.decode(), trace.events, rules_of(trace).rubric)


if __name__ == "__main__":
    main()
