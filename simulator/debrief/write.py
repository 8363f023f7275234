"""From a score to what the trainee reads: harms first, then skills, the order, the next drill."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from simulator.debrief.blemishes import BlemishLine, blemishes
from simulator.debrief.course import diary_line, judgement, outcome_line
from simulator.debrief.found import parting, sources, unscanned, was_declined
from simulator.debrief.words import (
    DECLINING,
    advice,
    capital,
    drill_for,
    few,
    first_sentence,
    labels,
    left_out,
    mark_of,
    uncapital,
)
from simulator.scoring.engine import CRITICAL, HARM, Finding, Score, text_of
from simulator.scoring.rubric import Rubric, Rule
from simulator.scoring.sequence import BROKEN, OK, UNTESTED, stages
from simulator.scoring.trail import Record, Trail
from simulator.scoring.words import filled, title

SHOWN_LINES: Final = 3
LONGEST_LABEL: Final = 44  # letters of a mark on the timeline
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
    lost: float
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
    sources: tuple[str, ...]  # what became of each hidden source
    unscanned: tuple[str, ...]  # required territories that were not looked at well enough
    parting: tuple[tuple[str, str], ...]  # how it ended if nothing was injected: mark, sentence
    is_declined: bool  # the treatment was, and nothing was injected all the same
    judgement: str  # of the whole course, in words; '' where nothing was injected
    outcome: str  # what is left to see at month three, in words
    blemishes: tuple[BlemishLine, ...]
    diary: str  # how long the stocking was worn, in words; '' where there was none to wear
    harms: tuple[HarmLine, ...]
    strongest: tuple[SkillLine, ...]
    weakest: tuple[SkillLine, ...]
    losses: tuple[SkillLine, ...]  # the rules that took points off, each once
    order: tuple[Stop, ...]
    marks: tuple[Mark, ...]
    end_tick: int
    drill: Drill

    @property
    def changes(self) -> tuple[SkillLine, ...]:
        """What to change, the costliest first: the weakest lines and all that took points off."""
        return tuple(sorted((*self.weakest, *self.losses), key=lambda x: x.points - x.of - x.lost))


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
    verdict, sentence = _verdict(score)
    return Debrief(
        verdict=verdict,
        sentence=sentence,
        patient=patient,
        truth=tuple(truth),
        sources=sources(events),
        unscanned=unscanned(events),
        parting=parting(events),
        is_declined=was_declined(events),
        judgement=judgement(events),
        outcome=outcome_line(events),
        blemishes=blemishes(events),
        diary=diary_line(events),
        harms=tuple(
            HarmLine(h.kind, h.rule, h.tick, h.text, advice(rules[h.rule, h.subject]), h.times)
            for h in score.harms
        ),
        strongest=_strongest(score.findings),
        weakest=_weakest(score.findings, rules, trail),
        losses=_losses(score.findings),
        order=_order(rubric, trail),
        marks=_marks(score.findings, rules, trail),
        end_tick=trail.ticks[-1] if trail.ticks else 0,
        drill=_drill(score, rules, was_declined(events)),
    )


def _verdict(score: Score) -> tuple[str, str]:
    percent = f"{score.score:.1f} % of the skill points"
    if not any(f.kept or f.broke for f in score.findings):
        return "not enough evidence", "There is not enough in this attempt to judge it."
    if score.critical:
        first = next(h for h in score.harms if h.kind == CRITICAL)
        count = len(score.critical)
        vetoes = "one veto overrides them" if count == 1 else f"{count} vetoes override them"
        return "failed", f"Not passed: {percent}, but {vetoes}. {first.text}"
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


def _short(findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings that cost something, the costliest first."""
    short = [f for f in findings if not f.is_optional and (f.of - f.points > 0 or f.lost)]
    return sorted(short, key=lambda f: f.points - f.of - f.lost)


def _weakest(
    findings: Sequence[Finding], rules: dict[tuple[str, str], Rule], trail: Trail
) -> tuple[SkillLine, ...]:
    undone = left_out(rules.values(), trail)
    short = [f for f in _short(findings) if not f.lost]
    return tuple(
        _line(f, _weak_words(f, rules[f.rule, f.subject], undone)) for f in short[:SHOWN_LINES]
    )


