"""Told events into records like those of a trace: ticks, ids, and what follows by itself.

Idea: one pass with a small memory of what has been told so far. A detail that was not told is
taken from that memory if it follows (the puncture of an injection is that of the last needle
that entered), else from the table `takes`. Nothing is simulated and nothing is judged.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Final

from simulator.anatomy.spec import BARS, DRAINS, HistoryItem, SourceSpec
from simulator.base.units import TICKS_PER_SECOND
from simulator.scenario.reading.quantities import quantity
from simulator.scenario.told import warned
from simulator.scenario.told.follows import FOLLOWS, JUDGED
from simulator.scenario.told.takes import USUAL, USUALLY
from simulator.scenario.told.warned import Warned
from simulator.scenario.vocabulary import EVERY_LEG, Detail, details
from simulator.session.findings import abpi_permille, is_abnormal
from simulator.session.plan import Plan
from simulator.session.responses import UNWELL

# Longer than this is reflux; copied from `physics`, which is not to be loaded here (a test
# compares them). Only to say what is true of a source.
PERFORATOR_LIMIT_S: Final = 0.35
REFLUX_LIMIT_S: Final = 0.5
OUTCOME_DAY: Final = 84  # after the session
PUSH: Final = "injection_ended"  # the one event with a start of its own
UNTOLD: Final = ("k", "ev", "tick", "started_tick")
EMPTY: Final[dict[str, Any]] = {"name": "", "flag": False, "count": 0, "quantity": 0}


@dataclass(frozen=True)
class Told:
    """One event of a telling: its details by field, as integers and names, and its place."""

    event: str
    details: dict[str, Any] = field(default_factory=dict)
    wait_ticks: int = 0  # told before it
    takes_ticks: int | None = None  # None: as long as is usual
    line: int = 0
    column: int = 0


@dataclass
class _Memory:
    """What has been told so far, as far as later events follow from it."""

    plan: Plan
    tick: int = 0
    at_tick: int = 0  # of the event that is being told
    day: int = 0
    posture: str = "sitting"
    explained: set[str] = field(default_factory=set)
    understood: set[str] = field(default_factory=set)
    in_a_row: int = 0  # explained or advised with nothing said back in between, today
    marks: list[tuple[str, str]] = field(default_factory=list)  # vein, finding
    referred: dict[int, str] = field(default_factory=dict)  # mark -> method
    treated: dict[str, int] = field(default_factory=dict)  # vein -> the day it was closed
    probe_tick: int = 0
    drug: str = "polidocanol"
    strength_ppm: int = 5000
    is_labelled: bool = False
    warned: Warned = field(default_factory=Warned)
    punctures: int = 0
    holes: int = 0  # by this needle
    last_out: int = -1
    thread: str = ""
    pushed_nl: dict[int, int] = field(default_factory=dict)
    given_nl: int = 0
    swabs: list[int] = field(default_factory=list)  # the puncture of each
    is_injected_today: bool = False
    is_stockinged: bool = False
    session_day: int = -1  # of the last injections on an earlier day
    tested_day: int = -1  # when a vein was last tested under the scanner


def records(told: Sequence[Told], plan: Plan) -> list[dict[str, Any]]:
    """Return the flat records of `told`, in order, with whole ticks from 0."""
    memory = _Memory(plan)
    return [_record(one, memory) for one in told]


def retold(recorded: Sequence[Mapping[str, Any]], plan: Plan) -> tuple[Told, ...]:
    """Return recorded events as told ones, saying only what does not follow by itself.

    Law: `records(retold(r, plan), plan)` is `r`. So a change to one act changes what follows.
    """
    memory, told = _Memory(plan), []
    for record in recorded:
        event = str(record["ev"])
        details = {k: v for k, v in record.items() if k not in UNTOLD}
        starts = int(record.get("started_tick", record["tick"]))
        one = Told(event, details, starts - memory.tick, int(record["tick"]) - starts)
        before = replace(memory, at_tick=int(record["tick"]))
        for name in FOLLOWS.get(event, ()):
            if FOLLOWING[name](before, event, details) == details[name]:
                one = replace(one, details={k: v for k, v in one.details.items() if k != name})
        told.append(one)
        _record(one, memory)
    return tuple(told)


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


@cache
def _usual(event: str) -> tuple[dict[str, Any], int]:
    """Return every field of `event` at its usual value, or empty, and how long it takes."""
    takes, usual = USUAL.get(event, (USUALLY, {}))
    known = details(event)
    # What a telling does not say and nothing gives is left empty, never missing.
    fields: dict[str, Any] = {d.field: EMPTY[d.kind] for d in known.values()}
    fields |= {known[word].field: whole(known[word], value) for word, value in usual.items()}
    return fields, round(quantity(takes, "time") * TICKS_PER_SECOND)


def _record(told: Told, memory: _Memory) -> dict[str, Any]:
    usual, lasts = _usual(told.event)
    given = usual | told.details
    started = memory.tick + told.wait_ticks
    if told.takes_ticks is not None:
        lasts = told.takes_ticks
    elif told.event == PUSH:
        lasts = round(given["duration_ms"] * TICKS_PER_SECOND / 1000)
    memory.at_tick = started + lasts
    for name in FOLLOWS.get(told.event, ()):
        if name not in told.details:
            given[name] = FOLLOWING[name](memory, told.event, given)
    memory.tick = memory.at_tick
    if told.event == PUSH:
        given["started_tick"] = started
    record = {"ev": told.event, "tick": memory.tick} | given
    _remember(record, memory)
    return record


def _answer(memory: _Memory, item: Any) -> HistoryItem:
    history = memory.plan.patient.history
    return next((h for h in history if h.item == item), HistoryItem("", ""))


def _day(memory: _Memory, event: str, given: dict[str, Any]) -> int:
    if event == "days_passed":
        return memory.day + int(given["days"])
    return memory.day + (OUTCOME_DAY if event in JUDGED else 0)


def _puncture(memory: _Memory, event: str, given: dict[str, Any]) -> int:
    if event == "needle_entered":
        return memory.punctures
    if event == "swab_placed":
        return memory.last_out
    if event == "swab_taped":
        number = given["swab"]
        return memory.swabs[number] if 0 <= number < len(memory.swabs) else -1
    if event == "warning_shown" and given["sign"] in UNWELL:
        return -1
    return memory.punctures - 1


def _is_unprotected(memory: _Memory, _event: str, given: dict[str, Any]) -> bool:
    is_bare = memory.is_injected_today and not memory.is_stockinged
    is_on_leg = not memory.plan.patient.is_off_leg
    return is_bare and is_on_leg and given["posture"] == "standing"


def _source(memory: _Memory, given: dict[str, Any]) -> SourceSpec | None:
    return next((s for s in memory.plan.patient.sources if s.id == given.get("vein")), None)


def _true_ms(memory: _Memory, given: dict[str, Any]) -> int:
    """Return how long the vein of a finding runs back today."""
    source = _source(memory, given)
    is_shut = given["vein"] in memory.treated or given["finding"] == "closed"
    return 0 if source is None or is_shut else round(1000 * source.reflux_s)


def _true_um(memory: _Memory, given: dict[str, Any]) -> int:
    source = _source(memory, given)
    return round(1000 * source.diameter_mm) if source else 0


def _name(memory: _Memory, _event: str, given: dict[str, Any]) -> str:
    source = _source(memory, given)
    return source.kind if source else EVERY_LEG.get(given["vein"], "") or given["vein"]


def _evidence(_memory: _Memory, _event: str, given: dict[str, Any]) -> str:
    """Return the best evidence there can be: a finding that is not told otherwise is right."""
    if given["finding"] == "absent":
        return "watched"
    if not given["vein"]:
        return "wrong"
    return "measured" if given["finding"] == "refluxing" else "watched"


def _mark(memory: _Memory, event: str, given: dict[str, Any]) -> int:
    """Return the number of a finding, or of the one that a referral or a treatment is about."""
    if event == "vein_marked":
        return len(memory.marks)
    if event == "vein_treated":
        fits = [n for n, (vein, _) in enumerate(memory.marks) if vein == given["vein"]]
        return fits[-1] if fits else -1
    open_ones = [n for n, (_, finding) in enumerate(memory.marks) if finding == "refluxing"]
    waiting = [n for n in open_ones if n not in memory.referred]
    return waiting[0] if waiting else len(memory.marks) - 1


def _days_rested(memory: _Memory, _event: str, _given: dict[str, Any]) -> int:
    return min((memory.day - day for day in memory.treated.values()), default=0)


def _since(memory: _Memory, otherwise: int) -> int:
    """Return the days since the last session, or `otherwise` before any."""
    return memory.day - memory.session_day if memory.session_day >= 0 else otherwise


def _reversal_ms(memory: _Memory, _event: str, given: dict[str, Any]) -> int:
    source = _source(memory, given)
    return round(1000 * source.reflux_s) if source else 0


def _refluxes(memory: _Memory, _event: str, given: dict[str, Any]) -> bool:
    source = _source(memory, given)
    return source is not None and source.reflux_s > reflux_limit_s(source.kind)


def _feeder(memory: _Memory, _event: str, _given: dict[str, Any]) -> str:
    if memory.plan.patient.is_off_leg:
        return DRAINS[memory.plan.patient.site]
    return next((s.id for s in memory.plan.patient.sources if s.feeds == "patch"), "")


# field -> what it is when it was not told: of what was told so far, the event, its own fields.
# The fields of one event are found in the order of FOLLOWS and may look at those before.
FOLLOWING: Final[dict[str, Callable[[_Memory, str, dict[str, Any]], Any]]] = {
    "answer": lambda memory, _event, given: _answer(memory, given["item"]).answer,
    "bars": lambda memory, event, given: (
        memory.plan.patient.bars
        if event == "suitability_decided"
        else _answer(memory, given["item"]).bars
    ),
    "is_contraindication": lambda _memory, _event, given: given["bars"] in BARS[:2],
    "abpi_permille": lambda memory, event, given: (
        abpi_permille(memory.plan.patient)
        if event == "stocking_fitted" or given["item"] == "abpi"
        else 0
    ),
    "is_abnormal": lambda memory, _event, given: is_abnormal(memory.plan.patient, given["item"]),
    "in_a_row": lambda memory, _event, _given: memory.in_a_row + 1,
    "items_explained": lambda memory, _event, _given: len(memory.explained),
    "items_understood": lambda memory, _event, _given: len(memory.explained & memory.understood),
    "day": _day,
    "is_unprotected": _is_unprotected,
    "scanned_ticks": lambda memory, _event, _given: memory.tick - memory.probe_tick,
    "duration_ms": _reversal_ms,
    "mark": _mark,
    "name": _name,
    "vein": lambda _memory, _event, _given: "",
    "evidence": _evidence,
    "true_reflux_ms": lambda memory, _event, given: _true_ms(memory, given),
    "reflux_ms": lambda memory, _event, given: (
        _true_ms(memory, given) if given["finding"] == "refluxing" else 0
    ),
    "true_diameter_um": lambda memory, _event, given: _true_um(memory, given),
    "diameter_um": lambda memory, _event, given: _true_um(memory, given),
    "side": lambda memory, _event, _given: memory.plan.patient.side,
    "method": lambda memory, _event, given: memory.referred.get(given["mark"], "foam"),
    "is_refluxing": _refluxes,
    "is_standing": lambda memory, _event, _given: memory.posture == "standing",
    "is_lying": lambda memory, _event, _given: memory.posture == "lying",
    "drug": lambda memory, _event, _given: memory.drug,
    "strength_ppm": lambda memory, _event, _given: memory.strength_ppm,
    "puncture": _puncture,
    "holes": lambda memory, _event, _given: memory.holes,
    "thread": lambda memory, _event, _given: memory.thread,
    "days": _days_rested,
    "days_since_session": lambda memory, _event, _given: _since(memory, -1),
    "since_session": lambda memory, _event, _given: _since(memory, memory.day),
    "is_rescanned": lambda memory, _event, _given: 0 <= memory.session_day < memory.tested_day,
    "fed_by": _feeder,
    "is_labelled": lambda memory, _event, _given: memory.is_labelled,
    "given_ul": lambda memory, _event, _given: round(memory.given_nl / 1000),
    "posture": lambda memory, _event, _given: memory.posture,
    "session_total_nl": lambda memory, _event, given: memory.given_nl + given["volume_nl"],
    "injected_nl": lambda memory, _event, given: memory.pushed_nl.get(given["puncture"], 0),
    "swab": lambda memory, event, _given: len(memory.swabs) - (event == "swab_taped"),
    **warned.FOLLOWING,
}


def _remember(record: dict[str, Any], memory: _Memory) -> None:
    match record["ev"]:
        case "risk_explained":
            memory.explained.add(record["item"])
            memory.in_a_row += 1
        case "advice_given":
            memory.in_a_row += 1
        case "taught_back":
            memory.in_a_row = 0
            if record["is_understood"]:
                memory.understood.add(record["item"])
        case "days_passed":
            if memory.is_injected_today:
                memory.session_day = record["day"] - record["days"]
                memory.given_nl, memory.is_stockinged = 0, False
            memory.day = record["day"]
            memory.in_a_row = 0
            memory.posture = "sitting"
            memory.is_injected_today = False
            memory.holes = 0  # another day, another needle
        case "posture_changed":
            memory.posture = record["posture"]
        case "patient_walked":
            memory.posture = "standing"
        case "probe_placed":
            memory.probe_tick = record["tick"]
        case "reversal_watched" | "closure_shown":
            memory.tested_day = memory.day
        case "vein_marked":
            memory.marks.append((record["vein"], record["finding"]))
        case "vein_referred":
            memory.referred[record["mark"]] = record["method"]
        case "vein_treated":
            if record["vein"]:  # nothing closes where no vein is
                memory.treated.setdefault(record["vein"], record["day"])
        case "syringe_filled":
            memory.drug, memory.strength_ppm = record["drug"], record["strength_ppm"]
            memory.is_labelled = False
        case "syringe_labelled":
            memory.is_labelled = True
        case "warning_shown" | "warning_answered" | "patient_recovered":
            memory.warned.remember(record, memory.day)
        case "patient_fell":
            memory.posture = "lying"
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
