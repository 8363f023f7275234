"""The virtual practice: many legs, each treated by one operator through the simulation itself.

Every leg is a function of the practice's seed, its number and the operator, so it does not
matter where or in which order legs are treated. Shares come with Wilson intervals, the mean
clearance with a bootstrap; all are 95 %.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any, Final

import numpy as np

from simulator.base.seeds import Seeds
from simulator.operators import practising
from simulator.operators.hand import Hand
from simulator.operators.practice_mix import Leg, leg
from simulator.physics.coefficients import HEALING, Healing
from simulator.physics.healing import Course
from simulator.session.aftermath import judged, judged_on
from simulator.session.attempt import Attempt
from simulator.session.corridor import begin
from simulator.session.course import course_of
from simulator.session.pace import COARSE, Pace
from simulator.session.plan import SHELF, Plan

Z95: Final = 1.959964
RESAMPLES: Final = 2000
TRAY: Final = (*SHELF, "saline")


@dataclass(frozen=True)
class Treated:
    """How one leg ended up; the last five are for the fit and the benchmarks."""

    number: int
    hidden: str
    clearance_frac: float
    judgement: str
    is_stained: bool
    is_matted: bool
    is_ulcerated: bool
    satisfaction: float
    stain_frac: float
    matting_rate: float
    kill_frac: float  # of wall, by the first session
    given_ul: float
    pushes: int


@dataclass(frozen=True)
class Played:
    """One leg after the last session: all that decides how it ends up, before anybody judges."""

    who: Leg
    course: Course
    day: int  # on which it is judged
    given_ul: float
    pushes: int


def played_leg(
    number: int,
    *,
    seed: int,
    operator: str = "competent",
    how: practising.Technique | None = None,
    pace: Pace = COARSE,
    is_source_closed: bool = False,
) -> Played:
    """Grow leg `number` and let `operator`, or whoever works like `how`, treat it.

    `is_source_closed` grows the same leg without its hidden source.
    """
    who = leg(seed, number)
    if is_source_closed:
        who = replace(who, spec=replace(who.spec, sources=()))
    plan = Plan(id="practice", patient=who.spec, drugs=TRAY)
    attempt = Attempt(begin(plan, who.seed, pace), lambda _record: None, has_checks=False)
    practising.treat(Hand(attempt), how or practising.TECHNIQUES[operator])
    day = judged_on(attempt.state)
    pushes = [event for event in attempt.events if event["ev"] == "injection_ended"]
    given_ul = sum(event["volume_nl"] for event in pushes) / 1000.0
    return Played(who, course_of(attempt.state, day), day, given_ul, len(pushes))


def outcome_of(played: Played, coefficients: Healing = HEALING) -> Treated:
    """Return how a leg ended up; with other coefficients nothing is treated anew.

    What the stocking did at home stays as it was, and so do the walls that were closed when a
    later session chose its places.
    """
    course = replace(played.course, how=coefficients)
    after = judged(course, played.day)
    sessions = course.sessions
    return Treated(
        number=played.who.number,
        hidden=played.who.hidden,
        clearance_frac=after.outcome.cleared_frac,
        judgement=after.judgement,
        is_stained=after.is_stained,
        is_matted=after.is_matted,
        is_ulcerated=after.is_ulcerated,
        satisfaction=after.satisfaction,
        stain_frac=after.outcome.stain_frac,
        matting_rate=after.matting_rate,
        kill_frac=float(sessions[0].kill_frac.mean()) if sessions else 0.0,
        given_ul=played.given_ul,
        pushes=played.pushes,
    )


def treated_leg(number: int, **how: Any) -> Treated:
    """Return how leg `number` ends up when it is treated as `played_leg` has it."""
    return outcome_of(played_leg(number, **how))


@dataclass(frozen=True)
class Figure:
    """A fraction with its 95 % interval."""

    value: float
    low: float
    high: float


def wilson(hits: int, of: int) -> Figure:
    """Return the share `hits` of `of` with Wilson's interval; of none, nothing is known."""
    if of == 0:
        return Figure(0.0, 0.0, 1.0)
    share, z2 = hits / of, Z95 * Z95
    middle = (share + z2 / (2 * of)) / (1 + z2 / of)
    inside = share * (1 - share) / of + z2 / (4 * of * of)
    half = Z95 * float(np.sqrt(inside)) / (1 + z2 / of)
    low = 0.0 if hits == 0 else max(0.0, middle - half)
    return Figure(share, low, 1.0 if hits == of else min(1.0, middle + half))


def mean_of(values: Sequence[float], seed: int) -> Figure:
    """Return the mean with the interval of a bootstrap whose dice come from `seed`."""
    each = np.array(values, dtype=np.float64)
    if not len(each):
        return Figure(0.0, 0.0, 1.0)
    dice = Seeds(seed).stream("operators.practice.bootstrap")
    means = np.array(
        [each[dice.integers(0, len(each), len(each))].mean() for _ in range(RESAMPLES)]
    )
    low, high = np.quantile(means, (0.025, 0.975)).tolist()
    return Figure(float(each.mean()), low, high)


def figures(legs: Sequence[Treated], seed: int) -> dict[str, Figure]:
    """Return what the practice has to say of `legs`, whatever their order."""
    legs = sorted(legs, key=lambda one: one.number)
    hidden = [one for one in legs if one.hidden != "none"]

    def share(of: Sequence[Treated], has: Callable[[Treated], bool]) -> Figure:
        return wilson(sum(has(one) for one in of), len(of))

    def failed(one: Treated) -> bool:
        return one.judgement == "unsuccessful"

    return {
        "hidden_source": wilson(len(hidden), len(legs)),
        "clearance": mean_of([one.clearance_frac for one in legs], seed),
        "very_pleased": share(legs, lambda one: not failed(one)),
        "excellent": share(legs, lambda one: one.judgement == "excellent"),
        "unsuccessful": share(legs, failed),
        "unsuccessful_hidden": share(hidden, failed),
        "stain": share(legs, lambda one: one.is_stained),
        "matting": share(legs, lambda one: one.is_matted),
        "ulcer": share(legs, lambda one: one.is_ulcerated),
    }


def treated_legs(numbers: Sequence[int], **how: Any) -> list[Treated]:
    """Treat several legs one after the other, each as `treated_leg` does."""
    return [treated_leg(number, **how) for number in numbers]


def work_of(operator: str, seed: int) -> Callable[[Sequence[int]], list[Treated]]:
    """Return the work on legs by their numbers, as it can be sent to another process."""
    return partial(treated_legs, seed=seed, operator=operator)


def to_json(figure: Figure) -> dict[str, float]:
    """Return `figure` as it stands in a JSON document."""
    return asdict(figure)
