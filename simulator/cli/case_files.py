"""The files that `check` was given: scenarios by file, by folder, or by the name of a shipped one.

Each is opened once: its complaints, and when there are no errors the scenario and what its
author expects.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from simulator.base.complaints import Complaint, UnusableInput, nearest
from simulator.scenario.find import ENDING, case_name, scenario_file, shipped
from simulator.scenario.load import Scenario, lint, load
from simulator.scenario.told.expectations import Expected, read_expected

MOST_FILES: Final = 10_000  # in one folder; more is a slip of the pen


@dataclass(frozen=True)
class Opened:
    """One scenario file with everything that is said about it before anything is scored."""

    name: str
    file: Path
    complaints: tuple[Complaint, ...] = ()
    scenario: Scenario | None = None
    expected: Expected = field(default_factory=Expected)

    @property
    def is_usable(self) -> bool:
        return all(complaint.severity != "error" for complaint in self.complaints)


def files_of(paths: Sequence[str]) -> tuple[list[Path], list[Complaint]]:
    """Return every scenario file that `paths` name, each once, and what could not be found."""
    found: dict[Path, None] = {}
    lost: list[Complaint] = []
    for name in paths:
        path = scenario_file(name)
        if path.is_dir():
            inside = sorted(path.rglob(f"*{ENDING}"))[:MOST_FILES]
            if not inside:
                hint = f"their names end in {ENDING}"
                lost.append(Complaint("there are no scenarios in this folder", name, hint=hint))
            found |= dict.fromkeys(inside)
        elif path.exists():
            found[path] = None
        else:
            names = [case_name(p) for p in shipped()]
            what = f"there is no scenario '{name}'{nearest(name, names)}"
            lost.append(Complaint(what, hint=f"shipped: {', '.join(names)}"))
    return list(found), lost


def opened(file: Path) -> Opened:
    """Open one file; never raises for what is written in it."""
    name = case_name(file)
    try:
        scenario = load(file, is_deep=True)
        expected = read_expected(file, scenario)
    except UnusableInput:
        # lint also says what a file is that is no scenario
        return Opened(name, file, tuple(lint(file, is_deep=True)))
    return Opened(name, file, (*scenario.warnings, *expected.warnings), scenario, expected)
