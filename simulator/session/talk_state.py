"""The part of the state that a consultation changes: the talk, the glass, the parting."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Told:
    """One thing that the patient was told, explained or advised."""

    item: str
    tick: int
    day: int
    in_a_row: int  # the how-many-th with nothing said back in between
    times: int  # how often it has been told by now


@dataclass(frozen=True)
class Glass:
    """A glass on the skin, or lifted and its print still watched."""

    x_um: int
    y_um: int
    pressed_tick: int
    lifted_tick: int = -1
    refill_ticks: int = 0  # once it is lifted: until the colour is back


@dataclass(frozen=True)
class Refill:
    """How soon colour came back under a glass that was lifted from patch point (x, y)."""

    x_um: int
    y_um: int
    refill_ms: int
    kind: str


@dataclass(frozen=True)
class Consultation:
    """What was asked, examined, explained, said back, decided."""

    asked: tuple[str, ...] = ()
    examined: tuple[str, ...] = ()
    ceap: str = ""
    refills: tuple[Refill, ...] = ()
    explained: tuple[str, ...] = ()
    told: tuple[Told, ...] = ()  # explained and advised, in order
    understood: tuple[str, ...] = ()  # of it: what was said back right
    said_back_after: int = 0  # how much of it had been told when something was last said back
    decision: str = ""
    is_consented: bool = False
    is_photographed: bool = False
    is_stocking_measured: bool = False


@dataclass(frozen=True)
class Parting:
    """How a consultation ended, where it ended without a treatment."""

    declined: str = ""  # for which reason, '' if it was not
    referred_to: tuple[str, ...] = ()
    is_written: bool = False
