"""The Doppler sound never runs dry, falls silent when it should, and changes nothing."""

import time

import numpy as np
import pygame
import pytest

from simulator.app.loudspeaker import BLOCK_TICKS, Loudspeaker, Mixer
from simulator.app.settings import Settings, kept_settings
from simulator.session import commands as c
from simulator.ultrasound.loudspeaker import RATE_HZ
from simulator.widgets.input import Key
from tests.app.stand import Stand, machine


class Queue:
    """An output that plays as time is told to pass; it holds one block and one that waits."""

    def __init__(self) -> None:
        self.waiting: list[np.ndarray] = []
        self.played = 0
        self.gaps = 0
        self.stops = 0
        self.is_playing = False
        self._left = 0

    def wants_more(self) -> bool:
        return len(self.waiting) + (self._left > 0) < 2

    def give(self, block: np.ndarray, volume: float) -> None:
        assert 0.0 < volume <= 1.0
        self.is_playing = True
        self.waiting.append(block)

    def stop(self) -> None:
        self.waiting.clear()
        self._left, self.is_playing = 0, False
        self.stops += 1

    def pass_time(self, seconds: float) -> None:
        need = round(seconds * RATE_HZ)
        while need > 0 and self.is_playing:
            if self._left == 0:
                if not self.waiting:
                    self.gaps += 1
                    return
                self._left = len(self.waiting.pop(0))
            step = min(need, self._left)
            self._left, need, self.played = self._left - step, need - step, self.played + step


@pytest.fixture
def stand(monkeypatch, tmp_path):
    stand = Stand(monkeypatch, tmp_path, "Duplex")
    stand.desk.do(
        c.SetPosture("standing"),
        c.PlaceProbe(10_000, 670_000, 1571, 0, 300),
        c.SetScanner("is_pulsed", 1),
    )
    stand.frame(count=4)
    stand.window.duplex.speaker = Loudspeaker(Settings(), Queue())
    return stand


def listen(stand, is_shown=True):
    stand.window.duplex.sound(stand.window.table, is_shown)
    return stand.window.duplex.speaker


def test_the_queue_never_runs_dry_even_when_frames_come_unevenly(stand):
    queue = listen(stand).output
    rng = np.random.default_rng(1)
    for k in range(400):
        late = 5 if rng.random() < 0.05 else 1  # now and then a frame takes 83 ms
        stand.desk.pass_ticks(2 * late)
        queue.pass_time(late / 60)
        if k == 100:
            stand.desk.do(c.SqueezeCalf())
        stand.window.duplex.picture.look(
            machine("case"), stand.state, stand.window.duplex.measuring
        )
        listen(stand)
    assert queue.gaps == 0
    assert queue.stops == 0
    assert queue.played > 6 * RATE_HZ


def test_a_squeeze_is_heard_and_told_in_words(stand):
    vein = next(v for v in stand.state.patient.vessels if v.kind == "AASV")
    k = int(abs(vein.path_mm[:, 1] - 640.0).argmin())
    u_mm, s_mm, depth_mm = vein.path_mm[k]
    stand.desk.do(
        c.PlaceProbe(round(u_mm * 1000), round(s_mm * 1000), 1620, 0, 300),
        c.SetScanner("gate_z_um", round(depth_mm * 1000) + 900),
        c.SetScanner("steer_mrad", 314),
    )
    stand.frame(count=6)
    speaker = listen(stand)
    stand.desk.do(c.SqueezeCalf())
    heard = []
    for _ in range(40):
        stand.desk.pass_ticks(2)
        speaker.output.pass_time(1 / 60)
        listen(stand)
        heard.append((max(speaker.levels), speaker.words))
    assert max(heard)[0] > 1.3 * heard[0][0]
    assert {"Away from probe", "Towards probe"} & {words for _, words in heard}


@pytest.mark.parametrize(
    "how", ["mute", "freeze", "pulsed off", "lift", "pause", "leave", "silent"]
)
def test_it_falls_silent(stand, how):
    queue = listen(stand).output
    assert queue.is_playing
    match how:
        case "mute":
            stand.window.table.settings.is_muted = True
            stand.window.duplex.speaker.settings = stand.window.table.settings
        case "freeze":
            stand.key("f")
        case "pulsed off":
            stand.key("f3")
        case "lift":
            stand.key("l")
            stand.frame(count=4)
        case "pause":
            stand.desk.is_paused = True
        case "silent":
            stand.window.duplex.speaker.settings.volume_percent = 0
    listen(stand, is_shown=how != "leave")
    assert not queue.is_playing


def test_m_mutes_and_that_is_kept(stand):
    stand.key("m")
    assert kept_settings().is_muted
    stand.key("m")
    assert not kept_settings().is_muted


def test_listening_changes_nothing(stand):
    before = stand.state
    for _ in range(5):
        listen(stand)
    assert stand.state is before


def test_the_meter_works_without_a_device(stand, monkeypatch):
    def refuse(*_args, **_more):
        raise pygame.error("no such device")

    monkeypatch.setattr(pygame.mixer, "init", refuse)
    speaker = stand.window.duplex.speaker = Loudspeaker(Settings(), Mixer())
    listen(stand)
    assert speaker.is_absent
    stand.desk.do(c.SqueezeCalf())
    for _ in range(40):
        stand.frame()
        listen(stand)
    assert speaker.is_absent


class Counted(Mixer):
    """The real mixer, which also counts the blocks it was given."""

    given = 0

    def give(self, block: np.ndarray, volume: float) -> None:
        super().give(block, volume)
        self.given += 1


def test_the_mixer_wakes_with_the_first_sound_only_and_plays_on(stand):
    pygame.mixer.quit()
    stand.frame(Key("m"))
    mixer = Counted()
    speaker = stand.window.duplex.speaker = Loudspeaker(Settings(is_muted=True), mixer)
    listen(stand)
    assert pygame.mixer.get_init() is None
    speaker.settings.is_muted = False
    listen(stand)
    assert mixer.given >= 2  # one plays, one waits
    for _ in range(2000):  # a block is asked for only when one has been played
        stand.desk.pass_ticks(2)
        listen(stand)
        if mixer.given >= 5:
            break
        time.sleep(1 / 120)
    assert mixer.given >= 5
    speaker.stop()
    assert not pygame.mixer.Channel(0).get_busy()
    pygame.mixer.quit()


def test_blocks_are_whole_tenths_of_a_second():
    assert BLOCK_TICKS * RATE_HZ % 120 == 0
