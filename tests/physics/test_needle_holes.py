"""A hole that a needle left in a wall leaks; the books close and the flow field obeys its laws."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.physics import outflow_bed
from simulator.physics.flow import HOLE_PA, INNER, MIDDLE
from simulator.physics.holes import CLOT_S, leak_ul_per_s_pa, ooze_ul_per_s, oozed_ul
from tests.physics.pushing import inject, wait
from tests.physics.webs import fan, thread

TIP = 10
HOLE = leak_ul_per_s_pa(30)


def lost_frac(diameter_mm, holes, duration_s=3.0):
    done = inject(thread(diameter_mm), 10.0, duration_s, edge=TIP, holes=holes)
    assert not done.burst_edges
    return done.tissue_ul / done.injected_ul


def test_the_thinner_the_vein_the_more_of_the_push_a_hole_at_the_tip_lets_out():
    shares = [lost_frac(diameter, ((TIP, HOLE),)) for diameter in (0.2, 0.3, 0.5)]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] > 0.03  # of a tenth of a millilitre enough for a wheal
    assert shares[2] > 0.0
    assert lost_frac(0.2, ()) == 0.0


def test_a_second_hole_and_a_wider_needle_let_out_more():
    one = lost_frac(0.3, ((TIP, HOLE),))
    assert lost_frac(0.3, ((TIP, HOLE), (TIP - 1, HOLE))) > one
    assert lost_frac(0.3, ((TIP, leak_ul_per_s_pa(33)),)) < one


def test_a_hole_goes_on_leaking_for_as_long_as_the_pressure_lasts_and_the_books_close():
    holes = ((TIP, HOLE), (TIP + 2, HOLE))
    done = inject(thread(0.2), 10.0, 2.0, edge=TIP, holes=holes)
    wait(done, 10.0, holes=holes)
    volume, drug = done.missing()
    assert done.tissue_ug > 0.0
    assert volume < 1e-12
    assert drug < 1e-12


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 60), st.floats(1e-6, 1e-2)), max_size=6),
    st.integers(0, 60),
    st.floats(0.1, 60.0),
)
def test_whatever_the_holes_nothing_is_lost_and_nothing_is_sucked_in(holes, edge, flow):
    web = fan()
    count = len(web.edges)
    holes = tuple((at % count, g) for at, g in holes)
    done = inject(web, flow, 0.5, edge=edge % count, holes=holes)
    assert max(done.missing()) < 1e-12
    assert done.tissue_ul >= 0.0


def test_the_flow_through_a_hole_is_its_conductance_times_the_pressure_there():
    circulation = inject(thread(0.2), 10.0, 0.5, edge=TIP).circulation
    network, lumen = circulation.network, circulation.fresh(("feeder",))
    cells = network.cell_conductance(lumen.injectate_frac, 1e-3, np.ones(network.edge_count))
    hole_g = np.zeros(network.edge_count)
    hole_g[3] = HOLE
    boundary = circulation.feeding.boundary("standing", (), lumen.pressure_pa)
    flow = network.solve(
        cells,
        boundary,
        lumen.is_burst,
        lumen.pressure_pa - outflow_bed.BED_PA,
        np.zeros((INNER, network.edge_count)),
        None,
        hole_g,
    )
    out = HOLE * max(0.0, float(flow.inner_pa[MIDDLE, 3]) - HOLE_PA)
    assert flow.burst_ul_per_s[3] == pytest.approx(out)
    assert out > 0.0
    assert flow.burst_ul_per_s.sum() == flow.burst_ul_per_s[3]


def test_what_oozes_grows_with_time_and_pressure_until_a_clot_stops_it():
    lying, standing = ooze_ul_per_s(1333.0), ooze_ul_per_s(3333.0)
    assert ooze_ul_per_s(0.0) < lying < standing
    assert 1.0 < oozed_ul(lying, 30.0) < 4.0  # a drop
    assert oozed_ul(lying, 2 * CLOT_S) == oozed_ul(lying, CLOT_S)
    assert oozed_ul(lying, -1.0) == 0.0
