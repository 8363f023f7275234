"""What a frame of the whole window costs at 1280 x 720, as multiples of one full-frame copy.

The real screens, driven without a display: processor time of a frame, ticks included, while the
consultation rests, while the probe moves, and in mid-injection while the loupe pans. Targets:
8 ms typical, 16.6 ms (one frame at 60 a second) at worst. Run: python benchmarks/bench_window.py
"""

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ["SDL_VIDEODRIVER"] = "dummy"
os.environ["FILIGRANE_HOME"] = tempfile.mkdtemp(prefix="filigrane-bench-")

import numpy as np
import pygame

from simulator.app.window import Window
from simulator.operators import expert
from simulator.operators.hand import Hand
from simulator.operators.needling import approach, arm_of, enter
from simulator.scenario.find import scenario_file
from simulator.scenario.load import load
from simulator.session import commands as c

SIZE = (1280, 720)
FRAMES = 300
TICKS_A_FRAME = 2
SPOT_S = 420.0  # on the thigh, above the knee


def opened() -> Window:
    """Return a window with the first case open and all its pictures made."""
    window = Window(SIZE)
    path = scenario_file("hidden_feeder")
    assert path is not None
    window.begin(load(Path(path)))
    assert window.table is not None
    while window.table.workshop.progress()[0] < 1.0:
        time.sleep(0.05)
    return window


def costs_ms(window: Window, before: Callable[[int], None] | None = None) -> np.ndarray:
    """Return the processor time of each of many frames."""
    table, taken = window.table, []
    assert table is not None
    for k in range(FRAMES):
        start = time.thread_time()
        if before is not None:
            before(k)
        table.desk.pass_ticks(TICKS_A_FRAME)
        window.frame((), k / 60)
        taken.append((time.thread_time() - start) * 1e3)
    return np.array(taken[20:])


def floor_ms(window: Window) -> float:
    """Return one full-frame copy."""
    copy = window.surface.copy()
    taken = []
    for _ in range(200):
        start = time.thread_time()
        window.surface.blit(copy, (0, 0))
        taken.append((time.thread_time() - start) * 1e3)
    return float(np.median(taken))


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


def main() -> None:
    """Print a line for each thing a person does."""
    window = opened()
    floor = floor_ms(window)
    print(f"floor: one copy of {SIZE[0]} x {SIZE[1]}   {floor:6.2f} ms of processor time")
    window.stage = "Assess"
    rows = {"consultation at rest": costs_ms(window)}
    slide = scan(window)
    rows["duplex, probe held"] = costs_ms(window, lambda k: slide(0))
    rows["duplex, probe moving"] = costs_ms(window, slide)
    pan = inject(window)
    rows["loupe, mid-injection"] = costs_ms(window)
    rows["loupe, injecting and panning"] = costs_ms(window, pan)
    for name, taken in rows.items():
        typical, late, worst = np.percentile(taken, (50, 95, 100))
        print(
            f"{name:<30} median {typical:5.1f} ms ({typical / floor:5.1f} copies)   "
            f"95 % {late:5.1f} ms   worst {worst:5.1f} ms ({worst / floor:5.1f} copies)"
        )
    window.close_case()
    pygame.quit()


if __name__ == "__main__":
    main()
