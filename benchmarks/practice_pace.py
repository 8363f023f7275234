"""Print how far the coarse pace of the virtual practice is from the usual one.

The same legs, the same hands, one session without a scan, so with every source that came still
open, and again with the source closed in the anatomy. Wanted: within 5 % in the mean over 50 legs.
    python benchmarks/practice_pace.py [LEGS [FIRST]]
"""

import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))

from simulator.operators.practice import treated_leg
from simulator.operators.practising import NO_DUPLEX
from simulator.session.pace import COARSE, USUAL

ONE_SESSION = replace(NO_DUPLEX, sessions=1, punctures=(3,))
FULL = USUAL
FIELDS = ("clearance_frac", "stain_frac", "kill_frac", "given_ul", "pushes")


def main() -> None:
    """Print the means at both paces, how far they are apart, and the share of time it takes."""
    legs = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    for is_closed in (True, False):
        rows, spent, counts = {}, {}, {}
        for pace in (COARSE, FULL):
            began = time.process_time()
            found = [
                treated_leg(n, seed=1, how=ONE_SESSION, pace=pace, is_source_closed=is_closed)
                for n in range(first, first + legs)
            ]
            spent[pace.name] = time.process_time() - began
            rows[pace.name] = np.array([[getattr(one, f) for f in FIELDS] for one in found])
            counts[pace.name] = (
                sum(one.is_stained for one in found),
                sum(one.judgement == "unsuccessful" for one in found),
            )
        print(f"{legs} legs, source {'closed' if is_closed else 'as it came'}")
        for k, name in enumerate(FIELDS):
            coarse, usual = rows["coarse"][:, k].mean(), rows["usual"][:, k].mean()
            off = 100.0 * (coarse / usual - 1.0)
            print(f"  {name:<16} usual {usual:8.3f}  coarse {coarse:8.3f}  {off:+5.1f} %")
        for k, name in enumerate(("stained", "unsuccessful")):
            coarse, usual = counts["coarse"][k], counts["usual"][k]
            print(f"  {name:<16} usual {usual:8d}  coarse {coarse:8d}  legs")
        print(f"  time             coarse takes 1/{spent['usual'] / spent['coarse']:.0f}")


if __name__ == "__main__":
    main()
