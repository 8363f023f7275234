"""What is left to see twelve weeks later: how much of each thread closed, and what stained.

Idea: every piece of vein closes or not by how much of its wall was killed, by compression and
by whether it burst; residual reflux reopens; trapped blood and overdose stain. One hidden
talent of the tissue per patient shifts all odds.
    p = (1 - burst) K g,  g = 0.80 + 0.20 c;  reopening = rho 0.75 Beta(2, 2.6)
    stain: 1 - e^-lambda, lambda = 0.11 exp(1.15 (1 - c) + 0.9 max(0, D - 1.2)
           + 0.02 max(0, P - 40 mmHg) + 0.6 rho + 0.5 coagulum + 0.35 N(0, 1))
    ulcer over a bleb: 1 - e^-(toxic / 475 ul)
Sources: signs from trials of compression and reflux (Kern 2007, Mariani 2000, Goldman);
every coefficient is our fit to published clearance and side effects, so a guess; 0.05 ml of a
strong or hypertonic drug beside the vein: an ulcer in one of ten (guess), 2-4 mm across.
A course: walls that a session has closed stay closed; those it killed in part grow back before
the next, so damage does not add up from one session to another.
Departures: matting and ulcers by pressure or in an artery stand in `blemishes`; allergy and
clots are not drawn.
Invariant: the dice depend on the seed and the number of the session alone, so another choice
meets the same dice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.anatomy.patient import Patient, Thread
from simulator.base import steady
from simulator.base.seeds import Seeds
from simulator.base.units import PA_PER_MMHG
from simulator.physics import drugs
from simulator.physics.circulation import Lumen
from simulator.physics.tissue import Tissue

Array = NDArray[np.float64]

SWAB_FULL_S: Final = 5.0  # a swab this soon keeps the walls together (guess)
SWAB_LATE_S: Final = 30.0  # from here on blood is back between them (guess)
SWAB_WORTH: Final = 0.30  # share of compression lost to a late or missing swab (guess)
TOUCHED_S: Final = 0.5  # contact from which a piece counts as treated (guess)
ULCER_UL: Final = 475.0  # 50 ul of what just kills skin: 0.1 (guess)
ULCER_MM: Final = (2.0, 4.0)


@dataclass(frozen=True)
class ThreadOutcome:
    """One thread at twelve weeks, as shares of its length; `closed_edges` are gone for good."""

    id: str
    cleared_frac: float
    stain_frac: float
    closed_edges: tuple[int, ...]


@dataclass(frozen=True)
class Ulcer:
    """Skin that died over a bleb; it heals in weeks and leaves a small white scar."""

    x_mm: float
    y_mm: float
    diameter_mm: float


@dataclass(frozen=True)
class Outcome:
    """The whole patch at twelve weeks, weighted by length."""

    threads: tuple[ThreadOutcome, ...]
    cleared_frac: float
    stain_frac: float
    ulcers: tuple[Ulcer, ...] = ()


@dataclass(frozen=True)
class Session:
    """What one day of injections did to the walls and how it was looked after; arrays (E,)."""

    day: int
    exposure_s: Array
    peak_ratio: Array
    is_burst: NDArray[np.bool_]
    compression_frac: float
    swab_delay_s: tuple[tuple[str, float], ...]  # by thread id
    peak_pa: tuple[tuple[str, float], ...]
    closed_edges: tuple[int, ...] = ()  # for good, by this session and those before

    @property
    def kill_frac(self) -> Array:
        """Share of every wall that it killed."""
        return drugs.wall_kill(self.exposure_s, self.peak_ratio)


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


def outcome(
    patient: Patient,
    lumen: Lumen,
    *,
    seeds: Seeds,
    compression_frac: float,
    residual_reflux_frac: float,
    swab_delay_s: Mapping[str, float],
    peak_pa: Mapping[str, float],
    tissue: Tissue | None = None,
) -> Outcome:
    """Return what twelve weeks leave of every thread after one session.

    `compression_frac` is days worn of 21 times the share of hours, 0..1;
    `residual_reflux_frac` is 0 when every source is closed, 1 when a saphenous one is open.
    `swab_delay_s` and `peak_pa` go by thread id; a thread without a swab may be left out.
    """
    only = session_of(lumen, 0, compression_frac, swab_delay_s, peak_pa)
    return course_outcome(
        patient, (only,), seeds=seeds, residual_reflux_frac=residual_reflux_frac, tissue=tissue
    )


def course_outcome(
    patient: Patient,
    sessions: Sequence[Session],
    *,
    seeds: Seeds,
    residual_reflux_frac: float,
    tissue: Tissue | None = None,
) -> Outcome:
    """Return what is left of every thread twelve weeks after the last of `sessions`.

    Closed once is closed for the course; of what stains, the worst session of a thread counts.
    """
    web = patient.web
    dice, _, reopening_frac = _dice(seeds)
    dice.random(len(web.edges))  # the first session's walls, see `closes`
    reopening = residual_reflux_frac * reopening_frac
    has_closed = np.zeros(len(web.edges), dtype=np.bool_)
    for number, session in enumerate(sessions):
        has_closed |= closes(patient, session, number, seeds)
    threads = []
    lengths = []
    for thread in patient.threads:
        edges = np.array(thread.edges, dtype=np.int64)
        stain_dice, stain_spread = float(dice.random()), float(dice.standard_normal())
        stain_reach = float(dice.beta(2.0, 2.0))
        length = web.length_mm[edges]
        is_closed = has_closed[edges]
        share = float((length * is_closed).sum() / length.sum())
        cleared = max(0.0, share * (1.0 - reopening) - 0.05 * residual_reflux_frac)
        is_touched = np.zeros(len(edges), dtype=np.bool_)
        rate = 0.0
        for session in sessions:
            is_touched |= session.exposure_s[edges] > TOUCHED_S
            darker = _stain_rate(patient, session, thread, residual_reflux_frac, stain_spread)
            rate = max(rate, darker)
        touched = float((length * is_touched).sum() / length.sum())
        is_stained = stain_dice < 1.0 - steady.exp(-rate)
        threads.append(
            ThreadOutcome(
                id=thread.id,
                cleared_frac=cleared,
                stain_frac=touched * stain_reach if is_stained else 0.0,
                closed_edges=tuple(edges[is_closed].tolist()),
            )
        )
        lengths.append(float(length.sum()))
    total = max(sum(lengths), 1e-9)
    weighted = list(zip(lengths, threads, strict=True))
    return Outcome(
        threads=tuple(threads),
        cleared_frac=sum(length * thread.cleared_frac for length, thread in weighted) / total,
        stain_frac=sum(length * thread.stain_frac for length, thread in weighted) / total,
        ulcers=_ulcers(tissue, seeds) if tissue else (),
    )


def closes(patient: Patient, session: Session, number: int, seeds: Seeds) -> NDArray[np.bool_]:
    """Return which walls (E,) session `number`, from 0, closes for good.

    Every session has its own dice, so that another choice meets the same ones.
    """
    count = len(patient.web.edges)
    dice, talent, _ = _dice(seeds)
    edge_dice = dice.random(count)
    if number > 0:
        edge_dice = seeds.stream("physics.healing.session", number).random(count)
    kill, has_closed = session.kill_frac, np.zeros(count, dtype=np.bool_)
    for thread in patient.threads:
        edges = np.array(thread.edges, dtype=np.int64)
        held = _held(session, thread.id)
        chance = np.where(session.is_burst[edges], 0.0, kill[edges] * (0.80 + 0.20 * held))
        has_closed[edges] = edge_dice[edges] < _shifted(chance, 0.55 * talent)
    return has_closed


def settled(patient: Patient, before: Sequence[Session], session: Session, seeds: Seeds) -> Session:
    """Return `session` knowing which walls have closed by the end of it."""
    gone = set(before[-1].closed_edges) if before else set()
    gone.update(np.flatnonzero(closes(patient, session, len(before), seeds)).tolist())
    return replace(session, closed_edges=tuple(sorted(gone)))


def _dice(seeds: Seeds) -> tuple[np.random.Generator, float, float]:
    """Return the dice of this patient, the talent of her tissue, and how much may reopen."""
    dice = seeds.stream("physics.healing")
    return dice, float(dice.standard_normal()), 0.75 * float(dice.beta(2.0, 2.6))


def _held(session: Session, thread: str) -> float:
    """Return how well a thread was compressed: stocking, and the swab's share of it."""
    delay_s = dict(session.swab_delay_s).get(thread, SWAB_LATE_S)
    return session.compression_frac * _swab_worth(delay_s)


