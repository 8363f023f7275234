"""What happened on which day of a course, and where a day lies on a strip of the calendar.

Idea: the events of an attempt carry ticks, and days pass only by `DaysPassed`; walking along
them gives every one its day. The strip is wide where much happens: it gives the time before the
last session a small share, then half of its length to the first six weeks, the rest to the year.
Only what the trainee did, or was told, stands on it.
Invariant: `Strip.share` grows with the day, from 0 on the first day to 1 at month twelve.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

Record = dict[str, Any]

MONTH_TWELVE: Final = 365  # days after the last session, where the strip ends
SIX_WEEKS: Final = 42
BEFORE_SHARE: Final = 0.16  # of the strip, for sessions before the last one
EARLY_SHARE: Final = 0.55  # of what is left, for the first six weeks
TICKS: Final = (
    (0, "day 0"), (7, "1 wk"), (14, "2 wk"), (21, "3 wk"), (42, "6 wk"), (91, "month 3"),
    (183, "month 6"), (274, "month 9"), (365, "month 12"),
)  # fmt: skip
# kind of event -> (icon, words)
TOLD: Final = {
    "injection_started": ("needle", "Session"),
    "vein_treated": ("tick", "Source treated"),
    "photographed": ("camera", "Photograph"),
    "patient_telephoned": ("phone", "Telephone"),
    "diary_opened": ("pen", "Diary"),
    "leg_reviewed": ("leg", "Review"),
    "trapped_blood_let_out": ("drop", "Blood let out"),
}
OFF: Final = ("stocking", "Stocking off")


@dataclass(frozen=True)
class Entry:
    """One thing on one day; `count` tells how often."""

    day: int
    icon: str
    words: str
    count: int = 1

    @property
    def said(self) -> str:
        """The words, with how often."""
        return self.words if self.count == 1 else f"{self.words}, {self.count} times"


@dataclass(frozen=True)
class Strip:
    """The strip of a course whose first session was on `first`, the last on `last`."""

    first: int
    last: int

    def share(self, day: float) -> float:
        """Return where `day` lies, 0 at the left end, 1 at month twelve; clipped to the strip."""
        lead = BEFORE_SHARE if self.first < self.last else 0.0
        if day <= self.last:
            span = self.last - self.first
            return lead * max(0.0, day - self.first) / span if span else 0.0
        since, early = day - self.last, (1.0 - lead) * EARLY_SHARE
        if since <= SIX_WEEKS:
            return lead + early * since / SIX_WEEKS
        late = min(1.0, (since - SIX_WEEKS) / (MONTH_TWELVE - SIX_WEEKS))
        return lead + early + (1.0 - lead - early) * late

    @property
    def ticks(self) -> tuple[tuple[float, str], ...]:
        """Where the weeks and months after the last session lie, with their names."""
        return tuple((self.share(self.last + day), words) for day, words in TICKS)


def dated(events: Sequence[Record]) -> list[tuple[int, Record]]:
    """Return every event with the day on which it happened."""
    day, out = 0, []
    for event in events:
        if event["ev"] == "days_passed":
            day = int(event["day"])
        out.append((day, event))
    return out


def session_days(events: Sequence[Record]) -> tuple[int, ...]:
    """Return the days on which something was injected, in order."""
    days = {day for day, event in dated(events) if event["ev"] == "injection_started"}
    return tuple(sorted(days))


def strip_of(events: Sequence[Record], today: int) -> Strip:
    """Return the strip of a course; one without an injection begins today."""
    days = session_days(events) or (today,)
    return Strip(days[0], days[-1])


def entries(events: Sequence[Record]) -> tuple[Entry, ...]:
    """Return what happened on which day, from the first session on, in order of the days.

    When the stocking came off is on it once the diary told.
    """
    counts: dict[tuple[int, str, str], int] = {}
    session = first = min(session_days(events), default=0)
    for day, event in dated(events):
        icon, words = TOLD.get(event["ev"], ("", ""))
        if icon and day >= first:
            is_once = event["ev"] == "injection_started"
            counts[day, icon, words] = 1 if is_once else counts.get((day, icon, words), 0) + 1
        if event["ev"] == "injection_started":
            session = day
        if event["ev"] == "diary_opened" and event["stopped_day"] >= 0:
            counts[session + int(event["stopped_day"]), *OFF] = 1
    found = [Entry(day, icon, words, count) for (day, icon, words), count in counts.items()]
    return tuple(sorted(found, key=lambda entry: entry.day))
