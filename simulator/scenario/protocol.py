"""Protocol packs: every clinical limit with its unit, source and confidence, in one file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from simulator.base.complaints import UnusableInput
from simulator.scenario.find import file_bytes, shipped_protocols
from simulator.scenario.reading.places import Book, Path
from simulator.scenario.reading.quantities import NUMBER, RATIO, UNITS, shown, unit_of
from simulator.scenario.reading.shape import shaped
from simulator.scenario.reading.yaml_events import read


@dataclass(frozen=True)
class Limit:
    """One limit of a school of practice: `value` as it is written, with its unit, or yes or no."""

    name: str
    value: Any
    means: str
    source: str
    confidence: str  # firm, typical, guess


@dataclass(frozen=True)
class Protocol:
    """A named pack of limits that rules refer to as `{protocol: name}`."""

    id: str
    title: str = ""
    limits: Mapping[str, Limit] = field(default_factory=dict)
    is_missing: bool = False  # there is no such pack; its limits are then not complained of


@dataclass(repr=False, eq=False)
class Limits:
    """Looks limits up for one scenario and remembers which ones each rule used."""

    protocol: Protocol
    book: Book
    used: list[Limit] = field(default_factory=list)
    is_unasked: bool = False  # this rule does not count under this pack: what it lacks is no fault

    @property
    def known(self) -> Mapping[str, Limit]:
        """The limits of the pack, by name."""
        return self.protocol.limits

    def applies(self, written: Any, path: Path) -> bool:
        """Say whether a rule with `when: written` counts under this pack; True if it cannot be
        known."""
        if written is None:
            return True
        if not (isinstance(written, dict) and set(written) == {"protocol"}):
            hint = "like when: {protocol: duplex_for_everyone}"
            self.book.error(path, "S319", f"'when' cannot be {shown(written)}", hint)
            return True
        value = self.resolve(written, path)
        if value is None or isinstance(value, bool):
            return value is not False
        what = f"the limit '{written['protocol']}' is {shown(value)}, neither true nor false"
        flags = [name for name, limit in self.known.items() if isinstance(limit.value, bool)]
        hint = f"limits that are: {', '.join(flags) or 'none in this pack'}"
        self.book.error((*path, "protocol"), "S319", what, hint)
        return True

    def resolve(self, written: Any, path: Path) -> Any:
        """Return `written`, or the value of the limit it names; None after a complaint."""
        if not (isinstance(written, dict) and set(written) == {"protocol"}):
            return written
        name = written["protocol"]
        limit = self.known.get(name) if isinstance(name, str) else None
        if self.protocol.is_missing or (self.is_unasked and limit is None):
            self.book.wrong.add(path)
            return None
        if limit is None:
            known = self.book.near(str(name), self.known)
            what = f"the protocol '{self.protocol.id}' has no limit {shown(name)}{known}"
            family = str(name).split("_")[0]
            related = [one for one in self.protocol.limits if one.split("_")[0] == family]
            hint = f"it has {', '.join(related)}" if related else ""
            self.book.error((*path, "protocol"), "S303", what, hint)
            self.book.wrong.add(path)
            return None
        self.used.append(limit)
        return limit.value


@lru_cache(maxsize=16)
def read_protocol(text: bytes, file: str) -> Protocol:
    """Return the pack in `text`, or raise `UnusableInput` with every complaint."""
    book = read(text, file)
    form = shaped("ProtocolForm", book)
    if form is None:
        book.close()
        raise UnusableInput(book.complaints)
    limits = {}
    for name, entry in form.limits.items():
        path: Path = ("limits", name, "value")
        if not isinstance(entry.value, int | float | str):
            what = f"write a quantity with a unit, like '5 s', not {shown(entry.value)}"
            book.error(path, "S306", what)
        elif isinstance(entry.value, str) and not _dimension(entry.value):
            what = f"{shown(entry.value)} is no quantity"
            book.error(path, "S306", what, "write a number and a unit, like '5 s'")
        elif (wanted := _usual(form.id).get(name)) and wanted[0] != _dimension(entry.value):
            what = f"'{name}' cannot be {shown(entry.value)}"
            book.error(path, "S306", what, f"the shipped packs have it as {wanted[1]}")
        limits[name] = Limit(name, entry.value, entry.means, entry.source, entry.confidence)
    book.close()
    return Protocol(form.id, form.title, limits)


def _dimension(written: Any) -> str:
    """Return what a limit measures, '' if it is nothing that can be one."""
    if isinstance(written, bool):
        return "true or false"
    if isinstance(written, int):
        return "a whole number"
    if isinstance(written, float):
        return RATIO.dimension
    match = NUMBER.fullmatch(written.strip())
    return UNITS.get(unit_of(match), ("", 0))[0] if match else ""


@lru_cache(maxsize=2)
def _usual(pack: str) -> dict[str, tuple[str, str]]:
    """Return for every limit that the shipped packs know what it measures, and an example.

    A shipped pack is not compared with itself, so that reading one ends.
    """
    found: dict[str, tuple[str, str]] = {}
    files = shipped_protocols()
    for file in files if pack not in [file.stem for file in files] else ():
        limits = read_protocol(file_bytes(file), str(file)).limits
        found |= {n: (_dimension(one.value), shown(one.value)) for n, one in limits.items()}
    return found
