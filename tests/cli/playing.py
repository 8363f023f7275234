"""Running a command in this process, and the runs that many tests share."""

import io
import tempfile
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from simulator.cli.entry import main

HERE = Path(__file__).parent
CASE = str(HERE / "small_case.yaml")
SCRIPT = str(HERE / "small_attempt.yaml")


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str


def said(*arguments: str | Path) -> Said:
    """Run `main.py arguments`; an exception other than an exit is a failed test."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main([str(argument) for argument in arguments])
    assert "Traceback" not in out.getvalue() + err.getvalue()
    return Said(code, out.getvalue(), err.getvalue())


@cache
def small_trace() -> bytes:
    """Return the trace of the small script on the small case."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "small.jsonl"
        assert said("run", CASE, "--script", SCRIPT, "--trace", path).code == 0
        return path.read_bytes()
