"""Safe YAML: bytes to plain values and positions, built from the parser's events.

Idea. The composer and constructor of a YAML library are where hostile files do harm: they
recurse, follow aliases and make objects. Only the event parser is used here; values are
built on an explicit stack under fixed limits, so depth, size and time are bounded before
anything is built. Positions go to a side table and never into the data.

Plain scalars follow the YAML 1.2 core schema, and more strictly: only `true` and `false`
are booleans (`no`, `on`, `12:30` and `010` stay text or are refused, never changed), and
numbers are plain decimals of at most 15 digits.

What spoils one value (a key twice, a strange number) is noted and reading goes on, so that
one run finds all mistakes; what makes the rest meaningless or dangerous ends the reading.

Invariant: for any bytes, `read` returns a book or raises `UnusableInput`.
"""

import re
from dataclasses import dataclass, replace
from string import ascii_letters
from typing import Any, Final, NoReturn

import yaml

from simulator.base.complaints import Complaint, UnusableInput
from simulator.scenario.find import MAX_BYTES
from simulator.scenario.reading.excerpts import LONGEST, excerpt, token_width
from simulator.scenario.reading.places import Book, Document, Path, Position
from simulator.scenario.reading.surprises import about_line, about_number
from simulator.scenario.reading.yaml_words import culprit, in_plain_words

MAX_DEPTH: Final = 24
TOO_DEEP: Final = f"this is nested deeper than {MAX_DEPTH} levels"
MAX_NODES: Final = 50_000
MAX_CHARACTERS: Final = 4096

LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
INTEGER: Final = re.compile(r"[-+]?(0|[1-9][0-9]{0,14})")
DECIMAL: Final = re.compile(r"[-+]?(0|[1-9][0-9]{0,14})\.[0-9]{1,15}")
LIKE_A_NUMBER: Final = re.compile(
    r"[-+]?(0[xob][0-9a-fA-F_]+|[0-9][0-9_]*(\.[0-9_]*)?([eE][-+]?[0-9]+)?|\.(inf|nan))", re.I
)
UNPRINTABLE: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
BYTE_ORDER_MARKS: Final = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
QUOTED: Final = '"'  # the one style in which an escape can bring in what a file cannot hold
LETTERS: Final = frozenset(ascii_letters)  # what begins with one is no number
WORDS: Final = {"true": True, "false": False, "null": None}
UTF_8_MARK: Final = "\N{ZERO WIDTH NO-BREAK SPACE}"
SAVE_HINT: Final = "save the file as plain text, encoding UTF-8"


def read(data: bytes, file: str = "") -> Book:
    """Return one YAML file with its positions and first complaints, or raise `UnusableInput`."""
    text = _text(data, file)
    builder = _Builder(Book(Document(file, None, text=text)))
    try:
        builder.take_all(LOADER(text))
    except yaml.YAMLError as error:
        mark = culprit(error)
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        problem = str(getattr(error, "problem", None) or getattr(error, "reason", None) or error)
        lines = text.split("\n")
        what, hint = in_plain_words(problem, lines, line, column)
        hint = about_line(lines, line) or hint
        code = "Y100"
        if "nesting depth" in problem:  # the library's own limit; it looks far ahead of us
            what, hint, code = TOO_DEEP, "", "Y105"
        shown = excerpt(lines, line)
        width = token_width(shown, column)
        complaint = Complaint(what, file, line, column, hint, "error", code, shown, width)
        raise UnusableInput([*builder.book.errors, complaint]) from None
    book = builder.book
    if builder.root is None and not book.errors:
        raise UnusableInput([Complaint("the file is empty", file, 1, 1, code="Y101")])
    book.document = replace(book.document, value=builder.root)
    return book


def _text(data: bytes, file: str) -> str:
    """Return `data` as text, or raise one complaint about its size or encoding."""

    def refuse(what: str, hint: str, start: int = 0) -> UnusableInput:
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        rest = data[start : start + 2 * LONGEST].decode("utf-8", "replace").split("\n")[0]
        shown = excerpt([before[before.rfind("\n") + 1 :] + rest], 1) if before else ""
        complaint = Complaint(what, file, line, column, hint, code="Y101", excerpt=shown)
        return UnusableInput([complaint])

    before = ""
    if len(data) > MAX_BYTES:
        allowed = f"at most {MAX_BYTES} bytes are allowed"
        raise refuse(f"the file is too large: {len(data)} bytes", allowed)
    if data.startswith(BYTE_ORDER_MARKS):
        raise refuse("the file is written in UTF-16 or UTF-32, not in UTF-8", SAVE_HINT)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace").removeprefix(UTF_8_MARK)
        byte = data[error.start]
        what = f"this is not UTF-8 text: the byte 0x{byte:02x} does not belong here"
        if sign := bytes([byte]).decode("cp1252", "ignore"):
            what += f"; Windows writes {sign} like that"
        raise refuse(what, SAVE_HINT, error.start) from None
    text = text.replace("\r\n", "\n")
    strange = UNPRINTABLE.search(text)
    if strange:
        before = text[: strange.start()]
        start = len(before.encode()) + 3 * data.startswith(UTF_8_MARK.encode())
        what = f"the file contains the unprintable character U+{ord(strange[0]):04X}"
        raise refuse(what, "is this really a text file? " + SAVE_HINT, start)
    if not text.strip():
        raise refuse("the file is empty", "")
    return text


@dataclass(slots=True)
class _Frame:
    """One open mapping or list on the stack."""

    container: Any
    path: Path
    is_mapping: bool
    key: str | None = None
    key_position: Position = (1, 1)
    is_repeated: bool = False


