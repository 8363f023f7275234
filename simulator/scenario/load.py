"""The one door for scenario files: a frozen `Scenario`, or every complaint at once."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Final

from simulator.base.complaints import Complaint, UnusableInput
from simulator.scenario.find import file_bytes
from simulator.scenario.linting.lint import look_over
from simulator.scenario.parts import Grafter, Library
from simulator.scenario.protocol import Protocol, read_protocol
from simulator.scenario.reading.places import Book, in_reading_order
from simulator.scenario.reading.shape import Group, shaped
from simulator.scenario.reading.yaml_events import read
from simulator.scenario.translate import Translator
from simulator.scoring.rubric import Rubric
from simulator.session.parts import rules_digest
from simulator.session.plan import Plan

FORMAT: Final = re.compile(rb"^format: *(patient|protocol|rubric)/1\s*$", re.M)


@dataclass(frozen=True)
class Scenario:
    """A case ready to play and to score, with the texts it was made from.

    `text`, `parts` (names and texts of the patient and rubric files it refers to) and
    `protocol_text` together decide the plan and the rubric, so keeping them lets an old
    attempt be scored by the rules of its day. `text_sha256` is a digest of the first two.
    """

    plan: Plan
    rubric: Rubric
    name: str  # of the file, without its folder
    text: str
    text_sha256: str
    protocol_text: str
    protocol_sha256: str
    warnings: tuple[Complaint, ...] = ()
    sets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # every set of the case
    parts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Reading:
    """A scenario with what it was read from: its form, its pack, and where everything stands."""

    scenario: Scenario
    form: Group  # of a ScenarioForm
    protocol: Protocol
    book: Book


def load(
    path: str | Path,
    text_bytes: bytes | None = None,
    *,
    protocol_bytes: bytes | None = None,
    parts: Mapping[str, str] | None = None,
    is_deep: bool = False,
) -> Scenario:
    """Return the scenario in the file `path`, or raise `UnusableInput` with every complaint.

    `text_bytes`, `protocol_bytes` and `parts`, when given, are used instead of the files, so
    that a trace which carries the texts can be scored without them. `is_deep` searches for
    contradictions and for attempts that skip the essential, too.
    """
    return read_scenario(
        path, text_bytes, protocol_bytes=protocol_bytes, parts=parts, is_deep=is_deep
    ).scenario


def read_scenario(
    path: str | Path,
    text_bytes: bytes | None = None,
    *,
    protocol_bytes: bytes | None = None,
    parts: Mapping[str, str] | None = None,
    is_deep: bool = False,
) -> Reading:
    """Return what `load` returns, with what it was read from."""
    path = Path(path)
    data = file_bytes(path) if text_bytes is None else text_bytes
    book = read(data, str(path))
    carried = None if parts is None else {name: text.encode() for name, text in parts.items()}
    library = Library(path.parent, carried)
    unusable = Grafter(book, library).graft()
    form = shaped("ScenarioForm", book)
    if form is None or unusable:
        raise UnusableInput([*in_reading_order(book.errors), *unusable])
    protocol, protocol_bytes, unusable = _protocol(form.protocol, book, path, protocol_bytes)
    translator = Translator(book, protocol)
    plan = translator.plan(form)
    rubric, moments = translator.rubric(form, plan)
    look_over(form, plan, rubric, moments, book)
    if is_deep and not (book.errors or unusable):
        from simulator.scenario.linting.deep_lint import look_deeper

        look_deeper(form, rubric, plan, book)
    if book.errors or unusable:
        raise UnusableInput([*in_reading_order(book.errors), *unusable])
    text, protocol_text = data.decode("utf-8-sig"), protocol_bytes.decode("utf-8-sig")
    used = tuple((name, part.decode("utf-8-sig")) for name, part in sorted(library.used.items()))
    scenario = Scenario(
        plan=plan,
        rubric=rubric,
        name=path.name,
        text=text,
        text_sha256=rules_digest(text, used),
        protocol_text=protocol_text,
        protocol_sha256=sha256(protocol_text.encode()).hexdigest(),
        warnings=tuple(in_reading_order(book.warnings)),
        sets=moments.world.sets,
        parts=used,
    )
    return Reading(scenario, form, protocol, book)


def _protocol(
    reference: str, book: Book, path: Path, given: bytes | None
) -> tuple[Protocol, bytes, list[Complaint]]:
    """Return the pack that a scenario names, its bytes, and what is wrong in its file."""
    missing = Protocol(reference, is_missing=True)
    if given is None:
        found = Library(path.parent).text("protocol", reference, book, ("protocol",))
        if found is None:
            return missing, b"", []
        file, given = found
    else:
        file = f"{reference}.yaml"
    try:
        return read_protocol(given, file), given, []
    except UnusableInput as error:
        return missing, given, list(error.complaints)


def lint(path: str | Path, *, is_deep: bool = False) -> list[Complaint]:
    """Return every error, or else every warning, about a scenario, a pack or a part in `path`.

    `is_deep` searches too (see `load`), and takes up to a second or two.
    """
    try:
        data = file_bytes(Path(path))
        written = FORMAT.search(data)
        kind = written[1].decode() if written else ""
        if kind == "protocol":
            read_protocol(data, str(path))
            return []
        if kind:
            from simulator.scenario.linting.alone import look_at_part

            return look_at_part(kind, data, Path(path))
        from simulator.scenario.told.expectations import read_expected

        scenario = load(path, data, is_deep=is_deep)
        expected = read_expected(path, scenario)
        return [*scenario.warnings, *expected.warnings]
    except UnusableInput as error:
        return list(error.complaints)
