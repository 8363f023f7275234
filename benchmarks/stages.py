"""Clocks on the stages of a frame: what each costs, and which made the slowest frame slow.

Costs are processor time of the frame's own thread. The unit is one full-frame copy, measured
between the frames of the same run with its own two pictures: "in the loop", with the caches as
a frame leaves them. A copy alone, again and again, is two to three times as quick and is shown too.
"""

import gc
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import pygame


class Stages:
    """Milliseconds of each stage in each frame; a stage may run in another's time."""

    def __init__(self) -> None:
        self.frames: list[dict[str, float]] = []

    def watch(self, owner: Any, method: str, name: str) -> None:
        """Put a clock on a method of an object or of a class."""
        setattr(owner, method, self.timed(name, getattr(owner, method)))

    def timed(self, name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        """Return `work` that also notes its milliseconds under `name`."""

        def with_clock(*given: object, **named: object) -> object:
            start = time.thread_time_ns()
            try:
                return work(*given, **named)
            finally:
                if self.frames:
                    self.frames[-1][name] += (time.thread_time_ns() - start) * 1e-6

        return with_clock

    def watch_garbage(self, name: str) -> None:
        """Put a clock on the garbage collector, which runs in whatever stage is at hand."""
        start = 0

        def note(phase: str, _info: dict[str, int]) -> None:
            nonlocal start
            if phase == "start":
                start = time.thread_time_ns()
            elif self.frames:
                self.frames[-1][name] += (time.thread_time_ns() - start) * 1e-6

        gc.callbacks.append(note)

    def begin(self) -> None:
        """Begin a frame."""
        self.frames.append(defaultdict(float))

    def of(self, name: str) -> np.ndarray:
        """Return what a stage took in each frame."""
        return np.array([frame[name] for frame in self.frames])

    def slowest(self, whole: str, parts: Iterable[str]) -> str:
        """Return the slowest frame in words: when, how long, and its two dearest parts."""
        k = int(self.of(whole).argmax())
        frame = self.frames[k]
        dearest = sorted(((frame[part], part) for part in parts), reverse=True)[:2]
        made_of = ", ".join(f"{part} {taken:.2f} ms" for taken, part in dearest)
        return f"slowest frame: number {k}, {frame[whole]:.2f} ms: {made_of}"


class Copies:
    """The unit: a copy of one picture as large as the window onto another."""

    def __init__(self, size: tuple[int, int]) -> None:
        self._here, self._there = (pygame.Surface(size, 0, 32) for _ in range(2))
        self._taken: list[float] = []

    def take(self) -> None:
        """Make one copy between two frames."""
        self._taken.append(self._once())

    def _once(self) -> float:
        start = time.thread_time_ns()
        self._here.blit(self._there, (0, 0))
        return (time.thread_time_ns() - start) * 1e-6

    @property
    def in_loop_ms(self) -> float:
        """The median copy between frames."""
        return float(np.median(self._taken))

    def hot_ms(self) -> float:
        """Return the median of many copies in a row."""
        return float(np.median([self._once() for _ in range(60)]))


def table(stages: Stages, names: Iterable[str], copy_ms: float) -> None:
    """Print what each stage takes: in the frames in which it runs, and in copies."""
    for name in names:
        taken = stages.of(name)
        taken = taken[taken > 0]
        if not len(taken):
            continue
        median, late, worst = np.percentile(taken, (50, 95, 100))
        print(f"    {name:20s} {len(taken):4d} frames   median {median:6.2f}  95 % {late:6.2f}"
              f"  max {worst:6.2f} ms   {median / copy_ms:5.1f} F")  # fmt: skip