class _Builder:
    """Takes parser events one by one and keeps the limits."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.root: Any = None
        self.stack: list[_Frame] = []
        self.keys, self.values = book.document.keys, book.document.values
        self.nodes = 0
        self.documents = 0

    def take_all(self, parser: Any) -> None:
        """Take every event of the file; they are of the library's own classes, never of others."""
        next_event, node, pop = parser.get_event, self._node, self.stack.pop
        kind: Any = None
        try:
            while kind is not yaml.StreamEndEvent:
                event = next_event()
                kind = event.__class__
                if kind is yaml.ScalarEvent:
                    node(event, True)
                elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                    node(event, False)
                elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                    pop()
                elif kind is yaml.AliasEvent:
                    what = f"the alias *{str(event.anchor)[:40]} is not allowed"
                    self._stop(event, "Y103", what, "write the value out")
                elif kind is yaml.DocumentStartEvent:
                    self.documents += 1
                    if self.documents > 1:
                        what = "a line of three dashes begins a second document"
                        hint = "a file holds one: remove this line, or what follows"
                        self._stop(event, "Y108", what, hint)
        finally:
            parser.dispose()

    def _node(self, event: Any, is_scalar: bool) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            self._stop(event, "Y102", f"the file has more than {MAX_NODES} values", "")
        if event.anchor:
            what = f"the anchor &{event.anchor[:40]} is not allowed"
            self._stop(event, "Y103", what, "write the value out")
        if event.tag and not (is_scalar and event.tag == "!"):
            tag = event.tag[:40].replace("tag:yaml.org,2002:", "!!")
            self._stop(event, "Y104", f"the tag {tag} is not allowed", "remove it")
        if not is_scalar and len(self.stack) >= MAX_DEPTH:
            self._stop(event, "Y105", TOO_DEEP, "")
        frame = self.stack[-1] if self.stack else None
        if frame is not None and frame.is_mapping and frame.key is None:
            self._key(frame, event, is_scalar)
        else:
            self._value(frame, event, is_scalar)

    def _key(self, frame: _Frame, event: Any, is_scalar: bool) -> None:
        if not is_scalar or event.value == "":
            self._stop(event, "Y107", "a key must be plain text", "")
        key = event.value
        if key == "<<" and not event.style:
            self._stop(event, "Y103", "merge keys (<<) are not allowed", "write the keys out")
        if len(key) > MAX_CHARACTERS or (event.style == QUOTED and UNPRINTABLE.search(key)):
            self._stop(event, "Y109", "this key is too long or has unprintable characters", "")
        path = (*frame.path, key)
        mark = event.start_mark
        frame.key, frame.key_position = key, (mark.line + 1, mark.column + 1)
        frame.is_repeated = path in self.keys
        if frame.is_repeated:
            first, _ = self.keys[path]
            hint = "a second value would silently replace the first"
            self._note(event, "Y106", f"'{key}' is written twice, first on line {first}", hint)
        else:
            self.keys[path] = frame.key_position

    def _value(self, frame: _Frame | None, event: Any, is_scalar: bool) -> None:
        path: Path = ()
        if frame is not None and frame.is_mapping:
            path = (*frame.path, frame.key)  # type: ignore[arg-type]
            if frame.is_repeated:  # read for its own mistakes, under a path nobody can write
                path = (*path, "\0again", frame.key_position[0])
        elif frame is not None:
            path = (*frame.path, len(frame.container))
        value: Any
        if is_scalar:
            value = self._scalar(event, path)
        else:
            value = {} if event.__class__ is yaml.MappingStartEvent else []
        if frame is None:
            self.root = value
        elif frame.is_mapping:
            if not frame.is_repeated:
                frame.container[frame.key] = value
            frame.key = None
        else:
            frame.container.append(value)
        mark = event.start_mark
        self.values[path] = (mark.line + 1, mark.column + 1)
        if not is_scalar:
            self.stack.append(_Frame(value, path, value == {}))

    def _scalar(self, event: Any, path: Path) -> Any:
        text = event.value
        what, hint, code = "", "", "Y109"
        if len(text) > MAX_CHARACTERS:
            what = f"this text has {len(text)} characters"
            hint = f"at most {MAX_CHARACTERS} are allowed"
        elif event.style == QUOTED and UNPRINTABLE.search(text):
            what = "this text has unprintable characters"
        elif event.style or not event.implicit[0] or (text and text[0] in LETTERS):
            return text if event.style or not event.implicit[0] else WORDS.get(text, text)
        elif text in ("", "~"):
            return None
        elif INTEGER.fullmatch(text):
            return int(text)
        elif DECIMAL.fullmatch(text):
            return float(text)
        elif LIKE_A_NUMBER.fullmatch(text):
            shown = text if len(text) <= 24 else text[:24] + "..."
            what, code = f"the number {shown} cannot be used", "Y110"
            hint = about_number(text)
        else:
            return text
        self.book.wrong.add(path)
        self._note(event, code, what, hint)
        return None

    def _note(self, event: Any, code: str, what: str, hint: str) -> None:
        if not self.book.is_full:
            self.book.complaints.append(self._complaint(event, code, what, hint))

    def _stop(self, event: Any, code: str, what: str, hint: str) -> NoReturn:
        raise UnusableInput([*self.book.errors, self._complaint(event, code, what, hint)])

    def _complaint(self, event: Any, code: str, what: str, hint: str) -> Complaint:
        line, column = _position(event)
        document = self.book.document
        shown = excerpt(document.lines, line)
        width = token_width(shown, column, getattr(event, "value", None))
        return Complaint(what, document.file, line, column, hint, "error", code, shown, width)


def _position(event: Any) -> Position:
    return event.start_mark.line + 1, event.start_mark.column + 1
