"""What is written beside the answer never goes over what somebody else has written."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.course import course
from tests.cli.playing import CASE, HERE, said

ROOT = HERE.parents[1]


@pytest.mark.parametrize("option", ["--junit", "--summary"])
def test_a_trace_or_a_scenario_is_never_written_over(option, tmp_path):
    folder = course(tmp_path / "course", 1)
    trace, notes = folder / "000.jsonl", tmp_path / "notes.yaml"
    notes.write_text("mine")
    before = trace.read_bytes()
    for target in (trace, notes):
        answer = said("score", "--recorded", trace, option, target)
        assert (answer.code, answer.out) == (2, "")
        assert "nothing is written to it" in answer.err
        assert said("check", CASE, "--no-operators", option, target).code == 2
    assert (trace.read_bytes(), notes.read_text()) == (before, "mine")


def test_another_text_is_kept_and_an_older_junit_is_replaced(tmp_path):
    trace = course(tmp_path / "course", 1) / "000.jsonl"
    letter, report = tmp_path / "letter.txt", tmp_path / "report.xml"
    letter.write_text("Dear colleague")
    assert said("score", "--recorded", trace, "--junit", letter).code == 2
    assert letter.read_text() == "Dear colleague"
    for _ in range(2):
        assert said("score", "--recorded", trace, "--junit", report).code == 0
    assert report.read_text().startswith("<?xml")
    assert "no such folder" in said("score", trace, "--junit", tmp_path / "no" / "x.xml").err


def run(*words: object, **pipes: object) -> subprocess.CompletedProcess:
    command = [sys.executable, "main.py", *map(str, words)]
    return subprocess.run(command, cwd=ROOT, stderr=subprocess.PIPE, text=True, **pipes)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full disk to write to here")
@pytest.mark.parametrize("form", ["text", "json"])
def test_a_full_disk_is_said_in_words(form):
    with open("/dev/full", "w") as full:
        done = run("lint", CASE, "--format", form, stdout=full)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "No space left" in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="no such pipes")
def test_a_pipe_in_a_folder_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "a.scenario.yaml")
    os.mkfifo(tmp_path / "a.jsonl")
    for words in (("lint", tmp_path / "a.scenario.yaml"), ("score", tmp_path / "a.jsonl"),
                  ("check", tmp_path)):  # fmt: skip
        answer = said(*words)
        assert answer.code == 2
        assert "it is a pipe" in answer.err + answer.out


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may look everywhere")
def test_a_folder_that_may_not_be_looked_into_is_told(tmp_path):
    folder = course(tmp_path / "course", 1)
    (folder / "shut").mkdir(mode=0)
    answer = said("score", "--recorded", folder)
    assert answer.code == 2
    assert "cannot look into this folder" in answer.err
