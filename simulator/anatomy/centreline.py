"""Places on the web: where a point of an edge lies, what is nearest, how far along the vessels."""

from typing import Final

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from simulator.anatomy.patient import Array, Web

SHORTEST_MM: Final = 1e-9


def point_at(web: Web, edge: int, along_frac: float) -> tuple[float, float, float]:
    """Return (x, y, z) mm at `along_frac` (0 feeder end, 1 far end) of the arc of `edge`."""
    path = web.path_mm[edge]
    k, part = _sample(path, along_frac)
    x, y, z = path[k] + (path[k + 1] - path[k]) * part
    return float(x), float(y), float(z)


def heading_at(web: Web, edge: int, along_frac: float) -> tuple[float, float]:
    """Return the unit vector (dx, dy) in the patch plane that points away from the feeder."""
    path = web.path_mm[edge]
    k, _ = _sample(path, along_frac)
    low, high = max(0, k - 1), min(len(path) - 1, k + 2)  # over three pieces: steady to the hand
    dx, dy = path[high, :2] - path[low, :2]
    length = max(SHORTEST_MM, float(np.hypot(dx, dy)))
    return float(dx) / length, float(dy) / length


def nearest(web: Web, x_mm: float, y_mm: float) -> tuple[int, float, float]:
    """Return (edge, along_frac, distance_mm) of the centre line nearest to (x, y) on the skin."""
    begin = web.path_mm[:, :-1, :2]
    step = web.path_mm[:, 1:, :2] - begin
    squared = np.maximum((step * step).sum(2), SHORTEST_MM * SHORTEST_MM)
    to = np.array([x_mm, y_mm]) - begin
    part = np.clip((to * step).sum(2) / squared, 0.0, 1.0)
    off = to - part[:, :, None] * step
    distance = (off * off).sum(2)
    edge, k = divmod(int(distance.argmin()), distance.shape[1])
    arc = _arc(web.path_mm[edge])
    along = arc[k] + (arc[k + 1] - arc[k]) * part[edge, k]
    return edge, float(along / arc[-1]), float(np.sqrt(distance[edge, k]))


def path_distance(web: Web, edge: int, along_frac: float) -> Array:
    """Return (E,) mm along the vessels from a point of `edge` to the middle of every edge.

    Edges that no vessel joins to the point are infinitely far.
    """
    n = len(web.nodes_mm)
    a, b, length = web.edges[:, 0], web.edges[:, 1], web.length_mm
    order = np.lexsort((length, b, a))  # of two edges between the same nodes the shorter counts
    keep = np.ones(len(order), dtype=bool)
    keep[1:] = (a[order][1:] != a[order][:-1]) | (b[order][1:] != b[order][:-1])
    e = order[keep]
    graph = csr_matrix((length[e], (a[e], b[e])), shape=(n, n))
    ends = dijkstra(graph, directed=False, indices=web.edges[edge])
    here = float(along_frac) * float(length[edge])
    to_node = np.minimum(ends[0] + here, ends[1] + (float(length[edge]) - here))
    out = np.minimum(to_node[a], to_node[b]) + 0.5 * length
    out[edge] = min(float(out[edge]), abs(here - 0.5 * float(length[edge])))
    return out


def _arc(path_mm: Array) -> Array:
    """Return the (K,) arc length at each point of a path."""
    step = np.diff(path_mm, axis=0)
    return np.concatenate(([0.0], np.cumsum(np.sqrt((step * step).sum(1)))))


def _sample(path_mm: Array, along_frac: float) -> tuple[int, float]:
    """Return (k, part): the piece of the path at `along_frac` and how far along that piece."""
    arc = _arc(path_mm)
    at = min(max(along_frac, 0.0), 1.0) * float(arc[-1])
    k = min(int(np.searchsorted(arc, at, side="right")) - 1, len(arc) - 2)
    return k, (at - float(arc[k])) / max(SHORTEST_MM, float(arc[k + 1] - arc[k]))
