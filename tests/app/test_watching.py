"""A scenario's file changes while its window is open: real files, no waiting."""

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from simulator.app import watcher as watcher_module
from simulator.app import window as window_module
from simulator.app.desk import Desk, read_attempt
from simulator.app.watcher import LOOK_EVERY_S, News, Watcher, stamps_of
from simulator.app.window import Window
from simulator.scenario.carried import rules_of
from simulator.scenario.load import Scenario, load
from simulator.session import commands as c
from simulator.session.attempt import replay
from tests.cli.playing import CASE, said


class Bench:
    """A window on a scenario file that can be written to, and a watcher that looks when told."""

    case = Path(CASE).read_text("utf-8")

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("FILIGRANE_HOME", str(folder / "home"))
        monkeypatch.setattr(window_module, "order_pictures", lambda *_: None)
        self.file = folder / "mine.scenario.yaml"
        self.file.write_text(self.case, "utf-8")
        scenario = load(self.file)
        self.watcher = Watcher(self.file, scenario)
        self.window = Window((1280, 720))
        self.window.watch(self.watcher, scenario, 3)
        self.frames = 0
        self.frame()

    @property
    def desk(self) -> Desk:
        assert self.window.table is not None
        return self.window.table.desk

    def frame(self) -> None:
        self.window.frame((), self.frames / 60)
        self.frames += 1

    def change(self, old: str, new: str, file: Path | None = None) -> None:
        """Edit the file, look once, show a frame."""
        file = file or self.file
        text = file.read_text("utf-8")
        assert old in text
        rewrite(file, text.replace(old, new))
        self.watcher.look()
        self.frame()


def rewrite(file: Path, text: str) -> None:
    """Write `text` so that its stamp is another one, however fast the clock of the disk is."""
    before = file.stat().st_mtime_ns
    file.write_text(text, "utf-8")
    os.utime(file, ns=(before + 1_000_000, before + 1_000_000))


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    return Bench(tmp_path, monkeypatch)


def heads(bench: Bench) -> list[dict[str, Any]]:
    folder = bench.desk.file.path.parent
    return [
        json.loads(file.read_text("utf-8").splitlines()[0])
        for file in sorted(folder.glob("*.jsonl"))
    ]


def test_nothing_is_told_while_nothing_changes(bench: Bench) -> None:
    desk = bench.desk
    bench.watcher.look()
    assert bench.watcher.take() is None
    bench.frame()
    assert bench.desk is desk


def test_a_file_that_was_only_saved_again_changes_nothing(bench: Bench) -> None:
    desk = bench.desk
    bench.change("pass_mark: 50 %", "pass_mark: 50 %")
    assert bench.desk is desk
    assert bench.desk.notice == ""


def test_new_rules_judge_the_attempt_that_goes_on(bench: Bench) -> None:
    desk, seed = bench.desk, bench.desk.state.world.seed
    desk.do(c.AskHistory("allergy"))
    desk.pass_ticks(700)
    bench.change("item: allergy", "item: clots")
    assert bench.desk is desk
    assert "judged by the new ones" in desk.notice
    assert desk.notice_tone == "done"
    desk.do(c.AskHistory("mobility"), c.FinishAttempt())
    assert desk.judge().score == 0.0  # clots were never asked about
    assert seed == desk.state.world.seed == 3


def test_no_trace_says_it_was_played_under_rules_that_it_was_not(bench: Bench) -> None:
    desk = bench.desk
    desk.do(c.AskHistory("allergy"))
    desk.pass_ticks(1500)
    first = desk.file.path
    bench.change("item: allergy", "item: clots")
    desk.do(c.AskHistory("clots"), c.FinishAttempt())
    desk.file.close()
    assert not first.exists()
    (head,) = heads(bench)
    assert head["scenario_text"] == bench.file.read_text("utf-8")
    trace, _ = read_attempt(desk.file.path)
    assert [r["item"] for r in trace.commands if "item" in r] == ["allergy", "clots"]
    _, lost = replay(trace, rules_of(trace).plan)
    assert lost is None
    assert said("verify", desk.file.path).code == 0


def test_a_finished_attempt_is_judged_anew_and_its_first_record_stays(bench: Bench) -> None:
    desk = bench.desk
    desk.do(c.AskHistory("allergy"), c.FinishAttempt())
    before, first = desk.judge().score, desk.file.path
    bench.change("points: 60", "points: 90")
    assert desk.judge().score > before
    assert first.exists()
    assert len({head["scenario_sha256"] for head in heads(bench)}) == 2


def test_another_patient_begins_the_case_anew(bench: Bench) -> None:
    desk = bench.desk
    desk.do(c.AskHistory("allergy"))
    bench.change("age: 44 years", "age: 54 years")
    assert bench.desk is not desk
    assert bench.desk.state.patient.spec.age_years == 54
    assert bench.desk.state.world.seed == 3
    assert bench.desk.state.consultation.asked == ()
    assert "begins anew" in bench.desk.notice
    assert desk.file.path.exists()  # what was played of the old case stays, under its own rules


