"""The image plane: which place of the leg every line and row of the image looks at."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from simulator.physics.beam import APERTURE_MM
from simulator.physics.moment import ProbePose
from simulator.physics.pressing import tissue_depth_mm

Float = NDArray[np.floating[Any]]

LINES: Final = 192
EDGE: Final = 4  # lines computed beyond each side, cut off after the lateral filter
COLUMNS: Final = LINES + 2 * EDGE
ROWS: Final = 512
PITCH_MM: Final = APERTURE_MM / LINES
SHEET_MM: Final = 0.7  # elevational distance over which speckle is new
_ANCHOR_MM: Final = 64.0  # speckle is laid out from here, so that a turn moves it little


@dataclass(frozen=True)
class Plane:
    """Columns sit at whole pitches in tissue; `shift_frac` of a pitch is left over.

    `x_mm u_mm s_mm` are (COLUMNS,), `z_mm depth_mm` (ROWS,): image depth and the depth in
    unpressed tissue. `sheet` counts speckle sheets across the plane, `lean` is tan(tilt).
    """

    pose: ProbePose
    depth_range_mm: float
    x_mm: Float
    u_mm: Float
    s_mm: Float
    z_mm: Float
    depth_mm: Float
    first_column: int
    shift_frac: float
    sheet: float
    lean: float
    cos_yaw: float
    sin_yaw: float

    @property
    def row_mm(self) -> float:
        """Return the height of a row."""
        return self.depth_range_mm / ROWS


def plane_at(pose: ProbePose, depth_range_mm: float) -> Plane:
    """Return the image plane of a probe held at `pose`, `depth_range_mm` deep."""
    cos, sin = float(np.cos(pose.yaw_rad)), float(np.sin(pose.yaw_rad))
    anchor_u = _ANCHOR_MM * round(pose.u_mm / _ANCHOR_MM)
    anchor_s = _ANCHOR_MM * round(pose.s_mm / _ANCHOR_MM)
    du, ds = pose.u_mm - anchor_u, pose.s_mm - anchor_s
    start = (anchor_u + cos * du + sin * ds - APERTURE_MM / 2) / PITCH_MM - EDGE
    first = int(np.floor(start))
    x = ((np.arange(COLUMNS) - EDGE - (start - first)) * PITCH_MM - APERTURE_MM / 2).astype(
        np.float32
    )
    z = np.arange(0.5, ROWS, dtype=np.float64) * (depth_range_mm / ROWS)
    return Plane(
        pose=pose,
        depth_range_mm=depth_range_mm,
        x_mm=x,
        u_mm=(pose.u_mm + x * cos).astype(np.float32),
        s_mm=(pose.s_mm + x * sin).astype(np.float32),
        z_mm=z.astype(np.float32),
        depth_mm=tissue_depth_mm(z, pose.pressure_pa).astype(np.float32),
        first_column=first,
        shift_frac=start - first,
        sheet=(anchor_s - sin * du + cos * ds) / SHEET_MM,
        lean=float(np.tan(pose.tilt_rad)),
        cos_yaw=cos,
        sin_yaw=sin,
    )
