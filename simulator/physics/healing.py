"""Which walls close, which open again, and what stains: what weeks make of a course of injections.

Idea: every piece of vein closes or not by how much of its wall was killed, by compression and
by whether it burst; residual reflux reopens; trapped blood and overdose stain. One hidden
talent of the tissue per patient shifts all odds.
    p = (1 - burst) K g,  g = 0.80 + 0.20 c;  reopening = rho 0.75 Beta(2, 2.6) by week twelve
    stain: 1 - e^-lambda, lambda = 0.11 exp(1.15 (1 - c) + 0.9 max(0, D - 1.2)
           + 0.02 max(0, P - 40 mmHg) + 0.6 rho + 0.5 coagulum + 0.8 trapped + 0.35 N(0, 1))
A closed piece is scar where nearly all of its wall is dead and clot where not; clot opens first.
Sources: signs from trials of compression and reflux (Kern 2007, Mariani 2000, Goldman); sizes in
`coefficients`, most of them guesses.
A course: walls that a session has closed stay closed unless reflux opens them; those it killed in
part grow back before the next, so damage does not add up from one session to another.
Departures: new veins do not grow; the wall of a closed vein drains where it meets its neighbours.
Invariant: the dice depend on the seed and the number of the session alone, so another choice
meets the same dice; everything is a pure function of a `Course`, a day and the coefficients.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from simulator.anatomy.patient import Patient
from simulator.base import steady
from simulator.base.seeds import Seeds
from simulator.base.units import PA_PER_MMHG
from simulator.physics import drugs
from simulator.physics.blemishes import Person, Push
from simulator.physics.coefficients import HEALING, Healing
from simulator.physics.courses import reopened_share
from simulator.physics.lumen import Lumen
from simulator.physics.tissue import Tissue
from simulator.physics.trapped import LetOut, is_trapped, trapped_share

Array = NDArray[np.float64]
Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Session:
    """What one day of injections did to the walls and how it was looked after; arrays (E,)."""

    day: int
    exposure_s: Array
    peak_ratio: Array
    is_burst: Flags
    compression_frac: float  # of whole compression, so far as it is not lost yet
    swab_delay_s: tuple[tuple[str, float], ...]  # by thread id
    peak_pa: tuple[tuple[str, float], ...]
    closed_edges: tuple[int, ...] = ()  # by this session and those before, as of the last visit

    @property
    def kill_frac(self) -> Array:
        """Share of every wall that it killed."""
        return drugs.wall_kill(self.exposure_s, self.peak_ratio)


def _sums(groups: Whole, values: Array, count: int) -> Array:
    return np.bincount(groups, values, count).astype(np.float64)


@dataclass(frozen=True)
class Threads:
    """Which edges (E,) belong to which thread, and how long those are."""

    of_edge: Whole  # -1: to none
    count: int
    length_mm: Array  # (E,)
    total_mm: Array  # (T,)

    @staticmethod
    def of(patient: Patient) -> "Threads":
        """Return the threads of `patient`."""
        of_edge = np.full(len(patient.web.edges), -1, dtype=np.int64)
        for number, thread in enumerate(patient.threads):
            of_edge[list(thread.edges)] = number
        length, count = patient.web.length_mm, len(patient.threads)
        mine = of_edge >= 0
        return Threads(of_edge, count, length, _sums(of_edge[mine], length[mine], count))

    def sums(self, value: Array) -> Array:
        """Return the sum of `value` (E,) over the edges of each thread (T,)."""
        mine = self.of_edge >= 0
        return _sums(self.of_edge[mine], value[mine], self.count)

    def mean(self, value: Array) -> Array:
        """Return the mean of `value` (E,) along each thread (T,)."""
        return self.sums(value * self.length_mm) / self.total_mm


@dataclass(frozen=True)
class Walls:
    """The walls on one day, arrays (E,): closed by which session, and how much open again."""

    closed_by: Whole  # number of the session, -1: none
    reopened_frac: Array  # of a closed piece
    thrombus_frac: Array  # of what closes it: clot, the rest is scar

    @property
    def closed_frac(self) -> Array:
        """How much of each piece is closed."""
        return np.where(self.closed_by >= 0, 1.0 - self.reopened_frac, 0.0)


@dataclass(frozen=True)
class Dice:
    """The luck of one patient, thrown once."""

    talent: float
    reopening_frac: float  # by week twelve, if all reflux is left
    edge: Array  # (E,) of the first session
    stain: Array  # (T,)
    spread: Array  # (T,)
    reach: Array  # (T,)

    @staticmethod
    def of(patient: Patient, seeds: Seeds, how: Healing) -> "Dice":
        """Return the dice of `patient`."""
        stream = seeds.stream("physics.healing")
        talent = float(stream.standard_normal())
        reopening = how.reopen * float(stream.beta(2.0, 2.6))
        edge = stream.random(len(patient.web.edges))
        rows = [
            (float(stream.random()), float(stream.standard_normal()), float(stream.beta(2.0, 2.0)))
            for _ in patient.threads
        ]
        stain, spread, reach = np.array(rows).reshape(-1, 3).T
        return Dice(talent, reopening, edge, stain, spread, reach)


@dataclass(frozen=True)
class StainTerms:
    """What adds to the rate of a stain on each thread (T,) by one session, without the dice."""

    bare: Array
    strong: Array
    pressed: Array
    reflux: Array
    coagulum: Array
    trapped: Array

    @property
    def total(self) -> Array:
        """The exponent of the rate."""
        return np.asarray(
            self.bare + self.strong + self.pressed + self.reflux + self.coagulum + self.trapped
        )


@dataclass(frozen=True)
class Course:
    """All that decides how a leg heals, as it is known on one day, with the coefficients to use.

    What it comes to is worked out once and kept with it.
    """

    patient: Patient
    seed: int
    sessions: tuple[Session, ...]
    residual_reflux_frac: float  # 0 all sources closed, 1 a saphenous one open
    pushes: tuple[Push, ...] = ()
    person: Person = field(default_factory=Person)
    let_out: tuple[LetOut, ...] = ()
    tissue: Tissue = field(default_factory=Tissue)
    how: Healing = HEALING

    @property
    def seeds(self) -> Seeds:
        """The dice of this patient."""
        return Seeds(self.seed)

    @cached_property
    def threads(self) -> Threads:
        """Which edges belong to which thread."""
        return Threads.of(self.patient)

    @cached_property
    def dice(self) -> Dice:
        """The luck of this patient."""
        return Dice.of(self.patient, self.seeds, self.how)

    @cached_property
    def held(self) -> tuple[Array, ...]:
        """How well each thread (T,) was compressed after each session."""
        return tuple(held_frac(session, self.patient, self.how) for session in self.sessions)

    @cached_property
    def kills(self) -> tuple[Array, ...]:
        """Share of every wall (E,) that each session killed."""
        return tuple(session.kill_frac for session in self.sessions)

    @cached_property
    def closings(self) -> tuple[Flags, ...]:
        """Which walls (E,) each session closes."""
        return tuple(_closes(self, number) for number in range(len(self.sessions)))

    @cached_property
    def trapped(self) -> tuple[Flags, ...]:
        """In which edges (E,) each session leaves trapped blood, before any is let out."""
        return tuple(_trapped(self, number) for number in range(len(self.sessions)))

    @cached_property
    def stain_terms(self) -> tuple[StainTerms, ...]:
        """What adds to the rate of a stain by each session."""
        return tuple(_stain_terms(self, number) for number in range(len(self.sessions)))


def session_of(
    lumen: Lumen,
    day: int,
    compression_frac: float,
    swab_delay_s: Mapping[str, float],
    peak_pa: Mapping[str, float],
) -> Session:
    """Return what the session that left `lumen` did; which walls closed is not yet known."""
    return Session(
        day,
        lumen.exposure_s,
        lumen.peak_ratio,
        lumen.is_burst,
        compression_frac,
        tuple(swab_delay_s.items()),
        tuple(peak_pa.items()),
    )


def held_frac(session: Session, patient: Patient, how: Healing = HEALING) -> Array:
    """Return how well each thread (T,) was compressed: stocking, and the swab's share of it."""
    delays = dict(session.swab_delay_s)
    late = np.array([delays.get(thread.id, how.swab_late_s) for thread in patient.threads])
    share = (late - how.swab_full_s) / (how.swab_late_s - how.swab_full_s)
    lost = how.swab_worth * np.minimum(np.maximum(share, 0.0), 1.0)
    return np.asarray(session.compression_frac * (1.0 - lost))


