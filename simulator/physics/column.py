"""The weight of the blood on every vein: pressure by posture, height on the leg and valves.

Idea: a vein bears the column of blood between it and the level where the pressure is nought.
Standing, that column is as long as the leg and half the trunk; sitting, the thigh lies level
and only the lower leg hangs; lying, next to nothing. Capillaries and arterioles are lifted
alike, so the weight drives nothing by itself. What drives reflux is the part of it that a vein
without valves hands on while its sound neighbours and the bed are spared: from the site up to
the first sound valve, or up to the heart where the junction itself leaks.
Sources: ankle 95 mmHg standing, 70 sitting, lying 10-15; walking takes 64 mmHg off a sound
ankle and 37 off a varicose one (Pollack 1949), so reflux gives 42 % of the weight back.
Departures: that share is measured at the ankle by walking and used everywhere at rest (guess);
pressures are those of quiet, no muscle works; the femoral and iliac veins above a leaking
groin junction have no valve, those above a leaking knee junction have one (guess).
"""

from typing import Final

from simulator.anatomy.patient import LEG_TOP_MM, Leg
from simulator.base.units import BLOOD_DENSITY_G_PER_UL, GRAVITY_MM_PER_S2, PA_PER_MMHG

WEIGHT_PA_PER_MM: Final = BLOOD_DENSITY_G_PER_UL * GRAVITY_MM_PER_S2  # 0.078 mmHg
ANKLE_PA: Final = {
    "lying": 12.0 * PA_PER_MMHG,  # the middle of 10-15
    "sitting": 70.0 * PA_PER_MMHG,
    "standing": 95.0 * PA_PER_MMHG,
}
HEART_MM: Final = 1e4  # higher than any valve: nothing cuts the column
HANDED_ON: Final = (64.0 - 37.0) / 64.0  # of the weight, by a vein without valves


def height_mm(leg: Leg, s_mm: float, posture: str) -> float:
    """Return how high over the ankle a place on the leg stands; below it, less than 0.

    Sitting, the thigh lies level; any posture that is not upright counts as lying.
    """
    if posture not in ("sitting", "standing"):
        return 0.0
    return (min(s_mm, leg.knee_s_mm) if posture == "sitting" else s_mm) - leg.ankle_s_mm


def venous_pa(leg: Leg, s_mm: float, posture: str) -> float:
    """Return the pressure in a quiet vein at `s_mm`; `KeyError` for an unknown posture.

    Above the leg it falls on: in the face of someone upright it is below that of the air, so
    veins there are empty (a skin vein collapses; the pressure itself is a guess).
    """
    above_mm = height_mm(leg, s_mm, posture)
    if posture == "sitting" and s_mm > LEG_TOP_MM:  # the thigh lies level, the trunk stands on it
        above_mm += s_mm - leg.groin_s_mm
    return ANKLE_PA[posture] - WEIGHT_PA_PER_MM * above_mm


def lift_pa(leg: Leg, s_mm: float, posture: str) -> float:
    """Return by how much `posture` lifts every pressure at `s_mm` above lying."""
    return venous_pa(leg, s_mm, posture) - ANKLE_PA["lying"]


def reflux_pa(leg: Leg, s_mm: float, top_mm: float, posture: str) -> float:
    """Return by how much a leaking column up to `top_mm` lifts a vein at `s_mm` above the bed.

    `top_mm` is the height of the first sound valve, `HEART_MM` if none is left. Lying no valve
    is shut, so what stands on a vein then (12 mmHg) passes it: 5 mmHg in all.
    """
    whole = venous_pa(leg, s_mm, posture)
    if top_mm < HEART_MM:
        over_mm = height_mm(leg, top_mm, posture) - height_mm(leg, s_mm, posture)
        whole = min(whole, ANKLE_PA["lying"] + WEIGHT_PA_PER_MM * max(0.0, over_mm))
    return HANDED_ON * whole
