"""How often the body and the evidence are brought up to date: the usual pace, and a coarse one.

Idea: what runs in a vein changes fast while a push begins and ever more slowly as it settles,
so the steps of the coarse pace grow: four for a push of seven seconds, through the same
functions, each just before the hand of the practice looks. A command always ends a step, whatever
the pace. A pace is chosen when an attempt begins and never changes; a trace says so in its head,
unless it is the usual one.
Departures of the coarse pace: signs, blanch and pressure are known at the ends of steps only;
`benchmarks/practice_pace.py` prints how far its outcomes are from those of the usual pace.
Invariant: the ticks depend on when the thumb came down or was lifted, never on who looks.
"""

from dataclasses import dataclass
from typing import Final

from simulator.base.units import TICKS_PER_SECOND

USUAL_TICKS: Final = 4  # of a step while the plunger is pressed


@dataclass(frozen=True)
class Pace:
    """Ticks between steps, `push` since the thumb came down and `refill` since it was lifted.

    Each is a row of (until, every): up to `until` ticks the body moves every `every` ticks;
    the last row holds for ever.
    """

    name: str
    push: tuple[tuple[int, int], ...]
    refill: tuple[tuple[int, int], ...]
    watch_ticks: int  # between looks at the scanner while a test runs
    least_ticks: int  # a hand that moves sooner after the last step calls for none of its own
    is_bounded: bool  # whether a change of force ends the running step

    def next_push(self, elapsed: int) -> int:
        """Return how many ticks after `elapsed` of a push the next step is due."""
        return _every(self.push, elapsed)

    def next_refill(self, elapsed: int) -> int:
        """Return how many ticks after `elapsed` of refill the next step is due."""
        return _every(self.refill, elapsed)


def _every(rows: tuple[tuple[int, int], ...], elapsed: int) -> int:
    for until, every in rows:
        if elapsed < until:
            return every
    return rows[-1][1]


USUAL: Final = Pace(
    "usual",
    push=((0, USUAL_TICKS),),
    refill=((5 * TICKS_PER_SECOND, 12), (0, 60)),
    watch_ticks=6,
    least_ticks=1,
    is_bounded=False,
)
COARSE: Final = Pace(
    "coarse",
    push=((118, 118), (238, 120), (478, 240), (0, 360)),
    refill=((30, 30), (118, 88), (298, 180), (0, 14200)),
    watch_ticks=20,
    least_ticks=30,
    is_bounded=True,
)
PACES: Final = {pace.name: pace for pace in (USUAL, COARSE)}
