"""What should not be there when the leg is judged, and what made it: in words, with its moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from simulator.debrief.words import capital
from simulator.scoring.trail import Record
from simulator.scoring.words import plain

KINDS: Final = {
    "stain": "Brown stain",
    "matting": "Matting, a blush of fine red vessels",
    "ulcer": "Ulcer, later a white scar",
    "open": "Not cleared",
}
# cause -> how it is said; {n} is its amount
CAUSES: Final = {
    "stockings_off_early": "stockings off on day {n}",
    "stockings_advised_too_short": "stockings advised for {n} days only",
    "nights_off": "{n} nights without the stocking",
    "no_stocking": "no stocking",
    "stocking_too_weak": "a stocking of {n} mmHg, too weak to close veins",
    "stocking_too_short": "a stocking that did not reach the place",
    "next_session_too_soon": "the next session after {n} days",
    "swab_late": "swab {n} s late",
    "no_swab": "no swab",
    "too_strong": "too strong, {n} % of what the vein needs",
    "too_weak": "too weak, {n} % of what the vein needs",
    "pushed_too_hard": "pushed too hard, {n} mmHg",
    "vein_burst": "the vein burst",
    "blanch_too_wide": "the blanch ran {n} mm",
    "reflux_left_open": "injected with the source open",
    "no_duplex": "no duplex: the source was never looked for",
    "source_reopened": "a closed source has opened again",
    "never_injected": "never injected",
    "not_reached": "{n} % of it was never reached",
    "beside_the_vein": "injected beside the vein",
    "into_an_arteriole": "injected into an arteriole",
    "taped_over_an_arteriole": "an arteriole was taped over",
    "trapped_blood_left": "trapped blood was not let out",
    "overweight": "overweight",
    "hormones": "hormones",
    "inner_knee": "the inner knee",
    "bad_luck": "nothing that was done",
}
ENOUGH: Final = 100  # percent of what the vein needs, where it went in
THINNED: Final = "the blood thinned the drug before it had done its work"
OF_HER: Final = frozenset({"overweight", "hormones", "inner_knee"})
OF_CHANCE: Final = frozenset({"bad_luck", "source_reopened"})
OF_THE_DIARY: Final = frozenset(
    {"stockings_off_early", "stockings_advised_too_short", "nights_off", "no_stocking"}
)


@dataclass(frozen=True)
class CauseLine:
    """One thing that made a blemish.

    `tick` is -1 where no moment shows it; `why` says so then. `is_diary`: her diary shows it.
    """

    words: str
    tick: int
    why: str = ""
    is_diary: bool = False


@dataclass(frozen=True)
class BlemishLine:
    """A blemish with its causes, the weightiest first; `thread` is '' for the whole patch."""

    kind: str
    thread: str
    words: str
    causes: tuple[CauseLine, ...]

    @property
    def sentence(self) -> str:
        """The blemish and its causes in one sentence."""
        return f"{self.words}: {'; '.join(cause.words for cause in self.causes)}."


def blemishes(events: Sequence[Record]) -> tuple[BlemishLine, ...]:
    """Return every blemish of an attempt that has ended."""
    found: dict[tuple[str, str], list[Record]] = {}
    for event in events:
        if event["ev"] == "blemish_formed":
            found.setdefault((event["kind"], event["thread"]), []).append(event)
    out = []
    for (kind, thread), told in found.items():
        words = KINDS.get(kind, capital(plain(kind)))
        if thread:
            words += f": {thread}" if kind == "open" else f" over {thread}"
        told.sort(key=lambda event: -event["adds_permille"])
        out.append(BlemishLine(kind, thread, words, tuple(_cause(event) for event in told)))
    return tuple(out)


def _cause(event: Record) -> CauseLine:
    name, tick = event["cause"], event["cause_tick"]
    words = CAUSES.get(name, plain(name)).format(n=event["amount"])
    if name == "too_weak" and event["amount"] >= ENOUGH:
        words = THINNED
    why = "" if tick >= 0 else "left undone"
    if name in OF_CHANCE:
        tick, why = -1, "chance"
    elif name in OF_HER:
        tick, why = -1, "how she is"
    return CauseLine(words, tick, why, name in OF_THE_DIARY)
