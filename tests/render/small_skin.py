"""A patient whose treatment field is 8 x 5 mm, with one vein of each kind; made in a blink."""

from dataclasses import replace
from functools import cache

import numpy as np

from simulator.anatomy.patient import (
    RETICULAR,
    TELANGIECTASIA,
    VENULECTASIA,
    Leg,
    Patch,
    Patient,
    Web,
)
from simulator.anatomy.spec import PatientSpec
from simulator.render.patch import SkinPatch
from simulator.view.treatment import (
    BlebView,
    BruiseView,
    Camera,
    InkView,
    NeedleView,
    PorcelainView,
    PressView,
    PunctureView,
    SwabView,
    TreatmentView,
    UlcerView,
)

PX_PER_MM = 24.0
SIZE = (180, 110)
NODES_MM = np.array(
    [
        (0.0, 1.2, 1.7),
        (4.0, 1.3, 1.6),
        (8.0, 1.4, 1.7),
        (4.0, 2.4, 0.35),
        (7.3, 3.4, 0.20),
        (0.8, 3.8, 0.20),
    ]
)
EDGES = np.array([(0, 1), (1, 2), (1, 3), (3, 4), (3, 5)], dtype=np.int32)
CELLS = 6


@cache
def web() -> Web:
    ends = NODES_MM[EDGES]
    path = ends[:, :1] + (ends[:, 1:] - ends[:, :1]) * np.linspace(0.0, 1.0, 9)[None, :, None]
    return Web(
        nodes_mm=NODES_MM,
        edges=EDGES,
        path_mm=path,
        radius_mm=np.array([0.9, 0.9, 0.35, 0.12, 0.08]),
        length_mm=np.sqrt(((ends[:, 1] - ends[:, 0]) ** 2).sum(axis=1)),
        kind=np.array([RETICULAR] * 2 + [VENULECTASIA] + [TELANGIECTASIA] * 2, dtype=np.int8),
        burst_pa=np.full(len(EDGES), 1e5),
        roots=((0, "feeder"),),
        tips=np.array([4, 5], dtype=np.int32),
    )


@cache
def patch(fitzpatrick: str = "II") -> SkinPatch:
    field = Patch("patch", 60.0, 600.0, width_mm=8.0, height_mm=5.0)
    spec = PatientSpec(fitzpatrick=fitzpatrick)
    patient = Patient(spec, Leg("left"), (), field, web(), (), skin_seed=11)
    return SkinPatch.build(patient, PX_PER_MM)


def quiet(px_per_mm: float = PX_PER_MM) -> TreatmentView:
    """Return a view of untouched, full veins."""
    return TreatmentView(Camera(4.0, 2.5, px_per_mm), np.ones((len(EDGES), CELLS)))


def busy(px_per_mm: float = PX_PER_MM) -> TreatmentView:
    """Return a view with one of everything but dressings on it."""
    blood = np.ones((len(EDGES), CELLS))
    blood[3] = np.linspace(0.03, 1.0, CELLS)
    per_edge = np.array([0.0, 0.0, 0.2, 0.9, 0.4])
    return TreatmentView(
        Camera(4.0, 2.5, px_per_mm),
        blood,
        NeedleView(4.6, 2.6, 0.3, 0.3, 0.8, flash_frac=0.4),
        blebs=(BlebView(5.6, 3.4, 2.5),),
        porcelain=(PorcelainView(2.0, 2.2, 0.7),),
        punctures=(PunctureView(1.0, 4.0, 0.4), PunctureView(6.5, 1.0)),
        ink=(InkView(((3.0, 4.0), (3.6, 4.4))), InkView(((7.0, 2.4),))),
        erythema_frac=per_edge,
        wheal_frac=per_edge / 2,
        stain_frac=per_edge / 3,
        cleared_frac=per_edge / 4,
        matting_frac=per_edge / 2,
        has_scale_bar=False,
    )


def aged(px_per_mm: float = PX_PER_MM) -> TreatmentView:
    """Return a view with one of everything that weeks bring, and a glass on a vein."""
    per_edge = np.array([0.0, 0.0, 0.3, 1.0, 0.6])
    return replace(
        quiet(px_per_mm),
        presses=(PressView(3.2, 2.6, 0.6),),
        bruises=(BruiseView(2.0, 3.6, 0.9, 0.010, 0.003, 0.006),),
        ulcers=(UlcerView(6.6, 1.6, 0.5, 0.7, 0.2),),
        cleared_frac=per_edge / 2,
        stain_frac=per_edge,
        coagulum_frac=per_edge[::-1].copy(),
        has_scale_bar=False,
    )


def dressed() -> TreatmentView:
    """Return a view with cotton, and cotton under tape."""
    swabs = (SwabView(0.5, 0.5, is_taped=True, heading_rad=0.4), SwabView(7.8, 4.8))
    return replace(quiet(), swabs=swabs)
