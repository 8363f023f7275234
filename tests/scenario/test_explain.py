"""What `explain` prints is the same case, with nothing left to guess."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from simulator.base.complaints import UnusableInput
from simulator.scenario.explaining.explain import explain
from simulator.scenario.explaining.sentences import Sentences
from simulator.scenario.explaining.yaml_text import scalar, written
from simulator.scenario.find import scenario_file, shipped
from simulator.scenario.form import RuleForm
from simulator.scenario.load import load
from simulator.scenario.protocol import read_protocol
from simulator.scenario.reading.yaml_events import read

CASE = scenario_file("hidden_feeder")
PACK = read_protocol(load(CASE).protocol_text.encode(), "whiteley.yaml").limits
SAY = Sentences({name: limit.value for name, limit in PACK.items()})
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=60).filter(
    lambda t: not re.search("[\u2028\u2029]", t)
)
QUOTED = st.sampled_from(["no", "12:30", "0x1F", "1e5", "5", "~", "# a", "a: b", "- a", "x #y",
                          "true", " lead", "trail ", "a\nb\n\n c\n", "\t", "'", '"\\', "\ufeff",
                          "word " * 40, "word " * 40 + "\n"])  # fmt: skip
ANY = TEXTS | QUOTED
MOMENTS = st.sampled_from(["photographed", "scan", {"event": "vein_marked", "vein": "feeder"},
                           {"step": "scan"}, "injection_started",
                           {"event": "vein_marked", "evidence": {"in": ["measured", "watched"]}},
                           {"event": "advice_given",
                            "days": {"at_least": {"protocol": "stocking_days"}}}])  # fmt: skip
WINDOWS = st.sampled_from(["5 s", "1 min", {"protocol": "swab_after_needle_out"}])
TEMPLATES = st.one_of(
    st.fixed_dictionaries({"must": MOMENTS}, optional={"at_least": st.integers(1, 5)}),
    st.fixed_dictionaries({"never": MOMENTS}, optional={"after": MOMENTS}),
    st.fixed_dictionaries({"either": st.lists(MOMENTS, min_size=1, max_size=3)}),
    st.fixed_dictionaries({"order": st.lists(MOMENTS | st.lists(MOMENTS, min_size=1, max_size=2),
                                             min_size=2, max_size=3)}),
    st.fixed_dictionaries({"before": MOMENTS, "do": MOMENTS | st.lists(MOMENTS, min_size=1)},
                          optional={"within": WINDOWS}),
    st.fixed_dictionaries({"after": st.just("needle_withdrawn"), "do": st.just("swab_placed"),
                           "same": st.just("puncture")},
                          optional={"within": WINDOWS, "one_for_one": st.booleans()}),
    st.fixed_dictionaries({"measure": st.just("volume"), "of": st.just("injection_ended"),
                           "full_points": st.just({"up_to": {"protocol": "puncture_volume_most"}})},
                          optional={"no_points": st.just({"from": "1 ml"})}),
    st.fixed_dictionaries({"total": st.just("volume"), "of": st.just("injection_ended"),
                           "up_to": st.just("4 ml")}),
    st.fixed_dictionaries({"finish_within": WINDOWS}),
)  # fmt: skip
RULES = st.tuples(
    TEMPLATES,
    st.fixed_dictionaries({}, optional={
        "lose": st.integers(0, 50_000).map(lambda n: n / 1000), "good": ANY, "bad": ANY,
        "harm": st.booleans(), "optional": st.booleans(), "source": ANY,
        "required_to_pass": st.booleans(), "critical": st.just("Two words."),
        "for_each": st.sampled_from([{"vein": "hidden_sources"}, {"x": ["a", "b"]}]),
    }),
).map(lambda pair: pair[0] | pair[1])  # fmt: skip
PATIENTS = st.fixed_dictionaries(
    {"sources": st.just([{"id": "feeder", "kind": "reticular", "reflux": "1 s",
                          "diameter": "2 mm", "feeds": "patch"}])},
    optional={"name": ANY, "occupation": ANY, "words": ANY, "age": st.just("70 years"),
              "threads": st.integers(1, 24), "arteriole": st.sampled_from(["near", "none"]),
              "clots": st.just([{"vein": "popliteal_vein"}]),
              "history": st.lists(ANY.map(lambda a: {"item": "allergy", "answer": a}),
                                  max_size=1)},
)  # fmt: skip
CASES = st.fixed_dictionaries(
    {"title": ANY, "brief": ANY, "patient": PATIENTS},
    optional={"rules": st.lists(RULES, min_size=1, max_size=4), "pass_mark": st.just("66.7 %"),
              "rubric": st.just("standard"), "drugs": st.just(["STS"]),
              "sets": st.just({"asked": ["allergy", "clots"]}),
              "mode": st.just("exam"), "seed": st.integers(0, 999)},
)  # fmt: skip


def same(path: str | Path, text: bytes | None = None) -> bool:
    before = load(path, text)
    after = load("explained.yaml", explain(path, text).encode())
    return (before.plan, before.rubric) == (after.plan, after.rubric)


@given(CASES)
def test_what_is_printed_is_the_same_case(case: dict[str, Any]) -> None:
    rules = [
        {"id": f"r{n}", "domain": "scan", "points": 0 if {"never", "total"} & set(rule) else 7}
        | rule
        for n, rule in enumerate(case.get("rules", []))
    ]
    rules = [*rules, {"id": "some", "domain": "scan", "must": "scan", "points": 5}]
    whole = {"format": "scenario/1", "id": "x", "steps": {"scan": {"event": "probe_placed"}}} | case
    if "rules" in case:
        whole["rules"] = rules
    text = yaml.safe_dump(whole, allow_unicode=True).encode()
    try:
        load("case.yaml", text)
    except UnusableInput:
        assume(False)
    assert same("case.yaml", text)


@pytest.mark.parametrize("file", shipped(), ids=lambda f: f.name)
def test_a_shipped_case_is_printed_whole(file: Path) -> None:
    assert same(file)
    text = explain(file)
    assert "name: " in text
    for rule in {rule.id for rule in load(file).rubric.rules}:
        assert re.search(rf"  # .*\n(  #.*\n)*  - id: {rule}\n", text), rule


def test_every_limit_is_said_with_its_source_and_how_sure_it_is() -> None:
    text = " ".join(explain(CASE).replace("#", " ").split())
    for name in re.findall(r"protocol: (\w+)}", text):
        limit = PACK[name]
        sure = f"{name} = {scalar(limit.value)} ({limit.confidence}): {limit.means}. {limit.source}"
        assert " ".join(sure.split()) in text


VALUES = st.recursive(
    ANY
    | st.none()
    | st.booleans()
    | st.integers(-999, 999)
    | st.integers(0, 9**9).map(lambda n: n / 1000),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(ANY.filter(lambda t: t not in ("", "<<")), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from("abc"), VALUES, min_size=1), st.booleans())
def test_plain_values_are_written_so_that_they_read_back(value: Any, is_remarked: bool) -> None:
    text = written(value, lambda path: "\n\nabove" if is_remarked and len(path) < 3 else "")
    assert read(text.encode()).document.value == value


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ({"after": "needle_withdrawn", "do": "swab_placed", "same": "puncture",
          "within": {"protocol": "swab_after_needle_out"}, "one_for_one": True, "points": 4.0},
         "After each needle_withdrawn: swab_placed on the same puncture within 5 s, one for one. "
         "4 points."),
        ({"must": "photographed", "points": 1.0}, "photographed must happen. 1 point."),
        ({"never": {"step": "push", "lying": False}, "after": "stocking", "lose": 2.5},
         "push (lying false) must never happen after stocking. Broken, it takes 2.5 off."),
        ({"order": ["a", ["b", "c"], "d"], "optional": True},
         "In this order: a; b and c in any order; d. Shown, never counted."),
        ({"before": "a", "do": ["b", {"event": "c", "vein": "$vein"}],
          "for_each": {"vein": "hidden_sources"}, "critical": "No."},
         "For each vein of hidden_sources: before each a: b and c (vein $vein). "
         "Broken, the attempt fails."),
        ({"measure": "angle", "of": "needle_entered", "full_points": {"from": "5 deg",
          "to": "20 deg"}, "no_points": {"up_to": "0 deg", "from": "30 deg"}, "points": 3.0},
         "The angle of each needle_entered: full points from 5 deg to 20 deg, "
         "none up to 0 deg or from 30 deg. 3 points."),
        ({"total": "volume", "of": "push", "up_to": "4 ml", "harm": True},
         "The volume of all push together: up to 4 ml. Belongs to the ledger of harm."),
        ({"finish_within": "60 min", "required_to_pass": True},
         "The attempt ends within 60 min. Nobody passes without it."),
        ({"either": ["a", "b"], "points": 2.0}, "One of these must happen: a; b. 2 points."),
    ],
)  # fmt: skip
def test_a_rule_is_said_in_a_sentence(rule: dict[str, Any], said: str) -> None:
    assert SAY.of(RuleForm(id="r", domain="scan", **rule)) == said
