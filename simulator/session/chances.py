"""How often what is rare happens to her: published rates, and dice that depend on seed and day.

Sources: 7 urticaria in about 11,000 people treated with polidocanol (1993), anaphylaxis rarer and
more frequent above 3 ml (Asclera label); visual disturbance in 20 of 12,173 sessions, 19 of them
with foam or an air block, of which 5,434 were with liquid alone (Guex 2005).
Guesses: that a rate a person is one a session; half a case of anaphylaxis where 11,000 showed
none; three times as many above 3 ml; that 0.05 ml of air is as much as an air block gets; how
often anybody faints, for nobody has counted it for thread veins. Onsets are textbook minutes.
Invariant: a chance never falls with more drug or more air, and the dice know nothing of either;
so another dose meets the same dice.
"""

from dataclasses import dataclass
from typing import Final

from simulator.base.seeds import Seeds
from simulator.base.units import ticks

HIVES: Final = 7 / 11_000
ANAPHYLAXIS: Final = 0.5 / 11_000
LARGE_UL: Final = 3000.0
LARGE_TIMES: Final = 3.0
VISUAL_LIQUID: Final = 1 / 5434
VISUAL_AIR: Final = 19 / (12_173 - 5434)
FULL_AIR_UL: Final = 50.0
CERTAIN_UL: Final = 50.0  # what the case makes certain comes once so much is in (guess)

FAINT: Final = {"none": 0.003, "uneasy": 0.02, "phobic": 0.95}  # needle in, upright, not talked to
LYING_TIMES: Final = 0.5
STANDING_UP_TIMES: Final = 0.3  # when she gets up or walks after the needle
REASSURED_TIMES: Final = 0.2

# Onset after the cause, and how long it lasts: shortest and longest, s.
ONSET_S: Final = {
    "hives": (100.0, 360.0),
    "anaphylaxis": (60.0, 180.0),  # after the hives that come before it
    "faint": (4.0, 15.0),
    "visual_disturbance": (60.0, 300.0),
}
LASTS_S: Final = {
    "hives": (1200.0, 2400.0),
    "anaphylaxis": (180.0, 480.0),  # from the adrenaline on
    "faint": (20.0, 60.0),  # from when she lies
    "visual_disturbance": (300.0, 900.0),
}


@dataclass(frozen=True)
class Dice:
    """What was thrown for one kind of reaction on one day, each from 0 to 1."""

    happens: float
    onset: float
    lasts: float


def thrown(seed: int, day: int, sign: str) -> Dice:
    """Return the dice of `sign` for `day`; a stream of its own for every sign."""
    happens, onset, lasts = Seeds(seed).stream(f"session.reactions.{sign}", day).random(3).tolist()
    return Dice(happens, onset, lasts)


def allergy_chance(sign: str, given_ul: float) -> float:
    """Return the chance of hives or anaphylaxis on a day on which so much is given."""
    if given_ul <= 0.0:
        return 0.0
    rate = HIVES if sign == "hives" else ANAPHYLAXIS
    return rate * (LARGE_TIMES if given_ul > LARGE_UL else 1.0)


def visual_chance(given_ul: float, air_ul: float) -> float:
    """Return the chance of a visual disturbance after so much solution and air."""
    if given_ul <= 0.0 and air_ul <= 0.0:
        return 0.0
    return VISUAL_LIQUID + (VISUAL_AIR - VISUAL_LIQUID) * min(1.0, air_ul / FULL_AIR_UL)


def faint_chance(needle_fear: str, *, is_lying: bool, is_needle: bool, is_reassured: bool) -> float:
    """Return the chance that the needle, or getting up after it, makes her faint."""
    chance = FAINT[needle_fear]
    if not is_needle:
        chance *= STANDING_UP_TIMES
    elif is_lying:
        chance *= LYING_TIMES
    return chance * (REASSURED_TIMES if is_reassured else 1.0)


def onset_ticks(sign: str, dice: Dice) -> int:
    """Return how long after its cause a sign shows."""
    low, high = ONSET_S[sign]
    return ticks(low + (high - low) * dice.onset)


def lasting_ticks(sign: str, dice: Dice) -> int:
    """Return how long a sign lasts once it passes by itself, or what helps has been done."""
    low, high = LASTS_S[sign]
    return ticks(low + (high - low) * dice.lasts)
