"""Graph: strokes cut at their forks into edges, with calibre, depth, wall and threads.

Idea: calibre is counted backwards from the tips so that squared diameters add up at every
fork (exponent 2: healthy retinal veins 1.95, Luo 2017), times a small scatter; a thread is
then scaled as a whole so that its arm takes a drawn calibre. Along a branch calibre only
drops where something leaves, which is why threads look even.

Departures: hidden arms are thinner than what they feed, and the reticular vein keeps the
calibre of its feeder, so the law does not hold at those nodes.

Invariant: edges are listed parents first; `edges[e, 0]` is the feeder end.
"""

import itertools
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.anatomy.patient import RETICULAR, TELANGIECTASIA, VENULECTASIA, Array, Thread, Web
from simulator.anatomy.web_layout import (
    ARM_SAMPLES,
    FAN,
    LONE,
    LONG,
    STARBURST,
    TUFT,
    Layout,
)
from simulator.anatomy.web_strokes import MIN_GAP, ORDER_MAIN, ORDER_RETICULAR, ORDER_TRUNK, Stroke
from simulator.base import steady
from simulator.base.units import PA_PER_MMHG

Ints = NDArray[np.integer]

POINTS_PER_EDGE: Final = 9
LONGEST_EDGE: Final = 24  # samples
SKIN_OVER_VESSEL_MM: Final = 0.05  # epidermis over the highest vessel
TELANGIECTASIA_RADIUS_MM: Final = 0.2  # red up to 0.4 mm across (Redisch & Pelzer 1949)
THINNEST_RADIUS_MM: Final = 0.06
ROW_MM: Final = 6.0  # threads whose arms lie this close in height are read left to right
# Calibre of the arm that feeds a thread and how much of it its hidden arm has: guesses.
ARM_RADIUS_MM: Final = {
    FAN: (0.18, 0.25),
    LONG: (0.13, 0.21),
    STARBURST: (0.16, 0.2),
    LONE: (0.13, 0.19),
    TUFT: (0.14, 0.22),
}
WIDEST_ARM_RADIUS_MM: Final = 0.26
HIDDEN_ARM_SHARE: Final = {FAN: 1.0, LONG: 1.0, STARBURST: 0.85, LONE: 0.6, TUFT: 0.8}
STAR_ARM_SHARE: Final = 0.5  # of the rays' lumen; the rest comes up from below, unseen
# Pressure at which walls give way, midpoint and spread in mmHg; all guesses: ectatic
# telangiectasia 85 +- 12, sound reticular never below 120 with median 250.
WALL_MMHG: Final = {
    TELANGIECTASIA: (85.0, 12.0),
    VENULECTASIA: (150.0, 16.0),
    RETICULAR: (250.0, 30.0),
}
WEAKEST_MMHG: Final = {TELANGIECTASIA: 40.0, VENULECTASIA: 85.0, RETICULAR: 120.0}


def web_of(
    layout: Layout, has_arteriole: bool, rng: np.random.Generator
) -> tuple[Web, tuple[Thread, ...]]:
    """Return the web and its named threads for a finished layout."""
    strokes = layout.sheet.strokes
    stops = [_stops(stroke) for stroke in strokes]
    node, nodes_mm = _nodes(strokes, stops)
    owner = np.repeat(np.arange(len(strokes)), [len(s) - 1 for s in stops])
    edges = np.array(
        [(node[k, a], node[k, b]) for k, s in enumerate(stops) for a, b in itertools.pairwise(s)],
        dtype=np.int32,
    )
    radius_mm = np.concatenate(_calibres(layout, stops, rng))
    order = np.array([s.order for s in strokes])[owner]
    kind = np.where(radius_mm > TELANGIECTASIA_RADIUS_MM, VENULECTASIA, TELANGIECTASIA)
    kind = np.where(order == ORDER_TRUNK, VENULECTASIA, kind)
    kind = np.where(order == ORDER_RETICULAR, RETICULAR, kind).astype(np.int8)
    path_mm, nodes_mm = _paths(strokes, stops, edges, nodes_mm, radius_mm)
    step = np.diff(path_mm, axis=1)
    degree = np.bincount(edges.ravel(), minlength=len(nodes_mm))
    roots = tuple((node[k, 0], vessel) for k, vessel in layout.frame.roots)
    is_root = np.zeros(len(nodes_mm), dtype=bool)
    is_root[[r for r, _ in roots]] = True
    tips = np.flatnonzero((degree == 1) & ~is_root).astype(np.int32)
    web = Web(
        nodes_mm=nodes_mm,
        edges=edges,
        path_mm=path_mm,
        radius_mm=radius_mm,
        length_mm=np.sqrt((step * step).sum(2)).sum(1),
        kind=kind,
        burst_pa=_walls(kind, owner, rng),
        roots=roots,
        tips=tips,
        arteriole_node=_arteriole(layout, node, tips, rng) if has_arteriole else -1,
    )
    return web, _threads(layout, web, owner)


