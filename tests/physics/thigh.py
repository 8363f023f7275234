"""A left thigh by hand: straight vessels at round depths, so that tests can be read."""

import numpy as np

from simulator.anatomy.patient import Leg, Patch, Patient, Vessel
from simulator.anatomy.spec import PatientSpec


def straight(name: str, kind: str, u: float, d: float, radius: float, **signals) -> Vessel:
    """Return a vessel along the leg from 500 to 780 mm at depth `d`."""
    s = np.arange(500.0, 781.0, 10.0)
    path = np.stack([np.full_like(s, u), s, np.full_like(s, d)], axis=1)
    return Vessel(name, kind, path, np.full_like(s, radius), **signals)


AASV = straight(
    "aasv",
    "AASV",
    10.0,
    10.0,
    2.2,
    reflux_s=1.4,
    reflux_mm_per_s=180.0,
    augmentation_mm_per_s=300.0,
    rest_mm_per_s=25.0,
)
GSV = straight("gsv", "GSV", -60.0, 12.0, 1.9, augmentation_mm_per_s=320.0, rest_mm_per_s=25.0)
FEEDER = straight(
    "feeder",
    "reticular",
    70.0,
    2.6,
    0.9,
    reflux_s=1.0,
    reflux_mm_per_s=50.0,
    augmentation_mm_per_s=60.0,
    rest_mm_per_s=8.0,
)
ARTERY = straight("artery", "femoral_artery", 4.0, 26.0, 3.2, rest_mm_per_s=800.0, is_artery=True)


def patient(*vessels: Vessel) -> Patient:
    """Return a patient who has only these vessels (all four if none are named)."""
    chosen = vessels or (AASV, GSV, FEEDER, ARTERY)
    return Patient(
        spec=PatientSpec(),
        leg=Leg("left"),
        vessels=chosen,
        patch=Patch("patch", 70.0, 600.0),
        web=None,
        threads=(),
        by_id={vessel.id: vessel for vessel in chosen},
    )
