"""Can an attempt pass at all, can every rule come to the test, and can the essential be skipped?

Idea. What must hold of every attempt that passes (vetoes, required parts) is searched
together with what earns points; the attempt that is found is judged by the real engine, so
that a yes is always true. A no is proved on few rules: those that a goal draws in through
the events it needs. What could be proved neither way within the budget is unknown, and
never called fine.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from simulator.base.units import TICKS_PER_SECOND
from simulator.scoring.automata import FULL, SAFE, TESTED, automaton, can_overlap
from simulator.scoring.engine import Score, score
from simulator.scoring.letters import Alphabet, Letter, Possible, TooManyLetters, open_world
from simulator.scoring.rubric import Moment, Rubric, Rule
from simulator.scoring.sequence import BROKEN, PROHIBITIONS, UNTESTED, judge
from simulator.scoring.trail import Trail
from simulator.scoring.word_search import Found, Impossible, Outcome, Purse, Unknown, find_word

BUDGET: Final = 1_000_000  # steps of all searches about one rubric: some two seconds at most
FIRST, LARGE, SMALL = 64, 8, 160  # shares of it: the first try, all rules, a few rules
FORBIDDING: Final = (*PROHIBITIONS, "measure")
GAPS: Final = (TICKS_PER_SECOND, TICKS_PER_SECOND // 4, 1, 0)  # ticks between acts of a witness
Banned = Callable[[Mapping[str, Any]], bool]


@dataclass(frozen=True)
class Need:
    """A rule and how far it has to be kept: in full, safe (not broken), or tested."""

    rule: Rule
    level: str


@dataclass(frozen=True)
class Attempt:
    """Events that the engine has judged."""

    events: tuple[Mapping[str, Any], ...]
    score: Score


@dataclass(frozen=True)
class Answer:
    """What is known about passing at all.

    `attempt` passes, if there is one. `contradiction` are rules that no attempt keeps
    together, none of them to spare. `out_of_reach` are rules whose points nobody can earn
    in an attempt that passes, when that puts the pass mark out of reach. `given_up` are the
    rules that `attempt` does not keep in full. Nothing of all this: unknown.
    """

    attempt: Attempt | None = None
    contradiction: tuple[Rule, ...] = ()
    out_of_reach: tuple[Rule, ...] = ()
    given_up: tuple[Rule, ...] = ()

    @property
    def is_unknown(self) -> bool:
        return not (self.attempt or self.contradiction or self.out_of_reach)


@dataclass
class Achievable:
    """Questions about one rubric; `possible` says what the fields of events can hold."""

    rubric: Rubric
    possible: Possible = open_world
    budget: int = BUDGET
    purse: Purse = field(init=False)
    _cores: dict[Need, tuple[Need, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.purse = Purse(self.budget)

    @cached_property
    def hard(self) -> tuple[Need, ...]:
        """What holds of every attempt that passes."""
        return tuple(Need(r, level) for r in self._rules if (level := _hard_level(r)))

    @cached_property
    def soft(self) -> tuple[Need, ...]:
        """What the points ask for besides, the dearest first."""
        found = [
            Need(r, FULL if r.points and r.template not in PROHIBITIONS else SAFE)
            for r in self._rules
            if (r.points or r.lose) and _hard_level(r) != FULL
        ]
        return tuple(sorted(found, key=lambda need: -(need.rule.points + need.rule.lose)))

    @cached_property
    def answer(self) -> Answer:
        """Whether an attempt can pass, and which does."""
        everything = [*self.hard, *self.soft]
        if attempt := self._tried(everything, self.budget // FIRST):
            return Answer(attempt)
        for need in self.hard:
            if core := self.core_against(need):
                return Answer(contradiction=tuple(n.rule for n in core))
        together = self._solve(self.hard, self.budget // LARGE)
        if isinstance(together, Impossible):
            return Answer(contradiction=tuple(n.rule for n in self._minimal(self.hard)))
        if isinstance(together, Unknown):
            for one, core in self._pairs():
                return Answer(contradiction=tuple(n.rule for n in core or (one,)))
        if lost := self._points_out_of_reach():
            return Answer(out_of_reach=lost)
        if attempt := self._tried(everything, self.budget // LARGE):
            return Answer(attempt)
        kept, word = self._most(self.hard, self.soft, None)
        given_up = tuple(need.rule for need in self.soft if need not in kept)
        attempt = self._judged(word) if word is not None else None
        return Answer(attempt, given_up=given_up)

    def never_tested(self) -> list[tuple[Rule, tuple[Rule, ...]]]:
        """Return the rules that no passing attempt puts to the test, each with what forbids it."""
        trail = Trail(self.answer.attempt.events if self.answer.attempt else ())
        found = []
        for rule in self._rules:
            if judge(rule, trail).verdict != UNTESTED:
                continue
            if core := self.core_against(Need(rule, TESTED)):
                found.append((rule, tuple(n.rule for n in core if n.rule is not rule)))
        return found

    def impossible_moments(self) -> list[tuple[Rule, Moment]]:
        """Return the moments that no single event can be."""
        found = []
        for rule in self._rules:
            for moment in _moments(rule):
                fields = [c.field for c in moment.where]
                if len(set(fields)) == len(fields):
                    continue
                need = Need(Rule(rule.id, "must", moment=moment), SAFE)
                if isinstance(self._solve([need], self.budget // SMALL), Impossible):
                    found.append((rule, moment))
        return found

    def passing_without(self, is_banned: Banned) -> Attempt | None:
        """Return an attempt that passes without any event that `is_banned`, if one is found."""
        if not all(self._can_be(need, is_banned) for need in self.hard):
            return None
        soft = [need for need in self.soft if self._can_be(need, is_banned)]
        within = {id(n.rule) for n in (*soft, *self.hard)}
        lost = [rule for rule in self._rules if id(rule) not in within]
        if not self._can_afford(lost):
            return None
        _, word = self._most(self.hard, tuple(soft), is_banned)
        attempt = self._judged(word) if word is not None else None
        return attempt if attempt and attempt.score.passed else None

    def _tried(self, needs: Sequence[Need], budget: int) -> Attempt | None:
        found = self._solve(needs, budget)
        return self._judged(found.word) if isinstance(found, Found) else None

    def _can_be(self, need: Need, is_banned: Banned) -> bool:
        return isinstance(self._solve([need], self.budget // SMALL, is_banned), Found)

    def shortened(self, attempt: Attempt) -> Attempt:
        """Return `attempt` without the acts that it passes without, at the same score."""
        best = attempt
        for number in reversed(range(len(attempt.events))):
            events = (*best.events[:number], *best.events[number + 1 :])
            result = score(self.rubric, events)
            if result.passed and result.score >= best.score.score:
                best = Attempt(events, result)
        return best

    def core_against(self, goal: Need) -> tuple[Need, ...]:
        """Return needs of every passing attempt with which `goal` cannot be, `goal` among them."""
        if goal not in self._cores:
            self._cores[goal] = self._core(goal)
        return self._cores[goal]

    @cached_property
    def _rules(self) -> list[Rule]:
        return [rule for rule in self.rubric.rules if not rule.is_optional]

    def _core(self, *goals: Need) -> tuple[Need, ...]:
        """Draw in, step by step, the hard rules that the goals run into or depend on.

        What only forbids comes first, since it makes the search smaller; the others are
        tried one at a time before they are all kept.
        """
        together = list(goals)
        while True:
            found = self._solve(together, self.budget // SMALL)
            if isinstance(found, Impossible):
                return self._minimal(together)
            if isinstance(found, Unknown):
                return ()
            trail = Trail([{**letter.event, "tick": 0} for letter in found.word])
            kinds = {letter.event["ev"] for letter in found.word}
            known = {id(need.rule) for need in together}
            rest = [n for n in self.hard if id(n.rule) not in known and _triggers(n.rule) & kinds]
            broken = [need for need in rest if judge(need.rule, trail).verdict == BROKEN]
            drawn_in = broken or rest
            if not drawn_in:
                return ()
            forbidding = [need for need in drawn_in if need.rule.template in FORBIDDING]
            if forbidding:
                together += forbidding
                continue
            for need in drawn_in:
                both = [*together, need]
                if isinstance(self._solve(both, self.budget // SMALL), Impossible):
                    return self._minimal(both)
            together += drawn_in

    def _pairs(self) -> Iterable[tuple[Need, tuple[Need, ...]]]:
        """Give the contradictions between two goals, if there are any."""
        goals = [n for n in self.hard if n.level == FULL or n.rule.template in ("must", "either")]
        for number, one in enumerate(goals):
            for other in goals[:number]:
                if core := self._core(one, other):
                    yield one, core

    def _minimal(self, needs: Sequence[Need]) -> tuple[Need, ...]:
        """Leave out what is not needed for the contradiction."""
        core = list(needs)
        for need in tuple(needs):
            rest = [n for n in core if n is not need]
            if isinstance(self._solve(rest, self.budget // SMALL), Impossible):
                core = rest
        return tuple(core)

    def _points_out_of_reach(self) -> tuple[Rule, ...]:
        """Return rules that can earn nothing, if what is left cannot reach the pass mark."""
        lost = [
            need.rule
            for need in self.soft
            if need.rule.points and self.core_against(Need(need.rule, TESTED))
        ]
        return () if self._can_afford(lost) else tuple(lost)

    def _can_afford(self, lost: Sequence[Rule]) -> bool:
        """Say whether the pass mark is within reach when `lost` rules earn nothing."""
        earning = [r for r in self._rules if r.template not in PROHIBITIONS]
        shares = {id(r): r.points / sum(o.id == r.id for o in earning) for r in earning}
        whole = sum(shares.values())
        left = whole - sum(shares.get(id(r), 0.0) for r in lost)
        return whole > 0 and 100 * left / whole + 0.05 >= self.rubric.pass_mark

    def _most(
        self, kept: Sequence[Need], more: Sequence[Need], is_banned: Banned | None
    ) -> tuple[tuple[Need, ...], tuple[Letter, ...] | None]:
        """Keep as many of `more` as go together, halving what does not."""
        found = self._solve([*kept, *more], self.budget // SMALL, is_banned)
        if isinstance(found, Found):
            return (*kept, *more), found.word
        if len(more) < 2:
            return tuple(kept), None
        half = len(more) // 2
        first, word = self._most(kept, more[:half], is_banned)
        second, longer = self._most(first, more[half:], is_banned)
        return second, longer if longer is not None else word

    def _solve(
        self, needs: Sequence[Need], budget: int, is_banned: Banned | None = None
    ) -> Outcome:
        """Search a word that keeps all `needs`."""
        if self.purse.left <= 0:
            return Unknown()
        alphabet = Alphabet(self.possible)
        automata = [automaton(need.rule, need.level, alphabet) for need in needs]
        fatal = 0
        for each in automata:
            fatal |= each.fatal
        try:
            letters = alphabet.letters(fatal)
        except TooManyLetters:
            return Unknown()
        if is_banned is not None:
            letters = [letter for letter in letters if not is_banned(letter.event)]
        found = find_word(automata, letters, budget, self.purse)
        overlaps = any(can_overlap(need.rule, self.possible) for need in needs)
        if isinstance(found, Impossible) and overlaps:
            return Unknown()
        return found

    def _judged(self, word: Sequence[Letter]) -> Attempt | None:
        """Return the word as an attempt with times that keep its windows, if it passes."""
        for gap in GAPS:
            events = tuple(
                {**letter.event, "tick": gap * number} for number, letter in enumerate(word)
            )
            result = score(self.rubric, events)
            if result.passed:
                return Attempt(events, result)
        return None


def _hard_level(rule: Rule) -> str:
    """Return how far every passing attempt keeps `rule`, '' if it need not."""
    if rule.is_required and rule.template not in PROHIBITIONS:
        return FULL
    return SAFE if rule.is_required or rule.critical else ""


def _moments(rule: Rule) -> list[Moment]:
    several = [*rule.moments, *(m for group in rule.groups for m in group)]
    return [m for m in (rule.moment, rule.answer, rule.after, *several) if m is not None]


def _triggers(rule: Rule) -> set[str]:
    """Return the kinds of event that can break `rule` or make it ask for something."""
    if rule.template in ("must", "either"):
        return set()  # a goal of its own
    if rule.template == "finish":
        return {"attempt_finished"}
    moments = [*(m for group in rule.groups for m in group), rule.moment]
    return {m.event for m in moments if m is not None}
