"""Told events into records like those of a trace: ticks, ids, and what follows by itself.

Idea: one pass with a small memory of what has been told so far. A detail that was not told is
taken from that memory if it follows (the puncture of an injection is that of the last needle
that entered), else from the table `takes`. Nothing is simulated and nothing is judged.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from simulator.base.units import TICKS_PER_SECOND
from simulator.scenario.quantities import quantity
from simulator.scenario.takes import USUAL, USUALLY
from simulator.scenario.vocabulary import EVERY_LEG, Detail, details
from simulator.session.plan import Plan

# Longer than this is reflux; copied from `physics`, which is not to be loaded here (a test
# compares them). Only to say what is true of a source.
PERFORATOR_LIMIT_S: Final = 0.35
REFLUX_LIMIT_S: Final = 0.5
OUTCOME_DAY: Final = 84  # after the session


@dataclass(frozen=True)
class Told:
    """One event of a telling: its details by field, as integers and names, and its place."""

    event: str
    details: dict[str, Any] = field(default_factory=dict)
    wait_ticks: int = 0  # told before it
    line: int = 0
    column: int = 0


@dataclass
class _Memory:
    """What has been told so far, as far as later events follow from it."""

    plan: Plan
    tick: int = 0
    day: int = 0
    posture: str = "sitting"
    explained: int = 0
    marks: list[tuple[str, str]] = field(default_factory=list)  # vein, finding
    referred: set[int] = field(default_factory=set)
    treated: set[str] = field(default_factory=set)
    treated_day: int | None = None
    probe_tick: int = 0
    drug: str = "polidocanol"
    strength_ppm: int = 5000
    punctures: int = 0
    holes: int = 0  # by this needle
    last_out: int = -1
    thread: str = ""
    pushed_nl: dict[int, int] = field(default_factory=dict)
    given_nl: int = 0
    swabs: list[int] = field(default_factory=list)  # the puncture of each
    is_injected_today: bool = False
    is_stockinged: bool = False

    @property
    def puncture(self) -> int:
        return self.punctures - 1


def records(told: Sequence[Told], plan: Plan) -> list[dict[str, Any]]:
    """Return the flat records of `told`, in order, with whole ticks from 0."""
    memory = _Memory(plan)
    return [_record(one, memory) for one in told]


def needed(event: str) -> tuple[str, ...]:
    """Return the details of `event`, in plain words, that must be told."""
    usual = USUAL.get(event, (USUALLY, {}))[1]
    follows = FOLLOWS.get(event, ())
    return tuple(w for w, d in details(event).items() if w not in usual and d.field not in follows)


def reflux_limit_s(kind: str) -> float:
    """Return for how long a source of this kind may run back and still be sound."""
    return PERFORATOR_LIMIT_S if kind == "perforator" else REFLUX_LIMIT_S


def whole(detail: Detail, written: Any) -> Any:
    """Return a usual detail, which is written well, as the field holds it."""
    if detail.scale is not None and isinstance(written, str):
        return detail.scale.whole(quantity(written, detail.scale.dimension))
    return written


# event -> the fields that follow from what was told before
FOLLOWS: Final[dict[str, tuple[str, ...]]] = {
    "history_asked": ("answer", "is_contraindication"),
    "consent_taken": ("items_explained", "day"),
    "photographed": ("day",),
    "days_passed": ("day",),
    "posture_changed": ("is_unprotected",),
    "probe_lifted": ("scanned_ticks",),
    "reversal_watched": ("duration_ms",),
    "vein_marked": (
        "mark",
        "name",
        "vein",
        "evidence",
        "reflux_ms",
        "true_reflux_ms",
        "diameter_um",
        "true_diameter_um",
        "side",
    ),
    "closure_shown": ("day",),
    "vein_referred": ("mark",),
    "vein_treated": ("mark", "day", "is_refluxing"),
    "skin_marked": ("is_standing",),
    "syringe_filled": ("drug", "strength_ppm"),
    "needle_entered": ("puncture", "is_lying", "holes"),
    "wall_pierced": ("puncture", "thread"),
    "vein_rolled": ("puncture", "thread"),
    "vein_entered": ("puncture", "thread"),
    "injection_started": ("puncture", "thread", "days"),
    "injection_ended": (
        "puncture",
        "thread",
        "fed_by",
        "drug",
        "strength_ppm",
        "session_total_nl",
    ),
    "warning_shown": ("puncture",),
    "needle_withdrawn": ("puncture", "injected_nl"),
    "swab_placed": ("swab", "puncture"),
    "swab_taped": ("swab", "puncture"),
    "stocking_fitted": ("is_lying",),
    "outcome_seen": ("day",),
    "ulcer_seen": ("day",),
    "attempt_finished": ("day",),
}


def _record(told: Told, memory: _Memory) -> dict[str, Any]:
    takes, usual = USUAL.get(told.event, (USUALLY, {}))
    known = details(told.event)
    given = {known[word].field: whole(known[word], value) for word, value in usual.items()}
    given |= told.details
    follows = _following(told.event, given, memory)
    # What a telling does not say and nothing gives is left empty, never missing.
    empty = {d.field: "" if d.kind == "name" else 0 for d in known.values()}
    given = empty | follows | given
    started = memory.tick + told.wait_ticks
    lasts = round(quantity(takes, "time") * TICKS_PER_SECOND)
    if told.event == "injection_ended":
        lasts = round(given["duration_ms"] * TICKS_PER_SECOND / 1000)
        given["started_tick"] = started
    memory.tick = started + lasts
    record = {"ev": told.event, "tick": memory.tick} | given
    _remember(record, memory)
    return record


def _following(event: str, given: dict[str, Any], memory: _Memory) -> dict[str, Any]:
    """Return what follows for the fields of `event` that were not told."""
    if event == "vein_marked":
        return _mark(given, memory)
    vein = _source(str(given.get("vein", "")), memory)
    puncture = given.get("puncture", memory.puncture)
    on_swab = given.get("swab", len(memory.swabs) - 1)
    is_standing = given.get("posture") == "standing"
    patient = memory.plan.patient
    answer = next((h for h in patient.history if h.item == given.get("item")), None)
    rested = 0 if memory.treated_day is None else memory.day - memory.treated_day
    feeder = next((s.id for s in patient.sources if s.feeds == "patch"), "")
    everything = {
        "answer": answer.answer if answer else "",
        "is_contraindication": answer.is_contraindication if answer else False,
        "items_explained": memory.explained,
        "day": memory.day,
        "is_unprotected": is_standing and memory.is_injected_today and not memory.is_stockinged,
        "scanned_ticks": memory.tick - memory.probe_tick,
        "duration_ms": round(1000 * vein.reflux_s) if vein else 0,
        "mark": _mark_meant(event, given, memory),
        "is_refluxing": vein is not None and vein.reflux_s > reflux_limit_s(vein.kind),
        "is_standing": memory.posture == "standing",
        "is_lying": memory.posture == "lying",
        "drug": memory.drug,
        "strength_ppm": memory.strength_ppm,
        "puncture": puncture,
        "holes": memory.holes,
        "thread": memory.thread,
        "days": rested,
        "fed_by": feeder,
        "session_total_nl": memory.given_nl + given.get("volume_nl", 0),
        "injected_nl": memory.pushed_nl.get(puncture, 0),
    }
    if event == "needle_entered":
        everything["puncture"] = memory.punctures
    elif event == "swab_placed":
        everything |= {"swab": len(memory.swabs), "puncture": memory.last_out}
    elif event == "swab_taped":
        is_known = 0 <= on_swab < len(memory.swabs)
        everything |= {"swab": on_swab, "puncture": memory.swabs[on_swab] if is_known else -1}
    elif event == "days_passed":
        everything["day"] = memory.day + given["days"]
    elif event in ("outcome_seen", "ulcer_seen"):
        everything["day"] = memory.day + OUTCOME_DAY
    return {name: everything[name] for name in FOLLOWS.get(event, ())}


def _source(vein: str, memory: _Memory) -> Any:
    return next((s for s in memory.plan.patient.sources if s.id == vein), None)


def _mark(given: dict[str, Any], memory: _Memory) -> dict[str, Any]:
    """Return what follows for a finding: right and measured, unless it is told otherwise."""
    vein = str(given.get("vein", ""))
    source = _source(vein, memory)
    is_shut = vein in memory.treated or given["finding"] == "closed"
    true_ms = round(1000 * source.reflux_s) if source and not is_shut else 0
    true_um = round(1000 * source.diameter_mm) if source else 0
    is_open = given["finding"] == "refluxing"
    evidence = "measured" if is_open and vein else "watched"
    return {
        "mark": len(memory.marks),
        "name": source.kind if source else EVERY_LEG.get(vein, "") or vein,
        "vein": vein,
        "evidence": evidence if vein or given["finding"] == "absent" else "wrong",
        "reflux_ms": true_ms if is_open else 0,
        "true_reflux_ms": true_ms,
        "diameter_um": true_um,
        "true_diameter_um": true_um,
        "side": memory.plan.patient.side,
    }


def _mark_meant(event: str, given: dict[str, Any], memory: _Memory) -> int:
    """Return the finding that a referral or a treatment is about, -1 if there is none."""
    if event == "vein_treated":
        fits = [n for n, (vein, _) in enumerate(memory.marks) if vein == given.get("vein")]
        return fits[-1] if fits else -1
    open_ones = [n for n, (_, finding) in enumerate(memory.marks) if finding == "refluxing"]
    waiting = [n for n in open_ones if n not in memory.referred]
    return waiting[0] if waiting else len(memory.marks) - 1


def _remember(record: dict[str, Any], memory: _Memory) -> None:
    match record["ev"]:
        case "risk_explained":
            memory.explained += 1
        case "days_passed":
            memory.day = record["day"]
            memory.posture = "sitting"
            memory.is_injected_today = False
        case "posture_changed":
            memory.posture = record["posture"]
        case "patient_walked":
            memory.posture = "standing"
        case "probe_placed":
            memory.probe_tick = record["tick"]
        case "vein_marked":
            memory.marks.append((record["vein"], record["finding"]))
        case "vein_referred":
            memory.referred.add(record["mark"])
        case "vein_treated":
            memory.treated.add(record["vein"])
            memory.treated_day = record["day"]
        case "syringe_filled":
            memory.drug, memory.strength_ppm = record["drug"], record["strength_ppm"]
        case "needle_entered":
            memory.punctures = record["puncture"] + 1
            memory.holes += 1
            memory.thread = ""
        case "wall_pierced" | "vein_entered" | "injection_started":
            memory.thread = record["thread"]
        case "injection_ended":
            pushed = memory.pushed_nl.get(record["puncture"], 0)
            memory.pushed_nl[record["puncture"]] = pushed + record["volume_nl"]
            memory.given_nl += record["volume_nl"]
            memory.is_injected_today = True
        case "needle_withdrawn":
            memory.last_out = record["puncture"]
        case "swab_placed":
            memory.swabs.append(record["puncture"])
        case "stocking_fitted":
            memory.is_stockinged = True
