"""Steps and events as authors name them, into moments with conditions."""

from dataclasses import dataclass, field
from typing import Any, Final

from simulator.scenario.protocol import Limits
from simulator.scenario.reading.event_table import EVENTS
from simulator.scenario.reading.places import Book, Path
from simulator.scenario.reading.quantities import QuantityError, quantity, shown
from simulator.scenario.vocabulary import Detail, World, details
from simulator.scoring.rubric import Condition, Moment

COMPARISONS: Final = ("in", "not", "at_least", "up_to", "above", "below")
MAX_LIST: Final = 200  # names in one list of a rule
MAX_VALUES: Final = 50_000  # looked at in all rules together, after for_each
# Fields are whole numbers, so `above 5 s` is at least one millisecond more.
STRICT: Final = {"above": ("at_least", 1), "below": ("up_to", -1)}


@dataclass(repr=False, eq=False)
class Moments:
    """Reads references to moments; `steps` holds the author's own names for them."""

    book: Book
    limits: Limits
    world: World
    steps: dict[str, Moment] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    asked_veins: set[str] = field(default_factory=set)
    looked_at: int = 0

    @property
    def is_too_much(self) -> bool:
        """Say whether the rules of a small file ask for more work than any real case needs."""
        return self.looked_at > MAX_VALUES

    def define(self, written: dict[str, dict[str, Any]]) -> None:
        """Read the `steps` of the scenario."""
        for name in written:
            if name in EVENTS:
                what = f"'{name}' is the name of an event and cannot name a step too"
                self.book.error(("steps", name), "S307", what, is_key=True)
        for name, reference in written.items():
            moment = self.read(reference, ("steps", name), {})
            self.steps[name] = Moment(
                moment.event if moment else "", moment.where if moment else (), name
            )

    def read(self, reference: Any, path: Path, bound: dict[str, str]) -> Moment | None:
        """Return the moment of `reference`, or None after a complaint."""
        self.looked_at += 1
        if isinstance(reference, str):
            return self._named(reference, path)
        if not isinstance(reference, dict):
            hint = "write a step, or {event: needle_entered}"
            self.book.error(path, "S301", f"this names no moment: {shown(reference)}", hint)
            return None
        heads = [k for k in ("step", "event") if k in reference]
        if len(heads) != 1:
            hint = "write {step: name} or {event: name}, with details beside it"
            self.book.error(path, "S301", "this does not say which moment is meant", hint)
            return None
        head = heads[0]
        name = reference[head]
        if not isinstance(name, str):
            self.book.error((*path, head), "S301", f"write a name, not {shown(name)}")
            return None
        base = self._event(name, (*path, head)) if head == "event" else None
        if head == "step":
            base = self._named(name, (*path, head))
        if base is None or not base.event:
            return None
        where = list(base.where)
        for word, value in reference.items():
            if word != head:
                where += self._conditions(base.event, word, value, (*path, word), bound)
        return Moment(base.event, tuple(where), base.name)

    def detail(self, event: str, word: Any, path: Path, *, is_key: bool = False) -> Detail | None:
        """Return the field of `event` that `word`, a key or a value, means, or complain."""
        known = details(event)
        if isinstance(word, str) and word in known:
            return known[word]
        hint = f"it has: {', '.join(known)}" if known else "it has no details"
        what = f"'{event}' has no detail {shown(word)}{self.book.near(str(word), known)}"
        self.book.error(path, "S305", what, hint, is_key=is_key)
        return None

    def number(self, detail: Detail, written: Any, path: Path) -> int | None:
        """Return a quantity of a field in the field's own whole unit, or None."""
        written = self.limits.resolve(written, path)
        if written is None:
            if path not in self.book.wrong:
                self.book.error(path, "S306", "a value is missing here")
            return None
        is_whole = isinstance(written, int) and not isinstance(written, bool)
        if detail.takes_bare_number and is_whole:
            return int(written)
        if detail.scale is None:
            self.book.error(path, "S306", f"write a whole number, not {shown(written)}")
            return None
        try:
            return detail.scale.whole(quantity(written, detail.scale.dimension))
        except QuantityError as error:
            self.book.error(path, "S306", str(error))
            return None

    def _named(self, name: str, path: Path) -> Moment | None:
        if name in self.steps:
            self.used.add(name)
            step = self.steps[name]
            return step if step.event else None
        if name in EVENTS:
            return Moment(name, (), name)
        what = f"there is no step '{name}'{self.book.near(name, [*self.steps, *EVENTS])}"
        self.book.error(path, "S302", what, "name a step of this file, or an event")
        return None

    def _event(self, name: str, path: Path) -> Moment | None:
        if name in EVENTS:
            return Moment(name, (), name)
        self.book.error(path, "S304", f"there is no event '{name}'{self.book.near(name, EVENTS)}")
        return None

    def _conditions(
        self, event: str, word: str, value: Any, path: Path, bound: dict[str, str]
    ) -> list[Condition]:
        detail = self.detail(event, word, path, is_key=True)
        if detail is None:
            return []
        if not isinstance(value, dict) or set(value) == {"protocol"}:
            came = self.value(event, detail, value, path, bound)
            return [] if came is None else [Condition(detail.field, "is", came)]
        found = []
        for operator, written in value.items():
            place = (*path, operator)
            if operator not in COMPARISONS:
                what = f"'{operator}' is no comparison{self.book.near(operator, COMPARISONS)}"
                self.book.error(place, "S308", what, f"use {', '.join(COMPARISONS)}", is_key=True)
            elif operator == "in":
                found.append(Condition(detail.field, "in", self._many(event, detail, written,
                                                                      place, bound)))  # fmt: skip
            elif operator != "not" and detail.kind in ("name", "flag"):
                what = f"'{word}' is no number, so it cannot be compared with {operator}"
                self.book.error(place, "S308", what, "use in or not", is_key=True)
            else:
                came = self.value(event, detail, written, place, bound)
                if came is not None and operator in STRICT:
                    operator, step = STRICT[operator]
                    came += step
                if came is not None:
                    found.append(Condition(detail.field, operator, came))
        return found

    def _many(
        self, event: str, detail: Detail, written: Any, path: Path, bound: dict[str, str]
    ) -> tuple[Any, ...]:
        """Return the values of a list, or of the set that is named."""
        if isinstance(written, str):
            if written not in self.world.sets:
                what = f"there is no set '{written}'{self.book.near(written, self.world.sets)}"
                self.book.error(path, "S309", what, "write a list, or the name of a set")
                return ()
            written = list(self.world.sets[written])
        if not isinstance(written, list):
            self.book.error(path, "S309", f"write a list, not {shown(written)}")
            return ()
        if len(written) > MAX_LIST:
            self.book.error(path, "S317", f"this list has more than {MAX_LIST} names")
            return ()
        values = [
            self.value(event, detail, item, (*path, n), bound) for n, item in enumerate(written)
        ]
        return tuple(v for v in values if v is not None)

    def value(
        self, event: str, detail: Detail, written: Any, path: Path, bound: dict[str, str]
    ) -> Any:
        """Return `written` as the field holds it, or None after a complaint."""
        self.looked_at += 1
        if isinstance(written, str) and written.startswith("$"):
            if written[1:] not in bound:
                what = f"'{written}' stands for nothing here"
                known = [f"${b}" for b in bound]
                hint = f"known: {', '.join(known)}" if known else "only rules with for_each"
                self.book.error(path, "S311", what + self.book.near(written, known), hint)
                return None
            written = bound[written[1:]]
        if detail.kind == "flag":
            written = self.limits.resolve(written, path)
            if isinstance(written, bool):
                return written
            if path in self.book.wrong:
                return None
            hint = "in this format yes, no, on and off are text"
            what = f"write true or false, not {shown(written)}"
            self.book.error(path, "S203", what, hint)
            return None
        if detail.kind != "name":
            return self.number(detail, written, path)
        if not isinstance(written, str):
            self.book.error(path, "S306", f"write a name, not {shown(written)}")
            return None
        allowed = self.world.allowed(event, detail.field)
        if allowed and written not in allowed:
            what = f"there is no {detail.field} '{written}' here{self.book.near(written, allowed)}"
            self.book.error(path, "L409", what, f"allowed: {', '.join(a for a in allowed if a)}")
            return None
        if detail.field in ("vein", "fed_by"):
            self.asked_veins.add(written)
        return written
