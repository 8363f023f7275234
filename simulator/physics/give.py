"""Dimple and give: skin and vein walls are carried along by the tip until they yield.

Idea: the hand moves the needle; what the tip rests against is a spring that is carried along
(the dimple) until the force passes what the wall bears. Then it gives: the spring lets go and
the tip jumps forward through the tissue, up to the next wall, which such a quick tip opens
more easily. Between walls a little drag carries the tissue along, forwards or back. On meeting
a wall off its middle the tip also pushes the vein aside; in slack skin a thin one rolls away.
Nothing here depends on time or on how a movement is cut into steps.
Sources: force peaks at skin and at vein, and a sudden fall behind each, de Boer 2007 (phantom,
porcine) and Gonenc 2014 (chick membrane); the force rises with the needle's diameter and with
hooks that reuse bends into the tip, Praestmark 2016 (30 people, abdomen); a vein is hit and
not passed most easily at 10-20 degrees, Kobayashi 2013 (porcine jugular); wider vessels and
blunt tips take more, Ergeneman 2011. The sizes below are guesses: no force was found for a
30 G needle in leg skin or in a vein of a thread's size.
Departures: springs are straight lines and do not creep; speed does not matter; drag is even.
Invariant: pushing to a depth in one go or in many leaves the same state.
"""

from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np

from simulator.physics.track import DRAPE_MM, Crossing, Track

Bevel = Literal["up", "side", "down"]
BEVELS: Final = ("up", "side", "down")

# Outer diameters (ISO 9626); forces go with them (Praestmark 2016: so they do).
OUTER_MM: Final = {30: 0.31, 32: 0.235, 33: 0.21}
SKIN_MN: Final = 300.0  # guess: a fresh 30 G needle, bevel up, square to the skin
FLAT_SHARE: Final = 0.3  # guess: how much more a flat needle slides before it bites
WALL_MN_PER_MM: Final = 60.0  # guess: of diameter; a wall thickens with its vein
LEAST_WALL_MM: Final = 0.2  # guess: no wall is thinner than that of such a vein
DRAG_MN: Final = 40.0  # guess: friction and cutting between the walls
# A tip dulls with every hole; from about the tenth it takes more force, at last twice (guess).
SHARP_PUNCTURES: Final = 10
DULLER_PER_PUNCTURE: Final = 0.05
DULLEST: Final = 2.0
# Point first (bevel up) cuts. Bevel down and flatter than its grind the tip skids on its heel.
GRIND_RAD: Final = 0.26
# Guesses, times the force with the bevel up.
SIDE: Final = 1.25
DOWN: Final = 1.3
SKID: Final = 1.8
HEEL: Final = 1.5  # guess: bevel down the heel rides along the far wall
QUICK: Final = 0.6  # guess: share of its force at which a wall opens to a tip that jumps
# How far skin gives (mm/mN), a wall in its bed, and how hard a vein of 0.2 mm is held
# sideways (mN/mm), stretched by three points or slack (guesses).
SKIN_MM_PER_MN: Final = {True: 1.0 / 1000.0, False: 1.0 / 450.0}
WALL_MM_PER_MN: Final = {True: 1.0 / 250.0, False: 1.0 / 150.0}
HELD_MN_PER_MM: Final = {True: 1000.0, False: 100.0}
HELD_AT_MM: Final = 0.2
PAIN_PER_MN: Final = 10.0 / 390.0  # guess: 10 of 100 for a fresh needle laid flat

WHOLE, ENTERED, CROSSED, ASIDE = range(4)  # what has become of a crossing
AT: Final = 1e-9  # mm; nearer than this is there


@dataclass(frozen=True)
class Tip:
    """The point of a needle as the tissue meets it; `holes` it has made before."""

    gauge: int
    holes: int
    bevel: str
    angle_rad: float
    is_stretched: bool


@dataclass(frozen=True)
class Give:
    """Something yielded: skin, near_wall or far_wall; or a vein rolled aside."""

    what: str
    crossing: int  # -1 for the skin
    force_mn: float
    jump_mm: float  # how far the tip shot forward


