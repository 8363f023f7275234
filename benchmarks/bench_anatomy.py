"""How long a patient takes to grow, as a multiple of a floor measured in the same run.

The floor is one shortest-path search over a jittered lattice of 2,000 nodes: what a network
generator pays for a single look at its domain. "Best" is the best of several tries of one
seed in processor time, then the median over seeds: what growing costs on a core of its own.
Wanted: 8 ms for a whole patient, warm; 13 ms for 1,000 edges. The 1,000 edges are those of one
large field with 40 threads on four feeders, without the leg around it. Run:
python benchmarks/bench_anatomy.py
"""

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

sys.path.insert(0, str(Path(__file__).parent.parent))

from simulator.anatomy.grow import grow
from simulator.anatomy.patient import Patch, Web
from simulator.anatomy.spec import PATTERNS, PatientSpec, SourceSpec
from simulator.anatomy.web import grow_web
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
        start = time.process_time()
        work(k)
        taken.append((time.process_time() - start) * 1e3)
    return min(taken), statistics.median(taken)


def best_over_seeds_ms(work: Callable[[int], object], seeds: int = 12, tries: int = 10) -> float:
    """Return the median over seeds of the best time of `work(seed)`."""
    return statistics.median(
        best_and_median_ms(lambda _, seed=seed: work(seed), tries)[0] for seed in range(seeds)
    )


def large_web(spec: PatientSpec, seed: int) -> Web:
    """Return the web of a field of 100 x 65 mm."""
    patch = Patch("patch", 0.0, 0.0, 100.0, 65.0)
    feeders = tuple((f"feeder_{k}", 0.85, True) for k in range(4))
    web, _ = grow_web(spec, patch, feeders, Seeds(seed))
    return web


def main() -> None:
    """Print milliseconds, the multiple of the floor and the time of 1,000 edges."""
    graph = lattice()
    floor, _ = best_and_median_ms(lambda _: dijkstra(graph, directed=False, indices=0), 60)
    print(f"floor: shortest paths over 2,000 nodes {floor:6.2f} ms")
    print("pattern      edges   ms a patient  floors")
    for pattern in PATTERNS:
        spec = PatientSpec(pattern=pattern, sources=SOURCES)
        edges = statistics.median(len(grow(spec, Seeds(k)).web.edges) for k in range(12))
        taken = best_over_seeds_ms(lambda k, spec=spec: grow(spec, Seeds(k)))
        print(f"{pattern:<11} {edges:6.0f} {taken:14.2f} {taken / floor:7.1f}")
    print("large field  edges   ms for 1,000 edges")
    for pattern in ("linear", "arborising", "mixed"):
        spec = PatientSpec(pattern=pattern, threads=40)
        edges = statistics.median(len(large_web(spec, k).edges) for k in range(4))
        taken = best_over_seeds_ms(lambda k, spec=spec: large_web(spec, k), seeds=4, tries=3)
        print(f"{pattern:<11} {edges:6.0f} {1000.0 * taken / edges:20.1f}")


if __name__ == "__main__":
    main()
