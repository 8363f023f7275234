"""Digests: equal values agree, different values differ, and nothing depends on hash order."""

import json
from dataclasses import dataclass, replace
from enum import Enum

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from simulator.base.digest import digest

letters = st.text("ab:;(\x001é", max_size=4)  # few, among them those that digests are made with
plain = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | letters
values = st.recursive(
    plain,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(letters, inner, max_size=4),
    max_leaves=12,
)


class Posture(Enum):
    STANDING = 1
    LYING = 2


@dataclass(frozen=True)
class Probe:
    x_um: int
    posture: Posture
    trace: tuple[float, ...] = ()


@dataclass(frozen=True)
class Needle:
    x_um: int
    posture: Posture
    trace: tuple[float, ...] = ()


@given(values)
def test_a_copy_has_the_same_digest(value: object) -> None:
    assert digest(json.loads(json.dumps(value))) == digest(value)


@given(values, values)
def test_different_values_have_different_digests(one: object, other: object) -> None:
    assume(json.dumps(one, sort_keys=True) != json.dumps(other, sort_keys=True))
    assert digest(one) != digest(other)


@given(st.dictionaries(letters, st.integers(), min_size=2, max_size=6))
def test_the_order_of_a_mapping_does_not_matter(mapping: dict[str, int]) -> None:
    assert digest(dict(reversed(list(mapping.items())))) == digest(mapping)


@given(st.lists(letters, max_size=4), st.lists(letters, max_size=4))
def test_where_one_text_ends_and_the_next_begins_matters(one: list, other: list) -> None:
    assert (digest(one) == digest(other)) == (one == other)


def test_where_one_string_of_bytes_ends_and_the_next_begins_matters() -> None:
    assert digest([b"a", b"bb"]) != digest([b"ab", b"b"])


def test_every_field_and_the_kind_of_a_dataclass_count() -> None:
    probe = Probe(5, Posture.LYING, (1.0,))
    others = [
        replace(probe, x_um=6),
        replace(probe, posture=Posture.STANDING),
        replace(probe, trace=(1.0, 0.0)),
        Needle(5, Posture.LYING, (1.0,)),
    ]
    assert len({digest(value) for value in [probe, *others]}) == 5
    assert digest(replace(probe)) == digest(probe)


def test_one_bit_the_shape_and_the_dtype_of_an_array_count() -> None:
    a = np.arange(6.0)
    nudged = a.copy()
    nudged[3] = np.nextafter(nudged[3], 9.0)
    different = [a, nudged, a.reshape(2, 3), a.astype(np.float32), a[::-1]]
    assert len({digest(array) for array in different}) == len(different)


def test_how_an_array_lies_in_memory_does_not_matter() -> None:
    a = np.arange(12.0).reshape(3, 4)
    assert digest(np.asfortranarray(a)) == digest(a)
    assert digest(np.arange(24.0)[::2]) == digest(np.arange(0.0, 24.0, 2.0))


def test_true_one_and_one_point_nought_are_three_values() -> None:
    assert len({digest(True), digest(1), digest(1.0), digest("1"), digest(b"1")}) == 5


@pytest.mark.parametrize("value", [{1, 2}, object(), iter([1]), [1, {2}], 1j])
def test_what_has_no_steady_byte_form_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="no steady byte form"):
        digest(value)
