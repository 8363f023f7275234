"""Metrics of self-knowledge: how what was written down compares with what is there, and help."""

from collections.abc import Callable
from typing import Final

from simulator.scoring.metrics.terms import (
    ANY,
    COUNT,
    GUESS,
    NEVER,
    SHARE,
    Happened,
    Metric,
    Sense,
    Value,
    counted,
    middle,
    share,
)
from simulator.scoring.seek import is_number
from simulator.scoring.trail import Record

_MARK: Final = "vein_marked"
_NO_FIGURE: Final = "no diameter was written"
_NO_REFLUX: Final = "no measured finding"


def _errors(marks: list[Record], field: str, truth: str) -> list[float]:
    """Return written less true, in thousands of the recorded unit, where both are known."""
    pairs = [(mark.get(field), mark.get(truth)) for mark in marks]
    return [(a - b) / 1000 for a, b in pairs if is_number(a) and is_number(b)]


def _reflux_errors_s(h: Happened) -> list[float]:
    """At the groin what is measured is how long she bore down: no figure of the vein."""
    marks = [
        mark
        for mark in h.those(_MARK, evidence="measured")
        if mark.get("reflux_ms") and mark.get("level") != "groin"
    ]
    return _errors(marks, "reflux_ms", "true_reflux_ms")


def _diameter_errors_mm(h: Happened) -> list[float]:
    marks = [m for m in h.those(_MARK) if m.get("vein") and m.get("diameter_um")]
    return _errors(marks, "diameter_um", "true_diameter_um")


def _size(errors: Callable[[Happened], list[float]]) -> Callable[[Happened], Value]:
    return lambda h: middle([abs(error) for error in errors(h)])


def _evidence(*kinds: str) -> Callable[[Happened], Value]:
    """Return the share of findings of these kinds of evidence."""

    def of(h: Happened) -> Value:
        found = h.values(_MARK, "evidence")
        return share(sum(evidence in kinds for evidence in found), len(found))

    return of


def _guesses_right(h: Happened) -> Value:
    right, wrong = len(h.those(_MARK, evidence="guess")), len(h.those(_MARK, evidence="wrong"))
    return share(right, right + wrong)


# fmt: off
METRICS: Final = (
    Metric("reflux_error_s", "Error of the reflux time, median", "s", "lower", (None, 0.3), COUNT,
           _NO_REFLUX, GUESS, _size(_reflux_errors_s), (Sense(_MARK, "reflux_ms"),)),
    Metric("reflux_bias_s", "Reflux time written too long (or, below 0, too short), median", "s",
           "inside", (-0.3, 0.3), ANY, _NO_REFLUX, GUESS, lambda h: middle(_reflux_errors_s(h)),
           (Sense(_MARK, "reflux_ms"),)),
    Metric("diameter_error_mm", "Error of the diameter, median", "mm", "lower", (None, 0.5), COUNT,
           _NO_FIGURE, GUESS, _size(_diameter_errors_mm), (Sense(_MARK, "diameter_um"),)),
    Metric("diameter_bias_mm", "Diameter written too wide (or, below 0, too narrow), median", "mm",
           "inside", (-0.5, 0.5), ANY, _NO_FIGURE, GUESS, lambda h: middle(_diameter_errors_mm(h)),
           (Sense(_MARK, "diameter_um"),)),
    Metric("marks_guessed", "Findings marked without evidence", "", "lower", (None, 0), COUNT,
           NEVER, "", counted(_MARK, evidence="guess"), (Sense(_MARK, "evidence", "guess"),)),
    Metric("marks_wrong", "Findings that are not there", "", "lower", (None, 0), COUNT, NEVER, "",
           counted(_MARK, evidence="wrong"), (Sense(_MARK, "evidence", "wrong"),)),
    Metric("wrong_frac", "Share of findings that are not there", "", "lower", (None, 0), SHARE,
           "nothing was marked", "", _evidence("wrong"), (Sense(_MARK, "evidence", "wrong"),)),
    Metric("guessed_frac", "Share of findings written before they were seen", "", "lower",
           (None, 0), SHARE, "nothing was marked", "", _evidence("guess", "wrong"),
           (Sense(_MARK, "evidence", "guess"),)),
    Metric("guesses_right_frac", "Share of guesses that were right", "", "none", ANY, SHARE,
           "nothing was guessed", "", _guesses_right),
    Metric("sources_guessed", "Hidden sources guessed right", "", "lower", (None, 0), COUNT, NEVER,
           "", counted("source_judged", verdict="guessed"),
           (Sense("source_judged", "verdict", "guessed"),)),
    Metric("help_used", "Times help was used", "", "none", ANY, COUNT, NEVER, "",
           counted("help_used"), (Sense("help_used"),)),
    Metric("aids_set", "Times a teaching aid was chosen", "", "none", ANY, COUNT, NEVER, "",
           lambda h: float(sum(e.get("level") != "none" for e in h.those("aid_set"))),
           (Sense("aid_set"),)),
    Metric("refused", "Acts that were refused", "", "lower", ANY, COUNT, NEVER, "",
           counted("command_refused"), (Sense("command_refused"),)),
)
