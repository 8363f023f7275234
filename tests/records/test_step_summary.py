"""The summary in Markdown: a row a scenario, and nothing that Markdown takes for its own."""

from hypothesis import given
from hypothesis import strategies as st

from simulator.base.complaints import Complaint
from simulator.records.step_summary import MOST_SAID, Row, step_summary

ROW = Row("a_case", 1, "3 of 4", "2", "1.0 s")


def test_every_scenario_is_a_row_and_errors_come_first() -> None:
    warning = Complaint("milder", "a.yaml", 1, 1, severity="warning")
    text = step_summary([ROW], [warning, Complaint("worse", "a.yaml", 2, 1)])
    assert "| a\\_case | FAILED | 3 of 4 | 2 | 1.0 s |" in text
    assert text.index("worse") < text.index("milder")


def test_a_long_list_is_cut_and_says_so() -> None:
    text = step_summary([ROW], [Complaint(f"no {n}") for n in range(MOST_SAID + 7)])
    assert text.rstrip().endswith("- and 7 more")


@given(st.text(max_size=40))
def test_no_name_breaks_the_table(name: str) -> None:
    row = Row(name, 0, "1 of 1", "0", "0.1 s", "")
    lines = step_summary([row], []).splitlines()
    assert len([line for line in lines if line.startswith("|")]) == 3
    last = [line for line in lines if line.startswith("|")][-1]
    assert last.replace("\\|", "").count("|") == 6
    assert "<" not in last
