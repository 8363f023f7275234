"""One attempt under two rubrics: does its verdict flip, and because of which rules?"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from simulator.scoring.checking import Checked, Line, earned, shown
from simulator.scoring.engine import text_of
from simulator.scoring.rubric import Rule
from simulator.scoring.sequence import BROKEN, OK, UNTESTED

NEW, GONE, VERDICT, POINTS, WEIGHT = "new", "gone", "verdict", "points", "weight"
WORST: Final = (BROKEN, UNTESTED, OK)


@dataclass(frozen=True)
class Change:
    """What became of one rule: new or gone, another verdict or points, or another weight.

    `before` and `after` are its verdicts ('' where there is no such rule); points are what the
    attempt earned less what the rule took off. `sentence` is the author's, for the person who
    decides whether the change is meant. A rule that is `deciding` can fail the attempt alone.
    """

    rule: str
    kind: str
    before: str
    after: str
    points_before: float
    points_after: float
    is_deciding: bool
    sentence: str


@dataclass(frozen=True)
class Comparison:
    """Both verdicts of one attempt, and the rules that differ, those that decide first."""

    passed_before: bool
    passed_after: bool
    score_before: float
    score_after: float
    pass_mark_before: float
    pass_mark_after: float
    changes: tuple[Change, ...]

    @property
    def flips(self) -> bool:
        """Whether the attempt passes under one and fails under the other."""
        return self.passed_before != self.passed_after


@dataclass(frozen=True)
class _Standing:
    """A rule id in one attempt: its worst verdict, its points, and what it could decide."""

    verdict: str
    points: Fraction
    of: Fraction
    decides: bool
    rule: Rule
    sentence: str


def _standings(checked: Checked) -> dict[str, _Standing]:
    groups: dict[str, list[Line]] = {}
    for line in checked.lines:
        groups.setdefault(line.rule.id, []).append(line)
    vetoes = {*checked.critical, *checked.incomplete}
    return {id: _standing(id, own, checked, id in vetoes) for id, own in groups.items()}


def _standing(id: str, own: list[Line], checked: Checked, is_veto: bool) -> _Standing:
    worst = min(own, key=lambda line: WORST.index(line.judgement.verdict))
    verdict, judgement = worst.judgement.verdict, worst.judgement
    told = judgement.broke if verdict == BROKEN else judgement.kept
    event = checked.trail.events[told[0]] if told else {}
    sentence = text_of(worst.rule, verdict, event, is_veto=verdict == BROKEN)
    points = earned(own) - checked.loses.get(id, Fraction(0))
    of = sum((line.weighed.of for line in own), Fraction(0))
    return _Standing(verdict, points, of, is_veto, worst.rule, sentence)


def compare(before: Checked, after: Checked) -> Comparison:
    """Return what changes for an attempt that was checked under two rubrics."""
    old, new = _standings(before), _standings(after)
    changes = [
        change
        for id in dict.fromkeys((*old, *new))
        if (change := _change(id, old.get(id), new.get(id))) is not None
    ]
    changes.sort(key=lambda c: (not c.is_deciding, -abs(c.points_after - c.points_before)))
    return Comparison(
        passed_before=before.passed,
        passed_after=after.passed,
        score_before=before.score,
        score_after=after.score,
        pass_mark_before=before.pass_mark,
        pass_mark_after=after.pass_mark,
        changes=tuple(changes),
    )


def _change(id: str, old: _Standing | None, new: _Standing | None) -> Change | None:
    kind = ""
    if old is None:
        kind = NEW
    elif new is None:
        kind = GONE
    elif old.verdict != new.verdict:
        kind = VERDICT
    elif old.points != new.points:
        kind = POINTS if old.of == new.of else WEIGHT
    elif old.decides != new.decides or old.of != new.of:
        kind = WEIGHT
    speaks = new or old
    if not kind or speaks is None:
        return None
    return Change(
        rule=id,
        kind=kind,
        before=old.verdict if old else "",
        after=new.verdict if new else "",
        points_before=shown(old.points) if old else 0.0,
        points_after=shown(new.points) if new else 0.0,
        is_deciding=bool(old and old.decides) != bool(new and new.decides),
        sentence=speaks.sentence,
    )
