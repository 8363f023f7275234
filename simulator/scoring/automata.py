"""Each rule as a small automaton over letters: what it still wants, and when it is lost.

The states are those of an attempt in which nothing takes time: everything happens at one
tick, in order. That is no loss. Windows have no lower bound, so whatever is kept in an
attempt with times is kept in the same order without them; only `never ... after` could be
kept by two acts that overlap, and `can_overlap` says where that may matter. Invariant:
over any word the automaton agrees with the engine (tests/scoring/test_automata.py).
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, Final

from simulator.scoring.letters import Alphabet, Letter, Possible
from simulator.scoring.rubric import Moment, Rule

FULL: Final = "full"  # all the points
SAFE: Final = "safe"  # not broken; never put to the test will do
TESTED: Final = "tested"  # not broken, and put to the test
DEAD: Final = None
State = Hashable
Step = Callable[[Any, Letter], Any]


@dataclass(frozen=True)
class Automaton:
    """`step(state, letter)` is the next state or DEAD; `wants(state)` how much is still open.

    `hints(state)` counts what nobody has to do, but will be missed if another act comes first.
    `touched` are the atoms that can change its state, `fatal` those that always kill it,
    `forbidding` those after which another one does.
    """

    rule: Rule
    level: str
    start: Any
    step: Step
    wants: Callable[[Any], int]
    touched: int
    fatal: int = 0
    forbidding: int = 0
    hints: Callable[[Any], int] = lambda _state: 0


def can_overlap(rule: Rule, possible: Possible) -> bool:
    """Say whether acts that overlap in time could keep `rule` where no order of them does."""
    if rule.template != "never" or rule.after is None or rule.moment is None:
        return False
    lasting = possible(rule.moment.event, "started_tick")
    return lasting is None or bool(lasting)


def automaton(rule: Rule, level: str, alphabet: Alphabet) -> Automaton:
    """Return the automaton for keeping `rule` at `level`."""
    make = {
        "must": _must,
        "either": _either,
        "never": _never,
        "order": _order,
        "before": _before,
        "after": _after,
        "measure": _measure,
        "total": _total,
        "finish": _finish,
    }[rule.template]
    return make(rule, level, alphabet)


def _needed(rule: Rule, level: str) -> int:
    """Return how many activations are wanted."""
    return {FULL: max(rule.at_least, 1), TESTED: 1, SAFE: 0}[level]


def _must(rule: Rule, level: str, alphabet: Alphabet) -> Automaton:
    needed = max(rule.at_least, 1)  # fewer break it, at any level
    hit = alphabet.moment(_moment(rule))

    def step(state: int, letter: Letter) -> int:
        return min(state + 1, needed) if letter.atoms & hit else state

    return Automaton(rule, level, 0, step, lambda state: needed - state, hit)


def _either(rule: Rule, level: str, alphabet: Alphabet) -> Automaton:
    hits = 0
    for moment in rule.moments:
        hits |= alphabet.moment(moment)

    def step(state: int, letter: Letter) -> int:
        return 1 if letter.atoms & hits else state

    return Automaton(rule, level, 0, step, lambda state: 1 - state, hits)


def _never(rule: Rule, level: str, alphabet: Alphabet) -> Automaton:
    hit = alphabet.moment(_moment(rule))
    if rule.after is None:
        return Automaton(
            rule,
            level,
            0,
            lambda state, letter: DEAD if letter.atoms & hit else state,
            lambda state: 0,
            hit,
            hit,
        )
    trigger = alphabet.moment(rule.after)

    def step(state: int, letter: Letter) -> int | None:
        if state and letter.atoms & hit:
            return DEAD
        return 1 if letter.atoms & trigger else state

    is_tested = level == TESTED
    return Automaton(
        rule,
        level,
        0,
        step,
        lambda state: 1 - state if is_tested else 0,
        hit | trigger,
        forbidding=trigger,
    )


def _order(rule: Rule, level: str, alphabet: Alphabet) -> Automaton:
    groups = [group for group in rule.groups if group]
    stages: list[tuple[int, int, int]] = []  # (atom, own bit, bits that must come before)
    before = 0
    for group in groups:
        own = 0
        for moment in group:
            bit = 1 << len(stages)
            stages.append((alphabet.moment(moment), bit, before))
            own |= bit
        before = own
    everything = (1 << len(stages)) - 1
    touched = 0
    for atom, _, _ in stages:
        touched |= atom

    def step(state: int, letter: Letter) -> int | None:
        after = state
        for atom, bit, needs in stages:
            if letter.atoms & atom and not state & bit:
                if needs & ~state:
                    return DEAD
                after |= bit
        return after

    def wants(state: int) -> int:
        if level == SAFE and not state:
            return 0
        if not stages:
            return 1
        return (everything & ~state).bit_count()

    return Automaton(rule, level, 0, step, wants, touched)


def _before(rule: Rule, level: str, alphabet: Alphabet) -> Automaton:
    trigger = alphabet.moment(_moment(rule))
    own, other = [mine for mine, _ in rule.same], [theirs for _, theirs in rule.same]
    priors = [alphabet.moment(moment) for moment in rule.moments]
    for moment in rule.moments:
        alphabet.agree(_moment(rule), moment, rule.same)
    needed = _needed(rule, level)
    touched = trigger
    for atom in priors:
        touched |= atom

    def step(state: Any, letter: Letter) -> Any:
        kept, seen = state
        if letter.atoms & trigger:
            key = letter.key(own)
            if key is None or not all(key in keys for keys in seen):
                return DEAD
            kept = min(kept + 1, needed)
        key = letter.key(other)
        if key is not None:
            seen = tuple(
                keys | {key} if letter.atoms & atom else keys
                for atom, keys in zip(priors, seen, strict=True)
            )
        return kept, seen

    def wants(state: Any) -> int:
        kept, seen = state
        return needed - kept + (sum(not keys for keys in seen) if kept < needed else 0)

    def hints(state: Any) -> int:
        return 0 if needed else sum(not keys for keys in state[1])

    start: Any = (0, (frozenset(),) * len(priors))
    return Automaton(rule, level, start, step, wants, touched, hints=hints)


def _after(rule: Rule, level: str, alphabet: Alphabet) -> Automaton:
    assert rule.answer is not None
    trigger, answer = alphabet.moment(_moment(rule)), alphabet.moment(rule.answer)
    alphabet.agree(_moment(rule), rule.answer, rule.same)
    own, other = [mine for mine, _ in rule.same], [theirs for _, theirs in rule.same]
    needed = _needed(rule, level)

    def step(state: Any, letter: Letter) -> Any:
        count, waiting = state  # waiting: how many triggers of each key are unanswered
        key = letter.key(other)
        if letter.atoms & answer and key is not None:
            left = waiting.count(key) - 1 if rule.is_one_for_one else 0
            waiting = tuple(k for k in waiting if k != key) + (key,) * left
        if letter.atoms & trigger:
            key = letter.key(own)
            if key is None:
                return DEAD
            if rule.is_one_for_one or key not in waiting:
                waiting = tuple(sorted((*waiting, key), key=repr))
            count = min(count + 1, needed)
        return count, waiting

    def wants(state: Any) -> int:
        count, waiting = state
        return 2 * (needed - count) + len(waiting)  # a trigger is progress, its answer as well

    return Automaton(rule, level, (0, ()), step, wants, trigger | answer)


def _measure(rule: Rule, level: str, alphabet: Alphabet) -> Automaton:
    inside, outside = alphabet.inside(rule)
    needed = _needed(rule, level)

    def step(state: int, letter: Letter) -> int | None:
        if letter.atoms & outside:
            return DEAD
        return min(state + 1, needed) if letter.atoms & inside else state

    return Automaton(rule, level, 0, step, lambda state: needed - state, inside | outside, outside)


def _total(rule: Rule, level: str, alphabet: Alphabet) -> Automaton:
    hit = alphabet.summed(rule)

    def step(state: Any, letter: Letter) -> Any:
        value = letter.event.get(rule.field)
        if not letter.atoms & hit or isinstance(value, bool) or not isinstance(value, int | float):
            return state
        return DEAD if state + value > rule.limit else state + value

    return Automaton(rule, level, 0, step, lambda state: 0, hit)


def _finish(rule: Rule, level: str, alphabet: Alphabet) -> Automaton:
    hit = alphabet.moment(Moment("attempt_finished"))
    needed = int(level != SAFE)

    def step(state: int, letter: Letter) -> int | None:
        if not letter.atoms & hit:
            return state
        return DEAD if rule.within_ticks is not None and rule.within_ticks < 0 else 1

    return Automaton(rule, level, 0, step, lambda state: max(needed - state, 0), hit)


def _moment(rule: Rule) -> Moment:
    assert rule.moment is not None
    return rule.moment