def _stops(stroke: Stroke) -> list[int]:
    """Return the samples where edges end: forks, both ends, and cuts through long runs.

    Long runs are cut so that the few points of an edge can follow its waves.
    """
    forks = sorted({0, *stroke.cuts, stroke.last})
    if stroke.order == ORDER_MAIN and forks[1] > ARM_SAMPLES + MIN_GAP:
        forks.insert(1, ARM_SAMPLES)
    longest = LONGEST_EDGE * (2 if stroke.order == ORDER_RETICULAR else 1)
    out = [0]
    for a, b in itertools.pairwise(forks):
        pieces = -(-(b - a) // longest)
        out += [a + (b - a) * k // pieces for k in range(1, pieces + 1)]
    return out


def _nodes(
    strokes: list[Stroke], stops: list[list[int]]
) -> tuple[dict[tuple[int, int], int], Array]:
    """Return (stroke, sample) -> node number and the (N, 3) node positions."""
    node: dict[tuple[int, int], int] = {}
    places: list[Array] = []

    def named(k: int, sample: int) -> int:
        if (k, sample) not in node:
            node[k, sample] = len(places)
            places.append(strokes[k].points_mm[sample])
        return node[k, sample]

    for k, stroke in enumerate(strokes):
        if stroke.parent >= 0:
            node[k, 0] = named(stroke.parent, stroke.parent_sample)
        for sample in stops[k][:-1]:
            named(k, sample)
        if stroke.joins is None:
            named(k, stroke.last)
        else:
            node[k, stroke.last] = named(*stroke.joins)
    return node, np.array(places)


def _calibres(layout: Layout, stops: list[list[int]], rng: np.random.Generator) -> list[Array]:
    """Return one radius per edge for each stroke, counted back from the tips."""
    strokes = layout.sheet.strokes
    area: list[dict[int, float]] = [{} for _ in strokes]  # what leaves a stroke, by sample
    radius: list[Array] = [np.empty(0) for _ in strokes]
    scatter = rng.uniform(0.92, 1.1, len(strokes))
    arm = rng.random(len(layout.threads))
    for k in range(len(strokes) - 1, -1, -1):  # children have higher numbers than parents
        stroke = strokes[k]
        inner = stops[k][1:]
        if stroke.order == ORDER_RETICULAR:
            t = np.array(stops[k][:-1]) / stroke.last
            radius[k] = stroke.tip_radius_mm * (1.0 + 0.43 * (1.0 - t))
            continue
        leaving = np.array([area[k].get(sample, 0.0) for sample in inner])
        if leaving[-1] == 0.0:
            leaving[-1] = max(stroke.tip_radius_mm, THINNEST_RADIUS_MM) ** 2
        squared = np.cumsum(leaving[::-1])[::-1] * scatter[k]
        if (
            stroke.thread >= 0
            and layout.form[stroke.thread] == STARBURST
            and stroke.order == ORDER_MAIN
        ):
            squared *= STAR_ARM_SHARE
        radius[k] = np.sqrt(squared)
        share = 1.0
        if stroke.thread >= 0 and layout.threads[stroke.thread] == k:
            form = layout.form[stroke.thread]
            low, high = ARM_RADIUS_MM[form]
            counted = float(radius[k][0])
            # More tips, wider arm; too much shrinking would leave nothing to the twigs.
            low = max(low, min(0.9 * WIDEST_ARM_RADIUS_MM, 0.65 * counted))
            high = max(high, min(WIDEST_ARM_RADIUS_MM, 0.85 * counted))
            factor = (low + (high - low) * float(arm[stroke.thread])) / counted
            for other, member in enumerate(strokes):
                if member.thread == stroke.thread:
                    radius[other] = np.maximum(radius[other] * factor, THINNEST_RADIUS_MM)
            share = HIDDEN_ARM_SHARE[form] ** 2
        if stroke.order == ORDER_TRUNK:
            radius[k] = np.clip(radius[k], 0.2, 0.27)
        if stroke.parent >= 0:
            out = area[stroke.parent]
            first = float(radius[k][0])
            leaves = first * first * share
            out[stroke.parent_sample] = out.get(stroke.parent_sample, 0.0) + leaves
    return radius


def _paths(
    strokes: list[Stroke], stops: list[list[int]], edges: Ints, nodes_mm: Array, radius_mm: Array
) -> tuple[Array, Array]:
    """Return (E, K, 3) centre lines and (N, 3) nodes, no vessel nearer the air than allowed."""
    samples = np.concatenate([s.points_mm for s in strokes])
    first = np.cumsum([0, *(len(s.points_mm) for s in strokes[:-1])])
    begin = np.concatenate([f + np.array(s[:-1]) for f, s in zip(first, stops, strict=True)])
    end = np.concatenate([f + np.array(s[1:]) for f, s in zip(first, stops, strict=True)])
    t = np.arange(POINTS_PER_EDGE) / (POINTS_PER_EDGE - 1)
    at = begin[:, None] + (end - begin)[:, None] * t
    low = np.minimum(at.astype(np.int64), (end - 1)[:, None])
    part = (at - low)[:, :, None]
    path = samples[low] * (1.0 - part) + samples[low + 1] * part
    top = radius_mm + SKIN_OVER_VESSEL_MM
    depth = nodes_mm[:, 2].copy()
    np.maximum.at(depth, edges[:, 0], top)
    np.maximum.at(depth, edges[:, 1], top)
    sink = depth[edges] - path[:, [0, -1], 2]
    path[:, :, 2] += sink[:, :1] * (1.0 - t) + sink[:, 1:] * t
    path[:, :, 2] = np.maximum(path[:, :, 2], top[:, None])
    nodes = np.column_stack((nodes_mm[:, :2], depth))
    path[:, 0], path[:, -1] = nodes[edges[:, 0]], nodes[edges[:, 1]]
    return path, nodes


def _walls(kind: Ints, owner: Ints, rng: np.random.Generator) -> Array:
    """Return (E,) burst pressures: one logistic draw per stroke, a little scatter per edge."""
    u = np.clip(rng.random(int(owner.max()) + 1), 0.005, 0.995)
    along = steady.log(u / (1.0 - u))[owner]
    table = np.array([(*WALL_MMHG[k], WEAKEST_MMHG[k]) for k in sorted(WALL_MMHG)])[kind]
    mmhg = table[:, 0] + table[:, 1] * along + rng.normal(0.0, 2.0, len(owner))
    return np.maximum(mmhg, table[:, 2]) * PA_PER_MMHG


def _arteriole(
    layout: Layout, node: dict[tuple[int, int], int], tips: Ints, rng: np.random.Generator
) -> int:
    """Return the tip an arteriole joins: a ray of a starburst where there is one."""
    strokes = layout.sheet.strokes
    ends = set(tips.tolist())
    rays = [
        node[k, s.last]
        for k, s in enumerate(strokes)
        if s.thread >= 0 and layout.form[s.thread] == STARBURST and node[k, s.last] in ends
    ]
    return int(rng.choice(rays if rays else tips))


def _threads(layout: Layout, web: Web, owner: Ints) -> tuple[Thread, ...]:
    """Return the threads in reading order: rows from the top, left to right in a row."""
    strokes = layout.sheet.strokes
    thread_of_edge = np.array([s.thread for s in strokes])[owner]
    vessel = dict(layout.frame.roots)
    found = []
    for number, main in enumerate(layout.threads):
        arm = int(np.flatnonzero(owner == main)[0])
        x, y = web.path_mm[arm, POINTS_PER_EDGE // 2, :2]
        stroke = main
        while strokes[stroke].parent >= 0:
            stroke = strokes[stroke].parent
        edges = tuple(int(e) for e in np.flatnonzero(thread_of_edge == number))
        found.append((int(y // ROW_MM), float(x), edges, arm, vessel[stroke]))
    found.sort(key=lambda one: one[:2])
    return tuple(
        Thread(f"thread-{k}", edges, arm, source)
        for k, (_, _, edges, arm, source) in enumerate(found, 1)
    )
