"""Tellings: an attempt told as its events, one a line, without playing it.

format: telling/1
name: as it should be
tell:
  - history_asked: {item: allergy}
  - for: {thread: threads}
    do:
      - needle_entered
      - injection_ended: {thread: $thread, volume: 0.1 ml}
      - needle_withdrawn
      - wait: 1 s
      - swab_placed

The words are those that rules use. What is not said is usual, or follows from what was said
(`takes`, `chronicle`), so that a line says what matters.
"""

from dataclasses import dataclass, field
from typing import Any, Final

from simulator.base.complaints import UnusableInput
from simulator.base.units import TICKS_PER_SECOND
from simulator.scenario.moments import Moments
from simulator.scenario.protocol import Limits, Protocol
from simulator.scenario.reading.event_table import EVENTS
from simulator.scenario.reading.places import Book, Path, in_reading_order
from simulator.scenario.reading.quantities import QuantityError, quantity, shown
from simulator.scenario.reading.shape import shaped
from simulator.scenario.reading.yaml_events import read
from simulator.scenario.told.chronicle import Told, needed
from simulator.scenario.told.loops import Bound, Loops
from simulator.scenario.vocabulary import World, details

WAIT: Final = "wait"
LONGEST_WAIT: Final = "24 h"


def read_telling(data: bytes, file: str, world: World, protocol: Protocol) -> tuple[Told, ...]:
    """Return the told events of one file, or raise `UnusableInput` with every complaint."""
    book = read(data, file)
    form = shaped("TellingForm", book)
    if form is None:
        raise UnusableInput(in_reading_order(book.errors))
    told = tell(form.tell, ("tell",), book, world, protocol)
    book.close()
    return told


def tell(
    written: list[Any], path: Path, book: Book, world: World, protocol: Protocol
) -> tuple[Told, ...]:
    """Return the told events of the list at `path`; complaints go to `book`."""
    teller = Teller(Moments(book, Limits(protocol, book), world))
    Loops(book, world.sets, teller.take).read(written, path, {})
    return tuple(teller.told)


@dataclass
class Teller:
    """Understands told events; also the `where` and `to` of changes to them."""

    moments: Moments
    told: list[Told] = field(default_factory=list)
    wait_ticks: int = 0

    def take(self, entry: Any, path: Path, bound: Bound) -> None:
        """Take one line of a telling."""
        if isinstance(entry, str):
            entry = {entry: None}
        if not isinstance(entry, dict) or len(entry) != 1:
            hint = "like - consent_taken, or - advice_given: {item: walking}"
            self._book.error(path, "E301", f"write one event, not {shown(entry)}", hint)
            return
        ((event, written),) = entry.items()
        place = (*path, event)
        if event == WAIT:
            self.wait_ticks += self.ticks(written, place)
        elif self.event(event, place):
            found = self._told(event, written, place, bound)
            if found is not None:
                line, column = self._book.document.position(place, True)
                self.told.append(Told(event, found, self.wait_ticks, line=line, column=column))
            self.wait_ticks = 0

    def event(self, name: str, path: Path, *, is_key: bool = True) -> bool:
        """Say whether there is an event `name`, or complain."""
        if name in EVENTS:
            return True
        what = f"there is no event '{name}'{self._book.near(name, (*EVENTS, WAIT))}"
        hint = "the events are listed in docs/authoring.md"
        self._book.error(path, "E304", what, hint, is_key=is_key)
        return False

    def details(
        self, event: str, written: dict[str, Any], path: Path, bound: Bound
    ) -> dict[str, Any] | None:
        """Return told details by field, or None after a complaint."""
        found: dict[str, Any] = {}
        is_whole = True
        for word, value in written.items():
            place = (*path, word)
            detail = self.moments.detail(event, word, place, is_key=True)
            if detail is None:
                is_whole = False
                continue
            came = self.moments.value(event, detail, value, place, bound)
            is_whole = is_whole and came is not None
            found[detail.field] = came
        return found if is_whole else None

    def ticks(self, written: Any, path: Path) -> int:
        """Return how many ticks a wait lasts; 0 after a complaint."""
        written = self.moments.limits.resolve(written, path)
        try:
            wait = quantity(written, "time")
        except QuantityError as error:
            self._book.error(path, "E306", str(error))
            return 0
        if not 0 <= wait <= quantity(LONGEST_WAIT, "time"):
            what = f"nobody waits for {shown(written)}"
            self._book.error(path, "E315", what, f"allowed: 0 s to {LONGEST_WAIT}")
            return 0
        return round(wait * TICKS_PER_SECOND)

    def _told(self, event: str, written: Any, path: Path, bound: Bound) -> dict[str, Any] | None:
        if written is not None and not isinstance(written, dict):
            known = ", ".join(details(event))
            hint = f"write {event}: {{...}} with {known}" if known else "it stands alone"
            self._book.error(path, "E301", f"'{event}' cannot be {shown(written)}", hint)
            return None
        found = self.details(event, written or {}, path, bound)
        missing = [word for word in needed(event) if word not in (written or {})]
        for word in missing:
            what = f"'{event}' needs '{word}' to be told"
            allowed = self.moments.world.allowed(event, details(event)[word].field)
            hint = f"allowed: {', '.join(a for a in allowed if a)}" if allowed else ""
            self._book.error((*path, word), "E202", what, hint)
        return None if missing else found

    @property
    def _book(self) -> Book:
        return self.moments.book
