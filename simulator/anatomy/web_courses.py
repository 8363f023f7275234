"""Courses: the gently waving lines that vessels follow, drawn in bulk once per patient.

Idea: a heading along a vessel is a turn (it leaves its parent at a wide angle and eases into
its run) plus a wave. One library of waves serves everybody; a patient has a hand of them,
waving as much as that patient's veins do. A vessel is one of the hand, turned and perhaps
mirrored as a whole. Most that are proposed find no room, so a proposal is looked at in every
second sample only, and all of one row lie one after the other in flat arrays; what is kept is
laid in full.

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
ROWS: Final = RAYS.stop + TURNING
TURN_RAD: Final = (0.1, 1.75)
LONGEST_TURNING: Final = 100  # samples
LOOK: Final = 2  # samples from one look to the next
LOOKS: Final = LONGEST // LOOK
_TURN: Final[Array] = (
    TURN_RAD[0] + (TURN_RAD[1] - TURN_RAD[0]) * np.arange(TURNING) / (TURNING - 1)
)[:, None] * EASE_TURN


@dataclass(frozen=True)
class Drafts:
    """P courses picked from a hand, turned and placed but not yet laid, (P,) each."""

    placing: Array  # (6, P) what multiplies x and y of a course, its beginning, for x and for y
    run_rad: Array  # the way they end up running
    way: Array  # +1, or -1 for the mirror image
    row: Ints  # of the hand
    wanted: Ints  # samples each is meant to be long

    def only(self, rows: Ints) -> "Drafts":
        """Return those of `rows`."""
        return Drafts(
            self.placing.take(rows, axis=1),
            self.run_rad[rows],
            self.way[rows],
            self.row[rows],
            self.wanted[rows],
        )


def drafted(
    x_mm: Array, y_mm: Array, run_rad: Array, way: Array, row: Ints, wanted: Ints
) -> Drafts:
    """Return P courses that begin at (x, y) and end up running along `run_rad`."""
    placing = np.empty((6, len(row)))
    cos, sin = np.cos(run_rad), np.sin(run_rad)
    placing[0], placing[1], placing[2] = cos, -sin * way, x_mm
    placing[3], placing[4], placing[5] = sin, cos * way, y_mm
    return Drafts(placing, run_rad, way, row, wanted)


class Courses:
    """The hand of one patient: courses from the origin along +x, (`ROWS`, `LONGEST`).

    Rows `CALM`, `WAVY` and `RAYS` go on as they begin; those from `RAYS.stop` on turn.
    """

    def __init__(self, waviness: float, rng: np.random.Generator) -> None:
        waves, bows = _library()
        hand = rng.integers(0, LIBRARY, ROWS)
        heading = waves[hand] * waviness
        heading[: WAVY.stop] *= ARM_CALM
        heading[: CALM.stop] *= CALM_SHARE
        heading[RAYS.start : RAYS.stop] *= 1.5 * RAY_CALM
        heading[RAYS.stop :] *= BRANCH_CALM
        heading[RAYS.stop :] += _TURN
        heading += bows[hand]
        step_mm = np.empty((2, ROWS, LONGEST))
        np.cos(heading, out=step_mm[0])
        np.sin(heading, out=step_mm[1])
        step_mm *= STEP_MM
        step_mm[:, :, 0] = 0.0
        self.heading_rad = heading.ravel()
        xy_mm = step_mm.cumsum(axis=2)
        self.xy_mm = xy_mm.reshape(2, -1)
        self._looks_mm = xy_mm[:, :, ::LOOK].reshape(2, -1)

    def looks_mm(self, drafts: Drafts) -> tuple[Ints, Ints, Array, Array]:
        """Return draft, sample, x and y (L,) of every `LOOK`-th sample of all drafts."""
        count = (drafts.wanted + (LOOK - 1)) // LOOK
        number, sample = numbered(count)
        x, y = _placed(drafts, count, self._looks_mm, (drafts.row * LOOKS).repeat(count) + sample)
        return number, sample * LOOK, x, y

    def lay(self, drafts: Drafts, length: Ints) -> tuple[Array, Array, Array]:
        """Return x, y and heading (S,) of the first `length` (P,) samples of all drafts."""
        at = (drafts.row * LONGEST).repeat(length) + numbered(length)[1]
        heading = self.heading_rad.take(at)
        heading *= drafts.way.repeat(length)
        heading += drafts.run_rad.repeat(length)
        return *_placed(drafts, length, self.xy_mm, at), heading

    def places_mm(self, drafts: Drafts, samples: tuple[int, ...]) -> tuple[Array, Array]:
        """Return x and y of some `samples` of each draft, (P, samples)."""
        at = (drafts.row * LONGEST)[:, None] + np.array(samples)
        x, y = self.xy_mm.take(at, axis=1)
        a, b, x0, c, d, y0 = drafts.placing[:, :, None]
        return x0 + a * x + b * y, y0 + c * x + d * y


def numbered(length: Ints) -> tuple[Ints, Ints]:
    """Return (S,) which of Q rows, one after the other, and which of its `length` (Q,) samples."""
    row = np.arange(len(length)).repeat(length)
    return row, np.arange(len(row)) - (length.cumsum() - length).repeat(length)


def _placed(drafts: Drafts, length: Ints, pool_mm: Array, at: Ints) -> tuple[Array, Array]:
    """Return points `at` (S,) of a pool (2, *), turned and placed as their drafts are.

    `repeat` and `take` are several times as quick here as indices in brackets.
    """
    x, y = pool_mm.take(at, axis=1)
    a, b, x0, c, d, y0 = drafts.placing.repeat(length, axis=1)
    a *= x
    b *= y
    a += b
    a += x0
    c *= x
    d *= y
    c += d
    c += y0
    return a, c


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
    return (share * (TURNING - 1) + 0.5).astype(np.int64) + RAYS.stop
