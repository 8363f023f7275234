"""The rules of a case as an instructor reads them at a glance: a line each, by domain."""

from dataclasses import dataclass

from simulator.scoring.rubric import DOMAINS, Rubric, Rule
from simulator.scoring.words import title


@dataclass(frozen=True)
class RuleLine:
    """One rule, however many subjects it runs over; `shape` says what it can do to an attempt."""

    words: str
    shape: str  # critical, required, points, loss or optional
    worth: str  # veto, points, or what it takes off
    times: int


def lines_of(rubric: Rubric) -> dict[str, list[RuleLine]]:
    """Return the lines of every domain that has any, in the order of a session."""
    whole = sum(rule.points for rule in _firsts(rubric) if _earns(rule)) or 1.0
    found: dict[str, list[RuleLine]] = {}
    for domain in DOMAINS:
        lines = [
            RuleLine(title(rule.id), shape_of(rule), _worth(rule, whole), _times(rubric, rule.id))
            for rule in _firsts(rubric)
            if rule.domain == domain
        ]
        if lines:
            found[domain] = lines
    return found


def points_of(rubric: Rubric, domain: str) -> float:
    """Return how many of a hundred points a domain is worth."""
    firsts = [rule for rule in _firsts(rubric) if _earns(rule)]
    whole = sum(rule.points for rule in firsts) or 1.0
    return 100.0 * sum(rule.points for rule in firsts if rule.domain == domain) / whole


def shape_of(rule: Rule) -> str:
    """Return the worst that a rule can do: what it forbids comes before what it earns."""
    if rule.critical:
        return "critical"
    if rule.is_optional:
        return "optional"
    if rule.is_required:
        return "required"
    return "points" if _earns(rule) else "loss"


def _worth(rule: Rule, whole: float) -> str:
    points = f"{100.0 * rule.points / whole:.3g}" if _earns(rule) else ""
    if rule.critical:
        return f"veto, {points}" if points else "veto"
    if rule.is_optional:
        return "extra"
    return points or (f"\N{MINUS SIGN}{rule.lose:g}" if rule.lose else "harm")


def _earns(rule: Rule) -> bool:
    return rule.points > 0 and not rule.is_optional and rule.template not in ("never", "total")


def _times(rubric: Rubric, rule_id: str) -> int:
    return sum(rule.id == rule_id for rule in rubric.rules)


def _firsts(rubric: Rubric) -> list[Rule]:
    """Return one rule of every id: those of a `for_each` share their points."""
    first: dict[str, Rule] = {}
    for rule in rubric.rules:
        first.setdefault(rule.id, rule)
    return list(first.values())
