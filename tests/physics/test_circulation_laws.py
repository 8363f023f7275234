"""What must hold for every push into every web."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.anatomy.patient import RETICULAR
from simulator.base.digest import digest
from simulator.base.seeds import Seeds
from simulator.physics.circulation import RESTING_FLOWS, Circulation, Source, is_resting
from simulator.physics.drugs import BLOOD_CAPACITY_UG_PER_UL
from simulator.physics.elimination import Elimination
from tests.physics.pushing import Injection, inject, wait
from tests.physics.webs import fan, patient_of, thread

FAN = Circulation(patient_of(fan(generations=3)))
COARSE = Circulation(FAN.patient, is_sparse=True)
EDGES = FAN.network.edge_count

pushes = st.lists(
    st.builds(
        Source,
        edge=st.integers(0, EDGES - 1),
        along_frac=st.floats(0.0, 1.0),
        lumen_frac=st.floats(0.0, 1.0),
        syringe_pa=st.floats(0.0, 3e5),
        resistance_pa_s_per_ul=st.floats(300.0, 1e5),
        drug=st.sampled_from(("STS", "polidocanol", "saline", "glycerin", "hypertonic_saline")),
        strength_ppm=st.integers(0, 30_000),
    )
    | st.none(),
    min_size=1,
    max_size=8,
)
closings = st.sampled_from(((), ("feeder",)))
steps_s = st.sampled_from((1 / 120, 1 / 30, 0.1, 0.5, 5.0))


every_pace = pytest.mark.parametrize("web", [FAN, COARSE], ids=("usual", "coarse"))


def run(sources, closed, dt_s, web=FAN, posture="lying"):
    done = Injection(web, web.fresh(closed, posture))
    for source in sources:
        done.lumen, pushed = web.step(
            done.lumen, dt_s, posture=posture, closed=closed, source=source
        )
        done.book(pushed)
    return done


@every_pace
@given(sources=pushes, closed=closings, dt_s=steps_s)
def test_what_leaves_the_syringe_is_somewhere(web, sources, closed, dt_s):
    volume, drug = run(sources, closed, dt_s, web).missing()
    assert volume < 1e-9
    assert drug < 1e-9


@pytest.mark.parametrize("seed", range(8))
def test_contact_only_grows_and_never_faster_than_time(seed):
    """Long steps, short steps, in a web with traces of traces in it."""
    web, dice = Circulation(patient_of(fan(generations=5)), is_sparse=True), Seeds(seed)
    thrown = dice.stream("tests.contact")
    lumen = web.fresh()
    for _ in range(30):
        edge, along = int(thrown.integers(web.network.edge_count)), float(thrown.random())
        is_pushed = float(thrown.random()) < 0.4
        push = Source(edge, along, 1.0, 10_000.0, 1000.0, "polidocanol", 4000)
        dt_s = float(thrown.choice((0.125, 0.25, 0.5, 1.0, 2.0, 3.0, 5.0, 17.0)))
        after, _ = web.step(lumen, dt_s, source=push if is_pushed else None)
        more_s = after.exposure_s - lumen.exposure_s
        assert more_s.min() >= 0.0
        assert more_s.max() <= dt_s * (1.0 + 1e-12)
        lumen = after


@every_pace
@given(sources=pushes, closed=closings, dt_s=steps_s)
def test_no_cell_holds_less_than_nothing_or_more_than_the_syringe(web, sources, closed, dt_s):
    lumen = run(sources, closed, dt_s, web).lumen
    strongest = max((s.strength_ppm * 1e-3 for s in sources if s), default=0.0)
    for values, high in (
        (lumen.injectate_frac, 1.0),
        (lumen.active_ug_per_ul, strongest),
        (lumen.spare_ug_per_ul, BLOOD_CAPACITY_UG_PER_UL),
        (lumen.film[:, :, 0], 1.0),
        (lumen.film[:, :, 1], strongest),
        (lumen.film[:, :, 2], BLOOD_CAPACITY_UG_PER_UL),
    ):
        assert np.isfinite(values).all()
        assert values.min() >= 0.0
        assert values.max() <= high * (1.0 + 1e-12)


@given(pushes, closings)
def test_the_same_push_twice_gives_the_same_bytes(sources, closed):
    first = run(sources, closed, 1 / 30)
    again = Injection(Circulation(FAN.patient), FAN.fresh(closed))
    for source in sources:
        again.lumen, _ = again.circulation.step(again.lumen, 1 / 30, closed=closed, source=source)
    assert digest(first.lumen) == digest(again.lumen)


@given(closings, st.sampled_from(("lying", "sitting", "standing")), steps_s)
def test_a_resting_web_is_returned_bit_for_bit(closed, posture, dt_s):
    lumen = FAN.fresh(closed, posture)
    assert is_resting(lumen)
    after, pushed = FAN.step(lumen, dt_s, posture=posture, closed=closed)
    assert digest(after) == digest(lumen)
    assert pushed.injected_ul == 0.0


def test_a_web_left_alone_comes_to_exact_rest_and_its_books_close():
    done = wait(inject(fan(generations=3), 10.0, 1.0, edge=0, closed=()), 60.0, closed=(), dt_s=0.5)
    for _ in range(4000):
        if is_resting(done.lumen):
            break
        wait(done, 5.0, closed=(), dt_s=5.0)
    assert is_resting(done.lumen)
    assert max(done.missing()) < 1e-9
    settled, _ = done.circulation.step(done.lumen, 0.5)
    assert digest(done.circulation.step(settled, 0.5)[0]) == digest(settled)


def test_the_cache_of_resting_flows_is_bounded_and_changes_nothing():
    web = Circulation(patient_of(thread()))
    start = web.fresh()
    first, _ = web.step(start, 1.0, pressed_edges={0})
    for number in range(RESTING_FLOWS):
        web.fresh(closed=(f"vessel {number}",))
    assert len(web._rest) == RESTING_FLOWS
    again, _ = web.step(start, 1.0, pressed_edges={0})
    assert digest(again) == digest(first)


def test_hours_later_everything_has_drained_and_the_walls_remember():
    done = inject(thread(), 10.0, 3.0, edge=10)
    exposure = done.lumen.exposure_s.copy()
    done.lumen = done.circulation.rested(done.lumen, closed=("feeder",))
    assert is_resting(done.lumen)
    assert max(done.missing()) < 1e-9
    assert np.array_equal(done.lumen.exposure_s, exposure)


@given(pushes, closings)
@settings(max_examples=15)
def test_what_comes_into_a_junction_goes_out(sources, closed):
    web = fan(generations=3)
    web.kind[:] = RETICULAR  # walls without a bed, never torn: nothing is lost on the way
    web.burst_pa[:] = 1e9
    circulation = Circulation(patient_of(web))
    network, lumen = circulation.network, circulation.fresh(closed)
    for source in sources:
        cells = network.cell_conductance(lumen.injectate_frac, 1e-3, np.ones(EDGES))
        boundary = circulation.feeding.boundary("lying", closed, lumen.pressure_pa)
        flow = network.solve(
            cells, boundary, lumen.is_burst, lumen.pressure_pa, lumen.inner_pa, source
        )
        q = flow.cell_ul_per_s
        left_over = network.at_nodes(-q[0], q[-1]) + flow.boundary_ul_per_s
        between = q[:-1] - q[1:]
        between[flow.source_face, flow.source_edge] += flow.source_ul_per_s
        scale = max(float(np.abs(q).max()), 1e-3)
        assert np.abs(left_over).max() <= 1e-9 * scale
        assert np.abs(between).max() <= 1e-9 * scale
        lumen, _ = circulation.step(lumen, 1 / 30, closed=closed, source=source)


@given(st.integers(2, 40), st.integers(0, 12), st.integers(0, 2**31))
def test_elimination_agrees_with_lapack_on_trees_with_loops(nodes, loops, seed):
    rng = np.random.default_rng(seed)
    pairs = [(int(rng.integers(0, n)), n) for n in range(1, nodes)]
    for _ in range(loops):
        a, b = sorted(rng.choice(nodes, 2, replace=False).tolist())
        pairs.append((a, b))
    elimination = Elimination(nodes, pairs)
    dense = np.diag(rng.uniform(0.1, 1.0, nodes))
    beside = np.zeros(elimination.slot_count)
    for (a, b), slot in zip(pairs, elimination.slot_of_pair, strict=True):
        g = float(10.0 ** rng.uniform(-2, 3))
        beside[slot] -= g
        dense[[a, b], [a, b]] += g
        dense[[a, b], [b, a]] -= g
    factor = elimination.factor(np.diag(dense), beside)
    for _ in range(2):  # the factor may be kept for another right side
        right = rng.normal(size=nodes)
        ours = factor.solve(right)
        assert ours == pytest.approx(np.linalg.solve(dense, right), rel=1e-8, abs=1e-11)


@given(st.integers(2, 40), st.integers(0, 12), st.integers(0, 2**31))
def test_mixing_along_a_flow_is_what_a_walk_downhill_finds(nodes, loops, seed):
    rng = np.random.default_rng(seed)
    pairs = [(int(rng.integers(0, n)), n) for n in range(1, nodes)]
    pairs += [tuple(rng.choice(nodes, 2, replace=False).tolist()) for _ in range(loops)]
    elimination = Elimination(nodes, pairs)
    height = rng.permutation(nodes)  # flow runs down, so it has no circles
    ways, matrix = np.zeros(2 * elimination.slot_count), np.zeros((nodes, nodes))
    for k, (a, b) in enumerate(pairs):
        flow = float(10.0 ** rng.uniform(-6, 3))
        if height[a] > height[b]:
            ways[elimination.onward_of_pair[k]] += flow
            matrix[b, a] += flow
        else:
            ways[elimination.backward_of_pair[k]] += flow
            matrix[a, b] += flow
    fresh = 10.0 ** rng.uniform(-6, 3, nodes)
    total = matrix.sum(axis=1) + fresh
    came = rng.random((3, nodes))
    ours = elimination.carried(total, ways, came * fresh)
    walked = np.zeros((3, nodes))
    for n in np.argsort(-height):  # adds only, as ours: a dense solver loses digits here
        walked[:, n] = (came[:, n] * fresh[n] + (walked * matrix[n]).sum(axis=1)) / total[n]
    assert ours == pytest.approx(walked, rel=1e-12, abs=0.0)
    missed = ours * total - (ours[:, None] * matrix).sum(axis=2) - came * fresh
    assert np.abs(missed).max() <= 1e-14 * total.max() * nodes
    assert ours.min() >= 0.0
    assert ours.max() <= 1.0 + 1e-12