def _losses(findings: Sequence[Finding]) -> tuple[SkillLine, ...]:
    """Return what took points off, the costliest first; a rule does so once, however often broken.

    All are told: what is taken off is in no domain, so nothing else would show it.
    """
    by_rule: dict[str, list[Finding]] = {}
    for finding in _short(findings):
        if finding.lost:
            by_rule.setdefault(finding.rule, []).append(finding)
    lines = []
    for own in by_rule.values():
        times = sum(len(f.broke) for f in own)
        text = f"{own[0].text} ({times} times)" if times > 1 else own[0].text
        ticks = tuple(sorted(tick for f in own for tick in f.ticks))
        points, of = sum(f.points for f in own), sum(f.of for f in own)
        lines.append(SkillLine(own[0].rule, own[0].domain, text, points, of, own[0].lost, ticks))
    return tuple(lines)


def _weak_words(finding: Finding, rule: Rule, undone: Sequence[str]) -> str:
    """Say what is missing; a rule kept too seldom is short of trials, not broken.

    An end in time is worth the share of the procedure that was done: `undone` names the rest.
    """
    if finding.verdict == UNTESTED:
        return f"{finding.text} {advice(rule)}"
    if rule.template == "order":
        steps = sum(len(group) for group in rule.groups)
        return f"{finding.text} {len(finding.kept)} of {steps} steps were in place."
    if finding.verdict == BROKEN:
        often = len(finding.broke)
        total = often + len(finding.kept)
        if rule.template in ("after", "measure") and total > 1:
            return f"{finding.text} ({often} of {total})"
        return finding.text
    if rule.template == "finish":
        return f"You ended in time, but had not done all. Left out: {few(undone)}."
    return f"{finding.text} Only {len(finding.kept)} of at least {rule.at_least} times."


def _line(finding: Finding, text: str) -> SkillLine:
    f = finding
    return SkillLine(f.rule, f.domain, text, f.points, f.of, f.lost, f.ticks)


def _order(rubric: Rubric, trail: Trail) -> tuple[Stop, ...]:
    out = []
    for rule in rubric.rules:
        if rule.template != "order":
            continue
        label = labels(rule)
        for stage in stages(rule, trail):
            missing = [
                f"{'before' if trail.find(m) else 'without'} {uncapital(label[m])}"
                for m in stage.missing
            ]
            is_late = stage.status == "late"
            out.append(
                Stop(
                    group=stage.group,
                    label=label[stage.moment],
                    status=stage.status,
                    tick=None if stage.line is None else trail.ticks[stage.line],
                    times=len(trail.find(stage.moment)),
                    note="after a later step" if is_late else "; ".join(missing),
                )
            )
    return tuple(out)


def _marks(
    findings: Sequence[Finding], rules: dict[tuple[str, str], Rule], trail: Trail
) -> tuple[Mark, ...]:
    """Return events worth a mark and the moments at which rules were broken, in time order.

    What ought to have come before is missing once, however many acts follow without it.
    """
    found: dict[tuple[int, str], Mark] = {}
    for tick, event in zip(trail.ticks, trail.events, strict=True):
        told = mark_of(event)
        if told is not None:
            kind, label = told
            label = capital(filled(label, "", event))
            found.setdefault((tick, label), Mark(tick, label, kind))
    for finding in findings:
        if finding.verdict != BROKEN or finding.is_optional or finding.template == "order":
            continue
        rule = rules[finding.rule, finding.subject]
        kind = "harm" if finding.is_critical or finding.is_harm else "caution"
        for line in finding.broke[:1] if rule.template == "before" else finding.broke:
            label = first_sentence(text_of(rule, BROKEN, trail.events[line]))
            if len(label) > LONGEST_LABEL:
                label = title(rule.id)
            found[trail.ticks[line], label] = Mark(trail.ticks[line], label, kind)
    return tuple(sorted(found.values(), key=lambda mark: mark.tick))


def _drill(score: Score, rules: dict[tuple[str, str], Rule], is_declined: bool) -> Drill:
    """Return the drill for the first harm, else for the costliest line that is an act.

    An outcome is a consequence: it is trained through what caused it. Who declined, and did no
    harm, has nothing to train but that.
    """
    if is_declined and not score.harms and _short(score.findings):
        return Drill(*DECLINING)
    for harm in score.harms:
        if harm.kind in (CRITICAL, HARM):
            return Drill(*drill_for(rules[harm.rule, harm.subject]))
    short = _short(score.findings)
    for finding in [f for f in short if f.domain != "outcome"] or short:
        return Drill(*drill_for(rules[finding.rule, finding.subject]))
    return Drill("A harder leg", "Nothing to mend here. Try the same case on another seed.")
