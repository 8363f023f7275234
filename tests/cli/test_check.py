"""`check`: one line a scenario, every format, exit codes, and attempts played only once."""

import json
import shutil
from pathlib import Path

import junitparser
import pytest

from simulator.cli import playing
from simulator.cli.checking import of_other_patients
from simulator.scenario.load import load
from tests.cli.playing import HERE, said
from tests.scenario.told_case import EXPECT, WAIVE, written

LATE = (
    EXPECT
    + """\
  - name: a late swab is nothing
    like: model.telling.yaml
    change:
      - {delay: swab_placed, number: 1, by: 10 s}
    broken: []
"""
)
PLAYED = """\
expect:
  - name: the small attempt passes
    attempt: small.attempt.yaml
    passed: true
"""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FILIGRANE_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    return tmp_path / "home"


def test_a_scenario_that_is_as_expected_is_one_line(tmp_path: Path) -> None:
    file = written(tmp_path)
    done = said("check", file)
    assert done.code == 0
    (line,) = done.out.splitlines()
    assert line.startswith("told_case  ok  3 expectations  ")


def test_an_expectation_that_is_not_met_fails_with_its_place(tmp_path: Path) -> None:
    file = written(tmp_path, LATE)
    done = said("check", file)
    assert done.code == 1
    first, complaint, excerpt, _caret = done.out.splitlines()
    assert first.startswith("told_case  FAILED  1 of 4 expectations failed  ")
    number = file.read_text("utf-8").splitlines().index("    broken: []", 45) + 1
    assert complaint.startswith(f"  {file}:{number}:5: error E503: a late swab is nothing: ")
    assert excerpt.strip() == "broken: []"


def test_a_scenario_that_expects_nothing_is_not_called_ok_without_a_word(tmp_path: Path) -> None:
    done = said("check", written(tmp_path, ""))
    assert done.code == 0
    first, second = done.out.splitlines()
    assert first.startswith("told_case  ok  0 expectations  ")
    assert "nothing is expected" in second


def test_everything_is_checked_and_the_worst_code_wins(tmp_path: Path) -> None:
    written(tmp_path / "a")
    written(tmp_path / "b", LATE)
    written(tmp_path / "c", EXPECT.replace("drop: consent_taken", "drop: consent_takn"))
    done = said("check", tmp_path, "nowhere")
    assert done.code == 2
    results = [line.split()[1] for line in done.out.splitlines() if line.startswith("told_case")]
    assert results == ["ok", "FAILED", "unusable"]
    assert "did you mean 'consent_taken'?" in done.out
    assert "there is no scenario 'nowhere'" in done.err
    assert said("check", tmp_path / "a", tmp_path / "b").code == 1


def test_a_folder_without_scenarios_is_an_error_and_not_a_success(tmp_path: Path) -> None:
    done = said("check", tmp_path)
    assert done.code == 2
    assert "there are no scenarios in this folder" in done.err


def test_json_is_one_document_with_every_expectation(tmp_path: Path) -> None:
    done = said("check", written(tmp_path, LATE), "--format", "json")
    (scenario,) = json.loads(done.out)["scenarios"]
    assert (scenario["scenario"], scenario["code"], done.code) == ("told_case", 1, 1)
    assert [e["met"] for e in scenario["expectations"]] == [True, True, True, False]
    assert scenario["expectations"][3]["complaints"][0]["code"] == "E503"


def test_github_gets_annotations_and_sarif_gets_results(tmp_path: Path) -> None:
    file = written(tmp_path, LATE)
    assert f"::error file={file}," in said("check", file, "--format", "github").out
    log = json.loads(said("check", file, "--format", "sarif").out)
    assert [result["ruleId"] for result in log["runs"][0]["results"]] == ["E503"]


def test_junit_is_read_by_an_independent_reader(tmp_path: Path) -> None:
    written(tmp_path / "a", LATE + PLAYED.removeprefix("expect:\n"))
    (tmp_path / "a" / "small.attempt.yaml").write_text("format: attempt/1\ndo: [consent]\n")
    written(tmp_path / "b", EXPECT.replace("drop: consent_taken", "drop: consent_takn"))
    out = tmp_path / "out.xml"
    said("check", tmp_path, "--no-operators", "--mutate", "--junit", out)
    report = junitparser.JUnitXml.fromfile(str(out))
    assert (report.tests, report.failures, report.errors) == (8, 2, 1)
    first, second = list(report)
    assert (first.name, first.tests, first.skipped) == ("told_case", 7, 1)
    names = [case.name for case in first]
    assert names[0] == "lint"
    assert names[-1] == "mistakes"
    late = next(case for case in first if case.name == "a late swab is nothing")
    (failure,) = late.result
    assert isinstance(failure, junitparser.Failure)
    assert "swab-at-once was not expected" in failure.message
    (lint,) = list(second)
    assert isinstance(lint.result[0], junitparser.Error)


def test_the_summary_goes_where_it_is_asked_for_or_to_the_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, step = written(tmp_path, LATE), tmp_path / "step.md"
    step.write_text("before\n", "utf-8")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(step))
    said("check", file)
    text = step.read_text("utf-8")
    assert text.startswith("before\n### Filigrane")
    assert "| told\\_case | FAILED | 3 of 4 | 0 |" in text
    assert "swab-at-once was not expected" in text
    said("check", file, "--summary", tmp_path / "own.md")
    assert (tmp_path / "own.md").read_text("utf-8").startswith("### Filigrane")


