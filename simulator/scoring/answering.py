"""Which triggers are answered in time, when many events could answer many others.

The careful paths of `before` and `after`, for windows and for keys that occur more than once;
`sequence` takes a short cut where every answer has one trigger only.
"""

from bisect import bisect_left, bisect_right
from itertools import accumulate
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
        place = bisect_right(ended[key], start)
        while place and lines[place - 1] >= line:
            place -= 1  # ended in the same tick but stands on a later line
        if place and start - ended[key][place - 1] <= within:
            kept.append(pair)
    return kept


def served(trail: Trail, triggers: Groups, answers: Groups, within: float) -> set[int]:
    """Return the triggers that some answer follows in time; one answer may serve many."""
    found: set[int] = set()
    ticks = trail.ticks
    for key, lines in triggers.items():
        by_start = sorted(answers.get(key, ()), key=trail.starts.__getitem__)
        starts = [trail.starts[line] for line in by_start]
        for line in lines:
            place = bisect_left(starts, ticks[line])
            while place < len(starts) and by_start[place] <= line:
                place += 1  # began in the same tick but stands on an earlier line
            if place < len(starts) and starts[place] - ticks[line] <= within:
                found.add(line)
    return found


def served_once(trail: Trail, triggers: Groups, answers: Groups, within: float) -> set[int]:
    """Return the triggers served when each answer, in its turn, serves the oldest it can."""
    found: set[int] = set()
    for key, lines in triggers.items():
        own = answers.get(key, [])
        # What expires for every answer still to come is never looked at again.
        earliest = list(accumulate((trail.starts[j] for j in reversed(own)), min))[::-1]
        waiting = list(lines)
        for answer, still_to_come in zip(own, earliest, strict=True):
            expired = bisect_left(waiting, still_to_come - within, key=trail.ticks.__getitem__)
            del waiting[:expired]
            start = trail.starts[answer]
            for place, line in enumerate(waiting):
                if not trail.precedes(line, answer):
                    break  # the younger ones ended no earlier
                if start - trail.ticks[line] <= within:
                    found.add(line)
                    del waiting[place]
                    break
    return found
