"""Matting, and ulcers by pressure or in an artery: what a course may leave on skin that was well.

Idea: both are rates that grow with what was done. Every excess is taken as its mean over all
pushes, so that one hard push in twenty does not count as twenty.
    matting: 1 - e^-lambda, lambda = 0.030 exp(2.1 rho + 0.8 max(0, D - 1.2)
             + 0.02 max(0, P - 40 mmHg) + 0.5 max(0, blanch - 2 cm)
             + 0.5 overweight + 0.5 hormones + 0.3 inner knee)
    ulcer, each push: 1e-5 exp(0.05 max(0, P - 40) + 1.4 max(0, D - 1.5)); 0.6 where at least
             20 ul went into an arteriole, three times that (at most all) if taped over
Sources: signs from Davis & Duffy 1990 (weight, hormones), Coleridge Smith (feeders), Goldman
(blanch), Kang 2022 (pressure, arterioles); every coefficient is our fit to published rates, so
a guess (`docs/healing.md`).
Invariant: the dice depend on the seed alone, so another choice meets the same dice.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from simulator.base import steady
from simulator.base.seeds import Seeds

MATTING_RATE: Final = 0.030
PRESSED_MMHG: Final = 40.0  # from here on a push harms
STRONG: Final = 1.2  # times the optimum, for matting and stain
STRONG_SKIN: Final = 1.5  # for ulcers
WIDE_CM: Final = 2.0  # of blanch
ULCER_RATE: Final = 1e-5  # of one good push
ARTERIOLE_ULCER: Final = 0.6
ARTERIOLE_UL: Final = 20.0
TAPED_TIMES: Final = 3.0


@dataclass(frozen=True)
class Push:
    """What one push was like, and when."""

    tick: int
    thread: str
    mmhg: float  # highest, in the vein at the tip
    dose: float  # strength over the optimum of the vein that was entered; 0 beside a vein
    blanch_cm: float
    is_white: bool = False  # porcelain: it went into an arteriole
    volume_ul: float = 0.0
    is_taped: bool = False  # and was taped over


@dataclass(frozen=True)
class Person:
    """What of a person makes matting likelier."""

    is_overweight: bool = False
    takes_hormones: bool = False
    is_inner_knee: bool = False


@dataclass(frozen=True)
class Part:
    """One term of an exponent: how much it adds, and the push that added most (-1: none did)."""

    what: str
    adds: float
    tick: int = -1


def excess(pushes: Sequence[Push], what: str, over: Callable[[Push], float], weight: float) -> Part:
    """Return the mean of `over` (never below 0) as a term, and where it was worst."""
    if not pushes:
        return Part(what, 0.0)
    each = [max(0.0, over(push)) for push in pushes]
    worst = max(range(len(each)), key=each.__getitem__)
    tick = pushes[worst].tick if each[worst] > 0.0 else -1
    return Part(what, weight * sum(each) / len(each), tick)


def matting_parts(
    pushes: Sequence[Push], residual_reflux_frac: float, person: Person
) -> tuple[Part, ...]:
    """Return the terms of the exponent of matting."""
    return (
        Part("reflux left open", 2.1 * residual_reflux_frac),
        excess(pushes, "too strong", lambda push: push.dose - STRONG, 0.8),
        excess(pushes, "pushed too hard", lambda push: push.mmhg - PRESSED_MMHG, 0.02),
        excess(pushes, "blanch too wide", lambda push: push.blanch_cm - WIDE_CM, 0.5),
        Part("overweight", 0.5 * person.is_overweight),
        Part("hormones", 0.5 * person.takes_hormones),
        Part("inner knee", 0.3 * person.is_inner_knee),
    )


def matting_rate(parts: Sequence[Part]) -> float:
    """Return the rate of matting; 1 - e^-rate of legs get it."""
    return MATTING_RATE * float(steady.exp(sum(part.adds for part in parts)))


def is_matted(parts: Sequence[Part], seeds: Seeds) -> bool:
    """Return whether a flush of fine red vessels comes up within weeks."""
    rate = matting_rate(parts)
    dice = float(seeds.stream("physics.blemishes.matting").random())
    return dice < 1.0 - steady.exp(-rate)


def ulcer_chance(push: Push) -> float:
    """Return the chance that `push` kills skin, apart from what lay beside a vein."""
    if push.is_white and push.volume_ul >= ARTERIOLE_UL:
        return min(1.0, ARTERIOLE_ULCER * (TAPED_TIMES if push.is_taped else 1.0))
    hard = 0.05 * max(0.0, push.mmhg - PRESSED_MMHG)
    strong = 1.4 * max(0.0, push.dose - STRONG_SKIN)
    return min(1.0, ULCER_RATE * float(steady.exp(hard + strong)))


def ulcerating(pushes: Sequence[Push], seeds: Seeds) -> tuple[Push, ...]:
    """Return the pushes that have killed skin; the n-th push always meets the n-th dice."""
    dice = seeds.stream("physics.blemishes.ulcers").random(len(pushes)).tolist()
    return tuple(p for p, thrown in zip(pushes, dice, strict=True) if thrown < ulcer_chance(p))


def satisfaction(
    cleared_frac: float, is_stained: bool, is_matted: bool, is_ulcerated: bool
) -> float:
    """Return how pleased a patient is: what cleared, less what came instead."""
    return cleared_frac - 0.25 * is_stained - 0.30 * is_matted - 0.60 * is_ulcerated


EXCELLENT: Final = 0.76  # and better
VERY_PLEASED: Final = 0.60  # below, the course was unsuccessful


def judgement(satisfaction_frac: float) -> str:
    """Return what she says of the course: excellent, very pleased or unsuccessful."""
    if satisfaction_frac >= EXCELLENT:
        return "excellent"
    return "very pleased" if satisfaction_frac >= VERY_PLEASED else "unsuccessful"
