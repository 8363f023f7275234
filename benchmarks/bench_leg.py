"""The leg figure as multiples of one full-frame copy (1280 x 720) measured in the same run.

Shown: building one aspect 720 pixels tall, painting it bare, and painting it with a moving
probe, growing coverage, findings and the patch. Processor time, best of some rounds.
Run: python benchmarks/bench_leg.py
"""

import sys
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pygame

sys.path.insert(0, str(Path(__file__).parent.parent))

from simulator.anatomy.grow import grow
from simulator.anatomy.spec import PatientSpec, SourceSpec
from simulator.base.seeds import Seeds
from simulator.render.leg_figure import LegFigure
from simulator.view.leg import LegMark, LegView

ROUNDS = 7


def best_ms(work: Callable[[], object], repeats: int) -> float:
    """Return the best mean processor time of `work` over some rounds."""
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.process_time()
        for _ in range(repeats):
            work()
        best = min(best, (time.process_time() - start) / repeats * 1e3)
    return best


def main() -> None:
    """Print the ratios for an anterior leg."""
    sources = (
        SourceSpec("aasv", "AASV", 1.4, 4.5, "feeder"),
        SourceSpec("feeder", "reticular", 0.8, 2.2, "patch"),
    )
    patient = grow(PatientSpec(sources=sources), Seeds(7))
    leg = LegFigure.build(patient, "anterior", 720)
    canvas, other = (pygame.Surface((1280, 720), 0, 32) for _ in range(2))
    panel = pygame.Rect(0, 0, 330, 720)
    frames = count()
    spots: list[tuple[float, float]] = []

    def scanning() -> None:
        frame = next(frames) % 400
        place = (frame * 0.2 - 40.0, 780.0 - frame)
        if frame % 6 == 0:
            spots.append(place)
        view = LegView(
            probe=(*place, frame * 0.01),
            scanned=tuple(spots),
            marks=(
                LegMark(30.0, 700.0, "AASV", "reflux 1.4 s", "spectrum"),
                LegMark(-40.0, 420.0, "GSV", "competent"),
            ),
            patch=(patient.patch.u_mm, patient.patch.s_mm, 40.0, 25.0),
            is_dimmed=True,
            has_landmarks=True,
        )
        leg.paint(view, canvas, panel)

    floor_ms = best_ms(lambda: canvas.blit(other, (0, 0)), 50)
    print(f"a full copy takes {floor_ms:.3f} ms")
    for name, work, repeats in (
        ("build", lambda: LegFigure.build(patient, "anterior", 720), 1),
        ("paint, bare", lambda: leg.paint(LegView(), canvas, panel), 50),
        ("paint, scanning", scanning, 50),
    ):
        taken_ms = best_ms(work, repeats)
        print(f"  {name:16} {taken_ms / floor_ms:8.1f} copies  ({taken_ms:.2f} ms)")


if __name__ == "__main__":
    main()
