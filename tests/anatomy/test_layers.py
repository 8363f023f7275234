"""The layers under the skin keep their order everywhere and open around a trunk."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.anatomy.layers import lay
from simulator.base.seeds import Seeds
from tests.physics.thigh import AASV, FEEDER, GSV, patient

PATIENT = patient(AASV, GSV, FEEDER)
LAYERS = lay(PATIENT.vessels, PATIENT.leg, Seeds(7))


@given(st.floats(-200, 200), st.floats(100, 800))
def test_layers_keep_their_order_everywhere(u_mm, s_mm):
    u = np.linspace(u_mm - 19.2, u_mm + 19.2, 60)
    under = LAYERS.under(u, np.full_like(u, s_mm))
    assert (under.skin > 0.4).all()
    assert (under.skin < under.lid).all()
    assert (under.lid < under.deep).all()
    assert (under.deep < under.septum).all()
    assert (under.deep < under.bone).all()


@pytest.mark.parametrize("vein", [AASV, GSV])
def test_a_trunk_lies_in_its_compartment(vein):
    u, _, d = vein.path_mm[12]
    s = vein.path_mm[5:25, 1]
    under = LAYERS.under(np.full_like(s, u), s)
    radius = vein.radius_mm[0]
    assert (under.lid < d - radius).all()
    assert (under.deep > d + radius).all()


def test_the_eye_closes_beside_the_trunk():
    s = np.full(2, 640.0)
    under = LAYERS.under(np.array([10.0, 32.0]), s)
    gap = under.deep - under.lid
    assert gap[0] > 4.0
    assert gap[1] < 1.5


def test_another_seed_gives_other_layers():
    u, s = np.linspace(-20, 20, 50), np.full(50, 640.0)
    other = lay(PATIENT.vessels, PATIENT.leg, Seeds(8))
    assert abs(other.under(u, s).deep - LAYERS.under(u, s).deep).max() > 0.2
