"""A small whole case: a rubric of every template, a model attempt, and mistakes to make in it."""

from collections.abc import Sequence
from typing import Any

from simulator.base.units import TICKS_PER_SECOND
from simulator.scoring.rubric import Condition, Moment, Rubric, Rule
from simulator.session import events as e

S = TICKS_PER_SECOND
Events = list[dict[str, Any]]
SUITABLE = Moment("suitability_decided", (Condition("decision", "is", "suitable"),), "suitable")
CONSENT = Moment("consent_taken", name="consent")
SCAN = Moment("reversal_watched", name="duplex scan")
FOUND = Moment(
    "vein_marked", (Condition("evidence", "in", ("measured", "watched")),), "feeder found"
)
TREATED = Moment("vein_treated", name="feeder treated")
RESCAN = Moment("closure_shown", name="re-scan")
PUSH = Moment("injection_ended", name="injection")
OUT = Moment("needle_withdrawn", name="needle out")
SWAB = Moment("swab_placed", name="swab")
STOCKING = Moment("stocking_fitted", name="stocking")

RUBRIC = Rubric(
    (
        Rule(
            "sequence",
            "order",
            groups=((SUITABLE,), (CONSENT,), (SCAN,), (FOUND,), (TREATED,), (RESCAN,), (PUSH,)),
            domain="plan",
            points=20,
        ),
        Rule(
            "consent-first",
            "before",
            moment=PUSH,
            moments=(SUITABLE, CONSENT),
            critical="An injection was given before suitability and consent.",
        ),
        Rule(
            "duplex-first",
            "before",
            domain="scan",
            moment=PUSH,
            moments=(SCAN,),
            points=20,
            critical="You injected threads with no duplex.",
            good="You scanned before the first injection.",
        ),
        Rule(
            "feeders-found",
            "before",
            subject="AASV",
            domain="scan",
            moment=PUSH,
            moments=(FOUND,),
            points=15,
            is_required=True,
            bad="You injected without finding $subject.",
        ),
        Rule(
            "swab-each",
            "after",
            domain="injection",
            moment=OUT,
            answer=SWAB,
            within_ticks=5 * S,
            same=(("puncture", "puncture"),),
            is_one_for_one=True,
            at_least=3,
            points=15,
            good="A swab within 5 seconds of every needle.",
            bad="No swab on puncture $puncture within 5 seconds.",
        ),
        Rule(
            "slow",
            "measure",
            domain="injection",
            moment=PUSH,
            field="duration_ms",
            full=(5000, 15000),
            none=(2000, 25000),
            points=15,
            bad="A push of $duration; slow pushes keep the pressure low.",
        ),
        Rule(
            "dose",
            "total",
            domain="injection",
            moment=PUSH,
            field="volume_nl",
            limit=4_000_000,
            critical="More solution than the cap of this case.",
        ),
        Rule(
            "answer-the-sign",
            "after",
            domain="injection",
            moment=Moment("warning_shown", name="warning sign"),
            answer=OUT,
            within_ticks=3 * S,
            is_harm=True,
            lose=5,
            good="You saw the $sign and took the needle out.",
            bad="You went on after a $sign.",
        ),
        Rule("no-push-after-stocking", "never", moment=PUSH, after=STOCKING, lose=5),
        Rule("stocking", "must", domain="aftercare", moment=STOCKING, points=10),
        Rule("photograph", "must", moment=Moment("photographed"), points=2, is_optional=True),
        Rule("in-time", "finish", domain="aftercare", within_ticks=3600 * S, points=5),
    )
)


def model_attempt() -> Events:
    """Return an attempt that earns everything."""
    acts: list[e.Event] = [
        e.SuitabilityDecided(60 * S, "suitable"),
        e.Photographed(90 * S, 0),
        e.ConsentTaken(120 * S, 13, 0),
        e.ReversalWatched(300 * S, "aasv", 1400),
        e.VeinMarked(320 * S, 0, "AASV", "reflux", "aasv", "measured", 1350, 1400, 4000, 4200),
        e.VeinTreated(330 * S, "aasv", "thermal", 0, 0, True),
        e.ClosureShown(400 * S, "aasv", 28),
        e.KitChecked(450 * S),
    ]
    tick = 500 * S
    for hole in range(3):
        acts += [
            e.NeedleEntered(tick, hole, 12_000 * hole, 0, 200, True, True),
            e.VeinEntered(tick + S, hole, f"t{hole}", True, 900),
            e.InjectionEnded(
                tick + 9 * S, tick + 2 * S, hole, f"t{hole}", "aasv", 150_000, 2000, 7000, 5000,
                12_000, "polidocanol", 5000, 150_000 * (hole + 1), 0, 0,
            ),
            e.NeedleWithdrawn(tick + 10 * S, hole, 150_000),
            e.SwabPlaced(tick + 12 * S, hole, hole, 500),
            e.SwabTaped(tick + 15 * S, hole, hole),
        ]  # fmt: skip
        tick += 30 * S
    acts += [
        e.StockingFitted(700 * S, 25, "thigh", True),
        e.PatientWalked(720 * S, 20),
        e.SourceJudged(800 * S, "aasv", "identified"),
        e.TerritoryJudged(800 * S, "groin", 1000, False),
        e.TerritoryJudged(800 * S, "patch", 900, False),
        e.AttemptFinished(800 * S, 28),
    ]
    return [e.to_record(act) for act in acts]


def without(events: Sequence[dict[str, Any]], kind: str) -> Events:
    """Return the attempt with every event of `kind` left out."""
    return [event for event in events if event["ev"] != kind]


def flawed_attempt() -> Events:
    """Return an attempt with no duplex, one late swab, one fast push and an answered wheal."""
    events = without(model_attempt(), "reversal_watched")
    for event in events:
        if event["ev"] == "swab_placed" and event["puncture"] == 1:
            event["tick"] += 8 * S
        if event["ev"] == "injection_ended" and event["puncture"] == 2:
            event["started_tick"], event["duration_ms"] = event["tick"] - 3 * S, 3000
    events.append(e.to_record(e.WarningShown(507 * S, "wheal", 0)))
    return sorted(events, key=lambda event: int(event["tick"]))
