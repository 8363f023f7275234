"""Seeded random (attempt, rule) pairs, fast enough for a million; few kinds, many ties."""

from random import Random

from simulator.scoring.rubric import Condition, Moment, Rule

KINDS = ("a", "b", "c", "d", "attempt_finished")
FIELDS = ("site", "size", "flag")
VALUES = (None, 0, 1, 2, 3, True, False, "x", 0.5)
SAMES = ((), (("site", "site"),), (("site", "size"),), (("site", "site"), ("flag", "flag")))
ENDS = (None, 0, 1, 2, 3, 0.5)
TEMPLATES = ("order", "must", "never", "either", "before", "after", "measure", "total", "finish")


def attempt(dice: Random, longest: int = 24) -> list[dict[str, object]]:
    """Return events with ticks that often tie, some reaching back over others."""
    out: list[dict[str, object]] = []
    tick = 0
    for _ in range(dice.randrange(longest + 1)):
        tick += dice.randrange(4)
        event: dict[str, object] = {"ev": dice.choice(KINDS), "tick": tick}
        for field in FIELDS:
            if dice.random() < 0.7:
                event[field] = dice.choice(VALUES)
        if dice.random() < 0.4:
            event["started_tick"] = max(tick - dice.randrange(7), 0)
        out.append(event)
    return out


def moment(dice: Random) -> Moment:
    """Return a kind of event, with a condition half of the time."""
    if dice.random() < 0.5:
        return Moment(dice.choice(KINDS))
    operator = dice.choice(["is", "not", "in", "at_least", "up_to"])
    value: object = dice.choice([0, 1, 2, 3])
    if operator in ("is", "not") and dice.random() < 0.5:
        value = dice.choice([True, False, "x"])
    if operator == "in":
        value = tuple(dice.sample(range(4), dice.randrange(4)))
    return Moment(dice.choice(KINDS), (Condition(dice.choice(FIELDS), operator, value),))


def rule(dice: Random) -> Rule:
    """Return one rule with every part filled, whatever its template."""
    return Rule(
        id="r",
        template=dice.choice(TEMPLATES),
        moment=moment(dice),
        moments=tuple(moment(dice) for _ in range(dice.randint(1, 3))),
        groups=tuple(
            tuple(moment(dice) for _ in range(dice.randrange(3))) for _ in range(dice.randint(1, 4))
        ),
        answer=moment(dice),
        after=moment(dice) if dice.random() < 0.6 else None,
        within_ticks=dice.randrange(9) if dice.random() < 0.6 else None,
        same=dice.choice(SAMES),
        is_one_for_one=dice.random() < 0.5,
        at_least=dice.randint(1, 4),
        field=dice.choice(FIELDS),
        full=(dice.choice(ENDS), dice.choice(ENDS)),
        none=(dice.choice(ENDS), dice.choice(ENDS)),
        limit=dice.randrange(5),
    )
