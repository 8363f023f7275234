"""How the operators of the virtual practice treat a leg over a course: scan, close, inject, wait.

They act by commands and see observations only, like every scripted trainee. They look seldom,
because a practice is a thousand legs; what they skip of the expert's day (talk, kit, walking)
has no bearing on how the leg ends up.
"""

from dataclasses import dataclass, replace
from typing import Final

from simulator.operators import needling
from simulator.operators import practice_scan as scanning
from simulator.operators.hand import Hand
from simulator.session import commands as c
from simulator.session.observation import SeenSpot

FLAT_RAD: Final = 0.2
CLOSINGS: Final = 2  # of a source that will not stay shut: then the threads have to wait no longer
CLOSED_DAYS: Final = 42  # from closing the sources to the first session
BETWEEN_DAYS: Final = 56  # sessions are six to eight weeks apart
GLANCES_S: Final = (1.0, 1.0, 2.0, 3.0)  # between looks at the blanch; then it is enough
TELLINGS: Final = 3  # of one thing, at most
TAKE_IN_S: Final = 3.0
AFTER_S: Final = 120.0  # lying, before she gets up: the drug goes on working
POOR_FRAC: Final = 0.6  # of stretches left: look for a source before going in again
STOP_MM: Final = 18.0
BARREL_NL: Final = 2_500_000
LEAST_UL: Final = 150.0
ENTRY: Final = 0.5  # share of the bevel that must be in


@dataclass(frozen=True)
class Technique:
    """How an operator goes about a course: how hands and habits work, never what comes of it."""

    scans: bool = True
    explains: bool = True  # what the stocking is for, till she can say it back
    drug: str = "polidocanol"
    strength_ppm: int = 4000  # a little over the optimum of a vein of half a millimetre
    force_mn: int = 900
    swab_s: float = 1.0
    stocking_days: int = 21  # 0: none
    sessions: int = 3
    punctures: tuple[int, ...] = (7, 5, 3)  # at most, by session
    enough_frac: float = 0.10  # of stretches left: a session for less is not worth it


COMPETENT: Final = Technique()
NO_DUPLEX: Final = replace(COMPETENT, scans=False)
TECHNIQUES: Final = {
    "competent": COMPETENT,
    "no-duplex": NO_DUPLEX,
    "expert": replace(COMPETENT, punctures=(9, 7, 5), sessions=4, enough_frac=0.06),
    "novice": replace(
        COMPETENT,
        explains=False,
        strength_ppm=5500,
        force_mn=1800,
        swab_s=15.0,
        stocking_days=7,
        punctures=(5, 3, 2),
    ),
    "hasty": replace(
        COMPETENT, scans=False, explains=False, force_mn=2500, swab_s=30.0, stocking_days=3
    ),
    "timid": replace(COMPETENT, force_mn=500, strength_ppm=2500, punctures=(3, 2, 2)),
    "wrong-strength": replace(COMPETENT, strength_ppm=20_000),
    "saline": replace(COMPETENT, drug="saline", strength_ppm=9000),
}


def treat(hand: Hand, how: Technique) -> None:
    """Treat a leg from the first day to the last."""
    if how.explains:
        hand.do(c.Explain("stockings"), c.TeachBack("stockings"), c.MeasureStocking())
    if how.scans and not _close_sources(hand):
        hand.do(c.LiftProbe(), c.FinishAttempt())
        return
    if how.stocking_days:
        _talk_of_stockings(hand)
    for session in range(how.sessions):
        if not _inject(hand, how, how.punctures[min(session, len(how.punctures) - 1)]):
            break
        if how.stocking_days:
            hand.do(c.FitStocking(25, "thigh"), c.Advise("stockings", how.stocking_days))
        hand.do(c.PassDays(BETWEEN_DAYS))
        left = _left(hand)
        if left <= how.enough_frac:
            break
        is_last = session + 1 == how.sessions
        if how.scans and left > POOR_FRAC and not is_last and not _close_sources(hand):
            break
    hand.do(c.FinishAttempt())


