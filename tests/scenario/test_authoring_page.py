"""What the authors' page shows works as it stands there."""

import re
from pathlib import Path

import pytest

from simulator.scenario.explaining.explain import explain
from simulator.scenario.form import PatientForm, RuleForm, ScenarioForm
from simulator.scenario.load import load
from simulator.scenario.rules import TEMPLATES
from simulator.scenario.script import read_script
from simulator.scoring.rubric import DOMAINS
from simulator.session.events import EVENTS
from tests.cli.playing import said

PAGE = (Path(__file__).parents[2] / "docs" / "authoring.md").read_text(encoding="utf-8")
CASE, ATTEMPT = (block.encode() for block in re.findall(r"```yaml\n(.*?)```", PAGE, re.S))
COMMANDS = re.findall(r"^python main\.py ([^#\n]*)", PAGE.split("```")[1], re.M)


def test_the_first_case_loads_without_a_complaint_and_its_attempt_reads() -> None:
    scenario = load("first_case.yaml", CASE)
    assert scenario.warnings == ()
    assert len(read_script("careful.yaml", scenario, ATTEMPT).acts) > 20


def test_the_first_case_is_whole_in_forty_lines() -> None:
    assert len(CASE.decode().splitlines()) <= 40
    rubric = load("first_case.yaml", CASE).rubric
    assert sum({rule.id: rule.points for rule in rubric.rules}.values()) == 100
    assert "asked-about-plasters" in explain("first_case.yaml", CASE)


@pytest.mark.parametrize("is_own", [False, True], ids=["as written by new", "as on the page"])
def test_every_command_of_the_half_hour_works(
    is_own: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert len(COMMANDS) == 5
    for command in COMMANDS:
        words = command.split()
        if words[0].startswith("--"):  # it opens a window; tests/window does that
            continue
        answer = said(*words)
        assert answer.code == 0, answer
        if words[0] == "new" and is_own:
            (tmp_path / "first_case.scenario.yaml").write_bytes(CASE)


def test_the_page_names_every_event_key_and_template() -> None:
    for name in (*EVENTS, *ScenarioForm.model_fields, *PatientForm.model_fields, *DOMAINS):
        assert f"`{name}`" in PAGE, name
    for first, _, _ in TEMPLATES.values():
        assert f"`{first}:" in PAGE, first
    for name in RuleForm.model_fields:
        assert re.search(rf"\b{name}\b", PAGE), name


def test_the_bounds_are_those_of_the_reader() -> None:
    from simulator.scenario.reading.yaml_events import (
        MAX_BYTES,
        MAX_CHARACTERS,
        MAX_DEPTH,
        MAX_NODES,
    )

    assert f"{MAX_BYTES // 1024} KiB, {MAX_DEPTH} levels" in PAGE
    assert f"{MAX_NODES:,} values and {MAX_CHARACTERS:,} characters" in PAGE
