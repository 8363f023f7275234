"""When the scanner takes its next picture, and what a frozen one still lets one do."""

from dataclasses import replace
from typing import Final

from simulator.app.cine import Cine
from simulator.app.measuring import Measuring
from simulator.physics.moment import ProbePose
from simulator.physics.scanner import Scanner
from simulator.session.state import State
from simulator.ultrasound.machine import Machine
from simulator.ultrasound.strip import Strip
from simulator.view.body_mark import body_mark
from simulator.view.duplex import Caliper, DuplexView, Note, TimeCaliper, present

PICTURE_TICKS: Final = 4  # the scanner makes 30 pictures a second
MOST_LABELS: Final = 6

Hold = tuple[ProbePose | None, Scanner]
Marks = tuple[Caliper | None, TimeCaliper | None, tuple[Note, ...]]


class ScanPicture:
    """The picture on the scanner's screen; `version` changes with what it shows.

    A picture of a new place costs twice one of the same place, so it is made over two frames:
    the echoes in the first, noise, flow and spectrum in the second. When frames come late both
    are done in one.
    """

    def __init__(self) -> None:
        self.view: DuplexView | None = None
        self.version = 0
        self.cine = Cine()
        self.back = 0  # how many pictures before the last one is shown, while frozen
        self.labels: tuple[Note, ...] = ()
        self._newest: DuplexView | None = None  # of the pictures that were taken
        self._strip: Strip | None = None
        self._tick = -1
        self._seen_tick = -1
        self._hold: Hold | None = None
        self._marks: Marks = (None, None, ())
        self._begun: tuple[int, Hold] | None = None

    @property
    def is_frozen(self) -> bool:
        """Whether a picture of a probe on the skin stands still."""
        return self.view is not None and bool(self.view.settings.is_frozen) and self.cine.count > 0

    def label(self, words: str, x_mm: float, z_mm: float) -> None:
        """Write words on the frozen picture; they go when it runs again."""
        if self.is_frozen and words.strip():
            self.labels = (*self.labels, Note(x_mm, z_mm, words.strip()))[-MOST_LABELS:]

    def rewind(self, machine: Machine, back: int) -> None:
        """Show another of the last seconds' pictures."""
        back = min(max(0, back), self.cine.count - 1)
        if self._newest is not None and self.is_frozen and back != self.back:
            self.back, self.labels = back, ()
            self._marks = (None, None, ())
            made = self.cine.view(machine, back, self._newest)
            where = body_mark(machine.patient.leg, made.pose) if made.pose else None
            self.view = replace(made, body_mark=where)
            self.version += 1

    def look(self, machine: Machine, state: State, measuring: Measuring) -> DuplexView:
        """Return what the screen shows now."""
        passed, self._seen_tick = state.tick - self._seen_tick, state.tick
        hold = (state.scan.probe, state.scan.settings)
        if not hold[1].is_frozen:
            self.labels, self.back = (), 0
        marks = (measuring.caliper, measuring.span, self.labels)
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
        pose, settings = hold
        view = present(
            machine,
            self._strip,
            pose,
            settings,
            state.moment,
            tick,
            title=f"{state.patient.spec.side.capitalize()} leg" if pose else "",
            calipers=(marks[0],) if marks[0] else (),
            time_caliper=marks[1],
        )
        if pose is not None and settings.is_frozen:
            view = replace(view, body_mark=body_mark(state.patient.leg, pose), notes=marks[2])
        self.view = self._newest = view
        self.cine.keep(view)
        return view

    def _mark(self, view: DuplexView, marks: Marks) -> DuplexView:
        """Move calipers and labels on a picture that stays."""
        self._begun = None
        if marks != self._marks:
            self._marks = marks
            self.version += 1
            calipers = (marks[0],) if marks[0] else ()
            self.view = view = replace(
                view, calipers=calipers, time_caliper=marks[1], notes=marks[2]
            )
        return view
