"""Each metric: what it must not depend on, when it is undefined, and a value worked by hand."""

import dataclasses
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.scoring.metrics import METRICS, is_good, is_possible, measured, statuses, table
from simulator.scoring.rubric import Rubric
from simulator.session.events import EVENTS

from .case import RUBRIC, S, model_attempt, without

NAMES = [metric.name for metric in METRICS]


@given(st.lists(st.integers(0, len(model_attempt())), max_size=8))
def test_metrics_do_not_depend_on_unrelated_events(places):
    events = model_attempt()
    for place in sorted(places, reverse=True):
        tick = events[max(place - 1, 0)]["tick"]
        events.insert(place, {"ev": "frame_drawn", "tick": tick, "puncture": 0})
    assert measured(events) == measured(model_attempt())


@given(st.integers(0, 10**6))
def test_metrics_do_not_depend_on_when_the_attempt_began(ticks):
    later = [
        {k: v + ticks if k in ("tick", "started_tick") else v for k, v in event.items()}
        for event in model_attempt()
    ]
    assert measured(later) == measured(model_attempt())


def test_an_empty_attempt_has_counts_of_zero_and_nothing_else():
    values = measured([])
    for metric in METRICS:
        assert values[metric.name] == (0.0 if metric.undefined == "never" else None), metric.name


def test_the_model_attempt_lies_in_every_range_that_has_one():
    values = measured(model_attempt())
    assert [m.name for m in METRICS if is_good(m, values[m.name]) is False] == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("swab_delay_s", 2.0),
        ("swab_delay_worst_s", 2.0),
        ("swabs_missed", 0),
        ("push_duration_s", 7.0),
        ("injection_rate_ul_per_s", 150 / 7),
        ("blanch_mm", 12.0),
        ("entry_angle_deg", 11.459),
        ("tissue_ul", 6.0),
        ("total_dose_ml", 0.45),
        ("punctures", 3),
        ("identified_frac", 1.0),
        ("reflux_error_s", 0.05),
        ("diameter_error_mm", 0.2),
        ("sources_identified_frac", 1.0),
        ("sources_identified", 1),
        ("scanned_frac", 0.95),
        ("peak_pressure_mmhg", 37.503),
    ],
)
def test_a_value_worked_by_hand(name, expected):
    assert measured(model_attempt())[name] == pytest.approx(expected, rel=1e-4)


def test_a_finding_without_figures_or_at_the_groin_says_nothing_about_their_error():
    events = model_attempt()
    mark = next(event for event in events if event["ev"] == "vein_marked")
    for change in ({"reflux_ms": 0}, {"level": "groin"}):
        changed = [event | change if event is mark else event for event in events]
        assert measured(changed)["reflux_error_s"] is None
    bare = [event | {"diameter_um": 0} if event is mark else event for event in events]
    assert measured(bare)["diameter_error_mm"] is None


def test_each_hidden_source_is_counted_under_one_verdict():
    verdicts = ["identified", "guessed", "wrong", "missed", "missed"]
    events = [
        {"ev": "source_judged", "tick": 0, "vein": f"v{n}", "verdict": verdict}
        for n, verdict in enumerate(verdicts)
    ]
    values = measured(events)
    counts = [values[f"sources_{v}"] for v in ("identified", "guessed", "wrong", "missed")]
    assert counts == [1, 1, 1, 2]
    assert values["sources_identified_frac"] == 0.2


