"""The grown patient: frozen arrays that every other room reads and none changes.

Shapes: N nodes, E edges of the web, K points of a centre line, C cells of an edge.
Invariants: every edge joins two different nodes; `path_mm[e, 0]` and `path_mm[e, -1]` are
its nodes; an edge runs from its feeder end (`edges[e, 0]`) towards its tip.
"""

from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.anatomy.spec import PatientSpec

Array = NDArray[np.float64]

LEG_TOP_MM: Final = 850.0  # no place of the leg lies higher above the sole
TELANGIECTASIA, VENULECTASIA, RETICULAR = 0, 1, 2  # values of `Web.kind`


@dataclass(frozen=True, eq=False)
class Vessel:
    """A trunk, feeder or artery on the leg, as the scanner meets it; equal to itself only.

    `path_mm` is (K, 3): u, s, d, from distal to proximal; `radius_mm` is (K,) standing.
    `reflux_s` 0 means competent. Speeds are centre-line, mm/s, + towards the heart.
    """

    id: str
    kind: str  # AASV GSV SSV perforator reticular femoral_vein femoral_artery tributary
    path_mm: Array
    radius_mm: Array
    reflux_s: float = 0.0
    reflux_mm_per_s: float = 0.0
    augmentation_mm_per_s: float = 0.0
    rest_mm_per_s: float = 0.0
    is_artery: bool = False
    is_hidden: bool = False
    is_clotted: bool = False  # full of fresh clot: distended, no flow, closes under no pressure
    feeds: tuple[str, ...] = ()

    @cached_property
    def s_span_mm(self) -> tuple[float, float]:
        """Heights of its lowest and its highest place."""
        s_mm = self.path_mm[:, 1]
        return float(s_mm.min()), float(s_mm.max())

    @cached_property
    def u_span_mm(self) -> tuple[float, float]:
        """Its outermost places across the leg."""
        u_mm = self.path_mm[:, 0]
        return float(u_mm.min()), float(u_mm.max())


@dataclass(frozen=True)
class Patch:
    """The treatment field: a flat window on the leg, `width_mm` across, `height_mm` along.

    One that lies higher than any leg is on the face; its place is then a height above the sole
    like any other, and `u_mm` runs from the middle of the face outwards.
    """

    id: str
    u_mm: float  # leg coordinates of the patch centre
    s_mm: float
    width_mm: float = 40.0
    height_mm: float = 25.0

    @property
    def is_on_leg(self) -> bool:
        """Whether it is a part of the leg, so that probe and stocking can reach it."""
        return self.s_mm <= LEG_TOP_MM

    def on_leg(self, x_mm: float, y_mm: float) -> tuple[float, float]:
        """Return leg (u, s) of patch point (x, y)."""
        return self.u_mm + x_mm - self.width_mm / 2, self.s_mm - (y_mm - self.height_mm / 2)


@dataclass(frozen=True)
class Thread:
    """One nameable thread vein: the edges it is made of and where its feeding arm lies."""

    id: str  # thread-1, thread-2 ... in reading order (top to bottom, then left to right)
    edges: tuple[int, ...]
    arm_edge: int  # the feeding arm just before it fans out: the right place for the needle
    source: str  # id of the vessel that feeds it


@dataclass(frozen=True)
class Arteriole:
    """An arteriole that lies near the web without joining it; no blood of the web is in it."""

    path_mm: Array  # (K, 3) centre line x, y, z
    radius_mm: float


@dataclass(frozen=True)
class Web:
    """The thread-vein network of the patch as a graph of tubes."""

    nodes_mm: Array  # (N, 3) x, y, z (z = depth of the centre line)
    edges: NDArray[np.int32]  # (E, 2)
    path_mm: Array  # (E, K, 3)
    radius_mm: Array  # (E,)
    length_mm: Array  # (E,)
    kind: NDArray[np.int8]  # (E,)
    burst_pa: Array  # (E,) pressure at which the wall gives way, drawn once
    roots: tuple[tuple[int, str], ...]  # (node, vessel id that joins there)
    tips: NDArray[np.int32]  # terminal nodes
    arteriole_node: int = -1  # tip from which an arteriole feeds the web
    arterioles: tuple[Arteriole, ...] = ()  # that lie near without joining


@dataclass(frozen=True)
class Leg:
    """Outer shape and landmarks; heights above the sole of a 1.68 m adult (drawing values)."""

    side: str
    groin_s_mm: float = 800.0
    knee_s_mm: float = 465.0
    ankle_s_mm: float = 85.0
    girth_s_mm: tuple[float, ...] = (0.0, 85.0, 160.0, 330.0, 420.0, 465.0, 560.0, 700.0, 820.0)
    girth_mm: tuple[float, ...] = (250.0, 220.0, 250.0, 360.0, 340.0, 360.0, 420.0, 510.0, 560.0)

    def circumference_mm(self, s_mm: float) -> float:
        """Return the girth at height `s_mm` by linear interpolation."""
        heights, girths = self.girth_s_mm, self.girth_mm
        k = bisect_right(heights, s_mm) - 1
        if k < 0:
            return girths[0]
        if k >= len(heights) - 1:
            return girths[-1]
        slope = (girths[k + 1] - girths[k]) / (heights[k + 1] - heights[k])
        return slope * (s_mm - heights[k]) + girths[k]


@dataclass(frozen=True)
class Patient:
    """Everything that is true about this leg; hidden from the trainee until examined."""

    spec: PatientSpec
    leg: Leg
    vessels: tuple[Vessel, ...]
    patch: Patch
    web: Web
    threads: tuple[Thread, ...]
    skin_seed: int = 0
    by_id: dict[str, Vessel] = field(default_factory=dict, compare=False)

    @property
    def matted(self) -> Thread | None:
        """The thread with a blush of very fine red vessels around it, from before; or none."""
        return self.threads[-1] if self.spec.has_matting else None

    def vessel(self, vessel_id: str) -> Vessel:
        """Return the vessel named `vessel_id`; raises `KeyError` if there is none."""
        return self.by_id[vessel_id]
