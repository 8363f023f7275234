"""What her body does by itself: hives, anaphylaxis, a faint, a disturbance of sight.

Idea: every reaction has a cause among the events (drug, air, the needle, getting up), then a
fixed, thrown delay; so nothing happens but at due ticks, and time can be skipped exactly. Hives
come before anaphylaxis. A faint fells whoever does not lie a few seconds later; anaphylaxis
without adrenaline gets worse by the limit of the pack. A walk, or staying with her, passes minutes
of her own clock in which the attempt's stands still: a sign that comes then cuts it short.
Departures: each reaction once a day; nobody is born with an allergy to everything; what is given
after the first sign makes it no worse; adrenaline always helps.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from simulator.anatomy.spec import BY_CHANCE
from simulator.base.units import ticks
from simulator.session import chances, signs
from simulator.session import commands as c
from simulator.session import events as e
from simulator.session.acts import Outcome
from simulator.session.body import catch_up, end_push, move_body
from simulator.session.chances import Dice
from simulator.session.responses import Sign
from simulator.session.state import Due, Reactions, State

MINUTE_TICKS: Final = ticks(60.0)
REASSURED_TICKS: Final = 5 * MINUTE_TICKS  # so long does a calm word hold (guess)
FALLS_TICKS: Final = ticks(6.0)  # from feeling faint to the floor (guess)
LEGS_UP_TICKS: Final = ticks(15.0)  # with the legs up she is back within this (guess)
UNFIT: Final = ("faint", "anaphylaxis", "visual_disturbance")  # with one of these nobody walks


def clock(state: State) -> int:
    """Return the tick of her own clock: that of the attempt, and what she has walked."""
    return state.tick + state.reactions.walked_ticks


def react_due(state: State) -> int | None:
    """Return the tick of the attempt at which something next happens by itself, or None."""
    first = min((due.tick for due in state.reactions.due), default=None)
    return None if first is None else first - state.reactions.walked_ticks


def react(state: State) -> Outcome:
    """Let everything happen that is due by now, in order."""
    said: tuple[e.Event, ...] = ()
    while True:
        ripe = [due for due in state.reactions.due if due.tick <= clock(state)]
        if not ripe:
            return state, said
        due = min(ripe, key=lambda one: one.tick)  # the first of several at once
        left = list(state.reactions.due)
        left.remove(due)
        state = _with(state, due=tuple(left))
        state, told = {"show": _show, "worsen": _worsen, "pass": _pass}[due.what](state, due.sign)
        said = (*said, *told)


def open_sign(state: State, name: str) -> Sign | None:
    """Return the sign `name` of today that has shown and has not passed."""
    for sign in reversed(state.treatment.shown):
        if sign.name == name and sign.day == state.day and not sign.is_over:
            return sign
    return None


# --- causes -------------------------------------------------------------------------------
def caused(state: State, said: Sequence[e.Event]) -> Outcome:
    """Return `state` with what `said` sets going, and what follows from it at once."""
    told: tuple[e.Event, ...] = ()
    for event in said:
        match event:
            case e.InjectionEnded():
                state = _drug_given(state)
            case e.NeedleEntered():
                state = _may_faint(state, is_needle=True)
            case e.PostureChanged():
                state = _turned(state)
            case e.PatientWalked() | e.PatientObserved():
                walked = state.reactions.walked_ticks + event.minutes * MINUTE_TICKS
                state = _with(state, walked_ticks=walked)
                state, reacted = react(state)
                told = (*told, *reacted)
            case e.DaysPassed():
                rested = replace(state.treatment, blanch=None)
                state = replace(state, reactions=Reactions(), treatment=rested)
    return state, told


def _drug_given(state: State) -> State:
    given_ul, air_ul = state.treatment.given_ul, state.treatment.air_ul
    spec, is_enough = state.patient.spec, given_ul >= chances.CERTAIN_UL
    for sign in ("anaphylaxis", "hives"):
        chance = chances.allergy_chance(sign, given_ul) if spec.allergy == BY_CHANCE else 0.0
        if spec.allergy == sign and is_enough:
            chance = 1.0
        if _happens(state, sign, chance):
            state = _allergic(state, sign)
    chance = chances.visual_chance(given_ul, air_ul)
    if spec.visual != BY_CHANCE:
        chance = float(spec.visual == "yes" and is_enough)
    if _happens(state, "visual_disturbance", chance):
        state = _begin(state, "visual_disturbance", _onset(state, "visual_disturbance"))
    return state


def _allergic(state: State, sign: str) -> State:
    """Hives come first, also where they are not all that comes."""
    onset = _onset(state, "hives")
    if "hives" not in state.reactions.begun:
        state = _begin(state, "hives", onset)
    return state if sign == "hives" else _begin(state, sign, onset + _onset(state, sign))


def _may_faint(state: State, *, is_needle: bool) -> State:
    spec, talked = state.patient.spec, state.reactions.reassured_tick
    if spec.faint == BY_CHANCE:
        chance = chances.faint_chance(
            spec.needle_fear,
            is_lying=state.posture == "lying",
            is_needle=is_needle,
            is_reassured=talked >= 0 and clock(state) - talked <= REASSURED_TICKS,
        )
    else:
        chance = float(spec.faint == "yes" and is_needle)
    return (
        _begin(state, "faint", _onset(state, "faint"))
        if _happens(state, "faint", chance)
        else state
    )


def _turned(state: State) -> State:
    """She has changed posture: up, she may faint; with a faint, lying helps and all else fells."""
    is_pricked = any(hole.day == state.day for hole in state.treatment.punctures)
    if state.posture == "standing" and is_pricked:
        state = _may_faint(state, is_needle=False)
    return _held(state) if open_sign(state, "faint") else state


def _happens(state: State, sign: str, chance: float) -> bool:
    """Return whether `sign` begins now: never twice a day, and by the dice of the day."""
    if sign in state.reactions.begun:
        return False
    return _dice(state, sign).happens < chance


def _dice(state: State, sign: str) -> Dice:
    return chances.thrown(state.world.seed, state.day, sign)


def _onset(state: State, sign: str) -> int:
    return chances.onset_ticks(sign, _dice(state, sign))


def _begin(state: State, sign: str, after_ticks: int) -> State:
    state = _with(state, begun=(*state.reactions.begun, sign))
    return _put(state, Due("show", sign, clock(state) + after_ticks))


# --- what happens -------------------------------------------------------------------------
def _show(state: State, sign: str) -> Outcome:
    state, moved = move_body(state) if state.treatment.push is not None else (state, ())
    state, told = signs.shown(state, [sign], -1)
    if sign == "anaphylaxis":
        limit = ticks(state.plan.adrenaline_within_s)
        state = _put(state, Due("worsen", sign, clock(state) + limit))
    elif sign == "faint":
        state = _held(state)
    else:
        state = passes(state, sign)
    return state, (*moved, *told)


def _held(state: State) -> State:
    """Decide what becomes of a faint by how she is held: lying she comes round, else she falls."""
    state = _without(state, "faint")
    if state.posture == "lying":
        return passes(state, "faint")
    return _put(state, Due("worsen", "faint", clock(state) + FALLS_TICKS))


def _worsen(state: State, sign: str) -> Outcome:
    if sign == "anaphylaxis":
        return state, (e.PatientCollapsed(state.tick, is_at_home=False),)
    return _fall(state)


def _fall(state: State) -> Outcome:
    """She goes down; the needle comes out with the arm that held it."""
    fell = e.PatientFell(state.tick, state.posture)
    state, said = laid_flat(state)
    return _held(state), (fell, *said)


def laid_flat(state: State) -> Outcome:
    """Return her lying, thumb off; what is in the skin stays as it is."""
    state, said = end_push(state) if state.treatment.push is not None else catch_up(state)
    if state.posture == "lying":
        return state, said
    state = replace(state, posture="lying", body_tick=state.tick, is_settled=False)
    return state, (*said, e.PostureChanged(state.tick, "lying", is_unprotected=False))


def _pass(state: State, sign: str) -> Outcome:
    is_open = open_sign(state, sign)
    if is_open is None:
        return state, ()
    over = tuple(
        replace(one, is_over=True) if one is is_open else one for one in state.treatment.shown
    )
    state = replace(state, treatment=replace(state.treatment, shown=over))
    return state, (e.PatientRecovered(state.tick, sign),)


def passes(state: State, sign: str, within_ticks: int | None = None) -> State:
    """Return `state` in which `sign` passes by itself in its time, or within the ticks given."""
    state = _without(state, sign)
    lasting = chances.lasting_ticks(sign, _dice(state, sign))
    if within_ticks is not None:
        lasting = min(lasting, within_ticks)
    return _put(state, Due("pass", sign, clock(state) + lasting))


def _put(state: State, due: Due) -> State:
    return _with(state, due=(*state.reactions.due, due))


def _without(state: State, sign: str) -> State:
    """Return `state` in which nothing more is to come of a sign that has shown."""
    left = tuple(d for d in state.reactions.due if d.sign != sign or d.what == "show")
    return _with(state, due=left)


def _with(state: State, **changes: object) -> State:
    return replace(state, reactions=replace(state.reactions, **changes))  # type: ignore[arg-type]


# --- walking and going home ---------------------------------------------------------------
def refusal(state: State, command: c.Command) -> str | None:
    """Return why her state forbids `command`: nobody walks who is not well."""
    is_unfit = any(open_sign(state, sign) for sign in UNFIT)
    if isinstance(command, c.Walk) and is_unfit:
        return "She is not well; see to her first."
    return None


def before(state: State, command: c.Command) -> tuple[State, c.Command, tuple[e.Event, ...]]:
    """Return what a walk or a parting meets: a sign cuts a walk short, or comes at home."""
    match command:
        case c.Walk():
            is_pricked = any(hole.day == state.day for hole in state.treatment.punctures)
            state = _may_faint(state, is_needle=False) if is_pricked else state
            return state, _cut(state, command, ("show",)), ()
        case c.Stay():
            return state, _cut(state, command, ("show", "worsen", "pass")), ()
        case c.PassDays() | c.FinishAttempt():
            return state, command, _at_home(state)
    return state, command, ()


def _cut(state: State, command: c.Walk | c.Stay, by: Sequence[str]) -> c.Command:
    """Return `command` with no more minutes than until what `by` names happens next."""
    left = min((d.tick - clock(state) for d in state.reactions.due if d.what in by), default=None)
    if left is None or left >= command.minutes * MINUTE_TICKS:
        return command
    return replace(command, minutes=max(1, -(-left // MINUTE_TICKS)))


def _at_home(state: State) -> tuple[e.Event, ...]:
    """Return what happens to her away from here, since nobody waited or helped."""
    sign = open_sign(state, "anaphylaxis")
    is_coming = any(d.what == "show" and d.sign == "anaphylaxis" for d in state.reactions.due)
    is_left = sign is not None and not {"adrenaline", "ambulance"} & set(sign.answers)
    if not (is_coming or is_left):
        return ()
    return (e.PatientCollapsed(state.tick, is_at_home=True),)
