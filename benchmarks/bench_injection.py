"""Sixty seconds of a scripted injection in a real window: is every frame in time, and if not, why?

The program's own loop: real time, physics, panels, presentation. Thread after thread is entered
and pressed while the loupe pans and zooms and the polariser goes on and off. Shown for each
window size: frames a second when the loop is held to 60, how many frames took longer than
1/60 s of the wall clock, the table of stages in processor time, and the slowest frame by name. On
a machine that does other work the wall clock says more about that than about the program.
Run: xvfb-run -s "-screen 0 1920x1080x24" python benchmarks/bench_injection.py [seconds]
or, without any window: SDL_VIDEODRIVER=dummy python benchmarks/bench_injection.py
"""

import os
import sys
import tempfile
import time
from pathlib import Path

os.environ["FILIGRANE_HOME"] = tempfile.mkdtemp(prefix="filigrane-bench-")

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))

import pygame

from benchmarks.bench_window import opened
from benchmarks.stages import Copies, Stages, table
from simulator.app.screens import loupe_sight
from simulator.app.window import FRAMES_PER_SECOND, Window
from simulator.operators import expert
from simulator.operators.hand import Hand
from simulator.operators.needling import approach, arm_of, enter
from simulator.session import commands as c

SIZES = ((1280, 720), (1920, 1080))
SECONDS = 60.0
A_THREAD_S = 12.0  # of the pressing on one thread, before the next
PARTS = {
    "blood wished": "_wish",
    "veins recomposed": "canvas.recompose",
    "waiting tiles": "_round.refresh",
    "tiles relit": "_round.advance",
    "round shown": "_round.show",
    "skin copied": "_magnified.blit",
    "things on the skin": "_on_skin.paint",
    "needle": "_needle.paint",
    "lens": "_lens.paint",
}


class Script:
    """What the scripted person does, by the clock of the run."""

    def __init__(self, window: Window) -> None:
        assert window.table is not None
        self.window, self.desk = window, window.table.desk
        self.hand = Hand(self.desk.attempt)
        expert.prepare(self.hand)
        window.stage = "Treat"
        self._thread = -1

    def act(self, now_s: float) -> None:
        """Do what is due: the next thread, a zoom, the polariser; always pan a little."""
        sight = self.window.treat.sight
        thread, at_s = divmod(now_s, A_THREAD_S)
        if int(thread) != self._thread:
            self._thread = int(thread)
            self._enter_next()
        elif at_s > A_THREAD_S - 1.0 and self.desk.state.treatment.push is not None:
            self.hand.do(c.PressPlunger(0))
            self.hand.do(c.InsertNeedle(0))
        if int(now_s * 60) % 240 == 120:
            sight.zoom(1.25 if int(now_s / 4) % 2 else 0.8)
        sight.is_polarised = int(now_s) % 20 == 10
        sight.pan(3.0 * float(np.cos(now_s * 3)), 2.0 * float(np.sin(now_s * 4)))

    def _enter_next(self) -> None:
        threads = self.hand.look().threads
        enter(self.hand, approach(self.hand, arm_of(threads[self._thread % len(threads)]), 0.2))
        self.hand.do(c.PressPlunger(800))


def watch(window: Window, stages: Stages) -> None:
    """Put clocks on the physics, on the panels and on each part of the loupe."""
    assert window.table is not None
    painter = window.table.workshop.get("loupe")
    for name, place in PARTS.items():
        owner, _, method = place.rpartition(".")
        stages.watch(getattr(painter, owner) if owner else painter, method, name)
    stages.watch(window.table.desk, "pass_ticks", "physics")
    stages.watch(loupe_sight, "present", "view made")
    stages.watch(window.treat.sight, "look", "loupe settled")
    stages.watch(window.treat.sight, "paint", "loupe painted")
    stages.watch(window.ui.display, "paint", "window painted")
    stages.watch(window, "frame", "frame")
    stages.watch_garbage("garbage collected")


def run(size: tuple[int, int], seconds: float) -> None:
    """Play in a window of one size and print what its frames cost."""
    window, copies, stages = opened(size), Copies(size), Stages()
    script = Script(window)
    for k in range(30):
        window.frame((), k / 60)
    watch(window, stages)
    show = stages.timed("presented", pygame.display.update)
    clock, walls = pygame.time.Clock(), []
    begin = before = time.perf_counter_ns()
    while (now := time.perf_counter_ns()) - begin < seconds * 1e9:
        ticks = window.budget.spend(now - before)
        before = now
        stages.begin()
        script.act((now - begin) * 1e-9)  # a needle moves at once here: not a frame's work
        _, start = pygame.event.get(), time.perf_counter_ns()
        assert window.table is not None
        window.table.desk.pass_ticks(ticks)
        changed = window.frame((), now * 1e-9)
        if changed:
            show(changed)
        stages.frames[-1]["whole"] = sum(
            stages.frames[-1][part] for part in ("physics", "frame", "presented")
        )
        walls.append((time.perf_counter_ns() - start) * 1e-6)
        copies.take()
        clock.tick(FRAMES_PER_SECOND)
    rate = len(walls) / seconds
    late = sum(wall > 1000 / FRAMES_PER_SECOND for wall in walls)
    cpu = stages.of("whole")
    driver, unit = pygame.display.get_driver(), copies.in_loop_ms
    print(f"\n{size[0]} x {size[1]}, {driver}: {rate:.1f} frames a second; {late} of {len(walls)}"
          f" over 1/60 s of the wall clock, {(cpu > 1000 / 60).sum()} of processor time;"
          f" F in the loop {unit:.2f} ms")  # fmt: skip
    leaves = (*PARTS, "physics", "view made", "garbage collected", "presented")
    names = ("whole", "frame", "loupe settled", "loupe painted", "window painted", *leaves)
    table(stages, names, unit)
    print(f"    {stages.slowest('whole', leaves)}")
    window.close_case()


def main() -> None:
    """Run both sizes that the screen has room for."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    for size in SIZES:
        run(size, seconds)
    pygame.quit()


if __name__ == "__main__":
    main()
