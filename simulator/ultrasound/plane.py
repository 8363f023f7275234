"""The image plane: which place of the leg every line and row of the image looks at.

Idea. Everything is painted in the frame of the skin, where a row has one depth and a column one
place. A rocked probe (heel-toe) shears that frame: column x is shown x*tan(rock) lower, gel
fills the gap at the lifted end, and the pressed end sinks into the skin. So the frame has more
rows than the image, above and below, and `shown` cuts the image out of it. Departure: columns
stay over their skin (`physics.image_plane` has the same law).

    skin frame                    image, +x lifted
    ------------- row 0           ===========  gel
    ~~~~~~~~~~~~~ skin            ~~~--____
    ============= fascia          ===--____-- fascia
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from simulator.physics.image_plane import APERTURE_MM, rock_slope
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

    `x_mm u_mm s_mm` are (COLUMNS,), `z_mm depth_mm` (rows,): depth under the face of a probe
    that is not rocked, and the depth in unpressed tissue. `above` rows of the frame lie over
    the face. `sheet` counts speckle sheets across the plane, `lean` is tan(tilt), `slope`
    tan(rock); `fall` (COLUMNS,) is by how many rows it shows a column lower.
    """

    pose: ProbePose
    depth_range_mm: float
    x_mm: Float
    u_mm: Float
    s_mm: Float
    z_mm: Float
    depth_mm: Float
    above: int
    fall: NDArray[np.int64]
    first_column: int
    shift_frac: float
    sheet: float
    lean: float
    slope: float
    cos_yaw: float
    sin_yaw: float

    @property
    def row_mm(self) -> float:
        """Return the height of a row."""
        return self.depth_range_mm / ROWS

    @property
    def rows(self) -> int:
        """Return the number of rows of the frame, an even one."""
        return len(self.z_mm)

    @property
    def image_z_mm(self) -> Float:
        """Return the depth under the probe of every image row, (ROWS,)."""
        return ((np.arange(ROWS) + 0.5) * self.row_mm).astype(np.float32)

    def row_of(self, z_mm: Float) -> NDArray[np.int64]:
        """Return the rows of the frame that hold depths `z_mm`, cut to the frame."""
        row = np.floor(z_mm / self.row_mm).astype(np.int64) + self.above
        return np.clip(row, 0, self.rows - 1)

    def shown(self, frame: NDArray[Any]) -> NDArray[Any]:
        """Return the (ROWS, COLUMNS) image of a (rows, COLUMNS) frame."""
        return frame if self.slope == 0.0 else frame.take(self._source)

    @cached_property
    def _source(self) -> NDArray[np.int64]:
        """Return the flat index in the frame of every pixel of the image."""
        row = np.arange(ROWS)[:, None] + (self.above - self.fall)
        return row * COLUMNS + np.arange(COLUMNS)


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
    row_mm, slope = depth_range_mm / ROWS, rock_slope(pose)
    fall = np.round(x * (slope / row_mm)).astype(np.int64)
    above, below = max(int(fall.max()), 0), max(int(-fall.min()), 0)
    rows = (ROWS + above + below + 1) // 2 * 2
    z = np.arange(0.5 - above, rows - above, dtype=np.float64) * row_mm
    return Plane(
        pose=pose,
        depth_range_mm=depth_range_mm,
        x_mm=x,
        u_mm=(pose.u_mm + x * cos).astype(np.float32),
        s_mm=(pose.s_mm + x * sin).astype(np.float32),
        z_mm=z.astype(np.float32),
        depth_mm=tissue_depth_mm(z, pose.pressure_pa).astype(np.float32),
        above=above,
        fall=fall,
        first_column=first,
        shift_frac=start - first,
        sheet=(anchor_s - sin * du + cos * ds) / SHEET_MM,
        lean=float(np.tan(pose.tilt_rad)),
        slope=slope,
        cos_yaw=cos,
        sin_yaw=sin,
    )
