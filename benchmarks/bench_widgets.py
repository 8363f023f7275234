"""The widget kit as multiples of one full-frame copy measured in the same run.

Shown: an idle frame (all controls declared, nothing painted), a frame in which one slider
moves, and a frame painted from scratch out of kept surfaces. Processor time, best of some
rounds. Run: python benchmarks/bench_widgets.py
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

import pygame

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.widgets.stand import Stand, stand

ROUNDS = 7
REPEATS = 30


def best_ms(work: Callable[[], object]) -> float:
    """Return the best mean processor time of `work` over some rounds."""
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.process_time()
        for _ in range(REPEATS):
            work()
        best = min(best, (time.process_time() - start) / REPEATS * 1e3)
    return best


def moved(shown: Stand) -> None:
    """Run a frame in which one slider has another value."""
    shown.depth_mm = 15 if shown.depth_mm > 30 else 45
    shown.frame()


def repainted(shown: Stand) -> None:
    """Run a frame that paints the whole canvas again."""
    shown.ui.display.forget()
    shown.frame()


def main() -> None:
    """Print the ratios for two window sizes."""
    for size in ((1280, 720), (1920, 1080)):
        shown = stand(size)
        canvas, other = shown.ui.display.canvas, pygame.Surface(size, 0, 32)
        floor_ms = best_ms(lambda: canvas.blit(other, (0, 0)))  # noqa: B023
        shown.ui.display.forget()
        shown.frame()
        controls = len(shown.ui.touches.order)
        print(f"{size[0]} x {size[1]}, {controls} controls; a full copy takes {floor_ms:.3f} ms")
        for name, work in (("idle frame", Stand.frame), ("one value", moved), ("all", repainted)):
            taken_ms = best_ms(lambda: work(shown))  # noqa: B023
            print(f"  {name:12} {taken_ms / floor_ms:6.1f} copies  ({taken_ms:.2f} ms)")


if __name__ == "__main__":
    main()
