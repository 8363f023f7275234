"""Matting, and ulcers by pressure or in an artery: what a course may leave on skin that was well.

Idea: both are rates that grow with what was done. Every excess is taken as its mean over all
pushes of a session, so that one hard push in twenty does not count as twenty; of the sessions of
a course the worst decides.
    matting: 1 - e^-lambda, lambda = 0.025 exp(2.1 rho + 0.8 max(0, D - 1.2)
             + 0.02 max(0, P - 40 mmHg) + 0.5 max(0, blanch - 2 cm)
             + 0.5 overweight + 0.5 hormones + 0.3 inner knee)
    ulcer, each push: 1e-5 exp(0.05 max(0, P - 40) + 1.4 max(0, D - 1.5)); 0.6 where at least
             20 ul went into an arteriole, three times that (at most all) if taped over,
             half of it if the spasm was seen to;
    over a bleb: 1 - e^-(toxic / 475 ul)
Sources: signs from Davis & Duffy 1990 (weight, hormones), Coleridge Smith (feeders), Goldman
(blanch), Kang 2022 (pressure, arterioles); sizes in `coefficients`, all guesses.
Invariant: the dice depend on the seed alone, so another choice meets the same dice.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from simulator.base import steady
from simulator.base.seeds import Seeds
from simulator.physics.coefficients import HEALING, Healing
from simulator.physics.tissue import Bleb, Tissue


@dataclass(frozen=True)
class Push:
    """What one push was like, when and where."""

    tick: int
    thread: str
    mmhg: float  # highest, in the vein at the tip
    dose: float  # strength over the optimum of the vein that was entered; 0 beside a vein
    blanch_cm: float
    is_white: bool = False  # porcelain: it went into an arteriole
    volume_ul: float = 0.0
    is_taped: bool = False  # and was taped over
    is_eased: bool = False  # and its spasm was seen to
    day: int = 0
    x_mm: float = 0.0
    y_mm: float = 0.0


@dataclass(frozen=True)
class Person:
    """What of a person makes matting likelier."""

    is_overweight: bool = False
    takes_hormones: bool = False
    is_inner_knee: bool = False


@dataclass(frozen=True)
class Part:
    """One term of an exponent: how much it adds, and the push that added most (-1: none did).

    `amount` is how far that push went, in the unit of the term.
    """

    what: str
    adds: float
    tick: int = -1
    amount: float = 0.0


@dataclass(frozen=True)
class Killed:
    """Skin that a push, or what lay beside a vein, has killed; `size` and `onset` are dice."""

    x_mm: float
    y_mm: float
    day: int  # of the harm
    tick: int  # of the push; -1: a bleb
    thread: str
    is_white: bool
    is_taped: bool
    size: float
    onset: float


def excess(
    pushes: Sequence[Push], what: str, value: Callable[[Push], float], over: float, weight: float
) -> Part:
    """Return the mean of how far `value` went beyond `over` as a term, and where it was worst."""
    if not pushes:
        return Part(what, 0.0)
    each = [max(0.0, value(push) - over) for push in pushes]
    worst = max(range(len(each)), key=each.__getitem__)
    is_any = each[worst] > 0.0
    adds = weight * sum(each) / len(each)
    return Part(what, adds, pushes[worst].tick if is_any else -1, value(pushes[worst]))


def matting_parts(
    pushes: Sequence[Push],
    residual_reflux_frac: float,
    person: Person,
    how: Healing = HEALING,
) -> tuple[Part, ...]:
    """Return the terms of the exponent of matting by the pushes of one session."""
    return (
        Part("reflux_left_open", how.matting_reflux * residual_reflux_frac),
        excess(pushes, "too_strong", lambda p: p.dose, how.strong, how.matting_strong),
        excess(pushes, "pushed_too_hard", lambda p: p.mmhg, how.pressed_mmhg, how.matting_mmhg),
        excess(pushes, "blanch_too_wide", lambda p: p.blanch_cm, how.wide_cm, how.matting_wide),
        Part("overweight", how.matting_weight * person.is_overweight),
        Part("hormones", how.matting_hormones * person.takes_hormones),
        Part("inner_knee", how.matting_knee * person.is_inner_knee),
    )


def matting_rate(parts: Sequence[Part], how: Healing = HEALING) -> float:
    """Return the rate of matting; 1 - e^-rate of legs get it."""
    return how.matting * float(steady.exp(sum(part.adds for part in parts)))


def is_matted(parts: Sequence[Part], seeds: Seeds, how: Healing = HEALING) -> bool:
    """Return whether a flush of fine red vessels comes up within weeks."""
    dice = float(seeds.stream("physics.blemishes.matting").random())
    return dice < 1.0 - steady.exp(-matting_rate(parts, how))


def ulcer_chance(push: Push, how: Healing = HEALING) -> float:
    """Return the chance that `push` kills skin, apart from what lay beside a vein."""
    if push.is_white and push.volume_ul >= how.arteriole_ul:
        times = how.ulcer_taped if push.is_taped else 1.0
        times *= how.ulcer_eased if push.is_eased else 1.0
        return min(1.0, how.ulcer_arteriole * times)
    hard = how.ulcer_mmhg * max(0.0, push.mmhg - how.pressed_mmhg)
    strong = how.ulcer_strong * max(0.0, push.dose - how.strong_skin)
    return min(1.0, how.ulcer * float(steady.exp(hard + strong)))


def ulcerating(pushes: Sequence[Push], seeds: Seeds, how: Healing = HEALING) -> tuple[Push, ...]:
    """Return the pushes that have killed skin; the n-th push always meets the n-th dice."""
    dice = seeds.stream("physics.blemishes.ulcers").random(len(pushes)).tolist()
    chances = [ulcer_chance(push, how) for push in pushes]
    return tuple(p for p, x, c in zip(pushes, dice, chances, strict=True) if x < c)


def killed_skin(
    pushes: Sequence[Push], tissue: Tissue, seeds: Seeds, how: Healing = HEALING
) -> tuple[Killed, ...]:
    """Return all skin that died: over blebs, oldest first, and at pushes."""
    found = []
    dice = seeds.stream("physics.healing.ulcers")
    for bleb in (*tissue.absorbed, *tissue.blebs):
        thrown, size = float(dice.random()), float(dice.random())
        chance = bleb_chance(bleb, how)
        if thrown < chance:
            at = bleb.x_mm, bleb.y_mm, bleb.day
            found.append(Killed(*at, -1, "", False, False, size, thrown / chance))
    rows = seeds.stream("physics.blemishes.ulcer_size").random((len(pushes), 2)).tolist()
    killing = {push.tick for push in ulcerating(pushes, seeds, how)}
    for push, (size, onset) in zip(pushes, rows, strict=True):
        if push.tick in killing:
            found.append(
                Killed(
                    push.x_mm,
                    push.y_mm,
                    push.day,
                    push.tick,
                    push.thread,
                    push.is_white,
                    push.is_taped,
                    size,
                    onset,
                )
            )
    return tuple(found)


def bleb_chance(bleb: Bleb, how: Healing = HEALING) -> float:
    """Return the chance that a bleb kills the skin over it."""
    return float(1.0 - steady.exp(-bleb.toxic_ul / how.bleb_ul))


def satisfaction(
    cleared_frac: float,
    is_stained: bool,
    is_matted: bool,
    is_ulcerated: bool,
    how: Healing = HEALING,
) -> float:
    """Return how pleased a patient is: what cleared, less what came instead."""
    lost = how.pleased_stain * is_stained + how.pleased_matting * is_matted
    return cleared_frac - lost - how.pleased_ulcer * is_ulcerated


def judgement(satisfaction_frac: float, how: Healing = HEALING) -> str:
    """Return what she says of the course: excellent, very_pleased or unsuccessful."""
    if satisfaction_frac >= how.excellent:
        return "excellent"
    return "very_pleased" if satisfaction_frac >= how.very_pleased else "unsuccessful"