def test_the_weeks_after_a_session_are_counted_from_its_day():
    events = [
        {"ev": "patient_telephoned", "tick": 1, "since_session": 9},
        {"ev": "leg_reviewed", "tick": 2, "since_session": 22},
        {"ev": "trapped_blood_found", "tick": 3, "thread": "thread-1"},
        {"ev": "trapped_blood_found", "tick": 3, "thread": "thread-2"},
        {"ev": "trapped_blood_let_out", "tick": 4, "thread": "thread-1", "since_session": 22,
         "is_found": True},
        {"ev": "trapped_blood_let_out", "tick": 5, "thread": "", "since_session": 40,
         "is_found": False},
        {"ev": "injection_started", "tick": 6, "days_since_session": 40, "is_rescanned": False},
        {"ev": "adherence_judged", "tick": 7, "days_worn": 21, "nights_worn": 20,
         "hours_permille": 980},
        {"ev": "adherence_judged", "tick": 7, "days_worn": 6, "nights_worn": 0,
         "hours_permille": 190},
        {"ev": "course_judged", "tick": 8, "satisfaction_permille": 640},
    ]  # fmt: skip
    values = measured(events)
    assert (values["phone_calls"], values["phone_day"], values["reviews"]) == (1, 9, 1)
    assert (values["trapped_let_out"], values["trapped_in_window_frac"]) == (1, 1.0)
    assert values["trapped_left"] == 1
    assert (values["session_interval_days"], values["rescanned_frac"]) == (40, 0.0)
    assert (values["worn_days"], values["worn_nights"]) == (6, 0)
    assert values["worn_frac"] == pytest.approx(0.19)
    assert values["satisfaction"] == pytest.approx(0.64)


def test_a_missing_swab_is_counted_and_not_averaged_away():
    values = measured(without(model_attempt(), "swab_placed"))
    assert values["swabs_missed"] == 3
    assert values["swab_delay_s"] is None


def test_the_time_to_stop_runs_from_the_sign_to_the_thumb_off():
    sign = {"ev": "warning_shown", "tick": 505 * S, "sign": "wheal", "puncture": 0}
    events = sorted([*model_attempt(), sign], key=lambda event: event["tick"])
    values = measured(events)
    assert values["stop_delay_s"] == 4.0
    assert values["pushes_after_sign"] == 0


def test_a_sign_of_the_person_asks_for_the_same_thumb_and_is_answered_by_name():
    sign = {"ev": "warning_shown", "tick": 505 * S, "sign": "anaphylaxis", "puncture": -1}
    answers = [
        {"ev": "warning_answered", "tick": at * S, "action": action, "sign": "anaphylaxis",
         "is_right": action == "adrenaline", "is_wrong": action == "observe",
         "delay_ms": (at - 505) * 1000}
        for at, action in ((520, "observe"), (545, "adrenaline"))
    ]  # fmt: skip
    events = sorted([*model_attempt(), sign, *answers], key=lambda event: event["tick"])
    values = measured(events)
    assert values["stop_delay_s"] == 4.0
    assert values["answer_delay_s"] == values["adrenaline_delay_s"] == 40.0
    assert values["signs_rightly_answered_frac"] == 1.0
    assert values["answers_wrong"] == 1.0
    assert values["needle_out_delay_s"] is None


def test_every_metric_states_its_terms():
    assert len(set(NAMES)) == len(NAMES)
    for metric in METRICS:
        assert metric.direction in ("lower", "higher", "inside", "none")
        assert metric.family
        assert metric.range == (None, None) or metric.range[0] is not None
        assert metric.undefined
        assert metric.good == (None, None) or metric.source or metric.good in ((None, 0), (1, None))
    assert table().count("\n") == len(METRICS) + 1


def test_the_documentation_holds_the_present_dictionary():
    text = (Path(__file__).parents[2] / "docs" / "scoring.md").read_text("utf-8")
    assert table() in text, "print simulator.scoring.metrics.table() into docs/scoring.md"


def test_a_sign_shown_after_the_push_says_nothing_about_stopping():
    sign = {"ev": "warning_shown", "tick": 510 * S, "sign": "wheal", "puncture": 0}
    events = sorted([*model_attempt(), sign], key=lambda event: event["tick"])
    assert measured(events)["stop_delay_s"] is None


def with_everything(draw_events):
    """Sort drawn events by time, as a trace has them."""
    return sorted(draw_events, key=lambda event: event["tick"])


