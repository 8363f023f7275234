"""What each rule template says about an attempt: kept, broken or never put to the test.

Idea: DECLARE's templates with time windows and conditions (Pesic 2007; Burattini 2016, MP-
Declare), evaluated on sorted position lists. Departures, each against a known trap: a rule
that was never activated is `untested`, not satisfied; an event is never its own answer; an
answer can be made to serve one trigger only; windows are signed and closed and run from the
end of the trigger to the start of the answer. Every judgement names the events that kept or
broke the rule. Invariant: `tests/scoring/oracle.py`, a quadratic transcription of the
definitions, agrees on every attempt.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from typing import Any, Final

from simulator.base.complaints import Complaint, UnusableInput
from simulator.scoring.rubric import Moment, Rule
from simulator.scoring.trail import Trail

OK: Final = "ok"
BROKEN: Final = "broken"
UNTESTED: Final = "untested"
NOTHING: Final = Fraction(0)
ALL: Final = Fraction(1)


@dataclass(frozen=True)
class Judgement:
    """The verdict of one rule, the share of its points, and the lines that kept or broke it."""

    verdict: str
    fraction: Fraction
    kept: tuple[int, ...] = ()
    broke: tuple[int, ...] = ()


@dataclass(frozen=True)
class Stage:
    """One moment of an `order` rule: done, late, out of order or skipped, and on which line.

    A stage is out of order when it first happened before a stage of the group before it;
    late when, in place itself, it first happened after a stage of a later group.
    """

    group: int
    moment: Moment
    status: str
    line: int | None
    missing: tuple[Moment, ...] = ()

    @property
    def is_in_place(self) -> bool:
        return self.status in ("done", "late")


_UNTESTED: Final = Judgement(UNTESTED, NOTHING)


def _judged(kept: list[int], broke: list[int], at_least: int) -> Judgement:
    """Divide kept activations by all of them, or by `at_least` when there were fewer."""
    activations = len(kept) + len(broke)
    if not activations:
        return _UNTESTED
    fraction = Fraction(len(kept), max(activations, at_least))
    return Judgement(BROKEN if broke else OK, fraction, tuple(kept), tuple(broke))


def _prohibited(hits: list[int]) -> Judgement:
    return Judgement(BROKEN, NOTHING, (), tuple(hits)) if hits else Judgement(OK, ALL)


def stages(rule: Rule, trail: Trail) -> tuple[Stage, ...]:
    """Return how every moment of an `order` rule stands, judged by its first occurrence."""
    groups = [group for group in rule.groups if group]
    firsts = [[next(iter(trail.find(m)), None) for m in group] for group in groups]
    out: list[Stage] = []
    for number, group in enumerate(groups):
        later = [i for group_firsts in firsts[number + 1 :] for i in group_firsts if i is not None]
        before = list(zip(groups[number - 1], firsts[number - 1], strict=True)) if number else []
        for moment, line in zip(group, firsts[number], strict=True):
            if line is None:
                out.append(Stage(number, moment, "skipped", None))
                continue
            missing = tuple(m for m, i in before if i is None or not trail.precedes(i, line))
            if missing:
                out.append(Stage(number, moment, "out of order", line, missing))
            else:
                is_late = any(trail.precedes(i, line) for i in later)
                out.append(Stage(number, moment, "late" if is_late else "done", line))
    return tuple(out)


def _order(rule: Rule, trail: Trail) -> Judgement:
    found = stages(rule, trail)
    kept = [s.line for s in found if s.line is not None and s.is_in_place]
    broke = [s.line for s in found if s.line is not None and not s.is_in_place]
    if not kept and not broke:
        return _UNTESTED
    verdict = OK if len(kept) == len(found) else BROKEN
    return Judgement(verdict, Fraction(len(kept), len(found)), tuple(kept), tuple(broke))


def _must(rule: Rule, trail: Trail) -> Judgement:
    hits = trail.find(_moment(rule))
    needed = max(rule.at_least, 1)
    fraction = Fraction(min(len(hits), needed), needed)
    return Judgement(OK if fraction == 1 else BROKEN, fraction, tuple(hits))


def _never(rule: Rule, trail: Trail) -> Judgement:
    hits = trail.find(_moment(rule))
    if rule.after is None:
        return _prohibited(hits)
    triggers = trail.find(rule.after)
    if not triggers:
        return _UNTESTED
    # The oldest trigger ended first, so it precedes whatever any trigger precedes.
    return _prohibited([line for line in hits if trail.precedes(triggers[0], line)])


def _either(rule: Rule, trail: Trail) -> Judgement:
    hits = sorted({line for moment in rule.moments for line in trail.find(moment)[:1]})
    return Judgement(OK if hits else BROKEN, ALL if hits else NOTHING, tuple(hits))


def _before(rule: Rule, trail: Trail) -> Judgement:
    if not rule.moments:
        raise _incomplete(rule, "moments")
    own, other = [name for name, _ in rule.same], [name for _, name in rule.same]
    priors = [trail.grouped(trail.find(moment), other) for moment in rule.moments]
    lines = trail.find(_moment(rule))
    kept: list[int] = []
    broke: list[int] = []
    for line, key in zip(lines, trail.keys(lines, own), strict=True):
        is_kept = all(
            _is_preceded(trail, prior.get(key, ()), line, rule.within_ticks) for prior in priors
        )
        (kept if is_kept else broke).append(line)
    return _judged(kept, broke, rule.at_least)


def _is_preceded(trail: Trail, priors: Sequence[int], line: int, within: int | None) -> bool:
    """Say whether one of `priors` precedes `line`, and ended no more than `within` before."""
    ticks, start = trail.ticks, trail.starts[line]
    if not priors or priors[0] >= line or ticks[priors[0]] > start:
        return False
    if within is None:
        return True
    # Ticks grow with the line, so the latest that qualifies is the nearest in time.
    place = min(bisect_left(priors, line), bisect_right(priors, start, key=ticks.__getitem__))
    return start - ticks[priors[place - 1]] <= within


def _after(rule: Rule, trail: Trail) -> Judgement:
    if rule.answer is None:
        raise _incomplete(rule, "answer")
    triggers = trail.find(_moment(rule))
    own, other = [name for name, _ in rule.same], [name for _, name in rule.same]
    served = (_served_once if rule.is_one_for_one else _served)(
        trail,
        trail.grouped(triggers, own),
        trail.grouped(trail.find(rule.answer), other),
        rule.within_ticks,
    )
    kept = [line for line in triggers if line in served]
    broke = [line for line in triggers if line not in served]
    return _judged(kept, broke, rule.at_least)


def _served(
    trail: Trail, triggers: dict[Any, list[int]], answers: dict[Any, list[int]], within: int | None
) -> set[int]:
    """Return the triggers that some answer follows in time; one answer may serve many."""
    served: set[int] = set()
    for key, lines in triggers.items():
        by_start = sorted(answers.get(key, ()), key=trail.starts.__getitem__)
        starts = [trail.starts[line] for line in by_start]
        for line in lines:
            place = bisect_left(starts, trail.ticks[line])
            while place < len(starts) and by_start[place] <= line:
                place += 1  # began in the same tick but stands on an earlier line
            if place < len(starts) and (
                within is None or starts[place] - trail.ticks[line] <= within
            ):
                served.add(line)
    return served


def _served_once(
    trail: Trail, triggers: dict[Any, list[int]], answers: dict[Any, list[int]], within: int | None
) -> set[int]:
    """Return the triggers served when each answer, in its turn, serves the oldest it can."""
    served: set[int] = set()
    for key, lines in triggers.items():
        own = answers.get(key, [])
        # What expires for every answer still to come is never looked at again.
        earliest = list(accumulate((trail.starts[j] for j in reversed(own)), min))[::-1]
        waiting = list(lines)
        for answer, still_to_come in zip(own, earliest, strict=True):
            if within is not None:
                expired = bisect_left(waiting, still_to_come - within, key=trail.ticks.__getitem__)
                del waiting[:expired]
            start = trail.starts[answer]
            for place, line in enumerate(waiting):
                if not trail.precedes(line, answer):
                    break  # the younger ones ended no earlier
                if within is None or start - trail.ticks[line] <= within:
                    served.add(line)
                    del waiting[place]
                    break
    return served


def _exact(value: float) -> int | Fraction:
    return int(value) if value == int(value) else Fraction(value)


def _measure(rule: Rule, trail: Trail) -> Judgement:
    low, high = rule.full
    floor, ceiling = rule.none
    kept: list[int] = []
    broke: list[int] = []
    over: int | Fraction = 0  # how far inside the ceiling, summed over what exceeds `high`
    under: int | Fraction = 0  # how far inside the floor, summed over what falls below `low`
    for line, value in trail.numbers(trail.find(_moment(rule)), rule.field):
        if high is not None and value > high:
            broke.append(line)
            if ceiling is not None and value < ceiling:
                over += _exact(ceiling) - _exact(value)
        elif low is not None and value < low:
            broke.append(line)
            if floor is not None and value > floor:
                under += _exact(value) - _exact(floor)
        else:
            kept.append(line)
    if not kept and not broke:
        return _UNTESTED
    earned = Fraction(len(kept))
    if over and high is not None and ceiling is not None:
        earned += Fraction(over) / (_exact(ceiling) - _exact(high))
    if under and low is not None and floor is not None:
        earned += Fraction(under) / (_exact(low) - _exact(floor))
    fraction = earned / max(len(kept) + len(broke), rule.at_least)
    return Judgement(BROKEN if broke else OK, fraction, tuple(kept), tuple(broke))


def _total(rule: Rule, trail: Trail) -> Judgement:
    kept: list[int] = []
    broke: list[int] = []
    total: int | Fraction = 0
    limit = _exact(rule.limit)
    for line, value in trail.numbers(trail.find(_moment(rule)), rule.field):
        total += _exact(value)
        (broke if total > limit else kept).append(line)
    if broke:
        return Judgement(BROKEN, NOTHING, tuple(kept), tuple(broke))
    return Judgement(OK, ALL, tuple(kept))


def _finish(rule: Rule, trail: Trail) -> Judgement:
    ends = trail.find(Moment("attempt_finished"))[:1]
    if not ends:
        return _UNTESTED
    if rule.within_ticks is None or trail.ticks[ends[0]] <= rule.within_ticks:
        return Judgement(OK, ALL, tuple(ends))
    return Judgement(BROKEN, NOTHING, (), tuple(ends))


def _incomplete(rule: Rule, part: str) -> UnusableInput:
    return UnusableInput([Complaint(f"rule '{rule.id}' ({rule.template}) has no {part}")])


def _moment(rule: Rule) -> Moment:
    if rule.moment is None:
        raise _incomplete(rule, "moment")
    return rule.moment


TEMPLATES: Final[dict[str, Callable[[Rule, Trail], Judgement]]] = {
    "order": _order,
    "must": _must,
    "never": _never,
    "either": _either,
    "before": _before,
    "after": _after,
    "measure": _measure,
    "total": _total,
    "finish": _finish,
}
PROHIBITIONS: Final = ("never", "total")


def judge(rule: Rule, trail: Trail) -> Judgement:
    """Return what `rule` says about the attempt; the score policy is not decided here."""
    template = TEMPLATES.get(rule.template)
    if template is None:
        raise UnusableInput(
            [Complaint(f"'{rule.template}' is no rule template", hint=", ".join(TEMPLATES))]
        )
    return template(rule, trail)
