"""Expectations: told attempts, changes to them, and what is said when one is not met."""

from pathlib import Path

import pytest

from simulator.base.complaints import Complaint
from simulator.base.units import TICKS_PER_SECOND
from simulator.scenario.load import load
from simulator.scenario.told.differences import judged
from simulator.scenario.told.expectations import Expectation, read_expected
from tests.scenario.told_case import EXPECT, written

CHANGED = """\
expect:
  - name: changed
    like: model.telling.yaml
    change:
      - {change}
    passed: true
"""


def expectations(folder: Path, expect: str = EXPECT) -> tuple[Expectation, ...]:
    file = written(folder, expect)
    return read_expected(file, load(file)).expectations


def changed(folder: Path, change: str) -> list[dict[str, object]]:
    (one,) = expectations(folder, CHANGED.replace("{change}", change))
    return list(one.records)


def said(folder: Path, expect: str) -> list[Complaint]:
    file = written(folder, expect)
    scenario = load(file)
    return [
        complaint
        for one in read_expected(file, scenario).expectations
        for complaint in judged(one, scenario.rubric, one.records)
    ]


def kinds(records: list[dict[str, object]]) -> list[object]:
    return [record["ev"] for record in records]


@pytest.fixture
def model(tmp_path: Path) -> list[dict[str, object]]:
    return list(expectations(tmp_path)[0].records)


def test_met_expectations_say_nothing(tmp_path: Path) -> None:
    assert said(tmp_path, EXPECT) == []


def test_dropped_events_are_gone_and_the_rest_moves_up(tmp_path: Path, model: list) -> None:
    records = changed(tmp_path, "{drop: photographed}")
    assert kinds(records) == [kind for kind in kinds(model) if kind != "photographed"]


def test_a_delay_moves_its_event_and_everything_after_it(tmp_path: Path, model: list) -> None:
    records = changed(tmp_path, "{delay: swab_placed, number: 2, by: 10 s}")
    late = [a["tick"] - b["tick"] for a, b in zip(records, model, strict=True)]
    place = [n for n, kind in enumerate(kinds(model)) if kind == "swab_placed"][1]
    assert late[:place] == [0] * place
    assert set(late[place:]) == {10 * TICKS_PER_SECOND}


def test_a_number_counts_the_events_that_fit(tmp_path: Path) -> None:
    records = changed(tmp_path, "{set: swab_placed, number: 3, to: {offset: 4 mm}}")
    assert [r["offset_um"] for r in records if r["ev"] == "swab_placed"] == [1000, 1000, 4000]


def test_where_looks_at_what_follows_by_itself_too(tmp_path: Path) -> None:
    records = changed(tmp_path, "{drop: swab_placed, where: {puncture: 1}}")
    assert [r["puncture"] for r in records if r["ev"] == "swab_placed"] == [0, 2]


def test_double_tells_twice_and_swap_changes_places(tmp_path: Path, model: list) -> None:
    assert kinds(changed(tmp_path, "{double: consent_taken}")).count("consent_taken") == 2
    swapped = kinds(changed(tmp_path, "{swap: consent_taken}"))
    assert swapped[:3] == ["history_asked", "photographed", "consent_taken"]
    assert sorted(map(str, swapped)) == sorted(map(str, kinds(model)))


def test_a_score_that_is_too_low_names_the_rules_that_cost_most(tmp_path: Path) -> None:
    (complaint,) = said(
        tmp_path,
        """\
expect:
  - name: late swabs are nothing
    like: model.telling.yaml
    change:
      - {delay: swab_placed, number: 2, by: 10 s}
    score: {at_least: 100 %}
""",
    )
    assert complaint.code == "E502"
    assert complaint.excerpt.strip() == "score: {at_least: 100 %}"
    assert complaint.what == (
        "late swabs are nothing: score: at least 100 %, but 80.0 %: swab-at-once lost 20 of 60: "
        "No swab on the puncture within five seconds"
    )


@pytest.mark.parametrize(
    ("claim", "words"),
    [
        ("passed: true", "it should pass, but it breaks consent-first: Injected without consent."),
        ("score: {up_to: 50 %}", "score: up to 50 %, but 100.0 %"),
        ("broken: [asked]", "broken: expected asked, which was kept"),
        ("critical: []", "critical: consent-first was not expected: Injected without consent"),
        ("untested: [asked]", "untested: expected asked, which was kept"),
    ],
)
def test_every_claim_that_fails_is_told_at_its_own_key(
    tmp_path: Path, claim: str, words: str
) -> None:
    (complaint,) = said(
        tmp_path,
        f"""\
expect:
  - name: no consent
    like: model.telling.yaml
    change:
      - {{drop: consent_taken}}
    {claim}
""",
    )
    assert complaint.what == f"no consent: {words}"
    assert complaint.excerpt.strip() == claim
    assert complaint.column == 5


def test_what_should_fail_and_passes_is_told(tmp_path: Path) -> None:
    (complaint,) = said(tmp_path, EXPECT.replace("passed: true", "passed: false", 1))
    assert complaint.what == "as it should be: it should fail, but it passes with 100.0 %"


def test_a_file_outside_the_folder_is_never_read(tmp_path: Path) -> None:
    (tmp_path / "outside.telling.yaml").write_text("format: telling/1\ntell: []\n")
    folder = tmp_path / "inside"
    written(folder)
    (folder / "link.telling.yaml").symlink_to(tmp_path / "outside.telling.yaml")
    from simulator.scenario.load import lint

    for name in ("../outside.telling.yaml", "link.telling.yaml", "/etc/x.telling.yaml"):
        file = written(folder, EXPECT.replace("model.telling.yaml", name, 1))
        assert [c.code for c in lint(file)] == ["E316"], name
