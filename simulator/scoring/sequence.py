"""What each rule template says about an attempt: kept, broken or never put to the test.

Idea: DECLARE's templates with time windows and conditions (Pesic 2007; Burattini 2016, MP-
Declare), each compiled once into a function over whole columns of an attempt. Departures, each
against a known trap: a rule that was never activated is `untested`, not satisfied; an event is
never its own answer; an answer can be made to serve one trigger only; windows are signed and
closed and run from the end of the trigger to the start of the answer. Every judgement names the
events that kept or broke the rule. Invariant: `tests/scoring/oracle.py`, a quadratic
transcription of the definitions, agrees on every attempt.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from typing import Any, Final, NamedTuple

from simulator.base.complaints import Complaint, UnusableInput
from simulator.scoring.answering import preceded, served, served_once
from simulator.scoring.rubric import Moment, Rule
from simulator.scoring.seek import Seekers, exact
from simulator.scoring.trail import Trail

OK: Final = "ok"
BROKEN: Final = "broken"
UNTESTED: Final = "untested"
NOTHING: Final = Fraction(0)
ALL: Final = Fraction(1)
FOREVER: Final = float("inf")  # of ticks: no window


class Judgement(NamedTuple):
    """The verdict of one rule, the share of its points, and the lines that kept or broke it.

    The share is `top` of `bottom`, both exact; most are whole numbers, and only what is added
    up in the end becomes a fraction.
    """

    verdict: str
    top: Any
    bottom: Any
    kept: tuple[int, ...] = ()
    broke: tuple[int, ...] = ()

    @property
    def fraction(self) -> Fraction:
        """The share of the points that was earned."""
        return Fraction(self.top, self.bottom)


Judge = Callable[[Trail], Judgement]


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


_UNTESTED: Final = Judgement(UNTESTED, 0, 1)


def _judged(lines: list[int], kept: Sequence[int], at_least: int) -> Judgement:
    """Divide kept activations by all of `lines`, or by `at_least` when there were fewer."""
    count = len(lines)
    if len(kept) == count:
        return Judgement(OK, count, max(count, at_least), tuple(kept))
    good = set(kept)
    broke = tuple([line for line in lines if line not in good])
    return Judgement(BROKEN, len(kept), max(count, at_least), tuple(kept), broke)


def _prohibited(hits: list[int]) -> Judgement:
    return Judgement(BROKEN, 0, 1, (), tuple(hits)) if hits else Judgement(OK, 1, 1)


def _missing_before(trail: Trail, before: Sequence[int | None], line: int) -> list[int]:
    """Return which of the group before (by its first lines) `line` should have waited for."""
    return [n for n, i in enumerate(before) if i is None or not trail.precedes(i, line)]


def stages(rule: Rule, trail: Trail) -> tuple[Stage, ...]:
    """Return how every moment of an `order` rule stands, judged by its first occurrence."""
    groups = [group for group in rule.groups if group]
    firsts = [[next(iter(trail.find(m)), None) for m in group] for group in groups]
    out: list[Stage] = []
    for number, group in enumerate(groups):
        later = [i for group_firsts in firsts[number + 1 :] for i in group_firsts if i is not None]
        before = firsts[number - 1] if number else []
        for moment, line in zip(group, firsts[number], strict=True):
            if line is None:
                out.append(Stage(number, moment, "skipped", None))
                continue
            lacks = _missing_before(trail, before, line)
            if lacks:
                missing = tuple(groups[number - 1][n] for n in lacks)
                out.append(Stage(number, moment, "out of order", line, missing))
            else:
                is_late = any(trail.precedes(i, line) for i in later)
                out.append(Stage(number, moment, "late" if is_late else "done", line))
    return tuple(out)


def _order(rule: Rule, seekers: Seekers) -> Judge:
    groups = [[seekers.of(moment) for moment in group] for group in rule.groups if group]
    total = sum(map(len, groups))

    def judged(trail: Trail) -> Judgement:
        kept: list[int] = []
        broke: list[int] = []
        before: list[int | None] = []
        for group in groups:
            firsts = [next(iter(seeker.see(trail).lines), None) for seeker in group]
            for line in firsts:
                if line is not None:
                    (broke if _missing_before(trail, before, line) else kept).append(line)
            before = firsts
        if not kept and not broke:
            return _UNTESTED
        verdict = OK if len(kept) == total else BROKEN
        return Judgement(verdict, len(kept), total, tuple(kept), tuple(broke))

    return judged


def _must(rule: Rule, seekers: Seekers) -> Judge:
    seeker, needed = seekers.of(_moment(rule)), max(rule.at_least, 1)

    def judged(trail: Trail) -> Judgement:
        hits = seeker.see(trail).all
        if len(hits) >= needed:
            return Judgement(OK, 1, 1, hits)
        return Judgement(BROKEN, len(hits), needed, hits)

    return judged


def _never(rule: Rule, seekers: Seekers) -> Judge:
    seeker = seekers.of(_moment(rule))
    if rule.after is None:
        return lambda trail: _prohibited(seeker.see(trail).lines)
    trigger = seekers.of(rule.after)

    def judged(trail: Trail) -> Judgement:
        triggers = trigger.see(trail).lines
        if not triggers:
            return _UNTESTED
        # The oldest trigger ended first, so it precedes whatever any trigger precedes.
        first, starts = triggers[0], trail.starts
        tick = trail.ticks[first]
        hits = seeker.see(trail).lines
        return _prohibited([line for line in hits if line > first and starts[line] >= tick])

    return judged


def _either(rule: Rule, seekers: Seekers) -> Judge:
    choices = [seekers.of(moment) for moment in rule.moments]

    def judged(trail: Trail) -> Judgement:
        hits = sorted({line for each in choices for line in each.see(trail).lines[:1]})
        return Judgement(OK, 1, 1, tuple(hits)) if hits else Judgement(BROKEN, 0, 1)

    return judged


def _before(rule: Rule, seekers: Seekers) -> Judge:
    if not rule.moments:
        raise _incomplete(rule, "moments")
    seeker, priors = seekers.of(_moment(rule)), [seekers.of(moment) for moment in rule.moments]
    own, other = tuple(n for n, _ in rule.same), tuple(n for _, n in rule.same)
    at_least, window = rule.at_least, _window(rule)

    def in_window(trail: Trail) -> Judgement:
        here = seeker.see(trail)
        keys = here.keys(own) if own else [()] * len(here.lines)
        pairs = list(zip(here.lines, keys, strict=True))
        for prior in priors:
            pairs = preceded(trail, pairs, prior.see(trail).grouped(other), window)
        kept = [line for line, _ in pairs]
        return _judged(here.lines, kept, at_least) if here.lines else _UNTESTED

    def at_same(trail: Trail) -> Judgement:
        here = seeker.see(trail)
        ticks, starts = trail.ticks, trail.starts
        pairs = list(zip(here.lines, here.keys(own), strict=True))
        for prior in priors:
            first = prior.see(trail).firsts(other)
            pairs = [
                (line, key)
                for line, key in pairs
                if (found := first.get(key, line)) < line and ticks[found] <= starts[line]
            ]
        return _judged(here.lines, [line for line, _ in pairs], at_least)

    def anywhere(trail: Trail) -> Judgement:
        lines = seeker.see(trail).lines
        if not lines:
            return _UNTESTED
        firsts = [prior.see(trail).lines[:1] for prior in priors]
        if not all(firsts):
            return _judged(lines, (), at_least)
        last, starts = max(firsts)[0], trail.starts
        tick = trail.ticks[last]
        kept = [line for line in lines if line > last and starts[line] >= tick]
        return _judged(lines, kept, at_least)

    if rule.within_ticks is not None:
        return in_window
    if own:
        return lambda trail: at_same(trail) if seeker.see(trail).lines else _UNTESTED
    return anywhere


def _after(rule: Rule, seekers: Seekers) -> Judge:
    if rule.answer is None:
        raise _incomplete(rule, "answer")
    trigger, answer = seekers.of(_moment(rule)), seekers.of(rule.answer)
    own, other = tuple(n for n, _ in rule.same), tuple(n for _, n in rule.same)
    serve = served_once if rule.is_one_for_one else served
    window, at_least, is_one_for_one = _window(rule), rule.at_least, rule.is_one_for_one

    def kept_at_unique(trail: Trail) -> list[int] | None:
        """Return what is kept when no two answers (nor triggers, one for one) share a key."""
        here, there = trigger.see(trail), answer.see(trail)
        keys, by_key = here.keys(own), there.firsts(other)
        if len(by_key) != len(there.lines):
            return None
        if is_one_for_one and len(here.firsts(own)) != len(here.lines):
            return None
        ticks, starts, find = trail.ticks, trail.starts, by_key.get
        return [
            line
            for line, key in zip(here.lines, keys, strict=True)
            if (found := find(key, -1)) > line and 0 <= starts[found] - ticks[line] <= window
        ]

    def judged(trail: Trail) -> Judgement:
        here, there = trigger.see(trail), answer.see(trail)
        if not here.lines:
            return _UNTESTED
        kept = kept_at_unique(trail) if own else None
        if kept is None:
            groups = here.grouped(own), there.grouped(other)
            good = serve(trail, *groups, window)
            kept = [line for line in here.lines if line in good]
        return _judged(here.lines, kept, at_least)

    return judged


def _window(rule: Rule) -> float:
    return FOREVER if rule.within_ticks is None else rule.within_ticks


def _exact_end(value: float | None) -> Any:
    return None if value is None else exact(value)


def _measure(rule: Rule, seekers: Seekers) -> Judge:
    seeker, field, at_least = seekers.of(_moment(rule)), rule.field, rule.at_least
    low, high = map(_exact_end, rule.full)
    floor, ceiling = map(_exact_end, rule.none)

    def judged(trail: Trail) -> Judgement:
        lines, values = seeker.see(trail).numbers(field)
        if not lines:
            return _UNTESTED
        is_high_kept = high is None or max(values) <= high
        is_low_kept = low is None or min(values) >= low
        if is_high_kept and is_low_kept:
            return Judgement(OK, len(lines), max(len(lines), at_least), tuple(lines))
        rest = values
        over: Any = 0  # how far inside the ceiling, summed over what exceeds `high`
        under: Any = 0  # how far inside the floor, summed over what falls below `low`
        bad: set[int] = set()
        if not is_high_kept:
            bad.update([i for i, v in zip(lines, values, strict=True) if v > high])
            if ceiling is not None:
                over = sum([ceiling - v for v in values if high < v < ceiling])
            rest = [v for v in values if v <= high]
        if not is_low_kept:
            bad.update([i for i, v in zip(lines, values, strict=True) if v < low])
            if floor is not None:
                under = sum([v - floor for v in rest if floor < v < low])
        kept = tuple([i for i in lines if i not in bad])
        above = ceiling - high if over else 1
        below = low - floor if under else 1
        top = len(kept) * above * below + over * below + under * above
        bottom = above * below * max(len(lines), at_least)
        return Judgement(BROKEN, top, bottom, kept, tuple(sorted(bad)))

    return judged


def _total(rule: Rule, seekers: Seekers) -> Judge:
    seeker, field, limit = seekers.of(_moment(rule)), rule.field, exact(rule.limit)

    def judged(trail: Trail) -> Judgement:
        lines, values = seeker.see(trail).numbers(field)
        sums = list(accumulate(values))
        if not sums or max(sums) <= limit:
            return Judgement(OK, 1, 1, tuple(lines))
        kept = tuple([i for i, total in zip(lines, sums, strict=True) if total <= limit])
        broke = tuple([i for i, total in zip(lines, sums, strict=True) if total > limit])
        return Judgement(BROKEN, 0, 1, kept, broke)

    return judged


def _finish(rule: Rule, seekers: Seekers) -> Judge:
    end, within = seekers.of(Moment("attempt_finished")), rule.within_ticks

    def judged(trail: Trail) -> Judgement:
        ends = tuple(end.see(trail).lines[:1])
        if not ends:
            return _UNTESTED
        if within is None or trail.ticks[ends[0]] <= within:
            return Judgement(OK, 1, 1, ends)
        return Judgement(BROKEN, 0, 1, (), ends)

    return judged


def _incomplete(rule: Rule, part: str) -> UnusableInput:
    return UnusableInput([Complaint(f"rule '{rule.id}' ({rule.template}) has no {part}")])


def _moment(rule: Rule) -> Moment:
    if rule.moment is None:
        raise _incomplete(rule, "moment")
    return rule.moment


TEMPLATES: Final[dict[str, Callable[[Rule, Seekers], Judge]]] = {
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


def judge_of(rule: Rule, seekers: Seekers) -> Judge:
    """Return the function that judges attempts by `rule`; the score policy is not decided here."""
    template = TEMPLATES.get(rule.template)
    if template is None:
        raise UnusableInput(
            [Complaint(f"'{rule.template}' is no rule template", hint=", ".join(TEMPLATES))]
        )
    return template(rule, seekers)


def judge(rule: Rule, trail: Trail) -> Judgement:
    """Return what `rule` alone says about one attempt."""
    return judge_of(rule, Seekers())(trail)
