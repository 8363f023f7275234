"""What a duplex picture costs, as a multiple of a floor measured in the same run.

The floor is the least any picture of this size needs: one complex lateral FFT and its
inverse for three looks, and one logarithm of every pixel. CPU time of one thread; minimum,
25th percentile and median, because other work shares the machine.
Run: python benchmarks/bench_ultrasound.py
"""

import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("SDL_VIDEODRIVER", "dummy")

import numpy as np
import pygame
import scipy.fft

sys.path.insert(0, str(Path(__file__).parent.parent))

from simulator.anatomy.grow import grow
from simulator.anatomy.spec import PatientSpec, SourceSpec
from simulator.base.seeds import Seeds
from simulator.physics.beam import cut
from simulator.physics.moment import Moment, ProbePose, Squeeze
from simulator.physics.scanner import Scanner
from simulator.render import duplex
from simulator.ultrasound.machine import Machine
from simulator.ultrasound.plane import COLUMNS, ROWS
from simulator.ultrasound.strip import Strip
from simulator.view.duplex import present

ROUNDS = 40
MOMENT = Moment("standing", (Squeeze(120, 240),))
SOURCES = (
    SourceSpec("aasv", "AASV", 1.4, 4.2, "feeder"),
    SourceSpec("feeder", "reticular", 1.1, 1.8, "patch"),
)


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


def main() -> None:
    """Print the table."""
    rng = Seeds(1).stream("bench.field")
    field = rng.standard_normal((ROWS, COLUMNS, 2)).astype(np.float32).view(np.complex64)[..., 0]
    least = cost_ms(floor(field))
    start = time.thread_time()
    machine = Machine(grow(PatientSpec(sources=SOURCES), Seeds(7)), 7)
    print(f"a machine is built in {time.thread_time() - start:.2f} s")
    vein = machine.patient.vessel("aasv")
    u, s, _ = vein.path_mm[len(vein.path_mm) // 2]
    along = ProbePose(float(u), float(s), yaw_rad=1.65)
    across, leaning = replace(along, yaw_rad=0.0), replace(along, yaw_rad=0.0, tilt_rad=0.25)
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

    def live(k: int) -> object:
        return present(machine, strip, along, duplex_on, MOMENT, 250 + 4 * k)

    view = live(0)
    rows = [
        ("floor", least),
        ("B-mode across, moving", cost_ms(moving(across, plain))),
        ("B-mode along, moving", cost_ms(moving(along, plain))),
        ("B-mode leaning, moving", cost_ms(moving(leaning, plain))),
        ("with colour, moving", cost_ms(moving(along, colour))),
        ("B-mode held", cost_ms(lambda k: machine.image(along, plain, MOMENT, k, "standing"))),
        ("colour held", cost_ms(lambda k: machine.image(along, colour, MOMENT, k, "standing"))),
        ("colour and spectrum held, 33 ms", cost_ms(live)),
        ("painting the panel", cost_ms(lambda k: duplex.paint(surface, surface.get_rect(), view))),
    ]
    print(f"{'':34}{'min':>8}{'p25':>8}{'median':>8}   x floor (p25)")
    for name, spent in rows:
        ratio = spent[1] / least[1]
        print(f"{name:34}{spent[0]:8.2f}{spent[1]:8.2f}{spent[2]:8.2f}{ratio:10.1f}")


if __name__ == "__main__":
    main()
