"""Measures of a grown web, defined as vessel morphometry defines them; used by tests only.

Idea: a web is cut into *segments*, the runs between forks, tips and joins; every measure is
taken over the visible part: what is neither reticular nor hidden under the dermis. Forks are
nodes with one visible segment in and two out. Sources: Luo 2017 (junction exponent, angles),
Bullitt 2003 (tortuosity as arc over chord), Strahler 1957, Masters 2004 (box counting),
Wienert 2006 (calibre of red and blue).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import binary_fill_holes, distance_transform_edt

from simulator.anatomy.patient import RETICULAR, TELANGIECTASIA, VENULECTASIA, Patient, Web

Array = NDArray[np.float64]

HIDDEN_MM = 0.75  # centre lines deeper than this do not show as a line
PX_PER_MM = 25.0
BOXES_PX = (2, 4, 8, 16, 32, 64)
ANGLE_AT_MM = 0.5  # daughters are aimed at this far from the fork, a few calibres on
SAME_LAYER_MM = 0.15  # nearer in depth than this, two vessels lie in one layer
ROUNDING = 1e-9  # share of a piece
FIELD_MM = 1.0  # skin within this of a vessel belongs to its field


@dataclass(frozen=True)
class Segment:
    """A run between two forks or ends: its points (K, 3), edges and ends."""

    edges: tuple[int, ...]
    points_mm: Array
    first: int
    last: int
    diameter_in_mm: float
    diameter_out_mm: float

    @property
    def arc_mm(self) -> float:
        return float(np.hypot(*np.diff(self.points_mm[:, :2], axis=0).T).sum())

    @property
    def chord_mm(self) -> float:
        return float(np.hypot(*(self.points_mm[-1, :2] - self.points_mm[0, :2])))


@dataclass(frozen=True)
class Measures:
    """Everything of one web that a band is stated for."""

    junction_exponent: float
    area_ratio: float
    angle_mean_deg: float
    angle_spread_deg: float  # 90th less 10th percentile
    tortuosity: float  # median of segments
    tortuosity_p90: float
    path_tortuosity: float  # median, from the arm of a thread to each of its tips
    box_dimension: float
    strahler_ratio: float
    red_mm: float  # mean diameter of telangiectasia, by length
    blue_mm: float  # of venulectasia
    density_per_mm: float  # visible length per area of the field
    area_frac: float
    loops_frac: float
    crossings: int
    shortest_mm: float
    forks: int
    segments: int
    twigs_frac: float  # segments that end blind within 1 mm


def visible_edges(web: Web) -> NDArray[np.bool_]:
    """Return which edges show as a line on the skin."""
    return (web.kind != RETICULAR) & (web.path_mm[:, 4, 2] < HIDDEN_MM)


def segments_of(web: Web) -> list[Segment]:
    """Return the runs of visible edges between forks, joins and ends."""
    shown = np.flatnonzero(visible_edges(web))
    into: dict[int, list[int]] = {}
    out: dict[int, list[int]] = {}
    for e in shown.tolist():
        a, b = web.edges[e].tolist()
        out.setdefault(a, []).append(e)
        into.setdefault(b, []).append(e)

    def is_run(node: int) -> bool:
        return len(into.get(node, ())) == 1 and len(out.get(node, ())) == 1

    found = []
    for e in shown.tolist():
        a = int(web.edges[e, 0])
        if is_run(a):
            continue
        run = [e]
        while is_run(int(web.edges[run[-1], 1])):
            run.append(out[int(web.edges[run[-1], 1])][0])
        points = np.concatenate([web.path_mm[run[0]]] + [web.path_mm[k][1:] for k in run[1:]])
        diameter = 2.0 * web.radius_mm[run]
        found.append(
            Segment(tuple(run), points, a, int(web.edges[run[-1], 1]), diameter[0], diameter[-1])
        )
    return found


def measure(patient: Patient) -> Measures:
    """Return every measure of the patient's web."""
    web = patient.web
    segments = segments_of(web)
    exponent, ratio, angle = _forks(segments)
    tortuosity = [s.arc_mm / s.chord_mm for s in segments if s.chord_mm > 0.5]
    shown = visible_edges(web)
    red, blue = (shown & (web.kind == k) for k in (TELANGIECTASIA, VENULECTASIA))
    length, diameter = web.length_mm, 2.0 * web.radius_mm
    covered = _field_mm2(web, shown)
    ends = {s.last for s in segments} - {s.first for s in segments}
    joined = np.bincount([s.last for s in segments], minlength=len(web.nodes_mm)) > 1
    blind = [s for s in segments if s.last in ends and not joined[s.last]]
    return Measures(
        junction_exponent=float(np.median(exponent)) if exponent else 2.0,
        area_ratio=float(np.median(ratio)) if ratio else 1.0,
        angle_mean_deg=float(np.mean(angle)) if angle else 78.0,
        angle_spread_deg=float(np.ptp(np.percentile(angle, (10, 90)))) if angle else 90.0,
        tortuosity=float(np.median(tortuosity)),
        tortuosity_p90=float(np.percentile(tortuosity, 90)),
        path_tortuosity=_path_tortuosity(patient),
        box_dimension=_box_dimension(web, shown, patient),
        strahler_ratio=_strahler_ratio(segments),
        red_mm=float(np.average(diameter[red], weights=length[red])),
        blue_mm=float(np.average(diameter[blue], weights=length[blue])) if blue.any() else 0.44,
        density_per_mm=float(length[shown].sum() / covered),
        area_frac=float((length * diameter)[shown].sum() / covered),
        loops_frac=_loops_frac(segments),
        crossings=_crossings(segments),
        shortest_mm=float(length.min()),
        forks=len(angle),
        segments=len(segments),
        twigs_frac=sum(s.arc_mm < 1.0 for s in blind) / len(segments),
    )


