"""What every screen of a case shares: the desk, the workshop's pictures, the frame."""

from dataclasses import dataclass, field
from typing import Final

import pygame

from simulator.app.desk import Desk
from simulator.app.screens.helping import draw_help
from simulator.app.screens.menu import draw_menu
from simulator.app.settings import Settings, kept_settings
from simulator.app.shelf import case_picture, is_shipped
from simulator.app.stages import DoneStages
from simulator.app.words import minutes, short_vein
from simulator.app.workshop import Workshop
from simulator.render.theme import RADIUS_CARD, tone
from simulator.view.coverage import LegTerritory, Looked, coverage
from simulator.view.leg import Aspect, LegMark, LegView
from simulator.widgets.kit import Box, Ui

STAGES: Final = ("Brief", "Assess", "Duplex", "Treat", "Aftercare", "Follow-up", "Debrief")
WINDOW_KEYS: Final = ("f1", "f11", "escape", "pause")


@dataclass
class Table:
    """The case on screen. Screens keep only what they show, never what is true."""

    desk: Desk
    workshop: Workshop
    aspect: Aspect = "anterior"
    is_helping: bool = False
    is_menu: bool = False
    settings: Settings = field(default_factory=kept_settings)
    _looked: Looked = ()  # what the territories below were made from
    _territories: tuple[LegTerritory, ...] = ()
    _stages: DoneStages = field(default_factory=DoneStages)
    _shipped: list[pygame.Surface | None] = field(default_factory=list)  # once it was looked for

    @property
    def is_exam(self) -> bool:
        """Whether nothing on screen may tell what the eye should find out."""
        return self.desk.scenario.plan.mode == "exam"

    def chrome(self, ui: Ui, stage: str, hints: list[tuple[str, str]]) -> str | None:
        """Draw the frame of a case; return the stage or screen the person wants next."""
        desk = self.desk
        self.settings.apply(ui)
        reached = len(STAGES) if desk.state.is_finished else len(STAGES) - 1
        timer = f"Day {desk.state.day} · {minutes(desk.state.tick)}"
        title, note = desk.scenario.plan.title, "Paused" if desk.is_paused else ""

        done = self._stages.among(desk.attempt.events)

        def frame() -> str | None:
            ui.footer(hints, note)
            return ui.top_bar(title, stage, timer, reached, done)

        chosen = ui.part("chrome", (title, stage, timer, reached, done, note), frame)
        if chosen == "help" or is_asking_help(ui):
            self.is_helping = not self.is_helping
        elif chosen == "menu":
            self.is_menu = True
        if desk.shown_notice:
            ui.toast(desk.shown_notice, desk.shown_tone)
        desk.is_held = self.is_menu or self.is_helping
        if not desk.is_held:
            return chosen if chosen in STAGES else None
        leaving = self._overlay(ui, stage)
        quiet_keys(ui)
        return leaving

    def _overlay(self, ui: Ui, stage: str) -> str | None:
        """Show the menu or the help; return 'library' when the case is put away."""
        if not self.is_menu:
            self.is_helping = not draw_help(ui, stage)
            return None
        finished = self.desk.state.is_finished
        title = "The attempt is finished" if finished else "The case waits"
        words = "Everything you did is kept. You can go on, or put the case away"
        words += "." if finished else " and take it up again later."
        answers = (("Go on", "primary"), ("Put it away", "ghost"))
        answer = draw_menu(ui, self.settings, title, words, answers)
        self.is_menu = answer is None
        return "library" if answer == "Put it away" else None

    def leg_view(self, *, is_dimmed: bool = False, is_photograph: bool = False) -> LegView:
        """Return what the leg figure knows of the state."""
        state = self.desk.state
        probe = state.scan.probe
        patch = state.patient.patch
        return LegView(
            aspect=self.aspect,
            side=state.patient.spec.side,
            fitzpatrick=state.patient.spec.fitzpatrick,
            posture=state.posture,
            probe=(probe.u_mm, probe.s_mm, probe.yaw_rad) if probe else None,
            marks=tuple(
                LegMark(
                    mark.u_um / 1000.0,
                    mark.s_um / 1000.0,
                    f"{index + 1} {short_vein(mark.name)}",
                    mark.finding,
                    mark.evidence if self._tells else "",
                    self._tells and mark.evidence in ("guess", "wrong"),
                )
                for index, mark in enumerate(state.scan.marks)
            ),
            has_stocking=state.aftercare.stocking_mmhg > 0,
            patch=(
                (patch.u_mm, patch.s_mm, patch.width_mm, patch.height_mm)
                if patch.is_on_leg
                else None
            ),
            is_patch_selected=True,
            is_photograph=is_photograph,
            is_dimmed=is_dimmed,
            territories=self.territories if is_dimmed else (),
        )

    @property
    def territories(self) -> tuple[LegTerritory, ...]:
        """All territories of a whole scan, for the leg map; made anew when more was looked at."""
        state = self.desk.state
        if self._looked is not state.scan.coverage or not self._territories:
            self._looked = state.scan.coverage
            self._territories = coverage(state.patient.patch, self._looked)
        return self._territories

    @property
    def _tells(self) -> bool:
        """Whether the map may say what was a guess: only once the attempt is over."""
        return self.desk.state.is_finished

    def show_leg(
        self, ui: Ui, box: Box, *, is_dimmed: bool = False, is_plain: bool = False
    ) -> None:
        """Show the leg in `box`, or how far it is from being drawn; plain without marks."""
        figure = self.workshop.get(leg_name(self.aspect, leg_height_px(ui)))
        if figure is None:
            self.waiting(ui, box, "Drawing the leg")
            return
        view = self.leg_view(is_dimmed=is_dimmed, is_photograph=is_plain)

        def paint(canvas: pygame.Surface, rect: pygame.Rect) -> None:
            canvas.fill(tone("s1"), rect)  # of the panel: the figure itself leaves it bare
            figure.paint(view, canvas, rect)

        ui.scene(f"leg {self.aspect}", box, view, paint)

    def show_patch(self, ui: Ui, box: Box) -> None:
        """Show the veins from near, as they came, when their photograph is ready."""
        picture = self.workshop.get("photograph") or self._shipped_photograph()
        if picture is None:
            ui.plate(box, "s2", "line", RADIUS_CARD)
            self.waiting(ui, box, "The veins from near")
        else:
            ui.picture("patch", box, picture, id(picture), RADIUS_CARD)

    def _shipped_photograph(self) -> pygame.Surface | None:
        """Return the case's picture from the library, if this very patient is on it."""
        if not self._shipped:
            scenario, seed = self.desk.scenario, self.desk.state.world.seed
            is_same = seed == scenario.plan.seed and is_shipped(scenario.text)
            path = case_picture(scenario.plan.id) if is_same else None
            try:
                self._shipped.append(pygame.image.load(str(path)) if path else None)
            except (OSError, pygame.error):
                self._shipped.append(None)
        return self._shipped[0]

    def patch_point(self, ui: Ui, box: Box) -> tuple[float, float] | None:
        """Return where the patch lies on the leg shown in `box`, or None if it is turned away."""
        figure = self.workshop.get(leg_name(self.aspect, leg_height_px(ui)))
        if figure is None:
            return None
        patch = self.desk.state.patient.patch
        point = figure.placed(ui.px(box)).to_figure(patch.u_mm, patch.s_mm)
        return (point.x_px / ui.scale, point.y_px / ui.scale) if point.is_visible else None

    def waiting(self, ui: Ui, box: Box, words: str, job: str = "") -> None:
        """Show how far the workshop is, with one order or with everything."""
        share, now = self.workshop.progress()
        if job:
            share, now = self.workshop.share_of(job), ""
        middle = box.middle(min(300.0, box.w - 40), 64)
        ui.label(middle.top(28)[0], f"{words} …", 14, "tx2", "Medium", "c")
        ui.bar((middle.x, middle.y + 36, middle.w, 6), share)
        ui.label((middle.x, middle.y + 44, middle.w, 20), now, 12, "tx3", "Regular", "c")


def is_asking_help(ui: Ui) -> bool:
    """Return whether '?' was pressed; F1 is the window's."""
    return ui.touches.claim("?") or (
        any(k.name == "/" and k.is_shift and k.is_down for k in ui.pressed_keys)
        and ui.touches.claim("/")
    )


def quiet_keys(ui: Ui) -> None:
    """Keep key presses from the screen beneath an overlay; letting go still reaches it."""
    for key in [k for k in ui.pressed_keys if k.is_down and k.name not in WINDOW_KEYS]:
        ui.touches.unclaimed.remove(key)


def leg_height_px(ui: Ui) -> int:
    """Return how tall every screen shows the leg; one size, so that it is drawn once."""
    return ui.px(Box(0, 0, 10, ui.height - 316)).h


def leg_name(aspect: str, height_px: int) -> str:
    """Return the workshop's name for a leg figure of a size."""
    return f"leg {aspect} {height_px}"
