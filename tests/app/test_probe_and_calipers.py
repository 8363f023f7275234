"""The scanner room played with pointer and keys, without a screen."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pygame
import pytest

from simulator.app.measuring import Measuring
from simulator.app.probe_hand import SMALL, TRUNK
from simulator.physics.scanner import RANGES
from simulator.render.duplex import frame_of, strip_of
from simulator.render.duplex_strip import plot_of
from simulator.session import commands as c
from simulator.widgets.input import Key, Pointer
from simulator.widgets.kit import Box, Ui
from tests.app.stand import Stand


@pytest.fixture
def stand(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Stand:
    return Stand(monkeypatch, tmp_path, "Duplex")


def hold(stand: Stand) -> None:
    """Hold the probe on the thigh, lengthwise, with colour and spectrum."""
    stand.desk.do(
        c.SetPosture("standing"),
        c.PlaceProbe(10_000, 670_000, 1571, 0, 300),
        c.SetScanner("is_colour", 1),
        c.SetScanner("is_pulsed", 1),
    )
    stand.frame(count=4)


def plot(stand: Stand) -> pygame.Rect:
    """Return where the columns of the strip are."""
    screen = stand.window.ui.touches.place_of("scan")
    assert screen is not None
    frame = frame_of(screen, stand.state.scan.settings)
    return plot_of(strip_of(screen), frame.unit)


def test_a_press_on_the_leg_puts_the_probe_there_and_a_drag_takes_it_along(stand: Stand) -> None:
    x, y = stand.place("leg map")
    stand.down(x, y - 60)
    put = stand.state.scan.probe
    assert put is not None
    stand.frame(count=5)  # a hand that rests does not let go
    stand.move(x, y - 90)
    stand.up(x, y - 90)
    moved = stand.state.scan.probe
    assert moved is not None
    assert moved.s_mm > put.s_mm + 20.0


def test_a_probe_that_is_taken_does_not_jump(stand: Stand) -> None:
    x, y = stand.place("leg map")
    stand.down(x, y - 60)
    stand.up(x, y - 60)
    put = stand.state.scan.probe
    stand.down(x + 9, y - 66)
    assert stand.state.scan.probe == put
    stand.up(x + 9, y - 66)
    assert stand.state.scan.probe == put


def test_shift_makes_the_drag_four_times_finer(stand: Stand) -> None:
    x, y = stand.place("leg map")
    went = []
    for shift in (False, True):
        stand.down(x, y - 60)
        stand.up(x, y - 60)
        before = stand.state.scan.probe
        if shift:
            stand.frame(Key("left shift"))
        stand.down(x, y - 60)
        stand.move(x, y - 100)
        stand.up(x, y - 100)
        after = stand.state.scan.probe
        assert before is not None
        assert after is not None
        went.append(after.s_mm - before.s_mm)
        stand.desk.do(c.LiftProbe())
    assert went[1] == pytest.approx(went[0] / 4, rel=0.02)


def test_a_right_drag_turns_the_probe_and_fans_it(stand: Stand) -> None:
    hold(stand)
    x, y = stand.place("leg map")
    stand.down(x, y, 3)
    stand.frame(Pointer(x - 40, y + 30, "move"))
    stand.up(x - 40, y + 30, 3)
    pose = stand.state.scan.probe
    assert pose is not None
    assert pose.yaw_rad == pytest.approx(1.571 - np.deg2rad(20), abs=0.01)
    assert pose.tilt_rad == pytest.approx(np.deg2rad(6), abs=0.01)


def test_space_held_squeezes_once_and_let_go_releases(stand: Stand) -> None:
    hold(stand)
    for _ in range(50):
        stand.frame(Key("space"))  # a keyboard repeats what is held
    assert len(stand.events("calf_squeezed")) == 1
    assert stand.events("calf_released") == []
    stand.frame(Key("space", is_down=False))
    assert len(stand.events("calf_released")) == 1


def test_the_pointer_squeezes_as_long_as_it_holds_the_button(stand: Stand) -> None:
    hold(stand)
    x, y = stand.place("squeeze")
    stand.down(x, y)
    stand.frame(count=60)
    assert len(stand.events("calf_squeezed")) == 1
    assert stand.events("calf_released") == []
    stand.up(x, y)
    stand.frame()
    assert len(stand.events("calf_released")) == 1


@pytest.mark.parametrize("call", ["focus", "menu", "stage"])
def test_the_hand_leaves_the_calf_when_the_person_is_called_away(stand: Stand, call: str) -> None:
    hold(stand)
    stand.frame(Key("space"), count=10)
    if call == "focus":
        stand.lose_focus()
    elif call == "menu":
        stand.key("escape")
        stand.frame()
    else:
        stand.click("top:Assess")
    assert len(stand.events("calf_released")) == 1


def test_a_time_stays_where_it_was_put_while_the_strip_runs_on(stand: Stand) -> None:
    hold(stand)
    stand.frame(count=150)
    room = plot(stand)
    stand.down(room.centerx, room.centery)
    stand.frame(count=30)
    stand.move(room.centerx + 60, room.centery)
    stand.up(room.centerx + 60, room.centery)
    span = stand.window.duplex.measuring.span
    assert span is not None
    stand.frame(count=40)
    assert stand.window.duplex.measuring.span == span
    ticks_a_px = 600 / room.w
    assert span.end_tick - span.start_tick == pytest.approx(60 * ticks_a_px + 60, abs=14)


def test_a_frozen_picture_stays_while_the_probe_moves(stand: Stand) -> None:
    hold(stand)
    stand.key("f")
    stand.frame(count=4)
    view = stand.window.duplex.picture.view
    assert view is not None
    assert view.pixels is not None
    assert view.strip is not None
    pixels, strip = view.pixels.copy(), view.strip.copy()
    stand.key("up", "q", "e", "q")
    stand.frame(count=20)
    after = stand.window.duplex.picture.view
    assert after is not None
    assert after.pixels is not None
    assert after.strip is not None
    assert np.array_equal(after.pixels, pixels)
    assert np.array_equal(after.strip, strip)


def test_a_probe_put_on_anew_is_not_frozen(stand: Stand) -> None:
    hold(stand)
    stand.key("f", "l")
    x, y = stand.place("leg map")
    stand.down(x, y)
    stand.up(x, y)
    assert not stand.state.scan.settings.is_frozen


def test_a_finding_is_measured_written_and_the_calipers_are_cleared(stand: Stand) -> None:
    hold(stand)
    stand.frame(count=150)
    screen = stand.window.ui.touches.place_of("scan")
    assert screen is not None
    frame = frame_of(screen, stand.state.scan.settings)
    x, y = (round(v) for v in frame.at(0.0, 8.0))
    stand.key("c")
    stand.down(x, y)
    stand.move(x, y + round(4 * frame.px_per_mm))
    stand.up(x, y + round(4 * frame.px_per_mm))
    stand.key(",", ".", ".")
    stand.click("write")
    (mark,) = stand.state.scan.marks
    assert mark.diameter_um == pytest.approx(4000, abs=100)
    assert mark.reflux_ms == 600
    measuring = stand.window.duplex.measuring
    assert measuring.span is None
    assert measuring.caliper is None
    assert measuring.diameter_um == 0


def test_the_cross_goes_with_the_picture_but_its_length_is_kept(stand: Stand) -> None:
    hold(stand)
    stand.key("c", "down", "down")
    measuring = stand.window.duplex.measuring
    length_um = measuring.diameter_um
    assert length_um > 0
    stand.key("c", "q")
    stand.frame()
    assert measuring.caliper is None
    assert measuring.diameter_um == length_um


def test_six_weeks_pass_and_the_probe_is_put_away_first(stand: Stand) -> None:
    hold(stand)
    stand.click("weeks")
    assert stand.state.day == 42
    assert stand.state.scan.probe is None
    assert stand.events("command_refused") == []


def test_box_and_gate_follow_the_pointer_and_the_keys_and_stay_in_the_picture(
    stand: Stand,
) -> None:
    hold(stand)
    screen = stand.window.ui.touches.place_of("scan")
    assert screen is not None
    frame = frame_of(screen, stand.state.scan.settings)
    x, y = (round(v) for v in frame.at(-5.0, 20.0))
    stand.down(x, y)
    stand.up(x, y)
    settings = stand.state.scan.settings
    assert settings.gate_x_um == pytest.approx(-5000, abs=60)
    assert settings.gate_z_um == pytest.approx(20_000, abs=60)
    for _ in range(80):
        stand.key("up", is_ctrl=True)
    settings = stand.state.scan.settings
    assert settings.gate_z_um == RANGES["gate_z_um"][0]
    assert settings.box_z_um >= settings.box_height_um // 2
    assert stand.events("command_refused") == []


def test_every_knob_of_a_preset_is_within_its_range() -> None:
    for preset in (TRUNK, SMALL):
        for control, value in preset.items():
            low, high = RANGES[control]
            assert low <= value <= high


def test_after_a_preset_blood_to_the_heart_is_blue(stand: Stand) -> None:
    hold(stand)
    stand.click("Trunk preset")
    stand.frame(count=4)
    screen = stand.window.ui.touches.place_of("scan")
    assert screen is not None
    view = stand.window.duplex.picture.view
    assert view is not None
    assert view.convention.startswith("Towards heart: blue")


def test_an_end_of_the_cross_can_be_taken_again() -> None:
    measuring = Measuring()
    measuring.drag_on_picture(0.0, 5.0)
    measuring.drag_on_picture(0.0, 9.0)
    measuring.let_go()
    measuring.drag_on_picture(0.3, 8.8)
    measuring.drag_on_picture(0.0, 7.0)
    assert measuring.diameter_um == 2000


def test_the_canvas_is_always_what_a_full_painting_would_give(stand: Stand) -> None:
    ui: Ui = stand.window.ui
    hold(stand)
    for stage in ("Duplex", "Treat"):
        stand.window.stage = stage
        for x, y in ((130, 630), (640, 300), (1100, 400), (60, 400), (1150, 600)):
            stand.move(x, y)
            stand.frame(count=3)
        stand.desk.is_paused = True
        stand.frame(count=12)
        seen = pygame.surfarray.array3d(ui.display.canvas)
        ui.display.forget()
        stand.frame()
        anew = pygame.surfarray.array3d(ui.display.canvas)
        assert np.array_equal(seen, anew), f"{stage} is not what it should be"
        stand.desk.is_paused = False


def test_the_leg_paints_all_of_its_place(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else words that waited for it would show through: what a scene covers is not painted."""
    table, ui = stand.window.table, stand.window.ui
    painters = []
    monkeypatch.setattr(ui, "scene", lambda _name, _box, _view, paint: painters.append(paint))
    figure = SimpleNamespace(paint=lambda _view, _canvas, _rect: None)  # a leg leaves much bare
    monkeypatch.setattr(table.workshop, "get", lambda _name: figure)
    table.show_leg(ui, Box(0, 0, 300, 600))
    canvas = pygame.Surface((300, 600))
    canvas.fill((255, 0, 255))
    painters[0](canvas, canvas.get_rect())
    is_bare = (pygame.surfarray.array3d(canvas) == (255, 0, 255)).all(axis=2)
    assert not is_bare.any()
