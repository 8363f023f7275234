"""What a duplex picture costs: stage by stage, against a floor of the same run, and against peers.

The floor is the least any picture of this size needs: one complex lateral FFT and its
inverse for three looks, and one logarithm of every pixel. CPU time of one thread; minimum,
25th percentile and median, because other work shares the machine. Peers were measured for the
design study, on a machine that ran a prototype about `DESIGN_SPEED` times as fast as this one
does; their best times are set against our 25th percentile, as it is and as it would be there.
Run: python benchmarks/bench_ultrasound.py
"""

import os
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("SDL_VIDEODRIVER", "dummy")

import numpy as np
import pygame
import scipy.fft

sys.path.insert(0, str(Path(__file__).parent.parent))

from simulator.anatomy.grow import grow
from simulator.anatomy.layers import Layers
from simulator.anatomy.spec import PatientSpec, SourceSpec
from simulator.base.seeds import Seeds
from simulator.physics.image_plane import cut
from simulator.physics.moment import Moment, ProbePose, Squeeze
from simulator.physics.scanner import Scanner
from simulator.render import duplex
from simulator.render.overlay import enlarged
from simulator.ultrasound import bmode, pulsed
from simulator.ultrasound import machine as scanner
from simulator.ultrasound.machine import Machine
from simulator.ultrasound.plane import COLUMNS, LINES, ROWS
from simulator.ultrasound.speckle import Beam, Speckle
from simulator.ultrasound.strip import Strip
from simulator.view.duplex import present

ROUNDS = 60
DESIGN_SPEED = 1.9  # the growth prototype: 6.5 ms here, 3.1 to 3.7 there
PICTURE = (576, 600)  # pixels of the enlarged picture
MOMENT = Moment("standing", (Squeeze(120, 240),))
SOURCES = (
    SourceSpec("aasv", "AASV", 1.4, 4.2, "feeder"),
    SourceSpec("feeder", "reticular", 1.1, 1.8, "patch"),
)
STAGES: tuple[tuple[Any, str, str], ...] = (
    (scanner, "cut_tubes", "lumens"),
    (Layers, "under", "layers"),
    (bmode, "_labels", "labels"),
    (bmode.Painter, "_echo_db", "textures"),
    (bmode.Painter, "_absorbed_db", "attenuation"),
    (Speckle, "slice", "tissue noise"),
    (bmode, "tissue_sheets", "fasciae"),
    (bmode, "add_sheets", "sheets into field"),
    (Beam, "image", "beam, 3 looks"),
    (Machine, "intensity", "electronic noise"),
    (scanner, "develop", "grey"),
    (scanner, "look_for_flow", "colour"),
    (Machine, "image", "whole picture"),
)
PEERS_MS = {  # design study, section 1.2: best time of each, one thread, one picture or shot
    "OpenBCSim CPU, 240 k scatterers": 1020.0,
    "OpenBCSim CPU, 1 M scatterers": 4900.0,
    "burgercpp, one look": 27.4,
    "PLUS UsSimulator (published)": 20.0,
    "PyMUST, 8 000 scatterers": 46_600.0,
    "zea, 2 000 scatterers": 40_900.0,
    "k-Wave numpy, extrapolated": 5_718_000.0,
}
BURGER_NS = 115.0  # per look and sample
SONOMETRIC_NS = 35.0  # per scatterer and sample of pulsed Doppler, 30 to 40


def cost_ms(work: Callable[[int], object]) -> np.ndarray:
    """Return minimum, 25th percentile and median CPU milliseconds of `work`."""
    spent = []
    for k in range(ROUNDS + 2):
        start = time.thread_time_ns()
        work(k)
        spent.append((time.thread_time_ns() - start) * 1e-6)
    return np.percentile(spent[2:], [0, 25, 50])


def floor(field: np.ndarray) -> Callable[[int], object]:
    """Return the work that no picture can do without."""

    def work(_: int) -> object:
        spectrum = scipy.fft.fft(field, axis=1)
        for _ in range(3):
            scipy.fft.ifft(spectrum, axis=1)
        return np.log10(abs(field))

    return work


@contextmanager
def watched() -> Iterator[dict[str, list[float]]]:
    """Put a clock around every stage; give what each call took, in milliseconds."""
    spent: dict[str, list[float]] = defaultdict(list)
    kept = [(owner, name, getattr(owner, name)) for owner, name, _ in STAGES]

    def timed(do: Callable[..., object], label: str) -> Callable[..., object]:
        def wrapper(*given: object, **named: object) -> object:
            start = time.thread_time_ns()
            out = do(*given, **named)
            spent[label].append((time.thread_time_ns() - start) * 1e-6)
            return out

        return wrapper

    for (owner, name, do), (_, _, label) in zip(kept, STAGES, strict=True):
        setattr(owner, name, timed(do, label))
    try:
        yield spent
    finally:
        for owner, name, do in kept:
            setattr(owner, name, do)


