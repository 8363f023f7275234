"""One attempt as one HTML file: both ledgers, the order, the timeline, the metrics.

Nothing is fetched: styles are inline and the timeline is SVG. Everything a person wrote is
escaped by jinja2; there is no script in the file.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from jinja2 import Environment, StrictUndefined

from simulator.base.units import TICKS_PER_SECOND
from simulator.debrief.points import lost_words, rows
from simulator.debrief.write import Debrief, Mark
from simulator.scoring.engine import Score
from simulator.scoring.metrics import METRICS, is_good
from simulator.scoring.words import clock, plain

TEMPLATE: Final = Path(__file__).with_name("report.html.jinja")
WIDTH: Final = 1080
MARGIN: Final = 24
LANE_HEIGHT: Final = 22
LETTER_WIDTH: Final = 6.3  # of the 11 px label font, a little generous
LANES: Final = 6
MOST_TIMES: Final = 8
NEEDLED: Final = frozenset({"needle", "injection", "recognition", "compression", "outcome"})
SCANNED: Final = frozenset({"ultrasound", "plan"})


@dataclass(frozen=True)
class PlacedMark:
    """A mark with its place in the drawing; `label` is '' where there was no room for one."""

    x: float
    y: float
    text_x: float
    anchor: str
    label: str
    full: str
    kind: str
    time: str


def placed(marks: tuple[Mark, ...], end_tick: int) -> list[PlacedMark]:
    """Give each mark its x by time and the first lane in which its label fits.

    Harms choose first, then cautions: when room runs out, the good news loses its label.
    """
    span = max(end_tick, 1)
    rank = {"harm": 0, "caution": 1, "good": 2}
    taken: list[list[tuple[float, float]]] = [[] for _ in range(LANES)]
    out = []
    for mark in sorted(marks, key=lambda m: (rank[m.kind], m.tick)):
        x = MARGIN + (WIDTH - 2 * MARGIN) * mark.tick / span
        width = LETTER_WIDTH * len(mark.label) + 12
        is_right = x + width > WIDTH
        left, right = (x - width, x) if is_right else (x, x + width)
        lane = next(
            (n for n, own in enumerate(taken) if all(right < a or left > b for a, b in own)), None
        )
        if lane is not None:
            taken[lane].append((left, right))
        height = (lane if lane is not None else 0) * LANE_HEIGHT + 16
        out.append(
            PlacedMark(
                x=round(x, 1),
                y=float(height),
                text_x=round(x - 6 if is_right else x + 6, 1),
                anchor="end" if is_right else "start",
                label=mark.label if lane is not None else "",
                full=mark.label,
                kind=mark.kind,
                time=clock(mark.tick),
            )
        )
    return out


def _times(end_tick: int) -> list[tuple[float, str]]:
    """Return the times of the axis, at round minutes that leave room for their labels."""
    steps = (TICKS_PER_SECOND * s for s in (10, 30, 60, 120, 300, 600, 1200, 3600))
    step = next((each for each in steps if end_tick <= each * MOST_TIMES), end_tick)
    inner = (WIDTH - 2 * MARGIN) / max(end_tick, 1)
    return [
        (round(MARGIN + inner * tick, 1), clock(tick))
        for tick in range(0, end_tick + 1, max(step, 1))
    ]


def _idle(values: Mapping[str, float | None], *, is_declined: bool) -> frozenset[str]:
    """Return the families of metrics that say nothing of a treatment that was declined."""
    if not is_declined:
        return frozenset()
    return NEEDLED if values.get("time_scanning_s") is not None else NEEDLED | SCANNED


def _metric_rows(values: Mapping[str, float | None], *, is_declined: bool) -> list[dict[str, str]]:
    rows = []
    left_out = _idle(values, is_declined=is_declined)
    for metric in METRICS:
        if metric.family in left_out:
            continue
        value = values.get(metric.name)
        good = is_good(metric, value)
        rows.append(
            {
                "title": metric.title,
                "family": metric.family,
                "value": "-" if value is None else f"{value:.4g}",
                "unit": metric.unit if value is not None else "",
                "note": metric.undefined if value is None else "",
                "sign": "" if good is None else ("in range" if good else "out of range"),
            }
        )
    return rows


def report_html(
    title: str,
    score: Score,
    debrief: Debrief,
    metrics: Mapping[str, float | None],
    *,
    facts: Mapping[str, str] | None = None,
) -> str:
    """Return the whole page; `facts` are shown under the title (operator, seed, engine)."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    environment.filters |= {"clock": clock, "plain": plain}
    template = environment.from_string(TEMPLATE.read_text("utf-8"))
    return template.render(
        title=title,
        score=score,
        debrief=debrief,
        rows=rows(score),
        lost=lost_words(score),
        facts=facts or {},
        marks=placed(debrief.marks, debrief.end_tick),
        times=_times(debrief.end_tick),
        lanes=LANES,
        lane_height=LANE_HEIGHT,
        width=WIDTH,
        margin=MARGIN,
        metrics=_metric_rows(metrics, is_declined=debrief.is_declined),
    )
