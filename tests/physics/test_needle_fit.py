"""Where the tip is, and how much of the bevel is in the vein."""

from dataclasses import replace

import numpy as np
import pytest

from simulator.base.units import RAD_PER_DEG
from simulator.physics import give, track
from simulator.physics.needle import BEVEL_MM, flattest_rad, locate
from simulator.physics.tissue import Tissue
from tests.physics.webs import thread

WEB = thread(0.4)  # along x at y = 12, 0.4 mm deep


def reach(angle_deg, extra_mm=0.15):
    """How far to push so that the bevel's middle comes to the centre line, plus a little."""
    return 0.4 / np.sin(angle_deg * RAD_PER_DEG) + extra_mm


def fit(angle_deg, length_mm=None, y_mm=12.0, heading=(1.0, 0.0), is_stretched=True, web=WEB):
    angle_rad = angle_deg * RAD_PER_DEG
    way = track.lay(web, 5.0, y_mm, heading, angle_rad)
    tip = give.Tip(30, 0, "up", angle_rad, is_stretched)
    pushed = reach(angle_deg) if length_mm is None else length_mm
    thrust, _ = give.moved(way, tip, give.fresh(way), pushed)
    return locate(web, way, thrust)


@pytest.mark.parametrize("angle_deg", [6, 10, 15, 20])
def test_a_flat_needle_along_the_vein_lies_wholly_in_it(angle_deg):
    found = fit(angle_deg)
    assert found.lumen_frac == 1.0
    assert not found.is_through


def test_a_steep_needle_goes_through():
    found = fit(50, 1.2)
    assert found.is_through
    assert found.lumen_frac < 1.0
    deeper = fit(50, 2.0)
    assert deeper.is_through
    assert deeper.lumen_frac == 0.0


def test_a_bevel_that_straddles_a_wall_is_half_in():
    shares = {fit(50, length).lumen_frac for length in np.arange(0.4, 2.0, 0.05)}
    assert {0.0, 1.0} < shares or len(shares) > 3
    assert any(0.3 <= share <= 0.7 for share in shares)


def test_a_needle_beside_the_vein_is_in_tissue():
    found = fit(10, y_mm=12.6)
    assert found.lumen_frac == 0.0
    assert not found.is_through


def test_a_needle_that_has_not_reached_the_vein_is_in_the_skin():
    found = fit(15, 0.5)
    assert found.lumen_frac == 0.0
    assert not found.is_through


def test_the_tip_is_where_entry_heading_angle_and_length_say():
    way = track.lay(WEB, 5.0, 12.0, (0.0, 1.0), 30 * RAD_PER_DEG)
    found = locate(WEB, way, replace(give.fresh(way), tip_mm=2.0, is_in=True))
    across, down = 2.0 * np.cos(30 * RAD_PER_DEG), 2.0 * 0.5
    assert found.tip_mm == pytest.approx((5.0, 12.0 + across, down))


def test_the_place_along_the_vein_is_found():
    found = fit(10)
    tip_x = found.tip_mm[0]
    assert (found.edge + found.along_frac) * 2.0 == pytest.approx(tip_x, abs=BEVEL_MM)


def test_fluid_near_a_bleb_runs_into_it_and_far_from_it_makes_another():
    tissue = Tissue().soaked(5.0, 5.0, 1.5, 3.0).soaked(5.5, 5.0, 1.0, 2.0)
    assert len(tissue.blebs) == 1
    assert tissue.blebs[0].is_wheal
    assert len(tissue.soaked(9.0, 5.0, 1.0, 0.0).blebs) == 2
    assert tissue.drug_ug == 5.0


def test_a_straight_needle_on_a_thick_barrel_cannot_lie_flat_and_a_bent_one_can():
    degrees = {size: flattest_rad(size, 0.0) / RAD_PER_DEG for size in (1000, 3000, 5000)}
    assert 7.0 < degrees[1000] < degrees[3000] < degrees[5000] < 20.0
    assert flattest_rad(3000, 20 * RAD_PER_DEG) == 0.0


def test_where_the_bevel_lies_is_the_same_however_many_veins_lie_elsewhere():
    far = thread(0.4, pieces=60)
    far = replace(far, path_mm=far.path_mm + np.array([0.0, 9.0, 0.0]))
    both = replace(
        WEB,
        edges=np.concatenate((WEB.edges, far.edges + len(WEB.nodes_mm))),
        path_mm=np.concatenate((WEB.path_mm, far.path_mm)),
        radius_mm=np.concatenate((WEB.radius_mm, far.radius_mm)),
    )
    for y_mm, angle_deg in ((12.05, 8), (11.9, 15), (12.0, 50)):
        assert fit(angle_deg, y_mm=y_mm, web=both) == fit(angle_deg, y_mm=y_mm)
