"""A rule as one plain sentence, from the keys its author wrote."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from simulator.scenario.explaining.yaml_text import number

if TYPE_CHECKING:
    from simulator.scenario.form import RuleForm

COMPARISONS: Final = {
    "in": "one of",
    "not": "not",
    "at_least": "at least",
    "up_to": "up to",
    "above": "above",
    "below": "below",
}
ENDS: Final = {"from": "from", "to": "to", "up_to": "up to"}


class Sentences:
    """Says rules in words; `limits` gives what stands in the protocol pack."""

    def __init__(self, limits: Mapping[str, Any]) -> None:
        self.limits = limits

    def of(self, rule: RuleForm) -> str:
        """Return the whole sentence: for whom, what must be, and what follows."""
        each = ""
        if rule.for_each:
            ((name, group),) = rule.for_each.items()
            each = f"For each {name} of {self._listed(group)}: "
        body = self._body(rule)
        if each and body[:1].isupper():
            body = body[:1].lower() + body[1:]
        body = each + body
        return f"{body}. {self._worth(rule)}".strip()

    def _body(self, rule: RuleForm) -> str:
        if rule.order is not None:
            return "In this order: " + "; ".join(map(self._group, rule.order))
        if rule.must is not None:
            return f"{self.moment(rule.must)} must happen{_times(rule)}"
        if rule.never is not None:
            after = f" after {self.moment(rule.after)}" if rule.after is not None else ""
            return f"{self.moment(rule.never)} must never happen{after}"
        if rule.either is not None:
            return "One of these must happen: " + "; ".join(map(self.moment, rule.either))
        if rule.before is not None:
            done = self._group(rule.do, "")
            return f"Before each {self.moment(rule.before)}: {done}{self._bounds(rule)}"
        if rule.after is not None:
            return f"After each {self.moment(rule.after)}: {self.moment(rule.do)}" + self._bounds(
                rule
            )
        if rule.measure is not None:
            full, none = self._ends(rule.full_points), self._ends(rule.no_points)
            beyond = f", none {none.replace(' and from', ' or from')}" if none else ""
            least = f", with {rule.at_least} of them at least" if rule.at_least > 1 else ""
            what = f"The {rule.measure} of each {self.moment(rule.of)}"
            return f"{what}: full points {full}{beyond}{least}"
        if rule.total is not None:
            limit = self.value(rule.up_to)
            return f"The {rule.total} of all {self.moment(rule.of)} together: up to {limit}"
        return f"The attempt ends within {self.value(rule.finish_within)}"

    def moment(self, reference: Any) -> str:
        """Return a step or an event with its details in brackets."""
        if not isinstance(reference, dict):
            return str(reference)
        details = [
            f"{word} {self._compared(value)}"
            for word, value in reference.items()
            if word not in ("step", "event")
        ]
        name = str(reference.get("step", reference.get("event")))
        return f"{name} ({', '.join(details)})" if details else name

    def value(self, written: Any) -> str:
        """Return a quantity or name, or what the limit it names says."""
        if isinstance(written, dict) and set(written) == {"protocol"}:
            return self.value(self.limits.get(str(written["protocol"])))
        if isinstance(written, bool):
            return "true" if written else "false"
        return self._listed(written)

    def _compared(self, value: Any) -> str:
        if isinstance(value, dict) and set(value) != {"protocol"}:
            return " and ".join(
                f"{COMPARISONS.get(k, k)} {self.value(v)}" for k, v in value.items()
            )
        return self.value(value)

    def _listed(self, value: Any) -> str:
        return ", ".join(map(str, value)) if isinstance(value, list) else str(value)

    def _group(self, group: Any, ending: str = " in any order") -> str:
        if not isinstance(group, list):
            return self.moment(group)
        many = ending if len(group) > 1 else ""
        return " and ".join(map(self.moment, group)) + many

    def _bounds(self, rule: RuleForm) -> str:
        words = ""
        if rule.same is not None:
            pairs = rule.same.items() if isinstance(rule.same, dict) else [(rule.same, rule.same)]
            same = [a if a == b else f"{a} as its {b}" for a, b in pairs]
            words += f" on the same {' and '.join(same)}"
        if rule.within is not None:
            words += f" within {self.value(rule.within)}"
        words += ", one for one" if rule.one_for_one else ""
        return words + (f"{_times(rule, ',')}" if rule.at_least > 1 else "")

    def _ends(self, ends: Mapping[str, Any] | None) -> str:
        parts = [(ENDS.get(k, k), self.value(v)) for k, v in (ends or {}).items()]
        text = " and ".join(f"{word} {value}" for word, value in parts)
        return text.replace(" and to ", " to ")

    def _worth(self, rule: RuleForm) -> str:
        words = [
            f"{number(rule.points)} point{'' if rule.points == 1 else 's'}" if rule.points else "",
            f"broken, it takes {number(rule.lose)} off" if rule.lose else "",
            "broken, the attempt fails" if rule.critical else "",
            "nobody passes without it" if rule.required_to_pass else "",
            "belongs to the ledger of harm" if rule.harm else "",
            "shown, never counted" if rule.optional else "",
        ]
        said = "; ".join(filter(None, words))
        return f"{said[:1].upper()}{said[1:]}." if said else ""


def _times(rule: RuleForm, comma: str = "") -> str:
    return f"{comma} at least {rule.at_least} times" if rule.at_least > 1 else ""
