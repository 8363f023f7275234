"""The window and its loop: inputs in, ticks spent, one screen drawn, frame shown.

Frames and ticks are independent: however uneven the frames, the attempt sees whole ticks.
"""

import gc
import os
import time
from pathlib import Path
from typing import Protocol

# Without a GPU, SDL's default presentation costs 20 ms a frame and this way about one.
os.environ.setdefault("SDL_FRAMEBUFFER_ACCELERATION", "0")
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")

import pygame

from simulator.app.desk import Desk, Tone
from simulator.app.gamepad import Gamepad
from simulator.app.held import Held
from simulator.app.intents import intent_of
from simulator.app.pictures import order_pictures
from simulator.app.screens.aftercare import AftercareScreen
from simulator.app.screens.assess import AssessScreen
from simulator.app.screens.brief import BriefScreen
from simulator.app.screens.debrief import DebriefScreen
from simulator.app.screens.duplex import DuplexScreen
from simulator.app.screens.followup import FollowUpScreen
from simulator.app.screens.library import LibraryScreen, look_through
from simulator.app.screens.table import Table
from simulator.app.screens.treat import TreatScreen
from simulator.app.ticking import TickBudget
from simulator.app.watcher import Watcher, is_same
from simulator.app.workshop import Workshop
from simulator.base.complaints import UnusableInput
from simulator.scenario.load import Scenario
from simulator.widgets.input import Intent, Intents
from simulator.widgets.kit import Ui

FRAMES_PER_SECOND = 60
SMALLEST = (1120, 630)
LARGEST = (1920, 1200)  # pixels that one core paints 60 times a second
CURSORS = {
    "hand": pygame.SYSTEM_CURSOR_HAND,
    "text": pygame.SYSTEM_CURSOR_IBEAM,
    "cross": pygame.SYSTEM_CURSOR_CROSSHAIR,
}
SETTLED_S = 0.35  # a window edge that rests this long has been let go


class CaseScreen(Protocol):
    """A screen of a case."""

    name: str

    def draw(self, ui: Ui, table: Table, inputs: Intents) -> str | None:
        """Draw the state and give the person's commands to the desk."""


