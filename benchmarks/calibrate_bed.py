"""Print the table behind the outflow bed's three guesses (simulator/physics/outflow_bed.py).

One row per push: when the blanch passes 10 mm, how far it is after 1, 3 and 10 s, how fast it
creeps at 10 mm, the highest pressure at the tip, and whether a wall burst. Run with other
numbers to see what they would do:
    python benchmarks/calibrate_bed.py [CEILING OPENING_PA REST_PER_PA]
"""

import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from simulator.anatomy.grow import grow
from simulator.anatomy.patient import Web
from simulator.anatomy.spec import PatientSpec, SourceSpec
from simulator.base.seeds import Seeds
from simulator.physics import outflow_bed
from tests.physics.pushing import DT_S, inject
from tests.physics.webs import thread

CLOSED = ("aasv", "reticular_feeder", "feeder")
SOURCES = (
    SourceSpec("aasv", "AASV", 1.8, 4.2, "reticular_feeder"),
    SourceSpec("reticular_feeder", "reticular", 0.9, 1.6, "patch"),
)


def cases() -> Iterator[tuple[str, Web, int, tuple]]:
    """Yield straight threads and arms of grown webs."""
    for diameter_mm in (0.2, 0.3, 0.5):
        yield f"straight {diameter_mm} mm", thread(diameter_mm), 10, ()
    for seed, pattern in ((1, "mixed"), (2, "arborising"), (5, "spider")):
        patient = grow(PatientSpec(pattern=pattern, sources=SOURCES), Seeds(seed))
        for one in patient.threads[::3]:
            yield f"{pattern} {seed} {one.id}", patient.web, one.arm_edge, patient.vessels


def main() -> None:
    """Print the table."""
    if len(sys.argv) == 4:
        outflow_bed.CEILING, outflow_bed.OPENING_PA, outflow_bed.REST_PER_PA = (
            float(word) for word in sys.argv[1:]
        )
    print("vein                    ul/s  10 mm at   1 s    3 s   10 s  creep mm/s  tip mmHg  burst")
    for name, web, edge, vessels in cases():
        for flow, seconds in ((10.0, 10.0), (20.0, 5.0), (50.0, 2.0)):
            done = inject(web, flow, seconds, edge=edge, closed=CLOSED, vessels=vessels or None)
            reached = [i for i, mm in enumerate(done.blanch_mm) if mm >= 10.0]
            at = f"{(reached[0] + 1) * DT_S:6.2f} s" if reached else "   never"
            later = [done.blanch_mm[round(s / DT_S) - 1] for s in (1, 3, 10) if s <= seconds]
            far = " ".join(f"{mm:6.1f}" for mm in later).ljust(20)
            creep = "-"
            if reached and reached[0] + 15 < len(done.blanch_mm):
                creep = f"{(done.blanch_mm[reached[0] + 15] - done.blanch_mm[reached[0]]) * 2:.1f}"
            print(
                f"{name:24}{flow:4.0f}{at:>10} {far} {creep:>9} {max(done.tip_mmhg):9.0f}"
                f"  {'yes' if done.burst_edges else 'no':>5}"
            )


if __name__ == "__main__":
    main()
