"""The one door for scenario files: a frozen `Scenario`, or every complaint at once."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from simulator.base.complaints import Complaint, UnusableInput, nearest
from simulator.scenario.find import protocol_file, shipped_protocols
from simulator.scenario.places import in_reading_order
from simulator.scenario.yaml_events import MAX_BYTES, read
from simulator.scoring.rubric import Rubric
from simulator.session.plan import Plan


@dataclass(frozen=True)
class Scenario:
    """A case ready to play and to score, with the texts it was made from.

    `text` and `protocol_text` together decide the plan and the rubric, so keeping both
    lets an old attempt be scored by the rules of its day.
    """

    plan: Plan
    rubric: Rubric
    name: str  # of the file, without its folder
    text: str
    text_sha256: str
    protocol_text: str
    protocol_sha256: str
    warnings: tuple[Complaint, ...] = ()


def load(
    path: str | Path,
    text_bytes: bytes | None = None,
    *,
    protocol_bytes: bytes | None = None,
    is_deep: bool = False,
) -> Scenario:
    """Return the scenario in the file `path`, or raise `UnusableInput` with every complaint.

    `text_bytes` and `protocol_bytes`, when given, are used instead of the files, so that a
    trace which carries both texts can be scored without them. `is_deep` searches for
    contradictions and for attempts that skip the essential, too.
    """
    from simulator.scenario.form import ScenarioForm, shaped
    from simulator.scenario.lint import look_over
    from simulator.scenario.protocol import Protocol, read_protocol
    from simulator.scenario.translate import Translator

    path = Path(path)
    data = file_bytes(path) if text_bytes is None else text_bytes
    book = read(data, str(path))
    form = shaped(ScenarioForm, book)
    if form is None:
        raise UnusableInput(in_reading_order(book.errors))
    protocol = Protocol(form.protocol, is_missing=True)
    elsewhere: list[Complaint] = []
    if protocol_bytes is None:
        file = protocol_file(form.protocol, path.parent)
        protocol_bytes = file_bytes(file) if file else b""
    else:
        file = Path(f"{form.protocol}.yaml")
    if file is None:
        known = [p.stem for p in shipped_protocols()]
        what = f"there is no protocol pack '{form.protocol}'{nearest(form.protocol, known)}"
        book.error(("protocol",), "S316", what, f"shipped: {', '.join(known)}")
    else:
        try:
            protocol = read_protocol(protocol_bytes, str(file))
        except UnusableInput as error:
            elsewhere = list(error.complaints)
    translator = Translator(book, protocol)
    plan = translator.plan(form)
    rubric, moments = translator.rubric(form, plan)
    look_over(form, plan, rubric, moments, book)
    if is_deep and not (book.errors or elsewhere):
        from simulator.scenario.deep_lint import look_deeper

        look_deeper(form, rubric, plan, book)
    if book.errors or elsewhere:
        raise UnusableInput([*in_reading_order(book.errors), *elsewhere])
    text, protocol_text = data.decode("utf-8-sig"), protocol_bytes.decode("utf-8-sig")
    return Scenario(
        plan=plan,
        rubric=rubric,
        name=path.name,
        text=text,
        text_sha256=sha256(text.encode()).hexdigest(),
        protocol_text=protocol_text,
        protocol_sha256=sha256(protocol_text.encode()).hexdigest(),
        warnings=tuple(in_reading_order(book.warnings)),
    )


def lint(path: str | Path, *, is_deep: bool = False) -> list[Complaint]:
    """Return every error, or else every warning, about the scenario or protocol pack in `path`.

    `is_deep` searches too (see `load`), and takes up to a second or two.
    """
    try:
        data = file_bytes(Path(path))
        value = read(data, str(path)).document.value
        if isinstance(value, dict) and value.get("format") == "protocol/1":
            from simulator.scenario.protocol import read_protocol

            read_protocol(data, str(path))
            return []
        return list(load(path, data, is_deep=is_deep).warnings)
    except UnusableInput as error:
        return list(error.complaints)


def file_bytes(path: Path) -> bytes:
    """Return the file's bytes, never more than one too many to be refused for its size."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        what = f"cannot read the file: {error.strerror or 'not a file'}"
        raise UnusableInput([Complaint(what, str(path), 1, 1, code="Y100")]) from None
    except ValueError:  # a NUL in the name
        raise UnusableInput([Complaint("this is no file name", code="Y100")]) from None
