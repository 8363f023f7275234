"""The events of one attempt, indexed once: where each kind happened and when.

Three definitions that every rule shares (docs/scoring.md):

- An event lasts from its start (`started_tick`, else `tick`) to its end (`tick`).
- `a` precedes `b` when `a` stands on an earlier line and had ended when `b` started; so an
  event never precedes itself, and equal ticks are settled by line.
- A condition on a field that the event lacks, or has as nothing, does not hold.
"""

from collections.abc import Callable, Mapping, Sequence
from math import isfinite
from typing import Any, Final, TypeGuard

from simulator.base.complaints import Complaint, UnusableInput
from simulator.scoring.rubric import Condition, Moment

Record = Mapping[str, Any]
Test = Callable[[Any], bool]


def is_number(value: object) -> TypeGuard[int | float]:
    """Say whether `value` can be measured: a finite int or float, and no yes or no."""
    return type(value) is int or (type(value) is float and isfinite(value))


def _is_same(value: object, wanted: object) -> bool:
    """Compare as a trace does: a yes or no never equals a number."""
    return value == wanted and isinstance(value, bool) == isinstance(wanted, bool)


def _test(condition: Condition) -> Test:
    """Return the comparison of one condition; the value it gets is never None."""
    wanted = condition.value
    match condition.operator:
        case "is":
            return lambda value: _is_same(value, wanted)
        case "not":
            return lambda value: not _is_same(value, wanted)
        case "in":
            return lambda value: any(_is_same(value, each) for each in wanted)
        case "at_least":
            return lambda value: is_number(value) and value >= wanted
        case "up_to":
            return lambda value: is_number(value) and value <= wanted
    raise UnusableInput(
        [Complaint(f"'{condition.operator}' is no comparison", hint="is, not, in, at_least, up_to")]
    )


def matcher(moment: Moment) -> Callable[[Record], bool]:
    """Return the test whether an event of the right kind is the `moment` a rule means."""
    tests = tuple((condition.field, _test(condition)) for condition in moment.where)

    def holds(event: Record) -> bool:
        for name, test in tests:
            value = event.get(name)
            if value is None or not test(value):
                return False
        return True

    return holds


class Trail:
    """Events with their ticks, starts and position lists; built in one pass, then read only."""

    def __init__(self, events: Sequence[Record]) -> None:
        self.events: Final = events
        self.ticks: Final[list[int]] = []
        self.starts: Final[list[int]] = []
        self._positions: Final[dict[str, list[int]]] = {}
        # By identity: a moment about 1 equals one about True, but means something else.
        self._found: Final[dict[int, tuple[Moment, list[int]]]] = {}
        latest = 0
        for line, event in enumerate(events):
            kind, tick = event.get("ev"), event.get("tick")
            start = event.get("started_tick", tick)
            if type(kind) is not str or type(tick) is not int or type(start) is not int:
                raise UnusableInput([Complaint(f"event {line} lacks a name or a whole tick")])
            if tick < latest or start > tick:
                raise UnusableInput(
                    [Complaint(f"event {line} ({kind}, tick {tick}) runs backwards in time")]
                )
            latest = tick
            self.ticks.append(tick)
            self.starts.append(start)
            places = self._positions.get(kind)
            if places is None:
                self._positions[kind] = [line]
            else:
                places.append(line)

    def find(self, moment: Moment) -> list[int]:
        """Return the lines on which `moment` happened, oldest first."""
        places = self._positions.get(moment.event)
        if places is None:
            return []
        if not moment.where:
            return places
        known = self._found.get(id(moment))
        if known is None:
            holds, events = matcher(moment), self.events
            known = moment, [line for line in places if holds(events[line])]
            self._found[id(moment)] = known
        return known[1]

    def precedes(self, earlier: int, later: int) -> bool:
        """Say whether the event on line `earlier` had ended when the one on `later` began."""
        return earlier < later and self.ticks[earlier] <= self.starts[later]

    def keys(self, lines: Sequence[int], names: Sequence[str]) -> list[Any]:
        """Return for each line the values of `names` that must agree, None if one is missing."""
        events = self.events
        if not names:
            return [()] * len(lines)
        if len(names) == 1:
            name = names[0]
            return [events[line].get(name) for line in lines]
        rows = [tuple([events[line].get(name) for name in names]) for line in lines]
        return [None if None in row else row for row in rows]

    def grouped(self, lines: Sequence[int], names: Sequence[str]) -> dict[Any, list[int]]:
        """Group `lines` by their keys; a line that lacks a field agrees with nothing."""
        groups: dict[Any, list[int]] = {}
        for line, key in zip(lines, self.keys(lines, names), strict=True):
            own = groups.get(key)
            if own is None:
                groups[key] = [line]
            else:
                own.append(line)
        groups.pop(None, None)
        return groups

    def numbers(self, lines: Sequence[int], field: str) -> list[tuple[int, int | float]]:
        """Return (line, value) of `field` wherever it can be measured."""
        events = self.events
        found = [(line, events[line].get(field)) for line in lines]
        return [(line, value) for line, value in found if is_number(value)]
