"""The rules of an attempt's own day, carried by its trace, and other rules to judge it by."""

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from simulator.base.complaints import Complaint, UnusableInput
from simulator.scenario.load import Scenario, load
from simulator.scenario.parts import STANDARD, Grafter, Library
from simulator.scenario.reading.yaml_events import read
from simulator.session.parts import carried_parts
from simulator.session.trace import Trace

RUBRIC_KEYS: Final = ("rubric", "without", "sets", "steps", "pass_mark", "rules")
KEPT: Final = 64  # scenarios remembered; the traces of a course carry a handful


@lru_cache(maxsize=KEPT)
def _loaded(
    name: str, text: str, protocol_text: str, parts: tuple[tuple[str, str], ...]
) -> Scenario:
    return load(name, text.encode(), protocol_bytes=protocol_text.encode(), parts=dict(parts))


def rules_of(trace: Trace, protocol_text: str | None = None) -> Scenario:
    """Return the scenario that `trace` carries, under another pack if its text is given.

    Each is read once however many traces carry it. Raises `UnusableInput` if it cannot be used.
    """
    head = trace.head
    name = head["scenario_name"] or "scenario.yaml"
    pack = head["protocol_text"] if protocol_text is None else protocol_text
    try:
        return _loaded(name, head["scenario_text"], pack, carried_parts(head))
    except UnusableInput as error:
        what = f"the scenario it carries cannot be used: {error.complaints[0]}"
        raise UnusableInput([Complaint(what, trace.name, 1, 1, code="T102")]) from None


def _written(text: bytes, file: str) -> dict[str, Any]:
    """Return the keys of a rubric or a scenario, unread; `UnusableInput` if it is neither."""
    book = read(text, file)
    book.close()
    value = book.document.value
    if not isinstance(value, dict) or value.get("format") not in ("rubric/1", "scenario/1"):
        hint = "it begins with 'format: rubric/1' or 'format: scenario/1'"
        raise UnusableInput([Complaint("this is no rubric", file, 1, 1, hint, code="S200")])
    return value


def rubric_format(text: bytes, file: str) -> str:
    """Return 'rubric/1' or 'scenario/1'; `UnusableInput` if it is neither."""
    return str(_written(text, file)["format"])


def rubric_keys(text: bytes, file: str) -> dict[str, Any]:
    """Return what a rubric, or a scenario, says about judging; `UnusableInput` if it is neither."""
    value = _written(text, file)
    if value["format"] == "rubric/1":
        return {"rubric": {key: v for key, v in value.items() if key not in ("format", "title")}}
    keys: dict[str, Any] = {key: value[key] for key in RUBRIC_KEYS if key in value}
    return keys if "rules" in keys else {"rubric": STANDARD, **keys}


def rubric_parts(keys: Mapping[str, Any], file: str) -> dict[str, str]:
    """Return names and texts of the files that the rules of `keys`, written in `file`, refer to."""
    book = read(json.dumps(dict(keys)).encode(), file)
    library = Library(Path(file).parent)
    unusable = Grafter(book, library).graft()
    if book.errors or unusable:
        raise UnusableInput([*book.errors, *unusable])
    return {name: data.decode("utf-8-sig") for name, data in library.used.items()}


@lru_cache(maxsize=KEPT)
def _recast(scenario_text: str, keys: str) -> str:
    """Return the scenario with the rules of `keys` (JSON) in the stead of its own, '' if none."""
    whole = read(scenario_text.encode(), "").document.value
    if not isinstance(whole, dict):
        return ""
    case = {key: value for key, value in whole.items() if key not in RUBRIC_KEYS}
    return json.dumps({**case, **json.loads(keys)}, indent=1)  # JSON is YAML too


def judged_by(
    trace: Trace,
    keys: Mapping[str, Any],
    parts: Mapping[str, str],
    file: str,
    protocol_text: str,
) -> Scenario:
    """Return the case of `trace` with the rules of `keys` and their `parts` in its stead.

    They were written in `file`. Raises `UnusableInput` when those rules mean nothing in this
    case, like a vein it has not.
    """
    text = _recast(trace.head["scenario_text"], json.dumps(dict(keys)))
    if not text:
        return rules_of(trace)  # which says what is wrong with it
    whole_parts = dict(carried_parts(trace.head)) | dict(parts)
    try:
        return _loaded(file, text, protocol_text, tuple(sorted(whole_parts.items())))
    except UnusableInput as error:
        said = error.complaints[0]
        what = f"its case cannot be judged by these rules: {said.what}"
        hint = said.hint or f"the rules are those of {Path(file).name}"
        raise UnusableInput([Complaint(what, trace.name, 1, 1, hint, code="T107")]) from None
