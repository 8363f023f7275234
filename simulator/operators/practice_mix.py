"""The legs of the virtual practice: who comes, and what is hidden, as published.

Sources (clinical notes 2.6 and 10): a hidden source in 89 %; saphenous in 43 % (Engelhorn 2007:
46 % of 269 limbs), of those the great vein alone 85, the small alone 4, both 11 %, the anterior
accessory instead in 8 %; else a reticular feeder, over an incompetent perforator in 60 %
(Mariani 2000). Segmental reflux is dealt out by the anatomy. Reflux times and calibres are drawn
from the ranges of the case generator (Mendoza 2013, Joh & Park 2013; guesses for feeders).
Departures: thighs only; two sources of one leg feed the same patch.
"""

from dataclasses import dataclass, replace
from typing import Final, TypeVar

import numpy as np

from simulator.anatomy.spec import PatientSpec, SourceSpec
from simulator.base.seeds import Seeds

SHARES: Final = (("none", 0.11), ("feeder", 0.46), ("saphenous", 0.43))
PERFORATOR: Final = 0.60
ACCESSORY: Final = 0.08
TRUNKS: Final = ((("GSV",), 0.85), (("SSV",), 0.04), (("GSV", "SSV"), 0.11))
OVERWEIGHT, HORMONES = 0.35, 0.25
# Guess: the outcome model knows advice and days only, so most people are ordinary.
DILIGENCE: Final = (("ordinary", 0.55), ("careful", 0.30), ("careless", 0.15))
COMFORT: Final = (("ordinary", 0.55), ("easy", 0.25), ("hot", 0.20))
SITES: Final = ("anterior thigh", "lateral thigh")
PATTERNS: Final = ("linear", "arborising", "mixed")
FEEDER: Final = "reticular_feeder"
T = TypeVar("T")


@dataclass(frozen=True)
class Leg:
    """One leg that comes to the practice: what it is, and the seed it grows from."""

    number: int
    seed: int
    hidden: str  # none, feeder or saphenous
    spec: PatientSpec


def leg(practice_seed: int, number: int) -> Leg:
    """Return leg `number` of the practice with this seed; others do not disturb it."""
    dice = Seeds(practice_seed).stream("operators.practice.leg", number)
    hidden = _pick(dice, SHARES)
    sources = {"none": _none, "feeder": _local, "saphenous": _saphenous}[hidden](dice)
    spec = PatientSpec(
        name=f"Leg {number + 1}",
        age_years=int(dice.integers(28, 66)),
        fitzpatrick=str(dice.choice(("I", "II", "III", "IV"))),
        side=str(dice.choice(("left", "right"))),
        site=str(dice.choice(SITES)),
        pattern=str(dice.choice(PATTERNS)),
        threads=int(dice.integers(2, 5)),
        sources=sources,
        is_overweight=bool(dice.random() < OVERWEIGHT),
        takes_hormones=bool(dice.random() < HORMONES),
    )
    seed = int(dice.integers(0, 1 << 53))
    spec = replace(spec, diligence=_pick(dice, DILIGENCE), comfort=_pick(dice, COMFORT))
    return Leg(number, seed, hidden, spec)


def _pick(dice: np.random.Generator, shares: tuple[tuple[T, float], ...]) -> T:
    thrown = float(dice.random())
    for what, share in shares[:-1]:
        if thrown < share:
            return what
        thrown -= share
    return shares[-1][0]


def _between(dice: np.random.Generator, low: float, high: float) -> float:
    return round(float(dice.uniform(low, high)), 2)


def _none(_dice: np.random.Generator) -> tuple[SourceSpec, ...]:
    return ()


def _feeder(dice: np.random.Generator) -> SourceSpec:
    return SourceSpec(
        FEEDER, "reticular", _between(dice, 0.7, 2.0), _between(dice, 1.2, 2.4), "patch"
    )


def _local(dice: np.random.Generator) -> tuple[SourceSpec, ...]:
    own = _feeder(dice)
    if dice.random() >= PERFORATOR:
        return (own,)
    reflux_s, diameter_mm = _between(dice, 0.5, 1.5), _between(dice, 1.5, 3.0)
    return (SourceSpec("perforator", "perforator", reflux_s, diameter_mm, FEEDER), own)


def _saphenous(dice: np.random.Generator) -> tuple[SourceSpec, ...]:
    kinds = ("AASV",) if dice.random() < ACCESSORY else _pick(dice, TRUNKS)
    trunks = tuple(
        SourceSpec(kind.lower(), kind, _between(dice, 0.8, 4.0), _between(dice, 3.2, 6.5), FEEDER)
        for kind in kinds
    )
    return (*trunks, _feeder(dice))
