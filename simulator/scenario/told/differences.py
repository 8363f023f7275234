"""One expectation against the score its attempt got: met, or every difference in words."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from simulator.base.complaints import Complaint
from simulator.scenario.told.expectations import Expectation
from simulator.scoring.engine import Finding, Score, score
from simulator.scoring.rubric import Rubric

MOST_REASONS: Final = 3  # of a score that is too low; the costliest first
CODES: Final = {
    "passed": "E501",
    "score": "E502",
    "broken": "E503",
    "critical": "E504",
    "untested": "E505",
}


def judged(expected: Expectation, rubric: Rubric, events: Sequence[Any]) -> list[Complaint]:
    """Score `events` by `rubric` and return what is not as expected; nothing if all of it is."""
    return differences(expected, score(rubric, events))


def differences(expected: Expectation, result: Score) -> list[Complaint]:
    """Return every claim that does not hold, at its key in the scenario's file."""
    found: list[Complaint] = []

    def differs(claim: str, what: str) -> None:
        said = f"{expected.name}: {what}"
        found.append(replace(expected.places[claim], what=said, code=CODES[claim]))

    if expected.passed is not None and expected.passed != result.passed:
        differs("passed", _passing(expected.passed, result))
    low, high = expected.at_least, expected.up_to
    if low is not None and result.score < low:
        differs(
            "score", f"score: at least {float(low):g} %, but {result.score:.1f} %{_why(result)}"
        )
    if high is not None and result.score > high:
        differs("score", f"score: up to {float(high):g} %, but {result.score:.1f} %")
    for claim, wanted in expected.ids.items():
        came = _came(claim, result)
        if set(wanted) != set(came):
            differs(claim, f"{claim}: {_set_difference(wanted, came, result)}")
    return found


def _came(claim: str, result: Score) -> tuple[str, ...]:
    return {
        "broken": result.broken,
        "critical": result.critical,
        "untested": result.untested,
    }[claim]


def _passing(wanted: bool, result: Score) -> str:
    if not wanted:
        return f"it should fail, but it passes with {result.score:.1f} %"
    if result.critical:
        texts = [f.text for f in result.findings if f.rule in result.critical]
        return f"it should pass, but it breaks {', '.join(result.critical)}: {texts[0]}"
    if result.incomplete:
        return f"it should pass, but {', '.join(result.incomplete)} is not complete"
    return (
        f"it should pass, but {result.score:.1f} % is below the pass mark of "
        f"{result.pass_mark:g} %{_why(result)}"
    )


def _why(result: Score) -> str:
    """Return the rules that cost most, with what was lost, in one line."""
    costs: dict[str, list[Finding]] = {}
    for finding in result.findings:
        if not finding.is_optional and (finding.points < finding.of or finding.lost):
            costs.setdefault(finding.rule, []).append(finding)
    ranked = sorted(costs.items(), key=lambda item: -_cost(item[1])[0])
    if not ranked:
        return ""
    parts = [_told(rule, findings) for rule, findings in ranked[:MOST_REASONS]]
    more = len(ranked) - MOST_REASONS
    if more > 0:
        parts.append(f"and {more} more rule{'s' if more > 1 else ''}")
    return ": " + "; ".join(parts)


def _cost(findings: Sequence[Finding]) -> tuple[float, float]:
    """Return points lost and points possible of one rule over all its subjects."""
    lost = sum(f.of - f.points for f in findings) + max(f.lost for f in findings)
    return lost, sum(f.of for f in findings)


def _told(rule: str, findings: Sequence[Finding]) -> str:
    lost, of = _cost(findings)
    share = f"{round(lost, 2):g} of {round(of, 2):g}" if of else f"{round(lost, 2):g}"
    worst = max(findings, key=lambda f: (f.verdict == "broken", f.of - f.points))
    return f"{rule} lost {share}: {worst.text.rstrip('.')}"


def _set_difference(wanted: Sequence[str], came: Sequence[str], result: Score) -> str:
    """Return which ids are missing and which are too many, with what the rule said."""
    texts = {f.rule: f.text for f in result.findings if f.verdict == "broken"}
    missing = [rule for rule in wanted if rule not in came]
    extra = [rule for rule in came if rule not in wanted]
    parts = []
    if missing:
        parts.append(f"expected {', '.join(missing)}, which {_verdict(missing, result)}")
    for rule in extra:
        text = f": {texts[rule].rstrip('.')}" if rule in texts else ""
        parts.append(f"{rule} was not expected{text}")
    return "; ".join(parts)


def _verdict(missing: Sequence[str], result: Score) -> str:
    said = {f.rule: f.verdict for f in result.findings}
    words = {"ok": "was kept", "untested": "was not tested", "broken": "was broken"}
    return " and ".join(dict.fromkeys(words[said[rule]] for rule in missing if rule in said))
