"""How often the body and the evidence are brought up to date: the usual pace, and a coarse one.

Idea: what runs in a vein changes fast while a push begins and ever more slowly as it settles, so
the steps of the coarse pace grow: four for a push of seven seconds, through the same functions,
each just before the hand of the practice looks. Afterwards an open source washes the drug away
within a second, which takes small steps; where none drives the blood it stands nearly still, and
one step does. A command ends a step, unless it has only just begun. A pace is chosen when an
attempt begins and never changes; a trace says so in its head, unless it is the usual one.
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
    """Ticks between steps, `push` since the thumb came down and since it was lifted `refill`, or
    `still` if no source drives the blood.

    Each is a row of (until, every): up to `until` ticks the body moves every `every` ticks;
    the last row holds for ever.
    """

    name: str
    push: tuple[tuple[int, int], ...]
    refill: tuple[tuple[int, int], ...]
    still: tuple[tuple[int, int], ...]
    watch_ticks: int  # between looks at the scanner while a test runs
    least_ticks: int  # a hand that moves sooner after the last step calls for none of its own
    least_still_ticks: int  # the same for blood that stands nearly still
    is_bounded: bool  # whether a change of force ends the running step

    def next_push(self, elapsed: int) -> int:
        """Return how many ticks after `elapsed` of a push the next step is due."""
        return _every(self.push, elapsed)

    def next_refill(self, elapsed: int, is_still: bool) -> int:
        """Return how many ticks after `elapsed` of refill the next step is due."""
        return _every(self.still if is_still else self.refill, elapsed)


def _every(rows: tuple[tuple[int, int], ...], elapsed: int) -> int:
    for until, every in rows:
        if elapsed < until:
            return every
    return rows[-1][1]


_REFILL: Final = ((5 * TICKS_PER_SECOND, 12), (0, 60))
USUAL: Final = Pace(
    "usual",
    push=((0, USUAL_TICKS),),
    refill=_REFILL,
    still=_REFILL,
    watch_ticks=6,
    least_ticks=1,
    least_still_ticks=1,
    is_bounded=False,
)
_LATER: Final = ((850, 600), (2900, 2100), (0, 11_000))  # she lies still; the drug wears off
COARSE: Final = Pace(
    "coarse",
    push=((118, 118), (238, 120), (478, 240), (0, 360)),
    refill=((28, 15), (118, 30), (298, 60), *_LATER),
    still=((298, 298), *_LATER),
    watch_ticks=20,
    least_ticks=30,
    least_still_ticks=150,
    is_bounded=True,
)
PACES: Final = {pace.name: pace for pace in (USUAL, COARSE)}
