"""What a sclerosant is worth: optimum strength by diameter, blood as neutraliser, wall kill.

Idea: the wall dies by contact with drug that no blood has bound. For every edge of the web
we add up min(1, active / optimum)^2 over time and remember the highest active / optimum.
Sources: optimum strengths fitted by us to the label tables (polidocanol: US and European
labels; STS: UK SmPC, "0.2 % for threads"); 60 mg of STS bound by 1 ml of blood (Watkins
2011); polidocanol loses 59-fold against 23-fold for STS in whole blood (Connor 2015), hence
our guess of its capacity; binding complete in under 8 s (Veins & Lymphatics 2014); salt:
Peterson 2012; skin: extravascular effects of sclerosants in rabbit skin (physics.md 6.6).
Departures: binding is one first-order step of a capacity that the blood carries along.
Invariant: binding never takes more drug, or more capacity, than is there.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

BLOOD_CAPACITY_UG_PER_UL: Final = 60.0  # of STS, fresh blood (Watkins 2011)
BINDING_TIME_S: Final = 0.8  # guess; 99.99 % bound after 8 s, the slowest the source allows
FULL_CONTACT_S: Final = 30.0  # guess: contact at the optimum that is worth a whole dose
HALF_KILL: Final = 0.60  # effective dose that kills half the wall (benchmarks/calibrate_dose.py)
UG_PER_UL_PER_PPM: Final = 1e-3  # 10,000 ppm = 1 % = 10 mg/ml
UG_PER_UL_PER_PERCENT: Final = 10.0


@dataclass(frozen=True)
class Drug:
    """A solution on the tray; `relative_optimum` is against polidocanol, 0 is inert."""

    name: str
    viscosity_pa_s: float
    relative_optimum: float
    capacity_frac: float  # drug bound per unit of STS that the same blood would bind; 0: none
    diffusivity_mm2_per_s: float
    strongest_ppm: int  # that can be drawn up
    necrosis_ug_per_ul: float  # of active drug in the skin, see `toxic_ul`
    idle_ug_per_ul: float = 0.0  # of it in the syringe that does nothing


# Viscosities are guesses near water; Miyake 2012 prints 4-7 mPa s, which the source itself
# offers as ratios only. Diffusivities are textbook sizes: salt 1.5e-9 m2/s, glycerol 1e-9,
# detergents mostly as micelles 1e-10 (guess). Necrosis in rabbit skin, 0.1 ml: STS 0.5 % and
# saline 23.4 % yes, polidocanol 0.25-1 % little (here from 2 %, guess), glycerin none known.
# Hypertonic saline: 11.7 and 23.4 % where polidocanol takes 0.5 and 1 % (Peterson 2012). What
# it does is osmotic: only salt above the 0.9 % of blood counts, blood does not bind it, and its
# end is to be diluted. Glycerin 72 % (chromated) acts by its own strength and is not bound.
DRUGS: Final = {
    "polidocanol": Drug("polidocanol", 1.20e-3, 1.0, 23.0 / 59.0, 1.0e-4, 30_000, 20.0),
    "STS": Drug("STS", 1.05e-3, 0.4, 1.0, 1.0e-4, 30_000, 5.0),
    "glycerin": Drug("glycerin", 1.00e-2, 144.0, 0.0, 1.0e-3, 720_000, np.inf),
    "hypertonic_saline": Drug(
        "hypertonic_saline", 1.30e-3, 23.4, 0.0, 1.5e-3, 234_000, 225.0, idle_ug_per_ul=9.0
    ),
    "saline": Drug("saline", 1.00e-3, 0.0, 0.0, 1.5e-3, 9_000, np.inf),
}


def active_ug_per_ul(drug: str, strength_ppm: int) -> float:
    """Return the active drug in a microlitre from the syringe; 0 for an inert solution."""
    if DRUGS[drug].relative_optimum == 0.0:
        return 0.0
    return max(0.0, strength_ppm * UG_PER_UL_PER_PPM - DRUGS[drug].idle_ug_per_ul)


def toxic_ul(drug: str, volume_ul: float, drug_ug: float) -> float:
    """Return how much of a solution that just kills skin does the harm of this one.

    Harm grows with the square of the strength (guess); 0 for nothing or an inert solution.
    """
    if volume_ul <= 0.0:
        return 0.0
    times = drug_ug / volume_ul / DRUGS[drug].necrosis_ug_per_ul
    return volume_ul * times * times


def optimum_ug_per_ul(drug: str, diameter_mm: Array) -> Array:
    """Return the optimum concentration for each `diameter_mm` (E,); inf if the drug is inert.

    Polidocanol: 0.24 / 0.37 / 0.58 / 1.0 % at 0.2 / 0.5 / 1 / 2 mm; STS 0.4 of that.
    """
    share = DRUGS[drug].relative_optimum
    if share == 0.0:
        return np.full_like(diameter_mm, np.inf)
    percent = np.clip(0.16 + 0.42 * diameter_mm, 0.20, 1.0)
    return UG_PER_UL_PER_PERCENT * share * percent


def exposure_rate(ratio: Array) -> Array:
    """Return how fast contact counts (s/s) at active / optimum: its square, at most 1.

    Contact cannot be hurried: a solution twice as strong does not halve the time, else ten
    seconds of flow past an open feeder would be as good as the hold that closing it buys.
    """
    capped = np.minimum(ratio, 1.0)
    return capped * capped


def wall_kill(exposure_s: Array, peak_ratio: Array) -> Array:
    """Return the killed share of the wall (E,), 0..1, from exposure and highest dose."""
    dose2 = np.minimum(exposure_s / FULL_CONTACT_S, peak_ratio * peak_ratio)
    dose4 = dose2 * dose2
    half2 = HALF_KILL * HALF_KILL
    return dose4 / (dose4 + half2 * half2)
