"""A slow sweep over every territory of the leg, so that nothing is left unseen."""

from typing import Final

from simulator.anatomy.patient import Patch
from simulator.anatomy.territories import Territory, territories
from simulator.operators.hand import Hand
from simulator.operators.probing import Place, probe, set_up

ROW_S: Final = 0.3  # that the probe rests on each row of a strip


def sweep_leg(hand: Hand) -> None:
    """Look over all of the leg with a trunk's picture, then over what is small and shallow."""
    look = hand.look()
    places = territories(Patch("patch", look.patch_u_mm, look.patch_s_mm))
    for kind, is_fine in (("GSV", False), ("reticular", True)):
        set_up(hand, kind)
        for place in places:
            if place.is_fine == is_fine:
                sweep(hand, place)


def sweep(hand: Hand, place: Territory) -> None:
    """Slide the probe, held across the leg, up one strip."""
    for row in range(place.rows):
        up = (row + 0.5) / place.rows
        u = place.low_u_mm + up * (place.high_u_mm - place.low_u_mm)
        s = place.low_mm + up * (place.high_mm - place.low_mm)
        hand.do(probe(Place(u, s)), then_wait_s=ROW_S)
