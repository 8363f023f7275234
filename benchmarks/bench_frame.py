"""What a frame of the loupe costs, as a multiple of one full-frame copy in the same run.

A scripted injection: the blanching front runs 12 mm along one thread with all its branches,
a bleb grows, redness spreads, the needle advances, two fingers stretch the
skin beside a taped swab and the loupe pans, all at once, faster than a
patient would. Without the panels of the window: see bench_window for those.
Wanted at 1920 x 1080: a treatment frame 8 F (aim 3), idle 3 F (aim 0.2), no frame above 12 ms
(aim 8); skin built in 5 s (aim 3), read and its loupe made in 0.5 s (aim 0.2).
Run: python benchmarks/bench_frame.py
"""

import io
import os
import sys
import time
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")

import numpy as np
import pygame

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.stages import Copies, Stages, table
from simulator.anatomy.grow import grow
from simulator.anatomy.patient import Patient
from simulator.anatomy.spec import PatientSpec, SourceSpec
from simulator.base.seeds import Seeds
from simulator.render.lens import Rim
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
STAGES = {
    "waiting tiles refreshed": "_round.refresh",
    "blood wished": "_wish",
    "skin settled": "settle",
    "veins recomposed": "canvas.recompose",
    "tiles relit": "_round.advance",
    "round shown": "_round.show",
    "skin copied": "_magnified.blit",
    "things laid anew": "_lying.update",
    "tiles made": "_magnified._renew",
    "needle": "_needle.paint",
    "lens": "_lens.paint",
}
LEAVES = tuple(name for name in STAGES if name not in ("skin settled", "tiles made"))
RUNS: tuple[tuple[str, float, Rim, bool], ...] = (
    ("round loupe, injecting and panning", 48.0, "disc", True),
    ("the same between magnifications", 41.0, "disc", True),
    ("the same enlarged", 80.0, "disc", True),
    ("whole window, injecting and panning", 48.0, "full", True),
    ("idle", 48.0, "disc", False),
)


def injection(patient: Patient, frame: int, zoom: float, moves: bool) -> TreatmentView:
    """Return one frame of the scripted injection."""
    web, thread = patient.web, patient.threads[0]
    progress = frame / FRAMES
    tip = web.path_mm[thread.arm_edge, 4, :2].tolist()
    blood = np.ones((len(web.edges), CELLS))
    middle = web.path_mm[:, :, :2]
    at = np.linspace(0, middle.shape[1] - 1, CELLS).round().astype(int)
    away = np.hypot(middle[:, at, 0] - tip[0], middle[:, at, 1] - tip[1])
    members = np.isin(np.arange(len(web.edges)), thread.edges)
    front = np.clip((away - 12 * progress) / 0.8, 0.03, 1.0)
    blood[members] = front[members]
    pan = frame % 90 if moves else 0
    return TreatmentView(
        Camera(20 + pan * 0.02, 12.5, zoom),  # the middle of the patch: all skin
        blood,
        NeedleView(tip[0] - 1, tip[1], 0.4, 0.2, 0.8 + progress, bend_rad=0.35),
        blebs=(BlebView(tip[0] + 3, tip[1] + 2, 8 * progress),),
        punctures=(PunctureView(tip[0] - 3, tip[1], 0.5 * progress),),
        swabs=(SwabView(tip[0] + 9, tip[1] - 4, is_taped=True, heading_rad=0.3),),
        syringe=SyringeView(3000, 2400.0 - round(200 * progress), "polidocanol", 5000),
        fingers=stretching(float(tip[0]), float(tip[1]), 0.4),
        erythema_frac=members * progress,
    )


def watch(painter: LoupePainter, stages: Stages) -> None:
    """Put a clock on every stage of a painter."""
    for name, place in STAGES.items():
        owner_name, _, method = place.rpartition(".")
        stages.watch(getattr(painter, owner_name) if owner_name else painter, method, name)


def run(patient: Patient, patch: SkinPatch, size: tuple[int, int]) -> None:
    """Print the stages of one window size."""
    screen, copies = pygame.Surface(size, 0, 32), Copies(size)
    print(f"\n{size[0]} x {size[1]}: F alone {copies.hot_ms():.3f} ms")
    for title, zoom, rim, moves in RUNS:
        painter, stages = LoupePainter(patch, size, rim=rim), Stages()
        first = injection(patient, 0, zoom, moves)
        painter.paint(first, screen)
        painter.settle(first, is_whole=True)
        painter.paint(first, screen)
        watch(painter, stages)
        paint = stages.timed("frame", painter.paint)
        for frame in range(FRAMES):
            view = injection(patient, frame, zoom, moves) if moves else replace(first)
            stages.begin()
            paint(view, screen)
            copies.take()
        print(f"  {title}, F in the loop {copies.in_loop_ms:.3f} ms")
        table(stages, ("frame", *STAGES), copies.in_loop_ms)
        print(f"    {stages.slowest('frame', LEAVES)}; kept {painter.bytes_kept / 1e6:.0f} MB")


def main() -> None:
    """Build one patient's skin, then time both window sizes."""
    patient = grow(PatientSpec(sources=SOURCES, fitzpatrick="III"), Seeds(7))
    start = time.process_time()
    patch = SkinPatch.build(patient)
    print(f"skin built in {time.process_time() - start:.1f} s of processor time")
    file = io.BytesIO()
    patch.save(file)
    file.seek(0)
    start = time.process_time()
    patch = SkinPatch.load(file)
    loaded = time.process_time()
    LoupePainter(patch, (1920, 1080))
    print(
        f"skin read in {loaded - start:.2f} s, loupe made in {time.process_time() - loaded:.2f} s;"
        f" the skin keeps {patch.bytes_kept / 1e6:.0f} MB"
    )
    for size in ((1280, 720), (1920, 1080)):
        run(patient, patch, size)


if __name__ == "__main__":
    main()
