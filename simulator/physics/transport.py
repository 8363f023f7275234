"""Carrying injectate, drug and spent blood along a solved flow, exactly and at any step.

Idea: implicit upwind. A cell becomes (V c + dt q c_upstream) / (V + dt q), which is stable
for any dt and never leaves the bounds of what flows in. Along an edge that makes every cell
`base + share * c_node` in one sweep with the flow and one against it; the junctions then mix
completely, in the order of `elimination` (flow runs from high pressure to low, so no circle
can form). Fresh blood is the zero of all three fields (injectate share, active drug, spent
capacity), so inflow of blood needs no term.
Departures: upwind smears the front over a cell or two; no radial profile; junctions mix
completely (at low Reynolds numbers they are really lamellar).
Invariant: old content + inflow = new content + outflow for each field, to rounding.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.physics.drugs import BLOOD_CAPACITY_UG_PER_UL
from simulator.physics.flow import CELLS, MIDDLE, Flow, Network

Array = NDArray[np.float64]

NOTHING = 1e-300  # keeps a quotient of two zero flows at zero
LEAST = 1e-30  # shares below this are none: it spares the machine its slow smallest numbers


@dataclass(frozen=True)
class Moved:
    """The three fields after the step, (E, C) each, and what left the web in it."""

    injectate_frac: Array
    active_ug_per_ul: Array
    spent_ug_per_ul: Array
    drained_ul: float  # of injectate, into bed, feeders and arteriole
    drained_ug: float
    tissue_ul: float  # of injectate, through torn walls
    tissue_ug: float
    bled_ul: float  # of blood, through torn walls
    feeder_ul: float  # of injectate, into feeders
    arteriole_ul: float


def advance(
    network: Network,
    flow: Flow,
    injectate_frac: Array,
    active_ug_per_ul: Array,
    spare_ug_per_ul: Array,
    strength_ug_per_ul: float,
    dt_s: float,
) -> Moved:
    """Advance the fields, (E, C) each, by `dt_s`; the source injects `strength_ug_per_ul`."""
    q = flow.cell_ul_per_s
    with_flow = np.maximum(q, 0.0)
    against = with_flow - q
    edge, face = flow.source_edge, flow.source_face
    arriving = with_flow[:-1] + against[1:]
    arriving[face, edge] += flow.source_ul_per_s
    leaving = with_flow[1:] + against[:-1]
    through = np.maximum(arriving, leaving)
    by_through = 1.0 / np.maximum(through, NOTHING)
    taken = with_flow + against
    taken *= dt_s
    taken /= network.cell_ul + taken
    taken_with = taken * (q > 0.0)
    taken_against = taken - taken_with
    new = np.empty((CELLS, 3, network.edge_count))
    kept = 1.0 - taken
    np.multiply(injectate_frac.T, kept, out=new[:, 0])
    np.multiply(active_ug_per_ul.T, kept, out=new[:, 1])
    np.multiply(BLOOD_CAPACITY_UG_PER_UL - spare_ug_per_ul.T, kept, out=new[:, 2])
    injected = np.array((1.0, strength_ug_per_ul, BLOOD_CAPACITY_UG_PER_UL))
    fed = injected * (flow.source_ul_per_s * float(by_through[face, edge]))
    new[face + 1, :, edge] += taken_with[face + 1, edge] * fed
    new[face, :, edge] += taken_against[face, edge] * fed
    nodes, node_out = _spread(
        network, flow, new, (with_flow, against), (taken_with, taken_against), by_through
    )
    # What reaches a face and does not go on has left through the wall.
    lost = through - leaving
    np.maximum(lost, 0.0, out=lost)
    lost *= by_through
    lost_with, lost_against = lost * with_flow[:-1], lost * against[1:]
    walls = np.einsum("fe,fke->k", lost_with, new[:-1, :2])
    walls += np.einsum("fe,fke->k", lost_against, new[1:, :2])
    fed_lost = injected[:2] * (flow.source_ul_per_s * float(lost[face, edge]))
    walls += fed_lost
    torn = _torn(flow, new, lost, (lost_with, lost_against), through, fed_lost)
    return _moved(flow, new, nodes, node_out, walls * dt_s, torn * dt_s, dt_s)


def _torn(
    flow: Flow,
    new: Array,
    lost: Array,
    lost_ways: tuple[Array, Array],
    through: Array,
    fed_lost: Array,
) -> Array:
    """Return what leaves by torn walls: injectate (ul/s), drug (ug/s)."""
    if not flow.burst_ul_per_s.any():
        return np.zeros(2)
    out = lost_ways[0][MIDDLE] * new[MIDDLE, :2] + lost_ways[1][MIDDLE] * new[MIDDLE + 1, :2]
    if flow.source_face == MIDDLE:
        out[:, flow.source_edge] += fed_lost
    left_ul_per_s = np.maximum(lost[MIDDLE] * through[MIDDLE], NOTHING)
    return (out * np.minimum(flow.burst_ul_per_s / left_ul_per_s, 1.0)).sum(axis=1)


def _spread(
    network: Network,
    flow: Flow,
    new: Array,
    ways_flow: tuple[Array, Array],
    taken: tuple[Array, Array],
    by_through: Array,
) -> tuple[Array, Array]:
    """Sweep every edge both ways and mix at the junctions; fills `new` (C, 3, E) in place.

    Returns node concentrations (3, N) and the flow (N,) that leaves the web at the nodes.
    """
    with_flow, against = ways_flow
    taken_with, taken_against = taken
    from_first, from_last = np.zeros_like(with_flow), np.zeros_like(with_flow)
    from_first[0], from_last[-1] = taken_with[0], taken_against[-1]
    kept_with = taken_with[1:] * with_flow[:-1]
    kept_with *= by_through
    kept_against = taken_against[:-1] * against[1:]
    kept_against *= by_through
    add = np.empty_like(new[0])
    for i in range(1, CELLS):
        new[i] += np.multiply(kept_with[i - 1], new[i - 1], out=add)
        np.multiply(kept_with[i - 1], from_first[i - 1], out=from_first[i])
    for i in range(CELLS - 2, -1, -1):
        new[i] += np.multiply(kept_against[i], new[i + 1], out=add)
        np.multiply(kept_against[i], from_last[i + 1], out=from_last[i])
    from_first[from_first < LEAST] = 0.0
    from_last[from_last < LEAST] = 0.0
    first, last, count = network.first, network.last, network.node_count
    into_first, into_last = against[0], with_flow[-1]
    arriving = network.at_nodes(into_first, into_last) + np.maximum(flow.boundary_ul_per_s, 0.0)
    leaving = network.at_nodes(with_flow[0], against[-1])
    arriving = np.maximum(arriving, leaving)
    carried_first, carried_last = into_first * new[0], into_last * new[-1]
    fixed = np.empty((3, count))
    for k in range(3):
        fixed[k] = network.at_nodes(carried_first[k], carried_last[k])
    # What an edge hands on from its upstream node: (share * flow) from first to last or back.
    graph = network.elimination
    ways = np.zeros(2 * graph.slot_count)
    ways += np.bincount(graph.onward_of_pair, into_last * from_first[-1], 2 * graph.slot_count)
    ways += np.bincount(graph.backward_of_pair, into_first * from_last[0], 2 * graph.slot_count)
    nodes = graph.carried(np.where(arriving > 0.0, arriving, 1.0), ways, fixed)
    nodes[nodes < LEAST] = 0.0
    at_first, at_last = nodes.take(first, axis=1), nodes.take(last, axis=1)
    for i in range(CELLS):
        new[i] += np.multiply(from_first[i], at_first, out=add)
        new[i] += np.multiply(from_last[i], at_last, out=add)
    return nodes, arriving - leaving


def _moved(
    flow: Flow,
    new: Array,
    nodes: Array,
    node_out: Array,
    walls: Array,
    torn: Array,
    dt_s: float,
) -> Moved:
    """Book what left: to the bed, to feeders and arteriole, through torn walls."""
    tissue_ul, tissue_ug = float(torn[0]), float(torn[1])
    left = (nodes[:2] * (node_out * dt_s)).sum(axis=1)
    backflow = nodes[0] * np.maximum(-flow.boundary_ul_per_s, 0.0) * dt_s
    artery_ul = float(backflow[flow.arteriole_node]) if flow.arteriole_node >= 0 else 0.0
    return Moved(
        injectate_frac=new[:, 0].T,
        active_ug_per_ul=new[:, 1].T,
        spent_ug_per_ul=new[:, 2].T,
        drained_ul=float(walls[0] - tissue_ul + left[0]),
        drained_ug=float(walls[1] - tissue_ug + left[1]),
        tissue_ul=tissue_ul,
        tissue_ug=tissue_ug,
        bled_ul=float(flow.burst_ul_per_s.sum() * dt_s) - tissue_ul,
        feeder_ul=float(backflow.sum()) - artery_ul,
        arteriole_ul=artery_ul,
    )
