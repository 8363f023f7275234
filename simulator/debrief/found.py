"""What was found of what was hidden, and where nobody looked, in words for the debrief."""

from collections.abc import Sequence
from typing import Final

from simulator.debrief.words import capital
from simulator.scoring.trail import Record
from simulator.scoring.words import plain

SOURCES: Final = {
    "identified": "{vein}: identified, with evidence.",
    "guessed": "{vein}: guessed right; nothing had been shown.",
    "wrong": "{vein}: found, but what it does was written down wrong.",
    "missed": "{vein}: missed.",
}


def sources(events: Sequence[Record]) -> tuple[str, ...]:
    """Return one sentence for every hidden source."""
    return tuple(
        capital(SOURCES[event["verdict"]].format(vein=plain(event["vein"])))
        for event in events
        if event["ev"] == "source_judged"
    )


def unscanned(events: Sequence[Record]) -> tuple[str, ...]:
    """Return one sentence for every required territory that was not scanned well enough."""
    return tuple(
        f"{capital(plain(event['territory']))}: {_how_much(event['covered_permille'])}."
        for event in events
        if event["ev"] == "territory_judged" and event["is_missed"]
    )


def _how_much(permille: int) -> str:
    return f"only {permille / 10:.0f} % scanned" if permille else "not scanned"
