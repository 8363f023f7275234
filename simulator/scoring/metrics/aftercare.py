"""Metrics of the weeks after a session: the stocking at home, call, review, the next session."""

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
    picked,
    share,
    smallest,
)
from simulator.scoring.seek import is_number

WINDOW_DAYS: Final = (22, 28)  # after the session: trapped blood is let out best
_WORN: Final = "adherence_judged"
_OUT: Final = "trapped_blood_let_out"
_BARE: Final = "nothing was injected"
_ONCE: Final = "there was one session at most"


def _let_out_in_window(h: Happened) -> Value:
    """Return the share of the cords let out that were so when it helps most."""
    days = [e["since_session"] for e in h.those(_OUT, is_found=True)]
    first, last = WINDOW_DAYS
    return share(sum(first <= day <= last for day in days if is_number(day)), len(days))


def _left(h: Happened) -> Value:
    """Count the threads in which trapped blood was found and never let out."""
    if not h.those("leg_reviewed"):
        return None
    found = {event.get("thread") for event in h.those("trapped_blood_found")}
    return float(len(found - {event.get("thread") for event in h.those(_OUT, is_found=True)}))


def _intervals(h: Happened) -> list[float]:
    """Return the days since the last session, at every push of a later one."""
    days = (event.get("days_since_session") for event in h.those("injection_started"))
    return [float(day) for day in days if is_number(day) and day >= 0]


def _rescanned(h: Happened) -> Value:
    later = [e for e in h.those("injection_started") if (e.get("days_since_session") or 0) > 0]
    return share(sum(bool(event.get("is_rescanned")) for event in later), len(later))


# fmt: off
METRICS: Final = (
    Metric("worn_days", "Days with the stocking on, worst session", "days", "higher", ANY, COUNT,
           _BARE, "differs between schools", picked(smallest, _WORN, "days_worn"),
           (Sense(_WORN, "days_worn"),)),
    Metric("worn_nights", "Nights with the stocking on, worst session", "", "higher", ANY, COUNT,
           _BARE, "differs between schools", picked(smallest, _WORN, "nights_worn"),
           (Sense(_WORN, "nights_worn"),)),
    Metric("worn_frac", "Hours worn of 21 days and nights, worst session", "", "higher", ANY,
           SHARE, _BARE, "Weiss 1999: longer is better", picked(smallest, _WORN,
           "hours_permille", 1000), (Sense(_WORN, "hours_permille"),)),
    Metric("phone_calls", "Calls to the patient at home", "", "none", ANY, COUNT, NEVER, "",
           counted("patient_telephoned"), (Sense("patient_telephoned"),)),
    Metric("phone_day", "Days from the session to the first call", "days", "none", ANY, COUNT,
           "nobody called", GUESS, picked(smallest, "patient_telephoned", "since_session"),
           (Sense("patient_telephoned", "since_session"),)),
    Metric("reviews", "Reviews of the treated leg", "", "none", ANY, COUNT, NEVER, "",
           counted("leg_reviewed"), (Sense("leg_reviewed"),)),
    Metric("trapped_let_out", "Cords of trapped blood let out", "", "none", ANY, COUNT, NEVER, "",
           counted(_OUT, is_found=True), (Sense(_OUT, "is_found", True),)),
    Metric("trapped_in_window_frac", "Of these, in the days when it helps most", "", "higher",
           (1, None), SHARE, "none was let out", "Scultetus 2003; days 22 to 28 are a guess",
           _let_out_in_window, (Sense(_OUT, "since_session"),)),
    Metric("trapped_left", "Threads with trapped blood found and left", "", "lower", (None, 0),
           COUNT, "the leg was never reviewed", "Scultetus 2003", _left,
           (Sense("trapped_blood_found", answer=_OUT),)),
    Metric("session_interval_days", "Days between sessions, least", "days", "higher", (42, None),
           COUNT, _ONCE, "6 to 8 weeks in a textbook atlas", lambda h: smallest(_intervals(h)),
           (Sense("injection_started", "days_since_session"),)),
    Metric("rescanned_frac", "Later pushes after a new scan", "", "higher", ANY, SHARE, _ONCE,
           "Coleridge Smith: a poor result asks for a scan", _rescanned,
           (Sense("injection_started", "is_rescanned"),)),
)
