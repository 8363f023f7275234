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
# kind of event -> what is said of it, and of its absence
PARTING: Final = {
    "treatment_declined": ("Declined: {it}.", "The treatment was not declined."),
    "patient_referred_on": ("Referred on: {it}.", "Nobody was written to."),
    "notes_written": ("Notes written.", "No notes were written."),
}
AS_SAID: Final = {"gp": "GP", "facial_veins": "veins of the face"}


def sources(events: Sequence[Record]) -> tuple[str, ...]:
    """Return one sentence for every hidden source."""
    return tuple(
        capital(SOURCES[event["verdict"]].format(vein=plain(event["vein"])))
        for event in events
        if event["ev"] == "source_judged"
    )


def unscanned(events: Sequence[Record]) -> tuple[str, ...]:
    """Return one sentence for every required territory that was not scanned well enough.

    Who declined and injected nothing, in a patient with nothing hidden, had nothing to scan for.
    """
    if was_declined(events) and all(event["ev"] != "source_judged" for event in events):
        return ()
    return tuple(
        f"{capital(plain(event['territory']))}: {_how_much(event['covered_permille'])}."
        for event in events
        if event["ev"] == "territory_judged" and event["is_missed"]
    )


def was_declined(events: Sequence[Record]) -> bool:
    """Return whether the treatment was declined, and nothing injected all the same."""
    kinds = {event["ev"] for event in events}
    return "treatment_declined" in kinds and "injection_started" not in kinds


def parting(events: Sequence[Record]) -> tuple[tuple[str, str], ...]:
    """Return how a session in which nothing was injected ended: (mark, sentence) each.

    What such an end leaves undone is said with a caution.
    """
    if any(event["ev"] == "injection_started" for event in events):
        return ()
    told = {
        kind: [event for event in events if event["ev"] == kind]
        for kind in (*PARTING, "suitability_decided")
    }
    decided = [event["decision"] for event in told["suitability_decided"]]
    if not told["treatment_declined"] and "suitable" in (decided or ["suitable"])[-1:]:
        return (("caution", "The session ended before anything was injected."),)
    lines = [("done", f"Decided: {plain(decided[-1])}.")] if decided else []
    for kind, (done, missing) in PARTING.items():
        if told[kind]:
            details = (event.get("reason") or event.get("to") or "" for event in told[kind])
            words = ", ".join(AS_SAID.get(detail, plain(detail)) for detail in details)
            lines.append(("done", done.format(it=words)))
        else:
            lines.append(("caution", missing))
    return tuple(lines)


def _how_much(permille: int) -> str:
    return f"only {permille / 10:.0f} % scanned" if permille else "not scanned"
