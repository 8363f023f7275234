"""What makes blood run, by keys and by buttons, and what is refused."""

import pytest

from simulator.app.second_hand import SLOW_MS
from simulator.session import commands as c
from simulator.widgets.input import Key
from tests.app.stand import Stand


@pytest.fixture
def stand(monkeypatch, tmp_path):
    stand = Stand(monkeypatch, tmp_path, "Duplex")
    stand.desk.do(c.SetPosture("standing"), c.PlaceProbe(10_000, 670_000, 1571, 0, 300))
    stand.frame(count=3)
    return stand


def last(stand):
    return stand.state.scan.squeezes[-1]


def test_shift_while_letting_go_opens_the_hand_slowly(stand):
    stand.frame(Key("space"), count=20)
    stand.frame(Key("space", is_shift=True, is_down=False))
    assert last(stand).release_ms == SLOW_MS
    stand.key("space")
    assert last(stand).release_ms == 0


def test_slow_and_above_can_be_chosen(stand):
    stand.click("slow")
    stand.key("a", "space")
    assert last(stand).is_above_probe
    assert last(stand).release_ms == SLOW_MS
    stand.key("a")
    stand.frame(count=2)
    x, y = stand.place("squeeze")
    stand.down(x, y)
    stand.up(x, y)
    assert not last(stand).is_above_probe


def test_she_bears_down_as_long_as_v_is_held(stand):
    for _ in range(30):
        stand.frame(Key("v"))
    assert len(stand.events("strain_started")) == 1
    stand.frame(Key("v", is_down=False))
    assert len(stand.events("strain_ended")) == 1
    assert stand.events("command_refused") == []


def test_when_she_must_breathe_a_held_key_does_not_ask_her_again(stand):
    stand.frame(Key("v"))
    stand.desk.pass_ticks(16 * 120)
    for _ in range(20):
        stand.frame(Key("v"))
    assert len(stand.events("strain_started")) == 1


def test_valsalva_by_the_pointer_ends_when_it_lets_go(stand):
    x, y = stand.place("valsalva")
    stand.down(x, y)
    stand.frame(count=10)
    assert len(stand.events("strain_started")) == 1
    stand.up(x, y)
    stand.frame()
    assert len(stand.events("strain_ended")) == 1


def test_what_cannot_be_now_is_grey_and_says_why(stand):
    stand.frame(Key("v"), count=3)
    x, y = stand.place("squeeze")
    stand.move(x, y)
    stand.frame()
    assert "breathe" in stand.window.ui.told
    stand.down(x, y)
    stand.frame(count=5)
    stand.up(x, y)
    stand.frame()
    assert stand.events("calf_squeezed") == []
    assert stand.events("command_refused") == []


def test_foot_and_posture_by_keys(stand):
    stand.key("b")
    assert len(stand.events("foot_moved")) == 1
    stand.desk.pass_ticks(240)
    for key, posture in (("1", "sitting"), ("3", "lying"), ("2", "standing")):
        stand.key(key)
        assert stand.state.posture == posture


@pytest.mark.parametrize("key", ["space", "v"])
def test_looking_away_ends_every_manoeuvre(stand, key):
    stand.frame(Key(key), count=4)
    stand.lose_focus()
    assert len(stand.events("calf_released")) + len(stand.events("strain_ended")) == 1


def test_the_probe_rocks_tilts_and_is_straightened(stand):
    stand.key("k", "k", "x")
    pose = stand.state.scan.probe
    assert pose.rock_rad == pytest.approx(0.07, abs=0.002)
    assert pose.tilt_rad == pytest.approx(0.035, abs=0.002)
    stand.key("z")
    pose = stand.state.scan.probe
    assert (pose.rock_rad, pose.tilt_rad) == (0.0, 0.0)


def test_a_middle_drag_rocks_the_probe(stand):
    x, y = stand.place("leg map")
    stand.down(x, y, 2)
    stand.move(x + 50, y)
    stand.up(x + 50, y, 2)
    assert stand.state.scan.probe.rock_rad == pytest.approx(0.1745, abs=0.002)


def test_a_letter_held_gives_the_wheel_another_control(stand):
    x, y = stand.place("scan")
    stand.frame(Key("g"))
    stand.wheel(x, y, 3)
    stand.frame(Key("g", is_down=False))
    assert stand.state.scan.settings.gain_cdb == 300
    before = stand.state.scan.probe.pressure_pa
    stand.wheel(x, y, 1)
    assert stand.state.scan.probe.pressure_pa > before
