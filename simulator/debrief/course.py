"""How the course ended, in words: the judgement, what is left to see, how the stocking was worn."""

from collections.abc import Sequence
from typing import Final

from simulator.scoring.trail import Record

JUDGED: Final = {
    "excellent": "Excellent",
    "very_pleased": "Very pleased",
    "unsuccessful": "Unsuccessful",
}


def judgement(events: Sequence[Record]) -> str:
    """Return how the course is judged at month three, or '' where nothing was injected."""
    told = [event["judgement"] for event in events if event["ev"] == "course_judged"]
    return JUDGED.get(told[-1], str(told[-1]).capitalize()) if told else ""


def outcome_line(events: Sequence[Record]) -> str:
    """Return how much is gone and how much is brown on the day of the judgement."""
    seen = [event for event in events if event["ev"] == "outcome_seen"]
    if not seen:
        return ""
    cleared = sum(event["cleared_permille"] for event in seen) / (10 * len(seen))
    stained = sum(event["stain_permille"] for event in seen) / (10 * len(seen))
    sessions = [event["day"] for event in events if event["ev"] == "adherence_judged"]
    weeks = (seen[-1]["day"] - max(sessions, default=0)) // 7
    return f"week {weeks}: {cleared:.0f} % cleared, {stained:.0f} % stained"


def diary_line(events: Sequence[Record]) -> str:
    """Return how the stocking was worn after every session, or '' where nothing was injected."""
    told = [event for event in events if event["ev"] == "adherence_judged"]
    lines = []
    for event in told:
        words = f"{event['days_worn']} days and {event['nights_worn']} nights in the stocking"
        if event["stopped_day"] >= 0:
            words += f", off from day {event['stopped_day']}"
        lines.append(f"session {event['session']}: {words}" if len(told) > 1 else words)
    return "; ".join(lines) + "." if lines else ""