@dataclass(frozen=True)
class Thrust:
    """How far the hand has pushed, how far the tip has come, and what has yielded to it."""

    hand_mm: float = 0.0  # along the needle, from the resting skin
    tip_mm: float = 0.0  # in the tissue; the rest is carried along
    is_in: bool = False  # through the skin
    walls: tuple[int, ...] = ()  # WHOLE, ENTERED, CROSSED or ASIDE, one a crossing
    force_mn: float = 0.0  # of the tissue on the tip; below 0 it is drawn out
    dimple_mm: float = 0.0  # how far the skin is carried along where the needle meets it
    gives: int = 0  # how often something has yielded


def fresh(track: Track) -> Thrust:
    """Return a tip that touches the skin."""
    return Thrust(walls=(WHOLE,) * len(track.crossings))


def bluntness(holes: int) -> float:
    """Return how much more force a tip needs that has made so many holes, 1 to 2."""
    return min(DULLEST, 1.0 + DULLER_PER_PUNCTURE * max(0, holes - SHARP_PUNCTURES))


def _edge_times(tip: Tip) -> float:
    """Return the force this tip needs, of what a fresh 30 G needle square to it would."""
    flat = float(np.cos(tip.angle_rad))
    down = SKID if tip.angle_rad < GRIND_RAD else DOWN
    turned = {"up": 1.0, "side": SIDE, "down": down}[tip.bevel]
    size = OUTER_MM[tip.gauge] / OUTER_MM[30]
    return size * bluntness(tip.holes) * turned * (1.0 + FLAT_SHARE * flat * flat)


def skin_mn(tip: Tip) -> float:
    """Return the force at which the skin yields to `tip`."""
    return SKIN_MN * _edge_times(tip)


def wall_mn(tip: Tip, radius_mm: float, is_far: bool = False) -> float:
    """Return the force at which the wall of a vein of `radius_mm` yields to `tip`."""
    rides = HEEL if is_far and tip.bevel == "down" else 1.0
    return WALL_MN_PER_MM * (LEAST_WALL_MM + 2.0 * radius_mm) * _edge_times(tip) * rides


def drag_mm(tip: Tip) -> float:
    """Return how far the tissue follows a tip that cuts through it."""
    return DRAG_MN * _edge_times(tip) * SKIN_MM_PER_MN[tip.is_stretched]


def pain_of_100(force_mn: float) -> float:
    """Return how much a puncture of the skin hurts, 0 to 100 (guess)."""
    return min(100.0, PAIN_PER_MN * force_mn)


def _held_mn_per_mm(tip: Tip, radius_mm: float) -> float:
    return HELD_MN_PER_MM[tip.is_stretched] * 2.0 * radius_mm / HELD_AT_MM


def _barrier(tip: Tip, crossing: Crossing | None, is_far: bool) -> tuple[float, float]:
    """Return the force at which something yields, and how far it is carried by then."""
    skin = SKIN_MM_PER_MN[tip.is_stretched]
    if crossing is None:
        force = skin_mn(tip)
        return force, force * skin
    force = wall_mn(tip, crossing.radius_mm, is_far)
    soft = skin + WALL_MM_PER_MN[tip.is_stretched]
    if not is_far:
        across = crossing.across_frac * crossing.across_frac
        soft += across / _held_mn_per_mm(tip, crossing.radius_mm)
    return force, max(force * soft, drag_mm(tip))


def rolls_aside(tip: Tip, crossing: Crossing) -> bool:
    """Return whether the vein slips away sideways before its wall yields."""
    reach = crossing.radius_mm + DRAPE_MM
    off = crossing.aside_mm / reach
    push = wall_mn(tip, crossing.radius_mm) * off
    return crossing.aside_mm + push / _held_mn_per_mm(tip, crossing.radius_mm) > reach


def moved(
    track: Track, tip: Tip, thrust: Thrust, hand_mm: float
) -> tuple[Thrust, tuple[Give, ...]]:
    """Return the thrust after the hand has gone to `hand_mm`, and what gave on the way."""
    if hand_mm < thrust.hand_mm:
        return _back(track, tip, thrust, hand_mm), ()
    return _Forward(track, tip, thrust).to(hand_mm)


