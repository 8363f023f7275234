"""Graph: strokes cut at their forks into edges, with calibre, depth, wall and threads.

Idea: calibre is counted backwards from the tips so that squared diameters add up at every
fork (exponent 2: healthy retinal veins 1.95, Luo 2017), times a small scatter; a thread is
then scaled as a whole so that its arm takes a drawn calibre. Along a branch calibre only
drops where something leaves, which is why threads look even.

Departures: hidden arms are thinner than what they feed, and the reticular vein keeps the
calibre of its feeder, so the law does not hold at those nodes.

Invariant: edges are listed parents first; `edges[e, 0]` is the feeder end.
"""

from dataclasses import dataclass
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
from simulator.anatomy.web_ledger import (
    ORDER_ARTERIOLE,
    ORDER_MAIN,
    ORDER_RETICULAR,
    ORDER_TRUNK,
    Ledger,
)
from simulator.base import steady
from simulator.base.units import PA_PER_MMHG

Ints = NDArray[np.integer]

POINTS_PER_EDGE: Final = 9
LONGEST_EDGE: Final = 9  # samples
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
NARROWEST_ARM_RADIUS_MM, WIDEST_ARM_RADIUS_MM = 0.125, 0.26
TRUNK_RADIUS_MM: Final = (0.2, 0.27)
HIDDEN_ARM_SHARE: Final = {FAN: 1.0, LONG: 1.0, STARBURST: 0.85, LONE: 0.6, TUFT: 0.8}
_FORMS: Final = (FAN, STARBURST, LONE, LONG, TUFT)  # in the order of their numbers
_ARM_RADIUS_MM: Final = tuple(ARM_RADIUS_MM[form] for form in _FORMS)
_HIDDEN_ARM_SHARE: Final = tuple(HIDDEN_ARM_SHARE[form] ** 2 for form in _FORMS)
STAR_ARM_SHARE: Final = 0.5  # of the rays' lumen; the rest comes up from below, unseen
# Pressure at which walls give way, midpoint and spread in mmHg; all guesses: ectatic
# telangiectasia 85 +- 12, sound reticular never below 120 with median 250.
WALL_MMHG: Final = {
    TELANGIECTASIA: (85.0, 12.0),
    VENULECTASIA: (150.0, 16.0),
    RETICULAR: (250.0, 30.0),
}
WEAKEST_MMHG: Final = {TELANGIECTASIA: 40.0, VENULECTASIA: 85.0, RETICULAR: 120.0}


@dataclass(frozen=True)
class Cuts:
    """The E edges a ledger is cut into, ordered by stroke and along each stroke."""

    owner: Ints  # (E,) stroke
    begin: Ints  # (E,) site
    end: Ints
    first_edge: Ints  # (strokes,)
    last_edge: Ints


def web_of(layout: Layout, rng: np.random.Generator) -> tuple[Web, tuple[Thread, ...]]:
    """Return the web and its named threads for a finished layout."""
    ledger = layout.sheet.ledger
    cuts = _cut(ledger)
    owner = cuts.owner
    from_site, to_site = _node_sites(ledger, cuts)
    is_node = np.zeros(ledger.samples, dtype=bool)
    is_node[from_site] = is_node[to_site] = True
    node = np.cumsum(is_node) - 1
    edges = np.column_stack((node[from_site], node[to_site])).astype(np.int32)
    radius_mm = _calibres(layout, cuts, rng)
    order = ledger.order[owner]
    kind = np.where(radius_mm > TELANGIECTASIA_RADIUS_MM, VENULECTASIA, TELANGIECTASIA)
    kind = np.where(order == ORDER_TRUNK, VENULECTASIA, kind)
    kind = np.where(order == ORDER_RETICULAR, RETICULAR, kind).astype(np.int8)
    nodes_mm = ledger.points_mm[: ledger.samples][is_node]
    path_mm, nodes_mm = _paths(ledger, cuts, edges, nodes_mm, radius_mm)
    dx, dy, dz = np.moveaxis(path_mm[:, 1:] - path_mm[:, :-1], 2, 0)
    degree = np.bincount(edges.ravel(), minlength=len(nodes_mm))
    roots = tuple((int(node[ledger.begin[k]]), vessel) for k, vessel in layout.frame.roots)
    degree[[root for root, _ in roots]] = 0
    tips = (degree == 1).nonzero()[0].astype(np.int32)
    stem = (ledger.order[: ledger.strokes] == ORDER_ARTERIOLE).nonzero()[0]
    web = Web(
        nodes_mm=nodes_mm,
        edges=edges,
        path_mm=path_mm,
        radius_mm=radius_mm,
        length_mm=np.sqrt(dx * dx + dy * dy + dz * dz).sum(1),
        kind=kind,
        burst_pa=_walls(kind, owner, rng),
        roots=roots,
        tips=tips,
        arteriole_node=int(node[ledger.last[stem[0]]]) if len(stem) else -1,
    )
    return web, _threads(layout, web, owner)


