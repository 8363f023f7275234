"""A fault of the program's own: one sentence, a file to report, the attempt put away."""

import json
import subprocess
import sys
from argparse import Namespace
from pathlib import Path
from typing import Any

import pytest

from simulator.app.desk import Desk
from simulator.app.window import Window
from simulator.session import commands as c
from tests.cli.playing import CASE, SCRIPT, said


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FILIGRANE_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def broken(*_: object, **__: object) -> Any:
    raise LookupError("no such\nvein")


def test_a_fault_is_one_line_and_a_file(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simulator.cli.lint.run", broken)
    answer = said("lint", CASE)
    assert (answer.code, answer.out) == (2, "")
    start = "error: something went wrong inside Filigrane: LookupError: no such vein (please report"
    assert answer.err.startswith(start)
    assert answer.err.count("\n") == 1
    (fault,) = (home / "faults").iterdir()
    assert str(fault) in answer.err
    text = fault.read_text("utf-8")
    assert "Traceback" in text
    assert "in broken" in text
    assert said("lint", CASE).code == 2
    assert len(list((home / "faults").iterdir())) == 2


def test_a_fault_in_play_says_where_the_attempt_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("simulator.cli.run.score", broken)
    trace = tmp_path / "a.jsonl"
    answer = said("run", CASE, "--script", SCRIPT, "--trace", trace, "--json")
    (told,) = json.loads(answer.out)["error"]
    assert answer.code == 2
    assert f"the attempt so far is kept in {trace}" in told["hint"]
    assert said("verify", trace).code == 0


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "yaml", None)
    monkeypatch.setattr("simulator.cli.lint.run", lambda _: __import__("yaml"))
    answer = said("lint", CASE)
    assert answer.code == 2
    assert "'yaml' is not installed. Run this first: pip install -e ." in answer.err


def test_a_fault_that_cannot_be_written_down_is_told_all_the_same(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.write_text("a file where the folder should be")
    monkeypatch.setattr("simulator.cli.lint.run", broken)
    answer = said("lint", CASE)
    assert answer.code == 2
    assert "LookupError: no such vein" in answer.err
    assert "the traceback cannot be kept" in answer.err


def test_a_fault_at_the_window_puts_the_attempt_away(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desks: list[Desk] = []

    def frame(window: Window, *_: object) -> None:
        assert window.table is not None
        desks.append(window.table.desk)
        assert window.table.desk.do(c.AskHistory("allergy"))
        broken()

    monkeypatch.setattr("simulator.cli.window.no_screen", str)
    monkeypatch.setattr("simulator.app.window.order_pictures", lambda *_: None)
    monkeypatch.setattr("simulator.app.window.pygame.quit", lambda: None)  # other tests draw on
    monkeypatch.setattr(Window, "frame", frame)
    answer = said("--scenario", CASE)
    assert answer.code == 2
    assert f"the attempt so far is kept in {home / 'attempts'}" in answer.err
    (desk,) = desks
    assert desk.file._file is None
    again = Desk.resume(desk.file.path)
    assert again.attempt.events == desk.attempt.events
    again.close()


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("--resume",), "--resume needs a window. SDL_VIDEODRIVER is 'dummy'"),
        (("--scenario", CASE), "--scenario needs a window. SDL_VIDEODRIVER is 'dummy'"),
        (("--scenario", CASE, "--seed", "7"), "--scenario needs a window"),
        (("--scenario", "no_such_case"), "there is no scenario 'no_such_case'"),
        (("--seed", "7"), "--seed needs --scenario"),
        (("--resume", "--scenario", CASE), "two different attempts"),
        (("--seed", "7", "lint", CASE), "are for the window"),
    ],
)
def test_what_was_asked_for_is_never_replaced_by_the_demo(
    arguments: tuple[str, ...], why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def demo(options: Namespace, reason: str = "") -> int:
        raise AssertionError("the demo was played")

    monkeypatch.setattr("simulator.cli.demo.run", demo)
    answer = said(*arguments)
    assert answer.code == 2
    assert why in answer.err
    assert "inside Filigrane" not in answer.err


def test_a_file_in_the_place_of_the_demo_folder_is_named(tmp_path: Path) -> None:
    taken = tmp_path / "README.md"
    taken.write_text("not a folder")
    answer = said("demo", "--out", taken)
    assert (answer.code, answer.err) == (2, f"{taken}: error: File exists\n")


def test_nothing_is_printed_by_what_the_demo_loads() -> None:
    code = "import simulator.app.filming"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert loaded.stdout == b""
