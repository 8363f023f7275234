"""The dictionary of metrics: pure functions of the recorded events, each with its terms.

Idea: a metric is *shown* until there is evidence that it separates good from bad, and only
then *scored*; today all are shown, and points come from rules alone. Every metric reads only
its own kinds of event and only differences of ticks, so none depends on the frame rate, the
window, the device, unrelated events, or when the attempt began (tested as laws). `None`
means undefined, never zero. Good ranges are teaching values; a protocol pack may narrow them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from simulator.base.units import RAD_PER_DEG, TICKS_PER_SECOND, mmhg
from simulator.scoring.seek import is_number
from simulator.scoring.trail import Record

Records = Sequence[Record]
Value = float | None


@dataclass(frozen=True)
class Metric:
    """One line of the dictionary; `good` is the range to aim at, None for an open end."""

    name: str
    family: str
    title: str
    unit: str
    direction: str  # lower, higher, inside or none
    good: tuple[float | None, float | None]
    undefined: str  # when there is no value
    source: str
    of: Callable[[Records], Value]
    status: str = "shown"


def _those(events: Records, kind: str, **wanted: object) -> list[Record]:
    return [
        event
        for event in events
        if event["ev"] == kind and all(event.get(k) == v for k, v in wanted.items())
    ]


def _numbers(events: Records, kind: str, field: str, scale: float = 1.0) -> list[float]:
    """Return `field` of every event of `kind`, in steps of `scale`."""
    found = (event.get(field) for event in _those(events, kind))
    return [value / scale for value in found if is_number(value)]


def _middle(values: Sequence[float]) -> Value:
    return float(median(values)) if values else None


def _largest(values: Sequence[float]) -> Value:
    return float(max(values)) if values else None


def _summed(values: Sequence[float]) -> Value:
    return float(sum(values)) if values else None


def _share(part: int, whole: int) -> Value:
    return part / whole if whole else None


def swab_delays_s(events: Records) -> list[float]:
    """Return, per puncture with a swab, the time from needle out to the swab."""
    waiting: dict[object, int] = {}
    delays = []
    for event in events:
        if event["ev"] == "needle_withdrawn":
            waiting[event.get("puncture")] = event["tick"]
        elif event["ev"] == "swab_placed":
            out_tick = waiting.pop(event.get("puncture"), None)
            if out_tick is not None:
                delays.append((event["tick"] - out_tick) / TICKS_PER_SECOND)
    return delays


def _swabs_missed(events: Records) -> Value:
    out = len(_those(events, "needle_withdrawn"))
    return float(out - len(swab_delays_s(events))) if out else None


def rates_ul_per_s(events: Records) -> list[float]:
    """Return the mean rate of every push that lasted at all (nl per ms is ul per s)."""
    return [
        push["volume_nl"] / push["duration_ms"]
        for push in _those(events, "injection_ended")
        if push.get("duration_ms", 0) > 0
    ]


def stop_delays_s(events: Records) -> list[float]:
    """Return, per warning sign in mid-push, how long the thumb went on pressing."""
    delays = []
    pushes = _those(events, "injection_ended")
    for sign in _those(events, "warning_shown"):
        running = [
            push["tick"] - sign["tick"]
            for push in pushes
            if push["puncture"] == sign["puncture"]
            and push["started_tick"] <= sign["tick"] <= push["tick"]
        ]
        delays += [ticks / TICKS_PER_SECOND for ticks in running[:1]]
    return delays


def _after_sign_ul(events: Records) -> Value:
    if not _those(events, "warning_shown"):
        return None
    return sum(_numbers(events, "injection_ended", "after_sign_nl", 1000))


def _pushes_after_sign(events: Records) -> Value:
    """Count the pushes begun in a puncture that had already shown a warning sign."""
    signs: dict[object, int] = {}
    for sign in _those(events, "warning_shown"):
        signs.setdefault(sign["puncture"], sign["tick"])
    pushes = _those(events, "injection_ended")
    if not signs:
        return None
    return float(
        sum(p["started_tick"] > signs.get(p["puncture"], p["started_tick"]) for p in pushes)
    )


def _cannulated(events: Records) -> Value:
    """Return the share of punctures that reached a lumen."""
    holes = {event["puncture"] for event in _those(events, "needle_entered")}
    reached = {event["puncture"] for event in _those(events, "vein_entered")}
    return _share(len(holes & reached), len(holes))


def _stretched(events: Records) -> Value:
    entries = _those(events, "needle_entered")
    return _share(sum(bool(e.get("is_stretched")) for e in entries), len(entries))


def _evidence(kind: str) -> Callable[[Records], Value]:
    return lambda events: float(len(_those(events, "vein_marked", evidence=kind)))


def _identified(events: Records) -> Value:
    marks = _those(events, "vein_marked")
    return _share(sum(m["evidence"] in ("measured", "watched") for m in marks), len(marks))


def _reflux_error_s(events: Records) -> Value:
    """At the groin what is measured is how long she bore down: no figure of the vein."""
    marks = [
        mark
        for mark in _those(events, "vein_marked", evidence="measured")
        if mark["reflux_ms"] and mark.get("level") != "groin"
    ]
    return _middle([abs(m["reflux_ms"] - m["true_reflux_ms"]) / 1000 for m in marks])


def _diameter_error_mm(events: Records) -> Value:
    marks = [m for m in _those(events, "vein_marked") if m["vein"] and m["diameter_um"]]
    return _middle([abs(m["diameter_um"] - m["true_diameter_um"]) / 1000 for m in marks])


def _sources(verdict: str) -> Callable[[Records], Value]:
    return lambda events: float(len(_those(events, "source_judged", verdict=verdict)))


def _sources_found(events: Records) -> Value:
    found = len(_those(events, "source_judged", verdict="identified"))
    return _share(found, len(_those(events, "source_judged")))


def _scanned(events: Records) -> Value:
    covered = _numbers(events, "territory_judged", "covered_permille", 1000)
    return sum(covered) / len(covered) if covered else None


def _count(kind: str) -> Callable[[Records], Value]:
    return lambda events: float(len(_those(events, kind)))


def _per_puncture_ml(events: Records) -> Value:
    return _largest(_numbers(events, "needle_withdrawn", "injected_nl", 1_000_000))


def _stocking_days(events: Records) -> Value:
    days = [e["days"] for e in _those(events, "advice_given", item="stockings")]
    return _largest(days)


def _mean_permille(field: str) -> Callable[[Records], Value]:
    def of(events: Records) -> Value:
        values = _numbers(events, "outcome_seen", field, 1000)
        return sum(values) / len(values) if values else None

    return of


def _pushes(
    field: str, scale: float, pick: Callable[[Sequence[float]], Value]
) -> Callable[[Records], Value]:
    return lambda events: pick(_numbers(events, "injection_ended", field, scale))


_GUESS: Final = "guess"
_ANY: Final = (None, None)
_NO_PUSH: Final = "no push"
_NO_SIGN: Final = "no warning sign in mid-push"
# fmt: off
METRICS: Final[tuple[Metric, ...]] = (
    Metric("time_scanning_s", "ultrasound", "Time with the probe on the leg", "s", "none", _ANY,
           "the probe was never lifted", "", lambda e: _summed(
               _numbers(e, "probe_lifted", "scanned_ticks", TICKS_PER_SECOND))),
    Metric("squeezes", "ultrasound", "Calf squeezes", "", "none", _ANY, "never", "",
           _count("calf_squeezed")),
    Metric("marks_measured", "ultrasound", "Findings marked with a measured reversal", "",
           "higher", _ANY, "never", "", _evidence("measured")),
    Metric("marks_watched", "ultrasound", "Findings marked with a watched reversal", "",
           "higher", _ANY, "never", "", _evidence("watched")),
    Metric("marks_guessed", "ultrasound", "Findings marked without evidence", "", "lower",
           (None, 0), "never", "", _evidence("guess")),
    Metric("marks_wrong", "ultrasound", "Findings that are not there", "", "lower", (None, 0),
           "never", "", _evidence("wrong")),
    Metric("identified_frac", "ultrasound", "Share of findings with evidence", "", "higher",
           (1, None), "nothing was marked", "", _identified),
    Metric("reflux_error_s", "ultrasound", "Error of the reflux time, median", "s", "lower",
           (None, 0.3), "no measured finding", _GUESS, _reflux_error_s),
    Metric("diameter_error_mm", "ultrasound", "Error of the diameter, median", "mm", "lower",
           (None, 0.5), "no diameter was written", _GUESS, _diameter_error_mm),
    Metric("sources_identified_frac", "ultrasound", "Share of hidden sources found with evidence",
           "", "higher", (1, None), "no hidden source was judged", "", _sources_found),
    Metric("sources_identified", "ultrasound", "Hidden sources identified with evidence", "",
           "higher", _ANY, "never", "", _sources("identified")),
    Metric("sources_guessed", "ultrasound", "Hidden sources guessed right", "", "lower",
           (None, 0), "never", "", _sources("guessed")),
    Metric("sources_wrong", "ultrasound", "Hidden sources with a wrong finding", "", "lower",
           (None, 0), "never", "", _sources("wrong")),
    Metric("sources_missed", "ultrasound", "Hidden sources missed", "", "lower", (None, 0),
           "never", "", _sources("missed")),
    Metric("scanned_frac", "ultrasound", "Share of the required territories scanned", "",
           "higher", (0.8, None), "the attempt was not finished", _GUESS, _scanned),
    Metric("territories_missed", "ultrasound", "Required territories not scanned", "", "lower",
           (None, 0), "never", "", lambda e: float(
               len(_those(e, "territory_judged", is_missed=True)))),
    Metric("compressions", "ultrasound", "Veins tested by pressing", "", "none", _ANY, "never",
           "", _count("compression_tested")),
    Metric("veins_treated", "plan", "Source veins treated", "", "none", _ANY, "never", "",
           _count("vein_treated")),
    Metric("closures_shown", "plan", "Closures shown by re-scan", "", "none", _ANY, "never", "",
           _count("closure_shown")),
    Metric("punctures", "needle", "Punctures", "", "lower", _ANY, "never", "",
           _count("needle_entered")),
    Metric("entry_angle_deg", "needle", "Entry angle, median", "degrees", "inside", (5, 20),
           "no puncture", "guess: flat entry as taught", lambda e: _middle(
               _numbers(e, "needle_entered", "angle_mrad", 1000 * RAD_PER_DEG))),
    Metric("entry_angle_worst_deg", "needle", "Entry angle, steepest", "degrees", "lower",
           (None, 20), "no puncture", "guess: flat entry as taught", lambda e: _largest(
               _numbers(e, "needle_entered", "angle_mrad", 1000 * RAD_PER_DEG))),
    Metric("cannulated_frac", "needle", "Punctures that reached a lumen", "", "higher",
           (0.8, None), "no puncture", _GUESS, _cannulated),
    Metric("stretched_frac", "needle", "Punctures with the skin stretched", "", "higher",
           (1, None), "no puncture", "as taught", _stretched),
    Metric("gone_through", "needle", "Veins gone right through", "", "lower", (None, 0), "never",
           "", lambda e: float(len(_those(e, "wall_pierced", wall="far")))),
    Metric("rolled_aside", "needle", "Veins that rolled aside", "", "lower", (None, 0), "never",
           "", _count("vein_rolled")),
    Metric("puncture_pain_worst", "needle", "Pain of a puncture, worst", "of 100", "lower",
           (None, 20), "no puncture", _GUESS, lambda e: _largest(
               _numbers(e, "needle_entered", "pain"))),
    Metric("pushes", "injection", "Pushes", "", "none", _ANY, "never", "",
           _count("injection_ended")),
    Metric("push_duration_s", "injection", "Time of a push, median", "s", "inside", (5, 15),
           _NO_PUSH, "slow injection as taught", _pushes("duration_ms", 1000, _middle)),
    Metric("injection_rate_ul_per_s", "injection", "Rate of a push, median", "ul/s", "lower",
           (None, 30), "no push that lasted", _GUESS, lambda e: _middle(rates_ul_per_s(e))),
    Metric("injection_rate_worst_ul_per_s", "injection", "Rate of a push, fastest", "ul/s",
           "lower", (None, 40), "no push that lasted", _GUESS,
           lambda e: _largest(rates_ul_per_s(e))),
    Metric("peak_pressure_mmhg", "injection", "Highest pressure at the tip", "mmHg", "lower",
           (None, 60), _NO_PUSH, _GUESS, _pushes("peak_pressure_pa", 1 / mmhg(1), _largest)),
    Metric("blanch_mm", "injection", "Length of the blanch, median", "mm", "inside", (5, 20),
           _NO_PUSH, "stop at 1 to 2 cm, as taught", _pushes("blanch_um", 1000, _middle)),
    Metric("blanch_worst_mm", "injection", "Length of the blanch, longest", "mm", "lower",
           (None, 20), _NO_PUSH, "stop at 1 to 2 cm, as taught",
           _pushes("blanch_um", 1000, _largest)),
    Metric("tissue_ul", "injection", "Solution outside the vein", "ul", "lower", (None, 10),
           _NO_PUSH, _GUESS, _pushes("tissue_nl", 1000, _summed)),
    Metric("puncture_volume_worst_ml", "injection", "Most into one puncture", "ml", "lower",
           (None, 0.3), "no needle was withdrawn", _GUESS, _per_puncture_ml),
    Metric("air_given_ml", "injection", "Air given", "ml", "lower", (None, 0.5), _NO_PUSH,
           "guess: visual disturbance comes with foam and air block", _pushes(
               "air_nl", 1_000_000, _summed)),
    Metric("total_dose_ml", "injection", "Solution given", "ml", "lower", _ANY, _NO_PUSH, "",
           _pushes("volume_nl", 1_000_000, _summed)),
    Metric("warning_signs", "recognition", "Warning signs shown", "", "lower", (None, 0), "never",
           "", _count("warning_shown")),
    Metric("stop_delay_s", "recognition", "From the sign to the thumb off, median", "s", "lower",
           (None, 3), _NO_SIGN, _GUESS, lambda e: _middle(stop_delays_s(e))),
    Metric("stop_delay_worst_s", "recognition", "From the sign to the thumb off, slowest", "s",
           "lower", (None, 3), _NO_SIGN, _GUESS, lambda e: _largest(stop_delays_s(e))),
    Metric("after_sign_ul", "recognition", "Given after a warning sign", "ul", "lower",
           (None, 20), "no warning sign", _GUESS, _after_sign_ul),
    Metric("pushes_after_sign", "recognition", "Pushes begun after a sign, same puncture", "",
           "lower", (None, 0), "no warning sign", "", _pushes_after_sign),
    Metric("swab_delay_s", "compression", "From needle out to swab, median", "s", "lower",
           (None, 5), "no puncture was swabbed", "within seconds, as taught",
           lambda e: _middle(swab_delays_s(e))),
    Metric("swab_delay_worst_s", "compression", "From needle out to swab, slowest", "s", "lower",
           (None, 5), "no puncture was swabbed", "within seconds, as taught",
           lambda e: _largest(swab_delays_s(e))),
    Metric("swabs_missed", "compression", "Punctures left without a swab", "", "lower", (None, 0),
           "no needle was withdrawn", "as taught", _swabs_missed),
    Metric("walked_min", "compression", "Observed walk", "min", "higher", (15, None),
           "no walk", "as taught", lambda e: _summed(_numbers(e, "patient_walked", "minutes"))),
    Metric("stocking_days", "compression", "Days of stockings advised", "days", "none", _ANY,
           "stockings were not mentioned", "differs between schools", _stocking_days),
    Metric("cleared_frac", "outcome", "Length cleared at follow-up", "", "higher", (0.7, None),
           "no follow-up was seen", _GUESS, _mean_permille("cleared_permille")),
    Metric("stained_frac", "outcome", "Length stained at follow-up", "", "lower", (None, 0.2),
           "no follow-up was seen", _GUESS, _mean_permille("stain_permille")),
    Metric("help_used", "self-knowledge", "Times help was used", "", "none", _ANY, "never", "",
           _count("help_used")),
    Metric("aids_set", "self-knowledge", "Times a teaching aid was chosen", "", "none", _ANY,
           "never", "", lambda e: float(
               sum(event.get("level") != "none" for event in _those(e, "aid_set")))),
    Metric("refused", "self-knowledge", "Acts that were refused", "", "lower", _ANY, "never", "",
           _count("command_refused")),
)
# fmt: on


def measured(events: Records) -> dict[str, Value]:
    """Return every metric of the attempt; None where it is undefined."""
    return {metric.name: metric.of(events) for metric in METRICS}


def is_good(metric: Metric, value: Value) -> bool | None:
    """Say whether `value` lies in the range to aim at; None when nothing can be said."""
    low, high = metric.good
    if value is None or (low is None and high is None):
        return None
    return (low is None or value >= low) and (high is None or value <= high)


def _range_words(metric: Metric) -> str:
    low, high = metric.good
    if low is not None and high is not None:
        return f"{low:g} to {high:g}"
    if high is not None:
        return f"up to {high:g}"
    return f"from {low:g}" if low is not None else "-"


def table() -> str:
    """Return the dictionary as a Markdown table, as printed in docs/scoring.md."""
    rows = [
        "| metric | what | unit | better | aim | undefined when | basis | status |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    rows += [
        f"| `{m.name}` | {m.title} | {m.unit or '-'} | {m.direction} | {_range_words(m)} "
        f"| {m.undefined} | {m.source or '-'} | {m.status} |"
        for m in METRICS
    ]
    return "\n".join(rows)
