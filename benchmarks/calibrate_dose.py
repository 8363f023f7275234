"""Print what the dose model makes of half, whole, double and fourfold strength.

Wanted: the share of vein cleared in one session by our outcome table, for threads that were
entered (0.29 / 0.84 / 0.96 / 0.97 for 0.5 / 1 / 2 / 4 times the optimum, source closed). Every
thread of a few grown patients is injected at its arm for 5 s at 10 ul/s, pressed, and left
for two minutes; printed is the share of wall killed, weighted by length. Run with other
numbers to see what they would do:
    python benchmarks/calibrate_dose.py [HALF_KILL FULL_CONTACT_S]
"""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))

from simulator.anatomy.grow import grow
from simulator.anatomy.spec import PatientSpec, SourceSpec
from simulator.base.seeds import Seeds
from simulator.physics import drugs
from simulator.physics.circulation import WHITE_FRAC
from tests.physics.pushing import inject, wait

CLOSED = ("aasv", "reticular_feeder")
SOURCES = (
    SourceSpec("aasv", "AASV", 1.8, 4.2, "reticular_feeder"),
    SourceSpec("reticular_feeder", "reticular", 0.9, 1.6, "patch"),
)
WANTED = {0.5: 0.29, 1.0: 0.84, 2.0: 0.96, 4.0: 0.97}


def killed(times_optimum: float, seed: int) -> float:
    """Return the mean share of wall killed in the threads' reach of 15 mm of vein."""
    patient = grow(PatientSpec(pattern="mixed", sources=SOURCES), Seeds(seed))
    web, total, length = patient.web, 0.0, 0.0
    for one in patient.threads[::2]:
        arm = one.arm_edge
        best = drugs.optimum_ug_per_ul("polidocanol", 2.0 * web.radius_mm[arm : arm + 1])
        done = inject(
            web,
            10.0,
            5.0,
            edge=arm,
            closed=CLOSED,
            vessels=patient.vessels,
            drug="polidocanol",
            strength_ppm=round(1000.0 * times_optimum * float(best[0])),
        )
        white = (done.lumen.injectate_frac > WHITE_FRAC).all(axis=1)
        near = np.flatnonzero(white)
        wait(done, 120.0, closed=CLOSED, pressed=frozenset(near.tolist()))
        kill = done.circulation.wall_kill(done.lumen)
        total += float((kill[near] * web.length_mm[near]).sum())
        length += float(web.length_mm[near].sum())
    return total / length


def main() -> None:
    """Print the table."""
    if len(sys.argv) == 3:
        drugs.HALF_KILL, drugs.FULL_CONTACT_S = map(float, sys.argv[1:])
    print(f"HALF_KILL {drugs.HALF_KILL}  FULL_CONTACT_S {drugs.FULL_CONTACT_S}")
    for times, wanted in WANTED.items():
        found = np.mean([killed(times, seed) for seed in (1, 2)])
        print(f"{times:4.1f} x optimum   wanted {wanted:4.2f}   found {found:4.2f}")


if __name__ == "__main__":
    main()
