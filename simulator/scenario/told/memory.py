"""What a telling has told so far, as far as later events follow from it."""

from dataclasses import dataclass, field
from typing import Any

from simulator.scenario.told.warned import Warned
from simulator.session.plan import Plan


@dataclass
class Memory:
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


def remember(record: dict[str, Any], memory: Memory) -> None:
    """Keep of an event what later ones follow from."""
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
