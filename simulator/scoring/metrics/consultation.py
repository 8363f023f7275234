"""Metrics of the consultation: what was understood, what bars treatment, what was measured."""

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
    having,
    largest,
    picked,
    share,
    smallest,
)

_BARRING: Final = ("absolute", "defer")


def _understood(h: Happened) -> Value:
    """Return the share of the things explained that came back right at least once."""
    explained = set(map(str, h.values("risk_explained", "item")))
    right = {str(said.get("item")) for said in h.those("taught_back", is_understood=True)}
    return share(len(explained & right), len(explained))


def _left(h: Happened) -> Value:
    """Count the things that were said back and, the last time, wrong."""
    last = {said.get("item"): said for said in h.those("taught_back")}
    return float(sum(said.get("is_understood") is False for said in last.values()))


def _barred(h: Happened) -> Value:
    suitable = h.those("suitability_decided", decision="suitable")
    return float(sum(decided.get("bars") in _BARRING for decided in suitable))


def _unmeasured(h: Happened) -> Value:
    """Count the weak or absent pulses after which no ankle-brachial index was measured."""
    measured = h.those("examined", item="abpi")
    weak = h.those("examined", item="pulses", is_abnormal=True)
    return float(sum(not any(h.is_before(felt, m) for m in measured) for felt in weak))


# fmt: off
METRICS: Final = (
    Metric("understood_frac", "Explained items said back right", "", "higher", (0.9, None), SHARE,
           "nothing was explained", GUESS, _understood,
           (Sense("taught_back", "is_understood", True),)),
    Metric("misunderstandings_left", "Misunderstandings heard and left", "", "lower", (None, 0),
           COUNT, NEVER, "", _left, (Sense("taught_back", answer="taught_back"),)),
    Metric("told_in_a_row", "Things told in a row, most", "", "lower", (None, 4), COUNT,
           "nothing was explained", GUESS, picked(largest, "risk_explained", "in_a_row"),
           (Sense("risk_explained", "in_a_row"),)),
    Metric("barred_called_suitable", "Called suitable against the history", "", "lower", (None, 0),
           COUNT, NEVER, "", _barred, (Sense("suitability_decided", "bars"),)),
    Metric("pulses_not_followed", "Weak pulses without an ankle-brachial index", "", "lower",
           (None, 0), COUNT, NEVER, "", _unmeasured, (Sense("examined", answer="examined"),)),
    Metric("stocking_abpi", "Ankle-brachial index under a stocking, least", "", "higher",
           (0.6, None), COUNT, "no stocking was fitted", "vascular practice",
           picked(smallest, "stocking_fitted", "abpi_permille", 1000),
           (Sense("stocking_fitted", "abpi_permille"),)),
    Metric("class_right_frac", "Clinical classes given right", "", "higher", (1, None), SHARE,
           "no class was given", "CEAP", having("leg_classified", "is_right", True),
           (Sense("leg_classified"),)),
    Metric("refills_seen", "Refills watched under glass", "", "none", ANY, COUNT, NEVER, "",
           counted("refill_seen"), (Sense("refill_seen"),)),
    Metric("glass_lying_frac", "Glass tests with the patient lying", "", "higher", (1, None), SHARE,
           "no glass was lifted", "as taught", having("glass_lifted", "is_lying", True),
           (Sense("glass_lifted", "is_lying"),)),
)
