"""A gamepad does what hand and keys do, and may vanish at any moment."""

import pygame
import pytest

from simulator.app.gamepad import FULL
from simulator.session import commands as c
from tests.app.stand import Stand


@pytest.fixture
def stand(monkeypatch, tmp_path):
    stand = Stand(monkeypatch, tmp_path, "Duplex")
    stand.desk.do(c.SetPosture("standing"), c.PlaceProbe(10_000, 670_000, 0, 0, 300))
    stand.frame(count=3)
    return stand


def axis(stand, which, value):
    event = pygame.event.Event(
        pygame.CONTROLLERAXISMOTION, axis=which, value=round(value * FULL), instance_id=0
    )
    stand.window.gamepad.hear(event)
    stand.frame()


def button(stand, which, is_down=True):
    kind = pygame.CONTROLLERBUTTONDOWN if is_down else pygame.CONTROLLERBUTTONUP
    stand.window.gamepad.hear(pygame.event.Event(kind, button=which, instance_id=0))
    stand.frame()


def test_sticks_slide_turn_and_tilt_and_rest_when_they_rest(stand):
    axis(stand, pygame.CONTROLLER_AXIS_LEFTY, -1.0)
    axis(stand, pygame.CONTROLLER_AXIS_RIGHTX, 1.0)
    axis(stand, pygame.CONTROLLER_AXIS_RIGHTY, 1.0)
    stand.frame(count=20)
    pose = stand.state.scan.probe
    assert pose.s_mm > 675.0
    assert pose.yaw_rad > 0.2
    assert pose.tilt_rad > 0.05
    for which in (
        pygame.CONTROLLER_AXIS_LEFTY,
        pygame.CONTROLLER_AXIS_RIGHTX,
        pygame.CONTROLLER_AXIS_RIGHTY,
    ):
        axis(stand, which, 0.1)
    pose = stand.state.scan.probe
    stand.frame(count=10)
    assert stand.state.scan.probe == pose


def test_the_right_trigger_presses_as_far_as_it_is_pulled(stand):
    axis(stand, pygame.CONTROLLER_AXIS_TRIGGERRIGHT, 0.5)
    half = stand.state.scan.probe.pressure_pa
    axis(stand, pygame.CONTROLLER_AXIS_TRIGGERRIGHT, 1.0)
    assert stand.state.scan.probe.pressure_pa > 1.7 * half
    axis(stand, pygame.CONTROLLER_AXIS_TRIGGERRIGHT, 0.0)
    assert stand.state.scan.probe.pressure_pa == 300


def test_the_left_trigger_squeezes_once_and_lets_go(stand):
    for value in (0.5, 0.3, 0.9, 0.1):
        axis(stand, pygame.CONTROLLER_AXIS_TRIGGERLEFT, value)
    assert len(stand.events("calf_squeezed")) == 1
    assert len(stand.events("calf_released")) == 1


def test_buttons_bear_down_move_the_foot_freeze_and_colour(stand):
    button(stand, pygame.CONTROLLER_BUTTON_A)
    assert len(stand.events("strain_started")) == 1
    button(stand, pygame.CONTROLLER_BUTTON_A, is_down=False)
    assert len(stand.events("strain_ended")) == 1
    button(stand, pygame.CONTROLLER_BUTTON_B)
    assert len(stand.events("foot_moved")) == 1
    button(stand, pygame.CONTROLLER_BUTTON_Y)
    button(stand, pygame.CONTROLLER_BUTTON_X)
    settings = stand.state.scan.settings
    assert (settings.is_colour, settings.is_frozen) == (1, 1)


def test_a_gamepad_pulled_out_lets_everything_go(stand):
    axis(stand, pygame.CONTROLLER_AXIS_TRIGGERLEFT, 1.0)
    axis(stand, pygame.CONTROLLER_AXIS_LEFTX, 1.0)
    stand.window.gamepad.hear(pygame.event.Event(pygame.CONTROLLERDEVICEREMOVED, instance_id=7))
    stand.frame(count=2)
    assert len(stand.events("calf_released")) == 1
    pose = stand.state.scan.probe
    stand.frame(count=5)
    assert stand.state.scan.probe == pose


def test_a_gamepad_that_cannot_be_opened_is_no_error(stand):
    stand.window.gamepad.listen()
    stand.window.gamepad.hear(pygame.event.Event(pygame.CONTROLLERDEVICEADDED, device_index=99))
    stand.frame()


def test_on_another_screen_it_does_nothing(stand):
    stand.window.stage = "Assess"
    stand.frame()
    button(stand, pygame.CONTROLLER_BUTTON_B)
    stand.window.stage = "Duplex"
    stand.frame(count=2)
    assert stand.events("foot_moved") == []
