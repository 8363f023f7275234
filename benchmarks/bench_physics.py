"""The web's physics at three sizes, beside what is wanted and what peers need for the same work.

Networks are planar: a minimum spanning tree over random points plus one loop in ten edges, 8
cells an edge, radii 0.08-0.25 mm, and a needle that has pushed for two seconds. Prints best
and median milliseconds on one core, the multiple of a floor measured in the same run (copy
and sum the three fields), the limit, the aim, and the peers' best on 2,878 edges (measured
earlier on the same kind of machine; none of them uses steady arithmetic only).
Run: python benchmarks/bench_physics.py
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import minimum_spanning_tree
from scipy.spatial import Delaunay

sys.path.insert(0, str(Path(__file__).parent.parent))

from simulator.anatomy.grow import grow
from simulator.anatomy.patient import Patient, Web
from simulator.anatomy.spec import PatientSpec, SourceSpec
from simulator.base.seeds import Seeds
from simulator.base.units import PA_PER_MMHG
from simulator.physics import drugs, give, needle, track, transport
from simulator.physics.circulation import Circulation, Source
from simulator.physics.outflow_bed import BED_PA
from tests.physics.webs import patient_of, web_of

ROUNDS = 150
DT_S = 1 / 30
SOURCES = (
    SourceSpec("aasv", "AASV", 1.8, 4.2, "reticular_feeder"),
    SourceSpec("reticular_feeder", "reticular", 0.9, 1.6, "patch"),
)
# (limit, aim) in ms by work and size; peers in ms at 2,878 edges.
WANTED = {
    ("flow: viscosity, refactor, solve", 3000): (4.0, 1.0),
    ("re-solve, factor kept", 3000): (0.3, 0.05),
    ("transport", 3000): (1.5, 0.4),
    ("whole push step", 400): (3.0, 0.8),
    ("whole push step", 3000): (12.0, 4.0),
    ("find the bevel", 250): (0.3, 0.3),
}
PEERS = {
    "flow: viscosity, refactor, solve": "OpenPNM 4.9, microBlooM 16.9",
    "re-solve, factor kept": "OpenPNM 4.9 (keeps no factor)",
    "transport": "OpenPNM 51 (1 volume a node)",
}


def best_and_median_ms(act: Callable[[], object]) -> tuple[float, float]:
    """Return the best and the median time of one call."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        act()
        times.append(1e3 * (time.perf_counter() - start))
    return min(times), float(np.median(times))


