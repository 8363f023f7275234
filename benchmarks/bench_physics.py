"""One physics step of a grown patient, as a multiple of a floor measured in the same run.

The floor is what any answer must at least do at this size: copy the three fields and sum
them. Prints milliseconds and ratios for a push, a refill and a resting step.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))

from simulator.anatomy.grow import grow
from simulator.anatomy.spec import PatientSpec, SourceSpec
from simulator.base.seeds import Seeds
from simulator.base.units import PA_PER_MMHG
from simulator.physics import needle
from simulator.physics.circulation import Circulation, Lumen, Source

ROUNDS = 200
SOURCES = (
    SourceSpec("aasv", "AASV", 1.8, 4.2, "reticular_feeder"),
    SourceSpec("reticular_feeder", "reticular", 0.9, 1.6, "patch"),
)


def spent_ms(act: Callable[[], object]) -> float:
    """Return the median time of one call in milliseconds."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        act()
        times.append(time.perf_counter() - start)
    return 1e3 * float(np.median(times))


def main() -> None:
    """Measure and print."""
    patient = grow(PatientSpec(pattern="mixed", sources=SOURCES), Seeds(1))
    began = time.perf_counter()
    circulation = Circulation(patient)
    built_ms = 1e3 * (time.perf_counter() - began)
    resting = circulation.fresh()
    resistance = needle.resistance_pa_s_per_ul(30, 1.2e-3)
    source = Source(
        patient.threads[0].arm_edge, 0.5, 1.0, 90.0 * PA_PER_MMHG, resistance, "polidocanol", 5000
    )
    held: list[Lumen] = [resting]

    def push() -> None:
        held[0], _ = circulation.step(held[0], 1 / 30, source=source)

    def refill() -> None:
        held[0], _ = circulation.step(held[0], 1 / 30)

    def floor() -> float:
        lumen = held[0]
        fields = (lumen.injectate_frac, lumen.active_ug_per_ul, lumen.spare_ug_per_ul)
        return sum(float((field * 1.0).sum()) for field in fields)

    rows = [("push", spent_ms(push)), ("refill", spent_ms(refill))]
    rows.append(("rest", spent_ms(lambda: circulation.step(resting, 0.5))))
    least_ms = spent_ms(floor)
    edges, cells = resting.injectate_frac.shape
    print(f"{edges} edges x {cells} cells; tables built in {built_ms:.1f} ms")
    for name, ms in rows:
        print(f"{name:8}{ms:8.3f} ms {ms / least_ms:8.1f} x floor ({least_ms:.4f} ms)")


if __name__ == "__main__":
    main()
