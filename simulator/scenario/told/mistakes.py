"""The mutation table: one mistake at a time in a good attempt, and does any rule notice?

Idea. Coverage of a rubric is found by breaking the attempt it should praise. Every act is in
turn left out, swapped with the next, delayed, doubled, or done with one wrong detail; the rest
of the attempt follows from it (`chronicle`), and the rubric scores it. What nobody notices is a
hole in the rubric, or harmless, and then the author waives it by name with a reason.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Final

from simulator.base.units import TICKS_PER_SECOND
from simulator.scenario.told.changes import changed
from simulator.scenario.told.chronicle import Told, records, retold, whole
from simulator.scenario.told.trainee_acts import OTHER, TRAINEE_ACTS, TraineeAct
from simulator.scenario.told.waivers import Waiver
from simulator.scenario.vocabulary import Detail, World, details
from simulator.scoring.checking import Checked, Line, check
from simulator.scoring.rubric import Rubric
from simulator.scoring.words import said
from simulator.session.plan import Plan

KINDS: Final = ("drop", "swap", "delay", "double", "detail")
LATE_TICKS: Final = 60 * TICKS_PER_SECOND
TIMES: Final = 3  # a number that is wrong is three times too large, or too small
MUST_BE_NOTICED: Final = ("drop", "detail")


@dataclass(frozen=True)
class Mistake:
    """One mistake: `name` is the event, or `event.detail`; `tick` is that of the act."""

    kind: str
    name: str
    words: str
    tick: int
    told: tuple[Told, ...]
    occurrence: int  # which act of the attempt, so that both wrong numbers of one are together


@dataclass(frozen=True)
class Unnoticed:
    """Mistakes of one name that no rule noticed: how many of how many, and one in words."""

    kind: str
    name: str
    times: int
    of: int
    example: str
    tick: int
    because: str = ""  # why that may be, if it is waived


@dataclass(frozen=True)
class Table:
    """What the rubric notices. `counts`: kind -> (made, noticed, waived)."""

    counts: Mapping[str, tuple[int, int, int]]
    unnoticed: tuple[Unnoticed, ...]
    idle: tuple[Waiver, ...] = ()  # waivers that waive nothing

    @property
    def holes(self) -> tuple[Unnoticed, ...]:
        """What must be covered or waived, and is neither."""
        return tuple(u for u in self.unnoticed if u.kind in MUST_BE_NOTICED and not u.because)


def table(
    recorded: Sequence[Mapping[str, Any]],
    plan: Plan,
    rubric: Rubric,
    world: World,
    waivers: Sequence[Waiver] = (),
) -> Table:
    """Return what `rubric` makes of every single mistake in the attempt `recorded`."""
    told = retold(recorded, plan)
    best = check(rubric, records(told, plan))
    noticed: dict[tuple[str, str, int], bool] = {}
    first: dict[tuple[str, str, int], Mistake] = {}
    for mistake in mistakes(told, recorded, plan, world):
        key = (mistake.kind, mistake.name, mistake.occurrence)
        first.setdefault(key, mistake)
        if not noticed.get(key, False):
            noticed[key] = is_noticed(best, check(rubric, records(mistake.told, plan)))
    because = {(w.what, w.name): w.because for w in waivers}
    missed = [key for key, is_seen in noticed.items() if not is_seen]
    found = []
    for kind, name in dict.fromkeys((kind, name) for kind, name, _ in missed):
        own = [key for key in missed if key[:2] == (kind, name)]
        of = sum(key[:2] == (kind, name) for key in noticed)
        one = first[own[0]]
        reason = because.get((kind, name), "")
        found.append(Unnoticed(kind, name, len(own), of, one.words, one.tick, reason))
    used = {(u.kind, u.name) for u in found if u.because}
    counts = {}
    for kind in KINDS:
        seen = [is_seen for key, is_seen in noticed.items() if key[0] == kind]
        waived = sum(u.times for u in found if u.kind == kind and u.because)
        counts[kind] = (len(seen), sum(seen), waived)
    idle = tuple(w for w in waivers if not w.is_shared and (w.what, w.name) not in used)
    return Table(counts, tuple(found), idle)


def is_noticed(best: Checked, now: Checked) -> bool:
    """Say whether some rule holds the mistake against the attempt.

    A mean that shifts because one good value is missing is no notice: nothing is said.
    """
    if best.passed and not now.passed:
        return True
    pairs = zip(best.lines, now.lines, strict=True)
    return any(_is_worse(was, line) for was, line in pairs if not was.rule.is_optional)


def _is_worse(was: Line, now: Line) -> bool:
    before, after = was.judgement, now.judgement
    if before == after:
        return False
    rank = {"ok": 0, "untested": 1, "broken": 2}
    if rank[after.verdict] > rank[before.verdict]:
        return after.verdict == "broken" or after.fraction < before.fraction
    if len(after.broke) > len(before.broke):
        return True
    return now.rule.template != "measure" and after.fraction < before.fraction


def mistakes(
    told: tuple[Told, ...], recorded: Sequence[Mapping[str, Any]], plan: Plan, world: World
) -> Iterator[Mistake]:
    """Yield every mistake of `KINDS` in every act of the attempt."""
    acts = [n for n, one in enumerate(told) if one.event in TRAINEE_ACTS]
    following = dict(pairwise(acts))
    for n in acts:
        event, tick = told[n].event, int(recorded[n]["tick"])
        act = TRAINEE_ACTS[event]
        brought, spoilt = set(_brought(n, act, recorded)), _spoilt(told, n, act)
        after = [("delay", changed(told, "delay", [n], LATE_TICKS, {}), f"{event} 60 s late")]
        if not act.is_forced:
            gone = changed(spoilt, "drop", sorted({n, *brought}), 0, {})
            twice = changed(told, "double", [n], 0, {})
            after += [("drop", gone, f"{event} left out"), ("double", twice, f"{event} twice")]
        if n in following:
            other = following[n]
            words = f"{event} after {told[other].event}"
            after.append(("swap", _swapped(told, n, other), words))
        for kind, lines, words in after:
            yield Mistake(kind, event, words, tick, lines, n)
        for word, wrong in act.chooses.items():
            detail = details(event)[word]
            is_undone = word in act.undone_by
            for value in _wrong(detail, recorded[n][detail.field], wrong, event, world):
                to = {detail.field: value} | act.truth.get(word, {})
                lines = changed(spoilt if is_undone else told, "set", [n], 0, to)
                lines = changed(lines, "drop", sorted(brought) if is_undone else [], 0, {})
                words = f"{word} {said(detail.field, value) or 'none'}"
                yield Mistake("detail", f"{event}.{word}", words, tick, lines, n)


def _brought(n: int, act: TraineeAct, recorded: Sequence[Mapping[str, Any]]) -> Iterator[int]:
    """Yield what cannot have happened without the act on line `n`."""
    event, later = recorded[n]["ev"], range(n + 1, len(recorded))
    end = next((k for k in later if recorded[k]["ev"] == event), len(recorded))
    for k in later:
        for name, shared in act.brings:
            if recorded[k]["ev"] != name:
                continue
            if recorded[k][shared] == recorded[n][shared] if shared else k < end:
                yield k
                own = TRAINEE_ACTS.get(name)
                if own is not None:
                    yield from _brought(k, own, recorded)


def _spoilt(told: tuple[Told, ...], n: int, act: TraineeAct) -> tuple[Told, ...]:
    """Return the attempt as later events are when the act on line `n` has not been done."""
    lines = list(told)
    for k in range(n + 1, len(told)):
        one = told[k]
        if one.event == told[n].event:
            break
        if one.event in act.spoils:
            lines[k] = replace(one, details=one.details | act.spoils[one.event])
    return tuple(lines)


def _swapped(told: tuple[Told, ...], n: int, other: int) -> tuple[Told, ...]:
    """Return the attempt with two acts in each other's place; each keeps the place's time."""
    lines = list(told)
    times = [(one.wait_ticks, one.takes_ticks) for one in (told[n], told[other])]
    for place, one, (wait, takes) in zip((n, other), (told[other], told[n]), times, strict=True):
        lines[place] = replace(one, wait_ticks=wait, takes_ticks=takes)
    return tuple(lines)


def _wrong(detail: Detail, right: Any, wrong: Any, event: str, world: World) -> list[Any]:
    """Return what a wrong choice may be in place of `right`."""
    if wrong != OTHER:
        value = whole(detail, wrong)
        return [] if value == right else [value]
    if detail.kind == "flag":
        return [not right]
    if detail.kind == "name":
        allowed = world.allowed(event, detail.field)
        others = [name for name in allowed if name and name != right]
        return others[:1] or [f"another {detail.field}"]
    return [right * TIMES, right // TIMES] if right else []