def _cut(ledger: Ledger) -> Cuts:
    """Return the edges: strokes cut at their forks, behind their arms and through long runs.

    Long runs are cut so that the few points of an edge can follow its waves.
    """
    begin, last = ledger.begin[: ledger.strokes], ledger.last[: ledger.strokes]
    is_stop = ledger.is_cut[: ledger.samples].copy()
    is_stop[begin] = is_stop[last] = True
    stops = is_stop.nonzero()[0]
    mains = begin[ledger.order[: ledger.strokes] == ORDER_MAIN]
    fork = stops[np.searchsorted(stops, mains) + 1]
    is_stop[mains[fork - mains > LONGEST_EDGE] + ARM_SAMPLES] = True
    stops = is_stop.nonzero()[0]
    owner = ledger.stroke_of[stops]
    within = owner[:-1] == owner[1:]
    run, gap, owner = stops[:-1][within], np.diff(stops)[within], owner[:-1][within]
    longest = np.where(ledger.order[owner] == ORDER_RETICULAR, 2 * LONGEST_EDGE, LONGEST_EDGE)
    pieces = -(-gap // longest)
    k = np.repeat(np.arange(len(run)), pieces)
    part = np.arange(len(k)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    owner = owner[k]
    numbers = np.arange(ledger.strokes)
    return Cuts(
        owner,
        run[k] + gap[k] * part // pieces[k],
        run[k] + gap[k] * (part + 1) // pieces[k],
        np.searchsorted(owner, numbers),
        np.searchsorted(owner, numbers, side="right") - 1,
    )


def _node_sites(ledger: Ledger, cuts: Cuts) -> tuple[Ints, Ints]:
    """Return the sites (E,) of both ends of every edge; vessels that meet share theirs."""
    owner = cuts.owner
    parent, joins = ledger.parent_site[owner], ledger.joins_site[owner]
    at_parent = (cuts.begin == ledger.begin[owner]) & (parent >= 0)
    at_join = (cuts.end == ledger.last[owner]) & (joins >= 0)
    return np.where(at_parent, parent, cuts.begin), np.where(at_join, joins, cuts.end)


def _calibres(layout: Layout, cuts: Cuts, rng: np.random.Generator) -> Array:
    """Return (E,) radii, counted back from the tips, one generation of strokes after another."""
    ledger, owner = layout.sheet.ledger, cuts.owner
    strokes = slice(0, ledger.strokes)
    order, thread, parent = (
        ledger.order[strokes],
        ledger.thread[strokes],
        ledger.parent_site[strokes],
    )
    tip = np.maximum(ledger.tip_radius_mm[strokes], THINNEST_RADIUS_MM)
    form = np.array([*layout.form, -1])[thread]  # -1 for what belongs to no thread
    is_main = order == ORDER_MAIN
    scatter = rng.uniform(0.92, 1.1, ledger.strokes)
    scatter[is_main & (form == STARBURST)] *= STAR_ARM_SHARE
    share = np.where(is_main, np.array(_HIDDEN_ARM_SHARE)[form], 1.0)
    share[order == ORDER_ARTERIOLE] = 0.0
    drawn = rng.random(len(layout.threads))
    generation = _generations(ledger)
    ends_at = np.full(ledger.samples, -1)
    ends_at[cuts.end] = np.arange(len(owner))
    edge_thread = thread[owner]
    leaving = np.zeros(len(owner))  # squared radius of what leaves at the end of an edge
    radius = np.zeros(len(owner))
    for level in range(int(generation.max()), -1, -1):
        here = (generation == level).nonzero()[0]
        last = cuts.last_edge[here]
        is_tip = leaving[last] == 0.0
        leaving[last[is_tip]] = (tip[here] * tip[here])[is_tip]
        total = np.cumsum(leaving)
        mine = (generation[owner] == level).nonzero()[0]
        by = owner[mine]
        beyond = total[cuts.last_edge[by]] - total[mine] + leaving[mine]
        radius[mine] = np.sqrt(beyond * scatter[by])
        mains = here[is_main[here]]
        if len(mains):
            factor = np.ones(len(layout.threads) + 1)
            counted = radius[cuts.first_edge[mains]]
            arm = _arm_radius_mm(form[mains], counted, drawn[thread[mains]], layout.calibre)
            factor[thread[mains]] = arm / counted
            radius = np.maximum(radius * factor[edge_thread], THINNEST_RADIUS_MM)
        trunks = mine[order[by] == ORDER_TRUNK]
        radius[trunks] = np.minimum(
            np.maximum(radius[trunks], TRUNK_RADIUS_MM[0]), TRUNK_RADIUS_MM[1]
        )
        child = here[parent[here] >= 0]
        leaves = radius[cuts.first_edge[child]]
        np.add.at(leaving, ends_at[parent[child]], leaves * leaves * share[child])
    reticular = (order[owner] == ORDER_RETICULAR).nonzero()[0]
    by = owner[reticular]
    t = (cuts.begin[reticular] - ledger.begin[by]) / (ledger.last[by] - ledger.begin[by])
    radius[reticular] = tip[by] * (1.0 + 0.43 * (1.0 - t))
    return radius


def _arm_radius_mm(form: Ints, counted: Array, drawn: Array, calibre: float) -> Array:
    """Return the radius of the arms of threads; more tips, wider arm.

    Too much shrinking would leave nothing to the twigs.
    """
    low, high = np.array(_ARM_RADIUS_MM)[form].T * calibre
    low = np.maximum(low, np.minimum(0.9 * WIDEST_ARM_RADIUS_MM, 0.65 * counted))
    high = np.maximum(high, np.minimum(WIDEST_ARM_RADIUS_MM, 0.85 * counted))
    return np.maximum(low + (high - low) * drawn, NARROWEST_ARM_RADIUS_MM)


def _generations(ledger: Ledger) -> Ints:
    """Return how many forks lie between each stroke and its root."""
    parent_site = ledger.parent_site[: ledger.strokes]
    parent = np.where(parent_site >= 0, ledger.stroke_of[parent_site], -1).tolist()
    out: list[int] = []
    for number in parent:  # parents come first
        out.append(out[number] + 1 if number >= 0 else 0)
    return np.array(out)


def _paths(
    ledger: Ledger, cuts: Cuts, edges: Ints, nodes_mm: Array, radius_mm: Array
) -> tuple[Array, Array]:
    """Return (E, K, 3) centre lines and (N, 3) nodes, no vessel nearer the air than allowed."""
    t = np.arange(POINTS_PER_EDGE) / (POINTS_PER_EDGE - 1)
    at = cuts.begin[:, None] + (cuts.end - cuts.begin)[:, None] * t
    low = np.minimum(at.astype(np.int64), (cuts.end - 1)[:, None])
    part = (at - low)[:, :, None]
    path = ledger.points_mm.take(low, axis=0) * (1.0 - part)
    path += ledger.points_mm.take(low + 1, axis=0) * part
    top = radius_mm + SKIN_OVER_VESSEL_MM
    depth = nodes_mm[:, 2].copy()
    np.maximum.at(depth, edges[:, 0], top)
    np.maximum.at(depth, edges[:, 1], top)
    sink = depth[edges] - path[:, [0, -1], 2]
    path[:, :, 2] += sink[:, :1] * (1.0 - t) + sink[:, 1:] * t
    path[:, :, 2] = np.maximum(path[:, :, 2], top[:, None])
    nodes = nodes_mm.copy()
    nodes[:, 2] = depth
    path[:, 0], path[:, -1] = nodes[edges[:, 0]], nodes[edges[:, 1]]
    return path, nodes


def _walls(kind: Ints, owner: Ints, rng: np.random.Generator) -> Array:
    """Return (E,) burst pressures: one logistic draw per stroke, a little scatter per edge."""
    u = np.clip(rng.random(int(owner.max()) + 1), 0.005, 0.995)
    along = steady.log(u / (1.0 - u))[owner]
    table = np.array([(*WALL_MMHG[k], WEAKEST_MMHG[k]) for k in sorted(WALL_MMHG)])[kind]
    mmhg = table[:, 0] + table[:, 1] * along + rng.normal(0.0, 2.0, len(owner))
    return np.maximum(mmhg, table[:, 2]) * PA_PER_MMHG


def _threads(layout: Layout, web: Web, owner: Ints) -> tuple[Thread, ...]:
    """Return the threads in reading order: rows from the top, left to right in a row."""
    ledger = layout.sheet.ledger
    thread_of_edge = ledger.thread[owner]
    by_thread = np.argsort(thread_of_edge, kind="stable")
    bounds = np.searchsorted(thread_of_edge[by_thread], np.arange(len(layout.threads) + 1))
    vessel = dict(layout.frame.roots)
    arms = np.searchsorted(owner, layout.threads)
    middle = web.path_mm[arms, POINTS_PER_EDGE // 2, :2].tolist()
    parent_site = ledger.parent_site[: ledger.strokes]
    host = np.where(parent_site >= 0, ledger.stroke_of[parent_site], -1).tolist()
    found = []
    for number, (main, arm, (x, y)) in enumerate(
        zip(layout.threads, arms.tolist(), middle, strict=True)
    ):
        edges = by_thread[bounds[number] : bounds[number + 1]].tolist()
        stroke = main
        while host[stroke] >= 0:
            stroke = host[stroke]
        found.append((int(y // ROW_MM), x, tuple(edges), arm, vessel[stroke]))
    found.sort(key=lambda one: one[:2])
    return tuple(
        Thread(f"thread-{k}", edges, arm, source)
        for k, (_, _, edges, arm, source) in enumerate(found, 1)
    )
