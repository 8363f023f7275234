"""The weeks after a session: telephone, diary, review of the leg, and letting out trapped blood."""

from dataclasses import replace
from typing import Final

from simulator.base.seeds import Seeds
from simulator.physics.coefficients import HEALING
from simulator.physics.trapped import LetOut, TrappedBlood
from simulator.physics.weeks import cleared_frac
from simulator.session import commands as c
from simulator.session import diary_words as w
from simulator.session import events as e
from simulator.session.acts import Act, Outcome, between, needle_is_in
from simulator.session.aftermath import leg_at
from simulator.session.course import course_of, is_treated_today
from simulator.session.diary import DiaryDay, diary, stopped_day
from simulator.session.home import Home
from simulator.session.state import State

LET_OUT_REACH_MM: Final = 6.0  # a squeeze empties what lies this near (guess)


def _refuse(state: State, _command: c.Command) -> str | None:
    if is_treated_today(state):
        return "She was treated today; let a day pass first."
    if not state.homes:
        return "Nothing has been injected yet, so there is nothing to follow up."
    return needle_is_in(state)


def _telephone(state: State, _command: c.Telephone) -> Outcome:
    home, days = state.homes[-1], diary(state)
    has_cord = bool(leg_at(state, state.day).trapped)
    words = _answer(state, home, days) + (w.CORD if has_cord else "")
    is_wearing = bool(days) and days[-1].hours_worn > 0.0
    told = e.PatientTelephoned(
        state.tick, state.day, state.day - home.day, words, is_wearing, has_cord
    )
    return state, (told,)


def _answer(state: State, home: Home, days: tuple[DiaryDay, ...]) -> str:
    """Return what she says of her stocking; the same question has the same answer all day."""
    dice = float(Seeds(state.world.seed).stream("session.telephone", state.day).random())

    def one(lines: tuple[str, ...]) -> str:
        return lines[int(dice * len(lines))]

    if home.stocking_mmhg == 0:
        return w.NEVER
    if not days or days[-1].hours_worn > 0.0:
        return one(w.WEARING if not days or days[-1].is_night_worn else w.BY_DAY)
    off = stopped_day(days, home)
    due = home.told[-1].days if home.told else HEALING.untold_days
    if off < 0 or off > due or len(days) > HEALING.protocol_days:
        return w.OVER
    if state.patient.spec.comfort == "hot":
        return w.HOT.format(day=off)
    return one(w.STOPPED).format(day=off)


def _open_diary(state: State, _command: c.OpenDiary) -> Outcome:
    """Read what is written there: a day that she forgot to write down is not in it."""
    home, days = state.homes[-1], diary(state)[: HEALING.protocol_days]
    written = [day for day in days if day.words]
    due = home.told[-1].days if home.told else HEALING.untold_days
    told = e.DiaryOpened(
        state.tick,
        state.day,
        days_due=min(len(days), due),
        days_worn=sum(day.hours_worn > 0.0 for day in written),
        nights_worn=sum(day.is_night_worn for day in written),
        stopped_day=stopped_day(days, home),
    )
    return state, (told,)


def _review(state: State, _command: c.ReviewLeg) -> Outcome:
    seen, home = leg_at(state, state.day), state.homes[-1]
    course = course_of(state, state.day)
    threads, length = course.threads, course.threads.total_mm
    cleared = cleared_frac(course, seen)
    stain = threads.mean(seen.stain_frac)
    told = e.LegReviewed(
        tick=state.tick,
        day=state.day,
        since_session=state.day - home.day,
        cleared_permille=round(1000 * float((cleared * length).sum() / length.sum())),
        stain_permille=round(1000 * float((stain * length).sum() / length.sum())),
        matting_permille=round(1000 * seen.matting_frac),
        ulcers=len(seen.ulcers),
        trapped=len(seen.trapped),
    )
    cords = (
        e.TrappedBloodFound(
            state.tick, cord.thread, round(1000 * cord.x_mm), round(1000 * cord.y_mm), state.day
        )
        for cord in seen.trapped
    )
    home = replace(home, felt_day=state.day, felt=seen.trapped)
    return replace(state, homes=(*state.homes[:-1], home)), (told, *cords)


def _refuse_letting_out(state: State, command: c.LetOutBlood) -> str | None:
    patch = state.patient.patch
    return (
        _refuse(state, command)
        or between(command.x_um, 0, round(patch.width_mm * 1000), "x_um")
        or between(command.y_um, 0, round(patch.height_mm * 1000), "y_um")
    )


def _let_out(state: State, command: c.LetOutBlood) -> Outcome:
    """Stab and squeeze: the nearest cord within reach empties."""
    home = state.homes[-1]
    since = state.day - home.day
    cord = _nearest(leg_at(state, state.day).trapped, command)
    if cord is None:
        return state, (e.TrappedBloodLetOut(state.tick, "", state.day, since, False),)
    act = LetOut(state.day, state.tick, cord.session, cord.edges)
    felt = tuple(one for one in home.felt if one != cord)
    home = replace(home, let_out=(*home.let_out, act), felt=felt)
    told = e.TrappedBloodLetOut(state.tick, cord.thread, state.day, since, True)
    return replace(state, homes=(*state.homes[:-1], home)), (told,)


def _nearest(cords: tuple[TrappedBlood, ...], at: c.LetOutBlood) -> TrappedBlood | None:
    best, found = LET_OUT_REACH_MM * LET_OUT_REACH_MM, None
    for cord in cords:
        dx, dy = cord.x_mm - at.x_um / 1000.0, cord.y_mm - at.y_um / 1000.0
        if dx * dx + dy * dy <= best:
            best, found = dx * dx + dy * dy, cord
    return found


ACTS: Final[dict[type[c.Command], Act]] = {
    c.Telephone: Act(_refuse, _telephone),
    c.OpenDiary: Act(_refuse, _open_diary),
    c.ReviewLeg: Act(_refuse, _review),
    c.LetOutBlood: Act(_refuse_letting_out, _let_out),
}
