"""Fit, in the open, the few coefficients of the outcome that treating anew cannot decide.

Legs of a seed of their own (11; the reported ones have another) are treated once by both
operators; those by competent hands are judged a second time as if no stocking had been worn.
Then a grid is walked over `stain_seen` (which stain is one to complain of), `reopen` (how much
reflux opens again), `matting` (its base rate), `close_bare` (what closes without a stocking) and
`excellent` (from which satisfaction on a course was that),
and the cell nearest to what is wanted, in standard errors, is printed beside what the house has
now. Everything else stays as published; nobody is asked who treated. What a coefficient would
have changed in the choice of later punctures is not followed: that is treated again only by the
next run.
    python benchmarks/fit_practice.py [LEGS [JOBS [SEED]]]
"""

import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from itertools import product
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).parent.parent))

from simulator.cli.batch import over, shown
from simulator.cli.practice import AT_A_TIME
from simulator.operators.practice import Played, Treated, outcome_of, played_leg
from simulator.physics.coefficients import HEALING, Healing

FIT_SEED: Final = 11
# share, of the legs by this operator (with a hidden source only), and what is wanted
WANTED: Final = (
    ("competent", False, "very pleased", 0.95),
    ("competent", False, "excellent", 0.80),
    ("competent", False, "stained", 0.11),
    ("competent", False, "matted", 0.05),
    ("no-duplex", True, "unsuccessful", 0.73),
    ("no-duplex", True, "stained", 0.18),
    ("no-duplex", True, "matted", 0.24),
    ("bare", False, "very pleased", 0.82),
    ("bare", False, "excellent", 0.54),
    ("bare", False, "stained", 0.31),
)
STAIN_SEEN: Final = (0.17, 0.19, 0.21, 0.23)
REOPEN: Final = (0.65, 0.70, 0.75)
MATTING: Final = (0.02, 0.025, 0.03)
CLOSE_BARE: Final = (0.84, 0.88, 0.92, 0.96)
EXCELLENT: Final = (0.74, 0.76, 0.78, 0.80, 0.82)
FITTED: Final = ("stain_seen", "reopen", "matting", "close_bare", "excellent")
Legs = dict[str, list[Played]]


def is_so(one: Treated, what: str, how: Healing) -> bool:
    """Return whether `what` holds of a leg."""
    return {
        "very pleased": one.judgement != "unsuccessful",
        "excellent": one.satisfaction >= how.excellent,
        "unsuccessful": one.judgement == "unsuccessful",
        "stained": one.is_stained,
        "matted": one.is_matted,
    }[what]


def played(numbers: Sequence[int], operator: str, seed: int) -> list[Played]:
    """Treat several legs."""
    return [played_leg(number, seed=seed, operator=operator) for number in numbers]


def bare(one: Played) -> Played:
    """Return the same course, as if no stocking had been worn."""
    sessions = tuple(replace(session, compression_frac=0.0) for session in one.course.sessions)
    return replace(one, course=replace(one.course, sessions=sessions))


def ended(legs: Legs, how: Healing) -> dict[str, list[Treated]]:
    """Return how all legs end up with these coefficients."""
    return {name: [outcome_of(one, how) for one in mine] for name, mine in legs.items()}


def shares(legs: dict[str, list[Treated]], how: Healing) -> list[tuple[float, int]]:
    """Return each of the wanted shares of legs that ended so, and of how many legs."""
    found = []
    for operator, is_hidden, what, _ in WANTED:
        mine = [one for one in legs[operator] if one.hidden != "none" or not is_hidden]
        found.append((sum(is_so(one, what, how) for one in mine) / len(mine), len(mine)))
    return found


def distance(found: list[tuple[float, int]]) -> float:
    """Return the sum of squares, in standard errors of what is wanted."""
    total = 0.0
    for (share, count), (_, _, _, wanted) in zip(found, WANTED, strict=True):
        total += (share - wanted) ** 2 / (wanted * (1.0 - wanted) / count)
    return total


def best_of(cells: Sequence[Healing], legs: Legs) -> list[tuple[float, Healing]]:
    """Return, for each cell of the grid, its best `excellent` and how far that is off."""
    found = []
    for cell in cells:
        judged = ended(legs, cell)
        every = [replace(cell, excellent=least) for least in EXCELLENT]
        off = [distance(shares(judged, how)) for how in every]
        found.append((min(off), every[off.index(min(off))]))
    return found


def main() -> None:
    """Treat, walk the grid, print before and after."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 150
    jobs = int(sys.argv[2]) if len(sys.argv) > 2 else 2
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else FIT_SEED
    cells = [
        replace(
            HEALING,
            stain_seen=stain_seen,
            reopen=reopen,
            matting=matting,
            close_bare=close_bare,
            close_worth=1.0 - close_bare,
        )
        for stain_seen, reopen, matting, close_bare in product(
            STAIN_SEEN, REOPEN, MATTING, CLOSE_BARE
        )
    ]
    legs: Legs = {}
    with ProcessPoolExecutor(jobs) as executor:
        for name in ("competent", "no-duplex"):
            treat = partial(played, operator=name, seed=seed)
            each = over(range(count), treat, executor, workers=jobs, at_most=AT_A_TIME)
            legs[name] = list(shown(each, count, "legs"))
        legs["bare"] = [bare(one) for one in legs["competent"]]
        judge = partial(best_of, legs=legs)
        walked = over(cells, judge, executor, workers=jobs, at_most=AT_A_TIME)
        least, best = min(shown(walked, len(cells), "cells"), key=lambda one: one[0])
    now = shares(ended(legs, HEALING), HEALING)
    print(f"{count} legs each, seed {seed}; in percent")
    print(f"{'':36}wanted  now   best")
    rows = zip(WANTED, now, shares(ended(legs, best), best), strict=True)
    for (operator, is_hidden, what, wanted), (was, _), (then, _) in rows:
        name = f"{operator}{', hidden source' if is_hidden else ''}: {what}"
        print(f"{name:<36}{100 * wanted:5.0f} {100 * was:6.1f} {100 * then:6.1f}")
    for name in FITTED:
        print(f"{name:<36}      {getattr(HEALING, name):6.3f} {getattr(best, name):6.3f}")
    print(f"{'sum of squares, standard errors':<36}      {distance(now):6.1f} {least:6.1f}")


if __name__ == "__main__":
    main()
