"""Where the front is, against exact plug flow: every drop goes as far as its volume pushes it."""

from dataclasses import replace

import numpy as np
import pytest

from simulator.anatomy.patient import RETICULAR
from simulator.physics import transport
from simulator.physics.circulation import Circulation, Source
from simulator.physics.drugs import BLOOD_CAPACITY_UG_PER_UL
from simulator.physics.feeding import Boundary
from simulator.physics.flow import CELLS, INNER, Network
from simulator.physics.outflow_bed import BED_PA
from tests.physics.webs import fan, feeder, patient_of, thread, web_of

STIFF = 1e8  # Pa s / ul: so stiff a needle gives the same flow against any pressure


@pytest.mark.parametrize("dt_s", [1 / 120, 1 / 30])
@pytest.mark.parametrize("pieces", [5, 10, 20])
def test_a_front_in_one_thread_is_where_plug_flow_puts_it(pieces, dt_s):
    """40 mm of 0.3 mm, all by the far end: mean error under 0.3 % of the thread's content."""
    web = thread(0.3, pieces=pieces, burst_mmhg=1e9)
    web.kind[:] = RETICULAR  # no bed
    web = replace(web, roots=((pieces, "feeder"),))
    circulation = Circulation(patient_of(web, (feeder(reflux_s=0.0),)))
    lumen, source = circulation.fresh(), Source(0, 0.125, 1.0, 0.6 * STIFF, STIFF, "saline", 0)
    for _ in range(round(2.0 / dt_s)):
        lumen, pushed = circulation.step(lumen, dt_s, source=source)
    assert pushed.injected_ul == pytest.approx(0.6 * dt_s, rel=1e-3)
    cell_ul = circulation.network.cell_ul[0]
    exact = np.clip(0.6 * 2.0 / cell_ul - np.arange(pieces * CELLS - 1), 0.0, 1.0)
    assert np.abs(lumen.injectate_frac.ravel()[1:] - exact).mean() < 0.003


@pytest.mark.parametrize("dt_s", [1 / 120, 1 / 30])
def test_a_front_in_a_branching_web_is_where_plug_flow_puts_it(dt_s):
    web = fan(generations=5, rungs=False)
    web.kind[:] = RETICULAR
    network = Network(web)
    edges, nodes = network.edge_count, network.node_count
    ends = np.zeros(nodes)
    ends[web.tips] = 1e3
    blood = np.zeros((edges, CELLS))
    flow = network.solve(
        network.cell_conductance(blood, 1e-3, np.ones(edges)),
        Boundary(ends, np.zeros(nodes), -1),
        np.zeros(edges, dtype=bool),
        np.zeros(nodes),
        np.zeros((INNER, edges)),
        Source(0, 0.125, 1.0, 2.0 * STIFF + BED_PA, STIFF, "saline", 0),
    )
    fields = (blood, blood, np.full_like(blood, BLOOD_CAPACITY_UG_PER_UL))
    for _ in range(round(1.0 / dt_s)):
        moved = transport.advance(network, flow, *fields, 0.0, dt_s)
        spare = BLOOD_CAPACITY_UG_PER_UL - moved.spent_ug_per_ul
        fields = (moved.injectate_frac, moved.active_ug_per_ul, spare)
    arrival_s, exact = np.zeros(nodes), np.zeros((edges, CELLS))
    for edge, (a, b) in enumerate(web.edges.tolist()):
        before = 1 if edge == 0 else 0  # the needle is one cell into the first edge
        cell_s = network.cell_ul[edge] / flow.cell_ul_per_s[4, edge]
        arrival_s[b] = arrival_s[a] + (CELLS - before) * cell_s
        exact[edge] = np.clip((1.0 - arrival_s[a]) / cell_s - np.arange(CELLS) + before, 0.0, 1.0)
    exact[0, 0] = fields[0][0, 0]
    error = np.abs(fields[0] - exact) * network.cell_ul[:, None]
    assert error.sum() < 0.003 * CELLS * network.cell_ul.sum()


def test_two_arms_that_meet_mix_by_their_flows():
    """A ring: one arm holds injectate, the other blood; what leaves is their flow-weighted mean."""
    nodes = [(0, 0, 0.4), (5, 3, 0.4), (5, -3, 0.4), (10, 0, 0.4), (14, 0, 0.4)]
    ways = [(0, 1), (0, 2), (1, 3), (2, 3), (3, 4)]
    web = web_of(nodes, ways, [0.2, 0.15, 0.2, 0.15, 0.2], (), [4])
    web.kind[:] = RETICULAR
    network = Network(web)
    cells = network.cell_conductance(np.zeros((5, CELLS)), 1e-3, np.ones(5))
    boundary = Boundary(np.array([1e3, 0, 0, 0, 1e3]), np.array([500.0, 0, 0, 0, 0.0]), -1)
    still = np.zeros(5, dtype=bool), np.zeros(5), np.zeros((INNER, 5))
    flow = network.solve(cells, boundary, *still, None)
    filled = np.zeros((5, CELLS))
    filled[2] = 1.0
    q = flow.cell_ul_per_s[0]
    moved = transport.advance(
        network, flow, filled, filled, np.full_like(filled, 60.0), 0.0, 1e-4 / q[4]
    )
    passed_ul = float((moved.injectate_frac[4] * network.cell_ul[4]).sum())
    assert passed_ul == pytest.approx(1e-4 * q[2] / q[4], rel=1e-9)
