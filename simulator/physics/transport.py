"""Carrying injectate, drug and spent blood along a solved flow, exactly and at any step.

Idea: implicit upwind. A cell becomes (V c + dt q c_upstream) / (V + dt q), which is stable
for any dt and never leaves the bounds of what flows in. Along an edge that makes every cell
`base + share * c_node` in one sweep with the flow and one against it; the junctions then mix
completely, taken from high pressure to low. Fresh blood is the zero of all three fields
(injectate share, active drug, spent capacity), so inflow of blood needs no term.
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
    old = np.stack(
        (
            injectate_frac.T,
            active_ug_per_ul.T,
            BLOOD_CAPACITY_UG_PER_UL - spare_ug_per_ul.T,
        ),
        axis=1,
    )  # (C, 3, E)
    injected = np.array((1.0, strength_ug_per_ul, BLOOD_CAPACITY_UG_PER_UL))
    q = flow.cell_ul_per_s
    with_flow, against = np.maximum(q, 0.0), np.maximum(-q, 0.0)
    source = np.zeros((CELLS - 1, network.edge_count))
    source[flow.source_face, flow.source_edge] = flow.source_ul_per_s
    arriving = with_flow[:-1] + against[1:] + source
    leaving = with_flow[1:] + against[:-1]
    through = np.maximum(np.maximum(arriving, leaving), 1e-300)
    swept = dt_s * np.abs(q)
    taken = swept / (network.cell_ul + swept)
    base = (1.0 - taken)[:, None] * old
    taken_with, taken_against = taken * (q > 0.0), taken * (q < 0.0)
    from_first, from_last = np.zeros_like(q), np.zeros_like(q)
    from_first[0], from_last[-1] = taken_with[0], taken_against[-1]
    edge, face = flow.source_edge, flow.source_face
    fed = injected * (flow.source_ul_per_s / through[face, edge])
    base[face + 1, :, edge] += taken_with[face + 1, edge] * fed
    base[face, :, edge] += taken_against[face, edge] * fed
    kept_with = taken_with[1:] * (with_flow[:-1] / through)
    kept_against = taken_against[:-1] * (against[1:] / through)
    for i in range(1, CELLS):
        base[i] += kept_with[i - 1] * base[i - 1]
        from_first[i] = kept_with[i - 1] * from_first[i - 1]
    for i in range(CELLS - 2, -1, -1):
        base[i] += kept_against[i] * base[i + 1]
        from_last[i] = kept_against[i] * from_last[i + 1]
    nodes, node_out = _mix(network, flow, base, from_first, from_last)
    new = base + from_first[:, None] * nodes[:, network.first]
    new += from_last[:, None] * nodes[:, network.last]
    face_in = with_flow[:-1, None] * new[:-1] + against[1:, None] * new[1:]
    face_in[face, :, edge] += flow.source_ul_per_s * injected
    lost = np.maximum(through - leaving, 0.0) / through
    face_out = face_in * lost[:, None] * dt_s
    return _moved(network, flow, new, nodes, node_out, face_out, lost * through, dt_s)


def _mix(
    network: Network, flow: Flow, base: Array, from_first: Array, from_last: Array
) -> tuple[Array, Array]:
    """Return node concentrations (3, N) and outflow from the nodes into nothing, ul/s (N,)."""
    q_first, q_last = flow.cell_ul_per_s[0], flow.cell_ul_per_s[-1]
    boundary = flow.boundary_ul_per_s
    arriving = network.at_nodes(np.maximum(-q_first, 0.0), np.maximum(q_last, 0.0))
    leaving = network.at_nodes(np.maximum(q_first, 0.0), np.maximum(-q_last, 0.0))
    arriving = np.maximum(arriving + np.maximum(boundary, 0.0), leaving)
    into_first, into_last = np.maximum(-q_first, 0.0), np.maximum(q_last, 0.0)
    carried_first, carried_last = into_first * base[0], into_last * base[-1]
    fixed = [
        (
            np.bincount(network.first, carried_first[k], network.node_count)
            + np.bincount(network.last, carried_last[k], network.node_count)
        ).tolist()
        for k in range(3)
    ]
    # What an edge hands on from its upstream node: (share * flow) from first to last or back.
    onward = (into_last * from_first[-1]).tolist()
    backward = (into_first * from_last[0]).tolist()
    total = np.where(arriving > 0.0, arriving, 1.0).tolist()
    amount, drug, spent = fixed
    around = network.around
    for node in np.argsort(-flow.node_pa, kind="stable").tolist():
        if amount[node] == 0.0 and drug[node] == 0.0 and spent[node] == 0.0:
            continue
        inverse = 1.0 / total[node]
        a = amount[node] = amount[node] * inverse
        d = drug[node] = drug[node] * inverse
        s = spent[node] = spent[node] * inverse
        for edge, is_last, far in around[node]:
            weight = backward[edge] if is_last else onward[edge]
            if weight > 0.0:
                amount[far] += weight * a
                drug[far] += weight * d
                spent[far] += weight * s
    return np.array(fixed), arriving - leaving


def _moved(
    network: Network,
    flow: Flow,
    new: Array,
    nodes: Array,
    node_out: Array,
    face_out: Array,
    lost_ul_per_s: Array,
    dt_s: float,
) -> Moved:
    """Book what left: to the bed, to feeders and arteriole, through torn walls."""
    torn_share = flow.burst_ul_per_s / np.maximum(lost_ul_per_s[MIDDLE], 1e-300)
    torn_share = np.minimum(torn_share, 1.0)
    torn = face_out[MIDDLE] * torn_share
    tissue_ul, tissue_ug = float(torn[0].sum()), float(torn[1].sum())
    left_nodes = nodes[:2] * (node_out * dt_s)
    backflow = nodes[0] * np.maximum(-flow.boundary_ul_per_s, 0.0) * dt_s
    artery_ul = float(backflow[flow.arteriole_node]) if flow.arteriole_node >= 0 else 0.0
    return Moved(
        injectate_frac=np.ascontiguousarray(new[:, 0].T),
        active_ug_per_ul=np.ascontiguousarray(new[:, 1].T),
        spent_ug_per_ul=np.ascontiguousarray(new[:, 2].T),
        drained_ul=float(face_out[:, 0].sum() - tissue_ul + left_nodes[0].sum()),
        drained_ug=float(face_out[:, 1].sum() - tissue_ug + left_nodes[1].sum()),
        tissue_ul=tissue_ul,
        tissue_ug=tissue_ug,
        bled_ul=float((flow.burst_ul_per_s.sum() * dt_s) - tissue_ul),
        feeder_ul=float(backflow.sum()) - artery_ul,
        arteriole_ul=artery_ul,
    )
