"""Courses: the gently waving lines that vessels follow, drawn in bulk once per patient.

Idea: a heading along a vessel is a turn (it leaves its parent at a wide angle and eases into
its run) plus a wave. One library of waves serves everybody; a patient has a hand of them,
waving as much as that patient's veins do. A vessel is one of the hand, turned and perhaps
mirrored as a whole, so a hundred vessels are proposed with four multiplications a sample.

A wave is three sines, 2.8-4.2, 5-8.5 and 10-20 mm long, with a slow bend and a little unrest.
Nothing shorter: photographs show long smooth bends, and short ones look like roots. Lengths
and tilts are guesses, judged by eye and by arc over chord (1.05-1.25).

Invariant: every course advances by exactly `STEP_MM` per sample and starts at the origin.
"""

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.base import steady
from simulator.base.seeds import Seeds
from simulator.base.units import PI

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

STEP_MM: Final = 0.2
LONGEST: Final = 140  # samples
S_MM: Final[Array] = np.arange(LONGEST, dtype=np.float64) * STEP_MM
EASE_TURN: Final[Array] = steady.exp(-((S_MM / 1.25) ** 2))  # from departure to running angle
ARM_CALM: Final[Array] = 1.0 - steady.exp(-(S_MM * S_MM) / 1.2)  # waves begin: an arm is straight
RAY_CALM: Final[Array] = 1.0 - steady.exp(-(S_MM * S_MM) / 1.6)
BRANCH_CALM: Final[Array] = 1.0 - steady.exp(-S_MM / 0.7)
CALM_SHARE: Final = 0.3  # of the waves of threads in deep veins
# Waves of threads: how long (mm) and how far they tilt (rad), times the patient's waviness.
WAVES: Final = (
    ((3.1, 4.8), (0.4, 0.62)),
    ((5.0, 8.5), (0.4, 0.62)),
    ((10.0, 20.0), (0.15, 0.4)),
)
STEEPEST_RAD: Final = 1.05
UNREST_RAD: Final = 0.02  # a sample, added up
BOW_RAD_PER_MM: Final = 0.07
LIBRARY: Final = 512  # waves
CALM: Final = range(8)  # rows of the mains that hardly wave
WAVY: Final = range(8, 22)
RAYS: Final = range(22, 34)  # they wave from the start
TURNING: Final = 24  # rows of the branches: they turn by ever more, from TURN_RAD[0] to [1]
TURN_RAD: Final = (0.1, 1.75)
LONGEST_TURNING: Final = 100  # samples


@dataclass(frozen=True)
class Laid:
    """P courses on the patch, (P, n) each."""

    x_mm: Array
    y_mm: Array
    heading_rad: Array
    wanted: Ints  # (P,) samples each is meant to be long

    def only(self, rows: Ints) -> "Laid":
        """Return those of `rows`."""
        return Laid(self.x_mm[rows], self.y_mm[rows], self.heading_rad[rows], self.wanted[rows])


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
        waves, bows = _library()
        hand = rng.integers(0, LIBRARY, RAYS.stop + TURNING)
        mains = waves[hand[: RAYS.stop]] * waviness
        mains[: WAVY.stop] *= ARM_CALM
        mains[RAYS.start :] *= 1.5 * RAY_CALM
        mains[: CALM.stop] *= CALM_SHARE
        self.mains = Pool(mains + bows[hand[: RAYS.stop]])
        hand, short = hand[RAYS.stop :], slice(0, LONGEST_TURNING)
        low, high = TURN_RAD
        turn = low + (high - low) * np.arange(TURNING) / (TURNING - 1)
        branches = waves[hand, short] * (BRANCH_CALM[short] * waviness)
        branches += turn[:, None] * EASE_TURN[short]
        self.branches = Pool(branches + bows[hand, short])


@cache
def _library() -> tuple[Array, Array]:
    """Return headings that wave around zero, and others that bend slowly one way."""
    rng = Seeds(0).stream("anatomy.library")
    draw = rng.random((LIBRARY, 10))[:, :, None]
    wave = np.zeros((LIBRARY, LONGEST))
    for k, (length_mm, tilt_rad) in enumerate(WAVES):
        along = S_MM / _within(length_mm, draw[:, k]) + draw[:, 3 + k]
        wave += _within(tilt_rad, draw[:, 6 + k]) * np.sin(along * (2.0 * PI))
    wave += rng.standard_normal((LIBRARY, LONGEST)).cumsum(axis=1) * UNREST_RAD
    wave /= np.sqrt(1.0 + (wave / STEEPEST_RAD) ** 2)  # no hairpins where crests fall together
    return wave, (draw[:, 9] - 0.5) * BOW_RAD_PER_MM * S_MM


def _within(span: tuple[float, float], share: Array) -> Array:
    return span[0] + (span[1] - span[0]) * share


def row_that_turns(turn_rad: Array) -> Ints:
    """Return the rows of the branches that turn by about `turn_rad` (P,) while they depart."""
    low, high = TURN_RAD
    share = np.minimum(np.maximum((turn_rad - low) / (high - low), 0.0), 1.0)
    return (share * (TURNING - 1) + 0.5).astype(np.int64)
