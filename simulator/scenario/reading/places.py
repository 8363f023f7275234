"""Where every key and value of a file stands, and the book in which complaints collect."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, Final

from simulator.base.complaints import Complaint, UnusableInput, nearest
from simulator.scenario.reading.excerpts import excerpt, token_width

Path = tuple[str | int, ...]
Position = tuple[int, int]  # line, column; both count from 1
MOST_COMPLAINTS: Final = 100  # of one file; who has more should mend these first


@dataclass(frozen=True)
class Document:
    """Plain values of one file and, beside them, the position of every key and value.

    `grafts` says of what was put in from elsewhere where it was written (see `parts`).
    """

    file: str
    value: Any
    keys: dict[Path, Position] = field(default_factory=dict)
    values: dict[Path, Position] = field(default_factory=dict)
    text: str = field(default="", repr=False)
    grafts: "dict[Path, tuple[Document, Path]]" = field(default_factory=dict)

    @cached_property
    def lines(self) -> list[str]:
        """The lines as they were written; only a complaint asks for them."""
        return self.text.split("\n")

    def at(self, path: Path) -> Any:
        """Return the value that was written at `path`, or None."""
        value = self.value
        for step in path:
            try:
                value = value[step]
            except (KeyError, IndexError, TypeError):
                return None
        return value

    def origin(self, path: Path) -> "tuple[Document, Path]":
        """Return the document in which `path` was written, and its path there."""
        for length in range(len(path), 0, -1) if self.grafts else ():
            if path[:length] in self.grafts:
                document, there = self.grafts[path[:length]]
                return document, (*there, *path[length:])
        return self, path

    def position(self, path: Path, is_key: bool = False) -> Position:
        """Return where `path` stands, or the nearest thing around it that was written."""
        document, path = self.origin(path)
        while path:
            if is_key and path in document.keys:
                return document.keys[path]
            if path in document.values:
                return document.values[path]
            path, is_key = path[:-1], True
        return document.values.get((), (1, 1))


@dataclass
class Book:
    """Complaints about one file in the order they are found; one complaint a place."""

    document: Document
    complaints: list[Complaint] = field(default_factory=list)
    wrong: set[Path] = field(default_factory=set)

    def error(
        self, path: Path, code: str, what: str, hint: str = "", *, is_key: bool = False
    ) -> None:
        """Note an error at `path`, unless the same place was already found wrong."""
        if any(path[:n] in self.wrong for n in range(1, len(path) + 1)):
            return
        self.wrong.add(path)
        self._note("error", path, code, what, hint, is_key)

    def warning(
        self, path: Path, code: str, what: str, hint: str = "", *, is_key: bool = False
    ) -> None:
        """Note something that works but is probably not meant."""
        self._note("warning", path, code, what, hint, is_key)

    def _note(
        self, severity: str, path: Path, code: str, what: str, hint: str, is_key: bool
    ) -> None:
        if self.is_full:
            return
        line, column = self.document.position(path, is_key)
        document, there = self.document.origin(path)
        written = excerpt(document.lines, line)
        key = str(there[-1]) if there and is_key else document.at(there)
        width = token_width(written, column, key)
        self.complaints.append(
            Complaint(what, document.file, line, column, hint, severity, code, written, width)
        )

    def is_own(self, path: Path) -> bool:
        """Say whether `path` stands in the file itself, and not in a part that others use, too."""
        return self.document.origin(path)[0].file == self.document.file

    def near(self, word: object, allowed: Iterable[str]) -> str:
        """Return `; did you mean 'x'?` while there is room; finding it takes its time."""
        return "" if self.is_full else _nearest(str(word)[:80], tuple(allowed))

    @property
    def is_full(self) -> bool:
        return len(self.complaints) >= MOST_COMPLAINTS

    @property
    def errors(self) -> list[Complaint]:
        return [c for c in self.complaints if c.severity == "error"]

    @property
    def warnings(self) -> list[Complaint]:
        return [c for c in self.complaints if c.severity != "error"]

    def close(self) -> None:
        """Raise `UnusableInput` with every error, sorted by place, if there is one."""
        if self.errors:
            raise UnusableInput(in_reading_order(self.errors))


_nearest = lru_cache(maxsize=4096)(nearest)  # for_each asks the same thing many times


def in_reading_order(complaints: list[Complaint]) -> list[Complaint]:
    """Return `complaints` by file, line and column, each of them once."""
    once = dict.fromkeys(complaints)
    return sorted(once, key=lambda c: (c.file, c.line, c.column, c.code))
