"""Courses of the named vessels of the leg: landmarks, calibres and flow signals, as tables.

Sources. Calibre: great saphenous 3.7 +- 0.9 mm at the proximal thigh without and 6.3 +- 1.9
with reflux (Mendoza 2013); small saphenous 3.1 +- 1.3 without and 5.2 +- 2.7 with (Joh & Park
2013). Courses: saphenous compartment and thigh extension (Caggiati 2001), alignment sign of
the anterior accessory vein (Cavezzi 2006), perforators by group after the consensus names
(Caggiati 2002: of the femoral canal, paratibial, posterior tibial, lateral thigh), lateral
subdermic plexus (Albanese 1965). Depths and speeds are drawing values within textbook ranges.

Departures: one tibial pair stands for three; popliteal vessels lie on the lateral side of the
posterior midline, where the small saphenous vein meets them, because no course wraps around
the back of the leg.
"""

from dataclasses import dataclass
from typing import Final

Place = tuple[float, float, float]  # u, s, d in mm; medial is negative u


@dataclass(frozen=True)
class Course:
    """Landmarks (u, s, d) of a vessel from distal to proximal and its signals, mm/s.

    A perforator runs from the skin inwards, as sound blood flows in it.
    """

    id: str
    kind: str
    landmarks_mm: tuple[Place, ...]
    diameter_mm: tuple[float, float]  # mean and standard deviation, proximal end
    taper: float  # distal calibre as a share of the proximal one
    augmentation_mm_per_s: tuple[float, float]
    rest_mm_per_s: float = 20.0
    wave_mm: float = 2.0
    is_artery: bool = False
    spacing_mm: float = 7.0


def _perforator(name: str, *landmarks_mm: Place) -> Course:
    """Return a sound perforator: under 3.5 mm, hardly any flow at rest."""
    return Course(
        name, "perforator", landmarks_mm, (2.0, 0.5), 0.9, (30.0, 90.0), 6.0, 0.8, spacing_mm=3.0
    )


def _artery(name: str, diameter: tuple[float, float], rest: float, *landmarks_mm: Place) -> Course:
    return Course(
        name, name, landmarks_mm, diameter, 0.8, (0.0, 0.0), rest, wave_mm=0.6, is_artery=True
    )