def _back(track: Track, tip: Tip, thrust: Thrust, hand_mm: float) -> Thrust:
    """Draw back: the tissue follows a little, then the tip slides; rolled veins come back."""
    at = max(0.0, min(thrust.tip_mm, hand_mm + drag_mm(tip)))
    walls = tuple(
        WHOLE if wall == ASIDE and at < crossing.start_mm - AT else wall
        for wall, crossing in zip(thrust.walls, track.crossings, strict=True)
    )
    return _felt(track, tip, replace(thrust, hand_mm=hand_mm, tip_mm=at, walls=walls))


def _next(track: Track, thrust: Thrust) -> tuple[float, int, bool]:
    """Return where the next wall is that the tip has not opened, which, and is it a far one.

    The skin is crossing -1; -2 says that nothing is left.
    """
    if not thrust.is_in:
        return 0.0, -1, False
    for k, (wall, crossing) in enumerate(zip(thrust.walls, track.crossings, strict=True)):
        if wall == WHOLE and crossing.start_mm >= thrust.tip_mm - AT:
            return crossing.start_mm, k, False
        if wall == ENTERED and crossing.end_mm >= thrust.tip_mm - AT:
            return crossing.end_mm, k, True
    return np.inf, -2, False


def _felt(track: Track, tip: Tip, thrust: Thrust) -> Thrust:
    """Return `thrust` with the force on the tip and the dimple it makes in the skin."""
    carried = thrust.hand_mm - thrust.tip_mm
    place, k, is_far = _next(track, thrust)
    if abs(place - thrust.tip_mm) <= AT and carried > 0.0:
        force, dent = _barrier(tip, track.crossings[k] if k >= 0 else None, is_far)
        felt = force * carried / dent
    else:
        felt = carried / SKIN_MM_PER_MN[tip.is_stretched]
    dimple = felt * SKIN_MM_PER_MN[tip.is_stretched]
    return replace(thrust, force_mn=felt, dimple_mm=dimple)


class _Forward:
    """One movement forward, from give to give."""

    def __init__(self, track: Track, tip: Tip, thrust: Thrust) -> None:
        self.track, self.tip, self.now = track, tip, thrust
        self.gives: list[Give] = []

    def to(self, hand_mm: float) -> tuple[Thrust, tuple[Give, ...]]:
        """Push on until the hand is at `hand_mm`."""
        is_jumping = False
        while True:
            place, k, is_far = _next(self.track, self.now)
            at = self.now.tip_mm
            if at < place - AT:
                at = min(place, max(at, hand_mm - drag_mm(self.tip)))
                self.now = replace(self.now, tip_mm=at)
                if at < place - AT:
                    break
            crossing = self.track.crossings[k] if k >= 0 else None
            force, dent = _barrier(self.tip, crossing, is_far)
            carried = self.now.hand_mm - place
            if not (is_jumping and carried >= QUICK * dent):
                if hand_mm - place < dent:
                    break
                carried = max(dent, carried)
            self._give(k, is_far, force * min(1.0, carried / dent), place + carried)
            is_jumping = True
        done = replace(self.now, hand_mm=max(hand_mm, self.now.hand_mm))
        return _felt(self.track, self.tip, done), tuple(self.gives)

    def _give(self, k: int, is_far: bool, force_mn: float, hand_mm: float) -> None:
        """Let skin (-1) or a wall yield with the hand at `hand_mm`; the tip jumps on."""
        now, walls = self.now, list(self.now.walls)
        what = "skin"
        if k >= 0:
            is_aside = not is_far and rolls_aside(self.tip, self.track.crossings[k])
            walls[k] = ASIDE if is_aside else CROSSED if is_far else ENTERED
            what = "rolled" if is_aside else "far_wall" if is_far else "near_wall"
        self.now = replace(
            now, hand_mm=hand_mm, is_in=True, walls=tuple(walls), gives=now.gives + 1
        )
        place = _next(self.track, self.now)[0]
        at = max(now.tip_mm, min(place, hand_mm - drag_mm(self.tip)))
        self.now = replace(self.now, tip_mm=at)
        self.gives.append(Give(what, k, force_mn, at - now.tip_mm))
