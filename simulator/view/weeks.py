"""The weeks after treatment: what the skin shows on any day, from what the treatment left behind.

Idea: an `Aftermath` says how much of each change there is at its reference; a few courses say
how much of that a day shows. A closed vein darkens, then fades, a wide one later. Its trapped
blood lies as a dark cord, breaks down and feeds the brown: two pools, one into the other, so
the stain climbs for five weeks and then halves every 50 days. A bruise is old blood, then
biliverdin, then bilirubin: three pools. Matting grows in and halves every four months.
Sources: threads fade in 3-6 weeks, bigger ones in 3-4 months; of the stain 70 % is gone at
6 months and 99 % at 12 (counted as patients; here read as one stain's strength); trapped blood
is a cord in weeks 1-6; matting begins in weeks 2-6 and goes within 3-12 months, half-life 4;
an ulcer shows within 2-14 days and heals in about 8 weeks. A bruise is not yellow before 18
hours (Langlois and Gresham 1991). Day numbers between these are guesses.
Departures: one course for everybody; a scar stays as it is.
Invariant: on the day of treatment nothing has changed yet; cleared only grows.
"""

from dataclasses import dataclass, field, replace
from math import exp, log
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.anatomy.patient import Patient
from simulator.physics.healing import Outcome
from simulator.view.treatment import BruiseView, TreatmentView, UlcerView

Array = NDArray[np.float64]

REFERENCE_DAY: Final = 84.0  # an outcome tells of week twelve
THREAD_FADES_DAY: Final = 31.0  # half gone by then, up to 0.3 mm
WIDE_FADES_DAY: Final = 56.0  # from 1 mm
FADING_SPREAD_DAYS: Final = 7.0
BLOOD_LEAVES_DAYS: Final = 20.0  # mean stay of blood trapped in or beside a vein
STAIN_HALVES_DAYS: Final = 50.0
CORD_DAYS: Final = (2.0, 25.0)  # forms within the first, mean stay
MATTING_DAYS: Final = (14.0, 42.0)  # begins, is full
MATTING_HALVES_DAYS: Final = 120.0
BRUISE_MEAN_DAYS: Final = (4.5, 1.6, 4.0)  # old blood, biliverdin, bilirubin
BILE_YIELD: Final = 0.5  # of the haem; the rest is carried off before it colours
ULCER_OPENS_DAYS: Final = (2.0, 7.0)
ULCER_HEALS_DAYS: Final = (14.0, 56.0)


@dataclass(frozen=True)
class Bruise:
    """Blood that left a vessel on the day of treatment, as a share of the dermis there."""

    x_mm: float
    y_mm: float
    radius_mm: float
    blood_frac: float


@dataclass(frozen=True)
class Ulcer:
    """Skin that will die."""

    x_mm: float
    y_mm: float
    radius_mm: float


@dataclass(frozen=True)
class Aftermath:
    """What a treatment leaves on the skin. Per-edge fields (E,) may be empty: none.

    `cleared_frac` and `stain_frac` as of week twelve, `matting_frac` and `coagulum_frac` at
    their height.
    """

    cleared_frac: Array
    stain_frac: Array
    diameter_mm: Array  # (E,)
    matting_frac: Array = field(default_factory=lambda: np.zeros(0))
    coagulum_frac: Array = field(default_factory=lambda: np.zeros(0))
    bruises: tuple[Bruise, ...] = ()
    ulcers: tuple[Ulcer, ...] = ()


def aftermath_of(patient: Patient, healed: Outcome) -> Aftermath:
    """Return what `healed` left behind."""
    web = patient.web
    cleared, stain = np.zeros(len(web.edges)), np.zeros(len(web.edges))
    for thread, outcome in zip(patient.threads, healed.threads, strict=True):
        closed, whole = list(outcome.closed_edges), list(thread.edges)
        if closed:  # what reflux has opened again shows as closed veins that fill a little
            share = web.length_mm[closed].sum() / web.length_mm[whole].sum()
            cleared[closed] = min(1.0, outcome.cleared_frac / share)
        stain[whole] = outcome.stain_frac
    return Aftermath(cleared, stain, 2.0 * web.radius_mm)


