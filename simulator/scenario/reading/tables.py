"""Writes `shape_table`, `event_table` and, in `session`, `words_table` and `talk_table`.

Forms, events and words as plain values, cheap to import.

Run `python -m simulator.scenario.reading.tables`, and `ruff format`, after a form, an event or
`assets/words/en.yaml` has changed; a test says when.
"""

import pprint
import types
import typing
from dataclasses import fields
from pathlib import Path
from typing import Any, Final

import simulator.session as session_room
from simulator.scenario import form as forms
from simulator.scenario import form_expect
from simulator.scenario.find import assets_folder
from simulator.scenario.form_base import Form
from simulator.scenario.reading.yaml_events import read
from simulator.session.events import EVENTS

PLAIN: Final = {bool: ("flag",), Any: ("any",)}
HERE: Final = Path(__file__).parent


def forms_now() -> dict[str, dict[str, tuple[bool, Any, Any]]]:
    """Return every form as `shape` reads it: key -> (is it needed, what it is, its default)."""
    return {name: _fields(form) for name, form in sorted(_forms().items())}


def lenient_now() -> tuple[str, ...]:
    """Return the forms that let keys pass that they do not know."""
    forms_ = sorted(_forms().items())
    return tuple(name for name, form in forms_ if form.model_config.get("extra") != "forbid")


def events_now() -> dict[str, tuple[tuple[str, str], ...]]:
    """Return every event with the names and types of its fields."""
    return {
        name: tuple((item.name, getattr(item.type, "__name__", str(item.type)))
                    for item in fields(event))
        for name, event in EVENTS.items()
    }  # fmt: skip


def words_now() -> dict[str, dict[str, tuple[str, Any]]]:
    """Return what patients say and examinations find: module -> name -> (its type, its value)."""
    file = assets_folder() / "words" / "en.yaml"
    words = read(file.read_bytes(), str(file)).document.value
    talk = {
        item: ((said["says"],), tuple(said["right"]), tuple(said["wrong"]))
        for item, said in words["talk"].items()
    }
    return {
        "words_table": {
            "VOICES": ("tuple[str, ...]", tuple(words["voices"])),
            "HISTORY": ("dict[str, dict[str, dict[str, str]]]", words["history"]),
            "EXAMINATION": ("dict[str, dict[str, str]]", words["examination"]),
        },
        "talk_table": {
            "TALK": ("dict[str, tuple[tuple[str, ...], ...]]", talk),
            "NOT_TOLD": ("dict[str, str]", words["not_told"]),
        },
    }


def _forms() -> dict[str, type[Form]]:
    return {form.__name__: form for room in (forms, form_expect) for form in vars(room).values()
            if isinstance(form, type) and issubclass(form, Form) and form is not Form}  # fmt: skip


def _fields(form: type[Form]) -> dict[str, tuple[bool, Any, Any]]:
    found = {}
    for key, info in form.model_fields.items():
        bounds = {type(extra).__name__: extra for extra in info.metadata}
        default = None if info.is_required() else info.get_default(call_default_factory=True)
        default = {} if isinstance(default, Form) else default
        found[key] = (info.is_required(), _kind(info.annotation, bounds), default)
    return found


def _module(purpose: str, source: str, **values: tuple[str, Any]) -> str:
    lines = [f'"""{purpose}', "", f"Generated from {source}; `tables` writes it anew.", '"""', "",
             "from typing import Any, Final", ""]  # fmt: skip
    lines += [
        f"{name}: Final[{kind}] = {pprint.pformat(value, width=90, sort_dicts=False)}"
        for name, (kind, value) in values.items()
    ]
    return "\n".join(lines) + "\n"


def _kind(annotation: Any, bounds: dict[str, Any]) -> tuple[Any, ...]:
    """Return what `shape` has to look for; `bounds` are what the model adds to the type."""
    if annotation in PLAIN:
        return PLAIN[annotation]
    if annotation is str:
        pattern = next((m.pattern for m in bounds.values() if hasattr(m, "pattern")), None)
        return ("text", pattern, getattr(bounds.get("MinLen"), "min_length", 0))
    if annotation in (int, float):
        low, high = getattr(bounds.get("Ge"), "ge", None), getattr(bounds.get("Le"), "le", None)
        return ("whole" if annotation is int else "number", low, high)
    if isinstance(annotation, type) and issubclass(annotation, Form):
        return ("form", annotation.__name__)
    origin, inner = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Literal:
        return ("one", inner)
    if origin is list:
        return ("list", _kind(inner[0], {}))
    if origin is dict and inner[0] is str:
        return ("keys", _kind(inner[1], {}))
    if origin in (typing.Union, types.UnionType) and len(inner) == 2 and inner[1] is type(None):
        return ("maybe", _kind(inner[0], bounds))
    raise TypeError(f"`shape` knows no {annotation}; write Any and look at the value yourself")


def write() -> None:
    """Write the tables, those of files beside this one."""
    shapes = _module(
        "Every form, key by key: (is it needed, what it is, its default).",
        "the models in `form` and `form_expect`",
        FORMS=("dict[str, dict[str, tuple[bool, Any, Any]]]", forms_now()),
        LENIENT=("tuple[str, ...]", lenient_now()),
    )
    events = _module(
        "Every event with its fields and their types, in order.",
        "`session.events`",
        EVENTS=("dict[str, tuple[tuple[str, str], ...]]", events_now()),
    ).replace("Any, Final", "Final")
    for module, words in words_now().items():
        said = _module(
            "What patients say in their own words, and what eye and hand find.",
            "`assets/words/en.yaml`",
            **words,
        ).replace("Any, Final", "Final")
        (Path(session_room.__path__[0]) / f"{module}.py").write_text(said, encoding="utf-8")
    (HERE / "shape_table.py").write_text(shapes, encoding="utf-8")
    (HERE / "event_table.py").write_text(events, encoding="utf-8")


if __name__ == "__main__":
    write()
