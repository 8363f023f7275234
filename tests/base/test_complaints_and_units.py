"""Complaints name place and remedy; units are derived, never accumulated."""

from hypothesis import given
from hypothesis import strategies as st

from simulator.base import units
from simulator.base.complaints import Complaint, UnusableInput, nearest


def test_a_complaint_reads_place_severity_what_and_hint() -> None:
    said = Complaint("there is no vein 'asv'", "case.yaml", 4, 7, "aasv, gsv", code="S12")
    assert str(said) == "case.yaml:4:7: error S12: there is no vein 'asv' (aasv, gsv)"


def test_a_complaint_without_a_file_has_no_empty_place() -> None:
    assert str(Complaint("nothing to resume")) == "error: nothing to resume"


def test_a_complaint_about_a_whole_file_names_no_line() -> None:
    assert str(Complaint("File exists", "README.md")) == "README.md: error: File exists"


def test_unusable_input_carries_every_complaint() -> None:
    error = UnusableInput([Complaint("one"), Complaint("two", severity="warning")])
    assert str(error).splitlines() == ["error: one", "warning: two"]
    assert len(error.complaints) == 2


def test_a_slip_of_the_pen_is_met_with_the_nearest_word() -> None:
    assert nearest("polidocanl", ["STS", "polidocanol"]) == "; did you mean 'polidocanol'?"
    assert nearest("zzz", ["STS", "polidocanol"]) == ""


@given(st.sets(st.text("abc", min_size=1, max_size=4), min_size=1, max_size=6), st.text("abc"))
def test_the_nearest_word_does_not_depend_on_the_order_of_the_words(
    words: set[str], word: str
) -> None:
    assert nearest(word, sorted(words)) == nearest(word, sorted(words, reverse=True))


@given(st.integers(0, 10**9))
def test_ticks_to_seconds_and_back_is_exact(tick: int) -> None:
    assert units.ticks(units.seconds(tick)) == tick


def test_core_units_fit_together() -> None:
    """1 ml is 1000 mm3; a column of blood of 1 m weighs 77.6 mmHg; half a turn is 180 degrees."""
    assert units.UL_PER_ML == 10.0**3
    column_pa = units.BLOOD_DENSITY_G_PER_UL * units.GRAVITY_MM_PER_S2 * 1000.0
    assert abs(units.mmhg(column_pa) - 77.6) < 0.1
    assert units.mmhg(units.PA_PER_MMHG) == 1.0
    assert abs(180.0 * units.RAD_PER_DEG - units.PI) < 1e-15
