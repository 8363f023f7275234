"""Which skin an arteriole feeds: the shape of a porcelain-white island.

Idea: drug that leaves by an arteriole blanches what that arteriole supplied. It joins the web at
one node, so the island follows the web from there: discs along its vessels, each smaller the
further the blood has come. That gives the fern-like form with a sharp edge of an arteriolar
spasm, which a circle around the needle would not be. Lengths are guesses.
"""

from heapq import heappop, heappush
from typing import Final

from simulator.anatomy.patient import Web

FAR_MM: Final = 6.5  # along the vessels (guess)
WIDEST_MM, NARROWEST_MM = 1.5, 0.35  # half widths of the island at its root and its tips (guess)
STEP: Final = 2  # every second point of a path


def arteriolar_territory(web: Web) -> tuple[tuple[float, float, float], ...]:
    """Return discs (x, y, reach), mm, along what the arteriole feeds; none without arteriole."""
    if web.arteriole_node < 0:
        return ()
    touching: dict[int, list[tuple[int, int, bool]]] = {}
    for e, (a, b) in enumerate(web.edges.tolist()):
        touching.setdefault(a, []).append((e, b, True))
        touching.setdefault(b, []).append((e, a, False))
    best: dict[int, float] = {}
    taken: set[int] = set()
    discs: list[tuple[float, float, float]] = []
    waiting = [(0.0, int(web.arteriole_node))]
    while waiting:
        far_mm, node = heappop(waiting)
        if node in best or far_mm > FAR_MM:
            continue
        best[node] = far_mm
        for e, other, is_forward in touching.get(node, []):
            if e in taken:
                continue
            taken.add(e)
            heappush(waiting, (far_mm + float(web.length_mm[e]), other))
            path = web.path_mm[e, :: 1 if is_forward else -1, :2][::STEP]
            step_mm = float(web.length_mm[e]) / max(1, len(path) - 1)
            for k, (x, y) in enumerate(path.tolist()):
                left = 1.0 - (far_mm + k * step_mm) / FAR_MM
                if left > 0.0:
                    reach = NARROWEST_MM + (WIDEST_MM - NARROWEST_MM) * left
                    discs.append((round(x, 2), round(y, 2), round(reach, 2)))
    return tuple(discs)
