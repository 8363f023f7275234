"""From a rubric and the recorded events to figures and verdicts; the words come later.

The score policy, in one place (docs/scoring.md): prohibitions never earn; a rule that was
never put to the test earns nothing and stays in the denominator, so the empty attempt
scores 0; a critical rule keeps the number but fails the attempt. Everything is exact until
the one rounding, so the same events give the same score on every machine. A rubric is
compiled once into a `Checker` and checks any number of attempts.
"""

import weakref
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final, NamedTuple

from simulator.scoring.rubric import DOMAINS, Rubric, Rule
from simulator.scoring.seek import Seeker, Seekers
from simulator.scoring.sequence import (
    BROKEN,
    NOTHING,
    PROHIBITIONS,
    UNTESTED,
    Judge,
    Judgement,
    judge_of,
)
from simulator.scoring.trail import Record, Trail


@dataclass(frozen=True, slots=True)
class Weighed:
    """One rule instance: how it is judged, and what it can earn and lose at most."""

    rule: Rule
    judge: Judge
    of: Fraction
    lose: Fraction


class Line(NamedTuple):
    """One rule instance in one attempt: the judgement, and the share of `of` it earned."""

    rule: Rule
    weighed: Weighed
    judgement: Judgement
    top: Any
    bottom: Any

    @property
    def share(self) -> Fraction:
        """The share of its points, exactly."""
        return Fraction(self.top, self.bottom)

    @property
    def points(self) -> Fraction:
        """The points it earned, exactly."""
        return self.weighed.of * self.share


@dataclass(frozen=True, slots=True)
class Checked:
    """Verdicts and figures of one attempt; `engine.told` puts them into words."""

    trail: Trail
    lines: tuple[Line, ...]
    score: float
    passed: bool
    pass_mark: float
    protocol: str
    critical: tuple[str, ...]
    broken: tuple[str, ...]
    incomplete: tuple[str, ...]
    untested: tuple[str, ...]
    loses: dict[str, Fraction]

    @property
    def lost(self) -> float:
        """What broken rules took off."""
        return shown(sum(self.loses.values(), NOTHING))

    @property
    def domains(self) -> dict[str, tuple[float, float]]:
        """Points earned and possible per domain, known domains first."""
        names = dict.fromkeys((*DOMAINS, *(line.rule.domain for line in self.lines)))
        out = {}
        for name in names:
            own = [line for line in self.lines if line.rule.domain == name and line.weighed.of]
            if own:
                of = sum((line.weighed.of for line in own), NOTHING)
                out[name] = shown(earned(own)), shown(of)
        return out


def shown(value: Fraction) -> float:
    """Return points with the two decimals that are shown."""
    return round(value * 100) / 100


def earned(lines: Iterable[Line]) -> Fraction:
    """Return the exact sum of points; equal denominators are added as whole numbers first."""
    sums: dict[Any, Any] = {}
    for line in lines:
        of = line.weighed.of
        if line.top and of:
            bottom = of.denominator * line.bottom
            sums[bottom] = sums.get(bottom, 0) + of.numerator * line.top
    return sum((Fraction(top, bottom) for bottom, top in sums.items()), NOTHING)


class Checker:
    """A rubric, compiled: what all its rules look for is found once in an attempt."""

    def __init__(self, rubric: Rubric) -> None:
        seekers = Seekers()
        instances: dict[str, int] = {}
        for rule in rubric.rules:
            instances[rule.id] = instances.get(rule.id, 0) + 1
        self._rules: Final = tuple(
            Weighed(rule, judge_of(rule, seekers), _worth(rule, instances), Fraction(rule.lose))
            for rule in rubric.rules
        )
        self._of: Final = sum((each.of for each in self._rules), NOTHING)
        self._named: Final = _procedure(rubric.rules, seekers)
        self._pass_mark: Final = rubric.pass_mark
        self._protocol: Final = rubric.protocol

    def check(self, events: Sequence[Record]) -> Checked:
        """Judge the recorded `events`; raises UnusableInput on a damaged recording."""
        trail = Trail(events)
        lines = tuple([self._line(each, trail) for each in self._rules])
        loses = {
            line.rule.id: line.weighed.lose
            for line in lines
            if line.judgement.verdict == BROKEN and line.weighed.lose and not line.rule.is_optional
        }
        exact = NOTHING
        if self._of:
            exact = 100 * earned(lines) / self._of - sum(loses.values(), NOTHING)
        score = round(min(max(exact, NOTHING), Fraction(100)) * 10) / 10  # what is shown passes
        broken = _ids(line for line in lines if line.judgement.verdict == BROKEN)
        vetoes = {line.rule.id for line in lines if line.rule.critical}
        critical = tuple(i for i in broken if i in vetoes)
        incomplete = _ids(line for line in lines if line.rule.is_required and _is_incomplete(line))
        return Checked(
            trail=trail,
            lines=lines,
            score=score,
            passed=score >= self._pass_mark and not critical and not incomplete,
            pass_mark=self._pass_mark,
            protocol=self._protocol,
            critical=critical,
            broken=tuple(i for i in broken if i not in critical),
            incomplete=incomplete,
            untested=_ids(line for line in lines if line.judgement.verdict == UNTESTED),
            loses=loses,
        )

    def _line(self, weighed: Weighed, trail: Trail) -> Line:
        judgement = weighed.judge(trail)
        top, bottom = judgement.top, judgement.bottom
        if weighed.rule.template == "finish":  # running out early is not fast
            top *= sum(bool(seeker.see(trail).lines) for seeker in self._named)
            bottom *= max(len(self._named), 1)
        return Line(weighed.rule, weighed, judgement, top, bottom)


def _worth(rule: Rule, instances: dict[str, int]) -> Fraction:
    """Return what a rule instance can earn; instances of one id share its points."""
    if rule.is_optional or rule.template in PROHIBITIONS:
        return NOTHING
    return Fraction(rule.points) / instances[rule.id]


def _procedure(rules: Sequence[Rule], seekers: Seekers) -> list[Seeker]:
    """Return what `order` and `must` rules name: how much of it was done is how much was done."""
    asked = [rule for rule in rules if not rule.is_optional]
    moments = [m for r in asked if r.template == "order" for group in r.groups for m in group]
    moments += [r.moment for r in asked if r.template == "must" and r.moment is not None]
    return [seekers.of(moment) for moment in moments]


def _is_incomplete(line: Line) -> bool:
    """Say whether a required rule lacks something; a prohibition only by being broken."""
    if line.rule.template in PROHIBITIONS:
        return line.judgement.verdict == BROKEN
    return bool(line.top < line.bottom)


def _ids(lines: Iterable[Line]) -> tuple[str, ...]:
    """Return the ids of `lines` that count, once each, in the rubric's order."""
    return tuple(dict.fromkeys([x.rule.id for x in lines if not x.rule.is_optional]))


_CHECKERS: Final[dict[int, tuple[weakref.ref[Rubric], Checker]]] = {}


def checker_of(rubric: Rubric) -> Checker:
    """Return the checker of `rubric`, compiled the first time this very rubric is asked about."""
    place = id(rubric)  # equal rubrics may differ in 1 and True, so equality is no key
    known = _CHECKERS.get(place)
    if known is not None and known[0]() is rubric:
        return known[1]
    checker = Checker(rubric)
    _CHECKERS[place] = weakref.ref(rubric, lambda _: _CHECKERS.pop(place, None)), checker
    return checker


def check(rubric: Rubric, events: Sequence[Record]) -> Checked:
    """Return verdicts, figures and witnesses of an attempt, without the words."""
    return checker_of(rubric).check(events)
