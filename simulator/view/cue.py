"""One sentence of help at the scanner, from what anybody beside it can see.

Settings, hand, posture and the last manoeuvre are looked at; what is hidden in the leg is not.
The first thing that would spoil the examination is told, then the next step.
"""

from typing import Final

import numpy as np

from simulator.base.units import PA_PER_MMHG, TICKS_PER_SECOND
from simulator.physics.moment import Moment, ProbePose
from simulator.physics.scanner import Scanner

HEAVY_PA: Final = 15.0 * PA_PER_MMHG  # veins just under the skin flatten (guess)
GREY_CDB: Final = 1500
SHALLOW_UM: Final = 25_000
FAST_HZ: Final = 600  # a scale above this hides the flow of a small vein (guess)
STEEPEST_RAD: Final = 61.0 * np.pi / 180.0
WATCH_TICKS: Final = 3 * TICKS_PER_SECOND
ALONG_RAD: Final = 0.8


def cue(pose: ProbePose | None, settings: Scanner, moment: Moment, tick: int) -> str:
    """Return what to do next."""
    if pose is None:
        return "Put the probe on the leg: over the threads first, then along the trunks."
    return (
        _hand(pose, moment)
        or _picture(settings)
        or _doppler(pose, settings)
        or _test(settings, moment, tick)
    )


def _hand(pose: ProbePose, moment: Moment) -> str:
    if moment.posture == "lying":
        return "Ask her to stand: lying, the veins are empty and reflux does not show."
    if pose.pressure_pa > HEAVY_PA:
        return "Press lighter: under this pressure small veins close. Press only to test for clot."
    return ""


def _picture(settings: Scanner) -> str:
    if settings.is_frozen:
        return "Measure on the frozen picture, or press F to scan on."
    if settings.gain_cdb > GREY_CDB:
        return "Turn the gain down: blood should be black."
    if settings.gain_cdb < -GREY_CDB:
        return "Turn the gain up: you would miss a vein in this darkness."
    if not settings.is_colour and not settings.is_pulsed:
        return "Find a round black lumen, then switch on colour (F2)."
    return ""


def _doppler(pose: ProbePose, settings: Scanner) -> str:
    is_along = abs(abs(pose.yaw_rad) - np.pi / 2) < np.pi / 2 - ALONG_RAD
    if is_along and abs(settings.steer_mrad) < 100:
        return "Steer the box: along a vein the upright beam meets the flow at a right angle."
    if not is_along and abs(pose.tilt_rad) < 0.09:
        return "Tilt the probe: straight across, the beam meets the flow at a right angle."
    if settings.depth_um <= SHALLOW_UM and settings.prf_hz > FAST_HZ:
        return "Lower the scale: slow flow in a small vein does not show at this one."
    if settings.is_pulsed and abs(settings.angle_mrad) / 1000 > STEEPEST_RAD:
        return "Bring the angle to 60° or less: above it the speed is not to be trusted."
    return ""


def _test(settings: Scanner, moment: Moment, tick: int) -> str:
    if moment.strains and moment.strains[-1].ended_tick < 0:
        return "While she bears down: does blood run back, and for how long?"
    last = moment.squeezes[-1] if moment.squeezes else None
    if last is None or (last.released_tick >= 0 and tick - last.released_tick > WATCH_TICKS):
        return "Squeeze below the probe for a second, then let go at once, and watch."
    if last.released_tick < 0:
        return "Now let go, quickly."
    if last.is_above_probe:
        return "A squeeze above the probe drives blood back by hand: squeeze below it to test."
    if settings.is_pulsed:
        return "Measure how long flow runs back after the release: over 0.5 s is reflux."
    return "Watch: does the colour turn? Then put the gate in and time it (F3)."
