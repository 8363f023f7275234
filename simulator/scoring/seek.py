"""What a moment means, compiled once: from an attempt to the lines on which it happened.

A seeker is made from a `Moment` and looks at whole columns of an attempt (every value of one
field of one kind of event), never at one event after the other. The comparison is chosen when
the rubric is compiled. A condition on a field that the event lacks, or has as nothing, does
not hold, and a yes or no never equals a number (docs/scoring.md).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import isfinite
from typing import TYPE_CHECKING, Any, TypeGuard

from simulator.base.complaints import Complaint, UnusableInput
from simulator.scoring.rubric import Condition, Moment

if TYPE_CHECKING:
    from simulator.scoring.trail import Trail

Lines = list[int]
Picker = Callable[[Lines, list[Any]], Lines]
COMPARISONS = "is, not, in, at_least, up_to"


def is_number(value: object) -> TypeGuard[int | float]:
    """Say whether `value` can be measured: a finite int or float, and no yes or no."""
    return type(value) is int or (type(value) is float and isfinite(value))


def _is_same(value: object, wanted: object) -> bool:
    """Compare as a trace does: a yes or no never equals a number."""
    return value == wanted and isinstance(value, bool) == isinstance(wanted, bool)


def _picker(condition: Condition) -> Picker:
    """Return the function that keeps the lines whose value fulfils `condition`."""
    wanted = condition.value
    match condition.operator:
        case "is" if type(wanted) is str:
            return lambda lines, column: [
                line for line, value in zip(lines, column, strict=True) if value == wanted
            ]
        case "is" if type(wanted) is bool:
            return lambda lines, column: [
                line for line, value in zip(lines, column, strict=True) if value is wanted
            ]
        case "is":
            return _each(lambda value: _is_same(value, wanted))
        case "not":
            return _each(lambda value: not _is_same(value, wanted))
        case "in":
            return _one_of(wanted)
        case "at_least":
            return _numeric(
                lambda lines, column: [
                    line for line, value in zip(lines, column, strict=True) if value >= wanted
                ]
            )
        case "up_to":
            return _numeric(
                lambda lines, column: [
                    line for line, value in zip(lines, column, strict=True) if value <= wanted
                ]
            )
    what = f"'{condition.operator}' is no comparison"
    raise UnusableInput([Complaint(what, hint=COMPARISONS)])


def _each(holds: Callable[[Any], bool]) -> Picker:
    return lambda lines, column: [
        line
        for line, value in zip(lines, column, strict=True)
        if value is not None and holds(value)
    ]


def _one_of(wanted: Sequence[Any]) -> Picker:
    if all(type(each) is str for each in wanted):
        names = frozenset(wanted)
        return _each(lambda value: type(value) is str and value in names)
    return _each(lambda value: any(_is_same(value, each) for each in wanted))


def _numeric(pick: Picker) -> Picker:
    """Return `pick` for columns that may hold things other than numbers."""

    def picked(lines: Lines, column: list[Any]) -> Lines:
        if set(map(type, column)) == {int}:
            return pick(lines, column)
        pairs = [pair for pair in zip(lines, column, strict=True) if is_number(pair[1])]
        return pick([line for line, _ in pairs], [value for _, value in pairs])

    return picked


class Sight:
    """The lines on which a moment happened in one attempt, with the columns asked of them."""

    __slots__ = ("_columns", "_events", "_firsts", "_numbers", "all", "lines")

    def __init__(self, events: Sequence[Any], lines: Lines) -> None:
        self.lines = lines
        self.all = tuple(lines)
        self._events = events
        self._columns: dict[Any, list[Any]] = {}
        self._firsts: dict[Any, dict[Any, int]] = {}
        self._numbers: dict[str, tuple[Lines, list[Any]]] = {}

    def column(self, field: str) -> list[Any]:
        """Return the value of `field` on every line, None where it is missing."""
        known = self._columns.get(field)
        if known is None:
            events = self._events
            known = self._columns[field] = [events[line].get(field) for line in self.lines]
        return known

    def keys(self, names: tuple[str, ...]) -> list[Any]:
        """Return for each line the values of `names` that must agree, None if one is missing."""
        if len(names) == 1:
            return self.column(names[0])
        known = self._columns.get(names)
        if known is None:
            rows = list(zip(*(self.column(name) for name in names), strict=True))
            known = self._columns[names] = [None if None in row else row for row in rows]
        return known

    def firsts(self, names: tuple[str, ...]) -> dict[Any, int]:
        """Return for each key its first line; a line that lacks a field agrees with nothing."""
        known = self._firsts.get(names)
        if known is None:
            known = dict(zip(reversed(self.keys(names)), reversed(self.lines), strict=True))
            known.pop(None, None)
            self._firsts[names] = known
        return known

    def grouped(self, names: tuple[str, ...]) -> dict[Any, Lines]:
        """Group the lines by their keys; without names, all of them are one group."""
        if not names:
            return {(): self.lines}
        groups: dict[Any, Lines] = {}
        for line, key in zip(self.lines, self.keys(names), strict=True):
            own = groups.get(key)
            if own is None:
                groups[key] = [line]
            else:
                own.append(line)
        groups.pop(None, None)
        return groups

    def numbers(self, field: str) -> tuple[Lines, list[Any]]:
        """Return the lines on which `field` can be measured, and its exact values there."""
        known = self._numbers.get(field)
        if known is None:
            column = self.column(field)
            if set(map(type, column)) <= {int}:
                known = self.lines, column
            else:
                pairs = [p for p in zip(self.lines, column, strict=True) if is_number(p[1])]
                known = [line for line, _ in pairs], [exact(value) for _, value in pairs]
            self._numbers[field] = known
        return known


def exact(value: float) -> Any:
    """Return `value` as a whole number or a fraction, so that no sum ever rounds."""
    if type(value) is int:
        return value
    if value == int(value):
        return int(value)
    from fractions import Fraction  # hardly ever: records hold whole numbers

    return Fraction(value)


class Seeker:
    """One moment of a rubric, ready to be looked for in any attempt."""

    __slots__ = ("_event", "_picks")

    def __init__(self, moment: Moment) -> None:
        self._event = moment.event
        self._picks = tuple((c.field, _picker(c)) for c in moment.where)

    def see(self, trail: Trail) -> Sight:
        """Return where it happened; it is looked for once in an attempt."""
        known = trail.seen.get(self)
        if known is None:
            known = trail.seen[self] = self._look(trail)
        return known

    def _look(self, trail: Trail) -> Sight:
        here = trail.of_kind(self._event)
        for field, pick in self._picks:
            if not here.lines:
                break
            here = Sight(trail.events, pick(here.lines, here.column(field)))
        return here


class Seekers:
    """Hands out one seeker for all moments of a rubric that mean the same."""

    def __init__(self) -> None:
        self._known: dict[Any, Seeker] = {}

    def of(self, moment: Moment) -> Seeker:
        """Return the seeker of `moment`."""
        try:
            key = moment.event, tuple((c.field, c.operator, _typed(c.value)) for c in moment.where)
            found = self._known.get(key)
        except TypeError:  # a value that cannot be looked up is not shared
            return Seeker(moment)
        if found is None:
            found = self._known[key] = Seeker(moment)
        return found


def _typed(value: Any) -> Any:
    """Return `value` with its type, for 1, 1.0 and True are equal and mean different things."""
    if isinstance(value, tuple | list):
        return tuple(_typed(each) for each in value)
    return type(value), value
