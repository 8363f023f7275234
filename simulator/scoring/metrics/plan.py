"""Metrics of the plan: the talk, the sources, and the days between."""

from collections.abc import Callable
from typing import Final

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
    largest,
    picked,
    share,
    smallest,
)
from simulator.scoring.seek import is_number

_TREATED: Final = "no vein was treated"
_DEEP: Final = ("femoral_vein", "popliteal_vein", "posterior_tibial_vein")  # or a rest of one


def _distinct(kind: str, field: str) -> Callable[[Happened], Value]:
    return lambda h: float(len(set(map(str, h.values(kind, field)))))


def _sessions(h: Happened) -> Value:
    """Count the days with a push: pushes with no day passed between them are one session."""
    return float(len({h.count_before("days_passed", p) for p in h.those("injection_ended")}))


def _rest_days(h: Happened) -> Value:
    """Return the days from the last treated vein to the first push."""
    push = h.first("injection_started")
    if push is None or not any(h.is_before(t, push) for t in h.those("vein_treated")):
        return None
    days = push.get("days")
    return float(days) if is_number(days) else None


def _closed(h: Happened) -> Value:
    treated = {event.get("vein") for event in h.those("vein_treated")} - {""}
    shown = {event.get("vein") for event in h.those("closure_shown")}
    return share(len(treated & shown), len(treated))


def _closure_days(h: Happened) -> Value:
    """Return the least days from a treatment to the re-scan that showed the vein closed."""
    treated = {e.get("vein"): e.get("day") for e in h.those("vein_treated")}
    gaps = [
        float(event["day"] - treated[event.get("vein")])
        for event in h.those("closure_shown")
        if is_number(event.get("day")) and is_number(treated.get(event.get("vein")))
    ]
    return smallest([gap for gap in gaps if gap >= 0])


def _deep_pressed(h: Happened) -> Value:
    """Count the deep veins pressed on after the last treatment and before the first push."""
    treated = h.those("vein_treated")
    if not treated:
        return None
    push = h.first("injection_started")
    return float(
        len(
            {
                pressed.get("vein")
                for pressed in h.those("compression_tested")
                if str(pressed.get("vein")).startswith(_DEEP)
                and h.is_before(treated[-1], pressed)
                and h.is_before(pressed, push)
            }
        )
    )


# fmt: off
METRICS: Final = (
    Metric("questions_asked", "Questions of the history asked", "", "higher", ANY, COUNT, NEVER,
           "", _distinct("history_asked", "item"), (Sense("history_asked", "item"),)),
    Metric("things_examined", "Things examined", "", "higher", ANY, COUNT, NEVER, "",
           _distinct("examined", "item"), (Sense("examined", "item"),)),
    Metric("risks_explained", "Risks explained", "", "higher", ANY, COUNT, NEVER, "",
           _distinct("risk_explained", "item"), (Sense("risk_explained", "item"),)),
    Metric("consent_day", "Days to think before consent", "days", "higher", ANY, COUNT,
           "no consent was taken", "differs between schools",
           picked(largest, "consent_taken", "day"), (Sense("consent_taken", "day"),)),
    Metric("photographs", "Photographs", "", "higher", (1, None), COUNT, NEVER, "",
           counted("photographed"), (Sense("photographed"),)),
    Metric("veins_referred", "Findings referred for treatment", "", "none", ANY, COUNT, NEVER, "",
           counted("vein_referred"), (Sense("vein_referred"),)),
    Metric("veins_treated", "Source veins treated", "", "none", ANY, COUNT, NEVER, "",
           counted("vein_treated"), (Sense("vein_treated"),)),
    Metric("sound_veins_treated", "Sound veins treated", "", "lower", (None, 0), COUNT, NEVER, "",
           counted("vein_treated", is_refluxing=False),
           (Sense("vein_treated", "is_refluxing", False),)),
    Metric("closures_shown", "Closures shown by re-scan", "", "none", ANY, COUNT, NEVER, "",
           counted("closure_shown"), (Sense("closure_shown"),)),
    Metric("closed_frac", "Treated veins shown closed", "", "higher", (1, None), SHARE, _TREATED,
           "as taught", _closed, (Sense("closure_shown"),)),
    Metric("closure_days", "Days from treatment to the closing re-scan, least", "days", "higher",
           (14, None), COUNT, "no closure was shown", GUESS, _closure_days,
           (Sense("closure_shown", "day"),)),
    Metric("deep_veins_rescanned", "Deep veins pressed on after a treatment", "", "higher",
           ANY, COUNT, _TREATED, "", _deep_pressed, (Sense("compression_tested"),)),
    Metric("rest_days", "Days from the last treated vein to the first push", "days", "higher",
           (28, None), COUNT, "no vein was treated before a push", GUESS, _rest_days,
           (Sense("injection_started", "days"),)),
    Metric("sessions", "Days on which threads were injected", "", "none", ANY, COUNT, NEVER, "",
           _sessions),
    Metric("review_weeks", "Weeks to the review", "weeks", "inside", (4, 12), COUNT,
           "no review was planned", "differs between schools",
           picked(largest, "follow_up_planned", "weeks"), (Sense("follow_up_planned", "weeks"),)),
)
