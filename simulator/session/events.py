"""Everything that can be said to have happened, in the past tense, as integers and names.

Scoring, debrief and replay read only these. `kind_of` gives the snake-case name that
scenario files use (`VeinMarked` -> `vein_marked`). Every event carries its tick.
"""

import re
from dataclasses import dataclass, fields
from typing import Any, Final

from simulator.session.aftercare_events import (  # noqa: F401 (all events are found here)
    AdherenceJudged,
    AdviceGiven,
    BlemishFormed,
    CourseJudged,
    DiaryOpened,
    FollowUpPlanned,
    LegReviewed,
    MattingSeen,
    OutcomeSeen,
    PatientTelephoned,
    PatientWalked,
    StockingFitted,
    TrappedBloodFound,
    TrappedBloodLetOut,
    UlcerSeen,
)
from simulator.session.duplex_events import (  # noqa: F401 (all events are found here)
    AidSet,
    CalfReleased,
    CalfSqueezed,
    ClosureShown,
    CompressionTested,
    Event,
    FlowHidden,
    FootMoved,
    ProbeLifted,
    ProbePlaced,
    ReversalWatched,
    SourceJudged,
    StrainEnded,
    StrainStarted,
    TerritoryJudged,
    TerritoryScanned,
    VeinMarked,
    VeinReferred,
    VeinTreated,
)
from simulator.session.talk_events import (  # noqa: F401 (all events are found here)
    ConsentTaken,
    Examined,
    GlassLifted,
    GlassPressed,
    HistoryAsked,
    LegClassified,
    NotesWritten,
    PatientReferredOn,
    Photographed,
    RefillSeen,
    RiskExplained,
    StockingMeasured,
    SuitabilityDecided,
    TaughtBack,
    TreatmentDeclined,
)


# --- days and postures -------------------------------------------------------------------
@dataclass(frozen=True)
class DaysPassed(Event):
    days: int
    day: int


@dataclass(frozen=True)
class PostureChanged(Event):
    """`is_unprotected`: she stands up after injections of this day with no stocking on."""

    posture: str
    is_unprotected: bool


# --- treatment room ---------------------------------------------------------------------
@dataclass(frozen=True)
class KitChecked(Event):
    pass


@dataclass(frozen=True)
class SkinMarked(Event):
    is_standing: bool


@dataclass(frozen=True)
class SkinWiped(Event):
    pass


@dataclass(frozen=True)
class SyringeFilled(Event):
    drug: str
    strength_ppm: int
    volume_nl: int
    size_ul: int
    air_nl: int = 0


@dataclass(frozen=True)
class SyringeLabelled(Event):
    drug: str
    strength_ppm: int


@dataclass(frozen=True)
class DoseChecked(Event):
    """`cap_ul`: what this solution allows today, by the pack and her weight, with what is in."""

    cap_ul: int
    given_ul: int


@dataclass(frozen=True)
class PatientReassured(Event):
    pass


@dataclass(frozen=True)
class NeedleEntered(Event):
    """The skin gave way. `holes` this needle made before; `pain` is out of 100."""

    puncture: int
    x_um: int
    y_um: int
    angle_mrad: int
    is_stretched: bool
    is_lying: bool
    bevel: str = "up"
    holes: int = 0
    force_mn: int = 0
    jump_um: int = 0
    pain: int = 0


@dataclass(frozen=True)
class WallPierced(Event):
    """The wall of a vein gave way to the tip: near, or far and so right through the vein."""

    puncture: int
    wall: str
    thread: str  # '' when the vein belongs to none
    force_mn: int
    jump_um: int


@dataclass(frozen=True)
class VeinRolled(Event):
    """A vein slipped aside before its wall gave way."""

    puncture: int
    thread: str


@dataclass(frozen=True)
class VeinEntered(Event):
    puncture: int
    thread: str
    is_arm: bool
    lumen_permille: int


@dataclass(frozen=True)
class InjectionStarted(Event):
    """`days` since the last feeding vein was treated; 0 if none was.

    `days_since_session`, -1 if there was none; `is_rescanned` says that since then a vein was
    tested under the scanner.
    `sign` is the newest that this puncture has shown already, '' if none.
    """

    puncture: int
    thread: str
    days: int
    days_since_session: int = -1
    is_rescanned: bool = False
    is_labelled: bool = False  # the syringe says what is in it
    sign: str = ""


@dataclass(frozen=True)
class InjectionEnded(Event):
    """One push. `started_tick` is when the thumb pressed; volumes are of this push."""

    started_tick: int
    puncture: int
    thread: str  # '' when no lumen was entered
    fed_by: str
    volume_nl: int
    tissue_nl: int
    duration_ms: int
    peak_pressure_pa: int
    blanch_um: int
    drug: str
    strength_ppm: int
    session_total_nl: int
    after_sign_nl: int  # given after the first warning sign of this push, 0 if none
    after_sign_ms: int
    air_nl: int = 0  # that went in before the solution


@dataclass(frozen=True)
class WarningShown(Event):
    """A warning sign showed itself (`responses.SIGNS`), in a puncture or (-1) in the person."""

    sign: str
    puncture: int


@dataclass(frozen=True)
class WarningAnswered(Event):
    """`sign` is what it answers, '' if nothing was there to answer; `delay_ms` since it showed.

    An action may be neither right nor wrong.
    """

    action: str
    sign: str = ""
    is_right: bool = False
    is_wrong: bool = False
    delay_ms: int = 0


@dataclass(frozen=True)
class PatientFell(Event):
    """She fainted and nobody had laid her flat."""

    posture: str


@dataclass(frozen=True)
class PatientCollapsed(Event):
    """Anaphylaxis took its course: no adrenaline in time, or she was already at home."""

    is_at_home: bool


@dataclass(frozen=True)
class PatientObserved(Event):
    """Somebody stayed with her; the minutes are of her own clock, as those of a walk."""

    minutes: int


@dataclass(frozen=True)
class PatientRecovered(Event):
    sign: str


@dataclass(frozen=True)
class NeedleWithdrawn(Event):
    puncture: int
    injected_nl: int


@dataclass(frozen=True)
class SwabPlaced(Event):
    swab: int
    puncture: int  # nearest puncture within reach, or -1
    offset_um: int
    oozed_nl: int = 0  # blood that had come out of it by then


@dataclass(frozen=True)
class SwabTaped(Event):
    """`is_white`: the skin there had gone porcelain-white today."""

    swab: int
    puncture: int
    is_white: bool = False


@dataclass(frozen=True)
class HelpUsed(Event):
    aid: str


@dataclass(frozen=True)
class CommandRefused(Event):
    command: str
    reason: str


@dataclass(frozen=True)
class AttemptFinished(Event):
    day: int


EVENTS: Final[dict[str, type[Event]]] = {}


def kind_of(event: "Event | type[Event]") -> str:
    """Return the snake-case name of an event or of its class."""
    name = event.__name__ if isinstance(event, type) else type(event).__name__
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


EVENTS.update({kind_of(c): c for c in Event.__subclasses__()})


def to_record(event: Event) -> dict[str, Any]:
    """Return `event` as a flat JSON-ready mapping with its name under `ev`."""
    return {"ev": kind_of(event)} | {f.name: getattr(event, f.name) for f in fields(event)}
