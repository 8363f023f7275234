"""Laws that hold for every patient, whatever the seed, pattern and number of threads."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.anatomy.grow import grow
from simulator.anatomy.patient import RETICULAR, TELANGIECTASIA, Patient
from simulator.anatomy.spec import PATTERNS, SITES, PatientSpec, SourceSpec
from simulator.base.digest import digest
from simulator.base.seeds import Seeds
from simulator.base.units import PA_PER_MMHG

SOURCES = (
    SourceSpec("aasv", "AASV", 1.8, 4.2, "reticular_feeder"),
    SourceSpec("reticular_feeder", "reticular", 1.2, 1.7, "patch"),
)
few = settings(max_examples=6, deadline=None, derandomize=True)
# Grown once and looked at by every law: each pattern with few, usual and many threads.
MANY = [
    grow(
        PatientSpec(
            pattern=pattern,
            threads=threads,
            site=SITES[k % len(SITES)],
            has_arteriole=k % 3 == 0,
            sources=SOURCES,
        ),
        Seeds(101 * k + threads),
    )
    for k, pattern in enumerate(PATTERNS * 2)
    for threads in (1, 4, 6, 12)
]
SIX = [grow(PatientSpec(sources=SOURCES), Seeds(seed)) for seed in range(6)]
for_many = pytest.mark.parametrize(
    "patient", MANY, ids=[f"{k}-{p.spec.pattern}-{p.spec.threads}" for k, p in enumerate(MANY)]
)


def reached_from_the_roots(patient: Patient) -> set[int]:
    """Nodes reached along edges in their own direction, feeder end first."""
    reached = {node for node, _ in patient.web.roots}
    for a, b in patient.web.edges.tolist():
        if a in reached:
            reached.add(b)
    return reached


def forks(patient: Patient) -> list[tuple[int, np.ndarray]]:
    """Every node with one edge in and two edges out."""
    web = patient.web
    found = []
    for node in range(len(web.nodes_mm)):
        into = np.flatnonzero(web.edges[:, 1] == node)
        out = np.flatnonzero(web.edges[:, 0] == node)
        if len(into) == 1 and len(out) == 2:
            found.append((int(into[0]), out))
    return found


@few
@given(st.integers(0, 2**32 - 1), st.sampled_from(PATTERNS))
def test_a_patient_grown_twice_is_the_same_patient(seed, pattern):
    spec = PatientSpec(pattern=pattern, sources=SOURCES)
    assert digest(grow(spec, Seeds(seed))) == digest(grow(spec, Seeds(seed)))


def test_every_seed_is_another_patient():
    assert len({digest(patient.web) for patient in SIX}) == len(SIX)


@for_many
def test_blood_reaches_every_node_from_a_root_along_edges_that_come_parents_first(patient):
    assert reached_from_the_roots(patient) == set(range(len(patient.web.nodes_mm)))


@for_many
def test_every_edge_is_a_real_tube_between_its_two_nodes(patient):
    web = patient.web
    assert (web.edges[:, 0] != web.edges[:, 1]).all()
    assert len({(a, b) for a, b in web.edges.tolist()}) == len(web.edges)
    assert (web.path_mm[:, 0] == web.nodes_mm[web.edges[:, 0]]).all()
    assert (web.path_mm[:, -1] == web.nodes_mm[web.edges[:, 1]]).all()
    assert web.length_mm.min() >= 0.25
    piece = np.diff(web.path_mm, axis=1)
    assert np.sqrt((piece * piece).sum(2)).min() > 0.0
    assert np.allclose(np.sqrt((piece * piece).sum(2)).sum(1), web.length_mm)
    assert web.radius_mm.min() >= 0.03
    assert web.radius_mm.max() <= 1.5


@for_many
def test_the_web_lies_inside_the_patch_and_under_the_skin(patient):
    web, patch = patient.web, patient.patch
    at_root = {node for node, _ in web.roots}
    inner = np.array([not at_root & set(ends) for ends in web.edges.tolist()])
    path = web.path_mm[inner]
    assert path[..., 0].min() >= 1.0
    assert path[..., 0].max() <= patch.width_mm - 1.0
    assert path[..., 1].min() >= 1.0
    assert path[..., 1].max() <= patch.height_mm - 1.0
    assert (web.path_mm[..., 2] >= web.radius_mm[:, None] + 0.049).all()
    assert (web.path_mm[web.kind == RETICULAR][..., 2] >= 0.9).all()


@for_many
def test_each_thread_can_be_named_and_has_an_arm_a_needle_can_enter(patient):
    web, threads = patient.web, patient.threads
    assert [t.id for t in threads] == [f"thread-{k}" for k in range(1, patient.spec.threads + 1)]
    claimed = [edge for thread in threads for edge in thread.edges]
    assert len(claimed) == len(set(claimed))
    for thread in threads:
        assert thread.arm_edge in thread.edges
        assert web.length_mm[thread.arm_edge] >= 1.2
        assert 0.12 <= web.radius_mm[thread.arm_edge] <= 0.3
        path = web.path_mm[thread.arm_edge]
        chord = np.sqrt(((path[-1] - path[0]) ** 2).sum())
        assert chord / web.length_mm[thread.arm_edge] > 0.85, "an arm must be straight"
        assert path[4, 2] < 0.5, "an arm must lie in the reach of a shallow needle"
        assert thread.source in patient.by_id


@for_many
def test_sound_reticular_walls_outlast_ectatic_threads(patient):
    web = patient.web
    mmhg = web.burst_pa / PA_PER_MMHG
    assert mmhg[web.kind == RETICULAR].min() >= 120.0
    assert mmhg.min() >= 40.0


def test_half_of_all_ectatic_walls_give_way_by_85_mmhg():
    walls = [p.web.burst_pa[p.web.kind == TELANGIECTASIA] for p in MANY]
    assert np.median(np.concatenate(walls)) / PA_PER_MMHG == pytest.approx(85.0, abs=4.0)


@for_many
def test_an_arteriole_joins_at_a_tip_where_the_spec_puts_one(patient):
    node = patient.web.arteriole_node
    if patient.spec.has_arteriole:
        assert node in patient.web.tips
    else:
        assert node == -1


@for_many
def test_the_tips_are_the_nodes_where_only_one_edge_ends(patient):
    web = patient.web
    degree = np.bincount(web.edges.ravel(), minlength=len(web.nodes_mm))
    roots = {node for node, _ in web.roots}
    assert set(web.tips.tolist()) == set(np.flatnonzero(degree == 1).tolist()) - roots


@pytest.mark.parametrize("patient", SIX, ids=range(6))
def test_squared_diameters_add_up_at_forks(patient):
    squared = patient.web.radius_mm**2
    ratio = [squared[out].sum() / squared[into] for into, out in forks(patient)]
    assert 0.8 <= np.median(ratio) <= 1.3


@pytest.mark.parametrize("patient", SIX, ids=range(6))
def test_no_two_forks_open_alike(patient):
    path = patient.web.path_mm
    angle = []
    for _, out in forks(patient):
        a, b = (path[e, 3, :2] - path[e, 0, :2] for e in out)
        angle.append(np.degrees(np.arccos(np.dot(a, b) / np.hypot(*a) / np.hypot(*b))))
    assert np.percentile(angle, 90) - np.percentile(angle, 10) >= 30.0


@pytest.mark.parametrize("patient", SIX, ids=range(6))
def test_a_mixed_patch_is_neither_bare_nor_a_thicket(patient):
    assert 120 <= len(patient.web.edges) <= 320


def test_most_patches_hold_an_anastomosis():
    loops = [len(p.web.edges) - len(p.web.nodes_mm) + 1 for p in SIX]
    assert np.median(loops) >= 1
    assert max(loops) <= 0.12 * 320


def test_arrays_refuse_to_be_changed():
    with pytest.raises(ValueError, match="read-only"):
        SIX[0].web.radius_mm[0] = 9.0
