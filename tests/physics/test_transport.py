"""Where a plug's front is: every drop goes as far as its volume pushes it.

The mover alone, with the whole lumen as its core; films come on top (test_residence).
"""

import numpy as np
import pytest

from simulator.anatomy.patient import RETICULAR
from simulator.physics import transport
from simulator.physics.circulation import Source
from simulator.physics.elimination import FIELDS
from simulator.physics.feeding import Boundary
from simulator.physics.flow import CELLS, INNER, Network
from simulator.physics.outflow_bed import BED_PA
from tests.physics.webs import fan, thread, web_of

STIFF = 1e8  # Pa s / ul: so stiff a needle gives the same flow against any pressure


def carried(network, flow, seconds, dt_s, fields=None, injected=(1.0, 0.0, 0.0)):
    """Let the whole lumen move as one plug; return the share of injectate (E, C)."""
    fields = np.zeros((FIELDS, CELLS, network.edge_count)) if fields is None else fields
    for _ in range(round(seconds / dt_s)):
        is_full = fields.any(axis=(0, 1))
        moved = transport.advance(
            network, flow, network.cell_ul, fields, is_full, np.array(injected), dt_s
        )
        fields = moved.fields
    return fields[0].T


def pushed(network, boundary, source):
    """The flow of a push into blood without a bed."""
    edges, nodes = network.edge_count, network.node_count
    still = np.zeros(edges, dtype=bool), np.zeros(nodes), np.zeros((INNER, edges))
    blood = network.cell_conductance(np.zeros((edges, CELLS)), 1e-3, np.ones(edges))
    return network.solve(blood, boundary, *still, source)


@pytest.mark.parametrize("dt_s", [1 / 120, 1 / 30])
@pytest.mark.parametrize("pieces", [5, 10, 20])
def test_a_front_in_one_thread_is_where_plug_flow_puts_it(pieces, dt_s):
    """40 mm of 0.3 mm, all by the far end: mean error under 0.3 % of the thread's content."""
    web = thread(0.3, pieces=pieces, burst_mmhg=1e9)
    web.kind[:] = RETICULAR  # no bed
    network, end = Network(web), np.zeros(pieces + 1)
    end[pieces] = 1e-2
    source = Source(0, 0.125, 1.0, 0.6 * STIFF, STIFF, "saline", 0)
    flow = pushed(network, Boundary(end, np.zeros(pieces + 1), -1), source)
    assert flow.source_ul_per_s == pytest.approx(0.6, rel=1e-3)
    found = carried(network, flow, 2.0, dt_s)
    exact = np.clip(0.6 * 2.0 / network.cell_ul[0] - np.arange(pieces * CELLS - 1), 0.0, 1.0)
    assert np.abs(found.ravel()[1:] - exact).mean() < 0.003


@pytest.mark.parametrize("dt_s", [1 / 120, 1 / 30])
def test_a_front_in_a_branching_web_is_where_plug_flow_puts_it(dt_s):
    web = fan(generations=5, rungs=False)
    web.kind[:] = RETICULAR
    network = Network(web)
    edges, nodes = network.edge_count, network.node_count
    ends = np.zeros(nodes)
    ends[web.tips] = 1e3
    source = Source(0, 0.125, 1.0, 2.0 * STIFF + BED_PA, STIFF, "saline", 0)
    flow = pushed(network, Boundary(ends, np.zeros(nodes), -1), source)
    found = carried(network, flow, 1.0, dt_s)
    arrival_s, exact = np.zeros(nodes), np.zeros((edges, CELLS))
    for edge, (a, b) in enumerate(web.edges.tolist()):
        before = 1 if edge == 0 else 0  # the needle is one cell into the first edge
        cell_s = network.cell_ul[edge] / flow.cell_ul_per_s[4, edge]
        arrival_s[b] = arrival_s[a] + (CELLS - before) * cell_s
        exact[edge] = np.clip((1.0 - arrival_s[a]) / cell_s - np.arange(CELLS) + before, 0.0, 1.0)
    exact[0, 0] = found[0, 0]
    error = np.abs(found - exact) * network.cell_ul[:, None]
    assert error.sum() < 0.003 * CELLS * network.cell_ul.sum()


def test_two_arms_that_meet_mix_by_their_flows():
    """A ring: one arm holds injectate, the other blood; what leaves is their flow-weighted mean."""
    nodes = [(0, 0, 0.4), (5, 3, 0.4), (5, -3, 0.4), (10, 0, 0.4), (14, 0, 0.4)]
    ways = [(0, 1), (0, 2), (1, 3), (2, 3), (3, 4)]
    web = web_of(nodes, ways, [0.2, 0.15, 0.2, 0.15, 0.2], (), [4])
    web.kind[:] = RETICULAR
    network = Network(web)
    boundary = Boundary(np.array([1e3, 0, 0, 0, 1e3]), np.array([500.0, 0, 0, 0, 0.0]), -1)
    flow = pushed(network, boundary, None)
    filled = np.zeros((FIELDS, CELLS, 5))
    filled[:, :, 2] = 1.0
    q = flow.cell_ul_per_s[0]
    found = carried(network, flow, 1e-4 / q[4], 1e-4 / q[4], filled)
    passed_ul = float((found[4] * network.cell_ul[4]).sum())
    assert passed_ul == pytest.approx(1e-4 * q[2] / q[4], rel=1e-9)
