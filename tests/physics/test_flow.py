"""Pressures and flows against answers that were found another way."""

from dataclasses import replace

import numpy as np
import pytest

from simulator.anatomy.patient import RETICULAR
from simulator.base.units import PI
from simulator.physics.circulation import Circulation, Source
from simulator.physics.feeding import Boundary
from simulator.physics.flow import CELLS, INNER, Network, blood_viscosity_pa_s
from simulator.physics.needle import resistance_pa_s_per_ul
from simulator.physics.outflow_bed import BED_PA, leak
from tests.physics.webs import fan, feeder, patient_of, thread, web_of


def test_blood_in_narrow_tubes_has_the_viscosity_of_pries_1992():
    printed = {0.12: 3.05e-3, 0.2: 3.37e-3, 0.3: 3.57e-3, 0.6: 3.77e-3}
    ours = blood_viscosity_pa_s(np.array(list(printed)))
    assert ours == pytest.approx(list(printed.values()), rel=0.01)


def test_the_bed_takes_more_the_harder_it_is_pressed_and_its_slope_is_right():
    p = np.linspace(-500.0, 2e4, 2001)
    flow, slope = leak(p, np.ones_like(p))
    assert (np.diff(flow) > 0.0).all()
    above = leak(p + 1e-3, np.ones_like(p))[0]
    below = leak(p - 1e-3, np.ones_like(p))[0]
    assert slope == pytest.approx((above - below) / 2e-3, rel=1e-3, abs=1e-7)


def test_blood_thins_as_an_independent_reading_of_pries_says():
    """The tube law written out for one diameter, haematocrit 0.45, plasma 1.2 mPa s."""
    for d_um in (80.0, 300.0, 1500.0):
        mu = 220.0 * np.exp(-1.3 * d_um) + 3.2 - 2.44 * np.exp(-0.06 * d_um**0.645)
        ours = blood_viscosity_pa_s(np.array([d_um / 1000.0]))[0]
        assert ours == pytest.approx(1.2e-3 * mu, rel=1e-12)


def without_bed(web):
    web.kind[:] = RETICULAR
    return web


def test_a_fork_shares_the_flow_as_poiseuille_says():
    """Two arms of one pressure drop, radii 0.1 and 0.2 mm: 16 times less viscosity ratio."""
    nodes = [(0, 0, 0.4), (4, 0, 0.4), (8, 3, 0.4), (8, -3, 0.4)]
    web = without_bed(web_of(nodes, [(0, 1), (1, 2), (1, 3)], [0.2, 0.1, 0.2], (), [2, 3]))
    network = Network(web)
    ends = np.array([0.0, 0.0, 1e9, 1e9])
    cells = network.cell_conductance(np.zeros((3, CELLS)), 1e-3, np.ones(3))
    source = Source(0, 0.5, 1.0, BED_PA + 1000.0, 1e3, "saline", 0)
    flow = network.solve(
        cells,
        Boundary(ends, np.zeros(4), -1),
        np.zeros(3, dtype=bool),
        np.zeros(4),
        np.zeros((INNER, 3)),
        source,
    )
    mu = blood_viscosity_pa_s(np.array([0.4, 0.2, 0.4]))
    ohm = 8.0 * mu * np.array([2.0, 5.0, 5.0]) / (PI * np.array([0.2, 0.1, 0.2]) ** 4)
    total = 1000.0 / (1e3 + ohm[0] + 1.0 / (1.0 / ohm[1] + 1.0 / ohm[2]))
    assert flow.source_ul_per_s == pytest.approx(total, rel=1e-6)
    thin = total * ohm[2] / (ohm[1] + ohm[2])
    assert flow.cell_ul_per_s[4, 1] == pytest.approx(thin, rel=1e-6)


