"""What a metric is: a pure function of the recorded events, with every term it is read by.

A metric sees the events through `Happened`: sorted by kind, never the whole list, so that
events it does not name cannot move it. It uses differences of ticks only. `None` means
undefined, never zero.
"""

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, Final

from simulator.scoring.rubric import Condition, Moment, Rubric, Rule
from simulator.scoring.seek import is_number
from simulator.scoring.trail import Record

Value = float | None
Ends = tuple[float | None, float | None]
ANY: Final[Ends] = (None, None)
COUNT: Final[Ends] = (0, None)  # the range of a count, a time, a volume
SHARE: Final[Ends] = (0, 1)
GUESS: Final = "guess"
NEVER: Final = "never"  # undefined never: a count


class Happened:
    """The events of an attempt by kind, each list in order of time."""

    def __init__(self, events: Sequence[Record]) -> None:
        self._kinds: dict[str, list[Record]] = {}
        for event in events:
            self._kinds.setdefault(event["ev"], []).append(event)
        self._places = {id(event): place for place, event in enumerate(events)}

    def those(self, kind: str, **wanted: object) -> list[Record]:
        """Return the events of `kind` whose fields are as `wanted`."""
        found = self._kinds.get(kind, [])
        if not wanted:
            return found
        return [e for e in found if all(e.get(key) == value for key, value in wanted.items())]

    def count(self, kind: str, **wanted: object) -> float:
        """Return how many events of `kind` there are."""
        return float(len(self.those(kind, **wanted)))

    def numbers(self, kind: str, field: str, scale: float = 1.0) -> list[float]:
        """Return `field` of every event of `kind`, in steps of `scale`."""
        found = (event.get(field) for event in self.those(kind))
        return [value / scale for value in found if is_number(value)]

    def values(self, kind: str, field: str) -> list[Any]:
        """Return `field` of every event of `kind` that has it."""
        found = (event.get(field) for event in self.those(kind))
        return [value for value in found if value is not None]

    def by(self, kind: str, field: str) -> dict[Any, list[Record]]:
        """Return the events of `kind` grouped by `field`."""
        groups: dict[Any, list[Record]] = {}
        for event in self.those(kind):
            groups.setdefault(event.get(field), []).append(event)
        return groups

    def count_before(self, kind: str, event: Record) -> int:
        """Return how many events of `kind` happened before `event`."""
        return bisect_left(self.those(kind), self.place(event), key=self.place)

    def first(self, kind: str, **wanted: object) -> Record | None:
        """Return the first event of `kind`, if there is one."""
        return next(iter(self.those(kind, **wanted)), None)

    def place(self, event: Record) -> int:
        """Return where `event` of this attempt stands in it."""
        return self._places[id(event)]

    def is_before(self, one: Record | None, other: Record | None) -> bool:
        """Say whether `one` happened before `other`; what never happened is before nothing."""
        if one is None:
            return False
        return other is None or self.place(one) < self.place(other)


@dataclass(frozen=True)
class Sense:
    """What a metric measures, as a rule would name it: an event, one of its fields, one value.

    With `answer`, it measures how that event answers this one.
    """

    event: str
    field: str = ""
    value: object = None
    answer: str = ""

    def is_in(self, rule: Rule) -> bool:
        """Say whether `rule` judges the same thing."""
        moments = _moments(rule)
        if self.answer:
            names = [moment.event for moment in moments]
            is_there = {self.event, self.answer} <= set(names)
            is_other = self.event != self.answer or names.count(self.event) > 1
            return rule.template in ("after", "before") and is_there and is_other
        own = [moment for moment in moments if moment.event == self.event]
        if not self.field:
            return bool(own)
        if rule.field == self.field and rule.moment in own:
            return True
        conditions = [c for moment in own for c in moment.where if c.field == self.field]
        return any(self.value is None or _admits(c, self.value) for c in conditions)


def _moments(rule: Rule) -> list[Moment]:
    groups = [moment for group in rule.groups for moment in group]
    alone = [m for m in (rule.moment, rule.answer, rule.after) if m is not None]
    return [*alone, *rule.moments, *groups]


def _admits(condition: Condition, value: object) -> bool:
    if condition.operator == "in":
        return value in condition.value
    return bool(condition.value == value) == (condition.operator == "is")


@dataclass(frozen=True)
class Metric:
    """One line of the dictionary.

    `good` is the range to aim at and `range` the lowest and highest possible value, None for an
    open end. `undefined` says when there is no value. `senses` are what a rule would have to
    judge for this metric to be more than shown.
    """

    name: str
    title: str
    unit: str
    direction: str  # lower, higher, inside or none
    good: Ends
    range: Ends
    undefined: str
    source: str
    of: Callable[[Happened], Value]
    senses: tuple[Sense, ...] = ()
    family: str = ""

    def status(self, rubric: Rubric) -> str:
        """Return shown, or scored or critical when a rule of `rubric` judges the same thing."""
        rules = [
            r for r in rubric.rules if not r.is_optional and any(s.is_in(r) for s in self.senses)
        ]
        if any(rule.critical for rule in rules):
            return "critical"
        counts = any(rule.points or rule.lose or rule.is_required for rule in rules)
        return "scored" if counts else "shown"


def middle(values: Sequence[float]) -> Value:
    """Return the median, or None of nothing."""
    return float(median(values)) if values else None


def largest(values: Sequence[float]) -> Value:
    """Return the largest, or None of nothing."""
    return float(max(values)) if values else None


def smallest(values: Sequence[float]) -> Value:
    """Return the smallest, or None of nothing."""
    return float(min(values)) if values else None


def summed(values: Sequence[float]) -> Value:
    """Return the sum, or None of nothing."""
    return float(sum(values)) if values else None


def mean(values: Sequence[float]) -> Value:
    """Return the mean, or None of nothing."""
    return sum(values) / len(values) if values else None


def share(part: int, whole: int) -> Value:
    """Return part of whole, or None of nothing."""
    return part / whole if whole else None


def counted(kind: str, **wanted: object) -> Callable[[Happened], Value]:
    """Return the metric that counts events of `kind`."""
    return lambda h: h.count(kind, **wanted)


def picked(
    pick: Callable[[Sequence[float]], Value], kind: str, field: str, scale: float = 1.0
) -> Callable[[Happened], Value]:
    """Return the metric that picks one figure from a field of every event of `kind`."""
    return lambda h: pick(h.numbers(kind, field, scale))


def having(kind: str, field: str, value: object) -> Callable[[Happened], Value]:
    """Return the metric: the share of events of `kind` whose `field` is `value`."""
    return lambda h: share(len(h.those(kind, **{field: value})), len(h.those(kind)))


def tick(event: Mapping[str, Any], field: str = "tick") -> int:
    """Return a tick of `event`; a push without a start began when it ended."""
    value = event.get(field, event["tick"])
    return value if type(value) is int else int(event["tick"])
