"""How wide a vein stands: it widens with pressure, closes under a hand, cramps in a detergent.

Idea: one law of the tube for the web and for the veins under the probe (`pressing`). What
counts is the pressure across the wall. Above nought the wall gives a little,
    r = r0 (1 + 0.4 tanh(p / 100 mmHg)),
below it the lumen folds up within a few mmHg. A wall dosed with a detergent cramps within
seconds and lets go over minutes; a push that lifts the pressure forces it open again. The web
is drawn as it lies at rest, so its calibre is 1 there.
Sources: skin vessels widen to 1.4 r0 at most, spasm to 0.3-0.6 of r0 over seconds: the
design's reading of the literature. Softness and pad pressure fit the closing pressures of
Partsch & Partsch 2005 (20-25 mmHg lying, 50-60 sitting, 70 standing, at the calf; there, standing,
ours is 14 mmHg too stiff).
Guesses: 100 mmHg, how far each kind cramps and against which pressure (threads have hardly any
muscle), all times, the pressure of a taped swab.
Departures: calibre changes resistance, not content: transport keeps the resting volume of a
vein that is pressed flat or widened. Calibre follows pressure with a lag of `YIELD_S`.
Invariant: it rises with the pressure across the wall, and never passes 1.45 of the drawn radius.
"""

from collections.abc import Collection
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.anatomy.patient import RETICULAR, TELANGIECTASIA, VENULECTASIA, Leg, Patient
from simulator.base.units import PA_PER_MMHG
from simulator.physics.column import lift_pa
from simulator.physics.fade import Number, fade
from simulator.physics.outflow_bed import BED_PA

Array = NDArray[np.float64]

WIDENS_FRAC: Final = 0.4
STIFFNESS_PA: Final = 100.0 * PA_PER_MMHG
SOFTNESS_PA: Final = 5.0 * PA_PER_MMHG
FLATTEST_FRAC: Final = 0.03  # of the area: a flat lumen keeps two slits
YIELD_S: Final = 0.5
SWAB_PA: Final = 20.0 * PA_PER_MMHG
CRAMP_S: Final = 12.0  # of contact at the optimum strength
TONE_PA: Final = 10.0 * PA_PER_MMHG  # of push that halves a cramp
RELAX_S: Final = 240.0
CRAMPED_FRAC: Final = {TELANGIECTASIA: 0.6, VENULECTASIA: 0.5, RETICULAR: 0.35}
CALM_FRAC: Final = 0.01  # a cramp weaker than this is over
THIGH_SHARE: Final = 0.4  # of a stocking's ankle pressure left at the groin (RAL-GZ 387: 20-60 %)


def open_area_frac(across_pa: Number) -> Number:
    """Return the open share of the lumen's area at a pressure across the wall."""
    size = abs(across_pa)
    fall = fade(size * (1.0 / SOFTNESS_PA))
    lean = across_pa / (size + 1e-9) * (1.0 - fall) / (1.0 + fall)
    return FLATTEST_FRAC + (1.0 - FLATTEST_FRAC) * (0.5 + 0.5 * lean)


def _shape(across_pa: Array) -> Array:
    """Return radius over r0; the square root stands for a flow that goes with the area squared."""
    size = abs(across_pa)
    fall = fade(size * (2.0 / STIFFNESS_PA))
    stretch = across_pa / (size + 1e-9) * (1.0 - fall) / (1.0 + fall)
    shape: Array = (1.0 + WIDENS_FRAC * stretch) * np.sqrt(open_area_frac(across_pa))
    return shape


_RESTING: Final = float(_shape(np.array([BED_PA]))[0])
SLACK_FRAC: Final = float(_shape(np.zeros(1))[0]) / _RESTING  # no pressure across the wall


def openness(calibre_frac: Number) -> Number:
    """Return conductance as a share of that drawn: Poiseuille's fourth power."""
    square = calibre_frac * calibre_frac
    return square * square


def stocking_pa(leg: Leg, s_mm: float, ankle_mmhg: float, length: str) -> float:
    """Return how hard a stocking of this class presses at `s_mm`, less the higher it is."""
    if length == "below_knee" and s_mm > leg.knee_s_mm:
        return 0.0
    up = max(0.0, s_mm - leg.ankle_s_mm) / (leg.groin_s_mm - leg.ankle_s_mm)
    return ankle_mmhg * PA_PER_MMHG * (1.0 - (1.0 - THIGH_SHARE) * min(1.0, up))


class Walls:
    """How the walls of one patient's web yield; holds tables, no state."""

    def __init__(self, patient: Patient) -> None:
        self._leg, self._site_mm = patient.leg, patient.patch.s_mm
        loss = np.array([1.0 - CRAMPED_FRAC[kind] for kind in sorted(CRAMPED_FRAC)])
        self._most_cramp = loss[patient.web.kind]

    def outside_pa(self, pressed: Collection[int], stocking_pa: float) -> Array:
        """Return how hard swabs on `pressed` edges and a stocking press on every edge (E,)."""
        outside_pa = np.full(len(self._most_cramp), stocking_pa)
        outside_pa[sorted(pressed)] += SWAB_PA
        return outside_pa

    def standing_frac(self, above_bed_pa: Array, posture: str, outside_pa: Array) -> Array:
        """Return the calibre (E,) that calm walls come to, as a share of the drawn one.

        Raises `KeyError` for an unknown posture.
        """
        bed_pa = BED_PA + lift_pa(self._leg, self._site_mm, posture)
        return _shape(above_bed_pa + bed_pa - outside_pa) / _RESTING

    def calibre_frac(self, calm_frac: Array, spasm_frac: Array, above_bed_pa: Array) -> Array:
        """Return radius over the drawn one (E,): calm calibre less what a cramp takes now."""
        push = np.maximum(above_bed_pa, 0.0) / TONE_PA
        return calm_frac * (1.0 - self._most_cramp * spasm_frac / (1.0 + push * push))

    def yielded(
        self,
        calm_frac: Array,
        dt_s: float,
        above_bed_pa: Array,
        posture: str,
        outside_pa: Array,
    ) -> Array:
        """Return the calm calibre (E,) after `dt_s` on its way to where it will stand."""
        wanted = self.standing_frac(above_bed_pa, posture, outside_pa)
        return calm_frac + dt_s / (dt_s + YIELD_S) * (wanted - calm_frac)


def cramped(spasm_frac: Array, contact_s: Array, dt_s: float) -> Array:
    """Return the cramp (E,), 0 to 1, after `dt_s` in which a detergent's contact counted so much.

    A cramp never jumps past 1 however long the step, and ends when it is hardly there.
    """
    rate = contact_s / CRAMP_S
    now = (spasm_frac + rate) / (1.0 + rate) / (1.0 + dt_s / RELAX_S)
    return np.where((now < CALM_FRAC) & (contact_s <= 0.0), 0.0, now)