def _closes(course: Course, number: int) -> Flags:
    """Return which walls (E,) session `number`, from 0, closes.

    Every session has its own dice, so that another choice meets the same ones.
    """
    session, how, of_edge = course.sessions[number], course.how, course.threads.of_edge
    thrown = course.dice.edge
    if number > 0:
        thrown = course.seeds.stream("physics.healing.session", number).random(len(thrown))
    chance = course.kills[number] * (
        how.close_bare + how.close_worth * course.held[number][of_edge]
    )
    chance = np.where(session.is_burst | (of_edge < 0), 0.0, chance)
    return np.asarray(thrown < _shifted(chance, how.talent * course.dice.talent))


def walls_at(course: Course, day: float) -> Walls:
    """Return the walls as the sessions up to `day` have closed them and reflux opened them."""
    edges = len(course.patient.web.edges)
    walls = Walls(np.full(edges, -1, dtype=np.int64), np.zeros(edges), np.zeros(edges))
    for number, session in enumerate(course.sessions):
        if session.day > day:
            break
        if number > 0:
            walls = _reopened(course, walls, session.day)
        is_open = (walls.closed_by < 0) | (walls.reopened_frac >= 0.5)
        is_new = course.closings[number] & is_open
        clot = np.minimum(1.0, 2.0 * (1.0 - course.kills[number]))
        walls = Walls(
            np.where(is_new, number, walls.closed_by),
            walls.reopened_frac,
            np.where(is_new, clot, walls.thrombus_frac),
        )
    return _reopened(course, walls, day)


