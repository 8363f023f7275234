"""Before new rules are published: which attempts would flip under them, and why."""

import json
from pathlib import Path

from tests.cli.course import course
from tests.cli.playing import CASE, SCRIPT, said

RULES = """format: rubric/1
pass_mark: 50 %
rules:
  - {id: asked, domain: consultation, must: {event: history_asked, item: allergy}, points: 100}
"""
STRICT = """  - id: source-left-open
    domain: plan
    for_each: {vein: hidden_sources}
    before: injection_started
    do: {event: vein_treated, vein: $vein}
    critical: Threads injected while the $vein was still open.
"""


def rubric(folder: Path, text: str) -> Path:
    path = folder / "new.yaml"
    path.write_text(text)
    return path


def test_nothing_flips_under_the_same_rules(tmp_path):
    folder = course(tmp_path / "course", 2)
    answer = said("rescore", folder, "--rubric", CASE)
    assert (answer.code, answer.out) == (0, "2 attempts: 0 would flip (0 to fail, 0 to pass)\n")


def test_a_new_veto_flips_and_is_said_first_in_the_authors_words(tmp_path):
    folder = course(tmp_path / "course", 2)
    answer = said("rescore", folder, "--rubric", rubric(tmp_path, RULES + STRICT))
    assert answer.code == 1
    lines = answer.out.splitlines()
    assert lines[0] == f"{folder / '000.jsonl'}: passed -> FAILED, 100.0 -> 100.0"
    said_first = "Threads injected while the feeder was still open."
    assert lines[1] == f"  ! source-left-open: new (broken, 0 points). {said_first}"
    assert lines[-1] == "2 attempts: 2 would flip (2 to fail, 0 to pass)"


def test_the_document_has_both_verdicts_and_every_reason(tmp_path):
    folder = course(tmp_path / "course", 1)
    answer = said("rescore", folder, "--rubric", rubric(tmp_path, RULES + STRICT), "--json")
    found = json.loads(answer.out)
    (attempt,) = found["attempts"]
    assert found["summary"] == {"attempts": 1, "to_fail": 1, "to_pass": 0, "unusable": 0}
    assert (attempt["before"]["passed"], attempt["after"]["passed"]) == (True, False)
    kinds = {why["rule"]: why["kind"] for why in attempt["why"]}
    assert kinds["source-left-open"] == "new"
    assert kinds["found-first"] == "gone"
    assert kinds["asked"] == "weight"


def test_new_rules_may_be_like_others_and_come_from_a_scenario_that_writes_none(tmp_path):
    folder = course(tmp_path / "course", 1)
    like = "format: rubric/1\nlike: standard\nwithout: [sequence]\n"
    little = "format: scenario/1\nid: little\ntitle: Little\nbrief: Little.\n"
    for text, sequence in ((like, False), (little, True)):
        answer = said("rescore", folder, "--rubric", rubric(tmp_path, text), "--json")
        (attempt,) = json.loads(answer.out)["attempts"]
        assert (attempt["before"]["passed"], attempt["after"]["passed"]) == (True, False)
        assert ("sequence" in {why["rule"] for why in attempt["why"]}) == sequence
        assert "never-asked" in {why["rule"] for why in attempt["why"]}


def leaning(folder: Path, **changes: str) -> Path:
    """Return a folder with one recorded attempt of a case that leans on `rubrics/base.yaml`."""
    case = Path(CASE).read_text("utf-8")
    kept, rules = case.split("\nrules:\n")
    (folder / "rubrics").mkdir(parents=True)
    (folder / "rubrics" / "base.yaml").write_text(f"format: rubric/1\nrules:\n{rules}", "utf-8")
    own = "rules:\n  - {id: own, domain: plan, must: photographed, points: 10}\n"
    title = "title: A case \U0001f9b5 of its own\n"
    lines = [title if line.startswith("title:") else line for line in kept.splitlines(True)]
    (folder / "case.scenario.yaml").write_text(f"{''.join(lines)}\nrubric: base\n{own}", "utf-8")
    trace = folder / "one.jsonl"
    said("run", folder / "case.scenario.yaml", "--script", SCRIPT, "--trace", trace)
    return folder


