"""Arithmetic that gives the same bytes on every machine.

Idea: `exp`, `log` and friends change their last bits with the CPU, and LAPACK with its
thread count. Whatever decides the state uses only adds, multiplies, divides and square
roots in a fixed order, through the functions below. Accuracy is tested against numpy.
"""

from functools import lru_cache
from typing import overload

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_LN2 = 0.6931471805599453
_INV_LN2 = 1.4426950408889634


def _pow2(k: NDArray[np.int64]) -> Array:
    """Return 2.0**k exactly, by building the exponent bits; k is clipped to +-1000."""
    bits = (np.clip(k, -1000, 1000) + 1023).astype(np.int64) << 52
    return bits.view(np.float64)


@overload
def exp(x: float) -> float: ...
@overload
def exp(x: Array) -> Array: ...
def exp(x: float | Array) -> float | Array:
    """Return e**x, steady on every machine; x beyond +-690 is taken as +-690.

    Relative error below 1e-14 for |x| <= 100, growing to 1e-13 at the ends. Halves the
    argument range to |r| <= ln2/2, then a Taylor polynomial of degree 13.
    """
    if not isinstance(x, np.ndarray):
        return _exp_of_one(float(x))
    a = np.clip(np.asarray(x, dtype=np.float64), -690.0, 690.0)
    k = np.floor(a * _INV_LN2 + 0.5)
    r = a - k * _LN2
    total = np.full_like(r, 1.0 / 6227020800.0)
    for factorial in (
        479001600.0,
        39916800.0,
        3628800.0,
        362880.0,
        40320.0,
        5040.0,
        720.0,
        120.0,
        24.0,
        6.0,
        2.0,
        1.0,
        1.0,
    ):
        total = total * r + 1.0 / factorial
    return total * _pow2(np.atleast_1d(k).astype(np.int64)).reshape(np.shape(k))


@lru_cache(maxsize=256)  # the same few time constants and viscosities are asked for every step
def _exp_of_one(x: float) -> float:
    return float(exp(np.array([x]))[0])


@overload
def log(x: float) -> float: ...
@overload
def log(x: Array) -> Array: ...
def log(x: float | Array) -> float | Array:
    """Return the natural logarithm of positive x, relative error below 1e-14.

    Splits x = m * 2**e with m in [1/sqrt2, sqrt2), then the odd series in (m-1)/(m+1).
    """
    if not isinstance(x, np.ndarray):
        return _log_of_one(float(x))
    mantissa, exponent = np.frexp(np.asarray(x, dtype=np.float64))
    low = mantissa < 0.7071067811865476
    mantissa = np.where(low, mantissa * 2.0, mantissa)
    exponent = exponent - low
    s = (mantissa - 1.0) / (mantissa + 1.0)
    s2 = s * s
    series = np.zeros_like(s)
    for odd in range(27, 0, -2):
        series = series * s2 + 1.0 / odd
    return 2.0 * s * series + exponent * _LN2


@lru_cache(maxsize=256)
def _log_of_one(x: float) -> float:
    return float(log(np.array([x]))[0])


@overload
def tanh(x: float) -> float: ...
@overload
def tanh(x: Array) -> Array: ...
def tanh(x: float | Array) -> float | Array:
    """Return the hyperbolic tangent through `exp`; steady."""
    e = exp(np.clip(np.asarray(x, dtype=np.float64) * 2.0, -80.0, 80.0))
    out = (e - 1.0) / (e + 1.0)
    return out if isinstance(x, np.ndarray) else float(out)


@overload
def logistic(x: float) -> float: ...
@overload
def logistic(x: Array) -> Array: ...
def logistic(x: float | Array) -> float | Array:
    """Return 1 / (1 + e**-x); steady."""
    out = 1.0 / (1.0 + exp(-np.asarray(x, dtype=np.float64)))
    return out if isinstance(x, np.ndarray) else float(out)


def solve_symmetric(a: Array, b: Array) -> Array:
    """Solve a @ x = b for a symmetric positive definite (N, N) `a`, in a fixed order.

    Adds, multiplies and divides only, so every machine gives the same bytes.
    """
    a, b = a.copy(), b.copy()
    for k in range(len(b) - 1, 0, -1):
        share = a[:k, k] / a[k, k]
        a[:k, :k] -= share[:, None] * a[k, :k]
        b[:k] -= share * b[k]
    x = np.empty_like(b)
    x[0] = b[0] / a[0, 0]
    for k in range(1, len(b)):
        x[k] = (b[k] - (a[k, :k] * x[:k]).sum()) / a[k, k]
    return x
