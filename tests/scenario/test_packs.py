"""Protocol packs: two schools, limits with their sources, and rules that only one of them has."""

from pathlib import Path

import pytest

from simulator.base.complaints import UnusableInput
from simulator.scenario.find import scenarios_folder, shipped_protocols
from simulator.scenario.load import lint, load
from simulator.scenario.protocol import read_protocol

CASE = """format: scenario/1
id: two_schools
title: Two schools
brief: A few thread veins.
protocol: school
rules:
  - {id: asked, domain: consultation, must: history_asked, points: 100}
  - id: scanned
    domain: scan
    when: {protocol: duplex_always}
    before: injection_started
    do: probe_placed
    within: {protocol: scan_window}
    critical: Threads injected with no duplex.
"""
PACK = """format: protocol/1
id: school
title: A school
limits:
"""
LIMIT = "  {}: {{value: {}, means: m, source: s, confidence: guess}}\n"


def school(**limits):
    """Return the case under a pack of these limits."""
    pack = PACK + "".join(LIMIT.format(name, value) for name, value in limits.items())
    return load("two.scenario.yaml", CASE.encode(), protocol_bytes=pack.encode())


def complaints(**limits):
    with pytest.raises(UnusableInput) as told:
        school(**limits)
    return [str(c) for c in told.value.complaints]


def packs():
    return {path.stem: read_protocol(path.read_bytes(), path.name) for path in shipped_protocols()}


def test_a_rule_counts_only_where_its_school_says_true():
    strict = school(duplex_always="true", scan_window="90 s")
    lenient = school(duplex_always="false", scan_window="90 s")
    assert [rule.id for rule in strict.rubric.rules] == ["asked", "scanned"]
    assert [rule.id for rule in lenient.rubric.rules] == ["asked"]


def test_a_rule_that_is_left_out_does_not_ask_for_its_limits():
    assert len(school(duplex_always="false").rubric.rules) == 1
    assert "no limit 'scan_window'" in complaints(duplex_always="true")[0]


def test_when_names_a_limit_that_is_true_or_false():
    assert "neither true nor false" in complaints(duplex_always="5 s", scan_window="5 s")[0]
    assert "no limit 'duplex_always'" in complaints(scan_window="5 s")[0]
    text = CASE.replace("{protocol: duplex_always}", "always")
    with pytest.raises(UnusableInput, match="'when' cannot be 'always'"):
        load("two.scenario.yaml", text.encode(), protocol_bytes=(PACK + LIMIT.format(
            "scan_window", "5 s")).encode())  # fmt: skip


def test_a_true_or_false_limit_is_no_quantity():
    found = complaints(duplex_always="true", scan_window="true")
    assert any("scan" in line or "true" in line for line in found)


def test_the_pass_mark_is_the_packs_unless_the_case_sets_one():
    given = {"duplex_always": "false", "pass_mark": "75 %"}
    assert school(**given).rubric.pass_mark == 75.0
    assert school(duplex_always="false").rubric.pass_mark == 90.0


def test_the_shipped_schools_speak_of_the_same_things_and_disagree():
    whiteley, other = packs()["whiteley"], packs()["symptomatic-duplex"]
    assert set(whiteley.limits) == set(other.limits)
    assert whiteley.limits["duplex_for_everyone"].value is True
    assert other.limits["duplex_for_everyone"].value is False
    assert whiteley.limits["stocking_days"].value != other.limits["stocking_days"].value


@pytest.mark.parametrize("path", shipped_protocols(), ids=lambda path: Path(path).stem)
def test_every_limit_has_a_source_and_owns_up_when_it_is_a_guess(path):
    for limit in read_protocol(path.read_bytes(), path.name).limits.values():
        assert limit.source.strip()
        assert limit.means.strip()
        if limit.source.startswith("ours"):
            assert limit.confidence == "guess", limit.name


def test_the_hidden_feeder_can_be_judged_by_either_school():
    file = scenarios_folder() / "hidden_feeder.scenario.yaml"
    ids = {}
    for path in shipped_protocols():
        text = file.read_bytes().replace(b"protocol: whiteley ", f"protocol: {path.stem} ".encode())
        scenario = load(file, text, protocol_bytes=path.read_bytes())
        assert scenario.rubric.protocol == path.stem
        ids[path.stem] = {rule.id for rule in scenario.rubric.rules}
    assert "threads-without-duplex" in ids["whiteley"] - ids["symptomatic-duplex"]
    assert "pattern-asks-for-duplex" in ids["symptomatic-duplex"] - ids["whiteley"]


def test_a_limit_that_the_shipped_packs_have_is_of_the_same_kind(tmp_path: Path) -> None:
    pack = """format: protocol/1
id: ours
title: Ours
limits:
  session_volume: {value: 10, means: a, source: b, confidence: guess}
  swab_after_needle_out: {value: 5 ml, means: a, source: b, confidence: guess}
  compression_for_everyone: {value: 21 days, means: a, source: b, confidence: guess}
  of_our_own: {value: 3, means: a, source: b, confidence: guess}
"""
    file = tmp_path / "ours.yaml"
    file.write_text(pack, "utf-8")
    found = [(c.line, c.what, c.hint) for c in lint(file)]
    assert [line for line, _, _ in found] == [5, 6, 7]
    assert found[0][1] == "'session_volume' cannot be 10"
    assert found[0][2] == "the shipped packs have it as '10 ml'"


def test_points_that_the_pack_leaves_out_are_no_points() -> None:
    case = CASE.replace(
        "must: history_asked, points: 100", "must: history_asked, critical: Ask it."
    )
    case = case.replace("    critical: Threads", "    points: 100\n    bad: Threads")
    pack = PACK + "".join(LIMIT.format(*pair) for pair in (("duplex_always", "false"),
                                                           ("scan_window", "5 s")))  # fmt: skip
    with pytest.raises(UnusableInput, match="no rule gives points"):
        load("two.scenario.yaml", case.encode(), protocol_bytes=pack.encode())
