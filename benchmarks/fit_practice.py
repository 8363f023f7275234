"""Fit, in the open, what of the practice can be fitted without simulating anew.

Legs are treated once by both operators. Then two figures are looked for: the share of stained
length that counts as a stain, and the base rate of matting. Everything else of the outcome is
as published or as fitted elsewhere (docs/healing.md). Printed is a table of candidates beside
what is wanted; nobody is treated differently for who treats.
    python benchmarks/fit_practice.py [LEGS [JOBS]]
"""

import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))

from simulator.cli.batch import over
from simulator.cli.practice import AT_A_TIME
from simulator.operators.practice import Treated, work_of
from simulator.physics.blemishes import satisfaction
from simulator.physics.coefficients import HEALING

WANTED = {
    "competent": "very pleased 95, excellent 80, stain 11, matting 5",
    "no-duplex": "of the hidden: unsuccessful 73, stain 18, matting 24",
}
STAINS = (0.10, 0.13, 0.15, 0.17, 0.19, 0.21, 0.25)
MATTING = (0.02, 0.03, 0.04)


def row(legs: Sequence[Treated], seen_frac: float, matting: float) -> str:
    """Return the expected shares, in percent, if a stain were seen from `seen_frac` on."""
    stained = np.array([one.stain_frac > seen_frac for one in legs])
    odds = np.array([one.matting_rate for one in legs]) * (matting / HEALING.matting)
    mats = 1.0 - np.exp(-odds)
    pleased, excellent = 0.0, 0.0
    for one, is_stained, chance in zip(legs, stained.tolist(), mats.tolist(), strict=True):
        for is_matted, weight in ((True, chance), (False, 1.0 - chance)):
            u = satisfaction(one.clearance_frac, is_stained, is_matted, one.is_ulcerated)
            pleased += weight * (u >= HEALING.very_pleased)
            excellent += weight * (u >= HEALING.excellent)
    count = len(legs)
    shares = (
        pleased / count,
        excellent / count,
        1.0 - pleased / count,
        stained.mean(),
        mats.mean(),
    )
    return "  ".join(f"{100 * share:5.1f}" for share in shares)


def main() -> None:
    """Treat, then print the candidates."""
    legs = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    jobs = int(sys.argv[2]) if len(sys.argv) > 2 else 2
    with ProcessPoolExecutor(jobs) as executor:
        for operator, wanted in WANTED.items():
            found = list(
                over(range(legs), work_of(operator, 1), executor, workers=jobs, at_most=AT_A_TIME)
            )
            if operator == "no-duplex":
                found = [one for one in found if one.hidden != "none"]
            print(f"{operator}, {len(found)} legs; wanted: {wanted}")
            print("  stain from   matting   pleased  excellent  failed  stain  matting")
            for seen_frac in STAINS:
                for matting in MATTING if seen_frac == HEALING.stain_seen else (HEALING.matting,):
                    mark = (
                        "*"
                        if (seen_frac, matting) == (HEALING.stain_seen, HEALING.matting)
                        else " "
                    )
                    print(
                        f"{mark} {seen_frac:9.2f} {matting:9.3f}   {row(found, seen_frac, matting)}"
                    )


if __name__ == "__main__":
    main()
