"""Metrics of the push: how fast, how much, and where it went."""

from typing import Final

from simulator.base.units import mmhg
from simulator.scoring.metrics.terms import (
    ANY,
    COUNT,
    GUESS,
    NEVER,
    Happened,
    Metric,
    Sense,
    Value,
    counted,
    largest,
    middle,
    picked,
    summed,
)
from simulator.scoring.seek import is_number

PUSH: Final = "injection_ended"
_NONE: Final = "no push"
_FAST_MS, _SLOW_MS = 5000, 20_000


def rates_ul_per_s(h: Happened) -> list[float]:
    """Return the mean rate of every push that lasted at all (nl per ms is ul per s)."""
    pairs = [(push.get("volume_nl"), push.get("duration_ms")) for push in h.those(PUSH)]
    return [v / ms for v, ms in pairs if is_number(v) and is_number(ms) and ms > 0]


def _threads(h: Happened) -> Value:
    return float(len({name for name in h.values(PUSH, "thread") if name != ""}))


# fmt: off
METRICS: Final = (
    Metric("pushes", "Pushes", "", "none", ANY, COUNT, NEVER, "", counted(PUSH), (Sense(PUSH),)),
    Metric("threads_injected", "Threads that were injected", "", "higher", ANY, COUNT, NEVER, "",
           _threads, (Sense(PUSH, "thread"),)),
    Metric("pushes_unlabelled", "Pushes from a syringe without a label", "", "lower", (None, 0),
           COUNT, NEVER, "", counted("injection_started", is_labelled=False),
           (Sense("injection_started", "is_labelled", False),)),
    Metric("pushes_outside", "Pushes with no lumen entered", "", "lower", (None, 0), COUNT, NEVER,
           "", counted(PUSH, thread=""), (Sense(PUSH, "thread", ""),)),
    Metric("push_duration_s", "Time of a push, median", "s", "inside", (5, 15), COUNT, _NONE,
           "slow injection as taught", picked(middle, PUSH, "duration_ms", 1000),
           (Sense(PUSH, "duration_ms"),)),
    Metric("pushes_hurried", "Pushes of less than five seconds", "", "lower", (None, 0), COUNT,
           NEVER, "as taught", lambda h: float(
               sum(ms < _FAST_MS for ms in h.numbers(PUSH, "duration_ms"))),
           (Sense(PUSH, "duration_ms"),)),
    Metric("pushes_drawn_out", "Pushes of more than twenty seconds", "", "lower", (None, 0), COUNT,
           NEVER, GUESS, lambda h: float(
               sum(ms > _SLOW_MS for ms in h.numbers(PUSH, "duration_ms"))),
           (Sense(PUSH, "duration_ms"),)),
    Metric("injection_rate_ul_per_s", "Rate of a push, median", "ul/s", "lower", (None, 30), COUNT,
           "no push that lasted", GUESS, lambda h: middle(rates_ul_per_s(h))),
    Metric("injection_rate_worst_ul_per_s", "Rate of a push, fastest", "ul/s", "lower",
           (None, 40), COUNT, "no push that lasted", GUESS, lambda h: largest(rates_ul_per_s(h))),
    Metric("peak_pressure_mmhg", "Highest pressure at the tip", "mmHg", "lower", (None, 60), COUNT,
           _NONE, GUESS, picked(largest, PUSH, "peak_pressure_pa", 1 / mmhg(1)),
           (Sense(PUSH, "peak_pressure_pa"),)),
    Metric("blanch_mm", "Length of the blanch, median", "mm", "inside", (5, 20), COUNT, _NONE,
           "stop at 1 to 2 cm, as taught", picked(middle, PUSH, "blanch_um", 1000),
           (Sense(PUSH, "blanch_um"),)),
    Metric("blanch_worst_mm", "Length of the blanch, longest", "mm", "lower", (None, 20), COUNT,
           _NONE, "stop at 1 to 2 cm, as taught", picked(largest, PUSH, "blanch_um", 1000),
           (Sense(PUSH, "blanch_um"),)),
    Metric("tissue_ul", "Solution outside the vein", "ul", "lower", (None, 10), COUNT, _NONE,
           GUESS, picked(summed, PUSH, "tissue_nl", 1000), (Sense(PUSH, "tissue_nl"),)),
    Metric("puncture_volume_worst_ml", "Most into one puncture", "ml", "lower", (None, 0.3), COUNT,
           "no needle was withdrawn", GUESS,
           picked(largest, "needle_withdrawn", "injected_nl", 1_000_000),
           (Sense("needle_withdrawn", "injected_nl"), Sense(PUSH, "volume_nl"))),
    Metric("strongest_percent", "Strongest solution given", "%", "none", ANY, (0, 100), _NONE, "",
           picked(largest, PUSH, "strength_ppm", 10_000), (Sense(PUSH, "strength_ppm"),)),
    Metric("air_given_ml", "Air given", "ml", "lower", (None, 0.5), COUNT, _NONE,
           "guess: visual disturbance comes with foam and air block",
           picked(summed, PUSH, "air_nl", 1_000_000), (Sense(PUSH, "air_nl"),)),
    Metric("total_dose_ml", "Solution given", "ml", "lower", ANY, COUNT, _NONE, "",
           picked(summed, PUSH, "volume_nl", 1_000_000), (Sense(PUSH, "volume_nl"),)),
)
