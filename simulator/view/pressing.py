"""What a glass or a finger does to the colour of the skin, while it presses and after it is lifted.

Idea: under pressure the skin's own blood and that of the veins are squeezed out; what keeps its
colour under glass is not blood that flows (a stain, a bruise, a clot). Once lifted, the skin
is pink again within a capillary refill; a vein comes back in the time that `diascopy` gives it.
Sources: capillary refill within 2 s in health (bedside texts). Departure: the colour comes back
at an even rate, everywhere under the glass at once.
"""

from collections.abc import Collection
from typing import Final

from simulator.physics.circulation import Circulation, Lumen
from simulator.physics.diascopy import refill_s, under_glass
from simulator.view.treatment import PressView

CAPILLARY_REFILL_S: Final = 2.0


def pressed(x_mm: float, y_mm: float, radius_mm: float) -> PressView:
    """Return a glass of `radius_mm` pressed on a place of the patch."""
    return PressView(x_mm, y_mm, radius_mm)


def lifted(
    circulation: Circulation,
    lumen: Lumen,
    glass: PressView,
    since_s: float,
    *,
    posture: str = "lying",
    closed: Collection[str] = (),
) -> PressView | None:
    """Return the print that `glass` left `since_s` ago, or None once all colour is back."""
    edges = under_glass(circulation, glass.x_mm, glass.y_mm, glass.radius_mm)
    whole_s = refill_s(circulation, lumen, edges, posture=posture, closed=closed)
    return print_of(glass, since_s, whole_s)


def print_of(glass: PressView, since_s: float, whole_s: float) -> PressView | None:
    """Return the print of a glass lifted `since_s` ago, of veins that fill in `whole_s`."""
    pale = glass.pale_frac * max(0.0, 1.0 - since_s / CAPILLARY_REFILL_S)
    flat = glass.flat_frac * max(0.0, 1.0 - since_s / max(whole_s, 1e-3))
    if max(pale, flat) <= 0.0:
        return None
    return PressView(glass.x_mm, glass.y_mm, glass.radius_mm, pale, flat, has_glass=False)
