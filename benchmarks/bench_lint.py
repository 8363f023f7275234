"""What lint costs: the looks at single rules and the search, as multiples of loading the case.

    python benchmarks/bench_lint.py

Measured in one run, alternating, best of several rounds: only the ratios mean anything.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from simulator.scenario.find import case_name, shipped
from simulator.scenario.linting import lint as overview
from simulator.scenario.linting.deep_lint import achievable
from simulator.scenario.load import load

ROUNDS = 15


def seconds(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def without_rules(path: Path) -> object:
    """Load without the looks at single rules."""
    whole = overview.look_at_rules
    overview.look_at_rules = lambda *parts: None
    try:
        return load(path)
    finally:
        overview.look_at_rules = whole


def main() -> None:
    for path in shipped():
        case = load(path)
        works: dict[str, Callable[[], object]] = {
            "without the looks at single rules": lambda path=path: without_rules(path),
            "load": lambda path=path: load(path),
            "can anybody pass": lambda case=case: achievable(case.rubric, case.plan).answer,
            "load and search everything": lambda path=path: load(path, is_deep=True),
        }
        best = dict.fromkeys(works, float("inf"))
        for _ in range(ROUNDS):
            for name, work in works.items():
                best[name] = min(best[name], seconds(work))
        print(case_name(path))
        for name, took in best.items():
            print(f"  {name:36} {took / best['load']:5.2f} of load ({1000 * took:.0f} ms here)")


if __name__ == "__main__":
    main()