def test_the_rubric_that_a_case_leans_on_changes_nothing_when_it_is_unchanged(tmp_path):
    folder = leaning(tmp_path / "course")
    answer = said("rescore", folder, "--rubric", folder / "rubrics" / "base.yaml")
    assert (answer.code, answer.out) == (0, "1 attempt: 0 would flip (0 to fail, 0 to pass)\n")


def test_a_rubric_beside_others_is_like_its_neighbours_and_not_like_shipped_ones(tmp_path):
    folder = leaning(tmp_path / "course")
    new = folder / "rubrics" / "new.yaml"
    new.write_text("format: rubric/1\nlike: base\nwithout: []\n", "utf-8")
    assert said("rescore", folder, "--rubric", new).code == 0
    new.write_text("format: rubric/1\nlike: nowhere\n", "utf-8")
    assert "there is no rubric 'nowhere'" in said("rescore", folder, "--rubric", new).err


def test_a_higher_pass_mark_is_a_reason_too(tmp_path):
    text = Path(CASE).read_text("utf-8").replace("item: allergy", "item: surgery")
    folder = course(tmp_path / "course", 1)
    new = rubric(tmp_path, text)
    assert said("rescore", folder, "--rubric", new).out.splitlines()[0].endswith("100.0 -> 40.0")
    lenient = rubric(tmp_path, text.replace("pass_mark: 50 %", "pass_mark: 40 %"))
    answer = said("rescore", folder, "--rubric", lenient)
    assert answer.code == 0
    assert "stays passed, 100.0 -> 40.0" in answer.out


def test_a_damaged_trace_is_told_and_passed_over(tmp_path):
    folder = course(tmp_path / "course", 3, damaged=1)
    answer = said("rescore", folder, "--rubric", rubric(tmp_path, RULES + STRICT))
    assert answer.code == 2
    assert "001.jsonl:3:1: error T200" in answer.err
    assert answer.out.endswith("2 would flip (2 to fail, 0 to pass), 1 could not be read\n")


def test_rules_that_mean_nothing_in_a_case_are_told_for_its_trace(tmp_path):
    folder = course(tmp_path / "course", 1)
    strange = RULES.replace("history_asked, item: allergy", "vein_treated, vein: gsv_right")
    answer = said("rescore", folder, "--rubric", rubric(tmp_path, strange))
    assert answer.code == 2
    assert "cannot be judged by these rules" in answer.err


def test_another_school_can_be_asked_alone_or_beside_the_own_one(tmp_path):
    folder = course(tmp_path / "course", 1)
    trace = folder / "000.jsonl"
    assert said("rescore", trace, "--protocol", "symptomatic-duplex").code == 0
    answer = said("score", trace, "--recorded", "--protocol", "symptomatic-duplex", "--json")
    found = json.loads(answer.out)
    assert found["protocol"] == "whiteley"
    assert found["elsewhere"]["protocol"] == "symptomatic-duplex"
    assert "under symptomatic-duplex: passed" in said(
        "score", trace, "--recorded", "--protocol", "symptomatic-duplex").out  # fmt: skip


def test_what_is_no_rubric_or_no_pack_is_said_at_once(tmp_path):
    folder = course(tmp_path / "course", 1)
    assert "this is no rubric" in said("rescore", folder, "--rubric", rubric(tmp_path, "a: 1")).err
    assert "no protocol pack 'whitely'" in said("rescore", folder, "--protocol", "whitely").err
    assert "needs new rules" in said("rescore", folder).err


def test_a_school_that_cannot_judge_a_case_takes_nothing_from_its_own_verdict(tmp_path):
    text = (
        Path(CASE)
        .read_text("utf-8")
        .replace(
            "    do: probe_placed\n", "    do: probe_placed\n    within: {protocol: walk_least}\n"
        )
    )
    case, trace, pack = (tmp_path / n for n in ("case.scenario.yaml", "one.jsonl", "bare.yaml"))
    case.write_text(text, "utf-8")
    pack.write_text("format: protocol/1\nid: bare\ntitle: Bare\nlimits: {}\n", "utf-8")
    said("run", case, "--script", SCRIPT, "--trace", trace)
    own = said("score", "--recorded", trace)
    both = said("score", "--recorded", trace, "--protocol", pack)
    assert both.code == own.code
    assert both.out.splitlines()[0] == own.out.splitlines()[0]
    assert "the other school cannot judge it" in both.out
