"""Courses: the gently waving lines that vessels follow, drawn in bulk once per patient.

Idea: a heading along a vessel is a turn (it leaves its parent at a wide angle and eases into
its run) plus a wave. The courses of one patient are drawn together as a pool; a vessel is one
of them, turned and perhaps mirrored as a whole. So a hundred vessels are proposed with four
multiplications a sample, and patients differ because their pools do.

The wave is two sines, 4-8.5 mm and 1.7-3.2 mm long, with a slow bend and a little unrest:
guesses judged by eye against photographs and by arc over chord (1.05-1.25).

Invariant: every course advances by exactly `STEP_MM` per sample and starts at the origin.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.base import steady
from simulator.base.units import PI

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

STEP_MM: Final = 0.1
LONGEST: Final = 280  # samples
S_MM: Final[Array] = np.arange(LONGEST, dtype=np.float64) * STEP_MM
EASE_TURN: Final[Array] = steady.exp(-((S_MM / 1.25) ** 2))  # from departure to running angle
ARM_CALM: Final[Array] = 1.0 - steady.exp(-(S_MM * S_MM) / 1.2)  # waves begin: an arm is straight
BRANCH_CALM: Final[Array] = 1.0 - steady.exp(-S_MM / 0.35)
CALM_RAD: Final = 0.16  # wave of deep veins
LONG_WAVE_RAD: Final = (0.27, 0.48)  # waves of threads, times the waviness of the patient
SHORT_WAVE_RAD: Final = (0.4, 0.63)
UNREST_RAD: Final = 0.012  # a sample, added up
BOW_RAD_PER_MM: Final = 0.07
CALM: Final = range(8)  # rows of the mains that hardly wave
WAVY: Final = range(8, 22)
TURNING: Final = 24  # rows of the branches: they turn by ever more, from TURN_RAD[0] to [1]
TURN_RAD: Final = (0.1, 1.75)
LONGEST_TURNING: Final = 130  # samples


@dataclass(frozen=True)
class Laid:
    """P courses on the patch, (P, n) each; course k is meant to be `wanted[k]` samples long."""

    x_mm: Array
    y_mm: Array
    heading_rad: Array
    wanted: Ints


class Pool:
    """Courses from the origin along +x: places and headings, (rows, samples)."""

    def __init__(self, heading_rad: Array) -> None:
        self.heading_rad = heading_rad
        along = np.cos(heading_rad) * STEP_MM
        across = np.sin(heading_rad) * STEP_MM
        along[:, 0] = across[:, 0] = 0.0
        self.x_mm = along.cumsum(axis=1)
        self.y_mm = across.cumsum(axis=1)

    def lay(
        self, x_mm: Array, y_mm: Array, run_rad: Array, way: Array, row: Ints, wanted: Ints
    ) -> Laid:
        """Return P courses from (x, y) that end up running along `run_rad`.

        `way` is +1, or -1 for the mirror image; `row` names a course of the pool.
        """
        n = int(wanted.max())
        cos, sin = np.cos(run_rad)[:, None], np.sin(run_rad)[:, None]
        along, across = self.x_mm[row, :n], self.y_mm[row, :n] * way[:, None]
        return Laid(
            x_mm[:, None] + cos * along - sin * across,
            y_mm[:, None] + sin * along + cos * across,
            run_rad[:, None] + self.heading_rad[row, :n] * way[:, None],
            wanted,
        )


class Courses:
    """The two pools of one patient: vessels that go on as they begin, and those that turn."""

    def __init__(self, waviness: float, rng: np.random.Generator) -> None:
        mains = _wave(WAVY.stop, LONGEST, waviness, rng) * ARM_CALM
        mains[: CALM.stop] *= CALM_RAD / LONG_WAVE_RAD[1]
        self.mains = Pool(mains + _bow(WAVY.stop, LONGEST, rng))
        low, high = TURN_RAD
        turn = low + (high - low) * np.arange(TURNING) / (TURNING - 1)
        branches = _wave(TURNING, LONGEST_TURNING, waviness, rng) * BRANCH_CALM[:LONGEST_TURNING]
        branches += turn[:, None] * EASE_TURN[:LONGEST_TURNING]
        self.branches = Pool(branches + _bow(TURNING, LONGEST_TURNING, rng))


def _wave(rows: int, samples: int, waviness: float, rng: np.random.Generator) -> Array:
    """Return headings that wave around zero, (rows, samples)."""
    draw = rng.random((rows, 6))[:, :, None]
    s_mm = S_MM[:samples]
    long_wave = np.sin(s_mm * (2.0 * PI / (4.0 + 4.5 * draw[:, 0])) + draw[:, 1] * 2.0 * PI)
    short_wave = np.sin(s_mm * (2.0 * PI / (1.7 + 1.5 * draw[:, 2])) + draw[:, 3] * 2.0 * PI)
    low, high = LONG_WAVE_RAD
    wave = (low + (high - low) * draw[:, 4]) * long_wave
    low, high = SHORT_WAVE_RAD
    wave += (low + (high - low) * draw[:, 5]) * short_wave
    wave += rng.standard_normal((rows, samples)).cumsum(axis=1) * UNREST_RAD
    return wave * waviness


def _bow(rows: int, samples: int, rng: np.random.Generator) -> Array:
    """Return headings that bend slowly one way, (rows, samples)."""
    return (rng.random(rows)[:, None] - 0.5) * BOW_RAD_PER_MM * S_MM[:samples]


def row_that_turns(turn_rad: Array) -> Ints:
    """Return the rows of the branches that turn by about `turn_rad` (P,) while they depart."""
    low, high = TURN_RAD
    share = np.minimum(np.maximum((turn_rad - low) / (high - low), 0.0), 1.0)
    return (share * (TURNING - 1) + 0.5).astype(np.int64)
