"""The same push gives the same bytes whatever the processor offers."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CODE = """
from simulator.base.digest import digest
from simulator.physics.diascopy import refill_s
from tests.physics.pushing import inject, wait
from tests.physics.webs import fan
done = wait(inject(fan(generations=5), 30.0, 0.5, edge=0, closed=()), 2.0, closed=())
seconds = refill_s(done.circulation, done.lumen, range(5), posture="standing")
for posture, pressed, stocking_pa in (("sitting", {3}, 0.0), ("standing", (), 2000.0)):
    done.lumen, _ = done.circulation.step(
        done.lumen, 0.1, posture=posture, pressed_edges=pressed, stocking_pa=stocking_pa
    )
print(digest(done.lumen), digest((done.injected_ul, done.tissue_ul, seconds)))
"""
MASKS = (
    {},
    {"NPY_DISABLE_CPU_FEATURES": "X86_V4 AVX512_ICL"},
    {"NPY_DISABLE_CPU_FEATURES": "X86_V3 X86_V4 AVX512_ICL"},
    {"OPENBLAS_CORETYPE": "Haswell"},
    {"OPENBLAS_NUM_THREADS": "1"},
    {"PYTHONHASHSEED": "7"},
)


@pytest.mark.long
def test_a_push_gives_the_same_bytes_under_every_mask():
    printed = set()
    for mask in MASKS:
        run = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", CODE],
            cwd=ROOT,
            env=os.environ | mask,
            capture_output=True,
            text=True,
            check=True,
        )
        printed.add(run.stdout)
    assert len(printed) == 1
