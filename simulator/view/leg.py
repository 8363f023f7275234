"""What the leg figure shows, and where a point of the leg lies on it, both ways.

Leg coordinates are those of `anatomy.spec`: u around from the anterior midline (+ lateral), s above
the sole. An aspect is a level camera far away: the figure's y is the height alone, its x
the position across. `u` becomes a share of the girth at that height, so u = +-girth/2 is
the posterior midline whatever the section looks like.
"""

from copy import copy
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Literal, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from simulator.anatomy.patient import Leg, Patch
from simulator.view.coverage import LegTerritory
from simulator.view.leg_shape import shape_of

Array = NDArray[np.floating[Any]]
Numbers = TypeVar("Numbers", float, Array)
Aspect = Literal["anterior", "lateral", "medial", "posterior"]
ASPECTS: Final[tuple[Aspect, ...]] = ("anterior", "lateral", "medial", "posterior")

TOP_S_MM: Final = 842.0  # what the top and bottom edges of a figure show
BOTTOM_S_MM: Final = -34.0
LOWEST_S_MM: Final = 84.0  # below lies the foot, which has no girth coordinates
MIDDLE_SHARE: Final = {"anterior": 0.0, "lateral": 0.25, "medial": 0.75, "posterior": 0.5}
HALF_WIDTH_MM: Final = {"anterior": 122.0, "posterior": 122.0, "lateral": 208.0, "medial": 208.0}


class LegMark(NamedTuple):
    """A finding written on the leg map; `evidence` is the word for it, empty while nobody says."""

    u_mm: float
    s_mm: float
    label: str
    finding: str = ""
    evidence: str = ""
    is_guess: bool = False


@dataclass(frozen=True)
class LegView:
    """Everything the leg figure needs to know besides the patient's own skin."""

    aspect: Aspect = "anterior"
    side: str = "left"
    fitzpatrick: str = "II"
    posture: str = "standing"
    probe: tuple[float, float, float] | None = None  # u_mm, s_mm, yaw_rad (0 is transverse)
    marks: tuple[LegMark, ...] = ()
    scanned: tuple[tuple[float, float], ...] = ()  # u_mm, s_mm of covered spots, oldest first
    territories: tuple[LegTerritory, ...] = ()  # that a whole scan looks at
    has_stocking: bool = False
    patch: tuple[float, float, float, float] | None = None  # u_mm, s_mm, width_mm, height_mm
    is_patch_selected: bool = False
    is_photograph: bool = False  # the baseline picture: skin only, no overlays
    is_dimmed: bool = False  # behind the findings on the duplex leg map
    has_landmarks: bool = False

    @property
    def caption(self) -> str:
        """Return what the figure is, in words."""
        return f"{self.side.capitalize()} leg, {self.aspect}, {self.posture}"


class FigurePoint(NamedTuple):
    """A place on the figure, in pixels."""

    x_px: float
    y_px: float
    is_visible: bool


class Section(NamedTuple):
    """One height of the leg for one aspect; shares of the girth count from the midline.

    The near arrays (K,) run from the left to the right edge of the figure without a break, so
    their shares go on past +-0.5. From the nearest point outwards the outline never turns
    back: where it stands still while the skin falls short of it, a fold hides the skin.
    """

    share: Array  # (T,) the whole section
    across_mm: Array
    near_share: Array
    near_mm: Array
    outline_mm: Array

    def shows(self, share: float) -> bool:
        """Return whether skin at `share` of the girth faces the viewer unhidden."""
        order = 1 if self.near_share[0] <= self.near_share[-1] else -1
        near = self.near_share[::order]
        for turn in (share, share + 1.0):
            if near[0] <= turn <= near[-1]:
                skin = np.interp(turn, near, self.near_mm[::order])
                return abs(float(skin - np.interp(turn, near, self.outline_mm[::order]))) < 1e-9
        return False


