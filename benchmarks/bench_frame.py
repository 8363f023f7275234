"""What a frame of the loupe costs, as a multiple of one full-frame copy in the same run.

A scripted injection: the blanching front runs 12 mm along one thread with all its branches,
a bleb grows, redness spreads, the needle advances, two fingers stretch the skin beside a taped
swab and the loupe pans, all at once. Each stage is
timed on its own thread clock. Run: python -m benchmarks.bench_frame
"""

import os
import statistics
import time
from collections.abc import Callable
from dataclasses import replace

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")

import numpy as np
import pygame

from simulator.anatomy.grow import grow
from simulator.anatomy.patient import Patient
from simulator.anatomy.spec import PatientSpec, SourceSpec
from simulator.base.seeds import Seeds
from simulator.render.loupe import LoupePainter
from simulator.render.patch import SkinPatch
from simulator.view.instruments import SyringeView, stretching
from simulator.view.treatment import (
    BlebView,
    Camera,
    NeedleView,
    PunctureView,
    SwabView,
    TreatmentView,
)

SOURCES = (
    SourceSpec("aasv", "AASV", 1.8, 4.2, "reticular_feeder"),
    SourceSpec("reticular_feeder", "reticular", 1.2, 1.7, "patch"),
)
FRAMES = 180
CELLS = 16
STAGES = ("_wish", "settle", "canvas.recompose", "signs.relight", "_mips.blit", "_on_skin.paint",
          "_needle.paint", "_lens.paint")  # fmt: skip
RUNS = (
    ("injecting, panning", 48.0, True),
    ("the same at 2/3", 32.0, True),
    ("the same enlarged", 64.0, True),
    ("idle", 48.0, False),
)


def injection(patient: Patient, frame: int, zoom: float, moves: bool) -> TreatmentView:
    """Return one frame of the scripted injection."""
    web, thread = patient.web, patient.threads[0]
    progress = frame / FRAMES
    tip = web.path_mm[thread.arm_edge, 4, :2]
    blood = np.ones((len(web.edges), CELLS))
    middle = web.path_mm[:, :, :2]
    at = np.linspace(0, middle.shape[1] - 1, CELLS).round().astype(int)
    away = np.hypot(middle[:, at, 0] - tip[0], middle[:, at, 1] - tip[1])
    members = np.isin(np.arange(len(web.edges)), thread.edges)
    front = np.clip((away - 12 * progress) / 0.8, 0.03, 1.0)
    blood[members] = front[members]
    pan = frame % 90 if moves else 0
    return TreatmentView(
        Camera(tip[0] + pan * 0.02, tip[1] + 2, zoom),
        blood,
        NeedleView(tip[0] - 1, tip[1], 0.4, 0.2, 0.8 + progress, bend_rad=0.35),
        blebs=(BlebView(tip[0] + 3, tip[1] + 2, 8 * progress),),
        punctures=(PunctureView(tip[0] - 3, tip[1], 0.5 * progress),),
        swabs=(SwabView(tip[0] + 9, tip[1] - 4, is_taped=True, heading_rad=0.3),),
        syringe=SyringeView(3000, 2400.0 - round(200 * progress), "polidocanol", 5000),
        fingers=stretching(float(tip[0]), float(tip[1]), 0.4),
        erythema_frac=members * progress,
    )


def timed(table: dict[str, list[float]], name: str, work: Callable[..., object]) -> Callable:
    """Return `work` that also notes its milliseconds under `name`."""

    def with_clock(*given: object, **named: object) -> object:
        start = time.thread_time_ns()
        try:
            return work(*given, **named)
        finally:
            table.setdefault(name, []).append((time.thread_time_ns() - start) * 1e-6)

    return with_clock


def watch(painter: LoupePainter, table: dict[str, list[float]]) -> None:
    """Put a clock on every stage of a painter."""
    for stage in STAGES:
        owner_name, _, method = stage.rpartition(".")
        owner = getattr(painter, owner_name) if owner_name else painter
        setattr(owner, method, timed(table, stage, getattr(owner, method)))


def run(patient: Patient, patch: SkinPatch, size: tuple[int, int]) -> None:
    """Print the stages of one window size."""
    screen, other = (pygame.Surface(size, 0, 32) for _ in range(2))
    copies: dict[str, list[float]] = {}
    for _ in range(60):
        timed(copies, "copy", screen.blit)(other, (0, 0))
    floor = statistics.median(copies["copy"])
    print(f"\n{size[0]} x {size[1]}: one full-frame copy {floor:.3f} ms")
    for title, zoom, moves in RUNS:
        table: dict[str, list[float]] = {}
        painter = LoupePainter(patch, size)
        first = injection(patient, 0, zoom, moves)
        painter.paint(first, screen)
        painter.settle(first, is_whole=True)
        watch(painter, table)
        paint = timed(table, "frame", painter.paint)
        for frame in range(FRAMES):
            view = injection(patient, frame, zoom, moves) if moves else replace(first)
            paint(view, screen)
        print(f"  {title}")
        for name in ("frame", *STAGES):
            spent = sorted(table.get(name, [0.0]))
            median, late = statistics.median(spent), spent[int(len(spent) * 0.95)]
            print(f"    {name:18s} median {median:6.2f}  p95 {late:6.2f}  max {spent[-1]:6.2f} ms"
                  f"   {median / floor:6.1f} copies")  # fmt: skip


def main() -> None:
    """Build one patient's skin, then time both window sizes."""
    patient = grow(PatientSpec(sources=SOURCES, fitzpatrick="III"), Seeds(7))
    start = time.process_time()
    patch = SkinPatch.build(patient)
    print(f"skin built in {time.process_time() - start:.1f} s of processor time")
    for size in ((1280, 720), (1920, 1080)):
        run(patient, patch, size)


if __name__ == "__main__":
    main()
