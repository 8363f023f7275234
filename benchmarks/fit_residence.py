"""Fit the films at the wall (simulator/physics/film.py) to the laminar residence law.

A tube in laminar flow lets F(theta) = 1 - 1 / (4 theta^2) of a new fluid out at theta = Q t / V
>= 1/2, nothing before. A core of half the lumen that moves as a plug arrives at 1/2; behind it
films that stand still and exchange with it at rates k per turnover shape the rest:
    F = step at 1/2 of exp(-sum of share k s / (s + k)) / s
Shares (of the lumen, together a half) and rates are those with the least largest error over
theta from 1/2, the jump of the first drop included, to 6. Prints them for one, two and three
films, with largest and mean error.
    python benchmarks/fit_residence.py
"""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Array = NDArray[np.float64]

THETA = np.concatenate((0.5 + np.geomspace(1e-3, 0.1, 20), np.linspace(0.61, 6.0, 120)))
LAMINAR = 1.0 - 1.0 / (4.0 * THETA**2)
TERMS = 24
STARTS = {1: (3.0,), 2: (1.8, 1.0, 16.0), 3: (3.0, 3.0, 0.4, 4.3, 38.0)}
POWERS = (8, 30, 100, 300)


def films(guess: Array) -> tuple[Array, Array]:
    """Return shares and rates from their free logarithms (n - 1 shares, n rates)."""
    count = (len(guess) + 1) // 2
    weight = np.exp(np.append(guess[: count - 1], 0.0))
    return 0.5 * weight / weight.sum(), np.exp(guess[count - 1 :])


def passed(shares: Array, rates: Array) -> Array:
    """Return F at `THETA` by Talbot's inverse of the Laplace transform."""
    angle = ((2 * np.arange(TERMS) + 1) * np.pi / TERMS - np.pi)[:, None]
    time = (THETA - 0.5)[None]
    cot = 1.0 / np.tan(0.6407 * angle)
    s = TERMS * (0.5017 * angle * cot - 0.6122 + 0.2645j * angle) / time
    slope = 0.5017 * cot - 0.5017 * 0.6407 * angle / np.sin(0.6407 * angle) ** 2 + 0.2645j
    held = sum(b * k * s / (s + k) for b, k in zip(shares, rates, strict=True))
    terms = np.exp(s * time - held) / s * TERMS * slope / time
    return np.real(terms.sum(axis=0) / (1j * TERMS))


def errors(guess: Array) -> Array:
    """Return the errors at `THETA`, and the jump of the front itself."""
    shares, rates = films(guess)
    jump = np.exp(-(shares * rates).sum())
    return np.append(np.abs(passed(shares, rates) - LAMINAR), jump)


def main() -> None:
    """Fit and print."""
    for count, start in STARTS.items():
        guess = np.log(np.array(start))
        for power in POWERS:  # towards the largest error, in steps
            found = minimize(
                lambda g, p=power: (errors(g) ** p).mean() ** (1.0 / p),
                guess,
                method="Nelder-Mead",
                options={"maxiter": 800, "fatol": 1e-10, "xatol": 1e-6},
            )
            guess = found.x
        shares, rates = films(guess)
        off = errors(guess)
        said = ", ".join(f"{b:.5f} at {k:.5g}" for b, k in zip(shares, rates, strict=True))
        print(f"{count} films: {said}; largest error {off.max():.4f}, mean {off[:-1].mean():.4f}")


if __name__ == "__main__":
    main()
