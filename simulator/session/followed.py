"""At the end of an attempt: the leg when it is judged, how the stockings were worn, what made what.

It says what `aftermath` says, as events.
"""

from simulator.physics.coefficients import HEALING
from simulator.session import events as e
from simulator.session.aftermath import Aftermath, aftermath, causal_chain
from simulator.session.course import homes_of
from simulator.session.diary import compression_frac, kept, stopped_day
from simulator.session.state import State


def permille(frac: float) -> int:
    """Return a share as whole thousandths."""
    return round(1000 * frac)


def followed(state: State) -> tuple[e.Event, ...]:
    """Return everything that is told when the course of `state` is judged; () without one."""
    if not homes_of(state):
        return ()
    after = aftermath(state)
    satisfied = permille(after.satisfaction)
    return (
        *_adherence(state, after.day),
        *_seen(state, after),
        *(
            e.BlemishFormed(
                state.tick,
                blemish.kind,
                blemish.thread,
                after.day,
                cause.what,
                cause.tick,
                permille(cause.adds),
                cause.amount,
            )
            for blemish in causal_chain(state, after)
            for cause in blemish.causes
        ),
        e.CourseJudged(state.tick, after.judgement, satisfied, after.day),
    )


def _adherence(state: State, until: int) -> tuple[e.Event, ...]:
    """Return how each session's stocking was worn, to the next session or the end of it."""
    homes, found = homes_of(state), []
    for number, home in enumerate(homes):
        is_over = number + 1 < len(homes)
        end = homes[number + 1].day if is_over else until
        days = kept(state, number, min(end - home.day, HEALING.protocol_days), home)
        found.append(
            e.AdherenceJudged(
                tick=state.tick,
                session=number + 1,
                day=home.day,
                days_worn=sum(day.hours_worn > 0.0 for day in days),
                nights_worn=sum(day.is_night_worn for day in days),
                stopped_day=stopped_day(days, home),
                hours_permille=permille(compression_frac(days, is_over)),
            )
        )
    return tuple(found)


def _seen(state: State, after: Aftermath) -> tuple[e.Event, ...]:
    """Return what the leg shows on the day."""
    tick, day = state.tick, after.day
    return (
        *(
            e.OutcomeSeen(tick, one.id, day, permille(one.cleared_frac), permille(one.stain_frac))
            for one in after.outcome.threads
        ),
        *(
            e.UlcerSeen(
                tick,
                day,
                permille(ulcer.x_mm),
                permille(ulcer.y_mm),
                permille(ulcer.diameter_mm),
            )
            for ulcer in after.outcome.seen.ulcers
        ),
        *(
            e.MattingSeen(
                tick,
                day,
                permille(spot.x_mm),
                permille(spot.y_mm),
                permille(spot.radius_mm),
                permille(spot.strength),
            )
            for spot in after.outcome.seen.matting
        ),
    )
