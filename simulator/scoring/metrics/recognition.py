"""Metrics of what was noticed: warning signs, and what the hands did then."""

from bisect import bisect_left
from typing import Any, Final

from simulator.base.units import TICKS_PER_SECOND
from simulator.scoring.metrics.terms import (
    COUNT,
    GUESS,
    NEVER,
    SHARE,
    Happened,
    Metric,
    Sense,
    Value,
    counted,
    largest,
    middle,
    share,
    tick,
)
from simulator.scoring.seek import is_number
from simulator.scoring.trail import Record

_IN_TIME_S: Final = 10.0
PERSON: Final = -1  # the puncture of a sign that is none of a puncture
_MID_PUSH: Final = "no warning sign in mid-push"
_NONE: Final = "no warning sign"


def _stop_delays_s(h: Happened) -> list[float]:
    """Return, per warning sign in mid-push, how long the thumb went on pressing.

    A sign of the person belongs to no puncture: it asks for the same thumb.
    """
    delays = []
    pushes = h.by("injection_ended", "puncture")
    for sign in h.those("warning_shown"):
        own = pushes if sign.get("puncture") != PERSON else {PERSON: h.those("injection_ended")}
        push = _next(own, sign)
        if push is not None and tick(push, "started_tick") <= tick(sign):
            delays.append((tick(push) - tick(sign)) / TICKS_PER_SECOND)
    return delays


def _next(groups: dict[Any, list[Record]], sign: Record) -> Record | None:
    """Return the first event in the puncture of `sign` that ended when it was shown, or later."""
    own = groups.get(sign.get("puncture"), [])
    place = bisect_left(own, tick(sign), key=tick)
    return own[place] if place < len(own) else None


def _out_delays_s(h: Happened) -> list[float | None]:
    """Return, per warning sign of a puncture, how long until that needle was out; None if it
    stayed in."""
    outs = h.by("needle_withdrawn", "puncture")
    signs = [sign for sign in h.those("warning_shown") if sign.get("puncture") != PERSON]
    pairs = [(sign, _next(outs, sign)) for sign in signs]
    return [
        None if out is None else (tick(out) - tick(sign)) / TICKS_PER_SECOND for sign, out in pairs
    ]


def _answered(h: Happened) -> Value:
    delays = _out_delays_s(h)
    return share(sum(d is not None and d <= _IN_TIME_S for d in delays), len(delays))


def _right_delays_s(h: Happened) -> list[float | None]:
    """Return, per warning sign, how long until a right answer to it; None if there was none."""
    delays: list[float | None] = []
    right = [answer for answer in h.those("warning_answered") if answer.get("is_right")]
    for sign in h.those("warning_shown"):
        own = [tick(a) for a in right if a.get("sign") == sign["sign"] and tick(a) >= tick(sign)]
        delays.append((min(own) - tick(sign)) / TICKS_PER_SECOND if own else None)
    return delays


def _rightly_answered(h: Happened) -> Value:
    delays = _right_delays_s(h)
    return share(sum(delay is not None for delay in delays), len(delays))


def _adrenaline_delay_s(h: Happened) -> Value:
    given = h.those("warning_answered", action="adrenaline", sign="anaphylaxis")
    return largest([d / 1000 for a in given if is_number(d := a.get("delay_ms"))])


def _after_sign_ul(h: Happened) -> Value:
    if not h.those("warning_shown"):
        return None
    return sum(h.numbers("injection_ended", "after_sign_nl", 1000))


def _pushes_after_sign(h: Happened) -> Value:
    """Count the pushes begun in a puncture that had already shown a warning sign."""
    signs: dict[object, int] = {}
    for sign in h.those("warning_shown"):
        signs.setdefault(sign.get("puncture"), tick(sign))
    if not signs:
        return None
    begun = [(tick(p, "started_tick"), p.get("puncture")) for p in h.those("injection_ended")]
    return float(sum(start > signs.get(puncture, start) for start, puncture in begun))


