"""The mutation table: a hole is listed, a cover closes it, a waiver names it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from simulator.scenario.find import scenario_file
from simulator.scenario.load import Scenario, load
from simulator.scenario.told.changes import changed
from simulator.scenario.told.chronicle import records, retold
from simulator.scenario.told.expectations import read_expected
from simulator.scenario.told.mistakes import Table, mistakes, table
from simulator.scenario.told.trainee_acts import TRAINEE_ACTS
from simulator.scenario.vocabulary import details, world_of
from simulator.session.events import EVENTS
from tests.scenario.told_case import WAIVE, written


def made(file: Path, scenario: Scenario | None = None) -> Table:
    """Return the table of the first told attempt of the scenario in `file`."""
    scenario = scenario or load(file)
    expected = read_expected(file, scenario)
    world = world_of(scenario.plan, scenario.sets)
    played = expected.expectations[0].records
    return table(played, scenario.plan, scenario.rubric, world, expected.waivers)


def holes(found: Table) -> set[tuple[str, str]]:
    return {(hole.kind, hole.name) for hole in found.holes}


def test_what_no_rule_asks_for_is_a_hole(tmp_path: Path) -> None:
    found = holes(made(written(tmp_path)))
    assert ("drop", "photographed") in found
    assert ("drop", "consent_taken") not in found
    assert ("drop", "history_asked") not in found
    assert ("drop", "swab_placed") not in found
    assert ("detail", "needle_entered.angle") in found


def test_a_waiver_closes_a_hole_by_name_and_keeps_its_reason(tmp_path: Path) -> None:
    found = made(written(tmp_path, waive=WAIVE))
    assert holes(found) == set()
    waived = {u.name: u.because for u in found.unnoticed if u.because}
    assert waived["photographed"] == "nobody looks at it here"


def test_a_waiver_that_waives_nothing_is_idle(tmp_path: Path) -> None:
    extra = "  - {drop: consent_taken, because: it is noticed}\n"
    (idle,) = made(written(tmp_path, waive=WAIVE + extra)).idle
    assert idle.name == "consent_taken"


def test_a_rubric_waives_for_all_its_cases_and_a_case_may_have_its_own_reason(
    tmp_path: Path,
) -> None:
    """What a rubric waives need not be made in every case, so it is never idle."""
    shared = WAIVE.replace("nobody looks at it here", "the rubric says so")
    extra = "  - {drop: consent_taken, because: it is noticed}\n"
    (tmp_path / "mine.yaml").write_text(f"format: rubric/1\n{shared}{extra}", "utf-8")
    file = written(tmp_path)
    file.write_text(file.read_text("utf-8") + "rubric: mine.yaml\n", "utf-8")
    found = made(file)
    assert holes(found) == set()
    assert found.idle == ()
    reasons = {u.name: u.because for u in found.unnoticed if u.because}
    assert reasons["photographed"] == "the rubric says so"
    file.write_text(file.read_text("utf-8") + WAIVE, "utf-8")
    reasons = {u.name: u.because for u in made(file).unnoticed if u.because}
    assert reasons["photographed"] == "nobody looks at it here"


def test_every_mistake_is_counted_once(tmp_path: Path) -> None:
    found = made(written(tmp_path, waive=WAIVE))
    for kind, (all_made, noticed, waived) in found.counts.items():
        missed = sum(u.times for u in found.unnoticed if u.kind == kind)
        assert all_made == noticed + missed
        assert 0 <= waived <= missed


@pytest.mark.parametrize("event", TRAINEE_ACTS)
def test_the_table_of_acts_uses_words_that_exist(event: str) -> None:
    act = TRAINEE_ACTS[event]
    assert set(act.chooses) <= set(details(event))
    assert set(act.undone_by) <= set(act.chooses)
    for name, shared in act.brings:
        assert name in EVENTS
        fields = {detail.field for detail in details(name).values()}
        assert not shared or shared in fields
    for name, spoilt in (*act.spoils.items(), *((event, made) for made in act.truth.values())):
        assert set(spoilt) <= {detail.field for detail in details(name).values()}


@pytest.fixture(scope="module")
def hidden_feeder() -> tuple[Path, Scenario]:
    file = scenario_file("hidden_feeder")
    return file, load(file)


def test_every_mistake_in_the_hidden_feeder_is_covered_or_waived(hidden_feeder: Any) -> None:
    assert holes(made(*hidden_feeder)) == set()


def test_no_mistake_turns_time_back_where_something_shows_during_a_push(
    hidden_feeder: Any,
) -> None:
    """Leaving out a push that began before the colour came back once took its length with it."""
    file, scenario = hidden_feeder
    recorded = list(read_expected(file, scenario).expectations[0].records)
    at = next(n for n, one in enumerate(recorded) if one["ev"] == "injection_ended")
    fields = {detail.field: 0 for detail in details("refill_seen").values()}
    seen = fields | {"ev": "refill_seen", "tick": recorded[at]["tick"] - 5, "kind": "venous_slow"}
    recorded.insert(at, seen)
    told = retold(recorded, scenario.plan)
    assert told[at + 1].wait_ticks < 0
    world = world_of(scenario.plan, scenario.sets)
    for mistake in mistakes(told, recorded, scenario.plan, world):
        ticks = [one["tick"] for one in records(mistake.told, scenario.plan)]
        assert ticks == sorted(ticks), mistake.words
    swapped = [
        one["tick"] for one in records(changed(told, "swap", [at + 1], 0, {}), scenario.plan)
    ]
    assert swapped == sorted(swapped)


@pytest.mark.parametrize(
    ("rule", "hole"),
    [
        ("room-ready", ("drop", "skin_wiped")),
        ("photographed-first", ("drop", "photographed")),
        ("swab-taped", ("drop", "swab_taped")),
        ("entry-angle", ("detail", "needle_entered.angle")),
        ("no-emergency-kit", ("drop", "kit_checked")),
        ("walk-observed", ("detail", "patient_walked.minutes")),
    ],
)
def test_a_rule_that_is_taken_out_leaves_a_hole(
    hidden_feeder: Any, rule: str, hole: tuple[str, str]
) -> None:
    file, scenario = hidden_feeder
    left = tuple(r for r in scenario.rubric.rules if r.id != rule)
    assert len(left) < len(scenario.rubric.rules)
    without = replace(scenario, rubric=replace(scenario.rubric, rules=left))
    expected = read_expected(file, scenario).expectations[0]
    world = world_of(scenario.plan, scenario.sets)
    assert hole in holes(table(expected.records, scenario.plan, without.rubric, world))
