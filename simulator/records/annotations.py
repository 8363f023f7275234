"""Complaints as annotations that GitHub shows beside the lines of a change.

A step shows at most ten errors, ten warnings and ten notices (documentation of workflow
commands), so the worst come first, and one last notice says how many there are besides.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from simulator.base.complaints import Complaint

SHOWN_OF_EACH: Final = 10
KINDS: Final = ("error", "warning", "notice")


def annotations(complaints: Iterable[Complaint], *, whole_list: str = "the log") -> str:
    """Return the workflow commands, one a line; `whole_list` says where the rest is to be found."""
    found = list(complaints)
    shown: list[Complaint] = []
    for kind in KINDS:
        own = [c for c in found if _kind(c) == kind]
        shown += own[:SHOWN_OF_EACH]
    lines = [_annotation(c) for c in shown]
    if more := len(found) - len(shown):
        lines.append(f"::notice title=filigrane::and {more} more, all of them in {whole_list}")
    return "".join(f"{line}\n" for line in lines)


def _kind(complaint: Complaint) -> str:
    return complaint.severity if complaint.severity in KINDS else "notice"


def _annotation(complaint: Complaint) -> str:
    place: list[tuple[str, object]] = []
    if complaint.file:
        place.append(("file", complaint.file.replace("\\", "/")))
    if complaint.file and complaint.line:
        end = complaint.column + max(complaint.width, 1)
        place += [("line", complaint.line), ("endLine", complaint.line)]
        place += [("col", complaint.column), ("endColumn", end)]
    if complaint.code:
        place.append(("title", complaint.code))
    said = complaint.what + (f" ({complaint.hint})" if complaint.hint else "")
    head = ",".join(f"{name}={_property(str(value))}" for name, value in place)
    return f"::{_kind(complaint)}{' ' if head else ''}{head}::{_data(said)}"


def _data(text: str) -> str:
    return _replaced(text, (("%", "%25"), ("\r", "%0D"), ("\n", "%0A")))


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _replaced(text: str, pairs: Sequence[tuple[str, str]]) -> str:
    for sign, code in pairs:
        text = text.replace(sign, code)
    return text
