"""Any bytes in the place of a trace give an error or a result, in bounded time and memory."""

import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cli import hostile
from tests.cli.playing import small_trace

ROOT = Path(__file__).parents[2]


@settings(max_examples=60)
@given(st.binary(max_size=2000))
def test_any_bytes_are_answered(raw):
    assert hostile.answer(raw) != "result"


@settings(max_examples=60)
@given(st.integers(0, 2**32), st.sampled_from(["noise", "mutated", "forged"]))
def test_mutated_and_forged_traces_are_answered(seed, kind):
    data = hostile.KINDS[kind](Random(seed), small_trace())
    assert hostile.answer(data)


def test_forgeries_reach_the_scoring_and_noise_does_not():
    raw = small_trace()
    answers = {kind: {hostile.answer(hostile.KINDS[kind](Random(n), raw)) for n in range(40)}
               for kind in ("noise", "forged")}  # fmt: skip
    assert "result" in answers["forged"]
    assert answers["noise"] <= {"T100", "T200"}


def test_a_crowd_of_equal_events_is_answered_too():
    assert hostile.answer(hostile.crowd(Random(1), small_trace())) in ("result", "T104")


@pytest.mark.long
def test_minutes_of_hostile_traces_in_bounded_memory():
    command = [sys.executable, "-m", "tests.cli.hostile", "300", "7"]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
