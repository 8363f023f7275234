"""Metrics of compression and aftercare: swabs, stockings, walking, advice."""

from typing import Final

from simulator.base.units import TICKS_PER_SECOND
from simulator.scoring.metrics.terms import (
    ANY,
    COUNT,
    GUESS,
    NEVER,
    SHARE,
    Happened,
    Metric,
    Sense,
    Value,
    counted,
    having,
    largest,
    middle,
    picked,
    share,
    summed,
    tick,
)
from simulator.scoring.trail import Record

_SWABBED: Final = (Sense("needle_withdrawn", answer="swab_placed"),)
_NO_SWAB: Final = "no puncture was swabbed"


def swab_delays_s(h: Happened) -> list[float]:
    """Return, per puncture with a swab, the time from needle out to the swab."""
    waiting: dict[object, Record] = {}
    delays = []
    both = [(e, True) for e in h.those("needle_withdrawn")]
    both += [(e, False) for e in h.those("swab_placed")]
    for event, is_out in sorted(both, key=lambda pair: h.place(pair[0])):
        if is_out:
            waiting[event.get("puncture")] = event
        elif (out := waiting.pop(event.get("puncture"), None)) is not None:
            delays.append((tick(event) - tick(out)) / TICKS_PER_SECOND)
    return delays


def _missed(h: Happened) -> Value:
    out = len(h.those("needle_withdrawn"))
    return float(out - len(swab_delays_s(h))) if out else None


def _taped(h: Happened) -> Value:
    placed = {swab.get("swab") for swab in h.those("swab_placed")}
    taped = {swab.get("swab") for swab in h.those("swab_taped")}
    return share(len(placed & taped), len(placed))


def _stocking_delay_s(h: Happened) -> Value:
    """Return the time to the first stocking after a puncture, from the last needle out before."""
    outs = h.those("needle_withdrawn")
    for stocking in h.those("stocking_fitted"):
        before = h.count_before("needle_withdrawn", stocking)
        if before:
            return (tick(stocking) - tick(outs[before - 1])) / TICKS_PER_SECOND
    return None


def _stocking_days(h: Happened) -> Value:
    advice = h.those("advice_given", item="stockings")
    return largest([float(e["days"]) for e in advice if type(e.get("days")) is int])


# fmt: off
METRICS: Final = (
    Metric("swab_delay_s", "From needle out to swab, median", "s", "lower", (None, 5), COUNT,
           _NO_SWAB, "within seconds, as taught", lambda h: middle(swab_delays_s(h)), _SWABBED),
    Metric("swab_delay_worst_s", "From needle out to swab, slowest", "s", "lower", (None, 5),
           COUNT, _NO_SWAB, "within seconds, as taught", lambda h: largest(swab_delays_s(h)),
           _SWABBED),
    Metric("swabs_missed", "Punctures left without a swab", "", "lower", (None, 0), COUNT,
           "no needle was withdrawn", "as taught", _missed, _SWABBED),
    Metric("swab_offset_mm", "Swab beside its puncture, median", "mm", "lower", (None, 5), COUNT,
           "no swab was placed", GUESS, picked(middle, "swab_placed", "offset_um", 1000),
           (Sense("swab_placed", "offset_um"),)),
    Metric("swabs_off", "Swabs on no puncture", "", "lower", (None, 0), COUNT, NEVER, "",
           counted("swab_placed", puncture=-1), (Sense("swab_placed", "puncture", -1),)),
    Metric("taped_frac", "Swabs that were taped", "", "higher", (1, None), SHARE,
           "no swab was placed", "as taught", _taped,
           (Sense("swab_placed", answer="swab_taped"),)),
    Metric("oozed_ul", "Blood lost under the swabs", "ul", "lower", (None, 100), COUNT,
           "no swab was placed", GUESS, picked(summed, "swab_placed", "oozed_nl", 1000),
           (Sense("swab_placed", "oozed_nl"),)),
    Metric("stocking_delay_s", "From the last needle out to the stocking", "s", "none", ANY, COUNT,
           "no stocking after a puncture", "", _stocking_delay_s),
    Metric("stocking_lying_frac", "Stockings fitted while she lay", "", "higher", (1, None), SHARE,
           "no stocking was fitted", "as taught", having("stocking_fitted", "is_lying", True),
           (Sense("stocking_fitted", "is_lying"),)),
    Metric("stocking_mmhg", "Pressure of the stocking", "mmHg", "inside", (18, 32), COUNT,
           "no stocking was fitted", "18 to 20 and 23 to 32 mmHg in trials",
           picked(largest, "stocking_fitted", "pressure_mmhg"),
           (Sense("stocking_fitted", "pressure_mmhg"),)),
    Metric("stood_unprotected", "Times she stood up without a stocking", "", "lower", (None, 0),
           COUNT, NEVER, "", counted("posture_changed", is_unprotected=True),
           (Sense("posture_changed", "is_unprotected", True),)),
    Metric("walked_min", "Observed walk", "min", "higher", (15, None), COUNT, "no walk",
           "as taught", picked(summed, "patient_walked", "minutes"),
           (Sense("patient_walked", "minutes"),)),
    Metric("stocking_days", "Days of stockings advised", "days", "none", ANY, COUNT,
           "stockings were not mentioned", "differs between schools", _stocking_days,
           (Sense("advice_given", "days"),)),
    Metric("advice_items", "Pieces of advice given", "", "higher", ANY, COUNT, NEVER, "",
           lambda h: float(len(set(map(str, h.values("advice_given", "item"))))),
           (Sense("advice_given", "item"),)),
)