class Window:
    """One window, one case at a time."""

    def __init__(self, size: tuple[int, int], scenario_path: Path | None = None) -> None:
        pygame.display.init()  # not pygame.init(): the mixer wakes with the first sound
        pygame.font.init()
        pygame.key.set_repeat(280, 30)
        pygame.display.set_caption("Filigrane")
        self.surface = pygame.display.set_mode(size, pygame.RESIZABLE)
        self.ui = Ui(self.surface)
        self.extra = scenario_path
        self.library = LibraryScreen(look_through(scenario_path))
        self.table: Table | None = None
        self.screens: dict[str, CaseScreen] = {}
        self.stage = "library"
        self.is_open = True
        self.budget = TickBudget()
        self.complaint = ""
        self.watcher: Watcher | None = None
        self.watched: Scenario | None = None  # as it was last good
        self.seed: int | None = None  # of the case that is watched
        self.broken = ""  # why the watched file cannot be used
        self.held = Held()
        self.gamepad = Gamepad()
        self.duplex = DuplexScreen()
        self.treat = TreatScreen()
        self._resized_s = 0.0
        self._cursor = ""
        self._windowed: tuple[int, int] | None = None  # the size to come back to from full screen

    def open_case(self, desk: Desk) -> None:
        """Put a case on the table and start making its pictures."""
        workshop = Workshop()
        order_pictures(workshop, desk.state, self.ui)
        self.table = Table(desk, workshop)
        self.duplex, self.treat = DuplexScreen(), TreatScreen()
        screens: list[CaseScreen] = [
            BriefScreen(),
            AssessScreen(),
            self.duplex,
            self.treat,
            AftercareScreen(),
            FollowUpScreen(),
            DebriefScreen(),
        ]
        self.screens = {screen.name: screen for screen in screens}
        self.stage = "Debrief" if desk.state.is_finished else "Brief"
        if desk.heard and not desk.state.is_finished:
            self.stage = _stage_of(desk)
        self.budget = TickBudget()

    def begin(self, scenario: Scenario, seed: int | None = None) -> None:
        """Start a new attempt."""
        self._guarded(lambda: self.open_case(Desk.begin(scenario, seed)))
        _spare_the_collector()

    def watch(self, watcher: Watcher, scenario: Scenario, seed: int | None = None) -> None:
        """Play `scenario`, and take up its file again whenever it changes."""
        self.watcher, self.watched, self.seed = watcher, scenario, seed
        self.begin(scenario, seed)

    def _hear_of_changes(self) -> None:
        """Swap a changed scenario in; one that cannot be used leaves everything as it is."""
        news = self.watcher.take() if self.watcher is not None else None
        if news is None:
            return
        self.broken, scenario, before = news.words, news.scenario, self.watched
        if scenario is None or before is None:
            return
        self.watched = scenario
        if self.table is None:
            self.library = LibraryScreen(look_through(self.extra))
        elif is_same(self.table.desk.scenario, before):
            self._swap(self.table, scenario)

    def _swap(self, table: Table, scenario: Scenario) -> None:
        """Go on under new rules where only they changed; else the case begins anew."""
        tone: Tone
        if scenario.plan != table.desk.scenario.plan:
            self.close_case()
            self.begin(scenario, self.seed)
            words, tone = "The case has changed, so it begins anew.", "done"
        elif table.desk.take_rules(scenario):
            self.screens["Debrief"] = DebriefScreen()
            words = "The rules have changed. The attempt goes on, and is judged by the new ones."
            tone = "done"
        else:
            self.watched = table.desk.scenario
            words, tone = "The disk refuses to write, so the rules stay as they were.", "caution"
        if self.table is not None:
            self.table.desk.say(words, tone)

    def resume(self, path: Path) -> None:
        """Take up an attempt where it was cut."""
        self._guarded(lambda: self.open_case(Desk.resume(path)))
        _spare_the_collector()

    def _guarded(self, act) -> None:  # type: ignore[no-untyped-def]
        try:
            act()
        except UnusableInput as error:
            self.complaint = str(error.complaints[0])
        except OSError as error:
            self.complaint = f"The attempt cannot be written: {error.strerror}."

    def close_case(self) -> None:
        """Put the case away; what was played is in its file already."""
        if self.table is not None:
            self.let_go(self.table)
            self.duplex.speaker.stop()
            self.table.workshop.close()
            self.table.desk.close()
        self.table = None
        self.stage = "library"
        self.library = LibraryScreen(look_through(self.extra))

    def inputs(self) -> list[Intent]:
        """Return what the person did since the last frame."""
        found: list[Intent] = []
        for event in pygame.event.get():
            if event.type == pygame.QUIT:
                self.is_open = False
            elif event.type == pygame.VIDEORESIZE:
                self._resize(event.w, event.h)
            elif event.type == pygame.WINDOWFOCUSLOST:
                found += self.held.let_go()
                if self.table is not None:
                    self.let_go(self.table)
            elif event.type == pygame.KEYDOWN and event.key == pygame.K_F11:
                self._turn_full_screen()
            else:
                self.gamepad.hear(event)
                intent = intent_of(event)
                if intent is not None:
                    found.append(intent)
                    self.held.note((intent,))
        return found

    def let_go(self, table: Table) -> None:
        """Take thumb and hand away: nobody presses on while the person looks elsewhere."""
        self.treat.let_go(table.desk)
        self.duplex.let_go(table.desk)

    def _turn_full_screen(self) -> None:
        """Fill the screen, or come back to the window; a huge screen is filled by scaling."""
        if self._windowed is not None:
            size, flags, self._windowed = self._windowed, pygame.RESIZABLE, None
        else:
            self._windowed = self.surface.get_size()
            wide, tall = pygame.display.get_desktop_sizes()[0]
            shrink = max(1.0, wide / LARGEST[0], tall / LARGEST[1])
            size, flags = (round(wide / shrink), round(tall / shrink)), pygame.FULLSCREEN
            if shrink > 1.0:
                flags |= pygame.SCALED
        self._use(pygame.display.set_mode(size, flags))

    def _use(self, surface: pygame.Surface) -> None:
        self.surface = surface
        self.ui.use_canvas(surface)
        self._resized_s = time.monotonic()

    def _resize(self, width: int, height: int) -> None:
        """Draw on the window's new size at once; the pictures follow when it rests."""
        if self._windowed is not None:
            return
        if width < SMALLEST[0] or height < SMALLEST[1]:
            size = (max(SMALLEST[0], width), max(SMALLEST[1], height))
            self._use(pygame.display.set_mode(size, pygame.RESIZABLE))
        else:
            self._use(pygame.display.get_surface() or self.surface)

    def _order_again(self) -> None:
        if self._resized_s and time.monotonic() - self._resized_s > SETTLED_S:
            self._resized_s = 0.0
            if self.table is not None:
                order_pictures(self.table.workshop, self.table.desk.state, self.ui)

    def frame(self, inputs: Intents, now_s: float) -> list[pygame.Rect]:
        """Draw one frame; return the places of the canvas that changed."""
        self._hear_of_changes()
        self.ui.begin(inputs, now_s)
        self.ui.plate(self.ui.whole, "ink")
        if self.table is None:
            self._library_frame(inputs)
        else:
            stage = self.stage
            chosen = self.screens[stage].draw(self.ui, self.table, inputs)
            self._shortcuts(self.table)
            desk = self.table.desk
            if stage == "Duplex" and not (desk.is_held or desk.is_paused):
                self.gamepad.act(desk, self.duplex.second, now_s)
            else:
                self.gamepad.skip()
            if desk.is_held or desk.is_paused or chosen not in (None, stage):
                self.let_go(self.table)
            if chosen == "library":
                self.close_case()
            elif chosen is not None:
                if chosen != stage:
                    desk.hush()
                self.stage = chosen
        if self.broken:
            self.ui.banner(f"{self.broken}. The last good version stays.", "caution")
        if self.complaint:
            answer = self.ui.dialog(
                "complaint", "This cannot be used", self.complaint, (("Close", "primary"),)
            )
            if answer:
                self.complaint = ""
        return self.ui.end()

    def _library_frame(self, inputs: Intents) -> None:
        choice = self.library.draw(self.ui, inputs)
        if choice is not None and choice.scenario is not None:
            self.begin(choice.scenario)
        elif choice is not None and choice.desk is not None:
            self.open_case(choice.desk)
        elif choice is not None and choice.resume is not None:
            self.resume(choice.resume)
        elif any(key.name == "escape" and key.is_down for key in self.ui.pressed_keys):
            self.is_open = False

    def _shortcuts(self, table: Table) -> None:
        for key in self.ui.pressed_keys:
            if key.is_down and key.name == "escape":
                table.is_menu = not table.is_menu
            elif key.is_down and key.name == "f1":
                table.is_helping = not table.is_helping
            elif key.is_down and key.name == "pause":
                table.desk.is_paused = not table.desk.is_paused

    def _point(self) -> None:
        """Give the pointer the shape of what it does; over the skin the needle is the pointer."""
        cursor = self.ui.touches.cursor
        if self.table is not None and self.ui.touches.hot in ("field", "scan", "leg map"):
            has_needle = self.stage == "Treat" and self.treat.shows_needle
            cursor = "none" if has_needle else "cross"
        if cursor != self._cursor:
            self._cursor = cursor
            pygame.mouse.set_visible(cursor != "none")
            pygame.mouse.set_cursor(CURSORS.get(cursor, pygame.SYSTEM_CURSOR_ARROW))

    def run(self) -> None:
        """Show frames until the window is closed; whatever happens, the attempt is put away."""
        self.gamepad.listen()
        if self.watcher is not None:
            self.watcher.start()
        try:
            self._show_frames()
            self.close_case()
        finally:
            if self.watcher is not None:
                self.watcher.stop()
            if self.table is not None:
                self.table.workshop.close()
                self.table.desk.close()
            pygame.quit()

    def _show_frames(self) -> None:
        clock = pygame.time.Clock()
        before = time.perf_counter_ns()
        while self.is_open:
            now = time.perf_counter_ns()
            ticks = self.budget.spend(now - before)
            before = now
            if self.table is not None and not self.table.is_menu:
                self.table.desk.pass_ticks(ticks)
            changed = self.frame(self.inputs(), now * 1e-9)
            if changed:
                pygame.display.update(changed)
            if self.table is not None:
                self.duplex.sound(self.table, self.stage == "Duplex")
            self._point()
            self._order_again()
            clock.tick(FRAMES_PER_SECOND)


def _spare_the_collector() -> None:
    """Keep the garbage collector from walking through all of the program in mid-injection.

    A full round over what was there before the case takes 60 ms, four frames.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def _stage_of(desk: Desk) -> str:
    """Return the screen on which an attempt that is taken up again belongs."""
    state = desk.state
    if state.sessions and not state.treatment.given_ul > 0.0:
        return "Duplex" if state.scan.probe else "Follow-up"
    if state.aftercare.stocking_mmhg:
        return "Aftercare"
    if state.treatment.needle.gauge or state.posture == "lying":
        return "Treat"
    return "Duplex" if state.scan.probe or state.scan.marks else "Assess"
