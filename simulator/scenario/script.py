"""Attempt scripts: YAML a person can write, one act a line, into frozen acts with places.

format: attempt/1
name: straight to the threads
do:
  - ask: [allergy, clots]
  - consent
  - scan: {vein: aasv, view: longitudinal, pulsed: true}
  - for: {thread: threads}
    do:
      - inject: {thread: $thread, at: feeding arm, volume: 0.15 ml, over: 8 s}
"""

from dataclasses import MISSING, Field, dataclass, field, fields
from hashlib import sha256
from pathlib import Path as FilePath
from typing import Any, Final

from simulator.base.complaints import UnusableInput
from simulator.scenario.acts import ACTS, Act
from simulator.scenario.load import Scenario, file_bytes
from simulator.scenario.reading.places import Book, Path, in_reading_order
from simulator.scenario.reading.quantities import SCALES, QuantityError, quantity, shown
from simulator.scenario.reading.shape import shaped
from simulator.scenario.reading.yaml_events import read
from simulator.scenario.told.loops import Bound, Loops
from simulator.scenario.vocabulary import World, world_of

ENDINGS: Final = (*SCALES, "s", "mm", "rad", "frac")


@dataclass(frozen=True)
class Script:
    """The acts of one attempt, loops unrolled, and the text they were read from."""

    name: str
    acts: tuple[Act, ...]
    text: str = ""
    text_sha256: str = ""


def read_script(
    path: str | FilePath, scenario: Scenario, text_bytes: bytes | None = None
) -> Script:
    """Return the script in `path` for `scenario`, or raise `UnusableInput` with every complaint."""
    path = FilePath(path)
    data = file_bytes(path) if text_bytes is None else text_bytes
    book = read(data, str(path))
    form = shaped("ScriptForm", book)
    if form is None:
        raise UnusableInput(in_reading_order(book.errors))
    reader = _Reader(book, world_of(scenario.plan, {}))
    Loops(book, reader.world.sets, reader.act).read(form.do, ("do",), {})
    book.close()
    text = data.decode("utf-8-sig")
    name = form.name or path.stem
    return Script(name, tuple(reader.acts), text, sha256(text.encode()).hexdigest())


def spoken(item: "Field[Any]") -> str:
    """Return the key of a field in a script: its name without the unit."""
    stem, _, ending = item.name.rpartition("_")
    return stem if stem and ending in ENDINGS else item.name


@dataclass
class _Reader:
    """Collects the acts of one script."""

    book: Book
    world: World
    acts: list[Act] = field(default_factory=list)

    def act(self, entry: Any, path: Path, bound: Bound) -> None:
        if isinstance(entry, str):
            entry = {entry: None}
        if not isinstance(entry, dict) or len(entry) != 1:
            hint = "like - consent, or - inject: {thread: thread-1}"
            self.book.error(path, "S301", f"write one act, not {shown(entry)}", hint)
            return
        ((name, written),) = entry.items()
        kind = ACTS.get(name.replace("_", " "))
        if kind is None:
            what = f"there is no act '{name}'{self.book.near(name, ACTS)}"
            self.book.error((*path, name), "S304", what, f"acts: {', '.join(ACTS)}", is_key=True)
            return
        found = self._details(kind, name, written, (*path, name), bound)
        if found is not None:
            line, column = self.book.document.position((*path, name), True)
            self.acts.append(kind(line=line, column=column, **found))

    def _details(
        self, kind: type[Act], name: str, written: Any, path: Path, bound: Bound
    ) -> dict[str, Any] | None:
        """Return the fields of one act, or None after a complaint."""
        known = {spoken(f): f for f in fields(kind) if f.metadata}
        if isinstance(written, dict):
            given = {w.replace(" ", "_"): (value, (*path, w)) for w, value in written.items()}
            if len(given) < len(written):
                self.book.error(path, "Y106", f"'{name}' has a detail twice", is_key=True)
                return None
        elif written is None:
            given = {}
        elif kind.SHORT:
            short = next(w for w, f in known.items() if f.name == kind.SHORT)
            given = {short: (written, path)}
        else:
            keys = ", ".join(known)
            what = f"'{name}' cannot be {shown(written)}"
            hint = f"write {name}: {{...}} with {keys}" if known else "it stands alone"
            self.book.error(path, "S206", what, hint)
            return None
        found: dict[str, Any] = {}
        is_whole = True
        for word, (value, place) in given.items():
            if word not in known:
                what = f"'{name}' has no detail '{word}'{self.book.near(word, known)}"
                hint = f"it has: {', '.join(known)}" if known else "it has no details"
                self.book.error(place, "S305", what, hint, is_key=True)
                is_whole = False
                continue
            value = self._value(known[word], value, place, bound)
            found[known[word].name] = value
            is_whole = is_whole and value is not None
        for word, item in known.items():
            if item.default is MISSING and word not in given:
                self.book.error((*path, word), "S202", f"'{name}' needs '{word}'")
                is_whole = False
        return found if is_whole else None

    def _value(self, item: "Field[Any]", written: Any, path: Path, bound: Bound) -> Any:
        meaning = item.metadata
        if isinstance(written, str) and written.startswith("$"):
            if written[1:] not in bound:
                known = [f"${name}" for name in bound]
                what = f"'{written}' stands for nothing here{self.book.near(written, known)}"
                hint = f"known: {', '.join(known)}" if known else "only inside a loop"
                self.book.error(path, "S311", what, hint)
                return None
            written = bound[written[1:]]
        if meaning["kind"] == "amount":
            return self._amount(meaning, spoken(item), written, path)
        if meaning["kind"] == "flag":
            if isinstance(written, bool):
                return written
            hint = "in this format yes, no, on and off are text"
            self.book.error(path, "S203", f"write true or false, not {shown(written)}", hint)
            return None
        allowed = meaning["allowed"](self.world)
        if meaning["kind"] == "name":
            return self._name(written, spoken(item), allowed, path)
        if written == "all":
            return allowed
        several = written if isinstance(written, list) else [written]
        names = [
            self._name(one, spoken(item), allowed, (*path, n) if several is written else path)
            for n, one in enumerate(several)
        ]
        return None if None in names or not names else tuple(names)

    def _name(self, written: Any, what_it_is: str, allowed: tuple[str, ...], path: Path) -> Any:
        text = (
            str(written) if isinstance(written, int) and not isinstance(written, bool) else written
        )
        if isinstance(text, str):
            for spelling in (text, text.replace(" ", "_")):
                if spelling in allowed:
                    return spelling
        close = self.book.near(str(written), allowed)
        what = f"'{what_it_is}' cannot be {shown(written)}{close}"
        self.book.error(path, "L409", what, f"allowed: {', '.join(allowed)}")
        return None

    def _amount(self, meaning: Any, word: str, written: Any, path: Path) -> float | None:
        dimension = meaning["dimension"]
        try:
            value = quantity(written, dimension)
        except QuantityError as error:
            self.book.error(path, "S306", str(error))
            return None
        low, high = meaning["low"], meaning["high"]
        if not quantity(low, dimension) <= value <= quantity(high, dimension):
            what = f"{shown(written)} is out of range for '{word}'"
            self.book.error(path, "S315", what, f"allowed: {low} to {high}")
            return None
        return float(value)
