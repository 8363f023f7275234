"""Vessels of the leg grown from their courses, and the sources the case puts there.

Idea: every vessel is a handful of landmarks (u, s, d) from distal to proximal joined by a
smooth curve with a gentle wave; calibres are drawn from published distributions
(`leg_courses`). A saphenous trunk that leaks does so mostly over part of its length; it is
then up to three vessels end to end, the leaking one under the name the case gives it, so that
a probe on the sound part shows sound flow. Most great saphenous reflux is segmental and
spares the junction: who scans the groin alone misses it (Engelhorn 2007).

Invariant: paths run distal to proximal, `s_mm` of trunks rises along them, pieces of one
trunk share their end points, and every vessel but an artery that refluxes says for how long.
"""

from dataclasses import dataclass, replace
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.anatomy.leg_courses import (
    AASV,
    COURSES,
    LEAKING,
    REFLUX_MM_PER_S,
    SQUEEZE_MM_PER_S,
    Place,
)
from simulator.anatomy.patient import Array, Patch, Vessel
from simulator.anatomy.spec import CHEST, DRAINS, FACE, LOWER_BACK, PatientSpec, SourceSpec
from simulator.base.seeds import Seeds
from simulator.base.units import PI

# Where each site lies (u, s) and how far up or down a patch may be: drawing values. The ankle's
# sites are the skin just below the malleoli, where a corona phlebectatica fans out.
SITE_PLACES: Final = {
    "anterior thigh": (62.0, 588.0, 14.0),
    "lateral thigh": (98.0, 588.0, 14.0),
    "medial ankle": (-58.0, 76.0, 6.0),
    "lateral ankle": (58.0, 70.0, 6.0),
    FACE: (28.0, 1530.0, 3.0),  # the cheek beside the wing of the nose, at 1.68 m
    LOWER_BACK: (75.0, 1010.0, 8.0),  # beside the spine, above the hip bone; u from the spine
    CHEST: (60.0, 1290.0, 8.0),  # beside the breastbone; u from its middle
}
SHORTEST_PIECE: Final = 4  # points
LONG_WAVE_MM, SHORT_WAVE_MM = (60.0, 110.0), (22.0, 40.0)
TRUNKS: Final = ("gsv", "ssv", "aasv", "lateral_subdermic")  # a case may make one its source
TRUNK_KINDS: Final = ("AASV", "GSV", "SSV", "lateral_subdermic")


def patch_on(spec: PatientSpec, seeds: Seeds) -> Patch:
    """Return the treatment field at the site the spec names."""
    rng = seeds.stream("anatomy.patch")
    u_mm, s_mm, spread_mm = SITE_PLACES[spec.site]
    u_mm += rng.uniform(-5.0, 5.0)
    return Patch("patch", u_mm, s_mm + spread_mm * rng.uniform(-1.0, 1.0))


def feeders_of(spec: PatientSpec) -> tuple[SourceSpec, ...]:
    """Return the sources that reach the patch, each as a reticular vein.

    A trunk that feeds the patch itself does so through a reticular vein that is implied; a
    case without sources has a sound reticular vein that drains its threads. What is on no leg
    drains into a vein of its own region, whatever leaks in the leg.
    """
    if spec.is_off_leg:
        return (SourceSpec(DRAINS[spec.site], "reticular", 0.0, 1.4, "patch"),)
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
    """Return the vessels every leg has, with the trunks of the case as the case has them.

    All are drawn together: row k of each draw belongs to row k of the table of courses.
    """
    given = {s.kind: s for s in spec.sources if s.kind in TRUNK_KINDS}
    every, lines = (*COURSES, AASV), _lines()
    rng = seeds.stream("anatomy.trunks")
    draw, normal = rng.random((6, len(every))), rng.standard_normal(len(every))
    path = lines.path_mm.copy()
    for share, (low, high), length, phase in (
        (1.0, LONG_WAVE_MM, draw[0], draw[1]),
        (0.4, SHORT_WAVE_MM, draw[2], draw[3]),
    ):
        per_mm = (2.0 * PI) / (low + (high - low) * length)
        at = lines.along_mm * per_mm[lines.course] + 2.0 * PI * phase[lines.course]
        path[:, 0] += lines.swing_mm * share * np.sin(at)
        slow = lines.along_mm * 0.11 + 2.0 * PI * phase[lines.course]
        path[:, 2] += 0.08 * share * lines.swing_mm * np.sin(slow)
    spread = np.minimum(np.maximum(normal, -1.5), 1.5)
    radius = 0.5 * (lines.mean_mm + lines.deviation_mm * spread)
    radius = radius[lines.course] * lines.slimming
    out: list[Vessel] = []
    for k, course in enumerate(every):
        mine = slice(lines.begin[k], lines.begin[k + 1])
        low, high = course.augmentation_mm_per_s
        sound = Vessel(
            course.id,
            course.kind,
            path[mine],
            radius[mine],
            augmentation_mm_per_s=low + (high - low) * float(draw[4, k]),
            rest_mm_per_s=course.rest_mm_per_s * (0.85 + 0.3 * float(draw[5, k])),
            is_artery=course.is_artery,
            is_hidden=True,
        )
        source = given.get(course.kind) if course.id in TRUNKS else None
        out += (
            [sound]
            if source is None
            else _leaking_trunk(sound, lines.slimming[mine], source, seeds)
        )
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


