"""Metrics of the scan: how it was done, and what it found."""

from typing import Final

from simulator.base.units import TICKS_PER_SECOND
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
    mean,
    picked,
    share,
    summed,
)

_SEEN: Final = ("measured", "watched")


def _evidence(kind: str) -> tuple[Sense, ...]:
    return (Sense("vein_marked", "evidence", kind),)


def _verdict(kind: str) -> tuple[Sense, ...]:
    return (Sense("source_judged", "verdict", kind),)


def _identified(h: Happened) -> Value:
    marks = h.values("vein_marked", "evidence")
    return share(sum(evidence in _SEEN for evidence in marks), len(marks))


def _sources_found(h: Happened) -> Value:
    return share(len(h.those("source_judged", verdict="identified")), len(h.those("source_judged")))


def _scanned_upright(h: Happened) -> Value:
    """Return the share of probe placements after which she had last been told to stand."""
    probes, postures = h.those("probe_placed"), h.those("posture_changed")
    upright = 0
    for probe in probes:
        before = h.count_before("posture_changed", probe)
        upright += before > 0 and postures[before - 1].get("posture") == "standing"
    return share(upright, len(probes))


# fmt: off
METRICS: Final = (
    Metric("time_scanning_s", "Time with the probe on the leg", "s", "none", ANY, COUNT,
           "the probe was never lifted", "",
           picked(summed, "probe_lifted", "scanned_ticks", TICKS_PER_SECOND)),
    Metric("scanned_upright_frac", "Scans while she stood", "", "higher", (1, None), SHARE,
           "the probe was never placed", "as taught", _scanned_upright,
           (Sense("probe_placed", answer="posture_changed"),)),
    Metric("squeezes", "Calf squeezes", "", "none", ANY, COUNT, NEVER, "",
           counted("calf_squeezed"), (Sense("calf_squeezed"),)),
    Metric("squeezes_above_probe", "Squeezes above the probe, which show nothing", "", "lower",
           (None, 0), COUNT, NEVER, "as taught", counted("calf_squeezed", is_above_probe=True),
           (Sense("calf_squeezed", "is_above_probe"),)),
    Metric("full_squeeze_frac", "Squeezes that emptied the calf", "", "higher", (0.8, None), SHARE,
           "the calf was never let go", GUESS, having("calf_released", "is_full_squeeze", True),
           (Sense("calf_released", "is_full_squeeze"),)),
    Metric("strains", "Times she was asked to bear down", "", "none", ANY, COUNT, NEVER, "",
           counted("strain_started"), (Sense("strain_started"),)),
    Metric("reversals_watched", "Reversals seen", "", "none", ANY, COUNT, NEVER, "",
           counted("reversal_watched"), (Sense("reversal_watched"),)),
    Metric("tests_hidden", "Tests whose flow the settings hid", "", "lower", (None, 0), COUNT,
           NEVER, "", counted("flow_hidden"), (Sense("flow_hidden"),)),
    Metric("compressions", "Veins tested by pressing", "", "none", ANY, COUNT, NEVER, "",
           counted("compression_tested"), (Sense("compression_tested"),)),
    Metric("marks_measured", "Findings marked with a measured reversal", "", "higher", ANY, COUNT,
           NEVER, "", counted("vein_marked", evidence="measured"), _evidence("measured")),
    Metric("marks_watched", "Findings marked with a watched reversal", "", "higher", ANY, COUNT,
           NEVER, "", counted("vein_marked", evidence="watched"), _evidence("watched")),
    Metric("identified_frac", "Share of findings with evidence", "", "higher", (1, None), SHARE,
           "nothing was marked", "", _identified, (Sense("vein_marked", "evidence"),)),
    Metric("sources_identified_frac", "Share of hidden sources found with evidence", "", "higher",
           (1, None), SHARE, "no hidden source was judged", "", _sources_found,
           (*_verdict("identified"), *_evidence("measured"))),
    Metric("sources_identified", "Hidden sources identified with evidence", "", "higher", ANY,
           COUNT, NEVER, "", counted("source_judged", verdict="identified"),
           (*_verdict("identified"), *_evidence("measured"))),
    Metric("sources_wrong", "Hidden sources with a wrong finding", "", "lower", (None, 0), COUNT,
           NEVER, "", counted("source_judged", verdict="wrong"), _verdict("wrong")),
    Metric("scanned_frac", "Share of the required territories scanned", "", "higher", (0.8, None),
           SHARE, "the attempt was not finished", GUESS,
           lambda h: mean(h.numbers("territory_judged", "covered_permille", 1000)),
           (Sense("territory_judged", "covered_permille"),)),
)