def _stain_rate(
    patient: Patient, session: Session, thread: Thread, residual_reflux_frac: float, spread: float
) -> float:
    """Return the rate at which `session` stains `thread`."""
    edges = np.array(thread.edges, dtype=np.int64)
    length = patient.web.length_mm[edges]
    stays_open = (session.exposure_s[edges] > TOUCHED_S) & (session.kill_frac[edges] < 0.5)
    coagulum = float((length * stays_open).sum() / length.sum())
    over = max(0.0, dose(patient, session.peak_ratio, edges) - 1.2)
    mmhg = dict(session.peak_pa).get(thread.id, 0.0) / PA_PER_MMHG
    return 0.11 * steady.exp(
        1.15 * (1.0 - _held(session, thread.id))
        + 0.9 * over
        + 0.02 * max(0.0, mmhg - 40.0)
        + 0.6 * residual_reflux_frac
        + 0.5 * coagulum
        + 0.35 * spread
    )


def _ulcers(tissue: Tissue, seeds: Seeds) -> tuple[Ulcer, ...]:
    """Return which blebs, oldest first, have killed the skin over them."""
    dice = seeds.stream("physics.healing.ulcers")
    low, high = ULCER_MM
    found = []
    for bleb in (*tissue.absorbed, *tissue.blebs):
        chance, size = float(dice.random()), float(dice.random())
        if chance < 1.0 - steady.exp(-bleb.toxic_ul / ULCER_UL):
            found.append(Ulcer(bleb.x_mm, bleb.y_mm, low + (high - low) * size))
    return tuple(found)


def _swab_worth(delay_s: float) -> float:
    """Return the share of compression that is left after a swab came `delay_s` late."""
    late = (delay_s - SWAB_FULL_S) / (SWAB_LATE_S - SWAB_FULL_S)
    return 1.0 - SWAB_WORTH * min(max(late, 0.0), 1.0)


def _shifted(chance: Array, by: float) -> Array:
    """Shift probabilities on the log-odds; a piece with no chance keeps none."""
    inside = np.clip(chance, 1e-9, 1.0 - 1e-9)
    moved = steady.logistic(steady.log(inside / (1.0 - inside)) + by)
    return np.where(chance > 0.0, moved, 0.0)


def dose(patient: Patient, peak_ratio: Array, edges: NDArray[np.int64]) -> float:
    """Return the peak dose of `edges` weighted by blood volume: wide pieces stain most."""
    radius = patient.web.radius_mm[edges]
    volume = radius * radius * patient.web.length_mm[edges]
    return float((peak_ratio[edges] * volume).sum() / volume.sum())