def main() -> None:
    """Print the tables."""
    rng = Seeds(1).stream("bench.field")
    field = rng.standard_normal((ROWS, COLUMNS, 2)).astype(np.float32).view(np.complex64)[..., 0]
    least = cost_ms(floor(field))
    start = time.thread_time()
    machine = Machine(grow(PatientSpec(sources=SOURCES), Seeds(7)), 7)
    print(f"a machine is built in {time.thread_time() - start:.2f} s")
    vein = machine.patient.vessel("aasv")
    u, s, _ = vein.path_mm[len(vein.path_mm) // 2]
    along = ProbePose(float(u), float(s), yaw_rad=1.65)
    across = replace(along, yaw_rad=0.0)
    leaning, rocked = replace(across, tilt_rad=0.25), replace(along, rock_rad=0.18)
    seen = cut(vein, machine.patient.leg, along)
    z_um = round(1000 * seen.depth_mm) if seen else 10_000
    plain = Scanner()
    colour = replace(plain, is_colour=1, steer_mrad=340, box_z_um=z_um)
    duplex_on = replace(colour, is_pulsed=1, gate_z_um=z_um)
    strip, surface = Strip(machine), pygame.Surface((1130, 820), 0, 32)

    def moving(pose: ProbePose, settings: Scanner) -> Callable[[int], object]:
        return lambda k: machine.image(
            replace(pose, u_mm=pose.u_mm + 0.03 * k), settings, MOMENT, 250 + k, "standing"
        )

    def shown(pose: ProbePose, step_mm: float) -> Callable[[int], object]:
        def work(k: int) -> object:
            held = replace(pose, u_mm=pose.u_mm + step_mm * k)
            image = machine.image(held, colour, MOMENT, 250 + k, "standing")
            return enlarged(image.pixels, PICTURE)

        return work

    def doppler(k: int) -> object:
        machine.spectrum(along, duplex_on, MOMENT, 250 + 4 * k, 254 + 4 * k)
        return machine.sound(along, duplex_on, MOMENT, 250 + 6 * k, 256 + 6 * k)

    def live(k: int) -> object:
        return present(machine, strip, along, duplex_on, MOMENT, 250 + 4 * k)

    view = live(0)
    b_mode = cost_ms(moving(along, plain))
    rows = [
        ("floor", least, 0.0),
        ("B-mode along, moving", b_mode, 0.0),
        ("B-mode across, moving", cost_ms(moving(across, plain)), 0.0),
        ("B-mode leaning, moving", cost_ms(moving(leaning, plain)), 0.0),
        ("B-mode rocked, moving", cost_ms(moving(rocked, plain)), 0.0),
        ("B-mode, colour, enlarged, moving", cost_ms(shown(along, 0.03)), 16.0),
        ("B-mode, colour, enlarged, held", cost_ms(shown(along, 0.0)), 4.0),
        ("spectrum 33 ms and sound 50 ms", cost_ms(doppler), 2.0),
        ("colour and spectrum held, 33 ms", cost_ms(live), 0.0),
        ("painting the panel", cost_ms(lambda _: duplex.paint(surface, surface.get_rect(), view)),
         0.0),
    ]  # fmt: skip
    print(f"{'':34}{'min':>8}{'p25':>8}{'median':>8}   x floor   must, design's machine")
    for name, spent, must_ms in rows:
        print(f"{name:34}{spent[0]:8.2f}{spent[1]:8.2f}{spent[2]:8.2f}", end="")
        print(f"{spent[1] / least[1]:10.1f}", end="")
        there = spent[1] / DESIGN_SPEED
        print(f"   {there:.1f} of {must_ms:.0f} ms there" if must_ms else "")
    with watched() as stages:
        for k in range(ROUNDS):
            moving(along, colour)(500 + k)
    print("\nstages of a moving picture with colour, ms a picture")
    for _, _, label in STAGES:
        low, quarter = np.percentile(stages[label], [0, 25])
        print(f"{label:34}{low:8.2f}{quarter:8.2f}")
    _against_peers(float(b_mode[1]), machine, along, duplex_on)


def _against_peers(ours_ms: float, machine: Machine, pose: ProbePose, settings: Scanner) -> None:
    """Print how many times longer each peer takes: against B-mode here, and as it were there."""
    print("\npeer's best time over our B-mode (3 looks, probe moving): here, design's machine")
    for name, peer_ms in PEERS_MS.items():
        ratio = peer_ms / ours_ms
        print(f"{name:34}{ratio:10.1f}{ratio * DESIGN_SPEED:10.1f}")
    ours_ns = ours_ms * 1e6 / (3 * LINES * ROWS)
    print(f"{'burgercpp, per look and sample':34}", end="")
    print(f"{BURGER_NS / ours_ns:10.1f}{BURGER_NS / ours_ns * DESIGN_SPEED:10.1f}")
    fast = replace(settings, prf_hz=4000)
    gate = pulsed.open_gate(machine.still(pose, fast, 0, "standing"), fast, 7)
    bank = rng_bank()
    spent = cost_ms(lambda k: pulsed.echo(gate, fast, MOMENT, 8000 + k, 12_000 + k, bank, 7))
    samples = 4000 * sum(len(share) for _, share in gate.flows)
    ours_ns = spent[1] * 1e6 / samples
    print(f"{'SonoMetric, pulsed, per scatterer':34}", end="")
    print(f"{SONOMETRIC_NS / ours_ns:10.1f}{SONOMETRIC_NS / ours_ns * DESIGN_SPEED:10.1f}")


def rng_bank() -> np.ndarray:
    """Return complex noise of unit power."""
    draws = Seeds(7).stream("bench.bank").normal(0.0, 0.5**0.5, (1 << 18, 2))
    return draws.astype(np.float32).view(np.complex64)[:, 0]


if __name__ == "__main__":
    main()
