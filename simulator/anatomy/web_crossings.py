"""Where vessels of one layer cross without meeting: a planar plexus has next to none.

The subpapillary plexus lies flat, so a web with several crossings is grown anew (`web`).
"""

from typing import Final

import numpy as np

from simulator.anatomy.patient import RETICULAR, Web

SEEN_MM: Final = 0.75  # depth of the middle, above which a vessel shows as a line on the skin
LAYER_MM: Final = 0.15  # vessels further apart in depth pass over each other
REACH_MM: Final = 1.0  # pieces whose beginnings are further apart in x do not meet


def crossings(web: Web) -> int:
    """Return how many pieces of visible vessels cross pieces of others."""
    middle = web.path_mm.shape[1] // 2
    seen = np.flatnonzero((web.kind != RETICULAR) & (web.path_mm[:, middle, 2] < SEEN_MM))
    path = web.path_mm[seen]
    begin, end = path[:, :-1].reshape(-1, 3), path[:, 1:].reshape(-1, 3)
    edge = np.repeat(seen, path.shape[1] - 1)
    order = np.argsort(begin[:, 0], kind="stable")
    begin, edge, along = begin[order], edge[order], (end - begin)[order]
    found = 0
    for shift in range(1, len(begin)):
        gap = begin[shift:] - begin[:-shift]
        near = gap[:, 0] < REACH_MM
        if not near.any():
            break
        near &= (np.abs(gap[:, 1]) < REACH_MM) & (edge[shift:] != edge[:-shift])
        i = np.flatnonzero(near)
        d, e, gap = along[i], along[i + shift], gap[i]
        size = d[:, 0] * e[:, 1] - d[:, 1] * e[:, 0]
        t = (gap[:, 0] * e[:, 1] - gap[:, 1] * e[:, 0]) * np.sign(size)
        u = (gap[:, 0] * d[:, 1] - gap[:, 1] * d[:, 0]) * np.sign(size)
        size = np.abs(size)
        is_met = (t > 0.0) & (t < size) & (u > 0.0) & (u < size)
        found += int((is_met & (np.abs(gap[:, 2]) < LAYER_MM)).sum())
    return found
