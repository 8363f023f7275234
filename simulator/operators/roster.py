"""The scripted trainees by name."""

from collections.abc import Callable
from functools import partial
from typing import Final

from simulator.operators.careless import hasty
from simulator.operators.expert import expert, treat
from simulator.operators.hand import Hand
from simulator.operators.reckless import unsafe_but_fast
from simulator.operators.technique import COMPETENT, NO_DUPLEX, NOVICE, TIMID, WRONG_STRENGTH

OPERATORS: Final[dict[str, Callable[[Hand], None]]] = {
    "expert": expert,
    "competent": partial(treat, how=COMPETENT),
    "novice": partial(treat, how=NOVICE),
    "timid": partial(treat, how=TIMID),
    "no-duplex": partial(treat, how=NO_DUPLEX),
    "hasty": hasty,
    "unsafe-but-fast": unsafe_but_fast,
    "wrong-strength": partial(treat, how=WRONG_STRENGTH),
}
