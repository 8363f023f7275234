"""Laws of every shipped case, over the attempts that `check` plays (and keeps for this)."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from simulator.cli.case_files import opened
from simulator.cli.playing import Play, kept, play
from simulator.scenario.find import case_name, shipped
from simulator.scenario.load import load
from simulator.scoring.engine import Score, score
from tests.operators.safety import safety

pytestmark = pytest.mark.ci

LEAST_TRAINEES = 3
SOME = ("dvt_found", "lower_back")  # played twice more in CI, the others on demand
PLAYED = (*SOME, "abpi_low", "anaphylaxis", "face_decline", "feeder_only", "hidden_feeder",
          "needle_faint", "not_now")  # as in .ci/run; the others on demand  # fmt: skip


def tiered(names: tuple[str, ...]) -> pytest.MarkDecorator:
    """Return every case as a parameter, those that are not among `names` on demand."""
    marks = {file: [] if case_name(file) in names else [pytest.mark.long] for file in shipped()}
    each = [pytest.param(file, marks=mark, id=case_name(file)) for file, mark in marks.items()]
    return pytest.mark.parametrize("file", each)


TIERED = tiered(SOME)
EVERY_CASE = tiered(PLAYED)


@cache
def events(file: Path, operator: str) -> tuple[dict[str, Any], ...]:
    """Return what happens when `operator` plays the case, played once and kept on disk."""
    asked = Play(str(file), f"operator {operator}")
    before = kept(asked, load(file))
    played = before if before is not None else play(asked)
    assert not played.fault, played.fault
    return played.events


@cache
def result(file: Path, operator: str) -> Score:
    return score(load(file).rubric, events(file, operator))


@EVERY_CASE
def test_the_expert_passes_and_harms_nobody(file: Path) -> None:
    found = result(file, "expert")
    assert found.passed
    assert found.score >= 90.0
    assert [h for h in found.harms if h.kind != "near miss"] == []


@EVERY_CASE
def test_unsafe_but_fast_never_passes(file: Path) -> None:
    assert not result(file, "unsafe-but-fast").passed
    assert result(file, "unsafe-but-fast").critical != ()


@TIERED
def test_doing_little_is_no_safer_than_doing_it_well(file: Path) -> None:
    rubric = load(file).rubric
    timid, competent = (safety(rubric, events(file, who)) for who in ("timid", "competent"))
    assert timid <= competent
    assert safety(rubric, ()) == 0.0
    if any(event["ev"] == "injection_ended" for event in events(file, "expert")):
        # Where nothing is the right answer, who dares nothing is as right as anybody.
        assert not result(file, "timid").passed


@EVERY_CASE
def test_each_veto_can_fall_and_never_on_the_expert(file: Path) -> None:
    case = opened(file)
    assert case.scenario is not None
    vetoes = {rule.id for rule in case.scenario.rubric.rules if rule.critical}
    fallen: set[str] = set()
    trainees = set()
    for expectation in case.expected.expectations:
        if expectation.is_told:
            fallen |= set(score(case.scenario.rubric, expectation.records).critical)
        elif expectation.player.startswith("operator "):
            trainees.add(expectation.player.removeprefix("operator "))
    for operator in trainees:
        fallen |= set(result(file, operator).critical)
    assert vetoes - fallen == set()
    assert result(file, "expert").critical == ()
    assert "expert" in trainees
    assert len(trainees) >= LEAST_TRAINEES
