"""How long a patient takes to grow, as a multiple of a floor measured in the same run.

The floor is one shortest-path search over a jittered lattice of 2,000 nodes: what a network
generator pays for a single look at its domain. Run: python benchmarks/bench_anatomy.py
"""

import statistics
import time
from collections.abc import Callable

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from simulator.anatomy.grow import grow
from simulator.anatomy.spec import PATTERNS, PatientSpec, SourceSpec
from simulator.base.seeds import Seeds

ROWS, COLUMNS = 40, 50
SOURCES = (
    SourceSpec("aasv", "AASV", 1.8, 4.2, "reticular_feeder"),
    SourceSpec("reticular_feeder", "reticular", 1.2, 1.7, "patch"),
)


def lattice() -> csr_matrix:
    """Return a grid of 2,000 nodes with uneven lengths."""
    node = np.arange(ROWS * COLUMNS).reshape(ROWS, COLUMNS)
    a = np.concatenate((node[:, :-1].ravel(), node[:-1].ravel()))
    b = np.concatenate((node[:, 1:].ravel(), node[1:].ravel()))
    length = Seeds(1).stream("bench.lattice").uniform(0.8, 1.2, len(a))
    return csr_matrix((length, (a, b)), shape=(node.size, node.size))


def best_and_median_ms(work: Callable[[int], object], rounds: int) -> tuple[float, float]:
    """Return the best and the median time of `work(0) ... work(rounds - 1)`."""
    taken = []
    for k in range(rounds):
        start = time.perf_counter()
        work(k)
        taken.append((time.perf_counter() - start) * 1e3)
    return min(taken), statistics.median(taken)


def main() -> None:
    """Print milliseconds and the multiple of the floor for each pattern."""
    graph = lattice()
    floor, floor_median = best_and_median_ms(
        lambda _: dijkstra(graph, directed=False, indices=0), 60
    )
    print(
        f"floor: shortest paths, 2,000 nodes   best {floor:6.2f} ms  median {floor_median:6.2f} ms"
    )
    for pattern in PATTERNS:
        spec = PatientSpec(pattern=pattern, sources=SOURCES)
        edges = statistics.median(len(grow(spec, Seeds(k)).web.edges) for k in range(5))
        best, median = best_and_median_ms(lambda k, spec=spec: grow(spec, Seeds(k)), 30)
        print(
            f"{pattern:<11} about {edges:4.0f} edges         best {best:6.2f} ms  "
            f"median {median:6.2f} ms   {median / floor_median:6.1f} floors"
        )


if __name__ == "__main__":
    main()
