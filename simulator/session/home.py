"""What she goes home with after a session, and what is said and done while she is there."""

from dataclasses import dataclass

from simulator.physics.trapped import LetOut, TrappedBlood


@dataclass(frozen=True)
class Aftercare:
    stocking_mmhg: int = 0
    stocking_length: str = ""
    walked_minutes: int = 0
    advised: tuple[tuple[str, int], ...] = ()
    advised_tick: int = -1  # when stockings were last spoken of
    follow_up_weeks: int = 0


@dataclass(frozen=True)
class StockingAdvice:
    """Stockings for `days` days in all, said on day `since` after the session."""

    since: int
    days: int
    tick: int


@dataclass(frozen=True)
class Home:
    """What she went home with after a session, and what has been said and done since."""

    day: int
    stocking_mmhg: int = 0
    is_measured: bool = False
    is_explained: bool = False  # why stockings
    is_understood: bool = False
    told: tuple[StockingAdvice, ...] = ()
    is_covering: bool = True  # the stocking is long enough to reach the place
    let_out: tuple[LetOut, ...] = ()
    felt_day: int = -1  # when the leg was last reviewed
    felt: tuple[TrappedBlood, ...] = ()  # cords that are still there of those found then
