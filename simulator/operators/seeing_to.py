"""What trainees do about warning signs: stop, see to her, wait, and know when it is enough.

Which answer fits which sign is the textbook's (clinical teaching, as in `session.responses`);
these are the habits of whoever has learnt it.
"""

from typing import Final

from simulator.operators.hand import Hand
from simulator.session import commands as c

ANSWERS: Final[dict[str, tuple[str, ...]]] = {
    "wheal": ("stop_and_press",),
    "burst": ("stop_and_press",),
    "racing_blanch": ("stop_and_press",),
    "porcelain": (
        "stop_and_press",
        "warm",
        "massage",
        "nitroglycerin",
        "call_for_help",
        "review_tomorrow",
    ),
    "blood_back": ("stop_and_press", "rescan"),
    "pain": ("stop_and_press", "call_for_help", "review_tomorrow"),
    "pulsing_blood": ("stop_and_press", "call_for_help"),
    "hives": ("stop_and_press", "observe", "antihistamine"),
    "anaphylaxis": ("adrenaline", "call_for_help", "lie_flat", "oxygen", "ambulance", "raise_legs"),
    "faint": ("lie_flat", "raise_legs", "observe"),
    "visual_disturbance": ("stop_and_press", "lie_flat", "observe", "call_for_help"),
}
ENDING: Final = ("anaphylaxis", "hives", "visual_disturbance")  # no more drug today
LYING_DOWN: Final = ("faint", "visual_disturbance", "anaphylaxis")  # what she has to be well of
LONGEST_S: Final = 1200.0
GLANCE_S: Final = 10.0
MORE_TO_COME_S: Final = 260.0  # after hives: anaphylaxis would have begun by then


def see_to(hand: Hand) -> bool:
    """Answer every sign that is there, and wait until she is well; return whether to go on."""
    _answer(hand)
    names = {sign.name for sign in hand.look().open_signs}
    if "hives" in names:
        _stay(hand, MORE_TO_COME_S)
    left_s = LONGEST_S
    while left_s > 0.0 and _is_unwell(hand):
        _stay(hand, GLANCE_S)
        left_s -= GLANCE_S
    return not any(name in ENDING for name, _ in hand.look().signs)


def _answer(hand: Hand) -> None:
    """Do what the textbook says, the most urgent sign first, each thing once."""
    urgent = sorted(hand.look().open_signs, key=lambda sign: sign.name != "anaphylaxis")
    for sign in urgent:
        for action in ANSWERS[sign.name]:
            if action not in sign.answers:
                hand.do(c.Respond(action), then_wait_s=0.5)


def _is_unwell(hand: Hand) -> bool:
    return any(sign.name in LYING_DOWN for sign in hand.look().open_signs)


def _stay(hand: Hand, for_s: float) -> None:
    """Stay with her, and see at once what comes."""
    for _ in range(round(for_s / GLANCE_S)):
        hand.wait(GLANCE_S)
        _answer(hand)
