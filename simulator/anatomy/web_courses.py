"""Courses: the gently waving lines that vessels follow, drawn in bulk once per patient.

Idea: a heading along a vessel is a base (it leaves its parent at one angle and eases into
its run) plus a wave. The waves of a patient are drawn together as a pool of unit tangents;
a candidate course is one of them laid along the base and turned as a whole. So a stroke
costs two running sums instead of thousands of sines.

The wave is two sines, 3.4-7.9 mm and 1.1-2.3 mm long, with a slow bend and a little unrest:
guesses judged by eye against photographs.

Invariant: every course advances by exactly `STEP_MM` per sample.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.base import steady
from simulator.base.units import PI

Array = NDArray[np.float64]

STEP_MM: Final = 0.1
LONGEST: Final = 280  # samples
S_MM: Final[Array] = np.arange(LONGEST, dtype=np.float64) * STEP_MM
EASE_TURN: Final[Array] = steady.exp(-S_MM / 1.1)  # from departure angle to running angle
EASE_DEPTH: Final[Array] = steady.exp(-S_MM / 0.7)  # out of the parent's depth
CALM_RAD: Final = 0.16  # wave of deep veins
WAVY_RAD: Final = (0.2, 0.4)  # wave of threads, times the waviness of the patient
CALM_ROWS: Final = 12
WAVY_ROWS: Final = 40


@dataclass(frozen=True)
class Course:
    """The wish for one stroke: where it wants to run and how it lies in the skin."""

    depart_rad: float
    run_rad: float
    length_mm: float
    depth_mm: tuple[float, float]  # at its beginning and at its tip
    order: int
    thread: int
    tip_radius_mm: float
    spread_rad: float = 0.15  # how far candidates stray from the wish
    candidates: int = 3
    shortest_mm: float = 0.8
    join_chance: float = 0.0
    ahead_mm: float = 0.0  # free way wanted beyond the tip, for what will leave it
    is_calm: bool = False
    is_deep: bool = False  # passes under everything and bars nobody's way


class Waves:
    """The pool of waves of one patient: unit tangents and headings, (rows, LONGEST)."""

    def __init__(self, waviness: float, rng: np.random.Generator) -> None:
        rows = CALM_ROWS + WAVY_ROWS
        draw = rng.random((rows, 6))[:, :, None]
        long_wave = np.sin(S_MM * (2.0 * PI / (3.4 + 4.5 * draw[:, 0])) + draw[:, 1] * 2.0 * PI)
        short_wave = np.sin(S_MM * (2.0 * PI / (1.1 + 1.2 * draw[:, 2])) + draw[:, 3] * 2.0 * PI)
        unrest = np.cumsum(rng.standard_normal((rows, LONGEST)), axis=1) * 0.035
        low, high = WAVY_RAD
        size = waviness * (low + (high - low) * draw[:, 4])
        size[:CALM_ROWS] = CALM_RAD
        wave = size * (long_wave + 0.42 * short_wave + unrest) * (1.0 - EASE_TURN)
        self.heading_rad = wave + (draw[:, 5] - 0.5) * 0.07 * S_MM
        self.along = np.cos(self.heading_rad) * STEP_MM
        self.across = np.sin(self.heading_rad) * STEP_MM
        self.along[:, 0] = self.across[:, 0] = 0.0

    def candidates(
        self, x_mm: float, y_mm: float, course: Course, n: int, rng: np.random.Generator
    ) -> tuple[Array, Array, Array]:
        """Return (candidates, n) x, y and headings of courses drawn around the wish."""
        draw = rng.random((2, course.candidates))
        first, rows = (0, CALM_ROWS) if course.is_calm else (CALM_ROWS, WAVY_ROWS)
        row = first + (draw[0] * rows).astype(np.int64)
        stray = (draw[1] * 2.0 - 1.0) * course.spread_rad
        base = course.run_rad + (course.depart_rad - course.run_rad) * EASE_TURN[:n]
        along, across = self.along[row, :n], self.across[row, :n]
        base_cos, base_sin = np.cos(base), np.sin(base)
        x = (base_cos * along - base_sin * across).cumsum(axis=1)
        y = (base_sin * along + base_cos * across).cumsum(axis=1)
        turn_cos, turn_sin = np.cos(stray)[:, None], np.sin(stray)[:, None]
        heading = base + self.heading_rad[row, :n] + stray[:, None]
        return (
            x_mm + turn_cos * x - turn_sin * y,
            y_mm + turn_sin * x + turn_cos * y,
            heading,
        )
