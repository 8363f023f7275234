"""The events of one attempt, looked at once: what happened on which line, and when.

Three definitions that every rule shares (docs/scoring.md):

- An event lasts from its start (`started_tick`, else `tick`) to its end (`tick`).
- `a` precedes `b` when `a` stands on an earlier line and had ended when `b` started; so an
  event never precedes itself, and equal ticks are settled by line.
- A condition on a field that the event lacks, or has as nothing, does not hold.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from simulator.base.complaints import Complaint, UnusableInput
from simulator.scoring.rubric import Moment
from simulator.scoring.seek import Seeker, Sight

Record = Mapping[str, Any]


class Trail:
    """Events with their ticks and starts, then read only; `seen` keeps what was looked for."""

    def __init__(self, events: Sequence[Record]) -> None:
        self.events: Final = events
        try:
            kinds = [event["ev"] for event in events]
            self.ticks: Final[list[int]] = [event["tick"] for event in events]
        except KeyError:
            raise _damage(events) from None
        self.starts: Final[list[int]] = self.ticks.copy()
        lasted = [line for line, event in enumerate(events) if "started_tick" in event]
        for line in lasted:
            self.starts[line] = events[line]["started_tick"]
        self.seen: Final[dict[Seeker, Sight]] = {}
        if kinds:
            self._check(kinds, lasted)
        self._places: Final[dict[str, list[int]]] = {kind: [] for kind in kinds}
        for line, kind in enumerate(kinds):
            self._places[kind].append(line)
        self._kinds: Final[dict[str, Sight]] = {}
        # By identity: a moment about 1 equals one about True, but means something else.
        self._found: Final[dict[int, tuple[Moment, Seeker]]] = {}

    def _check(self, kinds: list[str], lasted: list[int]) -> None:
        """Refuse an attempt whose times run backwards, or whose events have no name or tick."""
        ticks, starts = self.ticks, self.starts
        is_typed = set(map(type, kinds)) == {str} and set(map(type, ticks + starts)) == {int}
        if not is_typed or ticks[0] < 0 or ticks != sorted(ticks):
            raise _damage(self.events)
        if any(starts[line] > ticks[line] for line in lasted):
            raise _damage(self.events)

    def of_kind(self, kind: str) -> Sight:
        """Return every event of `kind`."""
        known = self._kinds.get(kind)
        if known is None:
            known = self._kinds[kind] = Sight(self.events, self._places.get(kind, []))
        return known

    def find(self, moment: Moment) -> list[int]:
        """Return the lines on which `moment` happened, oldest first."""
        known = self._found.get(id(moment))
        if known is None:
            known = self._found[id(moment)] = moment, Seeker(moment)
        return known[1].see(self).lines

    def precedes(self, earlier: int, later: int) -> bool:
        """Say whether the event on line `earlier` had ended when the one on `later` began."""
        return earlier < later and self.ticks[earlier] <= self.starts[later]


def _damage(events: Sequence[Record]) -> UnusableInput:
    """Return what is wrong with the first damaged event."""
    latest = 0
    what = "these events cannot be read"
    for line, event in enumerate(events):
        kind, tick = event.get("ev"), event.get("tick")
        start = event.get("started_tick", tick)
        if type(kind) is not str or type(tick) is not int or type(start) is not int:
            what = f"event {line} lacks a name or a whole tick"
            break
        if tick < latest or start > tick:
            what = f"event {line} ({kind}, tick {tick}) runs backwards in time"
            break
        latest = tick
    return UnusableInput([Complaint(what)])
