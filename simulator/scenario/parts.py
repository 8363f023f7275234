"""Reusable parts: a patient or a rubric in a file of its own, grafted into a scenario.

Idea. Everything after this works on one document, as if the author had written the parts
out; the document remembers for each graft which file it came from, so that a complaint
names the line of the part. Later pieces win: a scenario's own keys over the patient it is
`like`, its own sets, steps and rules over those of its rubric. A rule replaces the rule of
the same id, `without` drops rules by id.

Files are found by `find.part_file` alone: in the scenario's folder or the shipped one.
Each is read under the limits of `yaml_events`, and there are at most `MAX_PARTS`,
together no larger than one file may be.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path as File
from typing import Any, Final

from simulator.base.complaints import Complaint, UnusableInput
from simulator.scenario.find import MAX_BYTES, file_bytes, part_file, part_name, part_names
from simulator.scenario.reading.places import Book, Document, Path
from simulator.scenario.reading.quantities import shown
from simulator.scenario.reading.yaml_events import read
from simulator.session.parts import MAX_PARTS

STANDARD: Final = "standard"  # the rubric of a scenario that writes neither rubric nor rules
RUBRIC_KEYS: Final = {"sets": dict, "steps": dict, "pass_mark": object, "rules": list,
                      "without": list}  # fmt: skip
ALONGSIDE: Final = ("waive",)  # of a rubric, read where mistakes are tried (`told.waivers`)
HEADS: Final = ("format", "title", "like")  # of a part's own file; no part of what it says
STAND_IN: Final = {"id": "hidden", "kind": "reticular", "reflux": "1 s", "diameter": "2 mm",
                   "feeds": "patch"}  # fmt: skip
WORDS: Final = {"patient": "patient", "rubric": "rubric", "protocol": "protocol pack"}
REFERENCE_HINT: Final = "write a plain name, or a .yaml file inside this folder"


def folder_of(part: File) -> File:
    """Return the folder that the references of a part in file `part` start from.

    A part stands in `patients/` or `rubrics/`; what it is like is looked for beside that.
    """
    is_inside = part.parent.name in ("patients", "rubrics")
    return part.parent.parent if is_inside else part.parent


@dataclass(repr=False, eq=False)
class Library:
    """Where the texts of parts come from: files, or what a trace carries; keeps what was used."""

    folder: File
    carried: Mapping[str, bytes] | None = None
    used: dict[str, bytes] = field(default_factory=dict)

    def text(self, kind: str, reference: Any, book: Book, path: Path) -> tuple[str, bytes] | None:
        """Return (file, bytes) of the part that is named at `path`, or None after a complaint."""
        name = part_name(kind, reference)
        if name is None:
            key = next(step for step in reversed(path) if isinstance(step, str))
            book.error(path, "S205", f"'{key}' cannot be {shown(reference)}", REFERENCE_HINT)
            return None
        if self.carried is not None:
            file: File | None = File(name) if name in self.carried else None
        else:
            file = part_file(kind, reference, self.folder)
        if file is None:
            known = part_names(kind, self.folder)
            what = f"there is no {WORDS[kind]} {shown(reference)}{book.near(reference, known)}"
            book.error(path, "S316", what, f"known: {', '.join(known) or 'none'}")
            return None
        try:
            data = file_bytes(file) if self.carried is None else self.carried[name]
        except UnusableInput as error:
            book.error(path, "S316", f"the {kind} {shown(reference)}: {error.complaints[0].what}")
            return None
        self.used[name] = data
        if len(self.used) > MAX_PARTS or sum(map(len, self.used.values())) > MAX_BYTES + 1:
            limit = f"at most {MAX_PARTS} files of together {MAX_BYTES} bytes"
            book.error(path, "S320", "this scenario refers to too much", limit)
            return None
        return str(file), data


@dataclass(frozen=True)
class _Piece:
    """Keys of one patient or rubric as one file writes them, at `path` of its document."""

    value: dict[str, Any]
    book: Book
    path: Path


@dataclass(repr=False, eq=False)
class Grafter:
    """Puts the parts of one scenario into its document."""

    book: Book
    library: Library
    grafts: dict[Path, tuple[Document, Path]] = field(default_factory=dict)
    opened: list[Book] = field(default_factory=list)
    unusable: list[Complaint] = field(default_factory=list)

    def graft(self) -> list[Complaint]:
        """Write the parts out in the book's document; return what is wrong in their files."""
        value = self.book.document.value
        if not isinstance(value, dict):
            return []
        value = dict(value)
        patient = value.get("patient")
        if isinstance(patient, str) or (isinstance(patient, dict) and "like" in patient):
            value["patient"] = self._patient(self._pieces("patient", patient, ("patient",)))
        if "rubric" in value or "without" in value or "rules" not in value:
            self._rubric(value)
        return self._finish(value)

    def alone(self, kind: str) -> list[Complaint]:
        """Make a scenario of a document that is a part itself, so that it can be looked over."""
        pieces = self._pieces(kind, self.book.document.value, ())
        value: dict[str, Any] = {"format": "scenario/1", "id": "x", "title": "", "brief": ""}
        if kind == "patient":
            value["patient"] = self._patient(pieces)
        else:
            value["patient"] = {"sources": [STAND_IN]}
            self._merge(value, pieces)
        return self._finish(value)

    def _finish(self, value: dict[str, Any]) -> list[Complaint]:
        own = self.book.document
        wrong = set()
        for path in self.book.wrong:
            for place, (document, there) in self.grafts.items():
                if document is own and path[: len(there)] == there:
                    path = (*place, *path[len(there) :])
                    break
            wrong.add(path)
        self.book.wrong = wrong
        self.book.document = replace(own, value=value, grafts=self.grafts)
        return [*self.unusable, *(c for book in self.opened for c in book.errors)]

    def _pieces(
        self, kind: str, written: Any, path: Path, book: Book | None = None, inside: Any = ()
    ) -> list[_Piece]:
        """Return the pieces that `written` stands for, what it is like first."""
        book = book or self.book
        if isinstance(written, dict):
            below = []
            if "like" in written:
                below = self._file(kind, written["like"], (*path, "like"), book, inside)
            own = {key: v for key, v in written.items() if path or key not in HEADS}
            own.pop("like", None)
            return [*below, _Piece(own, book, path)]
        return self._file(kind, written, path, book, inside)

    def _file(
        self, kind: str, reference: Any, path: Path, book: Book, inside: tuple[str, ...]
    ) -> list[_Piece]:
        name = part_name(kind, reference)
        if name in inside:
            chain = " is like ".join((*inside[inside.index(name) :], name))
            book.error(path, "S321", f"these parts go round in a circle: {chain}")
            return []
        found = self.library.text(kind, reference, book, path)
        if found is None or name is None:
            return []
        file, data = found
        try:
            part = read(data, file)
        except UnusableInput as error:
            self.unusable += error.complaints
            return []
        self.opened.append(part)
        if not self._check_head(kind, part):
            return []
        return self._pieces(kind, part.document.value, (), part, (*inside, name))

    def _check_head(self, kind: str, part: Book) -> bool:
        """Say whether the file is of the right format at all."""
        value, wanted = part.document.value, f"{kind}/1"
        if not isinstance(value, dict):
            what = f"the file must hold keys and values, not {shown(value)}"
            part.error((), "S200", what, f"begin with 'format: {wanted}'")
        elif value.get("format") != wanted:
            came = f"not {shown(value['format'])}" if "format" in value else "and nothing says it"
            what = f"a {kind} has 'format: {wanted}', {came}"
            part.error(("format",), "S204", what, f"begin with 'format: {wanted}'")
        return not part.errors

    def _patient(self, pieces: list[_Piece]) -> dict[str, Any]:
        merged: dict[str, Any] = {}
        for piece in pieces:
            for key, value in piece.value.items():
                merged[key] = value
                self._place(("patient", key), piece, key)
        return merged

    def _rubric(self, value: dict[str, Any]) -> None:
        pieces: list[_Piece] = []
        if "rubric" in value:
            pieces = self._pieces("rubric", value["rubric"], ("rubric",))
        elif "rules" not in value:
            pieces = self._pieces("rubric", STANDARD, ("rubric",))
        own = {key: value.pop(key) for key in RUBRIC_KEYS if key in value}
        value.pop("rubric", None)
        if "rules" not in own:
            self.grafts[("rules",)] = (self.book.document, ("rubric",))
        self._merge(value, [*pieces, _Piece(own, self.book, ())])

    def _merge(self, value: dict[str, Any], pieces: list[_Piece]) -> None:
        """Put sets, steps, pass mark and rules of all `pieces` into `value`, later ones last."""
        rules: list[tuple[Any, _Piece, int]] = []
        for piece in pieces:
            self._check_keys(piece)
            rules = self._without(rules, piece)
            for key in ("sets", "steps"):
                for name, entry in piece.value.get(key, {}).items():
                    value.setdefault(key, {})[name] = entry
                    self._place((key, name), piece, key, name)
            if "pass_mark" in piece.value:
                value["pass_mark"] = piece.value["pass_mark"]
                self._place(("pass_mark",), piece, "pass_mark")
            rules = _joined(rules, piece)
        value["rules"] = [rule for rule, _, _ in rules]
        for number, (_, piece, there) in enumerate(rules):
            self._place(("rules", number), piece, "rules", there)

    def _check_keys(self, piece: _Piece) -> None:
        for key in list(piece.value):
            path, wanted = (*piece.path, key), RUBRIC_KEYS.get(key)
            if wanted is None and key in ALONGSIDE:
                continue
            if wanted is None:
                close = piece.book.near(key, RUBRIC_KEYS)
                hint = f"allowed here: {', '.join((*HEADS[1:], *RUBRIC_KEYS, *ALONGSIDE))}"
                piece.book.error(path, "S201", f"'{key}' is not known here{close}", hint,
                                 is_key=True)  # fmt: skip
            elif not isinstance(piece.value[key], wanted):
                what = "a list" if wanted is list else "a group of keys"
                came = shown(piece.value.pop(key))
                piece.book.error(path, "S206", f"'{key}' must be {what}, not {came}")

    def _without(self, rules: list[Any], piece: _Piece) -> list[Any]:
        known = [rule["id"] for rule, _, _ in rules if _has_id(rule)]
        dropped = []
        for number, name in enumerate(piece.value.get("without", ())):
            if name not in known:
                close = piece.book.near(name, known)
                what = f"the rubric has no rule {shown(name)} to leave out{close}"
                path = (*piece.path, "without", number)
                piece.book.error(path, "S322", what, "name the id of a rule of the rubric")
            dropped.append(name)
        return [item for item in rules if not (_has_id(item[0]) and item[0]["id"] in dropped)]

    def _place(self, path: Path, piece: _Piece, *there: str | int) -> None:
        self.grafts[path] = (piece.book.document, (*piece.path, *there))


def _has_id(rule: Any) -> bool:
    return isinstance(rule, dict) and isinstance(rule.get("id"), str)


def _joined(rules: list[Any], piece: _Piece) -> list[Any]:
    """Return `rules` with those of `piece`, which replace what has the same id."""
    joined = list(rules)
    places = {item[0]["id"]: n for n, item in enumerate(joined) if _has_id(item[0])}
    for number, rule in enumerate(piece.value.get("rules", ())):
        place = places.pop(rule["id"], None) if _has_id(rule) else None
        if place is None:
            joined.append((rule, piece, number))
        else:
            joined[place] = (rule, piece, number)
    return joined
