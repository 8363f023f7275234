"""Skin and vein walls are carried along by the tip, then give; thin veins roll away."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.anatomy.grow import grow
from simulator.anatomy.spec import PatientSpec, SourceSpec
from simulator.base.seeds import Seeds
from simulator.base.units import RAD_PER_DEG
from simulator.physics import give, track
from simulator.physics.give import ASIDE, BEVELS, CROSSED, ENTERED, OUTER_MM, Tip
from tests.physics.webs import thread, web_of

FRESH, BLUNT = 0, 30
GROWN = grow(
    PatientSpec(
        pattern="mixed",
        sources=(SourceSpec("reticular_feeder", "reticular", 0.9, 1.6, "patch"),),
    ),
    Seeds(3),
).web


def needle(angle_deg=11.0, holes=FRESH, *, gauge=30, bevel="up", is_stretched=True):
    return Tip(gauge, holes, bevel, angle_deg * RAD_PER_DEG, is_stretched)


def way_over(web, tip, x_mm=5.0, y_mm=12.0, heading=(1.0, 0.0)):
    return track.lay(web, x_mm, y_mm, heading, tip.angle_rad)


def pushed(web, tip, hand_mm, **place):
    """Push a needle into `web`; return how it stands and what gave."""
    way = way_over(web, tip, **place)
    return give.moved(way, tip, give.fresh(way), hand_mm)


def dimple_at_give(tip, what, web=None):
    """Return how far the tissue is carried along by the last step before it gives."""
    way = way_over(thread(0.3) if web is None else web, tip)
    thrust = give.fresh(way)
    for hand_um in range(10, 12_000, 10):
        before = thrust
        thrust, gave = give.moved(way, tip, thrust, hand_um / 1000.0)
        if any(yielded.what == what for yielded in gave):
            return before.hand_mm - before.tip_mm
    raise AssertionError(f"no {what} gave")


def tips():
    return st.builds(
        Tip,
        st.sampled_from(sorted(OUTER_MM)),
        st.integers(0, 60),
        st.sampled_from(BEVELS),
        st.floats(0.05, 1.5),
        st.booleans(),
    )


places = st.tuples(st.floats(2.0, 38.0), st.floats(2.0, 23.0), st.floats(-3.1, 3.1))


def laid(tip, place):
    x_mm, y_mm, heading = place
    return track.lay(GROWN, x_mm, y_mm, (np.cos(heading), np.sin(heading)), tip.angle_rad)


# --- laws -------------------------------------------------------------------------------
@settings(max_examples=150, deadline=None)
@given(tips(), places, st.lists(st.floats(0.01, 12.0), min_size=1, max_size=12))
def test_pushing_in_one_go_or_in_many_leaves_the_same(tip, place, stops):
    way = laid(tip, place)
    thrust, gave = give.fresh(way), ()
    for stop in sorted(stops):
        thrust, more = give.moved(way, tip, thrust, stop)
        gave += more
    assert (thrust, gave) == give.moved(way, tip, give.fresh(way), max(stops))


@settings(max_examples=150, deadline=None)
@given(tips(), places, st.lists(st.floats(0.0, 12.0), min_size=1, max_size=15))
def test_the_tip_never_leaves_the_hand_nor_passes_a_wall_that_has_not_given(tip, place, stops):
    way = laid(tip, place)
    thrust = give.fresh(way)
    for stop in stops:
        thrust, gave = give.moved(way, tip, thrust, stop)
        carried = thrust.hand_mm - thrust.tip_mm
        assert 0.0 <= thrust.tip_mm <= 12.0 + 1e-9
        assert -give.drag_mm(tip) - 1e-9 <= carried <= 6.0
        assert all(yielded.jump_mm >= 0.0 and yielded.force_mn > 0.0 for yielded in gave)
        if not thrust.is_in:
            assert thrust.tip_mm == 0.0
        for wall, crossing in zip(thrust.walls, way.crossings, strict=True):
            if wall == give.WHOLE:
                assert thrust.tip_mm <= crossing.start_mm + 1e-6
            if wall == ENTERED:
                assert thrust.tip_mm <= crossing.end_mm + 1e-6


@settings(max_examples=100, deadline=None)
@given(tips(), places, st.floats(1.0, 12.0))
def test_what_a_small_step_does_not_give_a_smaller_one_does_not(tip, place, hand_mm):
    """Between gives the tip follows the hand: it never runs ahead of it."""
    way = laid(tip, place)
    thrust, _ = give.moved(way, tip, give.fresh(way), hand_mm)
    further, gave = give.moved(way, tip, thrust, hand_mm + 0.01)
    if not gave:
        assert further.tip_mm - thrust.tip_mm <= 0.01 + 1e-9


@settings(max_examples=60, deadline=None)
@given(places, st.floats(0.1, 1.5))
def test_the_way_meets_a_vein_just_where_it_lies_within_its_wall(place, angle_rad):
    """Crossings against a fine walk along the needle that asks every piece for its distance."""
    way = laid(Tip(30, 0, "up", angle_rad, True), place)
    path, radius = GROWN.path_mm, GROWN.radius_mm + track.DRAPE_MM
    for at_mm in np.arange(0.013, 12.0, 0.111):
        point = np.array(way.at(at_mm))
        start, span = path[:, :-1], path[:, 1:] - path[:, :-1]
        share = ((point - start) * span).sum(2) / np.maximum((span * span).sum(2), 1e-18)
        off = point - start - np.clip(share, 0.0, 1.0)[..., None] * span
        over = np.sqrt((off * off).sum(2)) - radius[:, None]
        if abs(over.min()) < 1e-3:
            continue  # on the wall itself
        found = any(c.start_mm <= at_mm <= c.end_mm for c in way.crossings)
        assert found == (over.min() < 0.0)


# --- cases ------------------------------------------------------------------------------
def test_the_skin_dimples_before_it_gives_and_then_the_tip_jumps():
    before, gave = pushed(thread(0.3), needle(), 0.3)
    assert not before.is_in
    assert before.dimple_mm == pytest.approx(0.3)
    assert before.force_mn > 0.0
    assert gave == ()
    after, (skin,) = pushed(thread(0.3), needle(), 0.5)
    assert skin.what == "skin"
    assert skin.jump_mm > 0.2
    assert after.dimple_mm < 0.1


def test_a_blunt_needle_dimples_further_before_it_gives():
    for what in ("skin", "near_wall"):
        fresh, worn = (dimple_at_give(needle(holes=holes), what) for holes in (FRESH, BLUNT))
        assert worn > 1.5 * fresh
    forces = [give.skin_mn(needle(holes=holes)) for holes in (0, 10, 15, 30, 99)]
    assert forces[0] == forces[1] < forces[2] < forces[3] == forces[4]


def test_a_finer_needle_a_bevel_up_and_stretched_skin_dimple_less():
    usual = dimple_at_give(needle(), "skin")
    assert dimple_at_give(needle(gauge=33), "skin") < usual
    assert dimple_at_give(needle(bevel="down"), "skin") > 1.5 * usual
    assert usual < dimple_at_give(needle(bevel="side"), "skin")
    assert dimple_at_give(needle(is_stretched=False), "skin") > 1.5 * usual


def test_a_flat_needle_stops_in_the_vein_where_a_steep_blunt_one_in_slack_skin_shoots_through():
    """What yields to the tip at 10-20 degrees leaves room to stop (Kobayashi 2013)."""
    for angle_deg in (8, 11, 15, 20):
        _, gave = pushed(thread(0.3), needle(angle_deg), 0.4 / np.sin(angle_deg * RAD_PER_DEG))
        assert [yielded.what for yielded in gave] == ["skin", "near_wall"]
    way_tip = needle(60, BLUNT, is_stretched=False)
    way = way_over(thread(0.2), way_tip)
    thrust = give.fresh(way)
    for hand_um in range(10, 4000, 10):
        thrust, gave = give.moved(way, way_tip, thrust, hand_um / 1000.0)
        if gave:
            break
    assert [yielded.what for yielded in gave] == ["skin", "near_wall", "far_wall"]
    assert thrust.walls == (CROSSED,)


def test_slack_skin_lets_a_thread_of_two_tenths_roll_away_and_traction_stops_it():
    aside = {"y_mm": 12.0 + 0.08}
    rolled, gave = pushed(thread(0.2), needle(is_stretched=False), 3.0, **aside)
    assert ASIDE in rolled.walls
    assert "rolled" in [yielded.what for yielded in gave]
    held, gave = pushed(thread(0.2), needle(), 3.0, **aside)
    assert held.walls[0] in (ENTERED, CROSSED)
    wide, _ = pushed(thread(1.0), needle(is_stretched=False), 2.0, **aside)
    assert ASIDE not in wide.walls


def test_the_thinner_the_vein_the_nearer_its_middle_slack_skin_must_be_met():
    def widest_miss(diameter_mm):
        for aside_um in range(0, 400, 5):
            tip = needle(is_stretched=False)
            thrust, _ = pushed(thread(diameter_mm), tip, 4.0, y_mm=12.0 + aside_um / 1000.0)
            if not thrust.walls or thrust.walls[0] == ASIDE:
                return aside_um / 1000.0 / (diameter_mm / 2.0 + track.DRAPE_MM)
        return 1.0

    shares = [widest_miss(d) for d in (0.1, 0.2, 0.4, 0.8)]
    assert shares == sorted(shares)
    assert shares[0] < 0.6 * shares[-1]


def test_a_blunt_tip_rolls_a_vein_away_that_a_fresh_one_enters():
    aside = {"y_mm": 12.0 + 0.22}
    assert pushed(thread(0.4), needle(10), 2.5, **aside)[0].walls == (ENTERED,)
    assert pushed(thread(0.4), needle(10, BLUNT), 2.5, **aside)[0].walls == (ASIDE,)


def test_a_vein_that_rolled_comes_back_when_the_needle_is_drawn_back():
    tip = needle(is_stretched=False)
    way = way_over(thread(0.2), tip, y_mm=12.08)
    thrust, _ = give.moved(way, tip, give.fresh(way), 3.0)
    assert thrust.walls == (ASIDE,)
    thrust, _ = give.moved(way, tip, thrust, 0.6)
    assert thrust.walls == (give.WHOLE,)


def test_the_tissue_holds_on_to_a_needle_that_is_drawn_back():
    tip = needle()
    way = way_over(thread(0.3), tip)
    thrust, _ = give.moved(way, tip, give.fresh(way), 2.0)
    back, _ = give.moved(way, tip, thrust, 1.98)
    assert back.tip_mm == thrust.tip_mm
    assert back.force_mn < thrust.force_mn
    out, _ = give.moved(way, tip, thrust, 1.5)
    assert out.tip_mm < thrust.tip_mm
    assert out.force_mn < 0.0 > out.dimple_mm


def test_a_needle_across_a_slack_vein_pushes_it_before_it_far_before_the_wall_gives():
    nodes = [(10.0, 2.0, 0.4), (10.0, 12.0, 0.4), (10.0, 22.0, 0.4)]
    web = web_of(nodes, [(0, 1), (1, 2)], 0.1, ((0, "feeder"),), [2])
    web = replace(web, length_mm=np.array([10.0, 10.0]))
    carried = {}
    for heading in ((1.0, 0.0), (0.0, 1.0)):
        tip = needle(is_stretched=False)
        way = track.lay(web, 10.0 - 2.0 * heading[0], 12.0 - 2.0 * heading[1], heading, 0.2)
        _, gave = give.moved(way, tip, give.fresh(way), 4.0)
        (near,) = [yielded for yielded in gave if yielded.what == "near_wall"]
        carried[heading] = near.jump_mm
    assert carried[(1.0, 0.0)] > 1.5 * carried[(0.0, 1.0)]


def test_a_puncture_hurts_more_the_more_force_it_takes():
    assert give.pain_of_100(give.skin_mn(needle())) == pytest.approx(10.0, abs=1.0)
    assert give.pain_of_100(give.skin_mn(needle(holes=BLUNT, bevel="down"))) > 25.0
