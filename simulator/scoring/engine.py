"""From verdicts to two ledgers in words that are never mixed: harm and skill.

`checking` decides what every rule made of the attempt and what that is worth; here a person is
told, from the author's own words and the events that kept or broke the rule (docs/scoring.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from simulator.scoring.checking import Checked, Line, check, shown
from simulator.scoring.rubric import Rubric, Rule
from simulator.scoring.sequence import BROKEN, OK
from simulator.scoring.trail import Record, Trail
from simulator.scoring.words import filled, plain, title

CRITICAL: Final = "critical"
HARM: Final = "harm"
NEAR_MISS: Final = "near miss"


@dataclass(frozen=True)
class Finding:
    """What one rule (for one subject) made of the attempt: a line of the skill ledger.

    `points` of `of` were earned and `lost` were taken off; `ticks` are those of the events
    that broke the rule, or kept it when none did. `kept` and `broke` are the witnesses: the
    indexes of the events themselves.
    """

    rule: str
    subject: str
    domain: str
    template: str
    verdict: str
    fraction: float
    points: float
    of: float
    lost: float
    text: str
    ticks: tuple[int, ...]
    kept: tuple[int, ...]
    broke: tuple[int, ...]
    is_harm: bool
    is_critical: bool
    is_optional: bool


@dataclass(frozen=True)
class Harm:
    """One line of the harm ledger: a critical fail, a harm, or a near miss."""

    kind: str
    rule: str
    subject: str
    tick: int
    text: str
    times: int = 1


@dataclass(frozen=True)
class Score:
    """Both ledgers of one attempt under one rubric; `passed` needs both."""

    passed: bool
    score: float
    pass_mark: float
    protocol: str
    critical: tuple[str, ...]  # ids of vetoes
    broken: tuple[str, ...]  # ids of other rules broken
    incomplete: tuple[str, ...]  # ids of required rules that are not complete
    untested: tuple[str, ...]
    lost: float
    domains: dict[str, tuple[float, float]]  # name -> (points, of)
    findings: tuple[Finding, ...]
    harms: tuple[Harm, ...]


def score(rubric: Rubric, events: Sequence[Record]) -> Score:
    """Judge the recorded `events` by `rubric`; raises UnusableInput on a damaged recording."""
    return told(check(rubric, events))


def told(checked: Checked) -> Score:
    """Return both ledgers of a checked attempt, in words."""
    return Score(
        passed=checked.passed,
        score=checked.score,
        pass_mark=checked.pass_mark,
        protocol=checked.protocol,
        critical=checked.critical,
        broken=checked.broken,
        incomplete=checked.incomplete,
        untested=checked.untested,
        lost=checked.lost,
        domains=checked.domains,
        findings=tuple([_finding(line, checked) for line in checked.lines]),
        harms=_harms(checked.lines, checked.trail),
    )


def text_of(rule: Rule, verdict: str, event: Record, *, is_veto: bool = False) -> str:
    """Return the author's words, or plain ones when the author wrote none.

    `is_veto` asks for the sentence of a critical fail, where the rule has one.
    """
    name = title(rule.id)
    if is_veto and rule.critical:
        text = rule.critical
    elif verdict == BROKEN:
        text = rule.bad or rule.critical or f"{name}: not as it should be."
    elif verdict == OK:
        text = rule.good or f"{name}: as it should be."
    else:
        text = f"{name}: it did not come to this."
    return filled(text, rule.subject, event)


def _finding(line: Line, checked: Checked) -> Finding:
    rule, judgement, trail = line.rule, line.judgement, checked.trail
    is_broken = judgement.verdict == BROKEN
    telling = judgement.broke if is_broken else judgement.kept
    event = trail.events[telling[0]] if telling else {}
    of = line.weighed.of
    return Finding(
        rule=rule.id,
        subject=rule.subject,
        domain=rule.domain,
        template=rule.template,
        verdict=judgement.verdict,
        fraction=float(line.share),
        points=shown(line.points) if of else 0.0,
        of=shown(of) if of else 0.0,
        lost=shown(checked.loses.get(rule.id, Fraction(0))) if is_broken else 0.0,
        text=text_of(rule, judgement.verdict, event),
        ticks=tuple([trail.ticks[i] for i in telling]),
        kept=judgement.kept,
        broke=judgement.broke,
        is_harm=rule.is_harm,
        is_critical=bool(rule.critical),
        is_optional=rule.is_optional,
    )


def _harms(lines: Sequence[Line], trail: Trail) -> tuple[Harm, ...]:
    """Return the harm ledger: vetoes first, then harms, then near misses, each in time order.

    A near miss is a harm rule about a warning sign that was kept: the danger was real and
    the answer came in time.
    """
    out: list[Harm] = []
    end = trail.ticks[-1] if trail.ticks else 0
    for line in lines:
        rule, judgement = line.rule, line.judgement
        if rule.is_optional or not (rule.critical or rule.is_harm):
            continue
        if judgement.verdict == BROKEN:
            first = judgement.broke[0] if judgement.broke else None
            event = trail.events[first] if first is not None else {}
            text = text_of(rule, BROKEN, event, is_veto=True)
            tick = trail.ticks[first] if first is not None else end
            kind = CRITICAL if rule.critical else HARM
            out.append(Harm(kind, rule.id, rule.subject, tick, text, max(len(judgement.broke), 1)))
        if rule.template == "after" and rule.moment and rule.moment.event == "warning_shown":
            out.extend(_near_miss(rule, trail, i) for i in judgement.kept)
    rank = (CRITICAL, HARM, NEAR_MISS)
    return tuple(sorted(out, key=lambda harm: (rank.index(harm.kind), harm.tick)))


def _near_miss(rule: Rule, trail: Trail, index: int) -> Harm:
    event = trail.events[index]
    sign = plain(str(event.get("sign", "warning sign")))
    text = filled(rule.good, rule.subject, event) or f"A {sign}: you answered in time."
    return Harm(NEAR_MISS, rule.id, rule.subject, trail.ticks[index], text)


def to_json(result: Score) -> dict[str, Any]:
    """Return the score with stable keys, ready for `json.dumps` (docs/scoring.md)."""
    return {
        "passed": result.passed,
        "score": result.score,
        "pass_mark": result.pass_mark,
        "protocol": result.protocol,
        "critical": list(result.critical),
        "broken": list(result.broken),
        "incomplete": list(result.incomplete),
        "untested": list(result.untested),
        "lost": result.lost,
        "domains": {
            name: {"points": points, "of": of} for name, (points, of) in result.domains.items()
        },
        "harms": [
            {
                "kind": h.kind,
                "rule": h.rule,
                "subject": h.subject,
                "tick": h.tick,
                "text": h.text,
                "times": h.times,
            }
            for h in result.harms
        ],
        "findings": [
            {
                "rule": f.rule,
                "subject": f.subject,
                "domain": f.domain,
                "verdict": f.verdict,
                "fraction": round(f.fraction, 6),
                "points": f.points,
                "of": f.of,
                "lost": f.lost,
                "text": f.text,
                "ticks": list(f.ticks),
                "is_harm": f.is_harm,
                "is_critical": f.is_critical,
                "is_optional": f.is_optional,
            }
            for f in result.findings
        ],
    }
