"""A pytest plugin: `pytest scenarios/` runs the expectations of every `*.scenario.yaml`.

One item for the text of the scenario and one for each expectation. What is played needs a
simulation of many seconds, so it runs when its attempt is kept from an earlier `check`, or with
`--filigrane-play`; otherwise it is skipped and says so. A failure is `file:line:column` and
words, never a traceback. Everything but pytest is imported when a scenario is met, so that
other test runs lose nothing.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from simulator.base.complaints import Complaint
    from simulator.cli.case_files import Opened
    from simulator.scenario.told.expectations import Expectation

ENDING = ".scenario.yaml"
OPTION = "--filigrane-play"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the one option."""
    parser.getgroup("filigrane").addoption(
        OPTION,
        action="store_true",
        help="play the attempts of scenarios that are not kept (many seconds each)",
    )


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect scenarios, and nothing else."""
    if not file_path.name.endswith(ENDING):
        return None
    return ScenarioFile.from_parent(parent, path=file_path)


class ScenarioFails(Exception):
    """What is wrong, with places."""

    def __init__(self, complaints: "tuple[Complaint, ...]") -> None:
        from simulator.cli.excerpts import told

        super().__init__("\n".join(told(complaint) for complaint in complaints))


class ScenarioFile(pytest.File):
    """One scenario, opened once for all of its items."""

    def collect(self) -> Iterator[pytest.Item]:
        """Yield the text first, then every expectation."""
        from simulator.cli.case_files import opened

        case = opened(_near(self.path))
        yield TextItem.from_parent(self, name="lint", case=case)
        if case.is_usable:
            for expectation in case.expected.expectations:
                yield ExpectationItem.from_parent(
                    self, name=expectation.name, case=case, expectation=expectation
                )


def _near(path: Path) -> Path:
    """Return `path` from the folder pytest was started in, where that is shorter to read."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


class _Item(pytest.Item):
    """An item whose failures are words."""

    def __init__(self, *, case: "Opened", **more: Any) -> None:
        super().__init__(**more)
        self.case = case

    def repr_failure(self, excinfo: Any, style: Any = None) -> Any:
        """Return only the words of a scenario that fails."""
        if isinstance(excinfo.value, ScenarioFails):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)


class TextItem(_Item):
    """The text of the scenario: no errors."""

    def runtest(self) -> None:
        """Fail with every error; a warning does not fail."""
        errors = tuple(c for c in self.case.complaints if c.severity == "error")
        if errors:
            raise ScenarioFails(errors)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Say where this stands."""
        return self.path, 0, f"{self.case.name}: lint"


class ExpectationItem(_Item):
    """One expectation."""

    def __init__(self, *, expectation: "Expectation", **more: Any) -> None:
        super().__init__(**more)
        self.expectation = expectation

    def runtest(self) -> None:
        """Judge the attempt; play it only if that was asked for."""
        from simulator.cli.checking import play_of, tested
        from simulator.cli.playing import kept, play

        played = {}
        if not self.expectation.is_told and self.case.scenario is not None:
            asked = play_of(self.case, self.expectation)
            found = kept(asked, self.case.scenario)
            if found is None and self.config.getoption(OPTION):
                found = play(asked)
            if found is None:
                pytest.skip(f"{asked.player} was not played; use {OPTION}")
            played = {asked: found}
        result = tested(self.case, self.expectation, played)
        if result.complaints:
            raise ScenarioFails(result.complaints)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Say where this stands."""
        line = self.expectation.places["name"].line - 1
        return self.path, line, f"{self.case.name}: {self.name}"
