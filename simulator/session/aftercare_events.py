"""What can be said of compression and advice, of the weeks after a session, and what came of it."""

from dataclasses import dataclass

from simulator.session.duplex_events import Event


@dataclass(frozen=True)
class StockingFitted(Event):
    """`abpi_permille` is the truth: below 600 compression harms, measured or not."""

    pressure_mmhg: int
    length: str
    is_lying: bool
    abpi_permille: int = 1100


@dataclass(frozen=True)
class PatientWalked(Event):
    minutes: int


@dataclass(frozen=True)
class AdviceGiven(Event):
    item: str
    days: int


@dataclass(frozen=True)
class FollowUpPlanned(Event):
    weeks: int


@dataclass(frozen=True)
class PatientTelephoned(Event):
    """She was called at home, `since_session` days after it, and told how it goes."""

    day: int
    since_session: int
    words: str
    is_wearing: bool
    has_trapped_blood: bool  # a tender cord, as she would notice it


@dataclass(frozen=True)
class DiaryOpened(Event):
    """Days and nights with the stocking as she wrote them down; `stopped_day` -1: not yet."""

    day: int
    days_due: int
    days_worn: int
    nights_worn: int
    stopped_day: int


@dataclass(frozen=True)
class LegReviewed(Event):
    """What the treated leg shows on `day`: permille of thread length, strongest matting."""

    day: int
    since_session: int
    cleared_permille: int
    stain_permille: int
    matting_permille: int
    ulcers: int
    trapped: int


@dataclass(frozen=True)
class TrappedBloodFound(Event):
    """A tender dark cord of old blood in `thread`."""

    thread: str
    x_um: int
    y_um: int
    day: int


@dataclass(frozen=True)
class TrappedBloodLetOut(Event):
    """A stab and a squeeze; `is_found` says whether old blood came."""

    thread: str
    day: int
    since_session: int
    is_found: bool


@dataclass(frozen=True)
class AdherenceJudged(Event):
    """How the stocking was worn after session number `session` (from 1): the truth at the end."""

    session: int
    day: int
    days_worn: int
    nights_worn: int
    stopped_day: int
    hours_permille: int  # of whole compression


@dataclass(frozen=True)
class OutcomeSeen(Event):
    """How thread `thread` looked at `day`; permille of its length cleared."""

    thread: str
    day: int
    cleared_permille: int
    stain_permille: int


@dataclass(frozen=True)
class UlcerSeen(Event):
    """Skin had died by `day`; where it opened, and how wide it was."""

    day: int
    x_um: int
    y_um: int
    diameter_um: int


@dataclass(frozen=True)
class MattingSeen(Event):
    """A blush of new fine vessels at `day`; 1000 is matting at its height."""

    day: int
    x_um: int
    y_um: int
    radius_um: int
    strength_permille: int


@dataclass(frozen=True)
class BlemishFormed(Event):
    """One cause of one blemish, told when the leg is judged.

    `cause_tick` is when it was done, or left undone; -1 where no moment can be named.
    `adds_permille` is what it adds to the exponent of the rate, or, of a thread that stayed open,
    its share of the length. `amount` says how much there was of it, in the unit of the cause.
    """

    kind: str
    thread: str  # '' where it belongs to the whole patch
    day: int
    cause: str
    cause_tick: int
    adds_permille: int
    amount: int = 0


@dataclass(frozen=True)
class CourseJudged(Event):
    """What she says of the whole course."""

    judgement: str
    satisfaction_permille: int
    day: int
