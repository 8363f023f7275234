"""Mistakes that an author lets pass by name, with a reason: `waive:` of a scenario."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from simulator.base.complaints import UnusableInput
from simulator.scenario.reading.event_table import EVENTS
from simulator.scenario.reading.places import Book, Path
from simulator.scenario.reading.shape import shaped
from simulator.scenario.reading.yaml_events import read
from simulator.scenario.vocabulary import details

if TYPE_CHECKING:
    from simulator.scenario.form_expect import WaiverForm


@dataclass(frozen=True)
class Waiver:
    """`what` is `drop` or `detail`; `name` an event, or `event.detail` in plain words."""

    what: str
    name: str
    because: str
    file: str
    line: int
    column: int
    is_shared: bool = False  # of a rubric for many cases, so it may have nothing to waive here


def read_waivers(forms: list[WaiverForm], book: Book) -> tuple[Waiver, ...]:
    """Return every waiver that could be understood; complaints go to `book`."""
    found: list[Waiver] = []
    for number, form in enumerate(forms):
        path: Path = ("waive", number)
        kinds = [kind for kind in ("drop", "detail") if kind in form.model_fields_set]
        if len(kinds) != 1:
            what = "a waiver names one mistake"
            book.error(path, "E310", what, "write drop: EVENT or detail: EVENT.detail")
            continue
        kind = kinds[0]
        name = str(getattr(form, kind))
        event, _, word = name.partition(".")
        if event not in EVENTS:
            what = f"there is no event '{event}'{book.near(event, EVENTS)}"
            book.error((*path, kind), "E304", what)
        elif kind == "drop" and word:
            book.error((*path, kind), "E305", "drop names an event without a detail")
        elif kind == "detail" and word not in details(event):
            known = details(event)
            what = f"'{event}' has no detail '{word}'{book.near(word, known)}"
            book.error((*path, kind), "E305", what, f"it has: {', '.join(known)}")
        else:
            line, column = book.document.position((*path, kind))
            because = " ".join(form.because.split())
            found.append(Waiver(kind, name, because, book.document.file, line, column))
    return tuple(found)


def shared_waivers(parts: tuple[tuple[str, str], ...]) -> tuple[Waiver, ...]:
    """Return what the rubrics among the files that a case refers to waive for all their cases."""
    found: list[Waiver] = []
    for name, text in parts:
        book = read(text.encode(), name)
        value: Any = book.document.value
        if not (isinstance(value, dict) and value.get("format") == "rubric/1"):
            continue
        form = shaped("WaiversForm", book)
        if form is None:
            raise UnusableInput(book.errors)
        found += (replace(one, is_shared=True) for one in read_waivers(form.waive, book))
        book.close()
    return tuple(found)