def _forks(segments: list[Segment]) -> tuple[list[float], list[float], list[float]]:
    """Return junction exponents, area ratios and angles (degrees) of all forks."""
    into: dict[int, list[Segment]] = {}
    out: dict[int, list[Segment]] = {}
    for s in segments:
        into.setdefault(s.last, []).append(s)
        out.setdefault(s.first, []).append(s)
    exponent, ratio, angle = [], [], []
    for node, parents in into.items():
        daughters = out.get(node, [])
        if len(parents) != 1 or len(daughters) != 2:
            continue
        d0, (d1, d2) = parents[0].diameter_out_mm, (s.diameter_in_mm for s in daughters)
        exponent.append(_exponent(d0, d1, d2))
        ratio.append((d1 * d1 + d2 * d2) / (d0 * d0))
        a, b = (_ahead(s) for s in daughters)
        cosine = float(a @ b) / max(1e-9, float(np.hypot(*a) * np.hypot(*b)))
        angle.append(float(np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0)))))
    return exponent, ratio, angle


def _exponent(d0: float, d1: float, d2: float) -> float:
    """Return x of d0^x = d1^x + d2^x by bisection, 10 when a daughter is as wide as d0."""
    low, high = 0.3, 10.0
    for _ in range(50):
        x = 0.5 * (low + high)
        low, high = (x, high) if (d1 / d0) ** x + (d2 / d0) ** x > 1.0 else (low, x)
    return low


def _ahead(segment: Segment) -> Array:
    """Return the vector from the first point to the one `ANGLE_AT_MM` along."""
    p = segment.points_mm[:, :2]
    arc = np.concatenate(([0.0], np.cumsum(np.hypot(*np.diff(p, axis=0).T))))
    at = min(ANGLE_AT_MM, arc[-1])
    return np.array([np.interp(at, arc, p[:, 0]), np.interp(at, arc, p[:, 1])]) - p[0]


def _path_tortuosity(patient: Patient) -> float:
    """Return the median way over chord from a thread's arm to its tips."""
    web, found = patient.web, []
    tips = set(web.tips.tolist())
    for thread in patient.threads:
        way = {int(web.edges[thread.arm_edge, 0]): 0.0}
        for e in thread.edges:  # parents come first
            a, b = web.edges[e].tolist()
            if a in way and b not in way:
                way[b] = way[a] + float(web.length_mm[e])
        start = web.nodes_mm[web.edges[thread.arm_edge, 0], :2]
        for node in tips & set(way):
            chord = float(np.hypot(*(web.nodes_mm[node, :2] - start)))
            if chord > 1.0:
                found.append(way[node] / chord)
    return float(np.median(found))


def _raster(web: Web, shown: NDArray[np.bool_], patient: Patient) -> NDArray[np.bool_]:
    """Return the centre lines of visible edges as pixels."""
    shape = round(patient.patch.height_mm * PX_PER_MM), round(patient.patch.width_mm * PX_PER_MM)
    picture = np.zeros(shape, dtype=bool)
    path = web.path_mm[shown][:, :, :2]
    for t in np.linspace(0.0, 1.0, 12, endpoint=False):
        p = path[:, :-1] * (1.0 - t) + path[:, 1:] * t
        x, y = (p.reshape(-1, 2) * PX_PER_MM).astype(int).T
        picture[np.clip(y, 0, shape[0] - 1), np.clip(x, 0, shape[1] - 1)] = True
    return picture


