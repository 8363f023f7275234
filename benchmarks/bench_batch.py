"""Scoring a course: thousands of recorded attempts from disk, on one process and on two.

    python benchmarks/bench_batch.py [COUNT [TRACE]]

One small attempt is recorded (or taken from TRACE) and written COUNT times (4,000 unless told),
under other names and at other times, each with its own hash chain. The ratio is that of the
shortest of several runs in turn; memory is the highest of any process.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from simulator.session.trace import TraceWriter

ROOT = Path(__file__).parent.parent
ROUNDS = 3
SMALL = ROOT / "tests" / "cli"


def recorded(folder: Path) -> bytes:
    """Return the trace of the small attempt, played now."""
    out = folder / "one.jsonl"
    case, script = SMALL / "small_case.yaml", SMALL / "small_attempt.yaml"
    command = [sys.executable, "main.py", "run", case, "--script", script, "--trace", out]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return out.read_bytes()


def varied(records: list[dict[str, object]], number: int) -> str:
    """Return the attempt as played by trainee `number`, some ticks later, chained anew."""
    writer = TraceWriter()
    lines = []
    for record in records:
        if record["k"] == "clock":
            lines.append(writer.clock_line("never"))
            continue
        if record["k"] == "head":
            record = record | {"player": f"trainee {number}"}
        elif "tick" in record:
            later = {k: v + number for k, v in record.items() if k in ("tick", "started_tick")}
            record = record | later
        lines.append(writer.line(record))
    return "".join(lines)


def cost_s(place: Path, jobs: int) -> tuple[float, float, str]:
    """Return how long `score --recorded` takes on `jobs` processes by the clock and in all of
    them together, and what it prints."""
    command = [sys.executable, "main.py", "score", "--recorded", "--jobs", str(jobs), str(place)]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    taken = time.perf_counter() - begun
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return taken, cpu, done.stdout


def main() -> None:
    """Write the traces, score them in turn, print the ratio."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 4000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "traces"
        folder.mkdir()
        raw = Path(sys.argv[2]).read_bytes() if len(sys.argv) > 2 else recorded(Path(name))
        records = [json.loads(line) for line in raw.splitlines()]
        records = [{k: v for k, v in r.items() if k not in ("h", "own")} for r in records]
        for number in range(count):
            (folder / f"{number:05d}.jsonl").write_text(varied(records, number))
        times: dict[int, float] = {1: float("inf"), 2: float("inf")}
        cpus, said = dict(times), {}
        for _ in range(ROUNDS):
            for jobs in times:
                taken, cpu, said[jobs] = cost_s(folder, jobs)
                times[jobs], cpus[jobs] = min(times[jobs], taken), min(cpus[jobs], cpu)
        start = min(cost_s(folder / "00000.jsonl", 1)[1] for _ in range(ROUNDS))
        free = (start + (cpus[2] - start) / 2) / cpus[1]
        peak_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        events = sum(record["k"] == "ev" for record in records)
        print(
            f"{count} attempts of {len(records)} lines, {events} events: one process "
            f"{times[1]:.2f} s, two {times[2]:.2f} s, x{times[2] / times[1]:.2f}; "
            f"the same answer: {said[1] == said[2]}; highest memory {peak_mb:.0f} MB a process"
        )
        print(
            f"in processor time: start {start:.2f} s, one {cpus[1]:.2f} s, two {cpus[2]:.2f} s "
            f"together; so with two free cores x{free:.2f}"
        )


if __name__ == "__main__":
    main()
