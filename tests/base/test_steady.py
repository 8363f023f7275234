"""Steady arithmetic agrees with numpy to the promised accuracy, and with itself to the byte."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.base import steady

Array = steady.Array


def relative_error(found: Array, wanted: Array) -> float:
    """Return the largest error relative to `wanted`."""
    return float(np.max(np.abs(found - wanted) / np.abs(wanted)))


@pytest.mark.parametrize(("bound", "error"), [(1.0, 5e-16), (100.0, 1e-14), (690.0, 1e-13)])
def test_exp_is_as_good_as_it_says(bound: float, error: float) -> None:
    x = np.linspace(-bound, bound, 200_001)
    assert relative_error(steady.exp(x), np.exp(x)) < error


def test_log_is_good_to_a_hundred_trillionth_from_the_tiniest_to_the_largest() -> None:
    x = np.logspace(-300, 300, 200_001)
    x = x[np.abs(x - 1.0) > 1e-3]
    assert relative_error(steady.log(x), np.log(x)) < 1e-14


def test_log_loses_nothing_near_one() -> None:
    step = np.logspace(-12, -3, 4001)
    x = 1.0 + step
    assert relative_error(steady.log(x), np.log1p(x - 1.0)) < 1e-13


def test_tanh_and_logistic_follow_numpy() -> None:
    x = np.linspace(-45.0, 45.0, 100_001)
    assert np.max(np.abs(steady.tanh(x) - np.tanh(x))) < 1e-15 * 4
    assert relative_error(steady.logistic(x), 1.0 / (1.0 + np.exp(-x))) < 1e-14


def test_what_is_too_large_for_a_float_stops_at_its_bound_without_a_warning() -> None:
    with np.errstate(all="raise"):
        assert steady.exp(1e9) == steady.exp(690.0) < np.inf
        assert steady.exp(-1e9) == steady.exp(-690.0) > 0.0
        assert steady.tanh(1e9) == 1.0
        assert steady.tanh(-1e9) == -1.0
        assert steady.logistic(-1e9) < 1e-290


@pytest.mark.parametrize("function", [steady.exp, steady.log, steady.tanh, steady.logistic])
@given(x=st.lists(st.floats(1e-6, 600.0), min_size=1, max_size=9))
def test_one_number_gives_what_it_gives_in_an_array(
    function: Callable[..., Array], x: list[float]
) -> None:
    """Vector and scalar paths must not differ, or the length of an array would matter."""
    together = function(np.array(x))
    assert [function(value) for value in x] == together.tolist()
    assert isinstance(function(x[0]), float)


@given(st.floats(-300.0, 300.0))
def test_log_undoes_exp(x: float) -> None:
    assert steady.log(steady.exp(x)) == pytest.approx(x, rel=1e-13, abs=1e-13)


@given(st.floats(-20.0, 20.0), st.floats(1e-6, 5.0))
def test_exp_and_tanh_never_fall(x: float, step: float) -> None:
    assert steady.exp(x + step) > steady.exp(x)
    assert steady.tanh(x + step) >= steady.tanh(x)


def well_behaved(seed: int, count: int) -> tuple[Array, Array]:
    """Return a random symmetric positive definite system, as a network of tubes gives it."""
    rng = np.random.Generator(np.random.PCG64(seed))
    g = rng.uniform(0.0, 1.0, (count, count))
    g = g + g.T
    a = np.diag(g.sum(1) + rng.uniform(0.1, 1.0, count)) - g
    return a, rng.uniform(-1.0, 1.0, count)


@given(st.integers(0, 10_000), st.integers(1, 40))
def test_the_solver_solves(seed: int, count: int) -> None:
    a, b = well_behaved(seed, count)
    x = steady.solve_symmetric(a, b)
    assert np.max(np.abs(np.einsum("ij,j->i", a, x) - b)) < 1e-12 * count
    assert np.allclose(x, np.linalg.solve(a, b), rtol=1e-9, atol=1e-12)


@given(st.integers(0, 10_000), st.integers(1, 20))
def test_the_solver_leaves_what_it_was_given_as_it_was(seed: int, count: int) -> None:
    a, b = well_behaved(seed, count)
    a_before, b_before = a.copy(), b.copy()
    steady.solve_symmetric(a, b)
    assert (a == a_before).all()
    assert (b == b_before).all()
