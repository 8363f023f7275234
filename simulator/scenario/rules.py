"""Rules as authors write them, into the plain rules that `scoring` keeps."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from simulator.base.units import TICKS_PER_SECOND
from simulator.scenario.moments import MAX_LIST, Moments
from simulator.scenario.reading.places import Path
from simulator.scenario.reading.quantities import QuantityError, quantity, shown
from simulator.scenario.vocabulary import Detail, details, phrase
from simulator.scoring.rubric import Moment, Rule

if TYPE_CHECKING:
    from simulator.scenario.form import RuleForm

MAX_RULES: Final = 1000  # after for_each
Bound = dict[str, str]
Ends = tuple[float | None, float | None]

# template -> (key that names it, other keys it needs, keys it may have besides)
TEMPLATES: Final[dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]]] = {
    "order": ("order", (), ()),
    "must": ("must", (), ("at_least",)),
    "never": ("never", (), ("after",)),
    "either": ("either", (), ()),
    "before": ("before", ("do",), ("within", "same", "at_least")),
    "after": ("after", ("do",), ("within", "same", "one_for_one", "at_least")),
    "measure": ("measure", ("of", "full_points"), ("no_points", "at_least")),
    "total": ("total", ("of", "up_to"), ()),
    "finish": ("finish_within", (), ()),
}
TEMPLATE_KEYS: Final = frozenset(
    key for first, needs, may in TEMPLATES.values() for key in (first, *needs, *may)
)


@dataclass(repr=False, eq=False)
class Rules:
    """Translates the list of rules; one rule with `for_each` becomes several."""

    moments: Moments

    def read(self, forms: list[RuleForm]) -> tuple[Rule, ...]:
        """Return every rule that could be understood."""
        found: list[Rule] = []
        for number, form in enumerate(forms):
            path: Path = ("rules", number)
            template = self._template(form, path)
            if template is None:
                continue
            limits = self.moments.limits
            is_asked = limits.applies(form.when, (*path, "when"))
            limits.is_unasked = not is_asked  # it is read all the same, for its other mistakes
            for name, subject in self._subjects(form, (*path, "for_each")):
                if len(found) >= MAX_RULES or self.moments.is_too_much:
                    what = f"for_each makes more than {MAX_RULES} rules, or too long ones"
                    self._book.error((*path, "for_each"), "S317", what, is_key=True)
                    return tuple(found)
                limits.used.clear()
                bound = {name: subject} if name else {}
                rule = self._rule(form, template, path, bound)
                sources = [limit.source for limit in limits.used]
                source = form.source or "; ".join(dict.fromkeys(sources))
                if is_asked:
                    found.append(replace(rule, subject=subject, source=source))
            limits.is_unasked = False
        return tuple(found)

    def _template(self, form: RuleForm, path: Path) -> str | None:
        """Return which template the keys of a rule mean, or None after a complaint."""
        written = form.model_fields_set & TEMPLATE_KEYS
        named = [t for t, (first, _, _) in TEMPLATES.items() if first in written]
        if "never" in named:
            named = [t for t in named if t != "after"]
        if len(named) != 1:
            heads = ", ".join(first for first, _, _ in TEMPLATES.values())
            what = (
                f"this rule judges two things at once: {' and '.join(named)}"
                if named
                else "this rule does not say what is judged"
            )
            self._book.error((*path, "id"), "S310", what, f"write one of {heads}")
            return None
        template = named[0]
        first, needs, may = TEMPLATES[template]
        is_whole = True
        for key in needs:
            if key not in written:
                what = f"a rule with '{first}' needs '{key}' too"
                self._book.error((*path, first), "S312", what, is_key=True)
                is_whole = False
        for key in sorted(written - {first, *needs, *may}):
            what = f"'{key}' means nothing in a rule with '{first}'"
            hint = f"it can have {', '.join((*needs, *may)) or 'nothing besides'}"
            self._book.error((*path, key), "S313", what, hint, is_key=True)
        return template if is_whole else None

    def _subjects(self, form: RuleForm, path: Path) -> list[tuple[str, str]]:
        """Return (name, value) for every value that `for_each` runs over."""
        if not form.for_each:
            return [("", "")]
        if len(form.for_each) != 1:
            self._book.error(path, "S309", "for_each takes one name, like {vein: sources}")
            return []
        ((name, written),) = form.for_each.items()
        sets = self.moments.world.sets
        if isinstance(written, str) and written in sets:
            return [(name, value) for value in sets[written]]
        if isinstance(written, list) and all(isinstance(v, str) for v in written):
            return [(name, value) for value in written]
        what = f"there is no set {shown(written)}{self._book.near(str(written), sets)}"
        self._book.error((*path, name), "S309", what, f"sets: {', '.join(sets)}")
        return []

    def _rule(self, form: RuleForm, template: str, path: Path, bound: Bound) -> Rule:
        rule = Rule(
            id=form.id,
            template=template,
            domain=form.domain,
            at_least=form.at_least,
            points=float(form.points),
            lose=float(form.lose),
            critical=_filled(form.critical, bound),
            is_harm=form.harm,
            is_required=form.required_to_pass,
            is_optional=form.optional,
            good=_filled(form.good, bound),
            bad=_filled(form.bad, bound),
        )
        if template == "order":
            return replace(rule, groups=self._groups(form.order or [], (*path, "order"), bound))
        if template == "either":
            moments = self._several(form.either, (*path, "either"), bound)
            return replace(rule, moments=moments)
        if template == "must":
            return replace(rule, moment=self._one(form.must, (*path, "must"), bound))
        if template == "never":
            rule = replace(rule, moment=self._one(form.never, (*path, "never"), bound))
            if form.after is None:
                return rule
            return replace(rule, after=self._one(form.after, (*path, "after"), bound))
        if template == "before":
            return self._before(rule, form, path, bound)
        if template == "after":
            return self._after(rule, form, path, bound)
        if template == "finish":
            return replace(
                rule, within_ticks=self._ticks(form.finish_within, path, "finish_within")
            )
        return self._figures(rule, form, path, bound)

    def _before(self, rule: Rule, form: RuleForm, path: Path, bound: Bound) -> Rule:
        moment = self._one(form.before, (*path, "before"), bound)
        moments = self._several(form.do, (*path, "do"), bound)
        same: tuple[tuple[str, str], ...] = ()
        for prior in moments:  # one name must mean the same field in all of them
            same = self._same(form.same, moment, prior, (*path, "same"))
        within = None if form.within is None else self._ticks(form.within, path, "within")
        return replace(rule, moment=moment, moments=moments, within_ticks=within, same=same)

    def _after(self, rule: Rule, form: RuleForm, path: Path, bound: Bound) -> Rule:
        trigger = self._one(form.after, (*path, "after"), bound)
        answer = self._one(form.do, (*path, "do"), bound)
        return replace(
            rule,
            moment=trigger,
            answer=answer,
            within_ticks=None if form.within is None else self._ticks(form.within, path, "within"),
            same=self._same(form.same, trigger, answer, (*path, "same")),
            is_one_for_one=form.one_for_one,
        )

    def _figures(self, rule: Rule, form: RuleForm, path: Path, bound: Bound) -> Rule:
        """Translate `measure` and `total`, which look at one number of an event."""
        moment = self._one(form.of, (*path, "of"), bound)
        key = "measure" if rule.template == "measure" else "total"
        detail = None
        if moment is not None:
            word = form.measure if rule.template == "measure" else form.total
            place = (*path, key)
            detail = self.moments.detail(moment.event, word, place)
            if detail is not None and detail.kind not in ("quantity", "count"):
                what = f"'{word}' of '{moment.event}' is no number, so it cannot be measured"
                numbers = [w for w, d in details(moment.event).items()
                           if d.kind in ("quantity", "count")]  # fmt: skip
                self._book.error(place, "S305", what, f"numbers: {', '.join(numbers) or 'none'}")
                detail = None
        if detail is None:
            return replace(rule, moment=moment)
        rule = replace(rule, moment=moment, field=detail.field)
        if rule.template == "total":
            limit = self.moments.number(detail, form.up_to, (*path, "up_to"))
            return replace(rule, limit=float(limit or 0))
        full = self._ends(detail, form.full_points or {}, ("from", "to"), (*path, "full_points"))
        none = self._ends(detail, form.no_points or {}, ("up_to", "from"), (*path, "no_points"))
        self._check_ramp(full, none, path)
        return replace(rule, full=full, none=none)

    def _ends(
        self, detail: Detail, written: dict[str, Any], names: tuple[str, str], path: Path
    ) -> Ends:
        """Return the lower and the upper end; `full_points` may say up_to for its upper end."""
        ends: dict[int, float] = {}
        for word, value in written.items():
            if word in names:
                end = names.index(word)
            elif names == ("from", "to") and word == "up_to":
                end = 1
            else:
                allowed = (*names, "up_to") if names == ("from", "to") else names
                what = f"'{word}' is no end of a range{self._book.near(word, allowed)}"
                hint = f"use {', '.join(allowed)}"
                self._book.error((*path, word), "S308", what, hint, is_key=True)
                continue
            number = self.moments.number(detail, value, (*path, word))
            if number is not None:
                ends[end] = float(number)
        return ends.get(0), ends.get(1)

    def _check_ramp(self, full: Ends, none: Ends, path: Path) -> None:
        """Complain of ranges that contradict each other."""
        low, high = full
        if low is not None and high is not None and low > high:
            what = "the range ends before it begins"
            self._book.error((*path, "full_points"), "L404", what, is_key=True)
        is_low_wrong = none[0] is not None and (low is None or none[0] > low)
        is_high_wrong = none[1] is not None and (high is None or none[1] < high)
        if is_low_wrong or is_high_wrong:
            what = "the no-points limit lies inside the full-points range"
            hint = "no_points: up_to is the low end, from is the high end"
            self._book.error((*path, "no_points"), "L404", what, hint, is_key=True)

    def _same(
        self, written: Any, trigger: Moment | None, answer: Moment | None, path: Path
    ) -> tuple[tuple[str, str], ...]:
        if written is None or trigger is None or answer is None:
            return ()
        pairs = written if isinstance(written, dict) else {written: written}
        found = []
        for mine, theirs in pairs.items():
            left = self.moments.detail(trigger.event, mine, path)
            right = self.moments.detail(answer.event, theirs, path) if left else None
            if left and right:
                found.append((left.field, right.field))
        return tuple(found)

    def _groups(
        self, written: list[Any], path: Path, bound: Bound
    ) -> tuple[tuple[Moment, ...], ...]:
        if len(written) < 2:
            self._book.error(path, "S314", "an order needs at least two moments", is_key=True)
        if len(written) > MAX_LIST:
            self._book.error(path, "S317", f"this order has more than {MAX_LIST} steps")
            return ()
        groups = [
            self._several(group, (*path, number), bound) for number, group in enumerate(written)
        ]
        return tuple(group for group in groups if group)

    def _several(self, written: Any, path: Path, bound: Bound) -> tuple[Moment, ...]:
        if not isinstance(written, list):
            one = self._one(written, path, bound)
            return (one,) if one else ()
        if not written:
            self._book.error(path, "S314", "this list is empty")
        if len(written) > MAX_LIST:
            self._book.error(path, "S317", f"this list has more than {MAX_LIST} moments")
            return ()
        found = [self._one(item, (*path, n), bound) for n, item in enumerate(written)]
        return tuple(moment for moment in found if moment)

    def _one(self, written: Any, path: Path, bound: Bound) -> Moment | None:
        return self.moments.read(written, path, bound)

    def _ticks(self, written: Any, path: Path, key: str) -> int | None:
        place = (*path, key)
        written = self.moments.limits.resolve(written, place)
        if written is None:
            return None
        try:
            return round(quantity(written, "time") * TICKS_PER_SECOND)
        except QuantityError as error:
            self._book.error(place, "S306", str(error))
            return None

    @property
    def _book(self) -> Any:
        return self.moments.book


def _filled(text: str, bound: Bound) -> str:
    """Return `text` with the name of `for_each` filled in; other $words are for the debrief."""
    text = " ".join(text.split())
    for name, value in bound.items():
        text = text.replace(f"${name}", phrase(value))
    return text
