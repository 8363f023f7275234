"""How far the blanch has run from the needle: shortest paths over white cells without a gap."""

from heapq import heappop, heappush

import numpy as np
from numpy.typing import NDArray

from simulator.physics.flow import CELLS, Network

Mask = NDArray[np.bool_]


def reach_mm(
    network: Network,
    is_white: Mask,
    edge: int,
    along_frac: float,
    is_counted: Mask | None = None,
) -> float:
    """Return the farthest path distance (mm) from a point over white cells without a gap.

    `is_white` is (E, C). Distances are shortest paths, counted in whole cells. With
    `is_counted` (E, C) the way leads over all white cells, but only these are reached.
    """
    counted = is_white if is_counted is None else is_counted
    start = min(int(along_frac * CELLS), CELLS - 1)
    if not is_white[edge, start]:
        return 0.0
    farthest = 0.0
    queue: list[tuple[float, int]] = []
    cell_mm = network.length_mm / CELLS
    for is_last, node in ((False, network.first[edge]), (True, network.last[edge])):
        way = slice(start, None) if is_last else slice(start, None, -1)
        white, last = _runs(is_white[edge, way][None], counted[edge, way][None])
        past = along_frac * CELLS - start
        offset = 1.0 - past if is_last else past
        if last[0] > 0:
            farthest = max(farthest, (last[0] - 1 + offset) * float(cell_mm[edge]))
        if white[0] == (CELLS - start if is_last else start + 1):
            heappush(queue, ((white[0] - 1 + offset) * float(cell_mm[edge]), int(node)))
    if not queue:
        return farthest
    runs = (_runs(is_white, counted), _runs(is_white[:, ::-1], counted[:, ::-1]))
    lengths = cell_mm.tolist()
    seen: set[int] = set()
    while queue:
        so_far, node = heappop(queue)
        if node in seen:
            continue
        seen.add(node)
        for other, is_last, far in network.around[node]:
            if other == edge or far in seen:
                continue
            white, last = runs[is_last]
            if last[other] > 0:
                farthest = max(farthest, so_far + last[other] * lengths[other])
            if white[other] == CELLS:
                heappush(queue, (so_far + CELLS * lengths[other], far))
    return farthest


def _runs(is_white: Mask, is_counted: Mask) -> tuple[list[int], list[int]]:
    """Return for each row how many cells are white before the first that is not, and how far
    along them the last counted one lies (0 if none is)."""
    is_run = np.logical_and.accumulate(is_white, axis=1)
    places = np.arange(1, is_white.shape[1] + 1)
    last = (places * (is_run & is_counted)).max(axis=1)
    return is_run.sum(axis=1).tolist(), last.tolist()
