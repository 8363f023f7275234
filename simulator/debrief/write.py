"""From a score to what the trainee reads: harms first, then skills, the order, the next drill."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from simulator.debrief.words import advice, capital, drill_for, mark_of, named
from simulator.scoring.engine import CRITICAL, HARM, Finding, Score
from simulator.scoring.rubric import Moment, Rubric, Rule
from simulator.scoring.sequence import BROKEN, OK, UNTESTED, stages
from simulator.scoring.trail import Record, Trail
from simulator.scoring.words import filled, title

SHOWN_LINES: Final = 3
STRONG_FRAC: Final = 0.75  # kept too seldom, a line is no strength yet


@dataclass(frozen=True)
class HarmLine:
    """One harm with the tick to jump to and what to do next time."""

    kind: str
    rule: str
    tick: int
    text: str
    advice: str
    times: int


@dataclass(frozen=True)
class SkillLine:
    """One criterion in plain words, with its points and the ticks to jump to."""

    rule: str
    domain: str
    text: str
    points: float
    of: float
    ticks: tuple[int, ...]


@dataclass(frozen=True)
class Stop:
    """One station of the order map: done, skipped, late or out of order."""

    group: int
    label: str
    status: str
    tick: int | None
    times: int
    note: str


@dataclass(frozen=True)
class Mark:
    """One mark on the timeline; `kind` is good, caution or harm."""

    tick: int
    label: str
    kind: str


@dataclass(frozen=True)
class Drill:
    """One thing to train next, and what it consists of."""

    name: str
    text: str


@dataclass(frozen=True)
class Debrief:
    """All that is said; `verdict` is passed, failed or not enough evidence."""

    verdict: str
    sentence: str
    patient: str
    truth: tuple[str, ...]  # what was really there, one sentence each
    harms: tuple[HarmLine, ...]
    strongest: tuple[SkillLine, ...]
    weakest: tuple[SkillLine, ...]
    order: tuple[Stop, ...]
    marks: tuple[Mark, ...]
    end_tick: int
    drill: Drill


def write(
    rubric: Rubric,
    score: Score,
    events: Sequence[Record],
    *,
    patient: str = "Your patient",
    truth: Sequence[str] = (),
) -> Debrief:
    """Return the debrief of one attempt; `truth` is what the case says was hidden."""
    trail = Trail(events)
    rules = {(rule.id, rule.subject): rule for rule in rubric.rules}
    by_id = {rule.id: rule for rule in reversed(rubric.rules)}
    verdict, sentence = _verdict(score, by_id)
    return Debrief(
        verdict=verdict,
        sentence=sentence,
        patient=patient,
        truth=tuple(truth),
        harms=tuple(
            HarmLine(h.kind, h.rule, h.tick, h.text, advice(by_id[h.rule]), h.times)
            for h in score.harms
        ),
        strongest=_strongest(score.findings),
        weakest=_weakest(score.findings, rules),
        order=_order(rubric, trail),
        marks=_marks(score, trail),
        end_tick=trail.ticks[-1] if trail.ticks else 0,
        drill=_drill(score, rules, by_id),
    )


def _verdict(score: Score, by_id: dict[str, Rule]) -> tuple[str, str]:
    percent = f"{score.score:.1f} % of the skill points"
    if not any(f.kept or f.broke for f in score.findings):
        return "not enough evidence", "There is not enough in this attempt to judge it."
    if score.critical:
        first = next(h for h in score.harms if h.kind == CRITICAL)
        others = len(score.critical) - 1
        more = f" There {'is' if others == 1 else 'are'} {others} more." if others else ""
        return "failed", f"Not passed: {percent}, and one event overrides them. {first.text}{more}"
    if score.incomplete:
        what = title(score.incomplete[0])
        return (
            "failed",
            f"Not passed: {percent}, but a required step is incomplete: {what}.",
        )
    if not score.passed:
        return "failed", f"Not passed yet: {percent}; the pass mark is {score.pass_mark:g} %."
    harms = sum(h.kind == HARM for h in score.harms)
    if harms:
        return "passed", f"Passed with {percent}. {_harm_words(harms)} to look at."
    return "passed", f"Passed with {percent}, and no harm."


def _harm_words(count: int) -> str:
    return "There is one harm" if count == 1 else f"There are {count} harms"


def _strongest(findings: Sequence[Finding]) -> tuple[SkillLine, ...]:
    able = [f for f in findings if f.of and f.verdict == OK and f.fraction >= STRONG_FRAC]
    able.sort(key=lambda f: -f.points)
    return tuple(_line(f, f.text) for f in able[:SHOWN_LINES])


def _weakest(
    findings: Sequence[Finding], rules: dict[tuple[str, str], Rule]
) -> tuple[SkillLine, ...]:
    short = [f for f in findings if not f.is_optional and (f.of - f.points > 0 or f.lost)]
    short.sort(key=lambda f: f.points - f.of - f.lost)
    return tuple(_line(f, _weak_words(f, rules[f.rule, f.subject])) for f in short[:SHOWN_LINES])


def _weak_words(finding: Finding, rule: Rule) -> str:
    """Say what is missing; a rule kept too seldom is short of trials, not broken."""
    if finding.verdict == UNTESTED:
        return f"{finding.text} {advice(rule)}"
    if rule.template == "order":
        steps = sum(len(group) for group in rule.groups)
        return f"{finding.text} {len(finding.kept)} of {steps} steps were in place."
    if finding.verdict == BROKEN:
        often = len(finding.broke)
        total = often + len(finding.kept)
        if rule.template in ("before", "after", "measure") and total > 1:
            return f"{finding.text} ({often} of {total})"
        return finding.text
    return f"{finding.text} Only {len(finding.kept)} of at least {rule.at_least} times."


def _line(finding: Finding, text: str) -> SkillLine:
    return SkillLine(finding.rule, finding.domain, text, finding.points, finding.of, finding.ticks)


def _order(rubric: Rubric, trail: Trail) -> tuple[Stop, ...]:
    out = []
    for rule in rubric.rules:
        if rule.template != "order":
            continue
        for stage in stages(rule, trail):
            note = ""
            if stage.missing:
                note = "; ".join(_missing(m, trail) for m in stage.missing)
            elif stage.status == "late":
                note = "after a later step"
            out.append(
                Stop(
                    group=stage.group,
                    label=capital(named(stage.moment)),
                    status=stage.status,
                    tick=None if stage.line is None else trail.ticks[stage.line],
                    times=len(trail.find(stage.moment)),
                    note=note,
                )
            )
    return tuple(out)


def _missing(moment: Moment, trail: Trail) -> str:
    return f"{'before' if trail.find(moment) else 'without'} {named(moment)}"


def _marks(score: Score, trail: Trail) -> tuple[Mark, ...]:
    """Return events worth a mark, and every tick at which a rule was broken, in time order."""
    found: dict[tuple[int, str], Mark] = {}
    for tick, event in zip(trail.ticks, trail.events, strict=True):
        told = mark_of(event)
        if told is not None:
            kind, label = told
            label = capital(filled(label, "", event))
            found.setdefault((tick, label), Mark(tick, label, kind))
    for finding in score.findings:
        if finding.verdict != BROKEN or finding.is_optional or finding.template == "order":
            continue
        is_harm = finding.is_critical or finding.is_harm
        for tick in finding.ticks:
            label = f"{title(finding.rule)}: not kept"
            found[tick, label] = Mark(tick, label, "harm" if is_harm else "caution")
    return tuple(sorted(found.values(), key=lambda mark: mark.tick))


def _drill(score: Score, rules: dict[tuple[str, str], Rule], by_id: dict[str, Rule]) -> Drill:
    """Return the drill for the first harm, else for the costliest skill line."""
    for harm in score.harms:
        if harm.kind in (CRITICAL, HARM):
            return Drill(*drill_for(by_id[harm.rule]))
    weakest = _weakest(score.findings, rules)
    if weakest:
        return Drill(*drill_for(by_id[weakest[0].rule]))
    return Drill("A harder leg", "Nothing to mend here. Try the same case on another seed.")
