"""`gallery skin`: every sign on every skin, and the leg from all sides, for a person to look at.

Three sheets: six skin types by the eight states of the course; three types by everything else
that changes on the skin; the leg from four sides and at follow-up. The patient is grown and the
blanch is pushed by the same physics as in an attempt; what treatment leaves behind is set by
hand here (`AFTER`), so that each sign is seen at its strength.
"""

import argparse
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from simulator.anatomy.grow import grow
from simulator.anatomy.patient import RETICULAR, Patient, Thread
from simulator.anatomy.spec import FITZPATRICK, PatientSpec, SourceSpec
from simulator.base.seeds import Seeds
from simulator.physics.circulation import Circulation, Lumen, Source
from simulator.view.leg import ASPECTS, Aspect, LegProjection, LegView, facing
from simulator.view.pressing import lifted, pressed
from simulator.view.territory import arteriolar_territory
from simulator.view.treatment import (
    BlebView,
    Camera,
    InkView,
    NeedleView,
    PorcelainView,
    PunctureView,
    SwabView,
    TreatmentView,
)
from simulator.view.weeks import Aftermath, Bruise, Ulcer, on_day

if TYPE_CHECKING:
    from simulator.cli.sheets import Picture

SEED: Final = 12
CELL_PX: Final = (400, 250)
FINER: Final = 2  # cells are painted this much larger and reduced
CELL_PX_PER_MM: Final = 16.0
SKIN_PX_PER_MM: Final = 48.0
LEG_TYPES: Final = ("I", "III", "VI")
LEG_PX: Final = 620
STEP_S: Final = 1.0 / 30.0
PUSH_UL_PER_S: Final = 10.0
STIFF_PA: Final = 1e7  # a pump rather than a thumb: the same flow whatever the vein does
HALF_WAY_S, WHOLE_S = 0.4, 6.0
GLASS_MM: Final = 5.0
WEEK_2, WEEK_6, MONTH_3, MONTH_12 = 14.0, 42.0, 90.0, 365.0

Array = NDArray[np.float64]
State = tuple[str, TreatmentView]


@dataclass(frozen=True)
class Case:
    """One patient, where the needle goes in, and the blood before, half way and at the end."""

    patient: Patient
    circulation: Circulation
    thread: Thread
    at_mm: tuple[float, float]
    heading_rad: float
    rest: Lumen
    half: Lumen
    whole: Lumen

    def view(self, lumen: Lumen) -> TreatmentView:
        """Return the treated thread with the blood of `lumen`."""
        edges = list(self.thread.edges)
        middle = self.patient.web.path_mm[edges, :, :2].reshape(-1, 2).mean(axis=0)
        x, y = ((a + b) / 2 for a, b in zip(middle.tolist(), self.at_mm, strict=True))
        field, size = self.patient.patch, CELL_PX
        camera = Camera(x, y, CELL_PX_PER_MM).kept_inside(field.width_mm, field.height_mm, *size)
        return TreatmentView(camera, self.circulation.blood_frac(lumen), has_scale_bar=False)

    def after(self) -> Aftermath:
        """Return what treatment of the thread and its neighbours may leave: the worst of it."""
        web = self.patient.web
        mine = np.zeros(len(web.edges))
        mine[list(self.thread.edges)] = 1.0
        x, y = self.at_mm
        return Aftermath(
            cleared_frac=0.95 * mine,
            stain_frac=0.8 * mine,
            diameter_mm=2.0 * web.radius_mm,
            matting_frac=np.where(web.kind != RETICULAR, mine, 0.0),
            coagulum_frac=np.where(web.radius_mm > 0.15, mine, 0.35 * mine),
            bruises=(Bruise(x + 1.0, y + 0.6, 2.6, 0.022),),
        )


