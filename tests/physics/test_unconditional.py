"""Any network, any push, any step: nothing leaves its bounds, nothing is lost.

Every network is drawn from its number: a random tree with loops, radii from 0.05 to 1 mm,
edges from 0.25 to 12 mm, strong and weak walls. One of them in four gets 100 ul/s into a vein
of 0.1 mm. The quick test takes a sample; `pytest -m long` takes ten thousand.
"""

from dataclasses import replace

import numpy as np
import pytest

from simulator.anatomy.patient import RETICULAR
from simulator.physics import outflow_bed
from simulator.physics.calibre import openness
from simulator.physics.circulation import Circulation, Source
from simulator.physics.drugs import BLOOD_CAPACITY_UG_PER_UL
from simulator.physics.flow import (
    BURST_UL_PER_S_PA,
    CELLS,
    MIDDLE,
    NEWTON_STEPS,
    TISSUE_PA,
    TOLERANCE_UL_PER_S,
)
from tests.physics.pushing import Injection
from tests.physics.webs import patient_of, web_of

STEPS_S = (1 / 120, 1 / 30, 0.5, 5.0, 600.0)
POSTURES = ("lying", "sitting", "standing")


def network_of(rng):
    """A random connected network, most of it fine, some of it reticular."""
    count = int(rng.integers(2, 30))
    nodes = np.column_stack((rng.uniform(0.0, 40.0, (count, 2)), np.full(count, 0.4)))
    edges = [(int(rng.integers(0, n)), n) for n in range(1, count)]
    loops = int(rng.integers(0, 6)) if count > 2 else 0
    edges += [tuple(rng.choice(count, 2, replace=False).tolist()) for _ in range(loops)]
    radius = 0.05 * 20.0 ** rng.random(len(edges))
    roots = tuple((int(node), "feeder") for node in rng.choice(count, min(count, 2), replace=False))
    web = web_of(nodes, edges, radius, roots, [count - 1])
    return replace(
        web,
        length_mm=0.25 * 48.0 ** rng.random(len(edges)),
        kind=np.where(radius > 0.5, RETICULAR, 0).astype(np.int8),
        burst_pa=10.0 ** rng.uniform(3.5, 8.0, len(edges)),
        arteriole_node=int(rng.integers(-1, count)),
    )


def source_of(rng, web):
    """A push: a hand's, or one so stiff that it gives 100 ul/s whatever stands against it."""
    edge = int(rng.integers(0, len(web.edges)))
    if rng.random() < 0.25:
        web.radius_mm[edge] = 0.05
        pressure, resistance, inside = 1e10, 1e8, 1.0
    else:
        pressure, resistance = 10.0 ** rng.uniform(2.0, 5.5), 10.0 ** rng.uniform(2.0, 5.0)
        inside = float(rng.random())
    drug = str(rng.choice(("STS", "polidocanol", "glycerin", "saline", "hypertonic_saline")))
    along = float(rng.random())
    return Source(edge, along, inside, pressure, resistance, drug, int(rng.integers(0, 30_000)))


def unbalanced(circulation, lumen, boundary, source):
    """The largest imbalance at a face or node by the bent laws themselves, over the largest
    flow, once the solver has been given its own answer until nothing is missing."""
    network = circulation.network
    share = openness(circulation.calibre_frac(lumen))
    cells = network.cell_conductance(lumen.injectate_frac, 1e-3, share)
    nodes, inner = lumen.pressure_pa - outflow_bed.BED_PA, lumen.inner_pa
    for again in range(10):
        flow = network.solve(cells, boundary, lumen.is_burst, nodes, inner, source)
        assert flow.newton_steps < NEWTON_STEPS
        assert flow.missing_ul_per_s < TOLERANCE_UL_PER_S, again
        nodes, inner = flow.node_pa, flow.inner_pa
    wall = np.where(
        circulation.patient.web.kind == RETICULAR,
        0.0,
        2.0 * np.pi * network.radius_mm * network.length_mm / CELLS,
    )
    q = flow.cell_ul_per_s
    at_node = network.at_nodes(-q[0], q[-1]) + flow.boundary_ul_per_s
    at_node -= outflow_bed.leak(nodes, network.at_nodes(wall / 2, wall / 2))[0]
    at_face = q[:-1] - q[1:] - outflow_bed.leak(inner, wall)[0]
    at_face[flow.source_face, flow.source_edge] += flow.source_ul_per_s
    torn = np.maximum(inner[MIDDLE] - TISSUE_PA, 0.0) * BURST_UL_PER_S_PA * lumen.is_burst
    at_face[MIDDLE] -= torn
    scale = max(float(np.abs(q).max()), 1.0)  # where all but stands still, 1e-9 ul/s
    return max(float(np.abs(at_node).max()), float(np.abs(at_face).max())) / scale


def check(number):
    rng = np.random.default_rng(number)
    web = network_of(rng)
    source = source_of(rng, web)
    circulation = Circulation(patient_of(web))
    closed = ("feeder",) if rng.random() < 0.5 else ()
    posture = str(rng.choice(POSTURES))
    done = Injection(circulation, circulation.fresh(closed, posture))
    strongest = source.strength_ppm * 1e-3 * (1.0 + 1e-12)
    for _ in range(3):
        pressed = frozenset(rng.choice(len(web.edges), 1).tolist()) if rng.random() < 0.2 else ()
        done.lumen, pushed = circulation.step(
            done.lumen,
            float(rng.choice(STEPS_S)),
            posture=posture,
            closed=closed,
            source=source if rng.random() < 0.8 else None,
            pressed_edges=pressed,
            stocking_pa=1000.0 * (number % 4),
        )
        done.book(pushed)
        lumen = done.lumen
        for values, high in (
            (lumen.injectate_frac, 1.0 + 1e-12),
            (lumen.active_ug_per_ul, strongest),
            (lumen.spare_ug_per_ul, BLOOD_CAPACITY_UG_PER_UL),
            (lumen.film[:, :, 0], 1.0 + 1e-12),
            (lumen.film[:, :, 1], strongest),
            (lumen.film[:, :, 2], BLOOD_CAPACITY_UG_PER_UL * (1.0 + 1e-12)),
        ):
            assert np.isfinite(values).all(), number
            assert values.min() >= 0.0, number
            assert values.max() <= high, number
        assert max(done.missing()) < 1e-12, (number, done.missing())
        width = circulation.calibre_frac(lumen)
        assert 0.0 < width.min() <= width.max() < 1.45, number
        assert 0.0 <= lumen.spasm_frac.min() <= lumen.spasm_frac.max() <= 1.0, number
    boundary = circulation.feeding.boundary(posture, closed, lumen.pressure_pa)
    assert unbalanced(circulation, lumen, boundary, source) < 1e-9, number


@pytest.mark.parametrize("hundred", range(2))
def test_no_push_into_any_network_breaks_the_books(hundred):
    for number in range(50 * hundred, 50 * (hundred + 1)):
        check(number)


@pytest.mark.long
@pytest.mark.parametrize("thousand", range(10))
def test_ten_thousand_networks_keep_their_books(thousand):
    for number in range(1000 * thousand, 1000 * (thousand + 1)):
        check(number)
