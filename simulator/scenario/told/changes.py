"""Changes to a told attempt: one line makes a mistake, instead of a copy of the whole.

`drop`, `delay`, `double`, `set` and `swap` name an event; `where` says which of its kind by
their details, `number` which of those, counted from 1; without a number all of them are
changed. A change that finds nothing to change is an error: a test must not pass by accident.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from simulator.scenario.reading.places import Path
from simulator.scenario.told.chronicle import Told, records
from simulator.scenario.told.loops import MAX_LINES
from simulator.scenario.told.telling import Teller
from simulator.scenario.vocabulary import details
from simulator.scoring.words import said
from simulator.session.plan import Plan

if TYPE_CHECKING:
    from simulator.scenario.form_expect import ChangeForm

KINDS: Final = ("drop", "delay", "double", "set", "swap")
# kind -> the keys that it needs and that the others do not have
NEEDS: Final = {"delay": "by", "set": "to"}


@dataclass
class Changer:
    """Makes changes one after another; complaints go to the book of the scenario."""

    teller: Teller
    plan: Plan

    def change(
        self, told: tuple[Told, ...], forms: list[ChangeForm], path: Path
    ) -> tuple[Told, ...]:
        """Return `told` after every change at `path`, in their order."""
        for number, form in enumerate(forms):
            after = self._one(told, form, (*path, number))
            if len(after) > MAX_LINES:
                what = f"after this change the attempt has more than {MAX_LINES} events"
                self._error((*path, number), "E317", what)
                return told
            told = after
        return told

    def _one(self, told: tuple[Told, ...], form: ChangeForm, path: Path) -> tuple[Told, ...]:
        written = form.model_fields_set
        kinds = [kind for kind in KINDS if kind in written]
        if len(kinds) != 1:
            what = f"this change does two things: {' and '.join(kinds)}"
            if not kinds:
                what = "this does not say what is changed"
            self._error(path, "E310", what, f"write one of {', '.join(KINDS)}")
            return told
        kind = kinds[0]
        place = (*path, kind)
        is_right = self._has_right_keys(kind, written, path)
        event = getattr(form, kind)
        if not isinstance(event, str) or not self.teller.event(event, place, is_key=False):
            return told
        where = self.teller.details(event, form.where, (*path, "where"), {})
        to = self.teller.details(event, form.to or {}, (*path, "to"), {})
        wait = self.teller.ticks(form.by, (*path, "by")) if kind == "delay" and is_right else 0
        if where is None or to is None or not is_right:
            return told
        hits = self._hits(told, event, where, form, path)
        return changed(told, kind, hits, wait, to)

    def _has_right_keys(self, kind: str, written: set[str], path: Path) -> bool:
        need = NEEDS.get(kind)
        if need and need not in written:
            like = "by: 10 s" if need == "by" else "to: {detail: value}"
            self._error((*path, kind), "E312", f"'{kind}' needs '{need}'", f"like {like}")
        for key in sorted(written & set(NEEDS.values()) - {need}):
            owner = next(k for k, own in NEEDS.items() if own == key)
            what = f"'{key}' means nothing beside '{kind}'"
            self._error((*path, key), "E313", what, f"it belongs to {owner}")
        return not (need and need not in written)

    def _hits(
        self,
        told: tuple[Told, ...],
        event: str,
        where: dict[str, Any],
        form: ChangeForm,
        path: Path,
    ) -> list[int]:
        """Return which events are meant; complain if there is none, or not that many."""
        heard = records(told, self.plan)
        same = [n for n, one in enumerate(told) if one.event == event]
        hits = [n for n in same if all(heard[n][name] == v for name, v in where.items())]
        if not same:
            near = self.teller.moments.book.near(event, {one.event for one in told})
            what = f"this attempt tells no '{event}', so nothing would change{near}"
            self._error((*path, _kind(form)), "E320", what)
        elif not hits:
            what = f"none of the {len(same)} '{event}' here has these details"
            self._error(
                (*path, "where"), "E320", what, _heard([heard[n] for n in same], form.where)
            )
        elif form.number is not None and form.number > len(hits):
            what = f"there is no '{event}' number {form.number} here"
            self._error((*path, "number"), "E321", what, f"there are {len(hits)}")
            return []
        elif form.swap and hits[-1] + 1 == len(told):
            what = f"nothing is told after the last '{event}', so it cannot change places"
            self._error((*path, "swap"), "E322", what)
            return []
        return hits if form.number is None else hits[form.number - 1 : form.number]

    def _error(self, path: Path, code: str, what: str, hint: str = "") -> None:
        self.teller.moments.book.error(path, code, what, hint)


def _kind(form: ChangeForm) -> str:
    return next(kind for kind in KINDS if kind in form.model_fields_set)


def _heard(same: list[dict[str, Any]], where: dict[str, Any]) -> str:
    """Return which values the details that were asked for have in the attempt."""
    parts = []
    for word in where:
        field = details(same[0]["ev"])[word].field
        values = dict.fromkeys(said(field, one[field]) for one in same)
        parts.append(f"{word} here: {', '.join(v or 'none' for v in values)}")
    return "; ".join(parts)


def _silence(before: Told) -> int:
    """Return the ticks of silence before an event; a push may have begun before the last one."""
    return max(before.wait_ticks, 0)


def changed(
    told: tuple[Told, ...], kind: str, hits: list[int], wait: int, to: dict[str, Any]
) -> tuple[Told, ...]:
    """Return `told` after one kind of change to the events at `hits`."""
    lines = list(told)
    for n in reversed(hits):
        one = lines[n]
        if kind == "drop":
            del lines[n]
            if n < len(lines):  # the silence before it stays
                kept = lines[n].wait_ticks + _silence(one)
                lines[n] = replace(lines[n], wait_ticks=kept)
        elif kind == "delay":
            lines[n] = replace(one, wait_ticks=one.wait_ticks + wait)
        elif kind == "double":
            lines.insert(n + 1, replace(one, wait_ticks=0))
        elif kind == "set":
            lines[n] = replace(one, details=one.details | to)
        elif n + 1 < len(lines):
            other = lines[n + 1]
            lines[n] = replace(other, wait_ticks=_silence(one))
            lines[n + 1] = replace(one, wait_ticks=other.wait_ticks)
    return tuple(lines)
