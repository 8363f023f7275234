"""The deep veins first: they must close under the probe before anything else is looked at.

Sources: compressibility excludes a fresh clot and comes first (SVS/AVF guideline 2011). Lying,
because no hand closes a deep vein against the blood of someone who stands.
"""

from typing import Final

from simulator.operators import probing
from simulator.operators.hand import Hand
from simulator.session import commands as c

PRESS_PA: Final = 12_000
HARD_MM: Final = 1.5  # what is still this wide under the press has not closed
REACH_MM: Final = 36.0
# From the groin down; a clot may fill one stretch and spare the next.
PLACES: Final = (
    ("femoral_vein", probing.Place(-30.0, 740.0)),
    ("femoral_vein", probing.Place(-72.0, 620.0)),
    ("popliteal_vein", probing.Place(166.0, 455.0)),
    ("tibial_vein", probing.Place(-102.0, 310.0)),
    ("tibial_vein", probing.Place(-84.0, 180.0)),
)


def clotted_vein(hand: Hand) -> str:
    """Press on the deep veins one after another; return the kind of one that stays open, or ''.

    It is written on the map, because whoever goes on from here has to know.
    """
    hand.do(c.SetPosture("lying"), then_wait_s=3.0)
    hand.do(
        c.SetScanner("frequency_khz", 7000),
        c.SetScanner("depth_um", 55_000),
        c.SetScanner("focus_um", 28_000),
        then_wait_s=1.0,
    )
    for kind, start in PLACES:
        place = probing.scan_for(hand, kind, start, REACH_MM)
        if place is None:
            continue
        hand.do(probing.probe(place, 0, PRESS_PA), then_wait_s=1.0)
        vein = probing.nearest_of(hand.look(), kind)
        hand.do(probing.probe(place), then_wait_s=0.5)
        if vein is not None and vein.diameter_mm > HARD_MM:
            hand.do(c.MarkVein(kind, "thrombosed"), then_wait_s=3.0)
            return kind
    return ""
