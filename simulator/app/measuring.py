"""The calipers: a distance on the picture and a time on the strip; both stay where they were put.

The cross on the picture lasts as long as the picture does not move; what it measured is kept
until the finding is written, so that a diameter taken across serves a reflux time taken along.
"""

from dataclasses import replace
from typing import Final

from simulator.base.units import TICKS_PER_SECOND
from simulator.physics.moment import ProbePose
from simulator.physics.scanner import Scanner
from simulator.session.state import State
from simulator.view.duplex import Caliper, DuplexView, TimeCaliper

STEP_MM: Final = 0.2
STEP_TICKS: Final = 6  # a twentieth of a second
FIRST_TICKS: Final = 60
GRAB_MM: Final = 2.0


class Measuring:
    """What is being measured on this scan."""

    def __init__(self) -> None:
        self.is_on = False
        self.caliper: Caliper | None = None
        self.span: TimeCaliper | None = None
        self.diameter_um = 0
        self._from_mm: tuple[float, float] | None = None
        self._from_tick = -1
        self._seen: tuple[ProbePose | None, int, float] | None = None

    @property
    def reflux_ms(self) -> int:
        """The time between the two lines on the strip."""
        if self.span is None:
            return 0
        return round((self.span.end_tick - self.span.start_tick) * 1000 / TICKS_PER_SECOND)

    def follow(self, view: DuplexView) -> None:
        """Take the cross away when the picture it lies on has moved."""
        now = (view.pose, view.settings.depth_um, view.rewound_s)
        if self._seen != now and self._from_mm is None:
            self.caliper = None
        self._seen = now

    def clear(self) -> None:
        """Forget everything: the finding is written, or the probe is lifted."""
        self.caliper = self.span = None
        self.diameter_um = 0

    def let_go(self) -> None:
        """The pointer was lifted."""
        self._from_mm = None
        self._from_tick = -1

    def drag_on_picture(self, x_mm: float, z_mm: float) -> None:
        """Draw the distance from where the drag began, or take an end that is near."""
        if self._from_mm is None:
            self._from_mm = self._grabbed(x_mm, z_mm)
        self._measure(Caliper(*self._from_mm, x_mm, z_mm))

    def _grabbed(self, x_mm: float, z_mm: float) -> tuple[float, float]:
        """Return the end that stays: the far one of a cross that was taken, or this place."""
        old = self.caliper
        if old is not None:
            first, second = (old.x0_mm, old.z0_mm), (old.x1_mm, old.z1_mm)
            for near, stays in ((first, second), (second, first)):
                if abs(near[0] - x_mm) < GRAB_MM and abs(near[1] - z_mm) < GRAB_MM:
                    return stays
        return x_mm, z_mm

    def _measure(self, caliper: Caliper) -> None:
        self.caliper = caliper
        self.diameter_um = min(30_000, round(caliper.length_mm * 1000))

    def drag_on_strip(self, tick: int) -> None:
        """Span the time between where the drag began, however far the strip has run on, and now."""
        if self._from_tick < 0:
            self._from_tick = tick
        elif abs(tick - self._from_tick) > 1:
            self.span = TimeCaliper(min(tick, self._from_tick), max(tick, self._from_tick))

    def nudge_on_picture(self, dx: float, dz: float, settings: Scanner, is_first: bool) -> None:
        """Move one end of the cross by a step; without a cross, lay one over the gate."""
        cross = self.caliper
        if cross is None:
            x, z = settings.gate_x_um / 1000, settings.gate_z_um / 1000
            cross = Caliper(x, z - 1.0, x, z + 1.0)
        elif is_first:
            cross = replace(
                cross, x0_mm=cross.x0_mm + dx * STEP_MM, z0_mm=cross.z0_mm + dz * STEP_MM
            )
        else:
            cross = replace(
                cross, x1_mm=cross.x1_mm + dx * STEP_MM, z1_mm=cross.z1_mm + dz * STEP_MM
            )
        self._measure(cross)

    def nudge_on_strip(self, step: int, state: State, view: DuplexView, is_first: bool) -> None:
        """Move one line on the strip; without lines, begin where the hand let go last."""
        span = self.span
        if span is None:
            let_go = state.scan.squeezes[-1].released_tick if state.scan.squeezes else -1
            is_seen = view.strip_start_tick <= let_go < view.strip_end_tick - FIRST_TICKS
            start = let_go if is_seen else view.strip_end_tick - 2 * FIRST_TICKS
            self.span = TimeCaliper(start, start + FIRST_TICKS)
        elif is_first:
            start = min(span.end_tick - 1, span.start_tick + step * STEP_TICKS)
            self.span = replace(span, start_tick=start)
        else:
            end = max(span.start_tick + 1, span.end_tick + step * STEP_TICKS)
            self.span = replace(span, end_tick=end)
