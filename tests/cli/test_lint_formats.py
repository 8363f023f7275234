"""`lint --format`: the same complaints for people, programs, GitHub and code scanning."""

import json
from pathlib import Path

import pytest

from tests.cli.playing import CASE, said

WARNED = Path(__file__).parents[1] / "scenario" / "broken" / "only_warnings.yaml"
WRONG = WARNED.with_name("misspelt_keys.yaml")


def test_json_by_either_name_is_the_same_document() -> None:
    short, long = said("lint", WRONG, "--json"), said("lint", WRONG, "--format", "json")
    assert short == long
    assert {"excerpt", "width"} <= set(json.loads(short.out)["scenarios"][0]["complaints"][0])


@pytest.mark.parametrize("form", ["text", "json", "github", "sarif"])
def test_the_exit_code_does_not_depend_on_the_format(form: str) -> None:
    assert said("lint", CASE, "--format", form).code == 0
    assert said("lint", WARNED, "--format", form).code == 0
    assert said("lint", WARNED, "--format", form, "--strict").code == 1
    assert said("lint", WRONG, "--format", form, "--strict").code == 2


def test_all_files_go_into_one_document() -> None:
    annotated = said("lint", WRONG, WARNED, "--format", "github").out.splitlines()
    assert sum(line.startswith("::error ") for line in annotated) >= 4
    assert sum(line.startswith("::warning ") for line in annotated) >= 4
    (run,) = json.loads(said("lint", WRONG, WARNED, "--format", "sarif").out)["runs"]
    files = {r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
             for r in run["results"]}  # fmt: skip
    assert len(files) == 2


def test_a_misuse_is_told_as_json_when_json_was_asked_for() -> None:
    answer = said("lint", "--format", "json")
    assert answer.code == 2
    assert "error" in json.loads(answer.out)
