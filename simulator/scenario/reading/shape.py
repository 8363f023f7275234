"""From the plain values of a file to groups with attributes, and what is said of wrong shapes.

The forms are written down as pydantic models (`form`), which editors' schemas are made from.
Importing pydantic and building its validators takes longer than everything else that `lint`
does, so here the same forms are read from a table (`shape_table`, generated; a test keeps it
current) and checked by this small reader. Law: it accepts what pydantic accepts, with equal
values (tests/scenario/test_shape.py).

A value of the wrong shape is reported, replaced by an empty one, and the rest is looked at,
so that one run finds every mistake.
"""

import re
from typing import Any, Final

from simulator.scenario.reading.places import Book, Path
from simulator.scenario.reading.quantities import shown
from simulator.scenario.reading.shape_table import FORMS, LENIENT
from simulator.scenario.reading.surprises import about_key

Kind = tuple[Any, ...]
WRONG: Final = object()
TRUTH_HINT: Final = "in this format yes, no, on and off are text"
DASHES: Final = "each entry of a list begins with '- '"
WANTED: Final = {
    "text": "text (put it in quotes if it looks like a number)",
    "whole": "a whole number",
    "number": "a number",
    "list": "a list",
    "keys": "a group of keys",
    "form": "a group of keys",
}
EMPTY: Final[dict[str, Any]] = {"list": [], "keys": {}, "form": {}}


class Group:
    """What was written in one group, a key an attribute; what was not has its default.

    `model_fields_set` names the written keys, as it does in the models of `form`.
    """

    def __init__(self, values: dict[str, Any], written: set[str]) -> None:
        self.__dict__.update(values)
        self.model_fields_set = written

    def __getattr__(self, name: str) -> Any:  # only for what is not there
        raise AttributeError(name)


def plain(value: Any) -> Any:
    """Return groups as dicts again, everything else as it is."""
    if isinstance(value, Group):
        return {k: plain(v) for k, v in vars(value).items() if k != "model_fields_set"}
    return [plain(item) for item in value] if isinstance(value, list) else value


def shaped(form: str, book: Book) -> Any:
    """Return the file of `book` as `form`, or None; wrong parts are noted and left empty."""
    value = book.document.value
    if not isinstance(value, dict):
        wanted = FORMS[form]["format"][1][1][0]
        what = f"the file must hold keys and values, not {shown(value)}"
        book.error((), "S200", what, f"begin with 'format: {wanted}'")
        return None
    return _Reader(book).group(form, value, ())


class _Reader:
    def __init__(self, book: Book) -> None:
        self.book = book

    def group(self, form: str, value: dict[str, Any], path: Path) -> Group:
        """Return the group of keys at `path`."""
        fields = FORMS[form]
        if form not in LENIENT:
            for key in value:
                if key not in fields:
                    self._unknown(key, fields, path)
        found: dict[str, Any] = {}
        written = set()
        for key, (is_needed, kind, default) in fields.items():
            came = self.value(kind, value[key], (*path, key)) if key in value else WRONG
            if came is not WRONG:
                written.add(key)
                found[key] = came
            elif is_needed:
                self.book.error((*path, key), "S202", f"'{key}' is missing")
                found[key] = self._stand_in(kind, (*path, key))
                written.add(key)
            elif kind[0] == "form" and default is not None:
                found[key] = self.group(kind[1], {}, (*path, key))
            else:
                found[key] = default.copy() if isinstance(default, list | dict) else default
        return Group(found, written)

    def value(self, kind: Kind, value: Any, path: Path) -> Any:
        """Return `value` as `kind` has it, or `WRONG` after a complaint."""
        name = kind[0]
        if name == "any":
            return value
        if name == "maybe":
            return None if value is None else self.value(kind[1], value, path)
        if name == "text" and isinstance(value, str):
            return self._text(kind, value, path)
        if name == "form" and isinstance(value, dict):
            return self.group(kind[1], value, path)
        if name == "list" and isinstance(value, list):
            return [self._item(kind[1], item, (*path, n)) for n, item in enumerate(value)]
        if name == "keys" and isinstance(value, dict):
            items = ((key, self.value(kind[1], item, (*path, key))) for key, item in value.items())
            return {key: item for key, item in items if item is not WRONG}
        if name == "flag" and isinstance(value, bool):
            return value
        if name == "one" and value in kind[1] and isinstance(value, str):
            return value
        if name in ("whole", "number") and self._is_number(name, value):
            return self._figure(kind, value, path)
        return self._refused(kind, value, path)

    def _item(self, kind: Kind, value: Any, path: Path) -> Any:
        came = self.value(kind, value, path)
        return came if came is not WRONG else self._stand_in(kind, path)

    def _stand_in(self, kind: Kind, path: Path) -> Any:
        """Return something of the right shape for what is missing or wrong."""
        if kind[0] == "form":
            return self.group(kind[1], {}, path)
        if kind[0] in EMPTY:
            return EMPTY[kind[0]].copy()
        return kind[1][0] if kind[0] == "one" else "x"

    def _is_number(self, name: str, value: Any) -> bool:
        wanted = int if name == "whole" else (int, float)
        return isinstance(value, wanted) and not isinstance(value, bool)

    def _text(self, kind: Kind, value: str, path: Path) -> Any:
        _, pattern, least = kind
        if pattern and not re.search(pattern, value):
            allowed = "small letters, digits and " + ("_" if "_" in pattern else "-")
            what = f"'{path[-1]}' cannot be {shown(value)}"
            self.book.error(path, "S205", what, f"use {allowed}, no spaces")
            return WRONG
        if len(value) < least:
            what = f"'{path[-1]}' must be text of {least} letters or more, not {shown(value)}"
            self.book.error(path, "S206", what)
            return WRONG
        return value

    def _figure(self, kind: Kind, value: Any, path: Path) -> Any:
        name, low, high = kind
        bound = ""
        if low is not None and value < low:
            bound = f"at least {low:g}"
        elif high is not None and value > high:
            bound = f"at most {high:g}"
        if bound:
            self.book.error(path, "S206", f"'{path[-1]}' must be {bound}, not {shown(value)}")
            return WRONG
        return float(value) if name == "number" else value

    def _refused(self, kind: Kind, value: Any, path: Path) -> Any:
        key, came = path[-1], shown(value)
        if kind[0] == "one":
            close = self.book.near(str(value), kind[1])
            what = f"'{key}' cannot be {came}{close}"
            self.book.error(path, "S204", what, f"allowed: {', '.join(kind[1])}")
        elif kind[0] == "flag":
            what = f"write true or false for '{key}', not {came}"
            self.book.error(path, "S203", what, TRUTH_HINT)
        else:
            what = f"'{key}' must be {WANTED[kind[0]]}, not {came}"
            hint = DASHES if kind[0] == "list" and isinstance(value, dict) else ""
            self.book.error(path, "S206", what, hint)
        return WRONG

    def _unknown(self, key: str, fields: dict[str, Any], path: Path) -> None:
        close = self.book.near(str(key), fields)
        hint = about_key(str(key)) or f"allowed here: {', '.join(fields)}"
        what = f"'{key}' is not known here{close}"
        self.book.error((*path, key), "S201", what, hint, is_key=True)
        self.book.wrong.update((*path, k) for k in fields if f"'{k}'" in close)  # not missing too