def planar(edges: int) -> Web:
    """Return a planar network of about `edges` edges, one in ten of them closing a loop."""
    dice = Seeds(edges).stream("bench.planar")
    nodes, loops = edges - edges // 10 + 1, edges // 10
    point = dice.random((nodes, 2)) * 1.5 * nodes**0.5
    corner = Delaunay(point).simplices
    pair = np.concatenate((corner[:, :2], corner[:, 1:], corner[:, ::2]))
    pair = np.unique(np.sort(pair, axis=1), axis=0)
    far = np.hypot(*(point[pair[:, 0]] - point[pair[:, 1]]).T) * dice.uniform(0.5, 1.5, len(pair))
    tree = minimum_spanning_tree(coo_matrix((far, tuple(pair.T)), shape=(nodes, nodes))).tocoo()
    kept = {tuple(sorted(ends)) for ends in zip(tree.row.tolist(), tree.col.tolist(), strict=True)}
    rest = [ends for ends in map(tuple, pair.tolist()) if ends not in kept]
    some = [rest[i] for i in dice.choice(len(rest), loops, replace=False)]
    way = sorted(kept) + some
    radius = dice.uniform(0.08, 0.25, len(way))
    place = np.column_stack((point, np.full(nodes, 0.4)))
    roots = ((0, "feeder"), (nodes // 2, "feeder"))
    return web_of(place, way, radius, roots, [nodes - 1])


def measure(patient: Patient, edge: int, size: int) -> None:
    """Print the table of one network."""
    began = time.perf_counter()
    circulation = Circulation(patient)
    built_ms = 1e3 * (time.perf_counter() - began)
    network = circulation.network
    resistance = needle.resistance_pa_s_per_ul(30, 1.2e-3)
    source = Source(edge, 0.5, 1.0, 90.0 * PA_PER_MMHG, resistance, "polidocanol", 5000)
    held = circulation.fresh()
    for _ in range(60):
        held, _ = circulation.step(held, DT_S, source=source)
    lumen = held
    boundary = circulation.feeding.boundary("lying", (), lumen.pressure_pa)
    is_open = np.ones(network.edge_count)
    inner_g = np.full_like(lumen.inner_pa, 1e-4)
    node_g = boundary.conductance_ul_per_s_pa + 1e-4
    cells = network.cell_conductance(lumen.injectate_frac, 1.2e-3, is_open)
    chains = network.chains(cells, inner_g, node_g)
    at = (lumen.pressure_pa - BED_PA, lumen.inner_pa)
    flow = network.solve(cells, boundary, lumen.is_burst, *at, source)
    fields = (lumen.injectate_frac, lumen.active_ug_per_ul, lumen.spare_ug_per_ul)
    injected = np.array((1.0, 5.0, drugs.BLOOD_CAPACITY_UG_PER_UL))

    def refactor() -> object:
        now = network.cell_conductance(lumen.injectate_frac, 1.2e-3, is_open)
        return network.chains(now, inner_g, node_g).solve(inner_g * 3.0, node_g * 10.0)

    def newton() -> object:
        now = network.cell_conductance(lumen.injectate_frac, 1.2e-3, is_open)
        return network.solve(now, boundary, lumen.is_burst, *at, source)

    def carry() -> object:
        core, is_full = circulation.core(lumen)
        moved = transport.advance(network, flow, circulation.core_ul, core, is_full, injected, DT_S)
        return circulation.mixed(lumen, moved, flow, "polidocanol", DT_S)

    def push() -> None:
        nonlocal held
        held, _ = circulation.step(held, DT_S, source=source)

    x, y, _ = patient.web.path_mm[edge].mean(axis=0).tolist()
    tip = give.Tip(30, 0, "up", 0.2, True)
    way = track.lay(patient.web, x - 1.0, y, (1.0, 0.0), 0.2)
    thrust, _ = give.moved(way, tip, give.fresh(way), 2.0)
    work: dict[str, Callable[[], object]] = {
        "flow: viscosity, refactor, solve": refactor,
        "flow with the bending laws": newton,
        "re-solve, factor kept": lambda: chains.solve(inner_g * 3.0, node_g * 10.0),
        "transport": carry,
        "whole push step": push,
        "reach of the blanch": lambda: circulation.blanch_mm(lumen, edge, 0.5),
        "lay the needle's way": lambda: track.lay(patient.web, x - 1.0, y, (1.0, 0.0), 0.2),
        "push the needle": lambda: give.moved(way, tip, give.fresh(way), 2.0),
        "find the bevel": lambda: needle.locate(patient.web, way, thrust),
        "rest": lambda: circulation.step(circulation.fresh(), 0.5),
    }
    floor_ms, _ = best_and_median_ms(lambda: sum(float((f * 1.0).sum()) for f in fields))
    print(
        f"{network.edge_count} edges x 8 cells; tables in {built_ms:.1f} ms; floor {floor_ms:.4f}"
    )
    for name, act in work.items():
        best, median = best_and_median_ms(act)
        limit = WANTED.get((name, size))
        wanted = f"limit {limit[0]:5.2f} aim {limit[1]:5.2f}" if limit else " " * 21
        peer = PEERS.get(name, "") if size == 3000 else ""
        print(
            f"  {name:34}{best:8.3f}{median:8.3f} ms {best / floor_ms:7.1f} floors  {wanted} {peer}"
        )


def main() -> None:
    """Measure and print."""
    patient = grow(PatientSpec(pattern="mixed", sources=SOURCES), Seeds(1))
    print("a grown patient")
    measure(patient, patient.threads[0].arm_edge, 250)
    for size in (250, 400, 3000):
        measure(patient_of(planar(size)), size // 3, size)


if __name__ == "__main__":
    main()
