"""The sound of pulsed Doppler out of the computer's loudspeaker, without a gap.

The mixer plays one block while the next one waits behind it; the two join without a gap. A
block covers the ticks that come next, so it is there before it is needed, and a new squeeze is
heard a tenth to a fifth of a second later. Sound and state run on two clocks: when they drift
apart the sound jumps to where the state is. Without a device, or muted, the level is still
worked out: the meter beside the picture is the second channel. Nothing here enters the session.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, Protocol

import numpy as np
import pygame
from numpy.typing import NDArray

from simulator.app.settings import Settings
from simulator.session.state import State
from simulator.ultrasound.loudspeaker import RATE_HZ
from simulator.ultrasound.machine import Machine
from simulator.view.duplex import DuplexView

BLOCK_TICKS: Final = 12  # a tenth of a second: a frame that comes late leaves no gap
AHEAD_TICKS: Final = 4 * BLOCK_TICKS  # further from the state than this, the sound jumps
BUFFER: Final = 512  # samples the device asks for at a time
FULL_LEVEL: Final = 9000.0  # root mean square of a loud block
QUIET: Final = 0.05  # of it: no more than the noise of the receiver
RISE_SAMPLES: Final = 220  # over which the very first block comes up

Samples = NDArray[np.int16]


class Output(Protocol):
    """Where blocks go: `wants_more` until one plays and one waits."""

    def wants_more(self) -> bool: ...

    def give(self, block: Samples, volume: float) -> None: ...

    def stop(self) -> None: ...


class Mixer:
    """The computer's loudspeaker; the device is opened with the first block."""

    def __init__(self) -> None:
        self._channel: pygame.mixer.Channel | None = None
        self.is_absent = False

    def wants_more(self) -> bool:
        """Return whether no block waits behind the one that plays."""
        return not self.is_absent and (self._channel is None or self._channel.get_queue() is None)

    def give(self, block: Samples, volume: float) -> None:
        """Play a block when those before it have been played."""
        channel = self._open()
        if channel is not None:
            channel.queue(pygame.sndarray.make_sound(block))
            channel.set_volume(volume)  # the mixer forgets it with every block

    def stop(self) -> None:
        """Be silent at once."""
        if self._channel is not None:
            self._channel.stop()
            self._channel.stop()  # the first only made way for the block that waited

    def _open(self) -> pygame.mixer.Channel | None:
        if self._channel is None and not self.is_absent:
            try:
                with _unheard():
                    pygame.mixer.init(RATE_HZ, -16, 2, BUFFER, allowedchanges=0)
                self._channel = pygame.mixer.Channel(0)
            except (pygame.error, NotImplementedError):  # no device, or built without sound
                self.is_absent = True
        return self._channel


@contextmanager
def _unheard() -> Iterator[None]:
    """Keep off the terminal what a sound system prints by itself when it finds no device."""
    try:
        kept = os.dup(2)
    except OSError:  # no terminal at all
        yield
        return
    with open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)


class Loudspeaker:
    """Feeds an output as long as pulsed Doppler runs."""

    def __init__(self, settings: Settings, output: Output | None = None) -> None:
        self.settings = settings
        self.output: Output = output or Mixer()
        self.levels = (0.0, 0.0)  # towards the probe and away from it, 0 to 1
        self._next_tick = -1  # of the block to come; -1 while silent

    @property
    def is_absent(self) -> bool:
        """Whether this computer turned out to have no loudspeaker."""
        return isinstance(self.output, Mixer) and self.output.is_absent

    @property
    def words(self) -> str:
        """The caption of what is heard, for those who do not hear it."""
        towards, away = self.levels
        if max(towards, away) < QUIET:
            return "Quiet"
        if min(towards, away) > 0.6 * max(towards, away):
            return "Both ways"
        return "Towards probe" if towards > away else "Away from probe"

    def stop(self) -> None:
        """Fall silent."""
        if self._next_tick >= 0:
            self._next_tick = -1
            self.levels = (0.0, 0.0)
            self.output.stop()

    def follow(
        self, machine: Machine | None, state: State, view: DuplexView | None, is_running: bool
    ) -> None:
        """Keep the output fed with the sound of what `view` shows; call this once a frame."""
        settings = state.scan.settings
        is_on = is_running and settings.is_pulsed and not settings.is_frozen
        if machine is None or view is None or view.pose is None or not is_on:
            self.stop()
            return
        is_first = self._next_tick < 0
        if is_first or abs(self._next_tick - state.tick) > AHEAD_TICKS:
            self._next_tick = state.tick
        if self.settings.is_muted or self.settings.volume_percent == 0 or self.is_absent:
            self.output.stop()
            if self._next_tick <= state.tick:
                self._block(machine, state, view)
            return
        while self.output.wants_more():
            block = self._block(machine, state, view)
            if is_first:
                rise = np.linspace(0.0, 1.0, RISE_SAMPLES)[:, None]
                block[:RISE_SAMPLES] = (block[:RISE_SAMPLES] * rise).astype(np.int16)
                is_first = False
            self.output.give(block, self.settings.volume_percent / 100)

    def _block(self, machine: Machine, state: State, view: DuplexView) -> Samples:
        """Return the block that comes next; the probe is where the picture shows it."""
        pose = view.pose
        assert pose is not None  # `follow` is silent without a probe
        first, self._next_tick = self._next_tick, self._next_tick + BLOCK_TICKS
        moment = state.moment
        block = machine.sound(pose, view.settings, moment, first, self._next_tick, moment.posture)
        loud = np.sqrt((block.astype(np.float32) ** 2).mean(axis=0)) / FULL_LEVEL
        self.levels = (min(1.0, float(loud[0])), min(1.0, float(loud[1])))
        return block
