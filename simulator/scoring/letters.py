"""The events that matter to a rubric, few enough to try all: one for each way to match its moments.

Idea. Two events that match the same moments, fall on the same side of every limit and
agree in what rules compare are the same to the rules. So of each kind one representative
is made for every consistent combination of conditions, field by field; combinations that
no single event can have (strength at most 1 % and above 2 %) never come up. A letter is
therefore a real event, and a word of letters an attempt that the engine can judge.

Fields that rules compare with each other (`same`) share their values. Only values that some
condition tells apart are tried, and one that stands for all others: making more of them
agree helps every rule that compares, and no rule asks for a difference.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from simulator.scoring.rubric import Condition, Moment, Rule
from simulator.scoring.seek import is_number
from simulator.scoring.trail import Trail

MOST_LETTERS: Final = 4000  # of one kind of event
Field = tuple[str, str]  # kind of event, name of the field
Possible = Callable[[str, str], Sequence[Any] | None]


class Exactly(tuple[Any, ...]):
    """All that a field can hold in a case, whatever rules compare it with."""


class TooManyLetters(Exception):
    """The conditions of one kind of event combine in more ways than can be tried."""


@dataclass(frozen=True)
class Letter:
    """A representative event and the atoms (by number, as bits) that it is."""

    event: Mapping[str, Any]
    atoms: int

    def key(self, names: Sequence[str]) -> Any:
        """Return what must agree with another event, None if a field is missing."""
        if not names:
            return ()
        row = tuple(self.event.get(name) for name in names)
        return None if None in row else row


@dataclass(frozen=True)
class _Atom:
    """A moment, or a moment whose number lies inside (`side` in) or outside a range."""

    moment: Moment
    number: str = ""
    side: str = ""
    ends: tuple[float | None, float | None] = (None, None)

    def holding(self, name: str, values: Sequence[Any]) -> set[int]:
        """Return which of `values` the field `name` of such an event can have, by their place."""
        kind = self.moment.event
        own = tuple(c for c in self.moment.where if c.field == name)
        found = set(range(len(values)))
        if own:
            trail = Trail([{"ev": kind, "tick": 0, name: value} for value in values])
            found = set(trail.find(Moment(kind, own)))
        if self.side and name == self.number:
            found = {place for place in found if self._is_on_its_side(values[place])}
        return found

    def _is_on_its_side(self, value: Any) -> bool:
        low, high = self.ends
        if not is_number(value):
            return False
        is_inside = (low is None or value >= low) and (high is None or value <= high)
        return is_inside == (self.side == "in")


def open_world(_kind: str, _field: str) -> None:
    """Any field may hold anything, or be missing: for rubrics over no known events."""
    return


@dataclass
class Alphabet:
    """Collects what rules look at; `letters` then gives the representatives.

    `possible(kind, field)` lists what a field can hold; None means anything at all, and
    that the field may be missing. Whole numbers are given by `(0,)`, a typical one, unless the
    case knows them `Exactly`.
    """

    possible: Possible = open_world
    _atoms: list[_Atom] = field(default_factory=list)
    _numbers: dict[Any, int] = field(default_factory=dict)
    _groups: dict[Field, set[Field]] = field(default_factory=dict)

    def moment(self, moment: Moment) -> int:
        """Return the bit of `moment`."""
        return self._bit(_Atom(moment))

    def inside(self, rule: Rule) -> tuple[int, int]:
        """Return the bits of: the number of a `measure` is in its full range; it is not."""
        assert rule.moment is not None
        inside = _Atom(rule.moment, rule.field, "in", rule.full)
        return self._bit(inside), self._bit(_Atom(rule.moment, rule.field, "out", rule.full))

    def summed(self, rule: Rule) -> int:
        """Return the bit of the moment of a `total`, whose number is told apart at its limit."""
        assert rule.moment is not None
        self._bit(_Atom(rule.moment, rule.field, "in", (None, rule.limit)))
        return self.moment(rule.moment)

    def agree(self, left: Moment, right: Moment, pairs: Iterable[tuple[str, str]]) -> None:
        """Let the fields that a rule compares share their values."""
        for mine, theirs in pairs:
            ends = {(left.event, mine), (right.event, theirs)}
            joined = set().union(*(self._groups.get(end, {end}) for end in ends))
            for each in joined:
                self._groups[each] = joined

    def _bit(self, atom: _Atom) -> int:
        where = tuple((c.field, c.operator, repr(c.value)) for c in atom.moment.where)
        key = (atom.moment.event, where, atom.number, atom.side, atom.ends)
        if key not in self._numbers:
            self._numbers[key] = len(self._atoms)
            self._atoms.append(atom)
        return 1 << self._numbers[key]

    def letters(self, forbidden: int = 0) -> list[Letter]:
        """Return every representative that is none of the `forbidden` atoms.

        Raises `TooManyLetters`.
        """
        kinds = dict.fromkeys(atom.moment.event for atom in self._atoms)
        return [letter for kind in kinds for letter in self._of(kind, forbidden)]

    def _of(self, kind: str, forbidden: int) -> list[Letter]:
        own = [(1 << n, atom) for n, atom in enumerate(self._atoms) if atom.moment.event == kind]
        every = sum(bit for bit, _ in own)
        names = dict.fromkeys(c.field for _, atom in own for c in atom.moment.where)
        names |= dict.fromkeys(atom.number for _, atom in own if atom.number)
        names |= dict.fromkeys(name for k, name in self._groups if k == kind)
        left = list(names)
        found: dict[tuple[Any, ...], tuple[int, dict[str, Any]]] = {(every,): (every, {})}
        for number, name in enumerate(left):
            undecided = set(left[number + 1 :])
            ways = self._ways(kind, name, own)
            grown: dict[tuple[Any, ...], tuple[int, dict[str, Any]]] = {}
            for state, (mask, event) in found.items():
                for lost, shared, value in ways:
                    rest = mask & ~lost
                    if rest & forbidden and self._is_decided(rest & forbidden, undecided):
                        continue
                    key = (rest, *state[1:], *shared)
                    if key not in grown:
                        with_it = event if value is None else {**event, name: value}
                        grown[key] = rest, with_it
            if len(grown) > MOST_LETTERS:
                raise TooManyLetters(kind)
            found = grown
        return [
            Letter({"ev": kind, **event}, mask)
            for mask, event in found.values()
            if mask and not mask & forbidden
        ]

    def _is_decided(self, atoms: int, undecided: set[str]) -> bool:
        """Say whether one of `atoms` holds whatever the `undecided` fields will be."""
        for number, atom in enumerate(self._atoms):
            if atoms >> number & 1:
                asked = {c.field for c in atom.moment.where} | {atom.number}
                if not asked & undecided:
                    return True
        return False

    def _ways(
        self, kind: str, name: str, own: list[tuple[int, _Atom]]
    ) -> list[tuple[int, tuple[Any, ...], Any]]:
        """Return (atoms that become impossible, value if it is compared, value) for each way."""
        is_compared = (kind, name) in self._groups
        ways: dict[Any, tuple[int, tuple[Any, ...], Any]] = {}
        values = self._values(kind, name)
        holding = [(bit, atom.holding(name, values)) for bit, atom in own]
        for place, value in enumerate(values):
            lost = sum(bit for bit, places in holding if place not in places)
            shared = ((name, repr(value)),) if is_compared else ()
            ways.setdefault((lost, shared), (lost, shared, value))
        return list(ways.values())

    def _values(self, kind: str, name: str) -> list[Any]:
        """Return one value for each way in which the conditions can tell values apart."""
        fields = self._groups.get((kind, name), {(kind, name)})
        possible = self.possible(kind, name)
        is_known = isinstance(possible, Exactly)
        if possible is not None and (is_known or not all(is_number(v) for v in possible)):
            return list(possible)
        numbers: set[int] = set(possible or ())
        others: dict[Any, Any] = {}
        for atom in self._atoms:
            for condition in atom.moment.where:
                if (atom.moment.event, condition.field) in fields:
                    _note(condition, numbers, others)
            if (atom.moment.event, atom.number) in fields:
                for end in atom.ends:
                    if end is not None:
                        numbers |= {int(end) - 1, int(end), int(end) + 1}
        whole = sorted(numbers, key=lambda n: (n < 0, n))
        if possible is not None:
            return whole
        return [*whole, *others.values(), "something else", None]


def _note(condition: Condition, numbers: set[int], others: dict[Any, Any]) -> None:
    several = condition.operator == "in"
    for value in condition.value if several else (condition.value,):
        if is_number(value):
            numbers |= {int(value) - 1, int(value), int(value) + 1}
        elif isinstance(value, bool):
            others |= {repr(flag): flag for flag in (True, False)}
        else:
            others[repr(value)] = value
