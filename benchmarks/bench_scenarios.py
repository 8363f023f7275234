"""Cold `lint`, and reading a scenario with every position, as multiples of floors in the same run.

    python benchmarks/bench_scenarios.py

Floors: a cold `python -c "import pydantic, yaml"` (what any YAML checker with a validation
library pays before it does anything), and `yaml.load` with `CSafeLoader` on the same bytes,
which keeps no position and no limit. Cold commands run with their byte code cached, as they do
for users; processor seconds are compared, because a busy machine stretches the others.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage

import yaml

sys.path.insert(0, str(Path(__file__).parent.parent))

from simulator.scenario.find import scenario_file
from simulator.scenario.load import load
from simulator.scenario.reading.yaml_events import read

ROOT = Path(__file__).parent.parent
LONG = ROOT / "tests" / "scenario" / "hidden_feeder_written_out.yaml"
COLD_ROUNDS, ROUNDS = 10, 25
FLOOR = ["-c", "import pydantic, yaml"]
COLD = {
    "python -c pass": ["-c", "pass"],
    "import pydantic, yaml": FLOOR,
    "lint of 30 lines": ["main.py", "lint", "tests/cli/small_case.yaml"],
    "lint hidden_feeder": ["main.py", "lint", "hidden_feeder"],
    "explain hidden_feeder": ["main.py", "explain", "hidden_feeder"],
}


def cold(arguments: list[str], cache: str) -> tuple[float, float]:
    """Return (processor seconds, seconds) of one cold command; the best of several is wanted."""
    here = {**os.environ, "PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": cache}
    before, start = getrusage(RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([sys.executable, *arguments], cwd=ROOT, env=here, check=True,
                   stdout=subprocess.DEVNULL)  # fmt: skip
    after = getrusage(RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return spent, time.perf_counter() - start


def best(work: Callable[[], object]) -> float:
    """Return the least processor seconds of `work` in several rounds."""
    least = float("inf")
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        least = min(least, time.process_time() - start)
    return least


def main() -> None:
    """Print both tables."""
    with tempfile.TemporaryDirectory() as cache:
        taken: dict[str, list[tuple[float, float]]] = {name: [] for name in COLD}
        for _ in range(COLD_ROUNDS + 1):  # the first fills the cache
            for name, arguments in COLD.items():
                taken[name].append(cold(arguments, cache))
    least = {name: tuple(map(min, zip(*t[1:], strict=True))) for name, t in taken.items()}
    floor = least["import pydantic, yaml"][0]
    print(f"{'cold':28} {'of floor':>9} {'cpu s':>7} {'wall s':>7}")
    for name, (spent, wall) in least.items():
        print(f"{name:28} {spent / floor:9.2f} {spent:7.3f} {wall:7.3f}")
    data = LONG.read_bytes()
    lines = data.count(b"\n")
    plain = best(lambda: yaml.load(data, Loader=yaml.CSafeLoader))
    placed = best(lambda: read(data))
    whole = best(lambda: load(LONG, data))
    shipped = best(lambda: load(scenario_file("hidden_feeder")))
    print(f"\n{f'{lines} lines, warm':28} {'of floor':>9} {'cpu ms':>7}")
    for name, spent in (
        ("CSafeLoader, no positions", plain),
        ("read, every position", placed),
        ("load: plan and rubric", whole),
        ("load hidden_feeder, 3 files", shipped),
    ):
        print(f"{name:28} {spent / plain:9.2f} {1000 * spent:7.1f}")


if __name__ == "__main__":
    main()
