"""A telling becomes records like those of a trace, with what follows by itself."""

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.anatomy.spec import DRAINS, FACE, SOURCE_KINDS, PatientSpec
from simulator.base.units import TICKS_PER_SECOND
from simulator.physics.valves import reflux_limit_ms
from simulator.scenario.protocol import Protocol
from simulator.scenario.told.chronicle import (
    FOLLOWING,
    OUTCOME_DAY,
    Told,
    needed,
    records,
    reflux_limit_s,
    retold,
    whole,
)
from simulator.scenario.told.follows import FOLLOWS
from simulator.scenario.told.takes import USUAL
from simulator.scenario.told.telling import read_telling
from simulator.scenario.vocabulary import UNSPOKEN, World, details, world_of
from simulator.scoring.trail import Trail
from simulator.session.aftermath import FOLLOW_UP_DAY
from simulator.session.events import EVENTS
from simulator.session.plan import Plan

PLAN = Plan()
WORLD = world_of(PLAN, {})


def told(text: str, world: World = WORLD) -> list[dict[str, object]]:
    data = f"format: telling/1\ntell:\n{text}".encode()
    return records(read_telling(data, "t.telling.yaml", world, Protocol("p")), PLAN)


@pytest.mark.parametrize("event", EVENTS)
def test_a_told_event_has_every_field_of_a_recorded_one(event: str) -> None:
    details_told = {details(event)[word].field: "x" for word in needed(event)}
    if event == "days_passed":
        details_told = {"days": 3}
    (record,) = records([Told(event, details_told)], PLAN)
    assert set(record) == {"ev"} | {item.name for item in fields(EVENTS[event])}


@pytest.mark.parametrize("event", EVENTS)
def test_the_usual_details_are_written_as_an_author_would_write_them(event: str) -> None:
    _, usual = USUAL[event]
    for word, value in usual.items():
        detail = details(event)[word]
        allowed = WORLD.allowed(event, detail.field)
        if detail.kind == "name":
            assert isinstance(value, str)
            assert not allowed or value in allowed
        elif detail.kind == "flag":
            assert isinstance(value, bool)
        else:
            assert type(whole(detail, value)) is int


def test_what_follows_is_a_field_and_has_no_usual_value() -> None:
    for event, names in FOLLOWS.items():
        own = {d.field for d in details(event).values()}
        usual = {details(event)[word].field for word in USUAL[event][1]}
        assert set(names) <= own & set(FOLLOWING)
        assert not set(names) & usual


@pytest.mark.parametrize("kind", SOURCE_KINDS)
def test_what_counts_as_reflux_is_what_the_simulation_counts(kind: str) -> None:
    assert reflux_limit_s(kind) * 1000 == reflux_limit_ms(kind)


def test_a_swab_belongs_to_the_last_needle_that_came_out() -> None:
    found = told(
        """
  - for: {thread: [thread-1, thread-2]}
    do:
      - needle_entered
      - injection_ended: {thread: $thread, volume: 0.1 ml}
      - needle_withdrawn
      - swab_placed
      - swab_taped
"""
    )
    assert [r["puncture"] for r in found] == [0] * 5 + [1] * 5
    assert [r["swab"] for r in found if "swab" in r] == [0, 0, 1, 1]
    assert [r["session_total_nl"] for r in found if r["ev"] == "injection_ended"] == [
        100_000,
        200_000,
    ]
    assert found[2]["injected_nl"] == 100_000


def test_an_injection_lasts_as_long_as_it_says() -> None:
    (push,) = told("  - injection_ended: {thread: thread-1, duration: 8 s}\n")
    assert push["started_tick"] == 0
    assert push["tick"] == 8 * TICKS_PER_SECOND


def test_the_drug_that_was_drawn_up_is_the_drug_that_is_injected() -> None:
    found = told(
        "  - syringe_filled: {drug: STS, strength: 0.2 %}\n"
        "  - injection_ended: {thread: thread-1}\n"
    )
    assert (found[1]["drug"], found[1]["strength_ppm"]) == ("STS", 2000)


def test_a_finding_that_is_not_told_otherwise_is_right_and_measured() -> None:
    (mark,) = told("  - vein_marked: {vein: gsv, finding: refluxing}\n")
    assert (mark["name"], mark["evidence"], mark["mark"]) == ("GSV", "measured", 0)


def test_who_stands_up_injected_and_bare_is_unprotected() -> None:
    bare = told("  - injection_ended\n  - posture_changed: {posture: standing}\n")
    fitted = told(
        "  - injection_ended\n  - stocking_fitted\n  - posture_changed: {posture: standing}\n"
    )
    assert bare[-1]["is_unprotected"] is True
    assert fitted[-1]["is_unprotected"] is False


