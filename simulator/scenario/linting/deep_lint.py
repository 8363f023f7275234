"""Lint that searches: can anybody pass, is every rule tested, can the essential be skipped?

A search may take a second, so `lint` does this only when asked (`--deep`, `--witness`), and
`check` always. What is said to be possible was judged by the engine itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any, Final

from simulator.scenario.reading.places import Book, Path
from simulator.scenario.vocabulary import World, details, world_of
from simulator.scoring.achieve import Achievable, Attempt, Banned
from simulator.scoring.letters import Exactly
from simulator.scoring.rubric import Rubric, Rule
from simulator.scoring.words import said
from simulator.session.events import EVENTS
from simulator.session.plan import Plan

if TYPE_CHECKING:
    from simulator.scenario.form import ScenarioForm

TOLD_ACTS: Final = 6  # of an attempt that shows what can be skipped
INJECTIONS: Final = ("injection_started", "injection_ended")
# What befalls the trainee: that it never came to it is no omission.
BEFALLS: Final = ("warning_shown", "vein_rolled", "wall_pierced", "ulcer_seen", "command_refused")
VALUES: Final[dict[Any, tuple[Any, ...]]] = {int: (0,), bool: (True, False)}


def possible_in(world: World) -> Callable[[str, str], Sequence[Any] | None]:
    """Return what the fields of events can hold in a case (see `Alphabet.possible`)."""

    def possible(kind: str, name: str) -> Sequence[Any] | None:
        own: dict[str, Any] = {}
        if kind in EVENTS:
            own = {item.name: item.type for item in fields(EVENTS[kind])}
        if name not in own:
            return ()
        if f"{kind}.{name}" in world.facts:
            return Exactly((world.facts[f"{kind}.{name}"],))
        names = world.allowed(kind, name)
        return names or VALUES.get(own[name])

    return possible


def achievable(rubric: Rubric, plan: Plan) -> Achievable:
    """Return what can be asked about passing this case."""
    return Achievable(rubric, possible_in(world_of(plan, {})))


def look_deeper(form: ScenarioForm, rubric: Rubric, plan: Plan, book: Book) -> None:
    """Note contradictions, rules that are never tested, and what can be skipped."""
    places = {rule.id: ("rules", number) for number, rule in enumerate(form.rules)}
    case = achievable(rubric, plan)
    for rule, moment in case.impossible_moments():
        what = f"nothing can ever be what '{rule.id}' looks for"
        hint = f"its conditions on {moment.event} exclude each other"
        book.warning((*places[rule.id], "id"), "L421", what, hint)
    _passing(form, case, places, book)
    if case.answer.attempt is None:
        return
    for rule, others in _once(case.never_tested()):
        what = f"no attempt that passes can put '{rule.id}' to the test"
        hint = f"because of {_with_lines(others, places, book)}" if others else ""
        book.warning((*places[rule.id], "id"), "L421", what, hint)
    _skipped(form, case, plan, places, book)


def _passing(form: ScenarioForm, case: Achievable, places: Mapping[str, Path], book: Book) -> None:
    """Say what is known about passing at all."""
    answer = case.answer
    if answer.contradiction:
        *others, last = sorted(answer.contradiction, key=lambda rule: places[rule.id])
        what = f"nobody can pass: no attempt keeps '{last.id}'"
        if others:
            what += f" together with {_quoted(others)}"
        hint = "change it"
        if others:
            hint = f"change one of them; see {_with_lines(others, places, book)}"
        book.error((*places[last.id], "id"), "L420", what, hint)
    elif answer.out_of_reach:
        names = _quoted(answer.out_of_reach)
        what = f"the pass mark is out of reach: in an attempt that passes, {names} can earn nothing"
        path: Path = ("pass_mark",) if "pass_mark" in form.model_fields_set else ("rules",)
        book.error(path, "L406", what, "lower the pass mark, or mend the rules")
    elif answer.attempt is None:
        what = "it is not known whether anybody can pass: no attempt was found that does"
        hint = "show one with 'expect:', or make the rules simpler"
        book.warning(("rules",), "L420", what, hint, is_key=True)
    elif answer.given_up:
        given_up = sorted(answer.given_up, key=lambda rule: places[rule.id])
        names = _quoted(given_up)
        what = f"no attempt was found that earns all points: {names} had to be given up"
        hint = f"the best that was found scores {answer.attempt.score.score:g}"
        book.warning((*places[given_up[0].id], "id"), "L420", what, hint)


def _skipped(
    form: ScenarioForm, case: Achievable, plan: Plan, places: Mapping[str, Path], book: Book
) -> None:
    """Warn of attempts that pass without what the case is about."""
    assert case.answer.attempt is not None
    usual = case.answer.attempt.events
    told: set[str] = set()

    def warn(attempt: Attempt | None, path: Path, what: str) -> None:
        if attempt is None:
            return
        attempt = case.shortened(attempt)
        acts = [told_event(event) for event in attempt.events]
        if repr(acts) in told:
            return
        told.add(repr(acts))
        rest = len(acts) - TOLD_ACTS
        listed = ", ".join(acts[:TOLD_ACTS]) + (f" and {rest} more" if rest > 0 else "")
        hint = f"this passes with {attempt.score.score:g}: {listed or 'doing nothing'}"
        book.warning(path, "L423", what, hint, is_key=path == ("rules",))

    hidden = [(n, s) for n, s in enumerate(plan.patient.sources) if s.is_hidden]
    has_injections = any(event["ev"] in INJECTIONS for event in usual)
    if hidden and has_injections:
        attempt = case.passing_without(_is_one_of(INJECTIONS))
        warn(attempt, ("rules",), "an attempt without any injection passes")
    for number, source in hidden:
        attempt = case.passing_without(_touches(source.id))
        path: Path = ("patient", "sources", number, "id")
        warn(attempt, path, f"an attempt passes in which nobody touches the hidden '{source.id}'")
    asked: set[str] = set()
    for rule in case.rubric.rules:
        is_veto = rule.critical and rule.template == "before" and not rule.is_optional
        if not is_veto or rule.moment is None or rule.moment.event in (*asked, *BEFALLS):
            continue
        asked.add(rule.moment.event)
        if has_injections and hidden and rule.moment.event in INJECTIONS:
            continue  # asked already
        kind = rule.moment.event
        attempt = case.passing_without(_is_one_of((kind,)))
        what = f"an attempt passes without {kind}, so '{rule.id}' is never put to the test"
        warn(attempt, (*places[rule.id], "id"), what)


def _is_one_of(kinds: Sequence[str]) -> Banned:
    return lambda event: event["ev"] in kinds


def _touches(vein: str) -> Banned:
    return lambda event: event.get("vein") == vein


def told_event(event: Mapping[str, Any]) -> str:
    """Return an event as an author would write it, with the details that matter."""
    words = {detail.field: word for word, detail in details(event["ev"]).items()}
    told = [
        f"{words[name]}: {value if isinstance(value, str) else said(name, value)}"
        for name, value in event.items()
        if name in words
    ]
    return event["ev"] + (f" {{{', '.join(told)}}}" if told else "")


def _once(
    found: Sequence[tuple[Rule, tuple[Rule, ...]]],
) -> list[tuple[Rule, tuple[Rule, ...]]]:
    by_id: dict[str, tuple[Rule, tuple[Rule, ...]]] = {}
    for rule, others in found:
        by_id.setdefault(rule.id, (rule, others))
    return list(by_id.values())


def _ids(rules: Sequence[Rule]) -> list[str]:
    return list(dict.fromkeys(rule.id for rule in rules))


def _with_lines(rules: Sequence[Rule], places: Mapping[str, Path], book: Book) -> str:
    return _and(
        [
            f"'{name}' on line {book.document.position((*places[name], 'id'))[0]}"
            for name in _ids(rules)
        ]
    )


def _quoted(rules: Sequence[Rule]) -> str:
    return _and([f"'{name}'" for name in _ids(rules)])


def _and(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
