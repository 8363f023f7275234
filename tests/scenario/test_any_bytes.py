"""Whatever the bytes and whatever they are read as: a result or an error in words, in bounds."""

import subprocess
import sys
from pathlib import Path

import pytest

from . import fuzzing

MEMORY_BYTES = 1_500_000_000
LIMITED = (
    "import resource, sys; "
    "resource.setrlimit(resource.RLIMIT_AS, ({0}, {0})); "
    "from tests.scenario.fuzzing import run; print(run({1}, {2}, {3!r}))"
)


@pytest.mark.parametrize("kind", fuzzing.KINDS)
def test_any_file_is_read_or_refused(kind: str) -> None:
    refused = fuzzing.run(1, 40, kind)
    assert refused > 0


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="there is no limit on memory to set")
@pytest.mark.parametrize("kind", fuzzing.KINDS)
def test_thousands_of_files_stay_within_memory_and_time(kind: str) -> None:
    count = 4000 if kind != "scenario, searched" else 1500
    code = LIMITED.format(MEMORY_BYTES, 2, count, kind)
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert 0 < int(done.stdout) < count
