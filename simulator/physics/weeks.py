"""The leg on any day: what can be seen of every piece of vein, and of the skin around it.

Idea: `healing` says which walls are closed and what stains, `blemishes` what mats and ulcerates,
`trapped` where blood is held, `courses` how each of them comes and goes. Here they meet: the leg
of a `Course` on one day. Week twelve after the last session is what an outcome is.
Departures: matting lies around places that were injected, wherever it would really grow.
Invariant: pure, and the same dice on every day: asking for day 30 first changes nothing on day
90. With no reflux left the veins only fade.
"""

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.physics import blemishes as b
from simulator.physics import courses
from simulator.physics.coefficients import Healing
from simulator.physics.healing import Course, Walls, stains, walls_at
from simulator.physics.trapped import TrappedBlood, cords

Array = NDArray[np.float64]

FRESH_DARK: Final = 0.25  # of a cord: how dark a scarred vein is in its first weeks (guess)
MATTING_SPOTS: Final = 3  # at most
MATTING_MM: Final = (4.0, 9.0)  # radius of a patch of matting (guess)
CRUST_DAY: Final = 21.0  # since it opened


@dataclass(frozen=True)
class MattingSpot:
    """A blush of new fine red vessels; `strength` 1 is matting at its height."""

    x_mm: float
    y_mm: float
    radius_mm: float
    strength: float


@dataclass(frozen=True)
class UlcerAt:
    """Skin that died; `stage` is spot, open, crust or scar."""

    x_mm: float
    y_mm: float
    diameter_mm: float
    stage: str
    opened_days: float = 0.0  # since when


@dataclass(frozen=True)
class LegAt:
    """What the skin shows on `day`; arrays (E,) by edge of the web, 0..1 (a stain may exceed 1).

    `visible_frac`: how much of the vein is still to be seen as it was; `dark_frac`: clot in it.
    """

    day: int
    visible_frac: Array
    dark_frac: Array
    stain_frac: Array
    matting: tuple[MattingSpot, ...] = ()
    ulcers: tuple[UlcerAt, ...] = ()
    trapped: tuple[TrappedBlood, ...] = ()

    @property
    def matting_frac(self) -> float:
        """The strength of the strongest matting."""
        return max((spot.strength for spot in self.matting), default=0.0)


def leg(course: Course, day: int) -> LegAt:
    """Return the leg of `course` on `day` of the case."""
    return _seen(course, day, walls_at(course, day))


def _seen(course: Course, day: int, walls: Walls) -> LegAt:
    threads, how = course.threads, course.how
    began = np.array([session.day for session in course.sessions], dtype=np.float64)
    since = np.where(walls.closed_by >= 0, day - began[walls.closed_by], 0.0)
    faded = courses.fading(since, 2.0 * course.patient.web.radius_mm, how)
    dark = np.zeros(len(since))
    stain = np.zeros(threads.count)
    trapped: list[TrappedBlood] = []
    for number, made in enumerate(stains(course)):
        age = float(day - course.sessions[number].day)
        if age < 0.0:
            break
        stain = np.maximum(stain, made * courses.stain_strength(age, how))
        is_held = course.trapped[number].copy()
        for act in course.let_out:
            if act.session == number and act.day <= day:
                is_held[list(act.edges)] = False
        mine = np.where(walls.closed_by == number, walls.closed_frac, 0.0)
        clot = mine * (FRESH_DARK + (1.0 - FRESH_DARK) * walls.thrombus_frac)
        clot = np.maximum(clot, is_held.astype(np.float64)) * courses.cord_strength(age, how)
        dark = np.maximum(dark, clot)
        first, last = how.trapped_days
        if first <= age <= last:
            trapped += cords(course.patient, is_held, number)
    return LegAt(
        day=day,
        visible_frac=1.0 - walls.closed_frac * faded,
        dark_frac=dark,
        stain_frac=np.where(threads.of_edge >= 0, stain[threads.of_edge], 0.0),
        matting=_matting(course, day),
        ulcers=tuple(u for k in killed(course) if (u := _ulcer(k, day, how)) is not None),
        trapped=tuple(trapped),
    )


