"""Attempt scripts name things by meaning; their mistakes are told like those of scenarios."""

from dataclasses import fields

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from simulator.base.complaints import UnusableInput
from simulator.scenario import acts as a
from simulator.scenario.find import case_name, shipped
from simulator.scenario.load import load
from simulator.scenario.reading.quantities import quantity
from simulator.scenario.script import Script, read_script, spoken
from simulator.scenario.vocabulary import world_of

CASE = load(next(path for path in shipped() if path.name.startswith("hidden_feeder")))
HEAD = "format: attempt/1\ndo:\n"


def script(body: str) -> Script:
    return read_script("attempt.yaml", CASE, (HEAD + body).encode())


def complaints(body: str) -> list[str]:
    with pytest.raises(UnusableInput) as refused:
        script(body)
    return [str(c) for c in refused.value.complaints]


def test_a_short_form_fills_the_first_detail() -> None:
    assert script("  - ask: [allergy, clots]\n").acts == (a.Ask(items=("allergy", "clots")),)
    assert script("  - ask: allergy\n").acts == (a.Ask(items=("allergy",)),)
    assert script("  - decide: suitable\n").acts == (a.Decide(decision="suitable"),)
    assert script("  - pass: 6 weeks\n").acts == (a.Pass(days=42.0),)
    assert script("  - consent\n  - measure stocking\n").acts == (a.Consent(), a.MeasureStocking())


def test_all_means_everything_that_this_case_has() -> None:
    (act,) = script("  - explain: all\n").acts
    assert act == a.Explain(items=CASE.plan.consent_items)


def test_an_injection_is_said_in_words_and_kept_in_core_units() -> None:
    body = (
        "  - inject: {thread: thread-3, at: feeding arm, volume: 0.15 ml, over: 8 s,\n"
        "             angle: 12 deg, depth: 0.5 mm, then: swab and tape, swab after: 2 s}\n"
    )
    (act,) = script(body).acts
    assert isinstance(act, a.Inject)
    assert (act.thread, act.at, act.then) == ("thread-3", "feeding_arm", "swab_and_tape")
    assert (act.volume_ul, act.over_s, act.depth_mm, act.swab_after_s) == (150.0, 8.0, 0.5, 2.0)
    assert act.angle_rad == pytest.approx(0.2094395)
    assert (act.line, act.column) == (3, 5)


def test_loops_are_unrolled_and_may_be_nested() -> None:
    body = (
        "  - for: {vein: [aasv, gsv]}\n"
        "    do:\n"
        "      - scan: $vein\n"
        "      - for: {view: [longitudinal, transverse]}\n"
        "        do:\n"
        "          - scan: {vein: $vein, view: $view}\n"
    )
    assert [(s.vein, s.view) for s in script(body).acts if isinstance(s, a.Scan)] == [
        ("aasv", "longitudinal"),
        ("aasv", "longitudinal"),
        ("aasv", "transverse"),
        ("gsv", "longitudinal"),
        ("gsv", "longitudinal"),
        ("gsv", "transverse"),
    ]
    threads = script("  - for: {t: threads}\n    do: [{inject: $t}]\n").acts
    assert len(threads) == CASE.plan.patient.threads


@pytest.mark.parametrize("name", a.ACTS)
def test_every_act_can_be_written_with_all_its_details(name: str) -> None:
    kind = a.ACTS[name]
    world = world_of(CASE.plan, {})
    details = []
    for item in fields(kind):
        meaning = item.metadata
        if not meaning:
            continue
        if meaning["kind"] == "amount":
            value = meaning["low"]
            assert quantity(value, meaning["dimension"]) < quantity(
                meaning["high"], meaning["dimension"]
            )
        elif meaning["kind"] == "flag":
            value = "false"
        else:
            value = meaning["allowed"](world)[-1].replace("_", " ")
        details.append(f"{spoken(item)}: {value}")
    written = f"{{{', '.join(details)}}}" if details else "null"
    (act,) = script(f"  - {name}: {written}\n").acts
    assert type(act) is kind


BROKEN = {
    "  - aks: allergy\n": "3:5: error S304: there is no act 'aks'; did you mean 'ask'?",
    "  - ask: [allergy, alergy]\n": "3:20: error L409: 'items' cannot be 'alergy'; did you mean",
    "  - inject: {thread: thread-9}\n": "3:22: error L409: 'thread' cannot be 'thread-9'",
    "  - inject: {volume: 0.2 ml}\n": "3:5: error S202: 'inject' needs 'thread'",
    "  - inject: {thread: thread-1, volme: 1 ml}\n": "3:32: error S305: 'inject' has no detail",
    "  - inject: {thread: thread-1, over: 8}\n": "3:38: error S306: write a time with a unit",
    "  - inject: {thread: thread-1, volume: 20 ml}\n": "3:40: error S315: '20 ml' is out of range",
    "  - walk: 15 s\n": "3:11: error S315: '15 s' is out of range for 'for' (allowed: 1 min to",
    "  - consent: yes\n": "3:14: error S206: 'consent' cannot be 'yes' (it stands alone)",
    "  - scan: {vein: aasv, colour: yes}\n": "3:32: error S203: write true or false, not 'yes'",
    "  - scan: $vein\n": "3:11: error S311: '$vein' stands for nothing here (only inside a loop)",
    "  - for: {v: veins}\n    do: [consent]\n": "3:14: error S309: there is no set 'veins'",
    "  - for: {v: [gsv]}\n": "3:5: error S312: a loop needs 'do' with a list of acts",
    "  - [ask]\n": "3:5: error S301: write one act, not a list",
    "  - {ask: allergy, consent: null}\n": "3:5: error S301: write one act, not a group of keys",
    "  consent\n": "3:3: error S206: 'do' must be a list, not 'consent'",
}


@pytest.mark.parametrize("body", BROKEN)
def test_a_mistake_in_a_script_is_told_with_its_place(body: str) -> None:
    (message,) = complaints(body)
    assert message.startswith(f"attempt.yaml:{BROKEN[body]}")


def test_all_mistakes_of_a_script_are_told_at_once_and_each_once() -> None:
    body = "  - aks: x\n  - for: {t: threads}\n    do: [{inject: {thread: $t, over: 8}}, consnt]\n"
    assert len(complaints(body)) == 3


def test_a_scenario_is_no_script() -> None:
    with pytest.raises(UnusableInput, match="'format' cannot be 'scenario/1'"):
        read_script("attempt.yaml", CASE, CASE.text.encode())


WORDS = st.sampled_from([*a.ACTS, "all", "aasv", "thread-1", "$t", "5 s", "0.1 ml", "swab", "for"])
VALUES = st.recursive(
    WORDS | st.integers(-9, 99) | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=8,
)


@given(st.lists(VALUES, max_size=5))
def test_any_script_is_read_or_refused(do: list) -> None:
    body = yaml.safe_dump({"format": "attempt/1", "do": do})
    try:
        assert isinstance(read_script("attempt.yaml", CASE, body.encode()), Script)
    except UnusableInput as refused:
        told = refused.complaints
    else:
        told = ()
    assert all(c.line >= 1 and c.what for c in told)


def test_the_shipped_attempts_read_without_a_complaint() -> None:
    attempts = sorted((shipped()[0].parent / "attempts").glob("*.yaml"))
    assert attempts
    for file in attempts:
        case = load(next(f for f in shipped() if file.stem.startswith(case_name(f))))
        acts = read_script(file, case).acts
        assert isinstance(acts[-1], a.Finish)
        assert sum(isinstance(act, a.Inject) for act in acts) == case.plan.patient.threads
