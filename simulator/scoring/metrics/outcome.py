"""Metrics of the outcome: what is left and what was done to the skin, at follow-up."""

from typing import Final

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
    mean,
    picked,
    share,
    smallest,
)

_SEEN: Final = "outcome_seen"
_NONE: Final = "no follow-up was seen"
_CLEARED: Final = (Sense(_SEEN, "cleared_permille"),)
_STAINED: Final = (Sense(_SEEN, "stain_permille"),)
_WELL: Final = 0.5


def _well(h: Happened) -> Value:
    values = h.numbers(_SEEN, "cleared_permille", 1000)
    return share(sum(value >= _WELL for value in values), len(values))


# fmt: off
METRICS: Final = (
    Metric("cleared_frac", "Length cleared at follow-up", "", "higher", (0.7, None), SHARE, _NONE,
           GUESS, picked(mean, _SEEN, "cleared_permille", 1000), _CLEARED),
    Metric("cleared_worst_frac", "Length cleared, worst thread", "", "higher", (0.5, None), SHARE,
           _NONE, GUESS, picked(smallest, _SEEN, "cleared_permille", 1000), _CLEARED),
    Metric("threads_cleared_frac", "Threads at least half cleared", "", "higher", (0.8, None),
           SHARE, _NONE, GUESS, _well, _CLEARED),
    Metric("stained_frac", "Length stained at follow-up", "", "lower", (None, 0.2), SHARE, _NONE,
           GUESS, picked(mean, _SEEN, "stain_permille", 1000), _STAINED),
    Metric("stained_worst_frac", "Length stained, worst thread", "", "lower", (None, 0.4), SHARE,
           _NONE, GUESS, picked(largest, _SEEN, "stain_permille", 1000), _STAINED),
    Metric("judged_days", "Day on which the outcome was judged", "days", "higher", (56, None),
           COUNT, _NONE, "8 to 12 weeks after treatment, as taught",
           picked(smallest, _SEEN, "day"), (Sense(_SEEN, "day"),)),
    Metric("ulcers", "Ulcers", "", "lower", (None, 0), COUNT, NEVER, "", counted("ulcer_seen"),
           (Sense("ulcer_seen"),)),
    Metric("ulcer_worst_mm", "Largest ulcer", "mm", "lower", (None, 0), COUNT, "no ulcer", "",
           picked(largest, "ulcer_seen", "diameter_um", 1000),
           (Sense("ulcer_seen", "diameter_um"),)),
    Metric("matting_patches", "Patches of matting at follow-up", "", "lower", (None, 0), COUNT,
           NEVER, "", counted("matting_seen"), (Sense("matting_seen"),)),
    Metric("satisfaction", "How pleased she is with the course", "", "higher", (0.6, None),
           (-1.2, 1), _NONE, "60 to 76 % is very pleased (clinical model, a guess)",
           picked(smallest, "course_judged", "satisfaction_permille", 1000),
           (Sense("course_judged", "satisfaction_permille"), Sense("course_judged", "judgement"))),
)
