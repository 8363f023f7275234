"""When the scanner takes its next picture, and what a frozen one still lets one do."""

from dataclasses import replace
from typing import Final

from simulator.app.measuring import Measuring
from simulator.physics.moment import ProbePose
from simulator.physics.scanner import Scanner
from simulator.session.state import State
from simulator.ultrasound.machine import Machine
from simulator.ultrasound.strip import Strip
from simulator.view.duplex import Caliper, DuplexView, TimeCaliper, present

PICTURE_TICKS: Final = 4  # the scanner makes 30 pictures a second

Hold = tuple[ProbePose | None, Scanner]
Marks = tuple[Caliper | None, TimeCaliper | None]


class ScanPicture:
    """The picture on the scanner's screen; `version` changes with what it shows.

    A picture of a new place costs twice one of the same place, so it is made over two frames:
    the echoes in the first, noise, flow and spectrum in the second. When frames come late both
    are done in one.
    """

    def __init__(self) -> None:
        self.view: DuplexView | None = None
        self.version = 0
        self._strip: Strip | None = None
        self._tick = -1
        self._seen_tick = -1
        self._hold: Hold | None = None
        self._marks: Marks = (None, None)
        self._begun: tuple[int, Hold] | None = None

    def look(self, machine: Machine, state: State, measuring: Measuring) -> DuplexView:
        """Return what the screen shows now."""
        passed, self._seen_tick = state.tick - self._seen_tick, state.tick
        hold = (state.scan.probe, state.scan.settings)
        marks = (measuring.caliper, measuring.span)
        tick = state.tick // PICTURE_TICKS * PICTURE_TICKS
        if self.view is None:
            return self._take(machine, state, tick, hold, marks)
        if hold[1].is_frozen and self.view.settings.is_frozen:
            return self._mark(self.view, marks)
        if self._begun is not None:
            return self._take(machine, state, *self._begun, marks)
        is_due = tick != self._tick if passed else (hold, marks) != (self._hold, self._marks)
        if not is_due:
            return self.view
        if hold[0] is not None and hold != self._hold and 0 < passed < PICTURE_TICKS:
            machine.still(hold[0], hold[1], tick, state.moment.posture)
            self._begun = (tick, hold)
            return self.view
        return self._take(machine, state, tick, hold, marks)

    def _take(
        self, machine: Machine, state: State, tick: int, hold: Hold, marks: Marks
    ) -> DuplexView:
        if self._strip is None:
            self._strip = Strip(machine)
        self._begun = None
        self._tick, self._hold, self._marks = tick, hold, marks
        self.version += 1
        self.view = present(
            machine,
            self._strip,
            *hold,
            state.moment,
            tick,
            title=f"{state.patient.spec.side.capitalize()} leg" if hold[0] else "",
            calipers=(marks[0],) if marks[0] else (),
            time_caliper=marks[1],
        )
        return self.view

    def _mark(self, view: DuplexView, marks: Marks) -> DuplexView:
        """Move the calipers on a picture that stays."""
        self._begun = None
        if marks != self._marks:
            self._marks = marks
            self.version += 1
            calipers = (marks[0],) if marks[0] else ()
            self.view = view = replace(view, calipers=calipers, time_caliper=marks[1])
        return view