def test_a_web_with_loops_agrees_with_a_dense_solve():
    web = without_bed(fan(generations=4))
    network = Network(web)
    edges, nodes = network.edge_count, network.node_count
    rng = np.random.default_rng(3)
    cells = network.cell_conductance(rng.random((edges, CELLS)), 1.2e-3, np.ones(edges))
    robin, level = rng.random(nodes) * 1e-3, rng.random(nodes) * 1000.0
    flow = network.solve(
        cells,
        Boundary(robin, level, -1),
        np.zeros(edges, dtype=bool),
        np.zeros(nodes),
        np.zeros((INNER, edges)),
        None,
    )
    size = nodes + INNER * edges
    dense, right = np.zeros((size, size)), np.zeros(size)
    dense[range(nodes), range(nodes)] = robin
    right[:nodes] = robin * level
    for e, (a, b) in enumerate(web.edges.tolist()):
        chain = [a, *(nodes + e * INNER + j for j in range(INNER)), b]
        for g, i, j in zip(cells[:, e], chain[:-1], chain[1:], strict=True):
            dense[[i, j], [i, j]] += g
            dense[[i, j], [j, i]] -= g
    answer = np.linalg.solve(dense, right)
    assert np.abs(flow.node_pa - answer[:nodes]).max() < 1e-8 * 1000.0
    assert np.abs(flow.inner_pa.T.ravel() - answer[nodes:]).max() < 1e-8 * 1000.0


def bed_by_hand(p, wall):
    """The outflow bed as its file states it, and its slope."""
    up = np.maximum(p, 0.0)
    under = up * up + 100.0**2
    flow = wall * (1e-4 * p + 1.5 * up * up / under)
    return flow, wall * (1e-4 + 1.5 * 2.0 * up * 100.0**2 / under**2)


@pytest.mark.parametrize("seed", range(12))
def test_any_network_with_its_bed_agrees_with_a_dense_newton_solve(seed):
    """Loops, roots, cramped and widened veins, injectate: every pressure to one in 10^9."""
    rng = np.random.default_rng(seed)
    nodes = int(rng.integers(3, 12))
    pairs = [(int(rng.integers(0, n)), n) for n in range(1, nodes)]
    pairs += [tuple(rng.choice(nodes, 2, replace=False).tolist()) for _ in range(4)]
    place = np.column_stack((rng.uniform(0.0, 30.0, (nodes, 2)), np.full(nodes, 0.4)))
    radius = 0.05 * 10.0 ** rng.random(len(pairs))
    web = web_of(place, pairs, radius, (), [nodes - 1])
    network = Network(web)
    edges = network.edge_count
    openness = 0.3 + rng.random(edges)
    cells = network.cell_conductance(rng.random((edges, CELLS)), 1.2e-3, openness)
    robin, level = rng.random(nodes) * 1e-2, rng.random(nodes) * 800.0
    nodes_pa, inner_pa = np.zeros(nodes), np.zeros((INNER, edges))
    for _ in range(4):  # given its own answer until nothing of the bend is missing
        flow = network.solve(
            cells,
            Boundary(robin, level, -1),
            np.zeros(edges, dtype=bool),
            nodes_pa,
            inner_pa,
            None,
        )
        nodes_pa, inner_pa = flow.node_pa, flow.inner_pa

    size = nodes + INNER * edges
    matrix, wall = np.zeros((size, size)), np.zeros(size)
    for e, (a, b) in enumerate(pairs):
        chain = [a, *(nodes + e * INNER + j for j in range(INNER)), b]
        for g, i, j in zip(cells[:, e], chain[:-1], chain[1:], strict=True):
            matrix[[i, j], [i, j]] += g
            matrix[[i, j], [j, i]] -= g
            piece = 2.0 * PI * radius[e] * web.length_mm[e] / CELLS
            for end in (i, j):
                wall[end] += piece / 2.0
    matrix[range(nodes), range(nodes)] += robin
    p = np.zeros(size)
    for _ in range(200):
        leak, slope = bed_by_hand(p, wall)
        right = np.zeros(size)
        right[:nodes] = robin * level
        step = np.linalg.solve(matrix + np.diag(slope), right - matrix @ p - leak)
        p = p + min(1.0, 100.0 / np.abs(step).max()) * step  # walks, so as not to overshoot
        if np.abs(step).max() < 1e-10:
            break
    assert np.abs(step).max() < 1e-9
    assert np.abs(nodes_pa - p[:nodes]).max() < 1e-9 * level.max()
    assert np.abs(inner_pa.T.ravel() - p[nodes:]).max() < 1e-9 * level.max()


