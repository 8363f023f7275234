"""What a frame of the whole window costs, as multiples of one full-frame copy.

The real screens, driven without a display, in two sizes: processor time of a frame, physics
apart and included, while the consultation rests, while the probe moves, and in mid-injection
while the loupe pans. Wanted at 1920 x 1080: 8 F for a frame of the loupe (aim 3), and at
worst, physics included, 16.6 ms: one frame at 60 a second. Run: python benchmarks/bench_window.py
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

if __name__ == "__main__":
    os.environ["SDL_VIDEODRIVER"] = "dummy"
os.environ["FILIGRANE_HOME"] = tempfile.mkdtemp(prefix="filigrane-bench-")

import numpy as np
import pygame

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.stages import Copies
from simulator.app.window import Window
from simulator.operators import expert
from simulator.operators.hand import Hand
from simulator.operators.needling import approach, arm_of, enter
from simulator.scenario.find import scenario_file
from simulator.scenario.load import load
from simulator.session import commands as c

SIZES = ((1280, 720), (1920, 1080))
FRAMES = 300
TICKS_A_FRAME = 2
SPOT_S = 420.0  # on the thigh, above the knee


def opened(size: tuple[int, int]) -> Window:
    """Return a window with the first case open and all its pictures made."""
    window = Window(size)
    path = scenario_file("hidden_feeder")
    assert path is not None
    window.begin(load(Path(path)))
    assert window.table is not None
    while window.table.workshop.progress()[0] < 1.0:
        time.sleep(0.05)
    return window


def costs_ms(
    window: Window, copies: Copies, before: Callable[[int], None] | None = None
) -> np.ndarray:
    """Return the processor time (2, frames) of the physics and of each frame."""
    table, taken = window.table, []
    assert table is not None
    for k in range(FRAMES):
        start = time.thread_time()
        if before is not None:
            before(k)
        table.desk.pass_ticks(TICKS_A_FRAME)
        between = time.thread_time()
        window.frame((), k / 60)
        taken.append((between - start, time.thread_time() - between))
        copies.take()
    return np.array(taken[20:]).T * 1e3


def scan(window: Window) -> Callable[[int], None]:
    """Set the scanner going with colour and spectrum; return what moves the probe."""
    assert window.table is not None
    desk = window.table.desk
    window.stage = "Duplex"
    desk.do(c.SetPosture("standing"), c.SetScanner("is_colour", 1), c.SetScanner("is_pulsed", 1))

    def slide(k: int) -> None:
        u_um = round(20_000 + 15_000 * float(np.sin(k / 25)))
        desk.do(c.PlaceProbe(u_um, round(SPOT_S * 1000), 0, 0, 300))

    return slide


def inject(window: Window) -> Callable[[int], None]:
    """Put the needle into a thread and press; return what pans the loupe meanwhile."""
    assert window.table is not None
    hand = Hand(window.table.desk.attempt)
    hand.do(c.LiftProbe())
    expert.prepare(hand)
    window.stage = "Treat"
    for k in range(30):
        window.frame((), k / 60)
    enter(hand, approach(hand, arm_of(hand.look().threads[0]), 0.2))
    hand.do(c.PressPlunger(800))

    def pan(k: int) -> None:
        window.treat.sight.pan(3.0 * float(np.cos(k / 20)), 2.0 * float(np.sin(k / 15)))

    return pan


def measure(size: tuple[int, int]) -> None:
    """Print a line for each thing a person does in a window of one size."""
    window, copies = opened(size), Copies(size)
    window.stage = "Assess"
    rows = {"consultation at rest": costs_ms(window, copies)}
    slide = scan(window)
    rows["duplex, probe held"] = costs_ms(window, copies, lambda k: slide(0))
    rows["duplex, probe moving"] = costs_ms(window, copies, slide)
    pan = inject(window)
    rows["loupe, mid-injection"] = costs_ms(window, copies)
    rows["loupe, injecting and panning"] = costs_ms(window, copies, pan)
    unit = copies.in_loop_ms
    print(f"\n{size[0]} x {size[1]}: F alone {copies.hot_ms():.2f} ms, in the loop {unit:.2f} ms")
    for name, (physics, frame) in rows.items():
        typical, late, worst = np.percentile(frame, (50, 95, 100))
        both = physics + frame
        print(
            f"  {name:<30} median {typical:5.1f} ms ({typical / unit:5.1f} F)   95 % {late:5.1f}"
            f"   worst {worst:5.1f} ms   with physics: median {np.median(both):5.1f}"
            f"   worst {both.max():5.1f} ms"
        )
    window.close_case()


def main() -> None:
    """Measure both sizes."""
    for size in SIZES:
        measure(size)
    pygame.quit()


if __name__ == "__main__":
    main()
