"""The schemas for editors: current, whole, no stricter than `lint`, and strict enough to help."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from jsonschema import Draft7Validator

from simulator.base.complaints import UnusableInput
from simulator.scenario.explaining.schema import FIGURES, KINDS, file_name, schema, text
from simulator.scenario.find import scenarios_folder
from simulator.scenario.form import Form
from simulator.scenario.load import lint, load
from simulator.scenario.reading.yaml_events import read
from simulator.session.events import EVENTS
from tests.scenario.test_broken_scenarios import FILES
from tests.scenario.test_explain import CASES

FOLDER = scenarios_folder()
SHIPPED = sorted(file for file in FOLDER.rglob("*.yaml") if "templates" not in file.parts)
CHECK = {kind: Draft7Validator(schema(kind)) for kind in KINDS}
NEW = "python main.py schema --out scenarios/schema"
CASE = """format: scenario/1
id: x
title: X
brief: X.
rules:
  - {{id: a, domain: scan, points: 5, {}}}
"""


def value_of(file: Path) -> Any:
    return read(file.read_bytes(), str(file)).document.value


@pytest.mark.parametrize("kind", KINDS)
def test_the_shipped_schema_is_current(kind: str) -> None:
    shipped = (FOLDER / "schema" / file_name(kind)).read_text(encoding="utf-8")
    assert shipped == text(kind), f"write it anew: {NEW}"
    Draft7Validator.check_schema(json.loads(shipped))


@pytest.mark.parametrize("file", SHIPPED, ids=lambda f: f.name)
def test_every_shipped_file_names_its_schema_and_is_valid_by_it(file: Path) -> None:
    first = file.read_text(encoding="utf-8").splitlines()[0]
    named = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
    assert named, first
    schema_file = (file.parent / named[1]).resolve()
    value = value_of(file)
    assert schema_file.name == file_name(value["format"].partition("/")[0])
    assert not list(Draft7Validator(json.loads(schema_file.read_text("utf-8"))).iter_errors(value))


# What a schema can see; names of one case, sums and ranges are beyond it.
SHAPE = {"S200", "S201", "S202", "S203", "S204", "S206"}


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_what_has_the_wrong_shape_is_broken_by_the_schema_too(file: Path) -> None:
    try:
        value = value_of(file)
    except UnusableInput:
        return
    if SHAPE & {complaint.code for complaint in lint(file)}:
        assert not CHECK["scenario"].is_valid(value)


@given(CASES)
def test_what_lints_clean_is_valid(case: dict[str, Any]) -> None:
    rules = [{"id": f"r{n}", "domain": "scan"} | rule for n, rule in enumerate(case["rules"])] if (
        "rules" in case
    ) else []  # fmt: skip
    whole = {"format": "scenario/1", "id": "x", "steps": {"scan": {"event": "probe_placed"}}} | case
    whole |= {"rules": rules} if rules else {}
    data = yaml.safe_dump(whole, allow_unicode=True).encode()
    try:
        load("case.yaml", data)
    except UnusableInput:
        return
    value = read(data).document.value
    assert not list(CHECK["scenario"].iter_errors(value))


def every(node: Any) -> list[dict[str, Any]]:
    inner = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return [*([node] if isinstance(node, dict) else []), *(d for v in inner for d in every(v))]


@pytest.mark.parametrize("kind", KINDS)
def test_every_key_of_every_form_says_what_it_is(kind: str) -> None:
    whole = schema(kind)
    forms = {form.__name__ for form in Form.__subclasses__()}
    groups = {name: d for name, d in whole["definitions"].items() if name in forms} | {"": whole}
    for name, group in groups.items():
        for key, value in group["properties"].items():
            assert len(value.get("description", "")) > 5, f"{name}.{key}"


def test_events_details_and_names_are_enumerated() -> None:
    inner = schema("scenario")["definitions"]
    assert set(inner["step"]["properties"]["event"]["enum"]) == set(EVENTS)
    marked = json.dumps(inner["event_vein_marked"])
    assert all(word in marked for word in ("measured", "watched", "refluxing", "proximal thigh"))
    assert inner["event_vein_marked"]["additionalProperties"] is False
    assert "swab_after_needle_out" in json.dumps(inner["limit"])
    assert {"volume", "angle", "peak_pressure"} <= set(FIGURES)
    labels = {snippet["label"].split()[0] for snippet in inner["RuleForm"]["defaultSnippets"]}
    assert {"order", "must", "never", "either", "before", "after", "measure", "total"} <= labels


@pytest.mark.parametrize(
    ("rule", "is_valid"),
    [
        ("must: {event: vein_marked, evidence: measured}", True),
        ("must: {event: vein_marked, evidence: mesured}", False),
        ("must: {event: vein_marked, vein: $vein, evidence: {in: [measured]}}", True),
        ("must: {event: vein_marked, evidense: measured}", False),
        ("must: {event: vein_maked}", False),
        ("must: {step: anything, vein: aasv}", True),
        ("must: photographed", True),
        ("must: {event: photographed, step: x}", False),
        ("after: a, do: b, within: 5 s", True),
        ("after: a, do: b, within: 5", False),
        ("after: a, do: b, within: 0.5 ml", False),
        ("after: a, do: b, within: {protocol: swab_too_late}", True),
        ("before: a", False),
        ("total: volume, of: injection_ended, up_to: 4 ml", True),
        ("measure: volum, of: injection_ended, full_points: {up_to: 1 ml}", False),
        ("must: photographed, harm: yes", False),
    ],
)
def test_the_schema_knows_rules_nearly_as_well_as_lint(rule: str, is_valid: bool) -> None:
    value = read(CASE.format(rule).encode()).document.value
    assert CHECK["scenario"].is_valid(value) == is_valid


def test_a_telling_is_a_list_of_events() -> None:
    good = """format: telling/1
tell:
  - photographed
  - history_asked: {item: allergy}
  - wait: 5 s
  - for: {thread: threads}
    do: [swab_placed]
"""
    assert CHECK["telling"].is_valid(read(good.encode()).document.value)
    assert not CHECK["telling"].is_valid(
        read(good.replace("allergy", "alergy").encode()).document.value
    )
