"""A fall like e**-x from six multiplications: steady, and cheap enough for every tick."""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Number = TypeVar("Number", float, NDArray[np.float64])


def fade(x: Number) -> Number:
    """Return (1 + x/16)**-16 for x >= 0: e**-x within 0.02 everywhere, 1 at 0, falling to 0."""
    once = 1.0 / (1.0 + x * 0.0625)
    twice = once * once
    four = twice * twice
    eight = four * four
    return eight * eight


def bump(x: float) -> float:
    """Return (1 - x*x/4)**4 inside |x| < 2, else 0: a bell like e**-(x*x) with an end."""
    q = 1.0 - 0.25 * x * x
    return q * q * q * q if q > 0.0 else 0.0
