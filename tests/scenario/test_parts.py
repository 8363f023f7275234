"""A patient, a rubric or a pack in a file of its own: found, merged, complained of, carried."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.base.complaints import UnusableInput
from simulator.scenario.carried import rules_of
from simulator.scenario.find import part_name
from simulator.scenario.load import Scenario, lint, load
from simulator.session.attempt import Origin, header
from simulator.session.parts import MAX_PARTS
from simulator.session.trace import Trace
from tests.scenario.test_hostile_files import loads_or_complains

HEAD = "format: scenario/1\nid: case\ntitle: A case\nbrief: A brief.\n"
PATIENT = """format: patient/1
name: Ms P. Part
age: 51 years
threads: 4
sources:
  - {id: feeder, kind: reticular, reflux: 1.1 s, diameter: 2 mm, feeds: patch}
"""
RULES = """rules:
  - id: found-first
    domain: scan
    before: injection_started
    do: {event: vein_marked, vein: feeder}
    points: 60
  - id: photo
    domain: consultation
    must: photographed
    points: 40
"""
RUBRIC = "format: rubric/1\nsets:\n  asked: [allergy, clots]\npass_mark: 70 %\n" + RULES
WRITTEN = "patient:\n" + "".join(f"  {x}\n" for x in PATIENT.splitlines()[1:]) + RULES


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a patient and a rubric to refer to."""
    for name, text in (("patients/ms_part", PATIENT), ("rubrics/own", RUBRIC)):
        file = tmp_path / f"{name}.yaml"
        file.parent.mkdir()
        file.write_text(text)
    return tmp_path


def case(folder: Path, text: str) -> Scenario:
    (folder / "case.scenario.yaml").write_text(HEAD + text)
    return load(folder / "case.scenario.yaml")


def words(folder: Path, text: str) -> list[str]:
    (folder / "case.scenario.yaml").write_text(HEAD + text)
    complaints = lint(folder / "case.scenario.yaml")
    return [str(c).split("\n")[0].replace(f"{folder}/", "") for c in complaints]


def ids(scenario: Scenario) -> list[str]:
    return list(dict.fromkeys(rule.id for rule in scenario.rubric.rules))


def test_a_case_by_reference_is_the_case_written_out(folder: Path) -> None:
    written = case(folder, WRITTEN + "pass_mark: 70 %\n")
    for text in (
        "patient: ms_part\nrubric: own\n",
        "patient: patients/ms_part.yaml\nrubric: rubrics/own.yaml\n",
        "patient: {like: ms_part}\nrubric: {like: own}\n",
        "patient: {like: ms_part, threads: 4}\nrubric: own\npass_mark: 70 %\n",
        "patient: ms_part\nrubric:\n" + "".join(f"  {x}\n" for x in RUBRIC.splitlines()[1:]),
    ):
        found = case(folder, text)
        assert (found.plan, found.rubric) == (written.plan, written.rubric), text


def test_the_keys_of_a_case_win_over_what_its_patient_is_like(folder: Path) -> None:
    patient = case(folder, "patient: {like: ms_part, threads: 9}\nrubric: own\n").plan.patient
    assert (patient.threads, patient.age_years, patient.name) == (9, 51, "Ms P. Part")


def test_rules_are_added_replaced_by_id_and_left_out(folder: Path) -> None:
    more = """rules:
  - {id: photo, domain: consultation, must: photographed, points: 10}
  - {id: kit, domain: injection, must: kit_checked, points: 30}
without: [found-first]
"""
    found = case(folder, "patient: ms_part\nrubric: own\n" + more)
    assert [(r.id, r.points) for r in found.rubric.rules] == [("photo", 10.0), ("kit", 30.0)]
    same = case(folder, "patient: ms_part\nrubric: {like: own, " + "without: [found-first]}\n")
    assert ids(same) == ["photo"]
    assert same.rubric.pass_mark == 70.0


