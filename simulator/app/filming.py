"""An attempt filmed without a screen: the demo's frames, drawn by the very same screens."""

import os
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")

import pygame

from simulator.app.desk import Desk
from simulator.app.window import Window
from simulator.base.units import TICKS_PER_SECOND, ticks
from simulator.operators.hand import Hand
from simulator.session.attempt import Record
from simulator.session.state import State

FILM_STEP_TICKS = 8  # while something worth a picture runs, the film looks this often
SETTLE_FRAMES = 12
REFLUX_SHARE = 0.85  # of the reversal: it stands in the spectrum, and the colour still runs
WATCHED_TICKS = 50  # a vein that ran back this long is worth a picture
BLANCH_MM = 9.0


class Film:
    """Keeps one picture of each moment worth showing."""

    def __init__(self, window: Window, folder: Path) -> None:
        self.window = window
        self.folder = folder
        self.taken: dict[str, Path] = {}

    def shoot(self, name: str, stage: str) -> None:
        """Draw a stage and write it as a PNG, once."""
        if name in self.taken:
            return
        table = self.window.table
        if stage == "library":
            self.window.table = None
        else:
            self.window.stage = stage
        for frame in range(SETTLE_FRAMES):
            self.window.frame((), frame / 60)
        self.window.table = table
        path = self.folder / f"{len(self.taken) + 1:02d}-{name}.png"
        pygame.image.save(self.window.surface, str(path))
        self.taken[name] = path

    def watch(self, state: State, events: list[Record]) -> None:
        """Shoot what is going on, if it has not been shot yet."""
        self._watch_scan(state)
        push = state.treatment.push
        if push is not None and push.blanch_mm > BLANCH_MM:
            self.shoot("loupe-blanch", "Treat")
        if len(state.treatment.swabs) == 2 and all(s.is_taped for s in state.treatment.swabs):
            self.shoot("swabs-taped", "Treat")
        if state.aftercare.follow_up_weeks:
            self.shoot("stocking-fitted", "Aftercare")
        elif state.consultation.is_consented:
            self.shoot("consultation", "Assess")

    def _watch_scan(self, state: State) -> None:
        """Shoot a vein that runs back, late enough that its answer stands in the spectrum."""
        squeezes, running = state.scan.squeezes, state.scan.running
        if not squeezes or not running or squeezes[-1].released_tick < 0:
            return
        best = max(running, key=lambda run: run.watched_ticks)
        reflux_s = next(v.reflux_s for v in state.patient.vessels if v.id == best.vein)
        is_told = state.tick - squeezes[-1].released_tick >= ticks(REFLUX_SHARE * reflux_s)
        if best.watched_ticks >= WATCHED_TICKS and is_told:
            self.shoot(f"duplex-{best.vein.replace('_', '-')}", "Duplex")


class FilmedHand(Hand):
    """A hand whose every wait is watched."""

    def __init__(self, desk: Desk, film: Film, tell: Callable[[str], None]) -> None:
        super().__init__(desk.attempt)
        self._film = film
        self._tell = tell
        self._told = 0

    def wait(self, duration_s: float) -> None:
        """Let time pass in small steps, with the film running and the strip drawn."""
        left = ticks(duration_s)
        while left > 0:
            step = min(left, FILM_STEP_TICKS)
            self._attempt.pass_ticks(step)
            left -= step
            state = self._attempt.state
            if state.scan.is_test_open or (state.scan.squeezes and state.scan.settings.is_pulsed):
                self._film.window.stage = "Duplex"
                self._film.window.frame((), state.tick / TICKS_PER_SECOND)
            self._film.watch(state, self._attempt.events)
        for event in self._attempt.events[self._told :]:
            self._tell(event["ev"])
        self._told = len(self._attempt.events)
