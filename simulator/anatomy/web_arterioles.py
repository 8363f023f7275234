"""Arterioles: where one feeds the threads and where one only lies near.

Idea: thread veins are the venous side of skin loops, so arterioles are never far. One that is
*joined* rises steeply into the centre of a star (a bright red point from which rays run), or
into the tip of a branch where there is no star. One that lies *near* passes under the arm of a
thread without joining it; a steep or deep needle can enter it.

Sources: a spider with a central point is more likely arteriolar; ankle arterioles are shallow
and ankle ulcers more frequent (teaching). Everything in numbers here is a guess: how often,
how deep, how wide. Invariant: an arteriole that is joined ends in a tip of the web.
"""

from typing import Final

import numpy as np

from simulator.anatomy.patient import Arteriole, Thread, Web
from simulator.anatomy.spec import PatientSpec
from simulator.anatomy.web_courses import Array
from simulator.anatomy.web_layout import STARBURST, Layout
from simulator.anatomy.web_ledger import NOBODY, ORDER_ARTERIOLE, ORDER_SIDE, ORDER_TWIG, one
from simulator.anatomy.web_strokes import smooth
from simulator.base.units import PI

# Share of patients in whom one is joined or near when the case does not say; all guesses.
JOINED_FRAC: Final = {"spider": 0.12, "corona": 0.1}
USUALLY_JOINED_FRAC: Final = 0.03
NEAR_FRAC: Final = {"medial ankle": 0.4, "lateral ankle": 0.4}
USUALLY_NEAR_FRAC: Final = 0.1
STEM_POINTS: Final = 9
STEM_DEPTH_MM: Final = (0.9, 1.3)  # where the stem of a joined one comes from
STEM_DRIFT_MM: Final = 0.3
STEM_RADIUS_MM: Final = (0.15, 0.19)
NEAR_POINTS: Final = 25
NEAR_LENGTH_MM: Final = (4.0, 7.0)
NEAR_RADIUS_MM: Final = (0.06, 0.11)
# Depth of the centre line where it passes under a thread; it comes up from `FROM_MM`.
NEAR_DEPTH_MM: Final = {"medial ankle": (0.45, 0.7), "lateral ankle": (0.45, 0.7)}
USUAL_NEAR_DEPTH_MM: Final = (0.7, 1.2)
FROM_MM: Final = 2.0


def wanted(spec: PatientSpec, rng: np.random.Generator) -> tuple[bool, bool]:
    """Return whether an arteriole is joined, and whether one lies near: as said, else by dice."""
    dice = rng.random(2).tolist()
    joined, near = spec.has_arteriole, spec.has_arteriole_near
    if joined is None:
        joined = dice[0] < JOINED_FRAC.get(spec.pattern, USUALLY_JOINED_FRAC)
    if near is None:
        near = dice[1] < NEAR_FRAC.get(spec.site, USUALLY_NEAR_FRAC)
    return joined, near


def join_arteriole(layout: Layout, rng: np.random.Generator) -> None:
    """Let an arteriole rise into the centre of a star, else into the tip of a branch."""
    ledger = layout.sheet.ledger
    stars = [m for m, form in zip(layout.threads, layout.form, strict=True) if form == STARBURST]
    hosts = np.array(stars)
    if not stars:
        order = ledger.order[: ledger.strokes]
        is_blind = ledger.joins_site[: ledger.strokes] == NOBODY
        hosts = np.flatnonzero(((order == ORDER_SIDE) | (order == ORDER_TWIG)) & is_blind)
        if not len(hosts):
            hosts = np.array(layout.threads)
    host = int(rng.choice(hosts))
    site = int(ledger.last[host])
    x, y, z = ledger.place(site)
    t = np.arange(STEM_POINTS) / (STEM_POINTS - 1)
    drift_rad = rng.uniform(0.0, 2.0 * PI)
    points = np.empty((STEM_POINTS, 3))
    points[:, 0] = x + STEM_DRIFT_MM * np.cos(drift_rad) * t * t
    points[:, 1] = y + STEM_DRIFT_MM * np.sin(drift_rad) * t * t
    points[:, 2] = z + (rng.uniform(*STEM_DEPTH_MM) - z) * t
    brood = one(
        ORDER_ARTERIOLE,
        thread=int(ledger.thread[host]),
        parent_site=site,
        tip_radius_mm=rng.uniform(*STEM_RADIUS_MM),
    )
    ledger.add(brood, points, np.zeros(STEM_POINTS), np.array([STEM_POINTS]))


def near_arteriole(
    spec: PatientSpec, web: Web, threads: tuple[Thread, ...], rng: np.random.Generator
) -> Arteriole:
    """Return an arteriole that passes under the arm of one of the threads."""
    thread = threads[int(rng.integers(0, len(threads)))]
    arm = web.path_mm[thread.arm_edge]
    x, y, z = arm[len(arm) // 2].tolist()
    dx, dy, _ = (arm[-1] - arm[0]).tolist()
    along_mm = max(1e-6, float(np.hypot(dx, dy)))
    turn = rng.uniform(0.4, 1.2) * (1.0 if rng.random() < 0.5 else -1.0)
    cos, sin = float(np.cos(turn)), float(np.sin(turn))
    run_x, run_y = (cos * dx - sin * dy) / along_mm, (sin * dx + cos * dy) / along_mm
    length_mm, aside_mm = rng.uniform(*NEAR_LENGTH_MM), rng.uniform(-0.2, 0.2)
    s = (np.arange(NEAR_POINTS) / (NEAR_POINTS - 1) - 0.5) * length_mm
    sway = aside_mm + 0.25 * np.sin(s * 1.6 + rng.uniform(0.0, 2.0 * PI))
    low, high = NEAR_DEPTH_MM.get(spec.site, USUAL_NEAR_DEPTH_MM)
    radius_mm = rng.uniform(*NEAR_RADIUS_MM)
    under_mm = z + float(web.radius_mm[thread.arm_edge]) + radius_mm + 0.05
    top_mm = max(rng.uniform(low, high), under_mm)
    path: Array = np.empty((NEAR_POINTS, 3))
    path[:, 0] = x + run_x * s - run_y * sway
    path[:, 1] = y + run_y * s + run_x * sway
    path[:, 2] = top_mm + (FROM_MM - top_mm) * smooth((np.abs(s) - 1.0) / (0.5 * length_mm))
    return Arteriole(path, radius_mm)
