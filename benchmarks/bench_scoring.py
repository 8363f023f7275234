"""Scoring a long attempt, as a multiple of `json.loads` of the same events in the same run."""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parent.parent))

from simulator.scoring.engine import score
from simulator.scoring.rubric import Condition, Moment, Rubric, Rule

EVENTS = 1000
RULES = 40
ROUNDS = 15


def attempt(count: int) -> list[dict[str, object]]:
    """Return a plausible attempt: punctures with pushes, swabs and tapes, and much else."""
    dice = Random(7)
    out: list[dict[str, object]] = []
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


def rubric(count: int) -> Rubric:
    """Return `count` rules of the costly templates, with conditions, windows and pairs."""
    push, swab = Moment("injection_ended"), Moment("swab_placed")
    out, same = Moment("needle_withdrawn"), (("puncture", "puncture"),)
    rules = []
    for n in range(count):
        big = Moment("injection_ended", (Condition("volume_nl", "at_least", 1000 * n),))
        kind = (
            Rule(f"r{n}", "after", moment=out, answer=swab, within_ticks=600, same=same,
                 is_one_for_one=True, points=1, at_least=6),
            Rule(f"r{n}", "before", moment=big, moments=(Moment("needle_entered"),), same=same,
                 points=1),
            Rule(f"r{n}", "measure", moment=push, field="peak_pressure_pa", full=(None, 8000),
                 none=(None, 16_000), points=1),
            Rule(f"r{n}", "never", moment=big, after=Moment("stocking_fitted"), lose=1),
            Rule(f"r{n}", "total", moment=push, field="volume_nl", limit=4_000_000, critical="!"),
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


def main() -> None:
    """Print the ratio against reading the same events, and the time itself."""
    events = attempt(EVENTS)
    text = "\n".join(json.dumps(event) for event in events)
    lines = text.splitlines()
    rules, half = rubric(RULES), rubric(RULES // 2)
    floor = best_s(lambda: [json.loads(line) for line in lines])
    whole = best_s(lambda: score(rules, events))
    twenty = best_s(lambda: score(half, events))
    print(f"json.loads of {EVENTS} events: {1000 * floor:.2f} ms")
    for count, taken in ((RULES, whole), (RULES // 2, twenty)):
        print(f"score by {count} rules: {1000 * taken:.2f} ms, x{taken / floor:.2f}")


if __name__ == "__main__":
    main()