def test_a_part_can_be_like_another_and_a_step_of_the_rubric_is_known_to_the_case(
    folder: Path,
) -> None:
    (folder / "patients" / "older.yaml").write_text(
        "format: patient/1\nlike: ms_part\nage: 70 years\n"
    )
    rule = "rules:\n  - {id: said, domain: scan, must: found, points: 1}\n"
    found = case(folder, "patient: {like: older, threads: 2}\nrubric: standard\n" + rule)
    assert (found.plan.patient.age_years, found.plan.patient.threads) == (70, 2)
    assert [name for name, _ in found.parts] == [
        "patients/ms_part.yaml",
        "patients/older.yaml",
        "rubrics/standard.yaml",
    ]


def test_a_mistake_in_a_part_is_told_where_it_stands_in_the_part(folder: Path) -> None:
    (folder / "patients" / "ms_part.yaml").write_text(PATIENT.replace("51 years", "51"))
    (folder / "rubrics" / "own.yaml").write_text(RUBRIC.replace("photographed", "photografed"))
    found = words(folder, "patient: {like: ms_part, thread: 3}\nrubric: own\nwithout: [fotos]\n")
    assert [line.partition(" (")[0] for line in found] == [
        "case.scenario.yaml:5:26: error S201: 'thread' is not known here; did you mean 'threads'?",
        "case.scenario.yaml:7:11: error S322: the rubric has no rule 'fotos' to leave out; "
        "did you mean 'photo'?",
        "patients/ms_part.yaml:3:6: error S306: write an age with a unit, like '46 years', not 51; "
        "did you mean '51 years'?",
        "rubrics/own.yaml:13:11: error S302: there is no step 'photografed'; "
        "did you mean 'photographed'?",
    ]


def test_the_rules_of_the_case_and_of_its_rubric_keep_their_own_places(folder: Path) -> None:
    more = "rules:\n  - {id: kit, domain: injection, must: kit_chekced, points: 3}\n"
    (line,) = words(folder, "patient: ms_part\nrubric: own\n" + more)
    assert line.startswith("case.scenario.yaml:8:40: error S302")


@pytest.mark.parametrize(
    "reference",
    [
        "../secret", "..", "/etc/passwd", "../secret.yaml", "sub/../../secret.yaml",
        "/etc/secret.yaml", '"a\\0b.yaml"', "C:/secret.yaml", "sub\\secret.yaml", ".hidden.yaml",
        "[a]", "5", "''", "~", "x" * 300 + ".yaml", "file:secret.yaml", "a//b.yaml",
    ],
)  # fmt: skip
@pytest.mark.parametrize("key", ["patient", "rubric", "protocol"])
def test_nothing_outside_the_folder_can_be_named(folder: Path, key: str, reference: str) -> None:
    (folder / "secret.yaml").write_text("format: patient/1\nname: A secret\n")
    inside = folder / "inside"
    inside.mkdir()
    found = words(inside, f"{key}: {reference}\n")
    assert found
    assert all("error" in line for line in found)
    assert "A secret" not in "".join(found)


@pytest.mark.parametrize("link", ["file", "folder"])
@pytest.mark.parametrize("reference", ["ms_part", "patients/ms_part.yaml"])
def test_a_link_that_leaves_the_folder_leads_nowhere(
    folder: Path, link: str, reference: str
) -> None:
    inside = folder / "inside"
    inside.mkdir()
    try:
        if link == "folder":
            (inside / "patients").symlink_to(folder / "patients", target_is_directory=True)
        else:
            (inside / "patients").mkdir()
            (inside / "patients" / "ms_part.yaml").symlink_to(folder / "patients" / "ms_part.yaml")
    except OSError:
        pytest.skip("this system makes no links")
    (line,) = words(inside, f"patient: {reference}\n")
    assert "there is no patient" in line


def test_a_circle_of_parts_is_named(folder: Path) -> None:
    for one, other in (("a", "b"), ("b", "a")):
        (folder / "patients" / f"{one}.yaml").write_text(f"format: patient/1\nlike: {other}\n")
    (line,) = words(folder, "patient: a\n")
    assert line.startswith("patients/b.yaml:2:7: error S321: these parts go round in a circle")
    assert "patients/a.yaml is like patients/b.yaml is like patients/a.yaml" in line


