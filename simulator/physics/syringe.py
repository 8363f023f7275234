"""From the thumb to the pressure in the barrel."""

from typing import Final

# Inner areas of common disposable barrels by size in ul.
BARREL_MM2: Final = {1000: 17.0, 3000: 59.0, 5000: 113.0}
FRICTION_MN: Final = 300.0  # guess: what a lubricated stopper takes off the thumb


def thumb_pa(force_mn: float, size_ul: int) -> float:
    """Return the gauge pressure in a barrel of `size_ul` under a thumb force in millinewton.

    1 mN over 1 mm2 is 1000 Pa. Friction holds a plunger that is barely touched, so the
    answer is never negative. Raises `KeyError` for a size that is not on the tray.
    """
    return max(0.0, force_mn - FRICTION_MN) * 1000.0 / BARREL_MM2[size_ul]
