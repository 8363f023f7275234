"""The dictionary of metrics: pure functions of the recorded events, each with its terms.

Idea: a metric is *shown* until there is evidence that it separates good from bad; in one case it
is *scored* or *critical* when a rule of its rubric judges the same thing, for points come from
rules alone. Every metric reads only its own kinds of event and only differences of ticks, so
none depends on the frame rate, the window, the device, unrelated events, or when the attempt
began (tested as laws). Good ranges are teaching values; a protocol pack may narrow them.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from simulator.scoring.metrics import (
    aftercare,
    compression,
    consultation,
    injection,
    needle,
    order,
    outcome,
    plan,
    recognition,
    self_knowledge,
    ultrasound,
)
from simulator.scoring.metrics.terms import Ends, Happened, Metric, Value
from simulator.scoring.rubric import Rubric
from simulator.scoring.trail import Record

_FAMILIES: Final = {
    "ultrasound": ultrasound.METRICS,
    "consultation": consultation.METRICS,
    "plan": plan.METRICS,
    "order": order.METRICS,
    "needle": needle.METRICS,
    "injection": injection.METRICS,
    "recognition": recognition.METRICS,
    "compression": compression.METRICS,
    "aftercare": aftercare.METRICS,
    "outcome": outcome.METRICS,
    "self-knowledge": self_knowledge.METRICS,
}
METRICS: Final[tuple[Metric, ...]] = tuple(
    replace(metric, family=family) for family, own in _FAMILIES.items() for metric in own
)


def measured(events: Sequence[Record]) -> dict[str, Value]:
    """Return every metric of the attempt; None where it is undefined."""
    happened = Happened(events)
    return {metric.name: metric.of(happened) for metric in METRICS}


def statuses(rubric: Rubric) -> dict[str, str]:
    """Return what each metric counts for under `rubric`: shown, scored or critical."""
    return {metric.name: metric.status(rubric) for metric in METRICS}


def metrics_json(events: Sequence[Record], status: dict[str, str]) -> dict[str, Any]:
    """Return name -> value, unit and status, ready for `json.dumps`; six decimals are kept."""
    happened = Happened(events)
    return {
        metric.name: {
            "value": None if (value := metric.of(happened)) is None else round(value, 6),
            "unit": metric.unit,
            "status": status[metric.name],
        }
        for metric in METRICS
    }


def is_good(metric: Metric, value: Value) -> bool | None:
    """Say whether `value` lies in the range to aim at; None when nothing can be said."""
    if value is None or metric.good == (None, None):
        return None
    return _is_inside(metric.good, value)


def is_possible(metric: Metric, value: Value) -> bool:
    """Say whether `value` lies in the range a real attempt can have."""
    return value is None or _is_inside(metric.range, value)


def _is_inside(ends: Ends, value: float) -> bool:
    low, high = ends
    return (low is None or value >= low) and (high is None or value <= high)


def _words(ends: Ends) -> str:
    low, high = ends
    if low is not None and high is not None:
        return f"{low:g} to {high:g}"
    if high is not None:
        return f"up to {high:g}"
    return f"from {low:g}" if low is not None else "-"


def table() -> str:
    """Return the dictionary as a Markdown table, as printed in docs/scoring.md."""
    rows = [
        "| metric | family | what | unit | better | aim | possible | undefined when | basis |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    rows += [
        f"| `{m.name}` | {m.family} | {m.title} | {m.unit or '-'} | {m.direction} "
        f"| {_words(m.good)} | {_words(m.range)} | {m.undefined} | {m.source or '-'} |"
        for m in METRICS
    ]
    return "\n".join(rows)