def test_a_chain_of_parts_has_an_end(folder: Path) -> None:
    for n in range(MAX_PARTS + 2):
        text = f"format: patient/1\nlike: p{n + 1}\n"
        (folder / "patients" / f"p{n}.yaml").write_text(text)
    assert any("refers to too much" in line for line in words(folder, "patient: p0\n"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("format: rubric/1\n", "a patient has 'format: patient/1'"),
        ("name: x\n", "and nothing says it"),
        ("- a\n", "must hold keys and values"),
        ("format: patient/1\nname: &a x\n", "anchor"),
        ("format: patient/1\nage: 46 years\nage: 47 years\n", "written twice"),
        ("", "empty"),
        ("[" * 100_000, "nested deeper"),
    ],
)
def test_a_part_that_is_no_part_is_refused_with_its_file(
    folder: Path, text: str, said: str
) -> None:
    (folder / "patients" / "odd.yaml").write_text(text)
    (line,) = words(folder, "patient: odd\n")
    assert line.startswith("patients/odd.yaml:")
    assert said in line


def head(scenario: Scenario) -> dict:
    origin = Origin(scenario.name, scenario.text, scenario.protocol_text, "me", scenario.parts)
    return header(scenario.plan, 1, origin)


def test_a_trace_with_parts_is_scored_by_the_rules_of_its_day(folder: Path) -> None:
    found = case(folder, "patient: ms_part\nrubric: own\n")
    first = head(found)
    for file in (*folder.glob("*/*.yaml"), *folder.glob("*.yaml")):
        file.unlink()
    again = rules_of(Trace("t", (), (), "", True, first))
    assert replace(again, warnings=()) == replace(found, warnings=())
    first["parts"].pop("rubrics/own.yaml")
    with pytest.raises(UnusableInput, match="there is no rubric 'own'"):
        rules_of(Trace("t", (), (), "", True, first))


def test_only_a_case_with_parts_carries_them(folder: Path) -> None:
    plain = head(case(folder, WRITTEN))
    assert "parts" not in plain
    assert list(head(case(folder, "patient: ms_part\nrubric: own\n"))["parts"]) == [
        "patients/ms_part.yaml",
        "rubrics/own.yaml",
    ]


def test_the_digest_of_the_rules_changes_when_a_part_does(folder: Path) -> None:
    before = case(folder, "patient: ms_part\nrubric: own\n")
    (folder / "rubrics" / "own.yaml").write_text(RUBRIC + "# a remark\n")
    after = case(folder, "patient: ms_part\nrubric: own\n")
    assert before.text == after.text
    assert before.rubric == after.rubric
    assert before.text_sha256 != after.text_sha256
    assert head(after)["scenario_sha256"] == after.text_sha256


def test_a_part_can_be_looked_over_by_itself(folder: Path) -> None:
    assert lint(folder / "patients" / "ms_part.yaml") == []
    assert lint(folder / "rubrics" / "own.yaml") == []
    (folder / "rubrics" / "own.yaml").write_text(RUBRIC.replace("photographed", "fotographed"))
    (complaint,) = lint(folder / "rubrics" / "own.yaml")
    assert (complaint.code, complaint.line) == ("S302", 13)


@given(st.text(max_size=30) | st.from_regex(r"[a-z./\\~]{1,12}(\.yaml)?", fullmatch=True))
def test_whatever_names_a_part_stays_inside(reference: str) -> None:
    name = part_name("patient", reference)
    if name is not None:
        root = Path("/a/b")
        assert (root / name).resolve().is_relative_to(root)
        assert ".." not in name.split("/")


@given(st.recursive(st.none() | st.integers(0, 9) | st.sampled_from(["own", "standard", "a.yaml"]),
                    lambda inner: st.lists(inner, max_size=2)
                    | st.dictionaries(st.sampled_from(["like", "rules", "sets", "steps", "without",
                                                       "pass_mark", "id", "x"]), inner, max_size=3),
                    max_leaves=8))  # fmt: skip
def test_anything_as_a_part_is_loaded_or_refused(value: object) -> None:
    for key in ("rubric", "patient", "without"):
        loads_or_complains(f"{HEAD}{key}: {json.dumps(value)}\n".encode())
