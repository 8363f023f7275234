"""How each change of the skin comes and goes: curves of days, without a patient.

Idea: a closed vein darkens, then fades, a wide one later. Its trapped blood lies as a dark cord
and feeds the brown: haem leaves the clot, is broken down, and haemosiderin is carried off, three
pools one into the other, so the stain shows after weeks and then halves every 50 days. A bruise
is old blood, then biliverdin, then bilirubin: three pools as well. Matting grows in and halves
every four months, more slowly over reflux. An ulcer opens within days and heals in weeks.
Sources: with the coefficients (`coefficients`); a bruise is not yellow before 18 hours (Langlois
and Gresham 1991), its means are guesses.
Departures: one course for everybody; a scar stays as it is.
Invariant: on the day itself nothing has changed yet; fading only grows.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.base import steady
from simulator.physics.coefficients import HEALING, Healing

Array = NDArray[np.float64]

REFERENCE_DAY: Final = 84.0  # an outcome tells of week twelve
BRUISE_MEAN_DAYS: Final = (4.5, 1.6, 4.0)  # old blood, biliverdin, bilirubin
_LN2: Final = 0.6931471805599453


def fading(days: Array, diameter_mm: Array, how: Healing = HEALING) -> Array:
    """Return how much of its final clearing a closed vein shows: 0 on day 0, 1 from week 12."""
    wide = np.clip((diameter_mm - 0.3) / 0.7, 0.0, 1.0)
    half_day = how.thread_fades_day + (how.wide_fades_day - how.thread_fades_day) * wide

    def faded(at: Array) -> Array:
        return np.asarray(steady.logistic((at - half_day) / how.fading_spread_days))

    start = faded(np.zeros_like(half_day))
    late = faded(np.full_like(half_day, REFERENCE_DAY))
    share = (faded(np.maximum(days, 0.0) + np.zeros_like(half_day)) - start) / (late - start)
    return np.asarray(np.minimum(share, 1.0))


def reopened_share(days: float, how: Healing = HEALING) -> float:
    """Return how much of the reopening by week twelve has happened `days` after closing."""
    whole = 1.0 - steady.exp(-REFERENCE_DAY / how.reopen_mean_days)
    return (1.0 - steady.exp(-max(days, 0.0) / how.reopen_mean_days)) / whole


def second_pool(day: float, first_mean: float, second_mean: float) -> float:
    """Return what is in the second of two pools in a row, for a unit in the first."""
    a, b = 1.0 / first_mean, 1.0 / second_mean
    return a / (a - b) * (steady.exp(-b * day) - steady.exp(-a * day))


def third_pool(day: float, means: tuple[float, float, float]) -> float:
    """Return what is in the last of three pools in a row (Bateman), for a unit in the first."""
    a, b, c = (1.0 / mean for mean in means)
    ends = (
        steady.exp(-a * day) / ((b - a) * (c - a))
        + steady.exp(-b * day) / ((a - b) * (c - b))
        + steady.exp(-c * day) / ((a - c) * (b - c))
    )
    return a * b * ends


def stain_strength(day: float, how: Healing = HEALING) -> float:
    """Return the strength of a stain `day` days after what made it, 1 at week twelve."""
    step = how.stain_steps_days
    means = (step, 0.9 * step, how.stain_halves_days / _LN2)  # pools must differ a little
    return third_pool(max(0.0, day), means) / third_pool(REFERENCE_DAY, means)


def cord_strength(day: float, how: Healing = HEALING) -> float:
    """Return the strength of clot in a vein, about 1 in the first week."""
    forms, stays = how.cord_days
    at = max(0.0, day)
    return (1.0 - steady.exp(-at / forms)) * steady.exp(-at / stays)


def matting_strength(day: float, reflux_frac: float = 0.0, how: Healing = HEALING) -> float:
    """Return how much of the matting is there, 1 at its height in week six."""
    begins, full = how.matting_days
    halves = how.matting_fed_days if reflux_frac > 0.5 else how.matting_halves_days
    grown = min(max((day - begins) / (full - begins), 0.0), 1.0)
    left = steady.exp(-_LN2 * max(0.0, day - full) / halves)
    return grown * grown * (3.0 - 2.0 * grown) * left


def bruise_parts(day: float) -> tuple[float, float, float]:
    """Return what is left of old blood, biliverdin and bilirubin of a unit of blood."""
    blood_days, green_days, _ = BRUISE_MEAN_DAYS
    at = max(0.0, day)
    return (
        steady.exp(-at / blood_days),
        second_pool(at, blood_days, green_days),
        third_pool(at, BRUISE_MEAN_DAYS),
    )


def ulcer_open_frac(since_opening: float, how: Healing = HEALING) -> float:
    """Return how much of an ulcer is open: it breaks down in days, and heals by week eight."""
    opened = min(max(since_opening / 5.0, 0.0), 1.0)
    return opened * (1.0 - ulcer_healed_frac(since_opening, how))


def ulcer_healed_frac(since_opening: float, how: Healing = HEALING) -> float:
    """Return how much of it is scar."""
    return min(max((since_opening - 12.0) / (how.ulcer_heals_day - 12.0), 0.0), 1.0)
