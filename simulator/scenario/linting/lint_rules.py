"""What single rules say that works but does not teach, or is probably not meant."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from string import Template
from typing import TYPE_CHECKING, Any, Final

from simulator.base.units import TICKS_PER_SECOND
from simulator.scenario.protocol import Protocol
from simulator.scenario.reading.places import Book, Path
from simulator.scenario.reading.quantities import EXAMPLES, QuantityError, quantity
from simulator.scenario.vocabulary import details
from simulator.scoring.rubric import Moment, Rule

if TYPE_CHECKING:
    from simulator.scenario.form import RuleForm, ScenarioForm

TEXTS: Final = ("good", "bad", "critical")
# Events stand at the end of what they tell, so a window to them holds the act itself. Shortest
# times of a practised hand, in seconds; what is not here can be over at once.
ACT_TAKES_S: Final = {
    "swab_placed": 1.0,
    "swab_taped": 1.0,
    "needle_withdrawn": 0.5,
    "stocking_fitted": 10.0,
    "reversal_watched": 0.5,
    "closure_shown": 1.0,
    "strain_ended": 1.0,
}
# What belongs to the vein of this case, not to a school of practice.
OF_THIS_CASE: Final = ("reflux", "diameter", "true_reflux", "true_diameter", "day", "cleared",
                       "stain", "covered")  # fmt: skip
COLOUR: Final = r"(?:red|green|blue|yellow|orange|purple|pink|grey|gray)"
SIGNS: Final = r"(?:one|ones|line|lines|dot|dots|arrow|arrows|mark|marks|button|box|bar|light|icon)"
BY_COLOUR: Final = re.compile(
    rf"\b(?:the|a|every|each|any)\s+{COLOUR}\s+{SIGNS}\b"
    rf"|\b(?:shown|drawn|marked|written)\s+in\s+{COLOUR}\b"
    rf"|\bturns?\s+{COLOUR}\b",
    re.I,
)
ANOTHER_CHANNEL: Final = re.compile(
    r"\b(?:labelled|labeled|called|named|dashed|dotted|thick|round|square|triangle|cross|star|"
    r"beeps?|sounds?|tone|word|text|letter)\b|[\"'\u201c]",
    re.I,
)


def look_at_rules(
    form: ScenarioForm, rules: tuple[Rule, ...], protocol: Protocol, book: Book
) -> None:
    """Note what can be said of the rules one by one, or two by two."""
    by_id: dict[str, list[Rule]] = {}
    for rule in rules:
        by_id.setdefault(rule.id, []).append(rule)
    limits = _limits(protocol)
    for number, written in enumerate(form.rules):
        path: Path = ("rules", number)
        for rule in by_id.get(written.id, [])[:1]:
            _window(rule, written, path, book)
            _placeholders(rule, path, book)
        if not written.source:
            _numbers(written, path, limits, book)
        for key in TEXTS:
            _colours(getattr(written, key), (*path, key), book)
    _colours(form.brief, ("brief",), book)
    _same_twice(form, by_id, book)
    _unused_sets(form, book)


def _window(rule: Rule, written: RuleForm, path: Path, book: Book) -> None:
    act = rule.answer if rule.template == "after" else rule.moment
    if rule.within_ticks is None or act is None or rule.template not in ("after", "before"):
        return
    takes = ACT_TAKES_S.get(act.event, 0.0)
    if rule.within_ticks < takes * TICKS_PER_SECOND:
        seconds = rule.within_ticks / TICKS_PER_SECOND
        what = f"nobody can do this in {seconds:g} s: {act.event} itself takes {takes:g} s"
        hint = "the window runs to the moment at which the act is done"
        book.warning((*path, "within"), "L422", what, hint)


def _placeholders(rule: Rule, path: Path, book: Book) -> None:
    if "$" not in rule.good + rule.bad + rule.critical:
        return
    subject = {"subject"} if rule.subject else set()
    known = subject | {word for m in _moments(rule) for word in details(m.event)}
    fields = {detail.field for m in _moments(rule) for detail in details(m.event).values()}
    for key in TEXTS:
        can_hold = known
        if key != "good" and rule.template in ("must", "either"):
            can_hold, fields = subject, set()  # when it fails, there is no event to tell of
        for name in Template(getattr(rule, key)).get_identifiers():
            if name not in can_hold | fields:
                what = f"nothing fills ${name} here{book.near(name, can_hold)}"
                words = ", ".join(f"${w}" for w in sorted(can_hold)[:12])
                hint = f"known: {words}" if words else "a rule with for_each can name its subject"
                book.warning((*path, key), "L429", what, hint)


def _moments(rule: Rule) -> list[Moment]:
    groups = [m for group in rule.groups for m in group]
    return [m for m in (rule.moment, *rule.moments, *groups) if m is not None]


def _limits(protocol: Protocol) -> dict[tuple[str, Any], list[str]]:
    """Return the names of the limits for (dimension, value in core units)."""
    found: dict[tuple[str, Any], list[str]] = {}
    for name, limit in protocol.limits.items():
        value = _read(limit.value) if isinstance(limit.value, str) else None
        if value:
            found.setdefault(value, []).append(f"{{protocol: {name}}}")
    return found


@lru_cache(maxsize=1024)
def _read(written: str) -> tuple[str, Any] | None:
    """Return (dimension, value in core units), None if this is no quantity."""
    for dimension in EXAMPLES:
        try:
            return dimension, quantity(written, dimension)
        except QuantityError:
            continue
    return None


def _numbers(
    rule: RuleForm, path: Path, limits: Mapping[tuple[str, Any], list[str]], book: Book
) -> None:
    """Warn of clinical numbers that stand in a rule with no word of where they come from."""
    for place, written in _clinical(rule, path):
        value = _read(written) if isinstance(written, str) else None
        if value is None or value[1] == 0:
            continue
        known = limits.get(value)
        what = f"the limit {written} has no source and no confidence"
        hint = (
            f"the pack has it as {' or '.join(known)}"
            if known
            else "put it into the protocol pack, or say where it is from with 'source:'"
        )
        book.warning(place, "L425", what, hint)


def _clinical(rule: RuleForm, path: Path) -> Iterator[tuple[Path, Any]]:
    """Give every place of a rule where a limit of practice would stand, not one of this case."""
    yield (*path, "within"), rule.within
    if rule.total:
        yield (*path, "up_to"), rule.up_to
    if rule.measure and rule.measure not in OF_THIS_CASE:
        for key, written in (rule.full_points or {}).items():
            yield (*path, "full_points", key), written
    for key in ("must", "never"):
        reference = getattr(rule, key)
        for word, asked in reference.items() if isinstance(reference, dict) else ():
            if isinstance(asked, dict) and word not in OF_THIS_CASE:
                for comparison in ("at_least", "up_to", "above", "below"):
                    yield (*path, key, word, comparison), asked.get(comparison)


def _colours(text: str, path: Path, book: Book) -> None:
    if not BY_COLOUR.search(text):
        return
    for sentence in re.split(r"(?<=[.!?])\s+", text):
        found = BY_COLOUR.search(sentence)
        if found and not ANOTHER_CHANNEL.search(sentence):
            said = " ".join(found[0].split())
            what = f"'{said}' is told by colour alone; one in twelve men cannot follow it"
            hint = "say its shape, its place or its words too"
            book.warning(path, "L426", what, hint)


def _same_twice(form: ScenarioForm, by_id: Mapping[str, list[Rule]], book: Book) -> None:
    first: dict[Any, int] = {}
    for number, written in enumerate(form.rules):
        own = by_id.get(written.id, [])
        judged = tuple(_judgement(rule) for rule in own)
        if not judged:
            continue
        if judged in first and form.rules[first[judged]].id != written.id:
            other = form.rules[first[judged]].id
            line, _ = book.document.position(("rules", first[judged], "id"))
            what = f"'{written.id}' judges the same as '{other}' on line {line}"
            hint = "one rule can have points, critical and required_to_pass together"
            book.warning(("rules", number, "id"), "L428", what, hint)
        first.setdefault(judged, number)


def _judgement(rule: Rule) -> tuple[Any, ...]:
    """Return all that decides a verdict."""
    return (
        rule.template,
        _bare(rule.moment),
        tuple(map(_bare, rule.moments)),
        tuple(tuple(map(_bare, group)) for group in rule.groups),
        _bare(rule.answer),
        _bare(rule.after),
        *(rule.within_ticks, rule.same, rule.is_one_for_one, rule.at_least),
        *(rule.field, rule.full, rule.none, rule.limit),
    )


def _bare(moment: Moment | None) -> Any:
    return None if moment is None else (moment.event, moment.where)


def _unused_sets(form: ScenarioForm, book: Book) -> None:
    used = {
        name for rule in form.rules for name in (rule.for_each or {}).values()
        if isinstance(name, str)
    }  # fmt: skip
    used |= set(_sets_in([vars(rule) for rule in form.rules if form.sets]))
    used |= set(_sets_in(form.steps))
    for name in form.sets:
        if name not in used and book.is_own(("sets", name)):
            what = f"the set '{name}' is used by no rule"
            book.warning(("sets", name), "L427", what, is_key=True)


def _sets_in(value: Any) -> Iterator[str]:
    """Give the names that stand after `in`, however deep."""
    waiting = [value]
    while waiting:
        here = waiting.pop()
        if isinstance(here, dict):
            if isinstance(here.get("in"), str):
                yield here["in"]
            waiting += [inner for inner in here.values() if type(inner) in (dict, list)]
        elif isinstance(here, list):
            waiting += here


def look_at_expectations(form: ScenarioForm, book: Book) -> None:
    """Warn of an exam that no expectation tests; each of them is looked at where it is read."""
    if form.mode == "exam" and not form.expect:
        what = "an exam without 'expect:' is tested by nobody"
        hint = "add attempts that must pass and attempts that must fail"
        book.warning(("mode",), "L412", what, hint)