def run(options: argparse.Namespace) -> int:
    """Draw the sheets with a progress bar and say where they are."""
    import pygame
    from rich.console import Console
    from rich.progress import track

    from simulator.cli.sheets import sheet

    folder = Path(options.out)
    folder.mkdir(parents=True, exist_ok=True)
    console = Console(stderr=True)
    course: list[Picture] = []
    more: list[Picture] = []
    for skin in track(FITZPATRICK, "six skin types", console=console):
        case = case_of(skin)
        paint = _painter(case.patient)
        course += [paint(f"{skin}  {words}", view) for words, view in course_of(case)]
        if skin in LEG_TYPES:
            more += [paint(f"{skin}  {words}", view) for words, view in more_of(case)]
    columns = len(course) // len(FITZPATRICK)
    pygame.image.save(sheet(course, columns), folder / "skin_course.png")
    pygame.image.save(sheet(more, len(more) // len(LEG_TYPES) // 2), folder / "skin_signs.png")
    legs = track(_legs(), "three legs", total=len(LEG_TYPES) * 6, console=console)
    pygame.image.save(sheet(list(legs), 6), folder / "leg.png")
    print(f"six skins in eight states, {len(more)} more, three legs: {folder}")
    return 0


def case_of(fitzpatrick: str) -> Case:
    """Return the gallery's patient in one skin, and a push into the longest thread."""
    spec = PatientSpec(
        pattern="arborising",
        fitzpatrick=fitzpatrick,
        threads=5,
        has_arteriole=True,
        sources=(
            SourceSpec("aasv", "AASV", 1.8, 4.2, "reticular_feeder"),
            SourceSpec("reticular_feeder", "reticular", 1.2, 1.7, "patch"),
        ),
    )
    patient = grow(spec, Seeds(SEED))
    web, circulation = patient.web, Circulation(patient)
    thread = max(patient.threads, key=lambda one: float(web.length_mm[list(one.edges)].sum()))
    path = web.path_mm[thread.arm_edge, :, :2]
    middle = len(path) // 2
    dx, dy = (path[middle + 1] - path[middle - 1]).tolist()
    source = Source(
        thread.arm_edge, 0.5, 1.0, STIFF_PA, STIFF_PA / PUSH_UL_PER_S, "polidocanol", 5000
    )
    lumen = circulation.fresh()
    shown = {0: lumen}
    for tick in range(1, round(WHOLE_S / STEP_S) + 1):
        lumen, _ = circulation.step(lumen, STEP_S, source=source)
        shown[tick] = lumen
    x, y = path[middle].tolist()
    return Case(
        patient, circulation, thread, (x, y), float(np.arctan2(dy, dx)),
        shown[0], shown[round(HALF_WAY_S / STEP_S)], lumen,
    )  # fmt: skip


def course_of(case: Case) -> Iterator[State]:
    """Yield the eight states of a course, each with its caption."""
    rest = case.view(case.rest)
    x, y = case.at_mm
    swab = SwabView(x, y, is_taped=True, heading_rad=case.heading_rad + 1.2)
    yield "plain", rest
    yield f"{HALF_WAY_S:.1f} s into a push", replace(case.view(case.half), needle=_needle(case))
    yield "redness and wheal, 5 min", _with_hives(case)
    yield "porcelain island", _with_island(case)
    yield "swab, taped", replace(rest, swabs=(swab,))
    yield "week 2, stain", on_day(rest, case.after(), WEEK_2)
    yield "month 3, matting", on_day(rest, case.after(), MONTH_3)
    yield "month 12", on_day(rest, case.after(), MONTH_12)


def more_of(case: Case) -> Iterator[State]:
    """Yield what else changes on the skin, each with its caption."""
    rest, after = case.view(case.rest), case.after()
    x, y = case.at_mm
    glass = pressed(x, y, GLASS_MM)
    yield "cross-polarised", replace(rest, is_polarised=True)
    yield "wiped, wet", replace(rest, is_wiped=True)
    line = case.patient.web.path_mm[case.thread.arm_edge, ::3, :2] + (0.9, -0.9)
    yield "marker ink", replace(rest, ink=(InkView(tuple(map(tuple, line.tolist()))),))
    yield "blanch complete", case.view(case.whole)
    yield "bleb at the tip", replace(rest, blebs=(BlebView(x, y, 6.0),), needle=_needle(case))
    yield "ooze", replace(rest, punctures=(PunctureView(x, y, 1.0), PunctureView(x - 5, y + 2)))
    yield "under glass", replace(rest, presses=(glass,))
    for since_s in (0.5, 1.5):
        left = lifted(case.circulation, case.rest, glass, since_s)
        presses = () if left is None else (left,)
        yield f"glass off, {since_s:.1f} s", replace(rest, presses=presses)
    stained = on_day(rest, replace(after, bruises=()), WEEK_6)
    yield "week 6, stain under glass", replace(stained, presses=(glass,))
    fresh = replace(after, stain_frac=0 * after.stain_frac, coagulum_frac=0 * after.stain_frac)
    for day in (1.0, 5.0, 10.0):
        yield f"bruise, day {day:.0f}", on_day(rest, fresh, day)
    clot = replace(fresh, coagulum_frac=after.coagulum_frac, bruises=())
    yield "coagulum, week 2", on_day(rest, clot, WEEK_2)
    yield "coagulum under glass", replace(on_day(rest, clot, WEEK_2), presses=(glass,))
    sore = replace(fresh, bruises=(), ulcers=(Ulcer(x + 2.0, y + 1.0, 1.6),))
    for words, day in (("ulcer, day 10", 10.0), ("ulcer, week 5", 35.0), ("scar, month 6", 180.0)):
        yield words, on_day(rest, sore, day)


def _needle(case: Case) -> NeedleView:
    back = np.array(case.at_mm) - 0.9 * np.array(
        (np.cos(case.heading_rad), np.sin(case.heading_rad))
    )
    return NeedleView(float(back[0]), float(back[1]), case.heading_rad, 0.26, 1.0)


def _with_hives(case: Case) -> TreatmentView:
    touched = 0.8 * np.minimum(case.whole.exposure_s / WHOLE_S, 1.0)
    return replace(case.view(case.rest), erythema_frac=touched, wheal_frac=touched)


def _with_island(case: Case) -> TreatmentView:
    """Return drug that has left by the arteriole, the loupe moved to where it went."""
    view, field = case.view(case.half), case.patient.patch
    x, y, _ = case.patient.web.nodes_mm[case.patient.web.arteriole_node].tolist()
    camera = Camera(x, y, CELL_PX_PER_MM).kept_inside(field.width_mm, field.height_mm, *CELL_PX)
    island = PorcelainView(x, y, 4.0, 1.0, arteriolar_territory(case.patient.web))
    return replace(view, camera=camera, porcelain=(island,))


def _painter(patient: Patient) -> "Callable[[str, TreatmentView], Picture]":
    """Return what paints captioned views of one skin."""
    import pygame

    from simulator.cli.sheets import Picture
    from simulator.render.loupe import LoupePainter
    from simulator.render.patch import SkinPatch

    size = CELL_PX[0] * FINER, CELL_PX[1] * FINER
    painter = LoupePainter(SkinPatch.build(patient, SKIN_PX_PER_MM), size)

    def paint(words: str, view: TreatmentView) -> "Picture":
        camera = replace(view.camera, px_per_mm=view.camera.px_per_mm * FINER)
        view = replace(view, camera=camera)
        canvas = pygame.Surface(size, 0, 32)
        painter.settle(view, is_whole=True)
        painter.paint(view, canvas, is_forced=True)
        return Picture(pygame.transform.smoothscale(canvas, CELL_PX), words)

    return paint


def _legs() -> "Iterator[Picture]":
    """Yield four sides of three legs, each with the outer side at week 6 and month 12."""
    import pygame

    from simulator.cli.sheets import INK, Picture
    from simulator.render.leg_figure import LegFigure

    for skin in LEG_TYPES:
        case = case_of(skin)
        rest, after = case.view(case.rest), case.after()
        aspect = facing(case.patient.leg, case.patient.patch)
        shown: list[tuple[Aspect, str, TreatmentView | None]] = [(one, "", None) for one in ASPECTS]
        shown += [
            (aspect, ", week 6", on_day(rest, after, WEEK_6)),
            (aspect, ", month 12", on_day(rest, after, MONTH_12)),
        ]
        for side, words, seen in shown:
            figure = LegFigure.build(case.patient, side, LEG_PX, seen)
            wide = LegProjection(case.patient.leg, "lateral", LEG_PX).width_px
            canvas = pygame.Surface((wide, LEG_PX), 0, 32)
            canvas.fill(INK)
            view = LegView(side, case.patient.leg.side, skin, is_photograph=True)
            figure.paint(view, canvas, canvas.get_rect())
            yield Picture(canvas, f"{skin}  {view.caption}{words}")
