"""`practice`: one document of fractions, the same from one process and from two."""

import json
import os
import signal
from functools import partial

import pytest

from simulator.cli.batch import over
from simulator.cli.entry import main
from simulator.cli.grammar import PRACTISING
from simulator.cli.practice import UNCONFIRMED
from simulator.operators.practice import treated_legs
from simulator.operators.practising import TECHNIQUES

FIGURES = {
    "hidden_source",
    "clearance",
    "very_pleased",
    "excellent",
    "unsuccessful",
    "unsuccessful_hidden",
    "stain",
    "matting",
    "ulcer",
}


@pytest.mark.parametrize(
    "words",
    [
        ["--operator", "nobody"],
        ["--operator", "competent", "--legs", "0"],
        ["--operator", "competent", "--legs", "-3"],
        ["--operator", "competent", "--jobs", "none"],
        ["--operator", "competent", "--seed", "x"],
        [],
    ],
)
def test_what_cannot_be_used_is_refused(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["practice", *words]) == 2
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.ci
def test_two_processes_say_what_one_says_to_the_letter(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["practice", "--operator", "no-duplex", "--legs", "4", "--seed", "2", "--json"]
    assert main([*words, "--jobs", "1"]) == 0
    one = capsys.readouterr().out
    assert main([*words, "--jobs", "2"]) == 0
    assert capsys.readouterr().out == one
    document = json.loads(one)
    assert set(document) > FIGURES
    assert document["note"] == UNCONFIRMED
    for name in FIGURES:
        figure = document[name]
        assert 0.0 <= figure["low"] <= figure["value"] <= figure["high"] <= 1.0


@pytest.mark.ci
def test_people_are_told_in_percent_with_intervals(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["practice", "--operator", "no-duplex", "--legs", "2", "--jobs", "1"]) == 0
    said = capsys.readouterr().out
    assert "very pleased" in said
    assert " % (" in said
    assert said.splitlines()[-1] == UNCONFIRMED


@pytest.mark.ci
def test_a_dask_cluster_treats_the_same_legs_even_when_workers_are_killed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    distributed = pytest.importorskip("distributed")
    words = ["practice", "--operator", "no-duplex", "--legs", "4", "--seed", "2", "--json"]
    assert main([*words, "--jobs", "1"]) == 0
    plain = capsys.readouterr().out
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=":0", host="127.0.0.1"
    ) as cluster:
        address = cluster.scheduler_address
        client = distributed.Client(address, set_as_default=False)
        with client, client.get_executor(retries=3) as pool:
            work = partial(treated_legs, seed=2, operator="no-duplex")
            stream = over(range(4), work, pool, workers=2, at_most=1)
            found = [next(stream)]
            for nanny in tuple(cluster.workers.values()):
                os.kill(nanny.pid, signal.SIGKILL)  # while the other legs are under way
            found += list(stream)
        assert main([*words, "--scheduler", address]) == 0
    assert capsys.readouterr().out == plain
    assert found == treated_legs(range(4), seed=2, operator="no-duplex")


def test_every_technique_is_offered() -> None:
    assert set(PRACTISING) == set(TECHNIQUES)