def on_day(view: TreatmentView, left: Aftermath, day: float) -> TreatmentView:
    """Return `view` as its skin looks `day` days after the treatment."""
    wide = np.clip((left.diameter_mm - 0.3) / 0.7, 0.0, 1.0)
    half_day = THREAD_FADES_DAY + (WIDE_FADES_DAY - THREAD_FADES_DAY) * wide
    bruises = (bruise_on_day(bruise, day) for bruise in left.bruises)
    ulcers = (ulcer_on_day(ulcer, day) for ulcer in left.ulcers)
    return replace(
        view,
        cleared_frac=left.cleared_frac * cleared_course(day, half_day),
        stain_frac=left.stain_frac * stain_course(day),
        matting_frac=left.matting_frac * matting_course(day),
        coagulum_frac=left.coagulum_frac * cord_course(day),
        bruises=(*view.bruises, *(b for b in bruises if b is not None)),
        ulcers=(*view.ulcers, *(u for u in ulcers if u is not None)),
    )


def cleared_course(day: float, half_day: Array) -> Array:
    """Return how much of its final clearing a closed vein shows, 0 on day 0, 1 at week 12."""

    def faded(at: float) -> Array:
        return np.asarray(1.0 / (1.0 + np.exp((half_day - at) / FADING_SPREAD_DAYS)))

    start = faded(0.0)
    share = (faded(max(0.0, day)) - start) / (faded(REFERENCE_DAY) - start)
    return np.asarray(np.minimum(1.0, share))


def _second_pool(day: float, first_mean: float, second_mean: float) -> float:
    """Return what is in the second of two pools in a row, for a unit in the first."""
    a, b = 1.0 / first_mean, 1.0 / second_mean
    return a / (a - b) * (exp(-b * day) - exp(-a * day))


def stain_course(day: float) -> float:
    """Return the strength of a stain, 1 at week twelve."""
    mean = STAIN_HALVES_DAYS / log(2.0)
    there = _second_pool(max(0.0, day), BLOOD_LEAVES_DAYS, mean)
    return there / _second_pool(REFERENCE_DAY, BLOOD_LEAVES_DAYS, mean)


def cord_course(day: float) -> float:
    """Return the strength of trapped blood, about 1 in the first week."""
    forms, stays = CORD_DAYS
    at = max(0.0, day)
    return (1.0 - exp(-at / forms)) * exp(-at / stays)


def matting_course(day: float) -> float:
    """Return how much of the matting is there, 1 at its height in week six."""
    begins, full = MATTING_DAYS
    grown = min(max((day - begins) / (full - begins), 0.0), 1.0)
    return grown * grown * (3.0 - 2.0 * grown) * 0.5 ** (max(0.0, day - full) / MATTING_HALVES_DAYS)


def bruise_on_day(bruise: Bruise, day: float) -> BruiseView | None:
    """Return a bruise at its age, or None when nothing can be seen of it any more."""
    blood_days, green_days, yellow_days = BRUISE_MEAN_DAYS
    at = max(0.0, day)
    blood = exp(-at / blood_days)
    green = _second_pool(at, blood_days, green_days)
    yellow = _third_pool(at, (blood_days, green_days, yellow_days))
    if max(blood, green, yellow) < 0.02:
        return None
    return BruiseView(
        bruise.x_mm,
        bruise.y_mm,
        bruise.radius_mm * (1.0 + 0.25 * min(1.0, at / 10.0)),  # it spreads as it goes
        bruise.blood_frac * blood,
        bruise.blood_frac * BILE_YIELD * green,
        bruise.blood_frac * BILE_YIELD * yellow,
    )


def _third_pool(day: float, means: tuple[float, float, float]) -> float:
    """Return what is in the last of three pools in a row (Bateman), for a unit in the first."""
    a, b, c = (1.0 / mean for mean in means)
    ends = (
        exp(-a * day) / ((b - a) * (c - a))
        + exp(-b * day) / ((a - b) * (c - b))
        + exp(-c * day) / ((a - c) * (b - c))
    )
    return a * b * ends


def ulcer_on_day(ulcer: Ulcer, day: float) -> UlcerView | None:
    """Return an ulcer, or later its scar; None before anything shows."""
    opened = _share(day, ULCER_OPENS_DAYS)
    healed = _share(day, ULCER_HEALS_DAYS)
    if opened <= 0.0:
        return None
    shrunk = 1.0 - 0.45 * healed
    return UlcerView(
        ulcer.x_mm, ulcer.y_mm, ulcer.radius_mm * shrunk, opened * (1.0 - healed), healed
    )


def _share(day: float, span: tuple[float, float]) -> float:
    return min(max((day - span[0]) / (span[1] - span[0]), 0.0), 1.0)
