"""What the loupe shows of the treatment field; everything a painter needs, nothing it may change.

Frame: patch millimetres, x lateral, y distal (down on the screen), origin in the patch corner.
Shapes: E edges of the web, C cells of an edge from feeder end to tip.
"""

import math
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.view.instruments import (
    BEND_AT_MM,
    NEEDLE_MM,
    FingerView,
    StockingView,
    SyringeView,
)

Array = NDArray[np.float64]

ZOOM_PX_PER_MM: Final = (16.0, 192.0)  # the loupe's range
ZOOM_STEPS_PX_PER_MM: Final = (16.0, 24.0, 32.0, 48.0, 64.0, 96.0)  # where it is sharpest


@dataclass(frozen=True)
class Camera:
    """Where the loupe looks: patch point in the middle of the picture, and magnification."""

    x_mm: float
    y_mm: float
    px_per_mm: float

    def to_screen(
        self, x_mm: float, y_mm: float, width_px: int, height_px: int
    ) -> tuple[float, float]:
        """Return picture coordinates of a patch point in a picture of the given size."""
        return (
            (x_mm - self.x_mm) * self.px_per_mm + width_px / 2,
            (y_mm - self.y_mm) * self.px_per_mm + height_px / 2,
        )

    def to_patch(
        self, x_px: float, y_px: float, width_px: int, height_px: int
    ) -> tuple[float, float]:
        """Return the patch point under a picture point; the inverse of `to_screen`."""
        return (
            (x_px - width_px / 2) / self.px_per_mm + self.x_mm,
            (y_px - height_px / 2) / self.px_per_mm + self.y_mm,
        )

    def panned(self, dx_px: float, dy_px: float) -> "Camera":
        """Return the camera after dragging the picture by (dx, dy)."""
        step = 1.0 / self.px_per_mm
        return Camera(self.x_mm - dx_px * step, self.y_mm - dy_px * step, self.px_per_mm)

    def snapped(self, width_px: int, height_px: int) -> "Camera":
        """Return the nearest camera of whole pixels a millimetre, on whole pixels of the skin.

        Things on the skin then keep their place on it to the pixel while the picture is dragged.
        """
        zoom = float(max(1, round(self.px_per_mm)))
        x = (round(self.x_mm * zoom - width_px / 2) + width_px / 2) / zoom
        y = (round(self.y_mm * zoom - height_px / 2) + height_px / 2) / zoom
        return Camera(x, y, zoom)

    def zoomed(self, px_per_mm: float, x_mm: float, y_mm: float) -> "Camera":
        """Return the camera at another magnification, holding patch point (x, y) still.

        Magnifications are whole pixels a millimetre; see `snapped`.
        """
        new = float(round(min(max(px_per_mm, ZOOM_PX_PER_MM[0]), ZOOM_PX_PER_MM[1])))
        ratio = self.px_per_mm / new
        return Camera(x_mm + (self.x_mm - x_mm) * ratio, y_mm + (self.y_mm - y_mm) * ratio, new)

    def kept_inside(
        self, patch_width_mm: float, patch_height_mm: float, width_px: int, height_px: int
    ) -> "Camera":
        """Return the nearest camera that shows no more border than it must."""
        half_x = min(width_px / self.px_per_mm, patch_width_mm) / 2
        half_y = min(height_px / self.px_per_mm, patch_height_mm) / 2
        return Camera(
            min(max(self.x_mm, half_x), patch_width_mm - half_x),
            min(max(self.y_mm, half_y), patch_height_mm - half_y),
            self.px_per_mm,
        )


@dataclass(frozen=True)
class NeedleView:
    """The needle: where it meets (or hovers over) the skin, how it lies, how far it is in.

    `heading_rad` is the direction of travel on the skin (0 along +x, positive towards +y);
    `angle_rad` its slope to the skin. `dimple_mm` is how far the skin is carried along where
    the needle meets it (below 0 it is drawn out), `dent_mm` the wall of a vein at the tip.
    `bend_rad` is how much steeper the shaft rises behind the place where it was bent.
    """

    x_mm: float
    y_mm: float
    heading_rad: float
    angle_rad: float
    inserted_mm: float = 0.0
    gauge: int = 30
    flash_frac: float = 0.0  # blood seen in the hub
    is_arterial: bool = False  # and it is bright red
    hover_mm: float = 0.6  # height of the tip over the skin while it is out
    length_mm: float = NEEDLE_MM
    is_bevel_up: bool = True
    dimple_mm: float = 0.0
    dent_mm: float = 0.0
    bend_rad: float = 0.0

    @property
    def tip_mm(self) -> tuple[float, float]:
        """The patch point over or under which the tip is."""
        reach = self.inserted_mm * math.cos(self.angle_rad)
        return (
            self.x_mm + reach * math.cos(self.heading_rad),
            self.y_mm + reach * math.sin(self.heading_rad),
        )

    @property
    def straight_mm(self) -> float:
        """How much shaft there is between the skin and the bend."""
        return max(0.0, BEND_AT_MM * self.length_mm / NEEDLE_MM - self.inserted_mm)


