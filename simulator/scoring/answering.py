"""Which triggers are answered in time, when many events could answer many others.

The careful paths of `before` and `after`, for windows and for keys that occur more than once;
`sequence` takes a short cut where every answer has one trigger only.
"""

from bisect import bisect_left, bisect_right
from typing import Any

from simulator.scoring.trail import Trail

Groups = dict[Any, list[int]]


def preceded(
    trail: Trail, pairs: list[tuple[int, Any]], priors: Groups, within: float
) -> list[tuple[int, Any]]:
    """Return the (line, key) of `pairs` that a prior of that key precedes, and ended in time."""
    ticks, starts = trail.ticks, trail.starts
    ended = {key: [ticks[line] for line in lines] for key, lines in priors.items()}
    kept = []
    for pair in pairs:
        line, key = pair
        lines = priors.get(key)
        if lines is None:
            continue
        # Ticks grow with the line, so the latest that qualifies is the nearest in time.
        start = starts[line]
        place = min(bisect_right(ended[key], start), bisect_left(lines, line))
        if place and start - ended[key][place - 1] <= within:
            kept.append(pair)
    return kept


def served(trail: Trail, triggers: Groups, answers: Groups, within: float) -> set[int]:
    """Return the triggers that some answer follows in time; one answer may serve many."""
    found: set[int] = set()
    ticks = trail.ticks
    for key, lines in triggers.items():
        # What began later than a trigger ended stands on a later line; equal ticks go by line.
        starts = sorted((trail.starts[line], line) for line in answers.get(key, ()))
        for line in lines:
            place = bisect_right(starts, (ticks[line], line))
            if place < len(starts) and starts[place][0] - ticks[line] <= within:
                found.add(line)
    return found


def served_once(trail: Trail, triggers: Groups, answers: Groups, within: float) -> set[int]:
    """Return the triggers served when each answer, in its turn, serves the oldest it can."""
    found: set[int] = set()
    tick_of = trail.ticks.__getitem__
    for key, lines in triggers.items():
        waiting = list(lines)
        for answer in answers.get(key, ()):
            # Ticks grow with the line: what is too old for this answer stands before the rest.
            place = bisect_left(waiting, trail.starts[answer] - within, key=tick_of)
            if place < len(waiting) and trail.precedes(waiting[place], answer):
                found.add(waiting.pop(place))
    return found
