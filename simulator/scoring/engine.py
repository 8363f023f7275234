"""From a rubric and the recorded events to two ledgers that are never mixed.

The score policy, in one place (docs/scoring.md): prohibitions never earn; a rule that was
never put to the test earns nothing and stays in the denominator, so the empty attempt
scores 0; a critical rule keeps the number but fails the attempt. Everything is rational
until the one rounding, so the same events give the same score on every machine.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from simulator.scoring.rubric import DOMAINS, Rubric, Rule
from simulator.scoring.sequence import (
    ALL,
    BROKEN,
    NOTHING,
    OK,
    PROHIBITIONS,
    UNTESTED,
    Judgement,
    judge,
)
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


@dataclass(frozen=True)
class _Line:
    """One rule instance on its way into the ledgers, still in rationals."""

    rule: Rule
    judgement: Judgement
    share: Fraction
    points: Fraction
    of: Fraction


def score(rubric: Rubric, events: Sequence[Record]) -> Score:
    """Judge the recorded `events` by `rubric`; raises UnusableInput on a damaged recording."""
    trail = Trail(events)
    lines = _judged(rubric.rules, trail)
    loses = _loses(lines)
    earned = sum((line.points for line in lines), NOTHING)
    of = sum((line.of for line in lines), NOTHING)
    lost = sum(loses.values(), NOTHING)
    exact = min(max(100 * earned / of - lost, NOTHING), Fraction(100)) if of else NOTHING
    shown = round(exact * 10) / 10  # the one rounding; what is shown is what passes
    broken = _ids(lines, lambda line: line.judgement.verdict == BROKEN)
    critical = tuple(i for i in broken if any(x.rule.id == i and x.rule.critical for x in lines))
    incomplete = _ids(lines, _is_incomplete)
    findings = tuple(_finding(line, trail, loses) for line in lines)
    return Score(
        passed=shown >= rubric.pass_mark and not critical and not incomplete,
        score=shown,
        pass_mark=rubric.pass_mark,
        protocol=rubric.protocol,
        critical=critical,
        broken=tuple(i for i in broken if i not in critical),
        incomplete=incomplete,
        untested=_ids(lines, lambda line: line.judgement.verdict == UNTESTED),
        lost=_shown(lost),
        domains=_domains(lines),
        findings=findings,
        harms=_harms(lines, trail),
    )


def _judged(rules: Sequence[Rule], trail: Trail) -> list[_Line]:
    """Judge each rule; instances of one id share its points, so their fractions average."""
    instances: dict[str, int] = {}
    for rule in rules:
        instances[rule.id] = instances.get(rule.id, 0) + 1
    done = _share_done(rules, trail)
    lines = []
    for rule in rules:
        judgement = judge(rule, trail)
        of = NOTHING
        if not rule.is_optional and rule.template not in PROHIBITIONS:
            of = Fraction(rule.points) / instances[rule.id]
        share = judgement.fraction * done if rule.template == "finish" else judgement.fraction
        lines.append(_Line(rule, judgement, share, of * share, of))
    return lines


def _share_done(rules: Sequence[Rule], trail: Trail) -> Fraction:
    """Return the share of the procedure that happened at all: running out early is not fast."""
    asked = [rule for rule in rules if not rule.is_optional]
    moments = [m for r in asked if r.template == "order" for group in r.groups for m in group]
    moments += [r.moment for r in asked if r.template == "must" and r.moment is not None]
    if not moments:
        return NOTHING
    return Fraction(sum(bool(trail.find(m)) for m in moments), len(moments))


def _loses(lines: Sequence[_Line]) -> dict[str, Fraction]:
    """Return what each broken rule takes off, once however many instances are broken."""
    out: dict[str, Fraction] = {}
    for line in lines:
        if line.rule.lose and line.judgement.verdict == BROKEN and not line.rule.is_optional:
            out[line.rule.id] = Fraction(line.rule.lose)
    return out


def _is_incomplete(line: _Line) -> bool:
    """Say whether a required rule lacks something; a prohibition only by being broken."""
    if not line.rule.is_required:
        return False
    if line.rule.template in PROHIBITIONS:
        return line.judgement.verdict == BROKEN
    return line.share < ALL


def _ids(lines: Sequence[_Line], holds: Any) -> tuple[str, ...]:
    """Return the ids of the lines that hold, once each, in the rubric's order."""
    return tuple(dict.fromkeys(x.rule.id for x in lines if not x.rule.is_optional and holds(x)))


def _shown(value: Fraction) -> float:
    return round(value * 100) / 100


def _domains(lines: Sequence[_Line]) -> dict[str, tuple[float, float]]:
    """Return points earned and possible per domain, known domains first."""
    names = dict.fromkeys((*DOMAINS, *(line.rule.domain for line in lines)))
    out = {}
    for name in names:
        own = [line for line in lines if line.rule.domain == name and line.of]
        if own:
            points = sum((line.points for line in own), NOTHING)
            out[name] = (_shown(points), _shown(sum((line.of for line in own), NOTHING)))
    return out


def text_of(rule: Rule, verdict: str, event: Record) -> str:
    """Return the author's words, or plain ones when the author wrote none."""
    name = title(rule.id)
    if verdict == BROKEN:
        text = rule.bad or rule.critical or f"{name}: not as it should be."
    elif verdict == OK:
        text = rule.good or f"{name}: as it should be."
    else:
        text = f"{name}: it did not come to this."
    return filled(text, rule.subject, event)


def _finding(line: _Line, trail: Trail, loses: dict[str, Fraction]) -> Finding:
    rule, judgement = line.rule, line.judgement
    telling = judgement.broke if judgement.verdict == BROKEN else judgement.kept
    event = trail.events[telling[0]] if telling else {}
    return Finding(
        rule=rule.id,
        subject=rule.subject,
        domain=rule.domain,
        template=rule.template,
        verdict=judgement.verdict,
        fraction=float(line.share),
        points=_shown(line.points),
        of=_shown(line.of),
        lost=_shown(loses.get(rule.id, NOTHING)) if judgement.verdict == BROKEN else 0.0,
        text=text_of(rule, judgement.verdict, event),
        ticks=tuple(trail.ticks[i] for i in telling),
        kept=judgement.kept,
        broke=judgement.broke,
        is_harm=rule.is_harm,
        is_critical=bool(rule.critical),
        is_optional=rule.is_optional,
    )


def _harms(lines: Sequence[_Line], trail: Trail) -> tuple[Harm, ...]:
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
            text = filled(rule.critical, rule.subject, event) or text_of(rule, BROKEN, event)
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
