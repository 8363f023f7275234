"""What a trace says of itself is not taken on trust: not its engine, and not its rules."""

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from simulator.scenario.find import scenarios_folder
from tests.cli.playing import CASE, said, small_trace
from tests.cli.test_unusable_traces import Record, chained, genuine

HINT = "use --recorded to trust the record"


def invented() -> list[Record]:
    """Return the small attempt without its commands, by an engine that nobody can ask."""
    records = [r for r in genuine() if r["k"] != "do"]
    records[0]["engine"] = "filigrane 9.9.9; numpy 9; 120 ticks"
    return records


def written(folder: Path, records: list[Record]) -> Path:
    path = folder / "trace.jsonl"
    path.write_bytes(chained(records))
    return path


def with_text(records: list[Record], key: str, text: str) -> list[Record]:
    records[0][key] = text
    return records


def test_an_invented_record_of_another_engine_is_no_pass(tmp_path: Path) -> None:
    path = written(tmp_path, invented())
    answer = said("score", path)
    assert answer.code == 2
    assert "UNCHECKED, 100.0 of 100" in answer.out
    assert "passed" not in answer.out
    assert "note: recorded by another engine" in answer.out
    assert HINT in answer.err


def test_a_program_and_a_build_server_are_told_the_same(tmp_path: Path) -> None:
    path, junit = written(tmp_path, invented()), tmp_path / "out.xml"
    answer = said("score", path, "--json", "--junit", junit)
    found = json.loads(answer.out)
    assert answer.code == 2
    assert (found["passed"], found["resimulated"], found["score"]) == (False, False, 100.0)
    assert HINT in found["error"][0]["hint"]
    suites = ElementTree.fromstring(junit.read_text("utf-8"))
    assert (suites.get("errors"), suites.get("failures")) == ("1", "0")


def test_whoever_trusts_the_record_says_so(tmp_path: Path) -> None:
    answer = said("score", written(tmp_path, invented()), "--recorded")
    assert answer.code == 0
    assert "note: recorded by another engine" in answer.out


def test_a_score_tells_what_was_played_under_which_rules(tmp_path: Path) -> None:
    path, junit = tmp_path / "small.jsonl", tmp_path / "out.xml"
    path.write_bytes(small_trace())
    found = json.loads(said("score", path, "--json", "--junit", junit).out)
    head = genuine()[0]
    assert found["scenario"] == "small_case"
    assert found["scenario_sha256"] == head["scenario_sha256"]
    assert found["seed"] == head["seed"]
    assert found["player"] == "script small_attempt.yaml"
    suite = ElementTree.fromstring(junit.read_text("utf-8")).find("testsuite")
    assert suite is not None
    told = {p.get("name"): p.get("value") for p in suite.findall("properties/property")}
    for key in ("scenario", "scenario_sha256", "protocol_sha256", "seed", "player"):
        assert told[key] == str(found[key])
    assert told["resimulated"] == "true"


def test_named_rules_take_their_own_traces_and_no_others(tmp_path: Path) -> None:
    path = tmp_path / "small.jsonl"
    path.write_bytes(small_trace())
    assert said("score", path, "--scenario", CASE).code == 0
    answer = said("score", path, "--scenario", "hidden_feeder")
    assert answer.code == 2
    assert "it was played under another scenario than 'hidden_feeder.scenario.yaml'" in answer.err
    assert said("score", path, "--scenario", "no_such_case").code == 2


@pytest.mark.parametrize(
    ("key", "was", "now", "what"),
    [
        ("scenario_text", "pass_mark: 50 %", "pass_mark: 1 %", "scenario"),
        ("protocol_text", "format:", "# my own pack\nformat:", "protocol pack"),
    ],
)
def test_named_rules_refuse_a_trace_that_brings_easier_ones(
    key: str, was: str, now: str, what: str, tmp_path: Path
) -> None:
    records = genuine()
    eased = with_text(records, key, records[0][key].replace(was, now, 1))
    path = written(tmp_path, eased)
    answer = said("score", path, "--scenario", CASE)
    assert answer.code == 2
    assert f"another {what} than 'small_case.yaml'" in answer.err


def test_other_rules_under_a_shipped_name_are_remarked_on(tmp_path: Path) -> None:
    remark = "played under other rules than the shipped ones"
    path = tmp_path / "small.jsonl"
    path.write_bytes(small_trace())
    assert remark not in said("score", path).out
    borrowed = genuine()
    text = borrowed[0]["scenario_text"].replace("id: small_case", "id: hidden_feeder", 1)
    borrowed = with_text(borrowed, "scenario_text", text)
    assert remark in said("score", written(tmp_path, borrowed)).out
    shipped = (scenarios_folder() / "hidden_feeder.scenario.yaml").read_text("utf-8")
    honest = with_text(genuine(), "scenario_text", shipped)
    assert "it carries cannot be used" in said("score", written(tmp_path, honest)).err
    rubric = (scenarios_folder() / "rubrics" / "standard.yaml").read_text("utf-8")
    honest[0]["parts"] = {"rubrics/standard.yaml": rubric}
    assert remark not in said("score", written(tmp_path, honest), "--recorded").out
