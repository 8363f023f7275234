"""A window without a screen, with a case open and pictures that take no time to make."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pygame
import pytest

from simulator.app import window as window_module
from simulator.app.desk import Desk
from simulator.app.screens.loupe_sight import loupe_for
from simulator.app.window import Window
from simulator.app.workshop import Workshop
from simulator.render.patch import SkinPatch
from simulator.scenario.find import scenario_file
from simulator.scenario.load import Scenario, load
from simulator.session import commands as c
from simulator.session.state import State
from simulator.ultrasound.machine import Machine
from simulator.widgets.input import Intent, Key, Pointer
from simulator.widgets.kit import Ui

SIZE = (1280, 720)
COARSE_PX_PER_MM = 12.0
TICKS_A_FRAME = 2


@cache
def scenario() -> Scenario:
    path = scenario_file("hidden_feeder")
    assert path is not None
    return load(Path(path))


@cache
def machine(state_id: str) -> Machine:
    return Machine(_patients[state_id], 1)


@cache
def skin(state_id: str) -> SkinPatch:
    return SkinPatch.build(_patients[state_id], COARSE_PX_PER_MM)


_patients: dict[str, Any] = {}


def quick_pictures(workshop: Workshop, state: State, ui: Ui) -> None:
    """Stand in for the workshop's real orders: coarse skin, one scanner for all tests, no legs."""
    _patients.setdefault("case", state.patient)
    for name, made in (("skin", skin("case")), ("scanner", machine("case"))):
        workshop.order(name, name, lambda _tell, made=made: made)
    workshop.order("loupe", "loupe", lambda _tell: loupe_for(skin("case"), ui))
    workshop.wait_for_all()


class Stand:
    """Drives the window as a person would; keeps no truth of its own."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, home: Path, stage: str) -> None:
        monkeypatch.setenv("FILIGRANE_HOME", str(home))
        monkeypatch.setattr(window_module, "order_pictures", quick_pictures)
        self.window = Window(SIZE)
        self.window.open_case(Desk.begin(scenario()))
        self.window.stage = stage
        self.frames_shown = 0
        self.frame()
        self.frame()

    @property
    def desk(self) -> Desk:
        assert self.window.table is not None
        return self.window.table.desk

    @property
    def state(self) -> State:
        return self.desk.state

    def events(self, name: str) -> list[dict[str, Any]]:
        return [event for event in self.desk.attempt.events if event["ev"] == name]

    def frame(self, *inputs: Intent, count: int = 1) -> None:
        """Show frames, with the inputs in the first."""
        now: Sequence[Intent] = inputs
        for _ in range(count):
            self.desk.pass_ticks(TICKS_A_FRAME)
            self.window.frame(now, self.frames_shown / 60)
            self.frames_shown += 1
            now = ()

    def key(self, *names: str, **modifiers: bool) -> None:
        for name in names:
            self.frame(Key(name, **modifiers))
            self.frame(Key(name, is_down=False))

    def move(self, x: int, y: int) -> None:
        self.frame(Pointer(x, y, "move"))

    def down(self, x: int, y: int, button: int = 1) -> None:
        self.frame(Pointer(x, y, "move"))
        self.frame(Pointer(x, y, "down", button))

    def up(self, x: int, y: int, button: int = 1) -> None:
        self.frame(Pointer(x, y, "up", button))

    def wheel(self, x: int, y: int, notches: float) -> None:
        self.frame(Pointer(x, y, "wheel", dy=notches))

    def place(self, control: str) -> tuple[int, int]:
        """Return the middle of a control on the canvas."""
        rect = self.window.ui.touches.place_of(control)
        assert rect is not None, f"no control called {control!r} on this screen"
        return rect.center

    def click(self, control: str) -> None:
        self.down(*self.place(control))
        self.up(*self.place(control))

    def lose_focus(self) -> None:
        """The person turns to another window."""
        pygame.event.clear()
        pygame.event.post(pygame.event.Event(pygame.WINDOWFOCUSLOST))
        self.frame(*self.window.inputs())

    def make_ready(self) -> None:
        """Everything on the tray done, so that a needle may go in."""
        self.desk.do(
            c.CheckKit(),
            c.MarkSkin(),
            c.SetPosture("lying"),
            c.WipeSkin(),
            c.FillSyringe("polidocanol", 5000, 2_400_000, 3000),
            c.TakeNeedle(30, 349),
            c.StretchSkin(1),
        )
        self.frame()

    def arm_px(self, thread: int = 0) -> tuple[int, int]:
        """Return the pixel over the feeding arm of a thread."""
        web = self.state.patient.web
        path = web.path_mm[self.state.patient.threads[thread].arm_edge]
        x, y = path[len(path) // 2][:2]
        rect = self.window.ui.px((0, 57, self.window.ui.width, self.window.ui.height - 111))
        at = self.window.treat.sight.to_window((float(x), float(y)), rect)
        return round(at[0]), round(at[1])
