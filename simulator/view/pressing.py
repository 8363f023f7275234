"""What a glass or a finger does to the colour of the skin, while it presses and after it is lifted.

Idea: under pressure the skin's own blood and that of the veins are squeezed out; what keeps its
colour under glass is not blood that flows (a stain, a bruise, a clot). Once lifted, the skin
is pink again within a capillary refill; a vein comes back in the time that `diascopy` gives it.
Sources: capillary refill within 2 s in health (bedside texts). Departure: the colour comes back
at an even rate, everywhere under the glass at once.
"""

from collections.abc import Collection
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.base.units import TICKS_PER_SECOND
from simulator.physics.circulation import Circulation, Lumen
from simulator.physics.diascopy import refill_s, under_glass
from simulator.session.examining import GLASS_MM, is_under_glass
from simulator.session.state import State
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


def presses_of(state: State) -> tuple[PressView, ...]:
    """Return the glass on the skin; what it does to the veins is in their blood.

    So it follows as fast as a push does: the skin under so wide a glass takes seconds to relight.
    """
    if not is_under_glass(state) or state.glass is None:
        return ()
    at = state.glass.x_um / 1e3, state.glass.y_um / 1e3
    return (PressView(*at, GLASS_MM, pale_frac=0.0, flat_frac=0.0),)


def unpressed(state: State) -> NDArray[np.float64]:
    """Return the share of their blood that veins keep under a glass, or its print, (E, C)."""
    web = state.patient.web
    if state.glass is None:
        return np.ones((1, 1))
    flat_frac = 1.0
    if state.glass.lifted_tick >= 0:
        since_s = (state.tick - state.glass.lifted_tick) / TICKS_PER_SECOND
        whole = pressed(0.0, 0.0, GLASS_MM)
        left = print_of(whole, since_s, state.glass.refill_ticks / TICKS_PER_SECOND)
        flat_frac = round(8.0 * left.flat_frac) / 8.0 if left else 0.0
    cells = state.lumen.injectate_frac.shape[1]
    points = web.path_mm.shape[1] - 1
    middle = np.round((np.arange(cells) + 0.5) / cells * points).astype(int)
    dx = web.path_mm[:, middle, 0] - state.glass.x_um / 1e3
    dy = web.path_mm[:, middle, 1] - state.glass.y_um / 1e3
    return np.where(dx * dx + dy * dy <= GLASS_MM * GLASS_MM, 1.0 - flat_frac, 1.0)
