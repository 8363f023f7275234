"""What to do about each warning sign, and what never to: one table for rules, screens and play.

An answer is right, wrong, or neither (harmless, or not asked for). Nothing here is physics: what
an answer brings about is in `answering` and `reacting`.
Sources (clinical.md 4.4): McGraw-Hill atlas and Asclera label (wheal; pain: stop at once, call
for help; anaesthetic without adrenaline beside a vein), Kang and Parsi 2022 (white island),
Goldman (blanch), Coleridge Smith (blood that pours back: re-scan the feeder), Reina Gutierrez
(hives, readiness for anaphylaxis), Guex 2005 (visual disturbance clears lying down). Warmth,
massage and nitroglycerin for a white island, and what to do in a faint, are textbook practice.
That antihistamine is no treatment of anaphylaxis, that to watch is none either, and that
adrenaline constricts what is white already, is textbook knowledge too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

ACTIONS: Final = (
    "stop_and_press",
    "massage",
    "warm",
    "nitroglycerin",
    "local_anaesthetic",
    "rescan",
    "review_tomorrow",
    "observe",
    "lie_flat",
    "raise_legs",
    "antihistamine",
    "adrenaline",
    "oxygen",
    "call_for_help",
    "ambulance",
)
FROM_THE_KIT: Final = (
    "nitroglycerin",
    "local_anaesthetic",
    "antihistamine",
    "adrenaline",
    "oxygen",
)
# Of the person; all others belong to a puncture.
UNWELL: Final = ("hives", "anaphylaxis", "faint", "visual_disturbance")
SIGNS: Final = (
    "wheal",
    "burst",
    "porcelain",
    "racing_blanch",
    "blood_back",
    "pain",
    "pulsing_blood",
    *UNWELL,
)
REMEDIES: Final = ("warm", "massage", "nitroglycerin")  # for a white island
ENOUGH_REMEDIES: Final = 2  # of them calm a spasm (guess)


@dataclass(frozen=True)
class Sign:
    """A warning sign that showed, and what was done about it."""

    name: str
    puncture: int  # -1: of the person, not of a puncture
    tick: int
    day: int
    answers: tuple[str, ...] = ()
    is_over: bool = False


@dataclass(frozen=True)
class Handling:
    """What is right and what is wrong about one sign; everything else is neither."""

    right: tuple[str, ...]
    wrong: tuple[str, ...]


HANDLING: Final[dict[str, Handling]] = {
    "wheal": Handling(("stop_and_press", "massage", "observe"), ("adrenaline",)),
    "burst": Handling(("stop_and_press", "observe"), ("massage", "adrenaline")),
    "porcelain": Handling(
        ("stop_and_press", *REMEDIES, "call_for_help", "review_tomorrow"), ("adrenaline",)
    ),
    "racing_blanch": Handling(("stop_and_press", "observe"), ("adrenaline",)),
    "blood_back": Handling(("stop_and_press", "rescan"), ("massage", "adrenaline")),
    "pain": Handling(
        ("stop_and_press", "call_for_help", "local_anaesthetic", "review_tomorrow"),
        ("observe", "adrenaline"),
    ),
    "pulsing_blood": Handling(("stop_and_press", "call_for_help"), ("massage", "adrenaline")),
    "hives": Handling(("stop_and_press", "observe", "antihistamine"), ("adrenaline",)),
    "anaphylaxis": Handling(
        (
            "stop_and_press",
            "lie_flat",
            "raise_legs",
            "adrenaline",
            "oxygen",
            "call_for_help",
            "ambulance",
        ),
        ("observe",),
    ),
    "faint": Handling(
        ("stop_and_press", "lie_flat", "raise_legs", "observe"), ("adrenaline", "ambulance")
    ),
    "visual_disturbance": Handling(
        ("stop_and_press", "lie_flat", "observe", "call_for_help"), ("adrenaline",)
    ),
}


def is_right(sign: str, action: str) -> bool:
    """Return whether `action` is a right answer to `sign`; nothing is, to no sign."""
    return sign in HANDLING and action in HANDLING[sign].right


def is_wrong(sign: str, action: str) -> bool:
    """Return whether `action` does harm or loses time; adrenaline for nothing does."""
    return action in HANDLING[sign].wrong if sign in HANDLING else action == "adrenaline"


def answered_by(shown: Sequence[Sign], day: int, action: str) -> int:
    """Return the place in `shown` of the sign that `action` answers, -1 if none is open.

    It is the newest open sign that this is a new and right answer to; else the newest that
    nobody has answered; else the newest.
    """
    still_open = [n for n, sign in enumerate(shown) if sign.day == day and not sign.is_over]
    fitting = [
        n for n in still_open if is_right(shown[n].name, action) and action not in shown[n].answers
    ]
    unanswered = [n for n in still_open if not shown[n].answers]
    for choice in (fitting, unanswered, still_open):
        if choice:
            return choice[-1]
    return -1


def eased(shown: Sequence[Sign]) -> frozenset[int]:
    """Return the punctures whose white island was seen to with at least two remedies."""
    return frozenset(
        sign.puncture
        for sign in shown
        if sign.name == "porcelain"
        and sum(remedy in sign.answers for remedy in REMEDIES) >= ENOUGH_REMEDIES
    )


def table() -> str:
    """Return the answers as a Markdown table, as printed in docs/treatment.md."""
    rows = ["| sign | right | wrong |", "| --- | --- | --- |"]
    rows += [
        f"| `{sign}` | {', '.join(h.right)} | {', '.join(h.wrong)} |"
        for sign, h in HANDLING.items()
    ]
    return "\n".join(rows)
