"""The map between the leg and its figure: both ways, both sides, all four aspects."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.anatomy.patient import Leg
from simulator.view.leg import (
    ASPECTS,
    LOWEST_S_MM,
    TOP_S_MM,
    Aspect,
    LegProjection,
    LegView,
)
from simulator.view.leg_shape import LegShape

PROJECTIONS = {
    (side, aspect): LegProjection(Leg(side), aspect, 720, 31.0, -7.0)
    for side in ("left", "right")
    for aspect in ASPECTS
}
aspects = st.sampled_from(ASPECTS)
sides = st.sampled_from(("left", "right"))
turns = st.floats(-0.5, 0.5)
heights = st.floats(LOWEST_S_MM, TOP_S_MM)


@given(sides, aspects, turns, heights)
def test_a_visible_point_comes_back_from_its_pixel(
    side: str, aspect: Aspect, turn: float, s_mm: float
) -> None:
    projection = PROJECTIONS[side, aspect]
    girth = projection.leg.circumference_mm(s_mm)
    x, y, is_visible = projection.to_figure(turn * girth, s_mm)
    back = projection.to_leg(x, y)
    if is_visible and back is not None:  # rounding may drop a point on the very outline
        around = abs(back[0] - turn * girth)
        assert min(around, girth - around) < 0.01
        assert back[1] == pytest.approx(s_mm, abs=1e-6)


@given(sides, aspects, st.floats(0.02, 0.98), heights)
def test_a_pixel_on_the_leg_comes_back_from_its_point(
    side: str, aspect: Aspect, share: float, s_mm: float
) -> None:
    projection = PROJECTIONS[side, aspect]
    left, right = projection.edges_px(s_mm)
    x = left + share * (right - left)
    found = projection.to_leg(x, projection.y_px(s_mm))
    assert found is not None
    there = projection.to_figure(*found)
    assert there.is_visible
    assert there.x_px == pytest.approx(x, abs=1e-6)
    assert there.y_px == pytest.approx(projection.y_px(s_mm), abs=1e-6)


@given(aspects, turns, heights)
def test_a_right_leg_is_the_mirror_image_of_a_left_leg(
    aspect: Aspect, turn: float, s_mm: float
) -> None:
    left, right = (PROJECTIONS[side, aspect] for side in ("left", "right"))
    u_mm = turn * left.leg.circumference_mm(s_mm)
    one, other = left.to_figure(u_mm, s_mm), right.to_figure(u_mm, s_mm)
    assert one.x_px + other.x_px == pytest.approx(2 * left.left_px + left.width_px)
    assert one.y_px == other.y_px
    assert one.is_visible == other.is_visible


@given(turns, heights)
def test_every_point_of_the_leg_is_seen_from_somewhere_and_never_from_everywhere(
    turn: float, s_mm: float
) -> None:
    seen = [
        PROJECTIONS["left", a].to_figure(turn * Leg("left").circumference_mm(s_mm), s_mm).is_visible
        for a in ASPECTS
    ]
    assert 1 <= sum(seen) <= 3


@pytest.mark.parametrize(
    ("aspect", "u_share"),
    [("anterior", 0.0), ("lateral", 0.25), ("medial", -0.25), ("posterior", 0.5)],
)
def test_each_aspect_looks_at_its_own_side(aspect: Aspect, u_share: float) -> None:
    projection = PROJECTIONS["left", aspect]
    for s_mm in (150.0, 330.0, 600.0, 760.0):
        girth = projection.leg.circumference_mm(s_mm)
        assert projection.to_figure(u_share * girth, s_mm).is_visible
        assert not projection.to_figure((u_share + 0.5) * girth, s_mm).is_visible


def test_the_lateral_side_of_a_left_leg_is_on_the_right_of_who_faces_the_patient() -> None:
    projection = PROJECTIONS["left", "anterior"]
    assert projection.to_figure(40.0, 600.0).x_px > projection.to_figure(-40.0, 600.0).x_px
    behind = PROJECTIONS["left", "posterior"]
    assert behind.to_figure(170.0, 600.0).x_px < behind.to_figure(-170.0, 600.0).x_px


def test_neither_the_foot_nor_the_air_beside_the_leg_has_leg_coordinates() -> None:
    projection = PROJECTIONS["left", "anterior"]
    middle = projection.left_px + projection.width_px / 2
    assert projection.to_leg(middle, projection.y_px(LOWEST_S_MM - 5.0)) is None
    assert projection.to_leg(projection.left_px + 1.0, projection.y_px(300.0)) is None


@pytest.mark.parametrize("s_mm", [120.0, 240.0, 330.0, 420.0, 465.0, 600.0, 760.0])
def test_the_drawn_leg_has_the_girth_that_was_measured(s_mm: float) -> None:
    leg = Leg("left")
    lateral, anterior, _ = LegShape(leg).sections(np.array([s_mm]))
    girth = np.hypot(np.diff(lateral[0]), np.diff(anterior[0])).sum()
    assert girth == pytest.approx(leg.circumference_mm(s_mm), rel=0.03)


def test_a_moved_projection_moves_its_pixels_and_nothing_else() -> None:
    here = PROJECTIONS["left", "lateral"]
    there = here.moved(131.0, 43.0)
    a, b = here.to_figure(90.0, 500.0), there.to_figure(90.0, 500.0)
    assert (b.x_px - a.x_px, b.y_px - a.y_px) == pytest.approx((100.0, 50.0))
    assert here.to_leg(a.x_px, a.y_px) == pytest.approx(there.to_leg(b.x_px, b.y_px))


def test_the_caption_says_which_leg_from_where() -> None:
    assert LegView("medial", "right").caption == "Right leg, medial, standing"
