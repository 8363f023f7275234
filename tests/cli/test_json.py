"""`--json` prints one document and nothing else, whatever happens; its keys are documented."""

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from simulator.cli.loading import open_scenario
from tests.cli.playing import CASE, SCRIPT, said, small_trace

DOCS = Path(__file__).parents[2] / "docs"
HEADLESS = (DOCS / "headless.md").read_text("utf-8")
SCORING = (DOCS / "scoring.md").read_text("utf-8")  # the score's own keys, and every metric
COMPLAINT = {"what", "file", "line", "column", "hint", "severity", "code", "message"}
COMPLAINT |= {"excerpt", "width"}


def document(*arguments: str | Path) -> tuple[int, dict[str, Any]]:
    """Return the exit code and the one document; anything around it fails the test."""
    answer = said(*arguments, "--json")
    return answer.code, json.loads(answer.out)


@pytest.fixture
def trace(tmp_path: Path) -> Path:
    path = tmp_path / "small.jsonl"
    path.write_bytes(small_trace())
    return path


def test_run_gives_the_score_and_where_the_trace_is(tmp_path: Path) -> None:
    out = tmp_path / "new" / "a.jsonl"
    code, found = document("run", CASE, "--script", SCRIPT, "--trace", out)
    assert (code, found["passed"], found["score"], found["trace"]) == (0, True, 100.0, str(out))
    assert found["critical"] == found["broken"] == found["undone"] == []
    assert found["domains"]["scan"] == {"points": 40.0, "of": 40.0}
    assert found["engine"].startswith("filigrane ")


def test_score_gives_the_same_keys_and_how_it_was_come_by(trace: Path) -> None:
    code, found = document("score", trace)
    assert (code, found["passed"], found["resimulated"], found["note"]) == (0, True, True, "")
    code, recorded = document("score", trace, "--recorded")
    assert (code, recorded["resimulated"]) == (0, False)
    assert {k: v for k, v in recorded.items() if k not in ("resimulated", "note")} == {
        k: v for k, v in found.items() if k not in ("resimulated", "note")
    }


def test_a_damaged_trace_is_reported_and_the_rest_still_scored(trace: Path, tmp_path: Path) -> None:
    damaged, junit = tmp_path / "damaged.jsonl", tmp_path / "out.xml"
    damaged.write_bytes(small_trace()[:-40])
    code, found = document("score", trace, damaged, trace, "--junit", junit)
    assert (code, found["passed"]) == (2, False)
    first, second, third = found["attempts"]
    assert first == third
    assert first["passed"]
    assert set(second["error"][0]) == COMPLAINT
    suites = ElementTree.fromstring(junit.read_text("utf-8"))
    assert (suites.get("tests"), suites.get("errors"), suites.get("failures")) == ("3", "1", "0")


def test_the_pass_mark_can_be_raised_and_a_veto_cannot_be_bought_off(
    trace: Path, tmp_path: Path
) -> None:
    assert document("score", trace, "--pass-mark", "100")[0] == 0
    script = tmp_path / "blind.yaml"
    script.write_text(
        "format: attempt/1\ndo: [{ask: allergy}, {posture: lying}, take needle, finish]\n"
    )
    blind = tmp_path / "blind.jsonl"
    assert document("run", CASE, "--script", script, "--trace", blind)[1]["score"] == 60.0
    assert document("score", blind, "--pass-mark", "60")[0] == 0
    code, found = document("score", blind, "--pass-mark", "60.5")
    assert (code, found["passed"], found["pass_mark"]) == (1, False, 60.5)


def test_verify_names_verdict_and_place(trace: Path, tmp_path: Path) -> None:
    edited = tmp_path / "edited.jsonl"
    edited.write_bytes(small_trace().replace(b'"item":"allergy"', b'"item":"surgery"', 1))
    code, found = document("verify", trace, edited, tmp_path / "none")
    assert code == 2
    good, bad, gone = found["traces"]
    assert (good["verdict"], good["intact"], good["line"]) == ("intact", True, None)
    assert (bad["verdict"], bad["intact"], bad["line"]) == ("edited", False, 3)
    assert gone["verdict"] == "unusable"
    assert {"trace", "tick", "message"} <= set(good)


def test_lint_lists_every_complaint(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("format: scenario/1\nid: x\nid: y\n")
    code, found = document("lint", CASE, wrong)
    assert code == 2
    fine, bad = found["scenarios"]
    assert (fine["errors"], fine["complaints"]) == (0, [])
    assert bad["errors"] >= 1
    assert set(bad["complaints"][0]) == COMPLAINT


@pytest.mark.parametrize(
    "arguments",
    [
        ("run", "no_such_case", "--operator", "expert"),
        ("run", CASE),
        ("run", CASE, "--operator", "nobody"),
        ("run", CASE, "--operator", "expert", "--seed", "-1"),
        ("run", CASE, "--operator", "expert", "--seed", "1" * 99),
        ("run", CASE, "--script", "no_such_script.yaml"),
        ("run", CASE, "--script", SCRIPT, "--trace", "/"),
        ("run", CASE, "--script", SCRIPT, "--trace", CASE),
        ("score", "none", "--pass-mark", "nan"),
        ("score", "none", "--pass-mark", "101"),
        ("score", "none"),
        ("score", "x" * 5000),
        ("score", "a\0b"),
        ("verify",),
        ("frobnicate",),
        ("lint", "x" * 5000),
    ],
)
def test_errors_are_one_document_too(arguments: tuple[str, ...]) -> None:
    before = Path(CASE).read_bytes()
    code, found = document(*arguments)
    assert code == 2
    if arguments[0] == "lint":
        found = found if "error" in found else found["scenarios"][0] | {"error": []}
        found["error"] = found["error"] or found["complaints"]
    assert found["error"]
    assert all(set(complaint) == COMPLAINT for complaint in found["error"])
    assert Path(CASE).read_bytes() == before


def test_the_example_of_the_documentation_speaks_of_rules_there_are() -> None:
    example = HEADLESS.split("critical: ")[1].split("\n")[0].split(", ")
    document = json.loads(re.findall(r"```json\n(.*?)```", HEADLESS, re.S)[0])
    scenario = open_scenario("hidden_feeder")
    rubric = scenario.rubric
    words = "".join((scenario.text, scenario.protocol_text, *dict(scenario.parts).values()))
    rules = {rule.id for rule in rubric.rules}
    assert set(example + document["critical"] + document["broken"]) <= rules
    assert all(harm["rule"] in rules and harm["text"] in words for harm in document["harms"])
    assert (document["protocol"], document["pass_mark"]) == (rubric.protocol, rubric.pass_mark)


def test_every_key_is_in_the_documentation(trace: Path, tmp_path: Path) -> None:
    known: set[str] = set()

    def collect(value: Any) -> None:
        if isinstance(value, dict):
            for key, inner in value.items():
                known.add(key)
                if key != "domains":
                    collect(inner)
        elif isinstance(value, list):
            for inner in value:
                collect(inner)

    for arguments in (
        ("run", CASE, "--script", SCRIPT),
        ("score", trace),
        ("score", trace, "none"),
        ("verify", trace),
        ("lint", CASE, "none.yaml"),
    ):
        collect(document(*arguments)[1])
    assert {key for key in known if f"`{key}`" not in HEADLESS + SCORING} == set()