def drain(source: SourceSpec, root_mm: tuple[float, float, float], seeds: Seeds) -> Vessel:
    """Return the sound vein that drains threads on face or trunk, upwards and inwards.

    Our guess, and only so long that the web ends somewhere: no probe of ours ever meets it.
    """
    rng = seeds.stream(f"anatomy.vessel.{source.id}")
    u, s, d = root_mm
    landmarks = ((u, s, d), (u - 2.0, s + 12.0, d + 2.0), (u - 9.0, s + 30.0, d + 2.5))
    path = _curve(landmarks, 0.8, rng, spacing_mm=3.0)
    radius = np.full(len(path), source.diameter_mm / 2.0)
    vein = Vessel(source.id, "reticular", path, radius, is_hidden=True)
    return _signals(vein, source, rng)


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


def _leaking_trunk(
    sound: Vessel, slimming: Array, source: SourceSpec, seeds: Seeds
) -> list[Vessel]:
    """Return a trunk of which the case lets a part leak: that part and the sound ones."""
    path = sound.path_mm
    first, last = 0, len(path) - 1
    if sound.kind in ("GSV", "SSV"):
        first, last = _leaking(len(path), source, seeds)
    leaking = replace(
        sound,
        id=source.id,
        path_mm=path[first : last + 1],
        radius_mm=source.diameter_mm / 2.0 * slimming[first : last + 1] / slimming[last],
        is_hidden=source.is_hidden,
    )
    out = [_signals(leaking, source, seeds.stream(f"anatomy.vessel.{source.id}"))]
    for end, piece in (("distal", slice(0, first + 1)), ("proximal", slice(last, None))):
        if len(path[piece]) > 1:
            name = f"{source.id}_{end}"
            out.append(
                replace(sound, id=name, path_mm=path[piece], radius_mm=sound.radius_mm[piece])
            )
    return out


def _leaking(points: int, source: SourceSpec, seeds: Seeds) -> tuple[int, int]:
    """Return the first and last point of the part of a trunk that leaks."""
    pick, low, high = seeds.stream(f"anatomy.reflux.{source.id}").random(3).tolist()
    shares = np.cumsum([pattern.share_frac for pattern in LEAKING])
    pattern = LEAKING[min(int(np.searchsorted(shares, pick, side="right")), len(LEAKING) - 1)]
    last = points - 1
    begin = int(_between(pattern.begin_frac, low) * last)
    end = int(_between(pattern.end_frac, high) * last)
    begin = 0 if begin < SHORTEST_PIECE else begin
    return begin, last if end > last - SHORTEST_PIECE else end


def _between(span: tuple[float, float], share: float) -> float:
    return span[0] + (span[1] - span[0]) * share


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
    landmarks_mm: tuple[Place, ...],
    wave_mm: float,
    rng: np.random.Generator,
    spacing_mm: float,
) -> Array:
    """Return a smooth (K, 3) curve through the landmarks, waving a little between them."""
    path, t, quiet = _smooth(landmarks_mm, spacing_mm)
    for share, wavelength in (
        (1.0, rng.uniform(*LONG_WAVE_MM)),
        (0.4, rng.uniform(*SHORT_WAVE_MM)),
    ):
        phase = rng.uniform(0.0, 2.0 * PI)
        path[:, 0] += quiet * (wave_mm * share) * np.sin(t * (2.0 * PI / wavelength) + phase)
        path[:, 2] += quiet * (0.08 * wave_mm * share) * np.sin(t * 0.11 + phase)
    return path


@dataclass(frozen=True)
class Lines:
    """The courses of all trunks before they wave: S points, trunk after trunk."""

    path_mm: Array  # (S, 3)
    along_mm: Array  # (S,) way from the distal end
    swing_mm: Array  # (S,) how far a point may swing aside
    slimming: Array  # (S,) calibre as a share of the proximal one
    course: NDArray[np.int64]  # (S,) row of the table
    begin: tuple[int, ...]  # (V + 1,) first point of each
    mean_mm: Array  # (V,) diameter
    deviation_mm: Array


@cache
def _lines() -> Lines:
    every = (*COURSES, AASV)
    parts = [_smooth(course.landmarks_mm, course.spacing_mm) for course in every]
    count = [len(t) for _, t, _ in parts]
    pairs = list(zip(every, parts, strict=True))
    return Lines(
        np.concatenate([path for path, _, _ in parts]),
        np.concatenate([t for _, t, _ in parts]),
        np.concatenate([course.wave_mm * quiet for course, (_, _, quiet) in pairs]),
        np.concatenate(
            [c.taper + (1.0 - c.taper) * np.arange(len(t)) / (len(t) - 1) for c, (_, t, _) in pairs]
        ),
        np.repeat(np.arange(len(every)), count),
        (0, *np.cumsum(count).tolist()),
        *np.array([course.diameter_mm for course in every]).T,
    )


def _smooth(landmarks_mm: tuple[Place, ...], spacing_mm: float) -> tuple[Array, Array, Array]:
    """Return a curve (K, 3) through the landmarks, how far along each point lies, and its quiet.

    Quiet is 0 at both ends, where vessels meet, and 1 in between. Cubic Hermite pieces.
    """
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
    return path, t, quiet


def _slopes(marks: Array, at: Array) -> Array:
    """Return (L, 3) tangents at the landmarks by central differences."""
    step = np.diff(marks, axis=0) / np.diff(at)[:, None]
    return np.concatenate((step[:1], 0.5 * (step[1:] + step[:-1]), step[-1:]))
