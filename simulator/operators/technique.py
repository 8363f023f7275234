"""What makes one trainee treat differently from another: habits in figures, no knowledge.

The usual values are the expert's. A habit that varies is a row of values that are gone through
over and over, so that the same trainee does the same on every machine.
"""

from dataclasses import dataclass, replace
from typing import Final

from simulator.operators.needling import Feel
from simulator.session.aftercaring import ADVICE
from simulator.session.plan import Plan
from simulator.session.talking import HISTORY_ITEMS

SOURCE_KINDS: Final = ("GSV", "AASV", "SSV", "perforator", "reticular")  # trunks first
FLAT_RAD: Final = 0.2  # 11 degrees
THREAD_PPM: Final = 5000  # half a per cent of polidocanol: right for a thread vein
TRUNK_PPM: Final = 30_000  # polidocanol for a trunk, in a thread vein
BY_EYE: Final = Feel(full_mn=1000, near_mm=9.0, stop_mm=15.0, least_s=5.5, most_s=7.0)
FINE: Final = replace(BY_EYE, full_mn=700)  # where an earlier push has left veins half empty
SHY: Final = Feel(full_mn=600, near_mm=2.0, stop_mm=4.0, least_s=1.0, most_s=3.0)
IMPATIENT: Final = Feel(full_mn=2200, near_mm=16.0, stop_mm=24.0, least_s=0.5, most_s=2.5)


@dataclass(frozen=True)
class Technique:
    """How a trainee goes about a case from the first question to the farewell."""

    asks: tuple[str, ...] = HISTORY_ITEMS
    explains: tuple[str, ...] = Plan().consent_items
    hears_back: bool = True  # has what was told said back
    heeds: bool = True  # stops where what was heard or seen speaks against a needle
    think_days: int = 14
    kinds: tuple[str, ...] = SOURCE_KINDS  # looked for with the probe; () leaves it away
    is_thorough: bool = True  # looks over all of the leg, the deep veins first, and the groin
    has_slow_scale: bool = True  # on the scanner, for small veins
    sees_to: bool = True  # answers warning signs, and talks to her before the needle
    rest_days: int = 42  # from closing the sources to the threads
    strength_ppm: int = THREAD_PPM
    angles_rad: tuple[float, ...] = (FLAT_RAD,)
    swabs_s: tuple[float, ...] = (1.0,)  # from needle out to the swab
    first: Feel = BY_EYE
    later: Feel = FINE
    enough_ul: float = 120.0
    rounds: int = 3  # arms, then what stayed red in the middle, then at the tips
    most: int = 1000  # pushes
    pause_s: float = 0.0  # before each puncture
    stocking_mmhg: int = 25
    stocking_days: int = 21
    walk_min: int = 20
    advice: tuple[str, ...] = ADVICE


EXPERT: Final = Technique()
COMPETENT: Final = replace(
    EXPERT,
    hears_back=False,
    angles_rad=(0.2, 0.27, 0.16, 0.31),
    swabs_s=(2.0, 3.5, 1.5, 7.0),
    rounds=2,
    pause_s=6.0,
)
NO_DUPLEX: Final = replace(EXPERT, heeds=False, kinds=())
WRONG_STRENGTH: Final = replace(EXPERT, heeds=False, strength_ppm=TRUNK_PPM)
NOVICE: Final = replace(
    EXPERT,
    explains=Plan().consent_items[:4],
    hears_back=False,
    think_days=1,
    kinds=("GSV", "reticular"),
    is_thorough=False,
    has_slow_scale=False,
    sees_to=False,
    rest_days=14,
    angles_rad=(0.55, 0.45, 0.7),
    swabs_s=(9.0, 14.0),
    first=IMPATIENT,
    later=IMPATIENT,
    rounds=1,
    stocking_mmhg=18,
    stocking_days=7,
    walk_min=5,
    advice=ADVICE[:3],
)
TIMID: Final = replace(
    EXPERT,
    kinds=("GSV",),
    is_thorough=False,
    first=SHY,
    later=SHY,
    enough_ul=20.0,
    rounds=1,
    most=2,
)
