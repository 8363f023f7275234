"""How a recorded number is said: a number, a space, a unit."""

import pytest

from simulator.scoring.words import clock, filled, said, title


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("volume_nl", 150_000, "0.15 ml"),
        ("volume_nl", 4000, "4 \N{MICRO SIGN}l"),
        ("volume_nl", 0, "0.00 ml"),
        ("blanch_um", 12_340, "12.3 mm"),
        ("duration_ms", 4700, "4.7 s"),
        ("angle_mrad", 349, "20 degrees"),
        ("peak_pressure_pa", 8000, "60 mmHg"),
        ("strength_ppm", 5000, "0.50 %"),
        ("cleared_permille", 876, "88 %"),
        ("sign", "racing_blanch", "racing blanch"),
        ("vein", "aasv_left", "AASV left"),
        ("is_lying", True, "yes"),
        ("weeks", 6, "6"),
        ("vein", "reticular", "reticular vein"),
    ],
)
def test_a_value_is_said_with_its_unit(field, value, expected):
    assert said(field, value) == expected


def test_a_text_takes_values_by_long_and_by_short_name_and_leaves_the_rest():
    event = {"ev": "x", "volume_nl": 200_000}
    assert filled("$volume, $volume_nl, $else of the aasv", "", event) == (
        "0.20 ml, 0.20 ml, $else of the AASV"
    )


def test_a_subject_is_said_in_words():
    assert filled("Find the $subject.", "reticular_feeder", {}) == "Find the reticular feeder."


def test_times_and_titles():
    assert (clock(0), clock(120 * 754)) == ("0:00", "12:34")
    assert title("swab-each_site") == "Swab each site"
