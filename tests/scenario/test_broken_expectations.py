"""Expectations and tellings as an instructor gets them wrong, with the messages they must give.

After a deliberate change of wording run
`PYTHONPATH=. python tests/scenario/test_broken_expectations.py` and read the difference.
"""

from pathlib import Path

import pytest

from simulator.scenario.load import load
from tests.scenario.test_broken_scenarios import messages

BROKEN = Path(__file__).parent / "broken_expectations"
FILES = sorted(BROKEN.glob("*.scenario.yaml"))


def words(file: Path) -> Path:
    return file.with_name(file.name.replace(".scenario.yaml", ".txt"))


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_a_wrong_expectation_is_answered_in_these_words(file: Path) -> None:
    assert messages(file) == words(file).read_text(encoding="utf-8")


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_a_scenario_whose_tests_are_wrong_can_still_be_played(file: Path) -> None:
    assert load(file).rubric.rules


def test_a_mistake_in_a_telling_is_told_once_with_the_place_in_the_telling() -> None:
    said = messages(BROKEN / "telling_gone_wrong.scenario.yaml").splitlines()
    assert sum(line.startswith("tellings/gone_wrong.telling.yaml:2:1:") for line in said) == 1


if __name__ == "__main__":
    for broken in FILES:
        words(broken).write_text(messages(broken), encoding="utf-8")