@pytest.mark.parametrize(("gauge", "bore_mm"), [(30, 0.159), (32, 0.108), (33, 0.089)])
def test_what_leaves_a_needle_is_what_poiseuille_says_by_hand(gauge, bore_mm):
    """q = (syringe - tip) pi d^4 / (128 mu L), 13 mm long, into a vein that pushes back."""
    resistance = 128.0 * 1.2e-3 * 13.0 / (PI * bore_mm**4)
    circulation = Circulation(patient_of(thread(0.3)))
    lumen = circulation.fresh(("feeder",))
    for syringe_mmhg in (30.0, 90.0, 250.0):
        syringe_pa = syringe_mmhg * 133.322
        given = resistance_pa_s_per_ul(gauge, 1.2e-3)
        source = Source(10, 0.5, 1.0, syringe_pa, given, "polidocanol", 5000)
        _, pushed = circulation.step(lumen, 1 / 30, closed=("feeder",), source=source)
        by_hand = (syringe_pa - pushed.tip_pa) / resistance
        assert pushed.injected_ul * 30.0 == pytest.approx(by_hand, rel=1e-9)
        assert pushed.tip_pa > BED_PA


def test_arrival_goes_with_the_square_of_the_radius_at_one_flow():
    times = []
    for diameter in (0.2, 0.4):
        web = without_bed(thread(diameter, pieces=40, burst_mmhg=1e9))
        web = replace(web, roots=((40, "feeder"),))  # all leaves by the far end
        circulation = Circulation(patient_of(web, (feeder(reflux_s=0.0),)))
        lumen, steps = circulation.fresh(), 0
        source = Source(5, 0.5, 1.0, 1e8, 1e8, "saline", 0)  # so stiff that it gives 1 ul/s
        while circulation.blanch_mm(lumen, 5, 0.5) < 20.0:
            lumen, _ = circulation.step(lumen, 1 / 60, source=source)
            steps += 1
        times.append(steps)
    assert times[1] / times[0] == pytest.approx(4.0, rel=0.1)


def test_an_open_refluxing_feeder_drives_blood_in_and_a_closed_chain_hardly():
    web = thread(0.3)
    circulation = Circulation(patient_of(web))
    area = PI * web.radius_mm * web.radius_mm
    open_mm_per_s = (circulation.fresh().flow_ul_per_s / area)[0]
    closed_mm_per_s = (circulation.fresh(("feeder",)).flow_ul_per_s / area)[0]
    assert 4.0 < open_mm_per_s < 20.0
    assert 0.02 < closed_mm_per_s < 0.5


def test_closing_any_link_of_the_chain_stops_the_drive():
    above = replace(feeder(), id="trunk", kind="AASV", feeds=("feeder",))
    feeding = Circulation(patient_of(thread(), (feeder(), above))).feeding
    assert feeding.is_driven("feeder", ())
    assert not feeding.is_driven("feeder", ("trunk",))
    assert not feeding.is_driven("feeder", ("feeder",))


def test_standing_drives_harder_than_lying():
    high = feeder()
    high.path_mm[:, 1] = (600.0, 750.0)  # leaks to 15 cm above the patch
    circulation = Circulation(patient_of(thread(), (high,)))
    assert (
        circulation.fresh((), "standing").flow_ul_per_s[0]
        > circulation.fresh((), "lying").flow_ul_per_s[0]
    )
