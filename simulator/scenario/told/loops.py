"""Loops in written attempts, `for: {thread: threads}` with `do:`, unrolled as they are met."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from simulator.scenario.reading.places import Book, Path
from simulator.scenario.reading.quantities import shown

MAX_LINES: Final = 2000  # of one attempt, loops unrolled
MAX_TURNS: Final = 10_000  # of all loops together, also of loops that do nothing
Bound = dict[str, str]
Take = Callable[[Any, Path, Bound], None]


@dataclass
class Loops:
    """Hands every line that is no loop to `take`, with the values that loops have bound."""

    book: Book
    sets: Mapping[str, Sequence[str]]
    take: Take
    lines: int = 0
    turns: int = 0
    is_too_long: bool = False

    def read(self, written: list[Any], path: Path, bound: Bound) -> None:
        """Take every line of `written`, in order."""
        for number, entry in enumerate(written):
            if self.is_too_long:
                return
            place = (*path, number)
            if isinstance(entry, dict) and "for" in entry:
                self._loop(entry, place, bound)
            elif self.lines >= MAX_LINES:
                self._too_long(place, f"the attempt has more than {MAX_LINES} acts")
            else:
                self.lines += 1
                self.take(entry, place, bound)

    def _loop(self, entry: dict[str, Any], path: Path, bound: Bound) -> None:
        for key in entry:
            if key not in ("for", "do"):
                what = f"'{key}' means nothing in a loop{self.book.near(key, ('for', 'do'))}"
                self.book.error((*path, key), "S313", what, is_key=True)
        over, body = entry["for"], entry.get("do")
        if not isinstance(over, dict) or len(over) != 1:
            hint = "like for: {thread: threads}"
            self.book.error((*path, "for"), "S309", "a loop runs over one set or list", hint)
            return
        if not isinstance(body, list):
            what = "a loop needs 'do' with a list of acts"
            self.book.error((*path, "for"), "S312", what, is_key=True)
            return
        ((name, values),) = over.items()
        if isinstance(values, str) and values in self.sets:
            values = list(self.sets[values])
        if not isinstance(values, list) or not all(isinstance(v, str) for v in values):
            what = f"there is no set {shown(values)}{self.book.near(str(values), self.sets)}"
            self.book.error((*path, "for", name), "S309", what, f"sets: {', '.join(self.sets)}")
            return
        for value in values:
            self.turns += 1
            if self.turns > MAX_TURNS:
                self._too_long((*path, "for"), f"the loops turn more than {MAX_TURNS} times")
                return
            self.read(body, (*path, "do"), {**bound, name: value})

    def _too_long(self, path: Path, what: str) -> None:
        self.is_too_long = True
        self.book.error(path, "S317", what)
