"""One moment of an attempt, played again and shown as it was: the scan, or the skin."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pygame

from simulator.app.desk import read_attempt
from simulator.app.workshop import Workshop
from simulator.base.units import TICKS_PER_SECOND
from simulator.render import duplex as scan_picture
from simulator.render.loupe import LoupePainter
from simulator.session import commands as c
from simulator.session import corridor
from simulator.session.attempt import Attempt, Record
from simulator.session.plan import Plan
from simulator.session.state import State
from simulator.session.trace import Trace
from simulator.ultrasound.machine import Machine
from simulator.ultrasound.strip import Strip
from simulator.view import bedside
from simulator.view.duplex import DuplexView, present
from simulator.view.treatment import Camera
from simulator.view.weeks import Weeks

SIZE: Final = (1200, 640)
NEAR_PX_PER_MM: Final = 40.0
RUN_UP_TICKS: Final = 4 * TICKS_PER_SECOND  # what the spectrum shows before the moment
STEP_TICKS: Final = 4
Tell = Callable[[float], None]


@dataclass(frozen=True)
class Moment:
    """A second worth seeing again, with what is said about it."""

    tick: int
    words: str

    @property
    def name(self) -> str:
        """The workshop's name for its picture."""
        return f"moment {self.tick}"


def scene_at(events: Sequence[Record], tick: int) -> str:
    """Return 'scan' or 'skin' when there is something to see at `tick`, else ''."""
    scene = ""
    for event in events:
        if event["tick"] > tick:
            break
        match event["ev"]:
            case "probe_placed":
                scene = "scan"
            case "needle_entered":
                scene = "skin"
            case "probe_lifted" if scene == "scan" and event["tick"] < tick:
                scene = ""
            case "days_passed" | "stocking_fitted" | "patient_walked":
                scene = ""
    return scene


def order_moment(workshop: Workshop, path: Path, plan: Plan, moment: Moment) -> None:
    """Have the moment played again and drawn in the background."""
    if not workshop.has(moment.name):
        workshop.order(
            moment.name, "the moment", lambda tell: _picture(workshop, path, plan, moment, tell)
        )


class _Again:
    """An attempt that is played again from its record, as far as one asks."""

    def __init__(self, trace: Trace, plan: Plan) -> None:
        self.attempt = Attempt(corridor.begin(plan, int(trace.head["seed"])), lambda _record: None)
        self._ahead = list(trace.commands)

    @property
    def state(self) -> State:
        return self.attempt.state

    def play(
        self, until_tick: int, tell: Tell, look: Callable[[State], None] | None = None
    ) -> None:
        """Play up to `until_tick`, with everything done at that tick; `look` sees each step."""
        start, span = self.state.tick, max(1, until_tick - self.state.tick)
        while self._ahead and self._ahead[0]["tick"] <= until_tick:
            record = self._ahead.pop(0)
            self._pass(int(record["tick"]), look)
            self.attempt.do(c.from_record({k: record[k] for k in record if k not in ("k", "tick")}))
            tell((self.state.tick - start) / span)
        self._pass(until_tick, look)

    def _pass(self, tick: int, look: Callable[[State], None] | None) -> None:
        while self.state.tick < tick and not self.state.is_finished:
            left = tick - self.state.tick
            self.attempt.pass_ticks(left if look is None else min(left, STEP_TICKS))
            if look is not None:
                look(self.state)


def _picture(
    workshop: Workshop, path: Path, plan: Plan, moment: Moment, tell: Tell
) -> pygame.Surface:
    trace, _ = read_attempt(path)
    again = _Again(trace, plan)
    canvas = pygame.Surface(SIZE, 0, 32)
    if scene_at(trace.events, moment.tick) == "scan":
        again.play(max(0, moment.tick - RUN_UP_TICKS), tell)
        _scan(workshop, again, moment.tick, canvas)
    else:
        again.play(moment.tick, tell)
        _skin(workshop, again.state, canvas)
    return canvas


def _scan(workshop: Workshop, again: _Again, tick: int, canvas: pygame.Surface) -> None:
    """Draw the scanner's screen; the spectrum needs the seconds before as well."""
    machine: Machine = workshop.get("scanner")
    strip = Strip(machine)
    view: list[DuplexView] = []

    def look(state: State) -> None:
        scan, at = state.scan, state.tick // STEP_TICKS * STEP_TICKS
        if scan.probe is not None:
            view[:] = [present(machine, strip, scan.probe, scan.settings, state.moment, at)]

    look(again.state)
    again.play(tick, lambda _share: None, look)
    if view:
        scan_picture.paint(canvas, canvas.get_rect(), view[0])


def _skin(workshop: Workshop, state: State, canvas: pygame.Surface) -> None:
    """Draw the skin around the needle, or around the last puncture."""
    field, treatment = state.patient.patch, state.treatment
    x_mm, y_mm = field.width_mm / 2, field.height_mm / 2
    if treatment.needle.length_um:
        x_mm, y_mm = treatment.needle.x_um / 1e3, treatment.needle.y_um / 1e3
    elif treatment.punctures:
        x_mm, y_mm = treatment.punctures[-1].x_um / 1e3, treatment.punctures[-1].y_um / 1e3
    camera = Camera(x_mm, y_mm, NEAR_PX_PER_MM)
    camera = camera.kept_inside(field.width_mm, field.height_mm, *SIZE)
    view = Weeks().on(bedside.present(state, camera), state)
    painter = LoupePainter(workshop.get("skin"), SIZE)
    painter.settle(view, is_whole=True)
    painter.paint(view, canvas, is_forced=True)
