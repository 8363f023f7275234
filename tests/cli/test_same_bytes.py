"""The same run leaves the same bytes, but for the one line that tells the wall clock."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.playing import CASE, SCRIPT, small_trace

ROOT = Path(__file__).parents[2]


def without_clock(raw: bytes) -> bytes:
    """Return the trace without its wall-clock line, of which there is exactly one."""
    lines = raw.splitlines(keepends=True)
    kept = [line for line in lines if b'"k":"clock"' not in line]
    assert len(lines) - len(kept) == 1
    return b"".join(kept)


@pytest.mark.ci
def test_hash_seeds_and_processes_leave_the_same_trace(tmp_path: Path) -> None:
    started = []
    for seed in ("0", "1", "random"):
        trace = tmp_path / f"{seed}.jsonl"
        command = ["main.py", "run", CASE, "--script", SCRIPT, "--trace", str(trace)]
        environment = os.environ | {"PYTHONHASHSEED": seed}
        process = subprocess.Popen(
            [sys.executable, *command], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
        )
        started.append((process, trace))
    for process, trace in started:
        assert process.wait(60) == 0
        assert without_clock(trace.read_bytes()) == without_clock(small_trace())