def _box_dimension(web: Web, shown: NDArray[np.bool_], patient: Patient) -> float:
    """Return the slope of ln(boxes) over ln(1 / side), least squares."""
    rows, columns = np.nonzero(_raster(web, shown, patient))
    counts = [len(np.unique((rows // s) * 4096 + columns // s)) for s in BOXES_PX]
    return float(-np.polyfit(np.log(BOXES_PX), np.log(counts), 1)[0])


def _field_mm2(web: Web, shown: NDArray[np.bool_]) -> float:
    """Return the area of skin within `FIELD_MM` of a visible vessel, gaps filled."""
    ppm = 5.0
    points = web.path_mm[shown][:, :, :2].reshape(-1, 2) * ppm
    size = points.max(0).astype(int) + 20
    away = np.ones((size[1], size[0]), dtype=bool)
    away[points[:, 1].astype(int), points[:, 0].astype(int)] = False
    field = binary_fill_holes(distance_transform_edt(away) <= FIELD_MM * ppm)
    return float(field.sum()) / (ppm * ppm)


def _strahler_ratio(segments: list[Segment]) -> float:
    """Return the bifurcation ratio N_k / N_(k+1), from the regression of ln N over k."""
    out: dict[int, list[int]] = {}
    for k, s in enumerate(segments):
        out.setdefault(s.first, []).append(k)
    order: dict[int, int] = {}

    def rank(k: int, seen: frozenset[int]) -> int:
        if k not in order:
            below = [rank(j, seen | {k}) for j in out.get(segments[k].last, ()) if j not in seen]
            top = max(below, default=0)
            order[k] = top + 1 if below.count(top) > 1 or not below else top
        return order[k]

    for k in range(len(segments)):
        rank(k, frozenset())
    # A Strahler stream is a chain of segments of one order: count its beginnings.
    parents: dict[int, list[int]] = {}
    for k, s in enumerate(segments):
        parents.setdefault(s.last, []).append(k)
    streams = np.zeros(max(order.values()) + 1)
    for k, s in enumerate(segments):
        if all(order[j] != order[k] for j in parents.get(s.first, ())):
            streams[order[k]] += 1
    streams = streams[1:]
    if len(streams) < 2:
        return float("nan")
    return float(np.exp(-np.polyfit(np.arange(len(streams)), np.log(streams), 1)[0]))


def _loops_frac(segments: list[Segment]) -> float:
    """Return independent loops per segment, E - V + C over E."""
    name: dict[int, int] = {}
    for s in segments:
        for node in (s.first, s.last):
            name.setdefault(node, node)

    def top(node: int) -> int:
        while name[node] != node:
            node = name[node]
        return node

    parts = len(name)
    for s in segments:
        a, b = top(s.first), top(s.last)
        if a != b:
            name[a] = b
            parts -= 1
    return (len(segments) - len(name) + parts) / len(segments)


def _crossings(segments: list[Segment]) -> int:
    """Return how often two segments cross within one layer without a node."""
    begin = np.concatenate([s.points_mm[:-1] for s in segments])
    end = np.concatenate([s.points_mm[1:] for s in segments])
    owner = np.repeat(np.arange(len(segments)), [len(s.points_mm) - 1 for s in segments])
    d = end - begin
    i, j = np.triu_indices(len(begin), 1)
    near = (np.abs(begin[i, 0] - begin[j, 0]) < 1.0) & (np.abs(begin[i, 1] - begin[j, 1]) < 1.0)
    near &= owner[i] != owner[j]
    i, j = i[near], j[near]
    cross = d[i, 0] * d[j, 1] - d[i, 1] * d[j, 0]
    gap = begin[j] - begin[i]
    safe = np.where(np.abs(cross) < 1e-12, 1.0, cross)
    t = (gap[:, 0] * d[j, 1] - gap[:, 1] * d[j, 0]) / safe
    u = (gap[:, 0] * d[i, 1] - gap[:, 1] * d[i, 0]) / safe
    # A tip that runs into a vessel meets it at a node, which rounding may put just beside either.
    low, high = ROUNDING, 1.0 - ROUNDING
    inside = (np.abs(cross) > 1e-12) & (t > low) & (t < high) & (u > low) & (u < high)
    depth = begin[i, 2] + t * d[i, 2] - begin[j, 2] - u * d[j, 2]
    ends = np.array([(s.first, s.last) for s in segments])
    shares = (ends[owner[i]][:, :, None] == ends[owner[j]][:, None, :]).any((1, 2))
    at_fork = shares & (t * 0.0 + np.hypot(gap[:, 0], gap[:, 1]) < 0.25)
    return int((inside & (np.abs(depth) < SAME_LAYER_MM) & ~at_fork).sum())
