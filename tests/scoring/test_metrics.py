"""Each metric: what it must not depend on, when it is undefined, and a value worked by hand."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.scoring.metrics import METRICS, is_good, measured, table

from .case import S, model_attempt, without

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


def test_every_metric_states_its_terms():
    assert len(set(NAMES)) == len(NAMES)
    for metric in METRICS:
        assert metric.direction in ("lower", "higher", "inside", "none")
        assert metric.status == "shown"
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
