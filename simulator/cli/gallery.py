"""`gallery vessels`: grown patients as pictures, so that a person can look at many at once.

Three files: a contact sheet of skin patches, one a seed; the resting pressures in the web of
the first seed (`gallery_pressure`); and on the same patch a sclerosant front, second by second,
then washed out.
"""

import argparse
import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from simulator.anatomy.grow import grow
from simulator.anatomy.patient import Patient
from simulator.anatomy.spec import FITZPATRICK, PATTERNS, SITES, PatientSpec, SourceSpec
from simulator.base.complaints import Complaint, UnusableInput
from simulator.base.seeds import Seeds
from simulator.cli.sheets import LARGE_PX_PER_MM, Picture, sheet
from simulator.physics.circulation import Circulation, Lumen, Source

if TYPE_CHECKING:
    from simulator.render.canvas import Canvas

SMALL_PX_PER_MM: Final = 12.0
COLUMNS: Final = 4
DRY_GAIN: Final = 8
STEP_S: Final = 1.0 / 30.0
PUSH_UL_PER_S: Final = 10.0
PUSH_S: Final = 6.0
SHOWN_S: Final = (0.0, 0.2, 0.5, 1.0, 3.0, 6.0, 10.0, 20.0, 40.0)
STIFF_PA: Final = 1e7  # a pump rather than a thumb: the same flow whatever the vein does


def run(options: argparse.Namespace) -> int:
    """Draw the sheets with a progress bar and say where they are."""
    if options.what != "vessels":
        return int(importlib.import_module(f"simulator.cli.gallery_{options.what}").run(options))
    import os

    os.environ["SDL_VIDEODRIVER"] = "dummy"
    import pygame
    from rich.console import Console
    from rich.progress import track

    from simulator.cli.gallery_pressure import pressure_maps

    seeds = seeds_of(options.seeds)
    folder = Path(options.out)
    folder.mkdir(parents=True, exist_ok=True)
    console = Console(stderr=True)
    patients = [(seed, grow(spec_of(seed), Seeds(seed))) for seed in seeds]
    pictures = [
        Picture(_canvas(patient, SMALL_PX_PER_MM).surface, words_for(seed, patient))
        for seed, patient in track(patients, "growing skin", console=console)
    ]
    pygame.image.save(sheet(pictures, COLUMNS), folder / "contact_sheet.png")
    seed, patient = patients[0]
    canvas = _canvas(patient, LARGE_PX_PER_MM)
    pygame.image.save(sheet(pressure_maps(patient), 2), folder / "pressure.png")
    steps = track(_front(patient, canvas), "pushing", total=len(SHOWN_S), console=console)
    pygame.image.save(sheet(list(steps), 3), folder / "front.png")
    print(f"{len(patients)} patches, the web and a push of seed {seed}: {folder}")
    return 0


def seeds_of(words: str) -> tuple[int, ...]:
    """Return the seeds that `1..20` or `7` names; raises `UnusableInput` for anything else."""
    first, dots, last = words.partition("..")
    if first.isdigit() and (last.isdigit() if dots else True):
        seeds = tuple(range(int(first), int(last if dots else first) + 1))
        if seeds:
            return seeds
    hint = "two numbers, the smaller first, as in 1..20, or one"
    raise UnusableInput((Complaint(f"--seeds {words!r} names no seeds", hint=hint),))


def spec_of(seed: int) -> PatientSpec:
    """Return the person grown for `seed`: patterns, sites, skins and sources take turns."""
    is_hidden = seed % 3 != 0
    return PatientSpec(
        pattern=PATTERNS[seed % len(PATTERNS)],
        site=_site(seed),
        fitzpatrick=FITZPATRICK[seed * 5 // 3 % len(FITZPATRICK)],
        threads=4 + seed * 7 % 5,
        has_arteriole=None,
        has_arteriole_near=None,
        sources=(
            SourceSpec("aasv", "AASV", 1.8, 4.2, "reticular_feeder"),
            SourceSpec("reticular_feeder", "reticular", 1.2, 1.7, "patch", is_hidden),
        ),
    )


def _site(seed: int) -> str:
    """Return the site of `seed`: ankles for coronas, thighs for everything else."""
    is_corona = PATTERNS[seed % len(PATTERNS)] == "corona"
    sites = [site for site in SITES if site.endswith("ankle") == is_corona]
    return sites[seed // 2 % len(sites)]


def words_for(seed: int, patient: Patient) -> str:
    """Return what stands under the patch of one seed."""
    spec = patient.spec
    web = patient.web
    arteriole = ", an arteriole joined" if web.arteriole_node >= 0 else ""
    arteriole += ", an arteriole near" if web.arterioles else ""
    feeder = "hidden feeder" if spec.sources[-1].is_hidden else "reticular vein in sight"
    return f"{seed}  {spec.pattern}, skin {spec.fitzpatrick}, {spec.site}, {feeder}{arteriole}"


def _canvas(patient: Patient, px_per_mm: float) -> "Canvas":
    """Return the patient's skin under the ring light, every vein full."""
    from simulator.render.canvas import Canvas
    from simulator.render.patch import SkinPatch
    from simulator.render.signs import Signs

    patch = SkinPatch.build(patient, px_per_mm)
    canvas = Canvas(patch)
    Signs(patch, canvas)
    canvas.gain = DRY_GAIN
    canvas.recompose_all()
    return canvas


def _front(patient: Patient, canvas: "Canvas") -> Iterator[Picture]:
    """Yield the skin at `SHOWN_S` while the longest thread is pushed and washed out again."""
    web, circulation = patient.web, Circulation(patient)
    thread = max(patient.threads, key=lambda one: web.length_mm[list(one.edges)].sum())
    source = Source(
        thread.arm_edge, 0.5, 1.0, STIFF_PA, STIFF_PA / PUSH_UL_PER_S, "polidocanol", 5000
    )
    lumen, tick = circulation.fresh(), 0
    for shown_s in SHOWN_S:
        while tick < round(shown_s / STEP_S):
            is_pushed = tick < round(PUSH_S / STEP_S)
            lumen, _ = circulation.step(lumen, STEP_S, source=source if is_pushed else None)
            tick += 1
        _fill(canvas, circulation, lumen)
        front_mm = circulation.blanch_mm(lumen, thread.arm_edge, 0.5)
        doing = "pushing 10 ul/s" if shown_s <= PUSH_S else "needle out, feeder open"
        words = f"{shown_s:.1f} s  {doing}, white to {front_mm:.0f} mm of {thread.id}"
        yield Picture(canvas.surface.copy(), words)


def _fill(canvas: "Canvas", circulation: Circulation, lumen: Lumen) -> None:
    """Show the blood that `lumen` holds in every vein of the canvas."""
    from simulator.render.canvas import absorbance_share

    patch = canvas.patch
    blood = circulation.blood_frac(lumen)
    cells = blood.shape[1]
    cell = np.minimum((patch.sample_along_frac * cells).astype(np.int64), cells - 1)
    share = absorbance_share(blood[patch.sample_edge, cell])
    for layer in (canvas.superficial, canvas.deep):
        layer.want(share)
        layer.shown[:] = layer.wanted
    canvas.recompose_all()
