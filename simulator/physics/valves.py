"""Valves of the veins: how fast sound ones shut, and what posture leaves of a fall-back.

Sources: mean reversal as a valve closes 0.21 s in superficial veins, 0.17 s in perforators
(Labropoulos 2003); the split into swing and width is fitted to those means. Factors for
sitting and lying are guesses (standing is what the SVS/AVF guideline 2011 asks for). Limits of
reflux: superficial 0.5 s, femoral and popliteal 1.0 s (SVS/AVF 2011), perforators 0.35 s
(Labropoulos 2003; the guideline has 0.5 s for them as well).
"""

from typing import Final

from simulator.anatomy.patient import Vessel

SWING_S: Final = 0.12  # leaflets of no size at all
S_PER_MM: Final = 0.02  # of lumen: wide valves take longer
SLOWEST_S: Final = 0.19
CLOSURE_FRAC: Final = 0.25  # peak of that brief reversal, share of the augmentation
POSTURE_FRAC: Final = {"standing": 1.0, "sitting": 0.85, "lying": 0.35}
REFLUX_MS: Final = {"perforator": 350, "femoral_vein": 1000, "popliteal_vein": 1000}
SUPERFICIAL_REFLUX_MS: Final = 500


def reflux_limit_ms(kind: str) -> int:
    """Return for how long a vein of this kind may run back and still count as competent."""
    return REFLUX_MS.get(kind, SUPERFICIAL_REFLUX_MS)


def does_reflux(vessel: Vessel) -> bool:
    """Return whether `vessel`, while it is open, runs back for longer than a sound one may."""
    return vessel.reflux_s * 1000.0 > reflux_limit_ms(vessel.kind)


def closing_s(vessel: Vessel) -> float:
    """Return how long a full push takes to close the valves of a sound vein."""
    return min(SLOWEST_S, SWING_S + S_PER_MM * 2.0 * float(vessel.radius_mm[-1]))