@given(
    st.lists(
        st.tuples(st.sampled_from(sorted(EVENTS)), st.integers(0, 5000)), min_size=1, max_size=40
    )
)
def test_any_telling_runs_forwards_in_time(lines: list[tuple[str, int]]) -> None:
    def one(event: str, wait: int) -> Told:
        plain = {"days": 3} if event == "days_passed" else {}
        names = {details(event)[word].field: "x" for word in needed(event)}
        return Told(event, names | plain, wait)

    found = records([one(event, wait) for event, wait in lines], PLAN)
    Trail(found)  # refuses what runs backwards
    assert all(r["tick"] >= sum(w for _, w in lines[: n + 1]) for n, r in enumerate(found))
    assert not set(UNSPOKEN) & {name for event in EVENTS for name in details(event)}


@given(st.lists(st.sampled_from(sorted(EVENTS)), min_size=1, max_size=30), st.integers(0, 900))
def test_what_is_told_again_is_what_was_recorded(events: list[str], wait: int) -> None:
    def one(event: str) -> Told:
        names = {details(event)[word].field: "x" for word in needed(event)}
        return Told(event, {"days": 3} if event == "days_passed" else names, wait)

    recorded = records([one(event) for event in events], PLAN)
    assert records(retold(recorded, PLAN), PLAN) == recorded


def test_a_risk_explained_again_is_no_second_risk() -> None:
    text = "  - risk_explained: {item: ulcer}\n" * 3 + "  - consent_taken\n"
    assert told(text)[-1]["items_explained"] == 1


def test_rest_is_counted_from_the_first_treatment_of_a_vein_that_is_there() -> None:
    def days(*treated: str) -> object:
        text = "".join(
            f'  - vein_treated: {{vein: "{vein}"}}\n  - days_passed: {{days: 20}}\n'
            for vein in treated
        )
        return told(text + "  - injection_started\n")[-1]["days"]

    assert days("gsv") == 20
    assert days("gsv", "gsv") == 40
    nowhere = [Told("vein_treated", {"vein": ""}), Told("days_passed", {"days": 20})]
    assert records([*nowhere, Told("injection_started", {})], PLAN)[-1]["days"] == 0


def test_another_day_begins_with_another_needle() -> None:
    text = (
        "  - needle_entered\n  - needle_entered\n  - days_passed: {days: 1}\n  - needle_entered\n"
    )
    holes = [r["holes"] for r in told(text) if r["ev"] == "needle_entered"]
    assert holes == [0, 1, 0]


def test_on_the_face_no_stocking_is_missing_and_the_facial_vein_drains() -> None:
    plan = Plan(patient=PatientSpec(site=FACE))
    text = "  - injection_ended\n  - posture_changed: {posture: standing}\n"
    reading = read_telling(
        f"format: telling/1\ntell:\n{text}".encode(), "t", world_of(plan, {}), Protocol("p")
    )
    push, stood = records(reading, plan)
    assert (push["fed_by"], stood["is_unprotected"]) == (DRAINS[FACE], False)


def test_the_outcome_is_told_for_the_day_on_which_it_is_seen() -> None:
    assert OUTCOME_DAY == FOLLOW_UP_DAY


def test_an_answer_is_told_with_the_sign_that_it_answers():
    events = told("""
  - warning_shown: {sign: hives}
  - warning_shown: {sign: anaphylaxis}
  - warning_answered: {action: adrenaline}
  - wait: 10 s
  - warning_answered: {action: antihistamine}
  - patient_recovered: {sign: anaphylaxis}
  - warning_answered: {action: adrenaline}
""")
    answers = [event for event in events if event["ev"] == "warning_answered"]
    assert [answer["sign"] for answer in answers] == ["anaphylaxis", "hives", "hives"]
    assert [answer["is_right"] for answer in answers] == [True, True, False]
    assert [answer["is_wrong"] for answer in answers] == [False, False, True]
    assert [answer["delay_ms"] for answer in answers] == [1000, 12_000, 13_000]
    assert all(event["puncture"] == -1 for event in events if event["ev"] == "warning_shown")


def test_what_is_drawn_up_anew_has_no_label():
    events = told("""
  - syringe_filled
  - syringe_labelled
  - needle_entered
  - injection_started
  - injection_ended
  - syringe_filled
  - injection_started
""")
    labelled = [event["is_labelled"] for event in events if event["ev"] == "injection_started"]
    assert labelled == [True, False]
