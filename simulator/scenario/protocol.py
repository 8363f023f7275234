"""Protocol packs: every clinical limit with its unit, source and confidence, in one file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from simulator.base.complaints import UnusableInput
from simulator.scenario.places import Book, Path
from simulator.scenario.quantities import EXAMPLES, QuantityError, quantity, shown
from simulator.scenario.yaml_events import read


@dataclass(frozen=True)
class Limit:
    """One number of a school of practice; `value` as it is written, with its unit."""

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


@dataclass
class Limits:
    """Looks limits up for one scenario and remembers which ones each rule used."""

    protocol: Protocol
    book: Book
    used: list[Limit] = field(default_factory=list)

    def resolve(self, written: Any, path: Path) -> Any:
        """Return `written`, or the value of the limit it names; None after a complaint."""
        if not (isinstance(written, dict) and set(written) == {"protocol"}):
            return written
        if self.protocol.is_missing:
            self.book.wrong.add(path)
            return None
        name = written["protocol"]
        limit = self.protocol.limits.get(name) if isinstance(name, str) else None
        if limit is None:
            known = self.book.near(str(name), self.protocol.limits)
            what = f"the protocol '{self.protocol.id}' has no limit {shown(name)}{known}"
            family = str(name).split("_")[0]
            related = [one for one in self.protocol.limits if one.split("_")[0] == family]
            hint = f"it has {', '.join(related)}" if related else ""
            self.book.error((*path, "protocol"), "S303", what, hint)
            self.book.wrong.add(path)
            return None
        self.used.append(limit)
        return limit.value


def read_protocol(text: bytes, file: str) -> Protocol:
    """Return the pack in `text`, or raise `UnusableInput` with every complaint."""
    from simulator.scenario.form import ProtocolForm, shaped

    book = read(text, file)
    form = shaped(ProtocolForm, book)
    if form is None:
        book.close()
        raise UnusableInput(book.complaints)
    limits = {}
    for name, entry in form.limits.items():
        path: Path = ("limits", name, "value")
        if not isinstance(entry.value, int | str) or isinstance(entry.value, bool):
            what = f"write a quantity with a unit, like '5 s', not {shown(entry.value)}"
            book.error(path, "S306", what)
        elif isinstance(entry.value, str) and not _is_quantity(entry.value):
            what = f"{shown(entry.value)} is no quantity"
            book.error(path, "S306", what, "write a number and a unit, like '5 s'")
        limits[name] = Limit(name, entry.value, entry.means, entry.source, entry.confidence)
    book.close()
    return Protocol(form.id, form.title, limits)


def _is_quantity(written: str) -> bool:
    for dimension in EXAMPLES:
        try:
            quantity(written, dimension)
        except QuantityError:
            continue
        return True
    return False