@dataclass(frozen=True)
class BlebView:
    """Fluid under the skin, raised from about 2 ul."""

    x_mm: float
    y_mm: float
    volume_ul: float


@dataclass(frozen=True)
class PorcelainView:
    """The dead-white area of an arteriolar injection; `whiteness_frac` fades it in.

    `territory_mm` (x, y, reach) are discs along the vessels that the arteriole feeds; without
    any the area is a lobed circle.
    """

    x_mm: float
    y_mm: float
    radius_mm: float
    whiteness_frac: float = 1.0
    territory_mm: tuple[tuple[float, float, float], ...] = ()


@dataclass(frozen=True)
class PressView:
    """A round place that is or was pressed: `pale_frac` of the skin's blood and `flat_frac` of
    the veins' blood are squeezed out. Under glass the place is seen through it."""

    x_mm: float
    y_mm: float
    radius_mm: float
    pale_frac: float = 1.0
    flat_frac: float = 1.0
    has_glass: bool = True


@dataclass(frozen=True)
class BruiseView:
    """Blood that has left a vessel, and what it turns into; parts of whole blood's haem."""

    x_mm: float
    y_mm: float
    radius_mm: float
    blood_frac: float
    biliverdin_frac: float = 0.0
    bilirubin_frac: float = 0.0


@dataclass(frozen=True)
class UlcerView:
    """Skin that has died: `open_frac` of the sore is open, `scar_frac` of its scar is left."""

    x_mm: float
    y_mm: float
    radius_mm: float
    open_frac: float
    scar_frac: float = 0.0


@dataclass(frozen=True)
class SwabView:
    """Cotton or folded gauze on a puncture, with tape across it or not.

    Tape is stuck down at the end behind `heading_rad` and drawn along it, so it drags the skin.
    """

    x_mm: float
    y_mm: float
    is_taped: bool = False
    heading_rad: float = 0.0
    is_gauze: bool = False


@dataclass(frozen=True)
class PunctureView:
    """A hole in the skin; `ooze_frac` 0 is dry, 1 a full drop."""

    x_mm: float
    y_mm: float
    ooze_frac: float = 0.0


@dataclass(frozen=True)
class InkView:
    """A line or, with one point, a dot of surgical marker on the skin."""

    points_mm: tuple[tuple[float, float], ...]


def _nothing() -> Array:
    return np.zeros(0)


@dataclass(frozen=True)
class TreatmentView:
    """The treatment field at one moment.

    `blood_frac` (E, C): blood left in each cell, 0 blanched .. 1 full. The per-edge fields (E,)
    may be left empty, which means zero everywhere: `erythema_frac` redness around the vein,
    `wheal_frac` swelling over it, `cleared_frac` how much of the vein is gone after weeks,
    `stain_frac` haemosiderin along it (1 is a strong stain; it may go beyond), `matting_frac`
    new fine red vessels around it, `coagulum_frac` trapped blood in it: a dark, raised cord.
    """

    camera: Camera
    blood_frac: Array
    needle: NeedleView | None = None
    blebs: tuple[BlebView, ...] = ()
    porcelain: tuple[PorcelainView, ...] = ()
    presses: tuple[PressView, ...] = ()
    bruises: tuple[BruiseView, ...] = ()
    ulcers: tuple[UlcerView, ...] = ()
    punctures: tuple[PunctureView, ...] = ()
    swabs: tuple[SwabView, ...] = ()
    ink: tuple[InkView, ...] = ()
    syringe: SyringeView | None = None
    fingers: tuple[FingerView, ...] = ()
    stocking: StockingView | None = None
    erythema_frac: Array = field(default_factory=_nothing)
    wheal_frac: Array = field(default_factory=_nothing)
    cleared_frac: Array = field(default_factory=_nothing)
    stain_frac: Array = field(default_factory=_nothing)
    matting_frac: Array = field(default_factory=_nothing)
    coagulum_frac: Array = field(default_factory=_nothing)
    is_wiped: bool = False
    is_polarised: bool = False
    has_scale_bar: bool = True