# fmt: off
METRICS: Final = (
    Metric("warning_signs", "Warning signs shown", "", "lower", (None, 0), COUNT, NEVER, "",
           counted("warning_shown"), (Sense("warning_shown"),)),
    Metric("wheals", "Wheals raised", "", "lower", (None, 0), COUNT, NEVER, "",
           counted("warning_shown", sign="wheal"), (Sense("warning_shown", "sign", "wheal"),)),
    Metric("bursts", "Walls burst", "", "lower", (None, 0), COUNT, NEVER, "",
           counted("warning_shown", sign="burst"), (Sense("warning_shown", "sign", "burst"),)),
    Metric("stop_delay_s", "From the sign to the thumb off, median", "s", "lower", (None, 3),
           COUNT, _MID_PUSH, GUESS, lambda h: middle(_stop_delays_s(h)),
           (Sense("injection_ended", "after_sign_ms"),)),
    Metric("stop_delay_worst_s", "From the sign to the thumb off, slowest", "s", "lower",
           (None, 3), COUNT, _MID_PUSH, GUESS, lambda h: largest(_stop_delays_s(h)),
           (Sense("injection_ended", "after_sign_ms"),)),
    Metric("needle_out_delay_s", "From the sign to the needle out, median", "s", "lower",
           (None, 10), COUNT, "no sign was followed by the needle out", GUESS,
           lambda h: middle([d for d in _out_delays_s(h) if d is not None]),
           (Sense("warning_shown", answer="needle_withdrawn"),)),
    Metric("signs_answered_frac", "Signs with the needle out within ten seconds", "", "higher",
           (1, None), SHARE, _NONE, GUESS, _answered,
           (Sense("warning_shown", answer="needle_withdrawn"),)),
    Metric("after_sign_ul", "Given after a warning sign", "ul", "lower", (None, 20), COUNT, _NONE,
           GUESS, _after_sign_ul, (Sense("injection_ended", "after_sign_nl"),)),
    Metric("pushes_after_sign", "Pushes begun after a sign, same puncture", "", "lower", (None, 0),
           COUNT, _NONE, "", _pushes_after_sign),
    Metric("signs_rightly_answered_frac", "Signs with a right answer", "", "higher", (1, None),
           SHARE, _NONE, "answers as in clinical sources, `responses`", _rightly_answered,
           (Sense("warning_shown", answer="warning_answered"),)),
    Metric("answer_delay_s", "From the sign to a right answer, median", "s", "lower", (None, 10),
           COUNT, "no sign was rightly answered", GUESS,
           lambda h: middle([d for d in _right_delays_s(h) if d is not None]),
           (Sense("warning_shown", answer="warning_answered"),)),
    Metric("answers_wrong", "Answers that harm or lose time", "", "lower", (None, 0), COUNT, NEVER,
           "", counted("warning_answered", is_wrong=True),
           (Sense("warning_answered", "is_wrong", True),)),
    Metric("adrenaline_delay_s", "From anaphylaxis to adrenaline", "s", "lower", (None, 180),
           COUNT, "no adrenaline for anaphylaxis", GUESS, _adrenaline_delay_s,
           (Sense("warning_answered", "action", "adrenaline"),)),
    Metric("falls", "Faints that ended on the floor", "", "lower", (None, 0), COUNT, NEVER, "",
           counted("patient_fell"), (Sense("patient_fell"),)),
    Metric("collapses", "Anaphylaxis that took its course", "", "lower", (None, 0), COUNT, NEVER,
           "", counted("patient_collapsed"), (Sense("patient_collapsed"),)),
    Metric("sources_missed", "Hidden sources missed", "", "lower", (None, 0), COUNT, NEVER, "",
           counted("source_judged", verdict="missed"),
           (Sense("source_judged", "verdict", "missed"),)),
    Metric("territories_missed", "Required territories not scanned", "", "lower", (None, 0), COUNT,
           NEVER, "", counted("territory_judged", is_missed=True),
           (Sense("territory_judged", "is_missed", True),)),
)
