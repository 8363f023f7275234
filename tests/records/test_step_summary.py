"""The summary in Markdown: a row a scenario, and nothing that Markdown takes for its own."""

from hypothesis import given
from hypothesis import strategies as st

from simulator.base.complaints import Complaint
from simulator.records.step_summary import (
    MOST_ATTEMPTS,
    MOST_SAID,
    Line,
    Row,
    Scores,
    step_summary,
)

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


def test_attempts_that_failed_come_first_and_a_course_does_not_fill_the_page() -> None:
    scores = Scores()
    for number in range(MOST_ATTEMPTS + 40):
        scores.add(Line(f"{number:04d}.jsonl", 0, "95.0"))
    scores.add(Line("late.jsonl", 1, "12.0", "never-asked"))
    lines = scores.text().splitlines()
    assert lines[2] == "241 attempts: 240 passed, 1 FAILED, 0 unusable"
    assert lines[6].startswith("| late.jsonl | FAILED | 12.0 | never-asked")
    assert lines[-2] == "and 41 more"
    assert sum(line.startswith("| ") for line in lines) == MOST_ATTEMPTS + 2