def _reopened(course: Course, walls: Walls, day: float) -> Walls:
    """Return `walls` with what reflux has opened by `day`, clot first, along every thread.

    A wall's place in the row is luck and clot, whichever session closed it: who closes again what
    reflux has opened gains time, not another throw.
    """
    rho, how = course.residual_reflux_frac, course.how
    is_closed = walls.closed_by >= 0
    if rho <= 0.0 or not is_closed.any():
        return replace(walls, reopened_frac=np.zeros(len(is_closed)))
    threads = course.threads
    share = np.array([reopened_share(day - session.day, how) for session in course.sessions])
    length = np.where(is_closed, threads.length_mm, 0.0)
    besides = how.regrow * threads.total_mm / np.maximum(threads.sums(length), 1e-9)
    wanted = share[walls.closed_by] * rho * (course.dice.reopening_frac + besides[threads.of_edge])
    wanted = np.minimum(wanted, 1.0)
    luck = course.seeds.stream("physics.healing.reopens").random(len(length))
    weak = luck - how.thrombus_weak * walls.thrombus_frac
    group = np.where(is_closed, threads.of_edge + 1, 0)
    order = np.lexsort((weak, group))
    key, ranked = group[order], length[order]
    before = np.cumsum(ranked) - ranked
    is_first = np.concatenate(([True], key[1:] != key[:-1]))
    where = np.cumsum(is_first) - 1
    before = before - before[is_first][where]
    budget = wanted[order] * np.bincount(where, ranked)[where]
    opened = np.zeros(len(length))
    opened[order] = (budget - before) / np.maximum(ranked, 1e-9)
    opened = np.minimum(np.maximum(opened, 0.0), 1.0)
    return replace(walls, reopened_frac=np.where(is_closed, opened, 0.0))


def _trapped(course: Course, number: int) -> Flags:
    of_edge = course.threads.of_edge
    weak = (course.sessions[number].exposure_s > course.how.touched_s) & (
        course.kills[number] < 0.5
    )
    dice = course.seeds.stream("physics.trapped", number)
    held = course.held[number][of_edge]
    return is_trapped(course.patient, weak & (of_edge >= 0), held, dice, course.how)


def _stain_terms(course: Course, number: int) -> StainTerms:
    """Return the terms of session `number` for every thread (T,)."""
    session, patient, how = course.sessions[number], course.patient, course.how
    threads, radius = course.threads, patient.web.radius_mm
    volume = radius * radius * threads.length_mm
    dose = threads.sums(session.peak_ratio * volume) / threads.sums(volume)
    peaks = dict(session.peak_pa)
    mmhg = np.array([peaks.get(thread.id, 0.0) for thread in patient.threads]) / PA_PER_MMHG
    stays = (session.exposure_s > how.touched_s) & (course.kills[number] < 0.5)
    mine = [act for act in course.let_out if act.session == number]
    left = trapped_share(course.trapped[number], mine, session.day, how)
    return StainTerms(
        bare=how.stain_bare * (1.0 - course.held[number]),
        strong=how.stain_strong * np.maximum(dose - how.strong, 0.0),
        pressed=how.stain_mmhg * np.maximum(mmhg - how.pressed_mmhg, 0.0),
        reflux=np.full(threads.count, how.stain_reflux * course.residual_reflux_frac),
        coagulum=how.stain_coagulum * threads.mean(stays.astype(np.float64)),
        trapped=how.stain_trapped * threads.mean(left),
    )


def stains(course: Course) -> Array:
    """Return how much of each thread (T,) every session (S,) stains by itself: (S, T).

    A thread has one roll of the dice a course; the rate of a session is compared with it.
    """
    threads, dice, how = course.threads, course.dice, course.how
    found = np.zeros((len(course.sessions), threads.count))
    is_touched = np.zeros(len(threads.of_edge), dtype=np.bool_)
    for number, session in enumerate(course.sessions):
        now = session.exposure_s > how.touched_s
        is_touched = is_touched | now
        exponent = course.stain_terms[number].total + how.stain_spread * dice.spread
        is_stained = dice.stain < 1.0 - steady.exp(-how.stain * steady.exp(exponent))
        is_mine = threads.sums(now.astype(np.float64)) > 0.0
        reach = threads.mean(is_touched.astype(np.float64)) * dice.reach
        found[number] = np.where(is_stained & is_mine, reach, 0.0)
    return found


def _shifted(chance: Array, by: float) -> Array:
    """Shift probabilities on the log-odds; a piece with no chance keeps none."""
    inside = np.clip(chance, 1e-9, 1.0 - 1e-9)
    moved = steady.logistic(steady.log(inside / (1.0 - inside)) + by)
    return np.where(chance > 0.0, moved, 0.0)


def closed_now(course: Course, day: int) -> tuple[int, ...]:
    """Return the edges that carry nothing on `day`: closed, and not open again by half."""
    return tuple(np.flatnonzero(walls_at(course, day).closed_frac > 0.5).tolist())


def sessions_with(sessions: Sequence[Session], **changes: object) -> tuple[Session, ...]:
    """Return `sessions` with the last of them changed."""
    return (*sessions[:-1], replace(sessions[-1], **changes))  # type: ignore[arg-type]
