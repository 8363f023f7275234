"""`new` writes a case that lints clean, never over another file, and says what comes next."""

from pathlib import Path

import pytest

from simulator.cli.grammar import TEMPLATES
from simulator.scenario.find import scenarios_folder
from simulator.scenario.load import lint, load
from tests.cli.playing import said

FOLDER = scenarios_folder() / "templates"
REFUSED = """format: attempt/1
do:
  - ask: all
  - examine: legs_lying
  - posture: lying
  - scan: {vein: posterior_tibial_vein, view: transverse, height: 380 mm}
  - press: {pressure: 80 mmHg}
  - mark: {vein: posterior_tibial_vein, finding: thrombosed}
  - decide: refer
  - finish
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_every_template_can_be_asked_for() -> None:
    assert sorted(file.stem for file in FOLDER.iterdir()) == sorted(TEMPLATES)


@pytest.mark.parametrize("template", TEMPLATES)
def test_what_is_written_lints_clean_and_is_called_as_asked(folder: Path, template: str) -> None:
    answer = said("new", "first", "--template", template)
    assert answer.code == 0
    (file,) = (path for path in folder.rglob("*") if path.is_file())
    assert lint(file) == []
    assert "\nid: first\n" in file.read_text(encoding="utf-8")
    assert f"lint {file.relative_to(folder).as_posix()}" in answer.out
    assert file.name == ("first.yaml" if template == "protocol" else "first.scenario.yaml")


def test_a_pack_of_ones_own_is_found_by_its_name(folder: Path) -> None:
    said("new", "ours", "--template", "protocol")
    said("new", "first", "--template", "refer")
    file = folder / "first.scenario.yaml"
    file.write_text(file.read_text().replace("seed: 5", "seed: 5\nprotocol: ours"))
    assert load(file).plan.dose_cap_ul == 8000


@pytest.mark.parametrize("template", ["thread_veins", "hidden_feeder"])
def test_a_case_of_forty_lines_is_a_whole_one(template: str) -> None:
    text = (FOLDER / f"{template}.yaml").read_text(encoding="utf-8")
    found = load("case.yaml", text.encode())
    assert sum({rule.id: rule.points for rule in found.rubric.rules}.values()) == 100
    if template == "thread_veins":
        assert len(text.splitlines()) <= 42


def test_nothing_is_overwritten_and_no_other_folder_is_written_to(folder: Path) -> None:
    said("new", "first")
    (folder / "first.scenario.yaml").write_text("mine")
    answer = said("new", "first")
    assert (answer.code, "is there already" in answer.err) == (2, True)
    assert (folder / "first.scenario.yaml").read_text() == "mine"
    for name in ("../first", "/first", "First", "a b", "", "first-case", ".first"):
        assert said("new", name).code == 2
    assert [path.name for path in folder.iterdir()] == ["first.scenario.yaml"]


def test_saying_no_is_the_whole_score_of_the_patient_who_should_not_be_injected(
    folder: Path,
) -> None:
    said("new", "no", "--template", "refer")
    (folder / "no.attempt.yaml").write_text(REFUSED)
    answer = said("run", "no.scenario.yaml", "--script", "no.attempt.yaml")
    assert answer.code == 0, answer.out
    assert "100" in answer.out