def test_a_mistake_is_told_and_the_last_good_version_stays(bench: Bench) -> None:
    desk = bench.desk
    text = bench.file.read_text("utf-8")
    bench.change("pass_mark: 50 %", "pass_mark: 50\nmood: good")
    assert bench.desk is desk
    assert bench.window.broken.startswith("mine.scenario.yaml:")
    assert "(and 1 more)" in bench.window.broken
    assert bench.window.ui.fits()
    bench.change("pass_mark: 50\nmood: good", "pass_mark: 50 %")
    assert bench.file.read_text("utf-8") == text
    assert bench.window.broken == ""
    assert bench.desk is desk


def test_a_file_that_vanishes_is_told_and_may_come_back(bench: Bench) -> None:
    text = bench.file.read_text("utf-8")
    bench.file.unlink()
    bench.watcher.look()
    bench.frame()
    assert bench.window.broken != ""
    bench.file.write_text(text, "utf-8")
    bench.watcher.look()
    bench.frame()
    assert bench.window.broken == ""


def test_a_long_complaint_ends_in_dots_at_every_size(bench: Bench) -> None:
    bench.window.broken = "mine.scenario.yaml:3:1: " + "this is not a word that I know, " * 30
    for scale in (1.0, 1.5, 2.0):
        assert bench.window.table is not None
        bench.window.table.settings.text_scale = scale
        bench.frame()
        assert bench.window.ui.fits(), [m.words for m in bench.window.ui.misfits]


def test_a_pack_beside_the_scenario_is_watched_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = tmp_path / "protocols" / "whiteley.yaml"
    pack.parent.mkdir()
    shutil.copy(Path(__file__).parents[2] / "scenarios" / "protocols" / "whiteley.yaml", pack)
    bench = Bench(tmp_path, monkeypatch)
    desk = bench.desk
    bench.change("title: Duplex for everyone", "title: Duplex for all", pack)
    assert bench.desk is desk
    assert "judged by the new ones" in desk.notice
    bench.change("value: 10 ml", "value: 8 ml", pack)  # the dose beside the syringe is in the plan
    assert bench.desk is not desk


def test_a_rubric_of_its_own_is_watched_and_carried_by_the_new_trace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rubric = tmp_path / "rubrics" / "mine.yaml"
    rubric.parent.mkdir()
    rule = "{id: asked, domain: plan, must: {event: history_asked, item: allergy}, points: 4}"
    rubric.write_text(f"format: rubric/1\nrules:\n  - {rule}\n", "utf-8")
    case = "format: scenario/1\nid: leaning\ntitle: x\nbrief: y\nrubric: mine\n"
    monkeypatch.setattr(Bench, "case", case)
    bench = Bench(tmp_path, monkeypatch)
    desk = bench.desk
    desk.do(c.AskHistory("allergy"))
    bench.change("item: allergy", "item: clots", rubric)
    assert bench.desk is desk
    desk.do(c.FinishAttempt())
    assert desk.judge().score == 0.0
    desk.file.close()
    (head,) = heads(bench)
    assert "item: clots" in "".join(head["parts"].values())
    assert said("verify", desk.file.path).code == 0


def test_other_cases_in_the_folder_are_no_part_of_this_one(tmp_path: Path) -> None:
    mine = tmp_path / "mine.scenario.yaml"
    shutil.copy(CASE, mine)
    before = stamps_of(mine)
    for name in ("other.scenario.yaml", "told.telling.yaml", "acts.attempt.yaml"):
        (tmp_path / name).write_text("x", "utf-8")
    assert stamps_of(mine) == before
    (tmp_path / "patients").mkdir()
    (tmp_path / "patients" / "someone.yaml").write_text("x", "utf-8")
    assert stamps_of(mine) != before


def test_it_looks_four_times_a_second_until_it_is_stopped(tmp_path: Path) -> None:
    mine = tmp_path / "mine.scenario.yaml"
    shutil.copy(CASE, mine)
    waited: list[float] = []

    def wait(seconds: float) -> bool:
        """A clock that stands in for real time: the file changes while it waits."""
        waited.append(seconds)
        if len(waited) == 3:
            rewrite(mine, mine.read_text("utf-8").replace("points: 60", "points: 70"))
        return len(waited) == 5

    watcher = Watcher(mine, load(mine), wait)
    watcher._run()
    assert waited == [LOOK_EVERY_S] * 5
    news = watcher.take()
    assert news is not None
    assert news.scenario is not None
    assert watcher.take() is None


def test_a_file_that_is_still_being_written_waits_for_the_next_look(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = tmp_path / "mine.scenario.yaml"
    shutil.copy(CASE, mine)
    watcher = Watcher(mine, load(mine))
    whole = mine.read_text("utf-8") + "# end\n"
    rewrite(mine, whole[:400])

    def load_while_it_grows(path: Path) -> Scenario:
        try:
            return load(path)
        finally:
            if mine.read_text("utf-8") != whole:
                rewrite(mine, whole)

    monkeypatch.setattr(watcher_module, "load", load_while_it_grows)
    watcher.look()
    assert watcher.take() is None
    watcher.look()
    news = watcher.take()
    assert news is not None
    assert news.complaints == ()


def test_news_name_the_first_complaint_and_count_the_rest() -> None:
    assert News().words == ""


def test_to_watch_without_a_scenario_is_refused() -> None:
    answer = said("--watch")
    assert answer.code == 2
    assert "--watch needs --scenario" in answer.err
    assert said("--watch", "lint", CASE).code == 2
