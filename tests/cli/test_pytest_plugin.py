"""`pytest scenarios/` runs expectations, and other test runs notice nothing."""

import subprocess
import sys
from importlib.metadata import entry_points

import pytest

from tests.scenario.told_case import EXPECT, written

pytest_plugins = ("pytester",)
MODULE = "simulator.cli.pytest_plugin"
IS_INSTALLED = any(e.value == MODULE for e in entry_points(group="pytest11"))
LATE = (
    EXPECT
    + """\
  - name: a late swab is nothing
    like: model.telling.yaml
    change:
      - {delay: swab_placed, number: 1, by: 10 s}
    broken: []
"""
)


def run(pytester: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    plugin = [] if IS_INSTALLED else ["-p", MODULE]
    return pytester.runpytest_subprocess(*plugin, "-p", "no:xdist", *arguments)


@pytest.fixture(autouse=True)
def home(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FILIGRANE_HOME", str(pytester.path / "home"))


def test_every_expectation_is_a_test(pytester: pytest.Pytester) -> None:
    written(pytester.path / "cases")
    result = run(pytester, "-v", "cases")
    result.assert_outcomes(passed=4)
    result.stdout.fnmatch_lines(["*told_case.scenario.yaml::as it should be PASSED*"])


def test_a_failure_is_a_place_and_words_and_no_traceback(pytester: pytest.Pytester) -> None:
    file = written(pytester.path / "cases", LATE)
    result = run(pytester, "cases")
    result.assert_outcomes(passed=4, failed=1)
    number = file.read_text("utf-8").splitlines().index("    broken: []", 45) + 1
    text = result.stdout.str()
    assert f"cases/told_case.scenario.yaml:{number}:5: error E503: a late swab is nothing" in text
    assert "Traceback" not in text
    assert "pytest_plugin.py" not in text


def test_an_unusable_scenario_is_one_failure_with_every_error(pytester: pytest.Pytester) -> None:
    written(pytester.path / "cases", EXPECT.replace("drop: consent_taken", "drop: consent_takn"))
    result = run(pytester, "cases")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*error E304: there is no event 'consent_takn'*"])


def test_what_would_have_to_be_played_is_skipped_and_says_so(pytester: pytest.Pytester) -> None:
    written(
        pytester.path / "cases", "expect:\n  - {name: played, operator: hasty, passed: false}\n"
    )
    result = run(pytester, "-rs", "cases")
    result.assert_outcomes(passed=1, skipped=1)
    result.stdout.fnmatch_lines(["*operator hasty was not played; use --filigrane-play*"])


def test_a_run_without_scenarios_imports_nothing_of_ours(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import sys

        def test_nothing_was_imported():
            ours = {name for name in sys.modules if name.startswith("simulator")}
            assert ours <= {"simulator", "simulator.cli", "simulator.cli.pytest_plugin"}
            assert not {"numpy", "pydantic", "yaml", "pygame"} & set(sys.modules)
        """
    )
    run(pytester).assert_outcomes(passed=1)


def test_the_wheel_names_the_plugin() -> None:
    import tomllib
    from pathlib import Path

    text = (Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8")
    assert tomllib.loads(text)["project"]["entry-points"]["pytest11"] == {"filigrane": MODULE}
    code = f"import {MODULE} as p; assert p.pytest_collect_file"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
