"""At the end of an attempt: what became of every hidden source, and what was never looked at."""

from typing import Final

from simulator.session import events as e
from simulator.session.looking import ENOUGH_PERMILLE, coverage_permille
from simulator.session.state import Mark, State

# The best finding counts: who guessed first and looked later has looked.
BEST_FIRST: Final = ("identified", "guessed", "wrong")
VERDICTS: Final = (*BEST_FIRST, "missed")
BY_EVIDENCE: Final = {
    "measured": "identified",
    "watched": "identified",
    "guess": "guessed",
    "wrong": "wrong",
}


def judged(state: State) -> tuple[e.Event, ...]:
    """Return one event for every hidden source or clot, and one for every territory."""
    spec = state.patient.spec
    hidden = [source.id for source in spec.sources if source.is_hidden]
    hidden += [clot.vein for clot in spec.clots]
    return (
        *(e.SourceJudged(state.tick, vein, _verdict(state.scan.marks, vein)) for vein in hidden),
        *(
            e.TerritoryJudged(state.tick, name, permille, permille < ENOUGH_PERMILLE)
            for name, permille in coverage_permille(state).items()
        ),
    )


def _verdict(marks: tuple[Mark, ...], vein: str) -> str:
    said = {
        BY_EVIDENCE[mark.evidence]
        for mark in marks
        if mark.vein == vein and (mark.finding != "closed" or mark.evidence == "wrong")
    }
    # that a vein is closed says what treatment did, not what was there
    return next((verdict for verdict in BEST_FIRST if verdict in said), "missed")
