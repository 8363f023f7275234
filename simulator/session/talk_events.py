"""Events of the consultation: what was said, examined, decided, and how it ended."""

from dataclasses import dataclass

from simulator.session.duplex_events import Event


@dataclass(frozen=True)
class HistoryAsked(Event):
    item: str
    answer: str
    is_contraindication: bool
    bars: str = ""  # absolute, defer, relative, or '' for an answer that bars nothing


@dataclass(frozen=True)
class Examined(Event):
    """`abpi_permille` is measured with the item abpi only."""

    item: str
    finding: str
    is_abnormal: bool = False
    abpi_permille: int = 0


@dataclass(frozen=True)
class LegClassified(Event):
    ceap: str
    is_right: bool


@dataclass(frozen=True)
class GlassPressed(Event):
    x_um: int
    y_um: int


@dataclass(frozen=True)
class GlassLifted(Event):
    """`is_over_vein`: a vein lay under its middle, so that there is something to watch."""

    is_over_vein: bool
    is_lying: bool


@dataclass(frozen=True)
class RefillSeen(Event):
    """Colour came back under a lifted glass: `kind` is arteriolar, venous_fed or venous_slow."""

    x_um: int
    y_um: int
    refill_ms: int
    kind: str


@dataclass(frozen=True)
class SuitabilityDecided(Event):
    """`bars`: how strictly the history bars treatment in truth, asked for or not."""

    decision: str
    bars: str = ""


@dataclass(frozen=True)
class RiskExplained(Event):
    """`in_a_row`: the how-many-th item it was with nothing said back in between."""

    item: str
    in_a_row: int = 1


@dataclass(frozen=True)
class TaughtBack(Event):
    """The patient said back what had been explained or advised."""

    item: str
    answer: str
    is_understood: bool


@dataclass(frozen=True)
class ConsentTaken(Event):
    items_explained: int
    day: int
    items_understood: int = 0  # said back right before the signature


@dataclass(frozen=True)
class Photographed(Event):
    day: int


@dataclass(frozen=True)
class StockingMeasured(Event):
    pass


@dataclass(frozen=True)
class TreatmentDeclined(Event):
    reason: str


@dataclass(frozen=True)
class PatientReferredOn(Event):
    to: str


@dataclass(frozen=True)
class NotesWritten(Event):
    pass
