"""Asking the web where things are."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.anatomy.centreline import heading_at, nearest, path_distance, point_at
from simulator.anatomy.grow import grow
from simulator.anatomy.spec import PatientSpec
from simulator.base.seeds import Seeds

WEB = grow(PatientSpec(), Seeds(5)).web
edges = st.integers(0, len(WEB.edges) - 1)
few = settings(max_examples=40, deadline=None, derandomize=True)


@few
@given(edges)
def test_an_edge_begins_and_ends_at_its_nodes(edge):
    a, b = WEB.edges[edge]
    assert point_at(WEB, edge, 0.0) == pytest.approx(WEB.nodes_mm[a])
    assert point_at(WEB, edge, 1.0) == pytest.approx(WEB.nodes_mm[b])


@few
@given(edges, st.floats(0.0, 1.0))
def test_what_lies_on_a_vessel_is_nearest_to_a_vessel(edge, along):
    x, y, _ = point_at(WEB, edge, along)
    found, at, distance = nearest(WEB, x, y)
    assert distance < 1e-6
    assert point_at(WEB, found, at)[:2] == pytest.approx((x, y), abs=1e-6)


@few
@given(edges, st.floats(0.0, 1.0))
def test_a_heading_is_a_unit_vector_away_from_the_feeder(edge, along):
    dx, dy = heading_at(WEB, edge, along)
    assert np.hypot(dx, dy) == pytest.approx(1.0)
    x, y, _ = point_at(WEB, edge, 0.45)
    x2, y2, _ = point_at(WEB, edge, 0.55)
    hx, hy = heading_at(WEB, edge, 0.5)
    assert (x2 - x) * hx + (y2 - y) * hy > 0.0


@few
@given(edges, st.floats(0.0, 1.0))
def test_no_way_along_the_vessels_is_shorter_than_the_straight_line(edge, along):
    way = path_distance(WEB, edge, along)
    here = np.array(point_at(WEB, edge, along))
    middle = np.array([point_at(WEB, e, 0.5) for e in range(len(WEB.edges))])
    straight = np.sqrt(((middle - here) ** 2).sum(1))
    assert np.isfinite(way).all()
    assert (way >= straight - 1e-9).all()
    assert way[edge] == pytest.approx(abs(along - 0.5) * WEB.length_mm[edge])


@few
@given(edges, edges)
def test_the_way_there_is_as_long_as_the_way_back(one, other):
    assert path_distance(WEB, one, 0.5)[other] == pytest.approx(path_distance(WEB, other, 0.5)[one])
