"""A gamepad for the scanner room, if there is one: an analogue trigger presses as a hand does.

Left stick slides, right stick turns and tilts, right trigger presses, left trigger squeezes;
the four buttons bear down, move the foot, freeze, and switch colour. It may come and go at any
time, and nothing needs it.
"""

from dataclasses import dataclass, field
from typing import Final

import pygame
from pygame._sdl2 import controller  # knows which axis is which on every system

from simulator.app.desk import Desk
from simulator.app.probe_hand import LIGHT_PA, ProbeHand
from simulator.app.second_hand import SecondHand
from simulator.base.units import RAD_PER_DEG
from simulator.session import commands as c

FULL: Final = 32_767.0
DEAD_FRAC: Final = 0.18  # a stick at rest is never quite at rest
SLIDE_MM_PER_S: Final = 45.0
TURN_RAD_PER_S: Final = 70.0 * RAD_PER_DEG
TILT_RAD_PER_S: Final = 30.0 * RAD_PER_DEG
PRESS_PA: Final = 9000.0  # with the trigger all the way in
SQUEEZE_ON, SQUEEZE_OFF = 0.4, 0.2  # of the trigger's way
LONGEST_S: Final = 0.05  # of one frame

_AXES: Final = {
    pygame.CONTROLLER_AXIS_LEFTX: "slide x",
    pygame.CONTROLLER_AXIS_LEFTY: "slide y",
    pygame.CONTROLLER_AXIS_RIGHTX: "turn",
    pygame.CONTROLLER_AXIS_RIGHTY: "tilt",
    pygame.CONTROLLER_AXIS_TRIGGERRIGHT: "press",
    pygame.CONTROLLER_AXIS_TRIGGERLEFT: "squeeze",
}
_BUTTONS: Final = {
    pygame.CONTROLLER_BUTTON_A: "strain",
    pygame.CONTROLLER_BUTTON_B: "foot",
    pygame.CONTROLLER_BUTTON_X: "is_frozen",
    pygame.CONTROLLER_BUTTON_Y: "is_colour",
}


@dataclass
class Gamepad:
    """What the sticks and triggers say, and what to do with it once a frame."""

    axes: dict[str, float] = field(default_factory=dict)
    _pads: dict[int, controller.Controller] = field(default_factory=dict)
    _clicks: list[tuple[str, bool]] = field(default_factory=list)
    _pressed: float = 0.0
    _before_s: float = 0.0

    def listen(self) -> None:
        """Start to hear of gamepads; where the system knows none, nothing follows."""
        try:
            controller.init()
        except (pygame.error, NotImplementedError):
            return

    def hear(self, event: pygame.event.Event) -> None:
        """Take in one event of the window."""
        match event.type:
            case pygame.CONTROLLERDEVICEADDED:
                self._plug_in(event.device_index)
            case pygame.CONTROLLERDEVICEREMOVED:
                self._pads.pop(event.instance_id, None)
                self._rest()
            case pygame.CONTROLLERAXISMOTION if event.axis in _AXES:
                self.axes[_AXES[event.axis]] = event.value / FULL
            case pygame.CONTROLLERBUTTONDOWN | pygame.CONTROLLERBUTTONUP:
                name = _BUTTONS.get(event.button)
                if name:
                    is_down = event.type == pygame.CONTROLLERBUTTONDOWN
                    self._clicks.append((name, is_down))

    def act(self, desk: Desk, second: SecondHand, now_s: float) -> None:
        """Move the probe and make the manoeuvres; call this once a frame of the scanner room."""
        spent_s = min(LONGEST_S, max(0.0, now_s - self._before_s))
        self._before_s = now_s
        hand = ProbeHand(desk)
        across, up = self._stick("slide x"), -self._stick("slide y")
        if across or up:
            step_mm = SLIDE_MM_PER_S * spent_s
            hand.slide(across * step_mm, up * step_mm)
        turn, tilt = self._stick("turn"), self._stick("tilt")
        if turn:
            hand.turn(turn * TURN_RAD_PER_S * spent_s)
        if tilt:
            hand.tilt(tilt * TILT_RAD_PER_S * spent_s)
        press = max(0.0, self.axes.get("press", 0.0))
        if press != self._pressed:
            hand.press(LIGHT_PA + press * PRESS_PA)
            self._pressed = press
        self._squeeze(desk, second)
        clicks, self._clicks = self._clicks, []
        for name, is_down in clicks:
            self._click(desk, hand, second, name, is_down)

    def skip(self) -> None:
        """Forget what was clicked on another screen."""
        self._clicks.clear()

    def _stick(self, name: str) -> float:
        """Return a stick without its dead middle, finer near it."""
        value = self.axes.get(name, 0.0)
        beyond = (abs(value) - DEAD_FRAC) / (1.0 - DEAD_FRAC)
        return 0.0 if beyond <= 0.0 else min(1.0, beyond) ** 2 * (1.0 if value > 0.0 else -1.0)

    def _squeeze(self, desk: Desk, second: SecondHand) -> None:
        """Squeeze while the trigger is in; what Space holds is not let go by a resting trigger."""
        pulled = self.axes.get("squeeze", 0.0)
        is_on = pulled > (SQUEEZE_OFF if second.is_pulled else SQUEEZE_ON)
        if is_on != second.is_pulled:
            second.is_pulled = is_on
            second.squeeze(desk, is_on)

    def _click(
        self, desk: Desk, hand: ProbeHand, second: SecondHand, name: str, is_down: bool
    ) -> None:
        if name == "strain":
            second.strain(desk, is_down)
        elif is_down and name == "foot":
            desk.do(c.MoveFoot())
        elif is_down:
            hand.set(name, 1 - getattr(desk.state.scan.settings, name))

    def _plug_in(self, index: int) -> None:
        try:
            pad = controller.Controller(index)
        except pygame.error:  # gone again, or of a kind the system cannot read
            return
        self._pads[pad.as_joystick().get_instance_id()] = pad

    def _rest(self) -> None:
        """Let all sticks and triggers go: what was unplugged holds nothing."""
        self.axes.clear()
        self._clicks.append(("strain", False))
