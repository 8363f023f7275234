"""Legs a minute of the virtual practice, and what a second process adds.

Target: 1,000 legs in well under 5 minutes on two cores. As a floor, the time it takes to grow a
patient is measured in the same run; it says how busy this machine is.
    python benchmarks/bench_practice.py [LEGS]
"""

import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from simulator.anatomy.grow import grow
from simulator.base.seeds import Seeds
from simulator.cli.batch import over
from simulator.cli.practice import AT_A_TIME
from simulator.operators.practice import treated_leg, work_of
from simulator.operators.practice_mix import leg

GROWN = 20


def main() -> None:
    """Print seconds of processor a leg, in patients grown; then wall time by processes."""
    legs = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    began = time.process_time()
    for number in range(GROWN):
        grow(leg(1, number).spec, Seeds(number))
    growing_s = (time.process_time() - began) / GROWN
    for operator in ("competent", "no-duplex"):
        began = time.process_time()
        for number in range(3):
            treated_leg(number, seed=1, operator=operator)
        treating_s = (time.process_time() - began) / 3
        print(
            f"{operator:<12} {treating_s:6.2f} s a leg, {treating_s / growing_s:4.0f} times growing"
        )
    rates = {}
    for jobs in (1, 2):
        with ProcessPoolExecutor(jobs) as executor:
            for count in (jobs, legs):  # the first wakes the processes
                began = time.perf_counter()
                work = work_of("competent", 1)
                list(over(range(count), work, executor, workers=jobs, at_most=AT_A_TIME))
            rates[jobs] = 60.0 * legs / (time.perf_counter() - began)
        print(f"{jobs} process(es) {rates[jobs]:7.0f} legs a minute")
    print(
        f"scaling from 1 to 2: {rates[2] / rates[1]:.2f}; 1,000 legs in {1000 / rates[2]:.1f} min"
    )


if __name__ == "__main__":
    main()
