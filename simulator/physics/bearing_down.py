"""Bearing down (Valsalva): what a strain of the belly does to the blood in each vein of the leg.

Idea. The pressure in the belly stops the flow out of the leg. It reaches down only as far as
the first sound valve, so it asks one question: is there a valve at the groin? A great saphenous
or anterior accessory vein that leaks up to its junction runs back for as long as she bears
down; with a sound terminal valve the leaflets shut in a moment; what lies below a sound valve,
whether it leaks or not, only stands still.

Sources. Valsalva for the groin, squeeze and release everywhere below: SVS/AVF guideline 2011.
Reversal while the valve shuts: Labropoulos 2003. Guesses: rise and fall of the pressure, speed
of the reversal as a share of that after a squeeze. Departures: the blood runs back evenly while
she holds; a feeder of a leaking trunk stands still. Invariant: arteries do not care.
"""

from typing import Final

import numpy as np

from simulator.anatomy.patient import Leg, Vessel
from simulator.base.units import PI
from simulator.physics.fade import fade
from simulator.physics.valves import CLOSURE_FRAC, POSTURE_FRAC, closing_s

RISE_S: Final = 0.3  # until the belly is hard (guess)
REBOUND_S: Final = 0.5  # what was held up runs off, once she breathes (guess)
REBOUND_FRAC: Final = 1.0  # of the flow at rest, on top of it (guess)
BACK_FRAC: Final = 0.7  # of the speed that runs back after a full squeeze standing (guess)
JUNCTION_MM: Final = 30.0  # a vein that reaches so near to the groin crease ends in the groin
JUNCTIONAL: Final = ("GSV", "AASV")


def reaches_groin(vessel: Vessel) -> bool:
    """Return whether `vessel` ends in the femoral vein at the groin."""
    top_mm = float(vessel.path_mm[-1, 1])
    return vessel.kind in JUNCTIONAL and top_mm >= Leg("").groin_s_mm - JUNCTION_MM


def strained_mm_per_s(
    vessel: Vessel, posture: str, rest: float, held_s: float, free_s: float
) -> float:
    """Return the speed `held_s` after she began; `free_s` is how long ago she let go, below 0
    while she holds. `rest` is the flow without it, + towards the heart.
    """
    if free_s >= 0.0:
        return rest * (1.0 - fade(free_s / RISE_S) + REBOUND_FRAC * fade(free_s / REBOUND_S))
    stopped = rest * fade(held_s / RISE_S)
    is_at_groin = reaches_groin(vessel)
    if is_at_groin and vessel.reflux_s > 0.0:
        back = BACK_FRAC * POSTURE_FRAC[posture] * vessel.reflux_mm_per_s
        return stopped - back * (1.0 - fade(held_s / RISE_S))
    shut_s = closing_s(vessel)
    if (is_at_groin or vessel.kind == "femoral_vein") and held_s < shut_s:
        peak = CLOSURE_FRAC * BACK_FRAC * vessel.augmentation_mm_per_s
        return -peak * float(np.sin(PI * held_s / shut_s))
    return stopped