# What a field of an event can hold in a real attempt, by the ending of its name.
POSSIBLE = {
    "permille": st.integers(0, 1000),
    "ppm": st.integers(0, 1_000_000),
    "mrad": st.integers(0, 1570),
    "pain": st.integers(0, 100),
    "puncture": st.integers(-1, 3),
    "x_um": st.integers(-90_000, 90_000),
    "y_um": st.integers(-90_000, 90_000),
}
NAMED = ("", "aasv", "t1", "wheal", "stockings", "standing", "up", "far", "measured", "guess",
         "wrong", "watched", "none", "identified", "missed", "groin")  # fmt: skip


@st.composite
def possible_events(draw):
    """An event of the real vocabulary with fields a real attempt could record."""
    kind = draw(st.sampled_from(sorted(EVENTS)))
    event = {"ev": kind}
    for field in dataclasses.fields(EVENTS[kind]):
        if field.name == "tick":
            event["tick"] = draw(st.integers(0, 50_000))
        elif field.type in ("bool", bool):
            event[field.name] = draw(st.booleans())
        elif field.type in ("str", str):
            event[field.name] = draw(st.sampled_from(NAMED))
        else:
            key = field.name if field.name in POSSIBLE else field.name.rpartition("_")[2]
            event[field.name] = draw(POSSIBLE.get(key, st.integers(0, 20_000)))
    if "started_tick" in event:
        event["started_tick"] = min(event["started_tick"], event["tick"])
    return event


@settings(max_examples=150)
@given(st.lists(possible_events(), max_size=25).map(with_everything))
def test_every_metric_stays_inside_what_is_possible(events):
    values = measured(events)
    outside = [(m.name, values[m.name]) for m in METRICS if not is_possible(m, values[m.name])]
    assert outside == []


@settings(max_examples=60)
@given(st.lists(possible_events(), max_size=20).map(with_everything), st.integers(1, 10**6))
def test_no_metric_depends_on_when_a_random_attempt_began(events, ticks):
    later = [
        {k: v + ticks if k in ("tick", "started_tick") else v for k, v in event.items()}
        for event in events
    ]
    assert measured(later) == measured(events)


@settings(max_examples=60)
@given(st.lists(possible_events(), max_size=20).map(with_everything), st.integers(1, 9))
def test_no_metric_depends_on_telemetry_or_how_finely_it_is_split(events, pieces):
    told = []
    for event in events:
        told += [{"ev": "needle_moved", "tick": event["tick"], "part": n} for n in range(pieces)]
        told.append(event)
    assert measured(told) == measured(events)


@settings(max_examples=60)
@given(st.lists(possible_events(), max_size=20).map(with_everything))
def test_an_event_that_lacks_its_fields_makes_no_metric_fail(events):
    bare = [{"ev": event["ev"], "tick": event["tick"]} for event in events]
    values = measured(bare)
    assert [m.name for m in METRICS if not is_possible(m, values[m.name])] == []


def test_a_metric_counts_for_what_its_rules_count_for():
    status = statuses(RUBRIC)
    assert status["blanch_mm"] == "shown"  # no rule of this case looks at it
    assert status["push_duration_s"] == "scored"
    assert status["total_dose_ml"] == "critical"
    assert status["swab_delay_s"] == "scored"
    assert status["punctures_before_consent"] == "critical"
    assert status["photographs"] == "shown"  # optional rules neither earn nor lose
    assert set(status.values()) == {"shown", "scored", "critical"}


def test_without_rules_everything_is_only_shown():
    assert set(statuses(Rubric()).values()) == {"shown"}


def test_what_a_metric_reads_is_in_the_vocabulary():
    for metric in METRICS:
        for sense in metric.senses:
            known = {field.name for field in dataclasses.fields(EVENTS[sense.event])}
            assert not sense.field or sense.field in known, metric.name
            assert not sense.answer or sense.answer in EVENTS, metric.name


def test_every_family_of_the_dictionary_is_there():
    assert {metric.family for metric in METRICS} == {
        "consultation", "needle", "injection", "recognition", "order", "ultrasound", "plan",
        "compression", "aftercare", "outcome", "self-knowledge"}  # fmt: skip


