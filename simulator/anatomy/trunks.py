"""Trunks of the leg: saphenous and femoral vessels, tributaries, and the case's sources.

Idea: every vessel is a handful of landmarks (u, s, d) from distal to proximal joined by a
smooth curve with a gentle wave; calibres are drawn from published distributions.

Sources: great saphenous 3.7 +- 0.9 mm at the proximal thigh without reflux (Mendoza 2013);
small saphenous 3.1 +- 1.3 mm (Joh & Park 2013); the anterior accessory saphenous vein lies
over the femoral vessels near the groin, the alignment sign (Cavezzi 2006). Depths and speeds
are drawing values (guesses within textbook ranges).

Invariant: paths run distal to proximal, `s_mm` of trunks rises along them, and every vessel
but an artery that refluxes says for how long.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from simulator.anatomy.patient import Array, Patch, Vessel
from simulator.anatomy.spec import PatientSpec, SourceSpec
from simulator.base.seeds import Seeds
from simulator.base.units import PI

SPACING_MM: Final = 7.0


@dataclass(frozen=True)
class Course:
    """Landmarks (u, s, d) of a trunk from distal to proximal and its signals, mm/s."""

    id: str
    kind: str
    landmarks_mm: tuple[tuple[float, float, float], ...]
    diameter_mm: tuple[float, float]  # mean and standard deviation, proximal end
    taper: float  # distal calibre as a share of the proximal one
    augmentation_mm_per_s: tuple[float, float]
    rest_mm_per_s: float = 20.0
    wave_mm: float = 2.0
    is_artery: bool = False


# Medial is negative u; at the thigh half the girth is about 220 mm.
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
        (250.0, 600.0),
    ),
    Course(
        "ssv",
        "SSV",
        ((90.0, 90.0, 6.0), (122.0, 200.0, 7.0), (160.0, 350.0, 8.0), (162.0, 462.0, 15.0)),
        (3.1, 0.8),
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
        (400.0, 800.0),
        rest_mm_per_s=150.0,
        wave_mm=1.0,
    ),
    Course(
        "femoral_artery",
        "femoral_artery",
        (
            (-134.0, 470.0, 26.0),
            (-88.0, 560.0, 33.0),
            (-47.0, 660.0, 27.0),
            (-18.0, 740.0, 23.0),
            (-8.0, 800.0, 22.0),
        ),
        (7.2, 0.7),
        0.8,
        (0.0, 0.0),
        rest_mm_per_s=900.0,
        wave_mm=0.6,
        is_artery=True,
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
)
AASV: Final = (
    (34.0, 545.0, 6.0),
    (27.0, 610.0, 7.5),
    (10.0, 680.0, 9.0),
    (-10.0, 745.0, 11.0),
    (-26.0, 792.0, 17.0),
)
# Standing reversal speed of a refluxing vein, mm/s (drawing values).
REFLUX_MM_PER_S: Final = {
    "AASV": (100.0, 240.0),
    "GSV": (120.0, 300.0),
    "SSV": (100.0, 240.0),
    "perforator": (60.0, 180.0),
    "reticular": (30.0, 75.0),
}
SQUEEZE_MM_PER_S: Final = {
    "AASV": (220.0, 450.0),
    "GSV": (250.0, 600.0),
    "SSV": (200.0, 450.0),
    "perforator": (60.0, 150.0),
    "reticular": (40.0, 95.0),
}


def patch_on(spec: PatientSpec, seeds: Seeds) -> Patch:
    """Return the treatment field at the site the spec names."""
    rng = seeds.stream("anatomy.patch")
    u_mm = {"anterior thigh": 62.0, "lateral thigh": 98.0}[spec.site] + rng.uniform(-5.0, 5.0)
    return Patch("patch", u_mm, 588.0 + rng.uniform(-14.0, 14.0))


def feeders_of(spec: PatientSpec) -> tuple[SourceSpec, ...]:
    """Return the sources that reach the patch, each as a reticular vein.

    A trunk that feeds the patch itself does so through a reticular vein that is implied; a
    case without sources has a sound reticular vein that drains its threads.
    """
    known = {source.id for source in spec.sources}
    found = []
    for source in spec.sources:
        if source.feeds in known:
            continue
        if source.kind == "reticular":
            found.append(source)
        else:
            found.append(
                SourceSpec(f"{source.id}_feeder", "reticular", source.reflux_s, 1.6, "patch")
            )
    return tuple(found) or (SourceSpec("reticular_vein", "reticular", 0.0, 1.4, "patch"),)


def trunks(spec: PatientSpec, seeds: Seeds) -> tuple[Vessel, ...]:
    """Return the trunks of the leg, with those of the case as the case has them."""
    given = {s.kind: s for s in spec.sources if s.kind in ("AASV", "GSV", "SSV")}
    out = []
    for course in COURSES:
        source = given.get(course.kind)
        out.append(_trunk(course, source, seeds))
    aasv = Course("aasv", "AASV", AASV, (2.6, 0.5), 0.75, SQUEEZE_MM_PER_S["AASV"])
    out.append(_trunk(aasv, given.get("AASV"), seeds))
    return tuple(out)


def feeder(
    source: SourceSpec,
    host: Vessel,
    root_mm: tuple[float, float, float],
    outward: tuple[float, float],
    seeds: Seeds,
) -> Vessel:
    """Return the reticular vein from the web's root up to `host`, hidden under the dermis.

    It leaves the patch along `outward`, a unit vector (u, s), so that it continues the web.
    """
    rng = seeds.stream(f"anatomy.vessel.{source.id}")
    u, s, d = root_mm
    # It meets its trunk a hand's breadth nearer the groin, where the trunk is within reach.
    gap = np.abs(host.path_mm[:, 1] - (s + rng.uniform(45.0, 75.0)))
    end = host.path_mm[int(gap.argmin())]
    side = rng.uniform(-6.0, 6.0)
    deep = rng.uniform(2.6, 3.6)
    u1, s1 = u + 9.0 * outward[0], s + 9.0 * outward[1]
    landmarks = (
        (u, s, d),
        (u1, s1, min(deep, d + 0.6)),
        (u1 + 0.4 * (end[0] - u1) + side, s1 + 0.4 * (end[1] - s1), deep),
        (u1 + 0.75 * (end[0] - u1), s1 + 0.78 * (end[1] - s1), min(4.0, deep + 0.7)),
        (float(end[0]), float(end[1]), float(end[2])),
    )
    path = _curve(landmarks, 1.2, rng, spacing_mm=5.0)
    radius = np.full(len(path), source.diameter_mm / 2.0)
    radius *= 1.0 + 0.06 * np.sin(np.arange(len(path)) * 0.9 + rng.uniform(0.0, 2.0 * PI))
    return _signals(
        Vessel(source.id, "reticular", path, radius, is_hidden=source.is_hidden), source, rng
    )


def perforator(source: SourceSpec, patch: Patch, seeds: Seeds) -> Vessel:
    """Return a vein that crosses the fascia under the patch.

    It runs from the skin inwards, as sound blood flows; so outward reflux is negative, as
    reflux is in every vessel.
    """
    rng = seeds.stream(f"anatomy.vessel.{source.id}")
    u, s = patch.u_mm + rng.uniform(-12.0, 12.0), patch.s_mm + rng.uniform(-2.0, 10.0)
    landmarks = (
        (u, s + 6.0, 4.0),
        (u, s + 2.0, 7.0),
        (u - 2.0, s - 3.0, 15.0),
        (u - 6.0, s - 8.0, 26.0),
    )
    path = _curve(landmarks, 0.8, rng, spacing_mm=3.0)
    radius = np.full(len(path), source.diameter_mm / 2.0)
    return _signals(
        Vessel(source.id, "perforator", path, radius, is_hidden=source.is_hidden), source, rng
    )


def _trunk(course: Course, source: SourceSpec | None, seeds: Seeds) -> Vessel:
    """Return one trunk, competent unless the case says otherwise."""
    name = source.id if source else course.id
    rng = seeds.stream(f"anatomy.vessel.{course.id}")
    path = _curve(course.landmarks_mm, course.wave_mm, rng)
    mean, deviation = course.diameter_mm
    drawn = mean + deviation * float(np.clip(rng.standard_normal(), -1.8, 1.8))
    diameter = source.diameter_mm if source else drawn
    along = np.arange(len(path)) / (len(path) - 1)
    radius = diameter / 2.0 * (course.taper + (1.0 - course.taper) * along)
    vessel = Vessel(
        name,
        course.kind,
        path,
        radius,
        augmentation_mm_per_s=float(rng.uniform(*course.augmentation_mm_per_s)),
        rest_mm_per_s=course.rest_mm_per_s * float(rng.uniform(0.85, 1.15)),
        is_artery=course.is_artery,
        is_hidden=source.is_hidden if source else True,
    )
    return _signals(vessel, source, rng) if source else vessel


def _signals(vessel: Vessel, source: SourceSpec, rng: np.random.Generator) -> Vessel:
    """Return `vessel` with the flow signals its source asks for."""
    peak = float(rng.uniform(*REFLUX_MM_PER_S[source.kind]))
    return replace(
        vessel,
        reflux_s=source.reflux_s,
        reflux_mm_per_s=peak if source.reflux_s > 0.0 else 0.0,
        augmentation_mm_per_s=float(rng.uniform(*SQUEEZE_MM_PER_S[source.kind])),
        rest_mm_per_s=vessel.rest_mm_per_s or 8.0,
        feeds=(source.feeds,),
    )


def _curve(
    landmarks_mm: tuple[tuple[float, float, float], ...],
    wave_mm: float,
    rng: np.random.Generator,
    spacing_mm: float = SPACING_MM,
) -> Array:
    """Return a smooth (K, 3) curve through the landmarks, waving a little between them."""
    marks = np.array(landmarks_mm)
    chord = np.sqrt((np.diff(marks, axis=0) ** 2).sum(1))
    at = np.concatenate(([0.0], np.cumsum(chord)))
    length = float(at[-1])
    n = max(6, round(length / spacing_mm)) + 1
    t = np.arange(n) / (n - 1) * length
    slope = _slopes(marks, at)
    k = np.clip(np.searchsorted(at, t, side="right") - 1, 0, len(chord) - 1)
    h = (at[k + 1] - at[k])[:, None]
    x = ((t - at[k])[:, None]) / h
    x2, x3 = x * x, x * x * x
    path = (2 * x3 - 3 * x2 + 1) * marks[k] + (x3 - 2 * x2 + x) * h * slope[k]
    path += (3 * x2 - 2 * x3) * marks[k + 1] + (x3 - x2) * h * slope[k + 1]
    quiet = np.minimum(1.0, np.minimum(t, length - t) / (0.15 * length))
    for share, wavelength in ((1.0, rng.uniform(60.0, 110.0)), (0.4, rng.uniform(22.0, 40.0))):
        phase = rng.uniform(0.0, 2.0 * PI)
        swing = np.sin(t * (2.0 * PI / wavelength) + phase)
        path[:, 0] += quiet * wave_mm * share * swing
        path[:, 2] += quiet * 0.08 * wave_mm * share * np.sin(t * 0.11 + phase)
    return path


def _slopes(marks: Array, at: Array) -> Array:
    """Return (L, 3) tangents at the landmarks by central differences."""
    step = np.diff(marks, axis=0) / np.diff(at)[:, None]
    return np.concatenate((step[:1], 0.5 * (step[1:] + step[:-1]), step[-1:]))
