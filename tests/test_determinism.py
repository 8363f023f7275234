"""Determinism: the same bytes with CPU features masked, other BLAS kernels, other hash seeds.

The promise and what it rests on are in docs/determinism.md. Each environment is a fresh
process, because numpy and OpenBLAS choose their kernels when they are loaded.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parent.parent

# numpy 2.4 names features in groups; the older AVX512F and AVX512_SKX mask nothing.
GROUPS = ("X86_V4", "AVX512_ICL", "AVX512_SPR")
ENVIRONMENTS = {
    "native": {},
    "no AVX-512": {"NPY_DISABLE_CPU_FEATURES": "{avx512}"},
    "no AVX2 either": {"NPY_DISABLE_CPU_FEATURES": "{avx512} X86_V3"},
    "another BLAS kernel": {"OPENBLAS_CORETYPE": "Haswell"},
    "one BLAS thread": {"OPENBLAS_NUM_THREADS": "1"},
    "hash seed 0": {"PYTHONHASHSEED": "0"},
    "hash seed 7": {"PYTHONHASHSEED": "7"},
}

SMALL_PLAY = """
from simulator.session import commands as c
from tests.laws.random_play import first_state, played
from simulator.session.state import state_digest

web = first_state().patient.web
arm = web.path_mm[first_state().patient.threads[0].arm_edge][4]
x_um, y_um = round(arm[0] * 1000), round(arm[1] * 1000)
attempt, told = played([
    (c.SetPosture("standing"), 5), (c.PlaceProbe(11000, 671000), 9), (c.SqueezeCalf(900), 90),
    (c.ReleaseCalf(), 300), (c.LiftProbe(), 0), (c.SetPosture("lying"), 0),
    (c.FillSyringe("polidocanol", 5000, 2_000_000), 0), (c.TakeNeedle(30), 0),
    (c.StretchSkin(1), 0), (c.AimNeedle(x_um, y_um, 0, 200), 10), (c.InsertNeedle(1600), 5),
    (c.PressPlunger(900), 240), (c.PressPlunger(0), 60), (c.InsertNeedle(0), 30),
    (c.PlaceSwab(x_um, y_um), 0), (c.TapeSwab(0), 0), (c.SetPosture("standing"), 0),
    (c.PassDays(21), 0),
])
print(len(told), state_digest(attempt.state))
"""
WHOLE_ATTEMPT = """
import sys
from simulator.cli.entry import main

main(["run", "hidden_feeder", "--operator", "expert", "--trace", sys.argv[1], "--json"])
"""
FEATURES = """
from numpy._core._multiarray_umath import __cpu_features__ as has
print(*sorted(name for name, is_on in has.items() if is_on))
"""
UNSTEADY = """
import numpy as np
x = np.linspace(0.1, 9.0, 4001)
print(np.concatenate([np.exp(x), np.log(x), np.arctan(x), np.power(x, 2.7)]).tobytes().hex())
"""


def start(environment: str, code: str, *arguments: str) -> "subprocess.Popen[str]":
    """Start `code` in a fresh process with the switches of `environment`."""
    known = np._core._multiarray_umath.__cpu_features__
    avx512 = " ".join(group for group in GROUPS if known.get(group))
    switches = {key: text.format(avx512=avx512) for key, text in ENVIRONMENTS[environment].items()}
    plain = {key: text for key, text in os.environ.items() if key not in {"PYTHONHASHSEED"}}
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        env=plain | {"PYTHONPATH": str(ROOT)} | switches,
        stdout=subprocess.PIPE,
        text=True,
    )


def said(process: "subprocess.Popen[str]") -> str:
    """Return what the process printed; it must have ended well."""
    out, _ = process.communicate(timeout=300)
    assert process.returncode == 0
    return out


def without_clock(trace: Path) -> bytes:
    """Return the trace without its one wall-clock line."""
    lines = trace.read_bytes().splitlines(keepends=True)
    return b"".join(line for line in lines if b'"k":"clock"' not in line)


@pytest.mark.ci
def test_a_small_play_is_the_same_on_other_processors_and_hash_seeds() -> None:
    chosen = ("native", "no AVX2 either", "another BLAS kernel", "hash seed 7")
    running = {name: start(name, SMALL_PLAY) for name in chosen}
    found = {name: said(process) for name, process in running.items()}
    assert len(set(found.values())) == 1, found


def test_masking_a_feature_really_masks_it() -> None:
    """Without this, a misspelt feature would make every environment the native one."""
    if not np._core._multiarray_umath.__cpu_features__.get("X86_V3"):
        pytest.skip("this processor, or this numpy, has nothing to mask")
    masked = said(start("no AVX2 either", FEATURES)).split()
    assert not {"X86_V3", *GROUPS} & set(masked)


def test_an_unsteady_operation_would_be_seen() -> None:
    """The environments can tell: numpy's own exp and log move in their last bits."""
    if not np._core._multiarray_umath.__cpu_features__.get("X86_V4"):
        pytest.skip("this processor has no AVX-512 to take away")
    assert said(start("native", UNSTEADY)) != said(start("no AVX-512", UNSTEADY))


@pytest.mark.long
def test_the_whole_case_leaves_the_same_trace_in_every_environment(tmp_path: Path) -> None:
    digests, names = {}, list(ENVIRONMENTS)
    for pair in (names[i : i + 2] for i in range(0, len(names), 2)):
        traces = {name: tmp_path / f"{name}.jsonl" for name in pair}
        running = [start(name, WHOLE_ATTEMPT, str(trace)) for name, trace in traces.items()]
        for process in running:
            said(process)
        for name, trace in traces.items():
            digests[name] = hashlib.sha256(without_clock(trace)).hexdigest()
    assert len(set(digests.values())) == 1, digests