def test_mutate_lists_holes_and_fails_until_they_are_waived(tmp_path: Path) -> None:
    done = said("check", written(tmp_path), "--mutate")
    assert done.code == 1
    assert "error M601: no rule notices: photographed (photographed left out)" in done.out
    assert 'waive it: {drop: photographed, because: "..."}' in done.out
    done = said("check", written(tmp_path, waive=WAIVE), "--mutate")
    assert done.code == 0
    assert "waived: drop photographed, 1 of 1: nobody looks at it here" in done.out


def test_a_waiver_that_waives_nothing_is_a_warning(tmp_path: Path) -> None:
    extra = "  - {drop: consent_taken, because: it is noticed}\n"
    done = said("check", written(tmp_path, waive=WAIVE + extra), "--mutate")
    assert done.code == 0
    assert "warning M602: this waives nothing: drop consent_taken" in done.out


def test_an_attempt_is_played_once_and_then_kept(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "cases"
    folder.mkdir()
    case = (HERE / "small_case.yaml").read_text("utf-8")
    file = folder / "small.scenario.yaml"
    file.write_text(case + PLAYED, "utf-8")
    shutil.copy(HERE / "small_attempt.yaml", folder / "small.attempt.yaml")
    unplayed = said("check", file, "--no-operators")
    assert "(1 not played)" in unplayed.out
    first = said("check", file)
    assert first.code == 0, first.out
    assert "1 expectation, 1 played" in first.out
    assert "played small.scenario.yaml: script" in first.err

    def never(_asked: playing.Play) -> playing.Played:
        raise AssertionError("it was played again")

    monkeypatch.setattr(playing, "play", never)
    file.write_text((case + PLAYED).replace("points: 60", "points: 61"), "utf-8")
    second = said("check", file)  # another rule, the same attempt
    assert second.code == 0, second.out
    assert "played" not in second.err
    (kept,) = (home / "cache" / "played").glob("*.json")
    kept.write_text("{}", "utf-8")
    monkeypatch.undo()
    monkeypatch.setenv("FILIGRANE_HOME", str(home))
    assert "played small.scenario.yaml" in said("check", file).err  # damaged: played anew


def test_a_critical_rule_that_no_attempt_breaks_is_a_warning(tmp_path: Path) -> None:
    folder = tmp_path / "cases"
    folder.mkdir()
    file = folder / "small.scenario.yaml"
    file.write_text((HERE / "small_case.yaml").read_text("utf-8") + PLAYED, "utf-8")
    shutil.copy(HERE / "small_attempt.yaml", folder / "small.attempt.yaml")
    done = said("check", file)
    assert "warning L431: no attempt of this scenario, played or told, breaks" in done.out
    assert "- id: no-duplex" in done.out


def test_a_veto_that_only_another_patient_could_meet_is_no_warning() -> None:
    case = (
        "format: scenario/1\nid: small\ntitle: Small\nbrief: Somebody comes.\npatient:{}\n"
        "  sources:\n    - {{id: feeder, kind: reticular, reflux: 0.9 s, diameter: 1.6 mm, "
        "feeds: patch}}\n"
    )
    barred = (
        "\n  pulses: weak\n  abpi: 0.5\n  history:\n    - {item: clots, answer: Once., bars: defer}"
    )
    both = {"treated-though-barred", "compression-without-arteries"}
    assert of_other_patients(load("small.yaml", case.format("").encode())) == both
    assert of_other_patients(load("small.yaml", case.format(barred).encode())) == set()


def test_a_trainee_who_stumbles_fails_her_expectation_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from simulator.operators import roster

    def stumble(_hand: object) -> None:
        raise RuntimeError("there is no leg")

    monkeypatch.setitem(roster.OPERATORS, "hasty", stumble)
    more = "  - {name: hasty, operator: hasty, passed: false}\n"
    done = said("check", written(tmp_path, EXPECT + more))
    assert done.code == 1
    assert (
        "E510: hasty: operator hasty could not play it: RuntimeError: there is no leg" in done.out
    )
    assert "1 of 4 expectations failed" in done.out


def test_an_act_that_could_not_be_done_is_told_though_the_expectation_is_met(
    tmp_path: Path,
) -> None:
    expect = PLAYED.replace("passed: true", "passed: false")
    (tmp_path / "small.attempt.yaml").write_text(
        "format: attempt/1\ndo:\n  - consent\n  - finish\n"
    )
    done = said("check", written(tmp_path, expect))
    assert done.code == 0
    assert "Decide that treatment is suitable" in done.out


def test_a_script_that_is_saved_anew_while_it_is_played_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "small.attempt.yaml"
    script.write_text("format: attempt/1\ndo:\n  - finish\n")
    file = written(tmp_path, PLAYED)
    asked = playing.Play(str(file), f"script {script}")

    def saving(_player: str, _scenario: object) -> object:
        return lambda _hand: script.write_text("format: attempt/1\ndo:\n  - photograph\n") and ()

    monkeypatch.setattr("simulator.cli.run.player_of", saving)
    playing.play(asked)
    assert playing.kept(asked, load(file)) is None
    script.write_text("format: attempt/1\ndo:\n  - finish\n")
    assert playing.kept(asked, load(file)) is None  # nor under what stood there before
