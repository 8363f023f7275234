"""What can be said to have happened while the leg is scanned, and the base of all events."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Event:
    """One fact at one tick."""

    tick: int


@dataclass(frozen=True)
class ProbePlaced(Event):
    u_um: int
    s_um: int


@dataclass(frozen=True)
class ProbeLifted(Event):
    scanned_ticks: int


@dataclass(frozen=True)
class CalfSqueezed(Event):
    strength_permille: int
    is_above_probe: bool


@dataclass(frozen=True)
class CalfReleased(Event):
    """`is_full_squeeze`: the hand had held long enough to empty the calf."""

    is_full_squeeze: bool


@dataclass(frozen=True)
class StrainStarted(Event):
    """She bears down."""


@dataclass(frozen=True)
class StrainEnded(Event):
    """She breathes again, asked to or because she had to."""

    held_ms: int


@dataclass(frozen=True)
class FootMoved(Event):
    """She pulled her foot up; her calf goes slack again half a second after `tick`."""


@dataclass(frozen=True)
class AidSet(Event):
    """The teaching aid beside the image is now none, cue or ghost."""

    level: str


@dataclass(frozen=True)
class ReversalWatched(Event):
    """The scanner showed flow running back in `vein` for `duration_ms` after a fair test.

    `manoeuvre` is squeeze, foot or strain.
    """

    vein: str
    duration_ms: int
    manoeuvre: str = "squeeze"


@dataclass(frozen=True)
class CompressionTested(Event):
    """A press that closes any sound vein was seen to close `vein`, or not to: `is_open`."""

    vein: str
    is_open: bool


@dataclass(frozen=True)
class TerritoryScanned(Event):
    """The probe has now looked over enough of `territory`, held still enough to see a vein."""

    territory: str
    covered_permille: int


@dataclass(frozen=True)
class TerritoryJudged(Event):
    """At the end of the attempt: how much of a required territory was looked at, and whether
    that is enough (`is_missed` if not)."""

    territory: str
    covered_permille: int
    is_missed: bool


@dataclass(frozen=True)
class SourceJudged(Event):
    """At the end of the attempt: what became of a hidden source, or of a hidden clot.

    `verdict` is identified (measured or watched), guessed, wrong or missed.
    """

    vein: str
    verdict: str


@dataclass(frozen=True)
class FlowHidden(Event):
    """A test was made over `vein` but could not show its flow; `why` is the first obstacle."""

    vein: str
    why: str


@dataclass(frozen=True)
class VeinMarked(Event):
    """A finding on the map. `vein` is the true vein there ('' if none of that name).

    `evidence` is measured, watched, guess or wrong; only the first two are identification.
    `level` is that of `anatomy.landmarks.level`.
    """

    mark: int
    name: str
    finding: str
    vein: str
    evidence: str
    reflux_ms: int
    true_reflux_ms: int
    diameter_um: int
    true_diameter_um: int
    level: str = ""
    side: str = ""


@dataclass(frozen=True)
class ClosureShown(Event):
    """A re-scan showed with evidence that the treated `vein` no longer carries flow."""

    vein: str
    day: int


@dataclass(frozen=True)
class VeinReferred(Event):
    """Finding number `mark` was handed to a colleague, who treats it before she comes back."""

    mark: int
    method: str


@dataclass(frozen=True)
class VeinTreated(Event):
    """What the colleague did: `vein` is '' where there was none; `is_refluxing` is the truth."""

    vein: str
    method: str
    mark: int
    day: int
    is_refluxing: bool
