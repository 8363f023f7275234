"""What becomes of the stocking at home: hours by day and the nights, day after day.

Idea: one number says how firmly she means to keep it on, her will: what she was told, whether she
knows why and could say it back, what she is like, and how the stocking feels. Dice that depend on
the seed, the session and the day alone then decide whether she stops early, leaves it off at
night, or misses an hour; a firmer will meets the same dice, so it never wears less. Who was not
told about nights takes it off at night. Advice on the telephone counts from the next day on.
Sources: that advice, understanding and comfort decide adherence is clinical.md 4.5 and 10; every
size is a guess (`physics.coefficients`).
Invariant: a pure function of what was said and done, so neither looking nor the size of a jump
over days changes it; better advice never wears less.
"""

from dataclasses import dataclass
from functools import lru_cache

from simulator.base.seeds import Seeds
from simulator.physics.coefficients import HEALING, Healing
from simulator.session.diary_words import FORGOTTEN, LINES
from simulator.session.home import Home, StockingAdvice
from simulator.session.state import State

DAY_H = 16.0
NIGHT_H = 8.0
LONGEST_DAYS = 61  # nobody is told to wear it for longer


@dataclass(frozen=True)
class DiaryDay:
    """One day, counted from the session: hours worn by day (0-16), the night, and her line.

    The hours are true; `words` are what she wrote, '' if she forgot.
    """

    day: int
    hours_worn: float
    is_night_worn: bool
    words: str = ""

    @property
    def all_h(self) -> float:
        """Hours worn of the 24."""
        return self.hours_worn + NIGHT_H * self.is_night_worn


@dataclass(frozen=True)
class Luck:
    """The dice of one session at home, thrown once."""

    stops: float
    stop_day: float
    nights: float
    by_day: tuple[tuple[float, float, float, float], ...]  # night, hours, forgets, which line


def diary(state: State) -> tuple[DiaryDay, ...]:
    """Return the days since the last session, up to today; () before any."""
    if not state.homes:
        return ()
    return kept(state, len(state.homes) - 1, state.day - state.homes[-1].day)


def kept(
    state: State, number: int, days: int, home: Home | None = None, how: Healing = HEALING
) -> tuple[DiaryDay, ...]:
    """Return the first `days` days after session `number`; `home` if she is not home yet."""
    home = home or state.homes[number]
    if home.stocking_mmhg == 0:
        return tuple(DiaryDay(day, 0.0, False) for day in range(1, days + 1))
    luck, found = _luck(state.world.seed, number), []
    phases = sorted({1, *(told.since + 1 for told in home.told)})
    for begins, ends in zip(phases, (*phases[1:], LONGEST_DAYS + 1), strict=True):
        firm = will(state, home, begins, how)
        said = _told(home, begins)
        most = said[-1].days if said else how.untold_days
        is_by_day = luck.nights < how.nights_below - firm or not knows_nights(home, begins)
        mind = _Mind(firm, most, luck.stops < how.stop_below - firm, is_by_day)
        found += [_day(mind, luck, day, how) for day in range(begins, min(ends, days + 1))]
    return tuple(found)


def will(state: State, home: Home, since: int, how: Healing = HEALING) -> float:
    """Return how firmly she means to keep it on, on day `since` after the session."""
    spec = state.patient.spec
    said = _told(home, since)
    total = how.keep_told if said else how.keep_untold
    total += how.keep_explained * home.is_explained
    total += how.keep_understood * home.is_understood
    total += how.keep_phoned * any(told.since > 0 for told in said)
    total += how.keep_diligence * ((spec.diligence == "careful") - (spec.diligence == "careless"))
    total += how.keep_easy * (spec.comfort == "easy") + how.keep_hot * (spec.comfort == "hot")
    total += how.keep_unmeasured * (not home.is_measured)
    return total + how.keep_mmhg * max(0.0, home.stocking_mmhg - how.firm_mmhg)


def knows_nights(home: Home, since: int) -> bool:
    """Return whether anybody told her that nights count."""
    return home.is_explained or home.is_understood or bool(_told(home, since))


def compression_frac(days: tuple[DiaryDay, ...], is_over: bool, how: Healing = HEALING) -> float:
    """Return the share of whole compression, counting as lost only what is already lost.

    `is_over`: another session has ended this one, so that the days that are missing are lost.
    """
    whole = DAY_H + NIGHT_H
    lost = sum(whole - day.all_h for day in days[: how.protocol_days])
    if is_over:
        lost += whole * max(0, how.protocol_days - len(days))
    return max(0.0, 1.0 - lost / (whole * how.protocol_days))


def stocking_worth(home: Home, how: Healing = HEALING) -> float:
    """Return what an hour in this stocking is worth: nothing if it is too weak or too short."""
    if not home.is_covering:
        return 0.0
    share = (home.stocking_mmhg - how.useless_mmhg) / (how.whole_mmhg - how.useless_mmhg)
    return min(max(share, 0.0), 1.0)


def stopped_day(days: tuple[DiaryDay, ...], home: Home, how: Healing = HEALING) -> int:
    """Return the first day of the last stretch without a stocking inside the protocol, or -1."""
    inside = days[: how.protocol_days]
    bare = 0
    for day in reversed(inside):
        if day.all_h > 0.0:
            break
        bare += 1
    return inside[-bare].day if bare and home.stocking_mmhg else -1


def _told(home: Home, since: int) -> tuple[StockingAdvice, ...]:
    """Return what had been said before day `since`."""
    return tuple(told for told in home.told if told.since < since)


@lru_cache(maxsize=64)
def _luck(seed: int, number: int) -> Luck:
    stream = Seeds(seed).stream("session.diary", number)
    stops, stop_day, nights = stream.random(3).tolist()
    rows = stream.random((LONGEST_DAYS, 4)).tolist()
    return Luck(stops, stop_day, nights, tuple((a, b, c, d) for a, b, c, d in rows))


@dataclass(frozen=True)
class _Mind:
    """What she makes of it until something else is said."""

    firm: float
    most: int  # days she was told
    is_stopping: bool  # early
    is_by_day: bool  # off for the nights


def _day(mind: _Mind, luck: Luck, day: int, how: Healing) -> DiaryDay:
    night, hours, forgets, line = luck.by_day[day - 1]
    first, last = how.stop_days
    has_stopped = mind.is_stopping and day >= first + int(luck.stop_day * (last - first + 1))
    if day > mind.most or has_stopped:
        kind = "over" if day == mind.most + 1 and not has_stopped else "none"
        return DiaryDay(day, 0.0, False, _line(kind, day, forgets, line, how))
    is_bare_night = mind.is_by_day or night < how.night_slip * (how.slip_below - mind.firm)
    worn = DAY_H - how.day_lost_h * hours * min(max(1.0 - mind.firm, 0.0), 1.0)
    kind = "day" if is_bare_night else "whole" if worn > DAY_H - 1.0 else "short"
    return DiaryDay(day, worn, not is_bare_night, _line(kind, day, forgets, line, how))


def _line(kind: str, day: int, forgets: float, line: float, how: Healing) -> str:
    if forgets < how.diary_forgotten:
        return FORGOTTEN
    lines = LINES[kind]
    return lines[int(line * len(lines))].format(day=day)
