"""What the authors' page shows works as it stands there."""

import re
from pathlib import Path

from simulator.scenario.form import RuleForm, ScenarioForm
from simulator.scenario.load import load
from simulator.scenario.rules import TEMPLATES
from simulator.scenario.script import read_script
from simulator.scoring.rubric import DOMAINS
from simulator.session.events import EVENTS

PAGE = (Path(__file__).parents[2] / "docs" / "authoring.md").read_text(encoding="utf-8")
CASE, ATTEMPT = (block.encode() for block in re.findall(r"```yaml\n(.*?)```", PAGE, re.S))


def test_the_first_case_loads_without_a_complaint_and_its_attempt_reads() -> None:
    scenario = load("first_case.yaml", CASE)
    assert scenario.warnings == ()
    assert len(read_script("careful.yaml", scenario, ATTEMPT).acts) > 20


def test_the_page_names_every_event_key_and_template() -> None:
    for name in (*EVENTS, *ScenarioForm.model_fields, *DOMAINS):
        assert f"`{name}`" in PAGE, name
    for first, _, _ in TEMPLATES.values():
        assert f"`{first}:" in PAGE, first
    for name in RuleForm.model_fields:
        assert re.search(rf"\b{name}\b", PAGE), name


def test_the_bounds_are_those_of_the_reader() -> None:
    from simulator.scenario.yaml_events import MAX_BYTES, MAX_CHARACTERS, MAX_DEPTH, MAX_NODES

    assert f"{MAX_BYTES // 1024} KiB, {MAX_DEPTH} levels" in PAGE
    assert f"{MAX_NODES:,} values and {MAX_CHARACTERS:,} characters" in PAGE
