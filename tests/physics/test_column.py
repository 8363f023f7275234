"""Pressures by posture and height, and what a leaking column drives."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.anatomy.grow import grow
from simulator.anatomy.patient import Leg
from simulator.anatomy.spec import PatientSpec, SourceSpec
from simulator.base.seeds import Seeds
from simulator.base.units import PA_PER_MMHG
from simulator.physics import column
from simulator.physics.feeding import Feeding

LEG = Leg("left")
POSTURES = ("lying", "sitting", "standing")


@pytest.mark.parametrize(
    ("posture", "low", "high"), [("lying", 10, 15), ("sitting", 70, 70), ("standing", 95, 95)]
)
def test_the_ankle_bears_the_printed_pressure(posture, low, high):
    assert low <= column.venous_pa(LEG, LEG.ankle_s_mm, posture) / PA_PER_MMHG <= high


@given(st.floats(0.0, 800.0), st.floats(0.0, 200.0))
def test_standing_pressure_falls_with_height_by_the_weight_of_blood(s_mm, up_mm):
    low, high = (column.venous_pa(LEG, s, "standing") for s in (s_mm, s_mm + up_mm))
    assert low - high == pytest.approx(1.055e-3 * 9806.65 * up_mm, abs=1e-6)


@given(st.floats(85.0, 800.0))
def test_more_upright_is_never_less(s_mm):
    lying, sitting, standing = (column.venous_pa(LEG, s_mm, p) for p in POSTURES)
    assert lying <= sitting
    assert lying <= standing
    assert column.lift_pa(LEG, s_mm, "lying") == 0.0


def test_the_thigh_of_a_sitting_leg_lies_level():
    assert column.venous_pa(LEG, 500.0, "sitting") == column.venous_pa(LEG, 700.0, "sitting")


@given(st.floats(85.0, 780.0), st.floats(0.0, 400.0), st.floats(0.0, 400.0))
def test_a_valve_higher_up_never_spares_more(s_mm, up_mm, more_mm):
    for posture in POSTURES:
        low = column.reflux_pa(LEG, s_mm, s_mm + up_mm, posture)
        high = column.reflux_pa(LEG, s_mm, s_mm + up_mm + more_mm, posture)
        assert 0.0 < low <= high <= column.reflux_pa(LEG, s_mm, column.HEART_MM, posture)
        assert high < column.venous_pa(LEG, s_mm, posture)


def test_lying_every_leak_drives_five_millimetres_of_mercury():
    for top_mm in (600.0, 750.0, column.HEART_MM):
        pa = column.reflux_pa(LEG, 588.0, top_mm, "lying")
        assert pa / PA_PER_MMHG == pytest.approx(5.0, abs=0.1)


def driven(kind, seed, posture, closed=()):
    """The drive at the patch of a patient whose trunk of `kind` leaks, and that trunk's pieces."""
    sources = (
        SourceSpec("trunk", kind, 1.8, 4.2, "reticular_feeder"),
        SourceSpec("reticular_feeder", "reticular", 0.9, 1.6, "patch"),
    )
    patient = grow(PatientSpec(sources=sources), Seeds(seed))
    feeding = Feeding(patient)
    return feeding.reflux_pa("reticular_feeder", posture, closed) / PA_PER_MMHG, patient


def test_a_sound_valve_above_the_leak_cuts_the_column_standing_but_not_lying():
    for seed in range(1, 7):
        cut, patient = driven("GSV", seed, "standing")
        if "trunk_proximal" in patient.by_id:
            assert 5.0 < cut < 13.0
        assert 20.0 < driven("AASV", seed, "standing")[0] < 26.0
        for kind in ("GSV", "AASV"):
            assert driven(kind, seed, "lying")[0] == pytest.approx(5.0, abs=0.1)


def test_a_small_saphenous_leak_below_the_patch_drives_no_harder_standing_than_lying():
    assert driven("SSV", 3, "standing")[0] == pytest.approx(5.0, abs=0.1)


def test_a_closed_trunk_drives_nothing_in_any_posture():
    for posture in POSTURES:
        assert driven("GSV", 1, posture, ("trunk",))[0] == 0.0
        assert driven("GSV", 1, posture, ("reticular_feeder",))[0] == 0.0


def test_a_competent_piece_of_trunk_is_not_driven():
    _, patient = driven("GSV", 2, "standing")
    pieces = [v.id for v in patient.vessels if v.id.startswith("trunk_")]
    assert pieces
    assert not any(Feeding(patient).reflux_pa(name, "standing", ()) for name in pieces)


def test_upright_the_web_fills_faster_and_the_arteriole_is_lifted_alike():
    _, patient = driven("GSV", 1, "standing")
    web = replace(patient.web, arteriole_node=3)
    feeding = Feeding(replace(patient, web=web))
    level = np.full(len(web.nodes_mm), 0.0)
    lying, standing = (feeding.boundary(p, (), level) for p in ("lying", "standing"))
    assert standing.pressure_pa[web.roots[0][0]] > lying.pressure_pa[web.roots[0][0]]
    assert standing.pressure_pa[3] == lying.pressure_pa[3]  # above the bed
