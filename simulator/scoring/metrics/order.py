"""Metrics of order: what came before what, whatever the rubric makes of it.

`JOURNEY` is the canonical course of a treatment, by the first time each step happened. It is
no rule: rules of a case decide what an order is worth.
"""

from collections.abc import Callable
from itertools import pairwise
from typing import Final

from simulator.scoring.metrics.terms import (
    ANY,
    COUNT,
    NEVER,
    SHARE,
    Happened,
    Metric,
    Sense,
    Value,
    share,
    tick,
)
from simulator.scoring.seek import is_number
from simulator.scoring.trail import Record

JOURNEY: Final = (
    "history_asked",
    "examined",
    "suitability_decided",
    "risk_explained",
    "consent_taken",
    "probe_placed",
    "vein_marked",
    "vein_treated",
    "closure_shown",
    "kit_checked",
    "skin_marked",
    "needle_entered",
    "swab_placed",
    "stocking_fitted",
    "patient_walked",
    "follow_up_planned",
)
# Of the leg, from below: where a finding was written down.
LEVELS: Final = (
    "ankle",
    "calf",
    "knee",
    "distal thigh",
    "mid thigh",
    "proximal thigh",
    "groin",
)
_FEW: Final = "fewer than two steps were done"


def _pairs(h: Happened) -> list[bool]:
    """Return for every two steps that were done whether they came in the order of the journey.

    Two that may come in either order are always right.
    """
    firsts = [(n, h.first(kind)) for n, kind in enumerate(JOURNEY)]
    done = [(n, event) for n, event in firsts if event is not None]
    return [
        h.is_before(earlier, later) or _may_swap(JOURNEY[a], JOURNEY[b])
        for place, (b, later) in enumerate(done)
        for a, earlier in done[:place]
    ]


def _may_swap(one: str, other: str) -> bool:
    """Say whether two steps may come in either order (the talk and the scan, history and look)."""
    talk = {"history_asked", "examined", "risk_explained", "consent_taken"}
    look = {"examined", "probe_placed", "vein_marked", "vein_treated", "closure_shown"}
    ready = {"kit_checked", "skin_marked"}
    return (one in talk and other in look) or {one, other} <= ready


def _in_place(h: Happened) -> Value:
    """Return the share of the steps done that no earlier step of the journey followed."""
    firsts = [h.first(kind) for kind in JOURNEY]
    done = [(kind, event) for kind, event in zip(JOURNEY, firsts, strict=True) if event is not None]
    good = 0
    for place, (kind, event) in enumerate(done):
        good += all(
            h.is_before(earlier, event) or _may_swap(name, kind) for name, earlier in done[:place]
        )
    return share(good, len(done)) if len(done) > 1 else None


def _inversions(h: Happened) -> Value:
    pairs = _pairs(h)
    return float(len(pairs) - sum(pairs)) if pairs else None


def _before_first(kind: str, needed: str) -> Callable[[Happened], Value]:
    def of(h: Happened) -> Value:
        need = h.first(needed)
        return float(sum(not h.is_before(need, event) for event in h.those(kind)))

    return of


def _first(needed: str) -> tuple[Sense, ...]:
    """Return how rules ask for `needed` before the needle, or before the push."""
    starts = ("needle_entered", "injection_started", "injection_ended")
    return tuple(Sense(start, answer=needed) for start in starts)


def _largest_first(h: Happened) -> Value:
    """Return the share of neighbouring treatments in which the larger vein came first."""
    sizes = {
        mark.get("vein"): mark.get("true_diameter_um")
        for mark in h.those("vein_marked")
        if is_number(mark.get("true_diameter_um"))
    }
    treated = [sizes.get(event.get("vein")) for event in h.those("vein_treated")]
    known = [size for size in treated if is_number(size)]
    pairs = list(pairwise(known))
    return share(sum(a >= b for a, b in pairs), len(pairs))


def _proximal_first(h: Happened) -> Value:
    """Return the share of neighbouring treatments in which the higher finding came first."""
    heights = {
        mark.get("mark"): LEVELS.index(mark["level"])
        for mark in h.those("vein_marked")
        if mark.get("level") in LEVELS
    }
    treated = [heights.get(event.get("mark")) for event in h.those("vein_treated")]
    known = [height for height in treated if height is not None]
    pairs = list(pairwise(known))
    return share(sum(a >= b for a, b in pairs), len(pairs))


def _open_source(h: Happened) -> Value:
    """Count the threads whose first push came before their source was shown closed."""
    first: dict[object, Record] = {}
    for push in h.those("injection_ended"):
        if push.get("thread") and push.get("fed_by"):
            first.setdefault(push.get("thread"), push)
    if not first:
        return None
    closed = {event.get("vein"): event for event in reversed(h.those("closure_shown"))}
    return float(sum(not h.is_before(closed.get(p.get("fed_by")), p) for p in first.values()))


def _swabbed_first(h: Happened) -> Value:
    """Return the share of punctures whose swab was on before the next needle went in."""
    holes = h.those("needle_entered")
    pairs = list(pairwise(holes))
    swabbed = {s.get("puncture"): s for s in reversed(h.those("swab_placed"))}
    good = sum(
        (swab := swabbed.get(hole.get("puncture"))) is not None and tick(swab) <= tick(after)
        for hole, after in pairs
    )
    return share(good, len(pairs))


# fmt: off
METRICS: Final = (
    Metric("steps_done_frac", "Steps of the journey that were done", "", "higher", ANY, SHARE,
           NEVER, "",
           lambda h: sum(bool(h.those(kind)) for kind in JOURNEY) / len(JOURNEY)),
    Metric("steps_in_place_frac", "Steps done in their place", "", "higher", (1, None), SHARE,
           _FEW, "as taught", _in_place),
    Metric("inversions", "Pairs of steps in the wrong order", "", "lower", (None, 0), COUNT, _FEW,
           "as taught", _inversions),
    Metric("punctures_before_consent", "Punctures before consent", "", "lower", (None, 0), COUNT,
           NEVER, "", _before_first("needle_entered", "consent_taken"),
           _first("consent_taken")),
    Metric("punctures_before_suitability", "Punctures before suitability was decided", "", "lower",
           (None, 0), COUNT, NEVER, "", _before_first("needle_entered", "suitability_decided"),
           _first("suitability_decided")),
    Metric("punctures_before_duplex", "Punctures before any duplex", "", "lower", ANY,
           COUNT, NEVER, "differs between schools", _before_first("needle_entered", "probe_placed"),
           _first("probe_placed")),
    Metric("punctures_before_kit", "Punctures before the kit was checked", "", "lower", (None, 0),
           COUNT, NEVER, "", _before_first("needle_entered", "kit_checked"),
           _first("kit_checked")),
    Metric("largest_first_frac", "Sources treated largest first", "", "higher", (1, None), SHARE,
           "fewer than two treated veins of known size", "as taught", _largest_first,
           (Sense("vein_treated", answer="vein_treated"),)),
    Metric("proximal_first_frac", "Sources treated from the top down", "", "higher", (1, None),
           SHARE, "fewer than two treated findings", "as taught", _proximal_first,
           (Sense("vein_treated", answer="vein_treated"),)),
    Metric("threads_before_closure", "Threads injected before their source was shown closed", "",
           "lower", (None, 0), COUNT, "no thread with a source was injected", "as taught",
           _open_source, (Sense("injection_started", answer="closure_shown"),)),
    Metric("swabbed_before_next_frac", "Punctures swabbed before the next one", "", "higher",
           (1, None), SHARE, "fewer than two punctures", "as taught", _swabbed_first),
)
