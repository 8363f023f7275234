"""What a course comes to: the leg on any day, whether she is pleased, and what caused what.

The one truth of what weeks bring: the end of an attempt, a review, the practice and the pictures
all ask here. It reads the state, changes nothing, and draws from streams of its own, so it can be
asked at any time.
"""

from dataclasses import dataclass, field

from simulator.physics import blemishes as b
from simulator.physics.coefficients import HEALING, Healing
from simulator.physics.healing import Course
from simulator.physics.weeks import LegAt, Outcome, leg, matting_rate, outcome
from simulator.session.causes import Blemish, blemishes_of
from simulator.session.course import course_of, homes_of
from simulator.session.state import State

FOLLOW_UP_DAY = 84  # judged twelve weeks after the session
LAST_DAY = 365  # after the last session, that can be asked for


@dataclass(frozen=True)
class Aftermath:
    """The whole course, judged twelve weeks after its last session."""

    day: int
    course: Course = field(compare=False)
    outcome: Outcome
    residual_reflux_frac: float
    is_stained: bool
    is_matted: bool
    is_ulcerated: bool
    matting_rate: float
    satisfaction: float
    judgement: str


def judged_on(state: State) -> int:
    """Return the day on which the leg is judged: twelve weeks after the last session."""
    homes = homes_of(state)
    return max(state.day, homes[-1].day + FOLLOW_UP_DAY) if homes else state.day + FOLLOW_UP_DAY


def leg_at(state: State, day: int, how: Healing = HEALING) -> LegAt:
    """Return the leg on `day` of the case, to `LAST_DAY` after the last session.

    Of days to come it says what they bring if nothing more is done. The leg of today is the one
    that has been treated today, if it was.
    """
    return leg(course_of(state, day, how), day)


def aftermath(state: State, how: Healing = HEALING) -> Aftermath:
    """Return what the course in `state` comes to."""
    return judged(course_of(state, judged_on(state), how), judged_on(state))


def judged(course: Course, day: int) -> Aftermath:
    """Return what `course`, with its own coefficients, comes to on `day`."""
    how, found = course.how, outcome(course, day)
    ulcers = found.seen.ulcers
    is_stained = found.stain_frac > how.stain_seen
    is_matted = bool(found.seen.matting)
    pleased = b.satisfaction(found.cleared_frac, is_stained, is_matted, bool(ulcers), how)
    return Aftermath(
        day=day,
        course=course,
        outcome=found,
        residual_reflux_frac=course.residual_reflux_frac,
        is_stained=is_stained,
        is_matted=is_matted,
        is_ulcerated=bool(ulcers),
        matting_rate=matting_rate(course),
        satisfaction=pleased,
        judgement=b.judgement(pleased, how),
    )


def causal_chain(state: State, after: Aftermath) -> tuple[Blemish, ...]:
    """Return every blemish and failure of `after` with what made it, the heaviest first."""
    return blemishes_of(state, after.course, after.outcome)
