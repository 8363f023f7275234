"""`practice`: one document of fractions, the same from one process and from two."""

import json

import pytest

from simulator.cli.entry import main
from simulator.cli.practice import UNCONFIRMED

FIGURES = {
    "hidden_source",
    "clearance",
    "very_pleased",
    "excellent",
    "unsuccessful",
    "unsuccessful_hidden",
    "stain",
    "matting",
    "ulcer",
}


@pytest.mark.parametrize(
    "words",
    [
        ["--operator", "nobody"],
        ["--operator", "competent", "--legs", "0"],
        ["--operator", "competent", "--legs", "-3"],
        ["--operator", "competent", "--jobs", "none"],
        ["--operator", "competent", "--seed", "x"],
        [],
    ],
)
def test_what_cannot_be_used_is_refused(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["practice", *words]) == 2
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.ci
def test_two_processes_say_what_one_says_to_the_letter(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["practice", "--operator", "no-duplex", "--legs", "4", "--seed", "2", "--json"]
    assert main([*words, "--jobs", "1"]) == 0
    one = capsys.readouterr().out
    assert main([*words, "--jobs", "2"]) == 0
    assert capsys.readouterr().out == one
    document = json.loads(one)
    assert set(document) > FIGURES
    assert document["note"] == UNCONFIRMED
    for name in FIGURES:
        figure = document[name]
        assert 0.0 <= figure["low"] <= figure["value"] <= figure["high"] <= 1.0


@pytest.mark.ci
def test_people_are_told_in_percent_with_intervals(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["practice", "--operator", "no-duplex", "--legs", "2", "--jobs", "1"]) == 0
    said = capsys.readouterr().out
    assert "very pleased" in said
    assert " % (" in said
    assert said.splitlines()[-1] == UNCONFIRMED
