"""The teaching aids beside the picture: a sentence, or the ghost of the anatomy."""

import pygame

from simulator.app.screens.scan_picture import ScanPicture
from simulator.physics.moment import ProbePose
from simulator.render import ghost as ghost_picture
from simulator.session.state import State
from simulator.ultrasound.machine import Machine
from simulator.view.cue import cue
from simulator.view.ghost import Ghost, ghost
from simulator.widgets.kit import Box, Ui


def draw_cue(ui: Ui, state: State, box: Box) -> None:
    """Show what to do next, in one sentence."""
    ui.card(box, "live")
    words = cue(state.scan.probe, state.scan.settings, state.moment, state.tick)
    room = box.inset(14, 3)
    ui.label(room.left(40)[0], "Cue", 14, "teal", "SemiBold")
    ui.label(room.left(44)[1], words, 14)


class GhostPane:
    """The ghost as it was last worked out; a probe that is held needs no new one."""

    def __init__(self) -> None:
        self._key: tuple[ProbePose, int, str] | None = None
        self._told: Ghost | None = None
        self._version = 0

    def draw(self, ui: Ui, machine: Machine, picture: ScanPicture, box: Box) -> None:
        """Show which vessels lie in the image plane of the picture."""
        view = picture.view
        key = (view.pose, view.settings.depth_um, view.posture) if view and view.pose else None
        if key != self._key:
            self._key, self._version, told = key, self._version + 1, None
            if view is not None and view.pose is not None:
                told = ghost(machine, view.pose, view.settings, view.tick, view.posture)
            self._told = told
        told, unit = self._told, ui.px(box).height / 640

        def paint(canvas: pygame.Surface, rect: pygame.Rect) -> None:
            ghost_picture.paint(canvas, rect, told, unit)

        ui.scene("ghost", box, self._version, paint)
