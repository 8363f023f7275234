"""Complaints as SARIF 2.1.0 (OASIS), which code-scanning services and editors read.

One run; every code that came up is a rule of the tool with a name, a sentence and the page
that explains it. Columns count Unicode characters from 1, and an end column is the first
one that is no longer meant (3.30.4 to 3.30.8 of the standard).
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Final
from urllib.parse import quote

from simulator.base.complaints import Complaint

VERSION: Final = "2.1.0"
SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS: Final = ("error", "warning")  # anything milder is a note


@dataclass(frozen=True)
class CodeWords:
    """What is to be said about a code in general: its name, a sentence, a page.

    The standard asks for an absolute address; any other page is named in the words of help.
    """

    name: str
    sentence: str
    page: str


def sarif(
    complaints: Iterable[Complaint], words_of: Callable[[str], CodeWords], *, version: str
) -> str:
    """Return the log as JSON text; `words_of` explains a code, `version` is the product's own."""
    found = list(complaints)
    codes = sorted({_code(c) for c in found})
    driver = {
        "name": "filigrane",
        "version": version,
        "rules": [_rule(code, words_of(code)) for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(c, codes) for c in found],
    }
    return json.dumps({"$schema": SCHEMA, "version": VERSION, "runs": [run]}, indent=2) + "\n"


def _code(complaint: Complaint) -> str:
    return complaint.code or "F000"  # what has no code is about the file as a whole


def _rule(code: str, words: CodeWords) -> dict[str, Any]:
    rule: dict[str, Any] = {
        "id": code,
        "name": words.name,
        "shortDescription": {"text": words.sentence},
        "help": {"text": f"{words.sentence} See {words.page}."},
    }
    return rule | ({"helpUri": words.page} if "://" in words.page else {})


def _result(complaint: Complaint, codes: Sequence[str]) -> dict[str, Any]:
    code = _code(complaint)
    said = complaint.what + (f" ({complaint.hint})" if complaint.hint else "")
    result: dict[str, Any] = {
        "ruleId": code,
        "ruleIndex": codes.index(code),
        "level": complaint.severity if complaint.severity in LEVELS else "note",
        "message": {"text": said},
    }
    if complaint.file:
        result["locations"] = [{"physicalLocation": _place(complaint)}]
    return result


def _place(complaint: Complaint) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": _uri(complaint.file)}}
    if not complaint.line:
        return place
    region: dict[str, Any] = {"startLine": complaint.line}
    if complaint.column:
        region["startColumn"] = complaint.column
        region["endColumn"] = complaint.column + max(complaint.width, 1)
    if complaint.excerpt:
        region["snippet"] = {"text": complaint.excerpt}
    return place | {"region": region}


def _uri(file: str) -> str:
    """Return a file's name as a URI: relative as it is, absolute with its scheme."""
    path = PurePath(file)
    if path.is_absolute():
        return path.as_uri()
    return quote(path.as_posix())
