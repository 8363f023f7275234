"""What hands hold over the treatment field: syringe, fingers, glass, the edge of a stocking.

Frame: patch millimetres as in `view.treatment`; headings as there, 0 along +x, towards +y.
"""

import math
from dataclasses import dataclass
from typing import Final

NEEDLE_MM: Final = 13.0  # half an inch
# Where the hand bends the shaft, from the tip: near the hub, where it does not break (guess).
BEND_AT_MM: Final = 10.0
# Two fingers across the vein: how far from the middle their tips are, which is the edge of what
# the loupe shows at 2x, and how far round from the direction of the needle (by eye: near enough
# to hold, far enough to leave the vein free).
TRACTION_MM: Final = 8.0
TRACTION_RAD: Final = (1.65, -1.45)
FINGER_SPLAY_RAD: Final = 0.35  # index and thumb of one hand come from the same side


@dataclass(frozen=True)
class SyringeView:
    """The syringe behind the needle: what it holds and what its label says.

    `left_ul` is what the stopper stands at, solution and any air in front of it.
    """

    size_ul: int
    left_ul: float
    drug: str = ""
    strength_ppm: int = 0


@dataclass(frozen=True)
class FingerView:
    """A gloved finger tip on the skin, pointing along `heading_rad`.

    `(x, y)` is the foremost point of the tip; `pull_frac` how hard it drags the skin along.
    """

    x_mm: float
    y_mm: float
    heading_rad: float
    pull_frac: float = 0.0
    is_thumb: bool = False


@dataclass(frozen=True)
class StockingView:
    """The welt of a stocking that meets the field; cloth lies on the side of `heading_rad`."""

    x_mm: float
    y_mm: float
    heading_rad: float = math.pi / 2


def stretching(x_mm: float, y_mm: float, heading_rad: float) -> tuple[FingerView, ...]:
    """Return the two fingers that stretch the skin around a point, across the vein.

    Three-point traction: the third point is the little finger of the syringe hand, which
    lies under the barrel and out of sight.
    """
    fingers = []
    for round_rad, is_thumb in zip(TRACTION_RAD, (False, True), strict=True):
        away = heading_rad + round_rad
        side = 1.0 if round_rad > 0 else -1.0
        c, s = math.cos(away), math.sin(away)
        fingers.append(
            FingerView(
                round(x_mm + TRACTION_MM * c, 2),
                round(y_mm + TRACTION_MM * s, 2),
                round(away + math.pi - side * FINGER_SPLAY_RAD, 3),
                pull_frac=1.0,
                is_thumb=is_thumb,
            )
        )
    return tuple(fingers)
