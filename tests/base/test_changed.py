"""A record with some fields changed is what `replace` makes of it."""

from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.base.changed import changed


@dataclass(frozen=True)
class Pair:
    left: int
    right: str = ""


@given(st.integers(), st.text(), st.integers())
def test_it_is_what_replace_returns_and_the_old_record_stays(a: int, b: str, c: int) -> None:
    old = Pair(a, b)
    assert changed(old, left=c) == replace(old, left=c)
    assert old == Pair(a, b)


def test_a_field_that_is_none_is_refused() -> None:
    with pytest.raises(TypeError, match="middle"):
        changed(Pair(1), middle=2)