def _talk_of_stockings(hand: Hand) -> None:
    """Measure the leg and say why stockings, until it comes back in her own words."""
    hand.do(c.MeasureStocking())
    for _ in range(TELLINGS):
        hand.do(c.Explain("stockings"), then_wait_s=TAKE_IN_S)
        hand.do(c.TeachBack("stockings"))
        if "stockings" in hand.look().understood:
            break


def _close_sources(hand: Hand) -> bool:
    """Scan standing, have every refluxing vein closed, and look again when it should be.

    Returns whether the way is clear for the threads: it is not where a deep vein will not close
    under the probe, which is for others to treat.
    """
    if not scanning.is_deep_clear(hand):
        return False
    found = scanning.sources(hand)
    for _ in range(CLOSINGS):
        if not found:
            break
        for source in found:
            hand.do(c.ReferForTreatment(source.mark, "foam"))
        hand.do(c.PassDays(CLOSED_DAYS))
        if not scanning.is_deep_clear(hand):
            return False
        found = scanning.still_open(hand, found)
    return True


def _left(hand: Hand) -> float:
    """Return the share of stretches that have not faded."""
    look = hand.look()
    every = {spot.stretch for thread in look.threads for spot in thread.places}
    return len(every - look.gone_stretches) / max(len(every), 1)


def _inject(hand: Hand, how: Technique, most: int) -> int:
    """One session, lying: arms first, then what is still red. Return how many pushes it took."""
    hand.do(c.SetPosture("lying"), c.WipeSkin(), c.TakeNeedle(30, 349), c.StretchSkin(1))
    reached: set[int] = set(hand.look().gone_stretches)
    tried: set[int] = set()
    pushes = 0
    for _ in range(2 * most):
        spot = _next(hand, reached, tried)
        if spot is None or pushes >= most:
            break
        tried.add(spot.stretch)
        if hand.look().left_ul < LEAST_UL:
            hand.do(c.FillSyringe(how.drug, how.strength_ppm, BARREL_NL, 3000))
        length_mm = needling.approach(hand, spot, FLAT_RAD)
        hand.do(c.InsertNeedle(round(length_mm * 1000)))
        if hand.look().bevel_frac < ENTRY and needling.enter(hand, length_mm) < ENTRY:
            hand.do(c.InsertNeedle(0))
            continue
        _push(hand, how)
        pushes += 1
        reached |= hand.look().pale_stretches
        hand.do(c.InsertNeedle(0), then_wait_s=how.swab_s)
        hand.do(c.PlaceSwab(round(spot.x_mm * 1000), round(spot.y_mm * 1000)))
        hand.do(c.TapeSwab(hand.look().swabs - 1))
    hand.wait(AFTER_S)
    return pushes


def _push(hand: Hand, how: Technique) -> None:
    """Press evenly; a sign, or a blanch that has come far enough, lifts the thumb."""
    signs = len(hand.look().signs)
    hand.do(c.PressPlunger(how.force_mn))
    for glance_s in GLANCES_S:
        hand.wait(glance_s)
        look = hand.look()
        if not look.is_pushing or len(look.signs) > signs or look.blanch_mm >= STOP_MM:
            break
    if hand.look().is_pushing:
        hand.do(c.PressPlunger(0))


def _next(hand: Hand, reached: set[int], tried: set[int]) -> SeenSpot | None:
    """Return where to go in next: an arm, else the middle of what is red of the reddest thread."""
    best: tuple[int, SeenSpot] | None = None
    for thread in hand.look().threads:
        if thread.arm_stretch not in reached | tried:
            return needling.arm_of(thread)
        red = [s for s in thread.places if s.stretch not in reached and s.stretch not in tried]
        if red and (best is None or len(red) > best[0]):
            best = (len(red), red[len(red) // 2])
    return best[1] if best else None
