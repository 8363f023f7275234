"""The record of an attempt: JSON Lines, append-only, each line chained to the one before.

Line kinds (`k`): `head` (what was played: engine, scenario, seed, mode), `clock` (the one
wall-clock line, outside the chain, with its own digest; `head` says whether there is one),
`do` (a command), `ev` (an event), `beat` (half a second passed), `check` (a checkpoint with
the state digest), `end`. A chained line ends with `"h"`, the first 32 hex digits of
SHA-256(previous h + this line without h); so an edit, a swap or a cut is found and named by
line. Everything inside the chain is a function of scenario, seed, engine and commands. A
trace without `end` is a killed attempt: it can be resumed. The chain is public, so a whole
one proves order and completeness, never sense: records are checked like any other input.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from simulator.base.complaints import Complaint, UnusableInput
from simulator.session.pace import COARSE
from simulator.session.parts import MAX_PARTS

FORMAT: Final = "trace/1"
MAX_LINE_BYTES: Final = 1_000_000
MAX_TRACE_BYTES: Final = 64_000_000
LARGEST: Final = 2**53  # of a whole number in a record; nothing real comes near it
HEAD_TEXTS: Final = (
    "engine",
    "scenario",
    "scenario_name",
    "scenario_sha256",
    "scenario_text",
    "protocol_text",
    "mode",
    "player",
)


def _start(form: str) -> str:
    return hashlib.sha256(form.encode()).hexdigest()[:32]


_START: Final = _start(FORMAT)
_encode = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False
).encode


def _link(previous: str, body: str) -> str:
    return hashlib.sha256((previous + body).encode()).hexdigest()[:32]


class TraceWriter:
    """Turns records into chained lines; the caller appends and flushes them."""

    def __init__(self, last_hash: str = _START, lines: int = 0) -> None:
        self.last_hash = last_hash
        self.lines = lines

    def line(self, record: dict[str, Any]) -> str:
        """Return the next chained line for `record`, newline included."""
        body = _encode(record)
        self.last_hash = _link(self.last_hash, body)
        self.lines += 1
        return f'{body[:-1]},"h":"{self.last_hash}"}}\n'

    def clock_line(self, text: str) -> str:
        """Return the wall-clock line: outside the chain, under its own digest."""
        body = _encode({"k": "clock", "at": text})
        self.lines += 1
        return f'{body[:-1]},"own":"{_link("clock", body)}"}}\n'


@dataclass(frozen=True)
class Trace:
    """A trace read back: every record in order, each with the line it stood on."""

    name: str
    records: tuple[dict[str, Any], ...]
    line_numbers: tuple[int, ...]
    last_hash: str
    is_complete: bool
    head: dict[str, Any] = field(default_factory=dict)
    kept_bytes: int = 0  # up to the end of the last whole line
    has_clock: bool = False

    @property
    def lacks_clock(self) -> bool:
        """Whether it was cut between its first line and its wall-clock line."""
        return self.head.get("clock") is True and not self.has_clock

    @property
    def events(self) -> list[dict[str, Any]]:
        """The recorded events, flat, in order."""
        return [r for r in self.records if r["k"] == "ev"]

    @property
    def commands(self) -> list[dict[str, Any]]:
        """The recorded commands, flat, in order, each with its `tick`."""
        return [r for r in self.records if r["k"] == "do"]


def _bad(name: str, line: int, what: str, hint: str = "") -> UnusableInput:
    return UnusableInput([Complaint(what, name, line, 1, hint, code="T100")])


class Tampered(UnusableInput):
    """The trace is readable but its chain is broken: edited, swapped or cut."""


def _tampered(name: str, line: int, what: str) -> Tampered:
    return Tampered([Complaint(what, name, line, 1, code="T200")])


def _split(name: str, raw: bytes) -> Iterator[tuple[int, str]]:
    if len(raw) > MAX_TRACE_BYTES:
        raise _bad(name, 1, f"the trace is larger than {MAX_TRACE_BYTES} bytes")
    if not raw.strip():
        raise _bad(name, 1, "the trace is empty", "an attempt writes its first line at once")
    lines = raw.split(b"\n")
    if lines[-1] == b"":
        lines.pop()
    if b'"format":"trace/' not in lines[0] and b'"k":"head"' not in lines[0]:
        raise _bad(name, 1, "this is not a trace: its first line does not say 'format'")
    for number, line in enumerate(lines, 1):
        if len(line) > MAX_LINE_BYTES:
            raise _bad(name, number, f"this line is longer than {MAX_LINE_BYTES} bytes")
        try:
            yield number, line.decode("ascii")
        except UnicodeDecodeError:
            raise _tampered(name, number, "this line holds bytes that no trace holds") from None


def read_trace(raw: bytes, name: str, *, is_cut_allowed: bool = False) -> Trace:
    """Return the verified trace in `raw`.

    Raises `Tampered` for an edited, reordered or cut trace (with its line), `UnusableInput`
    for anything that is no trace or is from a newer version. `is_cut_allowed` accepts a
    trace without its closing line, and drops a last line that a kill left half written.
    """
    if not is_cut_allowed and (sound := _sound(raw, name)) is not None:
        return sound
    records: list[dict[str, Any]] = []
    numbers: list[int] = []
    last, is_complete, has_clock = _START, False, False
    if is_cut_allowed and not raw.endswith(b"\n"):
        raw = raw[: raw.rfind(b"\n") + 1]
    for number, text in _split(name, raw):
        record = _record(text)
        if record is None:
            raise _tampered(name, number, "this line is no record; it was edited or cut")
        if is_complete:
            raise _tampered(name, number, "there are lines after the closing line")
        if number == 1:
            _check_format(name, record, text)
        if record["k"] == "clock":
            _check_clock(name, number, text)
            has_clock = True
            continue
        body, mark = _unlink(name, number, text)
        last = _link(last, body)
        if mark != last:
            raise _tampered(name, number, "this line, or one before it, was changed")
        record.pop("h")
        _check_form(name, number, record)
        records.append(record)
        numbers.append(number)
        is_complete = record["k"] == "end"
    if not is_cut_allowed:
        if not is_complete:
            raise _tampered(name, numbers[-1], "the end of the trace is missing")
        if not raw.endswith(b"\n"):
            raise _tampered(name, numbers[-1], "the last line was cut")
    head = records[0]
    if bool(head.get("clock")) != has_clock and len(numbers) > 1:
        raise _tampered(name, 2, "the wall-clock line is missing or was put in")
    return Trace(name, tuple(records), tuple(numbers), last, is_complete, head, len(raw), has_clock)


# A whole number of 16 digits: what `_check_form` must look at more closely.
_LONG_NUMBER: Final = re.compile(rb":\s*-?[0-9]{16}")
_KINDS: Final = frozenset(("do", "ev", "beat", "check", "end"))


def _sound(raw: bytes, name: str) -> Trace | None:
    """Return the whole trace if nothing at all is wrong with it, else None; quick.

    All lines but the first are read as one list. Every line begins with `{` and ends with the
    16 characters that no string can hold around a hash, so as many flat records as lines means
    one record a line. Whatever is in doubt is left to the careful reading of `read_trace`.
    """
    lines = raw[:-1].split(b"\n")
    if not raw.endswith(b"\n") or not raw.isascii() or len(raw) > MAX_TRACE_BYTES or len(lines) < 2:
        return None
    has_clock = b'"k":"clock"' in lines[1]
    chained = [lines[0], *lines[2:]] if has_clock else lines
    last, sha256 = _START.encode(), hashlib.sha256
    for line in chained:
        if line[:1] != b"{" or line[-40:-34] != b',"h":"' or line[-2:] != b'"}':
            return None
        last = sha256(b"%b%b}" % (last, line[:-40])).hexdigest()[:32].encode()
        if line[-34:-2] != last or len(line) > MAX_LINE_BYTES:
            return None
    body = b",".join(chained[1:])
    if b"\\u" in body or _LONG_NUMBER.search(body):  # half a character is one thing it may hide
        return None
    try:
        head = json.loads(lines[0])
        records = json.loads(b"[%b]" % body)
        _check_format(name, head, lines[0].decode())
        _check_form(name, 1, head)
        if has_clock and _record(lines[1].decode()) is None:
            return None
        if has_clock:
            _check_clock(name, 2, lines[1].decode())
    except (ValueError, RecursionError, UnusableInput):
        return None
    if len(records) != len(chained) - 1 or set(map(type, records)) != {dict}:
        return None
    found: set[type] = set()
    for record in records:
        found.update(map(type, record.values()))
    is_flat = found <= {int, str, bool}
    if not is_flat or not {record.get("k") for record in records} <= _KINDS:
        return None
    ends = [record["k"] for record in records].count("end")
    if records[-1]["k"] != "end" or ends != 1 or bool(head.get("clock")) != has_clock:
        return None
    for record in (head, *records):
        del record["h"]
    numbers = (1, *range(len(lines) - len(records) + 1, len(lines) + 1))
    return Trace(name, (head, *records), numbers, last.decode(), True, head, len(raw), has_clock)


def _record(text: str) -> dict[str, Any] | None:
    """Return the record in one line, or None if there is none."""
    try:
        record = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return record if isinstance(record, dict) and isinstance(record.get("k"), str) else None


def _check_form(name: str, number: int, record: dict[str, Any]) -> None:
    """Refuse what no attempt writes; the chain alone is public and proves no sense."""
    if number == 1:
        for key in HEAD_TEXTS:
            if not _is_text(record.get(key)):
                raise _bad(name, 1, f"the first line has no usable '{key}'")
        if record.get("pace", COARSE.name) != COARSE.name:
            raise _bad(name, 1, f"the first line names a pace {record['pace']!r} that is not known")
        parts = record.get("parts", {})
        is_usable = isinstance(parts, dict) and len(parts) <= MAX_PARTS
        if not is_usable or not all(map(_is_text, (*parts, *parts.values()))):
            raise _bad(name, 1, "the first line has no usable 'parts'")
        seed = record.get("seed")
        if type(seed) is not int or not 0 <= seed < LARGEST:
            raise _bad(name, 1, f"the seed must be a whole number from 0 to {LARGEST - 1}")
        return
    if record["k"] not in _KINDS:
        raise _tampered(name, number, f"a line of kind {record['k']!r} cannot stand here")
    for key, value in record.items():
        is_whole = type(value) is int and abs(value) < LARGEST
        if not (is_whole or isinstance(value, bool) or _is_text(value)):
            raise _bad(name, number, f"{key[:80]!r} holds what no attempt records")


def _is_text(value: Any) -> bool:
    if not isinstance(value, str):
        return False
    try:
        value.encode()
    except UnicodeEncodeError:  # half a character
        return False
    return True


def _check_format(name: str, record: dict[str, Any], text: str) -> None:
    form = record.get("format")
    if record.get("k") != "head" or not isinstance(form, str):
        raise _tampered(name, 1, "the first line is no trace header; it was edited")
    if form != FORMAT:
        body, mark = _unlink(name, 1, text)
        if _link(_start(form), body) != mark:
            raise _tampered(name, 1, "the format in the first line was changed")
        hint = f"this program reads {FORMAT}; install the version that wrote it"
        raise _bad(name, 1, f"the trace is in format {form!r}", hint)


def _unlink(name: str, number: int, text: str) -> tuple[str, str]:
    """Return (the line without its hash, the hash); both must be where the writer puts them."""
    if text[-40:-34] != ',"h":"' or not text.endswith('"}'):
        raise _tampered(name, number, "this line carries no chain hash; it was edited or cut")
    return text[:-40] + "}", text[-34:-2]


def _check_clock(name: str, number: int, text: str) -> None:
    body, mark = text[:-42] + "}", text[-34:-2]
    if number != 2 or text[-42:-34] != ',"own":"' or _link("clock", body) != mark:
        raise _tampered(name, number, "the wall-clock line was changed or moved")
