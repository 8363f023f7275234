"""docs/lint.md: every code is there, and every example does what the page says.

The table of the other codes is written by `PYTHONPATH=. python tests/scenario/test_lint_page.py`.
"""

import re
from pathlib import Path

import pytest
import yaml

from simulator.base.complaints import Complaint, UnusableInput
from simulator.scenario.linting.catalogue import ENTRIES, page
from simulator.scenario.load import load

PAGE = Path(__file__).parents[2] / "docs" / "lint.md"
MARK = "## Other codes\n"
SECTIONS = dict(re.findall(r"^## (L\d{3})\n(.*?)(?=^## )", PAGE.read_text("utf-8"), re.M | re.S))
EXAMPLES = {code: re.findall(r"```yaml\n(.*?)```", text, re.S) for code, text in SECTIONS.items()}
BASE = {
    "format": "scenario/1",
    "id": "small_case",
    "title": "A small case",
    "brief": "Somebody comes.",
    "patient": {
        "sources": [
            {"id": "feeder", "kind": "reticular", "reflux": "0.9 s", "diameter": "1.6 mm",
             "feeds": "patch"}
        ]
    },
    "rules": [{"id": "photo", "domain": "consultation", "must": "photographed", "points": 100}],
}  # fmt: skip


def table() -> str:
    rows = [f"| {code} | {entry.name} | {entry.sentence} |" for code, entry in ENTRIES.items()
            if not code.startswith("L")]  # fmt: skip
    return "\n".join(["| code | name | what it means |", "| --- | --- | --- |", *rows]) + "\n"


def complaints(example: str) -> list[Complaint]:
    text = yaml.safe_dump({**BASE, **yaml.safe_load(example)})
    try:
        return list(load("example.yaml", text.encode(), is_deep=True).warnings)
    except UnusableInput as error:
        return list(error.complaints)


def test_the_page_knows_every_code_and_calls_it_by_its_name() -> None:
    assert list(SECTIONS) == [code for code in ENTRIES if code.startswith("L")]
    for code, text in SECTIONS.items():
        assert text.startswith(f"`{ENTRIES[code].name}`: "), code
    assert table() in PAGE.read_text("utf-8").split(MARK)[1]
    assert page("L420") == "docs/lint.md#l420"


@pytest.mark.parametrize("code", [code for code, pair in EXAMPLES.items() if pair])
def test_the_first_example_has_the_complaint_and_the_second_has_not(code: str) -> None:
    wrong, mended = EXAMPLES[code]
    found = [c for c in complaints(wrong) if c.code == code]
    assert found
    assert all(c.excerpt for c in found)
    assert code not in {c.code for c in complaints(mended)}
    assert not any(c.severity == "error" for c in complaints(mended))


def test_only_what_other_commands_say_has_no_example() -> None:
    assert [c for c, pair in EXAMPLES.items() if len(pair) != 2] == ["L411", "L430", "L431"]


if __name__ == "__main__":
    head, _, tail = PAGE.read_text("utf-8").partition(MARK)
    PAGE.write_text(f"{head}{MARK}\nE: expectations, M: the mutation table; both are told by "
                    f"`check`.\n\n{table()}", "utf-8")  # fmt: skip
