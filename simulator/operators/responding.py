"""What trained hands do about a warning sign: seen through the observation, like everything else.

Who does not know better learns it here: the thumb is off by the time this is asked (a push stops
at a sign), the needle comes out, and then every open sign gets its answers in order of urgency.
"""

from typing import Final

from simulator.operators import needling
from simulator.operators.hand import Hand
from simulator.session import commands as c
from simulator.session.observation import Observation, SeenSpot

# The most urgent first; the acts of each in the order in which they are done.
ANSWERS: Final = {
    "anaphylaxis": ("lie_flat", "adrenaline", "call_for_help", "ambulance", "oxygen", "raise_legs"),
    "faint": ("lie_flat", "raise_legs"),
    "visual_disturbance": ("lie_flat", "observe"),
    "porcelain": ("stop_and_press", "warm", "massage", "nitroglycerin", "review_tomorrow"),
    "pain": ("stop_and_press", "call_for_help"),
    "pulsing_blood": ("stop_and_press",),
    "wheal": ("stop_and_press",),
    "burst": ("stop_and_press",),
    "racing_blanch": ("stop_and_press",),
    "blood_back": ("stop_and_press", "rescan"),
    "hives": ("antihistamine", "observe"),
}
ALLERGIC: Final = ("hives", "anaphylaxis")  # no more of this drug today
UNFIT: Final = ("anaphylaxis", "faint", "visual_disturbance")
EACH_S: Final = 1.0
GLANCE_S: Final = 5.0
PATIENCE_S: Final = 1200.0


def names(look: Observation) -> set[str]:
    """Return the signs that are there now."""
    return {sign.name for sign in look.open_signs}


def is_arterial(look: Observation) -> bool:
    """Return whether blood pulses in the hub of the needle that is in: nothing goes in there."""
    return any(s.name == "pulsing_blood" and s.puncture == look.puncture for s in look.open_signs)


def is_white(look: Observation, puncture: int) -> bool:
    """Return whether the skin has gone white at a puncture: nothing is taped down over it."""
    return any(s.name == "porcelain" and s.puncture == puncture for s in look.open_signs)


def withdraw(hand: Hand, spot: SeenSpot, delay_s: float) -> None:
    """Needle out and a swab on; taped unless the skin there is white."""
    look = hand.look()
    then = "swab" if is_white(look, look.puncture) else "swab_and_tape"
    needling.dress(hand, spot, delay_s, then)


def respond(hand: Hand) -> bool:
    """See to every sign, the needle being out; return whether more of the drug may be given."""
    while True:
        look = hand.look()
        to_do = [
            act
            for name, acts in ANSWERS.items()
            for sign in look.open_signs
            if sign.name == name
            for act in acts
            if act not in sign.answers
        ]
        if not to_do:
            break
        if hand.do(c.Respond(to_do[0]), then_wait_s=EACH_S) is not None:
            if look.is_kit_checked:
                break
            hand.do(c.CheckKit(), then_wait_s=EACH_S)
    return not set(ALLERGIC) & names(hand.look())


def stay(hand: Hand) -> bool:
    """Stay with her till she is well, and see to what comes; return whether she got well."""
    for _ in range(round(PATIENCE_S / GLANCE_S)):
        respond(hand)
        if not set(UNFIT) & names(hand.look()):
            return True
        hand.wait(GLANCE_S)
    return False
