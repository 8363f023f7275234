"""A short attempt on the small case of the laws, as the bytes of its trace."""

from functools import cache

from simulator.session import commands as c
from simulator.session.attempt import (
    BEAT_TICKS,
    BEATS_PER_CHECK,
    Attempt,
    Origin,
    Record,
    TraceSink,
    header,
)
from tests.laws.random_play import PLAN, first_state

CLOCK = "noon on a test bench"
ORIGIN = Origin("law.yaml", "", "", "a test")


def begun(write: "list[str]") -> Attempt:
    """Return a new attempt of the small case that appends its lines to `write`."""
    sink = TraceSink(write.append, CLOCK)
    sink(header(PLAN, PLAN.seed, ORIGIN))
    return Attempt(first_state(), sink)


def play_on(attempt: Attempt) -> None:
    """Scan, inject, swab: something of every kind, in four seconds of attempt."""
    arm = first_state().patient.web.path_mm[first_state().patient.threads[0].arm_edge][4]
    x_um, y_um = round(arm[0] * 1000), round(arm[1] * 1000)
    for command, wait in (
        (c.AskHistory("allergy"), 7),
        (c.SetPosture("standing"), 5),
        (c.PlaceProbe(11_000, 671_000), 9),
        (c.SqueezeCalf(900), 90),
        (c.ReleaseCalf(), 130),
        (c.MarkVein("AASV", "refluxing"), 3),
        (c.LiftProbe(), 0),
        (c.LiftProbe(), 0),
        (c.SetPosture("lying"), 0),
        (c.FillSyringe("polidocanol", 5000, 2_000_000), 0),
        (c.TakeNeedle(30), 0),
        (c.AimNeedle(x_um, y_um, 0, 200), 10),
        (c.InsertNeedle(1600), 5),
        (c.PressPlunger(4000), 21),
        (c.PressPlunger(0), 15),
        (c.InsertNeedle(0), 9),
        (c.PlaceSwab(x_um, y_um), 0),
        (c.TapeSwab(0), 0),
    ):
        attempt.do(command)
        attempt.pass_ticks(wait)


@cache
def short_trace() -> bytes:
    """Return the whole trace."""
    lines: list[str] = []
    attempt = begun(lines)
    play_on(attempt)
    attempt.do(c.FinishAttempt())
    return "".join(lines).encode()


@cache
def brief_trace() -> bytes:
    """Return a chained trace with a line or two of every kind, for tests of every byte."""
    told: list[Record] = []
    attempt = Attempt(first_state(), told.append)
    attempt.do(c.Examine("skin"))
    attempt.pass_ticks(BEAT_TICKS * BEATS_PER_CHECK)
    attempt.do(c.FinishAttempt())
    lines: list[str] = []
    sink = TraceSink(lines.append, CLOCK)
    for record in (header(PLAN, PLAN.seed, ORIGIN), *told):
        if record["k"] != "beat" or record["tick"] <= 2 * BEAT_TICKS:
            sink(record)
    return "".join(lines).encode()


def lines_of(raw: bytes) -> list[bytes]:
    """Return the lines with their ends."""
    return raw.splitlines(keepends=True)
