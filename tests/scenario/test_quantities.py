"""Quantities are read exactly, and never without a unit."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.scenario.reading.quantities import EXAMPLES, SCALES, UNITS, QuantityError, quantity

DECIMALS = st.decimals(0, 99_999, places=3, allow_nan=False)


@given(DECIMALS, st.sampled_from(sorted(UNITS)))
def test_what_is_written_is_what_is_read(number, unit: str) -> None:
    dimension, factor = UNITS[unit]
    for text in (f"{number} {unit}", f"{number}{unit}", f" {number}  {unit} "):
        assert quantity(text, dimension) == Fraction(str(number)) * factor


@given(DECIMALS, st.sampled_from(sorted(UNITS)), st.sampled_from(sorted(EXAMPLES)))
def test_a_unit_of_another_dimension_is_refused(number, unit: str, dimension: str) -> None:
    if UNITS[unit][0] != dimension:
        with pytest.raises(QuantityError, match="with a unit"):
            quantity(f"{number} {unit}", dimension)


@pytest.mark.parametrize("dimension", EXAMPLES)
def test_the_example_that_a_complaint_offers_is_accepted(dimension: str) -> None:
    assert quantity(EXAMPLES[dimension], dimension) > 0


@pytest.mark.parametrize("written", [5, 5.0, None, True, "", "s", "5", "5 s 3", "1e3 s", "٥ s", []])
def test_numbers_without_a_unit_are_refused(written: object) -> None:
    with pytest.raises(QuantityError):
        quantity(written, "time")


@pytest.mark.parametrize(
    ("written", "ending", "whole"),
    [
        ("0.15 ml", "nl", 150_000),
        ("150 \u00b5l", "nl", 150_000),
        ("1.6 mm", "um", 1600),
        ("20 deg", "mrad", 349),
        ("20 \u00b0", "mrad", 349),
        ("60 mmHg", "pa", 7999),
        ("18 mmHg", "mmhg", 18),
        ("0.5 %", "ppm", 5000),
        ("90 %", "permille", 900),
        ("5 s", "ticks", 600),
        ("1.4 s", "ms", 1400),
        ("15 min", "minutes", 15),
        ("6 weeks", "days", 42),
        ("84 days", "weeks", 12),
        ("0.7 N", "mn", 700),
        ("1 kHz", "hz", 1000),
    ],
)
def test_fields_count_in_their_own_unit(written: str, ending: str, whole: int) -> None:
    scale = SCALES[ending]
    assert scale.whole(quantity(written, scale.dimension)) == whole
