"""The scripted trainees by name."""

from collections.abc import Callable
from typing import Final

from simulator.operators.careless import hasty, no_duplex
from simulator.operators.expert import expert
from simulator.operators.hand import Hand
from simulator.operators.reckless import unsafe_but_fast, wrong_strength

OPERATORS: Final[dict[str, Callable[[Hand], None]]] = {
    "expert": expert,
    "no-duplex": no_duplex,
    "hasty": hasty,
    "unsafe-but-fast": unsafe_but_fast,
    "wrong-strength": wrong_strength,
}
