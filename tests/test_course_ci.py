"""The example workflow of a course: valid, and only commands and options that exist."""

import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml

from simulator.cli.grammar import parser

FILE = Path(__file__).parent.parent / "docs" / "examples" / "course-ci.yml"
STEPS: list[dict[str, Any]] = yaml.safe_load(FILE.read_text("utf-8"))["jobs"]["check"]["steps"]
RUNS = [line for step in STEPS for line in step.get("run", "").splitlines()]
OURS = [line for line in RUNS if line.startswith("filigrane ")]


def test_a_step_either_runs_or_uses() -> None:
    assert len(STEPS) >= 6
    for step in STEPS:
        assert ("run" in step) != ("uses" in step)
        assert "@" in step.get("uses", "@")


@pytest.mark.parametrize("line", OURS)
def test_every_command_and_option_exists(line: str) -> None:
    words = shlex.split(line.partition(">")[0])
    options = parser().parse_args(words[1:])
    assert options.command in ("check", "lint")


def test_an_option_that_does_not_exist_is_noticed() -> None:
    from simulator.base.complaints import UnusableInput

    with pytest.raises(UnusableInput):
        parser().parse_args(["check", "scenarios", "--junt", "x.xml"])


def test_annotations_junit_and_sarif_are_asked_for_and_handed_on() -> None:
    text = "\n".join(RUNS)
    assert "--format github" in text
    assert "--junit junit.xml" in text
    uploads = {step.get("uses", "").split("@")[0]: step.get("with", {}) for step in STEPS}
    assert uploads["github/codeql-action/upload-sarif"]["sarif_file"] == "filigrane.sarif"
    assert uploads["actions/upload-artifact"]["path"] == "junit.xml"
    assert len(OURS) == 2
