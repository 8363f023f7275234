"""The shortest road to an attempt that several rules accept: best-first over their product.

How much the automata still want leads the way, and what they hint at, so an attempt of a
hundred acts is found without trying many others. A node is expanded only until one of its
letters helps, and put back with the rest of them. A letter that forbids another from then on
(`never ... after`) is tried last, so that the stocking goes on when nothing is left to inject.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count
from typing import Any, Final

from simulator.scoring.automata import DEAD, Automaton
from simulator.scoring.letters import Letter

LONGEST: Final = 600  # letters of one word


@dataclass(frozen=True)
class Found:
    """A word that every automaton accepts."""

    word: tuple[Letter, ...]


@dataclass(frozen=True)
class Impossible:
    """Every word was tried, or would be: none is accepted."""


@dataclass(frozen=True)
class Unknown:
    """The budget ran out first."""


Outcome = Found | Impossible | Unknown


@dataclass
class Purse:
    """The steps that are left for all searches together."""

    left: int


def find_word(
    automata: Sequence[Automaton], letters: Sequence[Letter], budget: int, purse: Purse
) -> Outcome:
    """Return a word that all `automata` accept, in no more than `budget` steps of the `purse`.

    A step is one letter tried in one state; to look through the letters costs some, too.
    """
    purse.left -= len(letters)
    budget = min(budget, purse.left)
    useful, calm = _useful(automata, letters)
    start = tuple(a.start for a in automata)
    wants = [a.wants for a in automata]
    hints = [a.hints for a in automata]
    numbers = count()
    first = sum(want(state) for want, state in zip(wants, start, strict=True))
    hinted = sum(hint(state) for hint, state in zip(hints, start, strict=True))
    # (wanted or hinted at, length, tie, state, letter to begin with, how many were tried, wanted)
    heap: list[Any] = [(first + hinted, 0, next(numbers), start, 0, 0, first)]
    came: dict[Any, tuple[Any, Letter] | None] = {start: None}
    is_cut = False
    while heap:
        ahead, depth, _, state, place, tried, open_ = heappop(heap)
        if open_ == 0:
            return Found(_word(came, state))
        if depth >= LONGEST:
            is_cut = True
            continue
        while tried < len(useful):
            at = (place + tried) % calm if tried < calm else tried  # the forbidding ones last
            letter, touched = useful[at]
            tried += 1
            budget -= 1
            purse.left -= 1
            if budget < 0:
                return Unknown()
            after = list(state)
            change = hinted = 0
            for index, automaton in touched:
                old = state[index]
                new = automaton.step(old, letter)
                if new is DEAD:
                    break
                if new != old:
                    after[index] = new
                    change += wants[index](new) - wants[index](old)
                    hinted += hints[index](new) - hints[index](old)
            else:
                reached = tuple(after)
                if reached not in came:
                    came[reached] = (state, letter)
                    again = at if at < calm else place  # what helped may help once more
                    nearer = ahead + change + hinted
                    number = next(numbers)
                    entry = (nearer, depth + 1, number, reached, again, 0, open_ + change)
                    heappush(heap, entry)
                    if nearer < ahead:
                        rest = (ahead, depth, next(numbers), state, place, tried, open_)
                        heappush(heap, rest)
                        break
    return Unknown() if is_cut else Impossible()


def _useful(
    automata: Sequence[Automaton], letters: Sequence[Letter]
) -> tuple[list[tuple[Letter, list[tuple[int, Automaton]]]], int]:
    """Return each letter that does something, with the automata it concerns, once a kind.

    Those that forbid another from then on come last; the number is of those before.
    """
    forbidding = 0
    for automaton in automata:
        forbidding |= automaton.forbidding
    fatal = 0
    for automaton in automata:
        fatal |= automaton.fatal
    found = []
    seen = set()
    for letter in letters:
        if letter.atoms & fatal:
            continue
        touched = [(n, a) for n, a in enumerate(automata) if a.touched & letter.atoms]
        if not touched:
            continue
        keys = tuple(
            letter.key([mine]) for _, a in touched for pair in a.rule.same for mine in pair
        )
        totals = tuple(letter.event.get(a.rule.field) for _, a in touched
                       if a.rule.template == "total")  # fmt: skip
        relevant = 0
        for _, automaton in touched:
            relevant |= automaton.touched
        same = (letter.event["ev"], letter.atoms & relevant, keys, totals)
        if same not in seen:
            seen.add(same)
            found.append((letter, touched))
    found.sort(key=lambda pair: bool(pair[0].atoms & forbidding))
    return found, sum(not letter.atoms & forbidding for letter, _ in found)


def _word(came: dict[Any, Any], state: Any) -> tuple[Letter, ...]:
    out: list[Letter] = []
    while came[state] is not None:
        state, letter = came[state]
        out.append(letter)
    return tuple(reversed(out))