def cleared_frac(course: Course, seen: LegAt) -> Array:
    """Return how much of each thread's length (T,) cannot be seen any more."""
    return course.threads.mean(1.0 - seen.visible_frac)


def killed(course: Course) -> tuple[b.Killed, ...]:
    """Return all skin that died in `course`."""
    return b.killed_skin(course.pushes, course.tissue, course.seeds, course.how)


def matting_by_session(course: Course) -> tuple[tuple[b.Part, ...], ...]:
    """Return the terms of matting of every session with a push, () of the others."""
    found = []
    for session in course.sessions:
        pushes = [push for push in course.pushes if push.day == session.day]
        rho = course.residual_reflux_frac
        found.append(b.matting_parts(pushes, rho, course.person, course.how) if pushes else ())
    return tuple(found)


def matting_rate(course: Course) -> float:
    """Return the rate of matting by the worst session; 1 - e^-rate of legs get it."""
    each = (b.matting_rate(parts, course.how) for parts in matting_by_session(course) if parts)
    return max(each, default=0.0)


def _matting(course: Course, day: int) -> tuple[MattingSpot, ...]:
    """Return the patches on `day`; a later session that mats as well renews them."""
    strength = 0.0
    places: list[b.Push] = []
    for session, parts in zip(course.sessions, matting_by_session(course), strict=True):
        if parts and session.day <= day and b.is_matted(parts, course.seeds, course.how):
            age = float(day - session.day)
            grown = courses.matting_strength(age, course.residual_reflux_frac, course.how)
            strength = max(strength, grown)
            places = places or [push for push in course.pushes if push.day == session.day]
    if strength <= 0.0:
        return ()
    dice = course.seeds.stream("physics.weeks.matting").random((MATTING_SPOTS, 3)).tolist()
    count = 1 + int(MATTING_SPOTS * dice[0][2])
    low, high = MATTING_MM
    return tuple(
        MattingSpot(
            places[int(where * len(places))].x_mm,
            places[int(where * len(places))].y_mm,
            low + (high - low) * size,
            strength,
        )
        for where, size, _ in dice[:count]
    )


def _ulcer(dead: b.Killed, day: int, how: Healing) -> UlcerAt | None:
    """Return how an ulcer looks on `day`, or None before anything shows."""
    first, last = how.ulcer_days
    low, high = how.ulcer_mm
    opened = day - dead.day - (first + (last - first) * dead.onset)
    if opened < 0.0:
        return None
    stage = "spot" if opened < 2.0 else "open"
    if opened >= CRUST_DAY:
        stage = "crust" if opened < how.ulcer_heals_day else "scar"
    size = low + (high - low) * dead.size
    shrunk = 1.0 - 0.45 * courses.ulcer_healed_frac(opened, how)
    return UlcerAt(dead.x_mm, dead.y_mm, size * shrunk, stage, opened)


@dataclass(frozen=True)
class ThreadOutcome:
    """One thread when it is judged, as shares of its length; `closed_edges` are closed by then."""

    id: str
    cleared_frac: float
    stain_frac: float
    closed_edges: tuple[int, ...]


@dataclass(frozen=True)
class Outcome:
    """The whole patch when it is judged, weighted by length."""

    threads: tuple[ThreadOutcome, ...]
    cleared_frac: float
    stain_frac: float
    seen: LegAt = field(compare=False)


def outcome(course: Course, day: int) -> Outcome:
    """Return what is left of every thread of `course` when it is judged on `day`."""
    walls = walls_at(course, day)
    seen, threads = _seen(course, day, walls), course.threads
    cleared, stain = cleared_frac(course, seen), threads.mean(seen.stain_frac)
    length, is_closed = threads.total_mm, walls.closed_frac > 0.5
    rows = zip(course.patient.threads, cleared.tolist(), stain.tolist(), strict=True)
    whole = max(float(length.sum()), 1e-9)
    return Outcome(
        tuple(
            ThreadOutcome(t.id, gone, brown, tuple(e for e in t.edges if is_closed[e]))
            for t, gone, brown in rows
        ),
        float((length * cleared).sum()) / whole,
        float((length * stain).sum()) / whole,
        seen,
    )