class LegProjection:
    """Leg coordinates to pixels and back, for one aspect at one size and place.

    `left_px`, `top_px` say where the figure's top left corner lies on the target.
    """

    def __init__(
        self, leg: Leg, aspect: Aspect, height_px: int, left_px: float = 0.0, top_px: float = 0.0
    ) -> None:
        self.leg, self.aspect, self.height_px = leg, aspect, height_px
        self.left_px, self.top_px = left_px, top_px
        self.shape = shape_of(leg)
        self.px_per_mm = height_px / (TOP_S_MM - BOTTOM_S_MM)
        self.width_px = round(2.0 * HALF_WIDTH_MM[aspect] * self.px_per_mm)
        # The lateral side of a left leg is on the right of a viewer who faces the patient.
        self.lateral_sign = 1.0 if leg.side == "left" else -1.0
        self._section = lru_cache(maxsize=512)(self._unroll)

    def moved(self, left_px: float, top_px: float) -> "LegProjection":
        """Return the same projection with its corner at (left, top)."""
        twin = copy(self)
        twin.left_px, twin.top_px = left_px, top_px
        return twin

    def across_and_towards(self, lateral_mm: Array, anterior_mm: Array) -> tuple[Array, Array]:
        """Return body positions as (right on the figure, towards the viewer), mm."""
        sign = self.lateral_sign
        if self.aspect == "anterior":
            return sign * lateral_mm, anterior_mm
        if self.aspect == "posterior":
            return -sign * lateral_mm, -anterior_mm
        if self.aspect == "lateral":
            return -sign * anterior_mm, lateral_mm
        return sign * anterior_mm, -lateral_mm

    def lateral_and_anterior(self, across_mm: Array, towards_mm: Array) -> tuple[Array, Array]:
        """Undo `across_and_towards`."""
        sign = self.lateral_sign
        if self.aspect == "anterior":
            return sign * across_mm, towards_mm
        if self.aspect == "posterior":
            return -sign * across_mm, -towards_mm
        if self.aspect == "lateral":
            return towards_mm, -sign * across_mm
        return -towards_mm, sign * across_mm

    @property
    def _centre_mm(self) -> float:
        """Return what lies in the middle of the figure; side views leave room for the foot."""
        forward = {"lateral": -1.0, "medial": 1.0}.get(self.aspect, 0.0)
        return forward * self.lateral_sign * 62.0

    def x_px(self, across_mm: Numbers) -> Numbers:
        """Return figure columns of positions across, mm."""
        return self.left_px + self.width_px / 2 + (across_mm - self._centre_mm) * self.px_per_mm

    def y_px(self, s_mm: Numbers) -> Numbers:
        """Return figure rows of heights above the sole, mm."""
        return self.top_px + (TOP_S_MM - s_mm) * self.px_per_mm

    def across_mm(self, x_px: Numbers) -> Numbers:
        """Return positions across of figure columns; undoes `x_px`."""
        return (x_px - self.left_px - self.width_px / 2) / self.px_per_mm + self._centre_mm

    def height_mm(self, y_px: Numbers) -> Numbers:
        """Return heights above the sole of figure rows; undoes `y_px`."""
        return TOP_S_MM - (y_px - self.top_px) / self.px_per_mm

    def _unroll(self, s_mm: float) -> Section:
        """Return one section with the half that faces the viewer singled out."""
        lateral, anterior, share = (a[0] for a in self.shape.sections(np.array([s_mm])))
        across, towards = self.across_and_towards(lateral, anterior)
        twice = np.concatenate([across[:-1], across])
        depth = np.concatenate([towards[:-1], towards])
        turn = np.concatenate([share[:-1], share + 1.0])
        window = np.abs(turn - MIDDLE_SHARE[self.aspect]) <= 0.42
        turn, twice, depth = turn[window], twice[window], depth[window]
        if twice[0] > twice[-1]:
            turn, twice, depth = turn[::-1], twice[::-1], depth[::-1]
        near = int(np.argmax(depth))
        left = np.minimum.accumulate(twice[near::-1])[::-1]
        outline = np.concatenate([left, np.maximum.accumulate(twice[near:])[1:]])
        keep = slice(int(np.argmin(twice)), int(np.argmax(twice)) + 1)
        return Section(share, across, turn[keep], twice[keep], outline[keep])

    def to_figure(self, u_mm: float, s_mm: float) -> FigurePoint:
        """Return the pixel of leg point (u, s) and whether the viewer can see it."""
        at = u_mm / self.leg.circumference_mm(s_mm)
        at = (at + 0.5) % 1.0 - 0.5
        section = self._section(s_mm)
        across_mm = float(np.interp(at, section.share, section.across_mm))
        is_visible = LOWEST_S_MM <= s_mm <= TOP_S_MM and section.shows(at)
        return FigurePoint(self.x_px(across_mm), self.y_px(s_mm), is_visible)

    def edges_px(self, s_mm: float) -> tuple[float, float]:
        """Return the columns between which the figure shows skin at height `s_mm`."""
        outline_mm = self._section(s_mm).outline_mm
        return self.x_px(float(outline_mm[0])), self.x_px(float(outline_mm[-1]))

    def to_leg(self, x_px: float, y_px: float) -> tuple[float, float] | None:
        """Return leg (u, s) under a pixel, or None off the leg (the foot counts as off)."""
        s_mm = self.height_mm(y_px)
        if not LOWEST_S_MM <= s_mm <= TOP_S_MM:
            return None
        section = self._section(s_mm)
        across_mm = self.across_mm(x_px)
        if not section.outline_mm[0] <= across_mm <= section.outline_mm[-1]:
            return None
        at = float(np.interp(across_mm, section.outline_mm, section.near_share))
        return ((at + 0.5) % 1.0 - 0.5) * self.leg.circumference_mm(s_mm), s_mm


def facing(leg: Leg, patch: Patch) -> Aspect:
    """Return the aspect that looks most squarely at the middle of a patch."""
    u_mm, s_mm = patch.on_leg(patch.width_mm / 2, patch.height_mm / 2)

    def from_outline(aspect: Aspect) -> float:
        place = LegProjection(leg, aspect, 600)
        x_px, _, is_visible = place.to_figure(u_mm, s_mm)
        left, right = place.edges_px(s_mm)
        return min(x_px - left, right - x_px) / (right - left) if is_visible else -1.0

    return max(ASPECTS, key=from_outline)