COURSES: Final = (
    Course(
        "gsv",
        "GSV",
        (
            (-55.0, 90.0, 6.0),
            (-75.0, 250.0, 7.0),
            (-95.0, 430.0, 8.0),
            (-100.0, 480.0, 9.0),
            (-88.0, 600.0, 12.0),
            (-62.0, 720.0, 14.0),
            (-38.0, 785.0, 17.0),
            (-30.0, 797.0, 22.0),
        ),
        (3.7, 0.9),
        0.72,
        (260.0, 590.0),
    ),
    Course(
        "ssv",
        "SSV",
        ((90.0, 90.0, 6.0), (122.0, 200.0, 7.0), (160.0, 350.0, 8.0), (162.0, 462.0, 15.0)),
        (3.1, 1.3),
        0.7,
        (200.0, 450.0),
    ),
    Course(
        "femoral_vein",
        "femoral_vein",
        (
            (-140.0, 470.0, 32.0),
            (-95.0, 560.0, 40.0),
            (-55.0, 660.0, 32.0),
            (-30.0, 740.0, 27.0),
            (-22.0, 800.0, 24.0),
        ),
        (8.5, 1.2),
        0.8,
        (410.0, 790.0),
        rest_mm_per_s=150.0,
        wave_mm=1.0,
    ),
    _artery(
        "femoral_artery",
        (7.2, 0.7),
        900.0,
        (-134.0, 470.0, 26.0),
        (-88.0, 560.0, 33.0),
        (-47.0, 660.0, 27.0),
        (-18.0, 740.0, 23.0),
        (-8.0, 800.0, 22.0),
    ),
    Course(
        "medial_tributary",
        "tributary",
        ((-40.0, 520.0, 4.0), (-55.0, 570.0, 5.0), (-78.0, 640.0, 11.5)),
        (2.2, 0.4),
        0.7,
        (60.0, 160.0),
        wave_mm=4.0,
    ),
    Course(
        "popliteal_vein",
        "popliteal_vein",
        ((150.0, 395.0, 31.0), (162.0, 430.0, 27.0), (168.0, 462.0, 24.0), (166.0, 505.0, 30.0)),
        (7.5, 1.0),
        0.85,
        (410.0, 790.0),
        rest_mm_per_s=110.0,
        wave_mm=0.8,
    ),
    _artery(
        "popliteal_artery",
        (6.0, 0.7),
        700.0,
        (144.0, 395.0, 38.0),
        (157.0, 430.0, 34.0),
        (163.0, 462.0, 32.0),
        (160.0, 505.0, 38.0),
    ),
    Course(
        "posterior_tibial_vein",
        "tibial_vein",
        ((-74.0, 90.0, 9.0), (-86.0, 190.0, 20.0), (-104.0, 320.0, 30.0), (-118.0, 385.0, 34.0)),
        (3.2, 0.5),
        0.75,
        (120.0, 300.0),
        rest_mm_per_s=40.0,
        wave_mm=0.8,
    ),
    _artery(
        "posterior_tibial_artery",
        (2.6, 0.4),
        500.0,
        (-71.0, 90.0, 10.5),
        (-82.0, 190.0, 22.0),
        (-100.0, 320.0, 32.0),
        (-114.0, 385.0, 36.0),
    ),
    Course(
        "thigh_extension",  # of the small saphenous vein; where it joins the great: Giacomini
        "SSV",
        ((164.0, 466.0, 13.0), (176.0, 540.0, 9.0), (189.0, 640.0, 9.0), (196.0, 715.0, 12.0)),
        (2.2, 0.6),
        0.8,
        (60.0, 200.0),
        rest_mm_per_s=10.0,
    ),
    Course(
        "lateral_subdermic",
        "lateral_subdermic",
        ((118.0, 470.0, 2.4), (104.0, 520.0, 2.8), (116.0, 580.0, 3.2), (128.0, 640.0, 3.8)),
        (1.8, 0.4),
        0.75,
        (30.0, 80.0),
        rest_mm_per_s=5.0,
        wave_mm=5.0,
    ),
    _perforator(
        "femoral_canal_perforator",
        (-86.0, 612.0, 11.5),
        (-86.0, 609.0, 16.0),
        (-82.0, 604.0, 26.0),
        (-75.0, 600.0, 35.0),
    ),
    _perforator(
        "paratibial_perforator",
        (-82.0, 336.0, 7.0),
        (-83.0, 334.0, 11.0),
        (-90.0, 330.0, 20.0),
        (-104.0, 326.0, 29.0),
    ),
    _perforator(
        "posterior_tibial_perforator",
        (-70.0, 192.0, 5.0),
        (-71.0, 191.0, 9.0),
        (-77.0, 189.0, 14.0),
        (-85.0, 187.0, 19.0),
    ),
    _perforator(
        "lateral_thigh_perforator",
        (112.0, 563.0, 3.4),
        (113.0, 561.0, 9.0),
        (112.0, 556.0, 18.0),
        (108.0, 551.0, 28.0),
    ),
)
AASV: Final = Course(
    "aasv",
    "AASV",
    (
        (34.0, 545.0, 6.0),
        (27.0, 610.0, 7.5),
        (10.0, 680.0, 9.0),
        (-10.0, 745.0, 11.0),
        (-26.0, 792.0, 17.0),
    ),
    (2.6, 0.5),
    0.75,
    (260.0, 450.0),
)
# Standing reversal speed of a refluxing vein, mm/s (drawing values).
REFLUX_MM_PER_S: Final = {
    "AASV": (100.0, 240.0),
    "GSV": (120.0, 300.0),
    "SSV": (100.0, 240.0),
    "perforator": (60.0, 180.0),
    "reticular": (30.0, 75.0),
    "lateral_subdermic": (40.0, 90.0),
}
SQUEEZE_MM_PER_S: Final = {
    "AASV": (260.0, 450.0),
    "GSV": (260.0, 590.0),
    "SSV": (200.0, 450.0),
    "perforator": (60.0, 150.0),
    "reticular": (40.0, 95.0),
    "lateral_subdermic": (40.0, 95.0),
}


@dataclass(frozen=True)
class Leaking:
    """A pattern of saphenous reflux: how usual it is, and between which shares of the trunk."""

    name: str
    share_frac: float
    begin_frac: tuple[float, float]  # lowest and highest beginning, from the distal end
    end_frac: tuple[float, float]


# Women with C1 limbs: segmental in 87 of 119 refluxing great saphenous veins, at or near the
# junction in 9 % (Engelhorn 2007). Where the parts begin and end is a guess.
LEAKING: Final = (
    Leaking("segmental", 0.73, (0.42, 0.6), (0.78, 0.9)),
    Leaking("below the junction", 0.18, (0.05, 0.4), (0.9, 0.95)),
    Leaking("from the junction", 0.09, (0.0, 0.3), (1.0, 1.0)),
)
