"""The territories a whole scan of the leg has to look at, as strips cut into cells.

Idea: a strip follows the course of the vein that is looked for there. It is cut into cells two
across and 20 mm high, so that one slow sweep with the probe across the leg fills it, and a look
lengthwise here and there does not.

Sources: the anatomy to cover and its depths are those every leg of ours is grown with
(`leg_courses`); a complete scan follows the trunks from groin and knee down and goes to the
patch itself (SVS/AVF guideline 2011; Mariani 2000 for what lies under a patch). Widths are guesses.
"""

from dataclasses import dataclass
from typing import Final

from simulator.anatomy.patient import Leg, Patch

CELL_MM: Final = 20.0
ACROSS: Final = 2  # cells


@dataclass(frozen=True)
class Territory:
    """A strip from `low_mm` to `high_mm`; its middle runs straight between two places."""

    id: str
    low_mm: float  # s
    high_mm: float
    low_u_mm: float
    high_u_mm: float
    depth_mm: float  # as far down as must be seen
    is_fine: bool = False  # the veins there are small and shallow

    @property
    def rows(self) -> int:
        """Return how many cells it is high."""
        return max(1, round((self.high_mm - self.low_mm) / CELL_MM))

    @property
    def cells(self) -> int:
        """Return how many cells it has; they are numbered row by row from the foot."""
        return ACROSS * self.rows

    def cell_at(self, leg: Leg, u_mm: float, s_mm: float) -> int | None:
        """Return the cell at a place on the leg, or None outside the strip."""
        up = (s_mm - self.low_mm) / (self.high_mm - self.low_mm)
        if not 0.0 <= up < 1.0:
            return None
        middle = self.low_u_mm + up * (self.high_u_mm - self.low_u_mm)
        around = leg.circumference_mm(s_mm)
        du = (u_mm - middle + 0.5 * around) % around - 0.5 * around  # the short way round
        column = int((du + 0.5 * ACROSS * CELL_MM) // CELL_MM)
        return ACROSS * int(up * self.rows) + column if 0 <= column < ACROSS else None

    def corners(self, cell: int) -> tuple[tuple[float, float], ...]:
        """Return the four corners (u, s) of a cell, for whoever paints it."""
        row, column = divmod(cell, ACROSS)
        out = []
        for up, side in ((row, 0), (row, 1), (row + 1, 1), (row + 1, 0)):
            share = up / self.rows
            middle = self.low_u_mm + share * (self.high_u_mm - self.low_u_mm)
            u = middle + (column + side - 0.5 * ACROSS) * CELL_MM
            out.append((u, self.low_mm + share * (self.high_mm - self.low_mm)))
        return tuple(out)


EVERY_LEG: Final = (
    Territory("groin", 745.0, 805.0, -12.0, -25.0, 28.0),
    Territory("medial_thigh", 500.0, 745.0, -98.0, -55.0, 18.0),
    Territory("anterior_thigh", 545.0, 745.0, 33.0, -8.0, 14.0),
    Territory("popliteal_fossa", 430.0, 510.0, 164.0, 166.0, 32.0),
    Territory("medial_calf", 95.0, 440.0, -57.0, -96.0, 12.0),
    Territory("posterior_calf", 95.0, 430.0, 92.0, 166.0, 12.0),
    Territory("lateral_thigh", 475.0, 640.0, 112.0, 120.0, 6.0, is_fine=True),
)


def territories(patch: Patch) -> tuple[Territory, ...]:
    """Return all that has to be scanned on a leg with this patch, the patch itself last.

    A patch on the face is nothing that a scan of the leg could look at.
    """
    if not patch.is_on_leg:
        return EVERY_LEG
    low, high = patch.s_mm - CELL_MM, patch.s_mm + CELL_MM
    return (*EVERY_LEG, Territory("patch", low, high, patch.u_mm, patch.u_mm, 8.0, is_fine=True))
