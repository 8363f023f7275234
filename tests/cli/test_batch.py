"""Thousands of traces: in order, nothing lost, and the same answer whoever did the work."""

import json
import os
import signal
import time
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.base.complaints import UnusableInput
from simulator.cli.batch import AHEAD, CHUNK, over, traces_in, workers_for
from simulator.cli.score import Wanted, answers
from tests.cli.course import course
from tests.cli.playing import said

RECORDED = Wanted(
    is_recorded=True,
    is_json=True,
    is_junit=False,
    is_summed_up=False,
    pass_mark=None,
    rules=None,
    pack=None,
)


class Counting(Executor):
    """Does the work when it is asked for, and remembers how much was ever under way."""

    def __init__(self):
        self.most = self.now = self.sizes = 0

    def submit(self, work, chunk):
        self.now += 1
        self.most, self.sizes = max(self.most, self.now), max(self.sizes, len(chunk))
        future: Future = Future()

        def result(timeout=None):
            self.now -= 1
            return work(chunk)

        future.result = result
        return future


@given(st.integers(0, 900), st.integers(1, 4))
def test_every_path_is_worked_on_once_and_in_order(count, workers):
    paths = [str(n) for n in range(count)]
    counting = Counting()
    assert list(over(paths, list, counting, workers=workers)) == paths
    assert list(over(paths, list, None)) == paths
    assert counting.most <= AHEAD * workers
    assert counting.sizes <= CHUNK


def test_results_come_before_everything_is_read():
    counting = Counting()
    stream = over([str(n) for n in range(100_000)], list, counting, workers=2)
    assert [next(stream) for _ in range(3)] == ["0", "1", "2"]
    assert counting.most <= AHEAD * 2


def test_a_folder_means_every_trace_below_it_in_order_of_name(tmp_path):
    course(tmp_path / "b", 2)
    course(tmp_path / "a", 1)
    (tmp_path / "a" / "notes.txt").write_text("no trace")
    found = [Path(name).relative_to(tmp_path).as_posix() for name in traces_in([str(tmp_path)])]
    assert found == ["a/000.jsonl", "b/000.jsonl", "b/001.jsonl"]


def test_a_folder_without_traces_is_said_so(tmp_path):
    with pytest.raises(UnusableInput, match="no trace"):
        traces_in([str(tmp_path)])


def test_processes_are_started_only_when_there_is_enough_to_do():
    assert workers_for(None, 3) == 1
    assert workers_for(None, 4000) == (os.cpu_count() or 1)
    assert workers_for(2, 3) == 2
    assert workers_for(8, 3) == 3


def test_a_damaged_trace_is_told_with_its_line_and_the_rest_is_scored(tmp_path):
    folder = course(tmp_path / "course", 5, damaged=2)
    answer = said("score", folder, "--recorded", "--jobs", "2")
    assert answer.code == 2
    assert answer.out.count(": passed, 100.0 of 100") == 4
    assert f"{folder / '002.jsonl'}:3:1: error T200" in answer.err


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_two_processes_say_what_one_says_byte_for_byte(tmp_path, form):
    folder = course(tmp_path / "course", 9, damaged=4)
    one = said("score", folder, "--recorded", "--jobs", "1", *form)
    two = said("score", folder, "--recorded", "--jobs", "2", *form)
    assert one == two
    if form:
        document = json.loads(one.out)
        assert len(document["attempts"]) == 9
        assert document["passed"] is False


def test_the_junit_of_a_batch_holds_every_attempt(tmp_path):
    folder = course(tmp_path / "course", 4, damaged=0)
    said("score", folder, "--recorded", "--jobs", "2", "--junit", tmp_path / "out.xml")
    assert 'tests="4" failures="0" errors="1"' in (tmp_path / "out.xml").read_text("utf-8")


def test_the_summary_of_a_batch_is_appended_where_it_is_asked_for_or_to_the_step(
    tmp_path, monkeypatch
):
    folder, page = course(tmp_path / "course", 3), tmp_path / "step.md"
    (folder / "001.jsonl").write_text("no trace\n")
    page.write_text("before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(page))
    assert said("score", "--recorded", folder).code == 2
    assert page.read_text().startswith("before\n### Filigrane\n\n3 attempts: 2 passed")
    said("score", "--recorded", folder, "--summary", tmp_path / "own.md", "--jobs", "2")
    assert (tmp_path / "own.md").read_text() in page.read_text()


def _dies_in_a_worker(chunk, parent):
    if os.getpid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)
    return list(chunk)


def test_a_worker_that_dies_loses_nothing():
    paths = [str(n) for n in range(40)]
    with ProcessPoolExecutor(2) as pool:
        work = partial(_dies_in_a_worker, parent=os.getpid())
        assert list(over(paths, work, pool, workers=2)) == paths


def test_an_address_that_is_none_is_a_plain_complaint(tmp_path):
    folder = course(tmp_path / "course", 1)
    answer = said("score", folder, "--scheduler", "nonsense://nowhere")
    assert answer.code == 2
    assert "scheduler" in answer.err or "dask" in answer.err


@pytest.mark.ci
def test_a_dask_cluster_says_the_same_even_when_a_worker_is_killed(tmp_path):
    distributed = pytest.importorskip("distributed")
    folder = course(tmp_path / "course", 60, damaged=7)
    names = traces_in([str(folder)])
    plain = said("score", folder, "--recorded", "--jobs", "1", "--json")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=":0", host="127.0.0.1"
    ) as cluster:
        address = cluster.scheduler_address
        assert said("score", folder, "--recorded", "--scheduler", address, "--json") == plain
        nanny = next(iter(cluster.workers.values()))
        client = distributed.Client(address, set_as_default=False)
        with client, client.get_executor(retries=3) as pool:
            work = partial(answers_slowly, wanted=RECORDED)
            stream = over(names, work, pool, workers=2)
            found = [next(stream)]
            os.kill(nanny.pid, signal.SIGKILL)  # while other chunks are under way
            found += list(stream)
    assert [a.document for a in found] == [a.document for a in answers(names, RECORDED)]


def answers_slowly(chunk, wanted):
    """Work that lasts long enough to be interrupted."""
    time.sleep(0.1)
    return answers(chunk, wanted)
