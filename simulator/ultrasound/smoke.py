"""Blood that can be seen: clumped red cells that drift with the flow, at high gain.

Idea. Where blood is slow its cells form rouleaux and scatter; where it is fast, shear breaks
them up. Under the usual gain a lumen is black, so nothing is painted until the smoke would
rise over black. A tile of speckle slides along the vessel by the path of the blood since a
fixed moment; every `WINDOW_TICKS` another tile fades in, so that the path is short to sum and
the same for any tick in any order. Across the vessel the tile cannot slide: it boils.

Sources. Backscatter rises as shear falls (review by Cloutier and Qin 1997). Levels are
guesses. Departures: the whole lumen drifts at one speed, half that of its centre
line; what the way to it absorbs is taken to be what the scanner's own gain gives back.
"""

from functools import lru_cache
from typing import Any, Final

import numpy as np
import scipy.fft
from numpy.typing import NDArray

from simulator.base.seeds import Seeds
from simulator.base.units import TICKS_PER_SECOND
from simulator.physics.calf_pump import velocity_mm_per_s
from simulator.physics.moment import Moment
from simulator.ultrasound.bmode import Still
from simulator.ultrasound.lumens import Section
from simulator.ultrasound.plane import EDGE, LINES, ROWS

Float = NDArray[np.floating[Any]]

STANDING_DB, STREAMING_DB = -50.0, -60.0  # echo of blood at rest and in full flow
STREAMING_MM_PER_S: Final = 120.0
WINDOW_TICKS: Final = 96
BLACK_DB: Final = 15.0  # over the floor of the display: what lower echoes add is not seen
_DRIFT_FRAC: Final = 0.5
_SAMPLES: Final = 16  # of the speed within a window
_TILE: Final = (256, 512)  # depth, along
_VOXEL_MM: Final = (0.08, 0.16)


def add_smoke(
    intensity: Float, still: Still, gain_db: Float, range_db: float, moment: Moment, tick: int
) -> None:
    """Add the blood's own echo to an image `intensity` (ROWS, LINES) where it can be seen.

    `gain_db` (ROWS,) is the examiner's gain, `range_db` what lies between black and white.
    """
    for section in still.sections:
        if section.is_steep or section.vessel.is_clotted:
            continue
        middle = float(section.per_line["centre_mm"].mean()) / still.plane.row_mm
        gain = float(gain_db[min(max(int(middle), 0), ROWS - 1)])
        if STANDING_DB + gain < BLACK_DB - range_db:
            continue
        speed = abs(velocity_mm_per_s(section.vessel, moment, tick))
        level = STANDING_DB + (STREAMING_DB - STANDING_DB) * min(1.0, speed / STREAMING_MM_PER_S)
        _add(intensity, section, still, 10 ** (level / 10), moment, tick)


def drift_mm(section: Section, moment: Moment, first_tick: int, tick: int) -> float:
    """Return how far the blood has gone from `first_tick` to `tick`, + towards the heart."""
    at = np.linspace(first_tick, tick, _SAMPLES)
    speed = [velocity_mm_per_s(section.vessel, moment, float(t)) for t in at]
    return float(np.trapezoid(speed, at)) / TICKS_PER_SECOND * _DRIFT_FRAC


def _add(
    intensity: Float, section: Section, still: Still, power: float, moment: Moment, tick: int
) -> None:
    plane, line = still.plane, section.per_line
    first = max(section.columns.start, EDGE)
    last = min(section.columns.stop, EDGE + LINES)
    if last <= first:
        return
    held = slice(first - section.columns.start, last - section.columns.start)
    in_plane = abs(line["leaving"][held])  # of the flow: 1 for a vessel along the image
    place = line["along_mm"][held] + (line["across_frac"] * line["half_width_mm"])[held]
    frame = np.arange(section.rows.start, section.rows.stop)[:, None] - plane.above
    deep = (frame * plane.row_mm / _VOXEL_MM[0]).astype(np.int64)
    window, since = divmod(tick, WINDOW_TICKS // 2)
    share = since / (WINDOW_TICKS // 2)
    puff = np.zeros((len(frame), last - first), np.float32)
    for number, weight in ((window, share), (window - 1, 1.0 - share)):
        gone = drift_mm(section, moment, number * (WINDOW_TICKS // 2), tick)
        shifted = (place - gone * in_plane) / _VOXEL_MM[1] + number * 167
        boil, part = divmod(abs(gone) * float(1.0 - in_plane.mean()) / 0.8, 1.0)
        column = np.floor(shifted).astype(np.int64) % _TILE[1]
        for step, much in ((0, 1.0 - part), (1, part)):
            row = (deep + number * 59 + (int(boil) + step) * 83) % _TILE[0]
            puff += np.float32(weight * much) * _tile()[row, column]
    puff *= np.float32(power) * section.fill[:, held]
    row = frame + plane.fall[first:last]
    line_of = np.broadcast_to(np.arange(first, last) - EDGE, row.shape)
    is_seen = (row >= 0) & (row < ROWS)
    intensity[row[is_seen], line_of[is_seen]] += puff[is_seen]


@lru_cache(maxsize=1)
def _tile() -> NDArray[np.float32]:
    """Return a circular tile of speckle under soft clouds, unit mean."""
    rng = Seeds(0).stream("ultrasound.smoke")
    k = [scipy.fft.fftfreq(n, d) for n, d in zip(_TILE, _VOXEL_MM, strict=True)]

    def smooth(wide: tuple[float, float]) -> NDArray[np.complex128]:
        noise = rng.standard_normal((*_TILE, 2)).view(np.complex128)[..., 0]
        low = np.exp(-2 * np.pi**2 * ((wide[0] * k[0][:, None]) ** 2 + (wide[1] * k[1]) ** 2))
        return scipy.fft.ifft2(scipy.fft.fft2(noise) * low)

    speckle, cloud = abs(smooth((0.09, 0.18))) ** 2, smooth((0.7, 1.6)).real
    tile = speckle * np.exp(0.8 * cloud / cloud.std())
    return (tile / tile.mean()).astype(np.float32)