def swapped(first, second):
    """Return the model attempt with the first events of two kinds in each other's place."""
    events = [dict(event) for event in model_attempt()]
    a, b = (next(n for n, e in enumerate(events) if e["ev"] == k) for k in (first, second))
    ticks = events[a]["tick"], events[b]["tick"]
    events[a], events[b] = events[b] | {"tick": ticks[0]}, events[a] | {"tick": ticks[1]}
    return events


def test_the_order_of_the_journey_is_measured():
    assert measured(model_attempt())["inversions"] == 0
    late = measured(swapped("vein_marked", "stocking_fitted"))
    assert late["inversions"] > 0
    assert late["steps_in_place_frac"] < 1


def test_a_thread_injected_before_its_source_was_closed_is_counted():
    assert measured(model_attempt())["threads_before_closure"] == 0
    assert measured(without(model_attempt(), "closure_shown"))["threads_before_closure"] == 3


def test_punctures_before_consent_are_counted_and_all_of_them_without_it():
    assert measured(model_attempt())["punctures_before_consent"] == 0
    assert measured(without(model_attempt(), "consent_taken"))["punctures_before_consent"] == 3


def test_sessions_are_days_with_a_push():
    events = model_attempt()
    assert measured(events)["sessions"] == 1
    places = [n for n, e in enumerate(events) if e["ev"] == "needle_entered"]
    night = {"ev": "days_passed", "tick": events[places[1]]["tick"], "days": 42, "day": 70}
    assert measured([*events[: places[1]], night, *events[places[1] :]])["sessions"] == 2


def test_a_swab_after_the_next_needle_is_one_too_late():
    assert measured(model_attempt())["swabbed_before_next_frac"] == 1
    assert measured(without(model_attempt(), "swab_placed"))["swabbed_before_next_frac"] == 0


def test_the_talk_is_measured_by_what_came_back():
    def said(tick, ev, **fields):
        return {"ev": ev, "tick": tick, **fields}

    events = [
        said(1, "examined", item="pulses", is_abnormal=True),
        said(2, "suitability_decided", decision="suitable", bars="defer"),
        said(3, "risk_explained", item="staining", in_a_row=1),
        said(4, "risk_explained", item="ulcer", in_a_row=2),
        said(5, "taught_back", item="staining", is_understood=True),
        said(6, "taught_back", item="ulcer", is_understood=False),
        said(7, "leg_classified", ceap="C1", is_right=True),
        said(8, "leg_classified", ceap="C2", is_right=False),
        said(9, "glass_lifted", is_lying=True, is_over_vein=True),
        said(10, "stocking_fitted", abpi_permille=550),
    ]
    values = measured(events)
    assert values["understood_frac"] == 0.5
    assert values["misunderstandings_left"] == 1
    assert values["told_in_a_row"] == 2
    assert values["barred_called_suitable"] == 1
    assert values["pulses_not_followed"] == 1
    assert values["class_right_frac"] == 0.5
    assert values["glass_lying_frac"] == 1.0
    assert values["stocking_abpi"] == 0.55
    again = [*events, said(11, "examined", item="abpi"),
             said(12, "taught_back", item="ulcer", is_understood=True)]  # fmt: skip
    assert measured(again)["pulses_not_followed"] == 0
    assert measured(again)["misunderstandings_left"] == 0


def test_the_order_of_treatment_goes_by_height_too_and_deep_veins_are_looked_at_again():
    def said(tick, ev, **fields):
        return {"ev": ev, "tick": tick, **fields}

    marks = [said(n, "vein_marked", mark=n, vein=f"v{n}", level=level)
             for n, level in enumerate(("calf", "groin", "mid thigh"))]  # fmt: skip
    treated = [said(10 + n, "vein_treated", vein=f"v{m}", mark=m) for n, m in enumerate((1, 0, 2))]
    pressed = [said(5, "compression_tested", vein="femoral_vein"),
               said(20, "compression_tested", vein="popliteal_vein"),
               said(21, "compression_tested", vein="v1")]  # fmt: skip
    push = said(30, "injection_started")
    events = sorted([*marks, *treated, *pressed, push], key=lambda event: event["tick"])
    values = measured(events)
    assert values["proximal_first_frac"] == 0.5
    assert values["deep_veins_rescanned"] == 1
